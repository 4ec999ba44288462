"""Compiled footprints: is a place covered, and how far is it from the boundary, on the ellipsoid.

This is the interface that faster code may fill. A surface answers for arrays of places: `covers`, `depth_m`
(signed: positive inside), and `boxes` that surely hold every place that it covers.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import shapely

from standoff.kernels import boundary, geodesy
from standoff.kernels.ellipsoid import FLATTENING, LEAST_CURVATURE_RADIUS_M
from standoff.model.zone import Circle, Corridor, Edges, Footprint, Polygons

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats

_POLE: Final = 90.0
_HALF_TURN: Final = 180.0
_BEND_M: Final = 0.002
"""How far a geodesic edge may lie from the straight ones that stand for it where a place is said to be inside."""
_SLACK: Final = 1.01
"""Boxes are a hundredth too large, for the difference between sphere and ellipsoid."""


class Surface(Protocol):
    """A compiled footprint."""

    def covers(self, lat: Floats, lon: Floats) -> Bools:
        """Whether each place lies on the surface, its boundary included."""
        ...

    def depth_m(self, lat: Floats, lon: Floats) -> Floats:
        """Geodesic distance to the boundary, metres, positive inside and negative outside."""
        ...

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Boxes (west, south, east, north) within [-180, 180] that together hold the surface."""
        ...

    def centroid(self) -> tuple[float, float]:
        """Latitude and longitude of its middle."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Disc:
    """Within so many metres of a point."""

    lat: float
    lon: float
    radius_m: float

    def covers(self, lat: Floats, lon: Floats) -> Bools:
        """See `Surface.covers`."""
        return self.depth_m(lat, lon) >= 0

    def depth_m(self, lat: Floats, lon: Floats) -> Floats:
        """See `Surface.depth_m`; the negative of the distance to the centre, grown by the radius."""
        return self.radius_m - geodesy.distances_from(self.lat, self.lon, lat, lon)

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """See `Surface.boxes`."""
        return grown_boxes([(self.lon, self.lat, self.lon, self.lat)], self.radius_m)

    def centroid(self) -> tuple[float, float]:
        """The centre."""
        return self.lat, self.lon


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Polygons. Built by `compiled`."""

    shape: shapely.MultiPolygon
    edge: boundary.Boundary

    def covers(self, lat: Floats, lon: Floats) -> Bools:
        """See `Surface.covers`."""
        west, _, east, _ = self.shape.bounds
        inside = np.asarray(shapely.intersects_xy(self.shape, lon, lat), np.bool_)
        if east > _HALF_TURN:
            inside |= shapely.intersects_xy(self.shape, lon + 2 * _HALF_TURN, lat)
        if west < -_HALF_TURN:
            inside |= shapely.intersects_xy(self.shape, lon - 2 * _HALF_TURN, lat)
        seam = np.abs(lon) == _HALF_TURN  # one place with two names
        if seam.any():
            inside[seam] |= shapely.intersects_xy(self.shape, -lon[seam], lat[seam])
        return inside

    def depth_m(self, lat: Floats, lon: Floats) -> Floats:
        """See `Surface.depth_m`."""
        distance_m = boundary.distance_m(self.edge, lat, lon)
        return np.where(self.covers(lat, lon), distance_m, -distance_m)

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """See `Surface.boxes`."""
        return grown_boxes([part.bounds for part in self.shape.geoms], 0.0)

    def centroid(self) -> tuple[float, float]:
        """Middle of the parts' centroids, weighted by area, taken in space so that the antimeridian is no matter."""
        parts = list(self.shape.geoms)
        middle = shapely.get_coordinates([part.centroid for part in parts])
        weight = np.array([part.area for part in parts]) * np.cos(np.radians(middle[:, 1]))
        where = (geodesy.to_cartesian(middle[:, 1], middle[:, 0]) * weight[:, None]).sum(axis=0)
        x, y, z = (float(c) for c in where)
        lat = np.degrees(np.arctan2(z / (1 - FLATTENING) ** 2, np.hypot(x, y)))
        return float(lat), float(np.degrees(np.arctan2(y, x)))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Tube:
    """Within so many metres of a line."""

    edge: boundary.Boundary
    line: Floats
    radius_m: float

    def covers(self, lat: Floats, lon: Floats) -> Bools:
        """See `Surface.covers`."""
        return self.depth_m(lat, lon) >= 0

    def depth_m(self, lat: Floats, lon: Floats) -> Floats:
        """See `Surface.depth_m`; the distance to the line, taken from half of the width."""
        return self.radius_m - boundary.distance_m(self.edge, lat, lon)

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """See `Surface.boxes`."""
        legs = np.sort(np.stack([self.line[:-1], self.line[1:]]), axis=0)
        return grown_boxes(
            [(float(w), float(s), float(e), float(n)) for (w, s), (e, n) in zip(*legs, strict=True)], self.radius_m
        )

    def centroid(self) -> tuple[float, float]:
        """Middle of the line by its vertices."""
        lat, lon = geodesy.to_geodetic(geodesy.to_cartesian(self.line[:, 1], self.line[:, 0]).mean(axis=0))
        return float(lat), float(lon)


