"""The state of the desk: a fold of entries, in integers and texts only, so that it is the same bytes everywhere.

Times are whole milliseconds since 1970 UTC.
"""

from __future__ import annotations

import msgspec

from standoff.incidents.ladder import Ladder
from standoff.incidents.places import Place
from standoff.incidents.table import Phase
from standoff.model.channel import Channel
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A live deadline.

    Attributes:
        set_by: the entry that set it.
        kind: the phase that it belongs to.
        due_ms: when it fires.
        for_role: who is waited for.
        says: what they are to do.
        raised: how often this has been raised.
    """

    set_by: int
    kind: Phase
    due_ms: int
    for_role: Role
    says: str
    raised: int


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """What stands while they halt or draw away: the phase, and what was left of its deadline, milliseconds."""

    phase: Phase
    since_ms: int
    left_ms: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The last measure of those in the zone; null where nobody could tell.

    Attributes:
        nearest_mm, deepest_mm: least range to the site, greatest depth inside the zone, millimetres.
        closing_mmps: median rate at which range shrinks, millimetres a second.
    """

    nearest_mm: int | None = None
    deepest_mm: int | None = None
    closing_mmps: int | None = None


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """An approval of a rung in the making: by whom so far, by which roles, of what exactly, until when it holds."""

    rung: str
    seen: str
    by: tuple[str, ...]
    acts_for: tuple[str, ...]
    roles: tuple[Role, ...]
    until_ms: int


class Attempted(msgspec.Struct, frozen=True, kw_only=True):
    """The last attempt on a rung: its entry, the rung, and when it happened."""

    seq: int
    rung: str
    happened_ms: int


