"""Moving an incident along its ladder: the phase, its deadline, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from standoff.incidents.circumstances import circumstances_of
from standoff.incidents.conditions import holds
from standoff.incidents.pen import to_text
from standoff.incidents.places import Place, Signal, follow, leads_to
from standoff.incidents.rota import next_on, on_watch
from standoff.incidents.table import BY_PEOPLE, TABLE, Event, Phase, Target
from standoff.incidents.waiting import raised_to, wait_of

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Deadline, Incident
    from standoff.model.principal import Role

_SECOND_MS: Final = 1000
_OWN_DEADLINE: Final = frozenset(
    {Event.DUE, Event.HOLD, Event.ATTEMPT, Event.ANSWER, Event.ASK, Event.APPROVE, Event.STEP_DOWN}
)
"""Events that begin a phase anew though the incident is in it already."""
_LEAST_MS: Final = 60_000
"""A deadline that is started again leaves at least a minute."""
_AFTER_SO_MANY: Final = 3
"""From the third time on, what nobody acts on is urgent."""


def ladder_of(pen: Pen, incident: Incident) -> Ladder:
    """The ladder that an incident began with."""
    return pen.desk.ladders[incident.ladder]


def begin(pen: Pen, name: str, says: str) -> None:
    """The first rung of an incident that has just been opened."""
    incident = pen.incident(name)
    rung = ladder_of(pen, incident).rungs[0]
    _set(pen, incident, None, raised=1)
    raise_to(pen, name, rung.role, says, rung.asks)


def move(pen: Pen, name: str, event: Event, of: str = "", *, until_ms: int | None = None) -> bool:
    """Moves an incident by an event; False where its ladder has no row for it, and then nothing is written.

    Args:
        pen: where it is written.
        name: the incident.
        event: what happened.
        of: the rung of an attempt or approval, the kind of an answer.
        until_ms: for a hold, until when.
    """
    incident = pen.incident(name)
    place, signal = incident.place, Signal(event, of, _unmet(pen, incident, event, of))
    to = follow(ladder_of(pen, incident), place, signal)
    if to is None:
        return False
    if event is Event.DUE and _only_waits(pen, incident):
        return True
    if to.phase is place.phase and event not in _OWN_DEADLINE:
        _tell(pen, name, signal, 1)
        return True
    raised = incident.deadline.raised if event is Event.DUE and incident.deadline else 0
    again = event is Event.DUE and to == place
    left_ms = _end_deadline(pen, incident, event)
    if not again:
        pen.note("phase", name, _phase_body(place, signal, to, left_ms))
    nth = raised + 1 if again else int(_tells(signal, to))
    if event is Event.RESUME and incident.stand is not None:
        until_ms = pen.now_ms + max(incident.stand.left_ms, _LEAST_MS)
    if to.phase is not Phase.CLOSED:
        _set(pen, pen.incident(name), until_ms, raised=nth)
    if _tells(signal, to):
        _tell(pen, name, signal, nth)
    return True


def _unmet(pen: Pen, incident: Incident, event: Event, of: str) -> bool:
    """Whether the rung that time or an answer leads to does not apply now; what is not known applies."""
    if TABLE.get((incident.phase, event)) not in {Target.NEXT_RUNG, Target.ANSWERED}:
        return False
    ladder = ladder_of(pen, incident)
    rung = ladder.place_of(leads_to(ladder, incident.place, Signal(event, of)))
    return rung is not None and holds(ladder.rungs[rung].when, circumstances_of(pen.desk, incident)) is False


def _phase_body(place: Place, signal: Signal, to: Place, left_ms: int) -> dict[str, Any]:
    body = {"phase": to.phase, "event": signal.event, "from": place.phase, "rung": to.rung, "turn": to.turn}
    if to.phase is Phase.STANDS:
        body["left_ms"] = left_ms
    if signal.unmet:
        body["unmet"] = True
    return body


def raise_to(pen: Pen, name: str, role: Role, says: str, next_step: str, nth: int = 1, *, person: str = "") -> None:
    """Raises an alarm: its reason, and the next step; to who has the watch of the role, unless a person is named."""
    body = {"to_role": role, "severity": severity(pen.incident(name)), "says": says, "next_step": next_step, "nth": nth}
    pen.note("raised", name, body | {"to_person": person or on_watch(pen.desk, role, pen.now_ms)})


def severity(incident: Incident) -> str:
    """How much it asks of people now: from rings, calls and what nobody acted on, never from intent."""
    ignored = incident.deadline is not None and incident.deadline.raised >= _AFTER_SO_MANY
    if incident.is_open and (incident.urgent or ignored):
        return "urgent"
    calm = {Phase.STANDS, Phase.HELD, Phase.ENDING, Phase.CLOSED}
    return "watch" if incident.phase in calm else "act"


def _tells(signal: Signal, to: Place) -> bool:
    """Whether somebody has to be told who did not do it: time, movement, who is asked, who has the next rung."""
    event = signal.event
    if event in {Event.ANSWER, Event.APPROVE}:
        return to.phase in {Phase.ACT, Phase.ASKED}
    return event in {Event.ASK, Event.REOPEN} or (event not in BY_PEOPLE and event is not Event.STAND)


def _only_waits(pen: Pen, incident: Incident) -> bool:
    """Where something has been raised as often as was asked for, the desk waits for the person and raises no more."""
    deadline, limit = incident.deadline, pen.desk.raise_limit
    if deadline is None or not limit or deadline.raised < limit:
        return False
    _ended(pen, incident, deadline, "fired")
    pen.note("waiting", incident.id, {"for_role": deadline.for_role, "says": deadline.says})
    return True


def _set(pen: Pen, incident: Incident, until_ms: int | None, *, raised: int) -> None:
    """Sets the deadline of the place that an incident is in; `until_ms` is when it fires, if not as its ladder says."""
    wait = wait_of(ladder_of(pen, incident), incident.place, incident.question)
    if until_ms is None and wait.within_s is None:
        return  # a ladder that was not checked
    due_ms = until_ms if until_ms is not None else pen.now_ms + (wait.within_s or 0) * _SECOND_MS
    body = {"kind": incident.phase, "due_at": to_text(due_ms), "for_role": wait.role, "says": wait.says}
    pen.note("deadline_set", incident.id, body | {"raised": raised})


def postpone(pen: Pen, incident: Incident, due_ms: int) -> None:
    """Gives a deadline more time: the alarm was taken, and comes again when that runs out."""
    deadline = incident.deadline
    if deadline is not None and deadline.due_ms < due_ms:
        _ended(pen, incident, deadline, "superseded")
        _set(pen, incident, due_ms, raised=deadline.raised)


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


def _tell(pen: Pen, name: str, signal: Signal, nth: int) -> None:
    """Raises what an event asks of somebody."""
    incident = pen.incident(name)
    if not _tells(signal, incident.place):
        return
    ladder = ladder_of(pen, incident)
    wait = wait_of(ladder, incident.place, incident.question)
    role, following = raised_to(ladder, wait.role, nth)
    person = next_on(pen.desk, role, pen.now_ms) if following else ""
    raise_to(pen, name, role, _reason(incident, signal, nth), wait.says, nth, person=person)


def _reason(incident: Incident, signal: Signal, nth: int) -> str:
    by_event = {
        Event.ASK: f"The authority is asked: {incident.question}",
        # Where it was stepped down, they may have come nearer all the time.
        Event.MOVE_ON: "They come nearer after it was stepped down"
        if incident.phase is Phase.CHOOSE
        else "They come nearer again",
        Event.JOIN: "Another has crossed into the zone after it was stepped down",
        Event.ANSWER: f"The answer was {signal.of.replace('_', ' ')}: "
        + ("it is put to the authority" if incident.phase is Phase.ASKED else "the next rung"),
        Event.APPROVE: "It is approved",
        Event.REOPEN: "It has been opened again",
    }
    by_phase = {
        Phase.ACT: "No answer came in time: the next rung"
        if incident.turn == 1
        else "No answer came in time: once more",
        Phase.STANDS: "They halt or draw away, and the upward deadlines stand",
        Phase.CHOOSE: "No answer came in time, and the next rung does not apply now"
        if signal.unmet
        else "Time has run out and nothing further is under way",
    }
    again = f"Nobody has acted on this: raised for the {_ordinal(nth)} time"
    first = by_phase.get(incident.phase, again) if nth <= 1 or incident.phase is Phase.STANDS else again
    return by_event.get(signal.event, first)


def _ordinal(nth: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(nth, f"{nth}th")
