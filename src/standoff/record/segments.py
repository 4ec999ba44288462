"""Evidence: raw reports as they were taken, in segments.

Theory of operation. A segment is an Arrow stream while it is open (`000001.arrow`): one batch for each time that
reports were taken, synced before anybody is told. Every row says when it was taken and in which batch, counted over
all segments. A sealed segment is the same rows as Parquet (`000001.parquet`). Its digest, and the running digest of the
open one, become entries. After a crash the open segment may end in half a batch, which was never acknowledged: the
whole batches before it are sealed, and a new segment begins. Files of another process's crash are only read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from standoff.model.errors import RecordingFailedError
from standoff.model.names import Names
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from standoff.record.files import Appending, Files

_TEXTS: Final = ("entity", "source")
_OWN: Final = ("taken_ns", "batch")


class SegmentDigest(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says of a segment.

    Attributes:
        name: its file, without the ending.
        sealed: whether it is Parquet, and the digest of the whole file; else the digest of its first `bytes`.
        batches_before: batches in the segments before it.
        batches, rows, bytes: how much it holds.
        sha256: the digest, hexadecimal.
    """

    name: str
    sealed: bool
    batches_before: int
    batches: int
    rows: int
    bytes: int
    sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Closed:
    """A segment that is to be sealed: its name, and how many batches are in those before it."""

    name: str
    batches_before: int


class Segments:
    """The evidence of a record.

    Args:
        folder: where the segments are; it exists.
        files: the file system.

    Attributes:
        recovered: digests of segments that a crash left open and that were sealed now; each is to become an entry, and
            then its open file to be removed by `remove_open`.
        taken_ns: when the last batch was taken that is there from before, on the desk's clock; 0 where there is none.

    Raises:
        RecordingFailedError: what a crash left cannot be sealed.
    """

    def __init__(self, folder: Path, files: Files) -> None:
        self._folder = folder
        self._files = files
        self._failed: RecordingFailedError | None = None
        self._open: _Open | None = None
        self.recovered: list[SegmentDigest] = []
        self._batches = self.taken_ns = 0
        for path in sorted({path.with_suffix("") for path in folder.glob("[0-9]*.*")}):
            self._take_over(path.name)
        self._number = max((int(path.stem) for path in folder.glob("[0-9]*.*")), default=0)

    def _take_over(self, name: str) -> None:
        sealed, left = self._folder / f"{name}.parquet", self._folder / f"{name}.arrow"
        batches = _read_sealed(sealed) if sealed.exists() else list(_read_open(left))
        if not batches:
            # The crash came in its first batch. No entry may call it sealed: its number is given again.
            self.remove_open(name)
        elif left.exists():
            with self._guarded(name):
                digest = self._sealed(name, batches, self._batches)
            self.recovered.append(digest)
        if batches:
            self.taken_ns = max(self.taken_ns, batches[-1].column("taken_ns")[0].as_py())
        self._batches += len(batches)

    def append(self, batch: ReportBatch, taken_ns: int) -> None:
        """Keeps reports; they are durable when this returns.

        Args:
            batch: at least one report.
            taken_ns: when they were taken, on the desk's clock.

        Raises:
            RecordingFailedError: they are not durable, and nothing will be any more.
        """
        with self._guarded("evidence"):
            rows = _to_rows(batch, taken_ns, self._batches)
            if self._open is None:
                self._number += 1
                name = f"{self._number:06d}"
                self._open = _Open(name, self._files.append(self._folder / f"{name}.arrow"), rows.schema, self._batches)
            self._open.add(rows)
            self._batches += 1

    def digest(self) -> SegmentDigest | None:
        """The running digest of the open segment; None if nothing came since the last one."""
        return self._open.digest() if self._open is not None and self._open.unsaid else None

    def seal(self) -> SegmentDigest | None:
        """Closes the open segment and seals it; None where there is none. See `close` and `sealed`."""
        closed = self.close()
        return None if closed is None else self.sealed(closed)

    def close(self) -> Closed | None:
        """Closes the open segment, so that the next batch begins another; None where there is none.

        Raises:
            RecordingFailedError: it cannot be closed.
        """
        current, self._open = self._open, None
        if current is None:
            return None
        with self._guarded(current.name):
            current.file.close()
        return Closed(current.name, current.batches_before)

    def sealed(self, closed: Closed) -> SegmentDigest:
        """Seals a closed segment; `remove_open` follows once the digest is durable.

        It touches files of that segment only: another thread may do it while batches are appended. That takes up to
        seconds.

        Raises:
            RecordingFailedError: it cannot be sealed.
        """
        with self._guarded(closed.name):
            batches = list(_read_open(self._folder / f"{closed.name}.arrow"))
            return self._sealed(closed.name, batches, closed.batches_before)

    def remove_open(self, name: str) -> None:
        """Removes the open form of a segment whose sealed form an entry speaks of.

        Raises:
            RecordingFailedError: it cannot be removed.
        """
        with self._guarded(name):
            self._files.remove(self._folder / f"{name}.arrow")

    def read(self) -> Iterator[tuple[int, ReportBatch]]:
        """All batches in the order in which they were taken, each with when that was (ns since 1970)."""
        for path in sorted({path.with_suffix("") for path in self._folder.glob("[0-9]*.*")}):
            sealed = path.with_suffix(".parquet")
            for rows in _read_sealed(sealed) if sealed.exists() else _read_open(path.with_suffix(".arrow")):
                yield rows.column("taken_ns")[0].as_py(), _to_reports(rows)

    def _sealed(self, name: str, batches: list[pa.RecordBatch], before: int) -> SegmentDigest:
        path = self._folder / f"{name}.parquet"
        if not path.exists() and batches:
            sink = io.BytesIO()
            pq.write_table(pa.Table.from_batches(batches), sink, compression="zstd")
            self._files.replace(path, sink.getvalue())
        data = path.read_bytes() if path.exists() else b""
        return SegmentDigest(
            name=name,
            sealed=True,
            batches_before=before,
            batches=len(batches),
            rows=sum(map(len, batches)),
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )

    def _guarded(self, what: str) -> _Guard:
        return _Guard(self, what)

    def fail(self, what: str, error: OSError | pa.ArrowException) -> RecordingFailedError:
        """From now on nothing is kept."""
        self._failed = RecordingFailedError(what, str(error))
        return self._failed

    def check(self) -> None:
        """Raises what failed before."""
        if self._failed is not None:
            raise self._failed


