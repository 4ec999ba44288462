"""What people do: each act is checked, written as it was said, and moves its incident where the table says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from standoff.incidents.authority import right_of
from standoff.incidents.checks import OF_THE_DESK, check_act, check_time
from standoff.incidents.conditions import Cause
from standoff.incidents.deciding import check_decision
from standoff.incidents.excusing import propose_excused
from standoff.incidents.handing import tell_of_answer
from standoff.incidents.ladder import STEP_DOWN
from standoff.incidents.linking import link, split
from standoff.incidents.moving import begin, ladder_of, move, postpone, raise_to
from standoff.incidents.opening import open_incident
from standoff.incidents.pen import to_text
from standoff.incidents.places import Signal, leads_to
from standoff.incidents.refusal import Code, RefusedError
from standoff.incidents.table import Event
from standoff.model import acts
from standoff.model.acts import AttemptKind, DecisionKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.approving import Decided
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Incident

_DECIDES: Final = {
    DecisionKind.HOLD: Event.HOLD,
    DecisionKind.STEP_DOWN: Event.STEP_DOWN,
    DecisionKind.DRAW_BACK: Event.DRAW_BACK,
    DecisionKind.GO_ON: Event.GO_ON,
}
_MOVES: Final[dict[type[acts.What], tuple[Event, str]]] = {
    acts.PutToAuthority: (Event.ASK, "The authority has been asked already"),
    acts.Resume: (Event.RESUME, "No deadline stands"),
    acts.Close: (Event.CLOSE, "The authority has been asked: decide first, then close"),
    acts.Reopen: (Event.REOPEN, "It is open"),
}
"""Acts that ask for a move, and what is said where there is none."""
_CAUSES: Final[dict[type[acts.What], Cause]] = {
    acts.Sighting: Cause.SIGHTING,
    acts.Call: Cause.CALL,
    acts.Open: Cause.HAND,
}
_SECOND_MS: Final = 1000


def take_act(pen: Pen, entered: acts.Entered) -> str:
    """Takes an act; gives the incident that it opened, found or concerns, or empty.

    Raises:
        RefusedError: it may not be taken; then nothing of what was written counts.
    """
    act, what = entered.act, entered.act.what
    happened_ms = check_time(act, pen.now_ms)
    check_act(pen.desk, entered, pen.now_ms)
    known = pen.desk.incidents.get(act.incident)
    decided = check_decision(pen.desk, known, what, pen.now_ms) if known and isinstance(what, acts.Decision) else None
    name, opened = _placed(pen, act)
    incident = pen.desk.incidents.get(name)
    status = incident.status if incident else pen.desk.status
    body = _body(act, decided)
    if isinstance(what, acts.Attempt) and incident is not None:
        body["rung"] = _rung_of(pen, incident, what)
    pen.said(_tag(what), name, body, happened_ms, status)
    if isinstance(what, acts.Link):
        link(pen, name, what.to, what.words)
    elif isinstance(what, acts.Excuse):
        propose_excused(pen)
    elif opened:
        _begun(pen, name, what)
    elif name and (pen.incident(name).is_open or isinstance(what, acts.Reopen)):
        _moved(pen, name, what, decided.until_ms if decided else None)
    if isinstance(what, acts.Answer) and entered.by.may(Role.CHANNEL):
        tell_of_answer(pen, name, what, entered.by.name)
    return name


def _tag(what: acts.What) -> str:
    return str(what.__struct_config__.tag)


def _body(act: acts.Act, decided: Decided | None) -> dict[str, Any]:
    body = msgspec.to_builtins(act.what)
    del body["type"]
    if decided is not None:
        body["role"], body["acts_for"] = decided.right.role.value, decided.right.acts_for
    if decided is not None and decided.until_ms is not None:
        body["until"] = to_text(decided.until_ms)
    return body | ({"late_because": act.late_because} if act.late_because.strip() else {})


def _placed(pen: Pen, act: acts.Act) -> tuple[str, bool]:
    """The incident of an act, and whether it was opened for it."""
    what = act.what
    cause = _CAUSES.get(type(what))
    if isinstance(what, OF_THE_DESK):
        return "", False
    if act.incident or cause is None or not isinstance(what, (acts.Sighting, acts.Call, acts.Open)):
        return act.incident, False
    found = pen.desk.open_incident(what.zone, pen.desk.status)
    if found is not None and isinstance(what, acts.Open):
        raise RefusedError(
            Code.MOVED_SINCE, f"{found.id} {found.name} is open for this zone already", "Act in that one"
        )
    if found is not None:
        return found.id, False
    urgent = isinstance(what, acts.Call) and what.pass_now
    ladder = pen.desk.ladder_for(what.zone)
    if not urgent and cause not in ladder.opens.on:
        if isinstance(what, acts.Open):
            says = f"Ladder {ladder.id} opens no incident by hand"
            raise RefusedError(Code.INVALID, says, f"It opens on: {', '.join(ladder.opens.on)}", field="what.type")
        return "", False
    return open_incident(pen, what.zone, cause, pen.desk.status, urgent=urgent), True


def _begun(pen: Pen, name: str, what: acts.What) -> None:
    match what:
        case acts.Call(pass_now=True):
            move(pen, name, Event.ASK)
        case acts.Call():
            begin(pen, name, f"{what.caller} calls: {what.words}")
        case acts.Sighting():
            begin(pen, name, f"{what.observer} reports: {what.words}")
        case acts.Open():
            begin(pen, name, what.why)
        case _:
            raise AssertionError(f"{what} opens nothing")


def _moved(pen: Pen, name: str, what: acts.What, until_ms: int | None) -> None:
    """Moves the incident as the act asks; acts that do not ask for it move nothing."""
    match what:
        case acts.Attempt():
            _attempted(pen, name, what)
        case acts.Answer():
            _answered(pen, name, what)
        case acts.Call(pass_now=True):
            _passed(pen, name, f"{what.caller} calls: {what.words}")
        case acts.PutToAuthority(immediate_danger=True):
            _passed(pen, name, f"Immediate danger: {what.question}")
        case acts.Decision():
            _decided(pen, name, what, until_ms)
        case acts.Acknowledge():
            incident = pen.incident(name)
            postpone(pen, incident, pen.now_ms + (ladder_of(pen, incident).acknowledge_s or 0) * _SECOND_MS)
        case acts.Split():
            split(pen, name, what)
        case _ if type(what) in _MOVES:
            event, otherwise = _MOVES[type(what)]
            _required(pen, name, event, otherwise)
        case _:
            pass


def _passed(pen: Pen, name: str, says: str) -> None:
    """To the authority at once; where it has been asked already, it is told of this too."""
    if not move(pen, name, Event.ASK):
        raise_to(pen, name, Role.AUTHORITY, says, "Decide")


def _decided(pen: Pen, name: str, what: acts.Decision, until_ms: int | None) -> None:
    if what.kind is DecisionKind.APPROVE:
        _approved(pen, name, what)
    else:
        _required(pen, name, _DECIDES[what.kind], "It has been stepped down already", until_ms)


def _rung_of(pen: Pen, incident: Incident, what: acts.Attempt) -> str:
    """The rung that an attempt is on; empty where the ladder has none of its kind."""
    ladder = ladder_of(pen, incident)
    place = ladder.rung_for(what.kind, what.rung, incident.rung)
    return "" if place is None else ladder.rungs[place].id


def _attempted(pen: Pen, name: str, what: acts.Attempt) -> None:
    rung = _rung_of(pen, pen.incident(name), what)
    if rung or what.kind is not AttemptKind.PROTECT:
        move(pen, name, Event.ATTEMPT, rung)


def _answered(pen: Pen, name: str, what: acts.Answer) -> None:
    """An answer leads on as the ladder says, where the rung lets this person judge it.

    Where it leads down, stepping down is proposed; a person does it.
    """
    incident = pen.incident(name)
    ladder = ladder_of(pen, incident)
    if right_of(pen.desk, pen.by, ladder.rungs[incident.rung].judged.by, pen.now_ms) is None:
        return
    signal = Signal(Event.ANSWER, what.kind.value)
    down = leads_to(ladder, incident.place, signal) == STEP_DOWN
    if move(pen, name, Event.ANSWER, what.kind.value) and down and pen.incident(name).proposal is None:
        because = f"{what.from_whom} answers: {what.kind.value.replace('_', ' ')}"
        pen.note("step_down_proposed", name, {"because": because})


def _approved(pen: Pen, name: str, what: acts.Decision) -> None:
    """An approval that has all its persons enters the rung, once; the first of two waits for the second."""
    incident = pen.incident(name)
    ladder, given = ladder_of(pen, incident), incident.approved
    place = ladder.place_of(what.rung)
    approval = None if place is None else ladder.rungs[place].approval
    if given is None or approval is None:
        raise AssertionError("an approval was taken that is none")
    if len(given.by) >= approval.persons:
        _required(pen, name, Event.APPROVE, "It cannot be approved now", of=what.rung)


def _required(pen: Pen, name: str, event: Event, otherwise: str, until_ms: int | None = None, of: str = "") -> None:
    """Moves an incident, or refuses: an act that asks for a move which the table does not know changes nothing."""
    if not move(pen, name, event, of, until_ms=until_ms):
        incident = pen.incident(name)
        raise RefusedError(Code.INVALID, otherwise, "Look again", revision=incident.revision)
