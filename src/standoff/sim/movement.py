"""True movement: who is where at any moment, exactly.

A variant's steps become a route (geodesic legs between places) and a programme (how far along the route the leading
vehicle is at which moment; piecewise linear). Every other vehicle is a fixed distance along the route behind it. Each
vehicle has its own copy of the route, shifted sideways by its `lateral_m`; it drives a share of its own leg equal to
the share of the route's leg, so its speed is constant on a leg and differs from the stated one by the small ratio of
their lengths (below 0.1 % for metres on kilometres). Others have a route and a programme of their own.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.sim.earth import measure, travel
from standoff.sim.scenario import Drive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.model.arrays import Floats
    from standoff.sim.scenario import Other, Scenario, Step, Variant


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """Geodesic legs from waypoint to waypoint.

    Attributes:
        lat, lon: waypoints, WGS84 degrees, shape (n + 1,).
        azimuth_deg, length_m: bearing at the start of each leg and its length, shape (n,).
    """

    lat: Floats
    lon: Floats
    azimuth_deg: Floats
    length_m: Floats

    @classmethod
    def through(cls, lat: Floats, lon: Floats) -> Route:
        """The route through those waypoints, degrees, shape (n + 1,)."""
        length_m, azimuth_deg = measure(lat[:-1], lon[:-1], lat[1:], lon[1:])
        return cls(lat, lon, azimuth_deg, length_m)

    @property
    def waypoint_m(self) -> Floats:
        """Distance along the route of each waypoint, metres, shape (n + 1,)."""
        return np.concatenate([np.zeros(1), np.cumsum(self.length_m)])

    def shifted(self, lateral_m: float) -> Route:
        """The same route with each waypoint moved to the right (positive) of the mean of the bearings that meet there.

        Where the route turns right round, it is to the right of the leg that arrives.
        """
        angles = np.radians(self.azimuth_deg)
        arriving, leaving = np.concatenate([angles[:1], angles]), np.concatenate([angles, angles[-1:]])
        north, east = np.cos(arriving) + np.cos(leaving), np.sin(arriving) + np.sin(leaving)
        about_turn = np.hypot(north, east) < 0.1  # noqa: PLR2004 - the two bearings are within 6 degrees of opposite
        heading = np.where(about_turn, arriving, np.arctan2(east, north))
        return Route.through(*travel(self.lat, self.lon, np.degrees(heading) + 90.0, lateral_m))


@dataclasses.dataclass(frozen=True, slots=True)
class Programme:
    """How far along the route a vehicle is, piecewise linear in time.

    Attributes:
        time_s: moments, seconds from the scenario's start, strictly increasing, shape (k,).
        along_m: distance along the route at each, metres, shape (k,).
    """

    time_s: Floats
    along_m: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class Trajectory:
    """The true movement of one vehicle.

    Attributes:
        path: the vehicle's own legs.
        waypoint_m: distance of each waypoint along the route that the programme counts in, metres, shape (n + 1,).
        programme: how far along that route it is, and when.
    """

    path: Route
    waypoint_m: Floats
    programme: Programme

    def positions(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Latitudes and longitudes, degrees, at those seconds from the scenario's start; all of shape (m,)."""
        along_m = np.interp(time_s, self.programme.time_s, self.programme.along_m)
        leg = np.searchsorted(self.waypoint_m, along_m, side="right") - 1
        leg = np.clip(leg, 0, len(self.path.length_m) - 1)
        share = (along_m - self.waypoint_m[leg]) / np.diff(self.waypoint_m)[leg]
        start = self.path.lat[leg], self.path.lon[leg]
        return travel(*start, self.path.azimuth_deg[leg], share * self.path.length_m[leg])

    @property
    def breaks_s(self) -> Floats:
        """Moments between which it stands, or drives one geodesic at one speed; the ends included, shape (b,)."""
        time_s, along_m = self.programme.time_s, self.programme.along_m
        passed_m = self.waypoint_m[(self.waypoint_m > along_m[0]) & (self.waypoint_m <= along_m[-1])]
        # The step that reaches a waypoint begins short of it, so it moves, even where the next one stands there.
        reached = np.searchsorted(along_m, passed_m, side="left")
        share = (passed_m - along_m[reached - 1]) / (along_m[reached] - along_m[reached - 1])
        passed_s = time_s[reached - 1] + share * (time_s[reached] - time_s[reached - 1])
        # To the microsecond, so that a moment that is found twice counts once.
        return np.unique(np.round(np.concatenate([time_s, passed_s]), 6))

    def halts(self) -> Iterator[tuple[float, float]]:
        """Seconds of the scenario at which it came to stand, and at which it went on or the scenario ended."""
        time_s, along_m = self.programme.time_s, self.programme.along_m
        for start in np.flatnonzero(np.diff(along_m) == 0):
            if start == 0 or along_m[start - 1] != along_m[start]:
                yield float(time_s[start]), float(time_s[along_m == along_m[start]][-1])


def route_of(scenario: Scenario, begins_at: str, steps: Sequence[Step]) -> Route:
    """The route from the place where somebody begins through every place that they drive to."""
    names = [begins_at, *(step.to for step in steps if isinstance(step, Drive))]
    places = [scenario.places[name] for name in names]
    bearings, ranges = [place.bearing_deg for place in places], [place.range_m for place in places]
    return Route.through(*travel(scenario.site.lat, scenario.site.lon, bearings, ranges))


def programme_of(steps: Sequence[Step], waypoint_m: Floats, begins_m: float, duration_s: float) -> Programme:
    """How far along the route who leads is; it ends at the scenario's end, or later if the steps take longer.

    Args:
        steps: what they do.
        waypoint_m: distance of each waypoint along the route, metres, shape (n + 1,).
        begins_m: how far along the route they begin: the length of the column behind them, metres.
        duration_s: the scenario's length, seconds.
    """
    time_s, along_m, waypoint = [0.0], [begins_m], 0
    for step in steps:
        if isinstance(step, Drive):
            waypoint += 1
            target_m = float(waypoint_m[waypoint])
            time_s.append(time_s[-1] + (target_m - along_m[-1]) / step.speed_mps)
            along_m.append(target_m)
        else:
            time_s.append(time_s[-1] + step.for_s)
            along_m.append(along_m[-1])
    if time_s[-1] < duration_s:
        time_s.append(duration_s)
        along_m.append(along_m[-1])
    return Programme(np.array(time_s), np.array(along_m))


def trajectories(scenario: Scenario, variant: Variant) -> list[Trajectory]:
    """The true movement of each vehicle, in the order of the group."""
    route = route_of(scenario, scenario.group.begins_at, variant.steps)
    lead = programme_of(variant.steps, route.waypoint_m, scenario.column_m, scenario.duration_s)
    return [
        Trajectory(
            path=route.shifted(vehicle.lateral_m),
            waypoint_m=route.waypoint_m,
            programme=Programme(lead.time_s, lead.along_m - place * scenario.group.spacing_m),
        )
        for place, vehicle in enumerate(scenario.group.vehicles)
    ]


def trajectory_of(scenario: Scenario, other: Other) -> Trajectory:
    """The true movement of somebody who does not belong to the group."""
    route = route_of(scenario, other.begins_at, other.steps)
    programme = programme_of(other.steps, route.waypoint_m, 0.0, scenario.duration_s)
    return Trajectory(route, route.waypoint_m, programme)
