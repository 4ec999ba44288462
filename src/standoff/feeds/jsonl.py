"""JSON lines of our own schema (`model.report_line`): one report a line."""

from __future__ import annotations

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
_FIELD_NAMES: Final = {"id": "entity"}


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
        columns = {field: _column(field, reports) for field in OWN.fields}
        decoded = tables.decode(
            {OWN.fields[field].name: column for field, column in columns.items()},
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


def _column(field: str, reports: list[ReportLine]) -> pa.Array:
    name = _FIELD_NAMES.get(field, field)
    return pa.array([getattr(report, name) for report in reports], _TYPES.get(name, pa.float64()))
