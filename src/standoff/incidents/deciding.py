"""May who decided decide this: by what right, and until when it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.approving import Decided, check_approval
from standoff.incidents.authority import right_of
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import Code, RefusedError, listed, moment
from standoff.model import acts

if TYPE_CHECKING:
    from standoff.incidents.state import Desk, Incident

LONGEST_HOLD_MS: Final = 24 * 3_600_000


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
    right = right_of(desk, decider, roles, now_ms)
    if right is None:
        raise RefusedError(
            Code.NOT_ALLOWED,
            f"{decider.name} may not decide this: {what.kind.replace('_', ' ')} takes {listed(roles)}",
            "Put it to the authority",
            field="what.decided_by",
        )
    if what.kind is not acts.DecisionKind.HOLD:
        return Decided(right)
    if what.until is None:
        raise RefusedError(Code.INVALID, "A hold has an end", "Say until when", field="what.until")
    until_ms = moment(what.until, "what.until")
    if not now_ms < until_ms <= now_ms + LONGEST_HOLD_MS:
        says = f"A hold ends after {to_text(now_ms)} and within 24 hours"
        raise RefusedError(Code.INVALID, says, "Give such an end; it can be held again", field="what.until")
    return Decided(right, until_ms)
