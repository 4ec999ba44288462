"""A faulty ladder is refused for its fault, in the field that has it, with the shortest path to it in words."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from ladder_faults import CASES, SOUND, Case
from typer.testing import CliRunner

from standoff.cli.ladder_files import read_beside, read_roster
from standoff.cli.main import app
from standoff.incidents.checking import check_ladder, usable_ladder
from standoff.incidents.checking_beside import check_roster, check_zone
from standoff.incidents.faults import Explored, FaultKind
from standoff.incidents.ladder import SHIPPED, read_ladder, shipped_ladder
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.incidents.faults import Fault

BESIDE = ("nobody-holds", "never-told")
"""Faults of a roster and a zone; of the others, some are found only beside a zone."""


def written(texts: dict[str, str], folder: Path) -> list[str]:
    """The arguments for the texts of a case, written to files."""
    names = {"ladder": "mine.toml", "people": "people.toml", "zones": "zones.geojson"}
    for of, name in names.items():
        (folder / name).write_text(texts[of], "utf-8")
    paths = {of: str(folder / name) for of, name in names.items()}
    return [paths["ladder"], "--roster", paths["people"], "--zone", paths["zones"]]


def faults_of(texts: dict[str, str], folder: Path, kmh: int) -> list[Fault]:
    written(texts, folder)
    ladder = read_ladder(texts["ladder"], "mine.toml")
    besides = read_beside(folder / "zones.geojson", kmh / 3.6)
    own, held = check_ladder(ladder), check_roster(ladder, read_roster(folder / "people.toml"))
    return [*own, *held, *(fault for beside in besides for fault in check_zone(ladder, beside))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_faulty_ladder_is_refused_for_its_fault_and_no_other(case: Case, tmp_path: Path) -> None:
    found = faults_of(case.texts(), tmp_path, case.kmh)
    assert [(fault.kind.value, fault.where, fault.path) for fault in found] == [
        (find.kind, find.where, find.path) for find in case.finds
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_command_line_refuses_it_with_status_1_and_says_the_same(case: Case, tmp_path: Path) -> None:
    called = ["ladder", "check", *written(case.texts(), tmp_path), "--kmh", str(case.kmh)]
    result = CliRunner().invoke(app, [*called, "--json"])
    assert result.exit_code == 1, result.output
    said = [(fault["kind"], fault["where"], tuple(fault["path"])) for fault in json.loads(result.output)["faults"]]
    assert said == [(find.kind, find.where, find.path) for find in case.finds]
    told = CliRunner().invoke(app, called)
    assert told.exit_code == 1
    flat = " ".join(told.output.split())
    assert all(" ".join(step.split()) in flat for find in case.finds for step in (find.where, *find.path))


def test_the_sound_ladder_has_no_fault_at_the_speeds_that_it_was_made_for(tmp_path: Path) -> None:
    for kmh in (40, 60, 90):
        assert faults_of(dict(SOUND), tmp_path, kmh) == []
    called = ["ladder", "check", *written(dict(SOUND), tmp_path)]
    result = CliRunner().invoke(app, called)
    assert result.exit_code == 0, result.output
    assert "sound@1: may be used" in result.output


@pytest.mark.parametrize("name", SHIPPED)
def test_a_ladder_that_comes_with_the_package_has_no_fault(name: str) -> None:
    assert check_ladder(shipped_ladder(name)) == []


def test_every_kind_of_fault_is_among_them_more_than_once() -> None:
    counts = Counter(find.kind for case in CASES for find in case.finds)
    assert {kind: counts[kind] for kind in FaultKind if counts[kind] < 2} == {}
    assert len(CASES) >= 36
    assert len({case.says for case in CASES}) == len(CASES)


def test_every_fault_says_what_is_wrong_and_every_path_begins_with_how_it_begins(tmp_path: Path) -> None:
    begins = {"a track crosses in", "they call, urgent, and it is passed at once", "they call"}
    begins |= {"somebody on watch has a reason to look"}
    for case in CASES:
        for fault in faults_of(case.texts(), tmp_path, case.kmh):
            assert fault.says, case.says
            assert not fault.path or fault.path[0] in begins, case.says
            assert fault.path or fault.where in {"says", "name"}, case.says


def test_a_path_has_as_many_steps_as_the_place_is_away_from_the_beginning() -> None:
    known = Explored(read_ladder(SOUND["ladder"], "sound.toml"))
    away = {place for place in known.places if len(known.path_to(place)) == 1}
    assert {place.phase.value for place in away} == {"act", "asked"}
    steps, seen = 1, set(away)
    while away:
        assert {len(known.path_to(place)) for place in away} == {steps}
        away = {row.to for row in known.rows if row.place in away} - seen
        seen |= away
        steps += 1
    assert seen == set(known.places)


def test_a_ladder_that_is_faulty_is_not_put_in_force_and_the_first_fault_is_named() -> None:
    own = [case for case in CASES if case.finds[0].kind not in BESIDE and all(c.of == "ladder" for c in case.changes)]
    refused = 0
    for case in own:
        if check_ladder(read_ladder(case.texts()["ladder"], "mine.toml")):
            refused += 1
            with pytest.raises(UnusableInputError, match=case.finds[0].kind):
                usable_ladder(case.texts()["ladder"], "mine.toml")
    assert refused > 50
