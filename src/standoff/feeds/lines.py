"""Bytes to whole lines, in any chunking, with a bound on their length."""

from __future__ import annotations

from typing import Final

LONGEST_LINE: Final = 65_536
"""A longer line is no report of anything: it is cut, and its codec rejects the pieces."""


class Lines:
    """Splits bytes at line feeds and keeps the last, unfinished line.

    Attributes:
        number: the line that comes next, counted from 1.
    """

    def __init__(self) -> None:
        self._rest = b""
        self.number = 1

    def feed(self, data: bytes) -> bytes:
        """The whole lines that there are now, each with its line feed."""
        cut = data.rfind(b"\n") + 1
        if not cut:
            self._rest += data
            if len(self._rest) <= LONGEST_LINE:
                return b""
            return self.finish()
        whole = self._rest + data[:cut]
        self._rest = data[cut:]
        return whole

    def finish(self) -> bytes:
        """The rest as a line of its own, where there is one."""
        rest, self._rest = self._rest, b""
        return rest + b"\n" if rest else b""
