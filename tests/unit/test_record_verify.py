"""Invariants 16 and 17: whatever is changed in a record is found, and what cannot be shown is said."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import sqlite3
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standoff.host.memory import intents_of, remembered
from standoff.incidents.state import Desk
from standoff.model.acts import Answered
from standoff.model.entry import Entry
from standoff.model.names import Names
from standoff.model.principal import Principal, Role
from standoff.model.reports import ReportBatch
from standoff.record import verify as module
from standoff.record.canonical import canonical
from standoff.record.folder import Folder
from standoff.record.merkle import Tree, commitment, leaf_hash
from standoff.record.note import Signer
from standoff.record.record import Commit
from standoff.record.seal import write_seal
from standoff.record.verify import UnusableRecordError, Verdict, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from standoff.record.segments import SegmentDigest

SALT = bytes(range(32))
SIGNER = Signer("standoff/0000", Ed25519PrivateKey.from_private_bytes(SALT))
OTHER = Signer("standoff/0000", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def at(second: int) -> str:
    return f"2017-05-18T06:36:{second:02}.000Z"


def entry(seq: int, type_: str = "doubt", body: dict[str, Any] | None = None) -> Entry:
    says = {"says": f"may be a road crew, {seq}"} if body is None else body
    return Entry(seq=seq, type=type_, recorded_at=at(seq), happened_at=at(seq), body=says)


def evidence(seq: int, digest: SegmentDigest | None) -> Entry:
    assert digest is not None
    return entry(seq, "evidence", msgspec.to_builtins(digest))


def reports(number: int) -> ReportBatch:
    times = np.array([number])
    return ReportBatch.of(Names(), Names(["radar"]), {"time_ns": times, "lat": np.ones(1), "lon": np.ones(1)})


def chance(size: int) -> bytes:
    """The same key, name and salts each time, so that a record can be forked."""
    return SALT[:size]


def written(path: Path) -> Signer:
    """A closed record of six entries, three heads and a segment; its seal, too."""
    folder = Folder(path, chance)
    record, segments = folder.record, folder.segments
    record.append(Commit(entries=(entry(0), entry(1))), checkpoint_at=at(1))
    segments.append(reports(0), 10)
    segments.append(reports(1), 11)
    record.append(Commit(entries=(evidence(2, segments.digest()), entry(3))), checkpoint_at=at(3))
    sealed = segments.seal()
    assert sealed is not None
    record.append(Commit(entries=(evidence(4, sealed), entry(5))), checkpoint_at=at(5))
    segments.remove_open(sealed.name)
    record.close()
    folder.seal()
    folder.unlock()
    return vars(folder)["_signer"]


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The record's folder, sealed."""
    written(tmp_path)
    return tmp_path / "record"


@pytest.fixture
def opened(closed: Path) -> Path:
    """The same without its seal: only what it says can be checked."""
    (closed / "SEAL").unlink()
    return closed


@contextlib.contextmanager
def database(folder: Path) -> Generator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(folder / "record.sqlite")) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def changed(folder: Path, *statements: str) -> None:
    with database(folder) as connection:
        for statement in statements:
            connection.execute(statement)


def places(verdict: Verdict) -> set[str]:
    return {finding.where for finding in verdict.findings}


def test_an_untouched_record_is_sound(closed: Path) -> None:
    verdict = verify(closed)
    assert verdict.findings == ()
    assert (verdict.size, verdict.heads, verdict.segments, verdict.destroyed) == (6, 3, 1, 0)
    assert verdict.sealed
    assert verify(closed.parent) == verdict


def test_it_writes_nothing(opened: Path) -> None:
    before = sorted(opened.rglob("*"))
    verify(opened)
    assert sorted(opened.rglob("*")) == before


@pytest.mark.slow
def test_any_byte_of_any_file_of_a_closed_record_changed_is_found(closed: Path) -> None:
    """Every byte against the seal, which `verify` looks at first; every 61st by all that it does."""
    missed: list[str] = []
    for path in [path for path in sorted(closed.rglob("*")) if path.is_file()]:
        data = path.read_bytes()
        with path.open("r+b", buffering=0) as file:
            for place, byte in enumerate(data):
                file.seek(place)
                file.write(bytes([byte ^ 1 << place % 8]))
                if not _found(closed, whole=place % 61 == 0):
                    missed.append(f"{path.name} {place}")
                file.seek(place)
                file.write(bytes([byte]))
    assert missed == []
    assert verify(closed).findings == ()


