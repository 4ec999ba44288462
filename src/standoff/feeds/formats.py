"""Which codec reads an input: told, or recognised by how the input begins."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.feeds import owntracks, readsb
from standoff.feeds.ais import AisDecoder
from standoff.feeds.cot import CotDecoder
from standoff.feeds.csv import CsvDecoder, read_header
from standoff.feeds.gpx import GpxDecoder
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.feeds.lines import BYTE_ORDER_MARK
from standoff.feeds.rows import DocumentDecoder
from standoff.feeds.sbs import SbsDecoder
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.feeds.decoding import Context, Decoder

HEAD_BYTES: Final = 65_536
"""How much of an input `recognise` wants to see."""


class Format(StrEnum):
    """The formats that are read."""

    NMEA = "nmea"
    CSV = "csv"
    SBS = "sbs"
    JSONL = "jsonl"
    COT = "cot"
    PARQUET = "parquet"
    READSB = "readsb"
    OWNTRACKS = "owntracks"
    GPX = "gpx"


_SENTENCE: Final = re.compile(rb"(?:\\[^\\]*\\)?[!$][^,]{3,12},")
_SBS: Final = re.compile(rb"(?:MSG,[1-8]|SEL|ID|AIR|STA|CLK),")
_RECORDED: Final = re.compile(rb"""[^\t]+\t[^\t]+\t\{.*"_type"\s*:""")
_COT: Final = re.compile(rb"(?:\s|(?><\?.*?\?>)|(?><!--.*?-->)|<events[^<>]*>)*+<event[\s/>]", re.DOTALL)
_LOOKED_AT: Final = 20
_HOLDING: Final = (
    (Format.READSB, b"{", (rb'"now"\s*:', rb'"aircraft"\s*:\s*\[')),
    (Format.READSB, b"{", (rb'"icao"\s*:', rb'"trace"\s*:\s*\[')),
    (Format.OWNTRACKS, b"{[", (rb'"_type"\s*:\s*"',)),
    (Format.GPX, b"<", (rb"<(?:\w+:)?gpx[\s/>]",)),
)
"""What a document of a format begins with one of, and all of what stands in its first bytes."""


def recognise(head: bytes, where: str, by_hand: dict[str, str] | None) -> Format:
    """The format of an input, by its first bytes.

    Raises:
        UnusableInputError: it is empty, or none of the formats begins like this.
    """
    head = head.removeprefix(BYTE_ORDER_MARK)
    if not head.strip():
        raise UnusableInputError(where, "is empty: there is nothing to recognise a format by", _SAY)
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if _COT.match(head):
        return Format.COT
    lines = [line.strip() for line in head.split(b"\n") if line.strip()][:_LOOKED_AT]
    for pattern, found in ((_SENTENCE, Format.NMEA), (_SBS, Format.SBS), (_RECORDED, Format.OWNTRACKS)):
        if 2 * sum(1 for line in lines if pattern.match(line)) > len(lines):
            return found
    if lines[0].startswith(b"{") and _is_report(lines[0]):
        return Format.JSONL
    for found, begins, held in _HOLDING:
        if lines[0][:1] in begins and all(re.search(each, head) for each in held):
            return found
    if lines[0][:1] in b"{[<":
        raise UnusableInputError(where, _unknown(lines[0]), _SAY)
    read_header(lines[0], where, by_hand)
    return Format.CSV


_SAY = f"Known formats are {', '.join(Format)}; say which with --format"


def _is_report(line: bytes) -> bool:
    try:
        keys = msgspec.json.decode(line, type=dict[str, object]).keys()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return {"time", "source"} <= keys


def _unknown(line: bytes) -> str:
    if line.startswith(b"{"):
        return "is JSON, but its first line is no report with time and source"
    begins = repr(line[:24].decode("utf-8", "backslashreplace"))
    return f"begins with {begins}, like none of the known formats"


def decoder(kind: Format, context: Context, by_hand: dict[str, str] | None) -> Decoder:
    """A codec for a format that can be fed bytes as they come (all but Parquet).

    Raises:
        ValueError: the format is Parquet.
    """
    if kind is Format.CSV:
        return CsvDecoder(context, by_hand)
    if kind is Format.PARQUET:
        raise ValueError("Parquet is read by feeds.parquet.decode")
    return _DECODERS[kind](context)


_DECODERS: Final[dict[Format, Callable[[Context], Decoder]]] = {
    Format.NMEA: AisDecoder,
    Format.SBS: SbsDecoder,
    Format.JSONL: JsonLinesDecoder,
    Format.COT: CotDecoder,
    Format.READSB: lambda context: DocumentDecoder(context, readsb.read),
    Format.OWNTRACKS: lambda context: DocumentDecoder(context, owntracks.read),
    Format.GPX: GpxDecoder,
}
