"""Rows of a table to reports: one reader for CSV, SBS, JSON lines and Parquet, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from standoff.feeds import values
from standoff.feeds.decoding import Decoded
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch, ReportFlag
from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from standoff.feeds.columns import Dialect
    from standoff.feeds.decoding import Context
    from standoff.model.arrays import Bools, Int32s, Int64s, UInt32s
    from standoff.model.names import Names

_LAT_LIMIT, _LON_LIMIT = 90.0, 180.0
_TURN_DEG = 360.0
_ALL_FLAGS = int(~ReportFlag(0))
_OPTIONAL = ("alt_hae_m", "alt_baro_m", "speed_mps", "err_major_m", "err_minor_m", "err_axis_deg")


def decode(
    table: Mapping[str, pa.Array], dialect: Dialect, context: Context, place: Int64s, excerpt: Callable[[int], bytes]
) -> Decoded:
    """Reports of some rows.

    Args:
        table: columns by their lowered names.
        dialect: which of them give what.
        context: the input.
        place: line or row of each, shape (n,).
        excerpt: the text of a row, for the examples of rejected ones.
    """
    columns = {field: table[column.name] for field, column in dialect.fields.items() if column.name in table}
    lat, lat_bad = values.numbers(columns["lat"])
    lon, lon_bad = values.numbers(columns["lon"])
    time_ns, time_bad = values.times(_year_first(columns["time"]) if dialect.day_first else columns["time"])
    reasons = {
        "not-a-number": lat_bad | lon_bad,
        "no-position": np.isnan(lat) | np.isnan(lon),
        "out-of-range": ~((np.abs(lat) <= _LAT_LIMIT) & (np.abs(lon) <= _LON_LIMIT)),
        "not-a-time": time_bad,
        "no-time": time_ns == NO_TIME,
    }
    decoded = Decoded(ReportBatch.empty(context.entities, context.sources))
    rejected = _fixed(columns, dialect, decoded, len(lat))
    for reason, rows in reasons.items():
        which = np.flatnonzero(rows & ~rejected)
        decoded.reject_all(reason, place[which].tolist(), lambda i, which=which: excerpt(int(which[i])))
        rejected |= rows
    known = {"time_ns": time_ns, "lat": lat, "lon": lon, "place": place, **_optional(columns, dialect)}
    known["entity"] = _entities(columns.get("id"), dialect.prefix, context.entities, len(lat))
    known["source"] = _sources(columns.get("source"), context, len(lat))
    known["flags"] = _flags(columns, len(lat))
    batch = ReportBatch.of(context.entities, context.sources, known)
    decoded.batch = batch if not rejected.any() else batch.take(~rejected)
    return decoded


def _year_first(column: pa.Array) -> pa.Array:
    """Times as `31/12/2015 23:59:59` in ISO 8601; others are none, so that no month is taken for a day."""
    text = values.texts(column)
    turned = pc.replace_substring_regex(text, r"^(\d{2})/(\d{2})/(\d{4}) (\d{2}:\d{2}:\d{2})$", r"\3-\2-\1T\4")
    return pc.if_else(pc.equal(turned, text), "not a time", turned)


def _fixed(columns: Mapping[str, pa.Array], dialect: Dialect, decoded: Decoded, size: int) -> Bools:
    """Rows of what cannot move, which are counted by their kind."""
    if not dialect.fixed or "kind" not in columns:
        return np.zeros(size, np.bool_)
    kind = pc.utf8_lower(pc.fill_null(values.texts(columns["kind"]), ""))
    for name in dialect.fixed:
        if count := int(np.count_nonzero(np.asarray(pc.equal(kind, name)))):
            decoded.other[name] += count
    return np.array(pc.is_in(kind, pa.array(dialect.fixed, pa.string())), np.bool_)


def _optional(columns: Mapping[str, pa.Array], dialect: Dialect) -> dict[str, NDArray[Any]]:
    """Fields that a report may lack; what cannot be read, or is no finite number, is not known."""
    found: dict[str, NDArray[Any]] = {}
    for name in _OPTIONAL:
        if name in columns:
            number = values.numbers(columns[name])[0]
            if name == "speed_mps":
                number = np.where(number >= dialect.speed_unknown, np.nan, number)
            # feet and knots have at most four decimals in metres: rounding keeps 35,000 ft at 10668 m exactly
            scale = dialect.fields[name].scale
            with np.errstate(over="ignore"):
                scaled = number if scale == 1 else np.round(number * scale, 6)
            found[name] = np.where(np.isfinite(scaled), scaled, np.nan)
    if "course_deg" in columns:
        course_deg = values.numbers(columns["course_deg"])[0]
        usable = np.isfinite(course_deg) & (course_deg < _TURN_DEG)
        # twice, because the least of negative courses comes out of the first as a whole turn
        found["course_deg"] = np.where(usable, course_deg, np.nan) % _TURN_DEG % _TURN_DEG
    if "received" in columns:
        found["received_ns"] = values.times(columns["received"])[0]
    return found


def _entities(column: pa.Array | None, prefix: str, names: Names, size: int) -> Int32s:
    """Codes of the entities; null is no identity."""
    if column is None:
        return np.zeros(size, np.int32)
    return _coded(values.texts(column), names, lambda text: _entity(text, prefix))


def _entity(text: str, prefix: str) -> str:
    match prefix:
        case "":
            return text
        case "ais":
            return f"ais:{text.removesuffix('.0').lstrip('0') or '0'}"
        case "icao24":
            return f"icao24:{text.lower()}"
        case _:
            return f"{prefix}:{text}"


def _sources(column: pa.Array | None, context: Context, size: int) -> Int32s:
    own = context.sources.code(context.source)
    if column is None:
        return np.full(size, own, np.int32)
    codes = _coded(values.texts(column), context.sources, str)
    return np.where(codes == 0, np.int32(own), codes)


def _coded(column: pa.Array, names: Names, named: Callable[[str], str]) -> Int32s:
    """Codes of a column of text: each distinct text is looked up once."""
    coded = column.dictionary_encode()
    distinct = names.codes([named(text) for text in coded.dictionary.to_pylist()])
    if not len(distinct):
        return np.zeros(len(column), np.int32)
    place = np.asarray(pc.fill_null(coded.indices, 0))
    return np.where(np.asarray(column.is_valid()), distinct[place], np.int32(0))


def _flags(columns: Mapping[str, pa.Array], size: int) -> UInt32s:
    found = np.zeros(size, np.uint32)
    if "flags" in columns:
        given = values.numbers(columns["flags"])[0]
        found |= np.where((given >= 0) & (given <= _ALL_FLAGS), given, 0).astype(np.uint32)
    if "on_ground" in columns:
        found |= _bit(values.flags(columns["on_ground"]), ReportFlag.ON_GROUND)
    if "status" in columns:
        status = pc.utf8_lower(pc.fill_null(values.texts(columns["status"]), ""))
        found |= _bit(np.asarray(pc.equal(status, Status.EXERCISE.value)), ReportFlag.EXERCISE)
        found |= _bit(np.asarray(pc.equal(status, Status.TEST.value)), ReportFlag.TEST)
    return found


def _bit(rows: Bools, flag: ReportFlag) -> UInt32s:
    return np.where(rows, np.uint32(flag), np.uint32(0))
