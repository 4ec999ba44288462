"""What is refused because of a time, a reference or a revision; each refusal says what to do and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import (
    ANSWER,
    ASK,
    ATTEMPT,
    AUTHORITY,
    CLOSE,
    MINUTE_MS,
    RESUME,
    START_MS,
    DeskInHand,
    decision,
    movement,
)

from standoff.incidents.pen import to_text
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from collections.abc import Callable

DOUBT: Final = acts.Doubt(words="may be a road crew")
CALL: Final = acts.Call(caller="their duty officer", channel="line 2", words="Shells fall near us")
LATE: Final[dict[str, Any]] = {"late_because": "the line was down"}


def at(time_ms: int) -> str:
    """A time so far after the start of the desk."""
    return to_text(START_MS + time_ms)


HAPPENED: Final[dict[str, tuple[str | None, dict[str, Any], str]]] = {
    "nothing said: now": (None, {}, at(0)),
    "now": (at(0), {}, at(0)),
    "a minute ahead, by another clock: now": (at(MINUTE_MS), {}, at(0)),
    "more than a minute ahead": (at(MINUTE_MS + 1), {}, "happened_at"),
    "far ahead": ("9999-12-31T23:59:59Z", LATE, "happened_at"),
    "fifteen minutes ago": (at(-15 * MINUTE_MS), {}, at(-15 * MINUTE_MS)),
    "longer ago": (at(-15 * MINUTE_MS - 1), {}, "late_because"),
    "longer ago, and a blank for a reason": (at(-15 * MINUTE_MS - 1), {"late_because": " \n"}, "late_because"),
    "longer ago, with a reason": (at(-15 * MINUTE_MS - 1), LATE, at(-15 * MINUTE_MS - 1)),
    "by local time": ("2017-05-18T08:55:00+03:00", {}, at(-5 * MINUTE_MS)),
    "without an offset: UTC": ("2017-05-18T05:55:00", {}, at(-5 * MINUTE_MS)),
    "at the beginning of all time": ("0001-01-01T00:00:00+14:00", LATE, "happened_at"),
    "in words": ("ten to four", LATE, "happened_at"),
    "on no day": ("2017-02-30T06:00:00Z", LATE, "happened_at"),
    "an empty text": ("", LATE, "happened_at"),
}


@pytest.mark.parametrize("case", HAPPENED)
def test_when_it_happened_is_a_time_that_was_and_what_is_late_says_why(case: str) -> None:
    happened_at, more, expected = HAPPENED[case]
    desk = DeskInHand.opened()
    if expected in {"happened_at", "late_because"}:
        refused = desk.refused(DOUBT, happened_at=happened_at, **more)
        assert (refused.code, refused.field, bool(refused.remedy)) == ("invalid", expected, True)
        return
    (entry,) = desk.act(DOUBT, happened_at=happened_at, **more).entries
    assert (entry.happened_at, entry.recorded_at) == (expected, at(0))
    assert entry.body.get("late_because", "") == more.get("late_because", "")


DAY_MS: Final = 24 * 60 * MINUTE_MS
HOLD: Final[dict[str, tuple[str | None, str]]] = {
    "without an end": (None, ""),
    "that is over": (at(-1), ""),
    "that is over now": (at(0), ""),
    "of a moment": (at(1), at(1)),
    "of a day": (at(DAY_MS), at(DAY_MS)),
    "of a day and a moment": (at(DAY_MS + 1), ""),
    "until for ever": ("9999-12-31T23:59:59Z", ""),
    "until an hour nobody can read": ("ten to four", ""),
    "until nothing": ("", ""),
    "by local time": ("2017-05-18T09:50:00+03:00", at(50 * MINUTE_MS)),
}


@pytest.mark.parametrize("case", HOLD)
def test_a_hold_has_an_end_and_within_a_day(case: str) -> None:
    until, expected = HOLD[case]
    desk = DeskInHand.opened()
    hold = decision(DecisionKind.HOLD, until=until)
    if not expected:
        refused = desk.refused(hold, AUTHORITY)
        assert (refused.code, refused.field, bool(refused.remedy)) == ("invalid", "what.until", True)
        return
    desk.act(hold, AUTHORITY)
    assert desk.last("decision")["until"] == desk.last("deadline_set")["due_at"] == expected


def an_alarm_taken(desk: DeskInHand) -> acts.What:
    desk.act(acts.Acknowledge())
    return acts.Acknowledge()


def twice(first: acts.What) -> Callable[[DeskInHand], acts.What]:
    def done_once(desk: DeskInHand) -> acts.What:
        desk.act(first, AUTHORITY)
        return first

    return done_once


def confirmed(desk: DeskInHand) -> acts.What:
    desk.act(decision(DecisionKind.GO_ON), AUTHORITY)
    return acts.Confirm(decision=desk.of("decision")[-1].seq)


REFERS: Final[dict[str, tuple[Callable[[DeskInHand], acts.What], str, str]]] = {
    "an answer to what was no attempt": (
        lambda _: acts.Answer(kind=acts.AnswerKind.REFUSED, from_whom="them", attempt=0), "unknown", "what.attempt"),
    "a correction of an entry to come": (
        lambda desk: acts.Correction(corrects=desk.desk.seq, words="no"), "unknown", "what.corrects"),
    "a correction of an entry far off": (
        lambda _: acts.Correction(corrects=10**12, words="no"), "unknown", "what.corrects"),
    "a confirmation of what was no decision": (lambda _: acts.Confirm(decision=0), "unknown", "what.decision"),
    "a confirmation of what is confirmed": (confirmed, "moved-since", ""),
    "a decision by nobody": (
        lambda _: acts.Decision(kind=DecisionKind.GO_ON, decided_by="guest", reason="r"), "unknown", "what.decided_by"),
    "a place in a zone that is none": (
        lambda _: acts.Sighting(observer="OP 2", words="dust", zone="sea"), "unknown", "what.zone"),
    "an incident where one is open": (lambda _: acts.Open(why="dust", zone="tanf"), "moved-since", ""),
    "an alarm that somebody has": (an_alarm_taken, "moved-since", ""),
    "a question that is asked": (twice(ASK), "invalid", ""),
    "a step down again": (twice(decision(DecisionKind.STEP_DOWN)), "invalid", ""),
    "going on where nothing stands": (lambda _: RESUME, "invalid", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", REFERS)
def test_what_refers_to_something_that_is_not_so_is_refused_with_what_to_do(case: str) -> None:
    make, code, field = REFERS[case]
    desk = DeskInHand.opened()
    what = make(desk)
    incident = {"incident": ""} if isinstance(what, (acts.Open, acts.Sighting)) else {}
    refused = desk.refused(what, AUTHORITY, **incident)
    assert (refused.code.value, refused.field, bool(refused.remedy)) == (code, field, True)


def test_the_last_entry_there_is_can_be_corrected_and_what_it_says_stays() -> None:
    desk = DeskInHand.opened()
    wrong = desk.act(DOUBT).entries[-1]
    desk.act(acts.Correction(corrects=desk.desk.seq - 1, words="the other road"))
    assert desk.entries[wrong.seq] == wrong


def test_an_answer_names_an_attempt_of_its_own_incident_only() -> None:
    desk = DeskInHand.opened()
    seq = desk.act(ATTEMPT).entries[0].seq
    answer = acts.Answer(kind=acts.AnswerKind.COMPLIED, from_whom="them", attempt=seq)
    desk.act(acts.Open(why="dust", zone="bay"), incident="")
    assert desk.refused(answer).field == "what.attempt"
    desk.act(answer, incident="17-001")


MOVING: Final = {
    "put_to_authority": ASK,
    "decision": decision(DecisionKind.GO_ON),
    "acknowledge": acts.Acknowledge(),
    "resume": RESUME,
    "close": CLOSE,
}
TOLD: Final = {"attempt": ATTEMPT, "answer": ANSWER, "doubt": DOUBT, "call": CALL}


def standing() -> DeskInHand:
    """An incident that stands, with an alarm, moved twice by people."""
    desk = DeskInHand.opened()
    desk.act(acts.Acknowledge())
    desk.now_ms += MINUTE_MS
    desk.act(decision(DecisionKind.GO_ON), AUTHORITY)
    desk.take(movement(MovementKind.HALT))
    desk.due()
    assert desk.incident.revision == 2
    return desk


@pytest.mark.parametrize("seen", [0, 1, 3])
@pytest.mark.parametrize("act", MOVING)
def test_who_comes_second_is_told_who_came_first_and_moves_nothing(act: str, seen: int) -> None:
    refused = standing().refused(MOVING[act], seen_revision=seen)
    assert (refused.code, refused.revision, bool(refused.remedy)) == ("moved-since", 2, True)
    assert all(word in refused.says for word in ("Authority One", "decision", at(MINUTE_MS)))


@pytest.mark.parametrize("seen", [2, None])
@pytest.mark.parametrize("act", MOVING)
def test_who_has_seen_the_last_move_or_does_not_ask_moves_it(act: str, seen: int | None) -> None:
    desk = standing()
    desk.act(MOVING[act], seen_revision=seen)
    assert desk.incident.revision == 3


@pytest.mark.parametrize("act", TOLD)
def test_what_was_tried_or_said_is_taken_whatever_was_seen_because_it_has_happened(act: str) -> None:
    standing().act(TOLD[act], seen_revision=0)
