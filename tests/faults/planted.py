"""Bugs to be planted in a desk, one at a time: what shows that the seeds would find them.

Each is a mistake that somebody could make in the code as it is. A plant takes the place of one thing by another that is
made from it: the seam, its name, and how.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgspec

from standoff.host import host, opening
from standoff.host.clock import DeskClock
from standoff.host.host import Host
from standoff.incidents import (
    acting,
    approving,
    checks,
    circumstances,
    deciding,
    fold,
    moving,
    places,
    references,
    seen,
    step,
)
from standoff.incidents.ladder import Ladder
from standoff.incidents.pen import Pen, to_text
from standoff.incidents.table import TABLE, Event, Phase
from standoff.model import acts
from standoff.model.principal import Role
from standoff.record.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

_HOUR_MS: Final = 3_600_000


class Plant(NamedTuple):
    """A bug.

    Attributes:
        seam: a module, a class or a mapping.
        name: what of it is replaced.
        bug: makes what takes its place of what was there.
    """

    seam: Any
    name: Any
    bug: Callable[[Any], Any]

    def into(self, patch: pytest.MonkeyPatch) -> None:
        """Plants it until the end of the test."""
        if isinstance(self.seam, dict):
            rows = cast("dict[Any, Any]", self.seam)
            patch.setitem(rows, self.name, self.bug(rows[self.name]))
        else:
            patch.setattr(self.seam, self.name, self.bug(getattr(self.seam, self.name)))


def _instead(value: Any) -> Callable[[Any], Any]:
    """Something else, whatever was there."""
    return lambda _: value


def _lets(value: Any) -> Callable[[Any], Any]:
    """Always this answer."""

    def answer(*_: Any) -> Any:
        return value

    return _instead(answer)


def _writes(kind: str, other: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Plant:
    """The desk writes another body of a kind of entry, or nothing."""

    def bug(note: Any) -> Any:
        def noted(pen: Pen, type_: str, incident: str, body: dict[str, Any], *status: Any) -> Any:
            changed = other(body) if type_ == kind else body
            return None if changed is None else note(pen, type_, incident, changed, *status)

        return noted

    return Plant(Pen, "note", bug)


def _unless(part: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    return lambda body: None if body[part] == value else body


def _skips(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"rung": body["rung"] + 1} if body["event"] == "due" and body["rung"] in {1, 2} else body


def _overdue(late_ms: int) -> Callable[[Any], Any]:
    def found(pen: Pen) -> Any:
        live = [incident for incident in pen.desk.incidents.values() if incident.deadline]
        return [i for i in live if i.deadline and i.deadline.due_ms + late_ms <= pen.now_ms]

    return _instead(found)


def _append(other: Callable[[Record, Any], list[Any]]) -> Plant:
    """Commits become durable otherwise."""

    def bug(append: Any) -> Any:
        def appended(record: Record, commit: Any, **how: Any) -> None:
            for part in other(record, commit):
                append(record, part, **how)

        return appended

    return Plant(Record, "append", bug)


def _late() -> Plant:
    held: dict[int, Any] = {}

    def later(record: Record, commit: Any) -> list[Any]:
        before = held.pop(id(record), None)
        held[id(record)] = commit
        return [] if before is None else [before]

    return _append(later)


def _apart(_: Record, commit: Any) -> list[Any]:
    alone = [type(commit)(answers=commit.answers)] if commit.answers else []
    return [msgspec.structs.replace(commit, answers=()), *alone]


def _marks_all(record: Record, commit: Any) -> list[Any]:
    names = tuple(intent.id for intent in record.outbox()) if commit.delivered else ()
    return [msgspec.structs.replace(commit, delivered=names)]


def _newest_ladder(_: Any) -> Any:
    def newest(pen: Pen, _incident: Any) -> Any:
        return pen.desk.ladders[pen.desk.ladder]

    return newest


def _taken_for_hours(postpone: Any) -> Any:
    def longer(pen: Pen, incident: Any, due_ms: int) -> None:
        postpone(pen, incident, due_ms + 9 * _HOUR_MS)

    return longer


def _a_reported_action_moves(take_act: Any) -> Any:
    def taken(pen: Pen, entered: acts.Entered) -> str:
        name: str = take_act(pen, entered)
        if isinstance(entered.act.what, acts.ReportedAction) and name and pen.incident(name).is_open:
            moving.move(pen, name, Event.ATTEMPT, "")
        return name

    return taken


def _loses_one(intents_of: Any) -> Any:
    def lost(*args: Any) -> Any:
        return intents_of(*args)[:1]

    return lost


def _new_ids(commit: Any) -> Any:
    numbers = itertools.count()

    def committed(own: Host, inputs: Any) -> Any:
        released = commit(own, inputs)
        intents = tuple(msgspec.structs.replace(i, id=f"message-{next(numbers)}") for i in released.intents)
        return type(released)(released.outcomes, released.entries, intents, released.touched)

    return committed


def _answers_with_the_time(acted: Any) -> Any:
    def later(own: Host, entered: acts.Entered, draft: Any) -> Any:
        outcome = acted(own, entered, draft)
        if isinstance(outcome, acts.Answered):
            return msgspec.structs.replace(outcome, recorded_at=to_text(draft.now_ms))
        return outcome

    return later


def _by_the_wall(_: Any) -> Any:
    def now_ms(clock: DeskClock) -> int:
        return clock.machine.wall_ns() // 1_000_000

    return now_ms


def _at_the_wall(_: Any) -> Any:
    def anchor_ms(machine: Any, *_args: Any) -> int:
        return machine.wall_ns() // 1_000_000

    return anchor_ms


def _decided_by_anybody(check: Any) -> Any:
    def checked(desk: Any, incident: Any, what: acts.Decision, now_ms: int) -> Any:
        known = what.decided_by in desk.roster and what.kind is not acts.DecisionKind.APPROVE
        by = msgspec.structs.replace(what, decided_by="authority-1") if known else what
        return check(desk, incident, by, now_ms)

    return checked


def _a_minute_longer(check: Any) -> Any:
    def checked(*args: Any) -> Any:
        decided = check(*args)
        return decided._replace(until_ms=decided.until_ms and decided.until_ms + 60_000)

    return checked


def _a_ring_is_told_once(raise_to: Any) -> Any:
    def told(pen: Pen, name: str, *args: Any) -> None:
        if pen.incident(name).alarm is not None:
            raise_to(pen, name, *args)

    return told


def _read(other: Callable[[Any, Any], Any]) -> Plant:
    """A restart finds incidents otherwise than they were."""

    def bug(read_desk: Any) -> Any:
        def read(record: Record) -> Any:
            desk, *rest = read_desk(record)
            incidents = {name: other(incident, desk) for name, incident in desk.incidents.items()}
            return msgspec.structs.replace(desk, incidents=incidents), *rest

        return read

    return Plant(opening, "read_desk", bug)


def _due_at_once(incident: Any, desk: Any) -> Any:
    deadline = incident.deadline and msgspec.structs.replace(incident.deadline, due_ms=desk.recorded_ms)
    return msgspec.structs.replace(incident, deadline=deadline)


def _stands_no_more(incident: Any, _: Any) -> Any:
    return msgspec.structs.replace(incident, stand=None)


def _one_person_twice(check: Any) -> Any:
    def checked(desk: Any, incident: Any, *args: Any) -> Any:
        begun = incident.approved and msgspec.structs.replace(incident.approved, by=(), acts_for=())
        return check(desk, msgspec.structs.replace(incident, approved=begun), *args)

    return checked


def _approved_by_anybody(check: Any) -> Any:
    def checked(desk: Any, incident: Any, what: Any, _: Any, now_ms: int) -> Any:
        return check(desk, incident, what, desk.roster["authority-1"], now_ms)

    return checked


def _keeps_the_approval(folded: Any) -> Any:
    def kept(incident: Any, entry: Any) -> Any:
        after = folded(incident, entry)
        return msgspec.structs.replace(after, approved=after.approved or incident.approved)

    return kept


def _that_rung(_: Any) -> Any:
    def entered(ladder: Ladder, place: Any, signal: Any) -> Any:
        found = ladder.place_of(signal.of)
        phase = Phase.ACT if signal.event is Event.APPROVE else Phase.ANSWER
        return places.Place(phase, place.rung if found is None else found)

    return entered


def _below(_: Any) -> Any:
    def below(ladder: Ladder, place: int) -> str:
        return ladder.rungs[min(place + 1, len(ladder.rungs) - 1)].id

    return below


_FOLDS: Final[dict[str, Any]] = vars(fold)["_OF_INCIDENT"]
PLANTS: Final[dict[str, list[Plant]]] = {
    "1: anybody on the roster decides": [Plant(acting, "check_decision", _decided_by_anybody)],
    "1: anybody on the roster approves": [Plant(deciding, "check_approval", _approved_by_anybody)],
    "1: a rung is entered without its approval": [
        Plant(references, "check_rung", _lets(None)),
        Plant(places, "_that_rung", _that_rung),
    ],
    "1: time enters a rung that takes a decision": [Plant(Ladder, "next_of", _below)],
    "2: one person approves twice": [Plant(deciding, "check_approval", _one_person_twice)],
    "3: an approval does not run out": [Plant(fold, "entry_ms", _lets(0))],
    "3: an approval is not used up": [Plant(_FOLDS, "phase", _keeps_the_approval)],
    "3: an approval is bound to nothing that was seen": [
        Plant(approving, "seen_hash", _lets("0" * 64)),
        Plant(circumstances, "seen_hash", _lets("0" * 64)),
    ],
    "3: a hold lasts longer than was said": [Plant(acting, "check_decision", _a_minute_longer)],
    "4: time skips a rung": [_writes("phase", _skips)],
    "4: time asks the authority": [Plant(TABLE, (Phase.CHOOSE, Event.DUE), _instead(Phase.ASKED))],
    "4: a reported action moves an incident": [Plant(step, "take_act", _a_reported_action_moves)],
    "5: time steps down": [Plant(TABLE, (Phase.STANDS, Event.DUE), _instead(Phase.ENDING))],
    "5: movement ends a hold": [Plant(TABLE, (Phase.HELD, Event.MOVE_ON), _instead(Phase.ENDING))],
    "5: anybody closes": [Plant(checks, "_roles", _lets(tuple(Role)))],
    "6: who is waited for is forgotten": [_writes("waiting", lambda _: None)],
    "7: a superseded deadline is not ended": [_writes("deadline_ended", _unless("how", "superseded"))],
    "7: a deadline ends as nothing": [_writes("deadline_ended", lambda body: body | {"how": "expired"})],
    "8: a deadline fires a millisecond early": [Plant(step, "_overdue", _overdue(-1))],
    "8: a deadline fires a millisecond late": [Plant(step, "_overdue", _overdue(1))],
    "8: a restart fires every deadline": [_read(_due_at_once)],
    "8: the desk's clock goes by the wall": [Plant(DeskClock, "now_ms", _by_the_wall)],
    "8: a restart begins at the wall clock": [Plant(opening, "anchor_ms", _at_the_wall)],
    "8: reports dated ahead are taken": [Plant(host, "AHEAD_NS", _instead(10**14))],
    "9: what was raised twice is raised no more": [_writes("raised", _unless("nth", 3))],
    "9: an alarm that was taken is taken for hours": [Plant(acting, "postpone", _taken_for_hours)],
    "9: raising is given up without a limit": [Plant(moving, "_only_waits", _lets(value=True))],
    "9: a further ring is not told of once the alarm was taken": [Plant(seen, "raise_to", _a_ring_is_told_once)],
    "10: a running incident takes the newest ladder": [Plant(moving, "ladder_of", _newest_ladder)],
    "11: acknowledged before it is kept": [_late()],
    "12: two move the same revision": [Plant(checks, "_check_revision", _lets(None))],
    "12: a key is answered anew": [Plant(Host, "_acted", _answers_with_the_time)],
    "12: any words under a key are the same act": [Plant(host, "fingerprint", _lets(b""))],
    "13: entries and answers apart": [_append(_apart)],
    "14: of two messages one is lost": [Plant(host, "intents_of", _loses_one)],
    "14: messages are let out and not kept": [_append(lambda _, c: [msgspec.structs.replace(c, intents=())])],
    "14: a message goes out under an id of its own": [Plant(Host, "commit", _new_ids)],
    "14: marking one message marks all": [_append(_marks_all)],
    "15: a restart forgets what stands": [_read(_stands_no_more)],
    "29: after a failure it goes on": [Plant(Host, "_fail", _lets(None))],
}
"""By the number of the invariant that each breaks."""
