"""OwnTracks JSON: what the phones send and the Recorder keeps.

Theory of operation. A message is an object with `_type`; a document is one message or an array of them, on one line
or on many. A line of the Recorder's files (`.rec`) has a time and a kind before the message, between tabs; the time is
the message's own again, and is passed over. `location` gives a report, observed at `tst`; other known types are
counted as something else by their name. Among them is `transition`, a place at which a region was left or entered:
the `location` that goes with it says the same. What is `encrypted` cannot be read here, and is counted so.

The entity is the topic without `owntracks/` before it (user and device): there is one a device. Without a topic it is
the `tid`, two characters that a user chose, unique only as far as users agreed. `_id` names the message, not who sent
it.

`vel` is in km/h; `acc` is a radius, taken as one sigma (phones mean one that holds about two thirds). Below nought,
`vel`, `cog` and `acc` mean "not available". `alt` is above sea level on one kind of phone and above the ellipsoid on
the other: it is not read.

Sources: OwnTracks Booklet, "JSON"; Recorder's README, "Storage".
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
import numpy as np

from standoff.feeds.rows import Rows, moment, number, parsed
from standoff.model.units import KMH_MPS

_OTHER: Final = (
    *("beacon", "card", "cmd", "configuration", "dump", "encrypted", "lwt", "msg"),
    *("request", "status", "step", "steps", "transition", "waypoint", "waypoints"),
)
_RECORDED: Final = re.compile(rb"[^\t{\[]+\t[^\t]+\t")
_MESSAGES: Final = msgspec.json.Decoder(list[msgspec.Raw])
_MESSAGE: Final = msgspec.json.Decoder(dict[str, Any])


def read(text: bytes, rows: Rows) -> None:
    """Reads a message, or an array of them; see `rows.DocumentDecoder`."""
    before = _RECORDED.match(text)
    bare = text[before.end() :] if before else text
    messages = parsed(_MESSAGES, bare) if bare.lstrip().startswith(b"[") else [bare]
    if messages is None:
        rows.reject("schema", text)
        return
    for raw in messages:
        message = parsed(_MESSAGE, bytes(raw))
        kind = None if message is None else message.get("_type")
        if message is not None and kind == "location":
            rows.add(_of_location(message), bytes(raw))
        elif isinstance(kind, str) and kind in _OTHER:
            rows.count(kind)
        else:
            rows.reject("schema", bytes(raw))


def _of_location(message: dict[str, Any]) -> dict[str, object]:
    error_m = _available(message.get("acc"))
    return {
        "time": moment(message.get("tst")),
        "id": _entity(message),
        "lat": message.get("lat"),
        "lon": message.get("lon"),
        "speed_mps": round(_available(message.get("vel")) * KMH_MPS, 6),
        "course_deg": _available(message.get("cog")),
        "err_major_m": error_m,
        "err_minor_m": error_m,
    }


def _available(value: object) -> float:
    known = number(value)
    return known if known >= 0 else np.nan


def _entity(message: dict[str, Any]) -> str | None:
    for member in ("topic", "tid"):
        name = message.get(member)
        if isinstance(name, str) and name.strip():
            return f"owntracks:{name.strip().removeprefix('owntracks/')}"
    return None
