"""From the zones as they were to the zones as they are: whose state is carried over, and what is said of the rest.

Theory of operation. A region is known again by its zone's id and its ring's name. Where its extent is the same
(footprint, heights, schedule, ring), the state of every track is carried over as it is. Elsewhere the last report of
each track is judged again, as at the time of the change. Where that says the same as it said before, the state is
carried over too, with a provisional crossing, which the next report decides. Where it says something else, a boundary
has passed over the track: a provisional crossing of it is withdrawn, and what is confirmed changes by a `zone-changed`,
never by an enter or exit. A region that is gone takes its provisional crossings with it; whoever was confirmed inside
is told to be outside.
"""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from standoff.model.crossing import Crossing, Standing
from standoff.model.times import to_rfc3339
from standoff.model.zone import Circle, Corridor, Polygons
from standoff.zones import evidence

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int64s
    from standoff.model.steps import Steps
    from standoff.model.zone import Footprint
    from standoff.zones.catalogue import Catalogue, Region


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class FoldState:
    """The state of `CrossingFold`: a snapshot, or what it knows of some tracks; pairs are `track * regions + region`.

    Attributes:
        held: sorted pairs of tracks whose last report is inside.
        confirmed_inside: pairs that are confirmed inside.
        pending: the provisional crossing of a pair.
    """

    held: Int64s
    confirmed_inside: frozenset[int]
    pending: tuple[tuple[int, Crossing], ...]


_GONE: Final = "{label} applies no more from {at} on: the last report, at {last}, was inside it"
_NEW: Final = "{label} applies from {at} on: the last report, at {last}, is inside it"
_INTO: Final = "{label} was changed at {at}: the last report, at {last}, was outside it, and is inside it as it is now"
_OUT: Final = "{label} was changed at {at}: the last report, at {last}, was inside it, and is outside it as it is now"


@dataclasses.dataclass(slots=True)
class _Pair:
    """A track at a region that is another now; `old` or `new` is -1 where there was or is none."""

    track: int
    old: int
    new: int
    held: bool
    confirmed: bool
    pending: Crossing | None
    holds: bool


