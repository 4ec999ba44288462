"""The commit loop.

Theory of operation. One thread hands in what came: acts, reports, the passing of time. A commit (1) makes the reports
durable as evidence, (2) steps the engine and the desk, (3) appends all entries in one durable transaction together
with the answers to acts, the outbox and now and then a snapshot, and only then (4) takes over the new state and lets
the outcomes out. Nobody sees an effect that is not in the record, and what is acknowledged is never lost.

When storage fails, nothing is taken, answered or signed any more: the state stays where the record stands, acts and
reports are refused, and the picture goes on, marked "not recorded since". Nothing is tried again; a restart recovers
from what is durable.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec
import numpy as np

from standoff.host.feeds import FeedWatch
from standoff.host.inputs import Delivered, Done, Input, Outcome, Refused, Released, Reports, SetSpeed, Taken, Tick
from standoff.host.memory import fingerprint, intents_of, remembered
from standoff.host.zones import NO_LADDERS, zone_facts
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import Code, RefusedError
from standoff.incidents.step import Command, Due, Fact, step
from standoff.model.acts import Answered, Entered
from standoff.model.channel import Handing, HandingState
from standoff.model.crossing import Crossing
from standoff.model.errors import RecordingFailedError
from standoff.model.movement import Movement
from standoff.model.reports import ReportBatch
from standoff.model.times import NO_TIME
from standoff.record.record import Commit
from standoff.record.store import Intent, Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from standoff.engine.live import Live
    from standoff.host.clock import Clock
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Desk
    from standoff.model.arrays import Int64s
    from standoff.model.entry import Entry
    from standoff.record.folder import Folder
    from standoff.record.segments import SegmentDigest
    from standoff.zones.catalogue import Catalogue

AHEAD_NS: Final = 120_000_000_000
"""A report dated further ahead of the desk's clock is rejected: it would hide those that come after it."""
SNAPSHOT_EVERY: Final = 1000
_DIGEST_MS: Final = 60_000
_SEAL_ROWS: Final = 500_000
_MS_NS: Final = 1_000_000
Aside: TypeAlias = "Callable[[Callable[[], SegmentDigest]], Future[SegmentDigest]]"
"""Has some work done, at once or beside."""


@dataclasses.dataclass(slots=True)
class _Draft:
    """What a commit is about to make durable."""

    desk: Desk
    now_ms: int
    entries: list[Entry] = dataclasses.field(default_factory=list["Entry"])
    answers: dict[str, Remembered] = dataclasses.field(default_factory=dict[str, Remembered])
    delivered: list[str] = dataclasses.field(default_factory=list[str])
    touched: list[Int64s] = dataclasses.field(default_factory=list["Int64s"])

    def step(self, command: Command) -> Answered | None:
        """One step of the desk; a refusal leaves the draft as it was."""
        stepped = step(self.desk, command, self.now_ms)
        self.desk = stepped.desk
        self.entries += stepped.entries
        return stepped.answered