def _found(folder: Path, *, whole: bool = True) -> bool:
    try:
        if whole:
            return bool(verify(folder).findings)
        run = vars(module)["_Verification"](folder, None, ())
        run._seal()  # noqa: SLF001 - the step alone, because there are tens of thousands of bytes
        return bool(cast("list[object]", vars(run)["_findings"]))
    except UnusableRecordError:
        return True


def test_all_bits_of_the_signature_and_the_key_count(closed: Path) -> None:
    """The spare bits of base64 and the case of hexadecimal among them."""
    for name in ("SEAL", "record.pub"):
        data = (closed / name).read_bytes()
        for place in range(data.rfind(b"\n\n") + 1, len(data)):
            for bit in range(8):
                flipped = bytearray(data)
                flipped[place] ^= 1 << bit
                (closed / name).write_bytes(flipped)
                assert _found(closed), (name, place, bit)
        (closed / name).write_bytes(data)


SIGNED = "standoff/0000\n6\ntext\n"
"""What the notes below are of."""


def _line(signer: Signer, text: str = SIGNED) -> str:
    return signer.note(text).removeprefix(text + "\n")


def _sent(signer: Signer, data: Callable[[bytes], bytes]) -> str:
    """The line with other bytes behind its base64."""
    start, _, encoded = _line(signer).rpartition(" ")
    return f"{start} {base64.b64encode(data(base64.b64decode(encoded))).decode()}\n"


LINES: dict[str, Callable[[Signer], str]] = {
    "no line": lambda _: "",
    "an empty line before it": lambda signer: "\n" + _line(signer),
    "an empty line after it": lambda signer: _line(signer) + "\n",
    "no newline at its end": lambda signer: _line(signer).removesuffix("\n"),
    "a return before the newline": lambda signer: _line(signer).replace("\n", "\r\n"),
    "a space at its end": lambda signer: _line(signer).replace("\n", " \n"),
    "a word at its end": lambda signer: _line(signer).replace("\n", " more\n"),
    "a word after its newline": lambda signer: _line(signer) + "more",
    "a zero at its end": lambda signer: _line(signer).replace("\n", "\0\n"),
    "the same line twice": lambda signer: 2 * _line(signer),
    "a good line after one of another": lambda signer: _line(OTHER) + _line(signer),
    "a good line before one of another": lambda signer: _line(signer) + _line(OTHER),
    "a good line before a wrong one of the same": lambda signer: _line(signer) + _line(signer, "other\n"),
    "a good line before what is none": lambda signer: _line(signer) + "# more\n",
    "another with this name": lambda _: _line(OTHER),
    "no name": lambda signer: _line(signer).split(" ")[2],
    "a name that goes on": lambda signer: _line(signer).replace(" ", "/more ", 2).replace("/more ", " ", 1),
    "a hyphen": lambda signer: _line(signer).replace("\u2014", "-"),
    "two spaces": lambda signer: _line(signer).replace(" ", "  "),
    "a space before it": lambda signer: " " + _line(signer),
    "base64 in two pieces": lambda signer: _line(signer)[:60] + "\n" + _line(signer)[60:],
    "base64 without its end": lambda signer: _line(signer).replace("=", ""),
    "base64 for addresses": lambda signer: (
        _line(signer)[:-20].replace("+", "-").replace("/", "_") + _line(signer)[-20:]
    ),
    "spare bits": lambda signer: re.sub(r".=", lambda found: chr(ord(found[0][0]) + 1) + "=", _line(signer), count=1),
    "a byte more": lambda signer: _sent(signer, lambda data: data + b"\0"),
    "a byte less": lambda signer: _sent(signer, lambda data: data[:-1]),
    "the signature twice": lambda signer: _sent(signer, lambda data: data + data[4:]),
    "another key's hash": lambda signer: _sent(signer, lambda data: bytes(4) + data[4:]),
    "of another text": lambda signer: _line(signer, "other\n"),
}
"""What may stand under the text of a note, and is not one signature in the one form that there is."""


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_note_has_one_line_of_one_signature_and_not_a_character_more(line: Callable[[Signer], str]) -> None:
    read = vars(module)["_Key"].of(SIGNER.vkey, "here").text_of
    assert read(SIGNER.note(SIGNED)) == SIGNED
    assert line(SIGNER) != _line(SIGNER)
    with pytest.raises(ValueError, match=r"\w"):
        read(f"{SIGNED}\n{line(SIGNER)}")


