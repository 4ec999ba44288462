"""May this person do this, here, now? Every refusal says what is wrong and what to do, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.authority import right_of
from standoff.incidents.handing import check_send
from standoff.incidents.pen import to_text
from standoff.incidents.references import check_alone, check_reference
from standoff.incidents.refusal import Code, RefusedError, listed, moment
from standoff.model import acts
from standoff.model.acts import Marker
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.state import Desk, Incident

MINUTE_MS: Final = 60_000
OF_THE_DESK: Final = (acts.HandOver, acts.TakeOver, acts.Delegate, acts.Revoke)
"""What belongs to no incident at all."""
LATE_MS: Final = 15 * MINUTE_MS
"""What happened longer ago than this is a late entry, and says why."""

_DESK: Final = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)
_MAY: Final[dict[type[acts.What], tuple[Role, ...]]] = {
    acts.Doubt: (*_DESK, Role.MONITOR),
    acts.Answer: (*_DESK, Role.CHANNEL),
    acts.Close: (Role.WATCH, Role.AUTHORITY),
    acts.Resume: (Role.WATCH, Role.AUTHORITY),
    acts.Reopen: (Role.WATCH, Role.AUTHORITY),
    acts.Excuse: (Role.WATCH, Role.AUTHORITY),
    acts.HandOver: (*_DESK, Role.MONITOR),
    acts.TakeOver: (*_DESK, Role.MONITOR),
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
    acts.Received,
    acts.Line,
    acts.Link,
    acts.Exhibit,
)
"""What may still be added to an incident that is closed."""
WITHOUT_INCIDENT: Final = (
    acts.Open,
    acts.Sighting,
    acts.Call,
    acts.Claim,
    acts.Encounter,
    acts.Notice,
    acts.Presence,
    acts.Line,
    acts.Excuse,
    acts.HandOver,
    acts.TakeOver,
    acts.Delegate,
    acts.Revoke,
)
"""What needs no incident: it opens one, or stands by itself."""


def check_time(act: acts.Act, now_ms: int) -> int:
    """When it happened, milliseconds since 1970.

    Raises:
        RefusedError: the time cannot be read, lies ahead, or is long ago without a reason.
    """
    if act.happened_at is None:
        return now_ms
    happened_ms = moment(act.happened_at, "happened_at")
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


def check_act(desk: Desk, entered: acts.Entered, now_ms: int) -> None:
    """Whether this person may do this in this incident as it stands.

    Raises:
        RefusedError: not.
    """
    act, what = entered.act, entered.act.what
    roles = _roles(desk, act)
    if right_of(desk, entered.by, roles, now_ms) is None:
        raise RefusedError(
            Code.NOT_ALLOWED,
            f"{entered.by.name} may not do this: it takes {listed(roles)}",
            "Somebody with that role does it",
        )
    if isinstance(what, acts.Attempt) and what.marker is Marker.INSTRUCTION:
        _check_instructing(desk, entered, now_ms)
    incident = _known(desk, act)
    if incident is None:
        check_alone(desk, entered, now_ms)
        return
    alarmed = isinstance(what, acts.Acknowledge) and incident.alarm is not None
    if not incident.is_open and not alarmed and not isinstance(what, _AFTER_THE_END):
        raise RefusedError(
            Code.CLOSED,
            f"{incident.id} {incident.name} is closed ({incident.disposition})",
            "Open another, or add to it",
        )
    if not incident.is_open and isinstance(what, acts.Call) and what.pass_now:
        raise RefusedError(Code.CLOSED, f"{incident.id} is closed", "Enter the call without an incident: it opens one")
    if isinstance(what, acts.Attempt) and what.send:
        check_send(desk, what)
    if isinstance(what, _MOVING):
        _check_revision(incident, act)
    check_alone(desk, entered, now_ms)
    check_reference(desk, incident, entered)


def _check_instructing(desk: Desk, entered: acts.Entered, now_ms: int) -> None:
    if right_of(desk, entered.by, (Role.AUTHORITY,), now_ms) is None:
        raise RefusedError(
            Code.NOT_ALLOWED,
            "Only who may instruct marks a message as an instruction",
            "Mark it as information, warning or advice",
            field="what.marker",
        )


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
    if isinstance(act.what, OF_THE_DESK):
        raise RefusedError(Code.INVALID, "This belongs to the desk and no incident", "Leave it out", field="incident")
    return incident


def _check_revision(incident: Incident, act: acts.Act) -> None:
    if act.seen_revision is None or act.seen_revision == incident.revision:
        return
    moved = incident.moved
    who = (
        f"{moved.by} came first: {moved.what.replace('_', ' ')} at {to_text(moved.at_ms)}" if moved else "It has moved"
    )
    raise RefusedError(Code.MOVED_SINCE, who, "Look again, and act on what is there now", revision=incident.revision)
