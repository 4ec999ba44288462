"""The fold from reports, in whatever order they arrive, to the steps of tracks.

Theory of operation. A track is one source's entity; two sources that see the same ship make two tracks. Its
watermark trails the newest observed time by the lateness allowed. A report behind the watermark is late: it is
counted and handed back as a revision, and never changes what was decided. The others wait until the watermark
has passed them, and leave in the order of observed time. Those of one track and one instant contradict each
other, and leave in the order of their content (position, heights), not of their arrival. So the same reports give
the same steps, in whatever order and batches they came within the lateness.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.grouping import order_by
from standoff.kernels.watermark import mark_late
from standoff.model.reports import ReportBatch
from standoff.model.steps import Steps
from standoff.model.times import NO_TIME
from standoff.tracks.table import TrackTable

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Int32s, Int64s
    from standoff.model.names import Names

DEFAULT_LATENESS_NS = 600_000_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class TrackOutcome:
    """What came of one batch.

    Attributes:
        steps: reports that the watermark has passed.
        late: reports behind it: revisions.
        untracked: reports without identity, which belong to no track.
    """

    steps: Steps
    late: ReportBatch
    untracked: ReportBatch


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class FoldState:
    """A snapshot, to be given to `TrackFold.restore`."""

    table: TrackTable
    closed_ns: int
    waiting: ReportBatch | None
    waiting_track: Int64s


class TrackFold:
    """Reports in, steps of tracks out.

    Args:
        lateness_ns: how far a watermark trails the newest report of its track.
    """

    def __init__(self, lateness_ns: int = DEFAULT_LATENESS_NS) -> None:
        self._lateness_ns = lateness_ns
        self._table = TrackTable.empty()
        self._closed_ns = NO_TIME
        self._waiting: ReportBatch | None = None
        self._waiting_track = np.empty(0, np.int64)

    @property
    def tracks(self) -> int:
        """How many tracks there are."""
        return len(self._table)

    def number(self, source: Int32s, entity: Int32s) -> int:
        """The number of the track of one source and entity, each a code in an array of one."""
        return int(self._table.numbers(source, entity)[0])

    def on_batch(self, batch: ReportBatch) -> TrackOutcome:
        """Takes reports in the order of their arrival."""
        known = batch.entity != 0
        named = batch.where(known)
        track = self._table.numbers(named.source, named.entity)
        late = named.time_ns <= self._closed_ns
        mark_late(named.time_ns, track, self._table.newest_ns, self._lateness_ns, late)
        self._wait(named.where(~late), track[~late])
        mark = self._table.newest_ns[self._waiting_track]
        passed = (mark - self._waiting_time()) > self._lateness_ns
        return TrackOutcome(self._release(passed, batch), named.where(late), batch.where(~known))

    def on_watermark(self, time_ns: int) -> Steps | None:
        """Takes it that everything up to a time is in (a source declared idle, the end); None if nothing waits.

        Reports up to that time are late from then on.
        """
        self._closed_ns = max(self._closed_ns, time_ns)
        if self._waiting is None or not len(self._waiting):
            return None
        return self._release(self._waiting.time_ns <= time_ns, self._waiting)

    def last(self, entities: Names, sources: Names, before_ns: int) -> Steps:
        """The last report of each track that the watermark has passed, where it was observed before a time.

        Args:
            entities: the table of entity names of the batches.
            sources: the table of source names of the batches.
            before_ns: that time; of tracks that have gone on since, nothing is given.
        """
        time_ns = self._table.last["time_ns"]
        track = np.flatnonzero((time_ns != NO_TIME) & (time_ns < before_ns))
        source, entity = self._table.named(track)
        columns = {name: column[track] for name, column in self._table.last.items()}
        return Steps.alone(ReportBatch.of(entities, sources, columns | {"source": source, "entity": entity}), track)

    def snapshot(self) -> FoldState:
        """The state as it stands."""
        return FoldState(self._table.copy(), self._closed_ns, self._waiting, self._waiting_track.copy())

    def restore(self, state: FoldState) -> None:
        """Goes on from a snapshot."""
        self._table = state.table.copy()
        self._closed_ns = state.closed_ns
        self._waiting = state.waiting
        self._waiting_track = state.waiting_track.copy()

    def _waiting_time(self) -> Int64s:
        return self._waiting.time_ns if self._waiting is not None else np.empty(0, np.int64)

    def _wait(self, batch: ReportBatch, track: Int64s) -> None:
        if self._waiting is None or not len(self._waiting):
            self._waiting, self._waiting_track = batch, track
        else:
            self._waiting = ReportBatch.concatenate([self._waiting, batch])
            self._waiting_track = np.concatenate([self._waiting_track, track])

    def _release(self, passed: Bools, like: ReportBatch) -> Steps:
        waiting = self._waiting if self._waiting is not None else like.take(slice(0, 0))
        rows, track = np.flatnonzero(passed), self._waiting_track[passed]
        self._waiting, self._waiting_track = waiting.where(~passed), self._waiting_track[~passed]
        names = ("lat", "lon", "alt_hae_m", "alt_baro_m", "place")
        ties = [waiting.column(name)[rows] for name in names]
        order = order_by(track, len(self._table), waiting.time_ns[rows], ties)
        return self._steps(waiting.take(rows[order]), track[order])

    def _steps(self, reports: ReportBatch, track: Int64s) -> Steps:
        before = np.arange(len(track)) - 1
        before[np.diff(track, prepend=-1) != 0] = -1
        first = before < 0
        last = self._table.last
        carried = {
            name: np.where(first, last[name][track], column[before])
            for name, column in reports.columns()
            if name in last
        }
        steps = Steps(
            reports,
            track,
            before,
            before_time_ns=carried["time_ns"],
            before_lat=carried["lat"],
            before_lon=carried["lon"],
            before_hae_m=carried["alt_hae_m"],
            before_baro_m=carried["alt_baro_m"],
            before_place=carried["place"],
            before_flags=carried["flags"],
        )
        self._table.move_on(track[steps.last_of_track], reports.take(steps.last_of_track))
        return steps
