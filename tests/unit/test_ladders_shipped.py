"""The ladders that ship: without a fault, alone and beside their example; each has what its desk needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from standoff.cli.main import app
from standoff.incidents.checking import check_ladder
from standoff.incidents.conditions import Cause
from standoff.incidents.force import words_of_force
from standoff.incidents.ladder import SHIPPED, RungKind, shipped_ladder
from standoff.incidents.places import begins
from standoff.incidents.table import Phase
from standoff.model.acts import AnswerKind

EXAMPLES = Path(__file__).parents[2] / "examples" / "ladders"
LADDERS = Path(__file__).parents[2] / "src" / "standoff" / "incidents" / "ladders"
WITH_EXAMPLE = [name for name in SHIPPED if name != "first"]
shipped = pytest.mark.parametrize("name", SHIPPED)
with_example = pytest.mark.parametrize("name", WITH_EXAMPLE)


def command(*arguments: str) -> tuple[int, str]:
    """How a command ends, and what it prints on both outputs."""
    result = CliRunner().invoke(app, ["ladder", *arguments])
    return result.exit_code, result.output


def test_every_file_ships_and_no_other() -> None:
    assert sorted(SHIPPED) == sorted(path.stem for path in LADDERS.glob("*.toml"))


@shipped
def test_it_has_no_fault_and_is_called_as_its_file(name: str) -> None:
    ladder = shipped_ladder(name)
    assert (ladder.name, check_ladder(ladder)) == (name, [])


@with_example
def test_it_fits_its_made_up_zone_and_roster(name: str) -> None:
    zone, roster = EXAMPLES / f"{name}.geojson", EXAMPLES / "roster.toml"
    status, printed = command("check", name, "--zone", str(zone), "--roster", str(roster))
    assert status == 0, printed
    assert "may be used" in printed


@with_example
def test_beside_a_zone_that_nobody_was_told_of_it_is_refused(name: str, tmp_path: Path) -> None:
    zones = json.loads((EXAMPLES / f"{name}.geojson").read_text())
    del zones["features"][0]["properties"]["disclosure"]
    zone = tmp_path / "zone.geojson"
    zone.write_text(json.dumps(zones))
    status, printed = command("check", name, "--zone", str(zone))
    assert status == 1
    assert "never-told" in printed


@shipped
def test_it_says_in_every_rung_what_is_asked_over_what_and_what_the_way_back_is(name: str) -> None:
    ladder = shipped_ladder(name)
    assert ladder.says
    for rung in ladder.rungs:
        assert rung.off_ramp
        assert rung.kind is RungKind.QUESTION or name == "first" or (rung.channel and rung.to), rung.id
        words = f"{rung.asks} {rung.off_ramp} {rung.channel} {rung.to} {ladder.says}"
        assert words_of_force(words) == "", rung.id


@shipped
def test_ones_own_people_in_safety_are_no_reason_to_step_down(name: str) -> None:
    ladder = shipped_ladder(name)
    for place, rung in enumerate(ladder.rungs):
        if rung.kind is RungKind.PROTECT:
            assert ladder.on_answer(place, AnswerKind.COMPLIED) == "choose", rung.id


def approvals(name: str) -> dict[str, int]:
    """How many persons approve each rung of a ladder that takes it."""
    return {rung.id: rung.approval.persons for rung in shipped_ladder(name).rungs if rung.approval}


def test_sheltering_and_moving_people_takes_two() -> None:
    assert approvals("garrison") == {"under-cover": 2}
    assert approvals("hospital") == {"shelter": 2, "move-patients": 2}


def test_the_airport_closes_nothing_without_its_authority() -> None:
    assert approvals("airport") == {"hold-flights": 1, "close-the-runway": 1}
    given = [rung.approval.by for rung in shipped_ladder("airport").rungs if rung.approval]
    assert {role.value for by in given for role in by} == {"authority"}


def test_the_hospital_starts_from_a_telephone_call_and_from_no_crossing() -> None:
    ladder = shipped_ladder("hospital")
    assert set(ladder.opens.on) == {Cause.CALL, Cause.SIGHTING, Cause.HAND}
    assert ("they call, urgent, and it is passed at once", Phase.ASKED) in [(w, p.phase) for w, p in begins(ladder)]


def test_the_wind_farm_opens_before_the_line_so_that_there_is_time_to_speak() -> None:
    zone = json.loads((EXAMPLES / "wind-farm.geojson").read_text())["features"][0]["properties"]
    assert {ring["name"]: ring["offset_m"] for ring in zone["rings"]} == {shipped_ladder("wind-farm").opens.ring: 7408}


def test_the_reserve_hurries_nobody() -> None:
    ladder = shipped_ladder("nature-reserve")
    assert min(rung.answer_s or 0 for rung in ladder.rungs) >= 20 * 60
    assert approvals("nature-reserve") == {}


def test_a_drawing_goes_to_a_file_or_to_standard_output_and_is_one_or_the_other(tmp_path: Path) -> None:
    out = tmp_path / "new" / "first.svg"
    assert command("draw", "first", "--svg", "-o", str(out)) == (0, f"standoff: drawn: {out}\n")
    assert out.read_text("utf-8") == command("draw", "first", "--svg")[1]
    assert command("draw", "first", "--mermaid") == command("draw", "first")
    assert command("draw", "first")[1].startswith("flowchart BT\n")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["draw", "first", "--svg", "--mermaid"], "one or the other"),
        (["draw", "nothing.toml"], "nothing.toml"),
        (["draw", "first", "-o", "/dev/null/picture.svg"], "-o /dev/null/picture.svg"),
    ],
)
def test_a_drawing_that_cannot_be_made_says_why(arguments: list[str], named: str) -> None:
    result = CliRunner().invoke(app, ["ladder", *arguments])
    assert result.exit_code != 0
    assert named in str(result.exception)
