"""Cells: a tree of squares in longitude and latitude, and how a place finds the leaf that it lies in.

Theory of operation. The square from [-180, -90] to [180, 270] degrees is cut into 4 x 4 squares, each of these again,
and so on, but only where more shapes meet than a leaf may hold. A leaf lists the shapes that cover all of it (*true
hits*) and those whose boundary may run through it, with the edges that do (Kipf et al., "Adaptive Main-Memory Indexing
for High-Performance Point-Polygon Joins", EDBT 2020). The cells of one level over the box outside which nothing is are
one table (`root`), as fine as its room allows, so that most places are found in one or two steps; a node is 16
numbers, one line of a processor's cache.

A number in `root` and `nodes` is 0 (nothing is here), a node (positive), or a leaf (negative): `-2 s - 1` is the single
shape `s`, which covers the leaf, and `-2 p` a record at place `p` of `leaves`:

    shift, held, cut, shapes held ..., then for each shape cut: its number, and where its edges are in `leaves`, or -1

and there: parity at the cell's own point, how many edges, their numbers. `shift` is by how many bits the leaf's cell is
coarser than the finest. Before edges, where they are few, lie their half-planes (`cell_sides`).

Places are counted in 2^-30 of a turn (4 cm); boxes of cells are taken `SLACK_DEG` too large, far more than rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from standoff.kernels.jit import compiled, nth

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

FINEST: Final = 30
"""Bits of a place along one axis."""
BITS: Final = 2
"""Bits that a level takes."""
FAN: Final = 1 << (2 * BITS)
"""Children of a node."""
SLACK_DEG: Final = 1e-9
_LOW: Final = (1 << BITS) - 1
_MOST_DEG: Final = 1e6
_SCALE: Final = (1 << FINEST) / 360.0
_LAST: Final = (1 << FINEST) - 1
_LAST_NORTH: Final = (1 << (FINEST - 1)) - 1
_OWN_X: Final = 0.512345678901234567
_OWN_Y: Final = 0.487654321098765432
"""Where in a cell its own point lies: at no share that a vertex of a map is likely to have."""


class Tree(NamedTuple):
    """The numbers of a tree, as compiled code takes them.

    Attributes:
        root: the table, rows of y, then x, and a 0 at its end for all that lies beside it.
        frame: of the table: by how many bits its cells are coarser than the finest, the cell in its west and that in
            its south, how many it has along x and along y.
        nodes: 16 numbers a node; node 0 is the whole square.
        leaves: records.
    """

    root: Int32s
    frame: Int64s
    nodes: Int32s
    leaves: Int32s


@compiled
def wrapped(lon: float) -> float:
    """A longitude brought into [-180, 180]; one that is no number, or many turns away, stays as it is."""
    if -180.0 <= lon < 180.0 or not abs(lon) < _MOST_DEG:  # noqa: PLR2004 - half a turn
        return lon
    return (lon + 180.0) % 360.0 - 180.0


@compiled
def place_x(lon: float) -> int:
    """A longitude in [-180, 180) as a whole number of the finest cells."""
    return min(max(int((lon + 180.0) * _SCALE), 0), _LAST)


@compiled
def place_y(lat: float) -> int:
    """A latitude as a whole number of the finest cells; the pole belongs to the cells south of it."""
    return min(max(int((lat + 90.0) * _SCALE), 0), _LAST_NORTH)


def size_deg(level: int) -> float:
    """The side of a cell of a level, degrees."""
    return 360.0 / (1 << (BITS * level))


def corners(x: Int64s, y: Int64s, level: int) -> tuple[Floats, Floats]:
    """West and south of cells, degrees."""
    size = size_deg(level)
    return np.asarray(x * size - 180.0, np.float64), np.asarray(y * size - 90.0, np.float64)


@compiled
def share_x(lon: float, x: int, shift: int) -> float:
    """How far east of the west of its cell a longitude lies, in finest cells, to 2^-22 of one."""
    return (lon + 180.0) * _SCALE - (x << shift)


@compiled
def share_y(lat: float, y: int, shift: int) -> float:
    """How far north of the south of its cell a latitude lies, likewise."""
    return (lat + 90.0) * _SCALE - (y << shift)


def own_points(x: Int64s, y: Int64s, level: int) -> tuple[Floats, Floats]:
    """Longitude and latitude of each cell's own point, for which parity is kept."""
    west, south = corners(x, y, level)
    return west + size_deg(level) * _OWN_X, south + size_deg(level) * _OWN_Y


@compiled
def own_point(x: int, y: int, shift: int) -> tuple[float, float]:
    """The own point of one cell, of the size of 2^shift of the finest; as `own_points` gives it."""
    size = 360.0 / (1 << (FINEST - shift))
    return x * size - 180.0 + size * _OWN_X, y * size - 90.0 + size * _OWN_Y


def children(x: Int64s, y: Int64s) -> tuple[Int64s, Int64s]:
    """The children of each cell, in the order of their slots: shape (16 n,)."""
    slot = np.arange(FAN)
    child_x = (x[:, None] << BITS) | (slot & _LOW)
    child_y = (y[:, None] << BITS) | (slot >> BITS)
    return child_x.reshape(-1), child_y.reshape(-1)


@compiled
def child_number(nodes: Int32s, node: int, x: int, y: int, shift: int) -> int:
    """The number of the child of a node that a place lies in; `shift` is that of the child's cell."""
    return int(nodes[nth(node * FAN + (((y >> shift) & _LOW) << BITS) + ((x >> shift) & _LOW))])


def table(nodes: Int32s, reach: tuple[int, int, int, int], depth: int, most: int) -> tuple[Int32s, Int64s]:
    """The table of a tree of nodes, and its frame.

    Args:
        nodes: the tree.
        reach: least x and y, greatest x and y, of all places of leaves where something is.
        depth: levels that the tree has; the table is no finer.
        most: how many cells the table may have, but that it has those of the first level.
    """
    west, south, east, north = reach
    shift = FINEST - BITS
    for finer in range(shift - BITS, FINEST - BITS * depth - 1, -BITS):
        if ((east >> finer) - (west >> finer) + 1) * ((north >> finer) - (south >> finer) + 1) <= most:
            shift = finer
    y, x = np.mgrid[south >> shift : (north >> shift) + 1, west >> shift : (east >> shift) + 1]
    value = np.zeros(x.shape, np.int64)
    at = np.ones(x.shape, np.bool_)
    for down in range(FINEST - BITS - shift, -1, -BITS):
        slot = (((y >> down) & _LOW) << BITS) + ((x >> down) & _LOW)
        value = np.where(at, nodes[np.where(at, value, 0) * FAN + slot], value)
        at = value > 0
    frame = np.array([shift, west >> shift, south >> shift, x.shape[1], x.shape[0]], np.int64)
    return np.append(value.reshape(-1), 0).astype(np.int32), frame
