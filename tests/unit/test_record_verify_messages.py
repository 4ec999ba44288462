"""Messages that go out over a channel are held against the entries that they stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from record_in_hand import at, chance, changed, places

from standoff.host.memory import intents_of
from standoff.model.channel import Channel, ChannelKind
from standoff.model.entry import Entry
from standoff.model.principal import Role
from standoff.record.folder import Folder
from standoff.record.record import Commit
from standoff.record.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["record_fixtures"]

CHANNELS: Final = {
    "hook": Channel(name="hook", kind=ChannelKind.WEBHOOK, to="guarantor", messages=True),
    "duty-mail": Channel(name="duty-mail", kind=ChannelKind.APPRISE, to="owner", alarms=(Role.WATCH,)),
}


def sent(path: Path) -> Path:
    """A record without its seal: an attempt that was sent, one that was not, and an alarm that went out over mail."""
    folder = Folder(path, chance)
    bodies = (
        ("attempt", {"words": 'Leave, "send":true', "channel": "hook", "send": True}),
        ("attempt", {"words": 'Leave, "send":true', "channel": "hook", "send": False}),
        ("raised", {"says": "They come nearer", "to_role": "watch"}),
    )
    entries = tuple(
        Entry(seq=seq, type=kind, recorded_at=at(seq), happened_at=at(seq), incident="17-001", body=body)
        for seq, (kind, body) in enumerate(bodies)
    )
    intents = intents_of(entries, folder.record.vkey, CHANNELS)
    assert [intent.id.rpartition("-")[0].rpartition("-")[0] for intent in intents] == [
        "message",
        "raised",
        "alarm-duty-mail",
    ]
    folder.record.append(Commit(entries=entries, intents=intents), checkpoint_at=at(3))
    folder.record.close()
    folder.seal()
    folder.unlock()
    (path / "record" / "SEAL").unlink()
    return path / "record"


def _in_body(old: str, new: str, kind: str) -> str:
    value = "CAST(body AS TEXT)"
    return f"UPDATE outbox SET body = CAST(replace({value}, '{old}', '{new}') AS BLOB) WHERE id LIKE '{kind}-%'"  # noqa: S608 - from below


WRONG: Final = {
    "a message removed": ("DELETE FROM outbox WHERE id LIKE 'message-%'", {"entry 0"}),
    "a message with other words": (_in_body("Leave,", "Stay,", "message"), {"outbox message"}),
    "a message over another channel": (
        _in_body('"channel":"hook","entry"', '"channel":"other","entry"', "message"),
        {"outbox message"},
    ),
    "a message with another id inside": (_in_body('"id":"message', '"id":"massage', "message"), {"outbox message"}),
    "a message of what was not sent": (
        "INSERT INTO outbox (id, body) SELECT replace(id, '-0', '-1'), body FROM outbox WHERE id LIKE 'message-%'",
        {"outbox message"},
    ),
    "an alarm with other words": (_in_body("nearer", "dearer", "alarm"), {"outbox alarm"}),
    "an alarm under the name of another channel": (
        "UPDATE outbox SET id = replace(id, 'duty', 'other') WHERE id LIKE 'alarm-%'",
        {"outbox alarm"},
    ),
    "an alarm of the screens removed": ("DELETE FROM outbox WHERE id LIKE 'raised-%'", {"entry 2"}),
}


def test_messages_as_a_desk_leaves_them_are_no_fault(tmp_path: Path) -> None:
    assert verify(sent(tmp_path)).findings == ()


@pytest.mark.parametrize(("statement", "where"), WRONG.values(), ids=WRONG)
def test_a_message_that_is_not_that_of_its_entry_is_found(tmp_path: Path, statement: str, where: set[str]) -> None:
    folder = sent(tmp_path)
    changed(folder, statement)
    assert {place.replace("'", "").partition("-")[0] for place in places(verify(folder))} == where
