"""Rungs that take a decision: who may approve them, what exactly an approval is bound to, and what it lets be done.

An approval is bound to the hash of what was seen (`circumstances.seen_hash`): who gives one names it, and it has to be
what is there now. The second of two is somebody else, who saw the same and gives it before the first runs out; one of
them is an authority. Once it is whole it enters the rung, and is used up by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from standoff.incidents.authority import Right, are_two, right_of
from standoff.incidents.circumstances import seen_hash
from standoff.incidents.refusal import Code, RefusedError, listed
from standoff.incidents.table import Phase
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.incidents.ladder import Approval, Ladder, Rung
    from standoff.incidents.state import Approved, Desk, Incident
    from standoff.model import acts
    from standoff.model.principal import Principal


class Decided(NamedTuple):
    """What makes a decision somebody's: by what right it is his to take, and until when it holds (ms since 1970)."""

    right: Right
    until_ms: int | None = None


def entered(incident: Incident, rung: int) -> bool:
    """Whether a rung is the one that somebody is to try or has tried, answer awaited; or was, while deadlines stand."""
    place = incident.place
    return place.rung == rung and (place.before or place.phase) in {Phase.ACT, Phase.ANSWER}


def check_rung(desk: Desk, incident: Incident, what: acts.Attempt) -> None:
    """Whether an attempt may be made on the rung that it is on.

    Raises:
        RefusedError: there is no such rung, it is of another kind, or it takes a decision that nobody has taken.
    """
    ladder = desk.ladders[incident.ladder]
    place = ladder.rung_for(what.kind, what.rung, incident.rung)
    if place is None and what.rung:
        raise _unknown(ladder, what.rung, "what.rung")
    if place is None:
        return
    rung = ladder.rungs[place]
    if rung.attempt is not what.kind:
        says = f"Rung {rung.id} is {rung.kind.value}, not {what.kind.value}"
        raise RefusedError(Code.INVALID, says, "Name a rung of that kind, or none", field="what.rung")
    if rung.approval is not None and not entered(incident, place):
        by = listed(rung.approval.by)
        who = f"two of {by}" if rung.approval.persons > 1 else by
        says = f"Rung {rung.id} takes a decision by {who} first"
        remedy = f"They approve it (decision approve, rung {rung.id}); or put it to the authority"
        raise RefusedError(Code.NOT_ALLOWED, says, remedy, field="what.rung")


def check_approval(desk: Desk, incident: Incident, what: acts.Decision, decider: Principal, now_ms: int) -> Decided:
    """Whether somebody may approve a rung now; gives by which role, and until when it holds.

    Raises:
        RefusedError: not.
    """
    rung = _approved_rung(desk.ladders[incident.ladder], what.rung)
    approval = rung.approval
    if approval is None:
        raise AssertionError("a rung without approval was let through")
    right = right_of(desk, decider, approval.by, now_ms)
    if right is None:
        says = f"{decider.name} may not approve rung {rung.id}: it takes {listed(approval.by)}"
        raise RefusedError(Code.NOT_ALLOWED, says, "Put it to the authority", field="what.decided_by")
    if what.seen != seen_hash(incident, rung.id):
        says = "It is not what is there now: something has changed since it was looked at"
        remedy = "Look again, and approve what is there now"
        raise RefusedError(Code.MOVED_SINCE, says, remedy, field="what.seen", revision=incident.revision)
    begun = incident.approved
    if begun is not None and (begun.rung, begun.seen) == (rung.id, what.seen) and begun.until_ms > now_ms:
        _check_second(begun, decider, right)
        _check_authority(approval, (*begun.roles, right.role), rung)
        return Decided(right, begun.until_ms)
    _check_authority(approval, (right.role,), rung)
    return Decided(right, now_ms + approval.valid_s * 1000)


def _check_authority(approval: Approval, roles: Sequence[Role], rung: Rung) -> None:
    """An approval is whole only where an authority has part in it."""
    if len(roles) >= approval.persons and Role.AUTHORITY not in roles:
        says = f"Nobody who approves rung {rung.id} would be an authority"
        raise RefusedError(Code.NOT_ALLOWED, says, "Put it to the authority", field="what.decided_by")


def _check_second(begun: Approved, decider: Principal, right: Right) -> None:
    """The second of two is somebody else, and neither acts for the other."""
    for first, first_for in zip(begun.by, begun.acts_for, strict=True):
        if not are_two(first, first_for, decider.id, right.acts_for):
            same = first == decider.id
            says = f"{decider.name} has approved it already" if same else "One of them acts for the other"
            remedy = "Somebody else approves it too"
            raise RefusedError(Code.NOT_ALLOWED, f"{says}: it takes a second person", remedy, field="what.decided_by")


def _approved_rung(ladder: Ladder, name: str) -> Rung:
    place = ladder.place_of(name)
    if place is None:
        raise _unknown(ladder, name, "what.rung")
    rung = ladder.rungs[place]
    if rung.approval is None:
        says = f"Rung {rung.id} takes no approval"
        raise RefusedError(Code.INVALID, says, "It can be tried as it is", field="what.rung")
    return rung


def _unknown(ladder: Ladder, name: str, field: str) -> RefusedError:
    names = ", ".join(rung.id for rung in ladder.rungs)
    return RefusedError(Code.UNKNOWN, f"Ladder {ladder.id} has no rung {name!r}", f"It has {names}", field=field)
