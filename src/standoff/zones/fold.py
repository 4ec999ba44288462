"""The fold from steps of tracks to crossings.

Theory of operation. Every report gives a raw verdict for every region: inside or not (`insideness`). Where the
verdict changes, a crossing is provisional. With `Confirm.DEFAULT` the next report of the track decides: if it
stands by the change the crossing is confirmed, else it is withdrawn; `enter` and `exit` of one track and region
therefore alternate. A single stray report confirms nothing, however often it is repeated: a report that says again
what the one before it said (two stations heard one transmission) decides nothing. With `Confirm.NONE` every change
is confirmed as it stands, exactly per report. A pass (both ends outside, the way between them inside) rests on two
reports already and is confirmed at once.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from standoff.kernels.grouping import telling
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.zones import evidence
from standoff.zones.insideness import Changes, Insideness
from standoff.zones.way import Ways, passages

if TYPE_CHECKING:
    from standoff.model.arrays import Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue


_BEYOND = 2**62


class Confirm(StrEnum):
    """How a crossing is confirmed."""

    NONE = "none"
    """At once; verdicts are exactly per report."""
    DEFAULT = "default"
    """By the next report of the track."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class FoldState:
    """A snapshot of the fold, to be given to `CrossingFold.restore`."""

    held: Int64s
    confirmed_inside: frozenset[int]
    pending: tuple[tuple[int, Crossing], ...]


