"""Answers, messages and snapshots are held against the entries that they stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from record_in_hand import at, chance, changed, database, places

from standoff.host.memory import intents_of, remembered
from standoff.incidents.state import Desk
from standoff.model.acts import Answered
from standoff.model.entry import Entry
from standoff.model.principal import Principal, Role
from standoff.record.folder import Folder
from standoff.record.record import Commit
from standoff.record.verify import verify

if TYPE_CHECKING:
    from pathlib import Path


pytest_plugins = ["record_fixtures"]


WATCH = Principal(id="watch-1", name="Watch One", roles=(Role.WATCH,))


def _place(start: int) -> dict[str, Any]:
    return {"recorded_at": at(start), "happened_at": at(start), "incident": "17-001"}


def worked(path: Path) -> Path:
    """A record as a desk leaves it, without its seal: two acts with their answers, two alarms, two snapshots."""
    folder = Folder(path, chance)
    for start in (0, 3):
        key, place = f"key-0000000{start}", _place(start)
        entries = (
            Entry(seq=start, type="attempt", by=WATCH, act=key, body={"words": "Halt \u2013 \u6c34"}, **place),
            Entry(seq=start + 1, type="raised", act=key, body={"says": f"They come nearer, {start}"}, **place),
            Entry(seq=start + 2, type="deadline_set", act=key, body={}, **place),
        )
        answered = Answered(key=key, incident="17-001", entries=(start,), revision=1, recorded_at=at(start))
        commit = Commit(
            entries=entries,
            answers=(remembered(key, bytes(32), answered),),
            intents=intents_of(entries, folder.record.vkey, {}),
            snapshot=msgspec.json.encode(Desk(seq=start + 3)),
        )
        folder.record.append(commit, checkpoint_at=at(start))
    folder.record.close()
    folder.seal()
    folder.unlock()
    assert not any("messages" in sentence for sentence in verify(path).not_shown), "the seal covers them"
    (path / "record" / "SEAL").unlink()
    return path / "record"


def _said(table: str, column: str, old: str, new: str) -> str:
    value = f"CAST({column} AS TEXT)"
    return (
        f"UPDATE {table} SET {column} = CAST(replace({value}, '{old}', '{new}') AS BLOB) WHERE {value} LIKE '%{old}%'"  # noqa: S608 - from below
    )


_OF_NO_ALARM = """INSERT INTO outbox (id, body)
    SELECT replace(id, '-4', '-3'), (SELECT body FROM entries WHERE seq = 3) FROM outbox WHERE place = 2"""

_TO_NOTHING = """INSERT INTO answers
    SELECT 'key-1', fingerprint, CAST(replace(replace(CAST(answer AS TEXT), key, 'key-1'), '[3]', '[]') AS BLOB)
    FROM answers WHERE key = 'key-00000003'"""

BESIDE: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "an answer removed": (("DELETE FROM answers WHERE key = 'key-00000003'",), {"entry 3"}),
    "all answers removed": (("DELETE FROM answers",), {"entry 0", "entry 3"}),
    "an answer to nothing": (
        ("INSERT INTO answers SELECT 'key-1', fingerprint, answer FROM answers LIMIT 1",),
        {"answers key-1"},
    ),
    "an answer that names nothing, to nothing": ((_TO_NOTHING,), {"answers key-1"}),
    "an answer that names nothing": (
        (_said("answers", "answer", '"entries":[3]', '"entries":[]'),),
        {"answers key-00000003"},
    ),
    "an answer that names no entry there is": ((_said("answers", "answer", "[3]", "[9]"),), {"answers key-00000003"}),
    "an answer that names another's entry": ((_said("answers", "answer", "[3]", "[0]"),), {"answers key-00000003"}),
    "an answer that names one more": ((_said("answers", "answer", "[3]", "[3,4]"),), {"answers key-00000003"}),
    "an answer of another time": ((_said("answers", "answer", at(3), at(4)),), {"answers key-00000003"}),
    "an answer with another key": ((_said("answers", "answer", "key-00000003", "key-1"),), {"answers key-00000003"}),
    "an answer of another incident": (
        (_said("answers", "answer", "17-001", "17-002"),),
        {"answers key-00000000", "answers key-00000003"},
    ),
    "an answer without its revision": (
        (_said("answers", "answer", '"revision":1,', ""),),
        {"answers key-00000000", "answers key-00000003"},
    ),
    "an answer that is none": (
        ("UPDATE answers SET answer = CAST('[]' AS BLOB)",),
        {"answers key-00000000", "answers key-00000003"},
    ),
    "an answer that is no JSON": ((_said("answers", "answer", "[3]", "3]"),), {"answers key-00000003", "entry 3"}),
    "a message removed": (("DELETE FROM outbox WHERE place = 1",), {"entry 1"}),
    "a message with other words": ((_said("outbox", "body", "nearer, 3", "nearer, 4"),), {"outbox raised-NAME-4"}),
    "a message under another name": (
        ("UPDATE outbox SET id = replace(id, '-4', '-5')",),
        {"outbox raised-NAME-5"},
    ),
    "a message of another record": (
        ("UPDATE outbox SET id = 'raised-000000000000-4' WHERE place = 2",),
        {"outbox raised-000000000000-4"},
    ),
    "a message of no alarm": (
        (_OF_NO_ALARM,),
        {"outbox raised-NAME-3"},
    ),
    "a message deep in brackets": (
        ("UPDATE outbox SET body = CAST(replace(hex(zeroblob(50000)), '0', '[') AS BLOB) WHERE place = 1",),
        {"outbox raised-NAME-1", "entry 1"},
    ),
    "a snapshot from beyond the end": (("UPDATE snapshots SET seq = 9 WHERE seq = 6",), {"snapshots 9"}),
    "a snapshot of another place": (("UPDATE snapshots SET seq = 2 WHERE seq = 3",), {"snapshots 2"}),
    "a snapshot that says another place": ((_said("snapshots", "state", '"seq":6', '"seq":5'),), {"snapshots 6"}),
    "a snapshot that is none": (("UPDATE snapshots SET state = CAST('x' AS BLOB) WHERE seq = 6",), {"snapshots 6"}),
    "entries cut off with their head": (
        ("DELETE FROM entries WHERE seq > 2", "DELETE FROM heads WHERE size > 3"),
        {"answers key-00000003", "outbox raised-NAME-4", "snapshots 6"},
    ),
    "no table of answers": (("DROP TABLE answers",), {"record.sqlite"}),
}


@pytest.mark.parametrize(("statements", "where"), BESIDE.values(), ids=BESIDE)
def test_without_a_seal_answers_messages_and_snapshots_are_held_against_the_entries(
    tmp_path: Path, statements: tuple[str, ...], where: set[str]
) -> None:
    folder = worked(tmp_path)
    before = verify(folder)
    assert before.findings == ()
    assert any("entries do not tell" in sentence for sentence in before.not_shown)
    with database(folder) as connection:
        ((name,),) = connection.execute("SELECT substr(id, 8, 12) FROM outbox WHERE place = 1").fetchall()
    changed(folder, *statements)
    assert {place.replace(name, "NAME").replace("'", "") for place in places(verify(folder))} == where


def test_the_answer_and_the_message_of_a_destroyed_entry_are_no_fault(tmp_path: Path) -> None:
    folder = worked(tmp_path)
    changed(folder, "UPDATE entries SET salt = NULL, body = NULL WHERE seq IN (3, 4)")
    assert verify(folder).findings == ()
    changed(folder, _said("answers", "answer", "[3]", "[5]"))
    assert places(verify(folder)) == {"answers 'key-00000003'"}
