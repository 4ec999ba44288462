"""Every fact of the real data's independent ground truth, through the command line, one zone a fact.

The truth was computed with shapely and pyproj, report by report, without this project; `facts.py` builds a zones
file for each fact. Counts must be equal, the deepest report within a metre.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from facts import facts, zones_file
from typer.testing import CliRunner

from standoff.cli.main import app

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {
    "tracks_entered": "ids_inside",
    "enters": "enter_events",
    "exits": "exit_events",
    "first_inside": "first_inside",
    "passes": "pass_through_segments",
}


def listed() -> list[Any]:
    """The facts as test parameters, each with its name; none where the data is not there."""
    from conftest import SHARED  # noqa: PLC0415 - read late, so that a machine without the data still collects

    if not SHARED.is_dir():
        return [pytest.param("ground_truth.json", {}, id="all facts of ground_truth.json")]
    return [pytest.param(file, fact, id=fact["name"]) for file, fact in facts(SHARED)]


@pytest.mark.data
@pytest.mark.parametrize(("file", "fact"), listed())
def test_replay_agrees_with_independent_geometry(file: str, fact: dict[str, Any], shared: Path, tmp_path: Path) -> None:
    zones = tmp_path / "zones.geojson"
    zones.write_text(json.dumps(zones_file(shared, fact)))
    out = tmp_path / "out"
    call = ["replay", str(shared / file), "--zones", str(zones), "--out", str(out), "--confirm", "none"]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    summary = json.loads((out / "summary.json").read_text())
    found = summary["zones"]["z"]
    assert {name: found[name] for name in COUNTS} == {name: fact[theirs] for name, theirs in COUNTS.items()}
    if "deepest_penetration_m" in fact:
        assert found["deepest_m"] == pytest.approx(fact["deepest_penetration_m"], abs=1.0)
        assert found["deepest_track"].split(":")[1].lower() == fact["deepest_at"]["id"].lower()
    assert crossing_counts(out) == {name: found[name] for name in COUNTS if name != "tracks_entered"}


def crossing_counts(out: Path) -> dict[str, int]:
    """Counts by kind in crossings.jsonl, under the summary's names."""
    kinds = [json.loads(line)["kind"] for line in (out / "crossings.jsonl").read_text().splitlines()]
    names = {"enters": "enter", "exits": "exit", "first_inside": "inside", "passes": "pass"}
    return {name: kinds.count(kind) for name, kind in names.items()}
