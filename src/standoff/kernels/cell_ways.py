"""Ways to the shapes that they may touch.

Those are the shapes of every leaf that the box about the way reaches into, but for circles whose own box lies beside
it, and polygons none of whose edges there comes near while the box lies outside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cells, planar
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

_FAN: Final = cells.FAN
_BITS: Final = cells.BITS
_FINEST: Final = cells.FINEST
_HALF_TURN: Final = 180.0
_POLE: Final = 90.0
_SLACK_DEG: Final = cells.SLACK_DEG
_LOW: Final = (1 << _BITS) - 1
_STACK: Final = 16 * _FAN
"""Cells that may wait at once: all children of one cell of each of at most 16 levels."""


@compiled
def find_near(
    lat1: Floats,
    lon1: Floats,
    lat2: Floats,
    lon2: Floats,
    begin: int,
    root: Int32s,
    frame: Int64s,
    nodes: Int32s,
    leaves: Int32s,
    region: Int32s,
    disc: Int32s,
    disc_rows: Floats,
    edges: Floats,
    rows: Int64s,
    regions: Int32s,
    seen: Int64s,
    counts: Int64s,
) -> int:
    """Writes pairs (row, region) that a way may touch, none twice, from one way on, until there is no more room.

    Its arguments are the ends of the ways (degrees, longitudes of any turn; what is no number leads nowhere), the first
    way to look at, the members of `cells.Tree` and of `Outlines`, room for `rows` and `regions`, in `seen` for each
    region the last way that named it, and `counts` of answers and of ways looked at, which are moved on.

    Returns:
        The way to go on with: their number when all are done.
    """
    stack, reach, box = np.empty((_STACK, 4), np.int64), np.empty(4, np.int64), np.empty(4)
    for row in range(begin, lat1.shape[0]):
        if not _measure(lat1[row], lon1[row], lat2[row], lon2[row], box, reach):
            continue
        value, shift = _common(root, frame, nodes, reach)
        if value == 0 and shift < _FINEST:
            continue
        if value < 0 and not value & 1:  # larger than a cell of the table, it may be
            shift = leaves[-value >> 1]
        i, j, top = reach[0] >> shift, reach[2] >> shift, 1
        if value < 0:
            stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = value, i, j, shift
        else:
            top = _push(value, i, j, shift - _BITS, reach, nodes, stack, 0)
        counts[1] += 1
        before = counts[0]
        if not _walk(
            top, reach, box, nodes, leaves, region, disc, disc_rows, edges, stack, row, rows, regions, seen, counts
        ):
            counts[0] = before
            return row
    return lat1.shape[0]


@compiled
def _common(root: Int32s, frame: Int64s, nodes: Int32s, reach: Int64s) -> tuple[int, int]:
    """The number of the smallest cell that the whole reach lies in, and by how many bits it is coarser than the finest.

    For the whole square that is 0 and `_FINEST`; a leaf larger than the table's cells is given with the shift of these.
    """
    value, shift = 0, _FINEST
    x, y = reach[0] >> frame[0], reach[2] >> frame[0]
    if x == reach[1] >> frame[0] and y == reach[3] >> frame[0]:
        shift, x, y = frame[0], x - frame[1], y - frame[2]
        value = int(root[y * frame[3] + x]) if 0 <= x < frame[3] and 0 <= y < frame[4] else 0
    while value > 0 or shift == _FINEST:
        finer = shift - _BITS
        if reach[0] >> finer != reach[1] >> finer or reach[2] >> finer != reach[3] >> finer:
            break
        value = cells.child_number(nodes, value, reach[0], reach[2], finer)
        shift = finer
    return value, shift


@compiled
def _measure(lat1: float, lon1: float, lat2: float, lon2: float, box: Floats, reach: Int64s) -> bool:
    """Writes the box about the shortest way (south, west, north, east) and its reach in cells; false where none is.

    A geodesic bulges poleward of its ends, by less than half of its extent in longitude.
    """
    lon1, lon2 = cells.wrapped(lon1), cells.wrapped(lon2)
    west, east = min(lon1, lon2), max(lon1, lon2)
    if east - west > _HALF_TURN:  # round the back
        west, east = -_HALF_TURN, _HALF_TURN
    bulge = (east - west) / 2
    south, north = max(min(lat1, lat2) - bulge, -_POLE), min(max(lat1, lat2) + bulge, _POLE)
    box[0], box[1], box[2], box[3] = south, west, north, east
    if not (west <= east and south <= north):
        return False
    reach[0], reach[1] = cells.place_x(west), cells.place_x(east)
    reach[2], reach[3] = cells.place_y(south), cells.place_y(north)
    return True


@compiled
def _walk(
    top: int,
    reach: Int64s,
    box: Floats,
    nodes: Int32s,
    leaves: Int32s,
    region: Int32s,
    disc: Int32s,
    disc_rows: Floats,
    edges: Floats,
    stack: Int64s,
    row: int,
    rows: Int64s,
    regions: Int32s,
    seen: Int64s,
    counts: Int64s,
) -> bool:
    """Goes through the leaves under the cells on the stack, as far as the box reaches; false if room runs out."""
    there_is_room = True
    while top > 0 and there_is_room:
        top -= 1
        value, i, j, shift = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        if value > 0:
            top = _push(value, i, j, shift - _BITS, reach, nodes, stack, top)
        elif value & 1:
            there_is_room = _note(int(region[(-value - 1) >> 1]), row, rows, regions, seen, counts)
        else:
            at = -value >> 1
            held_end = at + 3 + leaves[at + 1]
            for place in range(at + 3, held_end):
                there_is_room &= _note(int(region[leaves[place]]), row, rows, regions, seen, counts)
            for place in range(held_end, held_end + 2 * leaves[at + 2], 2):
                shape, part = int(leaves[place]), int(leaves[place + 1])
                if part >= 0:
                    touches = _touches(edges, leaves, part, box, i, j, shift)
                else:
                    touches = disc[shape] < 0 or _overlaps(disc_rows, int(disc[shape]), box)
                if touches:
                    there_is_room &= _note(int(region[shape]), row, rows, regions, seen, counts)
    return there_is_room


@compiled
def _overlaps(disc_rows: Floats, disc: int, box: Floats) -> bool:
    """Whether a box overlaps the box about a circle, in any turn."""
    south, west, north, east = box
    lat, lon, high, wide = disc_rows[disc, 0], disc_rows[disc, 1], disc_rows[disc, 2], disc_rows[disc, 3]
    if south > lat + high or north < lat - high:
        return False
    apart = abs((west + east) / 2 - lon)
    apart = min(apart, abs(360.0 - apart))
    return apart <= wide + (east - west) / 2


@compiled
def _touches(edges: Floats, leaves: Int32s, part: int, box: Floats, i: int, j: int, shift: int) -> bool:
    """Whether an edge of the polygon comes near the part of the box that lies in the leaf, or the part lies inside."""
    size = 360.0 / (1 << (_FINEST - shift))
    south, north = max(box[0], j * size - 90.0), min(box[2], (j + 1) * size - 90.0)
    west, east = max(box[1], i * size - 180.0), min(box[3], (i + 1) * size - 180.0)
    first = part + 2
    last = first + leaves[part + 1]
    for place in range(first, last):
        edge = leaves[place]
        low, high = min(edges[edge, 1], edges[edge, 3]), max(edges[edge, 1], edges[edge, 3])
        across = edges[edge, 0] <= east + _SLACK_DEG and edges[edge, 2] >= west - _SLACK_DEG
        if across and low <= north + _SLACK_DEG and high >= south - _SLACK_DEG:
            return True
    own_x, own_y = cells.own_point(i, j, shift)
    return planar.inside(edges, leaves, first, last, leaves[part], (west + east) / 2, (south + north) / 2, own_x, own_y)


@compiled
def _push(node: int, i: int, j: int, shift: int, reach: Int64s, nodes: Int32s, stack: Int64s, top: int) -> int:
    """Puts the children that the box reaches into on the stack; its new height."""
    for slot in range(_FAN):
        x, y = (i << _BITS) | (slot & _LOW), (j << _BITS) | (slot >> _BITS)
        child = nodes[node * _FAN + slot]
        across = reach[0] >> shift <= x <= reach[1] >> shift
        if child and across and reach[2] >> shift <= y <= reach[3] >> shift:
            stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = child, x, y, shift
            top += 1
    return top


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
