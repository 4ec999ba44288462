"""The ladder on the panel: what applies, the way back at the rung that is waited for, and what approvals there are."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pytest
from desk_in_hand import ATTEMPT, AUTHORITY, CLOSE, SECOND_MS, DeskInHand, approval, decision, movement
from ladders_in_hand import BOTH, SECOND, answer, attempt, laddered, peopled
from panel_in_hand import panel

from standoff.cli.panel_text import panel_lines
from standoff.incidents.circumstances import seen_hash
from standoff.incidents.conditions import Condition
from standoff.incidents.ladder import Approval, Rung, RungKind
from standoff.incidents.pen import to_text
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.panel import ApprovalView, RungView
from standoff.model.principal import Role

SHELTER: Final = Rung(
    id="shelter",
    kind=RungKind.PROTECT,
    asks="Move those who are outside into shelter",
    off_ramp="When they have left",
    role=Role.WATCH,
    act_s=300,
    answer_s=300,
    approval=Approval(by=(Role.AUTHORITY,), persons=2, valid_s=600),
)
TOLD: Final[dict[str, Any]] = {"rung": "shelter", "asks": SHELTER.asks, "by": (Role.AUTHORITY,)}


def opened(persons: int = 2) -> DeskInHand:
    giving = Approval(by=(Role.AUTHORITY,), persons=persons, valid_s=600)
    deep = {"contact": {"when": Condition(depth_over_m=10_000), "channel": "channel 16", "to": "whoever leads"}}
    shelter = msgspec.structs.replace(SHELTER, approval=giving)
    return peopled(DeskInHand.opened(ladder=laddered(more=(shelter,), rungs={**deep, "inform": {"tries": 2}})))


def rung(desk: DeskInHand, name: str) -> RungView:
    return next(view for view in panel(desk).rungs if view.name == name)


def lines(desk: DeskInHand, label: str) -> str:
    """What stands under a label of the panel as text, in one line."""
    told = list(panel_lines(panel(desk), to_text(desk.now_ms)))
    at = next((place for place, line in enumerate(told) if line.startswith(label)), None)
    if at is None:
        return ""
    end = next((place for place in range(at + 1, len(told)) if not told[place].startswith(" ")), len(told))
    return " ".join(line[11:].strip() for line in told[at:end])


@pytest.mark.parametrize(("deepest_m", "applies"), [(9e3, False), (None, None), (11e3, True)])
def test_a_rung_says_whether_it_applies_now_or_that_it_is_not_known(
    deepest_m: float | None, applies: bool | None
) -> None:
    desk = opened()
    desk.take(movement(MovementKind.APPROACH, deepest_m=deepest_m))
    assert rung(desk, "contact").applies is applies
    assert {view.applies for view in panel(desk).rungs if view.name != "contact"} == {True}
    says = f"contact: {rung(desk, 'contact').asks}"
    assert [said for said in panel(desk).not_tried if said.startswith("contact")] == [
        f"{says} (does not apply now)" if applies is False else says
    ]


def test_a_rung_says_over_what_to_whom_and_what_way_back_they_have() -> None:
    view = rung(opened(), "contact")
    assert (view.channel, view.to) == ("channel 16", "whoever leads")
    assert view.off_ramp == "Halt, then back over the line by the way they came"


def test_the_rung_that_it_stands_on_says_how_often_it_has_come_up() -> None:
    desk = opened()
    assert [(view.name, view.turn, view.tries) for view in panel(desk).rungs if view.turn] == [("inform", 1, 2)]
    desk.act(ATTEMPT)
    desk.due()
    assert [(view.name, view.turn) for view in panel(desk).rungs if view.turn] == [("inform", 2)]
    assert lines(desk, "ON RUNG") == "inform, 2 of 2 times; their way back: Back over the line by the way they came"
    desk.act(CLOSE)
    assert lines(desk, "ON RUNG") == ""


def test_before_anybody_approves_the_panel_says_who_may_and_of_what_exactly() -> None:
    desk = opened()
    seen = seen_hash(desk.incident, "shelter")
    assert panel(desk).approvals == (
        ApprovalView(**TOLD, persons=2, given_by=(), until=None, seen=seen, entered=False),
    )
    desk.act(approval(desk, "shelter", seen=panel(desk).approvals[0].seen), AUTHORITY)
    assert lines(opened(), "APPROVAL") == (
        f"shelter takes a decision by two of authority: {SHELTER.asks} of what is there now: {seen}"
    )


def test_while_the_first_waits_for_the_second_it_says_who_has_given_it_and_until_when() -> None:
    desk = opened()
    until = to_text(desk.now_ms + 600 * SECOND_MS)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    (shown,) = panel(desk).approvals
    assert (shown.given_by, shown.until, shown.entered) == (("Authority One",), until, False)
    assert "given by Authority One, until 06:10Z" in lines(desk, "APPROVAL")
    desk.now_ms += 600 * SECOND_MS
    assert "given by Authority One, ran out 06:10Z" in lines(desk, "APPROVAL"), "even where nothing has been entered"
    desk.act(acts.Acknowledge())
    assert panel(desk).approvals[0].given_by == ()


@pytest.mark.parametrize("what", [acts.Doubt(words="may be a road crew"), decision(DecisionKind.HOLD)])
def test_once_anything_has_changed_nobody_has_given_it(what: acts.What) -> None:
    desk = opened()
    desk.act(approval(desk, "shelter"), AUTHORITY)
    before = panel(desk).approvals[0]
    desk.act(what, AUTHORITY)
    (shown,) = panel(desk).approvals
    assert (shown.given_by, shown.until) == ((), None)
    assert shown.seen != before.seen


def test_it_says_that_the_rung_is_entered_until_an_answer_has_come() -> None:
    desk = opened(1)
    desk.act(approval(desk, "shelter", SECOND), SECOND)
    assert panel(desk).approvals[0].entered
    assert lines(desk, "APPROVAL") == f"shelter takes a decision by authority; given, and entered: {SHELTER.asks}"
    desk.act(attempt(AttemptKind.PROTECT, "shelter"))
    assert panel(desk).approvals[0].entered
    desk.act(answer(AnswerKind.PARTLY))
    assert not panel(desk).approvals[0].entered


def test_a_closed_incident_and_a_ladder_without_such_rungs_have_none() -> None:
    desk = opened()
    desk.act(CLOSE, BOTH)
    assert panel(desk).approvals == ()
    assert panel(DeskInHand.opened()).approvals == ()
    assert lines(DeskInHand.opened(), "APPROVAL") == ""
