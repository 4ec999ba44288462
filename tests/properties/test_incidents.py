"""Invariants 1 to 10, 12 and 15 of the desk, as far as its first form has them, whatever comes in whatever order.

A machine acts, lets time pass, lets tracks cross and groups move, and after every step looks at all that was written.
Deadlines are followed in the entries alone, in a bookkeeping of its own.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from standoff.host.memory import fingerprint
from standoff.incidents.fold import fold, to_ms
from standoff.incidents.ladder import shipped_ladder
from standoff.incidents.refusal import RefusedError
from standoff.incidents.state import Desk, Incident
from standoff.incidents.step import Command, Due, Fact, Stepped, step
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.movement import Movement, MovementKind
from standoff.model.principal import STANDOFF, Principal, Role
from standoff.model.report_line import Status
from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from standoff.model.entry import Entry

START_MS: Final = 1_495_087_200_000
ROSTER: Final = tuple(
    Principal(id=f"{role.value}-{number}", name=f"{role.value.capitalize()} {number}", roles=(role,))
    for role, number in itertools.product((Role.WATCH, Role.LIAISON, Role.AUTHORITY, Role.MONITOR), (1, 2))
)
BY_ID: Final = {person.id: person for person in ROSTER}
ZONES: Final = {"tanf": ["40", "30"], "bay": []}
DECIDED: Final = {"asked", "held", "ending", "closed"}
"""Phases in which somebody was asked, or has decided."""
MOVING: Final = {"decision", "put_to_authority", "call", "resume", "acknowledge", "close"}
"""Acts that count in the revision; a call does where it is to be passed on at once."""


def facts(raise_limit: int) -> list[Fact]:
    ladder = shipped_ladder()
    return [
        Fact(type="settings", body={"status": "actual", "raise_limit": raise_limit}),
        Fact(type="roster", body={"people": msgspec.to_builtins(list(ROSTER))}),
        *(
            Fact(
                type="zone_in_force", body={"zone": zone, "name": zone, "version": "v1", "rings": rings, "ring_mm": {}}
            )
            for zone, rings in ZONES.items()
        ),
        Fact(type="ladder_in_force", body={"ladder": msgspec.to_builtins(ladder)}),
    ]


class DeskMachine(RuleBasedStateMachine):
    """A desk, and a bookkeeping of its deadlines that knows only entries."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.now_ms = START_MS
        self.entries: list[Entry] = []
        self.live: dict[str, Entry] = {}
        self.keys = itertools.count()

    @initialize(raise_limit=st.sampled_from([0, 0, 2]))
    def begin(self, raise_limit: int) -> None:
        for fact in facts(raise_limit):
            self.take(fact)
        self.somebody_speaks_first("open", BY_ID["watch-1"], "tanf")

    def take(self, command: Command) -> Stepped:
        """One step, with all that holds of one step."""
        before = self.desk
        stepped = step(before, command, self.now_ms)
        again = step(before, command, self.now_ms)
        assert again == stepped, "the same state, command and time give the same entries"
        assert msgspec.json.encode(fold(before, stepped.entries)) == msgspec.json.encode(stepped.desk)
        self.entries += stepped.entries
        self.desk = stepped.desk
        for entry in stepped.entries:
            self._account(entry)
        if not isinstance(command, acts.Entered):
            self._held_by_no_person(before, stepped)
        return stepped

    def _account(self, entry: Entry) -> None:
        """7, 8: a deadline that was set ends once, as fired, cancelled or superseded; none fires early."""
        if entry.type == "deadline_set":
            assert entry.incident not in self.live, "an incident has one deadline at most"
            assert to_ms(entry.body["due_at"]) > to_ms(entry.recorded_at)
            self.live[entry.incident] = entry
        elif entry.type == "deadline_ended":
            was = self.live.pop(entry.incident)
            assert entry.body["set_by"] == was.seq
            assert entry.body["how"] in {"fired", "cancelled", "superseded"}
            if entry.body["how"] == "fired":
                assert to_ms(entry.recorded_at) >= to_ms(was.body["due_at"])

    def _held_by_no_person(self, before: Desk, stepped: Stepped) -> None:
        """1, 4, 5: time, movement and crossings ask no authority, decide nothing, end nothing, skip no rung."""
        for entry in stepped.entries:
            assert entry.by is STANDOFF
            assert entry.type != "phase" or entry.body["phase"] not in DECIDED
        for incident in stepped.desk.incidents.values():
            was = before.incidents.get(incident.id)
            if was is not None:
                assert incident.rung - was.rung in {0, 1}
                assert incident.revision == was.revision, "only people move a revision"
                assert incident.disposition == was.disposition
                assert incident.decisions == was.decisions

    def act(self, what: acts.What, by: Principal, incident: str = "", **more: Any) -> None:
        """An act, taken or refused; what was refused has changed nothing."""
        entered = acts.Entered(
            by=by, act=acts.Act(key=f"key-{next(self.keys):08d}", what=what, incident=incident, **more)
        )
        before, bytes_before = self.desk, msgspec.json.encode(self.desk)
        try:
            stepped = self.take(entered)
        except RefusedError:
            stepped = None
        if stepped is None:
            assert msgspec.json.encode(self.desk) == bytes_before
            return
        assert stepped.answered is not None
        said = [entry for entry in stepped.entries if entry.by != STANDOFF]
        assert tuple(entry.seq for entry in said) == stepped.answered.entries
        assert [(entry.type, entry.by, entry.act) for entry in said] == [
            (what.__struct_config__.tag, by, entered.act.key)
        ]
        self._revised(before, said[0])
        self._decided(before, stepped)
        assert fingerprint(entered) == fingerprint(msgspec.convert(msgspec.to_builtins(entered), acts.Entered))

    def _revised(self, before: Desk, said: Entry) -> None:
        """A revision grows by one by an act that moves, in its own incident, and not otherwise."""
        for incident in self.desk.incidents.values():
            was = before.incidents.get(incident.id)
            grown = incident.revision - (was.revision if was else 0)
            moves = said.type in MOVING and said.incident == incident.id
            moves = moves and (said.type != "call" or said.body["pass_now"])
            assert grown == int(moves), (said.type, incident.id)

    def _decided(self, before: Desk, stepped: Stepped) -> None:
        """1, 3, 5: into each phase of a decision leads one act, of somebody who may, and no other."""
        by_phase = {
            "asked": {"put_to_authority", "call"},
            "held": {"decision"},
            "ending": {"decision"},
            "closed": {"close"},
        }
        act = stepped.entries[0] if stepped.entries[0].by != STANDOFF else stepped.entries[1]
        for entry in stepped.entries:
            if entry.type == "phase" and entry.body["phase"] in DECIDED:
                assert act.type in by_phase[entry.body["phase"]]
                assert act.incident == entry.incident
        if act.type == "decision":
            ladder = before.ladders[before.incidents[act.incident].ladder]
            assert BY_ID[act.body["decided_by"]].may(*ladder.decides[acts.DecisionKind(act.body["kind"])])
        if act.type == "close":
            assert act.body["disposition"]
            assert act.by.may(Role.WATCH, Role.AUTHORITY)

    def some(self, data: st.DataObject) -> str:
        known = list(self.desk.incidents)
        return data.draw(st.sampled_from([*known, known[0], known[-1], known[-1], "26-999"]), "incident")

    # what comes

    @rule(wait_s=st.sampled_from([1, 180, 299, 300, 301, 3600, 90_000]))
    def time_passes(self, wait_s: int) -> None:
        self.now_ms += wait_s * 1000
        self.take(Due())

    @rule()
    def the_clock_of_the_machine_goes_back_an_hour(self) -> None:
        """8: the desk's own never does."""
        now_ms, self.now_ms = self.now_ms, self.now_ms - 3_600_000
        self.take(Due())
        self.take(Fact(type="feed", body={"feed": "uav", "state": "silent"}))
        self.now_ms = now_ms

    @rule(ahead=st.sampled_from([-1, 0, 0]))
    def time_passes_to_the_next_deadline(self, ahead: int) -> None:
        if (due_ms := self.desk.due_ms) is not None:
            self.now_ms = max(due_ms + ahead, self.now_ms)
            stepped = self.take(Due())
            assert bool(stepped.entries) == (self.now_ms >= due_ms)

    @rule(
        kind=st.sampled_from(CrossingKind),
        zone=st.sampled_from(list(ZONES)),
        ring=st.sampled_from([None, None, "40", "30"]),
        track=st.sampled_from(["sim:1", "sim:2", "sim:3"]),
        status=st.sampled_from([Status.ACTUAL, Status.ACTUAL, Status.EXERCISE]),
    )
    def a_track_crosses(self, kind: CrossingKind, zone: str, ring: str | None, track: str, status: Status) -> None:
        before = self.desk
        at_ns = self.now_ms * 1_000_000
        crossing = Crossing(
            kind=kind,
            standing=Standing.CONFIRMED,
            status=status,
            zone=zone,
            ring=ring if zone == "tanf" else None,
            source="uav",
            track=track,
            at_ns=at_ns,
            lat=33.9,
            lon=38.2,
            range_m=55_000.0,
            before=None,
            after=Sighted(time_ns=at_ns, lat=33.9, lon=38.2, place=1),
            because="it was so seen",
        )
        self.take(crossing)
        opened = len(self.desk.incidents) - len(before.incidents)
        comes_in = kind in {CrossingKind.ENTER, CrossingKind.PASS} and crossing.ring is None
        assert opened == int(comes_in and before.open_incident(zone, status) is None)

    @rule(
        kind=st.sampled_from(MovementKind),
        zone=st.sampled_from(list(ZONES)),
        inside=st.sampled_from([0, 1, 3]),
        status=st.sampled_from([Status.ACTUAL, Status.ACTUAL, Status.EXERCISE]),
    )
    def they_move(self, kind: MovementKind, zone: str, inside: int, status: Status) -> None:
        at_ns, incident = self.now_ms * 1_000_000, self.desk.open_incident(zone, status)
        told = [entry.body for entry in self.entries if incident and entry.incident == incident.id]
        move = Movement(
            zone=zone,
            status=status,
            kind=kind,
            at_ns=at_ns,
            tracks=1,
            inside=inside,
            closing_mps=8.0,
            nearest_m=9e3,
        )
        self._told_who_comes_nearer(kind, incident, told, self.take(move))

    @rule(
        moves=st.lists(st.tuples(st.sampled_from(MovementKind), st.sampled_from([0, 3])), min_size=1, max_size=6),
        decided=st.sampled_from([None, None, acts.DecisionKind.HOLD, acts.DecisionKind.STEP_DOWN]),
    )
    def they_come_in_and_move(self, moves: list[tuple[MovementKind, int]], decided: acts.DecisionKind | None) -> None:
        self.a_track_crosses(CrossingKind.ENTER, "tanf", None, "sim:1", Status.ACTUAL)
        incident = self.desk.open_incident("tanf", Status.ACTUAL)
        assert incident is not None
        if decided is not None:
            until = to_rfc3339((self.now_ms + 3_600_000) * 1_000_000)
            by = BY_ID["authority-1"]
            self.act(acts.Decision(kind=decided, decided_by=by.id, reason="so", until=until), by, incident.id)
        for kind, inside in moves:
            self.they_move(kind, "tanf", inside, Status.ACTUAL)

    def _told_who_comes_nearer(
        self, kind: MovementKind, incident: Incident | None, told: list[dict[str, Any]], stepped: Stepped
    ) -> None:
        """Who halted, drew away or was outside, and comes nearer, is told of at once where it stood or was held.

        And nobody else: for `again` there is an earlier entry that says so.
        """
        known = [(body["kind"], body["inside"]) for body in told if "closing_mmps" in body]
        was_away = bool(known) and (known[-1][0] != "approach" or known[-1][1] == 0)
        alarms = [entry.body["says"] for entry in stepped.entries if entry.type == "raised"]
        if kind is not MovementKind.APPROACH or incident is None:
            assert alarms == []
        elif incident.tracks and was_away and incident.phase in {Phase.STANDS, Phase.HELD}:
            assert alarms == ["They come nearer again"] or known[-1] == ("approach", 0)
        elif not was_away:
            assert set(alarms) <= {"They come nearer after it was stepped down"}
            assert not alarms or incident.phase is Phase.ENDING

    @rule(
        what=st.sampled_from(["sighting", "call", "pass_now", "open"]),
        by=st.sampled_from(ROSTER),
        zone=st.sampled_from(["", "tanf", "bay", "no"]),
    )
    def somebody_speaks_first(self, what: str, by: Principal, zone: str) -> None:
        said: dict[str, acts.What] = {
            "sighting": acts.Sighting(observer="a post", words="dust", zone=zone),
            "call": acts.Call(caller="they", channel="line", words="we pass", zone=zone),
            "pass_now": acts.Call(caller="they", channel="line", words="stop", zone=zone, pass_now=True),
            "open": acts.Open(why="a look", zone=zone),
        }
        self.act(said[what], by)

    @rule(data=st.data(), by=st.sampled_from(ROSTER), kind=st.sampled_from(acts.AttemptKind), answered=st.booleans())
    def somebody_tries(self, data: st.DataObject, by: Principal, kind: acts.AttemptKind, *, answered: bool) -> None:
        name = self.some(data)
        self.act(acts.Attempt(kind=kind, channel="line", to="them", words="leave"), by, name)
        if answered:
            self.act(acts.Answer(kind=data.draw(st.sampled_from(acts.AnswerKind)), from_whom="them"), by, name)

    @rule(
        data=st.data(),
        by=st.sampled_from(ROSTER),
        decider=st.sampled_from([*BY_ID, "nobody"]),
        kind=st.sampled_from(acts.DecisionKind),
        until_s=st.sampled_from([None, -60, 0, 60, 3600, 86_400, 86_401]),
    )
    def somebody_decides(
        self, data: st.DataObject, by: Principal, decider: str, kind: acts.DecisionKind, until_s: int | None
    ) -> None:
        until = None if until_s is None else to_rfc3339((self.now_ms + until_s * 1000) * 1_000_000)
        self.act(acts.Decision(kind=kind, decided_by=decider, reason="so", until=until), by, self.some(data))

    @rule(data=st.data(), by=st.sampled_from([BY_ID["watch-1"], *ROSTER]), off=st.sampled_from([None, 0, -1, 1]))
    def somebody_moves_it(self, data: st.DataObject, by: Principal, off: int | None) -> None:
        name = self.some(data)
        known = self.desk.incidents.get(name)
        seen = None if off is None or known is None else max(known.revision + off, 0)
        what = data.draw(
            st.sampled_from(
                [
                    acts.PutToAuthority(question="what now"),
                    acts.Acknowledge(),
                    acts.Resume(reason="they refuelled"),
                    acts.Close(disposition=acts.Disposition.TURNED_BACK, words="gone"),
                ]
            )
        )
        revision = known.revision if known else 0
        self.act(what, by, name, seen_revision=seen)
        after = self.desk.incidents.get(name)
        if seen is not None and seen != revision and after is not None:
            assert after.revision == revision, "who has not seen the last move does not move it"

    @rule(data=st.data(), by=st.sampled_from(ROSTER), late_s=st.sampled_from([0, 60, 899, 901, 86_400, -59, -61]))
    def somebody_adds_a_fact(self, data: st.DataObject, by: Principal, late_s: int) -> None:
        what = data.draw(
            st.sampled_from(
                [
                    acts.ReportedAction(reported_by="a post", words="flares were fired"),
                    acts.Doubt(words="may be a road crew"),
                    acts.Presence(whom=acts.Whom.GROUP, category="shepherds", source="a post"),
                    acts.Claim(about=acts.About.PURPOSE, claimed_by="a speaker", words="defensive"),
                    acts.Aftermath(reported_by="a clinic", words="one hurt"),
                    acts.Notice(to="their line", channel="letter", words="the line is here"),
                    acts.Encounter(words="once before", when="in May", where="there"),
                    acts.Correction(corrects=0, words="wrong"),
                    acts.Confirm(decision=data.draw(st.integers(0, max(self.desk.seq, 1)))),
                ]
            )
        )
        name = self.some(data)
        was = self.desk.incidents.get(name)
        happened = to_rfc3339((self.now_ms - late_s * 1000) * 1_000_000)
        self.act(what, by, name, happened_at=happened, late_because=data.draw(st.sampled_from(["", "no screen there"])))
        if was is not None:
            now = self.desk.incidents[name]
            assert (now.phase, now.rung, now.deadline, now.waits_for) == (
                was.phase,
                was.rung,
                was.deadline,
                was.waits_for,
            )

    # what holds at any time

    @invariant()
    def every_open_incident_has_a_deadline_or_somebody_who_is_waited_for(self) -> None:
        """6, 9."""
        for incident in self.desk.incidents.values():
            if incident.is_open:
                assert (incident.deadline is None) != (incident.waits_for is None), incident
            else:
                assert incident.deadline is None
                assert incident.disposition

    @invariant()
    def deadlines_of_the_state_are_those_of_the_entries(self) -> None:
        of_state = {i.id: i.deadline.set_by for i in self.desk.incidents.values() if i.deadline is not None}
        assert of_state == {name: entry.seq for name, entry in self.live.items()}

    @invariant()
    def no_zone_has_two_open_incidents_of_a_status(self) -> None:
        pairs = [(i.zone, i.status) for i in self.desk.incidents.values() if i.is_open and i.zone]
        assert len(pairs) == len(set(pairs))

    def teardown(self) -> None:
        """10, 15, 16: from the first entry or from any state on the way, the same bytes; places without a gap."""
        assert [entry.seq for entry in self.entries] == list(range(len(self.entries)))
        final = msgspec.json.encode(self.desk)
        assert msgspec.json.encode(fold(Desk(), self.entries)) == final
        half = fold(Desk(), self.entries[: len(self.entries) // 2])
        half = msgspec.json.decode(msgspec.json.encode(half), type=Desk)
        assert msgspec.json.encode(fold(half, self.entries[len(self.entries) // 2 :])) == final
        for earlier, later in itertools.pairwise(self.entries):
            assert earlier.recorded_at <= later.recorded_at
        for opened in (entry for entry in self.entries if entry.type == "incident_opened"):
            incident = self.desk.incidents[opened.incident]
            assert (incident.ladder, incident.zone_version) == (opened.body["ladder"], opened.body["zone_version"])


def test_a_desk_keeps_its_promises_whatever_comes() -> None:
    run_state_machine_as_test(
        DeskMachine,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
