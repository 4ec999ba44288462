"""A peer for the desk's figures: the same framework, the same messages, and nothing behind them.

Reports that are posted go to the screens at once, acts are checked and answered: no engine, no record, no sync of a
disk. What standoff adds is the difference. Started by `desk_rate.py` and `acts_under_load.py` with a port.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import uvicorn
from litestar import Litestar, Request, get, post
from litestar.response import Stream

from standoff.model.acts import Act, Answered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_SCREENS: list[asyncio.Queue[bytes]] = []


@post("/api/v1/reports", status_code=200)
async def reports(request: Request[Any, Any, Any]) -> dict[str, int]:
    """Hands reports on as they come."""
    lines = (await request.body()).splitlines()
    tracks = [{"at": line["time"], "id": line["entity"]} for line in map(msgspec.json.decode, lines)]
    data = b"event: tracks\ndata: " + msgspec.json.encode({"tracks": tracks}) + b"\n\n"
    for screen in _SCREENS:
        screen.put_nowait(data)
    return {"accepted": len(lines)}


@post("/api/v1/acts", status_code=200)
async def acts(data: Act) -> Answered:
    """Checks an act and answers it."""
    return Answered(key=data.key, incident=data.incident, entries=(0,), revision=0, recorded_at="")


@get("/api/v1/stream", media_type="text/event-stream")
async def stream() -> Stream:
    """The stream of one screen."""
    screen: asyncio.Queue[bytes] = asyncio.Queue()
    _SCREENS.append(screen)

    async def events() -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        while True:
            yield await screen.get()

    return Stream(events(), media_type="text/event-stream")


if __name__ == "__main__":
    uvicorn.run(Litestar([reports, acts, stream]), port=int(sys.argv[1]), log_level="warning")
