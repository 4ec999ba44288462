"""The record: entries with their salts in a store, the tree over them, signed heads. Used by one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from standoff.model.entry import Entry
from standoff.model.errors import RecordingFailedError
from standoff.record.canonical import canonical
from standoff.record.merkle import Tree, commitment, leaf_hash
from standoff.record.store import Head, Intent, Remembered, Row, Store, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from standoff.record.note import Signer


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes durable together.

    Attributes:
        entries: the next entries.
        answers: answers to acts, by their key.
        intents: messages for the outbox.
        delivered: ids of messages that have been handed on.
        snapshot: the desk's state after these entries.
    """

    entries: tuple[Entry, ...] = ()
    answers: tuple[Remembered, ...] = ()
    intents: tuple[Intent, ...] = ()
    delivered: tuple[str, ...] = ()
    snapshot: bytes | None = None


class Record:
    """A record at work.

    Args:
        store: where it is kept.
        signer: signs its heads.
        salt: gives 32 random bytes at each call.

    Attributes:
        vkey: the key by which its heads are verified.
    """

    def __init__(self, store: Store, signer: Signer, salt: Callable[[], bytes]) -> None:
        self._store = store
        self._signer = signer
        self._salt = salt
        self._tree = Tree()
        self._failed: RecordingFailedError | None = None
        self.vkey = signer.vkey
        for row in store.rows(0, None):
            self._tree.append(leaf_hash(row.commitment))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._tree)

    def root(self) -> bytes:
        """The head of the tree."""
        return self._tree.root()

    def append(self, commit: Commit, *, checkpoint_at: str | None = None) -> None:
        """Makes a commit durable; it is when this returns.

        Args:
            commit: the next entries, and what goes with them.
            checkpoint_at: the desk's time for a signed head after them; None signs none.

        Raises:
            ValueError: the entries are not the next ones, or hold what no entry may.
            RecordingFailedError: the storage failed; the record takes nothing more.
        """
        if self._failed is not None:
            raise self._failed
        before = self.size
        rows = [self._row(entry, before + place) for place, entry in enumerate(commit.entries)]
        for row in rows:
            self._tree.append(leaf_hash(row.commitment))
        head = None
        if checkpoint_at is not None and rows:
            head = Head(size=self.size, note=self._signer.checkpoint(self.size, self.root(), checkpoint_at))
        transaction = Transaction(
            rows=tuple(rows),
            answers=commit.answers,
            intents=commit.intents,
            delivered=commit.delivered,
            head=head,
            snapshot=None if commit.snapshot is None else (self.size, commit.snapshot),
        )
        try:
            self._store.write(transaction)
        except BaseException as error:
            # The head that is shown stays that of what is known to be kept, and nothing can be appended behind a gap.
            self._tree.cut(before)
            if isinstance(error, RecordingFailedError):
                self._failed = error
            raise

    def _row(self, entry: Entry, seq: int) -> Row:
        if entry.seq != seq:
            raise ValueError(f"entry {entry.seq} came where {seq} is next")
        body, salt = canonical(msgspec.to_builtins(entry)), self._salt()
        return Row(seq=seq, commitment=commitment(salt, body), salt=salt, body=body)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries from a place on; those whose body was destroyed are left out."""
        for row in self._store.rows(start, stop):
            if row.body is not None:
                yield msgspec.json.decode(row.body, type=Entry)

    def remembered(self, key: str) -> Remembered | None:
        """The answer to an act, or None if there was no such act."""
        return self._store.remembered(key)

    def outbox(self) -> list[Intent]:
        """Messages that have not been handed on, oldest first."""
        return self._store.outbox()

    def latest_snapshot(self) -> tuple[int, bytes] | None:
        """The newest snapshot, and how many entries it stands after."""
        return self._store.snapshot()

    def checkpoint(self) -> str:
        """The newest signed head; empty where there is none."""
        head = self._store.head()
        return head.note if head else ""

    def inclusion(self, seq: int) -> list[bytes]:
        """The proof that an entry is in the record as it stands."""
        return self._tree.inclusion(seq, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the record of an old size is the beginning of this one."""
        return self._tree.consistency(old, self.size)

    def close(self) -> None:
        """Lets go of the store."""
        self._store.close()
