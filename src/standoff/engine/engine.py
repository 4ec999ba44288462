"""The engine: reports to crossings, by way of tracks and zones.

It holds no clock. Time advances only by the reports and by `on_watermark`, so the same input gives the same
verdicts wherever and however often it is run.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from standoff.tracks import fold as tracks
from standoff.zones import fold as zones
from standoff.zones.totals import Tally

if TYPE_CHECKING:
    from standoff.model.crossing import Crossing
    from standoff.model.reports import ReportBatch
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue

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
    """The engine as it stood; give it to `Engine.restore`."""

    tracks: tracks.FoldState
    zones: zones.FoldState


class Engine:
    """The folds of one run.

    Attributes:
        late: how many reports were behind their watermark.
        untracked: how many reports had no identity.
        totals: figures by zone of the reports seen so far.
    """

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._tracks = tracks.TrackFold(settings.lateness_ns)
        self._zones = zones.CrossingFold(catalogue, settings.confirm, settings.pass_gap_ns)
        self.totals = Tally(catalogue)
        self.late = 0
        self.untracked = 0

    @property
    def track_count(self) -> int:
        """How many tracks there are."""
        return self._tracks.tracks

    def on_batch(self, batch: ReportBatch) -> list[Crossing]:
        """Takes reports in the order of their arrival; gives the crossings that their watermarks let out."""
        outcome = self._tracks.on_batch(batch)
        self.late += len(outcome.late)
        self.untracked += len(outcome.untracked)
        return self._cross(outcome.steps)

    def on_watermark(self, time_ns: int = END_OF_TIME_NS) -> list[Crossing]:
        """Takes it that every report up to a time is in; by default, that there will be no more."""
        steps = self._tracks.on_watermark(time_ns)
        return [] if steps is None else self._cross(steps)

    def snapshot(self) -> Snapshot:
        """The state of the folds; the totals and counts are not part of it."""
        return Snapshot(self._tracks.snapshot(), self._zones.snapshot())

    def restore(self, state: Snapshot) -> None:
        """Goes on from a snapshot that was taken with the same zones and settings."""
        self._tracks.restore(state.tracks)
        self._zones.restore(state.zones)

    def _cross(self, steps: Steps) -> list[Crossing]:
        if not len(steps):
            return []
        crossings, changes = self._zones.on_batch(steps)
        self.totals.on_batch(steps, changes)
        self.totals.note_inside(self._zones.inside())
        return crossings
