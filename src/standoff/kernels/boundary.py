"""Geodesic distance from many points to a boundary of many edges.

Theory of operation. A boundary is cut once into pieces so short (`PIECE_M`, and shorter where a line that is
straight in longitude and latitude bends away from its chord by more than `BEND_M`) that each may be taken for
the straight chord between its ends in space. For every point the nearest piece is found in space: pieces lie in
blocks with a bounding sphere, so that most are never looked at, and the chord is turned into an arc with the
ellipsoid's curvature in that direction (Euler's theorem), because near and far candidates a few centimetres
apart would otherwise be confused at depths over 100 km. The answer is then the exact geodesic distance
(Karney) from the point to the foot on that piece.

Error. The foot lies within `BEND_M` of the true edge, so the distance is right to 2 mm up to 200 km, as
`tests/unit/test_boundary.py` measures against dense sampling; beyond, choosing between pieces on opposite sides
may err by the fourth order of the distance (0.1 m at 1000 km, bound not proven).
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesy
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int64s

PIECE_M: Final = 1000.0
"""The longest piece: its chord lies at most 2 cm below the surface."""
BEND_M: Final = 0.002
"""How far a piece may bend sideways from its chord."""
_BLOCK: Final = 32
_DEGREE_M: Final = 111_700.0  # longest degree of a meridian, at the poles
_STEEPEST_DEG: Final = 89.9


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """Pieces in space, ECEF metres.

    Attributes:
        start, end: ends of each piece, shape (pieces, 3).
        centre, radius_m: bounding sphere of each block of 32 consecutive pieces.
    """

    start: Floats
    end: Floats
    centre: Floats
    radius_m: Floats


def cut(start: Floats, end: Floats, *, geodesic: bool) -> Boundary:
    """A boundary from its edges.

    Args:
        start: first ends as [lon, lat] rows, degrees, shape (edges, 2).
        end: second ends, likewise.
        geodesic: edges run along geodesics; otherwise straight in longitude and latitude.
    """
    counts = _pieces(start, end, geodesic=geodesic)
    edge = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    a = _along(start, end, edge, step / counts[edge], geodesic=geodesic)
    b = _along(start, end, edge, (step + 1) / counts[edge], geodesic=geodesic)
    return _blocked(geodesy.to_cartesian(a[:, 1], a[:, 0]), geodesy.to_cartesian(b[:, 1], b[:, 0]))


def _pieces(start: Floats, end: Floats, *, geodesic: bool) -> Int64s:
    """How many pieces each edge wants."""
    low, high = np.sort(np.abs(np.stack([start[:, 1], end[:, 1]])), axis=0)
    if geodesic:
        length_m = geodesy.distance_m(start[:, 1], start[:, 0], end[:, 1], end[:, 0])
    else:
        low = np.where(start[:, 1] * end[:, 1] < 0, 0.0, low)
        run_deg = np.abs(end - start) * np.stack([np.cos(np.radians(low)), np.ones(len(low))], axis=1)
        length_m = np.hypot(run_deg[:, 0], run_deg[:, 1]) * _DEGREE_M
    steepness = np.tan(np.radians(np.minimum(high, _STEEPEST_DEG)))
    straight_m = np.sqrt(8 * geodesy.LEAST_CURVATURE_RADIUS_M * BEND_M / np.maximum(steepness, 1e-9))
    return np.maximum(np.ceil(length_m / np.minimum(straight_m, PIECE_M)), 1).astype(np.int64)


def _along(start: Floats, end: Floats, edge: Int64s, share: Floats, *, geodesic: bool) -> Floats:
    if not geodesic:
        return start[edge] + share[:, None] * (end[edge] - start[edge])
    azimuth_deg, length_m = geodesy.inverse(start[:, 1], start[:, 0], end[:, 1], end[:, 0])
    lat, lon = geodesy.direct(start[edge, 1], start[edge, 0], azimuth_deg[edge], share * length_m[edge])
    return np.stack([lon, lat], axis=1)


def _blocked(start: Floats, end: Floats) -> Boundary:
    firsts = np.arange(0, len(start), _BLOCK)
    middle = (start + end) / 2
    sizes = np.diff(np.append(firsts, len(start)))
    centre = np.add.reduceat(middle, firsts, axis=0) / sizes[:, None]
    own = np.repeat(centre, sizes, axis=0)
    reach = np.maximum(np.linalg.norm(start - own, axis=1), np.linalg.norm(end - own, axis=1))
    return Boundary(start, end, centre, np.maximum.reduceat(reach, firsts))


def distance_m(boundary: Boundary, lat: Floats, lon: Floats) -> Floats:
    """Geodesic distance from each point to the nearest place of the boundary, metres, shape (n,)."""
    feet = np.empty((len(lat), 3))
    _nearest_feet(
        geodesy.to_cartesian(lat, lon),
        geodesy.surface_normal(lat, lon),
        boundary.start,
        boundary.end,
        boundary.centre,
        boundary.radius_m,
        feet,
    )
    foot_lat, foot_lon = geodesy.to_geodetic(feet)
    return geodesy.distance_m(lat, lon, foot_lat, foot_lon)


@compiled
def _nearest_feet(
    points: Floats, up: Floats, start: Floats, end: Floats, centre: Floats, radius_m: Floats, feet: Floats
) -> None:
    """Writes the foot of every point on its nearest piece; all coordinates ECEF metres."""
    last = 0
    for i in range(points.shape[0]):
        best_m = np.inf
        chord_m = np.inf
        for turn in range(-1, centre.shape[0]):
            # the block that held the last answer comes first: consecutive points are near each other
            block = last if turn < 0 else turn
            if turn >= 0:
                reach_m = math.sqrt(
                    (points[i, 0] - centre[block, 0]) ** 2
                    + (points[i, 1] - centre[block, 1]) ** 2
                    + (points[i, 2] - centre[block, 2]) ** 2
                )
                if reach_m - radius_m[block] > chord_m + 0.05 + 2e-17 * chord_m**3:
                    continue
            for piece in range(block * 32, min((block + 1) * 32, start.shape[0])):
                foot = _foot(points[i], start[piece], end[piece])
                dx, dy, dz = foot[0] - points[i, 0], foot[1] - points[i, 1], foot[2] - points[i, 2]
                straight_m = math.sqrt(dx * dx + dy * dy + dz * dz)
                if straight_m > chord_m + 0.05 + 2e-17 * chord_m**3:
                    continue
                arc_m = _arc_m(straight_m, dx, dy, dz, up[i])
                if arc_m < best_m:
                    best_m = arc_m
                    chord_m = min(chord_m, straight_m)
                    last = block
                    feet[i, 0], feet[i, 1], feet[i, 2] = foot


@compiled
def _foot(point: Floats, start: Floats, end: Floats) -> tuple[float, float, float]:
    """The place on the straight piece that is nearest to the point."""
    ax, ay, az = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    square = ax * ax + ay * ay + az * az
    share = 0.0
    if square > 0:
        along = (point[0] - start[0]) * ax + (point[1] - start[1]) * ay + (point[2] - start[2]) * az
        share = min(1.0, max(0.0, along / square))
    return start[0] + share * ax, start[1] + share * ay, start[2] + share * az


@compiled
def _arc_m(chord_m: float, dx: float, dy: float, dz: float, up: Floats) -> float:
    """The arc over a chord, from the curvature in its direction (Euler's theorem), to third order."""
    lift = dx * up[0] + dy * up[1] + dz * up[2]
    across = math.sqrt(up[0] * up[0] + up[1] * up[1])
    if across < 1e-9 or chord_m <= 0:  # noqa: PLR2004 - at a pole no direction is north
        return chord_m
    north = (dz - lift * up[2]) / across
    flat = max(chord_m * chord_m - lift * lift, 1e-12)
    north_share = min(1.0, north * north / flat)
    e2 = 0.0066943799901413165
    width = 1 - e2 * up[2] * up[2]
    normal_m = 6378137.0 / math.sqrt(width)
    meridian_m = normal_m * (1 - e2) / width
    curvature = north_share / meridian_m + (1 - north_share) / normal_m
    return chord_m * (1 + (chord_m * curvature) ** 2 / 24)
