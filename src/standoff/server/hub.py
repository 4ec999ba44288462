"""The live stream: what happened, to every screen that listens.

Events of the record carry its sequence number as their id, so that a screen that lost the line asks for what came
after the last it had. Tracks carry none: the next picture holds them. A screen that does not keep up is told to fetch
the picture anew, and costs no other screen anything.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WAITING: Final = 512
"""Events that wait for a slow screen before it has to begin anew."""
WAITING_BYTES: Final = 4_000_000
"""The same in bytes: a picture of many tracks is large."""
HEARTBEAT_S: Final = 10.0
RESYNC: Final = b"event: resync\ndata: {}\n\n"
_KEEP_ALIVE: Final = b": here\n\n"


def event(kind: str, data: Any, seq: int | None = None) -> bytes:  # noqa: ANN401 - any value that msgspec encodes
    """A server-sent event (WHATWG HTML, section 9.2), with an id where it stands in the record."""
    head = f"id: {seq}\n" if seq is not None else ""
    return f"{head}event: {kind}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


class Screen:
    """What waits for one screen; used on the event loop only."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._news = asyncio.Event()
        self._ended = False

    def put(self, data: bytes) -> None:
        """Adds events; a screen that is too far behind is told to begin anew instead."""
        if len(self._waiting) >= WAITING or self._bytes + len(data) > WAITING_BYTES:
            self._waiting.clear()
            self._bytes, data = 0, RESYNC
        self._waiting.append(data)
        self._bytes += len(data)
        self._news.set()

    def end(self) -> None:
        """Ends the stream, after what waits."""
        self._ended = True
        self._news.set()

    async def listen(self) -> AsyncIterator[bytes]:
        """The stream."""
        yield b"retry: 1000\n\n"
        while True:
            while self._waiting:
                data = self._waiting.popleft()
                self._bytes -= len(data)
                yield data
            if self._ended:
                return
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield _KEEP_ALIVE


class Hub:
    """Hands events to all who listen; used on the event loop only. A screen that nobody holds any more is forgotten."""

    def __init__(self) -> None:
        self._screens: weakref.WeakSet[Screen] = weakref.WeakSet()
        self._closed = False

    def __len__(self) -> int:
        return len(self._screens)

    def join(self, screen: Screen, first: list[bytes]) -> None:
        """From now on a screen is told everything, after some first events."""
        if first:
            screen.put(b"".join(first))
        self._screens.add(screen)
        if self._closed:
            screen.end()

    def publish(self, events: list[bytes]) -> None:
        """Hands some events to every screen."""
        data = b"".join(events)
        for screen in self._screens:
            screen.put(data)

    def close(self) -> None:
        """Ends every stream, those that come later too."""
        self._closed = True
        for screen in self._screens:
            screen.end()
