"""Acts: what a person tells the desk, as frozen values, told apart by `type`.

There is no act for the use or show of force. What somebody did elsewhere is a `ReportedAction`: a fact, in words, told
by a named person. Lengths are whole metres and positions 1e-7 degree, because an act becomes an entry as it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from standoff.model.principal import Principal, Role

Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=4000)]
"""What somebody said or saw, word for word."""
Short: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
"""A name, a channel, a place."""
Maybe: TypeAlias = Annotated[str, Meta(max_length=4000)]
"""Words that may be left out."""
Moment: TypeAlias = Annotated[str, Meta(max_length=40)]
"""RFC 3339; without an offset it is read as UTC."""
Count: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
Grade: TypeAlias = Annotated[str, Meta(pattern=r"^([A-F][1-6])?$")]
"""Admiralty code: reliability A-F and credibility 1-6, or empty where nobody graded it."""
LatE7: TypeAlias = Annotated[int, Meta(ge=-900_000_000, le=900_000_000)]
LonE7: TypeAlias = Annotated[int, Meta(ge=-1_800_000_000, le=1_800_000_000)]


class Heard(StrEnum):
    """Whether an attempt could be heard at all. Silence is not refusal."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Receipt(StrEnum):
    """What shows that it arrived."""

    NONE = "none"
    ASKED = "asked"
    DELIVERED = "delivered"
    READ_BACK = "read_back"
    PASSED_ON = "passed_on"
    ACTED_ON = "acted_on"


class AttemptKind(StrEnum):
    """What kind of attempt it is: these, and no others."""

    INFORM = "inform"
    """Tell the counterpart's line what is seen."""
    CONTACT = "contact"
    """Speak to them directly."""
    RELAY = "relay"
    """Ask a third party to reach them."""
    OFFER = "offer"
    """Propose a step of ours against a step of theirs."""
    PROTECT = "protect"
    """Move, shelter or hold back one's own people."""


class Marker(StrEnum):
    """Message markers (IALA on VTS): an instruction only by who may instruct."""

    INFORMATION = "information"
    WARNING = "warning"
    ADVICE = "advice"
    INSTRUCTION = "instruction"


class AnswerKind(StrEnum):
    """What came back (`vocabulary`)."""

    COMPLIED = "complied"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_OURS = "not_ours"
    CANNOT_REACH_THEM = "cannot_reach_them"
    ASKS_TIME = "asks_time"
    COUNTER_DEMAND = "counter_demand"
    OFFERS = "offers"
    NONE = "none"
    UNKNOWN = "unknown"


class DecisionKind(StrEnum):
    """Decisions; holding, stepping down and drawing back are as full as any other."""

    HOLD = "hold"
    STEP_DOWN = "step_down"
    DRAW_BACK = "draw_back"
    GO_ON = "go_on"
    """Go on trying to reach them."""
    APPROVE = "approve"
    """Enter a rung that takes a decision."""


class Disposition(StrEnum):
    """How it ended."""

    TURNED_BACK = "turned_back"
    HALTED = "halted"
    DREW_OFF = "drew_off"
    PASSED_THROUGH = "passed_through"
    STAYED = "stayed"
    PERMITTED = "permitted"
    LOST = "lost"
    ENDED_ELSEWHERE = "ended_elsewhere"
    MISTAKEN = "mistaken"


class LineState(StrEnum):
    """What somebody says of a line; that it answers all the same is another matter."""

    OPEN = "open"
    DEGRADED = "degraded"
    SUSPENDED = "suspended"
    DOWN = "down"
    UNKNOWN = "unknown"


class Whom(StrEnum):
    """Whose presence is meant."""

    SITE = "site"
    ZONE = "zone"
    GROUP = "group"


class About(StrEnum):
    """What a claim is about."""

    PURPOSE = "purpose"
    DISTANCE = "distance"
    LOSSES = "losses"
    IDENTITY = "identity"
    LEGITIMACY = "legitimacy"
    LINE = "line"
    CONDUCT = "conduct"
    OTHER = "other"


