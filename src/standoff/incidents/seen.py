"""What the engine saw, taken to the desk: crossings open and join incidents, movement lets deadlines stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from standoff.incidents.circumstances import applies
from standoff.incidents.conditions import Cause
from standoff.incidents.excusing import excused
from standoff.incidents.fold import ENTERING, MS_NS
from standoff.incidents.ladder import Pausing, Sign
from standoff.incidents.moving import begin, ladder_of, move, raise_to
from standoff.incidents.opening import open_incident
from standoff.incidents.pen import to_text
from standoff.incidents.state import Measured
from standoff.incidents.table import Event, Phase
from standoff.model.crossing import CrossingKind
from standoff.model.movement import MovementKind
from standoff.model.names import track_id
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Incident
    from standoff.model.crossing import Crossing, Sighted
    from standoff.model.movement import Movement


_AWAY: Final = frozenset({MovementKind.HALT.value, MovementKind.WITHDRAW.value})
"""What they did who come nearer again."""


def take_crossing(pen: Pen, crossing: Crossing) -> None:
    """A crossing: one into a zone opens an incident or joins the zone's open one; the rest is noted with it."""
    track = track_id(crossing.source, crossing.track)
    incident = pen.desk.open_incident(crossing.zone, crossing.status, track)
    excuse = excused(pen.desk, track, pen.now_ms)
    counts = excuse is None and _joins(pen, incident, crossing)
    opens = incident is None and crossing.kind.value in ENTERING and _opens(pen, crossing.zone) and counts
    name = open_incident(pen, crossing.zone, "crossing", crossing.status) if opens else incident.id if incident else ""
    before = pen.desk.incidents.get(name)
    body = _crossing_body(pen, crossing) | {"joins": counts, "excused": excuse.seq if excuse else None}
    pen.note("crossing", name, body, crossing.status)
    if before is None:
        return
    if opens:
        begin(pen, name, crossing.because)
        return
    if len(pen.incident(name).tracks) > len(before.tracks):
        move(pen, name, Event.JOIN)
    if excuse is None and len(pen.incident(name).rings) > len(before.rings):
        says = f"Ring {crossing.ring} of {pen.desk.zones[crossing.zone].name} has been crossed: {crossing.because}"
        raise_to(pen, name, Role.WATCH, says, _next_step(pen.incident(name)))


def _opens(pen: Pen, zone: str) -> bool:
    return Cause.CROSSING in pen.desk.ladder_for(zone).opens.on


def _joins(pen: Pen, incident: Incident | None, crossing: Crossing) -> bool:
    """Whether who crosses in here belongs to the incident: into the zone, or the ring by which its ladder opens."""
    ladder = ladder_of(pen, incident) if incident else pen.desk.ladder_for(crossing.zone)
    wanted = ladder.opens.ring if _has_ring(pen, crossing.zone, ladder.opens.ring) else ""
    return (crossing.ring or "") == wanted


def _has_ring(pen: Pen, zone: str, ring: str) -> bool:
    return zone in pen.desk.zones and ring in pen.desk.zones[zone].rings


def take_movement(pen: Pen, movement: Movement) -> None:
    """Movement: noted where it changes; a halt lets deadlines stand, drawing away proposes to step down.

    They come nearer again where the last that was known of them in this incident is that they halted, drew away or were
    outside: then it is raised at once. A first approach is raised where the incident was stepped down, and else is what
    it was opened for.
    """
    incident = pen.desk.open_incident(movement.zone, movement.status)
    if incident is None or not incident.tracks:
        return
    gone, was_gone = movement.inside == 0, incident.inside == 0
    measured = _measured(movement)
    if movement.kind.value != incident.movement or gone != was_gone:
        pen.note("movement", incident.id, _movement_body(movement, measured))
        _changed(pen, incident, movement, was_gone=was_gone)
    elif applies(pen.desk, incident) != applies(pen.desk, msgspec.structs.replace(incident, measured=measured)):
        pen.note("movement", incident.id, _movement_body(movement, measured))
    _judge(pen, pen.incident(incident.id), movement)


