"""`They come nearer again` is said at once of who had halted, drawn away or left in this incident, and of no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from desk_in_hand import AUTHORITY, MINUTE_MS, DeskInHand, crossing, decision, movement

from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from collections.abc import Sequence

COME, HALT, GO = MovementKind.APPROACH, MovementKind.HALT, MovementKind.WITHDRAW
AGAIN: Final = "They come nearer again"
AFTER: Final = "They come nearer after it was stepped down"
Moves = list[tuple[MovementKind, int]]


def moved(desk: DeskInHand, moves: Sequence[tuple[MovementKind, int]]) -> list[str]:
    """What the last of some movements raises: kind, and how many are inside."""
    stepped = None
    for kind, inside in moves:
        desk.now_ms += MINUTE_MS
        stepped = desk.take(movement(kind, inside))
    assert stepped is not None
    return [entry.body["says"] for entry in stepped.entries if entry.type == "raised"]


def held() -> DeskInHand:
    desk = DeskInHand.opened()
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    return desk


def stepped_down() -> DeskInHand:
    desk = DeskInHand.opened()
    desk.act(decision(DecisionKind.STEP_DOWN), AUTHORITY)
    return desk


WHILE_HELD: Final[dict[str, tuple[Moves, list[str]]]] = {
    "a first approach": ([(COME, 20)], []),
    "a first approach, and they leave at a corner": ([(COME, 20), (COME, 0)], []),
    "they had halted": ([(HALT, 20), (COME, 20)], [AGAIN]),
    "they came, halted and come": ([(COME, 20), (HALT, 20), (COME, 20)], [AGAIN]),
    "they had drawn away": ([(GO, 20), (COME, 20)], [AGAIN]),
    "they had left, and are still outside": ([(GO, 20), (GO, 0), (COME, 0)], [AGAIN]),
    "they had left at a corner, and are inside again": ([(COME, 20), (COME, 0), (COME, 20)], [AGAIN]),
    "they come nearer again, and it goes on": ([(HALT, 20), (COME, 20), (COME, 20)], []),
    "again and again": ([(HALT, 20), (COME, 20), (HALT, 20), (COME, 20)], [AGAIN]),
}


@pytest.mark.parametrize(("moves", "raised"), WHILE_HELD.values(), ids=WHILE_HELD)
def test_while_it_is_held_it_is_raised_where_they_had_halted_gone_or_left(moves: Moves, raised: list[str]) -> None:
    desk = held()
    before = desk.incident
    assert moved(desk, moves) == raised
    assert (desk.incident.phase, desk.incident.deadline) == (Phase.HELD, before.deadline)


def test_they_call_first_it_is_held_and_then_they_come_as_they_said() -> None:
    """As in the scenario: the incident is there before any track is."""
    desk = DeskInHand()
    call = acts.Call(caller="their leader", channel="line", words="We come for water", zone="tanf", pass_now=True)
    desk.act(call, incident="")
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    desk.take(crossing())
    assert moved(desk, [(COME, 20)]) == []
    assert desk.incident.movement == "approach", "it is noted all the same"
    assert moved(desk, [(HALT, 20), (COME, 20)]) == [AGAIN]


@pytest.mark.parametrize("away", [HALT, GO])
def test_while_deadlines_stand_it_is_raised_at_once(away: MovementKind) -> None:
    desk = DeskInHand.opened()
    assert moved(desk, [(COME, 20), (away, 20)]) == []
    assert desk.incident.phase is Phase.STANDS
    assert moved(desk, [(COME, 20)]) == [AGAIN]
    assert moved(desk, [(away, 20), (COME, 20)]) == [AGAIN]
    assert desk.incident.phase is Phase.STANDS


def test_after_it_was_stepped_down_a_first_approach_is_raised_too_and_does_not_say_again() -> None:
    assert moved(stepped_down(), [(COME, 20)]) == [AFTER]
    desk = stepped_down()
    assert moved(desk, [(GO, 20), (COME, 20)]) == [AFTER]
    assert desk.incident.phase is Phase.CHOOSE


def test_who_leaves_at_a_corner_after_it_was_stepped_down_has_not_come_nearer() -> None:
    desk = DeskInHand.opened()
    assert moved(desk, [(COME, 20)]) == []
    desk.act(decision(DecisionKind.STEP_DOWN), AUTHORITY)
    assert moved(desk, [(COME, 0)]) == []
    assert desk.incident.phase is Phase.ENDING
    assert moved(desk, [(COME, 3)]) == [AFTER]


def test_what_was_in_another_incident_is_no_matter() -> None:
    desk = held()
    assert moved(desk, [(HALT, 20)]) == []
    desk.act(acts.Close(disposition=acts.Disposition.TURNED_BACK, words="gone", aftermath="not known"))
    desk.take(crossing(track="sim:9"))
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    assert moved(desk, [(COME, 20)]) == []
