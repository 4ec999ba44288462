"""`ReportBatch`: position reports as columns, with a lossless way to and from Arrow.

One row is one position report as received from a source, never altered. Columns of numbers go to Arrow and
back without a copy; names are dictionary-encoded there, with the empty name at code 0 for "not known".
"""

from __future__ import annotations

import dataclasses
from enum import IntFlag
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from standoff.model.errors import UnusableInputError
from standoff.model.names import Names
from standoff.model.report_line import Status
from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from standoff.model.arrays import Floats, Int32s, Int64s, UInt32s


class ReportFlag(IntFlag):
    """What else is known of one report; bits of the `flags` column."""

    ON_GROUND = 1
    """The sender says that it is on the ground (ADS-B)."""
    EXERCISE = 2
    """Not real: exercise traffic (CAP 1.2 status Exercise)."""
    TEST = 4
    """Not real: test traffic (CAP 1.2 status Test)."""


_DTYPES: Final[Mapping[str, type[np.generic]]] = {
    "time_ns": np.int64,
    "received_ns": np.int64,
    "entity": np.int32,
    "source": np.int32,
    "lat": np.float64,
    "lon": np.float64,
    "alt_hae_m": np.float64,
    "alt_baro_m": np.float64,
    "speed_mps": np.float64,
    "course_deg": np.float64,
    "err_major_m": np.float64,
    "err_minor_m": np.float64,
    "err_axis_deg": np.float64,
    "place": np.int64,
    "flags": np.uint32,
}
STATUSES: Final[tuple[Status, ...]] = (Status.ACTUAL, Status.EXERCISE, Status.TEST, Status.TEST)
"""By the bits EXERCISE and TEST of the flags: `flags >> 1 & 3`."""
_CODES: Final = ("entity", "source")


