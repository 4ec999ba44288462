"""The life of an incident, cell by cell: every phase with everything that can happen to it.

The table below is written from `incidents/table.py`'s theory of operation and from invariants 4 and 5, not from its
rows. Every cell is brought about by a real command, and what it must come to is looked at in the state.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

import msgspec
import pytest
from desk_in_hand import (
    ANSWER,
    ASK,
    ATTEMPT,
    AUTHORITY,
    CLOSE,
    LADDER,
    MINUTE_MS,
    RESUME,
    DeskInHand,
    approval,
    crossing,
    decision,
    movement,
    types,
)

from standoff.incidents.ladder import Approval, Rung, RungKind
from standoff.incidents.refusal import Code, RefusedError
from standoff.incidents.step import Due, Stepped
from standoff.incidents.table import BY_PEOPLE, TABLE, Event, Phase, Target
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC: Final = """
       attempt answer ask   hold go_on  draw_back approve step_down resume close  reopen due    stand  move_on join
act    answer  choose asked held choose choose    rung    ending    -      closed -      again  stands -       -
answer anew    choose asked held choose choose    rung    ending    -      closed -      next   stands -       -
choose answer  -      asked held same   same      rung    ending    -      closed -      again  stands -       -
stands -       -      asked held choose same      rung    ending    before closed -      again  -      same    -
asked  -       -      -     held choose choose    rung    ending    -      -      -      again  -      -       -
held   -       -      asked anew choose same      rung    ending    -      closed -      choose -      same    -
ending -       -      asked held choose same      rung    -         -      closed -      again  -      choose  choose
closed -       -      -     -    -      -         -       -         -      -      choose -      -      -       -
"""
"""What each event comes to in each phase.

A phase: it goes there, with a deadline of its own. `again`: nobody acted, and it is raised again. `next`: the next
rung. `rung`: the rung that was approved. `anew`: the same phase begins once more. `before`: where it was before it
stood. `same`: it is taken, and the phase and the deadline go on. `-`: it moves nothing; where a person asked for a
move, that is refused.
"""
_HEAD, *_ROWS = [line.split() for line in SPEC.strip().splitlines()]
CELLS: Final = {(row[0], event): cell for row in _ROWS for event, cell in zip(_HEAD, row[1:], strict=True)}
REFUSED: Final = {"ask", "hold", "go_on", "draw_back", "approve", "step_down", "resume", "close", "reopen"}
"""Events by which a person asks for a move; attempts, answers and what is seen are recorded wherever they come."""

DO: Final[dict[str, Callable[[DeskInHand], Stepped]]] = {
    "attempt": lambda desk: desk.act(ATTEMPT),
    "answer": lambda desk: desk.act(ANSWER),
    "ask": lambda desk: desk.act(ASK),
    "hold": lambda desk: desk.act(decision(DecisionKind.HOLD), AUTHORITY),
    "go_on": lambda desk: desk.act(decision(DecisionKind.GO_ON), AUTHORITY),
    "draw_back": lambda desk: desk.act(decision(DecisionKind.DRAW_BACK), AUTHORITY),
    "approve": lambda desk: desk.act(approval(desk, SHELTER.id), AUTHORITY),
    "step_down": lambda desk: desk.act(decision(DecisionKind.STEP_DOWN), AUTHORITY),
    "resume": lambda desk: desk.act(RESUME),
    "close": lambda desk: desk.act(CLOSE),
    "reopen": lambda desk: desk.act(acts.Reopen(why="They are back")),
    "due": lambda desk: desk.due() if desk.desk.due_ms is not None else desk.take(Due()),
    "stand": lambda desk: desk.take(
        movement(MovementKind.WITHDRAW if desk.incident.movement == "halt" else MovementKind.HALT)
    ),
    "move_on": lambda desk: desk.take(movement(MovementKind.APPROACH)),
    "join": lambda desk: desk.take(crossing(track="sim:2")),
}
SHELTER: Final = Rung(
    id="shelter",
    kind=RungKind.PROTECT,
    asks="Move those who are outside into shelter",
    off_ramp="When they have left",
    role=Role.WATCH,
    act_s=300,
    answer_s=300,
    approval=Approval(by=(Role.AUTHORITY,)),
)
_REFUSED_BY: Final = msgspec.structs.replace(LADDER.rungs[0], on={acts.AnswerKind.REFUSED: "relay"})
SHELTERED: Final = msgspec.structs.replace(LADDER, rungs=(_REFUSED_BY, *LADDER.rungs[1:], SHELTER))
"""The first ladder with a rung above it that takes a decision, and an answer that leads on to a rung."""
RELAY: Final = 2
ELSEWHERE: Final[dict[str, tuple[acts.What, Phase]]] = {
    "attempt": (acts.Attempt(kind=acts.AttemptKind.RELAY, channel="x", to="y", words="z"), Phase.ANSWER),
    "answer": (acts.Answer(kind=acts.AnswerKind.REFUSED, from_whom="the line"), Phase.ACT),
}
"""Attempts and answers that lead to another rung: to which phase there."""
WAYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "act": ((), ("stand", "resume")),
    "answer": (("attempt",), ("attempt", "stand", "resume")),
    "choose": (("attempt", "answer"), ("answer", "stand", "resume")),
    "stands": (("stand",), ("attempt", "stand"), ("answer", "stand")),
    "asked": (("ask",), ("stand", "ask")),
    "held": (("stand", "hold"),),
    "ending": (("step_down",), ("stand", "step_down")),
    "closed": (("close",),),
}
"""How a desk is brought into a phase; into `stands` from each phase that can stand.