class _Guard:
    """Turns errors of the file system into `RecordingFailedError`, and remembers the first."""

    def __init__(self, segments: Segments, what: str) -> None:
        self._segments = segments
        self._what = what

    def __enter__(self) -> None:
        self._segments.check()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, pa.ArrowException)):
            raise self._segments.fail(self._what, error) from error


class _Open:
    """The segment that is being written."""

    def __init__(self, name: str, file: Appending, schema: pa.Schema, batches_before: int) -> None:
        self.name = name
        self.file = file
        self.batches_before = batches_before
        self.unsaid = False
        self._sink = io.BytesIO()
        self._stream = pa.ipc.new_stream(self._sink, schema)
        self._digest = hashlib.sha256()
        self._batches = self._rows = self._bytes = 0

    def add(self, rows: pa.RecordBatch) -> None:
        self._stream.write_batch(rows)
        data = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        self.file.write(data)
        self.file.sync()
        self._digest.update(data)
        self._batches += 1
        self._rows += len(rows)
        self._bytes += len(data)
        self.unsaid = True

    def digest(self) -> SegmentDigest:
        self.unsaid = False
        return SegmentDigest(
            name=self.name,
            sealed=False,
            batches_before=self.batches_before,
            batches=self._batches,
            rows=self._rows,
            bytes=self._bytes,
            sha256=self._digest.hexdigest(),
        )


def _to_rows(batch: ReportBatch, taken_ns: int, number: int) -> pa.RecordBatch:
    columns: dict[str, Any] = {}
    for name, column in batch.columns():
        if name in _TEXTS:
            names = batch.entities if name == "entity" else batch.sources
            columns[name] = pa.array([names[code] for code in column.tolist()], pa.string())
        else:
            columns[name] = pa.array(column)
    for name, value in zip(_OWN, (taken_ns, number), strict=True):
        columns[name] = pa.array(np.full(len(batch), value, np.int64))
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _to_reports(rows: pa.RecordBatch) -> ReportBatch:
    entities, sources = Names(), Names()
    columns: dict[str, Any] = {}
    for name in rows.schema.names:
        column = rows.column(name)
        if name in _TEXTS:
            columns[name] = (entities if name == "entity" else sources).codes(column.to_pylist())
        elif name not in _OWN:
            columns[name] = column.to_numpy(zero_copy_only=False)
    return ReportBatch.of(entities, sources, columns)


def _read_open(path: Path) -> Iterator[pa.RecordBatch]:
    """The whole batches of an open segment; a batch that was cut off ends it."""
    try:
        stream = pa.ipc.open_stream(pa.BufferReader(path.read_bytes()))
        while True:
            yield stream.read_next_batch()
    except (StopIteration, pa.ArrowInvalid, OSError):
        return


def _read_sealed(path: Path) -> list[pa.RecordBatch]:
    """The batches of a sealed segment, as they were taken."""
    table = pq.read_table(path).combine_chunks()
    if not len(table):
        return []
    whole = table.to_batches()[0]
    numbers = whole.column("batch").to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    ends = np.append(starts[1:], len(numbers))
    return [whole.slice(int(start), int(end - start)) for start, end in zip(starts, ends, strict=True)]
