"""Which track is inside which region, and which report changed that: the raw verdicts, one a report.

Only pairs (report, region) that hold are written down; everything else is outside. A pair is one integer,
`row * regions + region`, so that "was the report before inside as well?" is a look-up in a sorted array.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.zones.heights import comparable_m

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue

EMPTY = np.empty(0, np.int64)


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """Raw verdicts of one batch; rows are rows of the steps.

    Attributes:
        inside: pairs (row, region) that hold, as two arrays sorted by row, then region.
        entered: pairs whose report before was outside.
        begun: pairs whose report is the first of its track.
        left: pairs (row, region) where the report before was inside and this one is not.
    """

    inside: tuple[Int64s, Int64s]
    entered: tuple[Int64s, Int64s]
    begun: tuple[Int64s, Int64s]
    left: tuple[Int64s, Int64s]


def holding(catalogue: Catalogue, steps: Steps) -> Int64s:
    """Pairs (row, region) that hold, as sorted integers."""
    reports, count = steps.reports, len(catalogue.regions)
    row, region = catalogue.covering(reports.lat, reports.lon)
    keep = catalogue.in_band(region, reports.alt_hae_m[row], reports.alt_baro_m[row])
    keep &= catalogue.in_force(region, reports.time_ns[row])
    return row[keep] * count + region[keep]


class Insideness:
    """The state: sorted pairs (track, region), as integers, of tracks whose last report is inside."""

    def __init__(self, catalogue: Catalogue, held: Int64s = EMPTY) -> None:
        self._catalogue = catalogue
        self.held = held

    def on_steps(self, steps: Steps) -> Changes:
        """The verdicts of a batch; moves the state on."""
        count = len(self._catalogue.regions)
        inside = holding(self._catalogue, steps)
        row, region = inside // count, inside % count
        before = self._was_inside(steps, row, region, inside, count)
        begins = steps.begins[row]
        left = self._left(steps, inside, count)
        self._move_on(steps, inside, count)
        return Changes(
            inside=(row, region),
            entered=(row[~before & ~begins], region[~before & ~begins]),
            begun=(row[begins], region[begins]),
            left=(left // count, left % count),
        )

    def _was_inside(self, steps: Steps, row: Int64s, region: Int64s, inside: Int64s, count: int) -> Bools:
        earlier = steps.before[row]
        in_batch = _member(inside, earlier * count + region)
        carried = _member(self.held, steps.track[row] * count + region)
        return np.where(earlier >= 0, in_batch, carried & ~steps.begins[row])

    def _left(self, steps: Steps, inside: Int64s, count: int) -> Int64s:
        """Pairs (row, region) that do not hold while the report before was inside."""
        row, region = inside // count, inside % count
        follows = ~steps.last_of_track[row]
        onward = (row[follows] + 1) * count + region[follows]
        firsts = np.flatnonzero(steps.first_of_track)
        place = np.searchsorted(steps.track[firsts], self.held // count)
        present = place < len(firsts)
        present[present] = steps.track[firsts[place[present]]] == self.held[present] // count
        resumed = firsts[place[present]] * count + self.held[present] % count
        expected = np.sort(np.concatenate([onward, resumed]))
        return expected[~_member(inside, expected)]

    def _move_on(self, steps: Steps, inside: Int64s, count: int) -> None:
        lasts = steps.last_of_track
        row = inside // count
        now = (steps.track[row] * count + inside % count)[lasts[row]]
        absent = ~_member(steps.track[lasts], self.held // count)
        self.held = np.sort(np.concatenate([self.held[absent], now]))


def unknown_heights(catalogue: Catalogue, steps: Steps, row: Int64s, region: Int64s) -> Int64s:
    """How many of the pairs count as inside although their height could not be compared, by zone."""
    counts = np.zeros(len(catalogue.zones), np.int64)
    for number, zone in enumerate(catalogue.zones):
        if zone.height is None:
            continue
        own = row[region == next(i for i, r in enumerate(catalogue.regions) if r.zone_number == number)]
        reports = steps.reports
        height_m = comparable_m(zone.height, reports.alt_hae_m[own], reports.alt_baro_m[own])
        counts[number] = np.isnan(height_m).sum()
    return counts


def _member(sorted_values: Int64s, wanted: Int64s) -> Bools:
    """Whether each wanted value stands in a sorted array."""
    place = np.searchsorted(sorted_values, wanted)
    found = place < len(sorted_values)
    found[found] = sorted_values[place[found]] == wanted[found]
    return found
