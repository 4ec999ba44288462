"""One seed, one whole run of a desk: a real host on a simulated machine, whoever sits at it, and what befalls it.

After every step the books (`books.py`) are shown what has become durable, and hold the desk to it. A run is drawn from
its seed alone: the same seed gives the same entries, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias
from unittest import mock

import books_deadlines
import msgspec
from books_clock import Reckoning
from books_kept import kept_books
from desk_at_work import rows_of
from seeded_clients import Clients, Courier
from seeded_disk import Disk
from seeded_ladders import ladders
from seeded_machine import Clocks, Crash, Peril
from seeded_people import ROSTER, People
from seeded_sky import Sky, catalogue_of

from standoff.host.inputs import Delivered, Input, Reports, Taken, Tick
from standoff.host.opening import Settings, open_host
from standoff.incidents.fold import fold
from standoff.incidents.state import Desk
from standoff.model import acts
from standoff.model.errors import RecordingFailedError
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standoff.host.host import Host
    from standoff.host.inputs import Released
    from standoff.zones.catalogue import Catalogue

SQLITE_EVERY: Final = 8
"""Every so many seeds the record is in SQLite."""
_Sent: TypeAlias = "list[tuple[Input, acts.Entered | None]]"


class Run:
    """One run.

    Args:
        seed: what it is drawn from.
        path: an empty folder.

    Attributes:
        tally: counts what happened in it.
        books: what the record says.
    """

    def __init__(self, seed: int, path: Path) -> None:
        self.seed = seed
        self.tally: Counter[str] = Counter()
        self.books = kept_books()
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._clocks, self._peril = Clocks(), Peril(self.tally)
        sqlite = seed % SQLITE_EVERY == 0
        self._disk = Disk(path, self._peril, self._chance.randbytes, sqlite=sqlite)
        self._reckoning = Reckoning()
        self._host: Host | None = None
        self._people, self._sky = People(self._chance, Desk()), Sky(self._chance)
        self._clients, self._courier = Clients(self._chance), Courier()
        self._acts = self._chance.choice([0.2, 1.0, 1.0, 2.5])
        self._raise_limit = self._chance.choice([0, 0, 0, 2])
        self._catalogue = catalogue_of(55_000.0, with_bay=True)
        self._ladder = self._chance.choice(ladders())
        self._taken: set[int] = set()

    def play(self) -> None:
        """Plays it to its end.

        Raises:
            AssertionError: a promise was broken; it says which, at which step, and how to see it again.
        """
        steps, step = self._chance.randint(40, 120), 0
        try:
            with mock.patch("standoff.host.host.SNAPSHOT_EVERY", 40), mock.patch("standoff.host.host._SEAL_ROWS", 60):
                for step in range(steps):  # noqa: B007 - said when it fails
                    self._step()
                self._end()
        except BaseException as error:
            error.add_note(f"seed {self.seed}, step {step} of {steps}, {len(self.books.lines)} entries")
            error.add_note(f"STANDOFF_SEED={self.seed} .venv/bin/python -m pytest tests/faults/test_seeds.py")
            raise
        finally:
            self._disk.let_go()

    def digest(self) -> int:
        """What all entries say, as a number."""
        said = json.dumps(self.books.lines).encode()
        return int.from_bytes(hashlib.sha256(said).digest()[:6])

    # one step

    def _step(self) -> None:
        left_ms = None
        if self._host is not None and self._host.desk.due_ms is not None:
            left_ms = self._host.desk.due_ms - self._host.now_ms()
        self._clocks.go_on(self._chance, left_ms, self.tally)
        if self._host is None:
            self._open()
            return
        chance = 0.3 if self._host.not_recorded_since else 0.02
        if self._chance.random() < chance:
            self._stop()
        elif self._chance.random() < 0.04:
            self._alive(self._rezone)
        else:
            self._alive(lambda host: self._commit(host, self._drawn(host)))

    def _alive(self, what: Callable[[Host], None]) -> None:
        """Does something with the desk; the process may be gone then."""
        assert self._host is not None
        try:
            what(self._host)
        except Crash:
            self._gone()

    def _gone(self) -> None:
        self._learn()
        self._disk.let_go()
        self._host = None
        self._courier.forget()
        if self._chance.random() < 0.3:
            self._clocks.boots_again()
            self.tally["the machine starts again"] += 1

    def _stop(self) -> None:
        """Somebody stops the desk; it may end on the way."""
        assert self._host is not None
        self.tally["stopped"] += 1
        try:
            self._host.close()
        except (Crash, RecordingFailedError):
            self.tally["stopped, and not well"] += 1
        self._gone()

    def _open(self) -> None:
        clocks = self._clocks
        self._peril.arm(self._chance)
        self._change_settings()
        settings = Settings(
            zones=self._catalogue.zones, ladder=self._ladder, roster=ROSTER, raise_limit=self._raise_limit
        )
        taken_ms = self._disk.taken_ms()
        self._reckoning.begins(self.books.lines, clocks.boot_name(), clocks.boot_ms(), clocks.wall_ms(), taken_ms)
        try:
            with mock.patch("standoff.host.opening.Catalogue", return_value=self._catalogue):  # compiled already
                self._host = open_host(self._disk.folder(), settings, clocks.machine())
        except (Crash, RecordingFailedError):
            self.tally["opened in vain"] += 1
            self._gone()
            return
        self.tally["opened"] += 1
        self._learn()
        self._settled()
        outbox = self._host.record.outbox()
        self._courier.waits(outbox, self.books)
        self._courier.waiting = outbox
        self._alive(lambda _: self._hand_on(0.9))

    def _change_settings(self) -> None:
        if self._chance.random() < 0.3:
            self._ladder = self._chance.choice(ladders())
            self._catalogue = self._other_zones()

    def _other_zones(self) -> Catalogue:
        return catalogue_of(self._chance.choice([55_000.0, 52_000.0]), with_bay=self._chance.random() < 0.6)

    # commits

    def _drawn(self, host: Host) -> _Sent:
        """What comes together now."""
        chance, clients, now_ms = self._chance, self._clients, host.now_ms()
        sent: _Sent = []
        for entered in clients.again():
            sent.append((entered, entered))
        drawn = [self._people.act(host.desk, now_ms) for _ in range(4) if chance.random() < 0.3 * self._acts]
        if chance.random() < 0.08:
            drawn += self._people.two_at_once(host.desk, now_ms)
        for entered in drawn:
            clients.send(entered)
            sent += [(entered, entered)] * chance.choice([1] * 12 + [2])
        if clients.told and chance.random() < 0.04:
            other = self._people.other_words(clients.sent[chance.choice(list(clients.told))])
            sent.append((other, other))
        if chance.random() < 0.25:
            sent.append((self._sky.reports(now_ms), None))
        if chance.random() < 0.2:
            sent.append((self._sky.crossing(host.desk, now_ms), None))
        if chance.random() < 0.25:
            sent.append((self._sky.movement(host.desk, now_ms), None))
        if self._courier.unmarked and chance.random() < 0.7:
            sent.append((Delivered(tuple(self._courier.unmarked)), None))
        chance.shuffle(sent)
        return [*sent, (Tick(), None)]

    def _commit(self, host: Host, sent: _Sent) -> None:
        delivered = [name for item, _ in sent if isinstance(item, Delivered) for name in item.ids]
        self._courier.begun.update(delivered)
        before = len(self.books.lines)
        released = host.commit([item for item, _ in sent])
        self._peril.step("before anybody is told")
        self._learn()
        if host.not_recorded_since is None:
            self._settled()
            self._courier.marked.update(delivered)
            self._courier.unmarked = [name for name in self._courier.unmarked if name not in self._courier.marked]
        else:
            assert not released.entries, "29: something was released that is not recorded"
        for (item, entered), outcome in zip(sent, released.outcomes, strict=True):
            self.tally[f"outcome: {getattr(outcome, 'code', type(outcome).__name__)}"] += 1
            if entered is not None:
                self._clients.hear(entered, outcome, self.books, before, lost=0.07)
            elif isinstance(item, Reports) and isinstance(outcome, Taken):
                self._took(item, outcome)
        self._released(released)

    def _took(self, item: Reports, outcome: Taken) -> None:
        places = {row[0] for row in rows_of(item.batch)}
        ahead = places & self._sky.ahead
        assert outcome.rejected.get("ahead-of-clock", 0) == len(ahead), "8: reports dated ahead were taken"
        assert outcome.accepted + outcome.late + len(ahead) == len(places), "22: the sums do not match"
        self._taken |= places - ahead

    def _released(self, released: Released) -> None:
        self._courier.waiting += released.intents
        self._hand_on(0.9)
        self.tally.update(f"entry: {entry.type}" for entry in released.entries)

    def _hand_on(self, reached: float) -> None:
        """Hands on what waits; each is reached with this probability, and waits on where it is not."""
        courier = self._courier
        for intent in list(courier.waiting):
            if self._chance.random() < reached:
                self._peril.step("before a message is handed on")
                courier.waiting.remove(intent)
                courier.hand_on(intent, self.books)
                self._peril.step("between handing on and marking")

    def _rezone(self, host: Host) -> None:
        self._catalogue = self._other_zones()
        self.tally["zones changed"] += 1
        released = host.change(self._catalogue)
        self._learn()
        self._released(released)

    # what is held

    def _learn(self) -> None:
        """Shows the books what has become durable."""
        lines = self._disk.lines(len(self.books.lines))
        now_ms = self._reckoning.now_ms(self._clocks.boot_ms())
        for line in lines:
            at_ms = books_deadlines.ms(line["recorded_at"])
            assert at_ms == now_ms, f"8: entry {line['seq']} is {at_ms - now_ms} ms off the desk's clock"
        moved = [line["body"] for line in lines if line["type"] == "phase"]
        self.tally.update(f"phase: {body['phase']}" for body in moved)
        self.tally.update(f"event: {body['event']}" for body in moved)
        self.books.take(lines)

    def _settled(self) -> None:
        books_deadlines.somebody_is_waited_for(self.books, self._reckoning.now_ms(self._clocks.boot_ms()))

    def _end(self) -> None:
        """Everything is well again: what was open is sent again, time passes and nobody acts; then all is held."""
        if self._host is not None:
            self._stop()
        while self._host is None:
            self._open()
            self._peril.disarm()
        host = self._host
        assert host.not_recorded_since is None or not self.books.lines
        again = [(entered, entered) for entered in self._clients.open.values()]
        self._commit(host, [*again, (Tick(), None)])
        for key, answer in self._clients.told.items():
            remembered = host.record.remembered(key)
            assert remembered is not None, f"11: {key} was answered, and is forgotten"
            assert msgspec.json.decode(remembered.answer, type=acts.Answered) == answer, f"12: {key}"
        for _ in range(3):
            self._clocks.gone_ms += 1_900_000
            self._commit(host, [(Tick(), None)])
        self._hand_on(1.0)
        self._commit(host, [(Delivered(tuple(self._courier.unmarked)), None)])
        assert host.record.outbox() == [], "14: messages wait that were handed on"
        self._whole(host)

    def _whole(self, host: Host) -> None:
        """11, 13, 15: the record is what was seen of it; the state is its fold; reports are there, each once."""
        assert self._disk.lines(0) == self.books.lines, "the record is not what it was"
        entries = list(host.record.entries())
        assert msgspec.json.encode(fold(Desk(), entries)) == msgspec.json.encode(host.desk), "15: another state"
        kept = [rows_of(batch) for _, batch in host.segments.read()]
        batches, rows = len(kept), [row for batch in kept for row in batch]
        places = {row[0] for row in rows}
        assert len(places) == len(rows), "13: a report is there twice"
        assert self._taken <= places, "11: acknowledged reports are missing"
        assert all(self._sky.sent[row[0]] == row for row in rows), "11: a report is there otherwise than it was sent"
        host.close()
        self._learn()
        said = [line["body"] for line in self.books.lines if line["type"] == "evidence"]
        spoken = max((body["batches_before"] + body["batches"] for body in said), default=0)
        assert spoken == batches, f"13: entries speak of {spoken} batches of reports, and {batches} are there"
        path = self._disk.path
        if (path / "record" / "record.sqlite").exists():
            assert verify(path).findings == ()
            self.tally["verified"] += 1
