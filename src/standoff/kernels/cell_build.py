"""The tree of `cells` over shapes, built level by level: every step is a relation between cells and shapes.

A cell that too much cuts is split. What held it holds its children; what cut it is looked at again for each child: a
circle by the distance of the child's middle, a polygon by the edges that touch the child (where none does, parity at
the child's own point says whether it is held), any other shape by its depth at the child's middle, which changes by no
more than a metre a metre.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cell_sides, cell_split, cells, geodesy, planar
from standoff.kernels.cell_split import CUT, HELD
from standoff.kernels.cells import Tree
from standoff.kernels.relations import Cuts, Pairs

if TYPE_CHECKING:
    from standoff.kernels.shapes import Shapes, Tuning
    from standoff.model.arrays import Bools, Int32s, Int64s

_FAR_DEG: Final = -1000.0
_POLE: Final = 90.0
_CUT_AGAIN: Final = 6
"""How many of a cell's 16 children a boundary through it cuts, or nearly so."""
_ROWS: Final = 1_000_000
_ROWS_EACH: Final = 64
"""Rows (cell, shape) that a level may have, and as many more for each shape."""
_NOWHERE: Final = (0, 0, -1, -1)
_NO_ROOM: Final = np.empty(0, np.int32)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """The cells of a level, by number, and which shapes hold or cut them."""

    depth: int
    x: Int64s
    y: Int64s
    held: Pairs
    plain: Pairs
    polygons: Cuts

    @property
    def shift(self) -> int:
        """By how many bits its cells are coarser than the finest."""
        return cells.FINEST - cells.BITS * self.depth


def build(shapes: Shapes, tuning: Tuning) -> Tree:
    """The tree over some shapes."""
    level = _split(shapes, _world(shapes), np.zeros(1, np.int64))
    blocks: list[Int32s] = []
    leaves = [np.zeros(1, np.int32)]  # no record lies at place 0, which would read as nothing
    nodes, depth = 1, 0
    reach = _NOWHERE
    while len(level.x):
        splits = _wants_split(shapes, level, tuning)
        block, records = _settled(shapes, level, splits, sum(map(len, leaves)))
        parents = np.flatnonzero(splits)
        depth, reach = level.depth, _reached(level, block < 0, reach)
        block[parents] = nodes + np.arange(len(parents))
        nodes += len(parents)
        blocks.append(block)
        leaves.append(records)
        level = _split(shapes, level, parents)
    tree = np.concatenate(blocks)
    return Tree(*cells.table(tree, reach, depth, tuning.table_cells), tree, np.concatenate(leaves))


