"""A message as it goes out: JSON for a webhook, subject and text for a mail.

It says what the person who sends it said, and nothing that the receiver was not to be told: no names of people at the
desk, no positions, no tracks. What is not actual says so first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from standoff.model.report_line import Status

if TYPE_CHECKING:
    from standoff.model.channel import Message
    from standoff.model.entry import Entry


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail, or another message with a subject."""

    subject: str
    text: str


def webhook_body(message: Message) -> bytes:
    """The body of a webhook: `type`, `timestamp`, `data`, as Standard Webhooks advises; the same bytes every time."""
    entry = message.entry
    kind = "standoff.alarm" if entry.type == "raised" else "standoff.message"
    data = {
        "id": message.id,
        "status": entry.status.value,
        "incident": entry.incident,
        "entry": entry.seq,
        **(_alarm(entry.body) if entry.type == "raised" else _attempt(entry.body)),
    }
    return msgspec.json.encode({"type": kind, "timestamp": entry.recorded_at, "data": data})


def _alarm(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("to_role", "severity", "says", "next_step", "nth")}


def _attempt(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("kind", "marker", "to", "words", "in_return")}


def letter(message: Message) -> Letter:
    """A message as a letter; its id stands in the subject and in the text."""
    return _alarm_letter(message) if message.entry.type == "raised" else _attempt_letter(message)


def _attempt_letter(message: Message) -> Letter:
    entry, body = message.entry, message.entry.body
    step = [f"In return we ask: {body['in_return']}", ""] if body["in_return"] else []
    lines = [*_said_first(entry), f"{body['marker'].capitalize()} to {body['to']}", "", body["words"], "", *step]
    subject = f"{body['marker'].capitalize()}, {entry.incident} [{message.id}]"
    return Letter(subject=_marked(entry, subject), text="\n".join([*lines, *_foot(message)]))


def _alarm_letter(message: Message) -> Letter:
    entry, body = message.entry, message.entry.body
    lines = [*_said_first(entry), f"To the {body['to_role']}: {body['says']}", "", f"Next: {body['next_step']}", ""]
    subject = f"Alarm, {body['severity']}, {entry.incident} [{message.id}]"
    return Letter(subject=_marked(entry, subject), text="\n".join([*lines, *_foot(message)]))


def _marked(entry: Entry, subject: str) -> str:
    return subject if entry.status is Status.ACTUAL else f"{entry.status.value.upper()} - {subject}"


def _said_first(entry: Entry) -> list[str]:
    mark = entry.status.value.upper()
    return [] if entry.status is Status.ACTUAL else [f"{mark} {mark} {mark}", ""]


def _foot(message: Message) -> list[str]:
    entry = message.entry
    return [
        f"Incident {entry.incident}, entry {entry.seq}, {entry.recorded_at}",
        f"Message {message.id}: if it comes twice, it is one message.",
    ]
