"""What cannot be shown is said: no seal, a key or head of the record's own, what was destroyed; and forks."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest
from record_in_hand import at, changed, database, entry, places, reports, written

from standoff.record import verify as module
from standoff.record.folder import Folder
from standoff.record.record import Commit
from standoff.record.verify import UnusableRecordError, verify

if TYPE_CHECKING:
    from pathlib import Path


pytest_plugins = ["record_fixtures"]


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
