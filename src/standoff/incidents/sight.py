"""What is in sight of an incident's tracks, as the panel needs it; from the live picture, never durable."""

from __future__ import annotations

import msgspec


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """An incident's tracks now.

    Attributes:
        tracks, inside: how many are in sight, and how many of these inside the zone.
        sources: who sees them.
        silent: sources that do not see anything now.
        err_m: the largest stated error, null where none is stated.
        nearest_m: least range to the site, metres; null where nobody is in sight.
        deepest_m: greatest depth inside the zone, metres; null where nobody is inside.
        bearing: from the site to the nearest, a compass point such as `NW`; empty where nobody is in sight.
        speed_mps: median ground speed; null where it is not known.
        closing_mps: median rate at which range shrinks; null where it is not known.
        next_ring, next_ring_m: the next ring or the site on their way in, and how far it is.
        newest_s: how long ago the newest report was, seconds.
    """

    tracks: int = 0
    inside: int = 0
    sources: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    err_m: float | None = None
    nearest_m: float | None = None
    deepest_m: float | None = None
    bearing: str = ""
    speed_mps: float | None = None
    closing_mps: float | None = None
    next_ring: str | None = None
    next_ring_m: float | None = None
    newest_s: float | None = None
