"""What is to be said to somebody, as facts, before it is said in any language.

A message holds what every language says the same: numbers, times, positions, names as they were given, and choices from
short lists. There is no room in it for anything else: no reason why somebody comes, no consequence, no force.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from standoff.channels.place import Place
from standoff.model.acts import Count, Marker
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Principal, Role

if TYPE_CHECKING:
    from collections.abc import Iterator


class Template(StrEnum):
    """What a message is for."""

    INFORM = "inform"
    INSIDE = "inside"
    NEAR = "near"
    RELAY = "relay"
    OFFER = "offer"
    HALT = "halt"
    ACKNOWLEDGE = "acknowledge"
    THANK = "thank"
    NOTICE = "notice"


class Kind(StrEnum):
    """What moves, as far as it can be seen. Nothing on whose it is."""

    VEHICLES = "vehicles"
    VESSELS = "vessels"
    AIRCRAFT = "aircraft"
    PEOPLE = "people"


class Side(StrEnum):
    """On which side of a published line."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Motion(StrEnum):
    """How they move."""

    MOVING = "moving"
    HALTED = "halted"
    AWAY = "away"


class Undertaking(StrEnum):
    """What we do not do until the time is up. It binds our own people: say only what somebody has decided."""

    COME_CLOSER = "come-closer"
    FLY_OVER = "fly-over"
    BLOCK_WAY_OUT = "block-way-out"
    FOLLOW = "follow"
    CROSS_LINE = "cross-line"


