"""What a record asks of its store: one durable transaction at a time. Implementations stand in `stores`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as it is stored; body and salt may have been destroyed."""

    seq: int
    commitment: bytes
    salt: bytes | None
    body: bytes | None


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an act: its key, a digest that tells it from others, the answer as JSON."""

    key: str
    fingerprint: bytes
    answer: bytes


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be sent, with an id that stays the same however often it is."""

    id: str
    body: bytes


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head: the size it speaks of, and the note."""

    size: int
    note: str


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes durable together, or not at all."""

    rows: tuple[Row, ...] = ()
    answers: tuple[Remembered, ...] = ()
    intents: tuple[Intent, ...] = ()
    delivered: tuple[str, ...] = ()
    head: Head | None = None
    snapshot: tuple[int, bytes] | None = None


class Store(Protocol):
    """A durable store; any error of the storage is a `RecordingFailedError`."""

    def write(self, transaction: Transaction) -> None:
        """Makes it durable before it returns."""
        ...

    def rows(self, start: int, stop: int | None) -> Iterator[Row]:
        """Rows from a place on, in order."""
        ...

    def remembered(self, key: str) -> Remembered | None:
        """The answer to an act."""
        ...

    def outbox(self) -> list[Intent]:
        """Messages that have not been handed on, oldest first."""
        ...

    def snapshot(self) -> tuple[int, bytes] | None:
        """The newest snapshot, and how many entries it stands after."""
        ...

    def head(self) -> Head | None:
        """The newest signed head."""
        ...

    def close(self) -> None:
        """Lets go of the storage."""
        ...
