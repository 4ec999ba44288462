"""Files to reports: opening, unpacking, recognising, decoding, with progress by bytes of the file."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import pyarrow as pa

from standoff.feeds import parquet
from standoff.feeds.decoding import EXAMPLES, Context, Decoded, Rejection
from standoff.feeds.formats import HEAD_BYTES, Format, decoder, recognise
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

CHUNK_BYTES: Final = 4 * 1024 * 1024
PLACE_BITS: Final = 40
"""A place in a run is the number of the input, above so many bits of its line or row."""
_UNLIKE: Final = {"not-nmea", "schema", "columns", "quotes", "malformed"}
"""What befalls every line of an input that is not of the format that `--format` says."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(slots=True)
class Intake:
    """What was read from the inputs of a run.

    Attributes:
        entities, sources: the tables of names of the run.
        batches: reports, in the order of the inputs and of the rows in them.
        rejected, other: counts over all inputs.
        examples: some rejected rows, with the input they stand in.
        formats: the format of each input, in order.
    """

    entities: Names = field(default_factory=Names)
    sources: Names = field(default_factory=Names)
    batches: list[ReportBatch] = field(default_factory=list[ReportBatch])
    rejected: Counter[str] = field(default_factory=Counter[str])
    other: Counter[str] = field(default_factory=Counter[str])
    examples: list[tuple[str, Rejection]] = field(default_factory=list[tuple[str, Rejection]])
    formats: list[Format] = field(default_factory=list[Format])

    def reports(self) -> ReportBatch:
        """All reports as one batch; the intake lets go of them."""
        batches, self.batches = self.batches, []
        return ReportBatch.concatenate(batches) if batches else ReportBatch.empty(self.entities, self.sources)

    def take(
        self, path: Path, kind: Format | None, by_hand: dict[str, str] | None, seen: Callable[[int], None]
    ) -> None:
        """Reads an input to its end.

        Args:
            path: the file.
            kind: its format, or None to recognise it.
            by_hand: columns by field where they were named.
            seen: called with the bytes of the file read so far, now and then.

        Raises:
            UnusableInputError: the file cannot be opened, unpacked, or read as any format, or is nothing like `kind`.
        """
        number = len(self.formats)
        with opened(path) as (stream, position):
            head = stream.read(HEAD_BYTES)
            found = kind or recognise(head, str(path), by_hand)
            self.formats.append(found)
            if by_hand is not None and found not in {Format.CSV, Format.PARQUET}:
                raise UnusableInputError(
                    "--columns", f"{path} is {found}: only columns of CSV and Parquet can be named"
                )
            context = Context(str(path), found.value, self.entities, self.sources)
            like = kind in {None, Format.CSV, Format.PARQUET}
            for decoded in _decoded(stream, head, found, context, by_hand):
                like |= len(decoded.batch) > 0 or not decoded.rejected.keys() | decoded.other.keys() <= _UNLIKE
                self._add(path, number, decoded)
                seen(position())
        if not like:
            raise UnusableInputError(
                str(path), f"holds nothing that is {found}", "Leave out --format to have it recognised"
            )

    def _add(self, path: Path, number: int, decoded: Decoded) -> None:
        for example in decoded.examples:
            if sum(1 for _, known in self.examples if known.reason == example.reason) < EXAMPLES:
                self.examples.append((str(path), example))
        self.rejected += decoded.rejected
        self.other += decoded.other
        if len(decoded.batch):
            decoded.batch.place[:] += number << PLACE_BITS
            self.batches.append(decoded.batch)


def _decoded(
    stream: BinaryIO, head: bytes, kind: Format, context: Context, by_hand: dict[str, str] | None
) -> Iterator[Decoded]:
    if kind is Format.PARQUET:
        whole = stream if stream.seekable() else io.BytesIO(head + stream.read())
        yield from parquet.decode(whole, context, by_hand)
        return
    codec = decoder(kind, context, by_hand)
    chunk = head
    while chunk:
        yield codec.feed(chunk)
        chunk = stream.read(CHUNK_BYTES)
    yield codec.finish()


@contextmanager
def opened(path: Path) -> Generator[tuple[BinaryIO, Callable[[], int]]]:
    """A file's bytes, unpacked where they are gzip or zstd, and how far in the file they have been read.

    Raises:
        UnusableInputError: the file cannot be opened, or its archive is damaged or cut off.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            yield _unpacked(file, magic, str(path)), file.tell
    except OSError as error:
        raise UnusableInputError(str(path), f"cannot be read: {error.strerror or error}") from error


def _unpacked(file: BinaryIO, magic: bytes, where: str) -> BinaryIO:
    if magic.startswith(_GZIP):
        return cast("BinaryIO", _Unpacked(gzip.GzipFile(fileobj=file), where))
    if magic == _ZSTD:
        return cast("BinaryIO", _Unpacked(pa.CompressedInputStream(pa.PythonFile(file), "zstd"), where))
    return file


class _Unpacked(io.RawIOBase):
    """Unpacked bytes, to be read once from beginning to end."""

    def __init__(self, stream: gzip.GzipFile | pa.CompressedInputStream, where: str) -> None:
        self._stream = stream
        self._where = where

    def read(self, size: int = -1) -> bytes:
        """The next bytes; fewer only at the end.

        Raises:
            UnusableInputError: the archive is damaged or cut off.
        """
        pieces: list[bytes] = []
        while size:
            piece = self._piece(size)
            if not piece:
                break
            pieces.append(piece)
            size = size - len(piece) if size > 0 else size
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        try:
            return self._stream.read(size if size > 0 else CHUNK_BYTES)  # Arrow knows no "all that there is"
        except (OSError, EOFError, zlib.error, pa.ArrowException) as error:
            problem = f"the archive is damaged or cut off: {error}"
            raise UnusableInputError(self._where, problem, "Fetch it again") from error

    def seekable(self) -> bool:
        """It is not."""
        return False
