"""Steps: the reports of tracks in order, each beside the report that its track made before it.

This is what the tracks stage hands to the stages that look at movement: rows are sorted by track and observed
time, none is late, and the previous report stands in the same row, wherever it came from.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats, Int64s
    from standoff.model.reports import ReportBatch


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

    def __len__(self) -> int:
        return len(self.track)

    @property
    def begins(self) -> Bools:
        """Rows that are the first report of their track."""
        return self.before_time_ns == NO_TIME

    @property
    def repeats(self) -> Bools:
        """Rows that say again what the report before said: same time, place and heights.

        Two stations that hear one transmission, or archives that overlap, give such rows.
        """
        reports = self.reports
        same_place = (reports.lat == self.before_lat) & (reports.lon == self.before_lon)
        same_hae = (reports.alt_hae_m == self.before_hae_m) | (
            np.isnan(reports.alt_hae_m) & np.isnan(self.before_hae_m)
        )
        same_baro = (reports.alt_baro_m == self.before_baro_m) | (
            np.isnan(reports.alt_baro_m) & np.isnan(self.before_baro_m)
        )
        return (reports.time_ns == self.before_time_ns) & same_place & same_hae & same_baro

    @property
    def first_of_track(self) -> Bools:
        """Rows that are the first of their track in this batch."""
        return np.diff(self.track, prepend=-1) != 0

    @property
    def last_of_track(self) -> Bools:
        """Rows that are the last of their track in this batch."""
        return np.diff(self.track, append=-1) != 0
