"""How those in a zone move, taken together: a behaviour in its first form. It says movement only, never intent."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from standoff.model.report_line import Status


class MovementKind(StrEnum):
    """What the tracks of a zone do, by their median."""

    APPROACH = "approach"
    HALT = "halt"
    WITHDRAW = "withdraw"


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """The movement of the tracks that crossed into a zone.

    Attributes:
        zone: the zone's id.
        status: actual, exercise or test.
        kind: approach, halt or withdraw.
        at_ns: observed time up to which it holds, ns since 1970 UTC.
        tracks: how many tracks it rests on.
        inside: how many of those that crossed in are inside by their last report.
        closing_mps: median rate at which range to the site shrinks, metres a second.
        nearest_m: least range to the site of these tracks at their last report, metres.
        deepest_m: greatest depth inside the zone, metres, at their last report, of those inside that were heard lately;
            null where none is.
    """

    zone: str
    status: Status
    kind: MovementKind
    at_ns: int
    tracks: int
    inside: int
    closing_mps: float
    nearest_m: float
    deepest_m: float | None = None
