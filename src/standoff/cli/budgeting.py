"""What `standoff ladder budget` is made of: a ladder's blocks against ways in at steady speeds, and real approaches."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.cli import replay
from standoff.engine.engine import Engine, Settings
from standoff.incidents import budget
from standoff.incidents.blocks import blocks_of
from standoff.incidents.checking_beside import STOP_S
from standoff.incidents.ladder import RungKind
from standoff.model.errors import UnusableInputError
from standoff.model.report_line import Status
from standoff.model.units import parse_length_m, spaced
from standoff.model.way import Mark, Speed
from standoff.model.zone import Ring, Zone, ZoneKind
from standoff.zones.approaches import approaches
from standoff.zones.catalogue import Catalogue
from standoff.zones.way_in import SITE, marks_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from standoff.incidents.blocks import Block
    from standoff.incidents.budget import Asked, Bar
    from standoff.incidents.ladder import Ladder
    from standoff.zones.approaches import Approach

ON_LAND: Final = ("20km/h", "40km/h", "60km/h")
AT_SEA: Final = ("5kn", "10kn", "20kn")
"""Speeds where none is given: at sea for a zone of the kind `safety`, which is what wind farms have."""
HALT_ON_LAND_S: Final = float(STOP_S)
HALT_AT_SEA_S: Final = 600.0
"""A ship of 100 m that may take 15 of its lengths to stop (IMO resolution MSC.137(76), 5.3.4), from 10 kn, evenly."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Budgeted:
    """A ladder against the ways into one zone.

    Attributes:
        ladder: its id.
        zone: the zone, with the ring that was asked for.
        blocks: the ladder's, bottom to top, the question to the authority last.
        drawn_s: of each block the 10th, 50th and 90th percentile of its end, seconds.
        asked: the mirror, by speed, then rung that asks something of them.
        bars: by speed, then mark.
        marks: on the shortest way in, those before the line too; the site last.
        target: the mark that the sentence is about.
        halt_s: how long they need to come to a halt: an assumption.
        seed, draws: what the spread was drawn from, and how many cases.
    """

    ladder: str
    zone: Zone
    blocks: tuple[Block, ...]
    drawn_s: tuple[tuple[float, ...], ...]
    asked: tuple[Asked, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    target: Mark
    halt_s: float
    seed: int
    draws: int

    @property
    def rungs(self) -> int:
        """How many blocks are rungs."""
        return sum(block.kind is not RungKind.QUESTION for block in self.blocks)


@dataclasses.dataclass(frozen=True, slots=True)
class Reached:
    """How long real approaches took from the line to a mark.

    Attributes:
        mark: which one.
        times_s: 10th, 50th and 90th percentile, seconds; none where nobody reached it.
        runs_out: for how many time runs out in each block in the worst case; one more at the end: for whom it does not.
    """

    mark: Mark
    times_s: tuple[float, ...]
    runs_out: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """Real approaches of an archive.

    Attributes:
        files: what was read.
        approaches: those that crossed the line, by time.
        began_inside: tracks whose first report was inside already; they are in nothing else.
        unreal: how many of the reports are marked exercise or test.
        reached: for each mark behind the line, the site left out: a ring is what is crossed.
        nearest_m, nearest_s: 10th, 50th and 90th percentile of the least range to the site, metres, and of when that
            was, seconds after the line.
    """

    files: tuple[str, ...]
    approaches: tuple[Approach, ...]
    began_inside: int
    unreal: int
    reached: tuple[Reached, ...]
    nearest_m: tuple[float, ...]
    nearest_s: tuple[float, ...]


def is_at_sea(zone: Zone) -> bool:
    """Whether it is taken for a zone of ships: safety zones are those of installations at sea."""
    return zone.kind is ZoneKind.SAFETY


def budgeted(
    ladder: Ladder, zone: Zone, speeds: Sequence[Speed], *, to: str, halt_s: float, seed: int, draws: int
) -> Budgeted:
    """Sets a ladder against the ways into a zone.

    Args:
        ladder: whose rungs.
        zone: whose line, rings and site.
        speeds: at least one.
        to: a ring's name, a range from the site such as `27km`, or `site`.
        halt_s: how long they need to come to a halt, seconds.
        seed: of the spread, from 0.
        draws: how many cases are drawn, from 1.

    Raises:
        UnusableInputError: there is no way in, or nothing behind the line is called `to`.
    """
    zone, name = _with_target(zone, to)
    marks = marks_in(Catalogue([zone]).regions)
    target = _target(marks, name, zone)
    blocks = blocks_of(ladder)
    drawn_s = budget.drawn_ends_s(blocks, np.random.default_rng(seed), draws)
    inside = [mark for mark in marks if mark.from_line_m > 0]
    return Budgeted(
        ladder.id,
        zone,
        blocks,
        tuple(budget.percentiles(column) for column in drawn_s.T),
        tuple(one for speed in speeds for one in budget.asked(blocks, speed, marks[-1], halt_s)),
        tuple(budget.bar(blocks, mark, speed, drawn_s) for speed in speeds for mark in inside),
        marks,
        target,
        halt_s,
        seed,
        draws,
    )


def _with_target(zone: Zone, to: str) -> tuple[Zone, str]:
    """The zone, with a ring more where a range is asked for that no ring has; and what the target is called."""
    if to == SITE or any(ring.name == to for ring in zone.rings):
        return zone, to
    if not to[:1].isdigit():
        there = ", ".join([*(ring.name for ring in zone.rings), SITE])
        raise UnusableInputError("--to", f"the zone {zone.id} has no ring {to!r}: there are {there}", "Or say 27km")
    range_m = parse_length_m(to, "--to")
    for ring in zone.rings:
        if ring.range_m == range_m:
            return zone, ring.name
    name = spaced(to)
    return dataclasses.replace(zone, rings=(*zone.rings, Ring(name, range_m=range_m))), name


def _target(marks: Sequence[Mark], name: str, zone: Zone) -> Mark:
    found = next((mark for mark in marks if mark.name == name), None)
    line_m = marks[-1].from_line_m
    remedy = f"Name a ring behind the line, a range below {line_m / 1000:.3f}km, or {SITE}"
    if found is None:
        raise UnusableInputError("--to", f"the way to the site of {zone.id} does not enter ring {name}", remedy)
    if found.from_line_m <= 0:
        problem = (
            f"{name} is reached {abs(found.from_line_m):,.0f} m before the line of {zone.id}, where the clock starts"
        )
        raise UnusableInputError("--to", problem, remedy)
    return found


def seen_in(files: list[Path], whole: Budgeted) -> Seen:
    """Replays files against the zone alone, and sets the ladder against the approaches in them.

    Raises:
        UnusableInputError: a file cannot be read.
    """
    catalogue = Catalogue([whole.zone])
    reports = replay.by_observed_time(replay.taken_in(files, None, None).reports())
    crossings = replay.crossed(Engine(catalogue, Settings()), reports)
    found, began_inside = approaches(crossings, reports, catalogue.regions[0])
    marks = [mark for mark in whole.marks[:-1] if mark.from_line_m > 0]
    unreal = sum(count for status, count in reports.statuses().items() if status is not Status.ACTUAL)
    reached = tuple(_reached(mark, found, whole.blocks) for mark in marks)
    nearest = [
        budget.percentiles(np.array(values)) for values in ([a.nearest_m for a in found], [a.nearest_s for a in found])
    ]
    return Seen(tuple(map(str, files)), tuple(found), began_inside, unreal, reached, *nearest)


def _reached(mark: Mark, found: Sequence[Approach], blocks: Sequence[Block]) -> Reached:
    times_s = np.array([one.reached_s[mark.name] for one in found if mark.name in one.reached_s], np.float64)
    counts = np.bincount(budget.run_out(blocks, times_s), minlength=len(blocks) + 1)
    return Reached(mark, budget.percentiles(times_s), tuple(counts.tolist()))
