"""GPX 1.1 and 1.0: track points with a time are reports.

Theory of operation. An XML parser without a tree (expat) is fed the bytes as they come; a track point is a row when it
ends, and nothing of it is kept. A document type declaration ends the reading before anything in it is taken in, so
that no entity can be defined, far or near. Depth, length of a tag and length of a text are bounded. XML knows no
line to begin again at: at the first fault there is one rejection, and what stands behind it is not read.

A `trkpt` without `time` is rejected as `no-time`. `wpt` and `rtept` are places that somebody marked or plans to go to:
they are counted as something else, with or without a time. `speed` (m/s) and `course` are read as GPX 1.0 has them,
and inside `extensions`, where devices write them since. `ele` does not say what it is above, and `hdop` is no error in
metres: neither is read.

The entity is the name of the track (`trk/name`, which stands before its points), or else that of the file.

Sources: GPX 1.1 and 1.0 Schema Documentation (Topografix); Garmin TrackPointExtension v2 (speed, course).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from standoff.feeds.rows import Rows

if TYPE_CHECKING:
    from standoff.feeds.decoding import Context, Decoded

_DEEPEST: Final = 64
"""A point's extensions are at depth seven or so."""
_STRIDE: Final = 65_536
"""At multiples of so many bytes it is looked whether a tag has ended; none is longer."""
_LONGEST_TEXT: Final = 256
_PLACES: Final = frozenset({"wpt", "rtept"})
_OF_POINTS: Final = {"time": "time", "speed": "speed_mps", "course": "course_deg"}
_ENDING: Final = re.compile(r"(\.gpx)?(\.gz|\.zst)?$", re.IGNORECASE)


class _RefusedError(Exception):
    """Something that is well-formed and still not read; its text is the reason."""


class GpxDecoder:
    """A codec for one GPX document."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._file = _ENDING.sub("", context.where.replace("\\", "/").rpartition("/")[2], count=1)
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._fed = 0
        self._ended = False
        self._path: list[str] = []
        self._text: str | None = None
        self._name = ""
        self._point: dict[str, object] = {}
        self._rows = Rows(1)

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        while data:
            piece, data = data[: _STRIDE - self._fed % _STRIDE], data[_STRIDE - self._fed % _STRIDE :]
            self._fed += len(piece)
            self._parse(piece)
        return self._taken()

    def finish(self) -> Decoded:
        """See `Decoder.finish`."""
        if self._fed:
            self._parse(b"", last=True)
        return self._taken()

    def _taken(self) -> Decoded:
        rows, self._rows = self._rows, Rows(self._rows.number)
        return rows.decoded(self._context)

    def _parse(self, piece: bytes, *, last: bool = False) -> None:
        if self._ended:
            return
        try:
            self._parser.Parse(piece, last)
        except _RefusedError as refused:
            reason = str(refused)
            self._refuse(reason)
        except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding that is none
            self._refuse("malformed")
        else:
            if self._fed % _STRIDE == 0 and self._fed - self._parser.CurrentByteIndex > _STRIDE:
                self._refuse("too-large")

    def _refuse(self, reason: str) -> None:
        # where it was: what expat says of line and fault hangs on the pieces in which the bytes came
        self._rows.reject(reason, f"in {'/'.join(self._path[-4:]) or 'no element'}".encode())
        self._ended = True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if not self._path and name != "gpx":
            raise _RefusedError("schema")
        if len(self._path) == _DEEPEST:
            raise _RefusedError("too-large")
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "trk":
            self._name = ""
        elif name == "trkpt":
            self._point = {"lat": attributes.get("lat"), "lon": attributes.get("lon")}
        wanted = name in _OF_POINTS and "trkpt" in self._path
        self._text = "" if wanted or (name == "name" and parent == "trk") else None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text += text[: _LONGEST_TEXT - len(self._text)]

    def _end(self, name: str) -> None:
        name = _local(name)
        self._path.pop()
        text, self._text = (self._text or "").strip(), None
        if name == "trkpt":
            entity = self._name or self._file
            values = self._point | {"id": f"gpx:{entity}" if entity else None}
            self._rows.add(values, f"{self._point['lat']},{self._point['lon']} {self._point.get('time', '')}".encode())
        elif name == "name" and self._path[-1:] == ["trk"]:
            self._name = text
        elif name in _OF_POINTS and "trkpt" in self._path and text:
            self._point[_OF_POINTS[name]] = text
        elif name in _PLACES:
            self._rows.count(name)


def _local(name: str) -> str:
    """The name of an element without the prefix of its namespace."""
    return name.rpartition(":")[2]


def _refuse_doctype(*_declared: object) -> None:
    raise _RefusedError("schema")
