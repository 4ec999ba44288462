"""Entries that are removed, exchanged, written anew or signed in another form are found, whoever signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from record_in_hand import at, changed, database, places, rebuilt, says, written

from standoff.record.canonical import canonical
from standoff.record.seal import write_seal
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


pytest_plugins = ["record_fixtures"]


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
