"""What a desk said, and whether its folder keeps it. Invariants 6, 7, 8, 11 to 16.

An acknowledged commit is there, whole. One that was begun and not acknowledged is there wholly or not at all; once a
restart has shown which, it stays so.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from typing import TYPE_CHECKING, Final

import msgspec
from desk_at_work import Begun, Done, Line, Report, open_desk, rows_of

from standoff.host.inputs import Refused
from standoff.incidents.fold import fold, to_ms
from standoff.incidents.state import Desk
from standoff.model.acts import About, Answered, Claim, Entered
from standoff.model.principal import STANDOFF
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from standoff.host.clock import Machine
    from standoff.host.host import Host
    from standoff.model.entry import Entry

_SENT_AGAIN: Final = 20


@dataclasses.dataclass(slots=True)
class Promises:
    """All that was said of one folder.

    Attributes:
        begun: commits, by name.
        done: those that were acknowledged.
        gone: those that a restart has shown not to be there.
        kept: those that were not acknowledged, and a restart has shown to be there; reports and acts apart.
    """

    begun: dict[str, Begun] = dataclasses.field(default_factory=dict[str, Begun])
    done: dict[str, Done] = dataclasses.field(default_factory=dict[str, Done])
    gone: set[tuple[str, str]] = dataclasses.field(default_factory=set[tuple[str, str]])
    kept: set[tuple[str, str]] = dataclasses.field(default_factory=set[tuple[str, str]])

    def hear(self, line: Line) -> None:
        """Takes a line."""
        if isinstance(line, Begun):
            self.begun[line.commit] = line
        else:
            self.done[line.commit] = line

    def check(self, path: Path, machine: Machine) -> None:
        """Reopens the folder and holds it to all that was said; closes it again.

        Raises:
            AssertionError: a promise was broken; it says which.
        """
        heads = [done.head for done in self.done.values() if done.head]
        if (path / "record" / "record.sqlite").exists() and heads:
            assert verify(path, heads=heads).findings == ()
        host = open_desk(path, machine)
        try:
            entries = list(host.record.entries())
            check_entries(entries)
            check_state(host, entries)
            self._check_acts(host, entries)
            self._check_reports(host)
            self._check_outbox(host, entries)
            self._send_again(host)
        finally:
            host.close()
        verdict = verify(path, heads=heads)
        assert verdict.findings == ()
        assert verdict.sealed

    def _check_acts(self, host: Host, entries: Sequence[Entry]) -> None:
        """11, 12, 13: an answer, and the entries that it names, or neither."""
        said: dict[str, list[int]] = {}
        for entry in entries:
            if entry.act and entry.by != STANDOFF:
                said.setdefault(entry.act, []).append(entry.seq)
        assert all(len(places) == 1 for places in said.values()), "a key has one entry"
        for name, begun in self.begun.items():
            found: dict[str, Answered] = {}
            for entered in begun.acts:
                key = entered.act.key
                remembered = host.record.remembered(key)
                assert (remembered is not None) == (key in said), f"{key}: an answer without its entry, or the reverse"
                if remembered is not None:
                    found[key] = msgspec.json.decode(remembered.answer, type=Answered)
                    assert list(found[key].entries) == said[key]
                    entry = entries[said[key][0]]
                    assert entry.by == entered.by
                    assert _says(entry, entered), f"{key}: the entry says something else"
            if (done := self.done.get(name)) is not None:
                assert found == done.answers, f"{name}: acknowledged acts are missing or answered otherwise"
            elif begun.acts:
                sure = {begun.acts[0].act.key in found, begun.acts[-1].act.key in found}
                assert len(sure) == 1, f"{name}: a part of it is there"
                self._settle(name, "acts", there=sure.pop())

    def _check_reports(self, host: Host) -> None:
        """11, 13: reports are in the evidence as they were sent, each once."""
        rows: list[Report] = [row for _, batch in host.segments.read() for row in rows_of(batch)]
        known = {row[0]: row for row in rows}
        assert len(known) == len(rows), "a report is there twice"
        sent = {row[0] for begun in self.begun.values() for row in begun.rows}
        assert known.keys() <= sent, "a report is there that nobody sent"
        for name, begun in self.begun.items():
            there = [known.get(row[0]) == row for row in begun.rows]
            if name in self.done:
                assert self.done[name].rows == [row[0] for row in begun.rows]
                assert all(there), f"{name}: acknowledged reports are missing"
            elif there:
                assert len(set(there)) == 1, f"{name}: a part of its reports is there"
                self._settle(name, "rows", there=there[0])

    def _settle(self, name: str, part: str, *, there: bool) -> None:
        assert (name, part) not in (self.gone if there else self.kept), f"{name}: {part} were there and are not"
        (self.kept if there else self.gone).add((name, part))

    def _check_outbox(self, host: Host, entries: Sequence[Entry]) -> None:
        """14: every alarm that was not said to be handed on waits, with the id and the words that it had."""
        alarms = [entry for entry in entries if entry.type == "raised"]
        raised = {str(entry.seq): hashlib.sha256(msgspec.json.encode(entry)).hexdigest() for entry in alarms}
        waiting = {intent.id: hashlib.sha256(intent.body).hexdigest() for intent in host.record.outbox()}
        for name, digest in waiting.items():
            assert raised[name.rpartition("-")[2]] == digest, f"{name} does not follow its entry"
        let_out = {name: digest for done in self.done.values() for name, digest in done.intents.items()}
        begun = {name for commit in self.begun.values() for name in commit.delivered}
        over = {name for commit in self.done for name in self.begun[commit].delivered}
        assert over.isdisjoint(waiting), "what was handed on is handed on again"
        for name, digest in let_out.items():
            if name not in begun:
                assert waiting.get(name) == digest, f"{name} was let out and is not delivered again"
        handed = {name.rpartition("-")[2] for name in begun}
        assert raised.keys() - handed <= {name.rpartition("-")[2] for name in waiting}, "an alarm without its message"

    def _send_again(self, host: Host) -> None:
        """12: the same key gives the same answer and no entry; with other words it is refused."""
        again = [
            (e, self.done[n].answers.get(e.act.key)) for n, b in self.begun.items() if n in self.done for e in b.acts
        ]
        again = [(entered, answer) for entered, answer in again if answer is not None][-_SENT_AGAIN:]
        released = host.commit([entered for entered, _ in again])
        assert list(released.outcomes) == [answer for _, answer in again]
        keys = {entered.act.key for entered, _ in again}
        assert not [entry for entry in released.entries if entry.act in keys]
        other = [_with_other_words(entered) for entered, _ in again]
        for outcome in host.commit(other).outcomes:
            assert isinstance(outcome, Refused)
            assert outcome.code == "key-reused"


def _with_other_words(entered: Entered) -> Entered:
    what = Claim(about=About.OTHER, claimed_by="somebody else", words="other words")
    return msgspec.structs.replace(entered, act=msgspec.structs.replace(entered.act, what=what))


_FOUND: Final = {"attempt": {"rung"}, "decision": {"role", "acts_for", "until"}}
"""What the desk finds out for an act, and writes beside what it says."""


def _says(entry: Entry, entered: Entered) -> bool:
    said = msgspec.to_builtins(entered.act.what)
    tag = said.pop("type")
    found = _FOUND.get(tag, set[str]())
    given = {name: value for name, value in said.items() if name not in found}
    own = {name: value for name, value in entry.body.items() if name not in found}
    return (entry.type, own) == (tag, given)


def check_entries(entries: Iterable[Entry]) -> None:
    """7, 8, 16: places without a gap, a clock that never goes back, deadlines that end once and never early."""
    live: dict[str, Entry] = {}
    before: Entry | None = None
    for place, entry in enumerate(entries):
        assert entry.seq == place
        assert before is None or before.recorded_at <= entry.recorded_at, f"entry {place} was recorded earlier"
        before = entry
        if entry.type == "deadline_set":
            assert entry.incident not in live, f"entry {place}: a deadline was set over a live one"
            live[entry.incident] = entry
        elif entry.type == "deadline_ended":
            was = live.pop(entry.incident)
            assert entry.body["set_by"] == was.seq
            assert entry.body["how"] in {"fired", "cancelled", "superseded"}
            if entry.body["how"] == "fired":
                assert to_ms(entry.recorded_at) >= to_ms(was.body["due_at"]), f"entry {place}: a deadline fired early"


def check_state(host: Host, entries: Sequence[Entry]) -> None:
    """6, 7, 15: the state is the fold of the entries; every open incident has a deadline or somebody waited for."""
    folded = fold(Desk(), entries)
    assert msgspec.json.encode(folded) == msgspec.json.encode(host.desk)
    set_and_not_ended: dict[str, int] = {}
    for entry in entries:
        if entry.type == "deadline_set":
            set_and_not_ended[entry.incident] = entry.seq
        elif entry.type == "deadline_ended":
            del set_and_not_ended[entry.incident]
    live = {i.id: i.deadline.set_by for i in host.desk.incidents.values() if i.deadline is not None}
    assert live == set_and_not_ended
    for incident in host.desk.incidents.values():
        waited_for = (incident.deadline is not None) + (incident.waits_for is not None)
        assert waited_for == int(incident.is_open), f"{incident.id} waits for {waited_for}"
    pairs = itertools.groupby(sorted(i.zone for i in host.desk.incidents.values() if i.is_open and i.zone))
    assert all(len(list(same)) == 1 for _, same in pairs)
