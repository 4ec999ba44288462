"""The fold from entries to the state of the desk. Nothing else changes it.

Every entry counts; those that are not named here move nothing but the count. The same entries give the same state,
from the first one or from any state that they led to before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

import msgspec

from standoff.incidents.fold_desk import OF_DESK
from standoff.incidents.ladder import Ladder
from standoff.incidents.state import (
    Approved,
    Attempted,
    Deadline,
    DecisionMade,
    Desk,
    Incident,
    Measured,
    Moved,
    Stand,
    ZoneInForce,
)
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.channel import Channel
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status
from standoff.model.times import from_rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from standoff.model.entry import Entry

MS_NS: Final = 1_000_000
ENTERING: Final = frozenset({"enter", "pass"})
"""Kinds of crossing by which a track joins an incident."""
_TOLD: Final = frozenset(str(what.__struct_config__.tag) for what in get_args(acts.What)) - {"acknowledge", "confirm"}
"""Entries by which a person tells or decides something."""


def to_ms(text: str) -> int:
    """Whole milliseconds since 1970 of RFC 3339 text, rounded down."""
    return from_rfc3339(text) // MS_NS


def fold(desk: Desk, entries: Iterable[Entry]) -> Desk:
    """The state after some more entries.

    Raises:
        ValueError: an entry is not the next one.
    """
    for entry in entries:
        desk = apply(desk, entry)
    return desk


def apply(desk: Desk, entry: Entry) -> Desk:
    """The state after one more entry.

    Raises:
        ValueError: the entry is not the next one.
    """
    if entry.seq != desk.seq:
        raise ValueError(f"entry {entry.seq} came where {desk.seq} was next")
    desk = msgspec.structs.replace(desk, seq=desk.seq + 1, recorded_ms=to_ms(entry.recorded_at))
    if change := _OF_DESK.get(entry.type):
        desk = change(desk, entry)
    incident = desk.incidents.get(entry.incident)
    if incident is None:
        return desk
    if change := _OF_INCIDENT.get(entry.type):
        incident = change(incident, entry)
    return _with(desk, msgspec.structs.replace(incident, told=entry.seq) if _tells(entry) else incident)


def _tells(entry: Entry) -> bool:
    """Whether a person told or decided something by it, so that what was looked at before is not all there is."""
    return entry.type in _TOLD and entry.body.get("kind") != DecisionKind.APPROVE.value


def _with(desk: Desk, incident: Incident) -> Desk:
    return msgspec.structs.replace(desk, incidents={**desk.incidents, incident.id: incident})


def _settings(desk: Desk, entry: Entry) -> Desk:
    return msgspec.structs.replace(desk, status=Status(entry.body["status"]), raise_limit=entry.body["raise_limit"])


def _roster(desk: Desk, entry: Entry) -> Desk:
    people = msgspec.convert(entry.body["people"], list[Principal])
    return msgspec.structs.replace(desk, roster={person.id: person for person in people})


def _zone_in_force(desk: Desk, entry: Entry) -> Desk:
    body = entry.body
    zone = ZoneInForce(
        name=body["name"],
        version=body["version"],
        rings=tuple(body["rings"]),
        ring_mm=body["ring_mm"],
        ladder=body.get("ladder", ""),
    )
    return msgspec.structs.replace(desk, zones={**desk.zones, body["zone"]: zone})


def _zones_changed(desk: Desk, entry: Entry) -> Desk:
    return msgspec.structs.replace(desk, zones={name: desk.zones[name] for name in entry.body["zones"]})


def _ladder_in_force(desk: Desk, entry: Entry) -> Desk:
    ladder = msgspec.convert(entry.body["ladder"], Ladder)
    own = desk.ladder if entry.body.get("of_zones") else ladder.id
    return msgspec.structs.replace(desk, ladders={**desk.ladders, ladder.id: ladder}, ladder=own)


def _channels(desk: Desk, entry: Entry) -> Desk:
    channels = msgspec.convert(entry.body["channels"], list[Channel])
    return msgspec.structs.replace(desk, channels={channel.name: channel for channel in channels})


def _incident_opened(desk: Desk, entry: Entry) -> Desk:
    body = entry.body
    incident = Incident(
        id=entry.incident,
        name=body["name"],
        status=entry.status,
        zone=body["zone"],
        zone_version=body["zone_version"],
        ladder=body["ladder"],
        cause=body["cause"],
        opened_ms=to_ms(entry.recorded_at),
        phase=Phase.ACT,
        urgent=body["urgent"],
        tracks=tuple(body["tracks"]),
        links=tuple(body["links"]),
    )
    year = entry.incident.partition("-")[0]
    opened = {**desk.opened, year: desk.opened.get(year, 0) + 1}
    return _with(msgspec.structs.replace(desk, opened=opened), incident)


def _crossing(incident: Incident, entry: Entry) -> Incident:
    body, kind = entry.body, entry.body["kind"]
    if kind not in ENTERING:
        return incident
    tracks, rings = incident.tracks, incident.rings
    if body["ring"] is not None and body["ring"] not in rings:
        rings = (*rings, body["ring"])
    if body["joins"] and body["track"] not in tracks:
        tracks = (*tracks, body["track"])
    return msgspec.structs.replace(incident, tracks=tracks, rings=rings, urgent=incident.urgent or body["innermost"])


def _movement(incident: Incident, entry: Entry) -> Incident:
    body = entry.body
    measured = Measured(nearest_mm=body["nearest_mm"], deepest_mm=body["deepest_mm"], closing_mmps=body["closing_mmps"])
    same = body["kind"] == incident.movement and (body["inside"] == 0) == (incident.inside == 0)
    since_ms = incident.movement_ms if same else to_ms(body["at"])
    return msgspec.structs.replace(
        incident, movement=body["kind"], inside=body["inside"], measured=measured, movement_ms=since_ms
    )


def _judged(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(incident, judged=entry.body["attempt"])


def _phase(incident: Incident, entry: Entry) -> Incident:
    body = entry.body
    phase = Phase(body["phase"])
    stand = incident.stand if phase is Phase.STANDS else None
    if phase is Phase.STANDS and stand is None:
        stand = Stand(phase=incident.phase, since_ms=to_ms(entry.recorded_at), left_ms=body["left_ms"])
    ended = phase in {Phase.ENDING, Phase.CLOSED}
    return msgspec.structs.replace(
        incident,
        phase=phase,
        rung=body["rung"],
        turn=body["turn"],
        stand=stand,
        approved=None if phase is Phase.ACT and body["event"] == "approve" else incident.approved,
        disposition="" if body["event"] == "reopen" else incident.disposition,
        alarm=None,
        waits_for=None,
        proposal=None if ended else incident.proposal,
        question=incident.question if phase is Phase.ASKED else "",
    )


def _deadline_set(incident: Incident, entry: Entry) -> Incident:
    body = entry.body
    deadline = Deadline(
        set_by=entry.seq,
        kind=Phase(body["kind"]),
        due_ms=to_ms(body["due_at"]),
        for_role=Role(body["for_role"]),
        says=body["says"],
        raised=body["raised"],
    )
    return msgspec.structs.replace(incident, deadline=deadline, waits_for=None)


def _deadline_ended(incident: Incident, entry: Entry) -> Incident:  # noqa: ARG001 - there is only one to end
    return msgspec.structs.replace(incident, deadline=None)


def _waiting(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(incident, waits_for=Role(entry.body["for_role"]))


def _raised(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(incident, alarm=entry.seq)


def _proposed(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(incident, proposal=entry.body["because"])


def _proposal_withdrawn(incident: Incident, entry: Entry) -> Incident:  # noqa: ARG001 - there is only one to withdraw
    return msgspec.structs.replace(incident, proposal=None)


def _attempt(incident: Incident, entry: Entry) -> Incident:
    rung = entry.body["rung"]
    tried = incident.tried if not rung or rung in incident.tried else (*incident.tried, rung)
    last = Attempted(seq=entry.seq, rung=rung, happened_ms=to_ms(entry.happened_at)) if rung else incident.last
    attempts, channels = (*incident.attempts, entry.seq), (*incident.channels, entry.body["channel"])
    return msgspec.structs.replace(incident, tried=tried, attempts=attempts, channels=channels, last=last)


def _moved(incident: Incident, entry: Entry) -> Incident:
    moved = Moved(by=entry.by.name, at_ms=to_ms(entry.recorded_at), what=entry.type)
    return msgspec.structs.replace(incident, revision=incident.revision + 1, moved=moved)


def _decision(incident: Incident, entry: Entry) -> Incident:
    own = entry.by.id == entry.body["decided_by"]
    if entry.body["kind"] == DecisionKind.APPROVE.value:
        incident = msgspec.structs.replace(incident, approved=_approved(incident, entry))
    made = DecisionMade(seq=entry.seq, decided_by=entry.body["decided_by"], confirmed=own)
    return msgspec.structs.replace(_moved(incident, entry), decisions=(*incident.decisions, made))


def _approved(incident: Incident, entry: Entry) -> Approved:
    """The approval that a decision begins, or that it joins."""
    body, begun = entry.body, incident.approved
    until_ms = to_ms(body["until"])
    if begun is None or (begun.rung, begun.seen) != (body["rung"], body["seen"]) or begun.until_ms <= entry_ms(entry):
        begun = Approved(rung=body["rung"], seen=body["seen"], by=(), acts_for=(), roles=(), until_ms=until_ms)
    return msgspec.structs.replace(
        begun,
        by=(*begun.by, body["decided_by"]),
        acts_for=(*begun.acts_for, body["acts_for"]),
        roles=(*begun.roles, Role(body["role"])),
    )


def entry_ms(entry: Entry) -> int:
    """When an entry was entered, milliseconds since 1970."""
    return to_ms(entry.recorded_at)


def _sighting(incident: Incident, entry: Entry) -> Incident:
    count = entry.body["about_count"]
    return incident if count is None else msgspec.structs.replace(incident, sighted=count)


def _presence(incident: Incident, entry: Entry) -> Incident:
    whom = entry.body["whom"]
    if whom in incident.present:
        return incident
    return msgspec.structs.replace(incident, present=(*incident.present, whom))


def _aftermath(incident: Incident, entry: Entry) -> Incident:  # noqa: ARG001 - that there is one is all
    return msgspec.structs.replace(incident, aftermath=True)


def _linked(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(incident, links=(*incident.links, entry.body["to"]))


def _excuse_ended(incident: Incident, entry: Entry) -> Incident:
    tracks = incident.tracks
    return msgspec.structs.replace(incident, tracks=tuple(dict.fromkeys((*tracks, entry.body["track"]))))


def _split(incident: Incident, entry: Entry) -> Incident:
    gone = set(entry.body["tracks"])
    return msgspec.structs.replace(incident, tracks=tuple(track for track in incident.tracks if track not in gone))


def _confirm(incident: Incident, entry: Entry) -> Incident:
    decisions = tuple(
        msgspec.structs.replace(made, confirmed=True) if made.seq == entry.body["decision"] else made
        for made in incident.decisions
    )
    return msgspec.structs.replace(incident, decisions=decisions)


def _asked(incident: Incident, entry: Entry) -> Incident:
    urgent = incident.urgent or entry.body["immediate_danger"]
    return msgspec.structs.replace(_moved(incident, entry), question=entry.body["question"], urgent=urgent)


def _called(incident: Incident, entry: Entry) -> Incident:
    if not entry.body["pass_now"]:
        return incident
    return msgspec.structs.replace(_moved(incident, entry), question=entry.body["words"], urgent=True)


def _acknowledged(incident: Incident, entry: Entry) -> Incident:
    return msgspec.structs.replace(_moved(incident, entry), alarm=None)


def _closed(incident: Incident, entry: Entry) -> Incident:
    aftermath = incident.aftermath or bool(entry.body["aftermath"])
    return msgspec.structs.replace(_moved(incident, entry), disposition=entry.body["disposition"], aftermath=aftermath)


_OF_DESK: Final[dict[str, Callable[[Desk, Entry], Desk]]] = {
    "settings": _settings,
    "roster": _roster,
    "zone_in_force": _zone_in_force,
    "zones_changed": _zones_changed,
    "ladder_in_force": _ladder_in_force,
    "channels": _channels,
    "incident_opened": _incident_opened,
    **OF_DESK,
}
_OF_INCIDENT: Final[dict[str, Callable[[Incident, Entry], Incident]]] = {
    "crossing": _crossing,
    "movement": _movement,
    "judged": _judged,
    "phase": _phase,
    "deadline_set": _deadline_set,
    "deadline_ended": _deadline_ended,
    "waiting": _waiting,
    "raised": _raised,
    "step_down_proposed": _proposed,
    "proposal_withdrawn": _proposal_withdrawn,
    "sighting": _sighting,
    "presence": _presence,
    "aftermath": _aftermath,
    "link": _linked,
    "linked": _linked,
    "excuse_ended": _excuse_ended,
    "split": _split,
    "attempt": _attempt,
    "decision": _decision,
    "confirm": _confirm,
    "put_to_authority": _asked,
    "call": _called,
    "resume": _moved,
    "acknowledge": _acknowledged,
    "close": _closed,
    "reopen": _moved,
}