class DecisionMade(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of an incident: its entry, who decided, whether they have confirmed it."""

    seq: int
    decided_by: str
    confirmed: bool


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Who last moved an incident, when, by what: to tell the one who comes second."""

    by: str
    at_ms: int
    what: str


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One matter on the desk.

    Attributes:
        id, name: `17-001`, `JUNIPER`.
        zone, zone_version: the zone and the version that it began with; empty where none is concerned.
        ladder: the ladder that it began with, `name@version`.
        cause: crossing, sighting, call, hand.
        phase, rung, deadline, stand: see `table`.
        waits_for: who is waited for where no deadline is live any more; null while one is.
        alarm: the entry of the alarm that nobody has taken yet.
        question: what the authority was asked.
        proposal: why stepping down is proposed.
        movement, inside: what those inside do, and how many they are; -1 where that is not known.
        movement_ms: observed time since when they do it.
        judged: the attempt that movement has shown to have done what it was for; -1 is none.
        turn: how often the rung has come up.
        measured: the last measure of them.
        sighted: about how many the last sighting that counted speaks of; -1 where none did.
        present: who is known to be there: site, zone, group.
        told: the last entry by which a person told or decided something; approving, confirming and taking an alarm
            are none.
        approved: the approval that waits for its second person.
        rings: rings that a track of it has crossed into.
        links: other incidents that it has to do with.
        aftermath: whether that has been entered.
        channels: over what each of its attempts was made.
        tracks: source and entity of each, `uav-east|sim:vehicle-01`.
        tried: rungs that somebody has tried.
        attempts: entries of attempts.
        last: the last of them that was on a rung.
        decisions: decisions taken.
        urgent: in immediate danger, called with `pass_now`, or across the innermost ring.
        revision: how often people have moved it.
        moved: who did so last.
        disposition: how it ended.
    """

    id: str
    name: str
    status: Status
    zone: str
    zone_version: str
    ladder: str
    cause: str
    opened_ms: int
    phase: Phase
    rung: int = 0
    turn: int = 1
    deadline: Deadline | None = None
    stand: Stand | None = None
    waits_for: Role | None = None
    alarm: int | None = None
    question: str = ""
    proposal: str | None = None
    movement: str = "unknown"
    inside: int = -1
    movement_ms: int = 0
    judged: int = -1
    measured: Measured = Measured()
    sighted: int = -1
    present: tuple[str, ...] = ()
    told: int = -1
    approved: Approved | None = None
    rings: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()
    last: Attempted | None = None
    channels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    aftermath: bool = False
    decisions: tuple[DecisionMade, ...] = ()
    urgent: bool = False
    revision: int = 0
    moved: Moved | None = None
    disposition: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self.phase is not Phase.CLOSED

    @property
    def place(self) -> Place:
        """Where it stands on its ladder."""
        return Place(self.phase, self.rung, self.turn, self.stand.phase if self.stand else None)


class ZoneInForce(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk knows of a zone.

    Attributes:
        name, version: of the zone.
        rings: names of its rings, from the outermost to the innermost.
        ring_mm: how far those are from the site that are circles round it, millimetres.
        ladder: the ladder that its incidents begin with, `name@version`; empty is the desk's.
    """

    name: str
    version: str
    rings: tuple[str, ...]
    ring_mm: dict[str, int] = {}
    ladder: str = ""


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """Roles that somebody handed to somebody else for a time: the entry that did, by whom, to whom."""

    seq: int
    by: str
    to: str
    roles: tuple[Role, ...]
    from_ms: int
    until_ms: int


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A shift of the rota."""

    role: Role
    person: str
    from_ms: int
    until_ms: int


class Excused(msgspec.Struct, frozen=True, kw_only=True):
    """A track to which the rule does not apply until a time.

    Attributes:
        seq: the entry that says so.
        ground: why.
        until_ms: from then on the rule applies again.
        zone, status: the zone that it is in now, as what; empty where it is in none.
    """

    seq: int
    ground: str
    until_ms: int
    zone: str = ""
    status: Status = Status.ACTUAL


class LineClaim(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a line: the entry, the state, when."""

    seq: int
    state: str
    at_ms: int


class LineKnown(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a line: what each party says of it, when it was last tried, when it last answered."""

    claims: dict[str, LineClaim] = {}
    tried_ms: int | None = None
    answered_ms: int | None = None


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides, folded from entries.

    Attributes:
        seq: how many entries there are: the place of the next.
        recorded_ms: the desk's clock at the last entry.
        status: of what has no status of its own.
        raise_limit: how often one thing is raised before the desk only waits for the person; 0 is without end.
        zones, ladders, roster: in force, by id.
        ladder: the ladder that new incidents begin with whose zone names none of its own.
        channels: what standoff sends over, by name.
        incidents: by id, in the order of their opening.
        opened: incidents opened so far by year.
        delegations: roles that were handed on; those that are over are left out when another is added.
        rota: who has which watch when.
        watch: who has taken the watch of each role.
        handing: to whom the watch of a role is being handed over.
        excused: tracks to which the rule does not apply, until when.
        lines: what is known of each line.
    """

    seq: int = 0
    recorded_ms: int = 0
    status: Status = Status.ACTUAL
    raise_limit: int = 0
    zones: dict[str, ZoneInForce] = {}
    ladders: dict[str, Ladder] = {}
    ladder: str = ""
    roster: dict[str, Principal] = {}
    channels: dict[str, Channel] = {}
    incidents: dict[str, Incident] = {}
    opened: dict[str, int] = {}
    delegations: tuple[Delegation, ...] = ()
    rota: tuple[Shift, ...] = ()
    watch: dict[Role, str] = {}
    handing: dict[Role, str] = {}
    excused: dict[str, Excused] = {}
    lines: dict[str, LineKnown] = {}

    def ladder_for(self, zone: str) -> Ladder:
        """The ladder that a new incident of a zone begins with; of no zone, the desk's."""
        in_force = self.zones.get(zone)
        return self.ladders[(in_force.ladder if in_force else "") or self.ladder]

    def open_incident(self, zone: str, status: Status, track: str = "") -> Incident | None:
        """The open incident of a zone, if there is one: that of a track where it has one, else the oldest."""
        found = [i for i in self.incidents.values() if i.is_open and i.zone == zone and i.status is status]
        own = (incident for incident in found if track in incident.tracks)
        return next(own, next(iter(found), None)) if zone else None

    @property
    def due_ms(self) -> int | None:
        """When the next deadline fires or the excuse of who is inside ends, on the desk's clock; None if none does."""
        deadlines = [i.deadline.due_ms for i in self.incidents.values() if i.deadline is not None]
        excuses = [one.until_ms for one in self.excused.values() if one.zone]
        return min([*deadlines, *excuses], default=None)
