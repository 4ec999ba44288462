"""`standoff incident card`: one position, large and in spoken digits; and what they read back, held against it."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
import typer

from standoff.channels.phrasebook import Language, phrasebook
from standoff.channels.place import is_position, read_position
from standoff.channels.readback import Pair, side_by_side
from standoff.channels.spoken import PRONOUNCED, spoken
from standoff.channels.wording import NOT_REVIEWED
from standoff.cli.summary import many, say

_ROWS: Final = {
    "0": "111 101 101 101 111",
    "1": "010 110 010 010 111",
    "2": "111 001 111 100 111",
    "3": "111 001 111 001 111",
    "4": "101 101 111 001 001",
    "5": "111 100 111 001 111",
    "6": "111 100 111 101 111",
    "7": "111 001 010 010 010",
    "8": "111 101 111 101 111",
    "9": "111 101 111 001 111",
    ".": "000 000 000 000 010",
    ":": "000 010 000 010 000",
    "-": "000 000 111 000 000",
    "°": "110 110 000 000 000",
    "A": "010 101 111 101 101",
    "B": "110 101 110 101 110",
    "C": "111 100 100 100 111",
    "D": "110 101 101 101 110",
    "E": "111 100 110 100 111",
    "F": "111 100 110 100 100",
    "G": "111 100 101 101 111",
    "H": "101 101 111 101 101",
    "I": "111 010 010 010 111",
    "J": "001 001 001 101 111",
    "K": "101 110 100 110 101",
    "L": "100 100 100 100 111",
    "M": "101 111 111 101 101",
    "N": "110 101 101 101 101",
    "O": "010 101 101 101 010",
    "P": "111 101 111 100 100",
    "Q": "111 101 101 111 001",
    "R": "110 101 110 101 101",
    "S": "011 100 010 001 110",
    "T": "111 010 010 010 010",
    "U": "101 101 101 101 111",
    "V": "101 101 101 101 010",
    "W": "101 101 111 111 101",
    "X": "101 101 010 101 101",
    "Y": "101 101 010 010 010",
    "Z": "111 001 010 100 111",
}
"""Every figure as five rows of three."""


def card(
    text: Annotated[str, typer.Argument(metavar="FIGURES", help="A position, a time, a bearing, a frequency.")],
    *,
    language: Annotated[Language, typer.Option(help="In which language the digits are said.")] = Language.ENGLISH,
    read_back: Annotated[str | None, typer.Option(metavar="TEXT", help="What they read back, as it was heard.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Print the say-card: one position, large and in spoken digits. No desk has to run.

    With --read-back, what they read back is held against it, in digits or in words, of any of the five languages. Exit
    status 1 if it differs: it is not delivered.
    """
    text = _figures(text)
    words = spoken(text, language)
    pairs = side_by_side(text, read_back) if read_back is not None else ()
    different = [pair for pair in pairs if pair.differs]
    reviewed = phrasebook(language).reviewed
    if json:
        content = {"figures": text, "language": language, "spoken": words, "reviewed": reviewed}
        held = {"read_back": read_back, "differences": different} if read_back is not None else {}
        typer.echo(msgspec.json.format(msgspec.json.encode(content | held)).decode())
    else:
        _show(text, words, language, reviewed=reviewed)
        if read_back is None:
            say("Not delivered before they have read it back: give what you hear with --read-back")
        else:
            _compare(pairs, different)
    if different:
        raise typer.Exit(1)


def _figures(text: str) -> str:
    """A position as it is written everywhere; anything else as it was typed, in capitals."""
    return read_position(text, "FIGURES") if is_position(text) else text.strip().upper()


def _show(text: str, words: str, language: Language, *, reviewed: bool) -> None:
    for group in _groups(text):
        say("")
        for row in range(5):
            cells = [_ROWS[sign].split()[row] for sign in group]
            say("  ".join(cell.replace("1", "██").replace("0", "  ") for cell in cells).rstrip(), "bold")
    say("")
    say(words, "bold")
    if language is Language.ENGLISH:
        say("On the air: " + ", ".join(f"{sign} {said}" for sign, said in PRONOUNCED if sign in text))
    elif not reviewed:
        say(NOT_REVIEWED)


def _groups(text: str) -> list[str]:
    """What is printed in one row of large figures: a number, and the direction after it."""
    groups: list[str] = []
    for part in text.split():
        if groups and part in {"N", "S", "E", "W"}:
            groups[-1] += part
        else:
            groups.append(part)
    return groups


def _compare(pairs: tuple[Pair, ...], different: list[Pair]) -> None:
    say("")
    say("said       " + " ".join(f"{pair.said or '_':<{_width(pair)}}" for pair in pairs).rstrip())
    say("read back  " + " ".join(f"{pair.read_back or '_':<{_width(pair)}}" for pair in pairs).rstrip())
    if not different:
        say("Read back the same")
        return
    say("           " + " ".join(f"{'^' if pair.differs else '':<{_width(pair)}}" for pair in pairs).rstrip(), "red")
    say(f"NOT THE SAME: {many(len(different), 'difference')}. Say it again; it is not delivered", "bold red")


def _width(pair: Pair) -> int:
    return max(1, len(pair.said), len(pair.read_back))
