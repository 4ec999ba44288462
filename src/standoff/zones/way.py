"""The way between two consecutive reports: the geodesic, at even speed and even climb.

Two questions are put to it. Where does it cross the boundary of a region, when one end is inside and the other
is not (bisection)? And does it touch a region that holds neither end? For the second, depth is 1-Lipschitz along
a way: where the middle of a stretch lies further outside than half of its length, no part of the stretch is
inside. So stretches are halved until one is found inside, or all are ruled out down to `RESOLUTION_M`.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesy
from standoff.zones.heights import comparable_m, shares_within

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats, Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Region

RESOLUTION_M: Final = 0.01
"""A way that dips into a region over less than this is not seen to touch it."""
_BISECTIONS: Final = 40
_CLOSE_M: Final = 1e-6
"""Where a way crosses is known to this."""
_LEAST_M: Final = 1e-9
_SHORTEST: Final = 1e-3


@dataclasses.dataclass(frozen=True, slots=True)
class Ways:
    """Ways, one a row; heights are NaN where unknown."""

    lat: Floats
    lon: Floats
    azimuth_deg: Floats
    length_m: Floats
    time_ns: Int64s
    span_ns: Int64s
    hae_m: tuple[Floats, Floats]
    baro_m: tuple[Floats, Floats]

    @classmethod
    def of(cls, steps: Steps, rows: Int64s) -> Ways:
        """The ways into some rows of the steps; none of those rows may begin a track."""
        reports = steps.reports
        lat, lon = steps.before_lat[rows], steps.before_lon[rows]
        azimuth_deg, length_m = geodesy.inverse(lat, lon, reports.lat[rows], reports.lon[rows])
        time_ns = steps.before_time_ns[rows]
        return cls(
            lat,
            lon,
            azimuth_deg,
            length_m,
            time_ns,
            reports.time_ns[rows] - time_ns,
            (steps.before_hae_m[rows], reports.alt_hae_m[rows]),
            (steps.before_baro_m[rows], reports.alt_baro_m[rows]),
        )

    def take(self, rows: Int64s) -> Ways:
        """Some of the ways, repeated where a row is named twice."""
        return Ways(
            self.lat[rows],
            self.lon[rows],
            self.azimuth_deg[rows],
            self.length_m[rows],
            self.time_ns[rows],
            self.span_ns[rows],
            (self.hae_m[0][rows], self.hae_m[1][rows]),
            (self.baro_m[0][rows], self.baro_m[1][rows]),
        )

    def at(self, share: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude at a share (0 to 1) of each way."""
        return geodesy.direct(self.lat, self.lon, self.azimuth_deg, self.length_m * share)

    def time_at(self, share: Floats) -> Int64s:
        """Time at a share of each way."""
        return self.time_ns + np.round(self.span_ns * share).astype(np.int64)

    def held(self, region: Region, share: Floats) -> Bools:
        """Whether the region holds each way at that share of it."""
        lat, lon = self.at(share)
        hae_m = self.hae_m[0] + share * (self.hae_m[1] - self.hae_m[0])
        baro_m = self.baro_m[0] + share * (self.baro_m[1] - self.baro_m[0])
        return region.holds(lat, lon, self.time_at(share), hae_m, baro_m)


def boundary_share(ways: Ways, region: Region, outside: Floats, inside: Floats) -> Floats:
    """The share at which each way has crossed the boundary, between one known outside and one known inside.

    Of the two ends of what is left after bisection it is the later one: nothing is said to have happened sooner. Where
    the region has neither heights nor times its depth leads there faster.
    """
    if region.zone.height is None and not region.schedule.rules:
        return _by_depth(ways, region, outside, inside)
    for _ in range(_BISECTIONS):
        middle = (outside + inside) / 2
        held = ways.held(region, middle)
        outside, inside = np.where(held, outside, middle), np.where(held, middle, inside)
    return np.maximum(outside, inside)


