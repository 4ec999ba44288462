"""Rungs that take a decision: by one person or two, of exactly what was seen, for a while, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from desk_in_hand import (
    ASK,
    AUTHORITY,
    CLOSE,
    LIAISON,
    MONITOR,
    SECOND_MS,
    WATCH,
    DeskInHand,
    approval,
    crossing,
    decision,
    movement,
)
from ladders_in_hand import BOTH, SECOND, THIRD, answer, attempt, laddered, peopled

from standoff.incidents.circumstances import seen_hash
from standoff.incidents.ladder import Approval, Rung, RungKind
from standoff.incidents.pen import to_text
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.principal import Principal

VALID_S: Final = 600
SHELTER: Final = Rung(
    id="shelter",
    kind=RungKind.PROTECT,
    asks="Move those who are outside into shelter",
    off_ramp="When they have left",
    role=Role.WATCH,
    act_s=300,
    answer_s=300,
    approval=Approval(by=(Role.AUTHORITY,), valid_s=VALID_S),
)
PLACE: Final = 5
TAKE_SHELTER: Final = attempt(AttemptKind.PROTECT, "shelter")


def opened(persons: int = 1, by: tuple[Role, ...] = (Role.AUTHORITY,)) -> DeskInHand:
    approving = Approval(by=by, persons=persons, valid_s=VALID_S)
    shelter = msgspec.structs.replace(SHELTER, approval=approving)
    return peopled(DeskInHand.opened(ladder=laddered(more=(shelter,))))


def coming(persons: int = 1) -> DeskInHand:
    desk = opened(persons)
    desk.take(movement(MovementKind.APPROACH))
    return desk


def entered(desk: DeskInHand) -> bool:
    return (desk.incident.phase, desk.incident.rung) == (Phase.ACT, PLACE)


# refused


def test_an_attempt_on_such_a_rung_without_approval_is_refused_and_says_what_to_do() -> None:
    for persons, who in ((1, "a decision by authority"), (2, "a decision by two of authority")):
        refused = opened(persons).refused(TAKE_SHELTER)
        assert (refused.code, refused.field) == ("not-allowed", "what.rung")
        assert who in refused.says
        assert "approve, rung shelter" in refused.remedy
        assert "authority" in refused.remedy


def test_an_attempt_of_its_kind_that_names_no_rung_is_refused_too() -> None:
    assert opened().refused(attempt(AttemptKind.PROTECT)).field == "what.rung"


@pytest.mark.parametrize("decider", [WATCH, LIAISON, MONITOR])
def test_who_has_none_of_its_roles_may_not_approve_it_whoever_enters_that(decider: Principal) -> None:
    desk = opened()
    refused = desk.refused(approval(desk, "shelter", decider), AUTHORITY)
    assert (refused.code, refused.field) == ("not-allowed", "what.decided_by")
    assert "authority" in refused.says


def test_neither_a_rung_that_takes_no_approval_nor_one_that_is_not_there_is_approved() -> None:
    desk = opened()
    plain = desk.refused(approval(desk, "contact"), AUTHORITY)
    assert (plain.code, plain.field, plain.remedy) == ("invalid", "what.rung", "It can be tried as it is")
    for name in ("cellar", ""):
        unknown = desk.refused(approval(desk, name, seen="0" * 64), AUTHORITY)
        assert (unknown.code, unknown.field) == ("unknown", "what.rung")
        assert "shelter" in unknown.remedy


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_an_approval_of_something_else_than_is_there_is_refused(seen: str) -> None:
    desk = opened()
    what = acts.Decision(
        kind=DecisionKind.APPROVE, decided_by=AUTHORITY.id, reason="so decided", rung="shelter", seen=seen
    )
    refused = desk.refused(what, AUTHORITY)
    assert (refused.code, refused.field, refused.revision) == ("moved-since", "what.seen", 0)
    assert "Look again" in refused.remedy


def test_an_approval_of_another_rung_is_none_of_this_one() -> None:
    desk = opened()
    desk.refused(approval(desk, "shelter", seen=seen_hash(desk.incident, "contact")), AUTHORITY)


def _told(what: acts.What, by: Principal = WATCH) -> Callable[[DeskInHand], Any]:
    return lambda desk: desk.act(what, by)


CHANGES: Final[dict[str, Callable[[DeskInHand], Any]]] = {
    "a ring": lambda desk: desk.take(crossing(ring="40")),
    "another track": lambda desk: desk.take(crossing(track="sim:2")),
    "they halt": lambda desk: desk.take(movement(MovementKind.HALT)),
    "they are gone": lambda desk: desk.take(movement(MovementKind.APPROACH, 0)),
    "an attempt": _told(attempt(AttemptKind.INFORM)),
    "an attempt on no rung": _told(attempt(AttemptKind.CONTACT, "contact"), LIAISON),
    "an answer": _told(answer(AnswerKind.COMPLIED)),
    "a doubt": _told(acts.Doubt(words="may be a road crew"), MONITOR),
    "somebody is there": _told(acts.Presence(whom=acts.Whom.ZONE, category="shepherds", source="x")),
    "more are there": lambda desk: [
        desk.act(acts.Presence(whom=acts.Whom.ZONE, category="shepherds", source="x", about_count=n)) for n in (2, 40)
    ],
    "a sighting": _told(acts.Sighting(observer="OP 2", words="they carry goods")),
    "a claim": _told(acts.Claim(about=acts.About.IDENTITY, claimed_by="x", words="aid")),
    "a report": _told(acts.ReportedAction(reported_by="x", words="flares were seen")),
    "a correction": _told(acts.Correction(corrects=3, words="it was line 2")),
    "a question": _told(ASK),
    "a hold": _told(decision(DecisionKind.HOLD), AUTHORITY),
    "a step down": _told(decision(DecisionKind.STEP_DOWN), AUTHORITY),
    "closed and opened again": lambda desk: [desk.act(CLOSE), desk.act(acts.Reopen(why="They are back"))],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_seen_is_stale_for_the_first_and_for_the_second_once_anything_has_changed(
    change: Callable[[DeskInHand], Any],
) -> None:
    first = coming()
    seen = seen_hash(first.incident, "shelter")
    change(first)
    assert first.refused(approval(first, "shelter", seen=seen), AUTHORITY).code == "moved-since"
    two = coming(2)
    seen = seen_hash(two.incident, "shelter")
    two.act(approval(two, "shelter"), AUTHORITY)
    change(two)
    assert two.refused(approval(two, "shelter", SECOND, seen), SECOND).code == "moved-since"
    two.act(approval(two, "shelter", SECOND), SECOND)
    assert not entered(two), "who approves what is there now begins anew"
    two.act(approval(two, "shelter", AUTHORITY), AUTHORITY)
    assert entered(two)


SAME: Final[dict[str, Callable[[DeskInHand], Any]]] = {
    "time passes": lambda desk: desk.after(60 * SECOND_MS),
    "somebody takes the alarm": _told(acts.Acknowledge()),
    "what they do goes on": lambda desk: desk.take(movement(MovementKind.APPROACH)),
}


@pytest.mark.parametrize("nothing", SAME.values(), ids=SAME)
def test_what_changes_nothing_that_was_seen_leaves_an_approval_good(nothing: Callable[[DeskInHand], Any]) -> None:
    desk = coming(2)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    seen = desk.last("decision")["seen"]
    nothing(desk)
    desk.act(approval(desk, "shelter", SECOND, seen), SECOND)
    assert entered(desk)


# taken


def test_one_person_approves_and_the_rung_is_entered_and_told_to_who_has_it() -> None:
    desk = opened()
    desk.act(approval(desk, "shelter"), AUTHORITY)
    assert entered(desk)
    assert desk.incident.approved is None, "it is used up"
    assert (desk.last("raised")["to_role"], desk.last("raised")["says"]) == (Role.WATCH, "It is approved")
    assert desk.last("deadline_set")["says"] == SHELTER.asks
    desk.act(TAKE_SHELTER)
    assert (desk.incident.phase, desk.incident.rung, desk.incident.tried) == (Phase.ANSWER, PLACE, ("shelter",))


def test_an_approval_authorises_one_entering_and_the_next_needs_another() -> None:
    desk = opened()
    desk.act(approval(desk, "shelter"), AUTHORITY)
    used = desk.last("decision")["seen"]
    desk.act(TAKE_SHELTER)
    desk.act(answer(AnswerKind.PARTLY))
    assert desk.refused(TAKE_SHELTER).code == "not-allowed"
    assert desk.refused(approval(desk, "shelter", seen=used), AUTHORITY).code == "moved-since"
    desk.act(approval(desk, "shelter"), AUTHORITY)
    desk.act(TAKE_SHELTER)


def test_nor_is_it_entered_by_way_of_an_attempt_that_is_on_no_rung() -> None:
    ladder = laddered(more=(SHELTER,), rungs={"relay": {"kind": RungKind.CONTACT}})
    desk = DeskInHand.opened(ladder=ladder)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    desk.act(TAKE_SHELTER)
    desk.act(answer(AnswerKind.PARTLY))
    stepped = desk.act(attempt(AttemptKind.RELAY))
    assert [entry.type for entry in stepped.entries] == ["attempt"], "it is recorded, and moves nothing"
    assert desk.refused(TAKE_SHELTER).code == "not-allowed"


def test_an_approved_rung_that_stands_may_be_tried_as_it_was() -> None:
    desk = opened()
    desk.act(approval(desk, "shelter"), AUTHORITY)
    desk.take(movement(MovementKind.HALT))
    assert desk.incident.phase is Phase.STANDS
    desk.act(TAKE_SHELTER)
    assert desk.incident.phase is Phase.STANDS


def test_of_two_persons_the_second_is_somebody_else_and_enters_it() -> None:
    desk = opened(2)
    until = to_text(desk.now_ms + VALID_S * SECOND_MS)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    assert not entered(desk)
    assert desk.refused(TAKE_SHELTER).code == "not-allowed", "one of two is not enough"
    for entering in (AUTHORITY, WATCH, SECOND):
        again = desk.refused(approval(desk, "shelter"), entering)
        assert (again.code, again.field) == ("not-allowed", "what.decided_by")
        assert "second person" in again.says
    desk.now_ms += 100 * SECOND_MS
    desk.act(approval(desk, "shelter", SECOND), SECOND)
    assert entered(desk)
    assert [entry.body["until"] for entry in desk.of("decision")] == [until, until], "the second prolongs nothing"


@pytest.mark.parametrize("second", [AUTHORITY, SECOND])
def test_the_first_runs_out_and_who_comes_then_begins_anew(second: Principal) -> None:
    desk = opened(2)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    desk.now_ms += VALID_S * SECOND_MS
    desk.act(approval(desk, "shelter", second), second)
    assert not entered(desk)
    approved = desk.incident.approved
    assert approved is not None
    assert (approved.by, approved.until_ms) == ((second.id,), desk.now_ms + VALID_S * SECOND_MS)
    other = SECOND if second is AUTHORITY else AUTHORITY
    desk.act(approval(desk, "shelter", other), other)
    assert entered(desk)


def test_a_moment_before_it_runs_out_it_still_holds() -> None:
    desk = opened(2)
    desk.act(approval(desk, "shelter"), AUTHORITY)
    desk.now_ms += VALID_S * SECOND_MS - 1
    desk.act(approval(desk, "shelter", SECOND), SECOND)
    assert entered(desk)


def test_the_entry_names_who_by_which_role_which_rung_and_what_was_seen() -> None:
    desk = opened()
    seen, until = seen_hash(desk.incident, "shelter"), to_text(desk.now_ms + VALID_S * SECOND_MS)
    said = desk.act(approval(desk, "shelter"), AUTHORITY).entries[0]
    phase = next(entry for entry in desk.entries if entry.type == "phase")
    assert (said.type, said.incident, said.seq < phase.seq) == ("decision", "17-001", True)
    names = ("kind", "decided_by", "role", "rung", "seen", "until")
    assert tuple(said.body[name] for name in names) == ("approve", AUTHORITY.id, "authority", "shelter", seen, until)


ROLES: Final[dict[str, tuple[DecisionKind, Principal, str]]] = {
    "a hold by the watch": (DecisionKind.HOLD, WATCH, "watch"),
    "a hold by the authority": (DecisionKind.HOLD, AUTHORITY, "authority"),
    "a hold by who is both: the first that the ladder names": (DecisionKind.HOLD, BOTH, "watch"),
    "drawing back by who is both": (DecisionKind.DRAW_BACK, BOTH, "authority"),
    "going on": (DecisionKind.GO_ON, WATCH, "watch"),
    "stepping down": (DecisionKind.STEP_DOWN, AUTHORITY, "authority"),
}


@pytest.mark.parametrize(("kind", "decider", "role"), ROLES.values(), ids=ROLES)
def test_a_decision_of_any_kind_says_by_which_role_it_was_his(
    kind: DecisionKind, decider: Principal, role: str
) -> None:
    desk = opened()
    desk.act(decision(kind, decider), LIAISON)
    assert desk.last("decision")["role"] == role, "his who decided, not his who entered it"


def test_an_approval_is_by_the_first_of_its_roles_that_he_has() -> None:
    desk = opened(by=(Role.LIAISON, Role.AUTHORITY, Role.WATCH))
    desk.act(approval(desk, "shelter", BOTH), BOTH)
    assert desk.last("decision")["role"] == "authority"


def test_an_approval_that_was_spoken_is_recorded_by_another_and_confirmed_later() -> None:
    desk = opened()
    spoken = approval(desk, "shelter")
    desk.act(spoken, WATCH)
    assert entered(desk)
    (made,) = desk.incident.decisions
    assert (made.decided_by, made.confirmed) == (AUTHORITY.id, False)
    assert desk.refused(acts.Confirm(decision=made.seq), WATCH).code == "not-allowed"
    desk.act(acts.Confirm(decision=made.seq), AUTHORITY)
    assert desk.incident.decisions[0].confirmed
    assert entered(desk), "confirming moves nothing"


def test_who_acts_for_the_first_is_no_second_person_and_who_acts_for_a_third_is() -> None:
    for giver, refused in ((AUTHORITY, True), (SECOND, False)):
        desk = coming(2)
        handed = acts.Delegate(to=WATCH.id, roles=(Role.AUTHORITY,), until="2017-05-18T12:00:00Z", reason="at the gate")
        desk.act(handed, giver, incident="")
        desk.act(approval(desk, "shelter"), AUTHORITY)
        if refused:
            assert "acts for the other" in desk.refused(approval(desk, "shelter", WATCH), WATCH).says
            continue
        desk.act(approval(desk, "shelter", WATCH), WATCH)
        assert entered(desk)
        assert (desk.last("decision")["role"], desk.last("decision")["acts_for"]) == ("authority", SECOND.id)


def test_an_approval_in_which_no_authority_has_part_is_never_whole() -> None:
    desk = opened(persons=2, by=(Role.WATCH, Role.AUTHORITY))
    peopled(desk)
    first = approval(desk, "shelter", WATCH)
    desk.act(first)
    refused = desk.refused(approval(desk, "shelter", THIRD, seen=first.seen), THIRD)
    assert (refused.code, refused.field, bool(refused.remedy)) == ("not-allowed", "what.decided_by", True)
    assert not entered(desk)
    desk.act(approval(desk, "shelter", AUTHORITY, seen=first.seen), AUTHORITY)
    assert entered(desk)
    alone = opened(by=(Role.WATCH, Role.AUTHORITY))
    assert alone.refused(approval(alone, "shelter", WATCH)).code == "not-allowed"
