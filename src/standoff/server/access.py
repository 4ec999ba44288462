"""Who is there: one-time sign-in links, sessions, and tokens for feeds and the command line.

In memory only, never in the record, gone with the process.
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from typing import TYPE_CHECKING, Final, TypeVar

from standoff.channels.signing import is_signed, key_of
from standoff.model.principal import Principal, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

COOKIE: Final = "standoff_session"
_BYTES: Final = 24
_Held = TypeVar("_Held")


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person, or a program that acts for them: whom they may act as; the first is the default."""

    principals: tuple[Principal, ...]

    def acting_as(self, name: str) -> Principal | None:
        """The principal of that id, or the first where none is named; None if there is none, or not for them."""
        if not name:
            return next(iter(self.principals), None)
        return next((principal for principal in self.principals if principal.id == name), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """A webhook as it came: its three headers, empty where they are missing, and the body as sent."""

    id: str
    timestamp: str
    signatures: str
    body: bytes


class Access:
    """Links, sessions and tokens of one process."""

    def __init__(self) -> None:
        self._links: dict[str, Person] = {}
        self._sessions: dict[str, Person] = {}
        self._tokens: dict[str, Person] = {}
        self._feeds: dict[str, str] = {}
        self._channels: dict[str, tuple[bytes, Principal]] = {}

    def link(self, principals: Sequence[Principal]) -> str:
        """A new secret that signs somebody in, once."""
        secret = secrets.token_urlsafe(_BYTES)
        self._links[secret] = Person(tuple(principals))
        return secret

    def sign_in(self, secret: str) -> str | None:
        """Uses up a secret; gives the session's, or None if there is no such link, or not any more."""
        person = self._links.pop(secret, None)
        if person is None:
            return None
        session = secrets.token_urlsafe(_BYTES)
        self._sessions[session] = person
        return session

    def token(self, principals: Sequence[Principal]) -> str:
        """A new token for a program that acts for somebody: the command line."""
        token = secrets.token_urlsafe(_BYTES)
        self._tokens[token] = Person(tuple(principals))
        return token

    def feed_token(self, feed: str, token: str = "") -> str:
        """A token that sends reports under one feed's name, and does nothing else; a new one where none is given."""
        token = token or secrets.token_urlsafe(_BYTES)
        self._feeds[token] = feed
        return token

    def hear(self, channel: str, to: str, secret: str) -> None:
        """Takes answers from whom a channel reaches, signed with its secret."""
        by = Principal(id=f"channel:{channel}", name=channel, roles=(Role.CHANNEL,), party=to)
        self._channels[channel] = (key_of(secret) or b"", by)

    def channel(self, signed: Signed, now_s: float) -> Principal | None:
        """The channel whose secret signed a body now; None if none did. Each is tried, in constant time."""
        found = [
            by
            for key, by in self._channels.values()
            if key and is_signed(key, signed.id, signed.timestamp, signed.signatures, signed.body, now_s)
        ]
        return next(iter(found), None)

    def person(self, session: str | None, authorization: str | None) -> Person | None:
        """Who is there, by cookie or bearer token."""
        if session and session in self._sessions:
            return self._sessions[session]
        return _found(self._tokens, authorization)

    def feed(self, authorization: str | None) -> str | None:
        """The feed of a bearer token."""
        return _found(self._feeds, authorization)


def _found(held: dict[str, _Held], authorization: str | None) -> _Held | None:
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    shown = given.strip().encode()
    return next((value for token, value in held.items() if hmac.compare_digest(token.encode(), shown)), None)


def deskers(roster: Sequence[Principal]) -> tuple[Principal, ...]:
    """Those of a roster who act at the desk; feeds and the system do not sign in."""
    return tuple(person for person in roster if not person.may(Role.FEED, Role.SYSTEM))
