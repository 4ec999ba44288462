"""Incidents that have to do with each other, tracks to which the rule does not apply, lines, and what closes."""

from __future__ import annotations

from typing import Final

import pytest
from desk_in_hand import (
    ANSWER,
    ATTEMPT,
    AUTHORITY,
    MINUTE_MS,
    START_MS,
    WATCH,
    DeskInHand,
    crossing,
    decision,
    movement,
    types,
)

from standoff.incidents.pen import to_text
from standoff.incidents.table import Phase
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.crossing import CrossingKind
from standoff.model.movement import MovementKind

UNTIL: Final = to_text(START_MS + 30 * MINUTE_MS)
WORKS: Final = acts.Excuse(track="uav|sim:1", ground="a works vessel", until=UNTIL)


# excused


def test_who_is_excused_opens_nothing_and_the_crossing_says_on_what_ground() -> None:
    desk = DeskInHand()
    desk.act(WORKS, incident="")
    stepped = desk.take(crossing())
    assert types(stepped) == ["crossing"]
    assert desk.last("crossing")["excused"] == desk.of("excuse")[0].seq
    assert desk.desk.incidents == {}
    desk.take(crossing(track="sim:2"))
    assert desk.incident.tracks == ("uav|sim:2",)


def test_when_the_ground_is_over_and_it_is_still_inside_an_incident_opens_at_that_time() -> None:
    desk = DeskInHand()
    desk.act(WORKS, incident="")
    desk.take(crossing())
    assert desk.desk.due_ms == START_MS + 30 * MINUTE_MS, "somebody has to look then"
    assert types(desk.after(30 * MINUTE_MS - 1)) == []
    assert types(desk.after(1)) == ["incident_opened", "excuse_ended", "deadline_set", "raised"]
    assert (desk.incident.tracks, desk.desk.excused) == (("uav|sim:1",), {})


def test_when_it_is_over_and_it_has_left_nothing_opens() -> None:
    desk = DeskInHand()
    desk.act(WORKS, incident="")
    desk.take(crossing())
    desk.take(crossing(CrossingKind.EXIT))
    assert types(desk.after(31 * MINUTE_MS)) == []
    desk.take(crossing())
    assert desk.incident.tracks == ("uav|sim:1",)


def test_when_it_is_over_and_an_incident_of_the_zone_is_open_it_joins_that_and_is_raised() -> None:
    desk = DeskInHand()
    desk.act(WORKS, incident="")
    desk.take(crossing())
    desk.take(crossing(track="sim:2"))
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    assert types(desk.after(30 * MINUTE_MS)) == ["excuse_ended", "raised"]
    assert desk.incident.tracks == ("uav|sim:2", "uav|sim:1")


def test_where_all_of_an_incident_are_excused_stepping_down_is_proposed_and_a_person_does_it() -> None:
    desk = DeskInHand.opened()
    assert types(desk.act(WORKS)) == ["excuse", "step_down_proposed"]
    assert desk.incident.phase is Phase.ACT, "an excuse approves of nothing and ends nothing"


@pytest.mark.parametrize("until", ["2017-05-18T05:00:00Z", "2017-06-18T05:00:00Z", "soon"])
def test_an_excuse_has_a_sound_end(until: str) -> None:
    refused = DeskInHand().refused(acts.Excuse(track="a|b", ground="g", until=until), incident="")
    assert (refused.code, refused.field) == ("invalid", "what.until")


# split and linked


def two() -> DeskInHand:
    desk = DeskInHand.opened()
    desk.take(crossing(track="sim:2"))
    return desk


def test_when_they_split_an_incident_of_its_own_opens_and_no_decision_goes_with_it() -> None:
    desk = two()
    desk.act(decision(DecisionKind.HOLD), AUTHORITY)
    desk.act(acts.Split(tracks=("uav|sim:2",), words="one turns west"))
    old, new = desk.desk.incidents.values()
    assert (old.tracks, new.tracks) == (("uav|sim:1",), ("uav|sim:2",))
    assert (old.links, new.links) == ((new.id,), (old.id,))
    assert (old.phase, new.phase, new.rung, new.decisions) == (Phase.HELD, Phase.ACT, 0, ())
    assert new.cause == "split"
    assert new.deadline is not None
    desk.take(crossing(track="sim:2", ring="40"))
    assert desk.incident.rings == ("40",), "what a track does belongs to its own incident"


