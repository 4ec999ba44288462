"""A panel without a server: a desk on which something was done, and what is in sight of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desk_in_hand import AUTHORITY, MINUTE_MS, DeskInHand, movement

from standoff.incidents.panel import panel_of
from standoff.incidents.sight import Sight
from standoff.model import acts
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from standoff.model.panel import IncidentPanel

NOBODY: Final = Sight()
_SEEN: Final[dict[str, Any]] = {
    "tracks": 20,
    "inside": 20,
    "sources": ("uav-east",),
    "err_m": 300.0,
    "nearest_m": 27_400.0,
    "deepest_m": 27_600.0,
    "bearing": "NW",
    "speed_mps": 0.1,
    "closing_mps": 0.0,
    "next_ring": "the site",
    "next_ring_m": 27_400.0,
    "newest_s": 5.0,
}


def sight(**more: Any) -> Sight:
    """About 20 vehicles halted 27.4 km NW of the site, 27.6 km inside; and what is otherwise."""
    return Sight(**(_SEEN | more))


OUTSIDE: Final = sight(tracks=1, inside=0, nearest_m=56_000.0, deepest_m=None, closing_mps=-8.0)


def panel(desk: DeskInHand, seen: Sight = NOBODY) -> IncidentPanel:
    """The panel of the newest incident."""
    entries = [entry for entry in desk.entries if entry.incident == desk.name]
    return panel_of(desk.desk, desk.incident, entries, seen)


def attempt(kind: acts.AttemptKind = acts.AttemptKind.INFORM, **more: Any) -> acts.Attempt:
    """An attempt of a kind."""
    return acts.Attempt(kind=kind, channel="line 1", to="the line", words="leave by the north-west", **more)


def brought(*done: acts.What | MovementKind, **how: Any) -> DeskInHand:
    """A desk with an incident of a track that crossed in, on which this was done, a minute apart."""
    desk = DeskInHand.opened(**how)
    for what in done:
        desk.now_ms += MINUTE_MS
        if isinstance(what, MovementKind):
            desk.take(movement(what))
        else:
            desk.act(what, AUTHORITY)
    return desk
