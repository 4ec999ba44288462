"""Who has the watch of a role now, and who is next when nobody acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.incidents.state import Desk
    from standoff.model.principal import Role


def on_watch(desk: Desk, role: Role, now_ms: int) -> str:
    """The id of who has the watch of a role: who took it over, else who the rota has now; empty where nobody has."""
    taken = desk.watch.get(role, "")
    if taken:
        return taken
    found = (shift.person for shift in desk.rota if shift.role is role and shift.from_ms <= now_ms < shift.until_ms)
    return next(found, "")


def next_on(desk: Desk, role: Role, now_ms: int) -> str:
    """The id of who is next for a role: the next shift of the rota by somebody else, else another who holds it."""
    now = on_watch(desk, role, now_ms)
    later = [s for s in desk.rota if s.role is role and s.from_ms > now_ms and s.person != now]
    if later:
        return min(later, key=lambda shift: shift.from_ms).person
    others = (person.id for person in desk.roster.values() if role in person.roles and person.id != now)
    return next(others, "")
