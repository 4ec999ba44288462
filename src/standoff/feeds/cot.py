"""Cursor-on-Target XML (event schema 2.0 and the router guide, both MITRE): events to reports.

Theory of operation. Bytes are cut into events (`cot_frames`); each is read by an expat parser of its own, which knows
no entities but the five of XML, stops below a depth, and keeps three elements: `event`, its `point`, and the `track`
of its `detail`. An atom (type `a`, `a-*`) is the position of something that can move and gives a report; every other
kind of event is counted by kind. What cannot be known to be something else counts as read, and is rejected.

The time of a report is `time`, when the event was made; `start` and `stale` say for how long a display may show it,
which is the sender's word on a display and no observation. Both are the same in what ATAK, iTAK and WinTAK send of
themselves. An affiliation that stands in the type is a claim and is not taken over.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from standoff.feeds import tables, values
from standoff.feeds.columns import Column, Dialect
from standoff.feeds.cot_frames import Frame, Frames
from standoff.feeds.decoding import Decoded
from standoff.feeds.lines import BYTE_ORDER_MARK
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from standoff.feeds.decoding import Context

DEEPEST: Final = 32
"""Elements within elements; real events have six."""
LONGEST_UID: Final = 256
UNKNOWN_FROM: Final = 999_999.0
"""An error or a height from here on is "not known": 9999999 by the schema, 999999 as TAK protobuf has it."""
_KINDS: Final = (
    ("b-t-f", "chat"),
    ("b-a", "alert"),
    ("b-m-r", "route"),
    ("b-m-p", "point"),
    ("b-f-t", "file-transfer"),
    ("b-i", "image"),
    ("b", "bits"),
    ("u-d", "shape"),
    ("u-r", "range-and-bearing"),
    ("u", "user"),
    ("t-x-d-d", "delete"),
    ("t-x-c-t", "ping"),
    ("t", "tasking"),
    ("r", "reservation"),
    ("c", "capability"),
    ("y", "reply"),
)
"""Kinds of events that are no position, by how their type begins; the first that fits."""
_SIMULATED_HOW: Final = "m-s"
_UNREAL_OPEX: Final = ("e", "s")

DIALECT: Final = Dialect(
    "cot",
    {
        "time": Column("time"),
        "id": Column("uid"),
        "lat": Column("lat"),
        "lon": Column("lon"),
        "alt_hae_m": Column("hae"),
        "speed_mps": Column("speed"),
        "course_deg": Column("course"),
        "err_major_m": Column("ce"),
        "err_minor_m": Column("ce"),
        "status": Column("status"),
    },
    prefix="cot",
    speed_unknown=UNKNOWN_FROM,
)


class Atom(NamedTuple):
    """What is read of the position of something that can move, as text."""

    uid: str
    time: str | None
    lat: str | None
    lon: str | None
    hae: str | None
    ce: str | None
    speed: str | None
    course: str | None
    status: str | None


class CotDecoder:
    """A codec for streams and files of Cursor-on-Target XML; a row is an event."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._frames = Frames()
        self._number = 1
        self._head: bytes | None = b""

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        return self._taken(self._frames.feed(self._without_mark(data, last=False)))

    def finish(self) -> Decoded:
        """See `Decoder.finish`."""
        begun = self._frames.feed(self._without_mark(b"", last=True))
        return self._taken([*begun, *self._frames.finish()])

    def _without_mark(self, data: bytes, *, last: bool) -> bytes:
        if self._head is None:
            return data
        head = self._head + data
        if len(head) < len(BYTE_ORDER_MARK) and not last:
            self._head = head
            return b""
        self._head = None
        return head.removeprefix(BYTE_ORDER_MARK)

    def _taken(self, frames: list[Frame]) -> Decoded:
        other = Decoded(ReportBatch.empty(self._context.entities, self._context.sources))
        atoms: list[Atom] = []
        numbers: list[int] = []
        texts: list[bytes] = []
        for frame in frames:
            found = frame.fault or _read(frame.text)
            if isinstance(found, Atom):
                atoms.append(found)
                numbers.append(self._number)
                texts.append(frame.text)
            else:
                _count(other, found, self._number, frame.text)
            self._number += 1
        if not atoms:
            return other
        decoded = tables.decode(
            _table(atoms), DIALECT, self._context, np.array(numbers, np.int64), lambda row: texts[row]
        )
        return Decoded.of(self._context, [decoded, other])


