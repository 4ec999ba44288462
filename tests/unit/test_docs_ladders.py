"""The pages on ladders are held to the code: fields, faults, schema, pictures, and a page for each that ships."""

from __future__ import annotations

import json
import re
from pathlib import Path

import _ladders
import msgspec
import pytest
from test_docs import first_cells, read
from typer.testing import CliRunner

from standoff.cli.main import app
from standoff.incidents.checking import LEAST_ANSWER_S
from standoff.incidents.faults import FaultKind
from standoff.incidents.ladder import SHIPPED, Ladder, RungKind, shipped_ladder

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "ladders"
EXAMPLES = ROOT / "examples" / "ladders"
shipped = pytest.mark.parametrize("name", SHIPPED)


def run(*arguments: str) -> str:
    """What a command prints; it has to end with status 0."""
    result = CliRunner().invoke(app, ["ladder", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_table_of_a_ladder_file_is_documented() -> None:
    schema = msgspec.json.schema(Ladder)["$defs"]
    tables = {name for name, described in schema.items() if described.get("type") == "object"}
    assert {struct.__name__ for struct in _ladders.TABLES.values()} == tables
    assert "{include} generated/ladder-fields.md" in read("ladder.md")


@pytest.mark.parametrize("title", _ladders.TABLES)
def test_every_field_is_documented_with_what_it_holds_and_what_it_means(title: str) -> None:
    page = _ladders.fields()
    wanted = [field.name for field in msgspec.structs.fields(_ladders.TABLES[title])]
    assert first_cells(page, title) == wanted
    section = page.partition(f"### {title}\n")[2].partition("\n### ")[0]
    for row in section.splitlines()[3:]:
        if row.startswith("| `"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
            assert cells[1], row
            assert cells[3], row


def test_every_fault_is_documented_with_what_mends_it_and_no_other() -> None:
    assert first_cells(read("ladder.md"), "Faults") == [kind.value for kind in FaultKind]
    section = read("ladder.md").partition("## Faults\n")[2]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    assert all(all(cell.strip() for cell in row.split("|")[1:-1]) for row in rows)


def test_every_kind_of_rung_is_documented_with_its_least_time() -> None:
    assert first_cells(read("ladder.md"), "Kinds of rungs") == [kind.value for kind in RungKind]
    for kind, least_s in LEAST_ANSWER_S.items():
        assert re.search(rf"^\| `{kind}` \|.*\| {least_s} s \|$", read("ladder.md"), re.MULTILINE), kind


def test_the_committed_schema_is_what_the_command_prints() -> None:
    assert run("schema") == _ladders.SCHEMA.read_text("utf-8"), "write it anew: make ladder-pictures"


@shipped
def test_the_committed_picture_is_what_the_command_draws(name: str) -> None:
    assert run("draw", name, "--svg") == _ladders.picture_of(name).read_text("utf-8"), "make ladder-pictures"


@shipped
def test_each_that_ships_has_its_page_with_its_table_and_its_picture(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    assert f"{{include}} ../reference/generated/ladder-{name}.md" in page
    assert f"(../pictures/ladder-{name}.svg)" in page
    for heading in ("**For whom.**", "## Where it comes from", "## Limits"):
        assert heading in page
    assert "judgement" in page or name == "first"
    ladder = shipped_ladder(name)
    assert first_cells(_ladders.rungs(name), "Rungs") == [rung.id for rung in reversed(ladder.rungs)]
    assert all(rung.asks in _ladders.rungs(name) for rung in ladder.rungs)
    assert re.search(rf"^{name}$", (PAGES / "index.md").read_text("utf-8"), re.MULTILINE)


def test_a_page_has_no_ladder_that_does_not_ship() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {*SHIPPED, "index"}


def test_what_the_page_on_the_airport_and_the_wind_farm_say_of_time_is_so() -> None:
    for name, says in {"wind-farm": "at most 19 min 30 s, and the question five more", "airport": "up to 27"}.items():
        assert says in (PAGES / f"{name}.md").read_text("utf-8")
    assert led_s(shipped_ladder("garrison")) == 33 * 60
    assert led_s(shipped_ladder("wind-farm")) == 19 * 60 + 30
    assert led_s(shipped_ladder("airport")) <= 27 * 60


def led_s(ladder: Ladder) -> int:
    """How long the rungs take that time leads through, seconds."""
    place, taken_s = 0, 0
    while True:
        rung = ladder.rungs[place]
        taken_s += ((rung.act_s or 0) + (rung.answer_s or 0)) * rung.tries
        following = ladder.place_of(ladder.next_of(place))
        if following is None:
            return taken_s
        place = following


def test_the_schema_names_only_roles_that_act_on_a_ladder() -> None:
    schema = json.loads(run("schema"))
    assert schema["$defs"]["Role"]["enum"] == ["watch", "liaison", "authority"]
    assert schema["$ref"] == "#/$defs/Ladder"
