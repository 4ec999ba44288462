"""Serving a desk: one process, loopback only, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import signal
import socket
from typing import TYPE_CHECKING, Final

import msgspec
import uvicorn

from standoff.model.errors import StandoffError, UnusableInputError
from standoff.server.app import make_app
from standoff.server.nmea_tcp import NmeaListener
from standoff.server.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from pathlib import Path
    from types import FrameType

    from standoff.server.access import Access
    from standoff.server.desk import ServedDesk
    from standoff.server.settings import ChannelSettings, FeedSettings

LOOPBACK: Final = "127.0.0.1"
_STOP_S: Final = 3


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What a local program needs to reach a running desk: written to `access/running.json`, for its owner only."""

    url: str
    token: str


class _Server(uvicorn.Server):
    """Ends the live streams first: it waits for requests that are under way, and they would never end."""

    def __init__(self, config: uvicorn.Config, desk: ServedDesk) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        self._desk.hub.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - any signal
        """See `uvicorn.Server.handle_exit`; but no signal is raised again, and none cuts short the closing."""
        self.should_exit = True


async def serve(
    desk: ServedDesk,
    access: Access,
    listening: socket.socket,
    feeds: Sequence[FeedSettings] = (),
    channels: Sequence[ChannelSettings] = (),
    beside: Callable[[], Coroutine[object, object, None]] | None = None,
    ready: Callable[[str], None] | None = None,
    hangup: Callable[[], Coroutine[object, object, None]] | None = None,
) -> None:
    """Serves until a signal stops it, or the desk cannot go on.

    Args:
        desk: opened; it is closed at the end.
        access: who may sign in.
        listening: `bound` to a port of this machine.
        feeds: live feeds that we listen for.
        channels: what messages go out over.
        beside: runs as long as it serves (an exercise's movement).
        ready: called with the address once it answers.
        hangup: run at each SIGHUP, one after the other; without it, that signal ends the process.

    Raises:
        UnusableInputError: a feed's port is taken.
        StandoffError: the desk could not go on.
    """
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        make_app(desk, access), log_level="warning", access_log=False, timeout_graceful_shutdown=_STOP_S, lifespan="on"
    )
    server = _Server(config, desk)
    serving = asyncio.create_task(server.serve([listening]))
    await asyncio.wait({serving, asyncio.ensure_future(desk.at_work.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
        raise StandoffError("the server did not start")
    listeners: list[NmeaListener] = []
    tasks: list[asyncio.Future[None]] = []
    try:
        for feed in feeds:
            listeners += await _listen(desk, feed)
        tasks.append(asyncio.ensure_future(Outbox(desk, channels, random.SystemRandom().random).run()))
        if hangup is not None:
            tasks.append(asyncio.ensure_future(_on_hangup(hangup)))
        _settle_memory()
        if ready is not None:
            ready(url)
        if beside is not None:
            tasks.append(asyncio.ensure_future(beside()))
        await _until_done(serving, desk, tasks)
    finally:
        for task in tasks:
            task.cancel()
        for listener in listeners:
            await listener.stop()
        server.should_exit = True
        with contextlib.suppress(Exception):
            await serving


def _settle_memory() -> None:
    """What is there before the first report stays: the collector looks at it no more, for which everybody would wait.

    It took 80 ms of processor, and 0.2 to 0.3 s beside others, each time (`bench/acts_under_load.py`).
    """
    gc.collect()
    gc.freeze()


async def _on_hangup(work: Callable[[], Coroutine[object, object, None]]) -> None:
    """Does some work at each SIGHUP; those that come while it is done are one more."""
    wanted, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, wanted.set)
    try:
        while True:
            await wanted.wait()
            wanted.clear()
            await work()
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def _until_done(serving: asyncio.Task[None], desk: ServedDesk, beside: list[asyncio.Future[None]]) -> None:
    waited: set[asyncio.Future[None]] = {serving, *beside, *filter(None, [desk.ended])}
    while not serving.done():
        done, waited = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        for future in done:
            if (error := future.exception()) is not None:
                raise StandoffError(f"the desk cannot go on: {error!r}") from error


async def _listen(desk: ServedDesk, feed: FeedSettings) -> list[NmeaListener]:
    desk.expect(feed.name)
    if feed.kind != "nmea-tcp":
        return []
    listener = NmeaListener(desk, feed.name)
    try:
        await listener.start(LOOPBACK, feed.port)
    except OSError as error:
        raise UnusableInputError(f"feed {feed.name}, port {feed.port}", f"{error.strerror or error}") from error
    return [listener]


def bound(port: int) -> socket.socket:
    """A socket that listens on 127.0.0.1, before anything else is touched; port 0 takes a free one.

    Raises:
        UnusableInputError: the port is taken.
    """
    # Named, because asyncio sends at once (TCP_NODELAY) only where it is: the body of an answer would wait 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen()  # who only binds shares the port with another that only binds
    except OSError as error:
        listening.close()
        raise UnusableInputError(
            f"--port {port}",
            f"{error.strerror or error}",
            "Stop what holds it, or name another with --port; 0 takes a free one",
        ) from error
    return listening


def announce(folder: Path, running: Running) -> Path:
    """Writes how to reach this process, for its owner's eyes only."""
    path = folder / "access" / "running.json"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)  # one that was there keeps its mode otherwise
        file.write(msgspec.json.encode(running))
    return path
