"""Invariants 1, 2, 3 and 10 of one incident whose ladder has rungs for one and for two, whatever comes (hypothesis).

The step alone, without a host; the books of the simulation hold it. What the seeds find by chance is shrunk here.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from books_deadlines import somebody_is_waited_for
from books_kept import kept_books
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from planted import PLANTS
from seeded_ladders import ladders
from seeded_machine import SECOND_MS, START_MS
from seeded_people import DESK, ROSTER

from standoff.incidents import circumstances
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import RefusedError
from standoff.incidents.state import Desk
from standoff.incidents.step import Command, Due, Fact, step
from standoff.model import acts
from standoff.model.acts import DecisionKind

if TYPE_CHECKING:
    from standoff.incidents.state import Incident
    from standoff.model.principal import Principal

OWN, LATER = ladders()[-2:]
RUNGS: Final = ("shelter", "flights")
PEOPLE: Final = st.sampled_from(DESK)
ZONE: Final[dict[str, Any]] = {"zone": "tanf", "name": "al-Tanf", "rings": [], "ring_mm": {}}


class Approving(RuleBasedStateMachine):
    """An incident, those who approve, decide and hand on their roles, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.now_ms, self.books, self.keys = Desk(), START_MS, kept_books(), itertools.count()

    @initialize()
    def begins(self) -> None:
        self.take(Fact(type="settings", body={"status": "actual", "raise_limit": 0}))
        self.take(Fact(type="roster", body={"people": msgspec.to_builtins(list(ROSTER))}))
        self.take(Fact(type="zone_in_force", body=ZONE | {"version": "v1"}))
        self.another_ladder(later=False)
        self.act(acts.Open(why="a look", zone="tanf"), DESK[0], incident="")

    def take(self, command: Command) -> None:
        stepped = step(self.desk, command, self.now_ms)
        self.desk = stepped.desk
        self.books.take([json.loads(msgspec.json.encode(entry)) for entry in stepped.entries])

    def act(self, what: acts.What, by: Principal, incident: str = "17-001") -> None:
        act = acts.Act(key=f"act-{next(self.keys):06d}", what=what, incident=incident)
        try:
            self.take(acts.Entered(by=by, act=act))
        except RefusedError:
            return

    @property
    def incident(self) -> Incident:
        return self.desk.incidents["17-001"]

    @rule(rung=st.sampled_from(RUNGS), decider=PEOPLE, by=PEOPLE)
    def somebody_approves(self, rung: str, decider: Principal, by: Principal) -> None:
        seen = circumstances.seen_hash(self.incident, rung)
        kind = DecisionKind.APPROVE
        self.act(acts.Decision(kind=kind, decided_by=decider.id, reason="so", rung=rung, seen=seen), by)

    @rule(first=PEOPLE, second=PEOPLE, after_s=st.sampled_from([0, 0, 399, 400, 401]), told=st.booleans())
    def two_approve(self, first: Principal, second: Principal, after_s: int, *, told: bool) -> None:
        self.somebody_approves("flights", first, first)
        self.time_passes(after_s)
        if told:
            self.act(acts.Doubt(words="a road crew"), first)
        self.somebody_approves("flights", second, second)

    @rule(rung=st.sampled_from([*RUNGS, "tell", ""]), by=PEOPLE, kind=st.sampled_from(acts.AttemptKind))
    def somebody_tries(self, rung: str, by: Principal, kind: acts.AttemptKind) -> None:
        what = acts.Attempt(kind=kind, channel="line 1", to="them", words="Turn north-west", rung=rung)
        self.act(what, by)

    @rule(kind=st.sampled_from(acts.AnswerKind), by=PEOPLE)
    def they_answer(self, kind: acts.AnswerKind, by: Principal) -> None:
        self.act(acts.Answer(kind=kind, from_whom="them"), by)

    @rule(kind=st.sampled_from(DecisionKind), decider=PEOPLE)
    def somebody_decides(self, kind: DecisionKind, decider: Principal) -> None:
        until = to_text(self.now_ms + 600 * SECOND_MS)
        self.act(acts.Decision(kind=kind, decided_by=decider.id, reason="so", until=until), decider)

    @rule(by=PEOPLE, what=st.sampled_from([acts.Doubt(words="a road crew"), acts.PutToAuthority(question="Now?")]))
    def somebody_speaks(self, by: Principal, what: acts.What) -> None:
        self.act(what, by)

    @rule(giver=PEOPLE, to=PEOPLE, lasting_s=st.sampled_from([200, 4000]))
    def a_role_is_handed_on(self, giver: Principal, to: Principal, lasting_s: int) -> None:
        until = to_text(self.now_ms + lasting_s * SECOND_MS)
        self.act(acts.Delegate(to=to.id, roles=giver.roles, until=until, reason="away"), giver, incident="")

    @rule(by=PEOPLE)
    def it_is_closed_and_opened_again(self, by: Principal) -> None:
        self.act(acts.Close(disposition=acts.Disposition.MISTAKEN, words="gone"), by)
        self.act(acts.Reopen(why="back"), by)

    @rule(span_s=st.sampled_from([1, 199, 200, 399, 400, 600, 3600]))
    def time_passes(self, span_s: int) -> None:
        self.now_ms += span_s * SECOND_MS
        self.take(Due())

    @rule(later=st.booleans())
    def another_ladder(self, *, later: bool) -> None:
        ladder = LATER if later else OWN
        self.take(Fact(type="ladder_in_force", body={"ladder": msgspec.to_builtins(ladder)}))

    @rule(version=st.sampled_from(["v1", "v2"]))
    def another_zone(self, version: str) -> None:
        self.take(Fact(type="zone_in_force", body=ZONE | {"version": version}))

    @invariant()
    def somebody_is_waited_for(self) -> None:
        somebody_is_waited_for(self.books, self.now_ms)

    @invariant()
    def it_keeps_what_it_began_with(self) -> None:
        """10."""
        for line in self.books.lines:
            if line["type"] == "incident_opened":
                now, body = self.desk.incidents[line["incident"]], line["body"]
                assert (now.ladder, now.zone_version) == (body["ladder"], body["zone_version"])


HOW: Final = settings(
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_a_rung_that_takes_a_decision_is_entered_by_it_and_by_nothing_else() -> None:
    run_state_machine_as_test(Approving, settings=settings(HOW, max_examples=80))


@pytest.mark.parametrize("bug", [bug for bug in PLANTS if bug.startswith(("1:", "2:", "3: an", "10:"))])
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for plant in PLANTS[bug]:
        plant.into(monkeypatch)
    how = settings(HOW, max_examples=1000, phases=[Phase.generate], report_multiple_bugs=False, database=None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Approving, settings=how)