@dataclasses.dataclass(frozen=True, slots=True)
class ReportBatch:
    """Position reports as equal-length columns.

    Attributes:
        entities: names behind `entity`, such as `ais:366999512`.
        sources: names behind `source`.
        time_ns: observed time, ns since 1970 UTC.
        received_ns: when it reached us, or `NO_TIME`.
        entity: code in `entities`; 0 where there is no identity (a radar plot, a sighting).
        source: code in `sources`.
        lat, lon: WGS84 degrees.
        alt_hae_m: metres above the ellipsoid, NaN where unknown.
        alt_baro_m: pressure altitude in metres (standard atmosphere), NaN where unknown.
        speed_mps, course_deg: over ground, true; NaN where unknown.
        err_major_m, err_minor_m, err_axis_deg: error ellipse, semi-axes and bearing of the major; NaN where unknown.
        place: place in the source (line, row); orders reports of one instant.
        flags: bits of `ReportFlag`.

    Raises:
        ValueError: columns of different lengths or of a wrong type.
    """

    entities: Names
    sources: Names
    time_ns: Int64s
    received_ns: Int64s
    entity: Int32s
    source: Int32s
    lat: Floats
    lon: Floats
    alt_hae_m: Floats
    alt_baro_m: Floats
    speed_mps: Floats
    course_deg: Floats
    err_major_m: Floats
    err_minor_m: Floats
    err_axis_deg: Floats
    place: Int64s
    flags: UInt32s

    def __post_init__(self) -> None:
        for name, dtype in _DTYPES.items():
            column = self.column(name)
            if column.dtype != dtype:
                raise ValueError(f"column {name}: expected {dtype.__name__}, got {column.dtype}")
            if column.shape != (len(self),):
                raise ValueError(f"column {name}: expected shape ({len(self)},) as time_ns has, got {column.shape}")

    def __len__(self) -> int:
        return len(self.time_ns)

    def column(self, name: str) -> NDArray[Any]:
        """The column of that name."""
        return getattr(self, name)

    @classmethod
    def of(cls, entities: Names, sources: Names, columns: Mapping[str, NDArray[Any]]) -> ReportBatch:
        """A batch from the columns that are known; the rest are filled with "not known".

        Args:
            entities: the table of entity names.
            sources: the table of source names.
            columns: arrays by column name; `time_ns`, `lat` and `lon` are required.

        Raises:
            ValueError: a required column is missing, or one of an unknown name is given.
        """
        if missing := {"time_ns", "lat", "lon"} - columns.keys():
            raise ValueError(f"a report batch needs the columns {sorted(missing)}")
        if unknown := columns.keys() - _DTYPES.keys():
            raise ValueError(f"a report batch has no columns {sorted(unknown)}")
        size = len(columns["time_ns"])
        full: dict[str, NDArray[Any]] = {
            name: np.ascontiguousarray(columns[name], dtype) if name in columns else _unknown(name, size)
            for name, dtype in _DTYPES.items()
        }
        return cls(entities, sources, **full)

    @classmethod
    def empty(cls, entities: Names, sources: Names) -> ReportBatch:
        """No reports."""
        nothing = np.empty(0)
        return cls.of(entities, sources, {"time_ns": nothing, "lat": nothing, "lon": nothing})

    def columns(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Column names with their arrays."""
        return ((name, self.column(name)) for name in _DTYPES)

    def status(self, row: int) -> Status:
        """Whether a report is actual, exercise or test."""
        return STATUSES[int(self.flags[row]) >> 1 & 3]

    def statuses(self) -> dict[Status, int]:
        """How many reports are actual, exercise and test."""
        test = (self.flags & ReportFlag.TEST) != 0
        exercise = ((self.flags & ReportFlag.EXERCISE) != 0) & ~test
        real = len(self) - int(test.sum()) - int(exercise.sum())
        return {Status.ACTUAL: real, Status.EXERCISE: int(exercise.sum()), Status.TEST: int(test.sum())}

    def take(self, rows: Int64s | NDArray[np.bool_] | slice) -> ReportBatch:
        """The rows at those places (or under that mask), in that order."""
        return ReportBatch(self.entities, self.sources, **{name: column[rows] for name, column in self.columns()})

    def where(self, keep: NDArray[np.bool_]) -> ReportBatch:
        """The rows under a mask; the batch itself where that is all of them."""
        return self if keep.all() else self.take(np.flatnonzero(keep))

    @staticmethod
    def concatenate(batches: Sequence[ReportBatch]) -> ReportBatch:
        """One batch of several that share their tables of names.

        Raises:
            ValueError: no batch was given, or their tables of names differ.
        """
        if not batches:
            raise ValueError("nothing to concatenate: use ReportBatch.empty")
        first = batches[0]
        if any(b.entities is not first.entities or b.sources is not first.sources for b in batches):
            raise ValueError("batches with different tables of names cannot be concatenated")
        return ReportBatch(
            first.entities,
            first.sources,
            **{name: np.concatenate([batch.column(name) for batch in batches]) for name in _DTYPES},
        )

    def to_arrow(self) -> pa.RecordBatch:
        """The same reports as an Arrow record batch; numbers share memory with this one."""
        arrays = [self._arrow_column(name, column) for name, column in self.columns()]
        return pa.RecordBatch.from_arrays(arrays, names=list(_DTYPES))

    def _arrow_column(self, name: str, column: NDArray[Any]) -> pa.Array:
        if name not in _CODES:
            return pa.array(column)
        names = self.entities if name == "entity" else self.sources
        return pa.DictionaryArray.from_arrays(pa.array(column), pa.array(list(names)))

    @classmethod
    def from_arrow(cls, batch: pa.RecordBatch) -> ReportBatch:
        """The reports of a record batch that `to_arrow` made.

        Raises:
            UnusableInputError: a column is missing or of another type.
        """
        if missing := _DTYPES.keys() - set(batch.schema.names):
            raise UnusableInputError("Arrow record batch", f"lacks the columns {sorted(missing)}")
        entities, sources = (_names(name, batch.column(name)) for name in _CODES)
        return cls(entities, sources, **{name: _numpy_column(name, batch.column(name)) for name in _DTYPES})


def _unknown(name: str, size: int) -> NDArray[Any]:
    if name == "received_ns":
        return np.full(size, NO_TIME, np.int64)
    dtype = _DTYPES[name]
    return np.full(size, np.nan) if dtype is np.float64 else np.zeros(size, dtype)


def _names(name: str, column: pa.Array) -> Names:
    if not isinstance(column, pa.DictionaryArray):
        raise UnusableInputError(f"Arrow column {name}", f"expected dictionary-encoded text, got {column.type}")
    return Names(column.dictionary.to_pylist())


def _numpy_column(name: str, column: pa.Array) -> NDArray[Any]:
    codes = column.indices if isinstance(column, pa.DictionaryArray) else column
    if codes.type != pa.from_numpy_dtype(_DTYPES[name]) or codes.null_count:
        expected = _DTYPES[name].__name__
        raise UnusableInputError(f"Arrow column {name}", f"expected {expected} without nulls, got {codes.type}")
    return codes.to_numpy(zero_copy_only=True)
