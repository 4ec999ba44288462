"""Straight edges in the plane of longitude and latitude: on which side of an edge a place lies, exactly.

The sign of the orientation of three places decides every verdict on a polygon whose edges are straight in longitude
and latitude (RFC 7946 section 3.1.1). In floating point it is right where it exceeds its error bound; elsewhere it is
computed without error as a sum of twelve floats that do not overlap (Shewchuk, "Adaptive Precision Floating-Point
Arithmetic and Fast Robust Geometric Predicates", Discrete & Computational Geometry 18, 1997). So the verdict depends
on the numbers that were given, and neither on the direction of a ring, nor on its first vertex, nor on the index.

Edges are rows (x1, y1, x2, y2), float64 degrees, the end with the smaller x first (of two with one x, the smaller y).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels.jit import compiled, nth

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s

_BOUND: Final = 3.3306690738754716e-16
"""(3 + 16 eps) eps with eps = 2^-53: the relative error of the orientation in floats (Shewchuk 1997, section 4.3)."""
_SPLITTER: Final = 134217729.0
"""2^27 + 1 (Dekker 1971)."""


def sorted_edges(start: Floats, end: Floats) -> Floats:
    """Edges as rows (x1, y1, x2, y2) with the smaller end first, from ends as rows [lon, lat]."""
    turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    first, second = np.where(turned[:, None], end, start), np.where(turned[:, None], start, end)
    return np.ascontiguousarray(np.concatenate([first, second], axis=1))


@compiled
def side(edges: Floats, edge: int, x: float, y: float) -> int:
    """1 where the place lies to the left of the edge (above it, as its first end has the smaller x), -1, or 0 on it."""
    return _side(edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3], x, y)


@compiled
def _side(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> int:
    left, right = (x1 - x) * (y2 - y), (y1 - y) * (x2 - x)
    sign = left - right
    bound = _BOUND * (abs(left) + abs(right))
    if sign > bound:
        return 1
    if sign < -bound:
        return -1
    return _exact_side(x1, y1, x2, y2, x, y)


@compiled
def _exact_side(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> int:
    """The sign of x1 y2 - x1 y - x y2 - y1 x2 + y1 x + y x2, without error."""
    terms = np.zeros(12)
    count = 0
    for left, right in ((x1, y2), (-x1, y), (-x, y2), (-y1, x2), (y1, x), (y, x2)):
        high, low = _product(left, right)
        count = _grow(terms, count, low)
        count = _grow(terms, count, high)
    for place in range(count - 1, -1, -1):  # the largest comes last, and alone decides
        if terms[place] > 0:
            return 1
        if terms[place] < 0:
            return -1
    return 0


@compiled
def _product(a: float, b: float) -> tuple[float, float]:
    """A product, and what rounding took from it (Dekker 1971)."""
    product = a * b
    c = _SPLITTER * a
    a_high = c - (c - a)
    a_low = a - a_high
    c = _SPLITTER * b
    b_high = c - (c - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@compiled
def _grow(terms: Floats, count: int, more: float) -> int:
    """Adds a float to a sum of floats that do not overlap, smallest first (Shewchuk 1997, Grow-Expansion)."""
    carried = more
    for place in range(count):
        total = carried + terms[place]
        part = total - carried
        terms[place] = (carried - (total - part)) + (terms[place] - part)
        carried = total
    terms[count] = carried
    return count + 1


@compiled
def crossings(
    edges: Floats, chosen: Int32s, first: int, last: int, x: float, y: float, x_to: float, y_to: float
) -> int:
    """How many edges the way from a place to another crosses: along its meridian first, then along the parallel.

    An edge holds its end with the smaller x (on the meridian) or y (on the parallel) and not the other, so that a way
    through a vertex is counted once; that needs `y_to` to be the y of no vertex.

    Of the edges those are looked at whose numbers stand in `chosen` from `first` to before `last`.
    """
    count = 0
    for place in range(first, last):
        edge = chosen[place]
        corner = 2  # on which side the corner of the way lies: not known yet
        if edges[edge, 0] <= x < edges[edge, 2]:
            corner = side(edges, edge, x, y_to)
            if (side(edges, edge, x, y) > 0) != (corner > 0):
                count += 1
        y1, y2 = edges[edge, 1], edges[edge, 3]
        if (y1 <= y_to < y2) or (y2 <= y_to < y1):
            if corner == 2:  # noqa: PLR2004 - see above
                corner = side(edges, edge, x, y_to)
            if (corner > 0) != (side(edges, edge, x_to, y_to) > 0):
                count += 1
    return count


@compiled
def inside(
    edges: Floats, chosen: Int32s, first: int, last: int, parity: int, x: float, y: float, x_to: float, y_to: float
) -> bool:
    """Whether a place lies in a polygon, its edges included, from parity at another place.

    As `crossings` counts them, but for edges that lie beside the way and are not looked at twice.
    """
    low_x, high_x, low_y, high_y = min(x, x_to), max(x, x_to), min(y, y_to), max(y, y_to)
    odd = parity
    for place in range(first, last):
        edge = nth(chosen[nth(place)])
        x1, y1, x2, y2 = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
        low, high = min(y1, y2), max(y1, y2)
        on_meridian = x1 <= x <= x2 and low <= high_y and high >= low_y
        on_parallel = low <= y_to < high and x1 <= high_x and x2 >= low_x
        if not (on_meridian or on_parallel):
            continue
        corner = _side(x1, y1, x2, y2, x, y_to)
        if on_meridian:
            here = _side(x1, y1, x2, y2, x, y)
            if here == 0 and low <= y <= high:
                return True
            if x < x2 and (here > 0) != (corner > 0):
                odd ^= 1
        if on_parallel and (corner > 0) != (_side(x1, y1, x2, y2, x_to, y_to) > 0):
            odd ^= 1
    return odd == 1
