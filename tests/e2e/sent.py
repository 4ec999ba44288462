"""Acts, reports and AIS lines as they are sent, and a problem as it comes back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyais

if TYPE_CHECKING:
    import httpx


def said(what: dict[str, Any], incident: str = "", **more: Any) -> dict[str, Any]:
    """An act."""
    return {"what": what, "incident": incident, "key": f"test-{uuid.uuid4()}", **more}


def claim(words: str = "words") -> dict[str, Any]:
    return {"type": "claim", "about": "other", "claimed_by": "somebody", "words": words}


def hold(until_s: float = 600, by: str = "watch-1") -> dict[str, Any]:
    until = (datetime.now(UTC) + timedelta(seconds=until_s)).isoformat()
    return {"type": "decision", "kind": "hold", "decided_by": by, "reason": "they wait", "until": until}


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == answer.status_code
    return found


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def line(entity: str, **more: Any) -> dict[str, Any]:
    return {"time": now(), "source": "radar-1", "entity": entity, "lat": 38.5, "lon": -122.5, **more}


def nmea(mmsi: int, lat: float, lon: float) -> bytes:
    """A synthetic AIS position, as a receiver sends it: without a time."""
    fields: dict[str, str | int | float | bytes | bool] = {
        "mmsi": mmsi,
        "type": 1,
        "lat": lat,
        "lon": lon,
        "speed": 5.0,
        "course": 90.0,
    }
    return pyais.encode_dict(fields, talker_id="AI", sentence_type="VDM", seq_id=1)[0].encode() + b"\r\n"
