r"""NMEA 0183 sentences (IEC 61162-1): tag block, body, checksum, what stands behind it, and the clock of a log.

A line is `\tag block\!AIVDM,1,1,,A,payload,0*5C,stamp`; tag block and stamp are optional. The checksum is the
exclusive or of the bytes between `!` or `$` and `*` and is enforced, that of a tag block likewise; but 00 there is
taken as "not computed", as real logs write it throughout (`amsa_tagblock_2014-12-31.nmea`).

The time of a sentence comes from, in this order: its tag block (`c:`, UTC seconds or milliseconds); a `$PGHP`
line (Gatehouse; satellite and shore networks) since the last AIS sentence, which names the moment of reception
for the next one; a stamp behind its checksum (UTC seconds or milliseconds); the last `$--ZDA` or `$--RMC`.
"""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from standoff.model.times import HORIZON_NS, NO_TIME, from_datetime

if TYPE_CHECKING:
    from collections.abc import Callable

_LINE = re.compile(rb"(?:\\([^\\]*)\\)?([!$])([^*]*)(?:\*([0-9A-Fa-f]{2})(.*))?", re.DOTALL)
_TAG_TIME = re.compile(rb"(?:^|,)c:(\d{9,14})(?:[,*]|$)")
_HEX = re.compile(rb"[0-9A-Fa-f]{2}")
_STAMP = re.compile(rb",(\d{9,14})")
_DATE = re.compile(rb"\d{6}")
_CENTURY = 2000
_MILLISECONDS_FROM = 100_000_000_000
_XOR: Final = cast("Callable[[int, int], int]", operator.xor)  # pyright: ignore[reportUnknownMemberType] - typeshed lacks it


class Sentence(NamedTuple):
    """One line taken apart; nothing in it is decoded yet.

    Attributes:
        tag: the tag block, without its backslashes; empty where there is none.
        start: `!` for encapsulated data, `$` for plain fields.
        fields: what stands between start and checksum, split at commas.
        sound: True, False, or None where there is no checksum.
        tail: what stands behind the checksum.
    """

    tag: bytes
    start: bytes
    fields: list[bytes]
    sound: bool | None
    tail: bytes


def parse(line: bytes) -> Sentence | None:
    """The sentence of a line without its line end, or None if it is no sentence."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    tag, start, body, checksum, tail = match.groups()
    sound = None if checksum is None else _tag_is_sound(tag or b"") and reduce(_XOR, body, 0) == int(checksum, 16)
    return Sentence(tag or b"", start, body.split(b","), sound, tail or b"")


def _tag_is_sound(tag: bytes) -> bool:
    body, star, checksum = tag.rpartition(b"*")
    if not star or checksum == b"00":
        return True
    return _HEX.fullmatch(checksum) is not None and reduce(_XOR, body, 0) == int(checksum, 16)


class Stamped(NamedTuple):
    """When a sentence was received by a station and, where known, when it reached us; and from what we know it."""

    time_ns: int
    received_ns: int
    by: str


UNSTAMPED = Stamped(NO_TIME, NO_TIME, "none")


class Clock:
    """The clock of a log: takes sentences in order, and tells the time of an AIS sentence."""

    def __init__(self) -> None:
        self._station_ns = NO_TIME
        self._reception_ns = NO_TIME

    def hear(self, sentence: Sentence) -> None:
        """Takes the time of a sentence that is not AIS, if it has one."""
        address = sentence.fields[0]
        if address == b"PGHP":
            self._reception_ns = _pghp(sentence.fields)
        elif address.endswith(b"RMC"):
            self._station_ns = _rmc(sentence.fields) or self._station_ns
        elif address.endswith(b"ZDA"):
            self._station_ns = _zda(sentence.fields) or self._station_ns

    def stamp(self, sentence: Sentence) -> Stamped:
        """The time of an AIS sentence; a `$PGHP` before it is used up."""
        reception_ns, self._reception_ns = self._reception_ns, NO_TIME
        behind = _epoch(_STAMP.match(sentence.tail))
        if (tagged := _epoch(_TAG_TIME.search(sentence.tag))) != NO_TIME:
            return Stamped(tagged, behind, "tag-block")
        if reception_ns != NO_TIME:
            return Stamped(reception_ns, behind, "pghp")
        if behind != NO_TIME:
            return Stamped(behind, NO_TIME, "stamp")
        if self._station_ns != NO_TIME:
            return Stamped(self._station_ns, NO_TIME, "clock")
        return UNSTAMPED


def _epoch(match: re.Match[bytes] | None) -> int:
    if match is None:
        return NO_TIME
    value = int(match[1])
    time_ns = value * (1_000_000 if value >= _MILLISECONDS_FROM else 1_000_000_000)
    return time_ns if time_ns < HORIZON_NS else NO_TIME


def _moment(year: int, month: int, day: int, hhmmss: bytes) -> int | None:
    """Nanoseconds since 1970, or None where the fields are no moment; a leap second is read as the one before."""
    second, _, fraction = hhmmss[4:].partition(b".")
    try:
        micro = int(fraction[:6].ljust(6, b"0")) if fraction else 0
        whole = datetime(year, month, day, int(hhmmss[:2]), int(hhmmss[2:4]), min(int(second), 59), micro, UTC)
    except (ValueError, OverflowError):
        return None
    return _within(from_datetime(whole))


def _within(time_ns: int) -> int | None:
    return time_ns if abs(time_ns) < HORIZON_NS else None


def _rmc(fields: list[bytes]) -> int | None:
    """`$--RMC,hhmmss.ss,A,...,ddmmyy,...` (IEC 61162-1, 8.3.69); only with a valid fix."""
    if len(fields) < 10 or fields[2] != b"A" or not _DATE.fullmatch(fields[9]):  # noqa: PLR2004 - date is field 9
        return None
    date = fields[9]
    return _moment(_CENTURY + int(date[4:]), int(date[2:4]), int(date[:2]), fields[1])


def _zda(fields: list[bytes]) -> int | None:
    """`$--ZDA,hhmmss.ss,dd,mm,yyyy,...` (IEC 61162-1, 8.3.106)."""
    if len(fields) < 5 or not all(field.isdigit() and len(field) <= 4 for field in fields[2:5]):  # noqa: PLR2004 - year is field 4
        return None
    return _moment(int(fields[4]), int(fields[3]), int(fields[2]), fields[1])


def _pghp(fields: list[bytes]) -> int:
    """`$PGHP,1,year,month,day,hour,minute,second,millisecond,...` (Gatehouse; as in the exactEarth logs)."""
    try:
        year, month, day, hour, minute, second, milli = (int(field) for field in fields[2:9])
        moment = datetime(year, month, day, hour, minute, second, milli * 1000, UTC)
    except (ValueError, OverflowError):
        return NO_TIME
    return _within(from_datetime(moment)) or NO_TIME
