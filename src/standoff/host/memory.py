"""What is remembered of acts, and what goes into the outbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.model.channel import Message
from standoff.model.principal import Role
from standoff.record.store import Intent, Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from standoff.model.acts import Answered, Entered
    from standoff.model.channel import Channel
    from standoff.model.entry import Entry

_SCREENS: Final = "raised-"


def fingerprint(entered: Entered) -> bytes:
    """What tells whether two acts with one key are the same: who enters it, and all that it says."""
    return hashlib.sha256(msgspec.json.encode(entered, order="deterministic")).digest()


def remembered(key: str, mark: bytes, answered: Answered) -> Remembered:
    """The answer to an act, to be given again for the same key."""
    return Remembered(key=key, fingerprint=mark, answer=msgspec.json.encode(answered))


def intents_of(entries: Sequence[Entry], record: str, channels: Mapping[str, Channel]) -> tuple[Intent, ...]:
    """The messages that entries call for; an id says which record and entry it stands in, and stays the same.

    Every alarm is one for the screens, and one for each channel that carries alarms to that role; an attempt that is to
    be sent is one for its channel.
    """
    name = hashlib.sha256(record.encode()).hexdigest()[:12]
    intents: list[Intent] = []
    for entry in entries:
        if entry.type == "raised":
            intents.append(Intent(id=f"{_SCREENS}{name}-{entry.seq}", body=msgspec.json.encode(entry)))
        messages = _messages(entry, f"{name}-{entry.seq}", channels)
        intents += [Intent(id=message.id, body=msgspec.json.encode(message)) for message in messages]
    return tuple(intents)


def _messages(entry: Entry, name: str, channels: Mapping[str, Channel]) -> Iterator[Message]:
    if entry.type == "attempt" and entry.body.get("send"):
        yield Message(id=f"message-{name}", channel=entry.body["channel"], entry=entry)
    if entry.type == "raised":
        for channel in channels.values():
            if Role(entry.body["to_role"]) in channel.alarms:
                yield Message(id=f"alarm-{channel.name}-{name}", channel=channel.name, entry=entry)


def for_screens(intents: Iterable[Intent]) -> tuple[str, ...]:
    """Ids of those that are handed on by showing them."""
    return tuple(intent.id for intent in intents if intent.id.startswith(_SCREENS))


def for_channels(intents: Iterable[Intent]) -> tuple[Message, ...]:
    """Those that go out over a channel, oldest first."""
    bodies = [intent.body for intent in intents if not intent.id.startswith(_SCREENS)]
    return tuple(msgspec.json.decode(body, type=Message) for body in bodies)
