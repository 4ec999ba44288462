"""Where a rung leads: by time (tries, next), by an answer (on, judged by), and only to a rung that applies (when)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import ATTEMPT, AUTHORITY, LIAISON, MONITOR, WATCH, DeskInHand, decision, movement
from ladders_in_hand import CONTACT, INFORM, OFFER, QUESTION, RELAY, answer, attempt, laddered

from standoff.incidents.conditions import Condition
from standoff.incidents.ladder import Judged, NobodyActs, RungKind
from standoff.incidents.says import says
from standoff.incidents.table import Phase
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.model.principal import Principal

ACT, ANSWER, CHOOSE, ASKED = Phase.ACT, Phase.ANSWER, Phase.CHOOSE, Phase.ASKED


def opened(**rungs: dict[str, Any]) -> DeskInHand:
    return DeskInHand.opened(ladder=laddered(rungs=rungs))


def where(desk: DeskInHand) -> tuple[Phase, int, int]:
    """Phase, rung, and how often that has come up."""
    return desk.incident.phase, desk.incident.rung, desk.incident.turn


def test_a_rung_with_tries_left_is_tried_again_and_then_time_leads_on() -> None:
    desk = opened(inform={"tries": 3})
    for turn in (1, 2, 3):
        assert where(desk) == (ACT, INFORM, turn)
        desk.act(ATTEMPT)
        assert where(desk) == (ANSWER, INFORM, turn), "trying it does not count twice"
        desk.due()
    assert where(desk) == (ACT, CONTACT, 1)
    told = [body["says"] for body in (entry.body for entry in desk.of("raised")) if body["nth"] == 1]
    once_more, on = "No answer came in time: once more", "No answer came in time: the next rung"
    assert told[1:] == [once_more, once_more, on]


def test_that_nobody_tries_it_uses_up_no_try() -> None:
    desk = opened(inform={"tries": 2})
    for _ in range(4):
        desk.due()
    assert where(desk) == (ACT, INFORM, 1)


NEXT: Final[dict[str, tuple[dict[str, Any], tuple[Phase, int]]]] = {
    "left out: the rung below": ({}, (ACT, CONTACT)),
    "another": ({"next": "offer"}, (ACT, OFFER)),
    "the same": ({"next": "inform"}, (ACT, INFORM)),
    "to choose": ({"next": "choose"}, (CHOOSE, INFORM)),
}


@pytest.mark.parametrize(("inform", "expected"), NEXT.values(), ids=NEXT)
def test_time_leads_where_the_rung_says(inform: dict[str, Any], expected: tuple[Phase, int]) -> None:
    desk = opened(inform=inform)
    desk.act(ATTEMPT)
    desk.due()
    assert where(desk)[:2] == expected


def test_below_a_question_time_leads_to_choose_because_a_question_is_put_by_a_person() -> None:
    desk = opened(inform={"next": "offer"})
    desk.act(ATTEMPT)
    desk.due()
    desk.act(attempt(AttemptKind.OFFER))
    desk.due()
    assert where(desk) == (CHOOSE, OFFER, 1)


REFUSED, ASKS, COMPLIED = AnswerKind.REFUSED, AnswerKind.ASKS_TIME, AnswerKind.COMPLIED
ON: Final[dict[str, tuple[dict[AnswerKind, str], AnswerKind, tuple[Phase, int], bool]]] = {
    "left out: to choose": ({}, REFUSED, (CHOOSE, INFORM), False),
    "another answer than is named": ({ASKS: "relay"}, REFUSED, (CHOOSE, INFORM), False),
    "a rung": ({REFUSED: "relay"}, REFUSED, (ACT, RELAY), False),
    "the question: it is put": ({REFUSED: "question"}, REFUSED, (ASKED, QUESTION), False),
    "choose": ({REFUSED: "choose"}, REFUSED, (CHOOSE, INFORM), False),
    "stepping down is only proposed": ({REFUSED: "step_down"}, REFUSED, (CHOOSE, INFORM), True),
    "they comply: proposed, unless it is said otherwise": ({}, COMPLIED, (CHOOSE, INFORM), True),
    "they comply, and it is said otherwise": ({COMPLIED: "contact"}, COMPLIED, (ACT, CONTACT), False),
}


@pytest.mark.parametrize(("on", "kind", "expected", "proposed"), ON.values(), ids=ON)
def test_an_answer_leads_where_the_rung_says(
    on: dict[AnswerKind, str], kind: AnswerKind, expected: tuple[Phase, int], proposed: bool
) -> None:
    desk = opened(inform={"on": on})
    desk.act(ATTEMPT)
    desk.act(answer(kind))
    assert where(desk)[:2] == expected
    assert (desk.incident.proposal is not None) == proposed
    if proposed:
        assert desk.last("step_down_proposed")["because"] == f"the line answers: {kind.value}"


@pytest.mark.parametrize(
    ("to", "role", "told"), [("relay", Role.LIAISON, "the next rung"), ("question", Role.AUTHORITY, "put to")]
)
def test_who_has_the_rung_that_an_answer_leads_to_is_told(to: str, role: Role, told: str) -> None:
    desk = opened(inform={"on": {REFUSED: to}})
    desk.act(ATTEMPT)
    desk.act(answer(REFUSED))
    raised = desk.last("raised")
    assert (raised["to_role"], raised["nth"]) == (role, 1)
    assert raised["says"].startswith("The answer was refused: ")
    assert told in raised["says"]


def test_an_answer_by_which_the_same_rung_comes_up_again_uses_up_its_tries_and_then_leads_on_as_time_does() -> None:
    desk = opened(inform={"on": {ASKS: "inform"}, "tries": 2})
    for expected in ((ACT, INFORM, 2), (ACT, CONTACT, 1)):
        desk.act(ATTEMPT)
        desk.act(answer(ASKS))
        assert where(desk) == expected


@pytest.mark.parametrize("by", [WATCH, LIAISON, AUTHORITY])
@pytest.mark.parametrize("judges", [(Role.LIAISON,), (Role.WATCH, Role.AUTHORITY), ()])
def test_an_answer_that_somebody_enters_who_does_not_judge_is_recorded_and_moves_nothing(
    judges: tuple[Role, ...], by: Principal
) -> None:
    desk = opened(inform={"on": {REFUSED: "relay"}, "judged": Judged(by=judges)})
    desk.act(ATTEMPT)
    before = desk.incident
    stepped = desk.act(answer(REFUSED), by)
    assert stepped.entries[0].type == "answer"
    if by.may(*judges):
        assert where(desk) == (ACT, RELAY, 1)
        return
    assert len(stepped.entries) == 1
    assert (desk.incident.phase, desk.incident.deadline) == (before.phase, before.deadline)
    desk.due()
    assert where(desk) == (ACT, CONTACT, 1), "its time runs on"


DEEP: Final = {"contact": {"when": Condition(depth_over_m=10_000)}}
COMES: Final = MovementKind.APPROACH


def measured(desk: DeskInHand, deepest_m: float | None) -> DeskInHand:
    desk.take(movement(COMES, deepest_m=deepest_m))
    return desk


@pytest.mark.parametrize("deepest_m", [None, 10_000.5])
def test_a_rung_that_applies_or_of_which_it_is_not_known_is_led_to(deepest_m: float | None) -> None:
    desk = measured(opened(**DEEP), deepest_m)
    desk.act(ATTEMPT)
    desk.due()
    assert where(desk) == (ACT, CONTACT, 1)


@pytest.mark.parametrize("by", ["time", "answer"])
def test_a_rung_that_does_not_apply_is_never_skipped_the_watch_chooses_and_is_told_why(by: str) -> None:
    desk = measured(opened(**DEEP, inform={"on": {REFUSED: "contact"}}), 9_999.0)
    desk.act(ATTEMPT)
    entries = desk.due().entries if by == "time" else desk.act(answer(REFUSED)).entries
    assert where(desk) == (CHOOSE, INFORM, 1), "neither contact nor relay"
    assert desk.last("phase")["unmet"] is True
    told = next(says(entry) for entry in entries if entry.type == "phase")
    assert told.endswith("the next rung does not apply now)")
    if by == "time":
        assert desk.last("raised")["says"] == "No answer came in time, and the next rung does not apply now"
        assert desk.last("raised")["to_role"] == Role.WATCH


def test_it_comes_back_when_circumstances_change() -> None:
    desk = measured(opened(**DEEP), 9_999.0)
    desk.act(ATTEMPT)
    desk.due()
    measured(desk, 12_000.0)
    desk.act(ATTEMPT)
    desk.due()
    assert where(desk) == (ACT, CONTACT, 1)


def test_the_watch_may_try_a_rung_that_does_not_apply() -> None:
    desk = measured(opened(**DEEP), 9_999.0)
    desk.act(attempt(AttemptKind.CONTACT))
    assert where(desk) == (ANSWER, CONTACT, 1)


def test_a_rung_that_applies_no_more_is_not_asked_for_again_though_it_has_tries_left() -> None:
    desk = measured(opened(inform={"when": Condition(depth_over_m=10_000), "tries": 3}), 12_000.0)
    desk.act(ATTEMPT)
    measured(desk, 9_000.0)
    desk.due()
    assert where(desk) == (CHOOSE, INFORM, 1)
    assert desk.last("phase")["unmet"] is True


def test_an_answer_after_the_last_try_leads_to_the_next_rung_only_where_that_applies() -> None:
    desk = measured(opened(**DEEP, inform={"on": {ASKS: "inform"}}), 9_999.0)
    desk.act(ATTEMPT)
    desk.act(answer(ASKS))
    assert where(desk) == (CHOOSE, INFORM, 1)


def test_a_hold_that_ends_says_so_whatever_applies_and_asks_the_watch() -> None:
    desk = measured(opened(**DEEP), 9_999.0)
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    desk.due()
    assert where(desk) == (CHOOSE, INFORM, 1)
    assert "unmet" not in desk.last("phase")
    assert desk.last("raised")["says"] == "Time has run out and nothing further is under way"


NO_RELAY: Final = {"relay": {"kind": RungKind.CONTACT}}


def test_an_attempt_on_no_rung_of_the_ladder_is_one_more_of_the_rung_it_stands_on() -> None:
    desk = opened(**NO_RELAY)
    desk.act(attempt(AttemptKind.RELAY))
    assert where(desk) == (ANSWER, INFORM, 1)
    assert desk.incident.tried == ()


def test_an_attempt_on_no_rung_leads_nowhere_from_a_question() -> None:
    desk = opened(**NO_RELAY, inform={"on": {REFUSED: "question"}})
    desk.act(answer(REFUSED))
    desk.act(decision(DecisionKind.GO_ON), AUTHORITY)
    desk.act(attempt(AttemptKind.RELAY))
    assert where(desk) == (CHOOSE, QUESTION, 1)


RAISES: Final[dict[str, tuple[tuple[str, ...], list[Role]]]] = {
    "as it ships": (("holder", "next", "authority"), [Role.LIAISON, Role.LIAISON, Role.AUTHORITY, Role.AUTHORITY]),
    "the holder for ever": (("holder",), [Role.LIAISON] * 4),
    "to nobody else": ((), [Role.LIAISON] * 4),
    "at once to the authority, the second time": (("authority",), [Role.LIAISON, *[Role.AUTHORITY] * 3]),
    "to the watch, then to the authority": (
        ("holder", "watch", "authority"), [Role.LIAISON, Role.WATCH, Role.AUTHORITY, Role.AUTHORITY]),
}  # fmt: skip


@pytest.mark.parametrize(("to", "expected"), RAISES.values(), ids=RAISES)
def test_nobody_acts_and_it_is_raised_as_the_ladder_says_first_to_who_has_it_and_never_ends(
    to: tuple[str, ...], expected: list[Role]
) -> None:
    desk = DeskInHand.opened(ladder=laddered(nobody_acts=NobodyActs(raise_to=to)))
    desk.act(ATTEMPT)
    for _ in expected:
        desk.due()
    raised = [(entry.body["to_role"], entry.body["nth"]) for entry in desk.of("raised")[1:]]
    assert raised == [(role, nth) for nth, role in enumerate(expected, 1)]
    assert desk.incident.deadline is not None
    assert desk.incident.deadline.for_role is Role.LIAISON, "who is waited for stays the same"


def test_a_monitor_enters_no_answer() -> None:
    desk = opened()
    desk.act(ATTEMPT)
    assert desk.refused(answer(REFUSED), MONITOR).code == "not-allowed"
