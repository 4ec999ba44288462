"""The hand-over sheet, from the state, the entries of incidents, and what the host knows of feeds and the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.authority import is_current
from standoff.incidents.pen import to_text
from standoff.incidents.rota import next_on, on_watch
from standoff.model.principal import Role
from standoff.model.sheet import HandOverSheet, LineLine, WaitLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from standoff.incidents.state import Desk, Incident
    from standoff.model.entry import Entry

_ROLES = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)


def sheet_of(
    desk: Desk,
    entries: Mapping[str, Sequence[Entry]],
    now_ms: int,
    *,
    feeds: Sequence[str],
    not_recorded_since: str | None,
    fingerprint: str,
) -> HandOverSheet:
    """The sheet at a time.

    Args:
        desk: the state.
        entries: of each incident, in order.
        now_ms: the desk's clock, milliseconds since 1970.
        feeds: what is said of each feed that is not heard.
        not_recorded_since: since when nothing can be recorded, or None.
        fingerprint: six words of the record's head.
    """
    still_open = [incident for incident in desk.incidents.values() if incident.is_open]
    return HandOverSheet(
        at=to_text(now_ms),
        status=desk.status.value,
        watch=tuple(_watch(desk, now_ms)),
        acting=tuple(_acting(desk, now_ms)),
        waits=tuple(_wait(desk, incident, entries.get(incident.id, ()), now_ms) for incident in still_open),
        feeds=tuple(feeds),
        lines=tuple(_lines(desk)),
        expected=tuple(
            f"{track} until {to_text(one.until_ms)}: {one.ground} (entry {one.seq})"
            for track, one in desk.excused.items()
            if now_ms < one.until_ms
        ),
        unfinished=tuple(line for incident in desk.incidents.values() for line in _unfinished(desk, incident, now_ms)),
        doubts=tuple(line for incident in still_open for line in _doubts(incident, entries.get(incident.id, ()))),
        not_recorded_since=not_recorded_since,
        fingerprint=fingerprint,
        entries=desk.seq,
    )


def named(desk: Desk, person: str) -> str:
    """A person by name, as the roster has them; by id where it does not."""
    found = desk.roster.get(person)
    return found.name if found else person


def _watch(desk: Desk, now_ms: int) -> Iterator[str]:
    for role in _ROLES:
        now, following = on_watch(desk, role, now_ms), next_on(desk, role, now_ms)
        has = named(desk, now) if now else "nobody has said so"
        then = f", next {named(desk, following)}" if following else ""
        yield f"{role}: {has}{then}"
    for role, to in desk.handing.items():
        yield f"{role}: handed over to {named(desk, to)}, who has not taken it yet"


def _acting(desk: Desk, now_ms: int) -> Iterator[str]:
    for given in desk.delegations:
        if now_ms < given.until_ms:
            roles = " and ".join(role.value for role in given.roles)
            since = "" if is_current(given, now_ms) else f" from {to_text(given.from_ms)}"
            whom = f"{named(desk, given.to)} acts for {named(desk, given.by)}"
            yield f"{whom} as {roles}{since} until {to_text(given.until_ms)} (entry {given.seq})"


def _wait(desk: Desk, incident: Incident, entries: Sequence[Entry], now_ms: int) -> WaitLine:
    deadline = incident.deadline
    role = deadline.for_role if deadline else incident.waits_for or Role.WATCH
    person = on_watch(desk, role, now_ms)
    return WaitLine(
        incident=incident.id,
        name=incident.name,
        who=f"{role}, {named(desk, person)}" if person else role.value,
        until=to_text(deadline.due_ms) if deadline else None,
        says=deadline.says if deadline else "Whoever is waited for; it is raised no more",
        raised=deadline.raised if deadline else 0,
        taken=_taken(incident, entries),
    )


def _taken(incident: Incident, entries: Sequence[Entry]) -> str:
    """By whom the last alarm has been taken, where that was the last that happened to it."""
    last = next((entry for entry in reversed(entries) if entry.type in {"raised", "acknowledge", "phase"}), None)
    if last is None or last.type != "acknowledge" or incident.deadline is None:
        return ""
    return f"{last.by.name} has it since {last.recorded_at}; it comes again at {to_text(incident.deadline.due_ms)}"


def _lines(desk: Desk) -> Iterator[LineLine]:
    for channel, known in desk.lines.items():
        yield LineLine(
            channel=channel,
            claims=tuple(f"{by}: {claim.state} ({to_text(claim.at_ms)})" for by, claim in known.claims.items()),
            tried_at=None if known.tried_ms is None else to_text(known.tried_ms),
            answered_at=None if known.answered_ms is None else to_text(known.answered_ms),
        )


def _unfinished(desk: Desk, incident: Incident, now_ms: int) -> Iterator[str]:
    for made in incident.decisions:
        if not made.confirmed:
            who = named(desk, made.decided_by)
            yield f"{incident.id}: the decision of entry {made.seq} waits for {who} to confirm it"
    begun = incident.approved
    if begun is not None and incident.is_open and now_ms < begun.until_ms:
        until = to_text(begun.until_ms)
        yield f"{incident.id}: the approval of rung {begun.rung} waits for a second person until {until}"


def _doubts(incident: Incident, entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        if entry.type == "doubt":
            yield f"{incident.id} {entry.happened_at}: {entry.body['words']} ({entry.by.name})"
