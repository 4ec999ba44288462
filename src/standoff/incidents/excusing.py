"""Tracks to which the rule does not apply for a time: they open nothing, and when that time is over they count again.

To excuse somebody approves of nothing: their crossings stand in the record like any other, with the ground beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.moving import begin, raise_to
from standoff.incidents.opening import open_incident
from standoff.incidents.table import Phase
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Desk, Excused


def excused(desk: Desk, track: str, now_ms: int) -> Excused | None:
    """By what a track is excused now, or None."""
    found = desk.excused.get(track)
    return found if found is not None and now_ms < found.until_ms else None


def propose_excused(pen: Pen) -> None:
    """Proposes to step down where all tracks of an incident are excused now; a person does it."""
    for incident in pen.desk.incidents.values():
        all_are = bool(incident.tracks) and all(excused(pen.desk, track, pen.now_ms) for track in incident.tracks)
        if all_are and incident.is_open and incident.phase is not Phase.ENDING and incident.proposal is None:
            pen.note("step_down_proposed", incident.id, {"because": "The rule does not apply to any of them now"})


def end_excuses(pen: Pen) -> None:
    """Those whose time is over and who are still inside count again, in their zone's open incident or a new one.

    Where the zone is not in force any more, there is nothing inside which they are: it ends, and that is all.
    """
    over = [(track, one) for track, one in pen.desk.excused.items() if one.zone and one.until_ms <= pen.now_ms]
    for track, one in over:
        says = f"{track} is still inside, and the ground on which it was excused ({one.ground}) is over"
        found = pen.desk.open_incident(one.zone, one.status)
        if found is None and one.zone not in pen.desk.zones:
            pen.note("excuse_ended", "", {"track": track, "excuse": one.seq})
            continue
        name = found.id if found else open_incident(pen, one.zone, "crossing", one.status)
        pen.note("excuse_ended", name, {"track": track, "excuse": one.seq})
        if found:
            raise_to(pen, name, Role.WATCH, says, "Look at the incident")
        else:
            begin(pen, name, says)
