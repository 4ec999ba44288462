"""Separated text (RFC 4180) with one row a line: whole blocks go to Arrow, and no bad line takes another with it.

Arrow reads a block of lines at once or not at all. So lines that would upset it are taken out first, by counting
separators in the bytes of the block: a line with too few or too many fields, with a quote that is not closed, or
with a carriage return inside. Lines with quotes are read one by one by Python's `csv` and written again in one
unmistakable way. A line break inside quotes ends the row: a table of positions has no use for one, and one stray
quote must not swallow the rows behind it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from standoff.feeds.lines import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from standoff.model.arrays import Int64s

_FEED, _RETURN, _QUOTE = 10, 13, 34


class Rows(NamedTuple):
    """The sound lines of a block, and the others.

    Attributes:
        lines: sound lines, without line ends, for `read_columns`.
        texts: the same lines as they were written.
        numbers: their line numbers, shape (n,).
        bad: reason, line number and text of each line that is not sound; blank lines are neither.
    """

    lines: list[bytes]
    texts: list[bytes]
    numbers: Int64s
    bad: list[tuple[str, int, bytes]]


def sound_rows(block: bytes, first_number: int, width: int, separator: bytes) -> Rows:
    """Splits a block of whole lines.

    Args:
        block: lines, each with its line feed.
        first_number: line number of the first.
        width: how many fields a line has.
        separator: one byte.
    """
    block = block.replace(b"\r\n", b"\n")
    octets = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(octets == _FEED)
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = block.split(b"\n")[:-1]
    texts = lines.copy()
    separators = _count(octets == separator[0], starts, ends)
    unsure = separators != width - 1
    if b'"' in block:
        unsure |= _count(octets == _QUOTE, starts, ends) > 0
    if b"\r" in block:
        unsure |= _count(octets == _RETURN, starts, ends) > 0
    numbers = first_number + np.arange(len(lines), dtype=np.int64)
    bad: list[tuple[str, int, bytes]] = []
    keep = np.ones(len(lines), np.bool_)
    for row in np.flatnonzero(unsure).tolist():
        line = lines[row]
        mended = _fields_again(line, width, separator)
        keep[row] = mended is not None
        if mended is not None:
            lines[row] = mended
        elif line.strip():
            bad.append((_reason(line), int(numbers[row]), line))
    if keep.all():
        return Rows(lines, texts, numbers, bad)
    sound = np.flatnonzero(keep).tolist()
    return Rows([lines[row] for row in sound], [texts[row] for row in sound], numbers[keep], bad)


def _count(marks: np.ndarray[tuple[int], np.dtype[np.bool_]], starts: Int64s, ends: Int64s) -> Int64s:
    total = np.concatenate([[0], np.cumsum(marks)])
    return total[ends] - total[starts]


def _reason(line: bytes) -> str:
    return "quotes" if b'"' in line else "malformed" if b"\r" in line else "columns"


def _fields_again(line: bytes, width: int, separator: bytes) -> bytes | None:
    """A line whose fields are all quoted, or None if it has not as many as it should."""
    if b"\r" in line or (b'"' not in line and line.count(separator) != width - 1):
        return None
    try:
        fields = next(csv.reader([line.decode("latin-1")], delimiter=separator.decode("latin-1"), strict=True))
    except (csv.Error, StopIteration):
        return None
    if len(fields) != width:
        return None
    return separator.join(b'"' + field.replace('"', '""').encode("latin-1") + b'"' for field in fields)


def read_columns(lines: list[bytes], width: int, wanted: list[int], separator: bytes) -> list[pa.Array]:
    """Some columns of sound lines, as binary."""
    if not lines:
        return [pa.array([], pa.binary()) for _ in wanted]
    block = b"\n".join(lines) + b"\n"
    if block.startswith(BYTE_ORDER_MARK):  # Arrow takes one from wherever a block begins: a row's own is kept
        block = BYTE_ORDER_MARK + block
    names = [str(place) for place in range(width)]
    chosen = [names[place] for place in wanted]
    table = pacsv.read_csv(
        io.BytesIO(block),
        pacsv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
        pacsv.ParseOptions(delimiter=separator.decode("latin-1"), ignore_empty_lines=False),
        pacsv.ConvertOptions(
            include_columns=chosen,
            column_types=dict.fromkeys(chosen, pa.binary()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return [column.combine_chunks() for column in table.columns]