class Change:
    """What becomes of the state of a fold where one catalogue follows another.

    Args:
        old, new: the catalogues.
        at_ns: when the new one takes effect.
        hysteresis: whether crossings are confirmed by a further report.
    """

    def __init__(self, old: Catalogue, new: Catalogue, at_ns: int, *, hysteresis: bool) -> None:
        self._old, self._new, self._at_ns = old.regions, new, at_ns
        self._hysteresis = hysteresis
        numbers = {(region.zone.id, region.ring): number for number, region in enumerate(new.regions)}
        now = [numbers.get((region.zone.id, region.ring), -1) for region in old.regions]
        same = [n >= 0 and _same(region, new.regions[n]) for region, n in zip(old.regions, now, strict=True)]
        self._number, self._same = np.array(now, np.int64), np.array(same, np.bool_)
        self._judged = np.ones(len(new.regions), np.bool_)
        self._judged[self._number[self._same]] = False

    def of(self, state: FoldState, last: Steps) -> tuple[FoldState, list[Crossing]]:
        """The state under the new catalogue, and what is said of the change.

        Args:
            state: under the old one.
            last: the last report of every track in it, and of those that are in no region; see `Steps.alone`.
        """
        count = len(self._new.regions)
        held = self._carried(state.held)
        confirmed = set(self._carried(np.fromiter(state.confirmed_inside, np.int64)).tolist())
        pairs, crossings = np.fromiter((pair for pair, _ in state.pending), np.int64), [c for _, c in state.pending]
        keep = self._same[pairs % len(self._old)] if len(pairs) else np.empty(0, np.bool_)
        kept = [crossing for crossing, same in zip(crossings, keep.tolist(), strict=True) if same]
        pending = dict(zip(self._carried(pairs).tolist(), kept, strict=True))
        outcome: list[Crossing] = []
        told: list[_Pair] = []
        holding = self._holding(last)
        for pair in self._others(state, holding):
            number = pair.track * count + pair.new
            if pair.new >= 0 and pair.holds == pair.held:
                if pair.confirmed and self._hysteresis:
                    confirmed.add(number)
                if pair.pending is not None:
                    pending[number] = pair.pending
                continue
            if pair.pending is not None:
                outcome.append(self._withdrawn(pair.pending))
            if pair.holds and self._hysteresis:
                confirmed.add(number)
            if pair.confirmed != pair.holds:
                told.append(pair)
        held = np.sort(np.concatenate([held, holding]))
        return FoldState(held, frozenset(confirmed), tuple(pending.items())), outcome + self._told(told, last)

    def _carried(self, pairs: Int64s) -> Int64s:
        """Pairs of regions that are the same, under their new numbers."""
        if not len(pairs):
            return np.empty(0, np.int64)
        track, region = np.divmod(pairs, len(self._old))
        same = self._same[region]
        return track[same] * len(self._new.regions) + self._number[region[same]]

    def _holding(self, last: Steps) -> Int64s:
        """Pairs (track, new region) that hold at the time of the change, of regions that are not the same."""
        reports = last.reports
        row, region = self._new.covering(reports.lat, reports.lon)
        judged = self._judged[region]
        row, region = row[judged], region[judged]
        keep = self._new.in_band(region, reports.alt_hae_m[row], reports.alt_baro_m[row])
        keep &= self._new.in_force(region, np.full(len(row), self._at_ns))
        return last.track[row[keep]] * len(self._new.regions) + region[keep]

    def _others(self, state: FoldState, holding: Int64s) -> list[_Pair]:
        """The pairs of regions that are not the same, of which anything is known, by track."""
        was, will = len(self._old), len(self._new.regions)
        held = set(state.held[~self._same[state.held % was]].tolist()) if len(state.held) else set[int]()
        pending = {pair: crossing for pair, crossing in state.pending if not self._same[pair % was]}
        confirmed = {pair for pair in state.confirmed_inside if not self._same[pair % was]}
        if not self._hysteresis:
            confirmed = held
        holds = set(holding.tolist())
        before = {number: old for old, number in enumerate(self._number.tolist()) if number >= 0}
        known = {(pair // was, pair % was, int(self._number[pair % was])) for pair in held | confirmed | pending.keys()}
        known |= {(pair // will, before.get(pair % will, -1), pair % will) for pair in holds}
        return [
            _Pair(
                track,
                old,
                new,
                old >= 0 and track * was + old in held,
                old >= 0 and track * was + old in confirmed,
                pending.get(track * was + old) if old >= 0 else None,
                new >= 0 and track * will + new in holds,
            )
            for track, old, new in sorted(known)
        ]

    def _withdrawn(self, crossing: Crossing) -> Crossing:
        because = f"{crossing.because}; withdrawn, because the zone was changed at {to_rfc3339(self._at_ns)}"
        return msgspec.structs.replace(crossing, standing=Standing.WITHDRAWN, because=because)

    def _told(self, pairs: list[_Pair], last: Steps) -> list[Crossing]:
        outcome: list[Crossing] = []
        pairs = sorted(pairs, key=lambda pair: (pair.old, pair.new, pair.holds, pair.track))
        for (old, new, holds), group in groupby(pairs, key=lambda pair: (pair.old, pair.new, pair.holds)):
            rows = np.searchsorted(last.track, np.fromiter((pair.track for pair in group), np.int64))
            region = self._new.regions[new] if new >= 0 else self._old[old]
            how = _GONE if new < 0 else _NEW if old < 0 else _INTO if holds else _OUT
            outcome += evidence.changed(region, last, rows, self._at_ns, how, inside=holds)
        return outcome


def _same(old: Region, new: Region) -> bool:
    """Whether two regions hold the same places, heights and times; names may differ."""
    if (old.zone.height, old.zone.schedule) != (new.zone.height, new.zone.schedule):
        return False
    rings = [next((ring for ring in r.zone.rings if ring.name == r.ring), None) for r in (old, new)]
    if rings[0] != rings[1]:
        return False
    if rings[0] is not None and rings[0].range_m is not None:
        return old.site == new.site
    return _same_footprint(old.zone.footprint, new.zone.footprint)


def _same_footprint(old: Footprint, new: Footprint) -> bool:
    match old, new:
        case Circle(), Circle():
            return old == new
        case Corridor(), Corridor():
            return (old.width_m, old.edges) == (new.width_m, new.edges) and np.array_equal(old.line, new.line)
        case Polygons(), Polygons():
            return old.edges == new.edges and _same_parts(old.parts, new.parts)
        case _:
            return False


def _same_parts(old: tuple[tuple[Floats, ...], ...], new: tuple[tuple[Floats, ...], ...]) -> bool:
    if [len(part) for part in old] != [len(part) for part in new]:
        return False
    lines = zip((line for part in old for line in part), (line for part in new for line in part), strict=True)
    return all(np.array_equal(one, other) for one, other in lines)