class OurStep(StrEnum):
    """A step of ours that can be offered against one of theirs."""

    DRAW_BACK = "draw-back"
    STAY = "stay"
    LAND = "land"
    MEET = "meet"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Movement that is seen, and nothing else.

    Attributes:
        kind: what moves.
        about_count: about how many; None where nobody knows.
        movement: how.
        place: where, by a name or position that the receiver may know.
        side: on which side of the message's `line`, where that is published to the receiver.
        heading_deg: whole degrees true; None where it is not known.
    """

    kind: Kind
    movement: Motion
    about_count: Count | None = None
    place: Place | None = None
    side: Side | None = None
    heading_deg: Annotated[int, Meta(ge=0, lt=360)] | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Facts to be said to somebody.

    Every place, line and zone in it is a text that a person gives for this receiver. It takes no zone, track or
    distance of ours, on purpose: what is worked out from geometry that the receiver was not given tells him that
    geometry (28 km inside a line that nobody published is where the line is), and a message cannot be taken back.

    Attributes:
        template: what it is for, and so which facts it needs.
        speaker: who speaks, as the receiver knows them.
        to: to whom.
        offset_min: minutes by which local time is ahead of UTC where the receiver is; times are given in both.
        marker: what kind of message it is; None takes the template's own.
        zone: the agreed zone, by its published name.
        line: its line, by its published name, or where it is published.
        seen: what is seen.
        go: where they are asked to go.
        by: by when, aware.
        not_done: what will not be done until then.
        answer: how to answer us: channel and number or frequency.
        whom: for a relay, whom it is for.
        our_step, our_place: for an offer, our step, and where it leads.
        called_at, noted: when they called, and the place that we wrote down.
        start, until: from when and until when a zone applies; without `until`, until further notice.
    """

    template: Template
    speaker: str
    to: str
    answer: str
    offset_min: Annotated[int, Meta(ge=-720, le=840)]
    marker: Marker | None = None
    zone: str = ""
    line: str = ""
    seen: Seen | None = None
    go: Place | None = None
    by: datetime | None = None
    not_done: tuple[Undertaking, ...] = ()
    whom: str = ""
    our_step: OurStep | None = None
    our_place: Place | None = None
    called_at: datetime | None = None
    noted: Place | None = None
    start: datetime | None = None
    until: datetime | None = None


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What a template is for and what it takes.

    Attributes:
        says: what it is for.
        markers: markers that it may carry, its own first.
        needs: facts that it cannot be said without; they are the slots of its text.
        may: facts that may be left out; their slots then say so.
    """

    says: str
    markers: tuple[Marker, ...]
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()

    @property
    def slots(self) -> frozenset[str]:
        """The slots that its text has in every language, once or more."""
        return frozenset(("speaker", "to", "answer", *self.needs, *self.may))


_ASKING: Final = ("go", "by", "not_done")
SHAPES: Final[dict[Template, Shape]] = {
    Template.INFORM: Shape(
        says="Tell the counterpart's line what is seen and what is asked.",
        markers=(Marker.INFORMATION, Marker.WARNING, Marker.ADVICE),
        needs=("zone", "seen", *_ASKING),
    ),
    Template.INSIDE: Shape(
        says="Tell a group directly that it is inside an agreed zone.",
        markers=(Marker.WARNING, Marker.ADVICE, Marker.INSTRUCTION),
        needs=("zone", "seen", *_ASKING),
    ),
    Template.NEAR: Shape(
        says="Tell a group directly that it is near an agreed zone.",
        markers=(Marker.WARNING, Marker.INFORMATION, Marker.ADVICE, Marker.INSTRUCTION),
        needs=("zone", "seen", *_ASKING),
    ),
    Template.RELAY: Shape(
        says="Ask a third party to pass it on, to read it back, and to tell us when it is passed on.",
        markers=(Marker.INFORMATION, Marker.WARNING, Marker.ADVICE),
        needs=("whom", "zone", "seen", *_ASKING),
    ),
    Template.OFFER: Shape(
        says="Offer a step of ours against a step of theirs.",
        markers=(Marker.INFORMATION, Marker.ADVICE),
        needs=("our_step", *_ASKING),
    ),
    Template.HALT: Shape(
        says="Ask a group to halt.",
        markers=(Marker.ADVICE, Marker.WARNING, Marker.INSTRUCTION),
        needs=("zone", "seen", *_ASKING),
    ),
    Template.ACKNOWLEDGE: Shape(
        says="Say that their call was heard, and when we call again.",
        markers=(Marker.INFORMATION,),
        needs=("called_at", "by"),
        may=("noted",),
    ),
    Template.THANK: Shape(
        says="Thank them, and say that we step down.",
        markers=(Marker.INFORMATION,),
        needs=("seen",),
    ),
    Template.NOTICE: Shape(
        says="Tell somebody of a zone before anything happens.",
        markers=(Marker.INFORMATION, Marker.ADVICE),
        needs=("zone", "line", "start"),
        may=("until",),
    ),
}
"""Every template. One that may warn or instruct always says where to go, by when, and what will not be done."""

FACTS: Final = {
    "zone": "the agreed zone, by its published name",
    "line": "its line, by its published name or by where it is published",
    "seen": "what is seen: kind, movement, and what else is known",
    "go": "where they are asked to go",
    "by": "by when",
    "not_done": "what will not be done until then",
    "whom": "whom it is to be passed on to",
    "our_step": "the step that we offer",
    "our_place": "where our step leads",
    "called_at": "when they called",
    "noted": "the place that we wrote down from them",
    "start": "from when it applies",
    "until": "until when it applies",
}
"""Every fact that a template may need."""
LEADS_SOMEWHERE: Final = (OurStep.DRAW_BACK, OurStep.MEET)


def check_message(message: Message, by: Principal) -> Marker:
    """The marker that this message carries when this person says it.

    Raises:
        UnusableInputError: a fact is missing, or would be left unsaid; or the marker is not this template's, or not
            this person's to use.
    """
    shape = SHAPES[message.template]
    needed = {*shape.needs, *_drawn_in(message, shape)}
    given = {fact for fact in FACTS if getattr(message, fact) not in {None, "", ()}}
    for fact, says in FACTS.items():
        if fact in needed - given:
            raise UnusableInputError(f"{message.template}: {fact}", "is missing", f"Say {says}")
    for fact in FACTS:
        if fact in given - needed - set(shape.may):
            problem = f"would not be said: {message.template} has no place for it"
            raise UnusableInputError(f"{message.template}: {fact}", problem, "Leave it out, or take another template")
    _check_times(message)
    return _marker(message, shape, by)


def _drawn_in(message: Message, shape: Shape) -> Iterator[str]:
    """Facts that others draw in."""
    if "our_step" in shape.needs and message.our_step in LEADS_SOMEWHERE:
        yield "our_place"
    if "seen" in shape.needs and message.seen is not None and message.seen.side is not None:
        yield "line"


def _check_times(message: Message) -> None:
    for fact in ("by", "called_at", "start", "until"):
        moment: datetime | None = getattr(message, fact)
        if moment is not None and moment.tzinfo is None:
            raise UnusableInputError(f"{message.template}: {fact}", "does not say in which time", "Add Z or an offset")
        try:
            _ = moment and moment.astimezone(UTC).astimezone(timezone(timedelta(minutes=message.offset_min)))
        except OverflowError as error:
            raise UnusableInputError(f"{message.template}: {fact}", "is too far away to be said") from error


def _marker(message: Message, shape: Shape, by: Principal) -> Marker:
    marker = message.marker or shape.markers[0]
    where = f"{message.template}: marker"
    if marker not in shape.markers:
        allowed = ", ".join(shape.markers)
        raise UnusableInputError(where, f"is {marker}, which this template does not carry", f"Take one of {allowed}")
    if marker is Marker.INSTRUCTION and not by.may(Role.AUTHORITY):
        problem = f"only who may instruct marks a message as an instruction, and {by.name} may not"
        raise UnusableInputError(where, problem, "Mark it as information, warning or advice")
    return marker
