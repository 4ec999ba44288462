"""Columns of text, numbers or times to arrays, where a value that cannot be read spoils only itself.

Arrow converts a whole column or fails. So a column that fails is halved until what fails is single values: one
bad value in a million costs twenty conversions, and good and bad values are read by the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from standoff.model.times import HORIZON_NS, NO_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.arrays import Bools, Floats, Int64s

_UTC_NS: Final = pa.timestamp("ns", "UTC")
_NAIVE_NS: Final = pa.timestamp("ns")
_EPOCH_UNITS: Final = ((1e11, 1e9), (1e14, 1e6), (1e17, 1e3))
"""A bare number below the first is seconds, and so on: 1e11 s is the year 5138, 1e11 ms is 1973."""

Column: TypeAlias = pa.Array


def spared(column: Column, to: pa.DataType, read: Callable[[Column], Column]) -> Column:
    """What `read` makes of a column (of type `to`), with nulls for the values that it fails on."""
    try:
        return read(column)
    except pa.ArrowNotImplementedError:  # no value of this type can be read as the other
        return pa.nulls(len(column), to)
    except pa.ArrowInvalid:
        pass
    if len(column) == 1:
        return pa.nulls(1, to)
    half = len(column) // 2
    return pa.concat_arrays([spared(column.slice(0, half), to, read), spared(column.slice(half), to, read)])


def texts(column: Column) -> Column:
    """As text without blanks around it; empty and unreadable values are null."""
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type):
        column = spared(column, pa.int64(), lambda part: pc.cast(part, pa.int64()))
    if pa.types.is_nested(column.type) or pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.string())
    text = spared(column, pa.string(), lambda part: pc.cast(part, pa.string()))
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def numbers(column: Column) -> tuple[Floats, Bools]:
    """As floats, NaN where there is none; and where something stands that is no number."""
    if _is_text(column):
        column = texts(column)
    elif pa.types.is_nested(column.type) or pa.types.is_temporal(column.type):
        return np.full(len(column), np.nan), np.asarray(column.is_valid())
    read = spared(column, pa.float64(), lambda part: pc.cast(part, pa.float64()))
    bad = pc.and_(column.is_valid(), pc.is_null(read))
    return np.asarray(pc.fill_null(read, np.nan)), np.asarray(bad)


def times(column: Column) -> tuple[Int64s, Bools]:
    """As nanoseconds since 1970 UTC, `NO_TIME` where there is none; and where something stands that is no usable time.

    Text is ISO 8601, read as UTC where it has no offset; bare numbers are seconds, milliseconds, microseconds or
    nanoseconds since 1970, by their size.
    """
    if _is_text(column):
        column = texts(column)
        read = spared(column, _UTC_NS, _text_times)
    elif pa.types.is_timestamp(column.type):
        zoned = column.type if column.type.tz else pa.timestamp(column.type.unit, "UTC")
        read = spared(column, _UTC_NS, lambda part: pc.cast(pc.cast(part, zoned), _UTC_NS))
    elif pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        read = _epochs(column)
    else:
        read = pa.nulls(len(column), _UTC_NS)
    time_ns = np.asarray(pc.fill_null(pc.cast(read, pa.int64()), NO_TIME))
    beyond = (time_ns != NO_TIME) & ((time_ns >= HORIZON_NS) | (time_ns <= -HORIZON_NS))
    bad = np.asarray(pc.and_(column.is_valid(), pc.is_null(read))) | beyond
    return np.where(beyond, NO_TIME, time_ns), bad


def flags(column: Column) -> Bools:
    """As truth; what cannot be read is not so."""
    if pa.types.is_boolean(column.type):
        return np.asarray(pc.fill_null(column, False))
    text = pc.utf8_lower(pc.fill_null(texts(column), ""))
    return np.asarray(pc.is_in(text, pa.array(["true", "1", "t", "yes"])))


def _is_text(column: Column) -> bool:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_null(kind)
    )


def _text_times(column: Column) -> Column:
    try:
        return pc.cast(pc.cast(column, _NAIVE_NS), _UTC_NS)
    except pa.ArrowInvalid:
        pass
    try:
        return pc.cast(column, _UTC_NS)
    except pa.ArrowInvalid:
        pass
    try:
        return _epochs(pc.cast(column, pa.int64()))
    except pa.ArrowInvalid:
        return _epochs(pc.cast(column, pa.float64()))


def _epochs(column: Column) -> Column:
    """Bare numbers as times; whole numbers keep every nanosecond, fractions are rounded to a microsecond."""
    if pa.types.is_integer(column.type):
        whole = spared(column, pa.int64(), lambda part: pc.cast(part, pa.int64()))
        size = np.abs(np.asarray(pc.fill_null(whole, 0)).astype(np.float64))
        factor = np.select([size < bound for bound, _ in _EPOCH_UNITS], [int(f) for _, f in _EPOCH_UNITS], 1)
        pairs = pa.StructArray.from_arrays([whole, pa.array(factor)], ["value", "factor"])
        scaled = spared(pairs, pa.int64(), _multiplied)
        return pc.cast(scaled, _UTC_NS)
    value = np.asarray(pc.fill_null(pc.cast(column, pa.float64()), np.nan))
    size = np.abs(value)
    micro = value * np.select([size < bound for bound, _ in _EPOCH_UNITS], [f / 1e3 for _, f in _EPOCH_UNITS], 1e-3)
    known = np.isfinite(micro) & (np.abs(micro) < 2.0**53)
    time_ns = np.where(known, np.round(np.where(known, micro, 0.0)), 0.0).astype(np.int64) * 1000
    return pc.cast(pa.array(time_ns, mask=~known), _UTC_NS)


def _multiplied(pairs: Column) -> Column:
    return pc.multiply_checked(pc.struct_field(pairs, "value"), pc.struct_field(pairs, "factor"))
