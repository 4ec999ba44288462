"""Invariant 12 of a host on a record (hypothesis): one key is one act, however often and whenever it comes.

Together in one commit, in a later one, after a crash on either side of the append, by somebody else, with other words.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import msgspec
import pytest
from books_kept import kept_books
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from planted import PLANTS
from seeded_clients import Clients
from seeded_disk import Disk
from seeded_ladders import ladders
from seeded_machine import Clocks, Crash, Peril
from seeded_people import DESK, ROSTER, People
from seeded_sky import catalogue_of

from standoff.host.inputs import Refused
from standoff.host.opening import Settings, open_host
from standoff.incidents.state import Desk

if TYPE_CHECKING:
    from standoff.host.host import Host
    from standoff.model import acts

STEPS = ("before the append", "after the append")


class Keys(RuleBasedStateMachine):
    """Acts, sent once and again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="keys-")
        chance = random.Random(1)  # noqa: S311 - repeatable, not secret
        self.peril, self.clocks, self.books = Peril(Counter()), Clocks(), kept_books()
        self.disk = Disk(Path(self.folder.name), self.peril, chance.randbytes, sqlite=False)
        self.people, self.clients = People(chance, Desk()), Clients(chance)
        self.host: Host

    @initialize()
    def opens(self) -> None:
        catalogue = catalogue_of(55_000.0, with_bay=True)
        how = Settings(zones=catalogue.zones, ladder=ladders()[-1], roster=ROSTER)
        with mock.patch("standoff.host.opening.Catalogue", return_value=catalogue):
            self.host = open_host(self.disk.folder(), how, self.clocks.machine())
        self.learn()

    def learn(self) -> None:
        self.books.take(self.disk.lines(len(self.books.lines)))

    def send(self, *entered: acts.Entered) -> None:
        before = len(self.books.lines)
        outcomes = self.host.commit(entered).outcomes
        self.learn()
        for one, outcome in zip(entered, outcomes, strict=True):
            self.clients.hear(one, outcome, self.books, before, lost=0.0)

    @rule(times=st.integers(1, 3))
    def somebody_acts(self, times: int) -> None:
        entered = self.clients.send(self.people.act(self.host.desk, self.host.now_ms()))
        self.send(*[entered] * times)

    @rule(place=st.integers(0, 100), after_ms=st.sampled_from([0, 1, 400_000]), times=st.integers(1, 2))
    def it_is_sent_again(self, place: int, after_ms: int, times: int) -> None:
        self.clocks.gone_ms += after_ms
        if sent := list(self.clients.sent.values()):
            self.send(*[sent[place % len(sent)]] * times)

    @rule(place=st.integers(0, 100), other_words=st.booleans())
    def another_act_comes_under_its_key(self, place: int, *, other_words: bool) -> None:
        if told := list(self.clients.told):
            entered = self.clients.sent[told[place % len(told)]]
            by = next(person for person in DESK if person != entered.by)
            other = self.people.other_words(entered) if other_words else msgspec.structs.replace(entered, by=by)
            (outcome,) = self.host.commit([other]).outcomes
            assert isinstance(outcome, Refused), "12: another act was taken under a key that is used"
            assert outcome.code == "key-reused"
            self.learn()

    @rule(where=st.sampled_from(STEPS))
    def the_process_ends_over_it(self, where: str) -> None:
        """The answer is lost; it is sent again to the next process."""
        entered = self.clients.send(self.people.act(self.host.desk, self.host.now_ms()))
        self.peril.left, self.peril.fails = STEPS.index(where), False
        try:
            self.send(entered)
        except Crash:
            self.learn()
            self.opens()
        self.peril.disarm()
        self.send(entered)

    def teardown(self) -> None:
        for key in self.clients.told:
            own = [line for line in self.books.lines if line["act"] == key and line["by"]["id"] != "standoff"]
            assert len(own) == 1, f"12: {key} has {len(own)} entries"
        self.folder.cleanup()


HOW = settings(
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_a_key_is_one_act_and_has_one_answer() -> None:
    run_state_machine_as_test(Keys, settings=settings(HOW, max_examples=40))


@pytest.mark.parametrize("bug", [bug for bug in PLANTS if bug.startswith(("12: a key", "12: any", "13:"))])
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for plant in PLANTS[bug]:
        plant.into(monkeypatch)
    how = settings(HOW, max_examples=200, phases=[Phase.generate], report_multiple_bugs=False, database=None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Keys, settings=how)
