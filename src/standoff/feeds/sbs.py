"""SBS-1 BaseStation lines (port 30003 of dump1090 and its kin): 22 fields, `MSG,3` and `MSG,2` give a position.

The lines carry no time zone; they are read as UTC. The time generated (fields 7 and 8) is the observed time, the
time logged (9 and 10) is when it was received. Altitude is pressure altitude in feet.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from standoff.feeds import tables
from standoff.feeds.columns import Column, Dialect
from standoff.feeds.decoding import Decoded
from standoff.feeds.lines import Lines
from standoff.feeds.separated import read_columns, sound_rows
from standoff.model.reports import ReportBatch
from standoff.model.units import FOOT_M, KNOT_MPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.feeds.decoding import Context

_WIDTH: Final = 22
_WANTED: Final = {
    "kind": 0,
    "type": 1,
    "hex": 4,
    "date": 6,
    "clock": 7,
    "date_logged": 8,
    "clock_logged": 9,
    "altitude": 11,
    "groundspeed": 12,
    "track": 13,
    "lat": 14,
    "lon": 15,
    "onground": 21,
}
_POSITION_TYPES: Final = (b"2", b"3")
_OTHER_TYPES: Final = (b"1", b"4", b"5", b"6", b"7", b"8")
_OTHER_KINDS: Final = (b"SEL", b"ID", b"AIR", b"STA", b"CLK")

DIALECT: Final = Dialect(
    "sbs",
    {
        "time": Column("time"),
        "received": Column("received"),
        "id": Column("hex"),
        "lat": Column("lat"),
        "lon": Column("lon"),
        "alt_baro_m": Column("altitude", FOOT_M),
        "speed_mps": Column("groundspeed", KNOT_MPS),
        "course_deg": Column("track"),
        "on_ground": Column("onground"),
    },
    prefix="icao24",
)


class SbsDecoder:
    """A codec for SBS-1 lines."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lines = Lines()

    def feed(self, data: bytes) -> Decoded:
        """See `Decoder.feed`."""
        return self._taken(self._lines.feed(data))

    def finish(self) -> Decoded:
        """See `Decoder.finish`."""
        return self._taken(self._lines.finish())

    def _taken(self, block: bytes) -> Decoded:
        if not block:
            return Decoded(ReportBatch.empty(self._context.entities, self._context.sources))
        rows = sound_rows(block, self._lines.number, _WIDTH, b",")
        self._lines.number += block.count(b"\n")
        columns = dict(zip(_WANTED, read_columns(rows.lines, _WIDTH, list(_WANTED.values()), b","), strict=True))
        message = pc.equal(columns["kind"], b"MSG")
        position = np.asarray(pc.and_(message, pc.is_in(columns["type"], pa.array(_POSITION_TYPES, pa.binary()))))
        chosen = {name: column.filter(pa.array(position)) for name, column in columns.items()}
        chosen["time"] = _moments(chosen["date"], chosen["clock"])
        chosen["received"] = _moments(chosen["date_logged"], chosen["clock_logged"])
        places: list[int] = np.flatnonzero(position).tolist()
        decoded = tables.decode(
            chosen, DIALECT, self._context, rows.numbers[position], lambda row: rows.texts[places[row]]
        )
        kinds, types = columns["kind"].to_pylist(), columns["type"].to_pylist()
        rest = [
            ("malformed", int(rows.numbers[row]), rows.texts[row], (kinds[row], types[row]))
            for row in np.flatnonzero(~position).tolist()
        ]
        unsound = [(reason, number, line, line.split(b",", 2)) for reason, number, line in rows.bad]
        # both may be malformed, of which the first few are kept: line by line, they are the same in any pieces
        for reason, number, line, fields in sorted([*rest, *unsound], key=itemgetter(1)):
            _other(decoded, reason, number, line, fields)
        return decoded


def _moments(date: pa.Array, clock: pa.Array) -> pa.Array:
    """`2022/01/08` and `22:42:15.605` as one text; a date without a clock is no time (and not midnight)."""
    joined = pc.binary_join_element_wise(pc.replace_substring(date, b"/", b"-"), clock, b"T")
    return pc.if_else(pc.equal(joined, b"T"), b"", joined)


def _other(decoded: Decoded, reason: str, number: int, line: bytes, fields: Sequence[bytes]) -> None:
    """Counts a line that gives no report: by its kind, or as rejected where it should have given one."""
    kind, number_of_type = fields[0], fields[1] if len(fields) > 1 else b""
    if kind == b"MSG" and number_of_type in _OTHER_TYPES:
        decoded.other[f"MSG,{number_of_type.decode('ascii')}"] += 1
    elif kind in _OTHER_KINDS:
        decoded.other[kind.decode("ascii")] += 1
    else:
        decoded.reject(reason, number, line)
