"""What truly happened: crossings, nearest approach and halts, found on the true trajectories and nothing else.

Between two breaks of a trajectory a vehicle drives one geodesic at one speed. Its range to a point first falls and
then rises there (at most one minimum on a leg far shorter than a quarter of the earth), so each such piece is cut at
its minimum, and on each half a circle is crossed where the range less the radius changes its sign: bisection cannot
miss it, however briefly the vehicle is inside.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import msgspec
import numpy as np

from standoff.model.times import to_rfc3339
from standoff.model.units import SECOND_NS
from standoff.sim.earth import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from standoff.sim.movement import Trajectory
    from standoff.sim.scenario import Other, Scenario, Site, Vehicle

_GOLDEN: Final = (5**0.5 - 1) / 2
_EXACT_S: Final = 1e-6


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """A true passage of a circle, or (`inside`) that the vehicle was within it from the start.

    Attributes:
        kind: enter, exit or inside.
        zone: id of the zone.
        ring: name of the ring, None for the zone itself.
        at: RFC 3339, to the millisecond.
        lat, lon: where, WGS84 degrees.
        range_m: geodesic range to the site.
    """

    kind: Literal["enter", "exit", "inside"]
    zone: str
    ring: str | None
    at: str
    lat: float
    lon: float
    range_m: float


class Nearest(msgspec.Struct, frozen=True, kw_only=True):
    """The closest point of approach to the site: geodesic range in metres, and when it was first so near."""

    range_m: float
    at: str


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """A true halt: from and to (RFC 3339; the end of the scenario if it still stands), where, range to the site."""

    from_: str = msgspec.field(name="from")
    to: str
    lat: float
    lon: float
    range_m: float


class VehicleTruth(msgspec.Struct, frozen=True, kw_only=True):
    """Everything true about one vehicle; crossings in order of time."""

    entity: str
    label: str
    crossings: tuple[Crossing, ...]
    nearest: Nearest
    halts: tuple[Stand, ...]


class Watch:
    """A trajectory as seen from the site.

    Args:
        trajectory: the true movement.
        site: the point that ranges are measured to.
        start_ns: the scenario's start, ns since 1970 UTC.
    """

    def __init__(self, trajectory: Trajectory, site: Site, start_ns: int) -> None:
        self._trajectory = trajectory
        self._site = site
        self._start_ns = start_ns

    def range_m(self, time_s: float) -> float:
        """Geodesic range to the site at that second of the scenario, metres."""
        return self.fix(time_s)[2]

    def fix(self, time_s: float) -> tuple[float, float, float]:
        """Latitude and longitude in degrees and range in metres at that second of the scenario."""
        lat, lon = self._trajectory.positions(np.array([time_s]))
        range_m, _ = measure(lat, lon, self._site.lat, self._site.lon)
        return round(float(lat[0]), 7), round(float(lon[0]), 7), float(range_m[0])

    def at(self, time_s: float) -> str:
        """That second of the scenario as RFC 3339, to the nearest millisecond."""
        return to_rfc3339(self._start_ns + round(time_s * 1000) * (SECOND_NS // 1000))

    def turning_points_s(self) -> list[float]:
        """Moments between which the range only falls, only rises or stays; seconds, ascending."""
        moments = [float(moment) for moment in self._trajectory.breaks_s]
        lowest = [_minimum(self.range_m, start, end) for start, end in pairwise(moments)]
        return sorted({*moments, *lowest})


def truth_of(scenario: Scenario, vehicle: Vehicle | Other, trajectory: Trajectory, start_ns: int) -> VehicleTruth:
    """Crossings of every zone and ring, nearest approach and halts of one vehicle.

    Args:
        scenario: for its site and zones.
        vehicle: whose trajectory it is.
        trajectory: its true movement.
        start_ns: the scenario's start, ns since 1970 UTC.
    """
    watch = Watch(trajectory, scenario.site, start_ns)
    moments = watch.turning_points_s()
    crossings = sorted(_crossings(scenario, watch, moments), key=lambda found: found.at)
    return VehicleTruth(
        entity=f"sim:{vehicle.id}",
        label=vehicle.label,
        crossings=tuple(crossings),
        nearest=_nearest(watch, moments),
        halts=tuple(_stand(watch, *halt) for halt in trajectory.halts()),
    )


def _crossings(scenario: Scenario, watch: Watch, moments: list[float]) -> Iterator[Crossing]:
    for zone in scenario.zones:
        yield from _circle_crossings(watch, moments, zone.id, None, zone.radius_m)
        for ring in zone.rings:
            yield from _circle_crossings(watch, moments, zone.id, ring.name, ring.range_m)


def _circle_crossings(
    watch: Watch, moments: list[float], zone: str, ring: str | None, radius_m: float
) -> Iterator[Crossing]:
    def crossing(kind: Literal["enter", "exit", "inside"], time_s: float) -> Crossing:
        lat, lon, range_m = watch.fix(time_s)
        return Crossing(
            kind=kind, zone=zone, ring=ring, at=watch.at(time_s), lat=lat, lon=lon, range_m=round(range_m, 3)
        )

    inside = [watch.range_m(moment) <= radius_m for moment in moments]
    if inside[0]:
        yield crossing("inside", moments[0])
    for place, (was, now) in enumerate(pairwise(inside)):
        if was != now:
            passed_s = _bisect(lambda at: watch.range_m(at) <= radius_m, moments[place], moments[place + 1])
            yield crossing("enter" if now else "exit", passed_s)


def _nearest(watch: Watch, moments: list[float]) -> Nearest:
    # To the millimetre, so that a halt is nearest from when it began and rounding does not choose a later moment.
    range_m, time_s = min((round(watch.range_m(moment), 3), moment) for moment in moments)
    return Nearest(range_m=range_m, at=watch.at(time_s))


def _stand(watch: Watch, from_s: float, to_s: float) -> Stand:
    lat, lon, range_m = watch.fix(from_s)
    return Stand(from_=watch.at(from_s), to=watch.at(to_s), lat=lat, lon=lon, range_m=round(range_m, 3))


def _bisect(holds: Callable[[float], bool], start: float, end: float) -> float:
    """Where a condition changes that holds at just one of the two ends, to a microsecond."""
    at_start = holds(start)
    while end - start > _EXACT_S:
        middle = (start + end) / 2
        start, end = (middle, end) if holds(middle) == at_start else (start, middle)
    return end


def _minimum(value: Callable[[float], float], start: float, end: float) -> float:
    """Where a function that falls and then rises is least, by golden sections (Kiefer, Proc. AMS 4, 1953)."""
    while end - start > _EXACT_S:
        reach = _GOLDEN * (end - start)
        left, right = end - reach, start + reach
        start, end = (start, right) if value(left) <= value(right) else (left, end)
    return (start + end) / 2
