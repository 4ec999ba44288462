"""Boxes to the shapes that they may touch: those of every leaf that the box reaches into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from standoff.kernels import cells
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

_FAN: Final = cells.FAN
_BITS: Final = cells.BITS
_FINEST: Final = cells.FINEST
_LOW: Final = (1 << _BITS) - 1
_STACK: Final = 16 * _FAN
"""Cells that may wait at once: all children of one cell of each of at most 16 levels."""


class Boxes(NamedTuple):
    """Boxes within [-90, 90] and [-180, 180], degrees; one with NaN touches nothing."""

    south: Floats
    west: Floats
    north: Floats
    east: Floats


@compiled
def find_near(
    south: Floats,
    west: Floats,
    north: Floats,
    east: Floats,
    begin: int,
    root: Int32s,
    root_bits: int,
    nodes: Int32s,
    leaves: Int32s,
    region: Int32s,
    rows: Int64s,
    regions: Int32s,
    seen: Int64s,
    counts: Int64s,
) -> int:
    """Writes pairs (row, region) that may touch a box, none twice, from one box on, until there is no more room.

    Its arguments are the members of `Boxes`, the first box to look at, the members of `cells.Tree`, the region of each
    shape, room for `rows` and `regions`, in `seen` for each region the last box that named it, and `counts` of answers
    and of boxes looked at, which are moved on.

    Returns:
        The box to go on with: their number when all are done.
    """
    stack = np.empty((_STACK, 4), np.int64)
    shift = _FINEST - root_bits
    for row in range(begin, south.shape[0]):
        if not (south[row] <= north[row] and west[row] <= east[row]):
            continue
        x1, x2 = cells.place_x(west[row]), cells.place_x(east[row])
        y1, y2 = cells.place_y(south[row]), cells.place_y(north[row])
        counts[1] += 1
        before = counts[0]
        for j in range(y1 >> shift, (y2 >> shift) + 1):
            for i in range(x1 >> shift, (x2 >> shift) + 1):
                value = root[(j << root_bits) | i]
                if value and not _walk(
                    value, i, j, shift, x1, x2, y1, y2, nodes, leaves, region, stack, row, rows, regions, seen, counts
                ):
                    counts[0] = before
                    return row
    return south.shape[0]


@compiled
def _walk(
    value: int,
    i: int,
    j: int,
    shift: int,
    x1: int,
    x2: int,
    y1: int,
    y2: int,
    nodes: Int32s,
    leaves: Int32s,
    region: Int32s,
    stack: Int64s,
    row: int,
    rows: Int64s,
    regions: Int32s,
    seen: Int64s,
    counts: Int64s,
) -> bool:
    """Goes through the leaves under one cell that the box reaches into; false where there is no more room."""
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = value, i, j, shift
    top = 1
    while top > 0:
        top -= 1
        value, i, j, shift = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        if value > 0:
            top = _push(value, i, j, shift - _BITS, x1, x2, y1, y2, nodes, stack, top)
        elif not _note_leaf(value, leaves, region, row, rows, regions, seen, counts):
            return False
    return True


@compiled
def _push(
    node: int,
    i: int,
    j: int,
    shift: int,
    x1: int,
    x2: int,
    y1: int,
    y2: int,
    nodes: Int32s,
    stack: Int64s,
    top: int,
) -> int:
    """Puts the children that the box reaches into on the stack; its new height."""
    for slot in range(_FAN):
        x, y = (i << _BITS) | (slot & _LOW), (j << _BITS) | (slot >> _BITS)
        child = nodes[node * _FAN + slot]
        if child and x1 >> shift <= x <= x2 >> shift and y1 >> shift <= y <= y2 >> shift:
            stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = child, x, y, shift
            top += 1
    return top


@compiled
def _note_leaf(
    value: int,
    leaves: Int32s,
    region: Int32s,
    row: int,
    rows: Int64s,
    regions: Int32s,
    seen: Int64s,
    counts: Int64s,
) -> bool:
    if value & 1:
        return _note(int(region[(-value - 1) >> 1]), row, rows, regions, seen, counts)
    at = -value >> 1
    held_end = at + 2 + leaves[at]
    there_is_room = True
    for place in range(at + 2, held_end):
        there_is_room &= _note(int(region[leaves[place]]), row, rows, regions, seen, counts)
    for place in range(held_end, held_end + 2 * leaves[at + 1], 2):
        there_is_room &= _note(int(region[leaves[place]]), row, rows, regions, seen, counts)
    return there_is_room


@compiled
def _note(region: int, row: int, rows: Int64s, regions: Int32s, seen: Int64s, counts: Int64s) -> bool:
    if seen[region] == counts[1]:
        return True
    if counts[0] >= rows.shape[0]:
        return False
    seen[region] = counts[1]
    rows[counts[0]] = row
    regions[counts[0]] = region
    counts[0] += 1
    return True
