"""Places to the shapes that cover them, through the tree of `cells`.

`find` takes places (degrees, longitudes of any turn; what is no number lies nowhere) and where among them to begin; the
members of `cells.Tree` and of `Outlines`; and room: `rows` and `regions` for pairs that hold, `still_open` with rows
(row, region) for pairs that an exact look has to settle, and `counts` of both, which are moved on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.kernels import cells, discs, planar
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

_HALF_TURN: Final = 180.0
_POLE: Final = 90.0
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
def find(  # noqa: C901 - one loop: every call in it that takes many arrays costs as much as the rest
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
    still_open: Int64s,
    counts: Int64s,
) -> int:
    """Writes pairs until all places are done, or up to a place that there is no more room for, which it returns."""
    value, shift, cell_x, cell_y, count, opened = 0, cells.FINEST, -1, -1, counts[0], counts[1]
    for row in range(begin, lat.shape[0]):
        y_deg, x_deg = lat[row], cells.wrapped(lon[row])
        if not (-_POLE <= y_deg <= _POLE and abs(x_deg) <= _HALF_TURN):  # and no NaN
            continue
        x, y = cells.place_x(x_deg), cells.place_y(y_deg)
        if (x >> shift) != cell_x or (y >> shift) != cell_y:  # most often it is still the same leaf
            value, shift, cell_x, cell_y = cells.leaf_of(root, root_bits, nodes, x, y)
        if value == 0:
            continue
        at = -value >> 1
        held, cut = (1, 0) if value & 1 else (leaves[at], leaves[at + 1])
        if count + held + cut > rows.shape[0] or opened + cut > still_open.shape[0]:
            counts[0], counts[1] = count, opened
            return row
        if value & 1:  # one shape covers the leaf
            rows[count], regions[count] = row, region[(-value - 1) >> 1]
            count += 1
            continue
        first = count
        for place in range(at + 2, at + 2 + held):
            rows[count], regions[count] = row, region[leaves[place]]
            count += 1
        for place in range(at + 2 + held, at + 2 + held + 2 * cut, 2):
            shape, part, side = int(leaves[place]), int(leaves[place + 1]), _UNSURE
            if part >= 0:
                own_x, own_y = cells.own_point(cell_x, cell_y, shift)
                last = part + 2 + leaves[part + 1]
                side = int(planar.inside(edges, leaves, part + 2, last, leaves[part], x_deg, y_deg, own_x, own_y))
            elif disc[shape] >= 0:
                side = discs.side(disc_rows, int(disc[shape]), y_deg, x_deg)
            still_open[opened, 0], still_open[opened, 1] = row, region[shape]
            opened += side == _UNSURE
            rows[count], regions[count] = row, region[shape]
            count += side == _IN
        if cut and count > first + 1:
            count = _tidied(regions, first, count)
    counts[0], counts[1] = count, opened
    return lat.shape[0]


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