class Host:
    """A desk at work. Made by `host.opening.open_host`; used by one thread.

    Attributes:
        record, segments: the record and its evidence; nobody else writes them.
        desk: the state, as far as it is durable.
        live: the engine: what is in sight.
        feeds: which feeds are heard.
        clock: the desk's clock.
        not_recorded_since: since when nothing can be recorded, RFC 3339; or None.
        not_recorded_because: what failed.
    """

    def __init__(self, folder: Folder, live: Live, desk: Desk, clock: Clock, aside: Aside) -> None:
        self.record = folder.record
        self.segments = folder.segments
        self._folder = folder
        self.live = live
        self.desk = desk
        self.clock = clock
        self.feeds = FeedWatch()
        self.not_recorded_since: str | None = None
        self.not_recorded_because = ""
        self._aside = aside
        self._sealing: Future[SegmentDigest] | None = None
        self._digest_ms = 0
        self._rows = 0

    def now_ms(self) -> int:
        """The desk's clock, whole milliseconds since 1970."""
        return max(self.clock.now_ms(), self.desk.recorded_ms)

    def commit(self, inputs: Sequence[Input]) -> Released:
        """Takes inputs, in order; what it gives is durable. Outcomes stand in the order of the inputs."""
        draft = _Draft(self.desk, self.now_ms())
        taken = [self._cleaned(item, draft.now_ms) if isinstance(item, Reports) else item for item in inputs]
        if self.not_recorded_since is None:
            try:
                return self._committed(taken, draft)
            except RecordingFailedError as error:
                self._fail(error, draft.now_ms)
                return self._refused(taken, see=not draft.touched)
        return self._refused(taken, see=True)

    def change(self, catalogue: Catalogue, ladders: Mapping[str, Ladder] = NO_LADDERS) -> Released:
        """Other zones from now on, compiled already: recorded, with what they make of the tracks, and then in force.

        Nothing is released where they are the same as before. Incidents go on as they are, on the ladders that they
        began with; `ladders` are those of zones that name one, by id of the zone.
        """
        draft = _Draft(self.desk, self.now_ms())
        facts = zone_facts(draft.desk, catalogue.zones, draft.now_ms, ladders)
        if not facts:
            return Released((Done(),), (), (), _together([]))
        if self.not_recorded_since is None:
            try:
                return self._changed(catalogue, facts, draft)
            except RecordingFailedError as error:
                self._fail(error, draft.now_ms)
        return Released((self._refusal(),), (), (), _together([]))

    def _changed(self, catalogue: Catalogue, facts: list[Fact], draft: _Draft) -> Released:
        rezoned = self.live.prepare(catalogue, draft.now_ms * _MS_NS)
        for command in (*facts, *rezoned.crossings):
            draft.step(command)
        sealed = self._evidence(draft)
        intents = self._append(draft)
        if sealed:
            self.segments.remove_open(sealed)
        self.live.swap(rezoned)
        self.desk = draft.desk
        return Released((Done(),), tuple(draft.entries), intents, _together([]))

    def close(self) -> None:
        """Seals the evidence, signs the head, and closes the record; a record that failed is left as it is."""
        if self.not_recorded_since is None:
            draft = _Draft(self.desk, self.now_ms())
            sealed = [self._sealed(draft, self._sealing.result())] if self._sealing is not None else []
            if (last := self.segments.seal()) is not None:
                sealed.append(self._sealed(draft, last))
            draft.step(Fact(type="stopped", body={}))
            self._append(draft)
            for name in sealed:
                self.segments.remove_open(name)
        try:
            self.record.close()
            if self.not_recorded_since is None:
                self._folder.seal()
        finally:
            self._folder.unlock()

    def _committed(self, taken: Sequence[Input], draft: _Draft) -> Released:
        batches = [item.batch for item in taken if isinstance(item, Reports) and len(item.batch)]
        if batches:
            self.segments.append(ReportBatch.concatenate(batches), draft.now_ms * _MS_NS)
            self._rows += sum(map(len, batches))
        draft.step(Due())
        outcomes = [self._taken(item, draft) for item in taken]
        sealed = self._evidence(draft)
        intents = self._append(draft)
        if sealed:
            self.segments.remove_open(sealed)
        self.desk = draft.desk
        return Released(tuple(outcomes), tuple(draft.entries), intents, _together(draft.touched))

    def _append(self, draft: _Draft) -> tuple[Intent, ...]:
        """Makes a draft durable; gives the messages that it lets out."""
        intents = intents_of(draft.entries, self.record.vkey, draft.desk.channels)
        if not draft.entries and not draft.delivered:
            return ()
        due = draft.desk.seq // SNAPSHOT_EVERY > self.desk.seq // SNAPSHOT_EVERY
        commit = Commit(
            entries=tuple(draft.entries),
            answers=tuple(draft.answers.values()),
            intents=intents,
            delivered=tuple(draft.delivered),
            snapshot=msgspec.json.encode(draft.desk) if due else None,
        )
        self.record.append(commit, checkpoint_at=to_text(draft.now_ms))
        return intents

    def _taken(self, item: Input, draft: _Draft) -> Outcome:
        match item:
            case Entered():
                return self._acted(item, draft)
            case Reports():
                return self._reported(item, draft)
            case Fact() | Crossing() | Movement():
                draft.step(item)
            case Handing():
                self._handed(item, draft)
            case Delivered():
                draft.delivered += item.ids
            case SetSpeed():
                self.clock.go_at(item.speed)
                draft.step(Fact(type="clock_set", body=self.clock.as_fact()))
            case Tick():
                for fact in self.feeds.silent(draft.now_ms):
                    draft.step(fact)
        return Done()

    def _handed(self, handing: Handing, draft: _Draft) -> None:
        """What became of a message is entered, and with it, at once, that it waits no more."""
        draft.step(handing)
        if handing.state is not HandingState.FAILED:
            draft.delivered.append(handing.message.id)

    def _acted(self, entered: Entered, draft: _Draft) -> Outcome:
        """The same key twice is one act: the answer is the same, and nothing is written again."""
        key, mark = entered.act.key, fingerprint(entered)
        known = draft.answers.get(key) or self.record.remembered(key)
        if known is not None and known.fingerprint == mark:
            return msgspec.json.decode(known.answer, type=Answered)
        if known is not None:
            return Refused(code=Code.KEY_REUSED, says="This key belongs to another act", remedy="Send a new key")
        try:
            answered = draft.step(entered)
        except RefusedError as error:
            return Refused(
                code=error.code, says=error.says, remedy=error.remedy, field=error.field, revision=error.revision
            )
        if answered is None:
            raise AssertionError("an act was taken and not answered")
        draft.answers[key] = remembered(key, mark, answered)
        return answered

    def _reported(self, reports: Reports, draft: _Draft) -> Taken:
        for fact in self.feeds.heard(reports.feed, draft.now_ms):
            draft.step(fact)
        late = self._see(reports, draft)
        accepted = len(reports.batch) - late
        self.feeds.count(reports.feed, accepted, late, reports.rejected)
        return Taken(accepted=accepted, late=late, rejected=reports.rejected)

    def _see(self, reports: Reports, draft: _Draft) -> int:
        """Shows reports to the engine, and what it saw to the desk; gives how many were late."""
        if not len(reports.batch):
            return 0
        seen = self.live.on_batch(reports.batch)
        draft.touched.append(seen.touched)
        for command in (*seen.crossings, *seen.movements):
            draft.step(command)
        return seen.late

    def _cleaned(self, reports: Reports, now_ms: int) -> Reports:
        """Reports in this desk's names, with the time of receipt, without those dated ahead of its clock."""
        batch, now_ns = self.live.adopt(reports.batch), now_ms * _MS_NS
        unstamped = batch.received_ns == NO_TIME
        batch = dataclasses.replace(batch, received_ns=np.where(unstamped, now_ns, batch.received_ns))
        ahead = batch.time_ns > now_ns + AHEAD_NS
        if not ahead.any():
            return dataclasses.replace(reports, batch=batch)
        rejected = {**reports.rejected, "ahead-of-clock": int(ahead.sum())}
        return Reports(reports.feed, batch.take(~ahead), rejected)

    def _evidence(self, draft: _Draft) -> str | None:
        """Writes the running digest of the evidence beside entries that rest on it; has a large segment sealed.

        Gives the name of one that is sealed, to be removed once its digest is durable.
        """
        full = self._rows >= _SEAL_ROWS and self._sealing is None
        if full or draft.entries or draft.now_ms - self._digest_ms >= _DIGEST_MS:
            digest = self.segments.digest()
            if digest is not None:
                self._digest_ms = draft.now_ms
                draft.step(Fact(type="evidence", body=msgspec.to_builtins(digest)))
        if full and (closed := self.segments.close()) is not None:
            self._rows = 0
            self._sealing = self._aside(lambda: self.segments.sealed(closed))
        if self._sealing is None or not self._sealing.done():
            return None
        return self._sealed(draft, self._sealing.result())

    def _sealed(self, draft: _Draft, digest: SegmentDigest) -> str:
        self._sealing = None
        draft.step(Fact(type="evidence", body=msgspec.to_builtins(digest)))
        return digest.name

    def _fail(self, error: RecordingFailedError, now_ms: int) -> None:
        self.not_recorded_since = to_text(now_ms)
        self.not_recorded_because = str(error)

    def _refused(self, taken: Sequence[Input], *, see: bool) -> Released:
        """Nothing is kept, nothing is acknowledged; the picture goes on, unless the engine saw these already."""
        touched: list[Int64s] = []
        for item in taken:
            if see and isinstance(item, Reports) and len(item.batch):
                touched.append(self.live.on_batch(item.batch).touched)
            elif isinstance(item, SetSpeed):
                self.clock.go_at(item.speed)
        outcomes = tuple(self._refusal() if isinstance(item, (Entered, Reports, Handing)) else Done() for item in taken)
        return Released(outcomes, (), (), _together(touched))

    def _refusal(self) -> Refused:
        return Refused(
            code=Code.NOT_RECORDED,
            says=f"Nothing can be recorded since {self.not_recorded_since}",
            remedy="Act by telephone, write it down with its time, and enter it when the desk is back",
        )


def at_once(work: Callable[[], SegmentDigest]) -> Future[SegmentDigest]:
    """Does some work here and now: an `Aside` for who can wait."""
    done: Future[SegmentDigest] = Future()
    try:
        done.set_result(work())
    except RecordingFailedError as error:
        done.set_exception(error)
    return done


def _together(touched: list[Int64s]) -> Int64s:
    return np.unique(np.concatenate(touched)) if touched else np.empty(0, np.int64)
