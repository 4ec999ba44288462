"""Whether a height lets a report out of a zone that covers its place.

Only a height in the zone's own reference can exclude. One that is missing, or in another reference, cannot: the
report counts as inside, and the summary says how often.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.zone import HeightBand, VerticalReference

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats, Int32s


def comparable_m(band: HeightBand, hae_m: Floats, baro_m: Floats) -> Floats:
    """The heights that can be held against the band, metres, NaN where there is none."""
    match band.reference:
        case VerticalReference.HAE:
            return hae_m
        case VerticalReference.BARO:
            return baro_m
        case VerticalReference.AMSL | VerticalReference.AGL:
            return np.full(len(hae_m), np.nan)


def excluded(band: HeightBand | None, hae_m: Floats, baro_m: Floats) -> Bools:
    """Rows that the height lets out of the zone."""
    if band is None:
        return np.zeros(len(hae_m), np.bool_)
    height_m = comparable_m(band, hae_m, baro_m)
    return (height_m < band.floor_m) | (height_m > band.ceiling_m)


@dataclasses.dataclass(frozen=True, slots=True)
class Bands:
    """The heights of many regions, as columns: what can exclude a report is a height over HAE or a barometric one.

    Attributes:
        any_: whether a region can exclude anything.
        floor_m, ceiling_m: metres, infinite where the region has none.
        by_hae: whether they are compared with heights over the ellipsoid.
    """

    any_: bool
    floor_m: Floats
    ceiling_m: Floats
    by_hae: Bools

    @classmethod
    def of(cls, bands: list[HeightBand | None]) -> Bands:
        """The bands of regions, in their order."""
        told = [b if b and b.reference in {VerticalReference.HAE, VerticalReference.BARO} else None for b in bands]
        return cls(
            any(band is not None for band in told),
            np.array([-np.inf if band is None else band.floor_m for band in told]),
            np.array([np.inf if band is None else band.ceiling_m for band in told]),
            np.array([band is not None and band.reference is VerticalReference.HAE for band in told], np.bool_),
        )

    def within(self, region: Int32s, hae_m: Floats, baro_m: Floats) -> Bools:
        """Whether the height of each row lets it be in its region; see `excluded`."""
        if not self.any_:
            return np.ones(len(region), np.bool_)
        height_m = np.where(self.by_hae[region], hae_m, baro_m)
        return ~((height_m < self.floor_m[region]) | (height_m > self.ceiling_m[region]))


def shares_within(band: HeightBand | None, start_m: Floats, end_m: Floats) -> tuple[Floats, Floats]:
    """The part of a way (shares from 0 to 1) on which a height that changes evenly lies in the band.

    Returns:
        First and last share; the first lies beyond the last where no part does. Unknown heights give 0 and 1.
    """
    first, last = np.zeros(len(start_m)), np.ones(len(start_m))
    if band is None:
        return first, last
    climb_m = end_m - start_m
    level = climb_m == 0
    slope_m = np.where(level, 1.0, climb_m)
    to_floor, to_ceiling = (band.floor_m - start_m) / slope_m, (band.ceiling_m - start_m) / slope_m
    low, high = np.minimum(to_floor, to_ceiling), np.maximum(to_floor, to_ceiling)
    out = level & ((start_m < band.floor_m) | (start_m > band.ceiling_m))
    first = np.where(level, np.where(out, 2.0, 0.0), np.maximum(low, 0.0))
    last = np.where(level, 1.0, np.minimum(high, 1.0))
    unknown = np.isnan(climb_m)
    return np.where(unknown, 0.0, first), np.where(unknown, 1.0, last)
