"""JSON lines of our own schema (`model.report_line`): one report a line."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from standoff.feeds import tables
from standoff.feeds.columns import OWN
from standoff.feeds.decoding import Decoded
from standoff.feeds.lines import Lines
from standoff.model.report_line import ReportLine
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.feeds.decoding import Context

_TYPES: Final[dict[str, Any]] = {
    **dict.fromkeys(("time", "entity", "source", "received", "status"), pa.string()),
    "on_ground": pa.bool_(),
}
_NAMES: Final = {field: "entity" if field == "id" else field for field in OWN.fields}
_VALUES: Final = attrgetter(*_NAMES.values())
_NEEDED: Final = frozenset({"time", "lat", "lon"})


class JsonLinesDecoder:
    """A codec for JSON lines of our own schema; a line that is not one is rejected as `schema`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lines = Lines()
        self._line = msgspec.json.Decoder(ReportLine)

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        return self._taken(self._lines.feed(data))

    def finish(self) -> Decoded:
        """See `Decoder.finish`."""
        return self._taken(self._lines.finish())

    def _taken(self, block: bytes) -> Decoded:
        if not block:
            return Decoded(ReportBatch.empty(self._context.entities, self._context.sources))
        lines = block.split(b"\n")[:-1]
        numbers = self._lines.number + np.arange(len(lines), dtype=np.int64)
        self._lines.number += len(lines)
        read = [_read(self._line.decode, line) if line.strip() else None for line in lines]
        rows = [row for row, report in enumerate(read) if report is not None]
        reports = [report for report in read if report is not None]
        decoded = tables.decode(
            _table(reports),
            OWN,
            self._context,
            numbers[rows],
            lambda row: lines[rows[row]],
        )
        for line, number, report in zip(lines, numbers.tolist(), read, strict=True):
            if report is None and line.strip():
                decoded.reject("schema", number, line)
        return decoded


def _read(decode: Callable[[bytes], ReportLine], line: bytes) -> ReportLine | None:
    try:
        return decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _table(reports: list[ReportLine]) -> dict[str, pa.Array]:
    """Columns by their names; those that no report has are left out, unless a report needs them."""
    columns = list(zip(*map(_VALUES, reports), strict=True)) or [()] * len(_NAMES)
    return {
        OWN.fields[field].name: pa.array(column, _TYPES.get(name, pa.float64()))
        for (field, name), column in zip(_NAMES.items(), columns, strict=True)
        if field in _NEEDED or any(value is not None for value in column)
    }
