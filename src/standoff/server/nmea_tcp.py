"""A feed of AIS in NMEA 0183 over TCP: we listen, a receiver connects and sends lines.

A sentence without a time of its own gets the time of its arrival, by the desk's clock. Nothing is acknowledged:
the protocol has no way to.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from standoff.feeds.ais import AisDecoder
from standoff.feeds.decoding import Context
from standoff.host.inputs import Reports
from standoff.model.names import Names

if TYPE_CHECKING:
    from standoff.server.desk import ServedDesk

_CHUNK: Final = 65_536
_MS_NS: Final = 1_000_000


class NmeaListener:
    """Listens for one feed.

    Args:
        desk: takes the reports.
        name: of the feed, and of the source that its reports name.
    """

    def __init__(self, desk: ServedDesk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._server: asyncio.Server | None = None
        self._senders: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Begins to listen on a loopback address; gives the port."""
        self._server = await asyncio.start_server(self._connected, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Hears nobody any more."""
        if self._server is not None:
            self._server.close()
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._senders.add(task)
        try:
            await self._hear(reader)
        except ConnectionError:
            pass
        finally:
            writer.close()
            if task is not None:
                self._senders.discard(task)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        decoder = AisDecoder(Context(f"feed {self._name}", self._name, Names(), Names()))
        data = b"-"
        while data:
            data = await reader.read(_CHUNK)
            decoder.arrived_ns = self._desk.now_ms() * _MS_NS
            decoded = decoder.feed(data) if data else decoder.finish()
            if decoded.read:
                await self._desk.submit(Reports(self._name, decoded.batch, dict(decoded.rejected)))