def _changed(pen: Pen, before: Incident, movement: Movement, *, was_gone: bool) -> None:
    """They do something else than before."""
    if movement.kind is MovementKind.APPROACH:
        if before.proposal is not None:
            pen.note("proposal_withdrawn", before.id, {"because": "They come nearer again"})
        first = before.phase is Phase.ENDING and before.movement != movement.kind.value
        if was_gone or before.movement in _AWAY or first:
            move(pen, before.id, Event.MOVE_ON)
        return
    if Pausing(movement.kind.value) in ladder_of(pen, before).pause.on:
        move(pen, before.id, Event.STAND)
    _propose(pen, pen.incident(before.id), movement)


def _judge(pen: Pen, incident: Incident, movement: Movement) -> None:
    """Movement that shows that the last attempt did what it was for, once it has lasted: it proposes, moves nothing.

    It counts from the attempt on: what they did before, no attempt has brought about.
    """
    last, ladder = incident.last, ladder_of(pen, incident)
    rung = ladder.place_of(last.rung) if last is not None else None
    if last is None or rung is None or incident.judged == last.seq:
        return
    judged = ladder.rungs[rung].judged
    lasted_ms = movement.at_ns // MS_NS - max(incident.movement_ms, last.happened_ms)
    if judged.sign is None or not _shows(judged.sign, movement) or lasted_ms < judged.lasting_s * 1000:
        return
    says = {"halted": "They have halted", "turned": "They draw away", "left": "They are outside the zone"}
    because = f"{says[judged.sign]}, for {lasted_ms // 1000} s now"
    body = {"attempt": last.seq, "sign": judged.sign, "because": because}
    pen.note("judged", incident.id, body)
    if incident.proposal is None and incident.phase is not Phase.ENDING and judged.sign is not Sign.HALTED:
        pen.note("step_down_proposed", incident.id, {"because": because})


def _shows(sign: Sign, movement: Movement) -> bool:
    away = movement.kind is not MovementKind.APPROACH
    return {
        Sign.HALTED: movement.kind is MovementKind.HALT,
        Sign.TURNED: movement.kind is MovementKind.WITHDRAW,
        Sign.LEFT: movement.inside == 0 and away,
    }[sign]


def _propose(pen: Pen, incident: Incident, movement: Movement) -> None:
    """Proposes to step down; a person does it."""
    if incident.proposal is not None or incident.phase is Phase.ENDING:
        return
    if movement.inside == 0:
        pen.note("step_down_proposed", incident.id, {"because": "All that crossed in are outside the zone again"})
    elif movement.kind is MovementKind.WITHDRAW:
        pen.note("step_down_proposed", incident.id, {"because": "They draw away from the site"})


def _next_step(incident: Incident) -> str:
    return incident.deadline.says if incident.deadline else "Look at the incident"


def _crossing_body(pen: Pen, crossing: Crossing) -> dict[str, Any]:
    zone = pen.desk.zones.get(crossing.zone)
    innermost = zone is not None and bool(zone.rings) and crossing.ring == zone.rings[-1]
    return {
        "kind": crossing.kind.value,
        "zone": crossing.zone,
        "zone_version": zone.version if zone else "",
        "ring": crossing.ring,
        "innermost": innermost and crossing.kind not in {CrossingKind.EXIT, CrossingKind.ZONE_CHANGED},
        "standing": crossing.standing.value,
        "track": track_id(crossing.source, crossing.track),
        "at": to_text(crossing.at_ns // MS_NS),
        "lat_e7": round(crossing.lat * 1e7),
        "lon_e7": round(crossing.lon * 1e7),
        "range_mm": round(crossing.range_m * 1000),
        "because": crossing.because,
        "before": None if crossing.before is None else _sighted(crossing.before),
        "after": _sighted(crossing.after),
        **({} if crossing.inside is None else {"inside": crossing.inside}),
    }


def _sighted(report: Sighted) -> dict[str, Any]:
    return {
        "at": to_text(report.time_ns // MS_NS),
        "lat_e7": round(report.lat * 1e7),
        "lon_e7": round(report.lon * 1e7),
        "place": report.place,
    }


def _measured(movement: Movement) -> Measured:
    return Measured(
        nearest_mm=round(movement.nearest_m * 1000),
        deepest_mm=None if movement.deepest_m is None else round(movement.deepest_m * 1000),
        closing_mmps=round(movement.closing_mps * 1000),
    )


def _movement_body(movement: Movement, measured: Measured) -> dict[str, Any]:
    return {
        "kind": movement.kind.value,
        "at": to_text(movement.at_ns // MS_NS),
        "tracks": movement.tracks,
        "inside": movement.inside,
        **msgspec.to_builtins(measured),
    }
