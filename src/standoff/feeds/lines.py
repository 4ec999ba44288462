"""Bytes to whole lines, in any chunking, with a bound on their length."""

from __future__ import annotations

from typing import Final

LONGEST_LINE: Final = 65_536
"""No report is so long: of a longer line, so many bytes are kept and the rest is passed over."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""What some programs write before UTF-8 text; it is passed over as well."""


class Lines:
    """Splits bytes at line feeds and keeps the last, unfinished line.

    Attributes:
        number: the line that comes next, counted from 1.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self.number = 1

    def feed(self, data: bytes) -> bytes:
        """The whole lines that there are now, each with its line feed."""
        cut = data.rfind(b"\n") + 1
        whole = self._rest + data[:cut] if cut else b""
        rest = data[cut:] if cut else self._rest + data
        self._rest = rest[: LONGEST_LINE + len(BYTE_ORDER_MARK)]
        return self._whole(whole)

    def finish(self) -> bytes:
        """The rest as a line of its own, where there is one."""
        rest, self._rest = self._rest, b""
        return self._whole(rest + b"\n" if rest else b"")

    def _whole(self, block: bytes) -> bytes:
        if block and not self._begun:
            self._begun = True
            block = block.removeprefix(BYTE_ORDER_MARK)
        return _shortened(block)


def _shortened(block: bytes) -> bytes:
    """The same lines, the longest of them shortened: the same in whatever pieces they came."""
    pieces: list[bytes] = []
    begin = kept = 0
    while len(block) - begin > LONGEST_LINE + 1:
        end = block.rfind(b"\n", begin, begin + LONGEST_LINE + 1)
        if end < 0:
            pieces.append(block[kept : begin + LONGEST_LINE])
            kept = end = block.index(b"\n", begin + LONGEST_LINE)
        begin = end + 1
    return b"".join([*pieces, block[kept:]]) if pieces else block
