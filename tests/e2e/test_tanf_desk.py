"""al-Tanf, played through a real server by its script: each course of events comes to the end that it should.

Everything is synthetic and an exercise. The four variants are played two at a time, at 600 desk seconds a second.
"""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from desk_process import STANDOFF, DeskProcess, wait_for

from standoff.incidents.fold import fold
from standoff.incidents.state import Desk
from standoff.incidents.table import BY_PEOPLE
from standoff.model.acts import AttemptKind
from standoff.model.entry import Entry
from standoff.model.times import from_rfc3339
from standoff.sim.reading import load_scenario
from standoff.sim.simulation import simulate

if TYPE_CHECKING:
    from standoff.sim.script import ScriptedAct

SCENARIO = Path(__file__).parent.parent.parent / "scenarios" / "tanf-2017.toml"
VARIANTS = ("halts-27km", "halts-64km", "turns-back", "they-call-first")
OVER = "2017-05-18T08:09:30"
ROWS = set(range(1, 13))


class Played(NamedTuple):
    """What a variant came to: its entries, its incidents as a screen shows them, and its script."""

    entries: list[dict[str, Any]]
    panels: list[dict[str, Any]]
    said: list[str]
    script: tuple[ScriptedAct, ...]
    folder: Path


def play(variant: str, folder: Path) -> Played:
    script = simulate(load_scenario(SCENARIO.read_text(), SCENARIO.name), variant, 1).acts
    args = ("--port", "0", "--dir", folder, "--variant", variant, "--acts", "played", "--speed", "600")
    with DeskProcess("demo", *args) as desk:
        person = desk.person()
        wait_for(lambda: person.get("desk")["now"] > OVER)
        person.http.post("/api/v1/exercise/clock", json={"speed": 0}).raise_for_status()
        entries = person.entries()
        panels = [person.get(f"incidents/{found['id']}") for found in person.get("picture")["incidents"]]
        assert desk.stop() == 0, desk.said
        return Played(entries, panels, desk.said, script, folder)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    folders = [tmp_path_factory.mktemp(variant) / "desk" for variant in VARIANTS]
    with ThreadPoolExecutor(2) as two:
        return dict(zip(VARIANTS, two.map(play, VARIANTS, folders), strict=True))


def types(played: Played) -> list[str]:
    return [entry["type"] for entry in played.entries]


def of(played: Played, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in played.entries if entry["type"] == kind]


def phases(played: Played) -> list[tuple[str, str]]:
    return [(entry["body"]["event"], entry["body"]["phase"]) for entry in of(played, "phase")]


