"""Circles on the ellipsoid, small against the earth: is a place inside, but for a band round the line.

The distance from the centre is taken in the plane by the mid-latitude formula (Gauss 1846; Bowditch has it as
"mid-latitude sailing") with the ellipsoid's own radii: `dx = dlon (a + b dlat)`, `dy = dlat (c + d dlat)`, where `a`
and `c` are the length of a degree at the centre and `b` and `d` half of their change with latitude. What it leaves out
is of the third order. Its error at a distance r, measured against Karney's geodesics over all azimuths, sizes to
1000 km and latitudes to 85 degrees, is below 0.7 `r^3 / R^2 (0.06 + 0.5 tan^2)`, with the tangent of the circle's
highest latitude (`tests/unit/test_discs.py`); the band taken is four times as wide, so that nothing rests on the
measurement being tight. Only in the band is the exact distance asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels.ellipsoid import E2, EQUATOR_M, LEAST_CURVATURE_RADIUS_M
from standoff.kernels.jit import compiled, nth

if TYPE_CHECKING:
    from standoff.model.arrays import Floats

_HIGHEST_DEG: Final = 85.0
_LARGEST_M: Final = 1_500_000.0
_SAFETY: Final = 4.0
OUT: Final = 0
IN: Final = 1
UNSURE: Final = 2


def flattened(lat: Floats, lon: Floats, radius_m: Floats) -> Floats:
    """Rows for `side`: lat, lon, reach in both (degrees), a, b, c, d (metres a degree), the band's squared radii.

    Where a circle comes too near to a pole or is too large, the band is everything.
    """
    phi = np.radians(lat)
    width = 1 - E2 * np.sin(phi) ** 2
    normal_m, meridian_m = EQUATOR_M / np.sqrt(width), EQUATOR_M * (1 - E2) / width**1.5
    degree = np.radians(1.0)
    a, c = normal_m * np.cos(phi) * degree, meridian_m * degree
    b = -meridian_m * np.sin(phi) * degree**2 / 2
    d = 1.5 * meridian_m * E2 * np.sin(2 * phi) / width * degree**2 / 2
    highest = np.minimum(np.abs(lat) + np.degrees(radius_m / LEAST_CURVATURE_RADIUS_M) * 1.01, 90.0)
    fits = (highest < _HIGHEST_DEG) & (radius_m < _LARGEST_M)
    steep = np.tan(np.radians(np.where(fits, highest, 0.0))) ** 2
    band_m = _SAFETY * radius_m**3 / LEAST_CURVATURE_RADIUS_M**2 * (0.06 + 0.5 * steep) + 1e-6
    inner_m = np.where(fits, np.maximum(radius_m - band_m, 0.0), 0.0)
    outer_m = np.where(fits, radius_m + band_m, np.inf)
    high_deg = np.where(fits, highest - np.abs(lat), np.inf)
    wide_deg = np.where(fits, high_deg / np.cos(np.radians(np.where(fits, highest, 0.0))) * 1.01, np.inf)
    columns = (lat, lon, high_deg, wide_deg, a, b, c, d, inner_m**2, outer_m**2)
    return np.ascontiguousarray(np.stack([np.broadcast_to(column, lat.shape) for column in columns], axis=1))


@compiled
def side(discs: Floats, disc: int, lat: float, lon: float) -> int:
    """OUT, IN, or UNSURE in the band; the longitude within [-180, 180)."""
    at = nth(disc)
    north = lat - discs[at, 0]
    if abs(north) > discs[at, 2]:
        return OUT
    east = lon - discs[at, 1]
    if east > 180.0:  # noqa: PLR2004 - half a turn
        east -= 360.0
    elif east < -180.0:  # noqa: PLR2004
        east += 360.0
    if abs(east) > discs[at, 3]:
        return OUT
    dx = east * (discs[at, 4] + discs[at, 5] * north)
    dy = north * (discs[at, 6] + discs[at, 7] * north)
    square = dx * dx + dy * dy
    if square < discs[at, 8]:
        return IN
    return UNSURE if square <= discs[at, 9] else OUT
