"""`standoff record verify`: its exit status, and what it says."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from standoff.cli.record import record
from standoff.model.entry import Entry
from standoff.model.errors import UnusableInputError
from standoff.record import verify
from standoff.record.fingerprint import fingerprint
from standoff.record.folder import Folder
from standoff.record.record import Commit

if TYPE_CHECKING:
    from typer.testing import Result

AT = "2017-05-18T06:36:00.000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk's folder, closed, with a head kept beside it."""
    folder = Folder(tmp_path / "desk")
    for seq in range(3):
        entry = Entry(seq=seq, type="doubt", recorded_at=AT, happened_at=AT, body={"says": "x"})
        folder.record.append(Commit(entries=(entry,)), checkpoint_at=AT)
    (tmp_path / "kept").write_text(folder.record.checkpoint())
    (tmp_path / "key").write_text(folder.record.vkey + "\n")
    folder.record.close()
    folder.seal()
    folder.unlock()
    return tmp_path / "desk"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(record, ["verify", *map(str, arguments)])


def test_a_sound_record_is_0_and_says_what_it_could_not_show(desk: Path) -> None:
    result = run(desk)
    assert result.exit_code == 0
    assert "sound: 3 entries, 3 signed heads, sealed" in result.output
    assert "What this could not show:" in result.output
    assert "The key was taken from the record itself" in result.output


def test_with_a_key_and_a_head_from_elsewhere_all_is_shown(desk: Path) -> None:
    key = (desk.parent / "key").read_text().strip()
    for given in (key, desk.parent / "key"):
        result = run(desk / "record", "--key", given, "--head", desk.parent / "kept")
        assert result.exit_code == 0
        assert "could not show" not in result.output


def test_a_changed_record_is_1_and_names_what_was_changed(desk: Path) -> None:
    path = desk / "record" / "record.sqlite"
    path.write_bytes(path.read_bytes().replace(b'"says":"x"', b'"says":"y"'))
    result = run(desk)
    assert result.exit_code == 1
    for line in ("record.sqlite: is not the file that was sealed", "entry 1: its body and salt", "findings: 3 entries"):
        assert line in result.output


def test_a_head_is_one_whatever_an_editor_did_to_its_end_and_what_is_none_is_2(desk: Path) -> None:
    kept = (desk.parent / "kept").read_text()
    for text in (kept + "\n", kept.rstrip("\n")):
        (desk.parent / "edited").write_text(text)
        assert run(desk, "--head", desk.parent / "edited").exit_code == 0
    for text in ((desk.parent / "key").read_text(), kept.replace("\u2014", "-"), ""):
        (desk.parent / "edited").write_text(text)
        refused = run(desk, "--head", desk.parent / "edited").exception
        assert isinstance(refused, UnusableInputError)
        assert refused.problem == "is no signed head"


def test_the_verifier_is_a_program_by_itself(desk: Path, tmp_path: Path) -> None:
    """The one file, copied to where nothing of standoff is."""
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    sound = subprocess.run([sys.executable, "-I", alone, desk], capture_output=True, text=True, check=False)
    assert (sound.returncode, sound.stdout.splitlines()[-1]) == (0, "0 findings in 3 entries")
    path = desk / "record" / "record.sqlite"
    path.write_bytes(path.read_bytes().replace(b'"says":"x"', b'"says":"y"'))
    changed = subprocess.run([sys.executable, "-I", alone, desk], capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "entry 1: its body and salt" in changed.stdout


def test_json_is_the_whole_verdict(desk: Path) -> None:
    verdict = json.loads(run(desk, "--json").output)
    assert verdict["findings"] == []
    assert verdict["size"] == 3
    assert set(verdict) == {
        "findings", "not_shown", "key", "size", "root", "heads", "destroyed", "segments", "sealed", "fingerprint",
    }  # fmt: skip


def test_the_head_is_said_in_the_six_words_that_the_console_shows(desk: Path) -> None:
    folder = Folder(desk)
    words = fingerprint(folder.record.root())
    folder.record.close()
    folder.unlock()
    assert re.fullmatch(r"([a-z]{5} ){5}[a-z]{5}", words)
    assert f"\n  words {words}\n" in run(desk).output
    assert json.loads(run(desk, "--json").output)["fingerprint"] == words


def test_the_six_words_are_of_what_is_there_and_not_of_a_head_over_it(desk: Path) -> None:
    before = json.loads(run(desk, "--json").output)["fingerprint"]
    with contextlib.closing(sqlite3.connect(desk / "record" / "record.sqlite")) as database, database:
        database.execute("DELETE FROM entries WHERE seq = 2")
    assert json.loads(run(desk, "--json").output)["fingerprint"] != before


@pytest.mark.parametrize(
    "arguments", [("nowhere",), (".", "--key", "absent"), (".", "--key", "a+b+c"), (".", "--head", "absent")]
)
def test_what_cannot_be_verified_is_unusable(
    desk: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    assert isinstance(run(*arguments).exception, UnusableInputError)


def test_a_long_list_is_cut_for_a_person_and_not_in_json(desk: Path) -> None:
    for number in range(30):
        (desk / "record" / f"added-{number}").write_bytes(b"")
    assert "and 10 more; --json lists them all" in run(desk).output
    assert len(json.loads(run(desk, "--json").output)["findings"]) == 30
