"""Ways past an authority that were tried by hand at the real desk: none is let through.

Each plays the sound ladder, or one that is a change away from it, as somebody would who wants to get to its rung that
takes a decision of two of the authority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from ladder_faults import SOUND
from stage import (
    ONE_EACH,
    PEOPLE,
    Scene,
    act,
    approve,
    crossing,
    decide,
    empty,
    fire,
    first_taken,
    movement,
    take,
)

from standoff.incidents.checking import check_ladder
from standoff.incidents.ladder import Ladder, read_ladder
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind, Disposition
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from standoff.model.principal import Role

LADDER: Final = read_ladder(SOUND["ladder"], "sound.toml")
SHELTER: Final = LADDER.place_of("shelter")
WATCH, LIAISON, AUTHORITY = ONE_EACH
BOTH: Final = (PEOPLE["authority-1"], PEOPLE["authority-2"])
RESUME: Final = acts.Resume(reason="They stay")


def attempt(kind: AttemptKind, rung: str = "") -> acts.Attempt:
    return acts.Attempt(kind=kind, channel="line", to="they", words="Leave by the north", rung=rung)


SHELTERED: Final = attempt(AttemptKind.PROTECT, "shelter")


def begun(ladder: Ladder = LADDER) -> Scene:
    taken = take(empty(ladder), crossing())
    assert taken is not None
    return taken.scene


def after(scene: Scene, what: acts.What) -> Scene:
    """The desk after an act that somebody may do."""
    taken = first_taken(scene, [what])
    assert taken is not None, what
    return taken.scene


def approved() -> Scene:
    taken = approve(begun(), "shelter", *BOTH)
    assert taken is not None
    assert stands(taken.scene) == (Phase.ACT, SHELTER)
    return taken.scene


def stands(scene: Scene) -> tuple[Phase, int]:
    incident = scene.incident
    assert incident is not None
    return incident.phase, incident.rung


def halted(scene: Scene) -> Scene:
    taken = take(scene, movement(MovementKind.HALT))
    assert taken is not None
    assert stands(taken.scene)[0] is Phase.STANDS
    return taken.scene


def refused(scene: Scene, what: acts.What) -> bool:
    return first_taken(scene, [what]) is None


def answered(scene: Scene) -> Scene:
    """The watch chooses, on the rung that was approved and tried."""
    scene = after(after(scene, SHELTERED), acts.Answer(kind=AnswerKind.UNKNOWN, from_whom="the gate"))
    assert stands(scene) == (Phase.CHOOSE, SHELTER)
    return scene


def test_nobody_tries_the_rung_before_it_is_approved_by_two() -> None:
    assert refused(begun(), SHELTERED)
    assert refused(begun(), attempt(AttemptKind.PROTECT)), "unnamed, it is on the same rung"
    for people in ((AUTHORITY,), (AUTHORITY, AUTHORITY), (AUTHORITY, WATCH), (WATCH, LIAISON)):
        taken = approve(begun(), "shelter", *people)
        assert taken is None or stands(taken.scene) != (Phase.ACT, SHELTER)


@pytest.mark.parametrize("persons", [1, 2])
def test_where_the_watch_may_approve_beside_an_authority_it_does_not_do_so_without_one(persons: int) -> None:
    old, new = 'by = ["authority"], persons = 2', f'by = ["watch", "authority"], persons = {persons}'
    ladder = read_ladder(SOUND["ladder"].replace(old, new), "mine.toml")
    assert check_ladder(ladder) == []
    for people in ((WATCH,), (WATCH, PEOPLE["watch-2"])):
        taken = approve(begun(ladder), "shelter", *people)
        assert taken is None or stands(taken.scene) != (Phase.ACT, SHELTER)
    taken = approve(begun(ladder), "shelter", *((WATCH, AUTHORITY) if persons == 2 else (AUTHORITY,)))
    assert taken is not None
    assert stands(taken.scene) == (Phase.ACT, SHELTER)


def test_an_approval_from_before_a_halt_does_not_enter_the_rung_again_after_it() -> None:
    resumed = after(halted(approved()), RESUME)
    assert stands(resumed) == (Phase.CHOOSE, SHELTER), "what was approved is not what is there now"
    assert refused(resumed, SHELTERED)
    anew = approve(resumed, "shelter", *BOTH)
    assert anew is not None
    assert stands(after(anew.scene, SHELTERED)) == (Phase.ANSWER, SHELTER)


def test_what_was_tried_before_a_halt_is_still_waited_for_after_it() -> None:
    resumed = after(halted(after(approved(), SHELTERED)), RESUME)
    assert stands(resumed) == (Phase.ANSWER, SHELTER)


def test_an_approval_is_used_up_when_the_rung_is_left() -> None:
    scene = answered(approved())
    assert refused(scene, SHELTERED)
    assert refused(after(scene, attempt(AttemptKind.RELAY, "relay")), SHELTERED)


def test_an_attempt_on_no_rung_does_not_lead_back_into_one_that_was_approved_once() -> None:
    bare = read_ladder(SOUND["ladder"].replace('kind = "relay"', 'kind = "contact"'), "sound.toml")
    taken = approve(begun(bare), "shelter", *BOTH)
    assert taken is not None
    scene = after(answered(taken.scene), attempt(AttemptKind.RELAY))
    assert stands(scene) == (Phase.CHOOSE, SHELTER)
    assert refused(scene, SHELTERED)


def test_closing_and_opening_again_does_not_keep_an_approval() -> None:
    closing = acts.Close(disposition=Disposition.HALTED, words="It has ended", aftermath="not known")
    for scene in (approved(), after(approved(), SHELTERED)):
        again = after(after(scene, closing), acts.Reopen(why="They are back"))
        assert stands(again) == (Phase.CHOOSE, SHELTER)
        assert refused(again, SHELTERED)


@pytest.mark.parametrize("kind", [DecisionKind.HOLD, DecisionKind.GO_ON, DecisionKind.STEP_DOWN])
def test_a_decision_of_another_kind_is_no_approval(kind: DecisionKind) -> None:
    for scene in (begun(), approved()):
        decided = decide(scene, kind, AUTHORITY)
        assert decided is not None
        assert refused(decided.scene, SHELTERED)


def test_time_alone_never_comes_back_to_it_or_to_the_question() -> None:
    scene = after(approved(), SHELTERED)
    for _ in range(12):
        fired = fire(scene)
        assert fired is not None
        scene = fired.scene
        assert stands(scene)[0] is Phase.CHOOSE


def test_movement_that_shows_that_they_turned_moves_no_rung() -> None:
    scene = after(begun(), attempt(AttemptKind.CONTACT, "contact"))
    taken = take(Scene(scene.desk, scene.now_ms + 600_000), movement(MovementKind.WITHDRAW))
    assert taken is not None
    assert stands(taken.scene) == (Phase.STANDS, LADDER.place_of("contact"))


TAKES_IT: Final = {
    "pause.resumed_by": ('resumed_by = ["watch", "authority"]', 'resumed_by = ["authority"]'),
    "ends.by": ('by = ["watch", "authority"]\ndispositions', 'by = ["liaison"]\ndispositions'),
    "judged.by": ('judged = { by = ["watch", "authority"] }', 'judged = { by = ["authority"] }'),
}


@pytest.mark.parametrize("field", TAKES_IT)
def test_who_is_waited_for_may_do_what_is_waited_for(field: str) -> None:
    old, new = TAKES_IT[field]
    ladder = read_ladder(SOUND["ladder"].replace(old, new), "mine.toml")
    assert check_ladder(ladder) == []
    scene = begun(ladder)
    stepped = decide(scene, DecisionKind.STEP_DOWN, AUTHORITY)
    assert stepped is not None
    tried = after(scene, attempt(AttemptKind.INFORM))
    closing = acts.Close(disposition=Disposition.HALTED, words="It has ended", aftermath="not known")
    waiting = (
        (halted(scene), RESUME),
        (stepped.scene, closing),
        (tried, acts.Answer(kind=AnswerKind.REFUSED, from_whom="they")),
    )
    for stood, what in waiting:
        role = _waited_for(stood)
        taken = take(stood, act(stood, what, PEOPLE[f"{role.value}-1"]))
        assert taken is not None, (field, what)
        assert stands(taken.scene)[0] is not stands(stood)[0], (field, what)


def _waited_for(scene: Scene) -> Role:
    incident = scene.incident
    assert incident is not None
    assert incident.deadline is not None
    return incident.deadline.for_role
