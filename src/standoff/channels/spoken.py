"""Figures as they are said: one by one, in pauses that keep together what belongs together.

Every digit is said by itself (ICAO Annex 10, volume II, 5.2.1.4.1.1; SMCP, part A1, "Numbers"): nobody hears "fifteen"
as "fifty". Letters of a grid reference are spelled with the ICAO alphabet (Annex 10, II, figure 5-1), which is one for
all languages. Digits are said in the language; how English ones are pronounced on the air is in `PRONOUNCED`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from standoff.channels import bidi
from standoff.channels.phrasebook import Language, phrasebook
from standoff.channels.place import is_grid
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.channels.phrasebook import Phrasebook

ALPHABET: Final = {
    "A": "Alfa",
    "B": "Bravo",
    "C": "Charlie",
    "D": "Delta",
    "E": "Echo",
    "F": "Foxtrot",
    "G": "Golf",
    "H": "Hotel",
    "I": "India",
    "J": "Juliett",
    "K": "Kilo",
    "L": "Lima",
    "M": "Mike",
    "N": "November",
    "O": "Oscar",
    "P": "Papa",
    "Q": "Quebec",
    "R": "Romeo",
    "S": "Sierra",
    "T": "Tango",
    "U": "Uniform",
    "V": "Victor",
    "W": "Whiskey",
    "X": "X-ray",
    "Y": "Yankee",
    "Z": "Zulu",
}
"""The spelling alphabet; Z is also the time zone of UTC."""
PRONOUNCED: Final = (
    ("0", "ZE-RO"),
    ("1", "WUN"),
    ("2", "TOO"),
    ("3", "TREE"),
    ("4", "FOW-ER"),
    ("5", "FIFE"),
    ("6", "SIX"),
    ("7", "SEV-EN"),
    ("8", "AIT"),
    ("9", "NIN-ER"),
    (".", "DAY-SEE-MAL"),
)
"""English digits on the air (ICAO Annex 10, volume II, 5.2.1.4.3.1)."""
_PIECES: Final = re.compile(r"\d+(?:[.:]\d+)*|[A-Za-z]|°|-(?=\d)|\s+", re.ASCII)
_DIRECTION: Final = re.compile(r"(?<![A-Za-z])[NSEW](?![A-Za-z])", re.ASCII)


def spoken(text: str, language: Language = Language.ENGLISH) -> str:
    """Figures in words: `0740Z` is "zero seven four zero Zulu".

    Args:
        text: a position as `place.read_position` writes it, a time (`0740Z`, `07:40Z`), a bearing (`135°`), a frequency
            (`121.5`), a date. Outside a grid reference N, S, E and W that stand alone are directions.
        language: in which digits and directions are said.

    Raises:
        UnusableInputError: there is nothing in it, or something that has no word here.
    """
    book = phrasebook(language)
    groups = list(_groups(text.strip(), book))
    if not groups:
        raise UnusableInputError("figures", "there are none to be said", "Give a position, a time or a bearing")
    return (", " if book.direction is bidi.Direction.LEFT_TO_RIGHT else "، ").join(map(" ".join, groups))


def _groups(text: str, book: Phrasebook) -> Iterator[list[str]]:
    """Words, in groups between which the speaker pauses: a number takes what stands behind it with it."""
    directions = set[int]() if is_grid(text) else {found.start() for found in _DIRECTION.finditer(text)}
    group: list[str] = []
    parted, at = False, 0
    while at < len(text):
        piece = _PIECES.match(text, at)
        if piece is None:
            problem = f"there is no word for {text[at]!r} in {text!r}"
            raise UnusableInputError("figures", problem, "Digits, points, letters A to Z and the degree sign have one")
        if piece[0].isspace() or piece[0] == "-":
            parted = True
        else:
            follows = at in directions or piece[0] == "°"
            if parted and group and not follows:
                yield group
                group = []
            parted = False
            group.extend(_words(piece[0], book, direction=at in directions))
        at = piece.end()
    if group:
        yield group


def _words(piece: str, book: Phrasebook, *, direction: bool) -> Iterator[str]:
    said = book.spoken
    if direction:
        yield {"N": said.north, "S": said.south, "E": said.east, "W": said.west}[piece]
    elif piece == "°":
        yield said.degrees
    elif piece.isalpha():
        yield bidi.figures(ALPHABET[piece.upper()], book.direction)
    else:
        yield from (said.decimal if sign == "." else said.digits[int(sign)] for sign in piece if sign != ":")
