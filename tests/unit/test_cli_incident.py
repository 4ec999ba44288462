"""While nothing can be recorded, the command line says so before anything else that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from standoff.cli import reaching
from standoff.cli.main import app
from standoff.model.panel import DeskView, Picture, Session

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SINCE = "2017-05-18T06:41:00.000Z"


def shown(monkeypatch: pytest.MonkeyPatch, folder: Path, since: str | None) -> list[str]:
    """The lines of `standoff incident list` at a desk without incidents."""
    known: dict[str, Any] = {"speed": 1, "status": "actual", "exercise": False, "seq": 7, "clock_differs_s": None}
    desk = DeskView(now="2017-05-18T07:00:00.000Z", not_recorded_since=since, fingerprint="a b c d e f", **known)
    lists: dict[str, Any] = dict.fromkeys(("zones", "tracks", "feeds", "incidents", "alarms", "cues"), ())
    picture = Picture(desk=desk, session=Session(principals=(), roster=()), **lists)

    def answered(*_: object) -> Picture:
        return picture

    (folder / "access").mkdir()
    (folder / "access" / "running.json").write_text('{"url": "http://127.0.0.1:1", "token": "x"}')
    monkeypatch.setattr(reaching.RunningDesk, "get", answered)
    result = CliRunner().invoke(app, ["incident", "list", "--dir", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_a_desk_that_records_says_nothing_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shown(monkeypatch, tmp_path, None) == ["No incident is on the desk"]


def test_a_desk_that_cannot_record_says_since_when_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, *_, last = shown(monkeypatch, tmp_path, SINCE)
    assert first.startswith(f"NOT RECORDED since {SINCE}: write it down")
    assert last == "No incident is on the desk"
