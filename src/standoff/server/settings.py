"""The settings of `standoff serve`: a TOML file, read strictly."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from standoff.channels.signing import key_of
from standoff.incidents.state import Shift
from standoff.model.channel import Channel
from standoff.model.errors import UnusableInputError
from standoff.model.principal import STANDOFF, Principal, Role
from standoff.model.report_line import Status
from standoff.model.times import from_rfc3339

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_PORT = 8460
_MS_NS: Final = 1_000_000
_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_CHOICES: Final = {
    "roles": "watch, liaison, authority, monitor",
    "alarms": "watch, liaison, authority, monitor",
    "feeds.kind": "http, nmea-tcp",
    "channels.kind": "webhook, apprise",
    "status": "actual, exercise, test",
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_REMEDY: Final = "docs/reference/settings.md has every setting"


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is refused."""


class PersonSettings(_Table, frozen=True, kw_only=True):
    """Somebody on the roster.

    Attributes:
        id: what entries refer to, such as `watch-1`; `standoff` is taken.
        name: as people say it, such as `Lt A. Ruiz`.
        roles: what they may do: watch, liaison, authority, monitor.
        party: the party they act for.
    """

    id: Annotated[str, Meta(pattern=_NAME, max_length=64)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    roles: Annotated[tuple[Literal["watch", "liaison", "authority", "monitor"], ...], Meta(min_length=1)]
    party: str = "owner"


class ShiftSettings(_Table, frozen=True, kw_only=True):
    """A shift: who has the watch of a role, from when to when.

    Attributes:
        role: watch, liaison, authority or monitor.
        person: id of somebody in people who holds it.
        start, end: RFC 3339; without an offset it is UTC. The end is not in it.
    """

    role: Literal["watch", "liaison", "authority", "monitor"]
    person: Annotated[str, Meta(max_length=64)]
    start: Annotated[str, Meta(max_length=40)]
    end: Annotated[str, Meta(max_length=40)]


class FeedSettings(_Table, frozen=True, kw_only=True):
    """One live feed.

    Attributes:
        name: what entries and screens call it.
        kind: `http` (pushed to /api/v1/reports with the feed's token) or `nmea-tcp` (AIS lines to a port of ours).
        port: for nmea-tcp, the port on 127.0.0.1.
        token: for http, what the sender shows; empty makes a new one at each start.
    """

    name: Annotated[str, Meta(pattern=_NAME, max_length=64)]
    kind: Literal["http", "nmea-tcp"]
    port: Annotated[int, Meta(ge=0, le=65_535)] = 10110
    token: Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{16,100})?$")] = ""


class ChannelSettings(_Table, frozen=True, kw_only=True):
    """One channel that standoff sends over; its address and secret stay in this file.

    Attributes:
        name: what an attempt names to be sent over it; it goes into the ids of alarms.
        kind: `webhook` (a signed POST) or `apprise` (mail, or anything else that Apprise speaks).
        url: of a webhook: https, or http on this machine; of apprise: such as `mailto://...`.
        secret: of a webhook: `whsec_` and the base64 of 24 to 64 random bytes; signs what goes out and what comes in.
        to: whom it reaches.
        messages: whether attempts are sent over it.
        alarms: roles; alarms that are raised to them go out over it.
        give_up_s: how long a message is tried, from its entry on, seconds.
        try_s: how long one try may take, seconds.
    """

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=32)]
    kind: Literal["webhook", "apprise"]
    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    secret: Annotated[str, Meta(max_length=200)] = ""
    to: Annotated[str, Meta(min_length=1, max_length=200)]
    messages: bool = False
    alarms: tuple[Literal["watch", "liaison", "authority", "monitor"], ...] = ()
    give_up_s: Annotated[int, Meta(ge=1, le=86_400)] = 900
    try_s: Annotated[int, Meta(ge=1, le=120)] = 20

    def __repr__(self) -> str:
        """Without address and secret, wherever it may be printed."""
        return f"ChannelSettings(name={self.name!r}, kind={self.kind!r})"


