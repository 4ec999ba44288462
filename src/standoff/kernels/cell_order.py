"""Large batches by cell: places that come in random order are looked up together with their neighbours.

Looking up a place that lies anywhere waits for memory. Places that are sorted by coarse cells first (by counting, in
two passes) find the tree's numbers in the processor's cache; they are copied, because reading them through their order
would wait as long again. The cells are those of a grid over where the places are, by a sample of them. It pays for
places in random order, not for those of tracks: `is_scattered` tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

BITS: Final = 7
"""Bits of a cell of the grid along one axis."""
LEAST: Final = 1 << 16
"""Batches under this many places are looked up as they come."""
_LAST: Final = (1 << BITS) - 1
_SAMPLE: Final = 1024
_NEAR: Final = 0.01
"""A place is near another where it lies within this share of the extent of all."""


def is_scattered(lat: Floats, lon: Floats) -> bool:
    """Whether more than half of a sample of places lie far from the place before."""
    if len(lat) < LEAST:
        return False
    rows = np.linspace(1, len(lat) - 1, _SAMPLE).astype(np.int64)
    far = np.zeros(_SAMPLE, np.bool_)
    for column in (lat, lon):
        first, last = _extent(column)
        far |= np.abs(column[rows] - column[rows - 1]) > (last - first) * _NEAR
    return bool(far.mean() > 0.5)  # noqa: PLR2004 - half


def gathered(lat: Floats, lon: Floats) -> tuple[Int32s, Floats, Floats]:
    """The rows by cell, and their places in that order."""
    count = len(lat)
    starts = np.zeros((1 << (2 * BITS)) + 1, np.int64)
    order, key = np.empty(count, np.int32), np.empty(count, np.int32)
    lat_by_cell, lon_by_cell = np.empty(count), np.empty(count)
    south, north = _extent(lat)
    west, east = _extent(lon)
    up, along = (_LAST + 1) / max(north - south, 1e-9), (_LAST + 1) / max(east - west, 1e-9)
    _gather(lat, lon, south, west, up, along, key, starts, order, lat_by_cell, lon_by_cell)
    return order, lat_by_cell, lon_by_cell


def _extent(column: Floats) -> tuple[float, float]:
    """The least and the greatest of a sample, of what is a number."""
    sample = column[np.linspace(0, len(column) - 1, _SAMPLE).astype(np.int64)]
    known = sample[np.isfinite(sample)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)


@compiled
def _gather(
    lat: Floats,
    lon: Floats,
    south: float,
    west: float,
    up: float,
    along: float,
    key: Int32s,
    starts: Int64s,
    order: Int32s,
    lat_by_cell: Floats,
    lon_by_cell: Floats,
) -> None:
    for row in range(lat.shape[0]):
        # what lies beyond the grid, or is no number, is looked up as well as any, only not beside its neighbours
        y = min(max((lat[row] - south) * up, 0.0), float(_LAST))
        x = min(max((lon[row] - west) * along, 0.0), float(_LAST))
        key[row] = (int(y) << BITS) | int(x) if x == x and y == y else 0  # noqa: PLR0124 - no NaN
        starts[key[row] + 1] += 1
    for cell in range(starts.shape[0] - 1):
        starts[cell + 1] += starts[cell]
    for row in range(lat.shape[0]):
        at = starts[key[row]]
        starts[key[row]] = at + 1
        order[at], lat_by_cell[at], lon_by_cell[at] = row, lat[row], lon[row]
