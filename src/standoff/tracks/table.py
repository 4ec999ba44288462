"""The table of tracks: their numbers, their watermarks, and the last report of each."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.model.arrays import Int32s, Int64s
    from standoff.model.reports import ReportBatch

_LAST = ("time_ns", "lat", "lon", "alt_hae_m", "alt_baro_m", "place", "flags")
_DTYPES = {"time_ns": np.int64, "place": np.int64, "flags": np.uint32}
_SHIFT = np.int64(32)


@dataclasses.dataclass(slots=True, eq=False)
class TrackTable:
    """Tracks by number; arrays have a row for each.

    Attributes:
        keys: source and entity of each track, as one integer.
        newest_ns: newest observed time of each, `NO_TIME` before the first.
        last: the columns of the last report that the watermark has passed.
    """

    keys: dict[int, int]
    newest_ns: Int64s
    last: dict[str, NDArray[Any]]

    @classmethod
    def empty(cls) -> TrackTable:
        """No tracks yet."""
        return cls({}, np.empty(0, np.int64), {name: np.empty(0, _DTYPES.get(name, np.float64)) for name in _LAST})

    def __len__(self) -> int:
        return len(self.keys)

    def copy(self) -> TrackTable:
        """A table that changes on its own."""
        return TrackTable(dict(self.keys), self.newest_ns.copy(), {n: c.copy() for n, c in self.last.items()})

    def numbers(self, source: Int32s, entity: Int32s) -> Int64s:
        """The numbers of the tracks that rows belong to; new tracks get the next ones."""
        keys = (source.astype(np.int64) << _SHIFT) | entity.astype(np.int64)
        distinct, where = np.unique(keys, return_inverse=True)
        numbers = np.fromiter(
            (self.keys.setdefault(key, len(self.keys)) for key in distinct.tolist()), np.int64, len(distinct)
        )
        self._grow(len(self.keys))
        return numbers[where]

    def _grow(self, size: int) -> None:
        new = size - len(self.newest_ns)
        if new <= 0:
            return
        self.newest_ns = np.append(self.newest_ns, np.full(new, NO_TIME, np.int64))
        for name, column in self.last.items():
            nothing = {np.dtype(np.int64): NO_TIME, np.dtype(np.uint32): 0}.get(column.dtype, np.nan)
            self.last[name] = np.append(column, np.full(new, nothing, column.dtype))

    def named(self, track: Int64s) -> tuple[Int32s, Int32s]:
        """Source and entity of some tracks, as the codes that `numbers` was given."""
        keys = np.fromiter(self.keys, np.int64, len(self.keys))[track]
        return (keys >> _SHIFT).astype(np.int32), keys.astype(np.int32)

    def move_on(self, track: Int64s, reports: ReportBatch) -> None:
        """Notes the last report of some tracks."""
        for name, column in self.last.items():
            column[track] = reports.column(name)
