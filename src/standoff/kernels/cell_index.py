"""The index: asked which regions cover places, and which an exact look has to settle."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cell_order, discs
from standoff.kernels.cell_build import build
from standoff.kernels.cell_find import Outlines, find
from standoff.kernels.cell_ways import find_near
from standoff.kernels.shapes import Shapes, Tuning

if TYPE_CHECKING:
    from standoff.kernels.cells import Tree
    from standoff.model.arrays import Floats, Int32s, Int64s

_ROOM: Final = 1024


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class CellIndex:
    """Shapes, ready to be asked. Built by `of`."""

    tree: Tree
    outlines: Outlines

    @classmethod
    def of(cls, shapes: Shapes, tuning: Tuning | None = None) -> CellIndex:
        """The index over some shapes."""
        rows = discs.flattened(shapes.lat, shapes.lon, shapes.radius_m)
        return cls(build(shapes, tuning or Tuning()), Outlines(shapes.region, shapes.disc, rows, shapes.edges))

    def find(
        self, lat: Floats, lon: Floats, *, ordered: bool = True
    ) -> tuple[tuple[Int64s, Int32s], tuple[Int64s, Int32s]]:
        """Pairs (row, region) that hold, and pairs that only an exact look can settle.

        Within a row the regions of the first come in order, and none twice.

        Args:
            lat: degrees, shape (n,).
            lon: degrees, of any turn.
            ordered: whether the rows shall come in order; large batches of scattered places are faster without.
        """
        lat, lon = np.ascontiguousarray(lat, np.float64), np.ascontiguousarray(lon, np.float64)
        circles = len(self.outlines.discs)
        if ordered or 2 * circles < len(self.outlines.region) or not cell_order.is_scattered(lat, lon):
            return self._find(lat, lon)
        order, lat, lon = cell_order.gathered(lat, lon)
        (row, region), (open_row, open_region) = self._find(lat, lon)
        return (order[row].astype(np.int64), region), (order[open_row].astype(np.int64), open_region)

    def _find(self, lat: Floats, lon: Floats) -> tuple[tuple[Int64s, Int32s], tuple[Int64s, Int32s]]:
        rows, regions = _room(len(lat) + _ROOM)
        still_open = np.empty((_ROOM, 2), np.int64)
        counts, begin = np.zeros(2, np.int64), 0
        while True:
            begin = find(
                lat, lon, begin,
                *self.tree,
                self.outlines.region, self.outlines.disc, self.outlines.discs, self.outlines.edges,
                rows, regions, still_open, counts,
            )  # fmt: skip
            if begin == len(lat):
                break
            full, open_full = counts[0] * 2 > len(rows), counts[1] * 2 > len(still_open)
            if full or not open_full:
                rows, regions = _grown(rows, regions)
            if open_full or not full:
                still_open = np.concatenate([still_open, np.empty_like(still_open)])
        sure, unsure = map(int, counts)
        return (rows[:sure], regions[:sure]), (still_open[:unsure, 0], still_open[:unsure, 1].astype(np.int32))

    def near(self, lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Int64s, Int32s]:
        """Pairs (row, region) that the shortest way between two places may touch; it surely touches no others.

        They come in the order of the rows, none twice. Degrees, shape (n,); longitudes of any turn.
        """
        seen = np.zeros(int(self.outlines.region.max(initial=0)) + 1, np.int64)
        rows, regions = _room(len(lat1) + _ROOM)
        counts, begin = np.zeros(2, np.int64), 0
        while True:
            begin = find_near(
                lat1, lon1, lat2, lon2, begin,
                self.tree.root, self.tree.frame, self.tree.nodes, self.tree.leaves, self.outlines.region,
                self.outlines.disc, self.outlines.discs, self.outlines.edges, rows, regions, seen, counts,
            )  # fmt: skip
            if begin == len(lat1):
                break
            rows, regions = _grown(rows, regions)
        return rows[: int(counts[0])], regions[: int(counts[0])]

    @property
    def bytes(self) -> int:
        """Memory of the tree and of the outlines."""
        return sum(part.nbytes for part in (self.tree.root, self.tree.nodes, self.tree.leaves, *self.outlines))


def _room(size: int) -> tuple[Int64s, Int32s]:
    return np.empty(size, np.int64), np.empty(size, np.int32)


def _grown(rows: Int64s, regions: Int32s) -> tuple[Int64s, Int32s]:
    return np.concatenate([rows, np.empty_like(rows)]), np.concatenate([regions, np.empty_like(regions)])
