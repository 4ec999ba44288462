"""`standoff serve`: feeds, engine, record, API and console in one process, on this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.ladder_files import usable_ladder_file
from standoff.cli.zones import zones_of
from standoff.incidents.checking_beside import check_roster
from standoff.incidents.ladder import SHIPPED, Ladder, shipped_ladder
from standoff.model.errors import UnusableInputError
from standoff.server.settings import ServeSettings, read_settings


def serve(
    config: Annotated[Path, typer.Option(metavar="FILE", help="Settings (TOML).")] = Path("standoff.toml"),
    port: Annotated[
        int | None, typer.Option(metavar="PORT", min=0, max=65_535, help="On 127.0.0.1, instead of the file's.")
    ] = None,
) -> None:
    """Serve a desk: live feeds in, the console and the API out, a record of everything.

    It listens on 127.0.0.1 only, and prints a sign-in link for each person, good for one use. At SIGHUP it reads its
    zones file again.
    """
    from standoff.cli.serving import Settings, serve_desk  # noqa: PLC0415 - half a second that other commands do not need

    settings = read_settings(config)
    beside = config.parent
    zones_file = beside / settings.zones
    found = zones_of(zones_file, mend=False)
    ladder = _ladder_of(settings, beside, str(config))
    serve_desk(
        beside / settings.folder,
        Settings(
            zones=found,
            ladder=ladder,
            roster=settings.roster,
            status=settings.status,
            rota=settings.shifts,
            channels=settings.known_channels,
        ),
        settings.port if port is None else port,
        feeds=settings.feeds,
        channels=settings.channels,
        reread=lambda: zones_of(zones_file, mend=False),
    )


def _ladder_of(settings: ServeSettings, beside: Path, where: str) -> Ladder:
    """The ladder that the settings name, checked, and beside their roster.

    Raises:
        UnusableInputError: it has a fault, or takes a role that nobody on the roster holds.
    """
    named = settings.ladder or "first"
    shipped = named in SHIPPED and not (beside / named).exists()
    ladder = shipped_ladder(named) if shipped else usable_ladder_file(beside / named)
    for fault in check_roster(ladder, settings.roster):
        raise UnusableInputError(f"{where}: people", f"ladder {ladder.id}: {fault.says}", "Somebody has to hold it")
    return ladder
