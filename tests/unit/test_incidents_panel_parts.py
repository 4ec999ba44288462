"""Tried and not tried, the six ways on, deadlines, decisions and the log, as the panel shows them; and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import (
    ASK,
    ATTEMPT,
    AUTHORITY,
    CLOSE,
    LADDER,
    LIAISON,
    MINUTE_MS,
    SECOND_MS,
    START_MS,
    WATCH,
    DeskInHand,
    decision,
)
from panel_in_hand import attempt, brought, panel, sight

from standoff.incidents.panel import deadline_of, line_of
from standoff.incidents.pen import to_text
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from standoff.model.panel import IncidentPanel

INFORM, CONTACT, RELAY, OFFER, PROTECT = AttemptKind
HOLD, STEP_DOWN = decision(DecisionKind.HOLD), decision(DecisionKind.STEP_DOWN)
LABELS: Final = {
    "hold": "Hold until",
    "ask_again": "Ask again",
    "other_channel": "Other channel",
    "offer": "Offer",
    "step_down": "Step down",
    "put_to_authority": "Put to authority",
}
NOTHING: Final = {"ask_again": "Nothing has been tried yet"}
SHUT: Final[dict[str, tuple[tuple[acts.What | MovementKind, ...], dict[str, str]]]] = {
    "new": ((), NOTHING),
    "tried": ((ATTEMPT,), {}),
    "answered": ((ATTEMPT, acts.Answer(kind=AnswerKind.NONE, from_whom="x")), {}),
    "standing": ((ATTEMPT, MovementKind.HALT), {}),
    "asked": ((ATTEMPT, ASK), {"put_to_authority": "The authority has it already"}),
    "held": ((HOLD,), NOTHING),
    "stepped down": ((STEP_DOWN,), NOTHING | {"step_down": "It has been stepped down already"}),
    "closed": ((ATTEMPT, CLOSE), dict.fromkeys(LABELS, "The incident is closed")),
}
TAKES: Final[dict[str, acts.What]] = {
    "hold": HOLD,
    "ask_again": ATTEMPT,
    "other_channel": attempt(CONTACT),
    "offer": attempt(OFFER, in_return="they halt"),
    "step_down": STEP_DOWN,
    "put_to_authority": ASK,
}


@pytest.mark.parametrize("case", SHUT)
def test_there_are_six_ways_of_one_form_and_one_that_is_shut_says_why(case: str) -> None:
    done, shut = SHUT[case]
    ways = panel(brought(*done)).ways
    assert [(way.name, way.label) for way in ways] == list(LABELS.items())
    assert {way.name: way.why_not for way in ways if not way.open} == shut
    assert all(not way.why_not for way in ways if way.open)


@pytest.mark.parametrize("way", LABELS)
@pytest.mark.parametrize("case", SHUT)
def test_a_way_that_is_open_can_be_taken_and_one_that_is_shut_cannot(case: str, way: str) -> None:
    done, shut = SHUT[case]
    desk = brought(*done)
    if way not in shut:
        desk.act(TAKES[way], AUTHORITY)
    elif way != "ask_again":
        desk.refused(TAKES[way], AUTHORITY)


def states(shown: IncidentPanel) -> dict[str, str]:
    return {rung.name: rung.state for rung in shown.rungs}


TRIED: Final[dict[str, tuple[tuple[AttemptKind, ...], list[str], str | None]]] = {
    "nothing": ((), ["inform", "contact", "relay", "offer"], "inform"),
    "the first rung": ((INFORM,), ["contact", "relay", "offer"], None),
    "the third before the second": ((INFORM, RELAY, CONTACT), ["offer"], None),
    "one twice": ((CONTACT, CONTACT), ["inform", "relay", "offer"], None),
    "their own people brought to shelter": ((PROTECT,), ["inform", "contact", "relay", "offer"], "inform"),
    "all, from the top": ((OFFER, RELAY, CONTACT, INFORM), [], None),
}


@pytest.mark.parametrize("case", TRIED)
def test_what_was_tried_stands_in_its_order_and_what_was_not_in_that_of_the_ladder(case: str) -> None:
    done, not_tried, current = TRIED[case]
    shown = panel(brought(*map(attempt, done)))
    assert [tried.kind for tried in shown.tried] == list(done)
    asks = {rung.id: rung.asks for rung in LADDER.rungs if rung.attempt}
    assert list(shown.not_tried) == [f"{kind}: {asks[kind]}" for kind in not_tried]
    assert list(states(shown)) == [*asks, "question"]
    assert {kind for kind, state in states(shown).items() if state == "tried"} == set(asks) - set(not_tried)
    assert [kind for kind, state in states(shown).items() if state == "current"] == ([current] if current else [])


def test_the_rung_that_is_waited_for_is_the_current_one() -> None:
    desk = brought(ATTEMPT)
    desk.due()
    assert states(panel(desk)) == {
        "inform": "tried", "contact": "current", "relay": "not_tried", "offer": "not_tried",
        "question": "not_tried",
    }  # fmt: skip


def test_an_answer_stands_by_the_attempt_that_it_names_or_by_the_last_one_before_it() -> None:
    desk = brought(acts.Answer(kind=AnswerKind.NONE, from_whom="before any attempt"))
    first = desk.act(attempt(INFORM)).entries[0].seq
    second = desk.act(attempt(CONTACT)).entries[0].seq
    desk.act(acts.Answer(kind=AnswerKind.ASKS_TIME, from_whom="them", grade="C3", words="ten minutes"))
    desk.act(acts.Answer(kind=AnswerKind.REFUSED, from_whom="the line", attempt=first))
    assert [(tried.seq, [answer.kind for answer in tried.answers]) for tried in panel(desk).tried] == [
        (first, ["refused"]),
        (second, ["asks_time"]),
    ]
    (answer,) = panel(desk).tried[1].answers
    assert (answer.from_whom, answer.words, answer.grade, answer.by) == ("them", "ten minutes", "C3", "Watch One")


TOO_FAST: Final[dict[str, tuple[AttemptKind, int | None, bool, bool]]] = {
    "the next within a minute": (INFORM, 59, False, True),
    "the next after a minute": (INFORM, 60, False, False),
    "an answer, and the next": (INFORM, 10, True, False),
    "no next": (INFORM, None, False, False),
    "own people first, and the next": (PROTECT, 10, False, False),
}


@pytest.mark.parametrize("case", TOO_FAST)
def test_a_rung_is_marked_that_was_ticked_off_faster_than_anyone_could_have_answered(case: str) -> None:
    kind, next_s, answered, expected = TOO_FAST[case]
    desk = brought(attempt(kind))
    if answered:
        desk.act(acts.Answer(kind=AnswerKind.NOT_OURS, from_whom="the line"))
    if next_s is not None:
        desk.now_ms += next_s * SECOND_MS
        desk.act(attempt(CONTACT))
    shown = panel(desk).tried
    assert [tried.too_fast for tried in shown] == [expected, False][: len(shown)]


def test_the_deadline_is_shown_with_whom_it_waits_for_for_what_and_when_it_is_due() -> None:
    desk = brought()
    shown = panel(desk).deadline
    assert shown is not None
    assert (shown.kind, shown.due_at, shown.for_role) == ("act", to_text(START_MS + 300 * SECOND_MS), "watch")
    assert (shown.says, shown.raised) == (LADDER.rungs[0].asks, 1)
    desk.due()
    again = panel(desk).deadline
    assert again is not None
    assert (again.due_at, again.raised) == (to_text(START_MS + 600 * SECOND_MS), 2)
    assert deadline_of(desk.incident) == again == line_of(desk.incident, sight()).deadline


def test_a_deadline_that_stands_is_shown_since_when() -> None:
    assert panel(brought(MovementKind.HALT)).stands_since == to_text(START_MS + MINUTE_MS)
    assert panel(brought()).stands_since is None


def test_a_decision_is_shown_with_who_decided_who_recorded_and_whether_it_is_confirmed() -> None:
    desk = brought()
    how: dict[str, Any] = {"channel": "radio", "read_back": True}
    seq = desk.act(decision(DecisionKind.HOLD, AUTHORITY, **how), WATCH).entries[0].seq
    (shown,) = panel(desk).decisions
    assert (shown.decided_by, shown.recorded_by, shown.confirmed) == ("Authority One", "Watch One", False)
    assert (shown.kind, shown.until, shown.channel, shown.read_back) == (
        "hold",
        "2017-05-18T07:30:00.000Z",
        "radio",
        True,
    )
    desk.act(acts.Confirm(decision=seq), AUTHORITY)
    assert [made.confirmed for made in panel(desk).decisions] == [True]


def test_doubts_and_what_was_said_stand_apart_and_all_of_it_in_the_log() -> None:
    desk = brought(acts.Claim(about=acts.About.PURPOSE, claimed_by="x", words="defensive"))
    desk.act(acts.Doubt(words="may be a road crew"), LIAISON)
    shown = panel(desk)
    assert [(doubt.by, doubt.says) for doubt in shown.doubts] == [("Liaison One", "Doubt: may be a road crew")]
    assert [told.type for told in shown.said] == ["claim"]
    assert [line.seq for line in shown.log] == [entry.seq for entry in desk.entries if entry.incident == desk.name]


@pytest.mark.parametrize(("ago_ms", "late"), [(0, False), (MINUTE_MS, False), (MINUTE_MS + 1, True)])
def test_what_was_entered_late_is_marked_and_says_why(ago_ms: int, *, late: bool) -> None:
    desk = brought()
    desk.act(ATTEMPT, happened_at=to_text(desk.now_ms - ago_ms), late_because="no hand free")
    (line,) = [line for line in panel(desk).log if line.type == "attempt"]
    assert (line.late, line.late_because) == (late, "no hand free")
    assert (line.happened_at, line.recorded_at) == (to_text(desk.now_ms - ago_ms), to_text(desk.now_ms))


def test_an_incident_that_is_closed_says_how_it_ended_and_when_and_waits_for_nobody() -> None:
    desk: DeskInHand = brought(ATTEMPT, CLOSE)
    shown = panel(desk, sight())
    assert (shown.phase, shown.phase_says, shown.disposition) == ("closed", "Closed", "turned_back")
    assert (shown.closed_at, shown.deadline, shown.severity) == (to_text(START_MS + 2 * MINUTE_MS), None, "watch")
    assert (panel(brought()).closed_at, panel(brought()).disposition) == (None, "")
