"""What a person at the desk is shown: values made from incidents, entries and the live picture, for screens only.

Nothing here is durable and nothing decides on it. Times are RFC 3339 text, lengths metres, angles degrees true.
"""

from __future__ import annotations

from typing import Any

import msgspec

from standoff.model.principal import Principal, Role


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is shown."""


class DeadlineView(_Shown, frozen=True, kw_only=True):
    """What is waited for, until when, and whose it is.

    Attributes:
        kind: act, answer, choose, look, decide, hold, close, acknowledged.
        due_at: when it fires.
        for_role: who is waited for.
        says: what they are to do, in a sentence.
        raised: how often it has fired and been raised again.
    """

    kind: str
    due_at: str
    for_role: Role
    says: str
    raised: int


class RungView(_Shown, frozen=True, kw_only=True):
    """A rung of the ladder.

    Attributes:
        name: its id.
        channel, to: over what and whom, where the ladder says.
        off_ramp: the way back that they have at it.
        applies: whether its condition holds now; null where that is not known.
        turn: how often it has come up, of the rung that the incident stands on; 0 of the others.
        tries: how often it is tried before time leads on.
        state: tried, current or not_tried.
    """

    name: str
    kind: str
    asks: str
    role: Role
    channel: str
    to: str
    off_ramp: str
    applies: bool | None
    turn: int
    tries: int
    state: str


class ApprovalView(_Shown, frozen=True, kw_only=True):
    """A rung that takes an approval before it is entered.

    Attributes:
        rung, asks: which, and what it asks.
        by: roles that may give it.
        persons: how many different people have to.
        given_by: names of those who have, of what is there now; empty once it is used up or has run out.
        until: until when the first of two waits for the second; null where nobody has begun.
        seen: the hash of what is there now: an approval sends it along, and is bound to exactly that.
        entered: whether the rung has been entered, and is to be tried or its answer awaited.
    """

    rung: str
    asks: str
    by: tuple[Role, ...]
    persons: int
    given_by: tuple[str, ...]
    until: str | None
    seen: str
    entered: bool


class AnswerView(_Shown, frozen=True, kw_only=True):
    """An answer."""

    seq: int
    at: str
    kind: str
    from_whom: str
    words: str
    grade: str
    by: str


class AttemptView(_Shown, frozen=True, kw_only=True):
    """An attempt, with what came back.

    Attributes:
        too_fast: ticked off faster than anyone could have answered.
    """

    seq: int
    at: str
    kind: str
    channel: str
    to: str
    words: str
    marker: str
    could_be_heard: str
    receipt: str
    read_back: str
    in_return: str
    by: str
    answers: tuple[AnswerView, ...]
    too_fast: bool


class SaidView(_Shown, frozen=True, kw_only=True):
    """Something said or told: a doubt, claim, presence, reported action, call, sighting, aftermath, notice, encounter.

    Attributes:
        says: it in one line, with who said it.
    """

    seq: int
    type: str
    at: str
    by: str
    says: str


class DecisionView(_Shown, frozen=True, kw_only=True):
    """A decision: who decided, by which role, who recorded it, whether it is confirmed; `rung` is that approved."""

    seq: int
    at: str
    kind: str
    rung: str
    decided_by: str
    role: Role
    recorded_by: str
    reason: str
    until: str | None
    channel: str
    read_back: bool
    confirmed: bool


class WayView(_Shown, frozen=True, kw_only=True):
    """One of the six ways on; all have the same size.

    Attributes:
        name: hold, ask_again, other_channel, offer, step_down, put_to_authority.
        label: what stands on it.
        open: whether it can be taken now.
        why_not: if not, why.
    """

    name: str
    label: str
    open: bool
    why_not: str


class LogLine(_Shown, frozen=True, kw_only=True):
    """One entry as a line: when it happened, when it was entered, who, what."""

    seq: int
    type: str
    recorded_at: str
    happened_at: str
    late: bool
    late_because: str
    by: str
    says: str


class ComplyView(_Shown, frozen=True, kw_only=True):
    """Time they need to comply beside the time they need to reach the next line.

    Attributes:
        leave_s: to leave the zone the shortest way at `speed_mps`; null where nobody is inside or nothing is known.
        next_ring: the next ring or site on their way, with the time to it at the present closing speed; null where
            they do not close.
        says: both in a sentence.
    """

    leave_s: int | None
    speed_mps: float | None
    next_ring: str | None
    next_ring_s: int | None
    says: str


class IncidentPanel(_Shown, frozen=True, kw_only=True):
    """The incident panel.

    Attributes:
        headline: two sentences on what is happening.
        phase: act, answer, choose, stands, asked, held, ending, closed.
        phase_says: the phase in a sentence.
        proposal: why standoff proposes to step down, or null.
        stands_since: since when the upward deadlines stand, or null.
        severity: watch, act, urgent.
        movement: of the tracks in the zone: approach, halt, withdraw or unknown.
        approvals: of each rung that takes one; empty once the incident is closed.
    """

    id: str
    name: str
    status: str
    zone: str
    zone_name: str
    zone_version: str
    cause: str
    opened_at: str
    closed_at: str | None
    disposition: str
    phase: str
    phase_says: str
    severity: str
    movement: str
    revision: int
    headline: tuple[str, ...]
    known: tuple[str, ...]
    not_known: tuple[str, ...]
    deadline: DeadlineView | None
    stands_since: str | None
    proposal: str | None
    comply: ComplyView
    ladder: str
    rungs: tuple[RungView, ...]
    tried: tuple[AttemptView, ...]
    not_tried: tuple[str, ...]
    approvals: tuple[ApprovalView, ...]
    ways: tuple[WayView, ...]
    doubts: tuple[SaidView, ...]
    decisions: tuple[DecisionView, ...]
    said: tuple[SaidView, ...]
    log: tuple[LogLine, ...]
    tracks: tuple[str, ...]


class IncidentLine(_Shown, frozen=True, kw_only=True):
    """An incident in the list."""

    id: str
    name: str
    status: str
    zone: str
    phase: str
    severity: str
    opened_at: str
    says: str
    deadline: DeadlineView | None
    revision: int


class TrackView(_Shown, frozen=True, kw_only=True):
    """A track on the map.

    Attributes:
        id: source and entity, `uav-east|sim:vehicle-01`.
        tail: [lon, lat] of earlier reports, oldest first.
        zone: the zone whose range is given: the nearest by depth, else empty.
        inside: zones and rings that it is in by its last report, `tanf`, `tanf/ring-40km`.
        stale: nothing was heard of it for a while.
    """

    id: str
    source: str
    track: str
    at: str
    lat: float
    lon: float
    speed_mps: float | None
    course_deg: float | None
    err_m: float | None
    zone: str
    range_m: float | None
    depth_m: float | None
    inside: tuple[str, ...]
    status: str
    stale: bool
    tail: tuple[tuple[float, float], ...]


class FeedView(_Shown, frozen=True, kw_only=True):
    """A feed: `state` is heard, silent (unknown, never clear) or waiting for its first report."""

    name: str
    state: str
    last_at: str | None
    accepted: int
    late: int
    rejected: int
    says: str


class RingOutline(_Shown, frozen=True, kw_only=True):
    """A ring on the map: one or more closed lines of [lon, lat]."""

    name: str
    range_m: float | None
    offset_m: float | None
    outline: tuple[tuple[tuple[float, float], ...], ...]


class ZoneView(_Shown, frozen=True, kw_only=True):
    """A zone on the map."""

    id: str
    name: str
    kind: str
    version: str
    site: tuple[float, float]
    site_stated: bool
    outline: tuple[tuple[tuple[float, float], ...], ...]
    rings: tuple[RingOutline, ...]
    properties: dict[str, Any]


class Cue(_Shown, frozen=True, kw_only=True):
    """Exercise only: what the desk hears from outside, with the act that would enter it.

    Attributes:
        id: stable name.
        at: when it is heard.
        voice: who speaks.
        says: what is heard.
        what: the act's `what`, to be looked over and entered by a person; null where it is only to be heard.
        entered: whether somebody has entered it.
    """

    id: str
    at: str
    voice: str
    says: str
    what: dict[str, Any] | None
    entered: bool


class Raised(_Shown, frozen=True, kw_only=True):
    """An alarm: its reason and the next step; few of them.

    Attributes:
        seq: its entry; its stable id.
        nth: first time 1.
        to_person: id of who has the watch of that role, or is next; empty where that is not known.
    """

    seq: int
    incident: str
    at: str
    to_role: Role
    severity: str
    says: str
    next_step: str
    nth: int
    to_person: str


class DeskView(_Shown, frozen=True, kw_only=True):
    """The state of the desk itself.

    Attributes:
        now: the desk's clock.
        speed: desk seconds a second; 1 but in an exercise.
        not_recorded_since: since when nothing can be recorded, or null.
        seq: entries in the record.
        fingerprint: six words of the record's head.
        clock_differs_s: how far the wall clock is from the desk's, where that is over five seconds; else null.
    """

    now: str
    speed: float
    status: str
    exercise: bool
    not_recorded_since: str | None
    seq: int
    fingerprint: str
    clock_differs_s: int | None


class Session(_Shown, frozen=True, kw_only=True):
    """Who is signed in: `principals` are those that this session may act as; the first is the default."""

    principals: tuple[Principal, ...]
    roster: tuple[Principal, ...]


class Picture(_Shown, frozen=True, kw_only=True):
    """Everything that a screen needs to begin."""

    desk: DeskView
    session: Session
    zones: tuple[ZoneView, ...]
    tracks: tuple[TrackView, ...]
    feeds: tuple[FeedView, ...]
    incidents: tuple[IncidentLine, ...]
    alarms: tuple[Raised, ...]
    cues: tuple[Cue, ...]


class RangePoint(_Shown, frozen=True, kw_only=True):
    """A sample of range over time."""

    at: str
    range_m: float


class RangeSeries(_Shown, frozen=True, kw_only=True):
    """One track's range over time, oldest first; `err_m` is the half width of its band of uncertainty."""

    track: str
    source: str
    err_m: float | None
    points: tuple[RangePoint, ...]


class Flag(_Shown, frozen=True, kw_only=True):
    """Something on the time axis: sighting, call, attempt, answer, offer, decision, reported_action, opened, closed."""

    seq: int
    at: str
    type: str
    says: str


class RangeOverTime(_Shown, frozen=True, kw_only=True):
    """Range to the site over time of an incident's tracks.

    Attributes:
        lines: named distances: the zone's edge where it is a circle, and its rings, metres from the site.
        gap_s: points of a series further apart than this are not joined: no sensor looked.
    """

    zone: str
    lines: tuple[tuple[str, float], ...]
    series: tuple[RangeSeries, ...]
    flags: tuple[Flag, ...]
    gap_s: float
