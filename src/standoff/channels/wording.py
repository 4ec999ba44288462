"""A message in words: the same facts in each language, the marker first.

As in a vessel traffic service, the word that says what kind of message it is opens it (SMCP, IMO resolution A.918(22),
part A1/6; IALA on VTS communication).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.channels import bidi
from standoff.channels.bidi import Direction
from standoff.channels.message import Message, Template, check_message
from standoff.channels.phrasebook import Compass, Language, Phrasebook, phrasebook
from standoff.channels.place import Place, one_line
from standoff.model.acts import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.channels.message import Seen
    from standoff.model.principal import Principal

NOT_REVIEWED: Final = (
    "DRAFT: no native speaker or certified interpreter has reviewed these words."
    " The interpreter's own words are what is said, and what is recorded."
)
"""Stands over every message in a language whose phrases nobody has reviewed."""
_EIGHTH_DEG: Final = 45


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A message in one language.

    Attributes:
        template, marker, language: what it is.
        direction: in which it is written.
        reviewed: whether anybody who could has reviewed the phrases.
        note: what a person has to know who is about to say it; empty where they are reviewed.
        lines: the message.
        as_given: names in it that stand as they were given, in no language but their own.
    """

    template: Template
    marker: Marker
    language: Language
    direction: Direction
    reviewed: bool
    note: str
    lines: tuple[str, ...]
    as_given: tuple[str, ...]


def render(message: Message, language: Language, by: Principal) -> Rendered:
    """The message in a language, if this person may say it.

    Raises:
        UnusableInputError: a fact is missing, would be left unsaid, or cannot be said; or the marker is not theirs.
    """
    marker = check_message(message, by)
    book = phrasebook(language)
    slots = dict(_slots(message, book))
    lines = (f"{book.markers[marker]}.", *(line.format_map(slots) for line in book.templates[message.template]))
    return Rendered(
        template=message.template,
        marker=marker,
        language=language,
        direction=book.direction,
        reviewed=book.reviewed,
        note="" if book.reviewed else NOT_REVIEWED,
        lines=lines,
        as_given=tuple(dict.fromkeys(filter(None, _names(message)))),
    )


def both_times(moment: datetime, offset_min: int) -> str:
    """A time in UTC and where the receiver is, with both dates: midnight may lie between them.

    Args:
        moment: aware; seconds are left out (rounded down: a deadline is never said later than it is).
        offset_min: minutes by which local time is ahead of UTC.
    """
    local = moment.astimezone(timezone(timedelta(minutes=offset_min)))
    hours, minutes = divmod(abs(offset_min), 60)
    offset = f"{'-' if offset_min < 0 else '+'}{hours:02}:{minutes:02}"
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC = {local:%Y-%m-%d %H:%M} UTC{offset}"


def _slots(message: Message, book: Phrasebook) -> Iterator[tuple[str, str]]:
    """Every slot that the message fills."""
    where, values = message.template, book.values
    for fact in ("speaker", "to", "answer", "zone", "line", "whom"):
        text: str = getattr(message, fact)
        if text or fact in {"speaker", "to", "answer"}:
            yield fact, bidi.given(one_line(text, f"{where}: {fact}"), book.direction)
    for fact in ("by", "called_at", "start", "until"):
        moment: datetime | None = getattr(message, fact)
        if moment is not None:
            yield fact, bidi.figures(both_times(moment, message.offset_min), book.direction)
        elif fact == "until":
            yield fact, values.further_notice
    yield "go", _place(message.go, book)
    yield "noted", _place(message.noted, book)
    if message.seen is not None:
        yield "seen", " ".join(_seen(message.seen, message.line, book))
    yield "not_done", " ".join(book.not_done[one] for one in dict.fromkeys(message.not_done))
    if message.our_step is not None:
        yield "our_step", book.our_step[message.our_step].format(our_place=_place(message.our_place, book))


def _seen(seen: Seen, line: str, book: Phrasebook) -> Iterator[str]:
    if seen.about_count is None:
        yield book.uncounted[seen.kind]
    else:
        yield book.counted[seen.kind].format(count=bidi.figures(str(seen.about_count), book.direction))
    if seen.place is not None:
        yield book.values.place.format(place=_place(seen.place, book))
    if seen.side is not None:
        yield book.side[seen.side].format(line=bidi.given(line.strip(), book.direction))
    yield book.movement[seen.movement]
    if seen.heading_deg is not None:
        eighth = list(Compass)[round(seen.heading_deg / _EIGHTH_DEG) % len(Compass)]
        heading = bidi.figures(f"{seen.heading_deg:03}", book.direction)
        yield book.values.heading.format(heading=heading, compass=book.compass[eighth])


def _place(place: Place | None, book: Phrasebook) -> str:
    if place is None:
        return book.values.not_given
    name = bidi.given(place.name, book.direction)
    position = bidi.figures(place.position, book.direction)
    if not place.name:
        return position
    return f"{name} ({position})" if place.position else name


def _names(message: Message) -> Iterator[str]:
    yield from (getattr(message, fact) for fact in ("to", "speaker", "zone", "line", "whom", "answer"))
    places = (message.seen and message.seen.place, message.go, message.our_place, message.noted)
    yield from (place.name for place in places if place is not None)