class _What(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What an act says; an unknown field is refused."""


class Open(_What, frozen=True, kw_only=True, tag="open"):
    """Open an incident by hand."""

    why: Words
    zone: str = ""


class Sighting(_What, frozen=True, kw_only=True, tag="sighting"):
    """Somebody saw something: opens an incident, or joins the one named or the open one of the zone.

    Either a place, or bearing (whole degrees true) and range from the zone's site.
    """

    observer: Short
    words: Words
    zone: str = ""
    about_count: Count | None = None
    grade: Grade = ""
    lat_e7: LatE7 | None = None
    lon_e7: LonE7 | None = None
    bearing_deg: Annotated[int, Meta(ge=0, lt=360)] | None = None
    range_m: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class Call(_What, frozen=True, kw_only=True, tag="call"):
    """They call us. With `pass_now` the authority has it in this one act."""

    caller: Short
    channel: Short
    words: Words
    zone: str = ""
    pass_now: bool = False
    interpreter: Maybe = ""
    original: Maybe = ""


class Attempt(_What, frozen=True, kw_only=True, tag="attempt"):
    """One try to reach them.

    Attributes:
        kind: inform, contact, relay, offer or protect.
        rung: which rung of the ladder it is on; empty is the current one of that kind, or the first.
        channel: over what.
        to: whom.
        words: what was said: where to go, by when, what will not be done meanwhile.
        marker: what kind of message it is.
        could_be_heard: whether they could hear it at all.
        receipt: what shows that it arrived.
        read_back: what they read back, word for word.
        in_return: for an offer, the step asked of them.
        send: whether standoff sends the words over that channel, which is then one of the settings.
    """

    kind: AttemptKind
    channel: Short
    to: Short
    words: Words
    marker: Marker = Marker.INFORMATION
    could_be_heard: Heard = Heard.UNKNOWN
    receipt: Receipt = Receipt.NONE
    read_back: Maybe = ""
    in_return: Maybe = ""
    interpreter: Maybe = ""
    rung: Annotated[str, Meta(max_length=64)] = ""
    send: bool = False


class Answer(_What, frozen=True, kw_only=True, tag="answer"):
    """What came back; `attempt` is the entry that it answers, or null where that is not known."""

    kind: AnswerKind
    from_whom: Short
    words: Maybe = ""
    attempt: Annotated[int, Meta(ge=0)] | None = None
    receipt: Receipt = Receipt.NONE
    grade: Grade = ""
    original: Maybe = ""


class Doubt(_What, frozen=True, kw_only=True, tag="doubt"):
    """I doubt this, because. It is shown where the decision is made."""

    words: Words


class PutToAuthority(_What, frozen=True, kw_only=True, tag="put_to_authority"):
    """Put a question to the authority."""

    question: Words
    immediate_danger: bool = False


class Decision(_What, frozen=True, kw_only=True, tag="decision"):
    """A decision, spoken or by hand; who enters it may be somebody else than who decided.

    Attributes:
        kind: hold, step_down, draw_back, go_on or approve.
        decided_by: id of the principal who decided.
        reason: why.
        until: for hold, until when.
        channel: how it was said, where it was spoken; empty where it was entered by who decided.
        read_back: whether it was read back.
        rung: for approve, the rung that may be entered.
        seen: for approve, the hash of what was seen, as the panel gives it: it is bound to exactly that.
    """

    kind: DecisionKind
    decided_by: Short
    reason: Words
    until: Moment | None = None
    channel: Annotated[str, Meta(max_length=200)] = ""
    read_back: bool = False
    rung: Annotated[str, Meta(max_length=64)] = ""
    seen: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


class Confirm(_What, frozen=True, kw_only=True, tag="confirm"):
    """Yes, this was my decision: by who decided it, of the entry that recorded it."""

    decision: Annotated[int, Meta(ge=0)]


class Acknowledge(_What, frozen=True, kw_only=True, tag="acknowledge"):
    """I have it; the alarm comes again when that runs out and nothing was done."""


class Resume(_What, frozen=True, kw_only=True, tag="resume"):
    """Start the upward deadlines again that stood while they halted or drew away."""

    reason: Words


class ReportedAction(_What, frozen=True, kw_only=True, tag="reported_action"):
    """Something was done outside the system: a fact, told by a named person. It moves nothing here."""

    reported_by: Short
    words: Words
    done_by: Maybe = ""
    decided_by: Maybe = ""
    where: Maybe = ""


class Presence(_What, frozen=True, kw_only=True, tag="presence"):
    """Who is there and must not be harmed; a count that nobody knows is null and shown as unknown."""

    whom: Whom
    category: Short
    source: Short
    about_count: Count | None = None
    where: Maybe = ""
    words: Maybe = ""


class Claim(_What, frozen=True, kw_only=True, tag="claim"):
    """What anyone says, word for word, with who said it; an anonymous one stays anonymous."""

    about: About
    claimed_by: Short
    words: Words
    party: Annotated[str, Meta(max_length=200)] = ""
    source: Maybe = ""
    anonymous: bool = False


class Encounter(_What, frozen=True, kw_only=True, tag="encounter"):
    """A past meeting, linked by a person."""

    words: Words
    when: Short
    where: Short
    ended: Maybe = ""
    source: Maybe = ""


class Notice(_What, frozen=True, kw_only=True, tag="notice"):
    """Who was told where the line is, when, over what, and how they confirmed."""

    to: Short
    channel: Short
    words: Words
    confirmed: Maybe = ""


class Aftermath(_What, frozen=True, kw_only=True, tag="aftermath"):
    """Harm reported and by whom, medical access, who is still inside."""

    reported_by: Short
    words: Words
    harm: Maybe = ""
    medical_access: Maybe = ""
    still_inside: Maybe = ""


class Correction(_What, frozen=True, kw_only=True, tag="correction"):
    """An entry was wrong: the correction stands beside it, and changes nothing in it."""

    corrects: Annotated[int, Meta(ge=0)]
    words: Words


class Close(_What, frozen=True, kw_only=True, tag="close"):
    """End the incident, with how it ended.

    Attributes:
        aftermath: harm reported and by whom, medical access, who is still inside; "not known" is an answer. It is
            needed where no aftermath has been entered, but for what was mistaken or permitted.
    """

    disposition: Disposition
    words: Words
    aftermath: Maybe = ""


class Reopen(_What, frozen=True, kw_only=True, tag="reopen"):
    """Open an incident again that was closed: it is the same matter."""

    why: Words


class Received(_What, frozen=True, kw_only=True, tag="receipt"):
    """What became of an attempt, as it comes to be known: asked, delivered, read back, passed on, acted on.

    Attributes:
        attempt: the entry of the attempt.
        receipt: what shows that it arrived.
        said_by: who says so; a third party's word is hearsay, and graded.
        could_be_heard: whether they could hear it, if that is known now.
        read_back: what was read back, word for word.
    """

    attempt: Annotated[int, Meta(ge=0)]
    receipt: Receipt
    said_by: Short
    could_be_heard: Heard = Heard.UNKNOWN
    read_back: Maybe = ""
    words: Maybe = ""
    grade: Grade = ""


class Line(_What, frozen=True, kw_only=True, tag="line"):
    """What a party says of a line; when it last answered is known from what was said over it."""

    channel: Short
    state: LineState
    claimed_by: Short
    words: Maybe = ""
    source: Maybe = ""


class Excuse(_What, frozen=True, kw_only=True, tag="excuse"):
    """The rule does not apply to a track until a time, on a stated ground. It approves of nothing.

    Attributes:
        track: source and entity, as on the map.
        ground: why: exempt by the zone's rules, notified, a works vessel, a crew boat, aid, somebody who lives there.
        party: whose they are said to be.
        until: from when on the rule applies again; at most 7 days ahead.
    """

    track: Short
    ground: Short
    until: Moment
    party: Annotated[str, Meta(max_length=200)] = ""
    words: Maybe = ""


class Split(_What, frozen=True, kw_only=True, tag="split"):
    """Some of them go another way: an incident of their own opens, linked to this one; no decision goes with them."""

    tracks: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=1000)]
    words: Words


class Link(_What, frozen=True, kw_only=True, tag="link"):
    """Two incidents have to do with each other; they stay two."""

    to: Annotated[str, Meta(min_length=1, max_length=40)]
    words: Words


class Exhibit(_What, frozen=True, kw_only=True, tag="exhibit"):
    """Evidence that is kept elsewhere: what it is, who has it, and its SHA-256, so that it can be known again."""

    words: Words
    source: Short
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    where: Maybe = ""


class HandOver(_What, frozen=True, kw_only=True, tag="hand_over"):
    """I hand the watch of a role to somebody, who takes it with `take_over`."""

    role: Role
    to: Short
    words: Maybe = ""


class TakeOver(_What, frozen=True, kw_only=True, tag="take_over"):
    """I have the watch of a role from now on."""

    role: Role
    words: Maybe = ""


class Delegate(_What, frozen=True, kw_only=True, tag="delegate"):
    """Hand roles of one's own to somebody on the roster for up to 30 days: they act for who gave it."""

    to: Short
    roles: Annotated[tuple[Role, ...], Meta(min_length=1, max_length=3)]
    until: Moment
    reason: Words
    since: Moment | None = None


class Revoke(_What, frozen=True, kw_only=True, tag="revoke"):
    """Take back what was delegated, at once."""

    delegation: Annotated[int, Meta(ge=0)]
    reason: Words


What: TypeAlias = (
    Open
    | Sighting
    | Call
    | Attempt
    | Answer
    | Doubt
    | PutToAuthority
    | Decision
    | Confirm
    | Acknowledge
    | Resume
    | ReportedAction
    | Presence
    | Claim
    | Encounter
    | Notice
    | Aftermath
    | Correction
    | Close
    | Reopen
    | Received
    | Line
    | Excuse
    | Split
    | Link
    | Exhibit
    | HandOver
    | TakeOver
    | Delegate
    | Revoke
)


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act as it comes in over the API or the command line, but for who enters it.

    Attributes:
        key: chosen by the sender, once for each act: the same key twice is one act.
        what: what it says.
        incident: the incident it belongs to; empty opens or finds one (sighting, call, open).
        happened_at: when it happened, RFC 3339; null is now.
        late_because: why it was not entered when it happened; required where that is over 15 minutes ago.
        seen_revision: the incident's revision that the person had before them; acts that move an incident are refused
            where somebody else has moved it since. Null does not ask.
    """

    key: Annotated[str, Meta(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")]
    what: What
    incident: Annotated[str, Meta(max_length=40)] = ""
    happened_at: Moment | None = None
    late_because: Maybe = ""
    seen_revision: Annotated[int, Meta(ge=0)] | None = None


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """An act with the principal who enters it."""

    by: Principal
    act: Act


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an act: the same for the same key, however often it is sent.

    Attributes:
        key: the act's.
        incident: the incident that it opened, found or moved.
        entries: the entries that it made, by their place in the record.
        revision: the incident's revision after it.
        recorded_at: when it was entered.
    """

    key: str
    incident: str
    entries: tuple[int, ...]
    revision: int
    recorded_at: str
