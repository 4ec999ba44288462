"""Moving an incident along its table: the phase, its deadline, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.pen import to_text
from standoff.incidents.table import BY_PEOPLE, TABLE, Event, Phase, Target
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder, Rung
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Deadline, Incident

WAYS: Final = "hold, ask again, another channel, an offer, step down, put it to the authority"
_SECOND_MS: Final = 1000
_OWN_DEADLINE: Final = frozenset({Event.DUE, Event.HOLD, Event.ATTEMPT, Event.ASK, Event.STEP_DOWN})
"""Events that begin a phase anew though the incident is in it already."""
_LEAST_MS: Final = 60_000
"""A deadline that is started again leaves at least a minute."""
_AFTER_SO_MANY: Final = 3
"""From the third time on, what nobody acts on is raised to the authority too."""


def ladder_of(pen: Pen, incident: Incident) -> Ladder:
    """The ladder that an incident began with."""
    return pen.desk.ladders[incident.ladder]


def begin(pen: Pen, name: str, says: str) -> None:
    """The first rung of an incident that has just been opened."""
    incident = pen.incident(name)
    rung = ladder_of(pen, incident).rungs[0]
    _set(pen, incident, Phase.ACT, pen.now_ms + rung.act_s * _SECOND_MS, raised=1)
    raise_to(pen, name, rung.role, says, rung.asks)


def move(pen: Pen, name: str, event: Event, *, rung: int | None = None, until_ms: int | None = None) -> bool:
    """Moves an incident by an event; False where its table has no row for it, and then nothing is written.

    Args:
        pen: where it is written.
        name: the incident.
        event: what happened.
        rung: the rung that the event leads to; None leaves it.
        until_ms: for a hold, until when.
    """
    incident = pen.incident(name)
    target = TABLE.get((incident.phase, event))
    if target is None:
        return False
    if event is Event.DUE and _only_waits(pen, incident):
        return True
    if target is incident.phase and event not in _OWN_DEADLINE:
        _tell(pen, name, event, 1)
        return True
    raised = incident.deadline.raised if event is Event.DUE and incident.deadline else 0
    again = event is Event.DUE and target is incident.phase
    left_ms = _end_deadline(pen, incident, event)
    phase, next_rung = _resolve(pen, incident, target, rung)
    if not again:
        step = {"phase": phase, "event": event, "from": incident.phase, "rung": next_rung}
        pen.note("phase", name, step | _left(phase, left_ms))
    nth = raised + 1 if again else int(_tells(event))
    due_ms = until_ms if until_ms is not None else _due_ms(pen, incident, pen.incident(name), target)
    if phase is not Phase.CLOSED:
        _set(pen, pen.incident(name), phase, due_ms, raised=nth)
    if _tells(event):
        _tell(pen, name, event, nth)
    return True


def raise_to(pen: Pen, name: str, role: Role, says: str, next_step: str, nth: int = 1) -> None:
    """Raises an alarm: its reason, and the next step."""
    body = {"to_role": role, "severity": severity(pen.incident(name)), "says": says, "next_step": next_step, "nth": nth}
    pen.note("raised", name, body)


def severity(incident: Incident) -> str:
    """How much it asks of people now: from rings, calls and what nobody acted on, never from intent."""
    ignored = incident.deadline is not None and incident.deadline.raised >= _AFTER_SO_MANY
    if incident.is_open and (incident.urgent or ignored):
        return "urgent"
    calm = {Phase.STANDS, Phase.HELD, Phase.ENDING, Phase.CLOSED}
    return "watch" if incident.phase in calm else "act"


def _left(phase: Phase, left_ms: int) -> dict[str, int]:
    return {"left_ms": left_ms} if phase is Phase.STANDS else {}


def _tells(event: Event) -> bool:
    """Whether somebody has to be told who did not do it: time and movement, and the authority who is asked."""
    return event is Event.ASK or (event not in BY_PEOPLE and event is not Event.STAND)


def _only_waits(pen: Pen, incident: Incident) -> bool:
    """Where something has been raised as often as was asked for, the desk waits for the person and raises no more."""
    deadline, limit = incident.deadline, pen.desk.raise_limit
    if deadline is None or not limit or deadline.raised < limit:
        return False
    _ended(pen, incident, deadline, "fired")
    pen.note("waiting", incident.id, {"for_role": deadline.for_role, "says": deadline.says})
    return True


def _resolve(pen: Pen, incident: Incident, target: Phase | Target, rung: int | None) -> tuple[Phase, int]:
    """The phase and rung that a row of the table leads to."""
    here = incident.rung if rung is None else rung
    if target is Target.AS_BEFORE:
        return (incident.stand.phase if incident.stand else Phase.CHOOSE), here
    if target is Target.NEXT_RUNG:
        following = incident.rung + 1
        top = following >= len(ladder_of(pen, incident).rungs)
        return (Phase.CHOOSE, incident.rung) if top else (Phase.ACT, following)
    return target, here


def _due_ms(pen: Pen, before: Incident, incident: Incident, target: Phase | Target) -> int:
    if target is Target.AS_BEFORE and before.stand is not None:
        return pen.now_ms + max(before.stand.left_ms, _LEAST_MS)
    ladder = ladder_of(pen, incident)
    rung = ladder.rungs[incident.rung]
    waits_s = {
        Phase.ACT: rung.act_s,
        Phase.ANSWER: rung.answer_s,
        Phase.STANDS: ladder.look_s,
        Phase.ASKED: ladder.decide_s,
        Phase.ENDING: ladder.close_s,
    }
    return pen.now_ms + waits_s.get(incident.phase, ladder.choose_s) * _SECOND_MS


def _waits(pen: Pen, incident: Incident, phase: Phase) -> tuple[Role, str]:
    """Who is waited for in a phase, and for what."""
    rung: Rung = ladder_of(pen, incident).rungs[incident.rung]
    waits: dict[Phase, tuple[Role, str]] = {
        Phase.ACT: (rung.role, rung.asks),
        Phase.ANSWER: (rung.role, f"Enter what came back ({rung.kind}), or that nothing did"),
        Phase.STANDS: (Role.WATCH, "Upward deadlines stand: look again, and start them again when that is right"),
        Phase.ASKED: (Role.AUTHORITY, f"Decide: {incident.question}"),
        Phase.HELD: (Role.WATCH, f"The hold ends: {WAYS}"),
        Phase.ENDING: (Role.WATCH, "Close it, with how it ended"),
    }
    return waits.get(phase, (Role.WATCH, f"Choose the way on: {WAYS}"))


def _set(pen: Pen, incident: Incident, phase: Phase, due_ms: int, *, raised: int) -> None:
    role, says = _waits(pen, incident, phase)
    body = {"kind": phase, "due_at": to_text(due_ms), "for_role": role, "says": says, "raised": raised}
    pen.note("deadline_set", incident.id, body)


def postpone(pen: Pen, incident: Incident, due_ms: int) -> None:
    """Gives a deadline more time: the alarm was taken, and comes again when that runs out."""
    deadline = incident.deadline
    if deadline is not None and deadline.due_ms < due_ms:
        _ended(pen, incident, deadline, "superseded")
        _set(pen, incident, deadline.kind, due_ms, raised=deadline.raised)


def _end_deadline(pen: Pen, incident: Incident, event: Event) -> int:
    """Ends the live deadline; gives what was left of it, milliseconds."""
    deadline = incident.deadline
    if deadline is None:
        return 0
    how = "fired" if event is Event.DUE else "cancelled" if event is Event.CLOSE else "superseded"
    _ended(pen, incident, deadline, how)
    return max(deadline.due_ms - pen.now_ms, 0)


def _ended(pen: Pen, incident: Incident, deadline: Deadline, how: str) -> None:
    pen.note("deadline_ended", incident.id, {"set_by": deadline.set_by, "how": how})


def _tell(pen: Pen, name: str, event: Event, nth: int) -> None:
    """Raises what an event asks of somebody."""
    if not _tells(event):
        return
    incident = pen.incident(name)
    role, next_step = _waits(pen, incident, incident.phase)
    if nth >= _AFTER_SO_MANY:
        role = Role.AUTHORITY
    raise_to(pen, name, role, _reason(incident, event, nth), next_step, nth)


def _reason(incident: Incident, event: Event, nth: int) -> str:
    by_event = {
        Event.ASK: f"The authority is asked: {incident.question}",
        # Where it was stepped down, they may have come nearer all the time.
        Event.MOVE_ON: "They come nearer after it was stepped down"
        if incident.phase is Phase.CHOOSE
        else "They come nearer again",
        Event.JOIN: "Another has crossed into the zone after it was stepped down",
    }
    by_phase = {
        Phase.ACT: "No answer came in time: the next rung",
        Phase.STANDS: "They halt or draw away, and the upward deadlines stand",
        Phase.CHOOSE: "Time has run out and nothing further is under way",
    }
    again = f"Nobody has acted on this: raised for the {_ordinal(nth)} time"
    first = by_phase.get(incident.phase, again) if nth <= 1 or incident.phase is Phase.STANDS else again
    return by_event.get(event, first)


def _ordinal(nth: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(nth, f"{nth}th")
