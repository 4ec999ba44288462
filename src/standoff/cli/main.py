"""`standoff`: the commands, and what an error becomes.

Exit status: 0 done; 1 it failed and says why; 2 the call, or a file that it names, is unusable and says where.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from standoff import __version__
from standoff.cli.demo import demo
from standoff.cli.incident import incident
from standoff.cli.ladder import ladder
from standoff.cli.record import record
from standoff.cli.replay import replay
from standoff.cli.serve import serve
from standoff.cli.simulate import simulate
from standoff.cli.zones import zones
from standoff.model.errors import StandoffError, UnusableInputError

app = typer.Typer(
    name="standoff",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(short_help="Play al-Tanf, live, in the console.")(demo)
app.command(short_help="Serve a desk: feeds, console, record.")(serve)
app.command(short_help="Replay files of reports against zones.")(replay)
app.command(short_help="Simulate a scenario, with its truth.")(simulate)
app.add_typer(zones, name="zones")
app.add_typer(ladder, name="ladder")
app.add_typer(incident, name="incident")
app.add_typer(record, name="record")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def standoff(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Watches de-confliction zones: who comes close; leads the attempts to reach them; keeps a record of it all."""


def main() -> None:
    """Runs the command line and leaves with its exit status."""
    try:
        app()
    except UnusableInputError as error:
        typer.echo(f"standoff: {error}", err=True)
        sys.exit(2)
    except (StandoffError, OSError) as error:
        typer.echo(f"standoff: {error}", err=True)
        sys.exit(1)
