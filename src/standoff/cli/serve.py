"""`standoff serve`: feeds, engine, record, API and console in one process, on this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.ladder_files import named_ladder, zone_ladders
from standoff.cli.zones import zones_of
from standoff.incidents.checking_beside import check_roster
from standoff.model.errors import UnusableInputError
from standoff.server.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from standoff.incidents.ladder import Ladder
    from standoff.model.zone import Zone
    from standoff.server.settings import ServeSettings


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
    ladder = named_ladder(settings.ladder or "first", beside)
    _staffed([ladder], settings, str(config))

    def read() -> tuple[Sequence[Zone], dict[str, Ladder]]:
        zones = zones_of(zones_file, mend=False)
        ladders = zone_ladders(zones, zones_file, ladder)
        _staffed(ladders.values(), settings, str(config))
        return zones, ladders

    found, ladders = read()
    serve_desk(
        beside / settings.folder,
        Settings(
            zones=found,
            ladder=ladder,
            roster=settings.roster,
            status=settings.status,
            rota=settings.shifts,
            channels=settings.known_channels,
            zone_ladders=ladders,
        ),
        settings.port if port is None else port,
        feeds=settings.feeds,
        channels=settings.channels,
        reread=read,
    )


def _staffed(ladders: Iterable[Ladder], settings: ServeSettings, where: str) -> None:
    """Whether somebody on the roster holds each role of some ladders.

    Raises:
        UnusableInputError: nobody does.
    """
    for ladder in ladders:
        for fault in check_roster(ladder, settings.roster):
            problem = f"ladder {ladder.id}: {fault.says}"
            raise UnusableInputError(f"{where}: people", problem, "Somebody has to hold it")
