"""Bytes to JSON documents, in any chunking, with bounds on their size.

Theory of operation. JSON is written in two ways: one document a line (a log, a stream), or one document over many
lines (a file that a receiver writes anew each second). A document ends at the end of the line on which as many
brackets are closed as were opened; brackets inside strings do not count, and a string ends with its line, as JSON
has it. The first line decides: if it is whole in itself, every line is a document, so that a damaged line spoils only
itself. Otherwise documents follow one another, and one that is never closed takes all that is behind it.

A document has at most `MOST_BYTES` and `MOST_VALUES`: what is larger is passed over, and only its beginning is kept
to show.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from standoff.feeds.lines import BYTE_ORDER_MARK

MOST_BYTES: Final = 16 * 1024 * 1024
"""A day of one aircraft is under 4 MB, a picture of ten thousand aircraft about 6 MB."""
MOST_VALUES: Final = 2_000_000
"""More values than a document of that size has; it bounds what a document of `0,0,0,...` takes to read."""
_SHOWN: Final = 240
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class Document(NamedTuple):
    """A document that has ended.

    Attributes:
        text: its bytes; how it begins, if it is too large.
        fits: whether it is within the bounds.
    """

    text: bytes
    fits: bool


class Documents:
    """Splits bytes into documents and keeps what has not ended."""

    def __init__(self) -> None:
        self._tail = bytearray()
        self._begun = False
        self._pending: list[bytes] = []
        self._size = 0
        self._depth = 0
        self._by_line: bool | None = None

    def feed(self, data: bytes) -> list[Document]:
        """The documents that have ended now."""
        *whole, rest = data.split(b"\n")
        found: list[Document] = []
        for piece in whole:
            self._keep(piece)
            found += self._line()
        self._keep(rest)
        return found

    def finish(self) -> list[Document]:
        """What is left, as a document of its own."""
        found = self._line() if self._tail else []
        return [*found, self._document()] if self._pending else found

    def _keep(self, piece: bytes) -> None:
        room = MOST_BYTES + 1 + len(BYTE_ORDER_MARK) - len(self._tail)
        self._tail += piece[: max(room, 0)]

    def _line(self) -> list[Document]:
        line = bytes(self._tail)
        self._tail.clear()
        if not self._begun:
            self._begun = True
            line = line.removeprefix(BYTE_ORDER_MARK)
        if not line.strip() and not self._pending:
            return []
        first = not self._pending
        if self._size <= MOST_BYTES or first:
            self._pending.append(line)
        self._size += len(line) + 1
        self._depth += _opened(line)
        if self._by_line is None:
            self._by_line = True if self._depth <= 0 else None if first else False
        if self._depth > 0 and not self._by_line and len(line) <= MOST_BYTES:
            return []
        return [self._document()]

    def _document(self) -> Document:
        text = b"\n".join(self._pending)
        fits = self._size - 1 <= MOST_BYTES and text.count(b",") <= MOST_VALUES
        self._pending.clear()
        self._size = self._depth = 0
        return Document(text if fits else text[:_SHOWN], fits)


def _opened(line: bytes) -> int:
    """How many more brackets a line opens than it closes."""
    bare = _STRING.sub(b"", line) if b'"' in line else line
    return bare.count(b"{") + bare.count(b"[") - bare.count(b"}") - bare.count(b"]")
