"""`standoff serve`: feeds, engine, record, API and console in one process, on this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli import inputs
from standoff.cli.zones import zones_of
from standoff.incidents.ladder import read_ladder, shipped_ladder
from standoff.server.settings import read_settings


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
    ladder = shipped_ladder()
    if settings.ladder:
        with inputs.opened(beside / settings.ladder) as (stream, _):
            ladder = read_ladder(stream.read().decode(), str(beside / settings.ladder))
    serve_desk(
        beside / settings.folder,
        Settings(zones=found, ladder=ladder, roster=settings.roster, status=settings.status),
        settings.port if port is None else port,
        feeds=settings.feeds,
        reread=lambda: zones_of(zones_file, mend=False),
    )
