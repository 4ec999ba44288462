"""Who may do what, now: by a role of their own, or by one that somebody has handed to them for a time.

A delegation is an act of who holds the role, for somebody on the roster, until a time. Whoever acts under it acts for
who gave it: of two persons whom a rung takes, neither acts for the other. What was delegated is not delegated on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.incidents.state import Delegation, Desk
    from standoff.model.principal import Principal, Role


class Right(NamedTuple):
    """By which role somebody may do something, and for whom they do it; empty is for themselves."""

    role: Role
    acts_for: str = ""


def right_of(desk: Desk, person: Principal, roles: Sequence[Role], now_ms: int) -> Right | None:
    """By what right somebody acts under one of some roles; None where they may not.

    Args:
        desk: the state, with its delegations.
        person: who.
        roles: any of these will do; an own one comes before a delegated one.
        now_ms: the desk's clock, milliseconds since 1970.
    """
    own = next((role for role in roles if role in person.roles), None)
    if own is not None:
        return Right(own)
    for delegation in desk.delegations:
        if delegation.to == person.id and is_current(delegation, now_ms):
            given = next((role for role in roles if role in delegation.roles), None)
            if given is not None:
                return Right(given, delegation.by)
    return None


def is_current(delegation: Delegation, now_ms: int) -> bool:
    """Whether a delegation holds now."""
    return delegation.from_ms <= now_ms < delegation.until_ms


def are_two(first: str, first_for: str, second: str, second_for: str) -> bool:
    """Whether two who act are two: not the same, neither for the other, and not both for the same."""
    return first != second and not {first, first_for or first} & {second, second_for or second}
