"""A script is read strictly; that of al-Tanf carries every row of the case, and never asks anybody to use force."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import msgspec
import pytest

from standoff.model import acts
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Role
from standoff.model.times import from_rfc3339, to_rfc3339
from standoff.sim.reading import load_scenario
from standoff.sim.script import REFERENCES, ScriptedAct
from standoff.sim.simulation import simulate

PATH = Path(__file__).parents[2] / "scenarios" / "tanf-2017.toml"
TEXT = PATH.read_text(encoding="utf-8")
SCENARIO = load_scenario(TEXT, PATH.name)
HEAD = TEXT.partition("# The script:")[0]
PLAYED = {variant: simulate(SCENARIO, variant, 1) for variant in SCENARIO.variants}
SCRIPTED = [(name, act) for name, run in PLAYED.items() for act in run.acts]
FORCE = re.compile(
    r"show of force|warning shots?|\bstrike|\bfire[ds]?\b|\bshoot|\bshot|weapon|attack|engage\b", re.IGNORECASE
)
INTENT = re.compile(r"threat|hostile|\btarget|suspicious|enemy", re.IGNORECASE)

DOUBT = 'what = { type = "doubt", words = "x" }'
ATTEMPT = 'what = { type = "attempt", kind = "relay", channel = "line", to = "x", words = "x" }'
DECISION = 'what = { type = "decision", kind = "go_on", decided_by = "authority-1", reason = "x" }'
ONE, TWO = 'at = 2017-05-18T06:40:00Z\nid = "one"', 'at = 2017-05-18T06:41:00Z\nid = "two"'
WATCH, AUTHORITY = 'by = "watch-1"', 'by = "authority-1"'

# (acts of the variant halts-27km, the field of them that must be named, a part of the problem)
REFUSED: list[tuple[list[list[str]], str, str]] = [
    ([[ONE, WATCH, 'what = { type = "strike", words = "x" }']], "[0].what.type", "'strike'"),
    ([[ONE, WATCH, 'what = { type = "doubt" }']], "[0].what", "missing required field `words`"),
    ([[ONE, WATCH, 'what = { type = "doubt", words = "x", why = "y" }']], "[0].what", "unknown field `why`"),
    ([[ONE, WATCH, ATTEMPT.replace("relay", "warning_shot")]], "[0].what.kind", "'warning_shot'"),
    ([[ONE, WATCH, 'what = { type = "confirm", decision = 3 }']], "[0].what.decision", "cannot know the number"),
    ([[ONE, WATCH, 'what = { type = "call", caller = "x", channel = "x", words = "x", zone = "z" }']],
     "[0].what.zone", "no zone 'z'"),
    ([[ONE, WATCH, DECISION.replace("authority-1", "nobody")]], "[0].what.decided_by", "nobody is 'nobody'"),
    ([[ONE, 'by = "watch-9"', DOUBT]], "[0].by", "nobody is 'watch-9'"),
    ([[ONE, DOUBT]], "[0].by", "nobody is ''"),
    ([[ONE, WATCH, 'voice = "x"', DOUBT]], "[0].voice", "go together"),
    ([[ONE, WATCH]], "[0]", "enters nothing"),
    ([[ONE]], "[0]", "enters nothing"),
    ([[ONE, WATCH, DOUBT, "mood = 1"]], "[0]", "unknown field `mood`"),
    ([[ONE, WATCH, DOUBT, "row = 0"]], "[0].row", ">= 1"),
    ([[ONE.replace("one", "One"), WATCH, DOUBT]], "[0].id", "regex"),
    ([[ONE.replace("06:40", "05:59"), WATCH, DOUBT]], "[0].at", "is not within"),
    ([[ONE.replace("06:40", "08:11"), WATCH, DOUBT]], "[0].at", "is not within"),
    ([[ONE, WATCH, DOUBT], [TWO.replace("06:41", "06:39"), WATCH, DOUBT]], "[1].at", "before the act above it"),
    ([[ONE, WATCH, DOUBT], [TWO.replace("two", "one"), WATCH, DOUBT]], "[1].id", "stands there twice"),
    ([[ONE, WATCH, DOUBT, "happened_at = 2017-05-18T06:40:01Z"]], "[0].happened_at", "is after at"),
    ([[ONE, WATCH, DOUBT, "happened_at = 2017-05-18T06:24:59Z"]], "[0].late_because", "is missing"),
    ([[ONE, WATCH, DOUBT, 'refers_to = "one"']], "[0].refers_to", "refers to no other"),
    ([[ONE, AUTHORITY, 'what = { type = "confirm" }']], "[0].refers_to", "is missing"),
    ([[ONE, WATCH, 'what = { type = "correction", words = "x" }', 'refers_to = "two"']], "[0].refers_to", "no act"),
    ([[ONE, WATCH, DOUBT], [TWO, WATCH, 'what = { type = "answer", kind = "none", from_whom = "x" }',
                            'refers_to = "one"']], "[1].refers_to", "'one' is no attempt"),
    ([[ONE, WATCH, ATTEMPT], [TWO, AUTHORITY, 'what = { type = "confirm" }', 'refers_to = "one"']],
     "[1].refers_to", "'one' is no decision"),
    ([[ONE, WATCH, DECISION], [TWO, WATCH, 'what = { type = "confirm" }', 'refers_to = "one"']],
     "[1].refers_to", "'watch-1' did not decide"),
    ([[ONE, 'voice = "x"', 'says = "y"'], [TWO, WATCH, 'what = { type = "correction", words = "x" }',
                                           'refers_to = "one"']], "[1].refers_to", "no act 'one' is entered"),
]  # fmt: skip


def written(script: list[list[str]]) -> str:
    return HEAD + "".join("\n[[variants.halts-27km.acts]]\n" + "\n".join(lines) + "\n" for lines in script)


@pytest.mark.parametrize(("script", "field", "problem"), REFUSED)
def test_refuses_and_names_the_field(script: list[list[str]], field: str, problem: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        load_scenario(written(script), "s.toml")
    assert refusal.value.where == f"s.toml: variants.halts-27km.acts{field}"
    assert problem in refusal.value.problem
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('id = "liaison-1"', 'id = "watch-1"', "people[1].id", "'watch-1' stands there twice"),
        ('roles = ["liaison"]', 'roles = ["system"]', "people[1].roles", "'system' is no role of a person"),
        ('roles = ["liaison"]', 'roles = ["captain"]', "people[1].roles[0]", "'captain'"),
        ('roles = ["liaison"]', "roles = []", "people[1].roles", "length >= 1"),
        ('roles = ["liaison"]', 'roles = ["liaison"]\nrank = 3', "people[1]", "unknown field `rank`"),
    ],
)
def test_refuses_people_and_names_the_field(old: str, new: str, field: str, problem: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        load_scenario(TEXT.replace(old, new, 1), "s.toml")
    assert refusal.value.where == f"s.toml: {field}"
    assert problem in refusal.value.problem


def test_a_voice_alone_enters_nothing_and_keeps_its_place() -> None:
    scenario = load_scenario(written([[ONE, 'voice = "x"', 'says = "y"']]), "s.toml")
    (act,) = simulate(scenario, "halts-27km", 1).acts
    assert (act.what, act.about(3), to_rfc3339(act.at_ns)) == (None, None, "2017-05-18T06:40:00.000Z")


def test_what_refers_to_an_earlier_act_takes_the_number_of_its_entry() -> None:
    by_id = {act.id: act for act in PLAYED["halts-27km"].acts}
    answer, confirm = by_id["guarantor-relayed"].about(41), by_id["hold-confirmed"].about(42)
    correction, doubt = by_id["crew-reads-again"].about(43), by_id["may-be-a-road-crew"]
    assert isinstance(answer, acts.Answer)
    assert isinstance(confirm, acts.Confirm)
    assert isinstance(correction, acts.Correction)
    assert (answer.attempt, confirm.decision, correction.corrects) == (41, 42, 43)
    assert doubt.about(44) == doubt.what


def test_an_answer_to_nothing_known_stays_so() -> None:
    (act,) = (act for act in PLAYED["halts-27km"].acts if act.id == "line-answers")
    answer = dataclasses.replace(act, refers_to="").about(7)
    assert isinstance(answer, acts.Answer)
    assert answer.attempt is None


def test_al_tanf_has_a_script_where_something_opens_and_none_at_64_km() -> None:
    assert [name for name, run in PLAYED.items() if run.acts] == ["halts-27km", "turns-back", "they-call-first"]


@pytest.mark.parametrize(
    ("row", "types"),
    [
        (1, {"notice", "presence", "claim"}),
        (2, {"encounter"}),
        (3, {"claim", "sighting"}),
        (4, {"attempt", "answer"}),
        (5, {"claim", "sighting"}),
        (6, {"reported_action"}),
        (7, {"reported_action"}),
        (8, {"reported_action", "put_to_authority"}),
        (9, {"claim"}),
        (10, {"claim"}),
        (11, {"attempt", "aftermath", "claim", "answer", "encounter"}),
        (12, {"presence"}),
    ],
)
def test_each_row_of_the_case_is_carried_by_acts_of_its_types(row: int, types: set[str]) -> None:
    whats = [act.what for act in PLAYED["halts-27km"].acts if act.row == row]
    assert types <= {type_of(what) for what in whats}


def test_the_unnamed_official_stays_unnamed_and_word_for_word() -> None:
    claims = [act.what for _, act in SCRIPTED if isinstance(act.what, acts.Claim) and act.what.anonymous]
    assert [(claim.claimed_by, claim.words) for claim in claims] == [
        ("an unnamed official", "probing to see how close they can get")
    ]


def test_the_distances_stay_as_far_apart_as_they_were_given() -> None:
    run = PLAYED["halts-27km"]
    words = " ".join(a.what.words for a in run.acts if isinstance(a.what, acts.Claim) and a.row == 5)
    assert all(distance in words for distance in ("27 km", "18 miles", "20 miles", "30 km", "40 miles"))


@pytest.mark.parametrize(("variant", "act"), SCRIPTED, ids=[f"{name}:{act.id}" for name, act in SCRIPTED])
def test_force_is_told_as_a_fact_and_never_asked_for(variant: str, act: ScriptedAct) -> None:
    del variant
    text = msgspec.json.encode(act).decode()
    assert not INTENT.search(text)
    if not isinstance(act.what, acts.ReportedAction):
        assert not FORCE.search(text)


@pytest.mark.parametrize("variant", PLAYED)
def test_acts_are_in_order_and_refer_to_earlier_ones_of_their_type(variant: str) -> None:
    earlier: dict[str, ScriptedAct] = {}
    people = {person.id: person for person in PLAYED[variant].people}
    last_ns = 0
    for act in PLAYED[variant].acts:
        assert act.at_ns >= last_ns
        assert act.by in people
        last_ns = act.at_ns
        if isinstance(act.what, acts.Answer) and act.refers_to:
            assert isinstance(earlier[act.refers_to].what, acts.Attempt)
            assert act.at_ns - earlier[act.refers_to].at_ns >= 120 * 10**9, "nobody could have answered so soon"
        if act.refers_to:
            assert type(act.what) in REFERENCES
            assert act.refers_to in earlier
        earlier[act.id] = act


@pytest.mark.parametrize("variant", PLAYED)
def test_who_acts_may_act(variant: str) -> None:
    people = {person.id: person for person in PLAYED[variant].people}
    for act in PLAYED[variant].acts:
        monitor = people[act.by].roles == (Role.MONITOR,)
        assert not monitor or isinstance(act.what, acts.Doubt)
        if isinstance(act.what, acts.Decision):
            assert people[act.what.decided_by].may(Role.AUTHORITY)


def test_whoever_is_made_up_is_marked_so() -> None:
    assert all("(fictional)" in person.name for person in PLAYED["halts-27km"].people)
    assert all("(fictional)" in act.voice for _, act in SCRIPTED if act.voice)


def test_one_act_is_entered_late_and_says_why() -> None:
    late = [act for act in PLAYED["halts-27km"].acts if act.late_because]
    assert [act.id for act in late] == ["told-at-the-gate"]
    assert late[0].happened_at == "2017-05-18T06:20:00.000Z"


def test_a_hold_is_spoken_read_back_confirmed_and_over_before_anything_is_told() -> None:
    run = {act.id: act for act in PLAYED["halts-27km"].acts}
    hold, doubt = run["hold-by-radio"], run["may-be-a-road-crew"]
    assert isinstance(hold.what, acts.Decision)
    assert hold.by != hold.what.decided_by
    assert (hold.what.channel, hold.what.read_back) == ("radio", True)
    assert run["hold-confirmed"].by == hold.what.decided_by
    assert doubt.at_ns < run["ask-authority"].at_ns < hold.at_ns
    told = [a.happened_at for a in PLAYED["halts-27km"].acts if isinstance(a.what, acts.ReportedAction)]
    until_ns = from_rfc3339(hold.what.until or "")
    assert all(until_ns < from_rfc3339(happened_at or "") for happened_at in told)


def test_what_they_say_first_reaches_the_authority_in_one_act_before_they_cross() -> None:
    run = PLAYED["they-call-first"]
    call = run.acts[0]
    assert isinstance(call.what, acts.Call)
    assert call.what.pass_now
    first = min(from_rfc3339(c.at) for vehicle in run.vehicles for c in vehicle.crossings)
    assert call.at_ns < first
    assert [type_of(act.what) for act in run.acts][-3:] == ["decision", "close", "aftermath"]


@pytest.mark.parametrize("variant", ["turns-back", "they-call-first"])
def test_they_are_out_before_it_is_closed_and_turned_before_it_is_stepped_down(variant: str) -> None:
    run = PLAYED[variant]
    by_id = {act.id: act for act in run.acts}
    leaving = [from_rfc3339(c.at) for v in run.vehicles for c in v.crossings if c.kind == "exit"]
    nearest = [from_rfc3339(vehicle.nearest.at) for vehicle in run.vehicles]
    assert max(nearest) < by_id["step-down"].at_ns
    assert max(leaving) < by_id["close"].at_ns
    close = by_id["close"].what
    assert isinstance(close, acts.Close)
    assert close.disposition is acts.Disposition.TURNED_BACK


def test_the_file_of_acts_names_who_and_what_and_is_labelled() -> None:
    run = PLAYED["halts-27km"]
    lines = [json.loads(line) for line in run.files()["acts.jsonl"].splitlines()]
    assert [line["id"] for line in lines] == [act.id for act in run.acts]
    assert {line["status"] for line in lines} == {"exercise"}
    (confirm,) = (line for line in lines if line["id"] == "hold-confirmed")
    assert confirm["what"] == {"type": "confirm"}  # which entry it confirms is not known before it is played
    assert (confirm["refers_to"], confirm["by"]["id"]) == ("hold-by-radio", "authority-1")
    assert PLAYED["halts-64km"].files()["acts.jsonl"] == b""


def type_of(what: acts.What | None) -> str:
    return "" if what is None else str(what.__struct_config__.tag)
