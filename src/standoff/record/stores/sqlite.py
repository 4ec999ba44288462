"""The embedded store: SQLite by apsw, write-ahead log, every commit synced before it returns.

Life of an entry: `write` begins a transaction, inserts, commits; with `synchronous=FULL` SQLite syncs the log before
the commit returns (sqlite.org/pragma.html#pragma_synchronous). One process writes at a time (`record.folder` holds a
lock); others may read. After any error nothing is tried again: the store refuses everything.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import apsw

from standoff.model.errors import RecordingFailedError, UnusableInputError
from standoff.record.store import Head, Intent, Remembered, Row, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION: Final = 0x53544F46
"""`STOF`: says what this file is (sqlite.org/pragma.html#pragma_application_id)."""
VERSION: Final = 1
_SNAPSHOTS_KEPT: Final = 2


class SqliteStore:
    """A record in one SQLite file.

    Args:
        path: the file; made where it is missing.
        vfs: name of a registered VFS; tests hand in one that fails.

    Raises:
        UnusableInputError: the file is no record, or of a later version.
        RecordingFailedError: it cannot be written.
    """

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        self._path = path
        self._failed = ""
        self._closed = False
        try:
            self._db = apsw.Connection(str(path), vfs=vfs) if vfs else apsw.Connection(str(path))
        except apsw.Error as error:
            raise RecordingFailedError(str(path), str(error)) from error
        try:
            self._prepare()
        except apsw.NotADBError as error:
            self._let_go()
            raise UnusableInputError(str(path), "is no record: not an SQLite file") from error
        except apsw.Error as error:
            self._failed = str(error) or type(error).__name__
            self._let_go()
            raise RecordingFailedError(str(path), self._failed) from error

    def _prepare(self) -> None:
        self._db.pragma("journal_mode", "WAL")
        self._db.pragma("synchronous", "FULL")
        with self._db:
            application = self._pragma("application_id")
            version = self._pragma("user_version")
            if version > VERSION or application not in {0, APPLICATION}:
                raise UnusableInputError(str(self._path), f"is no record of version {VERSION} or earlier")
            if version == 0:
                self._db.execute(resources.files("standoff.record.stores").joinpath("0001_record.sql").read_text())
                self._db.execute(f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION}")

    def _pragma(self, name: str) -> int:
        return int(self._db.pragma(name))

    def write(self, transaction: Transaction) -> None:
        """See `Store.write`."""
        if self._failed:
            raise RecordingFailedError(str(self._path), self._failed)
        try:
            with self._db:
                self._insert(transaction)
        except apsw.Error as error:
            self._failed = str(error) or type(error).__name__
            raise RecordingFailedError(str(self._path), self._failed) from error

    def _insert(self, transaction: Transaction) -> None:
        db = self._db
        rows = [(row.seq, row.commitment, row.salt, row.body) for row in transaction.rows]
        db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        answers = [(answer.key, answer.fingerprint, answer.answer) for answer in transaction.answers]
        db.executemany("INSERT INTO answers VALUES (?, ?, ?)", answers)
        intents = [(intent.id, intent.body) for intent in transaction.intents]
        db.executemany("INSERT INTO outbox (id, body) VALUES (?, ?)", intents)
        db.executemany("UPDATE outbox SET delivered = 1 WHERE id = ?", [(name,) for name in transaction.delivered])
        if transaction.head is not None:
            db.execute("INSERT OR REPLACE INTO heads VALUES (?, ?)", (transaction.head.size, transaction.head.note))
        if transaction.snapshot is not None:
            db.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?)", transaction.snapshot)
            db.execute(
                "DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)",
                (_SNAPSHOTS_KEPT,),
            )

    def rows(self, start: int, stop: int | None) -> Iterator[Row]:
        """See `Store.rows`."""
        sql = "SELECT seq, commitment, salt, body FROM entries WHERE seq >= ? AND seq < ? ORDER BY seq"
        for seq, committed, salt, body in self._read(sql, start, 2**62 if stop is None else stop):
            yield Row(seq=seq, commitment=committed, salt=salt, body=body)

    def remembered(self, key: str) -> Remembered | None:
        """See `Store.remembered`."""
        rows = self._read("SELECT fingerprint, answer FROM answers WHERE key = ?", key)
        return next((Remembered(key=key, fingerprint=found[0], answer=found[1]) for found in rows), None)

    def outbox(self) -> list[Intent]:
        """See `Store.outbox`."""
        sql = "SELECT id, body FROM outbox WHERE delivered = 0 ORDER BY place"
        return [Intent(id=name, body=body) for name, body in self._read(sql)]

    def snapshot(self) -> tuple[int, bytes] | None:
        """See `Store.snapshot`."""
        return next(self._read("SELECT seq, state FROM snapshots ORDER BY seq DESC LIMIT 1"), None)

    def head(self) -> Head | None:
        """See `Store.head`."""
        rows = self._read("SELECT size, note FROM heads ORDER BY size DESC LIMIT 1")
        return next((Head(size=found[0], note=found[1]) for found in rows), None)

    def _read(self, sql: str, *values: str | int) -> Iterator[Any]:
        try:
            yield from self._db.execute(sql, values)
        except apsw.Error as error:
            raise RecordingFailedError(str(self._path), str(error)) from error

    def close(self) -> None:
        """See `Store.close`; the log is written back into the file and truncated. Twice is once."""
        if self._closed:
            return
        try:
            if not self._failed:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._db.pragma("journal_mode", "DELETE")
        except apsw.Error as error:
            self._failed = str(error) or type(error).__name__
            raise RecordingFailedError(str(self._path), self._failed) from error
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._closed = True
        if self._failed:
            # No sync is tried again after an error: over pages that the kernel gave up it may succeed (fsync(2)).
            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        self._db.close(force=True)
