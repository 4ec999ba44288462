"""Large batches by cell: places that come in random order are looked up together with their neighbours.

Looking up a place that lies anywhere waits for memory. Places that are sorted by coarse cells first (by counting, in
two passes) find the tree's numbers in the processor's cache; they are copied, because reading them through their order
would wait as long again. It pays for places in random order, not for those of tracks: `is_scattered` tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import cells
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s

BITS: Final = 7
"""Bits of a coarse cell along one axis: 2.8 degrees."""
LEAST: Final = 1 << 16
"""Batches under this many places are looked up as they come."""
_SHIFT: Final = cells.FINEST - BITS
_SAMPLE: Final = 1024
_NEAR_DEG: Final = 0.1


def is_scattered(lat: Floats, lon: Floats) -> bool:
    """Whether more than half of a sample of places lie far from the place before."""
    if len(lat) < LEAST:
        return False
    rows = np.linspace(1, len(lat) - 1, _SAMPLE).astype(np.int64)
    far = (np.abs(lat[rows] - lat[rows - 1]) > _NEAR_DEG) | (np.abs(lon[rows] - lon[rows - 1]) > _NEAR_DEG)
    return bool(far.mean() > 0.5)  # noqa: PLR2004 - half


def gathered(lat: Floats, lon: Floats) -> tuple[Int32s, Floats, Floats]:
    """The rows by coarse cell, and their places in that order."""
    count = len(lat)
    starts = np.zeros((1 << (2 * BITS)) + 1, np.int64)
    order, key = np.empty(count, np.int32), np.empty(count, np.int32)
    lat_by_cell, lon_by_cell = np.empty(count), np.empty(count)
    _gather(lat, lon, key, starts, order, lat_by_cell, lon_by_cell)
    return order, lat_by_cell, lon_by_cell


@compiled
def _gather(
    lat: Floats, lon: Floats, key: Int32s, starts: Int64s, order: Int32s, lat_by_cell: Floats, lon_by_cell: Floats
) -> None:
    for row in range(lat.shape[0]):
        # what is of another turn or no number is looked up as well as any, only not beside its neighbours
        y = lat[row] if -90.0 <= lat[row] <= 90.0 else 0.0  # noqa: PLR2004 - the poles
        x = lon[row] if -180.0 <= lon[row] < 180.0 else 0.0  # noqa: PLR2004 - half a turn
        key[row] = ((cells.place_y(y) >> _SHIFT) << BITS) | (cells.place_x(x) >> _SHIFT)
        starts[key[row] + 1] += 1
    for cell in range(starts.shape[0] - 1):
        starts[cell + 1] += starts[cell]
    for row in range(lat.shape[0]):
        at = starts[key[row]]
        starts[key[row]] = at + 1
        order[at], lat_by_cell[at], lon_by_cell[at] = row, lat[row], lon[row]