def _count(decoded: Decoded, found: str, number: int, text: bytes) -> None:
    """Counts an event that gives no report: under its kind, or under the reason for which it is rejected."""
    match found:
        case "malformed":
            decoded.reject("malformed", number, text)
        case "too-long":
            decoded.reject("too-long", number, text)
        case "doctype":
            decoded.reject("doctype", number, text)
        case "schema":
            decoded.reject("schema", number, text)
        case _:
            decoded.other[found] += 1


class _TooDeepError(Exception):
    """Raised out of a parser that has gone deep enough."""


class _Reading:
    """What the parser found of one event."""

    __slots__ = ("event", "path", "point", "track")

    def __init__(self) -> None:
        self.path: deque[str] = deque()
        """The elements that are open, the innermost first: there `remove` finds the one that ends."""
        self.event: dict[str, str] = {}
        self.point: dict[str, str] = {}
        self.track: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        path = self.path
        depth = len(path)
        if depth == 1:
            if name == "point" and not self.point:
                self.point = attributes
        elif depth == 2:  # noqa: PLR2004 - event, detail, track
            if name == "track" and path[0] == "detail":
                self.track = attributes
        elif depth == 0:
            self.event = attributes
        elif depth >= DEEPEST:
            raise _TooDeepError
        path.appendleft(name)


def _read(text: bytes) -> Atom | str:
    """The position that an event gives; or its kind, where it is another; or the reason why it is rejected."""
    reading = _Reading()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.path.remove
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, _TooDeepError):
        return "malformed"
    event, point, track = reading.event, reading.point, reading.track
    kind, uid = event.get("type", ""), event.get("uid", "").strip()
    if kind != "a" and not kind.startswith("a-"):
        return next((name for begins, name in _KINDS if kind == begins or kind.startswith(begins + "-")), "schema")
    if not 0 < len(uid) <= LONGEST_UID:
        return "schema"
    unreal = event.get("how", "").startswith(_SIMULATED_HOW) or event.get("opex", "").startswith(_UNREAL_OPEX)
    return Atom(
        uid,
        event.get("time"),
        point.get("lat"),
        point.get("lon"),
        point.get("hae"),
        point.get("ce"),
        track.get("speed"),
        track.get("course"),
        Status.EXERCISE.value if unreal else None,
    )


def _table(atoms: list[Atom]) -> dict[str, pa.Array]:
    """Columns by their names; what senders write for "not known" is empty."""
    table = {
        name: pa.array(column, pa.string()) for name, column in zip(Atom._fields, zip(*atoms, strict=True), strict=True)
    }
    nowhere = (values.numbers(table["lat"])[0] == 0) & (values.numbers(table["lon"])[0] == 0)
    for name in ("lat", "lon"):  # what ATAK writes while it has no fix
        table[name] = pc.if_else(pa.array(nowhere), pa.scalar(None, pa.string()), table[name])
    table["hae"] = _known(table["hae"], -UNKNOWN_FROM)
    table["ce"] = _known(table["ce"], np.nextafter(0, 1))  # no instrument errs by nothing: 0 means that nobody set it
    table["speed"] = _known(table["speed"], 0.0)
    return table


def _known(column: pa.Array, least: float) -> pa.Array:
    number = values.numbers(column)[0]
    known = (number >= least) & (number < UNKNOWN_FROM)
    return pa.array(np.where(known, number, np.nan))
