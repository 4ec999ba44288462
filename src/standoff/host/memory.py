"""What is remembered of acts, and what goes into the outbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from standoff.record.store import Intent, Remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.acts import Answered, Entered
    from standoff.model.entry import Entry


def fingerprint(entered: Entered) -> bytes:
    """What tells whether two acts with one key are the same: who enters it, and all that it says."""
    return hashlib.sha256(msgspec.json.encode(entered, order="deterministic")).digest()


def remembered(key: str, mark: bytes, answered: Answered) -> Remembered:
    """The answer to an act, to be given again for the same key."""
    return Remembered(key=key, fingerprint=mark, answer=msgspec.json.encode(answered))


def intents_of(entries: Sequence[Entry], record: str) -> tuple[Intent, ...]:
    """The messages that entries call for: every alarm is one, and its id says which record and entry it stands in."""
    name = hashlib.sha256(record.encode()).hexdigest()[:12]
    return tuple(
        Intent(id=f"raised-{name}-{entry.seq}", body=msgspec.json.encode(entry))
        for entry in entries
        if entry.type == "raised"
    )
