"""Conditions of a ladder: on rings, depth, range, closing speed, time to a ring, size, presence, integrity and cause.

A condition holds, does not hold, or is not known; what is not known never keeps a rung from being tried.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from standoff.model.acts import Whom

if TYPE_CHECKING:
    from collections.abc import Callable

Metres: TypeAlias = Annotated[int, Meta(ge=0, le=20_000_000)]


class Cause(StrEnum):
    """What an incident starts from."""

    CROSSING = "crossing"
    SIGHTING = "sighting"
    CALL = "call"
    HAND = "hand"


class Integrity(StrEnum):
    """How far a track can be believed, from least to most (`vocabulary`)."""

    IMPLAUSIBLE = "implausible"
    DOUBTFUL = "doubtful"
    CONSISTENT = "consistent"
    CONFIRMED = "confirmed"


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of what is stated has to hold; what is left out does not count.

    Attributes:
        ring: a track has crossed into this ring.
        depth_over_m: somebody is deeper inside the zone than this, metres.
        range_under_m: somebody is nearer to the site than this, metres.
        range_over_m: nobody is nearer to the site than this, metres.
        closing_over_mps: range shrinks faster than this, whole metres a second (median).
        time_to_ring_under_s: at that rate they are at `to_ring` within so many seconds.
        to_ring: the ring meant; empty is the site.
        group_over: they are more than so many.
        present: somebody is known to be there: at the site, in the zone, in the group.
        integrity: the most believable track is at least that.
        causes: the incident started from one of these.
    """

    ring: str = ""
    depth_over_m: Metres | None = None
    range_under_m: Metres | None = None
    range_over_m: Metres | None = None
    closing_over_mps: Annotated[int, Meta(ge=0, le=1000)] | None = None
    time_to_ring_under_s: Annotated[int, Meta(ge=1, le=604_800)] | None = None
    to_ring: str = ""
    group_over: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    present: Whom | None = None
    integrity: Integrity | None = None
    causes: tuple[Cause, ...] = ()


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an incident; a measure that nobody took is None.

    Attributes:
        rings: rings that a track of it has crossed into.
        ring_mm: how far each ring of the zone is from the site, millimetres, where it is a circle round it.
        nearest_mm, deepest_mm: of the tracks in sight, millimetres.
        closing_mmps: median rate at which range shrinks, millimetres a second.
        count: how many they are.
        present: who is known to be there.
        integrity: of the most believable track.
        cause: what it started from.
    """

    rings: tuple[str, ...] = ()
    ring_mm: dict[str, int] = {}
    nearest_mm: int | None = None
    deepest_mm: int | None = None
    closing_mmps: int | None = None
    count: int | None = None
    present: tuple[str, ...] = ()
    integrity: Integrity | None = None
    cause: str = ""


def holds(condition: Condition | None, known: Circumstances) -> bool | None:
    """Whether a condition holds; None where that is not known."""
    if condition is None:
        return True
    found = [told(condition, known) for told in _PARTS]
    if False in found:
        return False
    return None if None in found else True


def _over(measure: int | None, bound: int | None) -> bool | None:
    if bound is None:
        return True
    return None if measure is None else measure > bound * 1000


def _ring(condition: Condition, known: Circumstances) -> bool | None:
    return not condition.ring or condition.ring in known.rings


def _depth(condition: Condition, known: Circumstances) -> bool | None:
    return _over(known.deepest_mm, condition.depth_over_m)


def _near(condition: Condition, known: Circumstances) -> bool | None:
    if condition.range_under_m is None:
        return True
    return None if known.nearest_mm is None else known.nearest_mm < condition.range_under_m * 1000


def _far(condition: Condition, known: Circumstances) -> bool | None:
    return _over(known.nearest_mm, condition.range_over_m)


def _closing(condition: Condition, known: Circumstances) -> bool | None:
    return _over(known.closing_mmps, condition.closing_over_mps)


def _time(condition: Condition, known: Circumstances) -> bool | None:
    bound_s = condition.time_to_ring_under_s
    if bound_s is None:
        return True
    ring_mm = known.ring_mm.get(condition.to_ring) if condition.to_ring else 0
    if ring_mm is None or known.nearest_mm is None or known.closing_mmps is None:
        return None
    return known.nearest_mm <= ring_mm or known.nearest_mm - ring_mm < bound_s * known.closing_mmps


def _group(condition: Condition, known: Circumstances) -> bool | None:
    if condition.group_over is None:
        return True
    return None if known.count is None else known.count > condition.group_over


def _present(condition: Condition, known: Circumstances) -> bool | None:
    if condition.present is None:
        return True
    return True if condition.present.value in known.present else None


def _integrity(condition: Condition, known: Circumstances) -> bool | None:
    if condition.integrity is None:
        return True
    order = list(Integrity)
    return None if known.integrity is None else order.index(known.integrity) >= order.index(condition.integrity)


def _cause(condition: Condition, known: Circumstances) -> bool | None:
    return not condition.causes or known.cause in condition.causes


_PARTS: Final[tuple[Callable[[Condition, Circumstances], bool | None], ...]] = (
    _ring,
    _depth,
    _near,
    _far,
    _closing,
    _time,
    _group,
    _present,
    _integrity,
    _cause,
)