@pytest.mark.parametrize("more", ["more", "\n", "# more\n", "line"])
def test_what_is_added_to_the_signature_of_a_head_or_seal_is_found_and_named(closed: Path, more: str) -> None:
    """An addition leaves every byte that was signed in its place."""
    with database(closed) as connection:
        ((note,),) = connection.execute("SELECT note FROM heads WHERE size = 4").fetchall()
    more = note.split("\n\n")[1] if more == "line" else more
    assert places(verify(closed, heads=[note])) == set()
    assert places(verify(closed, heads=[note + more])) == {"given head 1"}
    seal = closed / "SEAL"
    text = seal.read_text()
    seal.write_text(text + (text.split("\n\n")[1] if more in note else more))
    assert places(verify(closed)) == {"SEAL"}
    seal.unlink()
    with database(closed) as connection:
        connection.execute("UPDATE heads SET note = note || ? WHERE size = 4", (more,))
    assert places(verify(closed)) == {"head of 4"}


COLUMNS = ("body", "salt", "commitment")


@pytest.mark.parametrize("column", COLUMNS)
def test_without_a_seal_any_byte_of_an_entry_changed_is_found_and_named(opened: Path, column: str) -> None:
    with database(opened) as connection:
        rows = connection.execute(f"SELECT seq, {column} FROM entries").fetchall()  # noqa: S608 - a name from above
    for seq, data in rows:
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << place % 8
            with database(opened) as connection:
                connection.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (bytes(flipped), seq))  # noqa: S608 - the same
            assert f"entry {seq}" in places(verify(opened)), (seq, place)
        with database(opened) as connection:
            connection.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (data, seq))  # noqa: S608 - the same
    assert verify(opened).findings == ()


def test_without_a_seal_any_byte_of_a_head_changed_is_found_and_named(opened: Path) -> None:
    with database(opened) as connection:
        rows = connection.execute("SELECT size, note FROM heads").fetchall()
    for size, note in rows:
        data = note.encode()
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << place % 8
            with database(opened) as connection:
                connection.execute("UPDATE heads SET note = CAST(? AS TEXT) WHERE size = ?", (bytes(flipped), size))
            assert f"head of {size}" in places(verify(opened)), (size, place)
        with database(opened) as connection:
            connection.execute("UPDATE heads SET note = ? WHERE size = ?", (note, size))
    assert verify(opened).findings == ()


def test_without_a_seal_any_byte_of_the_evidence_changed_is_found(opened: Path) -> None:
    path = opened / "segments" / "000001.parquet"
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        flipped = bytearray(data)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        assert "segments/000001.parquet" in places(verify(opened)), place
    path.write_bytes(data[:-1])
    assert "segments/000001.parquet" in places(verify(opened))
    path.write_bytes(data + b"\0")
    assert "segments/000001.parquet" in places(verify(opened))
    path.unlink()
    assert "segments/000001.parquet" in places(verify(opened))


COPY = "INSERT INTO entries SELECT 5, commitment, salt, body FROM entries WHERE seq = 3"
TAKEN = "UPDATE entries SET (salt, body) = (SELECT salt, body FROM entries e WHERE e.seq = 3) WHERE seq = 1"
ANEW = "CREATE TABLE entries AS SELECT seq || 'x' AS seq, commitment, salt, body FROM others"

CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "an entry removed": (("DELETE FROM entries WHERE seq = 3",), "entry 3"),
    "the first removed": (("DELETE FROM entries WHERE seq = 0",), "entry 0"),
    "the last removed, its head left": (("DELETE FROM entries WHERE seq = 5",), "head of 6"),
    "all removed": (("DELETE FROM entries",), "head of 6"),
    "one removed and the rest moved up": (
        ("DELETE FROM entries WHERE seq = 1", "UPDATE entries SET seq = seq - 1 WHERE seq > 1"),
        "entry 1",
    ),
    "two swapped": (
        (
            "UPDATE entries SET seq = 99 WHERE seq = 1",
            "UPDATE entries SET seq = 1 WHERE seq = 3",
            "UPDATE entries SET seq = 3 WHERE seq = 99",
        ),
        "entry 1",
    ),
    "one twice": (("UPDATE entries SET seq = 6 WHERE seq = 5", COPY), "entry 5"),
    "one renumbered": (("UPDATE entries SET seq = 9 WHERE seq = 5",), "entry 5"),
    "a body of another": (
        ("UPDATE entries SET body = (SELECT body FROM entries e WHERE e.seq = 3) WHERE seq = 1",),
        "entry 1",
    ),
    "a body and its salt of another": ((TAKEN,), "entry 1"),
    "a head under another size": (("UPDATE heads SET size = 3 WHERE size = 4",), "head of 3"),
    "no tables": (("DROP TABLE entries",), "record.sqlite"),
    "a view for a table": (
        ("ALTER TABLE entries RENAME TO others", "CREATE VIEW entries AS SELECT * FROM others"),
        "record.sqlite",
    ),
    "a table with other places": (("ALTER TABLE entries RENAME TO others", ANEW), "record.sqlite"),
    "another version": (("PRAGMA user_version = 2",), "record.sqlite"),
}


@pytest.mark.parametrize(("statements", "where"), CHANGES.values(), ids=CHANGES)
def test_entries_that_are_removed_moved_or_exchanged_are_found(
    opened: Path, statements: tuple[str, ...], where: str
) -> None:
    changed(opened, *statements)
    assert where in places(verify(opened))


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
            intents=intents_of(entries, folder.record.vkey),
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


def rebuilt(folder: Path, change: Callable[[list[dict[str, Any]]], None], signer: Signer | None = None) -> None:
    """Entries changed with fitting salts and commitments, and signed again at the end where a signer is given."""
    with database(folder) as connection:
        rows = connection.execute("SELECT seq, body FROM entries ORDER BY seq").fetchall()
        entries = [json.loads(body) for _, body in rows]
        change(entries)
        tree = Tree()
        for (seq, _), changed_ in zip(rows, entries, strict=True):
            body = changed_ if isinstance(changed_, bytes) else canonical(changed_)
            committed = commitment(SALT, body)
            tree.append(leaf_hash(committed))
            values = committed, SALT, body, seq
            connection.execute("UPDATE entries SET commitment = ?, salt = ?, body = ? WHERE seq = ?", values)
        if signer is not None:
            connection.execute("DELETE FROM heads")
            connection.execute("INSERT INTO heads VALUES (?, ?)", (6, signer.checkpoint(6, tree.root(), at(9))))


def says(entries: list[dict[str, Any]]) -> None:
    entries[1]["body"]["says"] = "no doubt at all"


def test_an_entry_written_anew_with_a_fitting_commitment_is_found_by_every_head_over_it(opened: Path) -> None:
    rebuilt(opened, says)
    assert places(verify(opened)) == {"head of 2", "head of 4", "head of 6"}


def test_who_holds_the_signing_key_can_write_all_anew_and_it_takes_a_head_from_elsewhere_to_see_it(
    tmp_path: Path,
) -> None:
    signer = written(tmp_path)
    folder = tmp_path / "record"
    with database(folder) as connection:
        ((kept,),) = connection.execute("SELECT note FROM heads WHERE size = 4").fetchall()
    rebuilt(folder, says, signer)
    write_seal(folder, signer)
    verdict = verify(folder)
    assert verdict.findings == ()
    assert any("No head kept elsewhere" in sentence for sentence in verdict.not_shown)
    assert places(verify(folder, heads=[kept])) == {"given head 1"}


def test_two_heads_of_one_size_and_different_entries_are_a_fork(tmp_path: Path) -> None:
    signer = written(tmp_path)
    other = signer.checkpoint(4, bytes(32), at(9))
    problems = [finding.problem for finding in verify(tmp_path, heads=[other]).findings]
    assert any("a fork" in problem for problem in problems)