@pytest.mark.parametrize("tracks", [("uav|sim:9",), ("uav|sim:1", "uav|sim:2"), ("uav|sim:1", "uav|sim:9")])
def test_who_is_not_of_it_or_all_of_them_cannot_split_off(tracks: tuple[str, ...]) -> None:
    refused = two().refused(acts.Split(tracks=tracks, words="w"))
    assert (refused.field, "uav|sim:1, uav|sim:2" in refused.remedy) == ("what.tracks", True)


def test_a_link_stands_in_both_and_joins_nothing() -> None:
    desk = DeskInHand.opened()
    desk.act(acts.Open(why="dust", zone="bay"), incident="")
    desk.act(acts.Link(to="17-001", words="the same road"), incident="17-002")
    assert [incident.links for incident in desk.desk.incidents.values()] == [("17-002",), ("17-001",)]
    assert desk.refused(acts.Link(to="17-002", words="w"), incident="17-002").field == "what.to"
    assert desk.refused(acts.Link(to="17-009", words="w"), incident="17-002").field == "what.to"


# lines


def test_a_line_that_is_said_to_be_suspended_and_answers_is_known_as_both() -> None:
    desk = DeskInHand.opened()
    claim = acts.Line(channel="line 1", state=acts.LineState.SUSPENDED, claimed_by="the guarantor")
    desk.act(claim, incident="")
    desk.now_ms += MINUTE_MS
    desk.act(ATTEMPT)
    known = desk.desk.lines["line 1"]
    assert (known.tried_ms, known.answered_ms) == (desk.now_ms, None)
    desk.now_ms += MINUTE_MS
    desk.act(acts.Answer(kind=ANSWER.kind, from_whom="the line", attempt=desk.incident.attempts[0]))
    known = desk.desk.lines["line 1"]
    assert (known.claims["the guarantor"].state, known.answered_ms) == ("suspended", desk.now_ms)


def test_a_receipt_that_the_other_end_gave_is_an_answer_of_the_line_and_one_that_it_did_not_is_none() -> None:
    desk = DeskInHand.opened()
    desk.act(ATTEMPT)
    (attempt,) = desk.incident.attempts
    asked = acts.Received(attempt=attempt, receipt=acts.Receipt.DELIVERED, said_by="the exchange")
    desk.act(asked)
    assert desk.desk.lines["line 1"].answered_ms is None
    desk.act(acts.Received(attempt=attempt, receipt=acts.Receipt.READ_BACK, said_by="the line"))
    assert desk.desk.lines["line 1"].answered_ms == desk.now_ms
    assert desk.incident.phase is Phase.ANSWER, "a receipt is no answer"
    assert desk.refused(acts.Received(attempt=0, receipt=acts.Receipt.NONE, said_by="x")).field == "what.attempt"


def test_a_call_is_heard_over_its_line() -> None:
    desk = DeskInHand()
    desk.act(acts.Call(caller="a hospital", channel="telephone", words="shells fall near us"), incident="")
    assert desk.desk.lines["telephone"].answered_ms == desk.now_ms


# the end


def test_nothing_is_closed_before_the_aftermath_has_been_entered() -> None:
    desk = DeskInHand.opened()
    bare = acts.Close(disposition=acts.Disposition.TURNED_BACK, words="all gone")
    refused = desk.refused(bare)
    assert (refused.code, refused.field) == ("invalid", "what.aftermath")
    desk.act(acts.Aftermath(reported_by="a clinic", words="nobody hurt"))
    desk.act(bare)
    assert not desk.incident.is_open


@pytest.mark.parametrize("how", [acts.Disposition.MISTAKEN, acts.Disposition.PERMITTED])
def test_what_was_mistaken_or_permitted_has_no_aftermath(how: acts.Disposition) -> None:
    desk = DeskInHand.opened()
    desk.act(acts.Close(disposition=how, words="a road crew"), WATCH)
    assert not desk.incident.is_open


def test_movement_after_a_split_belongs_to_the_older_incident() -> None:
    """A limit: until groups are told apart by what they do, the movement of a zone is that of its oldest incident."""
    desk = two()
    desk.act(acts.Split(tracks=("uav|sim:2",), words="one turns west"))
    desk.take(movement(MovementKind.HALT))
    assert [incident.movement for incident in desk.desk.incidents.values()] == ["halt", "unknown"]
