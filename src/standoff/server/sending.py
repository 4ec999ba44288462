"""Handing a message on: by a signed POST, or by whatever Apprise speaks. No address or secret leaves this module.

One call is one try. What went wrong is said by its kind only, because the words of libraries may hold addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx

from standoff import __version__
from standoff.channels.outbound import letter, webhook_body
from standoff.channels.signing import key_of, signature
from standoff.model.errors import StandoffError

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.channel import Message
    from standoff.server.settings import ChannelSettings

HEADER: Final = "X-Standoff-Message"
"""Where a mail holds its id, beside subject and text."""
_PASSING: Final = frozenset({408, 425, 429})
"""Refusals that say: later (RFC 9110, RFC 8470, RFC 6585)."""
_REFUSED: Final = range(300, 500)
_TAKEN: Final = range(200, 300)


class NotHandedOnError(StandoffError):
    """A message was not taken.

    Args:
        because: why, in words that name no address.
        final: whether trying again would give the same.
    """

    def __init__(self, because: str, *, final: bool = False) -> None:
        self.because = because
        self.final = final
        super().__init__(because)


class Sender(Protocol):
    """One channel's way out."""

    async def hand_on(self, message: Message) -> None:
        """Tries once; returns when the other side's machine has taken it.

        Raises:
            NotHandedOnError: it was not taken, or nobody knows.
        """
        ...


def sender_of(channel: ChannelSettings) -> Sender:
    """The way out of a channel."""
    return WebhookSender(channel) if channel.kind == "webhook" else AppriseSender(channel)


class WebhookSender:
    """Signed POSTs (Standard Webhooks 1.0). Follows no redirect, heeds no proxy of the environment."""

    def __init__(self, channel: ChannelSettings, now_s: Callable[[], float] = time.time) -> None:
        self._url = channel.url
        self._key = key_of(channel.secret) or b""
        self._now_s = now_s
        self._http = httpx.AsyncClient(timeout=None, trust_env=False, verify=ssl.create_default_context())  # noqa: S113 - the outbox has one for the whole try
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses

    async def hand_on(self, message: Message) -> None:
        """See `Sender.hand_on`."""
        body, timestamp_s = webhook_body(message), int(self._now_s())
        headers = {
            "content-type": "application/json",
            "user-agent": f"standoff/{__version__}",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": signature(self._key, message.id, timestamp_s, body),
        }
        try:
            async with self._http.stream("POST", self._url, content=body, headers=headers) as answer:
                status = answer.status_code  # what else it says is of no use here
        except httpx.ConnectError as error:
            raise NotHandedOnError("it could not be reached") from error
        except httpx.HTTPError as error:
            raise NotHandedOnError("the line broke before it answered") from error
        if status not in _TAKEN:
            final = status in _REFUSED and status not in _PASSING
            raise NotHandedOnError(f"it answered with status {status}", final=final)


class AppriseSender:
    """Mail and all else that Apprise speaks.

    Apprise blocks, and says only whether it worked. Each try has a thread of its own that ends with the process, so
    that a channel that hangs holds up neither another one nor the end of the desk.
    """

    def __init__(self, channel: ChannelSettings) -> None:
        self._url = channel.url
        self._try_s = channel.try_s

    async def hand_on(self, message: Message) -> None:
        """See `Sender.hand_on`."""
        if not await _in_a_thread(lambda: self._notify(message)):
            raise NotHandedOnError("Apprise could not hand it on")

    def _notify(self, message: Message) -> bool:
        plugin = _plugin(self._url)
        plugin.socket_connect_timeout = plugin.socket_read_timeout = float(self._try_s)
        headers: Any = getattr(plugin, "headers", None)
        if isinstance(headers, dict):
            headers[HEADER] = message.id
        told = letter(message)
        return bool(plugin.notify(title=told.subject, body=told.text, body_format="text"))


def apprise_speaks(url: str) -> bool:
    """Whether a URL is one of Apprise's."""
    return _plugin(url) is not None


def _plugin(url: str) -> Any:  # noqa: ANN401 - services have classes of their own
    import apprise  # noqa: PLC0415 - half a second that desks without such a channel do not need

    logging.getLogger("apprise").disabled = True  # it would log addresses
    made: Any = apprise.Apprise.instantiate(url)  # pyright: ignore[reportUnknownMemberType] - its dict has no types
    return made


async def _in_a_thread(work: Callable[[], bool]) -> bool:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()

    def settle(result: bool) -> None:
        if not done.done():
            done.set_result(result)

    def run() -> None:
        try:
            result = work()
        except Exception:  # noqa: BLE001 - a service of Apprise's that breaks has not handed it on
            result = False
        with contextlib.suppress(RuntimeError):  # the desk has ended meanwhile
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name="apprise", daemon=True).start()
    return await done