def test_two_heads_in_the_record_that_cannot_both_be_true_are_found(tmp_path: Path) -> None:
    signer = written(tmp_path)
    with database(tmp_path / "record") as connection:
        connection.execute("INSERT INTO heads VALUES (?, ?)", (5, signer.checkpoint(5, bytes(32), at(9))))
    assert places(verify(tmp_path)) == {"record.sqlite", "head of 5"}


def _later(entries: list[dict[str, Any]]) -> None:
    entries[2]["recorded_at"] = at(50)


def _another_place(entries: list[dict[str, Any]]) -> None:
    entries[3]["seq"] = 4


def _no_field(entries: list[dict[str, Any]]) -> None:
    del entries[3]["by"]


def _another_format(entries: list[dict[str, Any]]) -> None:
    entries[3]["v"] = 2


def _no_digest(entries: list[dict[str, Any]]) -> None:
    del entries[2]["body"]["sha256"]


def _a_path(entries: list[dict[str, Any]]) -> None:
    entries[2]["body"]["name"] = "../record"


def _a_space(entries: list[Any]) -> None:
    entries[3] = canonical(entries[3]).replace(b":", b": ", 1)


def _a_float(entries: list[Any]) -> None:
    entries[3] = canonical(entries[3]).replace(b'"v":1', b'"v":1.0')


def _no_object(entries: list[Any]) -> None:
    entries[3] = b"[]"


def _deep(entries: list[Any]) -> None:
    entries[3] = b"[" * 100_000


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_later, "entry 3"),
        (_another_place, "entry 3"),
        (_no_field, "entry 3"),
        (_another_format, "entry 3"),
        (_no_digest, "entry 2"),
        (_a_path, "entry 2"),
        (_a_space, "entry 3"),
        (_a_float, "entry 3"),
        (_no_object, "entry 3"),
        (_deep, "entry 3"),
    ],
)
def test_entries_that_were_signed_and_are_not_of_the_format_are_found(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], None], where: str
) -> None:
    signer = written(tmp_path)
    (tmp_path / "record" / "SEAL").unlink()
    rebuilt(tmp_path / "record", change, signer)
    assert where in places(verify(tmp_path))


TIMES: dict[str, object] = {
    "no T": "2017-05-18 06:36:03.000Z",
    "small letters": "2017-05-18t06:36:03.000z",
    "no zone": "2017-05-18T06:36:03.000",
    "a zone of another form": "2017-05-18T06:36:03.000+00:00",
    "another zone": "2017-05-18T08:36:03.000+02:00",
    "no milliseconds": "2017-05-18T06:36:03Z",
    "microseconds": "2017-05-18T06:36:03.000000Z",
    "a comma": "2017-05-18T06:36:03,000Z",
    "a leap second": "2017-05-18T06:36:60.000Z",
    "an hour that is the next day's": "2017-05-18T24:00:00.000Z",
    "a day that there is not": "2017-02-30T06:36:03.000Z",
    "the short form": "20170518T063603.000Z",
    "a space": " 2017-05-18T06:36:03.000Z",
    "a newline": "2017-05-18T06:36:03.000Z\n",
    "another digit": "2017-05-18T06:36:0\u0663.000Z",
    "no time, and sorts behind all": "9",
    "nothing": "",
    "null": None,
    "a number": 1495089363000,
    "a list": ["2017-05-18T06:36:03.000Z"],
}


@pytest.mark.parametrize("time", TIMES.values(), ids=TIMES)
def test_a_time_of_another_form_is_found_though_it_was_signed(tmp_path: Path, time: object) -> None:
    def timed(entries: list[dict[str, Any]]) -> None:
        entries[3]["recorded_at"] = time

    signer = written(tmp_path)
    (tmp_path / "record" / "SEAL").unlink()
    rebuilt(tmp_path / "record", timed, signer)
    (finding,) = verify(tmp_path).findings
    assert finding.where == "entry 3"
    assert repr(time) in finding.problem


def test_a_clock_that_stands_still_or_leaps_ahead_is_no_fault(tmp_path: Path) -> None:
    """A wall clock that is set back does not show: the desk's own never goes back, and stands until it is reached."""

    def leaps(entries: list[dict[str, Any]]) -> None:
        for place, time in enumerate((at(0), at(0), at(0), "2019-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")):
            entries[place]["recorded_at"] = time
        entries[5]["recorded_at"] = entries[4]["recorded_at"]

    signer = written(tmp_path)
    (tmp_path / "record" / "SEAL").unlink()
    rebuilt(tmp_path / "record", leaps, signer)
    assert verify(tmp_path).findings == ()


