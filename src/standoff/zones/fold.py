"""The fold from steps of tracks to crossings.

Theory of operation. Every report gives a raw verdict for every region: inside or not (`insideness`). Where the
verdict changes, a crossing is provisional. With `Confirm.DEFAULT` the next report of the track decides: if it
stands by the change the crossing is confirmed, else it is withdrawn; `enter` and `exit` of one track and region
therefore alternate. A single stray report confirms nothing, however often it is repeated: a report that says again
what the one before it said (two stations heard one transmission) decides nothing. With `Confirm.NONE` every change
is confirmed as it stands, exactly per report. A pass (both ends outside, the way between them inside) rests on two
reports already and is confirmed at once. Where the zones change, a new fold takes over the state (`successor`,
`inherit`; `changing` says how).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from standoff.kernels.grouping import telling
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.model.times import NO_TIME
from standoff.zones import evidence
from standoff.zones.changing import Change, FoldState
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


class CrossingFold:
    """Steps in, crossings out.

    Args:
        catalogue: the zones.
        confirm: how a crossing is confirmed.
        pass_gap_ns: passes are looked for between reports at most so far apart, and places interpolated.
        since_ns: since when the zones are in force; from the beginning, if it is not said.

    Attributes:
        catalogue, since_ns: as given.
    """

    def __init__(self, catalogue: Catalogue, confirm: Confirm, pass_gap_ns: int, since_ns: int = NO_TIME) -> None:
        self.catalogue = catalogue
        self.since_ns = since_ns
        self._confirm = confirm
        self._bounds = evidence.Bounds(pass_gap_ns, since_ns)
        self._change: Change | None = None
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

    def successor(self, catalogue: Catalogue, since_ns: int) -> CrossingFold:
        """A fold of the same settings under other zones; tracks come to it by `inherit`."""
        fold = CrossingFold(catalogue, self._confirm, self._bounds.gap_ns, since_ns)
        hysteresis = self._confirm is Confirm.DEFAULT
        fold._change = Change(self.catalogue, catalogue, since_ns, hysteresis=hysteresis)
        return fold

    def inherit(self, state: FoldState, last: Steps) -> list[Crossing]:
        """Takes over tracks from the fold that this one succeeds; gives what the change of zones made of them.

        Args:
            state: what that fold knows of them: its `take_out`, or its `snapshot` where it is all of them.
            last: their last reports; see `Steps.alone`.

        Raises:
            ValueError: this fold succeeds none.
        """
        if self._change is None:
            raise ValueError("only a fold that `successor` made takes over tracks")
        if not len(last):
            return []
        carried, crossings = self._change.of(state, last)
        self._insideness.held = np.sort(np.concatenate([self._insideness.held, carried.held]))
        self._confirmed_inside |= carried.confirmed_inside
        self._pending |= dict(carried.pending)
        return crossings

    def take_out(self, tracks: Int64s) -> FoldState:
        """The state of some tracks; this fold has it no more."""
        count, held = max(len(self.catalogue.regions), 1), self._insideness.held
        out, wanted = np.isin(held // count, tracks), set(tracks.tolist())
        confirmed = frozenset(pair for pair in self._confirmed_inside if pair // count in wanted)
        pending = {pair: crossing for pair, crossing in self._pending.items() if pair // count in wanted}
        self._insideness.held = held[~out]
        self._confirmed_inside -= confirmed
        self._pending = {pair: crossing for pair, crossing in self._pending.items() if pair not in pending}
        return FoldState(held[out], confirmed, tuple(pending.items()))

    def inside(self) -> dict[str, int]:
        """How many tracks are inside each zone by their last report."""
        count = len(self.catalogue.regions)
        tracks = np.bincount(self._insideness.held % max(count, 1), minlength=count).tolist()
        return {r.zone.id: n for r, n in zip(self.catalogue.regions, tracks, strict=False) if r.ring is None}

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
            found = evidence.crossings(self.catalogue.regions[number], steps, own, kind, standing, self._bounds)
            made += zip(own.tolist(), found, strict=True)
        return made

    def _passed(self, steps: Steps, changes: Changes) -> list[Crossing]:
        gap_ns = steps.reports.time_ns - np.where(steps.begins, steps.reports.time_ns, steps.before_time_ns)
        reports = steps.reports
        moved = (steps.before_lat != reports.lat) | (steps.before_lon != reports.lon)
        rows = np.flatnonzero(~steps.begins & moved & (gap_ns <= self._bounds.gap_ns))
        count = len(self.catalogue.regions)
        near, region = self.catalogue.near_ways(
            steps.before_lat[rows], steps.before_lon[rows], reports.lat[rows], reports.lon[rows]
        )
        row = rows[near]
        ends = np.concatenate([pairs[0] * count + pairs[1] for pairs in (changes.inside, changes.left)])
        outside = ~np.isin(row * count + region, ends)
        row, region = row[outside], region[outside]
        crossings: list[Crossing] = []
        for number in map(int, np.unique(region)):
            compiled = self.catalogue.regions[number]
            own = row[region == number]
            which, share = passages(Ways.of(steps, own), compiled)
            crossings += evidence.passed(compiled, steps, own[which], share, self._bounds)
        return crossings

    def _weighed(self, steps: Steps, changes: Changes) -> list[Crossing]:
        """Crossings under `Confirm.DEFAULT`: provisional, confirmed and withdrawn."""
        made = [
            *self._made(steps, CrossingKind.ENTER, *changes.entered, Standing.PROVISIONAL),
            *self._made(steps, CrossingKind.INSIDE, *changes.begun, Standing.PROVISIONAL),
            *self._made(steps, CrossingKind.EXIT, *changes.left, Standing.PROVISIONAL),
        ]
        numbers = {(r.zone.id, r.ring): n for n, r in enumerate(self.catalogue.regions)}
        count = len(self.catalogue.regions)
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
        track = pair // len(self.catalogue.regions)
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
    """The rows that do not only say again what the report before said: same time, place and heights.

    Two stations that hear one transmission, or archives that overlap, give such rows.
    """
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
