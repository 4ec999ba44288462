"""`standoff ladder`: may this ladder be used, what does it lead to, and is there time for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import typer

from standoff.cli.ladder_budget import budget
from standoff.cli.ladder_draw import draw, schema
from standoff.cli.ladder_files import FILE_HELP, read_beside, read_ladder_file, read_roster
from standoff.cli.summary import many, say
from standoff.incidents.checking import check_ladder
from standoff.incidents.checking_beside import check_roster, check_zone
from standoff.incidents.faults import Explored

if TYPE_CHECKING:
    from standoff.incidents.faults import Fault
    from standoff.incidents.ladder import Ladder

KMH_MPS: Final = 1 / 3.6

ladder = typer.Typer(no_args_is_help=True, help="Ladders.", rich_markup_mode=None)
_File = Annotated[Path, typer.Argument(metavar="FILE", help=FILE_HELP)]


@ladder.callback()
def _group() -> None:
    """Ladders: the agreed order of attempts to reach and to turn somebody, proven before it is used."""


@ladder.command()
def check(
    file: _File,
    *,
    zone: Annotated[Path | None, typer.Option(metavar="FILE", help="Zones file: does the ladder fit them?")] = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings, or [[people]]: does somebody hold each role?")
    ] = None,
    kmh: Annotated[
        int, typer.Option("--kmh", metavar="N", min=1, max=2000, help="With --zone: how fast they are taken to move.")
    ] = 40,
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a ladder: everything that it can lead to is looked at, and each fault has the shortest way to it.

    Exit status 1 if it has a fault, 2 if it cannot be read.
    """
    found = read_ladder_file(file)
    faults = check_ladder(found)
    if roster is not None:
        faults += check_roster(found, read_roster(roster))
    if zone is not None:
        faults += [fault for beside in read_beside(zone, kmh * KMH_MPS) for fault in check_zone(found, beside)]
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode({"ladder": found.id, "faults": faults})).decode())
    else:
        _tell(found, faults)
    if faults:
        raise typer.Exit(1)


ladder.command(short_help="Time on the way in against the time a ladder takes.")(budget)
ladder.command()(draw)
ladder.command()(schema)


def _tell(found: Ladder, faults: list[Fault]) -> None:
    for fault in faults:
        say(f"{fault.kind.value}: {fault.says}", style="bold")
        say(f"  at {fault.where}")
        for step in fault.path:
            say(f"    {step}")
    if faults:
        say(f"{found.id}: refused, {many(len(faults), 'fault')}")
        return
    explored = Explored(found)
    places = many(len(explored.places), "place")
    say(
        f"{found.id}: may be used; {places} and {len(explored.rows):,} rows looked at, {many(len(found.rungs), 'rung')}"
    )
