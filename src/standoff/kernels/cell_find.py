"""Places to the shapes that cover them, through the tree of `cells`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.kernels import cells, discs, planar
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

_TURN: Final = 360.0
_HALF_TURN: Final = 180.0
_POLE: Final = 90.0
_MOST_DEG: Final = 1e6
_UNSURE: Final = discs.UNSURE
_IN: Final = discs.IN


class Outlines(NamedTuple):
    """The shapes, as compiled code takes them.

    Attributes:
        region: of each shape.
        disc: the row of `discs` of each shape, -1 where it is no circle.
        discs: rows as `discs.flattened` gives them.
        edges: of all polygons, as `planar.sorted_edges` gives them.
    """

    region: Int32s
    disc: Int32s
    discs: Floats
    edges: Floats


@compiled
def find(  # noqa: C901, PLR0912 - one loop: every call in it that takes many arrays costs as much as the rest
    lat: Floats,
    lon: Floats,
    begin: int,
    root: Int32s,
    root_bits: int,
    nodes: Int32s,
    leaves: Int32s,
    region: Int32s,
    disc: Int32s,
    disc_rows: Floats,
    edges: Floats,
    rows: Int64s,
    regions: Int32s,
    open_rows: Int64s,
    open_regions: Int32s,
    counts: Int64s,
) -> int:
    """Writes pairs (row, region) until all places are done or there is no more room.

    Places are degrees, longitudes of any turn; what is no number lies nowhere. They are looked at from `begin` on. Then
    come the members of `Tree` and of `Outlines`, and room: `rows` and `regions` for pairs that hold, `open_rows` and
    `open_regions` for those that an exact look has to settle, and `counts` of both, which are moved on.

    Returns:
        Where to go on: the number of places when all are done.
    """
    value, shift, cell_x, cell_y = 0, cells.FINEST, -1, -1
    count, still_open = counts[0], counts[1]
    total = lat.shape[0]
    for row in range(begin, total):
        y_deg, x_deg = lat[row], lon[row]
        if not (-_POLE <= y_deg <= _POLE and abs(x_deg) < _MOST_DEG):  # and no NaN
            continue
        if not -_HALF_TURN <= x_deg < _HALF_TURN:
            x_deg = (x_deg + _HALF_TURN) % _TURN - _HALF_TURN
        x, y = cells.place_x(x_deg), cells.place_y(y_deg)
        if (x >> shift) != cell_x or (y >> shift) != cell_y:  # most often it is still the same leaf
            value, shift = cells.leaf_of(root, root_bits, nodes, x, y)
            cell_x, cell_y = x >> shift, y >> shift
        if value == 0:
            continue
        if value & 1:  # one shape covers the leaf
            if count >= rows.shape[0]:
                total = row
                break
            rows[count] = row
            regions[count] = region[(-value - 1) >> 1]
            count += 1
            continue
        at = -value >> 1
        held_end, cut = at + 2 + leaves[at], leaves[at + 1]
        if count + leaves[at] + cut > rows.shape[0] or still_open + cut > open_rows.shape[0]:
            total = row
            break
        first = count
        for place in range(at + 2, held_end):
            rows[count] = row
            regions[count] = region[leaves[place]]
            count += 1
        whole = count
        for place in range(held_end, held_end + 2 * cut, 2):
            shape, part = int(leaves[place]), int(leaves[place + 1])
            side = _UNSURE
            if part >= 0:
                own_x, own_y = cells.own_point(cell_x, cell_y, shift)
                last = part + 2 + leaves[part + 1]
                side = planar.inside(edges, leaves, part + 2, last, leaves[part], x_deg, y_deg, own_x, own_y)
            elif disc[shape] >= 0:
                side = discs.side(disc_rows, int(disc[shape]), y_deg, x_deg)
            if side == _IN:
                rows[count], regions[count] = row, region[shape]
                count += 1
            elif side == _UNSURE:
                open_rows[still_open], open_regions[still_open] = row, region[shape]
                still_open += 1
        if count > whole and count > first + 1:
            count = _tidied(regions, first, count)
    counts[0], counts[1] = count, still_open
    return total


@compiled
def _tidied(regions: Int32s, first: int, last: int) -> int:
    """Sorts the regions of one place and drops what is named twice (a seam has two sides); where they end."""
    end = first
    for place in range(first, last):
        value = regions[place]
        before = end - 1
        while before >= first and regions[before] > value:
            before -= 1
        if before >= first and regions[before] == value:
            continue
        for moved in range(end, before + 1, -1):
            regions[moved] = regions[moved - 1]
        regions[before + 1] = value
        end += 1
    return end
