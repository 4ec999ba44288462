"""The engine: reports to crossings, by way of tracks and zones.

It holds no clock. Time advances only by the reports and by `on_watermark`, so the same input gives the same
verdicts wherever and however often it is run.

Zones may change on the way (`on_zones`). Every report is judged by the zones that were in force at its own time, so the
old and the new stand beside each other, each with the state of the tracks that it judged last. A track goes over with
its first report from the change on, or, if none comes, when the watermark of everything passes; then the old ones are
let go.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.times import NO_TIME, to_rfc3339
from standoff.tracks import fold as tracks
from standoff.zones import fold as zones
from standoff.zones.totals import Tally

if TYPE_CHECKING:
    from standoff.model.crossing import Crossing
    from standoff.model.names import Names
    from standoff.model.reports import ReportBatch
    from standoff.model.steps import Steps
    from standoff.model.zone import Zone
    from standoff.zones.catalogue import Catalogue
    from standoff.zones.changing import FoldState

END_OF_TIME_NS = 2**63 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What verdicts depend on, besides reports and zones.

    Attributes:
        confirm: how a crossing is confirmed.
        pass_gap_ns: passes are looked for between reports at most so far apart.
        lateness_ns: how far a watermark trails the newest report of its track.
    """

    confirm: zones.Confirm = zones.Confirm.DEFAULT
    pass_gap_ns: int = 900_000_000_000
    lateness_ns: int = tracks.DEFAULT_LATENESS_NS


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The engine as it stood; give it to `Engine.restore`.

    Attributes:
        tracks: the fold to steps.
        zones: of each version of the zones since when it is in force, the zones, and the state of its tracks.
        names: the tables of names of the batches; None before the first.
        passed_ns: up to when something has been decided.
    """

    tracks: tracks.FoldState
    zones: tuple[tuple[int, Catalogue, FoldState], ...]
    names: tuple[Names, Names] | None
    passed_ns: int


class Engine:
    """The folds of one run.

    Attributes:
        late: how many reports were behind their watermark.
        untracked: how many reports had no identity.
        totals: figures by zone of the reports seen so far.
    """

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._tracks = tracks.TrackFold(settings.lateness_ns)
        self._zones = [zones.CrossingFold(catalogue, settings.confirm, settings.pass_gap_ns)]
        self._names: tuple[Names, Names] | None = None
        self._passed_ns = NO_TIME
        self.totals = Tally()
        self.totals.begin(catalogue)
        self.late = 0
        self.untracked = 0

    @property
    def track_count(self) -> int:
        """How many tracks there are."""
        return self._tracks.tracks

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that were told of last."""
        return self._zones[-1].catalogue.zones

    def on_batch(self, batch: ReportBatch) -> list[Crossing]:
        """Takes reports in the order of their arrival; gives the crossings that their watermarks let out."""
        self._names = batch.entities, batch.sources
        outcome = self._tracks.on_batch(batch)
        self.late += len(outcome.late)
        self.untracked += len(outcome.untracked)
        return self._cross(outcome.steps)

    def on_watermark(self, time_ns: int = END_OF_TIME_NS) -> list[Crossing]:
        """Takes it that every report up to a time is in; by default, that there will be no more."""
        steps = self._tracks.on_watermark(time_ns)
        crossings = [] if steps is None else self._cross(steps)
        self._passed_ns = max(self._passed_ns, time_ns)
        while len(self._zones) > 1 and self._zones[1].since_ns <= time_ns:
            crossings += self._let_go()
        return crossings

    def on_zones(self, catalogue: Catalogue, from_ns: int) -> None:
        """Other zones are in force for what is observed from a time on; `from_ns` is ns since 1970 UTC.

        Raises:
            ValueError: something observed at that time or after it has been decided, or an earlier change takes effect
                no earlier.
        """
        if from_ns <= max(self._passed_ns, self._zones[-1].since_ns):
            so_far = to_rfc3339(max(self._passed_ns, self._zones[-1].since_ns))
            raise ValueError(f"zones from {to_rfc3339(from_ns)} on come too late: verdicts up to {so_far} are out")
        self._zones.append(self._zones[-1].successor(catalogue, from_ns))
        self.totals.begin(catalogue)

    def snapshot(self) -> Snapshot:
        """The state of the folds; the totals and counts are not part of it."""
        editions = tuple((fold.since_ns, fold.catalogue, fold.snapshot()) for fold in self._zones)
        return Snapshot(self._tracks.snapshot(), editions, self._names, self._passed_ns)

    def restore(self, state: Snapshot) -> None:
        """Goes on from a snapshot that was taken with the same settings; the zones are those of the snapshot."""
        self._tracks.restore(state.tracks)
        self._names, self._passed_ns = state.names, state.passed_ns
        fold: zones.CrossingFold | None = None
        editions: list[zones.CrossingFold] = []
        for since_ns, catalogue, known in state.zones:
            fold = (fold or self._zones[0]).successor(catalogue, since_ns)
            fold.restore(known)
            self.totals.begin(catalogue)
            editions.append(fold)
        self._zones = editions

    def _cross(self, steps: Steps) -> list[Crossing]:
        """Crossings of steps, each judged by the zones of its own time."""
        if not len(steps):
            return []
        self._passed_ns = max(self._passed_ns, int(steps.reports.time_ns.max()))
        crossings: list[Crossing] = []
        for number, fold in enumerate(self._zones):
            if number:
                crossings += self._go_over(self._zones[number - 1], fold, steps)
            if len(part := self._part(steps, number)):
                found, changes = fold.on_batch(part)
                crossings += found
                self.totals.on_batch(fold.catalogue, part, changes)
        self.totals.note_inside(fold.inside() for fold in self._zones)
        return crossings

    def _part(self, steps: Steps, number: int) -> Steps:
        """The steps that one version of the zones judges."""
        if len(self._zones) == 1:
            return steps
        judged = steps.reports.time_ns >= self._zones[number].since_ns
        if number + 1 < len(self._zones):
            judged &= steps.reports.time_ns < self._zones[number + 1].since_ns
        return steps.part(judged)

    def _go_over(self, old: zones.CrossingFold, new: zones.CrossingFold, steps: Steps) -> list[Crossing]:
        """Tracks whose first report from the change on is among the steps."""
        over = (steps.before_time_ns < new.since_ns) & (steps.reports.time_ns >= new.since_ns)
        last = steps.those_before(np.flatnonzero(over & ~steps.begins))
        return new.inherit(old.take_out(last.track), last)

    def _let_go(self) -> list[Crossing]:
        """Takes the tracks that have no report since a change over to it, and lets the zones before it go."""
        old, new = self._zones[:2]
        crossings: list[Crossing] = []
        if self._names is not None:
            last = self._tracks.last(*self._names, new.since_ns)
            crossings = new.inherit(old.take_out(last.track), last)
        del self._zones[0]
        self.totals.note_inside(fold.inside() for fold in self._zones)
        return crossings
