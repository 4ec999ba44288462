"""al-Tanf replayed with a ladder and nobody at the desk: what opens, what time does, and that the record verifies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from standoff.cli.main import app
from standoff.incidents.fold import to_ms
from standoff.model.errors import UnusableInputError
from standoff.record.folder import Folder

SCENARIO = str(Path(__file__).parents[2] / "scenarios" / "tanf-2017.toml")
RUNNER = CliRunner()


def simulated(folder: Path, variant: str) -> Path:
    assert RUNNER.invoke(app, ["simulate", SCENARIO, "--variant", variant, "--out", str(folder)]).exit_code == 0
    return folder


def replayed(folder: Path, out: Path | None, ladder: str = "first") -> Result:
    args = ["replay", str(folder / "reports.jsonl"), "--zones", str(folder / "zones.geojson"), "--ladder", ladder]
    return RUNNER.invoke(app, [*args, *(["--out", str(out)] if out else [])])


def entries(out: Path, copy: Path) -> list[dict[str, Any]]:
    """The entries of a record, read from a copy: opening it would break its seal."""
    shutil.copytree(out, copy)
    folder = Folder(copy, bytes)
    found = [
        {"type": e.type, "at": e.recorded_at, "incident": e.incident, "seq": e.seq, "body": e.body}
        for e in folder.record.entries()
    ]
    folder.record.close()
    folder.unlock()
    return found


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "incidents.jsonl").read_text().splitlines()]


def test_without_a_folder_it_is_refused(tmp_path: Path) -> None:
    result = replayed(simulated(tmp_path, "halts-64km"), None)
    assert isinstance(result.exception, UnusableInputError)
    assert "--out" in str(result.exception)


def test_a_convoy_that_halts_outside_opens_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert replayed(simulated(tmp_path, "halts-64km"), out).exit_code == 0
    assert lines(out) == []
    assert json.loads((out / "summary.json").read_text())["incidents"] == 0
    assert RUNNER.invoke(app, ["record", "verify", str(out)]).exit_code == 0
    again = replayed(tmp_path, out)
    assert isinstance(again.exception, UnusableInputError), "no record is written over"


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = simulated(tmp_path_factory.mktemp("tanf"), "halts-27km")
    for out in ("out", "again"):
        result = replayed(folder, folder / out)
        assert result.exit_code == 0, result.output
    return folder


def test_a_convoy_that_drives_in_opens_one_incident_and_the_record_verifies(inside: Path) -> None:
    (line,) = lines(inside / "out")
    assert (line["zone"], line["status"], line["cause"]) == ("tanf", "exercise", "crossing")
    assert (line["tracks"], line["rings"]) == (40, ["ring-40km", "ring-30km"])
    assert json.loads((inside / "out" / "summary.json").read_text())["incidents"] == 1
    verified = RUNNER.invoke(app, ["record", "verify", str(inside / "out")])
    assert verified.exit_code == 0, verified.output
    assert not list((inside / "out" / "record").rglob("signing.key"))


def test_deadlines_fire_when_they_are_due_and_are_raised_once_more(inside: Path, tmp_path: Path) -> None:
    found = entries(inside / "out", tmp_path / "copy")
    set_at = {e["seq"]: e["body"] for e in found if e["type"] == "deadline_set"}
    fired = [e for e in found if e["type"] == "deadline_ended" and e["body"]["how"] == "fired"]
    assert fired
    for entry in fired:
        assert to_ms(entry["at"]) == to_ms(set_at[entry["body"]["set_by"]]["due_at"]), "neither early nor late"
    assert {body["raised"] for body in set_at.values()} <= {0, 1, 2}
    assert max(e["body"]["nth"] for e in found if e["type"] == "raised") == 2
    assert not any(e["type"] == "phase" and e["body"]["phase"] in {"asked", "held", "ending", "closed"} for e in found)


def test_the_same_reports_give_the_same_entries(inside: Path, tmp_path: Path) -> None:
    first, second = (entries(inside / out, tmp_path / out) for out in ("out", "again"))
    assert first == second
    assert lines(inside / "out") == lines(inside / "again")
