"""The record: what it takes, what it refuses, what it remembers, and what a restart finds."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest

from standoff.model.entry import Entry
from standoff.model.errors import RecordingFailedError, UnusableInputError
from standoff.record.canonical import canonical
from standoff.record.files import Disk
from standoff.record.folder import Folder
from standoff.record.merkle import commitment, leaf_hash
from standoff.record.record import Commit
from standoff.record.store import Intent, Remembered
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "2017-05-18T06:36:00.000Z"


def entry(seq: int, says: str = "may be a road crew") -> Entry:
    return Entry(seq=seq, type="doubt", recorded_at=AT, happened_at=AT, body={"says": says})


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    folder.record.close()
    folder.unlock()


def opened_again(folder: Folder) -> Folder:
    folder.record.close()
    folder.unlock()
    return Folder(folder.path)


@pytest.mark.parametrize("seqs", [(1,), (-1,), (0, 0), (0, 2), (1, 0)])
def test_entries_that_do_not_continue_the_record_are_refused_and_nothing_is_kept(
    folder: Folder, seqs: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="is next"):
        folder.record.append(Commit(entries=tuple(entry(seq) for seq in seqs)))
    folder.record.append(Commit(entries=(entry(0),)))
    assert folder.record.size == 1


def test_the_same_place_twice_is_refused(folder: Folder) -> None:
    folder.record.append(Commit(entries=(entry(0),)))
    with pytest.raises(ValueError, match="entry 0 came where 1 is next"):
        folder.record.append(Commit(entries=(entry(0, "something else"),)))
    assert [kept.body for kept in folder.record.entries()] == [{"says": "may be a road crew"}]


def test_an_entry_that_cannot_be_written_canonically_takes_the_whole_commit_with_it(folder: Folder) -> None:
    wrong = Entry(seq=1, type="doubt", recorded_at=AT, happened_at=AT, body={"range_m": 27.4})
    with pytest.raises(ValueError, match="float"):
        folder.record.append(Commit(entries=(entry(0), wrong)))
    assert folder.record.size == 0
    assert list(folder.record.entries()) == []


def test_what_is_kept_together_is_there_after_a_restart(folder: Folder) -> None:
    answer = Remembered(key="key", fingerprint=bytes(32), answer=b"{}")
    intents = (Intent(id="a", body=b"1"), Intent(id="b", body=b"2"))
    commit = Commit(entries=(entry(0), entry(1)), answers=(answer,), intents=intents, snapshot=b"state")
    folder.record.append(commit, checkpoint_at=AT)
    root, head = folder.record.root(), folder.record.checkpoint()

    again = opened_again(folder)
    record = again.record
    assert list(record.entries()) == [entry(0), entry(1)]
    assert list(record.entries(1, 2)) == [entry(1)]
    assert (record.size, record.root(), record.checkpoint()) == (2, root, head)
    assert record.remembered("key") == answer
    assert record.remembered("another") is None
    assert record.outbox() == list(intents)
    assert record.latest_snapshot() == (2, b"state")
    record.append(Commit(delivered=("a",)))
    assert [intent.id for intent in record.outbox()] == ["b"]
    record.close()
    again.unlock()


def test_a_head_is_over_exactly_what_is_kept(folder: Folder) -> None:
    assert folder.record.checkpoint() == ""
    folder.record.append(Commit(entries=(entry(0),)))
    assert folder.record.checkpoint() == ""
    folder.record.append(Commit(entries=(entry(1), entry(2))), checkpoint_at=AT)
    lines = folder.record.checkpoint().split("\n")
    assert lines[0].startswith("standoff/")
    assert lines[1:4] == ["3", base64.b64encode(folder.record.root()).decode(), AT]


def test_a_leaf_is_the_hash_of_the_commitment_to_salt_and_canonical_entry(tmp_path: Path) -> None:
    folder = Folder(tmp_path, lambda size: bytes(range(size)))
    folder.record.append(Commit(entries=(entry(0),)))
    # Written by hand, in the order of RFC 8785.
    body = canonical(
        {
            "act": "",
            "body": {"says": "may be a road crew"},
            "by": {"id": "standoff", "name": "standoff", "party": "", "roles": ["system"]},
            "happened_at": AT,
            "incident": "",
            "recorded_at": AT,
            "seq": 0,
            "status": "actual",
            "type": "doubt",
            "v": 1,
        }
    )
    stored = folder.record.root()
    folder.record.close()
    folder.unlock()
    assert stored == leaf_hash(commitment(bytes(range(32)), body))


def test_every_entry_has_a_salt_of_its_own(tmp_path: Path) -> None:
    asked: list[int] = []

    def chance(size: int) -> bytes:
        asked.append(size)
        return os.urandom(size)

    folder = Folder(tmp_path, chance)
    before = len(asked)
    folder.record.append(Commit(entries=(entry(0), entry(1))))
    assert asked[before:] == [32, 32]
    folder.record.close()
    folder.unlock()


def test_a_folder_is_open_once_at_a_time(folder: Folder) -> None:
    with pytest.raises(UnusableInputError, match="another standoff has this folder open"):
        Folder(folder.path)


def test_a_record_is_not_continued_with_another_key(folder: Folder) -> None:
    opened_again(folder).unlock()
    (folder.path / "access" / "signing.key").write_text(f"standoff/other\n{'00' * 32}\n")
    with pytest.raises(UnusableInputError, match="is not the key of"):
        Folder(folder.path)
    (folder.path / "access" / "signing.key").unlink()
    with pytest.raises(UnusableInputError, match="is missing"):
        Folder(folder.path)


def test_the_signing_key_is_not_in_what_is_handed_on(folder: Folder) -> None:
    secret = (folder.path / "access" / "signing.key").read_bytes().split()[1]
    assert (folder.path / "access").stat().st_mode & 0o777 == 0o700
    folder.record.append(Commit(entries=(entry(0),)), checkpoint_at=AT)
    for path in (folder.path / "record").rglob("*"):
        assert not path.is_file() or bytes.fromhex(secret.decode()) not in path.read_bytes()
        assert not path.is_file() or secret not in path.read_bytes()


@pytest.mark.parametrize("data", [b"not a database, and long enough to be taken for a file of one" * 20, b"SQLite"])
def test_a_file_that_is_no_record_is_refused_and_its_folder_unlocked(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "record.sqlite").write_bytes(data)
    for _ in range(2):
        with pytest.raises(UnusableInputError, match="is no record"):
            Folder(tmp_path)
    assert (tmp_path / "record" / "record.sqlite").read_bytes() == data


def test_the_seal_is_broken_before_the_first_write_and_put_back_at_the_end(folder: Folder) -> None:
    seal = folder.path / "record" / "SEAL"
    folder.record.close()
    folder.seal()
    folder.unlock()
    assert verify(folder.path).sealed
    again = Folder(folder.path)
    assert not seal.exists()
    again.record.close()
    again.seal()
    again.unlock()
    assert verify(folder.path).findings == ()


def test_a_closed_record_is_one_file(folder: Folder) -> None:
    folder.record.append(Commit(entries=(entry(0),)))
    folder.record.close()
    assert sorted(path.name for path in (folder.path / "record").iterdir()) == [
        "record.pub",
        "record.sqlite",
        "segments",
    ]


def test_a_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, type(tmp_path).replace

    def synced(handle: int) -> None:
        calls.append("sync " + os.path.basename(os.readlink(f"/proc/self/fd/{handle}")))  # noqa: PTH119, PTH115 - text
        fsync(handle)

    def moved(path: Path, to: Path) -> Path:
        calls.append(f"move to {to.name}")
        return replace(path, to)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(type(tmp_path), "replace", moved)
    Disk().replace(tmp_path / "SEAL", b"sealed")
    assert calls == ["sync .SEAL.new", "move to SEAL", f"sync {tmp_path.name}"]
    calls.clear()
    file = Disk().append(tmp_path / "000001.arrow")
    assert calls == [f"sync {tmp_path.name}"]
    file.write(b"data")
    file.sync()
    assert calls[-1] == "sync 000001.arrow"
    file.close()


def test_a_closed_record_takes_nothing(folder: Folder) -> None:
    folder.record.append(Commit(entries=(entry(0),)))
    folder.record.close()
    with pytest.raises(RecordingFailedError):
        folder.record.append(Commit(entries=(entry(1),)))
