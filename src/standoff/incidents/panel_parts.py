"""The parts of the incident panel, each from entries and what is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from standoff.incidents.fold import to_ms
from standoff.incidents.says import says
from standoff.model.panel import (
    AnswerView,
    AttemptView,
    ComplyView,
    DecisionView,
    LogLine,
    SaidView,
)
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from standoff.incidents.sight import Sight
    from standoff.incidents.state import Desk, Incident, ZoneInForce
    from standoff.model.entry import Entry

SAID: Final = frozenset(
    {
        "sighting",
        "call",
        "open",
        "reported_action",
        "presence",
        "claim",
        "encounter",
        "notice",
        "aftermath",
        "correction",
    }
)
_LATE_MS: Final = 60_000
_TOO_FAST_MS: Final = 60_000
"""Nobody can have been reached and have answered in less."""
_STALE_S: Final = 120
"""Where nobody was heard for so long, it is not known where they are now."""
_TAKEN_MPS: Final = 11.1
"""40 km/h: taken for their speed where they stand or it is not known."""


def headline(incident: Incident, sight: Sight) -> tuple[str, ...]:
    """Two sentences on what is happening; the second says what stands or runs.

    A closed incident is not followed: what is in sight now says nothing about it, nor does it that nobody is.
    """
    if not incident.is_open:
        ended = incident.disposition.replace("_", " ")
        return (f"Closed: {ended}.", "It is followed no more; the map has what is in sight.")
    moves = {"approach": "coming nearer", "halt": "halted", "withdraw": "drawing away"}.get(incident.movement)
    if sight.nearest_m is None:
        said = "where they are is not known" if incident.tracks else "what is known comes from people"
        first = f"Nobody is in sight: {said}"
    else:
        many = f"{sight.tracks} track{'s' if sight.tracks != 1 else ''}"
        inside = f", {sight.deepest_m / 1000:.1f} km inside" if sight.deepest_m is not None else ", outside the zone"
        where = f"{sight.nearest_m / 1000:.1f} km {sight.bearing} of the site"
        ago = f", {_minutes(round(sight.newest_s or 0))} ago" if _is_stale(sight) else ""
        first = f"{many} {moves or 'in sight'}, nearest {where}{inside}{ago}"
    if incident.stand is not None:
        return (f"{first}.", "Upward deadlines stand.")
    waits = incident.deadline.for_role if incident.deadline else incident.waits_for
    return (f"{first}.", f"Waiting for the {waits or 'watch'}.")


def known(incident: Incident, entries: Sequence[Entry], sight: Sight) -> tuple[str, ...]:
    """What is known, each with its source."""
    found: list[str] = []
    if sight.sources:
        error = f", ±{sight.err_m:.0f} m" if sight.err_m is not None else ", error not stated"
        found.append(
            f"{len(sight.sources)} source{'s' if len(sight.sources) != 1 else ''}: {', '.join(sight.sources)}{error}"
        )
    if incident.rings:
        found.append(f"crossed: {', '.join(incident.rings)}")
    if sight.speed_mps is not None:
        found.append(f"speed about {sight.speed_mps * 3.6:.0f} km/h")
    found += [says(entry) for entry in entries if entry.type in {"presence", "sighting", "call"}]
    return tuple(found)


def zone_since(incident: Incident, zone: ZoneInForce | None) -> tuple[str, ...]:
    """What has become of the zone since the incident began, where that is to be said."""
    if not incident.zone or not incident.is_open:
        return ()
    if zone is None:
        return (f"zone {incident.zone} applies no more; the incident goes on until somebody closes it",)
    if incident.zone_version != zone.version:
        return (f"the zone has been changed since: this began under its version {incident.zone_version}",)
    return ()


def not_known(incident: Incident, entries: Sequence[Entry], sight: Sight) -> tuple[str, ...]:
    """What is not known, in sight wherever somebody decides."""
    open_questions = ["who they are"]
    if any(e.type == "claim" and e.body["about"] == "identity" for e in entries):
        open_questions = ["who they are: only claims"]
    reached = [e for e in entries if e.type == "attempt" and _reached(e.body)]
    answered = [e for e in entries if e.type == "answer" and e.body["kind"] not in _NOT_THEIRS]
    if not reached and not answered:
        open_questions.append("whether any call reached them")
    counted = {e.body["whom"] for e in entries if e.type == "presence" and e.body["about_count"] is not None}
    for whom, who in (("zone", "how many people are in the zone"), ("group", "how many people are in the group")):
        if whom not in counted:
            open_questions.append(who)
    open_questions += [f"what {source} would see: it is silent" for source in sight.silent]
    if incident.is_open and (sight.nearest_m is None or _is_stale(sight)):
        open_questions.append("where they are now")
    return tuple(open_questions)


_NOT_THEIRS: Final = frozenset({"none", "unknown", "not_ours", "cannot_reach_them"})
"""Answers that do not come from those who move, and do not show that anything reached them."""


def _reached(body: dict[str, Any]) -> bool:
    """Whether those who move have it: a line or third party that reads back has it, and they may not."""
    return body["receipt"] == "acted_on" or (body["kind"] == "contact" and body["receipt"] == "read_back")


def _is_stale(sight: Sight) -> bool:
    return sight.newest_s is not None and sight.newest_s > _STALE_S


def comply(sight: Sight) -> ComplyView:
    """Time they need beside the time to the next line."""
    speed_mps = sight.speed_mps if sight.speed_mps is not None and sight.speed_mps > 1 else _TAKEN_MPS
    leave_s = round(sight.deepest_m / speed_mps) if sight.deepest_m is not None else None
    closing_mps = None if _is_stale(sight) else sight.closing_mps
    closing = closing_mps is not None and closing_mps > 1 and sight.next_ring_m is not None
    reach_s = round((sight.next_ring_m or 0) / (closing_mps or 1)) if closing else None
    told = [f"they need {_minutes(leave_s)} to leave at {speed_mps * 3.6:.0f} km/h" if leave_s is not None else ""]
    still = "they do not close" if closing_mps is not None else "whether they close is not known"
    told.append(f"{_minutes(reach_s)} to {sight.next_ring} as they close" if reach_s is not None else still)
    return ComplyView(
        leave_s=leave_s,
        speed_mps=round(speed_mps, 1) if leave_s is not None else None,
        next_ring=sight.next_ring if reach_s is not None else None,
        next_ring_s=reach_s,
        says="; ".join(filter(None, told)),
    )


def _minutes(time_s: int | None) -> str:
    return f"{max(round((time_s or 0) / 60), 1)} min"


def tried(entries: Sequence[Entry]) -> tuple[AttemptView, ...]:
    """Attempts with what came back; answers that name none are put to the last attempt before them."""
    attempts: dict[int, Entry] = {}
    answers: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.type == "attempt":
            attempts[entry.seq] = entry
        elif entry.type == "answer" and attempts:
            named = entry.body["attempt"]
            answers.setdefault(named if named in attempts else max(attempts), []).append(entry)
    times = {seq: to_ms(entry.recorded_at) for seq, entry in attempts.items()}
    return tuple(_attempt(entry, answers.get(seq, []), times) for seq, entry in attempts.items())


def _attempt(entry: Entry, answers: list[Entry], times: dict[int, int]) -> AttemptView:
    body, next_ms = entry.body, min((ms for seq, ms in times.items() if seq > entry.seq), default=None)
    too_fast = not answers and next_ms is not None and next_ms - times[entry.seq] < _TOO_FAST_MS
    return AttemptView(
        seq=entry.seq,
        at=entry.happened_at,
        by=entry.by.name,
        answers=tuple(_answer(answer) for answer in answers),
        too_fast=too_fast and body["kind"] != "protect",
        **{name: body[name] for name in _ATTEMPT_FIELDS},
    )


_ATTEMPT_FIELDS: Final = (
    "kind", "channel", "to", "words", "marker", "could_be_heard", "receipt", "read_back", "in_return",
)  # fmt: skip


def _answer(entry: Entry) -> AnswerView:
    body = entry.body
    return AnswerView(
        seq=entry.seq,
        at=entry.happened_at,
        kind=body["kind"],
        from_whom=body["from_whom"],
        words=body["words"],
        grade=body["grade"],
        by=entry.by.name,
    )


def decisions(desk: Desk, incident: Incident, entries: Sequence[Entry]) -> tuple[DecisionView, ...]:
    """Decisions with who decided, who recorded, and whether it is confirmed."""
    confirmed = {made.seq: made.confirmed for made in incident.decisions}
    found: list[DecisionView] = []
    for entry in entries:
        if entry.type == "decision":
            body = entry.body
            decider = desk.roster.get(body["decided_by"])
            found.append(
                DecisionView(
                    seq=entry.seq,
                    at=entry.happened_at,
                    kind=body["kind"],
                    rung=body["rung"],
                    decided_by=decider.name if decider else body["decided_by"],
                    role=Role(body["role"]),
                    recorded_by=entry.by.name,
                    reason=body["reason"],
                    until=body["until"],
                    channel=body["channel"],
                    read_back=body["read_back"],
                    confirmed=confirmed.get(entry.seq, False),
                )
            )
    return tuple(found)


def said(entries: Sequence[Entry], types: Collection[str]) -> tuple[SaidView, ...]:
    """What was said or told, as lines."""
    return tuple(
        SaidView(seq=e.seq, type=e.type, at=e.happened_at, by=e.by.name, says=says(e))
        for e in entries
        if e.type in types
    )


def log(entries: Sequence[Entry]) -> tuple[LogLine, ...]:
    """Every entry as a line: when it happened, when it was entered, by whom."""
    return tuple(
        LogLine(
            seq=entry.seq,
            type=entry.type,
            recorded_at=entry.recorded_at,
            happened_at=entry.happened_at,
            late=to_ms(entry.recorded_at) - to_ms(entry.happened_at) > _LATE_MS,
            late_because=entry.body.get("late_because", ""),
            by=entry.by.name,
            says=says(entry),
        )
        for entry in entries
    )
