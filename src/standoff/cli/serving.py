"""What `serve` and `demo` share: a folder opened, links printed, a desk served until it is stopped."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import typer

from standoff.host.clock import this_machine
from standoff.host.inputs import Refused
from standoff.host.opening import Settings, open_host
from standoff.incidents.says import says
from standoff.record.folder import Folder
from standoff.server.access import Access, deskers
from standoff.server.desk import ServedDesk
from standoff.server.running import Running, announce, bound, serve

__all__ = ["Settings", "serve_desk"]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from standoff.cli.exercise import Exercise
    from standoff.incidents.ladder import Ladder
    from standoff.model.panel import Cue
    from standoff.model.principal import Principal
    from standoff.model.zone import Zone
    from standoff.server.settings import ChannelSettings, FeedSettings


def serve_desk(
    folder: Path,
    settings: Settings,
    port: int,
    *,
    feeds: Sequence[FeedSettings] = (),
    channels: Sequence[ChannelSettings] = (),
    begins_ms: int | None = None,
    speed: float = 1.0,
    together: bool = False,
    cues: Sequence[Cue] = (),
    exercise: Callable[[ServedDesk], Exercise] | None = None,
    reread: Callable[[], tuple[Sequence[Zone], Mapping[str, Ladder]]] | None = None,
) -> None:
    """Serves a desk until it is stopped.

    Args:
        folder: where its record is kept.
        settings: what is in force.
        port: on 127.0.0.1.
        feeds: live feeds.
        channels: what messages go out over.
        begins_ms: where the clock of a new record begins, milliseconds since 1970; None is the wall clock.
        speed: desk seconds a second.
        together: one link signs in as everybody of the roster, else each has their own.
        cues: what is heard from outside.
        exercise: makes what hands reports to the desk.
        reread: reads the zones and the ladders that they name again, at each SIGHUP.

    Raises:
        UnusableInputError: the folder or the port is in use.
        StandoffError: the desk could not begin, or not go on.
    """
    listening = bound(port)
    opened = Folder(folder, os.urandom)
    sealing = ThreadPoolExecutor(1, "sealing")
    host = open_host(opened, settings, this_machine(), begins_ms=begins_ms, speed=speed, aside=sealing.submit)
    desk, access = ServedDesk(host, cues), Access()
    people = deskers(settings.roster)
    token = access.token(people)
    tokens = {feed.name: access.feed_token(feed.name, feed.token) for feed in feeds if feed.kind == "http"}
    for channel in channels:
        if channel.secret:
            access.hear(channel.name, channel.to, channel.secret)

    def ready(url: str) -> None:
        announce(folder, Running(url=url, token=token))
        _print_links(access, people, url, together=together)
        for name, feed_token in tokens.items():
            typer.echo(f"Feed {name}: POST {url}/api/v1/reports, Authorization: Bearer {feed_token}")
        typer.echo(f"The record is in {folder / 'record'}. Stop with Ctrl-C")

    beside = exercise(desk).run if exercise is not None else None
    hangup = None if reread is None else lambda: _changed(desk, reread)
    asyncio.run(serve(desk, access, listening, feeds, channels, beside, ready, hangup))
    typer.echo(f"Stopped. Verify the record with: standoff record verify {folder}")


async def _changed(desk: ServedDesk, reread: Callable[[], tuple[Sequence[Zone], Mapping[str, Ladder]]]) -> None:
    """Reads the zones again, and says what came of it; with an unusable file nothing changes."""
    try:
        outcome = await desk.change_zones(*await asyncio.to_thread(reread))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file, a desk at work goes on
        typer.echo(f"standoff: {error}\nThe zones have not been changed", err=True)
        return
    if isinstance(outcome, Refused):
        typer.echo(f"standoff: the zones have not been changed: {outcome.says}. {outcome.remedy}", err=True)
    else:
        typer.echo("The zones are the same as before" if outcome is None else says(outcome))


def _print_links(access: Access, people: Sequence[Principal], url: str, *, together: bool) -> None:
    if together:
        typer.echo(f"Open {url}/sign-in?secret={access.link(people)}")
        typer.echo(f"  (once; you act as {', '.join(person.name for person in people)})")
        return
    typer.echo(f"standoff serves {url}. Each of these links signs one person in, once:")
    for person in people:
        roles = ", ".join(person.roles)
        typer.echo(f"  {person.name} ({roles}): {url}/sign-in?secret={access.link([person])}")
