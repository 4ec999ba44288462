"""Values inside a sentence of the other writing direction, so that both are shown in the order in which they are read.

Unicode Standard Annex 9: an isolate keeps what is inside from taking part in the order of what is outside. Without one,
`33.5321 N 038.2987 E` inside Arabic may be shown with its parts in the wrong order: another place.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Final

LEFT_TO_RIGHT_ISOLATE: Final = "\u2066"
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
_RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}


class Direction(StrEnum):
    """The direction in which a language is written."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


def figures(text: str, direction: Direction) -> str:
    """A number, time or position of ours (always left to right) as it stands in a sentence of this direction."""
    return f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}" if direction is Direction.RIGHT_TO_LEFT else text


def given(text: str, direction: Direction) -> str:
    """A name as a person gave it, in whatever script, as it stands in a sentence of this direction."""
    foreign = any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
    if direction is Direction.LEFT_TO_RIGHT and not foreign:
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
