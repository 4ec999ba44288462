"""Geodesy on the WGS84 ellipsoid, arrays in and arrays out, degrees and metres.

Distances, azimuths and ends of geodesics come from `geodesic`, and near the antipode from PROJ (Karney, "Algorithms
for geodesics", J. Geodesy 87, 2013): better than 15 nm. Cartesian coordinates are earth-centred (ECEF, EPSG:4978); the
way back is Bowring's closed form ("The accuracy of geodetic latitude and height equations", Survey Review 28, 1985),
better than 1e-10 degree within 10 km of the surface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

from standoff.kernels import geodesic
from standoff.kernels.ellipsoid import E2, EQUATOR_M, FLATTENING, POLE_M, SECOND_E2

if TYPE_CHECKING:
    from standoff.model.arrays import Floats

_GEOD = Geod(a=EQUATOR_M, f=FLATTENING)


def distance_m(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Geodesic distance, metres; arrays of one shape (or scalars spread to it). NaN for what is no place."""
    (lat1, lon1, lat2, lon2), shape = _rows(lat1, lon1, lat2, lon2)
    length_m = np.empty(len(lat1))
    geodesic.distances(lat1, lon1, lat2, lon2, length_m)
    rest = np.flatnonzero(length_m == geodesic.UNSOLVED)
    if len(rest):
        length_m[rest] = _GEOD.inv(lon1[rest], lat1[rest], lon2[rest], lat2[rest])[2]
    return length_m.reshape(shape)


def distances_from(lat0: float, lon0: float, lat: Floats, lon: Floats) -> Floats:
    """Geodesic distance from one place to each of many, metres: what is of the one place is worked out once."""
    (lat, lon), shape = _rows(lat, lon)
    length_m = np.empty(len(lat))
    geodesic.distances_from(float(lat0), float(lon0), lat, lon, length_m)
    rest = np.flatnonzero(length_m == geodesic.UNSOLVED)
    if len(rest):
        length_m[rest] = _GEOD.inv(np.full(len(rest), lon0), np.full(len(rest), lat0), lon[rest], lat[rest])[2]
    return length_m.reshape(shape)


def inverse(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Floats, Floats]:
    """Azimuth at the first point (degrees from true north, -180 to 180) and geodesic distance (metres)."""
    (lat1, lon1, lat2, lon2), shape = _rows(lat1, lon1, lat2, lon2)
    azimuth_deg, length_m = np.empty(len(lat1)), np.empty(len(lat1))
    geodesic.inverses(lat1, lon1, lat2, lon2, azimuth_deg, length_m)
    rest = np.flatnonzero(length_m == geodesic.UNSOLVED)
    if len(rest):
        azimuth_deg[rest], _, length_m[rest] = _GEOD.inv(lon1[rest], lat1[rest], lon2[rest], lat2[rest])
    return azimuth_deg.reshape(shape), length_m.reshape(shape)


def direct(lat: Floats, lon: Floats, azimuth_deg: Floats, length_m: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of the point that lies so far along the geodesic that leaves at that azimuth."""
    (lat, lon, azimuth_deg, length_m), shape = _rows(lat, lon, azimuth_deg, length_m)
    lat2, lon2 = np.empty(len(lat)), np.empty(len(lat))
    geodesic.directs(lat, lon, azimuth_deg, length_m, lat2, lon2)
    return lat2.reshape(shape), lon2.reshape(shape)


def to_cartesian(lat: Floats, lon: Floats) -> Floats:
    """ECEF metres of points on the ellipsoid; shape (..., 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    normal_m = EQUATOR_M / np.sqrt(1 - E2 * np.sin(phi) ** 2)
    x, y = normal_m * np.cos(phi) * np.cos(lam), normal_m * np.cos(phi) * np.sin(lam)
    return np.stack([x, y, normal_m * (1 - E2) * np.sin(phi)], axis=-1)


def to_geodetic(xyz: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of ECEF points near the surface; `xyz` has shape (..., 3)."""
    x, y, z = xyz[..., 0], xyz[..., 1], xyz[..., 2]
    across = np.hypot(x, y)
    beta = np.arctan2(z * EQUATOR_M, across * POLE_M)
    phi = np.arctan2(
        z + SECOND_E2 * POLE_M * np.sin(beta) ** 3,
        across - E2 * EQUATOR_M * np.cos(beta) ** 3,
    )
    return np.degrees(phi), np.degrees(np.arctan2(y, x))


def wrap_deg(lon: Floats) -> Floats:
    """Longitudes brought into [-180, 180); those that lie there stay to the last bit."""
    return np.where((lon >= -180.0) & (lon < 180.0), lon, (lon + 180.0) % 360.0 - 180.0)  # noqa: PLR2004 - half a turn


def _rows(*values: Floats) -> tuple[tuple[Floats, ...], tuple[int, ...]]:
    """The values spread to their common shape, in one row each; writable, so that one compiled form serves."""
    shape = np.broadcast_shapes(*(np.shape(value) for value in values))
    spread = (value if np.shape(value) == shape else np.broadcast_to(value, shape) for value in values)
    return tuple(np.require(value, np.float64, ["C", "W"]).reshape(-1) for value in spread), shape
