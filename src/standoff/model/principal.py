"""Who acts: a principal with roles, for a party. One travels with every act, and stands in every entry."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Role(StrEnum):
    """What somebody may do at the desk."""

    WATCH = "watch"
    """The watch officer: sees, tries, records."""
    LIAISON = "liaison"
    """Holds the line: calls, is called, interprets."""
    AUTHORITY = "authority"
    """Decides."""
    MONITOR = "monitor"
    """Reads, and may doubt."""
    FEED = "feed"
    """Sends reports, and nothing else."""
    CHANNEL = "channel"
    """Hands in answers that came by machine, and nothing else."""
    SYSTEM = "system"
    """standoff itself: sees crossings, keeps deadlines; decides nothing."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, by name.

    Attributes:
        id: what entries refer to, such as `watch-1`.
        name: as people say it, such as `Lt A. Ruiz`.
        roles: what they may do.
        party: the party they act for, such as `owner`.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    party: str = "owner"

    def may(self, *roles: Role) -> bool:
        """Whether they hold one of these roles."""
        return any(role in self.roles for role in roles)


STANDOFF: Final = Principal(id="standoff", name="standoff", roles=(Role.SYSTEM,), party="")
"""The system as the author of an entry: a deadline that fired, a crossing that was seen."""
