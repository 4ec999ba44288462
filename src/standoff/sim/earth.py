"""The WGS84 ellipsoid, by PROJ's geodesic routines (Karney, "Algorithms for geodesics", J. Geodesy 87, 2013).

`standoff` itself measures with its own kernels; the simulation must not, so that an error there shows here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from standoff.model.arrays import Floats

_WGS84: Final = Geod(ellps="WGS84")


def _columns(*values: ArrayLike) -> list[Floats]:
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, np.float64)) for value in values))
    return [np.ascontiguousarray(column) for column in columns]


def travel(lat: ArrayLike, lon: ArrayLike, azimuth_deg: ArrayLike, length_m: ArrayLike) -> tuple[Floats, Floats]:
    """Where one arrives who sets out on a bearing along a geodesic.

    Args:
        lat: latitude of the start, WGS84 degrees; all arguments are broadcast to one shape (n,).
        lon: longitude of the start, degrees.
        azimuth_deg: true bearing at the start, degrees.
        length_m: how far along the geodesic, metres.

    Returns:
        Latitudes and longitudes, degrees, each of shape (n,).
    """
    lats, lons, azimuths, lengths = _columns(lat, lon, azimuth_deg, length_m)
    arrived_lon, arrived_lat, _ = _WGS84.fwd(lons, lats, azimuths, lengths)
    return np.asarray(arrived_lat, np.float64), np.asarray(arrived_lon, np.float64)


def measure(from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike) -> tuple[Floats, Floats]:
    """How far it is along the geodesic, and on which bearing it sets out.

    Args:
        from_lat: latitude of the start, WGS84 degrees; all arguments are broadcast to one shape (n,).
        from_lon: longitude of the start, degrees.
        to_lat: latitude of the end, degrees.
        to_lon: longitude of the end, degrees.

    Returns:
        Lengths in metres and true bearings at the start in degrees, each of shape (n,).
    """
    lats, lons, to_lats, to_lons = _columns(from_lat, from_lon, to_lat, to_lon)
    azimuths, _, lengths = _WGS84.inv(lons, lats, to_lons, to_lats)
    return np.asarray(lengths, np.float64), np.asarray(azimuths, np.float64)
