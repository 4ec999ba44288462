"""Files that a run leaves: written beside their place and moved there whole, so that none is ever half there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec

from standoff.cli.inputs import PLACE_BITS
from standoff.model.crossing import Crossing, Sighted, Standing
from standoff.model.errors import UnusableInputError
from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from standoff.cli.summary import Run


def write_run(out: Path, crossings: Sequence[Crossing], run: Run, files: list[str]) -> None:
    """Writes crossings.jsonl and summary.json.

    Raises:
        UnusableInputError: the folder cannot be made or written to.
    """
    lines = b"".join(msgspec.json.encode(crossing_line(crossing, files)) + b"\n" for crossing in crossings)
    document = msgspec.json.format(msgspec.json.encode(run.as_json())) + b"\n"
    write_files(out, {"crossings.jsonl": lines, "summary.json": document})


def write_files(out: Path, files: dict[str, bytes]) -> None:
    """Writes files into a folder, made where it is missing; each replaces an earlier one whole.

    Raises:
        UnusableInputError: the folder cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            beside = out / f".{name}.{os.getpid()}"
            beside.write_bytes(data)
            beside.replace(out / name)
    except OSError as error:
        raise UnusableInputError(f"--out {out}", f"cannot be written to: {error.strerror or error}") from error


def crossing_line(crossing: Crossing, files: list[str]) -> dict[str, Any]:
    """One line of crossings.jsonl; its shape is in `docs/reference/outputs.md`."""
    return {
        "kind": crossing.kind.value,
        "zone": crossing.zone,
        "ring": crossing.ring,
        "track": crossing.track,
        "source": crossing.source,
        "at": to_rfc3339(crossing.at_ns),
        "lat": round(crossing.lat, 7),
        "lon": round(crossing.lon, 7),
        "confirmed": crossing.standing is Standing.CONFIRMED,
        "standing": crossing.standing.value,
        "status": crossing.status.value,
        "range_m": round(crossing.range_m, 3),
        "because": crossing.because,
        "before": None if crossing.before is None else _evidence(crossing.before, files),
        "after": _evidence(crossing.after, files),
    }


def _evidence(report: Sighted, files: list[str]) -> dict[str, Any]:
    number, line = divmod(report.place, 1 << PLACE_BITS)
    return {
        "at": to_rfc3339(report.time_ns),
        "lat": report.lat,
        "lon": report.lon,
        "file": files[number],
        "line": line,
    }
