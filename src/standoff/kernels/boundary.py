"""Geodesic distance from many points to a boundary of many edges.

Theory of operation. A boundary is cut once into pieces so short (`PIECE_M`, and shorter where a line that is straight
in longitude and latitude bends away from its chord by more than `BEND_M`) that each may be looked for as the straight
chord between its ends in space. Which pieces may be nearest is found by their chords, in a tree of boxes, and no other
can be: how far a chord may mislead is bounded (`nearest`). The answer is the exact geodesic to the nearest place of
the true edges of these, along which it is sought by Newton's method.

Error. To 3000 km the most that was measured is 0.02 mm, and 0.2 mm where a long stretch of an edge is equally far (a
parallel, from the pole); `tests/unit/test_boundary.py` holds it to 0.1 mm and 0.5 mm, against dense sampling with PROJ.
It grows then: where Newton's slope comes to nothing, near a quarter of the earth's girth, by at most 1.4e-17 of the
square of the distance, times a piece (6 m). Within six degrees of the antipode, where a geodesic may not be solved, a
nearest place is chosen by arcs that are right to 8 km, and the distance to it is PROJ's.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesic as geodesics
from standoff.kernels import geodesy, nearest
from standoff.kernels.ellipsoid import LEAST_CURVATURE_RADIUS_M

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int64s

PIECE_M: Final = 4000.0
"""The longest piece: its chord lies at most 32 cm below the surface."""
BEND_M: Final = 0.4
"""How far a piece may bend sideways from its chord: about as far, for both only widen the search."""
_SAG_M: Final = PIECE_M**2 / (8 * LEAST_CURVATURE_RADIUS_M)
_DEGREE_M: Final = 111_700.0  # longest degree of a meridian, at the poles
_TURNS: Final = 1.0888
"""A line straight in longitude and latitude turns by sin a (1 + cos^2 a) tan lat / R a metre: at most by this."""
_STEEPEST_DEG: Final = 89.9
_TINY: Final = 1e-9


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """Pieces and the tree of their boxes, as `nearest.distances` takes them."""

    chords: Floats
    runs: Floats
    boxes: Floats


def cut(start: Floats, end: Floats, *, geodesic: bool) -> Boundary:
    """A boundary from its edges.

    Args:
        start: first ends as [lon, lat] rows, degrees, shape (edges, 2).
        end: second ends, likewise.
        geodesic: edges run along geodesics; otherwise straight in longitude and latitude.
    """
    counts = _counts(start, end, geodesic=geodesic)
    rows = _along(start, end, counts, geodesic=geodesic)
    space = geodesy.to_cartesian(rows[:, 1], rows[:, 0])
    first = np.delete(np.arange(len(rows)), np.cumsum(counts + 1) - 1)
    run = space[first + 1] - space[first]
    square = np.einsum("ij,ij->i", run, run)
    per_square = np.divide(1.0, square, out=np.zeros(len(square)), where=square > 0)
    chords = np.concatenate([space[first], run, per_square[:, None]], axis=1)
    if geodesic:
        runs = np.empty((0, 4))
    else:
        runs = np.concatenate([rows[first], rows[first + 1] - rows[first]], axis=1)[:, [1, 0, 3, 2]]
    return Boundary(chords, np.ascontiguousarray(runs), _boxes(space[first], space[first + 1]))


def distance_m(boundary: Boundary, lat: Floats, lon: Floats) -> Floats:
    """Geodesic distance from each point to the nearest place of the boundary, metres, shape (n,)."""
    lat, lon = np.require(lat, np.float64, ["C", "W"]), np.require(lon, np.float64, ["C", "W"])
    length_m, foot = np.empty(len(lat)), np.empty((len(lat), 2))
    nearest.distances(
        lat, lon, geodesy.to_cartesian(lat, lon), boundary.chords, boundary.runs, boundary.boxes,
        _SAG_M + BEND_M, PIECE_M, length_m, foot,
    )  # fmt: skip
    rest = np.flatnonzero(length_m == geodesics.UNSOLVED)
    if len(rest):
        length_m[rest] = geodesy.distance_m(lat[rest], lon[rest], foot[rest, 0], foot[rest, 1])
    return length_m


def followed(start: Floats, end: Floats, bend_m: float) -> Floats:
    """Edges along geodesics as [lon, lat] rows between which straight lines keep within `bend_m` of them.

    The last place of each edge is left out, so that those of a ring come once each. Within 11 km of a pole, where such
    lines turn ever faster, they may stray farther.
    """
    coarse = _counts(start, end, geodesic=True)
    high = np.abs(_along(start, end, coarse, geodesic=True)[:, 1])
    ends = np.cumsum(coarse + 1) - 1  # the last place of each edge begins no piece
    high = np.maximum(np.delete(high, ends), np.delete(high, np.append(0, ends[:-1] + 1)))
    steepness = np.maximum(np.tan(np.radians(np.minimum(high, _STEEPEST_DEG))), _TINY)
    straight_m = np.sqrt(8 * LEAST_CURVATURE_RADIUS_M * bend_m / (_TURNS * steepness))
    straight_m = np.minimum(straight_m, PIECE_M)
    edge, step = _numbered(coarse)
    length_m = geodesy.distance_m(start[:, 1], start[:, 0], end[:, 1], end[:, 0])
    fine = np.maximum(np.ceil((length_m / coarse)[edge] / straight_m), 1).astype(np.int64)
    piece, part = _numbered(fine)
    share = (step[piece] + part / fine[piece]) / coarse[edge[piece]]
    return _at(start, end, edge[piece], share)


def _numbered(counts: Int64s) -> tuple[Int64s, Int64s]:
    """So many rows of each: whose they are, and their number among its own."""
    whose = np.repeat(np.arange(len(counts)), counts)
    return whose, np.arange(len(whose)) - np.repeat(np.cumsum(counts) - counts, counts)


def _counts(start: Floats, end: Floats, *, geodesic: bool) -> Int64s:
    """How many pieces each edge wants."""
    if geodesic:
        length_m = geodesy.distance_m(start[:, 1], start[:, 0], end[:, 1], end[:, 0])
        return np.maximum(np.ceil(length_m / PIECE_M), 1).astype(np.int64)
    low, high = np.sort(np.abs(np.stack([start[:, 1], end[:, 1]])), axis=0)
    low = np.where(start[:, 1] * end[:, 1] < 0, 0.0, low)
    run_deg = np.abs(end - start)
    length_m = np.hypot(run_deg[:, 0] * np.cos(np.radians(low)), run_deg[:, 1]) * _DEGREE_M
    # against a geodesic the line turns by its longitude times the sine of the latitude; an arc rises by L / 8 a radian
    bend_m = length_m * np.radians(run_deg[:, 0]) * np.sin(np.radians(high)) / 8
    return np.maximum(np.ceil(np.maximum(length_m / PIECE_M, np.sqrt(bend_m / BEND_M))), 1).astype(np.int64)


def _along(start: Floats, end: Floats, counts: Int64s, *, geodesic: bool) -> Floats:
    """The ends of so many equal pieces of each edge, both of the edge among them, as [lon, lat] rows."""
    edge, step = _numbered(counts + 1)
    share = step / counts[edge]
    if not geodesic:
        return start[edge] + share[:, None] * (end[edge] - start[edge])
    return _at(start, end, edge, share)


def _at(start: Floats, end: Floats, edge: Int64s, share: Floats) -> Floats:
    """Places at shares of edges along geodesics, as [lon, lat] rows."""
    azimuth_deg, length_m = geodesy.inverse(start[:, 1], start[:, 0], end[:, 1], end[:, 0])
    lat, lon = geodesy.direct(start[edge, 1], start[edge, 0], azimuth_deg[edge], share * length_m[edge])
    return np.stack([lon, lat], axis=1)


def _boxes(start: Floats, end: Floats) -> Floats:
    """The tree over pieces in their order; what is beyond the last leaf is infinitely far."""
    firsts = np.arange(0, len(start), nearest.LEAF)
    leaves = 1 << max(len(firsts) - 1, 1).bit_length()
    low, high = np.full((2 * leaves, 3), np.inf), np.full((2 * leaves, 3), -np.inf)
    low[leaves : leaves + len(firsts)] = np.minimum.reduceat(np.minimum(start, end), firsts, axis=0)
    high[leaves : leaves + len(firsts)] = np.maximum.reduceat(np.maximum(start, end), firsts, axis=0)
    level = leaves
    while level > 1:
        low[level // 2 : level] = np.minimum(low[level : 2 * level : 2], low[level + 1 : 2 * level : 2])
        high[level // 2 : level] = np.maximum(high[level : 2 * level : 2], high[level + 1 : 2 * level : 2])
        level //= 2
    return np.concatenate([low, high], axis=1)
