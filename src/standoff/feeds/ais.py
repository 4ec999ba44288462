"""AIS (ITU-R M.1371) in NMEA 0183: sentences to messages to reports.

Theory of operation. Lines are taken apart (`nmea`); `VDM` and `VDO` sentences of any talker are AIS. Sentences of
one message are put together by talker, number of sentences, sequence number and channel; a group that another
replaces, or that the input leaves unfinished, is rejected as `incomplete`, as is a sentence without its first.
Messages 1, 2, 3, 9, 18, 19 and 27 give the position of something that moves and are decoded (by pyais); all
others are counted by kind. What cannot be known to be something else counts as read, and is rejected.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

import numpy as np
from pyais.bit_vector import bit_vector
from pyais.exceptions import AISBaseException
from pyais.messages import MSG_CLASS

from standoff.feeds import nmea
from standoff.feeds.decoding import Decoded
from standoff.feeds.lines import Lines
from standoff.model.reports import ReportBatch
from standoff.model.times import NO_TIME
from standoff.model.units import KNOT_MPS

if TYPE_CHECKING:
    from standoff.feeds.decoding import Context

_POSITION_BITS: Final = {1: 116, 2: 116, 3: 116, 9: 116, 18: 112, 19: 112, 27: 79}
"""Message types that give the position of something that moves, with the bit at which the position ends."""
_MOTION_BITS: Final = {1: 128, 2: 128, 3: 128, 9: 128, 18: 124, 19: 124, 27: 94}
"""The bit at which course and speed end: of a message that is cut off before it, neither is known."""
_KINDS: Final = {
    4: "base-station",
    5: "static-data",
    11: "utc-response",
    17: "dgnss-broadcast",
    21: "aid-to-navigation",
    24: "static-data",
}
_SPEED_UNKNOWN_KN: Final = {9: 1023.0, 27: 63.0}
_SPEED_UNKNOWN_DEFAULT_KN: Final = 102.3
_LAST_TYPE: Final = 27
_ARMOUR: Final = re.compile(rb"[0-W`-w]+")
_ADDRESS: Final = re.compile(rb"..VD[MO]", re.DOTALL)
_AIS_WITHIN: Final = re.compile(rb"VD[MO],")
"""What a damaged line that was AIS, or has swallowed some, still shows."""
_OTHER_ADDRESS: Final = re.compile(rb"[A-Z0-9=$.]{1,12}")
_MOST_UNFINISHED: Final = 256
_FIELDS: Final = 7


class _Part(NamedTuple):
    """A message in the making: payload so far, its next sentence, its time, and where it began."""

    payload: bytes
    next_number: int
    stamp: nmea.Stamped
    line: int
    text: bytes


class _Position(Protocol):
    """What is read of a message that gives a position, whatever its type."""

    mmsi: int
    lat: float
    lon: float
    speed: float | None
    course: float | None


class AisDecoder:
    """A codec for logs and streams of NMEA 0183 with AIS in it.

    Attributes:
        timed_by: how many messages got their time from what: tag-block, pghp, stamp, clock, arrival, none.
        arrived_ns: when the bytes that are fed now arrived, for messages without a time of their own; `NO_TIME` for a
            log, whose bytes say nothing of that.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._source = context.sources.code(context.source)
        self._lines = Lines()
        self._clock = nmea.Clock()
        self._unfinished: dict[tuple[bytes, ...], _Part] = {}
        self._rows: list[tuple[Any, ...]] = []
        self.timed_by: Counter[str] = Counter()
        self.arrived_ns = NO_TIME

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        return self._taken(self._lines.feed(data))

    def finish(self) -> Decoded:
        """See `Decoder.finish`; messages that are still unfinished are rejected."""
        decoded = self._taken(self._lines.finish())
        for part in self._unfinished.values():
            decoded.reject("incomplete", part.line, part.text)
        self._unfinished.clear()
        return decoded

    def _taken(self, block: bytes) -> Decoded:
        decoded = Decoded(ReportBatch.empty(self._context.entities, self._context.sources))
        for line in block.split(b"\n")[:-1]:
            self._line(line.rstrip(b"\r"), self._lines.number, decoded)
            self._lines.number += 1
        if self._rows:
            decoded.batch = self._batch()
        return decoded

    def _line(self, line: bytes, number: int, decoded: Decoded) -> None:
        if not line.strip():
            return
        sentence = nmea.parse(line)
        if sentence is None:
            self._unparsed(line, number, decoded)
            return
        address = sentence.fields[0]
        if sentence.start == b"!" and _ADDRESS.fullmatch(address):
            self._sentence(sentence, number, line, decoded)
        elif not sentence.sound and _AIS_WITHIN.search(line):
            decoded.reject("malformed", number, line)
        elif _OTHER_ADDRESS.fullmatch(address) and (sentence.start == b"$" or address.isalpha()):
            if sentence.sound:
                self._clock.hear(sentence)
            decoded.other[address.decode("ascii")] += 1
        else:
            decoded.reject("malformed", number, line)

    def _unparsed(self, line: bytes, number: int, decoded: Decoded) -> None:
        """Counts a line that is no sentence: as AIS where it shows that it was."""
        if _AIS_WITHIN.search(line):
            decoded.reject("malformed", number, line)
        else:
            decoded.other["not-nmea"] += 1

    def _sentence(self, sentence: nmea.Sentence, number: int, line: bytes, decoded: Decoded) -> None:
        stamp = self._clock.stamp(sentence)
        if stamp.time_ns == NO_TIME and self.arrived_ns != NO_TIME:
            stamp = nmea.Stamped(self.arrived_ns, self.arrived_ns, "arrival")
        if not sentence.sound:
            decoded.reject("malformed" if sentence.sound is None else "checksum", number, line)
            return
        whole = self._assembled(sentence, stamp, number, line, decoded)
        if whole is not None:
            self.timed_by[whole.stamp.by] += 1
            self._message(whole, sentence.fields[-1], decoded)

    def _assembled(
        self, sentence: nmea.Sentence, stamp: nmea.Stamped, number: int, line: bytes, decoded: Decoded
    ) -> _Part | None:
        """The message that a sentence completes, if it does."""
        fields = sentence.fields
        if len(fields) != _FIELDS or not _digit(fields[1]) or not _digit(fields[2]) or fields[2] > fields[1]:
            decoded.reject("malformed", number, line)
            return None
        payload = fields[5]
        if fields[1] == b"1":
            return _Part(payload, 2, stamp, number, line)
        key = (fields[0][:2], fields[1], fields[3], fields[4])
        begun = self._unfinished.pop(key, None)
        if fields[2] == b"1":
            self._begin(key, _Part(payload, 2, stamp, number, line), begun, decoded)
            return None
        if begun is None or int(fields[2]) != begun.next_number:
            decoded.reject("incomplete", number, line)
            if begun is not None:
                decoded.reject("incomplete", begun.line, begun.text)
            return None
        known = stamp if begun.stamp.time_ns == NO_TIME else begun.stamp
        part = _Part(begun.payload + payload, begun.next_number + 1, known, begun.line, begun.text)
        if fields[2] == fields[1]:
            return part
        self._unfinished[key] = part
        return None

    def _begin(self, key: tuple[bytes, ...], part: _Part, replaced: _Part | None, decoded: Decoded) -> None:
        if replaced is None and len(self._unfinished) >= _MOST_UNFINISHED:
            replaced = self._unfinished.pop(next(iter(self._unfinished)))
        if replaced is not None:
            decoded.reject("incomplete", replaced.line, replaced.text)
        self._unfinished[key] = part

    def _message(self, part: _Part, fill: bytes, decoded: Decoded) -> None:
        if not _ARMOUR.fullmatch(part.payload) or fill not in {b"0", b"1", b"2", b"3", b"4", b"5"}:
            decoded.reject("undecodable", part.line, part.text)
            return
        kind = _six_bits(part.payload[0])
        ends = _POSITION_BITS.get(kind)
        if ends is None:
            if 1 <= kind <= _LAST_TYPE:
                decoded.other[_KINDS.get(kind, f"message-{kind}")] += 1
            else:
                decoded.reject("undecodable", part.line, part.text)
        elif len(part.payload) * 6 - int(fill) < ends:
            decoded.reject("undecodable", part.line, part.text)
        else:
            self._position(part, int(fill), kind, decoded)

    def _position(self, part: _Part, fill: int, kind: int, decoded: Decoded) -> None:
        try:
            message: _Position = cast("Any", MSG_CLASS[kind]).from_vector(bit_vector(part.payload, fill))
        except (AISBaseException, ValueError):
            decoded.reject("undecodable", part.line, part.text)
            return
        if not (abs(message.lat) <= 90 and abs(message.lon) <= 180):  # noqa: PLR2004 - 91 and 181 mean "not available"
            decoded.reject("no-position", part.line, part.text)
        elif part.stamp.time_ns == NO_TIME:
            decoded.reject("no-time", part.line, part.text)
        else:
            moves = len(part.payload) * 6 - fill >= _MOTION_BITS[kind]
            self._rows.append(self._row(message, kind, part, moves=moves))

    def _row(self, message: _Position, kind: int, part: _Part, *, moves: bool) -> tuple[Any, ...]:
        speed = message.speed if moves and message.speed is not None else np.nan
        course = message.course if moves and message.course is not None else np.nan
        speed_known = speed < _SPEED_UNKNOWN_KN.get(kind, _SPEED_UNKNOWN_DEFAULT_KN)
        return (
            self._context.entities.code(f"ais:{message.mmsi}"),
            message.lat,
            message.lon,
            part.stamp.time_ns,
            part.stamp.received_ns,
            speed * KNOT_MPS if speed_known else np.nan,
            course if course < 360 else np.nan,  # noqa: PLR2004 - 360 means "not available"
            part.line,
        )

    def _batch(self) -> ReportBatch:
        entity, lat, lon, time_ns, received_ns, speed_mps, course_deg, place = zip(*self._rows, strict=True)
        self._rows.clear()
        columns = {
            "entity": np.array(entity, np.int32),
            "source": np.full(len(entity), self._source, np.int32),
            "lat": np.array(lat, np.float64),
            "lon": np.array(lon, np.float64),
            "time_ns": np.array(time_ns, np.int64),
            "received_ns": np.array(received_ns, np.int64),
            "speed_mps": np.array(speed_mps, np.float64),
            "course_deg": np.array(course_deg, np.float64),
            "place": np.array(place, np.int64),
        }
        return ReportBatch.of(self._context.entities, self._context.sources, columns)


def _digit(field: bytes) -> bool:
    return len(field) == 1 and field in b"123456789"


def _six_bits(character: int) -> int:
    """The value of an armoured character (IEC 61162-1, table of 6-bit characters)."""
    value = character - 48
    return value - 8 if value > 40 else value  # noqa: PLR2004 - the gap in the alphabet lies at 40
