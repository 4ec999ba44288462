"""The ladder on the incident panel: each rung, whether it applies now, what has not been tried, and approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.approving import entered
from standoff.incidents.circumstances import applies, seen_hash
from standoff.incidents.pen import to_text
from standoff.model.panel import ApprovalView, RungView

if TYPE_CHECKING:
    from standoff.incidents.ladder import Approval, Rung
    from standoff.incidents.state import Approved, Desk, Incident


def rungs(desk: Desk, incident: Incident) -> tuple[RungView, ...]:
    """The ladder, with what has been tried, and what applies now."""
    told = zip(desk.ladders[incident.ladder].rungs, applies(desk, incident), strict=True)
    return tuple(_rung(incident, place, rung, now) for place, (rung, now) in enumerate(told))


def _rung(incident: Incident, place: int, rung: Rung, applies_now: bool | None) -> RungView:
    current = place == incident.rung
    return RungView(
        name=rung.id,
        kind=rung.kind.value,
        asks=rung.asks,
        role=rung.role,
        channel=rung.channel,
        to=rung.to,
        off_ramp=rung.off_ramp,
        applies=applies_now,
        turn=incident.turn if current and incident.is_open else 0,
        tries=rung.tries,
        state="tried" if rung.id in incident.tried else "current" if current else "not_tried",
    )


def not_tried(desk: Desk, incident: Incident) -> tuple[str, ...]:
    """What has not been tried, in sight; what does not apply now says so."""
    told = zip(desk.ladders[incident.ladder].rungs, applies(desk, incident), strict=True)
    return tuple(
        f"{rung.id}: {rung.asks}{' (does not apply now)' if now is False else ''}"
        for rung, now in told
        if rung.attempt and rung.id not in incident.tried
    )


def approvals(desk: Desk, incident: Incident) -> tuple[ApprovalView, ...]:
    """The rungs that take an approval, with who has given it so far and what one given now is bound to."""
    if not incident.is_open:
        return ()
    ladder = desk.ladders[incident.ladder]
    return tuple(
        _approval(desk, incident, place, rung, rung.approval)
        for place, rung in enumerate(ladder.rungs)
        if rung.approval is not None
    )


def _approval(desk: Desk, incident: Incident, place: int, rung: Rung, approval: Approval) -> ApprovalView:
    seen = seen_hash(incident, rung.id)
    begun = _begun(desk, incident, rung.id, seen)
    return ApprovalView(
        rung=rung.id,
        asks=rung.asks,
        by=approval.by,
        persons=approval.persons,
        given_by=tuple(desk.roster[who].name if who in desk.roster else who for who in begun.by) if begun else (),
        until=to_text(begun.until_ms) if begun else None,
        seen=seen,
        entered=entered(incident, place),
    )


def _begun(desk: Desk, incident: Incident, rung: str, seen: str) -> Approved | None:
    """The approval in the making, where a second person may still join it: of this rung, of what is there now."""
    begun = incident.approved
    if begun is None or (begun.rung, begun.seen) != (rung, seen) or begun.until_ms <= desk.recorded_ms:
        return None
    return begun
