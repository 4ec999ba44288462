"""Bytes of a Cursor-on-Target stream to whole events, in any chunking, before any parser sees them.

Theory of operation. A stream is one `<event ...>...</event>` after another, with or without XML declarations between
them and a root element around them. One state machine walks over the tokens that could hide or end an event:
comments, CDATA sections, processing instructions and document type declarations are passed over whole, so that what
stands in them neither begins nor ends an event. An event never holds an event: where another begins, the first was
cut off. A token has one `<`, so that the first that is whole is the first that there is, and a cut through one only
makes the machine wait: any split of the bytes gives the same items. What is kept is bounded: of an event that grows
too long its beginning is kept, and the rest is passed over.

An event that comes out begins with `<event`. A document type declaration is no XML there, so that no parser that is
given one can be made to read entities.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_EVENT: Final = 262_144
"""Bytes; the longest real ones (routes, shapes of hundreds of corners) have some tens of thousands."""
LONGEST_TAG: Final = 8_192
"""Bytes of `<event ...>` with its attributes."""
_EXCERPT: Final = 512
_TOKEN: Final = re.compile(rb"<!--|<!\[CDATA\[|<\?|<!DOCTYPE|<event(?=[\s/>])|</event[ \t\r\n]{0,8}>")
_LONGEST_TOKEN: Final = 16
_TAG: Final = re.compile(rb"""<event(?:[^<>"']|"[^<"]*"|'[^<']*')*+>""")
_BROKEN_TAG: Final = re.compile(rb"""<event(?:[^<>"']|"[^<"]*"|'[^<']*')*+(?:"[^<"]*+|'[^<']*+|)<""")
_ENDS: Final = {
    b"<!--": re.compile(rb"-->"),
    b"<![CDATA[": re.compile(rb"\]\]>"),
    b"<?": re.compile(rb"\?>"),
    b"<!DOCTYPE": re.compile(rb"[\[>]"),
}
_SUBSET_END: Final = re.compile(rb"\]\s{0,8}>")
_BETWEEN: Final = re.compile(rb"""\s*+(?:</?[A-Za-z_](?:[^<>"']|"[^<"]*"|'[^<']*')*+>\s*+)*+""")
"""Blanks, and tags of a root element around the events."""


class Frame(NamedTuple):
    """An item of the stream.

    Attributes:
        text: an event from `<event` to its end; of what is none, how it begins.
        fault: empty for an event; otherwise the reason why it is none.
    """

    text: bytes
    fault: str


class Frames:
    """Splits bytes into events, and keeps the last, unfinished one."""

    def __init__(self) -> None:
        self._kept = b""
        self._start = 0
        self._scanned = 0
        self._inside = False
        self._overlong = False
        self._until: re.Pattern[bytes] | None = None
        self._between = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The items that are whole now."""
        self._kept = self._kept[self._start :] + data
        self._scanned -= self._start
        self._start = 0
        found: list[Frame] = []
        while self._passed_over() if self._until is not None else self._advanced(found):
            pass
        self._shortened(found)
        return found

    def finish(self) -> list[Frame]:
        """What is left, where the input ends inside an event or behind noise."""
        found: list[Frame] = []
        if self._inside:
            self._cut_off(len(self._kept), found)
        else:
            if self._until is None:
                self._beside(len(self._kept))
            found += self._noise()
        self._go_on(len(self._kept))
        return found

    def _advanced(self, found: list[Frame]) -> bool:
        """Takes the next token, where it is whole."""
        match = _TOKEN.search(self._kept, self._scanned)
        if match is None:
            self._wait()
            return False
        token = match[0]
        if token == b"<event":
            return self._begun(match.start(), found)
        if token.startswith(b"</"):
            self._ended(match.end(), found)
        elif self._inside:
            self._until = None if token == b"<!DOCTYPE" else _ENDS[token]
            self._scanned = match.end()
        else:
            self._beside(match.start())
            if token == b"<!DOCTYPE":
                found += self._noise()
                found.append(Frame(token, "doctype"))
            self._until = _ENDS[token]
            self._go_on(match.end())
        return True

    def _passed_over(self) -> bool:
        """Goes on to the end of a comment or the like."""
        end = self._until.search(self._kept, self._scanned) if self._until else None
        if end is None:
            self._wait()
        else:
            self._until = _SUBSET_END if end[0] == b"[" else None
            self._scanned = end.end()
        if not self._inside:
            self._start = self._scanned
        return end is not None

    def _begun(self, start: int, found: list[Frame]) -> bool:
        if self._inside:
            self._cut_off(start, found)
        else:
            self._beside(start)
            found += self._noise()
        self._inside = self._overlong = False
        self._go_on(start)
        tag = _TAG.match(self._kept, start, start + LONGEST_TAG)
        if tag is None:
            return self._tag_that_is_none(found)
        if tag[0].endswith(b"/>"):
            found.append(Frame(tag[0], ""))
            self._go_on(tag.end())
        else:
            self._inside = True
            self._scanned = tag.end()
        return True

    def _tag_that_is_none(self, found: list[Frame]) -> bool:
        """A tag that is not whole yet waits; one that is broken or too long is passed over to the next event."""
        start = self._start
        broken = _BROKEN_TAG.match(self._kept, start, start + LONGEST_TAG)
        if broken is not None:
            found.append(Frame(broken[0][:_EXCERPT], "malformed"))
            self._go_on(broken.end() - 1)
        elif len(self._kept) - start < LONGEST_TAG:
            return False
        else:
            found.append(Frame(self._kept[start : start + _EXCERPT], "too-long"))
            self._go_on(start + LONGEST_TAG)
        self._inside = self._overlong = True
        return True

    def _cut_off(self, end: int, found: list[Frame]) -> None:
        """An event that another, or the end of the input, breaks off."""
        if not self._overlong:
            long = end - self._start > LONGEST_EVENT
            found.append(
                Frame(self._kept[self._start : min(self._start + _EXCERPT, end)], "too-long" if long else "malformed")
            )

    def _ended(self, end: int, found: list[Frame]) -> None:
        if not self._inside:
            self._beside(end)
        elif end - self._start > LONGEST_EVENT:
            self._cut_off(end, found)
        elif not self._overlong:
            found.append(Frame(self._kept[self._start : end], ""))
        self._inside = self._overlong = False
        self._go_on(end)

    def _shortened(self, found: list[Frame]) -> None:
        """Lets go of what need not be kept, so that memory is bounded."""
        if self._inside:
            if self._scanned - self._start > LONGEST_EVENT:
                self._cut_off(self._scanned, found)
                self._overlong = True
            if self._overlong:
                self._start = self._scanned
        elif self._until is None and self._scanned > self._start:
            self._beside(self._scanned)
            self._start = self._scanned

    def _wait(self) -> None:
        """No whole token is there: looks again at what may be the beginning of one, when there is more."""
        self._scanned = max(self._scanned, len(self._kept) - _LONGEST_TOKEN)

    def _go_on(self, place: int) -> None:
        self._start = self._scanned = place

    def _beside(self, end: int) -> None:
        """Notes what stands between events."""
        self._between = (self._between + self._kept[self._start : min(end, self._start + LONGEST_TAG)])[:LONGEST_TAG]

    def _noise(self) -> Iterator[Frame]:
        """What stood between two events, where it was more than tags of a root."""
        between, self._between = self._between, b""
        if between and not _BETWEEN.fullmatch(between):
            yield Frame(between.strip()[:_EXCERPT], "malformed")
