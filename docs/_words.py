"""The reference page of what can be said, written from the phrases themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.channels.bidi import given
from standoff.channels.message import FACTS, SHAPES
from standoff.channels.phrasebook import Language, phrasebook
from standoff.channels.spoken import PRONOUNCED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from standoff.channels.phrasebook import Phrasebook

NOTE: Final = "<!-- Written by docs/_words.py from the code; changes here are lost. -->\n"
_TABLES: Final = (
    ("markers", "Markers"),
    ("counted", "About how many of what"),
    ("uncounted", "What, where nobody knows how many"),
    ("movement", "Movement"),
    ("side", "Side of a line"),
    ("compass", "Headings"),
    ("not_done", "What will not be done"),
    ("our_step", "Steps that can be offered"),
)


def words() -> str:
    """Every template with its facts, its markers and its text; then every phrase that stands in a slot."""
    books = [phrasebook(language) for language in Language]
    lines = [NOTE, "## Languages", ""]
    lines += _table(
        ("Language", "Calls itself", "Reviewed by a native speaker or certified interpreter"),
        ((f"`{book.language}`", book.name, "yes" if book.reviewed else "no: drafts") for book in books),
    )
    lines += ["## Facts", "", "Every template takes `speaker`, `to`, `answer` and `offset_min` as well.", ""]
    lines += _table(("Fact", "What it is"), ((f"`{fact}`", says) for fact, says in FACTS.items()))
    lines += ["## Templates", ""]
    for template, shape in SHAPES.items():
        lines += [f"### {template}", "", shape.says, ""]
        lines += [f"Needs {_listed(shape.needs)}." + (f" May have {_listed(shape.may)}." if shape.may else ""), ""]
        lines += [f"Marked {_listed(shape.markers)}; the first unless another is asked for.", ""]
        for book in books:
            lines += [f"**{book.name}**", "", *_paragraph(book.templates[template], book), ""]
    for table, title in _TABLES:
        found: list[Mapping[str, str]] = [getattr(book, table) for book in books]
        lines += [f"## {title}", ""]
        rows = (
            (f"`{key}`", *(_shown(one[key], book) for one, book in zip(found, books, strict=True))) for key in found[0]
        )
        lines += _table(("", *(book.name for book in books)), rows)
    return "\n".join(lines + list(_digits(books)))


def _digits(books: list[Phrasebook]) -> Iterator[str]:
    yield from ("## Digits", "")
    said = dict(PRONOUNCED)
    rows = ((str(n), *(book.spoken.digits[n] for book in books), said[str(n)]) for n in range(10))
    decimal = (".", *(book.spoken.decimal for book in books), said["."])
    yield from _table(("", *(book.name for book in books), "English on the air"), [*rows, decimal])


def _paragraph(phrases: Iterable[str], book: Phrasebook) -> Iterator[str]:
    yield from (f"> {_shown(phrase, book)}<br>" for phrase in phrases)


def _shown(phrase: str, book: Phrasebook) -> str:
    """A phrase with its slots in code, each isolated as its value will be."""
    parts = phrase.split("{")
    rest = (part.partition("}") for part in parts[1:])
    return parts[0] + "".join(f"{given(f'`{slot}`', book.direction)}{after}" for slot, _, after in rest)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], found: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *found]
    return ["| " + " | ".join(line) + " |" for line in lines] + [""]