@dataclasses.dataclass(frozen=True, slots=True)
class Grown:
    """A surface whose boundary is moved outward (or inward, negative) by a distance: an offset ring."""

    inner: Surface
    offset_m: float

    def covers(self, lat: Floats, lon: Floats) -> Bools:
        """See `Surface.covers`."""
        return self.depth_m(lat, lon) >= 0

    def depth_m(self, lat: Floats, lon: Floats) -> Floats:
        """See `Surface.depth_m`; exact to the nearest place of the boundary that was moved."""
        return self.inner.depth_m(lat, lon) + self.offset_m

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """See `Surface.boxes`."""
        return grown_boxes(self.inner.boxes(), max(self.offset_m, 0.0))

    def centroid(self) -> tuple[float, float]:
        """The inner surface's."""
        return self.inner.centroid()


def compiled(footprint: Footprint) -> Surface:
    """The surface of a footprint."""
    match footprint:
        case Circle(lat, lon, radius_m):
            return Disc(lat, lon, radius_m)
        case Corridor(line, width_m, edges):
            edge = boundary.cut(line[:-1], line[1:], geodesic=edges is Edges.GEODESIC)
            return Tube(edge, line, width_m / 2)
        case Polygons(parts, edges):
            return _area(parts, geodesic=edges is Edges.GEODESIC)


def grown(inner: Surface, offset_m: float) -> Surface:
    """The surface with its boundary moved outward (or inward, negative); of a circle, a circle."""
    if isinstance(inner, Disc) and inner.radius_m + offset_m > 0:
        return Disc(inner.lat, inner.lon, inner.radius_m + offset_m)
    return Grown(inner, offset_m)


def _area(parts: tuple[tuple[Floats, ...], ...], *, geodesic: bool) -> Area:
    rings = [ring for part in parts for ring in part]
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    true_edge = ~_seam(start, end)
    if not true_edge.any():  # the whole earth: nothing bounds it, so the antimeridian has to
        true_edge[:] = True
    edge = boundary.cut(start[true_edge], end[true_edge], geodesic=geodesic)
    if geodesic:
        parts = tuple(tuple(_followed(ring) for ring in part) for part in parts)
    shape = shapely.MultiPolygon([shapely.Polygon(part[0], part[1:]) for part in parts])
    shapely.prepare(shape)
    return Area(shape, edge)


def _seam(start: Floats, end: Floats) -> Bools:
    """Edges that bound nothing: along a pole, or along the antimeridian in a polygon that goes round the earth."""
    on_pole = (np.abs(start[:, 1]) == _POLE) & (np.abs(end[:, 1]) == _POLE)
    east = (start[:, 0] == _HALF_TURN) & (end[:, 0] == _HALF_TURN)
    west = (start[:, 0] == -_HALF_TURN) & (end[:, 0] == -_HALF_TURN)
    return on_pole | east | west if east.any() and west.any() else on_pole


def _followed(ring: Floats) -> Floats:
    """A ring with geodesic edges as one with straight edges that keep within `_BEND_M` of them."""
    rows = boundary.followed(ring[:-1], ring[1:], _BEND_M)
    rows[:, 0] = np.unwrap(rows[:, 0], period=2 * _HALF_TURN)
    rows[:, 0] += ring[0, 0] - rows[0, 0]
    return np.concatenate([rows, rows[:1]])


def grown_boxes(
    boxes: list[tuple[float, float, float, float]], reach_m: float
) -> list[tuple[float, float, float, float]]:
    """Boxes that hold every place within a distance of the given ones, cut at the antimeridian."""
    return [piece for box in boxes for piece in _wrapped(*_grown(box, reach_m))]


def _grown(box: tuple[float, float, float, float], reach_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = box
    angle = reach_m / LEAST_CURVATURE_RADIUS_M * _SLACK
    south, north = south - np.degrees(angle), north + np.degrees(angle)
    if south <= -_POLE or north >= _POLE:
        return -_HALF_TURN, max(south, -_POLE), _HALF_TURN, min(north, _POLE)
    narrowest = np.cos(np.radians(max(abs(south), abs(north))))
    reach_deg = np.degrees(np.arcsin(min(1.0, np.sin(min(angle, np.pi / 2)) / narrowest))) * _SLACK
    return west - reach_deg, south, east + reach_deg, north


def _wrapped(west: float, south: float, east: float, north: float) -> list[tuple[float, float, float, float]]:
    if east - west >= 2 * _HALF_TURN:
        return [(-_HALF_TURN, south, _HALF_TURN, north)]
    turn = 2 * _HALF_TURN * np.floor((west + _HALF_TURN) / (2 * _HALF_TURN))
    west, east = west - turn, east - turn
    if east < _HALF_TURN:
        return [(west, south, east, north)]
    return [(west, south, _HALF_TURN, north), (-_HALF_TURN, south, east - 2 * _HALF_TURN, north)]
