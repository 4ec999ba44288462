"""The live stream: what happened, to every screen that listens.

Events of the record carry its sequence number as their id, so that a screen that lost the line asks for what came
after the last it had. Tracks carry none: the next picture holds them. A screen that does not keep up is told to fetch
the picture anew, and costs no other screen anything.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WAITING: Final = 512
"""Events that wait for a slow screen before it has to begin anew."""
HEARTBEAT_S: Final = 10.0
RESYNC: Final = b"event: resync\ndata: {}\n\n"
_KEEP_ALIVE: Final = b": here\n\n"


def event(kind: str, data: Any, seq: int | None = None) -> bytes:  # noqa: ANN401 - any value that msgspec encodes
    """A server-sent event (WHATWG HTML, section 9.2), with an id where it stands in the record."""
    head = f"id: {seq}\n" if seq is not None else ""
    return f"{head}event: {kind}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


class Hub:
    """Hands events to all who listen; used on the event loop only."""

    def __init__(self) -> None:
        self._screens: set[asyncio.Queue[bytes | None]] = set()

    def __len__(self) -> int:
        return len(self._screens)

    def publish(self, events: list[bytes]) -> None:
        """Hands some events to every screen."""
        data = b"".join(events)
        for screen in self._screens:
            if screen.qsize() >= WAITING:
                while not screen.empty():
                    screen.get_nowait()
                screen.put_nowait(RESYNC)
            else:
                screen.put_nowait(data)

    def close(self) -> None:
        """Ends every stream."""
        for screen in self._screens:
            screen.put_nowait(None)

    async def listen(self, first: list[bytes]) -> AsyncIterator[bytes]:
        """The stream of one screen, from some first events on."""
        screen: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._screens.add(screen)
        try:
            yield b"retry: 1000\n\n" + b"".join(first)
            while True:
                try:
                    data = await asyncio.wait_for(screen.get(), HEARTBEAT_S)
                except TimeoutError:
                    data = _KEEP_ALIVE
                if data is None:
                    return
                yield data
        finally:
            self._screens.discard(screen)
