"""Who may do what, where and when: every act, by every role, without an incident, in an open one and in a closed one.

The table is written from docs/reference/incidents.md ("Who may do what"), from the first ladder, and from what the desk
needs: anyone on watch takes a call, anyone there may doubt, and facts may still be added when it is over.
"""

from __future__ import annotations

import copy
from typing import Final, get_args

import pytest
from desk_in_hand import (
    ANSWER,
    ASK,
    ATTEMPT,
    AUTHORITY,
    CLOSE,
    LIAISON,
    RESUME,
    ROSTER,
    WATCH,
    DeskInHand,
    crossing,
    decision,
    movement,
)

from standoff.incidents.checks import OF_THE_DESK
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.movement import MovementKind
from standoff.model.principal import STANDOFF, Principal, Role

SPEC: Final = """
act               by                      none     open     closed
open              watch,liaison,authority taken    invalid  invalid
sighting          watch,liaison,authority taken    taken    closed
call              watch,liaison,authority taken    taken    taken
call_now          watch,liaison,authority taken    taken    closed
attempt           watch,liaison,authority invalid  taken    closed
instruction       authority               invalid  taken    closed
answer            watch,liaison,authority,channel invalid  taken    taken
doubt             watch,liaison,authority,monitor invalid taken taken
put_to_authority  watch,liaison,authority invalid  taken    closed
decision          watch,liaison,authority invalid  taken    closed
confirm           authority               invalid  taken    taken
acknowledge       watch,liaison,authority invalid  taken    closed
resume            watch,authority         invalid  taken    closed
reported_action   watch,liaison,authority invalid  taken    taken
presence          watch,liaison,authority taken    taken    taken
claim             watch,liaison,authority taken    taken    taken
encounter         watch,liaison,authority taken    taken    taken
notice            watch,liaison,authority taken    taken    taken
aftermath         watch,liaison,authority invalid  taken    taken
correction        watch,liaison,authority invalid  taken    taken
close             watch,authority         invalid  taken    closed
reopen            watch,authority         invalid  invalid  taken
receipt           watch,liaison,authority invalid  taken    taken
line              watch,liaison,authority taken    taken    taken
excuse            watch,authority         taken    taken    closed
split             watch,liaison,authority invalid  taken    closed
exhibit           watch,liaison,authority invalid  taken    taken
"""
"""What comes of it for who may: `taken`, or the code of the refusal; who may not is told `not-allowed` first."""
_HEAD, *_ROWS = [line.split() for line in SPEC.strip().splitlines()]
WHERE: Final = _HEAD[2:]
BY: Final = {row[0]: row[1].split(",") for row in _ROWS}
CELLS: Final = {(row[0], where): cell for row in _ROWS for where, cell in zip(WHERE, row[2:], strict=True)}

CHANNEL: Final = Principal(id="channel:hook", name="hook", roles=(Role.CHANNEL,), party="guarantor")
NOBODY: Final = Principal(id="guest-1", name="Guest One", roles=())
PEOPLE: Final = {"nobody": NOBODY, **{str(person.roles[0]): person for person in (*ROSTER, CHANNEL, STANDOFF)}}
CALL: Final = acts.Call(caller="their duty officer", channel="line 2", words="Shells fall near us")
WHAT: Final[dict[str, acts.What]] = {
    "open": acts.Open(why="Dust on the road", zone="bay"),
    "sighting": acts.Sighting(observer="OP 2", words="maybe twenty vehicles", zone="bay"),
    "call": CALL,
    "call_now": acts.Call(caller="their duty officer", channel="line 2", words="Our people are there", pass_now=True),
    "attempt": ATTEMPT,
    "instruction": acts.Attempt(
        kind=acts.AttemptKind.CONTACT, channel="c", to="t", words="w", marker=acts.Marker.INSTRUCTION
    ),
    "answer": ANSWER,
    "doubt": acts.Doubt(words="may be a road crew"),
    "put_to_authority": ASK,
    "decision": decision(DecisionKind.HOLD),
    "confirm": acts.Confirm(decision=0),
    "acknowledge": acts.Acknowledge(),
    "resume": RESUME,
    "reported_action": acts.ReportedAction(reported_by="Cpt L.", words="flares were seen"),
    "presence": acts.Presence(whom=acts.Whom.ZONE, category="drivers", source="the line"),
    "claim": acts.Claim(about=acts.About.PURPOSE, claimed_by="a spokesman", words="defensive"),
    "encounter": acts.Encounter(words="turned back", when="April", where="the N-2"),
    "notice": acts.Notice(to="the line", channel="line 1", words="where the line is"),
    "aftermath": acts.Aftermath(reported_by="a hospital", words="two hurt"),
    "correction": acts.Correction(corrects=0, words="it was line 2"),
    "close": CLOSE,
    "reopen": acts.Reopen(why="They are back"),
    "receipt": acts.Received(attempt=0, receipt=acts.Receipt.READ_BACK, said_by="the line"),
    "line": acts.Line(channel="line 1", state=acts.LineState.OPEN, claimed_by="the guarantor"),
    "excuse": acts.Excuse(track="uav|sim:1", ground="a works vessel", until="2017-05-18T07:30:00Z"),
    "split": acts.Split(tracks=("uav|sim:2",), words="one turns west"),
    "exhibit": acts.Exhibit(words="pictures", source="UAV crew"),
}


