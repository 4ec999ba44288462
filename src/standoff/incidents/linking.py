"""Incidents are linked, never merged: when some of them go another way, an incident of their own opens beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.moving import begin
from standoff.incidents.opening import open_incident

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen
    from standoff.model import acts


def link(pen: Pen, name: str, to: str, because: str) -> None:
    """Writes in the other incident that this one has to do with it."""
    pen.note("linked", to, {"to": name, "because": because})


def split(pen: Pen, name: str, what: acts.Split) -> None:
    """Opens an incident for some tracks of another, at the first rung: no decision and no approval goes with them."""
    incident = pen.incident(name)
    other = open_incident(pen, incident.zone, "split", incident.status, tracks=what.tracks, links=(name,))
    link(pen, other, name, what.words)
    begin(pen, other, f"They have split from {name} {incident.name}: {what.words}")
