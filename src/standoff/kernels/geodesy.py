"""Geodesy on the WGS84 ellipsoid, arrays in and arrays out, degrees and metres.

Distances and azimuths are Karney's geodesics ("Algorithms for geodesics", J. Geodesy 87, 2013) as PROJ carries
them: better than 15 nm. Cartesian coordinates are earth-centred (ECEF, EPSG:4978); the way back is Bowring's
closed form ("The accuracy of geodetic latitude and height equations", Survey Review 28, 1985), better than
1e-10 degree within 10 km of the surface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

if TYPE_CHECKING:
    from standoff.model.arrays import Floats

EQUATOR_M: Final = 6378137.0
"""Semi-major axis of WGS84, exact by definition."""
FLATTENING: Final = 1 / 298.257223563
"""Flattening of WGS84, exact by definition."""
POLE_M: Final = EQUATOR_M * (1 - FLATTENING)
LEAST_CURVATURE_RADIUS_M: Final = EQUATOR_M * (1 - FLATTENING) ** 2
"""The smallest radius of curvature on the ellipsoid (meridian, at the equator): bounds every sagitta."""

_GEOD = Geod(a=EQUATOR_M, f=FLATTENING)
_E2 = FLATTENING * (2 - FLATTENING)
_SECOND_E2 = _E2 / (1 - _E2)


def distance_m(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Geodesic distance, metres; arrays of one shape (or scalars spread to it)."""
    lat1, lon1, lat2, lon2 = (np.ascontiguousarray(a) for a in np.broadcast_arrays(lat1, lon1, lat2, lon2))
    return np.asarray(_GEOD.inv(lon1, lat1, lon2, lat2)[2], np.float64)


def inverse(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Floats, Floats]:
    """Azimuth at the first point (degrees from true north) and geodesic distance (metres)."""
    azimuth_deg, _, length_m = _GEOD.inv(lon1, lat1, lon2, lat2)
    return np.asarray(azimuth_deg, np.float64), np.asarray(length_m, np.float64)


def direct(lat: Floats, lon: Floats, azimuth_deg: Floats, length_m: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of the point that lies so far along the geodesic that leaves at that azimuth."""
    lon2, lat2, _ = _GEOD.fwd(lon, lat, azimuth_deg, length_m)
    return np.asarray(lat2, np.float64), np.asarray(lon2, np.float64)


def to_cartesian(lat: Floats, lon: Floats) -> Floats:
    """ECEF metres of points on the ellipsoid; shape (..., 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    normal_m = EQUATOR_M / np.sqrt(1 - _E2 * np.sin(phi) ** 2)
    x, y = normal_m * np.cos(phi) * np.cos(lam), normal_m * np.cos(phi) * np.sin(lam)
    return np.stack([x, y, normal_m * (1 - _E2) * np.sin(phi)], axis=-1)


def to_geodetic(xyz: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of ECEF points near the surface; `xyz` has shape (..., 3)."""
    x, y, z = xyz[..., 0], xyz[..., 1], xyz[..., 2]
    across = np.hypot(x, y)
    beta = np.arctan2(z * EQUATOR_M, across * POLE_M)
    phi = np.arctan2(
        z + _SECOND_E2 * POLE_M * np.sin(beta) ** 3,
        across - _E2 * EQUATOR_M * np.cos(beta) ** 3,
    )
    return np.degrees(phi), np.degrees(np.arctan2(y, x))


def surface_normal(lat: Floats, lon: Floats) -> Floats:
    """Unit vector straight up from the ellipsoid; shape (..., 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def wrap_deg(lon: Floats) -> Floats:
    """Longitudes brought into [-180, 180)."""
    return (lon + 180.0) % 360.0 - 180.0