class CrossingFold:
    """Steps in, crossings out.

    Args:
        catalogue: the zones.
        confirm: how a crossing is confirmed.
        pass_gap_ns: passes are looked for between reports at most so far apart, and places interpolated.
    """

    def __init__(self, catalogue: Catalogue, confirm: Confirm, pass_gap_ns: int) -> None:
        self._catalogue = catalogue
        self._confirm = confirm
        self._pass_gap_ns = pass_gap_ns
        self._insideness = Insideness(catalogue)
        self._confirmed_inside: set[int] = set()
        self._pending: dict[int, Crossing] = {}

    def on_batch(self, steps: Steps) -> tuple[list[Crossing], Changes]:
        """Crossings of a batch, provisional ones and what became of earlier ones, and the raw verdicts behind them.

        Rows of a track must come in order, over all batches.
        """
        changes = self._insideness.on_steps(steps)
        crossings = self._passed(steps, changes)
        if self._confirm is Confirm.NONE:
            kinds = (
                (CrossingKind.ENTER, changes.entered),
                (CrossingKind.INSIDE, changes.begun),
                (CrossingKind.EXIT, changes.left),
            )
            for kind, (row, region) in kinds:
                crossings += [c for _, c in self._made(steps, kind, row, region, Standing.CONFIRMED)]
            return crossings, changes
        return crossings + self._weighed(steps, changes), changes

    def inside(self) -> Int64s:
        """How many tracks are inside each region by their last report, shape (regions,)."""
        count = len(self._catalogue.regions)
        return np.bincount(self._insideness.held % count, minlength=count)

    def snapshot(self) -> FoldState:
        """The state as it stands."""
        return FoldState(self._insideness.held.copy(), frozenset(self._confirmed_inside), tuple(self._pending.items()))

    def restore(self, state: FoldState) -> None:
        """Goes on from a snapshot that was taken with the same catalogue and settings."""
        self._insideness.held = state.held.copy()
        self._confirmed_inside = set(state.confirmed_inside)
        self._pending = dict(state.pending)

    def _made(
        self, steps: Steps, kind: CrossingKind, row: Int64s, region: Int64s, standing: Standing
    ) -> list[tuple[int, Crossing]]:
        """Crossings with the row of the report that shows each."""
        made: list[tuple[int, Crossing]] = []
        for number in map(int, np.unique(region)):
            own = row[region == number]
            found = evidence.crossings(self._catalogue.regions[number], steps, own, kind, standing, self._pass_gap_ns)
            made += zip(own.tolist(), found, strict=True)
        return made

    def _passed(self, steps: Steps, changes: Changes) -> list[Crossing]:
        gap_ns = steps.reports.time_ns - np.where(steps.begins, steps.reports.time_ns, steps.before_time_ns)
        reports = steps.reports
        moved = (steps.before_lat != reports.lat) | (steps.before_lon != reports.lon)
        rows = np.flatnonzero(~steps.begins & moved & (gap_ns <= self._pass_gap_ns))
        count = len(self._catalogue.regions)
        near, region = self._catalogue.near_ways(
            steps.before_lat[rows], steps.before_lon[rows], reports.lat[rows], reports.lon[rows]
        )
        row = rows[near]
        ends = np.concatenate([pairs[0] * count + pairs[1] for pairs in (changes.inside, changes.left)])
        outside = ~np.isin(row * count + region, ends)
        row, region = row[outside], region[outside]
        crossings: list[Crossing] = []
        for number in map(int, np.unique(region)):
            compiled = self._catalogue.regions[number]
            own = row[region == number]
            which, share = passages(Ways.of(steps, own), compiled)
            crossings += evidence.passed(compiled, steps, own[which], share)
        return crossings

    def _weighed(self, steps: Steps, changes: Changes) -> list[Crossing]:
        """Crossings under `Confirm.DEFAULT`: provisional, confirmed and withdrawn."""
        made = [
            *self._made(steps, CrossingKind.ENTER, *changes.entered, Standing.PROVISIONAL),
            *self._made(steps, CrossingKind.INSIDE, *changes.begun, Standing.PROVISIONAL),
            *self._made(steps, CrossingKind.EXIT, *changes.left, Standing.PROVISIONAL),
        ]
        numbers = {(r.zone.id, r.ring): n for n, r in enumerate(self._catalogue.regions)}
        count = len(self._catalogue.regions)
        by_pair: dict[int, list[tuple[int, Crossing]]] = {pair: [] for pair in self._resumed(steps, count)}
        for row, crossing in sorted(made, key=lambda item: item[0]):
            pair = int(steps.track[row]) * count + numbers[crossing.zone, crossing.ring]
            by_pair.setdefault(pair, []).append((row, crossing))
        rows = _telling(steps)
        outcome: list[Crossing] = []
        for pair, changed in by_pair.items():
            outcome += self._weigh_pair(steps, rows, pair, changed)
        return outcome

    def _resumed(self, steps: Steps, count: int) -> list[int]:
        """Pairs with a provisional crossing whose track has a report in this batch."""
        present = set(np.unique(steps.track).tolist())
        return [pair for pair in self._pending if pair // count in present]

    def _weigh_pair(
        self, steps: Steps, telling: Int64s, pair: int, changed: list[tuple[int, Crossing]]
    ) -> list[Crossing]:
        """Settles what one track did at one region.

        Args:
            steps: the batch.
            telling: rows that say something new; only these settle anything.
            pair: the track and region.
            changed: its raw changes in this batch, in order.
        """
        outcome: list[Crossing] = []
        track = pair // len(self._catalogue.regions)
        first = int(np.searchsorted(steps.track, track))
        last = int(np.searchsorted(steps.track, track, side="right")) - 1
        waiting, settled_by = self._pending.pop(pair, None), _next(telling, first)
        for row, crossing in [*changed, (last + 1, None)]:
            if waiting is not None and settled_by <= last:
                outcome += self._settle(pair, waiting, stood=row != settled_by)
                waiting = None
            if crossing is None:
                break
            if (pair in self._confirmed_inside) != (crossing.kind is not CrossingKind.EXIT):
                waiting, settled_by = crossing, _next(telling, row + 1)
                outcome.append(crossing)
        if waiting is not None:
            self._pending[pair] = waiting
        return outcome

    def _settle(self, pair: int, crossing: Crossing, *, stood: bool) -> list[Crossing]:
        if stood and crossing.kind is CrossingKind.EXIT:
            self._confirmed_inside.discard(pair)
        elif stood:
            self._confirmed_inside.add(pair)
        standing = Standing.CONFIRMED if stood else Standing.WITHDRAWN
        return [msgspec.structs.replace(crossing, standing=standing)]


def _telling(steps: Steps) -> Int64s:
    """The rows that do not only repeat the report before (`Steps.repeats`)."""
    reports = steps.reports
    tells = np.empty(len(steps), np.bool_)
    now = (reports.lat, reports.lon, reports.alt_hae_m, reports.alt_baro_m)
    before = (steps.before_lat, steps.before_lon, steps.before_hae_m, steps.before_baro_m)
    telling(reports.time_ns, now, steps.before_time_ns, before, tells)
    return np.flatnonzero(tells)


def _next(telling: Int64s, row: int) -> int:
    """The first telling row from a row on; beyond every row where there is none."""
    place = int(np.searchsorted(telling, row))
    return int(telling[place]) if place < len(telling) else _BEYOND
