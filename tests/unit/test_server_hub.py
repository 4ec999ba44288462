"""The live stream: every screen is told everything in order, and one that is slow costs the others nothing."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, TypeVar

import pytest

from standoff.server import hub as hubs
from standoff.server.hub import RESYNC, WAITING, WAITING_BYTES, Hub, Screen, event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

RETRY = b"retry: 1000\n\n"
_Answer = TypeVar("_Answer")


def run(what: Coroutine[object, object, _Answer]) -> _Answer:
    return asyncio.run(asyncio.wait_for(what, 10))


async def told(screen: Screen) -> list[bytes]:
    """All that a screen is told until its stream ends."""
    return [data async for data in screen.listen()]


def joined(hub: Hub, first: list[bytes] | None = None) -> Screen:
    screen = Screen()
    hub.join(screen, first or [])
    return screen


@pytest.mark.parametrize(
    ("kind", "data", "seq", "text"),
    [
        ("entry", {"seq": 3}, 3, 'id: 3\nevent: entry\ndata: {"seq":3}\n\n'),
        ("tracks", {}, None, "event: tracks\ndata: {}\n\n"),
        ("cue", {"says": "\n\nid: 9\r\n"}, None, 'event: cue\ndata: {"says":"\\n\\nid: 9\\r\\n"}\n\n'),
        ("cue", {"says": "<script>\x1b[31m\u2028"}, None, 'event: cue\ndata: {"says":"<script>\\u001b[31m\u2028"}\n\n'),
    ],
)  # fmt: skip
def test_an_event_is_one_event_whatever_its_data_holds(kind: str, data: object, seq: int | None, text: str) -> None:
    assert event(kind, data, seq) == text.encode()


def test_every_screen_is_told_everything_in_order_after_what_it_had_missed() -> None:
    async def play() -> tuple[list[bytes], list[bytes]]:
        hub = Hub()
        one, other = joined(hub), joined(hub, [b"missed-1 ", b"missed-2 "])
        hub.publish([b"a ", b"b "])
        late = joined(hub)
        hub.publish([b"c "])
        hub.close()
        assert await told(late) == [RETRY, b"c "]
        return await told(one), await told(other)

    assert run(play()) == ([RETRY, b"a b ", b"c "], [RETRY, b"missed-1 missed-2 ", b"a b ", b"c "])


@pytest.mark.parametrize(("size", "fit"), [(1, WAITING), (WAITING_BYTES // 4 - 1, 4)])
def test_a_screen_that_does_not_keep_up_begins_anew_and_holds_no_more_than_it_may(size: int, fit: int) -> None:
    async def play(count: int) -> list[bytes]:
        hub = Hub()
        slow = joined(hub)
        for _ in range(count):
            hub.publish([b"x" * size])
        hub.publish([b"y"])
        hub.close()
        return await told(slow)

    kept = run(play(fit - 1))
    assert RESYNC not in kept
    assert len(kept) == 1 + fit
    assert run(play(fit + 1)) == [RETRY, RESYNC, b"y"]


def test_a_slow_screen_does_not_hold_up_another() -> None:
    async def play() -> tuple[list[bytes], int]:
        hub = Hub()
        joined_slow, quick = joined(hub), joined(hub)
        heard: list[bytes] = []

        async def listen(screen: Screen) -> None:
            heard.extend([data async for data in screen.listen()])

        listening = asyncio.create_task(listen(quick))
        for number in range(3 * WAITING):
            hub.publish([b"%d " % number])
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        hub.close()
        await listening
        return heard, len(await told(joined_slow))

    heard, slow = run(play())
    assert heard == [RETRY, *(b"%d " % number for number in range(3 * WAITING))]
    assert slow <= 1 + WAITING


def test_while_nothing_happens_a_screen_hears_that_the_desk_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "HEARTBEAT_S", 0.01)

    async def play() -> list[bytes]:
        stream = joined(Hub()).listen()
        return [await anext(stream) for _ in range(3)]

    assert run(play()) == [RETRY, b": here\n\n", b": here\n\n"]


def test_a_screen_that_went_away_is_forgotten_even_where_it_never_began() -> None:
    async def play() -> list[int]:
        hub = Hub()
        counts: list[int] = []
        never: AsyncIterator[bytes] | None = joined(hub).listen()
        begun: AsyncIterator[bytes] | None = joined(hub).listen()
        assert await anext(begun) == RETRY
        counts.append(len(hub))
        del never, begun
        gc.collect()
        await asyncio.sleep(0.05)
        counts.append(len(hub))
        return counts

    assert run(play()) == [2, 0]


def test_a_screen_that_comes_while_the_desk_ends_is_ended_too() -> None:
    async def play() -> list[bytes]:
        hub = Hub()
        hub.close()
        return await told(joined(hub, [b"missed"]))

    assert run(play()) == [RETRY, b"missed"]
