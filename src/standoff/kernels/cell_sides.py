"""The edges of a polygon in a leaf as half-planes, beside the leaf: most places are decided by them alone.

Theory of operation. The lines along the edges in a leaf cut it into pieces; on which side of every line a place lies
says in which. Every boundary in the leaf runs along these lines, so that all of a piece is inside or outside. While the
tree is built a few places of the leaf are asked exactly (`planar`), and what they say is kept for their pieces: two
bits a piece, *known* and *inside*. Who lies in another piece, or too near to a line, is asked exactly.

A side is the sign of `a u + b v + c`, with the place's distances from the west and the south of the cell, `u` and `v`,
in finest cells, and `|a| + |b| = 1`; `a`, `b`, `c` are kept as float32. With cells of 2^s of the finest, and `|c|` at
most 2^(s + 1), which holds for every line that meets the cell, rounding `a`, `b`, `c` costs at most 2^(s - 22), ends
and cells 2^-19 (their differences in degrees, up to two turns, are rounded by 2^-53 of them, six times), and the place
2^-22. The band is four times as wide or more. Where `|c|` is more, the line passes by the cell at no less than half of
it, and rounding, by less than 2^-22 of it, does not reach so far.

Before the parity of the polygon in the record (`cells`): `a`, `b`, `c` of each edge, then the bits of the pieces, known
over inside, the sides of the edges being the bits of a piece's number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cells, planar
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Float32s, Floats, Int32s, Int64s

MOST: Final = 4
"""How many edges a polygon may have in a leaf for their half-planes to be kept."""
PIECES: Final = 1 << MOST
"""Pieces that as many lines make at most."""
_ASKED: Final = 4
"""So many places along each axis are asked exactly."""
_LEAST: Final = 5e-324
_FINEST_DEG: Final = 360.0 / (1 << cells.FINEST)
_BAND: Final = 2.0**-20
_LEAST_BAND: Final = 2.0**-16


@compiled
def each(edges: int) -> int:
    """Numbers that the half-planes of so many edges take."""
    return 3 * edges + 1


def room(edges: Int64s) -> Int64s:
    """Numbers that the half-planes of each polygon take in a leaf, by how many edges it has there."""
    return np.where(edges <= MOST, 3 * edges + 1, 0)


@compiled
def band(shift: int) -> float:
    """How near to a line a place is too near, in finest cells, in a cell coarser by `shift` bits."""
    return (1 << shift) * _BAND + _LEAST_BAND


@compiled
def piece(halves: Float32s, part: int, count: int, u: float, v: float, band_: float) -> int:
    """The number of the piece that a place of the leaf lies in, -1 where it is too near to a line.

    `cell_find` has the same loop in its own, where calling this would cost as much as all the rest.

    Args:
        halves: the records, read as floats.
        part: where the polygon's parity lies, see `cells`.
        count: how many edges it has in the leaf, no more than `MOST`.
        u: how far east of the cell's west the place lies, in finest cells.
        v: how far north of its south.
        band_: of the leaf.
    """
    number, least = 0, np.inf
    for half in range(part - 1 - 3 * count, part - 1, 3):
        off = float(halves[half]) * u + float(halves[half + 1]) * v + float(halves[half + 2])
        least = min(least, abs(off))
        number = 2 * number + (off > 0)
    return int(number) if least > band_ else -1


@compiled
def write(edges: Floats, leaves: Int32s, halves: Float32s, part: int, x: int, y: int, shift: int) -> None:
    """Writes the half-planes of a polygon, whose edges are written already, in the leaf with this cell."""
    count = int(leaves[part + 1])
    size = _FINEST_DEG * (1 << shift)
    west, south = x * size - 180.0, y * size - 90.0
    for edge in range(count):
        number, at = leaves[part + 2 + edge], part - 1 - 3 * (count - edge)
        dx, dy = edges[number, 2] - edges[number, 0], edges[number, 3] - edges[number, 1]
        length = max(abs(dx) + abs(dy), _LEAST)  # of an edge without length nothing is sure
        a, b = -dy / length, dx / length
        halves[at], halves[at + 1] = a, b
        halves[at + 2] = (a * (west - edges[number, 0]) + b * (south - edges[number, 1])) / _FINEST_DEG
    own_x, own_y = cells.own_point(x, y, shift)
    known = 0
    for place in range(_ASKED * _ASKED):
        lon = west + (place % _ASKED + 0.5) / _ASKED * size
        lat = south + (place // _ASKED + 0.5) / _ASKED * size
        u, v = cells.share_x(lon, x, shift), cells.share_y(lat, y, shift)
        number = piece(halves, part, count, u, v, band(shift))
        if number >= 0 and not (known >> PIECES + number) & 1:
            known |= 1 << PIECES + number
            if planar.inside(edges, leaves, part + 2, part + 2 + count, leaves[part], lon, lat, own_x, own_y):
                known |= 1 << number
    leaves[part - 1] = known - ((known >> 31) << 32)  # its highest bit is the sign
