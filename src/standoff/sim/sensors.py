"""Imperfect sources: what each of them reports of one true trajectory.

A look at a vehicle is late or early, may yield nothing, and gives a place off by a draw from the source's error
ellipse; its time is cut down to the source's step, and it is received later, perhaps after a younger one.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.times import from_datetime
from standoff.model.units import SECOND_NS
from standoff.sim.earth import travel

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Floats, Int64s
    from standoff.sim.movement import Trajectory
    from standoff.sim.scenario import Source


@dataclasses.dataclass(frozen=True, slots=True)
class Sights:
    """What one source reports of one vehicle, in the order of its looks; columns of shape (n,).

    Attributes:
        time_ns: observed time as the source stamps it, ns since 1970 UTC.
        received_ns: when the report arrived, never before `time_ns`.
        lat, lon: reported place, WGS84 degrees.
    """

    time_ns: Int64s
    received_ns: Int64s
    lat: Floats
    lon: Floats


def observe(
    source: Source, trajectory: Trajectory, start_ns: int, duration_s: float, random: np.random.Generator
) -> Sights:
    """What a source reports of one vehicle.

    Args:
        source: how it looks, and how badly.
        trajectory: where the vehicle truly is.
        start_ns: the scenario's start, ns since 1970 UTC.
        duration_s: the scenario's length, seconds; no look is taken outside it.
        random: where chance comes from.

    Returns:
        The reports; a look is reported at its true time's place even though its stamp is cut down to `time_step_s`.
    """
    look_s = _look_times(source, duration_s, random)
    seen_lat, seen_lon = _displaced(source, trajectory.positions(look_s), random)
    kept = random.random(look_s.size) >= source.miss_probability
    stamp_s = np.floor(look_s / source.time_step_s) * source.time_step_s
    delay_s = source.delay_s + source.delay_jitter_s * random.random(look_s.size)
    time_ns = start_ns + _whole_ms(stamp_s)
    received_ns = start_ns + np.maximum(_whole_ms(look_s + delay_s), _whole_ms(stamp_s))
    kept &= ~_in_dropout(source, time_ns)
    return Sights(time_ns[kept], received_ns[kept], seen_lat[kept], seen_lon[kept])


def _look_times(source: Source, duration_s: float, random: np.random.Generator) -> Floats:
    regular_s = np.arange(random.uniform(0.0, source.interval_s), duration_s, source.interval_s)
    look_s = regular_s + random.uniform(-source.jitter_s, source.jitter_s, regular_s.size)
    return look_s[(look_s >= 0) & (look_s <= duration_s)]


def _displaced(source: Source, place: tuple[Floats, Floats], random: np.random.Generator) -> tuple[Floats, Floats]:
    along_m = random.normal(0.0, source.err_major_m, place[0].size)
    across_m = random.normal(0.0, source.err_minor_m, place[0].size)
    bearing_deg = source.err_axis_deg + np.degrees(np.arctan2(across_m, along_m))
    return travel(*place, bearing_deg, np.hypot(along_m, across_m))


def _whole_ms(time_s: Floats) -> Int64s:
    return np.rint(time_s * 1000.0).astype(np.int64) * (SECOND_NS // 1000)


def _in_dropout(source: Source, time_ns: Int64s) -> Bools:
    within = np.zeros(time_ns.size, np.bool_)
    for dropout in source.dropouts:
        within |= (time_ns >= from_datetime(dropout.start)) & (time_ns < from_datetime(dropout.end))
    return within