Each but `closed` also after a halt: who has not halted, gone or left does not come nearer again.
"""


def brought(way: tuple[str, ...]) -> DeskInHand:
    desk = DeskInHand.opened(ladder=SHELTERED)
    for event in way:
        desk.now_ms += MINUTE_MS
        DO[event](desk)
    desk.now_ms += MINUTE_MS
    return desk


DESKS: Final = {(phase, way): brought(way) for phase, ways in WAYS.items() for way in ways}


def hold_to_spec(phase: str, event: str) -> None:
    """The specification: fails where the desk does anything else than its cell says."""
    for (begun, way), prepared in DESKS.items():
        if begun == phase:
            desk = copy.copy(prepared)
            desk.entries = list(prepared.entries)
            assert desk.incident.phase.value == phase
            _hold_cell(desk, event, CELLS[phase, event], way)
            if event in ELSEWHERE and CELLS[phase, event] != "-":
                other = copy.copy(prepared)
                what, led_to = ELSEWHERE[event]
                other.act(what)
                assert (other.incident.phase, other.incident.rung) == (led_to, RELAY)


def _hold_cell(desk: DeskInHand, event: str, cell: str, way: tuple[str, ...]) -> None:
    before = desk.incident
    if cell == "-" and (event in REFUSED or (not before.is_open and event == "attempt")):
        with pytest.raises(RefusedError) as refused:
            DO[event](desk)
        assert refused.value.code in {Code.INVALID, Code.CLOSED}
        assert desk.incident == before
        return
    stepped = DO[event](desk)
    after, written = desk.desk.incidents[before.id], types(stepped)
    rung = len(SHELTERED.rungs) - 1 if cell == "rung" else before.rung + (cell == "next")
    assert after.rung == rung, "no rung is skipped, and none is climbed but by time, or where it is approved"
    if cell == "-":
        assert (after.phase, after.deadline, after.stand) == (before.phase, before.deadline, before.stand)
        assert "phase" not in written
        return
    if cell == "same":
        assert ("raised" in written) == (event == "move_on"), "who let it stand is told that they come nearer"
        assert (after.phase, after.deadline) == (before.phase, before.deadline)
        assert "phase" not in written
        return
    assert after.deadline != before.deadline, "a phase that begins has a deadline of its own"
    if cell == "again":
        assert after.phase is before.phase
        assert after.deadline is not None
        assert before.deadline is not None
        assert after.deadline.raised == before.deadline.raised + 1
        assert "phase" not in written
        assert "raised" in written
        return
    was: dict[tuple[str, ...], str] = {(): "act", ("attempt",): "answer", ("answer",): "choose"}
    expected = {"anew": before.phase.value, "next": "act", "rung": "act", "before": was.get(way[:-1], "")}.get(
        cell, cell
    )
    assert after.phase.value == expected
    assert written.count("phase") == 1
    assert desk.last("phase")["event"] == event
    assert (after.deadline is None) == (expected == "closed")
    if after.deadline is not None:
        assert after.deadline.raised == int(event in {"ask", "approve", "reopen", "due", "move_on", "join"}), (
            "raised to who has to be told"
        )


@pytest.mark.parametrize(("phase", "event"), CELLS)
def test_a_cell_of_the_table_comes_to_what_is_specified(phase: str, event: str) -> None:
    hold_to_spec(phase, event)


def test_the_specification_and_the_table_have_the_same_rows_and_no_others() -> None:
    assert {phase for phase, _ in CELLS} == set(Phase)
    assert {event for _, event in CELLS} == set(Event)
    assert {cell for cell, to in CELLS.items() if to != "-"} == {(p.value, e.value) for p, e in TABLE}


def test_above_the_last_rung_time_leads_to_the_choice_of_a_person_and_asks_no_authority() -> None:
    desk = DeskInHand.opened()
    kinds = [rung.attempt for rung in desk.desk.ladders["first@1"].rungs if rung.attempt is not None]
    rungs = len(kinds)
    for place, kind in enumerate(kinds):
        assert desk.incident.rung == place
        desk.act(acts.Attempt(kind=kind, channel="x", to="y", words="z"))
        desk.due()
    assert (desk.incident.phase, desk.incident.rung) == (Phase.CHOOSE, rungs - 1)
    for _ in range(10):
        desk.due()
        assert (desk.incident.phase, desk.incident.rung) == (Phase.CHOOSE, rungs - 1)


def test_an_attempt_on_another_rung_goes_to_that_rung_and_time_goes_on_from_there() -> None:
    desk = DeskInHand.opened()
    desk.act(acts.Attempt(kind=acts.AttemptKind.RELAY, channel="x", to="y", words="z"))
    assert desk.incident.rung == 2
    desk.due()
    assert (desk.incident.phase, desk.incident.rung) == (Phase.ACT, 3)


DECIDED: Final = {Phase.ASKED, Phase.HELD, Phase.ENDING, Phase.CLOSED}


def test_only_a_person_leads_to_a_phase_in_which_somebody_was_asked_or_has_decided() -> None:
    for (phase, event), target in TABLE.items():
        if target in DECIDED and phase is not target:
            assert event in BY_PEOPLE, (phase, event)


def test_everything_but_the_end_can_be_left_by_a_person_and_waits_for_somebody() -> None:
    for phase in set(Phase) - {Phase.CLOSED}:
        assert (phase, Event.DUE) in TABLE, "nothing that is open falls silent"
        assert any((phase, event) in TABLE for event in (Event.HOLD, Event.ASK)), "a way on"
        assert any((phase, event) in TABLE for event in (Event.CLOSE, Event.STEP_DOWN)), "a way out"


ANYWHERE: Final = (*Phase, Target.NEXT_RUNG, Target.AS_BEFORE)
SAME_THING: Final = {
    (phase, event, Target.AS_BEFORE)
    for (phase, event), target in TABLE.items()
    if phase is not Phase.STANDS and target is Phase.CHOOSE
}
"""Where nothing stands, `as before` is `choose`: to lead there instead changes nothing that can be seen."""
MUTANTS: Final = [
    (phase, event, other)
    for (phase, event), target in TABLE.items()
    for other in (None, *ANYWHERE)
    if other is not target and (phase, event, other) not in SAME_THING
]


def test_no_row_can_be_taken_out_or_lead_elsewhere_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the test: each single change of the table makes its cell fail."""
    unseen: list[tuple[str, str, str]] = []
    for phase, event, other in MUTANTS:
        with monkeypatch.context() as patched:
            if other is None:
                patched.delitem(TABLE, (phase, event))
            else:
                patched.setitem(TABLE, (phase, event), other)
            if not _noticed(phase, event):
                unseen.append((phase.value, event.value, str(other)))
    assert len(MUTANTS) > 400
    assert unseen == []


def test_no_row_can_be_added_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    unseen: list[tuple[str, str, str]] = []
    for phase in set(Phase) - {Phase.CLOSED}:
        for event in Event:
            for other in Phase:
                if (phase, event) not in TABLE and other is not phase:
                    with monkeypatch.context() as patched:
                        patched.setitem(TABLE, (phase, event), other)
                        if not _noticed(phase, event):
                            unseen.append((phase.value, event.value, other.value))
    assert unseen == []


def _noticed(phase: Phase, event: Event) -> bool:
    try:
        hold_to_spec(phase.value, event.value)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - a table that breaks the desk is seen as well
        return True
    return False


def test_the_state_of_every_cell_is_bytes_that_can_be_read_again() -> None:
    for desk in DESKS.values():
        assert msgspec.json.decode(msgspec.json.encode(desk.desk), type=type(desk.desk)) == desk.desk
