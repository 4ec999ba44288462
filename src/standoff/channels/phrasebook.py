"""The phrases of a language: data, read strictly. What each template has in one language it has in all.

Sentences are labels and values (`Number of vehicles: about 20.`), so that no word bends with a number or a name: Arabic
and Russian have plural forms that a template would have to choose among, and nobody here can check the choice.
"""

from __future__ import annotations

import functools
import string
import tomllib
from enum import StrEnum
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from standoff.channels.bidi import Direction
from standoff.channels.message import LEADS_SOMEWHERE, SHAPES, Kind, Motion, OurStep, Side, Template, Undertaking
from standoff.model.acts import Marker
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Phrase: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]
"""A sentence or a word, with slots in braces."""


class Language(StrEnum):
    """The languages that there are phrases for."""

    ENGLISH = "en"
    ARABIC = "ar"
    RUSSIAN = "ru"
    FRENCH = "fr"
    SPANISH = "es"


class Compass(StrEnum):
    """Eight headings, clockwise from north."""

    N = "n"
    NE = "ne"
    E = "e"
    SE = "se"
    S = "s"
    SW = "sw"
    W = "w"
    NW = "nw"


class Values(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences and words that stand in slots.

    Attributes:
        place: where something is seen.
        heading: in which direction it moves.
        not_given: instead of a place that nobody gave.
        further_notice: instead of an end that is not set.
    """

    place: Phrase
    heading: Phrase
    not_given: Phrase
    further_notice: Phrase


class SpokenWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in which figures are said, one by one.

    Attributes:
        digits: zero to nine.
        decimal, degrees, north, south, east, west: the rest of a position.
    """

    digits: Annotated[tuple[Phrase, ...], Meta(min_length=10, max_length=10)]
    decimal: Phrase
    degrees: Phrase
    north: Phrase
    south: Phrase
    east: Phrase
    west: Phrase


class Phrasebook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All phrases of one language.

    Attributes:
        language, name: its code (ISO 639-1), and what it calls itself.
        direction: in which it is written.
        reviewed: whether native speakers or certified interpreters have looked at them all; what is printed says so.
        markers: the word that opens a message.
        counted, uncounted: about how many of what, and what where nobody knows how many.
        movement, side, compass: how they move, on which side of a line, where to.
        not_done: what will not be done.
        our_step: what we offer.
        values: sentences that stand in slots.
        templates: the lines of each message.
        spoken: words for figures.
        heard: for a figure (or `degrees`), further words for it, in what is read back.
    """

    language: Language
    name: Phrase
    direction: Direction
    reviewed: bool
    markers: dict[Marker, Phrase]
    counted: dict[Kind, Phrase]
    uncounted: dict[Kind, Phrase]
    movement: dict[Motion, Phrase]
    side: dict[Side, Phrase]
    compass: dict[Compass, Phrase]
    not_done: dict[Undertaking, Phrase]
    our_step: dict[OurStep, Phrase]
    values: Values
    templates: dict[Template, tuple[Phrase, ...]]
    spoken: SpokenWords
    heard: dict[str, tuple[Phrase, ...]]


HEARD: Final = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "N", "S", "E", "W", "Z", "degrees")
"""What `heard` may have further words for."""
_TABLES: Final[dict[str, type[StrEnum]]] = {
    "markers": Marker,
    "counted": Kind,
    "uncounted": Kind,
    "movement": Motion,
    "side": Side,
    "compass": Compass,
    "not_done": Undertaking,
    "our_step": OurStep,
    "templates": Template,
}
_REMEDY: Final = "Compare it with phrases/en.toml"


@functools.cache
def phrasebook(language: Language) -> Phrasebook:
    """The phrases of a language, as they come with the package."""
    name = f"{language}.toml"
    text = resources.files("standoff.channels").joinpath("phrases", name).read_text("utf-8")
    return read_phrasebook(text, name)


def read_phrasebook(text: str, where: str) -> Phrasebook:
    """The phrases of a TOML text.

    Raises:
        UnusableInputError: it is not TOML; something is missing, unknown or empty; a phrase has other slots than the
            facts that it has to say.
    """
    try:
        book = msgspec.convert(tomllib.loads(text), Phrasebook)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(where, f"not TOML: {error}", _REMEDY) from error
    except msgspec.ValidationError as error:
        raise UnusableInputError(where, str(error), _REMEDY) from error
    for table, keys in _TABLES.items():
        if missing := [key for key in keys if key not in getattr(book, table)]:
            raise UnusableInputError(f"{where}: {table}", f"{', '.join(missing)} missing", _REMEDY)
    if unknown := [key for key in book.heard if key not in HEARD]:
        raise UnusableInputError(f"{where}: heard", f"{', '.join(unknown)}: no figure of ours", _REMEDY)
    for place, lines, slots in _slots(book):
        found = frozenset(slot for line in lines for slot in slots_of(line, f"{where}: {place}"))
        if found != slots:
            problem = f"expected the slots {_listed(slots)}, got {_listed(found)}"
            raise UnusableInputError(f"{where}: {place}", problem, _REMEDY)
    return book


def slots_of(line: str, where: str) -> list[str]:
    """The slots of a phrase, in order.

    Raises:
        UnusableInputError: a brace is not closed, or a slot is more than a name.
    """
    try:
        parts = list(string.Formatter().parse(line))
    except ValueError as error:
        raise UnusableInputError(where, f"{line!r}: {error}", _REMEDY) from error
    for _, slot, how, as_what in parts:
        if slot is not None and (how or as_what or not slot.isidentifier()):
            raise UnusableInputError(where, f"{slot!r} in {line!r} is no name of a slot", _REMEDY)
    return [slot for _, slot, _, _ in parts if slot is not None]


def _slots(book: Phrasebook) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """Every phrase with its place in the file and the slots that it has to have."""
    for template, shape in SHAPES.items():
        yield f"templates.{template}", book.templates[template], shape.slots
    for table, slots in _OF_TABLES.items():
        phrases: dict[StrEnum, str] = getattr(book, table)
        yield from ((f"{table}.{key}", (phrase,), slots) for key, phrase in phrases.items())
    for step, phrase in book.our_step.items():
        yield f"our_step.{step}", (phrase,), frozenset({"our_place"} if step in LEADS_SOMEWHERE else ())
    for name, slots in _VALUES.items():
        yield f"values.{name}", (getattr(book.values, name),), slots


_OF_TABLES: Final = {
    "counted": frozenset({"count"}),
    "side": frozenset({"line"}),
    **dict.fromkeys(("markers", "uncounted", "movement", "compass", "not_done"), frozenset[str]()),
}
_VALUES: Final = {
    "place": frozenset({"place"}),
    "heading": frozenset({"heading", "compass"}),
    "not_given": frozenset[str](),
    "further_notice": frozenset[str](),
}


def _listed(slots: frozenset[str]) -> str:
    return ", ".join(sorted(slots)) or "none"