def to_ms(text: str) -> int:
    return from_rfc3339(text) // 1_000_000


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_outsider_finds_the_record_sound(played: dict[str, Played], variant: str) -> None:
    folder = played[variant].folder
    assert (folder / "record" / "SEAL").exists()
    checked = subprocess.run([STANDOFF, "record", "verify", folder], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert {entry["status"] for entry in played[variant].entries if entry["incident"]} <= {"exercise"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_act_of_the_script_stands_in_the_record_with_who_and_when(
    played: dict[str, Played], variant: str
) -> None:
    entries = {entry["act"]: entry for entry in played[variant].entries if entry["by"]["id"] != "standoff"}
    acts = [act for act in played[variant].script if act.what is not None]
    assert [line for line in played[variant].said if "was refused" in line] == []
    assert len(entries) == len(acts)
    for act in acts:
        entry = entries[f"played-{act.id}"]
        assert entry["type"] == str(act.what.__struct_config__.tag) if act.what else ""
        assert entry["by"]["id"] == act.by
        entered_s = (from_rfc3339(entry["recorded_at"]) - act.at_ns) / 1e9
        assert 0 <= entered_s < 300, "at 600 desk seconds a second, a program is some seconds late"
        happened_at = act.happened_at or entry["recorded_at"]
        assert to_ms(entry["happened_at"]) == to_ms(happened_at)
        assert bool(entry["body"].get("late_because")) == bool(act.late_because)


def test_every_row_of_the_case_stands_in_the_record_of_the_first_account(played: dict[str, Played]) -> None:
    kept = {entry["act"] for entry in played["halts-27km"].entries}
    rows = {act.row for act in played["halts-27km"].script if f"played-{act.id}" in kept}
    assert rows >= ROWS
    told = list(of(played["halts-27km"], "reported_action"))
    assert len(told) == 3
    assert {entry["by"]["id"] for entry in told} == {"watch-1"}
    assert all(entry["body"]["reported_by"] for entry in told)


def test_27_km_opens_one_incident_and_walks_the_ladder(played: dict[str, Played]) -> None:
    run = played["halts-27km"]
    (panel,) = run.panels
    (opened,) = of(run, "incident_opened")
    assert (opened["body"]["cause"], opened["body"]["zone"]) == ("crossing", "tanf")
    kinds = [entry["body"]["kind"] for entry in of(run, "attempt")]
    assert kinds[:4] == [AttemptKind.INFORM, AttemptKind.CONTACT, AttemptKind.RELAY, AttemptKind.OFFER]
    assert set(kinds) == set(AttemptKind)
    asked = [place for place, (event, _) in enumerate(phases(run)) if event == "ask"]
    held = [place for place, (event, _) in enumerate(phases(run)) if event == "hold"]
    assert len(asked) == len(held) == 2
    assert asked[0] < held[0] < asked[1] < held[1]
    assert {entry["body"]["kind"] for entry in of(run, "answer")} >= {"asks_time", "cannot_reach_them", "refused"}
    assert len(of(run, "confirm")) == 1
    assert len(panel["decisions"]) == 2
    assert panel["decisions"][0]["confirmed"]
    assert len(panel["doubts"]) == 2
    assert {entry["body"]["ring"] or "" for entry in of(run, "crossing")} >= {"", "ring-40km", "ring-30km"}


def test_nothing_is_decided_asked_or_ended_by_time_or_movement(played: dict[str, Played]) -> None:
    people = {str(event) for event in BY_PEOPLE}
    seen = 0
    for run in played.values():
        for event, phase in phases(run):
            if phase in {"asked", "held", "ending", "closed"}:
                assert event in people, event
                seen += 1
        assert all(entry["by"]["id"] != "standoff" for entry in run.entries if entry["type"] in {"decision", "close"})
    assert seen >= 9


def test_64_km_opens_none(played: dict[str, Played]) -> None:
    run = played["halts-64km"]
    assert run.panels == []
    assert not {"incident_opened", "raised", "deadline_set", "phase"} & set(types(run))
    assert any(entry["type"] == "feed" for entry in run.entries), "it was seen"


def test_they_turn_back_and_a_person_steps_down_after_standoff_proposes_it(played: dict[str, Played]) -> None:
    run = played["turns-back"]
    (panel,) = run.panels
    proposed = of(run, "step_down_proposed")
    (decided,) = of(run, "decision")
    (closed,) = of(run, "close")
    assert proposed
    assert proposed[0]["by"]["id"] == "standoff"
    assert proposed[0]["seq"] < decided["seq"] < closed["seq"]
    assert (decided["body"]["kind"], decided["by"]["id"]) == ("step_down", "authority-1")
    assert ("step_down", "ending") in phases(run)
    assert (panel["phase"], panel["disposition"]) == ("closed", "turned_back")


def test_they_call_first_and_the_authority_has_it_in_one_act(played: dict[str, Played]) -> None:
    run = played["they-call-first"]
    (panel,) = run.panels
    (opened,) = of(run, "incident_opened")
    called = of(run, "call")[0]
    asked, raised = of(run, "phase")[0], of(run, "raised")[0]
    assert called["body"]["pass_now"]
    assert (asked["body"]["event"], asked["body"]["phase"]) == ("ask", "asked")
    assert raised["body"]["to_role"] == "authority"
    assert {entry["recorded_at"] for entry in (opened, called, asked, raised)} == {called["recorded_at"]}
    between = [entry for entry in run.entries if called["seq"] < entry["seq"] < raised["seq"]]
    assert {entry["by"]["id"] for entry in between} == {"standoff"}
    assert not of(run, "put_to_authority")
    assert panel["cause"] == "call"
    assert (panel["phase"], panel["disposition"]) == ("closed", "turned_back")


def test_the_line_that_is_announced_as_suspended_and_answers_all_the_same_is_known_as_both(
    played: dict[str, Played],
) -> None:
    desk = fold(Desk(), msgspec.convert(played["halts-27km"].entries, list[Entry]))
    line = desk.lines["liaison line"]
    (claim,) = line.claims.values()
    assert (list(line.claims), claim.state) == (["an announcement of the guarantor"], "suspended")
    assert line.answered_ms is not None
    assert line.answered_ms > claim.at_ms
