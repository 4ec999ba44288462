"""The outbox at work: what was made durable to be sent is handed on, at least once, under an id that stays the same.

Theory of operation. An attempt that is to be sent, or an alarm that a channel carries, is durable in the record's
outbox together with its entry. Here each channel has a line of its own: one message at a time, in order, tried until
the other side's machine takes it, it refuses for good, or the channel's time is over. What became of it is entered as
`delivery`, and in the same durable step the message leaves the outbox. Killed before that, the next run sends it
again, under the same id. The first failure is entered at once: the people at the desk have other ways.

Pauses double from a second to half a minute, each drawn from half of that to the whole. A message's time counts from
its entry, on the desk's clock: what is found after a long stop is given up, and said, and not sent stale.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from standoff.incidents.fold import to_ms
from standoff.incidents.pen import to_text
from standoff.model.channel import Handing, HandingState
from standoff.server.sending import NotHandedOnError, sender_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.model.channel import Message
    from standoff.server.desk import ServedDesk
    from standoff.server.sending import Sender
    from standoff.server.settings import ChannelSettings

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0
_MOST_DOUBLINGS: Final = 10
_SECOND_MS: Final = 1000
_LOG: Final = logging.getLogger("uvicorn.error")


def pause_s(tries: int, chance: float) -> float:
    """How long to wait after so many tries, seconds.

    Args:
        tries: at least 1.
        chance: from 0 to 1; the pause is between half of what it is at most, and the whole.
    """
    longest_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(tries - 1, _MOST_DOUBLINGS))
    return longest_s * (0.5 + chance / 2)


class Outbox:
    """Hands on what a desk lets out.

    Args:
        desk: at work.
        channels: what it sends over.
        chance: gives numbers from 0 to 1, by which pauses are drawn.
    """

    def __init__(self, desk: ServedDesk, channels: Sequence[ChannelSettings], chance: Callable[[], float]) -> None:
        self._desk = desk
        self._channels = {channel.name: channel for channel in channels}
        self._chance = chance
        self._lines: dict[str, asyncio.Queue[Message]] = {}

    async def run(self) -> None:
        """Works until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                message = await self._desk.messages.get()
                line = self._lines.get(message.channel)
                if line is None:
                    line = self._lines[message.channel] = asyncio.Queue()
                    group.create_task(self._serve(line, self._channels.get(message.channel)))
                line.put_nowait(message)

    async def _serve(self, line: asyncio.Queue[Message], channel: ChannelSettings | None) -> None:
        """One channel: one message after another."""
        sender = None if channel is None else sender_of(channel)
        while True:
            message = await line.get()
            if channel is None or sender is None:
                await self._settle(message, HandingState.GIVEN_UP, 0, "the settings have no such channel any more")
            else:
                await self._hand_on(message, channel, sender)

    async def _hand_on(self, message: Message, channel: ChannelSettings, sender: Sender) -> None:
        until_ms = to_ms(message.entry.recorded_at) + channel.give_up_s * _SECOND_MS
        tries, because = 0, "its time was over before it could be tried"
        while (left_ms := until_ms - self._desk.now_ms()) > 0:
            tries += 1
            try:
                await self._try(message, channel, sender)
            except NotHandedOnError as error:
                because = error.because
                if error.final:
                    break
            else:
                await self._settle(message, HandingState.HANDED_ON, tries)
                return
            if message.id not in self._desk.failed:
                self._desk.failed.add(message.id)
                await self._settle(message, HandingState.FAILED, tries, because, to_text(until_ms))
            await asyncio.sleep(min(pause_s(tries, self._chance()), left_ms / _SECOND_MS))
        await self._settle(message, HandingState.GIVEN_UP, tries, because)

    async def _try(self, message: Message, channel: ChannelSettings, sender: Sender) -> None:
        """One try, within the channel's time for one."""
        try:
            async with asyncio.timeout(channel.try_s):
                await sender.hand_on(message)
        except TimeoutError as error:
            raise NotHandedOnError(f"no answer within {channel.try_s} s") from error
        except NotHandedOnError:
            raise
        except Exception as error:
            _LOG.error(
                "%s could not be handed on, by a fault of standoff: %s", message.id, type(error).__name__
            )  # a traceback may hold an address
            raise NotHandedOnError("a fault of standoff itself") from error

    async def _settle(
        self, message: Message, state: HandingState, tries: int, because: str = "", until: str | None = None
    ) -> None:
        """Enters what became of a message. Where nothing can be recorded any more, the next run sends it again."""
        handing = Handing(message=message, state=state, tries=tries, because=because, until=until)
        await self._desk.submit(handing)
