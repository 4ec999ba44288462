"""What is known of an incident, as conditions ask and as a decision is bound to it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from standoff.incidents.conditions import Circumstances, holds

if TYPE_CHECKING:
    from standoff.incidents.state import Desk, Incident


def circumstances_of(desk: Desk, incident: Incident) -> Circumstances:
    """What is known of an incident for the conditions of its ladder."""
    zone = desk.zones.get(incident.zone)
    count = max(len(incident.tracks), incident.sighted)
    return Circumstances(
        rings=incident.rings,
        ring_mm=zone.ring_mm if zone else {},
        nearest_mm=incident.measured.nearest_mm,
        deepest_mm=incident.measured.deepest_mm,
        closing_mmps=incident.measured.closing_mmps,
        count=count or None,
        present=incident.present,
        cause=incident.cause,
    )


def applies(desk: Desk, incident: Incident) -> list[bool | None]:
    """For each rung of an incident's ladder, whether it applies now; None where that is not known."""
    known = circumstances_of(desk, incident)
    return [holds(rung.when, known) for rung in desk.ladders[incident.ladder].rungs]


def seen_hash(incident: Incident, rung: str) -> str:
    """What an approval of a rung is bound to: SHA-256 of what the desk knows of the incident, in hexadecimal.

    Whatever changes what a person would look at changes it: a ring, a track, a movement, and all that somebody tells or
    decides but other approvals: an attempt, an answer, a doubt, a hold, a question. The state holds integers and texts
    only, and keys are sorted, so that it is the same everywhere.
    """
    bound = {
        "incident": incident.id,
        "rung": rung,
        "ladder": incident.ladder,
        "zone_version": incident.zone_version,
        "movement": incident.movement,
        "inside": incident.inside,
        "measured": incident.measured,
        "rings": incident.rings,
        "tracks": incident.tracks,
        "told": incident.told,
    }
    return hashlib.sha256(msgspec.json.encode(bound, order="sorted")).hexdigest()
