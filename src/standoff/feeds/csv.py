"""CSV with a header: recognised tables, plainly named columns, or columns named by hand.

The separator is the one of comma, semicolon, tab and bar under which the header is recognised.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from standoff.feeds import tables
from standoff.feeds.columns import Dialect, recognise
from standoff.feeds.decoding import Decoded
from standoff.feeds.lines import BYTE_ORDER_MARK, Lines
from standoff.feeds.separated import read_columns, sound_rows
from standoff.model.errors import UnusableInputError
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from standoff.feeds.decoding import Context

_SEPARATORS: Final = (b",", b";", b"\t", b"|")


class CsvDecoder:
    """A codec for CSV.

    Args:
        context: the input.
        by_hand: columns by field where `--columns` named them.
    """

    def __init__(self, context: Context, by_hand: dict[str, str] | None = None) -> None:
        self._context = context
        self._by_hand = by_hand
        self._lines = Lines()
        self._header: _Header | None = None

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`.

        Raises:
            UnusableInputError: the header names no columns for time and position.
        """
        return self._taken(self._lines.feed(data))

    def finish(self) -> Decoded:
        """See `Decoder.finish`.

        Raises:
            UnusableInputError: there is no header, or it names no columns for time and position.
        """
        decoded = self._taken(self._lines.finish())
        if self._header is None:
            raise UnusableInputError(self._context.where, "is empty: expected a header line that names the columns")
        return decoded

    def _taken(self, block: bytes) -> Decoded:
        while self._header is None and block:
            line, _, block = block.partition(b"\n")
            self._lines.number += 1
            if line.strip():
                self._header = read_header(line, self._context.where, self._by_hand)
        if not block or self._header is None:
            return Decoded(ReportBatch.empty(self._context.entities, self._context.sources))
        return self._rows(block, self._header)

    def _rows(self, block: bytes, header: _Header) -> Decoded:
        rows = sound_rows(block, self._lines.number, len(header.names), header.separator)
        self._lines.number += block.count(b"\n")
        wanted = {c.name: header.names.index(c.name) for c in header.dialect.fields.values() if c.name in header.names}
        columns = read_columns(rows.lines, len(header.names), list(wanted.values()), header.separator)
        decoded = tables.decode(
            dict(zip(wanted, columns, strict=True)), header.dialect, self._context, rows.numbers, rows.texts.__getitem__
        )
        for reason, number, line in rows.bad:
            decoded.reject(reason, number, line)
        return decoded


class _Header:
    """The columns of a table, and what they mean."""

    def __init__(self, names: list[str], separator: bytes, dialect: Dialect) -> None:
        self.names = names
        self.separator = separator
        self.dialect = dialect


def read_header(line: bytes, where: str, by_hand: dict[str, str] | None) -> _Header:
    """Takes a header line apart.

    Raises:
        UnusableInputError: it names no columns for time and position, under any separator.
    """
    text = line.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "backslashreplace").strip("\r\n")
    failures: list[UnusableInputError] = []
    for separator in sorted(_SEPARATORS, key=lambda s: -line.count(s)):
        names = _names(text, separator.decode())
        try:
            return _Header([n.lower() for n in names], separator, recognise(names, f"{where}: header", by_hand))
        except UnusableInputError as failure:
            failures.append(failure)
    raise failures[0]


def _names(text: str, separator: str) -> list[str]:
    """The names in a header; one in quotes may hold the separator."""
    try:
        names = next(csv.reader([text], delimiter=separator, skipinitialspace=True))
    except csv.Error:
        names = text.split(separator)
    return [name.strip().strip('"') for name in names]