def _fewer(entries: list[dict[str, Any]]) -> None:
    entries[4]["body"]["batches"] = 1


def _follows(entries: list[dict[str, Any]]) -> None:
    entries[4]["body"]["batches_before"] = 3


@pytest.mark.parametrize(("change", "where"), [(_fewer, "entry 2"), (_follows, "segments/000001")])
def test_evidence_that_was_acknowledged_and_did_not_reach_the_sealed_segment_is_found(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], None], where: str
) -> None:
    signer = written(tmp_path)
    (tmp_path / "record" / "SEAL").unlink()
    rebuilt(tmp_path / "record", change, signer)
    assert places(verify(tmp_path)) == {where}


def test_a_destroyed_body_leaves_everything_else_provable_and_is_said(opened: Path) -> None:
    changed(opened, "UPDATE entries SET salt = NULL, body = NULL WHERE seq = 3")
    verdict = verify(opened)
    assert verdict.findings == ()
    assert verdict.destroyed == 1
    assert any("destroyed (3)" in sentence for sentence in verdict.not_shown)


def test_entries_beyond_the_last_head_are_said(opened: Path) -> None:
    changed(opened, "DELETE FROM heads WHERE size = 6")
    verdict = verify(opened)
    assert verdict.findings == ()
    assert any("Entries from 4 on" in sentence for sentence in verdict.not_shown)


def test_a_missing_seal_and_a_key_of_its_own_are_said(opened: Path) -> None:
    said = " ".join(verify(opened).not_shown)
    assert "no SEAL" in said
    assert "taken from the record itself" in said


def test_a_file_that_was_added_or_taken_from_a_sealed_record_is_found(closed: Path) -> None:
    (closed / "segments" / "SEAL").write_bytes(b"")
    (closed / "segments" / "000001.parquet").unlink()
    assert places(verify(closed)) == {"segments/SEAL", "segments/000001.parquet"}


def test_a_key_from_elsewhere_is_the_one_that_counts(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    key = (closed / "record.pub").read_text()
    verdict = verify(closed, key)
    assert verdict.findings == ()
    assert not any("key" in sentence.split(":")[0] for sentence in verdict.not_shown)
    other = tmp_path_factory.mktemp("other")
    Folder(other).unlock()
    assert "record.pub" in places(verify(closed, (other / "record" / "record.pub").read_text()))
    (closed / "record.pub").unlink()
    assert "record.pub" in places(verify(closed, key))


@pytest.mark.parametrize(
    "key", ["", "a", "a+b+c", "a+00000000+AQ==", "a+00000000+" + base64.b64encode(bytes(33)).decode()]
)
def test_a_key_that_is_none_is_unusable(closed: Path, key: str) -> None:
    with pytest.raises(UnusableRecordError, match="verifier key"):
        verify(closed, key)


def test_a_folder_without_a_record_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableRecordError, match=re.escape("record.sqlite")):
        verify(tmp_path)


def test_an_open_record_is_verified_from_a_copy_of_its_log(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.record.append(Commit(entries=(entry(0), entry(1))), checkpoint_at=at(1))
    folder.record.append(Commit(entries=(entry(2),)))
    folder.segments.append(reports(0), 10)
    before = sorted(tmp_path.rglob("*"))
    verdict = verify(tmp_path)
    assert verdict.findings == ()
    assert verdict.size == 3
    said = " ".join(verdict.not_shown)
    assert "Entries from 2 on" in said
    assert "segments/000001.arrow" in said
    assert sorted(tmp_path.rglob("*")) == before
    folder.record.close()
    folder.unlock()


def test_the_verifier_imports_nothing_of_standoff() -> None:
    """It shares no code with the writer."""
    source = module.__file__
    assert source is not None
    with open(source) as file:  # noqa: PTH123 - a path as text
        imports = [line for line in file if re.match(r"\s*(import|from) ", line)]
    assert imports
    assert not any("standoff" in line or "msgspec" in line or "apsw" in line for line in imports)
