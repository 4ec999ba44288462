"""Clients and couriers of a simulated desk: what they sent, what they were told, and what they send again.

Answers get lost. A client that was told nothing sends the same act again, under the same key; a courier that does not
know whether it marked a message hands it on again. What they were told is held against the entries of the record.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Final

import msgspec
from books import STANDOFF, ms

from standoff.host.inputs import Refused
from standoff.model import acts

if TYPE_CHECKING:
    from random import Random

    from books import Books, Line

    from standoff.host.inputs import Outcome
    from standoff.record.store import Intent

_MOVING: Final = (acts.PutToAuthority, acts.Decision, acts.Resume, acts.Acknowledge, acts.Close, acts.Reopen)


@dataclasses.dataclass(slots=True)
class Clients:
    """All who send acts.

    Attributes:
        chance: what is drawn from.
        told: the answer to each act that was answered, by key.
        open: acts whose answer is lost, to be sent again.
        sent: all acts that were ever sent, by key.
    """

    chance: Random
    told: dict[str, acts.Answered] = dataclasses.field(default_factory=dict[str, acts.Answered])
    open: dict[str, acts.Entered] = dataclasses.field(default_factory=dict[str, acts.Entered])
    sent: dict[str, acts.Entered] = dataclasses.field(default_factory=dict[str, acts.Entered])

    def send(self, entered: acts.Entered) -> acts.Entered:
        """Notes that an act is sent; its answer is open until it is heard."""
        key = entered.act.key
        self.sent[key] = self.open[key] = entered
        return entered

    def again(self) -> list[acts.Entered]:
        """Acts that are sent again: those without an answer, and now and then one that has its answer already."""
        ready = [entered for entered in self.open.values() if self.chance.random() < 0.5]
        if self.told and self.chance.random() < 0.1:
            ready.append(self.sent[self.chance.choice(list(self.told))])
        return ready

    def hear(self, entered: acts.Entered, outcome: Outcome, books: Books, before: int, lost: float) -> None:
        """Holds an answer to the record.

        Args:
            entered: the act.
            outcome: what came of it.
            books: the record, after it.
            before: how many entries there were before the commit.
            lost: with which probability the answer gets lost on its way.

        Raises:
            AssertionError: it was answered otherwise before, or the record says something else.
        """
        key = entered.act.key
        own = [line for line in books.lines if line["act"] == key and line["by"]["id"] != STANDOFF]
        assert len(own) <= 1, f"12: {key} has {len(own)} entries"
        other_words = entered is not self.sent[key]
        if isinstance(outcome, acts.Answered):
            assert not other_words or not own, f"12: other words under {key} were answered"
            assert [line["seq"] for line in own] == list(outcome.entries), f"11: the entries of {key} are missing"
            assert own[0]["by"]["id"] == entered.by.id, f"{key} is entered as somebody else's"
            assert _says(own[0], entered), f"11: the entry of {key} says something else: {own[0]} for {entered.act}"
            assert self.told.setdefault(key, outcome) == outcome, f"12: {key} was answered otherwise before"
            seen = entered.act.seen_revision
            if seen is not None and isinstance(entered.act.what, _MOVING):
                assert outcome.revision == seen + 1, f"two moved revision {seen}: {key}"
        elif isinstance(outcome, Refused) and outcome.code != "not-recorded":
            # What was refused may be taken when it comes again, even in the same commit; what was taken stays so.
            taken = key in self.told or any(line["seq"] < before for line in own)
            assert other_words or not taken, f"12: {key} is in the record, and was refused: {outcome.says}"
            assert not taken or outcome.code == "key-reused", f"12: {key}: {outcome.code}"
        else:
            return
        if not other_words and self.chance.random() >= lost:
            self.open.pop(key, None)


def _says(line: Line, entered: acts.Entered) -> bool:
    """Whether an entry says what the act does; of times and of what was left out it says more."""
    what = json.loads(msgspec.json.encode(entered.act.what))
    if what["type"] == "attempt" and not what["rung"]:
        del what["rung"]  # the desk says which
    if what.get("kind") == "approve":
        del what["until"]  # the ladder says for how long
    body = {name: value for name, value in line["body"].items() if name in what}
    if what.get("until"):
        what["until"], body["until"] = ms(what["until"]), ms(body["until"])
    return line["type"] == what.pop("type") and body == what


@dataclasses.dataclass(slots=True)
class Courier:
    """Hands messages on, and says that it did.

    Attributes:
        waiting: messages that were let out and are to be handed on; gone with the process.
        handed: how often each message was handed on, and what it said.
        unmarked: messages that were handed on and are to be marked; gone with the process.
        begun: messages that somebody tried to mark.
        marked: messages that are marked, durably.
    """

    waiting: list[Intent] = dataclasses.field(default_factory=list["Intent"])
    handed: dict[str, list[bytes]] = dataclasses.field(default_factory=dict[str, list[bytes]])
    unmarked: list[str] = dataclasses.field(default_factory=list[str])
    begun: set[str] = dataclasses.field(default_factory=set[str])
    marked: set[str] = dataclasses.field(default_factory=set[str])

    def hand_on(self, intent: Intent, books: Books) -> None:
        """One message goes out; from here on it cannot be taken back.

        Raises:
            AssertionError: it is in no entry, or it went out before and said something else.
        """
        said = json.loads(intent.body)
        assert said["seq"] < len(books.lines), f"14: {intent.id} goes out and is not in the record"
        assert books.lines[said["seq"]] == said, f"14: {intent.id} says something else than its entry"
        assert intent.id not in self.marked, f"14: {intent.id} was marked and goes out again"
        before = self.handed.setdefault(intent.id, [])
        assert all(body == intent.body for body in before), f"14: {intent.id} said something else before"
        before.append(intent.body)
        self.unmarked.append(intent.id)

    def forget(self) -> None:
        """The process is gone."""
        self.waiting.clear()
        self.unmarked.clear()

    def waits(self, outbox: list[Intent], books: Books) -> None:
        """Holds the outbox to the entries: every alarm is in it until it is marked, under one id, and nothing else.

        Raises:
            AssertionError: an alarm has no message, or a message no alarm.
        """
        by_seq = {json.loads(intent.body)["seq"]: intent.id for intent in outbox}
        assert len(by_seq) == len(outbox), "14: one entry has two messages"
        raised = {line["seq"] for line in books.lines if line["type"] == "raised"}
        names = {json.loads(bodies[0])["seq"]: name for name, bodies in self.handed.items()}
        assert all(names.get(seq, name) == name for seq, name in by_seq.items()), "14: a message has another id now"
        assert by_seq.keys() <= raised, "14: a message without its entry"
        missing = {names.get(seq, f"of entry {seq}") for seq in raised - by_seq.keys()} - self.begun
        assert not missing, f"14: messages are neither handed on nor waiting: {sorted(missing)}"
