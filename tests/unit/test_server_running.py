"""What listens for the console and the API."""

from __future__ import annotations

import asyncio
import socket

from standoff.server.running import bound


def test_an_answer_is_sent_at_once_and_waits_for_no_receipt_of_what_went_before() -> None:
    # Without it the body of an answer waited for the client's receipt of the head: 40 ms on every act.
    assert asyncio.run(_sends_at_once())


async def _sends_at_once() -> bool:
    found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted: socket.socket = writer.get_extra_info("socket")
        found.set_result(bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    with bound(0) as listening:
        server = await asyncio.start_server(connected, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname())
        sent_at_once = await found
        writer.close()
        server.close()
        return sent_at_once
