"""Whoever sits at a simulated desk: they play incidents through, at random, and do many things that they may not."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from standoff.incidents import circumstances
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.principal import Principal, Role
from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from standoff.incidents.state import Desk, Incident

DESK: Final = tuple(
    Principal(id=f"{role.value}-{number}", name=f"{role.value.capitalize()} {number}", roles=(role,))
    for role, number in itertools.product((Role.WATCH, Role.LIAISON, Role.AUTHORITY), (1, 2))
)
STRANGERS: Final = (
    Principal(id="monitor-1", name="Monitor 1", roles=(Role.MONITOR,)),
    Principal(id="feed-1", name="Feed 1", roles=(Role.FEED,)),
)
ROSTER: Final = (*DESK, *STRANGERS)
_MINUTE_MS: Final = 60_000
_Way: TypeAlias = "tuple[float, Principal, Callable[[], acts.What]]"
"""How likely it is beside others, who does it, and what."""


@dataclasses.dataclass(slots=True)
class People:
    """Draws acts.

    Attributes:
        chance: what they are drawn from.
        seen: the desk as a screen showed it a while ago; who looks at it acts on an old revision.
        made: acts so far: the number in a key.
    """

    chance: Random
    seen: Desk
    made: int = 0

    def act(self, desk: Desk, now_ms: int) -> acts.Entered:
        """The next act of somebody."""
        chance = self.chance
        if chance.random() < 0.1:
            self.seen = desk
        open_ = [incident for incident in desk.incidents.values() if incident.is_open]
        if not open_ or chance.random() < 0.08:
            return self._entered(self._speaks_first(desk), self._somebody(), now_ms, "", None)
        if chance.random() < 0.09:
            return self._entered(self._of_the_desk(desk, now_ms), chance.choice(DESK), now_ms, "", None)
        if chance.random() < 0.05:
            return self._entered(self._fact(desk), self._somebody(), now_ms, chance.choice([*desk.incidents, ""]), None)
        closed = [incident for incident in desk.incidents.values() if not incident.is_open]
        if closed and chance.random() < 0.03:
            again = chance.choice(closed)
            return self._entered(acts.Reopen(why="They are back"), self._somebody(), now_ms, again.id, None)
        incident = chance.choice(open_[-3:])
        what, by = self._played(incident, desk, now_ms)
        if chance.random() < 0.12:
            by = self._somebody()
        name = "26-999" if chance.random() < 0.01 else incident.id
        return self._entered(what, by, now_ms, name, self._revision(incident))

    def other_words(self, entered: acts.Entered) -> acts.Entered:
        """Another act under the same key."""
        what = acts.Claim(about=acts.About.OTHER, claimed_by="somebody else", words=f"other words {self.made}")
        return msgspec.structs.replace(entered, act=msgspec.structs.replace(entered.act, what=what))

    def two_at_once(self, desk: Desk, now_ms: int) -> list[acts.Entered]:
        """Two who have the same before them, and both move it."""
        open_ = [incident for incident in desk.incidents.values() if incident.is_open]
        if not open_:
            return []
        incident = self.chance.choice(open_)
        whats: list[acts.What] = [self._decision(kind, now_ms) for kind in (DecisionKind.HOLD, DecisionKind.STEP_DOWN)]
        return [self._entered(what, DESK[-1], now_ms, incident.id, incident.revision) for what in whats]

    def _played(self, incident: Incident, desk: Desk, now_ms: int) -> tuple[acts.What, Principal]:
        """What somebody would do now who plays the incident through, and one who may."""
        watch, liaison, authority = (self.chance.choice(DESK[at : at + 2]) for at in (0, 2, 4))
        ways: list[_Way] = [
            (1.0, watch, acts.Acknowledge),
            (
                0.6,
                watch,
                lambda: acts.PutToAuthority(question="What now?", immediate_danger=self.chance.random() < 0.2),
            ),
            (0.3, liaison, lambda: acts.Answer(kind=self.chance.choice(list(acts.AnswerKind)), from_whom="the line")),
            (0.3, authority, lambda: self._decision(self.chance.choice(list(DecisionKind)), now_ms)),
            (0.4, authority, lambda: self._confirm(incident)),
            (0.2, watch, self._closing),
            (
                1.0 if incident.approved is None else 8.0,
                self.chance.choice(DESK),
                lambda: self._approval(incident, desk),
            ),
            (0.2, watch, lambda: acts.Resume(reason="They have refuelled and stay")),
            (0.4, watch, lambda: self._fact(desk)),
            (0.3, watch, lambda: self._beside(incident, desk)),
            *self._ways(incident, desk, now_ms, watch, liaison, authority),
        ]
        _, by, make = self.chance.choices(ways, [weight for weight, _, _ in ways])[0]
        return make(), by

    def _ways(
        self, incident: Incident, desk: Desk, now_ms: int, watch: Principal, liaison: Principal, authority: Principal
    ) -> list[_Way]:
        def decide(*kinds: DecisionKind) -> Callable[[], acts.What]:
            return lambda: self._decision(self.chance.choice(kinds), now_ms)

        hold, down, back, on = DecisionKind.HOLD, DecisionKind.STEP_DOWN, DecisionKind.DRAW_BACK, DecisionKind.GO_ON
        ways: dict[Phase, list[_Way]] = {
            Phase.ACT: [(5.0, liaison, lambda: self._attempt(incident, desk))],
            Phase.ANSWER: [
                (4.0, liaison, self._answer(incident)),
                (1.0, liaison, lambda: self._attempt(incident, desk)),
            ],
            Phase.CHOOSE: [
                (3.0, liaison, lambda: self._attempt(incident, desk)),
                (2.0, authority, decide(hold, down, back, on)),
            ],
            Phase.STANDS: [
                (2.0, watch, lambda: acts.Resume(reason="They move again")),
                (2.0, authority, decide(down, back)),
            ],
            Phase.ASKED: [
                (4.0, authority, decide(hold, down, back, on)),
                (3.0, authority, lambda: self._approval(incident, desk)),
            ],
            Phase.HELD: [(1.0, authority, decide(hold, down, on))],
            Phase.ENDING: [(5.0, watch, self._closing)],
        }
        return ways.get(incident.phase, [])

    def _attempt(self, incident: Incident, desk: Desk) -> acts.Attempt:
        """On the rung that it stands on, as a rule."""
        rungs = desk.ladders[incident.ladder].rungs
        named = self.chance.choice([rungs[incident.rung], rungs[incident.rung], self.chance.choice(rungs)])
        kind = named.attempt or self.chance.choice(list(acts.AttemptKind))
        rung = self.chance.choice(["", named.id, named.id, "no-rung"]) if self.chance.random() < 0.5 else ""
        marker = acts.Marker.INSTRUCTION if self.chance.random() < 0.1 else acts.Marker.WARNING
        return acts.Attempt(
            kind=kind, channel="line 1", to="their line", words="Turn north-west by 07:00", marker=marker, rung=rung
        )

    def _answer(self, incident: Incident) -> Callable[[], acts.What]:
        attempt = self.chance.choice([None, 3, *incident.attempts[-1:]])
        kind = self.chance.choice(list(acts.AnswerKind))
        return lambda: acts.Answer(kind=kind, from_whom="their line", attempt=attempt)

    def _approval(self, incident: Incident, desk: Desk) -> acts.Decision:
        """An approval of a rung, of what a screen shows: now, or a while ago; often of the one that is begun."""
        chance, begun = self.chance, incident.approved
        rungs = [rung.id for rung in desk.ladders[incident.ladder].rungs if rung.approval or chance.random() < 0.1]
        rung = begun.rung if begun and chance.random() < 0.7 else chance.choice([*rungs, "no-rung"])
        looked_at = self.seen.incidents.get(incident.id, incident) if chance.random() < 0.1 else incident
        by = chance.choice([person.id for person in DESK if begun is None or person.id not in begun.by])
        by = chance.choice([*(begun.by if begun else ()), by, by, "authority-1", "liaison-2"])
        seen = circumstances.seen_hash(looked_at, rung) if chance.random() < 0.95 else ""
        return acts.Decision(kind=DecisionKind.APPROVE, decided_by=by, reason="It is so decided", rung=rung, seen=seen)

    def _decision(self, kind: DecisionKind, now_ms: int) -> acts.Decision:
        minutes = self.chance.choice([1, 5, 30, 30, 90, 1440, 0, -5, 1441])
        until = to_rfc3339((now_ms + minutes * _MINUTE_MS) * 1_000_000)
        decider = self.chance.choice([*(person.id for person in DESK), "authority-1", "authority-2", "nobody"])
        asked_until = until if kind is DecisionKind.HOLD and self.chance.random() < 0.95 else None
        return acts.Decision(kind=kind, decided_by=decider, reason="It is so decided", until=asked_until)

    def _confirm(self, incident: Incident) -> acts.Confirm:
        made = [decision.seq for decision in incident.decisions]
        return acts.Confirm(decision=self.chance.choice([*made, 0]))

    def _closing(self) -> acts.Close:
        aftermath = self.chance.choice(["", "Nobody is harmed", "Nobody is harmed", "Not known"])
        dispositions = list(acts.Disposition)
        return acts.Close(disposition=self.chance.choice(dispositions), words="All gone", aftermath=aftermath)

    def _of_the_desk(self, desk: Desk, now_ms: int) -> acts.What:
        """The watch is handed over, a role is handed on, somebody is excused."""
        chance, until = (
            self.chance,
            to_rfc3339((now_ms + self.chance.choice([5, 5, 30, 900, -1]) * _MINUTE_MS) * 1_000_000),
        )
        person, role = chance.choice(ROSTER).id, chance.choice([Role.WATCH, Role.LIAISON, Role.AUTHORITY])
        given = [delegation.seq for delegation in desk.delegations]
        tracks = [track for incident in desk.incidents.values() for track in incident.tracks]
        return chance.choice(
            [
                acts.HandOver(role=role, to=person),
                acts.TakeOver(role=role),
                acts.Delegate(to=person, roles=(role,), until=until, reason="They are away"),
                acts.Delegate(to=person, roles=(role,), until=until, reason="They are away"),
                acts.Revoke(delegation=chance.choice([*given, 0]), reason="They are back"),
                acts.Excuse(track=chance.choice([*tracks[-4:], "uav|sim:9"]), ground="works vessel", until=until),
                acts.Excuse(track=chance.choice([*tracks[-4:], "uav|sim:1"]), ground="crew boat", until=until),
                acts.Line(channel="line 1", state=acts.LineState.SUSPENDED, claimed_by="they"),
            ]
        )

    def _speaks_first(self, desk: Desk) -> acts.What:
        zone = self.chance.choice([*desk.zones, "", "", "no-zone"])
        pass_now = self.chance.random() < 0.4
        return self.chance.choice(
            [
                acts.Call(caller="they", channel="line 1", words="Stop", zone=zone, pass_now=pass_now),
                acts.Sighting(observer="a post", words="dust, about 20", zone=zone, about_count=20),
                acts.Open(why="a look", zone=zone),
            ]
        )

    def _beside(self, incident: Incident, desk: Desk) -> acts.What:
        """What is told of an attempt, of another incident, of some of them, of evidence."""
        attempt = self.chance.choice([0, *incident.attempts[-2:]])
        tracks = incident.tracks[:1] or ("uav|sim:1",)
        return self.chance.choice(
            [
                acts.Received(attempt=attempt, receipt=acts.Receipt.READ_BACK, said_by="their line"),
                acts.Link(to=self.chance.choice([*desk.incidents, "26-999"]), words="the same column"),
                acts.Split(tracks=tracks, words="one turns south"),
                acts.Split(tracks=tracks, words="one turns south"),
                acts.Exhibit(words="a photograph", source="a post"),
            ]
        )

    def _fact(self, desk: Desk) -> acts.What:
        return self.chance.choice(
            [
                acts.Doubt(words="may be a road crew"),
                acts.ReportedAction(reported_by="a post", words="flares were fired"),
                acts.Presence(whom=acts.Whom.GROUP, category="shepherds", source="a post"),
                acts.Claim(about=acts.About.PURPOSE, claimed_by="a speaker", words="defensive"),
                acts.Notice(to="their line", channel="letter", words="the line is here"),
                acts.Encounter(words="once before", when="in May", where="there"),
                acts.Aftermath(reported_by="a clinic", words="one hurt"),
                acts.Correction(corrects=self.chance.randrange(desk.seq + 2), words="wrong"),
                acts.Call(caller="they", channel="line 1", words="Stop", pass_now=self.chance.random() < 0.3),
            ]
        )

    def _somebody(self) -> Principal:
        return self.chance.choice(ROSTER)

    def _revision(self, incident: Incident) -> int | None:
        """The revision on their screen; an old one now and then."""
        old = self.seen.incidents.get(incident.id, incident)
        return self.chance.choice([incident.revision, incident.revision, None, old.revision])

    def _entered(
        self, what: acts.What, by: Principal, now_ms: int, incident: str, revision: int | None
    ) -> acts.Entered:
        self.made += 1
        more: dict[str, Any] = {}
        if self.chance.random() < 0.08:
            ago_ms = self.chance.choice([1, 5, 14, 16, 90, 3000, -2, -60]) * _MINUTE_MS
            late = self.chance.choice(["", "no screen there"])
            more = {"happened_at": to_rfc3339((now_ms - ago_ms) * 1_000_000), "late_because": late}
        act = acts.Act(key=f"act-{self.made:06d}", what=what, incident=incident, seen_revision=revision, **more)
        return acts.Entered(by=by, act=act)