def _by_depth(ways: Ways, region: Region, outside: Floats, inside: Floats) -> Floats:
    """As `boundary_share`, by false position after Illinois (Dowell and Jarratt, BIT 11, 1971), each row by itself."""
    shares = np.maximum(outside, inside)
    out_m, in_m = region.surface.depth_m(*ways.at(outside)), region.surface.depth_m(*ways.at(inside))
    rows, before = np.arange(len(shares)), np.zeros(len(shares), np.bool_)
    for turn in range(_BISECTIONS):
        apart = np.abs(outside - inside) * ways.length_m[rows] > _CLOSE_M
        shares[rows] = np.maximum(outside, inside)
        rows, before, out_m, in_m = rows[apart], before[apart], out_m[apart], in_m[apart]
        outside, inside = outside[apart], inside[apart]
        if not len(rows):
            break
        step = np.clip(out_m / (out_m - np.maximum(in_m, _LEAST_M)), _SHORTEST, 1 - _SHORTEST)
        middle = outside + (inside - outside) * step
        depth_m = region.surface.depth_m(*ways.take(rows).at(middle))
        held = depth_m >= 0
        # an end that stays twice counts for half, so that it does not stay for ever
        out_m = np.where(held, np.where(before & (turn > 0), out_m / 2, out_m), depth_m)
        in_m = np.where(held, depth_m, np.where(~before & (turn > 0), in_m / 2, in_m))
        outside, inside, before = np.where(held, outside, middle), np.where(held, middle, inside), held
    shares[rows] = np.maximum(outside, inside)
    return shares


def passages(ways: Ways, region: Region) -> tuple[Int64s, Floats]:
    """Ways with both ends outside that touch the region.

    Returns:
        Rows of `ways`, and for each a share inside: the middle of the passage, where it is one.
    """
    way, first, last = _open_stretches(ways, region)
    found_way, found_share = _search(ways, region, way, first, last)
    touching, where = np.unique(found_way, return_index=True)
    if not len(touching):
        return touching, found_share
    share, taken = found_share[where], ways.take(touching)
    entry = boundary_share(taken, region, np.zeros(len(touching)), share)
    leave = boundary_share(taken, region, np.ones(len(touching)), share)
    middle = (entry + leave) / 2
    # a way may lead through twice: then the middle may lie between, and what was found is inside for certain
    return touching, np.where(taken.held(region, middle), middle, share)


def _open_stretches(ways: Ways, region: Region) -> tuple[Int64s, Floats, Floats]:
    """Stretches of the ways (row, first share, last share) on which height and time let the region hold."""
    rows = np.arange(len(ways.lat))
    band = region.zone.height
    first, last = np.zeros(len(rows)), np.ones(len(rows))
    if band is not None:
        heights = [comparable_m(band, ways.hae_m[end], ways.baro_m[end]) for end in (0, 1)]
        first, last = shares_within(band, heights[0], heights[1])
    if not region.schedule.rules:
        keep = first <= last
        return rows[keep], first[keep], last[keep]
    span = np.maximum(ways.span_ns, 1)
    stretches: list[tuple[Int64s, Floats, Floats]] = []
    for start, end in region.schedule.spans(np.concatenate([ways.time_ns, ways.time_ns + ways.span_ns])):
        low = np.maximum(first, (start - ways.time_ns) / span)
        high = np.minimum(last, (end - 1 - ways.time_ns) / span)
        keep = low <= high
        stretches.append((rows[keep], low[keep], high[keep]))
    empty = (rows[:0], first[:0], last[:0])
    way, low, high = (np.concatenate(columns) for columns in zip(empty, *stretches, strict=True))
    return way, low, high


def _search(ways: Ways, region: Region, way: Int64s, first: Floats, last: Floats) -> tuple[Int64s, Floats]:
    """Halves stretches until each is found inside or ruled out; gives the way and share of what was found."""
    found: list[tuple[Int64s, Floats]] = [(way[:0], first[:0])]
    while len(way):
        stretch, middle = ways.take(way), (first + last) / 2
        depth_m = region.surface.depth_m(*stretch.at(middle))
        hit = depth_m >= 0
        hit &= stretch.held(region, middle)
        found.append((way[hit], middle[hit]))
        half_m = stretch.length_m * (last - first) / 2
        alive = ~hit & (depth_m + half_m >= 0) & (half_m > RESOLUTION_M) & ~np.isin(way, way[hit])
        way, first, middle, last = way[alive], first[alive], middle[alive], last[alive]
        way = np.concatenate([way, way])
        first, last = np.concatenate([first, middle]), np.concatenate([middle, last])
    return np.concatenate([rows for rows, _ in found]), np.concatenate([share for _, share in found])
