"""The incident panel: what is happening, known and not known, tried and not tried, their time, doubts, the ways on.

Made from the state, the incident's entries and what is in sight; nothing is decided on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents import panel_parts as parts
from standoff.incidents import panel_rungs
from standoff.incidents.moving import severity
from standoff.incidents.pen import to_text
from standoff.incidents.table import TABLE, Event, Phase
from standoff.model.panel import DeadlineView, IncidentLine, IncidentPanel, WayView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.incidents.sight import Sight
    from standoff.incidents.state import Desk, Incident
    from standoff.model.entry import Entry

PHASES: Final = {
    Phase.ACT: "The next attempt is waited for",
    Phase.ANSWER: "An attempt is out: their answer is waited for",
    Phase.CHOOSE: "The watch chooses the way on",
    Phase.STANDS: "Upward deadlines stand until somebody starts them again",
    Phase.ASKED: "The authority has the question",
    Phase.HELD: "Held by decision",
    Phase.ENDING: "Stepped down: to be closed with how it ended",
    Phase.CLOSED: "Closed",
}


def line_of(incident: Incident, sight: Sight) -> IncidentLine:
    """The incident in the list."""
    return IncidentLine(
        id=incident.id,
        name=incident.name,
        status=incident.status.value,
        zone=incident.zone,
        phase=incident.phase.value,
        severity=severity(incident),
        opened_at=to_text(incident.opened_ms),
        says=parts.headline(incident, sight)[0],
        deadline=deadline_of(incident),
        revision=incident.revision,
    )


def deadline_of(incident: Incident) -> DeadlineView | None:
    """The live deadline as it is shown."""
    deadline = incident.deadline
    if deadline is None:
        return None
    return DeadlineView(
        kind=deadline.kind.value,
        due_at=to_text(deadline.due_ms),
        for_role=deadline.for_role,
        says=deadline.says,
        raised=deadline.raised,
    )


def panel_of(desk: Desk, incident: Incident, entries: Sequence[Entry], sight: Sight) -> IncidentPanel:
    """The whole panel.

    Args:
        desk: the state.
        incident: one of its incidents.
        entries: that incident's, in order.
        sight: what is in sight of its tracks.
    """
    ladder = desk.ladders[incident.ladder]
    zone = desk.zones.get(incident.zone)
    closed = next((entry for entry in entries if entry.type == "close"), None)
    return IncidentPanel(
        id=incident.id,
        name=incident.name,
        status=incident.status.value,
        zone=incident.zone,
        zone_name=zone.name if zone else incident.zone,
        zone_version=incident.zone_version,
        cause=incident.cause,
        opened_at=to_text(incident.opened_ms),
        closed_at=closed.recorded_at if closed else None,
        disposition=incident.disposition,
        phase=incident.phase.value,
        phase_says=PHASES[incident.phase],
        severity=severity(incident),
        movement=incident.movement,
        revision=incident.revision,
        headline=parts.headline(incident, sight),
        known=(*parts.known(incident, entries, sight), *parts.zone_since(incident, zone)),
        not_known=parts.not_known(incident, entries, sight),
        deadline=deadline_of(incident),
        stands_since=to_text(incident.stand.since_ms) if incident.stand else None,
        proposal=incident.proposal,
        comply=parts.comply(sight),
        ladder=f"{ladder.name}, version {ladder.version}",
        rungs=panel_rungs.rungs(desk, incident),
        tried=parts.tried(entries),
        not_tried=panel_rungs.not_tried(desk, incident),
        approvals=panel_rungs.approvals(desk, incident),
        ways=tuple(_ways(incident)),
        doubts=parts.said(entries, {"doubt"}),
        decisions=parts.decisions(desk, incident, entries),
        said=parts.said(entries, parts.SAID),
        log=parts.log(entries),
        tracks=incident.tracks,
    )


_LABELS: Final = {
    "hold": ("Hold until", Event.HOLD),
    "ask_again": ("Ask again", None),
    "other_channel": ("Other channel", None),
    "offer": ("Offer", None),
    "step_down": ("Step down", Event.STEP_DOWN),
    "put_to_authority": ("Put to authority", Event.ASK),
}


def _ways(incident: Incident) -> list[WayView]:
    """The six ways on; one that is shut says why."""
    ways: list[WayView] = []
    for name, (label, event) in _LABELS.items():
        why_not = ""
        if not incident.is_open:
            why_not = "The incident is closed"
        elif name == "ask_again" and not incident.attempts:
            why_not = "Nothing has been tried yet"
        elif event is not None and (incident.phase, event) not in TABLE:
            why_not = "The authority has it already" if event is Event.ASK else "It has been stepped down already"
        ways.append(WayView(name=name, label=label, open=not why_not, why_not=why_not))
    return ways
