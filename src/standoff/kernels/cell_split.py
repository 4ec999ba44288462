"""Splitting cells: which child of a cell an edge touches, what a circle does to it, and records for leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cell_sides, cells, planar
from standoff.kernels.ellipsoid import LEAST_CURVATURE_RADIUS_M
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Float32s, Floats, Int32s, Int64s

OUT: Final = 0
HELD: Final = 1
CUT: Final = 2
_DEGREE_M: Final = 111_700.0  # longest degree of a meridian, at the poles
_EAST_M: Final = 111_330.0  # longest degree of a parallel, at the equator
_SLACK_DEG: Final = cells.SLACK_DEG
_FAN: Final = cells.FAN
_BITS: Final = cells.BITS


def reach_m(south: Floats, size_deg: float) -> Floats:
    """No place of a cell lies further than this from its middle, metres: along the meridian, then the parallel."""
    north = south + size_deg
    nearest = np.where(south * north < 0, 0.0, np.minimum(np.abs(south), np.abs(north)))
    half = size_deg / 2 + _SLACK_DEG
    up, across = half * _DEGREE_M, half * _EAST_M * np.cos(np.radians(np.minimum(nearest, 90.0)))
    # where the earth may be taken as flat, the straight way is shorter; it bulges by less than a hundredth
    return np.where(size_deg < 1, np.hypot(up, across) * 1.01, up + across)


@compiled
def disc_sides(
    centre: Floats, reach_m: Floats, disc: Floats, radius_m: Floats, row_cell: Int64s, row_disc: Int32s, sides: Int32s
) -> None:
    """What each circle does to each cell: OUT, HELD or CUT, to the safe side.

    The chord is no longer than the geodesic, and the arc over it with the ellipsoid's smallest radius of curvature is
    no shorter (Schur's comparison theorem).

    Args:
        centre: middles of cells in space, ECEF metres, shape (n, 3).
        reach_m: how far the places of each cell lie from its middle at most.
        disc: middles of circles in space.
        radius_m: of each circle.
        row_cell: the cell of each pair.
        row_disc: the circle of each pair.
        sides: the answers.
    """
    radius = LEAST_CURVATURE_RADIUS_M
    for row in range(row_cell.shape[0]):
        cell, one = row_cell[row], row_disc[row]
        dx = centre[cell, 0] - disc[one, 0]
        dy = centre[cell, 1] - disc[one, 1]
        dz = centre[cell, 2] - disc[one, 2]
        chord_m = math.sqrt(dx * dx + dy * dy + dz * dz)
        sides[row] = CUT
        if chord_m - reach_m[cell] > radius_m[one]:
            sides[row] = OUT
        elif chord_m < radius:
            arc_m = 2 * radius * math.asin(chord_m / (2 * radius))
            if arc_m + reach_m[cell] < radius_m[one]:
                sides[row] = HELD


@compiled
def spread(
    edges: Floats, chosen: Int32s, first: Int64s, corner: Floats, size: float, cursor: Int64s, out: Int32s
) -> None:
    """Gives every edge of every row to the children that it touches.

    Called twice: with an empty `out` it counts (adds one to `cursor[16 row + child]` for each), then, with cursors that
    say where each child's edges begin, it writes them.

    Args:
        edges: all edges.
        chosen: the edges of row `i` are `chosen[first[i] : first[i + 1]]`.
        first: see `chosen`.
        corner: west and south of each row's cell, degrees, shape (rows, 2).
        size: side of a child, degrees.
        cursor: counts or places, changed.
        out: the edges of the children.
    """
    last_child = (1 << _BITS) - 1
    half, per_degree = size / 2 + _SLACK_DEG, 1 / size
    for row in range(corner.shape[0]):
        west, south = corner[row, 0], corner[row, 1]
        for place in range(first[row], first[row + 1]):
            edge = chosen[place]
            y1, y2 = edges[edge, 1], edges[edge, 3]
            x_from = max(int((edges[edge, 0] - _SLACK_DEG - west) * per_degree), 0)
            x_to = min(int((edges[edge, 2] + _SLACK_DEG - west) * per_degree), last_child)
            y_from = max(int((min(y1, y2) - _SLACK_DEG - south) * per_degree), 0)
            y_to = min(int((max(y1, y2) + _SLACK_DEG - south) * per_degree), last_child)
            within = x_from == x_to and y_from == y_to  # one child, most often
            for j in range(y_from, y_to + 1):
                for i in range(x_from, x_to + 1):
                    x, y = west + (i + 0.5) * size, south + (j + 0.5) * size
                    if within or not _apart(edges, edge, x, y, half):
                        slot = row * _FAN + (j << _BITS) + i
                        if out.shape[0]:
                            out[cursor[slot]] = edge
                        cursor[slot] += 1


@compiled
def _apart(edges: Floats, edge: int, x: float, y: float, half: float) -> bool:
    """Whether the edge's line surely passes by a square (middle and half side)."""
    dx, dy = edges[edge, 2] - edges[edge, 0], edges[edge, 3] - edges[edge, 1]
    off = dx * (y - edges[edge, 1]) - dy * (x - edges[edge, 0])
    return abs(off) > (abs(dx) + abs(dy)) * half


@compiled
def child_parities(
    edges: Floats, chosen: Int32s, first: Int64s, own: Floats, parity: Int32s, child_own: Floats, out: Int32s
) -> None:
    """Parity at the own point of every child of every row, from that of the row's cell.

    The edges are those of `spread`; `own` has the longitude and latitude of each row's own point, `child_own` those of
    its children, shape (16 rows, 2), and `out` shape (16 rows,). The way from a child's point to the cell's goes along
    the meridian first, then along the cell's parallel, as in `planar.crossings`; the ways of a column share both.
    """
    for row in range(own.shape[0]):
        out[row * _FAN : (row + 1) * _FAN] = parity[row]
        for place in range(first[row], first[row + 1]):
            edge = chosen[place]
            x1, y1, x2, y2 = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
            on_parallel = (y1 <= own[row, 1] < y2) or (y2 <= own[row, 1] < y1)
            for column in range(row * _FAN, row * _FAN + (1 << _BITS)):
                x = child_own[column, 0]
                if on_parallel or x1 <= x < x2:
                    _cross(edges, edge, x1 <= x < x2, on_parallel, x, own[row, 0], own[row, 1], column, child_own, out)


@compiled
def _cross(
    edges: Floats,
    edge: int,
    on_meridian: bool,
    on_parallel: bool,
    x: float,
    own_x: float,
    own_y: float,
    column: int,
    child_own: Floats,
    out: Int32s,
) -> None:
    """Turns the parity of the children of a column whose ways an edge crosses."""
    corner = planar.side(edges, edge, x, own_y) > 0
    turned = on_parallel and corner != (planar.side(edges, edge, own_x, own_y) > 0)
    for slot in range(column, column + _FAN, 1 << _BITS):
        below = on_meridian and (planar.side(edges, edge, x, child_own[slot, 1]) > 0) != corner
        out[slot] ^= int(below) ^ int(turned)


@compiled
def write_leaves(
    place: Int64s,
    used: int,
    x: Int64s,
    y: Int64s,
    shift: int,
    edges: Floats,
    held_first: Int64s,
    plain_first: Int64s,
    polygon_first: Int64s,
    held: Int32s,
    plain: Int32s,
    polygon: Int32s,
    parity: Int32s,
    edge_first: Int64s,
    chosen: Int32s,
    leaves: Int32s,
    halves: Float32s,
) -> None:
    """Writes the record of each leaf (see `cells`) at its place; what it points to lies `used` further on."""
    for leaf in range(place.shape[0]):
        at = place[leaf]
        plains = plain_first[leaf + 1] - plain_first[leaf]
        polygons = polygon_first[leaf + 1] - polygon_first[leaf]
        leaves[at], leaves[at + 1], leaves[at + 2] = shift, held_first[leaf + 1] - held_first[leaf], plains + polygons
        at += 3
        for row in range(held_first[leaf], held_first[leaf + 1]):
            leaves[at] = held[row]
            at += 1
        for row in range(plain_first[leaf], plain_first[leaf + 1]):
            leaves[at] = plain[row]
            leaves[at + 1] = -1
            at += 2
        behind = at + 2 * polygons
        for row in range(polygon_first[leaf], polygon_first[leaf + 1]):
            count = edge_first[row + 1] - edge_first[row]
            part = behind + (cell_sides.each(count) if count <= cell_sides.MOST else 0)
            leaves[at], leaves[at + 1] = polygon[row], used + part
            at += 2
            leaves[part], leaves[part + 1] = parity[row], count
            for edge in range(count):
                leaves[part + 2 + edge] = chosen[edge_first[row] + edge]
            if count <= cell_sides.MOST:
                cell_sides.write(edges, leaves, halves, part, x[leaf], y[leaf], shift)
            behind = part + 2 + count