def prepared() -> DeskInHand:
    """An incident that stands, whose alarm nobody has, with a decision that was spoken to the watch."""
    desk = DeskInHand.opened()
    desk.take(crossing(track="sim:2"))
    desk.act(ATTEMPT)
    desk.act(decision(DecisionKind.GO_ON, channel="radio"))
    desk.take(movement(MovementKind.HALT))
    desk.due()
    return desk


DESKS: Final = {"none": prepared(), "open": prepared(), "closed": prepared()}
DESKS["closed"].act(CLOSE)


def at_hand(where: str) -> DeskInHand:
    """A copy, so that no test sees what another did; values inside are frozen."""
    desk = copy.copy(DESKS[where])
    desk.entries = list(desk.entries)
    return desk


def what_of(act: str, desk: DeskInHand) -> acts.What:
    made: dict[str, acts.What] = {
        "confirm": acts.Confirm(decision=desk.of("decision")[0].seq),
        "receipt": acts.Received(attempt=desk.of("attempt")[0].seq, receipt=acts.Receipt.READ_BACK, said_by="the line"),
    }
    return made.get(act, WHAT[act])


def test_the_table_has_every_act_and_every_role_and_no_others() -> None:
    assert {type(what) for what in WHAT.values()} == set(get_args(acts.What)) - {acts.Link, *OF_THE_DESK}
    assert set(WHAT) == {act for act, _ in CELLS}
    assert set(PEOPLE) == {*Role, "nobody"}


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize(("act", "where"), CELLS)
def test_a_cell_of_who_may_do_what_comes_to_what_is_specified(act: str, where: str, role: str) -> None:
    desk, by, incident = at_hand(where), PEOPLE[role], {} if where != "none" else {"incident": ""}
    what = what_of(act, desk)
    expected = CELLS[act, where]
    if role not in BY[act] and not (act == "confirm" and where == "none" and role in BY["call"]):
        expected = "not-allowed"
    if expected != "taken":
        refused = desk.refused(what, by, **incident)
        assert (refused.code.value, bool(refused.remedy)) == (expected, True)
        return
    stepped = desk.act(what, by, **incident)
    said = [entry for entry in stepped.entries if entry.by == by]
    assert [entry.type for entry in said] == [what.__struct_config__.tag]
    assert stepped.answered is not None
    assert stepped.answered.entries == (said[0].seq,)
    assert said[0].incident == stepped.answered.incident
    assert bool(said[0].incident) == (where != "none" or act in {"open", "sighting", "call", "call_now"})


@pytest.mark.parametrize("act", WHAT)
def test_an_incident_that_is_not_there_is_named_as_the_fault(act: str) -> None:
    desk = at_hand("open")
    refused = desk.refused(what_of(act, desk), AUTHORITY, incident="17-999")
    assert (refused.code, refused.field, bool(refused.remedy)) == ("unknown", "incident", True)
    assert "17-999" in refused.says


DECIDES: Final = {
    DecisionKind.HOLD: {"watch", "authority"},
    DecisionKind.STEP_DOWN: {"watch", "authority"},
    DecisionKind.DRAW_BACK: {"authority"},
    DecisionKind.GO_ON: {"watch", "authority"},
}


@pytest.mark.parametrize("entering", [WATCH, LIAISON, AUTHORITY])
@pytest.mark.parametrize("decider", ROSTER)
@pytest.mark.parametrize("kind", DECIDES)
def test_a_decision_is_his_who_may_decide_it_whoever_enters_it(
    kind: DecisionKind, decider: Principal, entering: Principal
) -> None:
    desk = at_hand("open")
    if decider.roles[0] not in DECIDES[kind]:
        refused = desk.refused(decision(kind, decider), entering)
        assert (refused.code, refused.field, bool(refused.remedy)) == ("not-allowed", "what.decided_by", True)
        return
    desk.act(decision(kind, decider), entering)
    assert desk.incident.decisions[-1].confirmed == (decider is entering)
