"""What was read back, held against what was said: which figure differs, and where.

Both texts become a row of signs, whichever way they were written: `0740Z`, `07:40 Z`, "zero seven four zero Zulu" and
the same in Arabic are all `0 7 4 0 Z`. Colons, commas between groups, dashes in dates and the word for degrees carry
nothing and are left out. The rows are laid side by side with as few differences as can be (Wagner and Fischer, J. ACM
21, 1974). A number that is not said digit by digit ("thirty-three") is a word that nobody said: it shows as a
difference, and that is right, because it was not read back as it was to be.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.channels.phrasebook import Language, phrasebook
from standoff.channels.place import is_grid
from standoff.channels.spoken import ALPHABET
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 400
"""Most signs that are compared; a position has about 18."""
_DEGREES: Final = "degrees"
_ALIKE: Final = {"\u066b": ".", "\u060c": " ", "\u2212": "-", "\u00ba": "°"}
"""Arabic decimal mark and comma, the minus sign, and the ordinal mark that is typed for a degree."""
_SPELLED: Final = {"alpha": "A", "juliet": "J", "whisky": "W", "xray": "X"}
"""Other spellings of the alphabet."""
_SHORT: Final = 2
"""Up to so many letters together, if they are no word for a figure, are letters of a grid reference."""
_BETWEEN: Final = re.compile(r"[\s;:/]+|,(?!\d)|(?<!\d),|(?<=\w)(?<!\b[xX])-(?=\w)|(?<=\S)\.(?!\d)")
_FIGURES: Final = re.compile(r"[+-]?[0-9A-Za-z.°+-]*", re.ASCII)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One sign that was said beside the one that was read back.

    Attributes:
        at: place in what was said, from 0; for a sign that was only read back, the place before which it came.
        said: the sign; empty where nothing was said.
        read_back: the sign or word; empty where it was left out.
    """

    at: int
    said: str
    read_back: str

    @property
    def differs(self) -> bool:
        """Whether these are two things."""
        return self.said != self.read_back


def differs(said: str, read_back: str) -> tuple[Pair, ...]:
    """Every difference between what was said and what was read back, in the order in which it was said.

    Raises:
        UnusableInputError: nothing was said, or one of both is too long to be compared.
    """
    return tuple(pair for pair in side_by_side(said, read_back) if pair.differs)


def side_by_side(said: str, read_back: str) -> tuple[Pair, ...]:
    """All signs of both, with as few differences as can be.

    Raises:
        UnusableInputError: nothing was said, or one of both is too long to be compared.
    """
    left, right = signs(said), signs(read_back)
    if not left:
        raise UnusableInputError("what was said", "is empty", "Give what was to be read back")
    for name, row in (("what was said", left), ("what was read back", right)):
        if len(row) > LONGEST:
            raise UnusableInputError(name, f"has {len(row)} figures and words", f"Compare at most {LONGEST} at once")
    return tuple(reversed(list(_way_back(left, right, _costs(left, right)))))


def signs(text: str) -> tuple[str, ...]:
    """The signs of a text: digits, `.`, letters, `-` before a number; and words that stand for none of these."""
    plain = "".join(_plain(sign) for sign in text)
    if is_grid(grid := plain.replace(",", " ").strip().upper()):  # its letters may spell a word: UN is one in French
        return tuple("".join(grid.split()))
    return tuple(sign for token in _BETWEEN.split(plain) if token for sign in _of_token(token))


def _plain(sign: str) -> str:
    """Digits of any script as 0 to 9, decimal and group marks as ours, marks of writing direction gone."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if unicodedata.category(sign) == "Cf":
        return ""
    return _ALIKE.get(sign, sign)


def _of_token(token: str) -> Iterator[str]:
    token = token.strip("!?()\"'«»")
    word = _folded(token)
    if (sign := _heard().get(word)) is not None:
        if sign != _DEGREES:
            yield sign
    elif _is_figures(token):
        yield from (part.upper() for part in re.sub(r"(?<!^)[+-]|[+°]", "", token.replace(",", ".")))
    elif word:
        yield word


def _is_figures(token: str) -> bool:
    """Whether it is to be taken sign by sign."""
    ascii_only = _FIGURES.fullmatch(token.replace(",", ".")) is not None
    return ascii_only and (len(token) <= _SHORT or any(sign.isdigit() for sign in token))


def _folded(word: str) -> str:
    """A word without capitals, accents and vowel signs: these differ from one who types to another."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@functools.cache
def _heard() -> dict[str, str]:
    """Every word for a sign, in all languages."""
    heard = {_folded(word): letter for letter, word in ALPHABET.items()} | _SPELLED
    for language in Language:
        book = phrasebook(language)
        said = book.spoken
        rest = {".": said.decimal, _DEGREES: said.degrees}
        directions = {"N": said.north, "S": said.south, "E": said.east, "W": said.west}
        own = {**{str(digit): word for digit, word in enumerate(said.digits)}, **rest, **directions}
        heard |= {_folded(word): sign for sign, word in own.items()}
        heard |= {_folded(word): sign for sign, words in book.heard.items() for word in words}
    return heard


def _costs(left: tuple[str, ...], right: tuple[str, ...]) -> list[list[int]]:
    """Fewest differences between the first i signs of one and the first j of the other."""
    costs = [list(range(len(right) + 1))]
    for i, one in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            row.append(min(costs[-1][j - 1] + (one != other), costs[-1][j] + 1, row[j - 1] + 1))
        costs.append(row)
    return costs


def _way_back(left: tuple[str, ...], right: tuple[str, ...], costs: list[list[int]]) -> Iterator[Pair]:
    """Pairs from the end to the beginning; another sign in a place is preferred to one missing and one too many."""
    i, j = len(left), len(right)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + (left[i - 1] != right[j - 1]):
            i, j = i - 1, j - 1
            yield Pair(at=i, said=left[i], read_back=right[j])
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
            yield Pair(at=i, said=left[i], read_back="")
        else:
            j -= 1
            yield Pair(at=i, said="", read_back=right[j])
