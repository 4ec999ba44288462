"""Steps: the reports of tracks in order, each beside the report that its track made before it.

This is what the tracks stage hands to the stages that look at movement: rows are sorted by track and observed
time, none is late, and the previous report stands in the same row, wherever it came from.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.reports import ReportBatch
from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats, Int64s, UInt32s


@dataclasses.dataclass(frozen=True, slots=True)
class Steps:
    """Reports of tracks in order, with the report before.

    Attributes:
        reports: sorted by track, then observed time.
        track: number of the track (one source's entity), shape (n,); numbers begin at 0.
        before: row of the report before, -1 where it came in an earlier batch or where there is none.
        before_time_ns: its observed time, `NO_TIME` where the track begins.
        before_lat, before_lon, before_hae_m, before_baro_m: its position and heights, NaN where the track begins.
        before_place: its place in the source.
        before_flags: its flags.
    """

    reports: ReportBatch
    track: Int64s
    before: Int64s
    before_time_ns: Int64s
    before_lat: Floats
    before_lon: Floats
    before_hae_m: Floats
    before_baro_m: Floats
    before_place: Int64s
    before_flags: UInt32s

    def __len__(self) -> int:
        return len(self.track)

    @classmethod
    def alone(cls, reports: ReportBatch, track: Int64s) -> Steps:
        """Reports without those before them, one of each track, sorted by track."""
        size = len(track)
        nowhere, never = np.full(size, np.nan), np.full(size, NO_TIME)
        none = np.full(size, -1)
        return cls(reports, track, none, never, nowhere, nowhere, nowhere, nowhere, never, np.zeros(size, np.uint32))

    def part(self, keep: Bools) -> Steps:
        """The rows under a mask; the report before keeps its values where its row is left out."""
        rows = np.flatnonzero(keep)
        before = self.before[rows]
        kept = (before >= 0) & keep[before]
        columns = {field.name: getattr(self, field.name)[rows] for field in dataclasses.fields(self)[3:]}
        before = np.where(kept, (np.cumsum(keep) - 1)[before], -1)
        return Steps(self.reports.take(rows), self.track[rows], before, **columns)

    def those_before(self, rows: Int64s) -> Steps:
        """The reports before some rows, one of each track, sorted by track; no error, speed or course is known."""
        columns = {
            "time_ns": self.before_time_ns[rows],
            "lat": self.before_lat[rows],
            "lon": self.before_lon[rows],
            "alt_hae_m": self.before_hae_m[rows],
            "alt_baro_m": self.before_baro_m[rows],
            "place": self.before_place[rows],
            "flags": self.before_flags[rows],
            "source": self.reports.source[rows],
            "entity": self.reports.entity[rows],
        }
        reports = ReportBatch.of(self.reports.entities, self.reports.sources, columns)
        return Steps.alone(reports, self.track[rows])

    @property
    def begins(self) -> Bools:
        """Rows that are the first report of their track."""
        return self.before_time_ns == NO_TIME

    @property
    def first_of_track(self) -> Bools:
        """Rows that are the first of their track in this batch."""
        return np.diff(self.track, prepend=-1) != 0

    @property
    def last_of_track(self) -> Bools:
        """Rows that are the last of their track in this batch."""
        return np.diff(self.track, append=-1) != 0
