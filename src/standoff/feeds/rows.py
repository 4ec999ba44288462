"""Rows of documents (JSON, XML), gathered for the reader of tables.

A document gives its values one by one, of whatever type they happen to be. They become text, so that one reader
(`tables`) says of every format what is no number, no time or out of range, and a value that cannot be read spoils
only itself. Rows are counted from 1 over the whole input, those that are rejected or something else among them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import numpy as np
import pyarrow as pa

from standoff.feeds import tables
from standoff.feeds.columns import Column, Dialect
from standoff.feeds.decoding import Decoded
from standoff.feeds.documents import Documents
from standoff.model.reports import ReportBatch
from standoff.model.times import HORIZON_NS
from standoff.model.units import SECOND_NS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from standoff.feeds.decoding import Context
    from standoff.feeds.documents import Document

T = TypeVar("T")
_REQUIRED: Final = ("time", "lat", "lon")
_FIELDS: Final = (
    *(*_REQUIRED, "id", "received", "alt_hae_m", "alt_baro_m", "speed_mps", "course_deg"),
    *("err_major_m", "err_minor_m", "on_ground", "status"),
)
_DIALECT: Final = Dialect("rows", {field: Column(field) for field in _FIELDS}, prefix="")
_MOST_WHOLE: Final = 2**63
_HORIZON_S: Final = HORIZON_NS / SECOND_NS


def text(value: object) -> str | None:
    """A value of JSON as text; what has parts, and a whole number beyond 64 bits, is named and so no number."""
    match value:
        case None:
            return None
        case str():
            return value
        case bool():
            return str(value).lower()
        case int():
            return str(value) if abs(value) < _MOST_WHOLE else "too large"
        case float():
            return repr(value)
        case _:
            return f"a {type(value).__name__}"


def number(value: object) -> float:
    """A number of JSON; NaN for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return np.nan
    return float(value) if abs(value) < _MOST_WHOLE else np.nan


def moment(time_s: object, after_s: object = 0.0) -> str | None:
    """A time some seconds after another for the field `time`, to the millisecond; text that is none if it cannot be.

    Unlike bare numbers in tables these are seconds, however large: a sender of milliseconds is refused, not guessed at.
    """
    if time_s is None or after_s is None:
        return None
    sum_s = number(time_s) + number(after_s)
    return f"{sum_s:.3f}" if abs(sum_s) < _HORIZON_S else "no number of seconds since 1970"


def parsed(decoder: msgspec.json.Decoder[T], text: bytes) -> T | None:
    """What a decoder makes of some JSON, or None: it is none, of another shape, or nested too deep."""
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class Rows:
    """What the documents of one piece of input gave, row by row.

    Attributes:
        number: the row that comes next.
    """

    def __init__(self, first: int) -> None:
        self.number = first
        self._values: list[Mapping[str, object]] = []
        self._texts: list[bytes] = []
        self._places: list[int] = []
        self._rejected: list[tuple[str, int, bytes]] = []
        self._other = Counter[str]()

    def add(self, values: Mapping[str, object], excerpt: bytes) -> None:
        """A row that gives or should give a report.

        Args:
            values: by field (`time` in seconds since 1970 or ISO 8601, SI units, `id` the whole name of the entity).
            excerpt: how it is written.
        """
        self._values.append(values)
        self._texts.append(excerpt)
        self._places.append(self.number)
        self.number += 1

    def reject(self, reason: str, excerpt: bytes) -> None:
        """A row that should give a report and cannot be read."""
        self._rejected.append((reason, self.number, excerpt))
        self.number += 1

    def count(self, kind: str) -> None:
        """A row that gives the position of nothing that moves."""
        self._other[kind] += 1
        self.number += 1

    def decoded(self, context: Context) -> Decoded:
        """What came of all rows."""
        decoded = Decoded(ReportBatch.empty(context.entities, context.sources))
        if self._values:
            table = {
                field: pa.array([text(values.get(field)) for values in self._values], pa.string())
                for field in _FIELDS
                if field in _REQUIRED or any(field in values for values in self._values)
            }
            places = np.array(self._places, np.int64)
            decoded = tables.decode(table, _DIALECT, context, places, self._texts.__getitem__)
        decoded.other += self._other
        for reason, place, excerpt in self._rejected:
            decoded.reject(reason, place, excerpt)
        return decoded


class DocumentDecoder:
    """A codec for a format of JSON documents.

    Args:
        context: the input.
        read: gathers the rows of one document, and rejects what is none of its format.
    """

    def __init__(self, context: Context, read: Callable[[bytes, Rows], None]) -> None:
        self._context = context
        self._read = read
        self._documents = Documents()
        self._row = 1

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        return self._taken(self._documents.feed(data))

    def finish(self) -> Decoded:
        """See `Decoder.finish`."""
        return self._taken(self._documents.finish())

    def _taken(self, documents: list[Document]) -> Decoded:
        rows = Rows(self._row)
        for document in documents:
            if document.fits:
                self._read(document.text, rows)
            else:
                rows.reject("too-large", document.text)
        self._row = rows.number
        return rows.decoded(self._context)
