"""May this person do this, here, now? Every refusal says what is wrong and what to do, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.approving import Decided, check_approval, check_rung
from standoff.incidents.fold import to_ms
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import Code, RefusedError
from standoff.model import acts
from standoff.model.acts import Marker
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Desk, Incident

MINUTE_MS: Final = 60_000
LATE_MS: Final = 15 * MINUTE_MS
"""What happened longer ago than this is a late entry, and says why."""
LONGEST_HOLD_MS: Final = 24 * 60 * MINUTE_MS

_DESK: Final = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)
_MAY: Final[dict[type[acts.What], tuple[Role, ...]]] = {
    acts.Doubt: (*_DESK, Role.MONITOR),
    acts.Close: (Role.WATCH, Role.AUTHORITY),
    acts.Resume: (Role.WATCH, Role.AUTHORITY),
    acts.Reopen: (Role.WATCH, Role.AUTHORITY),
}
_MOVING: Final = (acts.PutToAuthority, acts.Decision, acts.Resume, acts.Acknowledge, acts.Close, acts.Reopen)
_AFTER_THE_END: Final = (
    acts.Claim,
    acts.Encounter,
    acts.Aftermath,
    acts.ReportedAction,
    acts.Presence,
    acts.Confirm,
    acts.Correction,
    acts.Notice,
    acts.Doubt,
    acts.Answer,
    acts.Call,
    acts.Reopen,
)
"""What may still be added to an incident that is closed."""
WITHOUT_INCIDENT: Final = (acts.Open, acts.Sighting, acts.Call, acts.Claim, acts.Encounter, acts.Notice, acts.Presence)
"""What needs no incident: it opens one, or stands by itself."""


def check_time(act: acts.Act, now_ms: int) -> int:
    """When it happened, milliseconds since 1970.

    Raises:
        RefusedError: the time cannot be read, lies ahead, or is long ago without a reason.
    """
    if act.happened_at is None:
        return now_ms
    happened_ms = _moment(act.happened_at, "happened_at")
    if happened_ms > now_ms + MINUTE_MS:
        raise RefusedError(
            Code.INVALID,
            f"It cannot have happened at {act.happened_at}: the desk's clock says {to_text(now_ms)}",
            "Give the time at which it happened",
            field="happened_at",
        )
    if happened_ms < now_ms - LATE_MS and not act.late_because.strip():
        raise RefusedError(
            Code.INVALID,
            "It happened over 15 minutes ago",
            "Say why it is entered late",
            field="late_because",
        )
    return min(happened_ms, now_ms)


def check_act(desk: Desk, entered: acts.Entered) -> None:
    """Whether this person may do this in this incident as it stands.

    Raises:
        RefusedError: not.
    """
    act, what = entered.act, entered.act.what
    roles = _roles(desk, act)
    if not entered.by.may(*roles):
        raise RefusedError(
            Code.NOT_ALLOWED,
            f"{entered.by.name} may not do this: it takes {_listed(roles)}",
            "Somebody with that role does it",
        )
    if isinstance(what, acts.Attempt) and what.marker is Marker.INSTRUCTION and not entered.by.may(Role.AUTHORITY):
        raise RefusedError(
            Code.NOT_ALLOWED,
            "Only who may instruct marks a message as an instruction",
            "Mark it as information, warning or advice",
            field="what.marker",
        )
    incident = _known(desk, act)
    if incident is None:
        return
    if not incident.is_open and not isinstance(what, _AFTER_THE_END):
        raise RefusedError(
            Code.CLOSED,
            f"{incident.id} {incident.name} is closed ({incident.disposition})",
            "Open another, or add to it",
        )
    if not incident.is_open and isinstance(what, acts.Call) and what.pass_now:
        raise RefusedError(Code.CLOSED, f"{incident.id} is closed", "Enter the call without an incident: it opens one")
    if isinstance(what, _MOVING):
        _check_revision(incident, act)
    _check_reference(desk, incident, entered)


def _roles(desk: Desk, act: acts.Act) -> tuple[Role, ...]:
    """Roles that may do this; what ends an incident or starts its deadlines again, its ladder says."""
    incident = desk.incidents.get(act.incident)
    ladder = desk.ladders[incident.ladder] if incident else None
    if ladder is not None and isinstance(act.what, acts.Close):
        return ladder.ends.by
    if ladder is not None and isinstance(act.what, acts.Resume):
        return ladder.pause.resumed_by
    return _MAY.get(type(act.what), _DESK)


def _known(desk: Desk, act: acts.Act) -> Incident | None:
    if not act.incident:
        if not isinstance(act.what, WITHOUT_INCIDENT):
            raise RefusedError(Code.INVALID, "This belongs to an incident", "Say which", field="incident")
        return None
    incident = desk.incidents.get(act.incident)
    if incident is None:
        raise RefusedError(
            Code.UNKNOWN, f"There is no incident {act.incident!r}", "Take one from the list", field="incident"
        )
    if isinstance(act.what, acts.Open):
        raise RefusedError(Code.INVALID, "Opening by hand names no incident", "Leave it out", field="incident")
    return incident


def _check_revision(incident: Incident, act: acts.Act) -> None:
    if act.seen_revision is None or act.seen_revision == incident.revision:
        return
    moved = incident.moved
    who = (
        f"{moved.by} came first: {moved.what.replace('_', ' ')} at {to_text(moved.at_ms)}" if moved else "It has moved"
    )
    raise RefusedError(Code.MOVED_SINCE, who, "Look again, and act on what is there now", revision=incident.revision)


def _check_reference(desk: Desk, incident: Incident, entered: acts.Entered) -> None:
    what = entered.act.what
    if isinstance(what, acts.Answer) and what.attempt is not None and what.attempt not in incident.attempts:
        says = f"Entry {what.attempt} is no attempt of {incident.id}"
        raise RefusedError(Code.UNKNOWN, says, "Name one, or none if it is not known which", field="what.attempt")
    if isinstance(what, acts.Attempt):
        check_rung(desk, incident, what)
    if isinstance(what, acts.Reopen):
        _check_reopening(desk, incident)
    if isinstance(what, acts.Close):
        _check_ending(desk.ladders[incident.ladder], what)
    if isinstance(what, acts.Correction) and what.corrects >= desk.seq:
        says = f"There is no entry {what.corrects}"
        raise RefusedError(Code.UNKNOWN, says, "Give its number in the log", field="what.corrects")
    if isinstance(what, acts.Confirm):
        _check_confirm(incident, entered, what)
    if isinstance(what, acts.Acknowledge) and incident.alarm is None:
        says = "No alarm is open: somebody has it already"
        raise RefusedError(Code.MOVED_SINCE, says, "Look again", revision=incident.revision)


def _check_confirm(incident: Incident, entered: acts.Entered, what: acts.Confirm) -> None:
    made = next((made for made in incident.decisions if made.seq == what.decision), None)
    if made is None:
        says = f"Entry {what.decision} is no decision of {incident.id}"
        raise RefusedError(Code.UNKNOWN, says, "Give its number in the log", field="what.decision")
    if made.decided_by != entered.by.id:
        raise RefusedError(Code.NOT_ALLOWED, "A decision is confirmed by who decided it", "They sign in and confirm it")
    if made.confirmed:
        raise RefusedError(
            Code.MOVED_SINCE, "It is confirmed already", "Nothing is left to do", revision=incident.revision
        )


def check_decision(desk: Desk, incident: Incident, what: acts.Decision, now_ms: int) -> Decided:
    """Whether who decided may decide this: by which role, and for a hold or an approval until when.

    Raises:
        RefusedError: nobody of that id, not their decision to take, or a hold without a sound end.
    """
    decider = desk.roster.get(what.decided_by)
    if decider is None:
        says = f"There is nobody {what.decided_by!r} on the roster"
        raise RefusedError(Code.UNKNOWN, says, f"The roster has {', '.join(desk.roster)}", field="what.decided_by")
    ladder = desk.ladders[incident.ladder]
    if what.kind is acts.DecisionKind.APPROVE:
        return check_approval(desk, incident, what, decider, now_ms)
    roles = ladder.decides.get(what.kind, ())
    role = next((role for role in roles if decider.may(role)), None)
    if role is None:
        raise RefusedError(
            Code.NOT_ALLOWED,
            f"{decider.name} may not decide this: {what.kind.replace('_', ' ')} takes {_listed(roles)}",
            "Put it to the authority",
            field="what.decided_by",
        )
    if what.kind is not acts.DecisionKind.HOLD:
        return Decided(role)
    if what.until is None:
        raise RefusedError(Code.INVALID, "A hold has an end", "Say until when", field="what.until")
    until_ms = _moment(what.until, "what.until")
    if not now_ms < until_ms <= now_ms + LONGEST_HOLD_MS:
        says = f"A hold ends after {to_text(now_ms)} and within 24 hours"
        raise RefusedError(Code.INVALID, says, "Give such an end; it can be held again", field="what.until")
    return Decided(role, until_ms)


def _check_reopening(desk: Desk, incident: Incident) -> None:
    other = desk.open_incident(incident.zone, incident.status)
    if other is not None and other.id != incident.id:
        says = f"{other.id} {other.name} is open for this zone already"
        raise RefusedError(Code.MOVED_SINCE, says, "Act in that one")


def _check_ending(ladder: Ladder, what: acts.Close) -> None:
    if what.disposition not in ladder.ends.dispositions:
        known = ", ".join(disposition.value for disposition in ladder.ends.dispositions)
        says = f"An incident of ladder {ladder.id} does not end as {what.disposition}"
        raise RefusedError(Code.INVALID, says, f"Choose from {known}", field="what.disposition")


def _moment(text: str, field: str) -> int:
    try:
        return to_ms(to_text(to_ms(text)))  # there and back: an entry can say it
    except (ValueError, OverflowError) as error:
        raise RefusedError(
            Code.INVALID, f"{text!r} is no date and time", "Write it as 2017-05-18T06:41:00Z", field=field
        ) from error


def _listed(roles: tuple[Role, ...]) -> str:
    return " or ".join(role.value for role in roles)