def _reached(level: _Level, leaf: Bools, reach: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Least and greatest places (x, y) of what was reached before and of some cells of a level."""
    if not leaf.any():
        return reach
    least = [int(axis[leaf].min()) << level.shift for axis in (level.x, level.y)]
    greatest = [((int(axis[leaf].max()) + 1) << level.shift) - 1 for axis in (level.x, level.y)]
    west, south, east, north = (*least, *greatest) if reach == _NOWHERE else reach
    return min(west, least[0]), min(south, least[1]), max(east, greatest[0]), max(north, greatest[1])


def _world(shapes: Shapes) -> _Level:
    """The whole square, cut by every shape."""
    x = y = np.zeros(1, np.int64)
    counts = np.diff(shapes.first_edge)
    polygons, plain = np.flatnonzero(counts > 0), np.flatnonzero(counts == 0)
    chosen = np.arange(len(shapes.edges), dtype=np.int32)
    own_x, own_y = cells.own_points(x, y, 0)
    crossed = [
        planar.crossings(shapes.edges, chosen, int(a), int(b), _FAR_DEG, _FAR_DEG, float(own_x[0]), float(own_y[0])) & 1
        for a, b in zip(shapes.first_edge[polygons], shapes.first_edge[polygons + 1], strict=True)
    ]
    first = np.append(shapes.first_edge[polygons], len(shapes.edges))
    cut = Cuts(Pairs.of(np.zeros(len(polygons)), polygons), np.array(crossed, np.int32), first, chosen)
    return _Level(0, x, y, Pairs.of([], []), Pairs.of(np.zeros(len(plain)), plain), cut)


def _wants_split(shapes: Shapes, level: _Level, tuning: Tuning) -> Bools:
    cost = np.bincount(level.polygons.pairs.cell, level.polygons.counts() / tuning.most_edges, len(level.x))
    if level.depth < tuning.shallowest:
        cost = np.where(cost > 0, np.inf, 0.0)
    each = np.where(shapes.disc[level.plain.shape] >= 0, 1 / tuning.most_discs, 2.0 * (level.depth < tuning.open_depth))
    cost = cost + np.bincount(level.plain.cell, each, len(level.x))
    wants = (cost > 1) & (level.depth < max(tuning.deepest, tuning.shallowest))
    return wants & (np.isinf(cost) | _affordable(level, wants, _ROWS + _ROWS_EACH * len(shapes.region)))


def _affordable(level: _Level, wants: Bools, rows: int) -> Bools:
    """Which cells may be split so that the next level has not many more rows: those with few of them first.

    Where thousands of shapes share a boundary splitting does not part them, and would only multiply them.
    """
    cut = level.plain.per_cell(len(level.x)) + level.polygons.pairs.per_cell(len(level.x))
    next_rows = np.where(wants, cells.FAN * level.held.per_cell(len(level.x)) + _CUT_AGAIN * cut, 0)
    order = np.argsort(next_rows, kind="stable")
    affordable = np.empty(len(order), np.bool_)
    affordable[order] = np.cumsum(next_rows[order]) <= rows
    return affordable


def _settled(shapes: Shapes, level: _Level, splits: Bools, used: int) -> tuple[Int32s, Int32s]:
    """The numbers of the cells that are not split, and the records that these numbers point to, from `used` on."""
    block = np.zeros(len(level.x), np.int32)
    held, plain = level.held.where(~splits[level.held.cell]).sorted(), level.plain.where(~splits[level.plain.cell])
    held = held.where(_named_once(held.cell, shapes.region[held.shape]))
    polygons = level.polygons.where(~splits[level.polygons.pairs.cell])
    n_held, n_plain = held.per_cell(len(block)), plain.per_cell(len(block))
    n_polygons = polygons.pairs.per_cell(len(block))
    alone = (n_held == 1) & (n_plain + n_polygons == 0)
    block[alone] = -2 * held.shape[alone[held.cell]] - 1
    record = ((n_held > 0) | (n_plain + n_polygons > 0)) & ~alone
    held = held.where(record[held.cell])
    size = 3 + n_held + 2 * (n_plain + 2 * n_polygons)
    edges = polygons.counts()
    size += np.bincount(polygons.pairs.cell, edges + cell_sides.room(edges), len(block)).astype(np.int64)
    which = np.flatnonzero(record)
    place = np.cumsum(size[which]) - size[which]
    block[which] = -2 * (used + place)
    leaves = np.zeros(int(size[which].sum()), np.int32)
    ends = np.append(which, len(block))
    cell_split.write_leaves(
        place, used, level.x[which], level.y[which], level.shift, shapes.edges,
        held.firsts(len(block))[ends], plain.firsts(len(block))[ends],
        polygons.pairs.firsts(len(block))[ends], held.shape, plain.shape, polygons.pairs.shape,
        polygons.parity, polygons.first, polygons.chosen, leaves, leaves.view(np.float32),
    )  # fmt: skip
    return block, leaves


def _named_once(cell: Int64s, region: Int32s) -> Bools:
    """Drops what holds a cell a second time: a polygon wider than the earth overlaps its own copy."""
    return np.append(True, (cell[1:] != cell[:-1]) | (region[1:] != region[:-1]))[: len(cell)]


def _split(shapes: Shapes, level: _Level, parents: Int64s) -> _Level:
    """The children of some cells of a level; each parent's children follow one another."""
    rank = np.full(len(level.x), -1, np.int64)
    rank[parents] = np.arange(len(parents))
    x, y = cells.children(level.x[parents], level.y[parents])
    child = _Level(level.depth + 1, x, y, Pairs.of([], []), Pairs.of([], []), level.polygons)
    held = [level.held.handed_down(rank)]
    sides, plain = _plain_sides(shapes, child, level.plain.handed_down(rank))
    held.append(plain.where(sides == HELD))
    polygons, whole = _polygon_sides(
        shapes, level, child, level.polygons.where(rank[level.polygons.pairs.cell] >= 0), rank
    )
    held.append(whole)
    return dataclasses.replace(
        child, held=Pairs.joined(held), plain=plain.where(sides == CUT).sorted(), polygons=polygons
    )


def _plain_sides(shapes: Shapes, level: _Level, rows: Pairs) -> tuple[Int32s, Pairs]:
    """What each circle and each other shape does to each cell that it may touch."""
    if not len(rows.cell):
        return np.empty(0, np.int32), rows
    size = cells.size_deg(level.depth)
    west, south = cells.corners(level.x, level.y, level.depth)
    rows = rows.where(south[rows.cell] < _POLE)
    lat = np.minimum(south + size / 2, _POLE)
    reach_m = cell_split.reach_m(south, size)
    sides = np.zeros(len(rows.cell), np.int32)
    disc = shapes.disc[rows.shape]
    round_ = np.flatnonzero(disc >= 0)
    found = np.zeros(len(round_), np.int32)
    cell_split.disc_sides(
        geodesy.to_cartesian(lat, west + size / 2),
        reach_m,
        geodesy.to_cartesian(shapes.lat, shapes.lon),
        shapes.radius_m,
        rows.cell[round_],
        disc[round_],
        found,
    )
    sides[round_] = found
    for shape in np.unique(rows.shape[disc < 0]).tolist():
        own = np.flatnonzero(rows.shape == shape)
        cell = rows.cell[own]
        depth_m = shapes.depths(shape, lat[cell], west[cell] + size / 2)
        sides[own] = np.where(depth_m > reach_m[cell], HELD, np.where(depth_m < -reach_m[cell], 0, CUT))
    return sides, rows


def _polygon_sides(shapes: Shapes, level: _Level, child: _Level, cuts: Cuts, rank: Int64s) -> tuple[Cuts, Pairs]:
    """Which polygons cut which children, with their edges, and which hold a child."""
    parent = cuts.pairs.cell
    size = cells.size_deg(child.depth)
    corner = np.stack(cells.corners(level.x[parent], level.y[parent], level.depth), axis=1)
    cursor = np.zeros(len(parent) * cells.FAN, np.int64)
    cell_split.spread(shapes.edges, cuts.chosen, cuts.first, corner, size, cursor, _NO_ROOM)
    first = np.append(0, np.cumsum(cursor))
    chosen = np.empty(int(first[-1]), np.int32)
    cell_split.spread(shapes.edges, cuts.chosen, cuts.first, corner, size, first[:-1].copy(), chosen)
    cell = (rank[parent][:, None] * cells.FAN + np.arange(cells.FAN)).reshape(-1)
    parity = np.zeros(len(cell), np.int32)
    own = np.stack(cells.own_points(level.x[parent], level.y[parent], level.depth), axis=1)
    child_own = np.stack(cells.own_points(child.x[cell], child.y[cell], child.depth), axis=1)
    cell_split.child_parities(shapes.edges, cuts.chosen, cuts.first, own, cuts.parity, child_own, parity)
    rows = Pairs(cell, np.repeat(cuts.pairs.shape, cells.FAN))
    on_earth = cells.corners(child.x[cell], child.y[cell], child.depth)[1] < _POLE
    whole = rows.where((cursor == 0) & (parity == 1) & on_earth)
    return Cuts(rows, parity, first, chosen).where((cursor > 0) & on_earth).sorted(), whole
