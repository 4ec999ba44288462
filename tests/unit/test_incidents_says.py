"""Every entry is one plain sentence; no text of ours speaks of force; every alarm has a reason and a next step."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec
import pytest
from desk_in_hand import ANSWER, ASK, ATTEMPT, AUTHORITY, CLOSE, RESUME, WATCH, DeskInHand, crossing, decision
from panel_in_hand import OUTSIDE, attempt, brought, panel, sight

from standoff.incidents import says as module
from standoff.incidents.says import says
from standoff.model import acts
from standoff.model.acts import AttemptKind, DecisionKind
from standoff.model.crossing import CrossingKind
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.model.entry import Entry

SAW: Final[dict[str, Any]] = {"observer": "OP 2", "words": "dust"}
AT: Final[dict[str, Any]] = {"channel": "line 1", "to": "the line", "words": "leave"}
SENTENCES: Final[list[tuple[acts.What, str]]] = [
    (acts.Open(why="dust", zone="bay"), "Opened by hand: dust"),
    (acts.Sighting(**SAW), "Sighting by OP 2: dust"),
    (acts.Sighting(**SAW, about_count=20, bearing_deg=45, range_m=50_500, grade="C3"),
     "Sighting by OP 2, bearing 045, 50.5 km, about 20: dust (C3)"),
    (acts.Sighting(**SAW, bearing_deg=0), "Sighting by OP 2, bearing 000: dust"),
    (acts.Sighting(**SAW, range_m=5_000), "Sighting by OP 2, 5 km: dust"),
    (acts.Sighting(**SAW, lat_e7=335058300, lon_e7=-386177800), "Sighting by OP 2, at 33.5058 -38.6178: dust"),
    (acts.Call(caller="a hospital", channel="line 2", words="help"), "Inbound call from a hospital over line 2: help"),
    (acts.Call(caller="a hospital", channel="line 2", words="help", pass_now=True),
     "Inbound call from a hospital over line 2, urgent, passed at once: help"),
    (acts.Attempt(kind=AttemptKind.INFORM, **AT),
     "Inform to the line over line 1 (information): leave. Not known whether it could be heard, no receipt"),
    (acts.Attempt(kind=AttemptKind.OFFER, **AT, marker=acts.Marker.ADVICE, could_be_heard=acts.Heard.YES,
                  receipt=acts.Receipt.PASSED_ON, read_back="we go", in_return="a step"),
     "Offer to the line over line 1 (advice): leave, against: a step. Could be heard, passed on, read back: we go"),
    (acts.Attempt(kind=AttemptKind.CONTACT, **AT, could_be_heard=acts.Heard.NO),
     "Contact to the line over line 1 (information): leave. Could not be heard, no receipt"),
    (acts.Answer(kind=acts.AnswerKind.NOT_OURS, from_whom="the line", words="not us", grade="B2"),
     "Answer from the line, not ours: not us (B2)"),
    (ANSWER, "Answer from the line, asks time"),
    (acts.Doubt(words="a road crew"), "Doubt: a road crew"),
    (ASK, "Put to the authority: Hold, or ask again?"),
    (decision(DecisionKind.HOLD),
     "Decision by authority-1: hold until 2017-05-18T07:30:00.000Z, because it is so decided"),
    (decision(DecisionKind.GO_ON, channel="radio", read_back=True),
     "Decision by authority-1: go on, because it is so decided, spoken over radio, read back"),
    (decision(DecisionKind.DRAW_BACK), "Decision by authority-1: draw back, because it is so decided"),
    (acts.Acknowledge(), "Alarm taken"),
    (acts.ReportedAction(reported_by="Cpt L.", words="flares"), "Cpt L. reports an action: flares"),
    (acts.ReportedAction(reported_by="Cpt L.", words="flares", done_by="B", decided_by="C", where="at D"),
     "Cpt L. reports an action by B, decided by C, at D: flares"),
    (acts.Presence(whom=acts.Whom.SITE, category="medics", source="OP 2", about_count=0),
     "Present at the site, medics, about 0, says OP 2"),
    (acts.Presence(whom=acts.Whom.GROUP, category="drivers", source="OP 2", where="in the rear", words="old men"),
     "Present in the group, in the rear, drivers, how many is not known, says OP 2: old men"),
    (acts.Claim(about=acts.About.PURPOSE, claimed_by="a spokesman", words="defensive", source="radio"),
     "a spokesman on purpose: defensive (radio)"),
    (acts.Encounter(words="turned back", when="April", where="the N-2", ended="in an hour"),
     "Earlier encounter, April, the N-2: turned back; in an hour"),
    (acts.Notice(**AT, confirmed="by letter"), "Notice given to the line over line 1: leave; by letter"),
    (acts.Aftermath(reported_by="a hospital", words="two hurt", medical_access="by road", still_inside="nobody"),
     "Aftermath, a hospital reports: two hurt; medical access: by road; still inside: nobody"),
    (acts.Correction(corrects=3, words="line 2"), "Correction of entry 3: line 2"),
    (acts.Received(attempt=0, receipt=acts.Receipt.PASSED_ON, said_by="the line", words="they have it", grade="C3"),
     "Attempt 0 passed on, says the line: they have it (C3)"),
    (acts.Line(channel="radio 2", state=acts.LineState.SUSPENDED, claimed_by="the guarantor", words="for now"),
     "Line radio 2 is suspended, says the guarantor; for now"),
    (acts.Excuse(track="uav|sim:1", ground="a works vessel", until="2017-05-18T07:00:00Z"),
     "The rule does not apply to uav|sim:1 until 2017-05-18T07:00:00Z: a works vessel"),
    (acts.Split(tracks=("uav|sim:1",), words="two turn west"), "Split off uav|sim:1: two turn west"),
    (acts.Exhibit(words="pictures of the column", source="UAV crew"),
     "Evidence kept by UAV crew: pictures of the column"),
    (CLOSE, "Closed, turned back: All gone; Nobody is known to be hurt"),
]  # fmt: skip
"""Each act as it is said; `confirm`, `resume` and `reopen` need more before them, and stand below."""


@pytest.mark.parametrize(("what", "expected"), SENTENCES)
def test_what_somebody_said_is_a_sentence(what: acts.What, expected: str) -> None:
    incident = {"incident": ""} if isinstance(what, acts.Open) else {}
    desk = DeskInHand.opened()
    if isinstance(what, acts.Received):
        desk.act(ATTEMPT)
        what = msgspec.structs.replace(what, attempt=desk.incident.attempts[0])
        expected = expected.replace("Attempt 0", f"Attempt {what.attempt}")
    desk.take(crossing(track="sim:2"))
    (said,) = [e for e in desk.act(what, WATCH, **incident).entries if e.by == WATCH]
    assert says(said) == expected


def test_opening_again_is_a_sentence() -> None:
    desk = brought(CLOSE)
    (said,) = [e for e in desk.act(acts.Reopen(why="They are back")).entries if e.by == WATCH]
    assert says(said) == "Opened again: They are back"
    assert (desk.incident.is_open, desk.incident.disposition) == (True, "")


def test_every_act_stands_in_the_table() -> None:
    table = {type(what) for what, _ in SENTENCES} | {acts.Confirm, acts.Resume, acts.Reopen, acts.Link}
    table |= {acts.HandOver, acts.TakeOver, acts.Delegate, acts.Revoke}
    assert table == set(get_args(acts.What))


def everything() -> list[DeskInHand]:
    """Desks on which everything happened that can, each in its own order."""
    rungs = [attempt(kind) for kind in AttemptKind]
    ended = brought(*rungs, MovementKind.HALT, RESUME, MovementKind.APPROACH, ASK, decision(DecisionKind.GO_ON), CLOSE)
    waiting, climbing, calling = brought(raise_limit=2), brought(rungs[0]), DeskInHand()
    left = brought(MovementKind.WITHDRAW, MovementKind.APPROACH, decision(DecisionKind.STEP_DOWN))
    calling.act(acts.Call(caller="a hospital", channel="line 2", words="help", pass_now=True), incident="")
    for command in (crossing(track="sim:2"), crossing(ring="40"), crossing(ring="30"), crossing(CrossingKind.EXIT)):
        left.take(command)
    seq = left.act(decision(DecisionKind.HOLD), WATCH).entries[0].seq
    left.act(acts.Confirm(decision=seq), AUTHORITY)
    for desk in (waiting, climbing, calling, left):
        for _ in range(4):
            if desk.desk.due_ms is not None:
                desk.due()
    return [ended, waiting, climbing, calling, left]


DESKS: Final = everything()
EXPECTED: Final = {
    "incident_opened": r"Opened as JUNIPER from a (crossing|call)",
    "crossing": r"uav\|sim:\d (crossed into|left) (zone tanf|ring [34]0 of tanf) at 2017-05-18T06:00:00.000Z, 55.0 km"
    " from the site",
    "movement": r"They (come nearer|have halted|draw away): nearest 50.0 km from the site, 1 inside,"
    " tracks that tell: 1",
    "phase": r"From [a-z]+ to [a-z]+ \([a-z ]+\)",
    "deadline_set": r"Deadline 2017-05-18T\S+Z for the (watch|liaison|authority): .+",
    "deadline_ended": r"Deadline of entry \d+ (ran out|superseded|cancelled)",
    "waiting": r"Waiting for the watch: .+",
    "raised": r"Raised to the (watch|liaison|authority): .+\. Next: .+",
    "step_down_proposed": "Stepping down is proposed: .+",
    "proposal_withdrawn": "Stepping down is no longer proposed: .+",
    "confirm": r"Confirmed: entry \d+ is my decision",
    "resume": "Upward deadlines go on: They have refuelled and stay",
}


def entries(kind: str) -> list[Entry]:
    return [entry for desk in DESKS for entry in desk.of(kind)]


@pytest.mark.parametrize("kind", EXPECTED)
def test_what_standoff_saw_or_did_is_a_sentence(kind: str) -> None:
    assert entries(kind)
    assert [says(entry) for entry in entries(kind) if not re.fullmatch(EXPECTED[kind], says(entry))] == []


def test_an_entry_of_a_kind_that_is_not_known_is_said_by_its_name() -> None:
    assert says(msgspec.structs.replace(entries("phase")[0], type="a_new_kind")) == "a new kind"


FORCE: Final = re.compile(r"fire|strike|shoot|shot|engage|weapon|attack|destroy|intercept|force", re.IGNORECASE)


@pytest.mark.parametrize("place", range(len(DESKS)))
def test_nothing_that_a_panel_shows_speaks_of_force(place: int) -> None:
    shown = [panel(DESKS[place], seen) for seen in (sight(), OUTSIDE)]
    assert FORCE.findall(msgspec.json.encode(shown).decode()) == []


SAID_OF_IT: Final = {
    "fired",
    "zone_in_force",
    "ladder_in_force",
    "force",
    ": a ladder has no word for force. What is done elsewhere is reported as a fact",
}


def test_no_text_in_the_package_speaks_of_force() -> None:
    found: list[str] = []
    for path in sorted(Path(module.__file__).parent.rglob("*")):
        if path.suffix == ".toml":
            found += FORCE.findall(path.read_text("utf-8"))
        elif path.suffix == ".py" and path.name != "force.py":
            found += [text for text in _texts(ast.parse(path.read_text("utf-8"))) if FORCE.search(text)]
    assert set(found) <= SAID_OF_IT, "how a deadline ended; what is in force; that a ladder has no word for it"


def _texts(tree: ast.AST) -> list[str]:
    """Every text but those that stand alone, as docstrings do."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in alone)
    return [node.value for node in texts if isinstance(node.value, str)]


def test_every_alarm_has_somebody_a_reason_and_a_next_step() -> None:
    raised = [entry.body for entry in entries("raised")]
    assert {alarm["to_role"] for alarm in raised} == {Role.WATCH, Role.LIAISON, Role.AUTHORITY}
    assert {alarm["severity"] for alarm in raised} >= {"act", "urgent"}
    assert [a for a in raised if not (a["says"].strip() and a["next_step"].strip() and a["nth"] >= 1)] == []
    assert len(raised) > 10


def test_a_bar_in_the_name_of_a_source_makes_two_tracks_not_one() -> None:
    desk = DeskInHand.opened()
    before = desk.incident.tracks
    desk.take(crossing(source="a|b", track="c"))
    desk.take(crossing(source="a", track="b|c"))
    assert desk.incident.tracks == (*before, "a%7Cb|c", "a|b|c")
