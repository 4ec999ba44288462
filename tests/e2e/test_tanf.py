"""al-Tanf, simulated and replayed through the command line: the crossings of the truth are found, and no others.

Truth comes from `standoff.sim`, which shares no geometry with what is tested. Everything here is synthetic.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from standoff.cli.main import app
from standoff.model.times import from_rfc3339

ROOT = Path(__file__).parent.parent.parent
SOURCES = ("ground-radar", "uav-east")
VARIANTS = {"halts-27km": 60, "halts-64km": 0, "turns-back": 40, "they-call-first": 40}
OTHERS = 4  # crossings of kind inside, of those who live there: three of the zone, one of a ring


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("variant", VARIANTS)
def test_replay_finds_the_crossings_of_the_truth_and_no_others(variant: str, seed: int, tmp_path: Path) -> None:
    runner = CliRunner()
    scenario = str(ROOT / "scenarios" / "tanf-2017.toml")
    simulated = runner.invoke(
        app, ["simulate", scenario, "--variant", variant, "--seed", str(seed), "--out", str(tmp_path)]
    )
    assert simulated.exit_code == 0, simulated.output
    inputs = [str(tmp_path / "reports.jsonl"), "--zones", str(tmp_path / "zones.geojson")]
    replayed = runner.invoke(app, ["replay", *inputs, "--out", str(tmp_path)])
    assert replayed.exit_code == 0, replayed.output
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert truth["synthetic"]
    true_crossings = [(v["entity"], c) for v in truth["vehicles"] for c in v["crossings"]]
    assert len(true_crossings) == VARIANTS[variant]
    others = [(v["entity"], c) for v in truth["others"] for c in v["crossings"]]
    assert [c["kind"] for _, c in others] == ["inside"] * OTHERS
    seen_by = {line["entity"]: line["source"] for line in lines(tmp_path / "reports.jsonl")}
    found = lines(tmp_path / "crossings.jsonl")
    assert {line["status"] for line in found} <= {"exercise"}
    confirmed = [line for line in found if line["confirmed"]]
    expected = [(entity, source, c) for entity, c in true_crossings for source in SOURCES]
    expected += [(entity, seen_by[entity], c) for entity, c in others]
    assert sorted(map(named, confirmed)) == sorted(
        (entity, source, c["kind"], c["zone"], c["ring"] or "") for entity, source, c in expected
    )
    errors_s = [abs(seconds_off(line, true_crossings)) for line in confirmed if line["kind"] != "inside"]
    # a source that looks every 30 s, errs by 250 m (1 sigma) and may miss a report, at 9 m/s over the boundary
    assert not errors_s or max(errors_s) < 150
    assert not errors_s or sorted(errors_s)[len(errors_s) // 2] < 20


def named(line: dict[str, Any]) -> tuple[str, str, str, str, str]:
    return (line["track"], line["source"], line["kind"], line["zone"], line["ring"] or "")


def seconds_off(line: dict[str, Any], truth: list[tuple[str, dict[str, Any]]]) -> float:
    """How far a crossing is from the true one of the same vehicle, kind and ring."""
    at = [
        from_rfc3339(c["at"])
        for entity, c in truth
        if (entity, c["kind"], c["ring"]) == (line["track"], line["kind"], line["ring"])
    ]
    return min((from_rfc3339(line["at"]) - time_ns) / 1e9 for time_ns in at)


def test_late_arrivals_of_the_scenario_change_nothing_when_taken_as_they_came(tmp_path: Path) -> None:
    """The radar's reports overtake one another; within the watermark their order of arrival is no matter."""
    runner = CliRunner()
    runner.invoke(app, ["simulate", str(ROOT / "scenarios" / "tanf-2017.toml"), "--out", str(tmp_path)])
    inputs = ["replay", str(tmp_path / "reports.jsonl"), "--zones", str(tmp_path / "zones.geojson")]
    for name, options in (("sorted", []), ("arrived", ["--as-arrived"])):
        assert runner.invoke(app, [*inputs, "--out", str(tmp_path / name), *options]).exit_code == 0
    assert lines(tmp_path / "sorted" / "crossings.jsonl") == lines(tmp_path / "arrived" / "crossings.jsonl")
    assert json.loads((tmp_path / "arrived" / "summary.json").read_text())["reports"]["late"] == 0
