"""Invariants 16 and 17: whatever byte of a record is changed is found."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, cast

import pytest
from record_in_hand import OTHER, SIGNER, database, places

from standoff.record import verify as module
from standoff.record.verify import UnusableRecordError, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standoff.record.note import Signer


pytest_plugins = ["record_fixtures"]


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
