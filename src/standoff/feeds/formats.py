"""Which codec reads an input: told, or recognised by how the input begins."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.feeds.ais import AisDecoder
from standoff.feeds.cot import CotDecoder
from standoff.feeds.csv import CsvDecoder, read_header
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.feeds.lines import BYTE_ORDER_MARK
from standoff.feeds.sbs import SbsDecoder
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
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


_SENTENCE: Final = re.compile(rb"(?:\\[^\\]*\\)?[!$][^,]{3,12},")
_SBS: Final = re.compile(rb"(?:MSG,[1-8]|SEL|ID|AIR|STA|CLK),")
_COT: Final = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<events[^<>]*>)*<event[\s/>]", re.DOTALL)
_LOOKED_AT: Final = 20


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
    for pattern, found in ((_SENTENCE, Format.NMEA), (_SBS, Format.SBS)):
        if 2 * sum(1 for line in lines if pattern.match(line)) > len(lines):
            return found
    if lines[0].startswith(b"{") and _is_report(lines[0]):
        return Format.JSONL
    if lines[0].startswith(b"{"):
        raise UnusableInputError(where, "is JSON, but its first line is no report with time and source", _SAY)
    if lines[0][:1] in b"[<":
        raise UnusableInputError(where, f"begins with {_begins(lines[0])}, like none of the known formats", _SAY)
    read_header(lines[0], where, by_hand)
    return Format.CSV


_SAY = f"Known formats are {', '.join(Format)}; say which with --format"


def _is_report(line: bytes) -> bool:
    try:
        keys = msgspec.json.decode(line, type=dict[str, object]).keys()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return {"time", "source"} <= keys


def _begins(line: bytes) -> str:
    return repr(line[:24].decode("utf-8", "backslashreplace"))


def decoder(kind: Format, context: Context, by_hand: dict[str, str] | None) -> Decoder:
    """A codec for a format that can be fed bytes as they come (all but Parquet).

    Raises:
        ValueError: the format is Parquet.
    """
    match kind:
        case Format.NMEA:
            return AisDecoder(context)
        case Format.CSV:
            return CsvDecoder(context, by_hand)
        case Format.SBS:
            return SbsDecoder(context)
        case Format.JSONL:
            return JsonLinesDecoder(context)
        case Format.COT:
            return CotDecoder(context)
        case Format.PARQUET:
            raise ValueError("Parquet is read by feeds.parquet.decode")
