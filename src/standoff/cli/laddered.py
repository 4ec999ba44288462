"""A replay with a ladder: the same reports through a desk, to see which incidents they open and what time does to them.

Nobody acts: the roster is empty, and each thing is raised twice before the desk only waits. The desk's clock follows
the reports, in slices of at most ten seconds; deadlines fire between the slices at the time at which they are due.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from standoff.cli import writing
from standoff.cli.ladder_files import usable_ladder_file
from standoff.host.clock import FollowedClock, Machine
from standoff.host.inputs import Reports, Tick
from standoff.host.opening import Settings, open_host
from standoff.incidents.pen import to_text
from standoff.model.errors import RecordingFailedError, UnusableInputError
from standoff.record.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from standoff.host.host import Host
    from standoff.host.inputs import Input
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Incident
    from standoff.model.reports import ReportBatch
    from standoff.model.zone import Zone

SLICE_NS: Final = 10_000_000_000
RAISED_AT_MOST: Final = 2
_MS_NS: Final = 1_000_000


def ladder_for(path: Path, out: Path | None) -> tuple[Ladder, Path]:
    """The ladder of a file, or one that comes with the package by its name; and where its record goes.

    Raises:
        UnusableInputError: it is no ladder that may be used, no folder is named, or the folder holds a record already.
    """
    if out is None:
        raise UnusableInputError("--ladder", "a desk keeps a record", "Say where with --out DIR")
    if (out / "record").exists() or (out / "access").exists():
        raise UnusableInputError(f"--out {out}", "holds a record already, and none is written over", "Name another")
    return usable_ladder_file(path), out


def run(out: Path, zones: Sequence[Zone], ladder: Ladder, reports: ReportBatch) -> int:
    """Takes reports through a desk, and writes `incidents.jsonl` and the sealed record; gives how many incidents.

    Args:
        out: the folder.
        zones: in force.
        ladder: that incidents begin with.
        reports: of any number of sources; they are taken in the order of observed time.

    Raises:
        RecordingFailedError: the record cannot be written.
    """
    reports = reports.take(np.lexsort((reports.place, reports.source, reports.time_ns)))
    clock = FollowedClock(int(reports.time_ns[0]) // _MS_NS if len(reports) else 0)
    settings = Settings(zones=zones, ladder=ladder, roster=(), raise_limit=RAISED_AT_MOST)
    machine = Machine(lambda: clock.now_ms() * _MS_NS, lambda: 0, "")
    host = open_host(Folder(out, os.urandom), settings, machine, clock=clock)
    try:
        for batch in _slices(reports):
            _reach(host, clock, -(-int(batch.time_ns[-1]) // _MS_NS))
            _commit(host, [*_by_source(batch), Tick()])
        written = Counter(entry.incident for entry in host.record.entries())
    finally:
        host.close()
    found = (_line(incident, written[incident.id]) for incident in host.desk.incidents.values())
    lines = b"".join(msgspec.json.encode(line) + b"\n" for line in found)
    writing.write_files(out, {"incidents.jsonl": lines})
    return len(host.desk.incidents)


def _slices(reports: ReportBatch) -> Iterator[ReportBatch]:
    """Reports of at most ten seconds each."""
    edges = np.flatnonzero(np.diff(reports.time_ns // SLICE_NS)) + 1
    starts = [0, *map(int, edges)] if len(reports) else []
    for start, end in zip(starts, [*starts[1:], len(reports)], strict=True):
        yield reports.take(slice(start, end))


def _reach(host: Host, clock: FollowedClock, time_ms: int) -> None:
    """Moves the clock on to a time, over every deadline on the way."""
    while (due_ms := host.desk.due_ms) is not None and due_ms <= time_ms:
        clock.reach(due_ms)
        _commit(host, [Tick()])
    clock.reach(time_ms)


def _commit(host: Host, items: Sequence[Input]) -> None:
    host.commit(items)
    if host.not_recorded_since is not None:
        raise RecordingFailedError("the replay", host.not_recorded_because)


def _by_source(batch: ReportBatch) -> list[Reports]:
    codes = map(int, np.unique(batch.source))
    return [Reports(batch.sources[code], batch.take(batch.source == code)) for code in codes]


def _line(incident: Incident, entries: int) -> dict[str, Any]:
    """A line of incidents.jsonl; its shape is in `docs/reference/outputs.md`."""
    deadline = incident.deadline
    return {
        "id": incident.id,
        "name": incident.name,
        "zone": incident.zone,
        "status": incident.status.value,
        "cause": incident.cause,
        "opened_at": to_text(incident.opened_ms),
        "phase": incident.phase.value,
        "rung": incident.rung,
        "deadline": None if deadline is None else to_text(deadline.due_ms),
        "waits_for": deadline.for_role if deadline is not None else incident.waits_for,
        "movement": incident.movement,
        "inside": incident.inside if incident.inside >= 0 else None,
        "proposal": incident.proposal,
        "tracks": len(incident.tracks),
        "rings": incident.rings,
        "entries": entries,
    }
