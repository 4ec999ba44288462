"""Where the time of a look-up goes, for the workloads named: counts of leaves by kind, and nanoseconds a place.

`still` asks for one empty place again and again: the loop alone. `empty` asks for the places of the workload that lie
in empty leaves: the loop and the way down the tree. What is left of `all` is spent on places in leaves that something
holds or cuts. `memory` is a gather at random from a table as large as the tree, the least that a look-up of a place
anywhere has to wait. Processor time, the least of seven passes over a million places. `make bench-zones` runs it for
the Swiss geozones, which are not as many times as fast as the best peer as we mean to be.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

import numpy as np
from zone_workloads import RECIPES

from standoff.kernels import cell_find
from standoff.kernels.cell_index import CellIndex
from standoff.kernels.jit import compiled
from standoff.zones.catalogue import Catalogue
from standoff.zones.index import shapes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.arrays import Floats, Int32s, Int64s

PLACES: Final = 1_000_000
PASSES: Final = 7
NOWHERE: Final = (-89.5, 0.0)
"""No zone of any workload lies here."""


def main() -> None:
    """Prints a block for each workload."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help=f"of {', '.join(RECIPES)}")
    for name in parser.parse_args().names:
        if RECIPES[name].absent:
            print(f"left out: {name} needs {', '.join(RECIPES[name].absent)} (STANDOFF_DATA says where)")
        else:
            _profile(name)


def _profile(name: str) -> None:
    work = RECIPES[name].make()
    index = CellIndex.of(shapes_of([region.surface for region in Catalogue(work.zones).regions]))
    lat, lon = (np.ascontiguousarray(column[:PLACES]) for column in (work.lat, work.lon))
    values = np.empty(len(lat), np.int64)
    kinds = np.zeros(6, np.int64)
    tree = index.tree
    _count(lat, lon, tree.root, tree.frame, tree.nodes, tree.leaves, values, kinds)
    empty, one, held, cut, shapes, edges = kinds.tolist()
    share = 100 / len(lat)
    print(
        f"{name}: {empty * share:.0f} % of places in empty leaves, {one * share:.0f} % in leaves that one zone holds,"
    )
    print(f"  {held * share:.0f} % that several hold, {cut * share:.0f} % that are cut,", end=" ")
    print(f"by {shapes / max(cut, 1):.1f} zones and {edges / max(cut, 1):.1f} edges each")
    nothing = values == 0
    still = _ns(index, np.full(len(lat), NOWHERE[0]), np.full(len(lat), NOWHERE[1]))
    passing, every = _ns(index, lat[nothing], lon[nothing]), _ns(index, lat, lon)
    rest = (every * len(lat) - passing * nothing.sum()) / max((~nothing).sum(), 1)
    print(
        f"  ns a place: still {still:.1f}, empty {passing:.1f}, all {every:.1f}: {rest:.0f} where something is;",
        end=" ",
    )
    print(f"memory {_memory_ns(index.bytes):.1f} ({index.bytes / 1e6:.0f} MB)")


def _ns(index: CellIndex, lat: Floats, lon: Floats) -> float:
    return _least_s(lambda: index.find(lat, lon)) / len(lat) * 1e9


def _least_s(work: Callable[[], object]) -> float:
    spent: list[float] = []
    for _ in range(PASSES):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def _memory_ns(size: int) -> float:
    table = np.arange(size // 4, dtype=np.int32)
    place = np.random.default_rng(0).integers(0, len(table), PLACES)
    return _least_s(lambda: table[place]) / PLACES * 1e9


@compiled
def _count(
    lat: Floats,
    lon: Floats,
    root: Int32s,
    frame: Int64s,
    nodes: Int32s,
    leaves: Int32s,
    values: Int64s,
    kinds: Int64s,
) -> None:
    """Writes the leaf of each place, and counts leaves (empty, one, held, cut), shapes that cut, and their edges."""
    rows, found = np.empty(len(lat) + 1, np.int64), np.empty(len(lat) + 1, np.int64)
    count = cell_find.leaves_of(lat, lon, 0, len(lat), root, frame, nodes, rows, found)
    values[:] = 0
    kinds[0] = len(lat) - count
    for row, value in zip(rows[:count], found[:count]):  # noqa: B905 - numba knows no strict
        values[row] = value
        at = -value >> 1
        if value & 1:
            kinds[1] += 1
        elif leaves[at + 2] == 0:
            kinds[2] += 1
        else:
            kinds[3] += 1
            kinds[4] += leaves[at + 2]
            first = at + 3 + leaves[at + 1]
            for place in range(first, first + 2 * leaves[at + 2], 2):
                if leaves[place + 1] >= 0:
                    kinds[5] += leaves[leaves[place + 1] + 1]


if __name__ == "__main__":
    main()
