"""One step of the desk: a state, a command and the time give entries, and the state that they fold to.

Pure: the clock comes in, and the same arguments give the same entries. A refused command raises and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from standoff.incidents.acting import take_act
from standoff.incidents.excusing import end_excuses
from standoff.incidents.handing import take_handing
from standoff.incidents.moving import move
from standoff.incidents.pen import Pen, to_text
from standoff.incidents.seen import take_crossing, take_movement
from standoff.incidents.state import Desk, Incident
from standoff.incidents.table import Event
from standoff.model.acts import Answered, Entered
from standoff.model.channel import Handing
from standoff.model.crossing import Crossing
from standoff.model.entry import Entry
from standoff.model.movement import Movement
from standoff.model.principal import STANDOFF

if TYPE_CHECKING:
    from typing import TypeAlias


class Due(msgspec.Struct, frozen=True):
    """The desk's clock has moved on: deadlines that have come are fired."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something about the desk itself, to be written as it is: a clock, a feed, a zone in force, a digest."""

    type: str
    body: dict[str, Any]


Command: TypeAlias = Entered | Crossing | Movement | Handing | Due | Fact


class Stepped(msgspec.Struct, frozen=True, kw_only=True):
    """What a step gave: the entries, the state after them, and for an act what it came to."""

    desk: Desk
    entries: tuple[Entry, ...]
    answered: Answered | None = None


def step(desk: Desk, command: Command, now_ms: int) -> Stepped:
    """The desk after one command.

    Args:
        desk: the state.
        command: what somebody did, what was seen, or that time has passed.
        now_ms: the desk's clock, whole milliseconds since 1970; never behind the last entry's.

    Raises:
        RefusedError: an act may not be taken; nothing has changed.
    """
    if isinstance(command, Entered):
        return _acted(desk, command, now_ms)
    pen = Pen(desk, now_ms)
    match command:
        case Crossing():
            take_crossing(pen, command)
        case Movement():
            take_movement(pen, command)
        case Handing():
            take_handing(pen, command)
        case Due():
            _fire(pen)
        case Fact():
            pen.note(command.type, "", command.body)
    return Stepped(desk=pen.desk, entries=tuple(pen.entries))


def _acted(desk: Desk, entered: Entered, now_ms: int) -> Stepped:
    pen = Pen(desk, now_ms, entered.by, entered.act.key)
    name = take_act(pen, entered)
    incident = pen.desk.incidents.get(name)
    answered = Answered(
        key=entered.act.key,
        incident=name,
        entries=tuple(entry.seq for entry in pen.entries if entry.by is not STANDOFF),
        revision=incident.revision if incident else 0,
        recorded_at=to_text(pen.now_ms),
    )
    return Stepped(desk=pen.desk, entries=tuple(pen.entries), answered=answered)


def _fire(pen: Pen) -> None:
    """Fires every deadline that has come, the earliest first, each once."""
    for incident in sorted(_overdue(pen), key=lambda incident: incident.deadline.due_ms if incident.deadline else 0):
        move(pen, incident.id, Event.DUE)
    end_excuses(pen)


def _overdue(pen: Pen) -> list[Incident]:
    incidents = pen.desk.incidents.values()
    return [i for i in incidents if i.deadline is not None and i.deadline.due_ms <= pen.now_ms]
