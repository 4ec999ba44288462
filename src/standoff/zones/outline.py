"""A surface as lines on a map: good to a pixel of a screen (circles to the metre, offsets to about one in a hundred).

No verdict rests on it.
"""

from __future__ import annotations

from typing import Final, TypeAlias, cast

import numpy as np
import shapely

from standoff.kernels import geodesy
from standoff.zones.surface import Area, Disc, Grown, Surface, Tube

Line: TypeAlias = tuple[tuple[float, float], ...]
_CIRCLE: Final = 180
"""Sides of a circle on a map."""
_DEGREE_M: Final = 111_320.0
_FINE_DEG: Final = 2e-4
"""Detail below this, about 20 m, is left out."""


def outline_of(surface: Surface) -> tuple[Line, ...]:
    """Closed lines of [lon, lat] round a surface."""
    grown_m = 0.0
    if isinstance(surface, Grown):
        surface, grown_m = surface.inner, surface.offset_m
    match surface:
        case Disc(lat, lon, radius_m):
            return (_circle(lat, lon, max(radius_m + grown_m, 0.0)),)
        case Area(shape=shape):
            return _lines(shape, grown_m)
        case Tube(line=line, radius_m=radius_m):
            return _lines(shapely.LineString(line), radius_m + grown_m)
        case _:
            return ()


def _circle(lat: float, lon: float, radius_m: float) -> Line:
    ones = np.ones(_CIRCLE + 1)
    azimuth_deg = np.linspace(0, 360, _CIRCLE + 1)
    lats, lons = geodesy.direct(lat * ones, lon * ones, azimuth_deg, radius_m * ones)
    lons = np.unwrap(lons, period=360.0)  # a line across the antimeridian goes on beyond it
    return tuple((round(x, 6), round(y, 6)) for x, y in zip(lons.tolist(), lats.tolist(), strict=True))


def _lines(shape: shapely.Geometry, grown_m: float) -> tuple[Line, ...]:
    """The rings of a shape, grown on a plane on which its middle has its true proportions."""
    lat = shapely.get_coordinates(shape)[:, 1]
    narrow = float(np.cos(np.radians((lat.min() + lat.max()) / 2)))
    plane = shapely.transform(shape, lambda xy: xy * np.array([narrow, 1.0]))
    grown = shapely.buffer(plane, grown_m / _DEGREE_M) if grown_m else plane
    back = shapely.transform(shapely.simplify(grown, _FINE_DEG), lambda xy: xy / np.array([narrow, 1.0]))
    polygons = [part for part in shapely.get_parts(back) if isinstance(part, shapely.Polygon) and not part.is_empty]
    return tuple(_rounded(ring) for polygon in polygons for ring in (polygon.exterior, *polygon.interiors))


def _rounded(ring: shapely.LinearRing) -> Line:
    rows = cast("list[list[float]]", np.round(shapely.get_coordinates(ring), 6).tolist())
    return tuple((lon, lat) for lon, lat in rows)