class ServeSettings(_Table, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        zones: zones file, relative to this one.
        ladder: ladder file, relative to this one, or the name of one that comes with the package; empty is `first`.
        folder: where the record is kept, relative to this one.
        port: of the console and the API, on 127.0.0.1.
        status: actual, exercise or test.
        people: the roster.
        feeds: live feeds.
        rota: who has which watch when; when nobody acts, the next of the same role is told.
        channels: what standoff sends over.
    """

    zones: str
    folder: str
    ladder: str = ""
    port: Annotated[int, Meta(ge=0, le=65_535)] = DEFAULT_PORT
    status: Status = Status.ACTUAL
    people: Annotated[tuple[PersonSettings, ...], Meta(min_length=1)]
    feeds: tuple[FeedSettings, ...] = ()
    rota: tuple[ShiftSettings, ...] = ()

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The rota, as entries have it."""
        return tuple(
            Shift(
                role=Role(shift.role),
                person=shift.person,
                from_ms=from_rfc3339(shift.start) // _MS_NS,
                until_ms=from_rfc3339(shift.end) // _MS_NS,
            )
            for shift in self.rota
        )

    channels: tuple[ChannelSettings, ...] = ()

    @property
    def roster(self) -> tuple[Principal, ...]:
        """The people, as entries have them."""
        return msgspec.convert(self.people, tuple[Principal, ...], from_attributes=True)

    @property
    def known_channels(self) -> tuple[Channel, ...]:
        """The channels, as entries have them: without addresses and secrets."""
        return msgspec.convert(self.channels, tuple[Channel, ...], from_attributes=True)


def read_settings(path: Path) -> ServeSettings:
    """The settings of a file.

    Raises:
        UnusableInputError: it cannot be read, or a setting is missing, unknown or contradicts another.
    """
    try:
        settings = msgspec.convert(tomllib.loads(path.read_text("utf-8")), ServeSettings)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise UnusableInputError(str(path), problem, "Name a settings file with --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableInputError(str(path), f"not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise UnusableInputError(str(path), str(error), _remedy(str(error))) from error
    _check(settings, str(path))
    return settings


def _remedy(says: str) -> str:
    """What to do about what the decoder found."""
    match = re.search(r"Invalid enum value .* - at `\$\.(?:(\w+)\[\d+\]\.)?(\w+)", says)
    if match is None:
        return _REMEDY
    return f"Choose from {_CHOICES.get(f'{match[1]}.{match[2]}') or _CHOICES[match[2]]}"


def _check(settings: ServeSettings, where: str) -> None:
    for what, names in (
        ("people.id", [p.id for p in settings.people]),
        ("feeds.name", [f.name for f in settings.feeds]),
        ("channels.name", [c.name for c in settings.channels]),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise UnusableInputError(f"{where}: {what}", f"{min(twice)!r} stands there twice", "Give each its own")
    tokens = [feed.token for feed in settings.feeds if feed.token]
    if shared := [feed.name for feed in settings.feeds if tokens.count(feed.token) > 1]:
        problem = f"{' and '.join(shared)} have the same: whose reports they are could not be told"
        raise UnusableInputError(f"{where}: feeds.token", problem, "Give each its own")
    _check_rota(settings, where)
    if any(person.id == STANDOFF.id for person in settings.people):
        raise UnusableInputError(f"{where}: people.id", f"nobody is {STANDOFF.id!r}", "Give them another id")
    roles = {role for person in settings.people for role in person.roles}
    for role in (Role.WATCH, Role.AUTHORITY):
        if role.value not in roles:
            raise UnusableInputError(f"{where}: people", f"nobody holds the role {role.value}", "Somebody has to")
    for channel in settings.channels:
        _check_channel(channel, where)
    held = [channel.secret for channel in settings.channels if channel.secret]
    if shared := [channel.name for channel in settings.channels if held.count(channel.secret) > 1]:
        problem = f"{' and '.join(shared)} have the same: whose answers they are could not be told"
        raise UnusableInputError(f"{where}: channels.secret", problem, "Give each its own")


def _check_rota(settings: ServeSettings, where: str) -> None:
    holders = {person.id: person.roles for person in settings.people}
    for place, shift in enumerate(settings.rota):
        at = f"{where}: rota[{place}]"
        if shift.role not in holders.get(shift.person, ()):
            remedy = "Name somebody in people who does"
            raise UnusableInputError(f"{at}.person", f"{shift.person!r} does not hold the role {shift.role}", remedy)
        try:
            begins, ends = from_rfc3339(shift.start), from_rfc3339(shift.end)
        except ValueError as error:
            raise UnusableInputError(at, str(error), "Write times as 2026-11-25T06:00:00Z") from error
        if begins >= ends:
            raise UnusableInputError(f"{at}.end", "it ends before it begins", "Give an end after its start")


def _check_channel(channel: ChannelSettings, where: str) -> None:
    """What a channel needs by its kind; no refusal shows an address or a secret."""
    if not channel.messages and not channel.alarms:
        remedy = "Set messages = true, or alarms to the roles whose alarms it carries"
        raise UnusableInputError(f"{where}: channels", f"{channel.name} carries nothing", remedy)
    if channel.kind == "apprise":
        _check_apprise(channel, where)
        return
    if key_of(channel.secret) is None:
        problem = f"that of {channel.name} is no key: `whsec_` and the base64 of 24 to 64 bytes"
        raise UnusableInputError(f"{where}: channels.secret", problem, "Make one: openssl rand -base64 32")
    if not _is_safe(channel.url):
        problem = f"that of {channel.name} is no https address, and no http address of this machine"
        raise UnusableInputError(f"{where}: channels.url", problem, "Give the address at which they take webhooks")


def _check_apprise(channel: ChannelSettings, where: str) -> None:
    if channel.secret:
        problem = f"{channel.name} is reached through Apprise, which signs nothing"
        raise UnusableInputError(f"{where}: channels.secret", problem, "Leave it out")
    from standoff.server.sending import apprise_speaks  # noqa: PLC0415 - only where there is such a channel

    if not apprise_speaks(channel.url):
        problem = f"that of {channel.name} is none that Apprise speaks"
        raise UnusableInputError(f"{where}: channels.url", problem, "Write it as Apprise has it: mailto://...")


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
