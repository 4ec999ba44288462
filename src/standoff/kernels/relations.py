"""Relations between cells and shapes, as columns."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels import cells
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from numpy.typing import ArrayLike

    from standoff.model.arrays import Bools, Int32s, Int64s


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Rows (cell, shape)."""

    cell: Int64s
    shape: Int32s

    @classmethod
    def of(cls, cell: ArrayLike, shape: ArrayLike) -> Self:
        """Rows from anything like arrays."""
        return cls(np.asarray(cell, np.int64), np.asarray(shape, np.int32))

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Self:
        """All rows of some relations."""
        return cls(np.concatenate([part.cell for part in parts]), np.concatenate([part.shape for part in parts]))

    def where(self, keep: Bools) -> Pairs:
        """Some of the rows."""
        return Pairs(self.cell[keep], self.shape[keep])

    def sorted(self) -> Pairs:
        """By cell, then shape."""
        order = np.lexsort((self.shape, self.cell))
        return Pairs(self.cell[order], self.shape[order])

    def handed_down(self, rank: Int64s) -> Pairs:
        """The same shapes for every child of the cells that are split; `rank` is -1 for the others."""
        rows = np.flatnonzero(rank[self.cell] >= 0)
        cell = rank[self.cell[rows]][:, None] * cells.FAN + np.arange(cells.FAN)
        return Pairs(cell.reshape(-1), np.repeat(self.shape[rows], cells.FAN))

    def per_cell(self, cells_: int) -> Int64s:
        """How many rows each cell has."""
        return np.bincount(self.cell, minlength=cells_)

    def firsts(self, cells_: int) -> Int64s:
        """Where the rows of each cell begin, and at the end where they end; the rows have to be sorted by cell."""
        return np.append(0, np.cumsum(self.per_cell(cells_)))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Rows of polygons that cut cells.

    Attributes:
        pairs: cell and shape of each row.
        parity: at the cell's own point.
        first, chosen: the edges of row `i` are `chosen[first[i] : first[i + 1]]`.
    """

    pairs: Pairs
    parity: Int32s
    first: Int64s
    chosen: Int32s

    def counts(self) -> Int64s:
        """How many edges each row has."""
        return np.diff(self.first)

    def where(self, keep: Bools) -> Cuts:
        """Some of the rows."""
        return self._take(np.flatnonzero(keep))

    def sorted(self) -> Cuts:
        """By cell; rows of one cell stay in their order."""
        return self._take(np.argsort(self.pairs.cell, kind="stable"))

    def _take(self, rows: Int64s) -> Cuts:
        first = np.append(0, np.cumsum(self.counts()[rows]))
        chosen = np.empty(int(first[-1]), np.int32)
        _gather(self.first, self.chosen, rows, chosen)
        return Cuts(Pairs(self.pairs.cell[rows], self.pairs.shape[rows]), self.parity[rows], first, chosen)


@compiled
def _gather(first: Int64s, chosen: Int32s, rows: Int64s, out: Int32s) -> None:
    """The edges of some rows, one after the other."""
    at = 0
    for row in rows:
        for place in range(first[row], first[row + 1]):
            out[at] = chosen[place]
            at += 1
