"""The disk that a simulated desk writes to: what is durable outlives a crash, and peril stands at every step.

Most runs keep the record in memory, with whole transactions; some keep it in SQLite, as it is at work. The evidence is
in real files in both.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Final, cast

import apsw
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standoff.model.errors import RecordingFailedError
from standoff.record.folder import Folder
from standoff.record.note import Signer
from standoff.record.record import Record
from standoff.record.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from seeded_machine import Peril

    from standoff.record.files import Appending
    from standoff.record.store import Head, Intent, Remembered, Row, Store, Transaction

_NOT_A_RECORD: Final = "a simulated record cannot hold that"


class MemoryStore:
    """A store that keeps whole transactions, or nothing of them."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._answers: dict[str, Remembered] = {}
        self._intents: dict[str, Intent] = {}
        self._delivered: set[str] = set()
        self._head: Head | None = None
        self._snapshot: tuple[int, bytes] | None = None

    def write(self, transaction: Transaction) -> None:
        """See `Store.write`; what SQLite's keys refuse is refused here."""
        new = {answer.key: answer for answer in transaction.answers}
        messages = {intent.id: intent for intent in transaction.intents}
        whole = len(new) == len(transaction.answers) and len(messages) == len(transaction.intents)
        if not whole or new.keys() & self._answers.keys() or messages.keys() & self._intents.keys():
            raise RecordingFailedError(_NOT_A_RECORD, "a key or an id is there already")
        self._rows += transaction.rows
        self._answers |= new
        self._intents |= messages
        self._delivered.update(transaction.delivered)
        self._head = transaction.head or self._head
        self._snapshot = transaction.snapshot or self._snapshot

    def rows(self, start: int, stop: int | None) -> Iterator[Row]:
        """See `Store.rows`."""
        yield from self._rows[start:stop]

    def remembered(self, key: str) -> Remembered | None:
        """See `Store.remembered`."""
        return self._answers.get(key)

    def outbox(self) -> list[Intent]:
        """See `Store.outbox`."""
        return [intent for intent in self._intents.values() if intent.id not in self._delivered]

    def snapshot(self) -> tuple[int, bytes] | None:
        """See `Store.snapshot`."""
        return self._snapshot

    def head(self) -> Head | None:
        """See `Store.head`."""
        return self._head

    def close(self) -> None:
        """See `Store.close`; it outlives who uses it."""


class _PerilousStore:
    """A store with peril before and after each transaction; after a failure it refuses all."""

    def __init__(self, store: Store, peril: Peril) -> None:
        self.store = store
        self._peril = peril
        self.rows, self.remembered, self.outbox = store.rows, store.remembered, store.outbox
        self.snapshot, self.head, self.close = store.snapshot, store.head, store.close

    def write(self, transaction: Transaction) -> None:
        self._peril.storage("before the append")
        self.store.write(transaction)
        self._peril.storage("after the append")


class _PerilousFiles:
    """`Files` without a sync, with peril around every call."""

    def __init__(self, peril: Peril) -> None:
        self._peril = peril

    def append(self, path: Path) -> Appending:
        self._at("before a segment is begun")
        path.touch(exist_ok=False)
        return _PerilousFile(path, self._at)

    def replace(self, path: Path, data: bytes) -> None:
        self._at("before a segment is sealed")
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(data)
        beside.replace(path)
        self._at("after a segment is sealed")

    def remove(self, path: Path) -> None:
        self._at("before an open segment is removed")
        path.unlink(missing_ok=True)
        self._at("after an open segment is removed")

    def _at(self, where: str) -> None:
        try:
            self._peril.storage(where)
        except RecordingFailedError as error:
            raise OSError(where) from error


class _PerilousFile:
    def __init__(self, path: Path, at: Callable[[str], None]) -> None:
        self._path = path
        self._at = at

    def write(self, data: bytes) -> None:
        half = len(data) // 2
        self._at("before the evidence")
        self._add(data[:half])
        self._at("in the middle of the evidence")
        self._add(data[half:])

    def _add(self, data: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(data)

    def sync(self) -> None:
        self._at("after the evidence")

    def close(self) -> None:
        """Nothing is held open."""


class Disk:
    """What outlives the process.

    Args:
        path: an empty folder.
        peril: when and where it strikes.
        chance: gives so many random bytes.
        sqlite: whether the record is in SQLite.
    """

    def __init__(self, path: Path, peril: Peril, chance: Callable[[int], bytes], *, sqlite: bool) -> None:
        self.path = path
        self._peril = peril
        self._chance = chance
        self._memory = None if sqlite else MemoryStore()
        self._key = chance(32)
        self._folder: Folder | None = None
        self._database: apsw.Connection | None = None

    def folder(self) -> Folder:
        """The desk's folder as a process that starts now finds it."""
        files = _PerilousFiles(self._peril)
        if self._memory is None:
            folder = Folder(self.path, self._chance, files)
            held = vars(folder.record)
            self._folder, self._database = folder, vars(held["_store"])["_db"]
            held["_store"] = _PerilousStore(held["_store"], self._peril)
            return folder
        segments = self.path / "segments"
        segments.mkdir(exist_ok=True)
        signer = Signer("standoff/simulated", Ed25519PrivateKey.from_private_bytes(self._key))
        record = Record(_PerilousStore(self._memory, self._peril), signer, lambda: self._chance(32))
        return cast("Folder", _MemoryFolder(record, Segments(segments, files)))

    def lines(self, start: int) -> list[dict[str, Any]]:
        """The entries that are durable, from a place on, as plain JSON: read past whatever the desk believes."""
        if self._memory is not None:
            return [json.loads(row.body) for row in self._memory.rows(start, None) if row.body is not None]
        path = self.path / "record" / "record.sqlite"
        if not path.exists():
            return []
        database = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            rows = database.execute("SELECT body FROM entries WHERE seq >= ? ORDER BY seq", (start,)).fetchall()
        except apsw.SQLError:  # the crash came before there were tables
            rows = []
        database.close()
        return [json.loads(body) for (body,) in rows]

    def taken_ms(self) -> int:
        """When the last reports were taken that are durable, on the desk's clock; 0 where there are none."""
        folder = self.path / ("record/segments" if self._memory is None else "segments")
        times = [0]
        for path in sorted(folder.glob("[0-9]*.*")):
            if path.suffix == ".parquet":
                batches = pq.read_table(path).to_batches()
                times += [batch.column("taken_ns")[len(batch) - 1].as_py() for batch in batches if len(batch)]
                continue
            with contextlib.suppress(pa.ArrowInvalid, OSError, StopIteration):  # the crash may have cut the last batch
                stream = pa.ipc.open_stream(pa.BufferReader(path.read_bytes()))
                while True:
                    times.append(stream.read_next_batch().column("taken_ns")[0].as_py())
        return max(times) // 1_000_000

    def let_go(self) -> None:
        """What the system does for a process that is gone: files are closed, locks are free."""
        folder, database, self._folder, self._database = self._folder, self._database, None, None
        if folder is None or database is None:
            return
        with contextlib.suppress(apsw.ConnectionClosedError):
            database.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            database.close(force=True)
        folder.unlock()


class _MemoryFolder:
    """As much of a `Folder` as a host asks for."""

    def __init__(self, record: Record, segments: Segments) -> None:
        self.record = record
        self.segments = segments

    def seal(self) -> None:
        """A record in memory has no files to seal."""

    def unlock(self) -> None:
        """Nobody else can open it."""
