"""Channels that standoff itself sends over: what is known of them, what goes out, and what became of it.

Addresses and secrets are no part of this: they stay in the settings, and reach no entry, screen or log.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from standoff.model.entry import Entry
from standoff.model.principal import Role


class ChannelKind(StrEnum):
    """How a channel is reached."""

    WEBHOOK = "webhook"
    """A signed POST (Standard Webhooks)."""
    APPRISE = "apprise"
    """Mail, or any other service that Apprise speaks."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as the desk and its record know it.

    Attributes:
        name: what an attempt names to be sent over it.
        kind: webhook or apprise.
        to: whom it reaches.
        messages: whether attempts can be sent over it.
        alarms: alarms that are raised to these roles go out over it.
    """

    name: str
    kind: ChannelKind
    to: str
    messages: bool = False
    alarms: tuple[Role, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """An entry on its way out over a channel; its id is the same however often it is sent."""

    id: str
    channel: str
    entry: Entry


class HandingState(StrEnum):
    """What became of handing a message on."""

    HANDED_ON = "handed_on"
    """The other side's machine has taken it. That is not receipt: what shows receipt is what people say."""
    FAILED = "failed"
    """It was not taken at the first try, and is tried again."""
    GIVEN_UP = "given_up"
    """It is not tried any more."""


class Handing(msgspec.Struct, frozen=True, kw_only=True):
    """What became of handing a message on, as it is entered.

    Attributes:
        message: what was to be handed on.
        state: handed_on, failed or given_up.
        tries: how often it was tried since the desk was started.
        because: for failed and given_up, why; never an address.
        until: for failed, until when it is tried again, RFC 3339.
    """

    message: Message
    state: HandingState
    tries: int
    because: str = ""
    until: str | None = None
