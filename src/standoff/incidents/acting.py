"""What people do: each act is checked, written as it was said, and moves its incident where the table says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from standoff.incidents.checks import check_act, check_decision, check_time
from standoff.incidents.moving import begin, ladder_of, move, postpone, raise_to
from standoff.incidents.opening import open_incident
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import Code, RefusedError
from standoff.incidents.table import Event
from standoff.model import acts
from standoff.model.acts import AttemptKind, DecisionKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen

_DECIDES: Final = {
    DecisionKind.HOLD: Event.HOLD,
    DecisionKind.STEP_DOWN: Event.STEP_DOWN,
    DecisionKind.DRAW_BACK: Event.DRAW_BACK,
    DecisionKind.GO_ON: Event.GO_ON,
}
_CAUSES: Final[dict[type[acts.What], str]] = {acts.Sighting: "sighting", acts.Call: "call", acts.Open: "hand"}
_SECOND_MS: Final = 1000


def take_act(pen: Pen, entered: acts.Entered) -> str:
    """Takes an act; gives the incident that it opened, found or concerns, or empty.

    Raises:
        RefusedError: it may not be taken; then nothing of what was written counts.
    """
    act, what = entered.act, entered.act.what
    happened_ms = check_time(act, pen.now_ms)
    check_act(pen.desk, entered)
    known = pen.desk.incidents.get(act.incident)
    until_ms = check_decision(pen.desk, known, what, pen.now_ms) if known and isinstance(what, acts.Decision) else None
    name, opened = _placed(pen, act)
    incident = pen.desk.incidents.get(name)
    status = incident.status if incident else pen.desk.status
    pen.said(_tag(what), name, _body(act, until_ms), happened_ms, status)
    if opened:
        _begun(pen, name, what)
    elif name and pen.incident(name).is_open:
        _moved(pen, name, what, until_ms)
    return name


def _tag(what: acts.What) -> str:
    return str(what.__struct_config__.tag)


def _body(act: acts.Act, until_ms: int | None) -> dict[str, Any]:
    body = msgspec.to_builtins(act.what)
    del body["type"]
    if until_ms is not None:
        body["until"] = to_text(until_ms)
    return body | ({"late_because": act.late_because} if act.late_because.strip() else {})


def _placed(pen: Pen, act: acts.Act) -> tuple[str, bool]:
    """The incident of an act, and whether it was opened for it."""
    what = act.what
    cause = _CAUSES.get(type(what))
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
            move(pen, name, Event.ANSWER)
        case acts.Call(pass_now=True):
            if not move(pen, name, Event.ASK):
                raise_to(pen, name, Role.AUTHORITY, f"{what.caller} calls: {what.words}", "Decide")
        case acts.PutToAuthority():
            _required(pen, name, Event.ASK, "The authority has been asked already")
        case acts.Decision():
            _required(pen, name, _DECIDES[what.kind], "It has been stepped down already", until_ms)
        case acts.Resume():
            _required(pen, name, Event.RESUME, "No deadline stands")
        case acts.Close():
            _required(pen, name, Event.CLOSE, "The authority has been asked: decide first, then close")
        case acts.Acknowledge():
            incident = pen.incident(name)
            postpone(pen, incident, pen.now_ms + ladder_of(pen, incident).acknowledge_s * _SECOND_MS)
        case _:
            pass


def _attempted(pen: Pen, name: str, what: acts.Attempt) -> None:
    rung = ladder_of(pen, pen.incident(name)).rung_of(what.kind)
    if rung is None and what.kind is AttemptKind.PROTECT:
        return
    move(pen, name, Event.ATTEMPT, rung=rung)


def _required(pen: Pen, name: str, event: Event, otherwise: str, until_ms: int | None = None) -> None:
    """Moves an incident, or refuses: an act that asks for a move which the table does not know changes nothing."""
    if not move(pen, name, event, until_ms=until_ms):
        incident = pen.incident(name)
        raise RefusedError(Code.INVALID, otherwise, "Look again", revision=incident.revision)
