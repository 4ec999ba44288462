"""Who may do what, now: own roles, delegated ones, the rota, the watch that is handed over, and two who are two."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pytest
from desk_in_hand import (
    AUTHORITY,
    LADDER,
    LIAISON,
    MINUTE_MS,
    MONITOR,
    START_MS,
    WATCH,
    DeskInHand,
    approval,
    crossing,
    decision,
)

from standoff.incidents.authority import are_two
from standoff.incidents.ladder import Approval, Ladder, Rung, RungKind
from standoff.incidents.pen import to_text
from standoff.incidents.step import Fact
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.principal import Principal, Role

OTHER: Final = Principal(id="authority-2", name="Authority Two", roles=(Role.AUTHORITY,))
SECOND: Final = Principal(id="watch-2", name="Watch Two", roles=(Role.WATCH,))
PEOPLE: Final = (WATCH, SECOND, LIAISON, AUTHORITY, OTHER, MONITOR)
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
TWO: Final = msgspec.structs.replace(LADDER, rungs=(*LADDER.rungs, SHELTER))
LATER: Final = to_text(START_MS + 120 * MINUTE_MS)


def staffed(ladder: Ladder = TWO) -> DeskInHand:
    """A desk with two of watch and authority, and an incident."""
    desk = DeskInHand(ladder)
    desk.take(Fact(type="roster", body={"people": msgspec.to_builtins(list(PEOPLE))}))
    desk.take(crossing())
    return desk


def handed(by: Principal, to: Principal, role: Role, **more: Any) -> acts.Delegate:
    assert role in by.roles
    return acts.Delegate(to=to.id, roles=(role,), until=LATER, reason="meal", **more)


PAIRS: Final = [
    (("a", "", "b", ""), True),
    (("a", "", "a", ""), False),
    (("a", "", "b", "a"), False),
    (("b", "a", "a", ""), False),
    (("b", "a", "c", "a"), False),
    (("b", "a", "c", "d"), True),
    (("b", "a", "c", ""), True),
    (("b", "c", "c", "b"), False),
]


@pytest.mark.parametrize(("pair", "two"), PAIRS)
def test_two_are_two_where_they_are_not_the_same_and_act_neither_for_the_other_nor_for_one(
    pair: tuple[str, str, str, str], two: bool
) -> None:
    assert are_two(*pair) is two


def test_who_was_not_handed_a_role_may_not_decide_by_it() -> None:
    refused = staffed().refused(decision(DecisionKind.DRAW_BACK, LIAISON))
    assert (refused.code, refused.field) == ("not-allowed", "what.decided_by")


def test_a_delegation_lets_somebody_decide_from_its_beginning_to_its_end_and_the_record_says_for_whom() -> None:
    desk = staffed()
    since = to_text(START_MS + 10 * MINUTE_MS)
    desk.act(handed(AUTHORITY, LIAISON, Role.AUTHORITY, since=since), AUTHORITY, incident="")
    assert desk.refused(decision(DecisionKind.DRAW_BACK, LIAISON)).code == "not-allowed"
    desk.now_ms = START_MS + 10 * MINUTE_MS
    desk.act(decision(DecisionKind.DRAW_BACK, LIAISON), LIAISON)
    assert (desk.last("decision")["role"], desk.last("decision")["acts_for"]) == ("authority", "authority-1")
    desk.act(decision(DecisionKind.DRAW_BACK, AUTHORITY), AUTHORITY)
    assert desk.last("decision")["acts_for"] == ""
    desk.now_ms = START_MS + 120 * MINUTE_MS
    assert desk.refused(decision(DecisionKind.DRAW_BACK, LIAISON)).code == "not-allowed"


def test_what_was_delegated_is_taken_back_at_once_by_who_gave_it() -> None:
    desk = staffed()
    desk.act(handed(AUTHORITY, LIAISON, Role.AUTHORITY), AUTHORITY, incident="")
    given = desk.of("delegate")[-1].seq
    assert desk.refused(acts.Revoke(delegation=given, reason="x"), WATCH, incident="").code == "not-allowed"
    assert desk.refused(acts.Revoke(delegation=0, reason="x"), AUTHORITY, incident="").code == "unknown"
    desk.act(acts.Revoke(delegation=given, reason="back"), AUTHORITY, incident="")
    assert desk.refused(decision(DecisionKind.DRAW_BACK, LIAISON)).code == "not-allowed"


def handing(to: str = "liaison-1", role: Role = Role.WATCH, until: str = LATER, **more: Any) -> acts.Delegate:
    return acts.Delegate(to=to, roles=(role,), until=until, reason="meal", **more)


DELEGATIONS: Final = {
    "of a role that is not one's own": (handing(role=Role.AUTHORITY), "what.roles"),
    "to oneself": (handing(to="watch-1"), "what.to"),
    "to nobody": (handing(to="nobody"), "what.to"),
    "that has ended": (handing(until="2017-05-18T05:00:00Z"), "what.until"),
    "for too long": (handing(until="2018-05-18T05:00:00Z"), "what.until"),
    "that ends before it begins": (handing(since=LATER), "what.since"),
}


@pytest.mark.parametrize("case", DELEGATIONS)
def test_a_delegation_that_is_not_sound_is_refused(case: str) -> None:
    what, field = DELEGATIONS[case]
    refused = staffed().refused(what, WATCH, incident="")
    assert (refused.field, bool(refused.remedy)) == (field, True)


def test_a_role_that_was_delegated_is_not_delegated_on() -> None:
    desk = staffed()
    desk.act(handed(AUTHORITY, LIAISON, Role.AUTHORITY), AUTHORITY, incident="")
    on = acts.Delegate(to="watch-1", roles=(Role.AUTHORITY,), until=LATER, reason="r")
    assert desk.refused(on, LIAISON, incident="").field == "what.roles"


def test_of_two_persons_neither_acts_for_the_other() -> None:
    desk = staffed()
    desk.act(handed(AUTHORITY, LIAISON, Role.AUTHORITY), AUTHORITY, incident="")
    first = approval(desk, "shelter", AUTHORITY)
    desk.act(first, AUTHORITY)
    refused = desk.refused(approval(desk, "shelter", LIAISON, seen=first.seen), LIAISON)
    assert (refused.code, refused.field) == ("not-allowed", "what.decided_by")
    assert "for the other" in refused.says
    desk.act(approval(desk, "shelter", OTHER, seen=first.seen), OTHER)
    assert (desk.incident.phase.value, desk.incident.rung) == ("act", len(TWO.rungs) - 1)


def shift(person: str, from_min: int, until_min: int) -> dict[str, str]:
    times = {"from": to_text(START_MS + from_min * MINUTE_MS), "until": to_text(START_MS + until_min * MINUTE_MS)}
    return {"role": "watch", "person": person, **times}


SHIFTS: Final = [shift("watch-1", -60, 60), shift("watch-2", 60, 180)]


def raised(desk: DeskInHand) -> tuple[str, str]:
    body = desk.last("raised")
    return body["to_role"], body["to_person"]


def test_when_nobody_acts_it_goes_to_who_has_the_watch_then_to_the_next_then_to_the_authority() -> None:
    desk = DeskInHand(TWO)
    desk.take(Fact(type="roster", body={"people": msgspec.to_builtins(list(PEOPLE))}))
    desk.take(Fact(type="rota", body={"shifts": SHIFTS}))
    desk.take(crossing())
    assert raised(desk) == ("watch", "watch-1")
    desk.due()
    assert raised(desk) == ("watch", "watch-2")
    desk.due()
    assert raised(desk)[0] == "authority"
    desk.due()
    assert raised(desk)[0] == "authority"


def test_without_a_rota_the_next_is_another_who_holds_the_role() -> None:
    desk = staffed()
    assert raised(desk) == ("watch", "")
    desk.act(acts.TakeOver(role=Role.WATCH), WATCH, incident="")
    desk.due()
    assert raised(desk) == ("watch", "watch-2")


def test_the_watch_is_handed_over_when_the_other_has_taken_it() -> None:
    desk = staffed()
    desk.act(acts.TakeOver(role=Role.WATCH), WATCH, incident="")
    desk.act(acts.HandOver(role=Role.WATCH, to="watch-2", words="one incident"), WATCH, incident="")
    assert (desk.desk.watch, desk.desk.handing) == ({Role.WATCH: "watch-1"}, {Role.WATCH: "watch-2"})
    desk.act(acts.TakeOver(role=Role.WATCH), SECOND, incident="")
    assert (desk.desk.watch, desk.desk.handing) == ({Role.WATCH: "watch-2"}, {})
    desk.act(acts.PutToAuthority(question="?"))
    assert raised(desk) == ("authority", "")


def test_the_watch_of_a_role_is_handed_to_nobody_and_taken_by_nobody_who_does_not_hold_it() -> None:
    desk = staffed()
    assert desk.refused(acts.HandOver(role=Role.WATCH, to="liaison-1"), WATCH, incident="").field == "what.role"
    assert desk.refused(acts.HandOver(role=Role.WATCH, to="nobody"), WATCH, incident="").field == "what.to"
    assert desk.refused(acts.HandOver(role=Role.WATCH, to="watch-2"), LIAISON, incident="").field == "what.role"
    assert desk.refused(acts.TakeOver(role=Role.WATCH), LIAISON, incident="").field == "what.role"


def test_immediate_danger_goes_to_the_authority_also_where_it_has_been_asked() -> None:
    desk = staffed()
    desk.act(acts.PutToAuthority(question="Hold?"))
    assert desk.refused(acts.PutToAuthority(question="Again?")).code == "invalid"
    desk.act(acts.PutToAuthority(question="They are at the fence", immediate_danger=True))
    assert raised(desk)[0] == "authority"
    assert "at the fence" in desk.last("raised")["says"]
    assert desk.last("raised")["severity"] == "urgent"
