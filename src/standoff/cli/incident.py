"""`standoff incident`: everything that a person does at a running desk, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from standoff.cli import acting, panel_text, sheet_text
from standoff.cli.reaching import RunningDesk
from standoff.cli.say_card import card
from standoff.cli.summary import say
from standoff.cli.words import words
from standoff.model.panel import DeskView, IncidentPanel, Picture
from standoff.model.sheet import HandOverSheet

incident = typer.Typer(no_args_is_help=True, help="Incidents of a running desk.", rich_markup_mode=None)

_Id = Annotated[str, typer.Argument(metavar="INCIDENT", help="Its id, such as 17-001.")]
_Dir = Annotated[Path | None, acting.DIR_OPTION]
_Json = Annotated[bool, acting.JSON_OPTION]


@incident.callback()
def _group() -> None:
    """Incidents of a running desk: list, look, and every act, from the command line.

    The desk is the one whose folder --dir or STANDOFF_DIR names. Exit status 1: it was refused, and says why and what
    to do. Exit status 2: no desk runs there. What is to be said (`words`) and the say-card (`card`) need no desk.
    """


@incident.command(name="list")
def listed(*, folder: _Dir = None, json: _Json = False) -> None:
    """List the incidents, and who is waited for."""
    picture = RunningDesk(folder).get("picture", Picture)
    if json:
        _print_json(picture.incidents)
        return
    _unrecorded(picture.desk)
    for line in picture.incidents:
        say(panel_text.list_line(line))
    if not picture.incidents:
        say("No incident is on the desk")


@incident.command()
def show(name: _Id, *, folder: _Dir = None, json: _Json = False) -> None:
    """Show the panel of an incident as text: known and not known, tried and not tried, the ways on."""
    desk = RunningDesk(folder)
    panel = desk.get(f"incidents/{name}", IncidentPanel)
    if json:
        _print_json(panel)
        return
    view = desk.get("desk", DeskView)
    _unrecorded(view)
    for line in panel_text.panel_lines(panel, view.now):
        say(line)


@incident.command()
def log(name: _Id, *, folder: _Dir = None, json: _Json = False) -> None:
    """Print the log of an incident: every entry, when it was entered, and by whom."""
    panel = RunningDesk(folder).get(f"incidents/{name}", IncidentPanel)
    if json:
        _print_json(panel.log)
        return
    for line in panel_text.log_lines(panel.log):
        say(line)


incident.command()(words)
incident.command()(card)


@incident.command()
def sheet(*, folder: _Dir = None, json: _Json = False) -> None:
    """Print the hand-over sheet: who waits for whom, what is blind, lines, unfinished entries, doubts."""
    found = RunningDesk(folder).get("handover", HandOverSheet)
    if json:
        _print_json(found)
        return
    for line in sheet_text.sheet_lines(found):
        say(line)


for _word, _command in acting.commands():
    incident.command(name=_word)(_command)


def _unrecorded(desk: DeskView) -> None:
    if desk.not_recorded_since is not None:
        say(f"NOT RECORDED since {desk.not_recorded_since}: write it down, and enter it when the desk is back", "bold")


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(value)).decode())
