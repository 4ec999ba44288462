"""Places to the shapes that cover them, through the tree of `cells`.

`find` takes places (degrees, longitudes of any turn; what is no number lies nowhere) and where among them to begin; the
members of `cells.Tree` and of `Outlines`; and room: `rows` and `regions` for pairs that hold, `still_open` with rows
(row, region) for pairs that an exact look has to settle, and `counts` of both, which are moved on.

Theory of operation. Places go in blocks through three steps: the table (for all of them, without a branch, so that the
processor waits for many of them at once), down the tree (for those of whom the table has a node), the leaf (for those
where something is). Between the steps those with nothing are dropped. A processor that had to guess for each place by
itself what comes next would guess wrong at about every place where something is, and start anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from standoff.kernels import cell_sides, cells, discs, planar
from standoff.kernels.jit import compiled, nth

if TYPE_CHECKING:
    from standoff.model.arrays import Float32s, Floats, Int32s, Int64s

BLOCK: Final = 1024
"""So many places go through each step together."""
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
def find(
    lat: Floats,
    lon: Floats,
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
    still_open: Int64s,
    counts: Int64s,
) -> int:
    """Writes pairs until all places are done, or up to a place that there is no more room for, which it returns."""
    most, halves = min(BLOCK, lat.shape[0] - begin) + 1, leaves.view(np.float32)
    waiting, values = np.empty(most, np.int64), np.empty(most, np.int64)  # rows of one array were slower
    for first in range(begin, lat.shape[0], BLOCK):
        last = min(first + BLOCK, lat.shape[0])
        count = leaves_of(lat, lon, first, last, root, frame, nodes, waiting, values)
        done = _answered(
            lat, lon, count, waiting, values, leaves, halves,
            region, disc, disc_rows, edges, rows, regions, still_open, counts,
        )  # fmt: skip
        if done < count:
            return int(waiting[done])
    return lat.shape[0]


@compiled
def leaves_of(
    lat: Floats, lon: Floats, first: int, last: int, root: Int32s, frame: Int64s, nodes: Int32s, waiting: Int64s,
    values: Int64s,
) -> int:  # fmt: skip
    """Writes which places from `first` to before `last` lie where something is, and the numbers of their leaves.

    `waiting` and `values` have room for one more than there are places.

    Returns:
        How many were written.
    """
    count = _in_table(lat, lon, first, last, root, frame, waiting, values)
    return _below_table(lat, lon, count, frame[0], nodes, waiting, values)


@compiled
def _in_table(
    lat: Floats, lon: Floats, first: int, last: int, root: Int32s, frame: Int64s, waiting: Int64s, values: Int64s
) -> int:
    """What the table has of each place, where it is not nothing; how many these are. Nothing here is guessed."""
    shift, west, south, width, height = frame[0], frame[1], frame[2], frame[3], frame[4]
    count = 0
    for row in range(first, last):
        y_deg, x_deg = lat[row], cells.wrapped(lon[row])
        on_earth = (y_deg >= -_POLE) & (y_deg <= _POLE) & (abs(x_deg) <= _HALF_TURN)  # and no NaN
        x = (cells.place_x(x_deg if on_earth else 0.0) >> shift) - west
        y = (cells.place_y(y_deg if on_earth else 0.0) >> shift) - south
        there = on_earth & (x >= 0) & (x < width) & (y >= 0) & (y < height)
        values[count] = root[nth(y * width + x if there else width * height)]
        waiting[count] = row
        count += values[count] != 0
    return count


@compiled
def _below_table(
    lat: Floats, lon: Floats, count: int, coarsest: int, nodes: Int32s, waiting: Int64s, values: Int64s
) -> int:
    """Goes down from nodes to leaves, and drops the places in whose leaf there is nothing; how many are left."""
    left, leaf, shift, cell_x, cell_y = 0, 0, 0, -1, -1
    for place in range(count):
        row, value = nth(waiting[place]), int(values[place])
        if value > 0:
            x, y = cells.place_x(cells.wrapped(lon[row])), cells.place_y(lat[row])
            if (x >> shift) != cell_x or (y >> shift) != cell_y:  # along tracks it is mostly as before
                leaf, shift = value, coarsest
                while leaf > 0:
                    shift -= cells.BITS
                    leaf = cells.child_number(nodes, leaf, x, y, shift)
                cell_x, cell_y = x >> shift, y >> shift
            value = leaf
        waiting[left], values[left] = row, value
        left += value != 0
    return left


@compiled
def _answered(  # noqa: C901, PLR0912 - one loop: every call in it that takes many arrays costs as much as the rest
    lat: Floats, lon: Floats, count: int, waiting: Int64s, values: Int64s, leaves: Int32s, halves: Float32s,
    region: Int32s, disc: Int32s, disc_rows: Floats, edges: Floats, rows: Int64s, regions: Int32s, still_open: Int64s,
    counts: Int64s,
) -> int:  # fmt: skip
    """Writes the pairs of the first so many of `waiting` that there is room for; how many these are."""
    found, opened = counts[0], counts[1]
    for done in range(count):
        row, value = nth(waiting[done]), int(values[done])
        at = -value >> 1
        held, cut = (1, 0) if value & 1 else (leaves[nth(at + 1)], leaves[nth(at + 2)])
        if found + held + cut > rows.shape[0] or opened + cut > still_open.shape[0]:
            counts[0], counts[1] = found, opened
            return done
        if value & 1:  # one shape covers the leaf
            rows[nth(found)], regions[nth(found)] = row, region[nth((-value - 1) >> 1)]
            found += 1
            continue
        first, place = found, at + 3
        while place < at + 3 + held:
            rows[nth(found)], regions[nth(found)] = row, region[nth(leaves[nth(place)])]
            place, found = place + 1, found + 1
        if cut == 0:
            continue
        end, y_deg, x_deg = place + 2 * cut, lat[row], cells.wrapped(lon[row])
        while place < end and leaves[nth(place + 1)] < 0:  # what is no polygon comes first
            shape, side = nth(leaves[nth(place)]), _UNSURE
            if disc[shape] >= 0:
                side = discs.side(disc_rows, int(disc[shape]), y_deg, x_deg)
            if side == _UNSURE:
                still_open[nth(opened), 0], still_open[nth(opened), 1] = row, region[shape]
                opened += 1
            rows[nth(found)], regions[nth(found)] = row, region[shape]
            place, found = place + 2, found + (side == _IN)
        while place < end:
            shift, part, side = int(leaves[nth(at)]), int(leaves[nth(place + 1)]), _UNSURE
            x, y = cells.place_x(x_deg) >> shift, cells.place_y(y_deg) >> shift
            edge, last = part + 2, part + 2 + int(leaves[nth(part + 1)])
            if last <= edge + cell_sides.MOST:  # as `cell_sides` has it
                u, v = cells.share_x(x_deg, x, shift), cells.share_y(y_deg, y, shift)
                piece, least, half = 0, np.inf, part - 1 - 3 * (last - edge)
                while half < part - 1:
                    a, b, c = float(halves[nth(half)]), float(halves[nth(half + 1)]), float(halves[nth(half + 2)])
                    off = a * u + b * v + c
                    least, piece, half = min(least, abs(off)), 2 * piece + (off > 0), half + 3
                said = leaves[nth(part - 1)] >> piece
                if least > cell_sides.band(shift) and (said >> cell_sides.PIECES) & 1:
                    side = said & 1
            if side == _UNSURE:
                own_x, own_y = cells.own_point(x, y, shift)
                side = int(planar.inside(edges, leaves, edge, last, leaves[nth(part)], x_deg, y_deg, own_x, own_y))
            rows[nth(found)], regions[nth(found)] = row, region[nth(leaves[nth(place)])]
            place, found = place + 2, found + (side == _IN)
        if found > first + 1:
            found = _tidied(regions, first, found)
    counts[0], counts[1] = found, opened
    return count


@compiled
def _tidied(regions: Int32s, first: int, last: int) -> int:
    """Sorts the regions of one place and drops what is named twice (a seam has two sides); where they end."""
    end = first
    for place in range(first, last):
        value = regions[nth(place)]
        before = end - 1
        while before >= first and regions[nth(before)] > value:
            before -= 1
        if before >= first and regions[nth(before)] == value:
            continue
        for moved in range(end, before + 1, -1):
            regions[nth(moved)] = regions[nth(moved - 1)]
        regions[nth(before + 1)] = value
        end += 1
    return end
