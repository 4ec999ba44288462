"""Parquet: the same tables as CSV with typed columns, and record batches of our own (`ReportBatch.to_arrow`).

Parquet cannot be read from its beginning alone, so this codec takes something that can be sought in, and gives
outcomes batch by batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from standoff.feeds import tables
from standoff.feeds.columns import Dialect, recognise
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.feeds.decoding import Context, Decoded

ROWS: Final = 65_536
"""Rows in one outcome."""


def decode(file: BinaryIO, context: Context, by_hand: dict[str, str] | None = None) -> Iterator[Decoded]:
    """Outcomes of a Parquet file, in its order.

    Args:
        file: open for reading, and able to seek.
        context: the input.
        by_hand: columns by field where `--columns` named them.

    Raises:
        UnusableInputError: it is not Parquet, is damaged, or names no columns for time and position.
    """
    try:
        parquet = pq.ParquetFile(file)
        names = parquet.schema_arrow.names
        dialect = recognise(names, f"{context.where}: columns", by_hand)
        wanted = _wanted(names, dialect, f"{context.where}: columns")
        first = 1
        for batch in parquet.iter_batches(ROWS, columns=list(wanted.values()), use_threads=False):
            yield _decoded(batch, dialect, context, wanted, first)
            first += batch.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(
            context.where, f"cannot be read as Parquet: {error}", "Fetch or write the file again"
        ) from error


def _wanted(names: list[str], dialect: Dialect, where: str) -> dict[str, str]:
    """The file's own names of the columns that are wanted, by their lowered names."""
    lowered = {name.strip().lower(): name for name in reversed(names)}
    wanted = {c.name: lowered[c.name] for c in dialect.fields.values() if c.name in lowered}
    if twice := [name for name in wanted.values() if names.count(name) > 1]:
        raise UnusableInputError(where, f"there are several columns {', '.join(twice)}; expected one of each")
    return wanted


def _text(table: dict[str, pa.Array], row: int) -> bytes:
    """A row for a reader; by Arrow, which can write every value that it can hold (Python's dates cannot)."""
    cells = {name: column.slice(row, 1).to_string(indent=0, skip_new_lines=True) for name, column in table.items()}
    return " ".join(f"{name}={text.strip('[]')}" for name, text in cells.items()).encode("utf-8", "backslashreplace")


def _decoded(batch: pa.RecordBatch, dialect: Dialect, context: Context, wanted: dict[str, str], first: int) -> Decoded:
    table = {name: batch.column(own) for name, own in wanted.items()}
    place = first + np.arange(batch.num_rows, dtype=np.int64)
    return tables.decode(table, dialect, context, place, lambda row: _text(table, row))
