"""What movement does to a ladder: what is noted, what stands and who starts that again, what answers an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import (
    ATTEMPT,
    AUTHORITY,
    LIAISON,
    RESUME,
    SECOND_MS,
    WATCH,
    DeskInHand,
    decision,
    movement,
    types,
)
from ladders_in_hand import attempt, laddered

from standoff.incidents.conditions import Condition
from standoff.incidents.ladder import Judged, Pause, Pausing, Sign
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import AttemptKind, DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.step import Stepped
    from standoff.model.principal import Principal

COME, HALT, GO = MovementKind.APPROACH, MovementKind.HALT, MovementKind.WITHDRAW
NS: Final = 1_000_000
DEEP: Final = {"contact": {"when": Condition(depth_over_m=10_000)}}


def opened(rungs: dict[str, dict[str, Any]] | None = None, **changes: Any) -> DeskInHand:
    return DeskInHand.opened(ladder=laddered(rungs=rungs, **changes))


def seen(desk: DeskInHand, kind: MovementKind, after_s: int = 30, inside: int = 1, **more: Any) -> Stepped:
    """What is seen so much later, observed now."""
    desk.now_ms += after_s * SECOND_MS
    return desk.take(movement(kind, inside, at_ns=desk.now_ms * NS, **more))


NOTED: Final[dict[str, tuple[list[dict[str, Any]], list[int]]]] = {
    "the same again and again": ([{}, {}, {}], [0]),
    "deeper, the bound not yet crossed": ([{"deepest_m": 5e3}, {"deepest_m": 9e3}, {"deepest_m": 1e4}], [0]),
    "deeper, over the bound": ([{"deepest_m": 9e3}, {"deepest_m": 10_001.0}, {"deepest_m": 15e3}], [0, 1]),
    "over it and back": ([{"deepest_m": 9e3}, {"deepest_m": 11e3}, {"deepest_m": 9e3}], [0, 1, 2]),
    "not known, then known": ([{}, {"deepest_m": 9e3}, {"deepest_m": 8e3}], [0, 1]),
    "known, then not": ([{"deepest_m": 9e3}, {}, {}], [0, 1]),
    "nearer, which no rung asks": ([{"nearest_m": 5e4}, {"nearest_m": 3e4}, {"nearest_m": 1e3}], [0]),
    "faster, which no rung asks": ([{"closing_mps": 1.0}, {"closing_mps": 20.0}], [0]),
    "more inside, some still": ([{"inside": 1}, {"inside": 3}], [0]),
    "none inside": ([{"inside": 1}, {"inside": 0}, {"inside": 0}], [0, 1]),
}


@pytest.mark.parametrize(("looks", "noted"), NOTED.values(), ids=NOTED)
def test_movement_is_noted_where_its_kind_or_the_truth_of_a_condition_changes_and_not_otherwise(
    looks: list[dict[str, Any]], noted: list[int]
) -> None:
    desk = opened(DEEP)
    assert [place for place, look in enumerate(looks) if "movement" in types(seen(desk, COME, **look))] == noted


def test_where_no_rung_asks_an_hour_of_looks_is_one_entry() -> None:
    desk = opened()
    for look in range(120):
        seen(desk, COME, deepest_m=100.0 * look, nearest_m=50e3 - 100 * look)
    assert len(desk.of("movement")) == 1


def test_what_is_noted_says_how_near_how_deep_and_how_fast_in_whole_millimetres() -> None:
    desk = opened(DEEP)
    seen(desk, COME, deepest_m=27_600.0004, nearest_m=27_400.0, closing_mps=11.1116)
    body = desk.last("movement")
    assert (body["deepest_mm"], body["nearest_mm"], body["closing_mmps"]) == (27_600_000, 27_400_000, 11_112)
    assert desk.incident.measured.deepest_mm == 27_600_000


PAUSES: Final[list[tuple[tuple[Pausing, ...], MovementKind, bool]]] = [
    ((), HALT, False),
    ((), GO, False),
    ((Pausing.WITHDRAW,), HALT, False),
    ((Pausing.HALT,), GO, False),
    ((Pausing.HALT,), HALT, True),
    ((Pausing.WITHDRAW,), GO, True),
    ((Pausing.HALT, Pausing.WITHDRAW), COME, False),
]


@pytest.mark.parametrize(("on", "kind", "stands"), PAUSES)
def test_deadlines_stand_only_by_the_movement_that_the_ladder_names(
    on: tuple[Pausing, ...], kind: MovementKind, stands: bool
) -> None:
    desk = opened(pause=Pause(on=on, look_s=600))
    before = desk.incident.deadline
    seen(desk, kind)
    assert desk.incident.movement == kind.value, "it is noted all the same"
    assert (desk.incident.phase is Phase.STANDS) == stands
    assert (desk.incident.deadline == before) != stands
    assert (desk.incident.proposal is not None) == (kind is GO), "drawing away proposes to step down, standing or not"


@pytest.mark.parametrize("by", [WATCH, LIAISON, AUTHORITY])
@pytest.mark.parametrize("roles", [(Role.AUTHORITY,), (Role.LIAISON, Role.WATCH)])
def test_they_are_started_again_by_whom_the_ladder_names(roles: tuple[Role, ...], by: Principal) -> None:
    desk = opened(pause=Pause(look_s=600, resumed_by=roles))
    seen(desk, HALT)
    if not by.may(*roles):
        refused = desk.refused(RESUME, by)
        assert refused.code == "not-allowed"
        assert all(role.value in refused.says for role in roles)
        return
    desk.act(RESUME, by)
    assert desk.incident.phase is Phase.ACT


SAYS: Final = {Sign.HALTED: "They have halted", Sign.TURNED: "They draw away", Sign.LEFT: "They are outside the zone"}
SHOWN: Final[dict[str, tuple[Sign | None, MovementKind, int, bool]]] = {
    "by a person alone": (None, GO, 0, False),
    "halted: they come": (Sign.HALTED, COME, 1, False),
    "halted: they draw away": (Sign.HALTED, GO, 1, False),
    "turned: they halt": (Sign.TURNED, HALT, 1, False),
    "left: they draw away, inside": (Sign.LEFT, GO, 1, False),
    "left: outside, and come": (Sign.LEFT, COME, 0, False),
    "halted": (Sign.HALTED, HALT, 1, True),
    "turned": (Sign.TURNED, GO, 1, True),
    "left, drawing away": (Sign.LEFT, GO, 0, True),
    "left, and halted": (Sign.LEFT, HALT, 0, True),
}


def judging(sign: Sign | None, **more: Any) -> DeskInHand:
    """An incident of those who come; the first rung is judged by a sign that lasts two minutes."""
    desk = opened({"inform": {"judged": Judged(sign=sign, lasting_s=120, **more)}})
    seen(desk, COME)
    return desk


@pytest.mark.parametrize(("sign", "kind", "inside", "shown"), SHOWN.values(), ids=SHOWN)
def test_movement_answers_an_attempt_by_its_sign_once_that_has_lasted_and_once_only(
    sign: Sign | None, kind: MovementKind, inside: int, shown: bool
) -> None:
    desk = judging(sign)
    attempted = desk.act(ATTEMPT).entries[0].seq
    looks = ["judged" in types(seen(desk, kind, 30, inside)) for _ in range(12)]
    assert looks == [nth == 4 and shown for nth in range(12)], "two minutes after it was first seen"
    if shown and sign is not None:
        because = f"{SAYS[sign]}, for 120 s now"
        assert desk.last("judged") == {"attempt": attempted, "sign": sign.value, "because": because}


def test_it_proposes_and_moves_nothing() -> None:
    desk = judging(Sign.TURNED)
    desk.act(ATTEMPT)
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    seen(desk, GO)
    desk.act(acts.Doubt(words="they may only turn at the bend"))
    before = desk.incident
    stepped = seen(desk, GO, 120)
    assert types(stepped) == ["judged"], "stepping down is proposed already"
    assert (desk.incident.phase, desk.incident.deadline) == (before.phase, before.deadline)


def test_a_halt_proposes_nothing() -> None:
    desk = judging(Sign.HALTED)
    desk.act(ATTEMPT)
    seen(desk, HALT)
    seen(desk, HALT, 120)
    assert desk.of("judged")
    assert desk.incident.proposal is None


def test_each_attempt_is_answered_once_and_counts_from_when_it_was_made() -> None:
    desk = judging(Sign.HALTED)
    first = desk.act(ATTEMPT).entries[0].seq
    seen(desk, HALT)
    seen(desk, HALT, 120)
    second = desk.act(ATTEMPT).entries[0].seq
    assert "judged" not in types(seen(desk, HALT, 60)), "that they stood before, no attempt has brought about"
    seen(desk, HALT, 60)
    assert [entry.body["attempt"] for entry in desk.of("judged")] == [first, second]


def test_without_an_attempt_movement_answers_nothing() -> None:
    desk = judging(Sign.HALTED)
    seen(desk, HALT)
    seen(desk, HALT, 600)
    assert desk.of("judged") == []


def test_that_they_come_again_before_it_has_lasted_begins_it_anew() -> None:
    desk = judging(Sign.HALTED)
    desk.act(ATTEMPT)
    for kind, after_s in ((HALT, 30), (HALT, 90), (COME, 30), (HALT, 30), (HALT, 119)):
        seen(desk, kind, after_s)
    assert desk.of("judged") == []
    seen(desk, HALT, 1)
    assert len(desk.of("judged")) == 1


def test_an_attempt_is_judged_by_its_own_rung_wherever_the_ladder_stands_now() -> None:
    desk = judging(Sign.HALTED)
    desk.act(ATTEMPT)
    desk.due()
    assert desk.incident.rung == 1
    seen(desk, HALT)
    seen(desk, HALT, 120)
    assert len(desk.of("judged")) == 1
    beside = judging(Sign.HALTED)
    beside.act(ATTEMPT)
    beside.act(attempt(AttemptKind.PROTECT))
    seen(beside, HALT)
    seen(beside, HALT, 120)
    assert len(beside.of("judged")) == 1, "what is on no rung takes nothing from it"
    other = judging(Sign.HALTED)
    other.act(attempt(AttemptKind.CONTACT), LIAISON)
    other.act(attempt(AttemptKind.PROTECT))
    seen(other, HALT)
    seen(other, HALT, 120)
    assert other.of("judged") == [], "contact is judged by a person alone, and protecting one's own is on no rung"
