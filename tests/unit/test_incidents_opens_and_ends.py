"""What opens an incident and what joins one, who ends it and as what, how it is opened again: as its ladder says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import (
    AUTHORITY,
    CLOSE,
    LIAISON,
    MONITOR,
    WATCH,
    DeskInHand,
    crossing,
    decision,
    movement,
)
from ladders_in_hand import laddered

from standoff.incidents.conditions import Cause
from standoff.incidents.ladder import Ends, Opens
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import DecisionKind, Disposition
from standoff.model.crossing import CrossingKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.principal import Principal

SIGHTING: Final = acts.Sighting(observer="OP 2", words="maybe twenty vehicles", zone="tanf")
CALL: Final = acts.Call(caller="their duty officer", channel="line 2", words="Shells fall near us", zone="tanf")
NOW: Final = acts.Call(caller="a hospital", channel="telephone", words="Shells fall here", zone="tanf", pass_now=True)
OPEN: Final = acts.Open(why="Dust on the road", zone="tanf")
STARTS: Final[dict[Cause, Callable[[DeskInHand], Any]]] = {
    Cause.CROSSING: lambda desk: desk.take(crossing()),
    Cause.SIGHTING: lambda desk: desk.act(SIGHTING, incident=""),
    Cause.CALL: lambda desk: desk.act(CALL, incident=""),
    Cause.HAND: lambda desk: desk.act(OPEN, incident=""),
}


def opening(*on: Cause, ring: str = "") -> DeskInHand:
    return DeskInHand(ladder=laddered(opens=Opens(on=on, ring=ring)))


@pytest.mark.parametrize("cause", [Cause.CROSSING, Cause.SIGHTING, Cause.CALL])
def test_what_the_ladder_does_not_open_on_is_recorded_and_opens_nothing(cause: Cause) -> None:
    desk = opening(*(set(Cause) - {cause}))
    STARTS[cause](desk)
    assert desk.desk.incidents == {}
    assert desk.entries[-1].type == cause.value
    assert desk.entries[-1].incident == ""


def test_opening_by_hand_where_the_ladder_does_not_is_refused_and_not_lost() -> None:
    refused = opening(Cause.CALL, Cause.SIGHTING).refused(OPEN, incident="")
    assert (refused.code, refused.field) == ("invalid", "what.type")
    assert "call, sighting" in refused.remedy


@pytest.mark.parametrize("cause", Cause)
def test_what_the_ladder_opens_on_opens_one(cause: Cause) -> None:
    desk = opening(cause)
    STARTS[cause](desk)
    assert (desk.incident.cause, desk.incident.phase) == (cause.value, Phase.ACT)


def test_a_call_that_is_urgent_opens_one_whatever_the_ladder_says_and_the_authority_has_it() -> None:
    desk = opening(Cause.CROSSING)
    desk.act(NOW, LIAISON, incident="")
    assert (desk.incident.phase, desk.last("raised")["to_role"]) == (Phase.ASKED, Role.AUTHORITY)


@pytest.mark.parametrize("other", [Cause.CROSSING, Cause.SIGHTING, Cause.CALL])
@pytest.mark.parametrize("cause", Cause)
def test_what_opens_none_still_joins_the_one_that_is_open_for_the_zone(cause: Cause, other: Cause) -> None:
    desk = opening(cause)
    STARTS[cause](desk)
    STARTS[other](desk)
    assert list(desk.desk.incidents) == ["17-001"]
    assert [entry.incident for entry in desk.of(other.value)][-1] == "17-001"
    if other is Cause.CROSSING:
        assert desk.incident.tracks == ("uav|sim:1",)
        desk.take(movement(MovementKind.HALT))
        assert desk.incident.phase is Phase.STANDS, "who joined is followed"


IN, PASS, OUT = CrossingKind.ENTER, CrossingKind.PASS, CrossingKind.EXIT
RINGS: Final[dict[str, tuple[str, list[tuple[CrossingKind, str | None]], bool]]] = {
    "into the zone, and it is the ring that counts": ("40", [(IN, None)], False),
    "into an outer ring": ("30", [(IN, None), (IN, "40")], False),
    "out of it": ("40", [(IN, None), (OUT, "40")], False),
    "into a ring, and it is the zone that counts": ("", [(IN, "40")], False),
    "into the zone": ("", [(IN, None)], True),
    "into the ring": ("40", [(IN, None), (IN, "40")], True),
    "through the ring": ("40", [(PASS, "40")], True),
    "a ring that this zone has not: the zone counts": ("100", [(IN, None)], True),
}


@pytest.mark.parametrize(("ring", "crossings", "opens"), RINGS.values(), ids=RINGS)
def test_it_opens_by_a_crossing_into_the_ring_that_the_ladder_names(
    ring: str, crossings: list[tuple[CrossingKind, str | None]], opens: bool
) -> None:
    desk = opening(*Cause, ring=ring)
    for kind, crossed in crossings:
        desk.take(crossing(kind, ring=crossed))
    assert bool(desk.desk.incidents) == opens
    if opens:
        assert desk.incident.tracks == ("uav|sim:1",)
        assert len(desk.of("crossing")) == len(crossings), "and all are noted"


def test_where_a_ring_opens_who_only_crosses_into_the_zone_does_not_join() -> None:
    desk = opening(*Cause, ring="40")
    desk.take(crossing(ring="40"))
    desk.take(crossing(track="sim:2"))
    assert desk.incident.tracks == ("uav|sim:1",)
    desk.take(crossing(track="sim:2", ring="40"))
    assert desk.incident.tracks == ("uav|sim:1", "uav|sim:2")


# how it ends


@pytest.mark.parametrize("by", [WATCH, LIAISON, AUTHORITY, MONITOR])
@pytest.mark.parametrize("roles", [(Role.AUTHORITY,), (Role.LIAISON, Role.WATCH)])
def test_it_is_closed_by_whom_the_ladder_names(roles: tuple[Role, ...], by: Principal) -> None:
    desk = DeskInHand.opened(ladder=laddered(ends=Ends(by=roles, close_s=1800)))
    if by.may(*roles):
        desk.act(CLOSE, by)
        assert desk.incident.phase is Phase.CLOSED
    else:
        refused = desk.refused(CLOSE, by)
        assert refused.code == "not-allowed"
        assert all(role.value in refused.says for role in roles)


@pytest.mark.parametrize("disposition", Disposition)
def test_it_ends_as_the_ladder_knows_it(disposition: Disposition) -> None:
    known = (Disposition.TURNED_BACK, Disposition.HALTED)
    desk = DeskInHand.opened(ladder=laddered(ends=Ends(dispositions=known, close_s=1800)))
    close = acts.Close(disposition=disposition, words="It is over", aftermath="nobody was harmed, says the line")
    if disposition in known:
        desk.act(close)
        assert desk.incident.disposition == disposition.value
    else:
        refused = desk.refused(close)
        assert (refused.code, refused.field, refused.remedy) == (
            "invalid", "what.disposition", "Choose from turned_back, halted")  # fmt: skip


REOPEN: Final = acts.Reopen(why="They are back")


def closed(zone: str = "tanf") -> DeskInHand:
    desk = DeskInHand()
    desk.act(acts.Open(why="Dust", zone=zone), incident="")
    desk.act(CLOSE)
    return desk


def test_it_is_not_opened_again_beside_another_of_its_zone() -> None:
    desk = closed()
    desk.take(crossing())
    refused = desk.refused(REOPEN, incident="17-001")
    assert (refused.code, refused.remedy) == ("moved-since", "Act in that one")
    assert "17-002" in refused.says
    desk.act(CLOSE, incident="17-002")
    desk.act(REOPEN, incident="17-001")
    assert desk.desk.incidents["17-001"].is_open


@pytest.mark.parametrize("zone", ["bay", ""])
def test_another_that_is_open_elsewhere_or_of_no_zone_is_no_matter(zone: str) -> None:
    desk = closed(zone)
    desk.take(crossing())
    desk.act(acts.Open(why="Smoke"), incident="")
    desk.act(REOPEN, incident="17-001")
    assert desk.desk.incidents["17-001"].is_open


def test_one_that_is_open_is_not_opened_again() -> None:
    refused = DeskInHand.opened().refused(REOPEN)
    assert (refused.code, refused.says) == ("invalid", "It is open")


def test_what_is_opened_again_waits_for_the_watch_by_a_live_deadline_and_goes_on_where_it_was() -> None:
    desk = DeskInHand.opened()
    desk.act(decision(DecisionKind.STEP_DOWN), AUTHORITY)
    desk.act(CLOSE)
    assert (desk.incident.deadline, desk.incident.disposition) == (None, "turned_back")
    desk.now_ms += 60_000
    desk.act(REOPEN)
    incident = desk.incident
    assert (incident.phase, incident.rung, incident.disposition) == (Phase.CHOOSE, 0, "")
    assert incident.deadline is not None
    assert (incident.deadline.for_role, incident.deadline.due_ms) == (Role.WATCH, desk.now_ms + 300_000)
    assert (desk.last("raised")["to_role"], desk.last("raised")["says"]) == (Role.WATCH, "It has been opened again")
    assert incident.tracks == ("uav|sim:1",), "it is the same matter"
    desk.due()
    assert desk.last("raised")["nth"] == 2, "and nobody is left waiting"
