"""True movement is exact: geodesic legs at stated speeds, halts that stand, vehicles in file."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from standoff.sim.movement import Programme, Route, Trajectory

WGS84 = Geod(ellps="WGS84")
EQUATOR_M = 6_378_137.0 * np.pi / 180.0  # one degree of the equator (WGS84 semi-major axis)


def equator(programme: list[tuple[float, float]], *, lateral_m: float = 0.0) -> Trajectory:
    """Three waypoints on the equator: 0, 0.1 and 0.3 degrees east."""
    route = Route.through(np.zeros(3), np.array([0.0, 0.1, 0.3]))
    time_s, along_m = np.array(programme).T
    return Trajectory(route.shifted(lateral_m), route.waypoint_m, Programme(time_s, along_m))


@pytest.mark.parametrize(
    ("time_s", "lon"),
    [(0.0, 0.0), (500.0, 5_000 / EQUATOR_M), (2000.0, 20_000 / EQUATOR_M), (2500.0, 20_000 / EQUATOR_M)],
)
def test_is_where_speed_and_time_say(time_s: float, lon: float) -> None:
    moved = equator([(0, 0), (2000, 20_000), (3000, 20_000)])
    lats, lons = moved.positions(np.array([time_s]))
    assert float(lats[0]) == pytest.approx(0.0, abs=1e-12)
    assert float(lons[0]) == pytest.approx(lon, abs=1e-10)


@pytest.mark.parametrize("lateral_m", [-12.0, 6.0])
def test_keeps_its_distance_to_the_right(lateral_m: float) -> None:
    moved = equator([(0, 0), (3000, 30_000)], lateral_m=lateral_m)
    lats, lons = moved.positions(np.linspace(0, 3000, 50))
    _, _, off_m = WGS84.inv(lons, lats, lons, np.zeros(50))
    assert np.asarray(off_m) == pytest.approx(abs(lateral_m), abs=1e-3)
    assert np.all(np.sign(lats) == -np.sign(lateral_m))  # eastbound, the right is south


def test_turning_round_does_not_jump() -> None:
    out_and_back = Route.through(np.array([33.9, 33.7, 33.9]), np.array([38.2, 38.3, 38.2]))
    length_m = out_and_back.waypoint_m
    moved = Trajectory(
        out_and_back.shifted(12.0), length_m, Programme(np.array([0.0, length_m[-1] / 10]), length_m[[0, -1]])
    )
    lats, lons = moved.positions(np.arange(0.0, length_m[-1] / 10))
    _, _, step_m = WGS84.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    arriving_deg = out_and_back.azimuth_deg[0]
    path = moved.path
    azimuth, _, off_m = WGS84.inv(out_and_back.lon[1], out_and_back.lat[1], path.lon[1], path.lat[1])
    assert (azimuth - arriving_deg) % 360 == pytest.approx(90.0, abs=1e-3)
    assert off_m == pytest.approx(12.0, abs=1e-6)
    driving = np.delete(np.asarray(step_m), np.argmin(step_m))  # one second holds the turn itself
    assert driving == pytest.approx(10.0, rel=2e-3)


@pytest.mark.parametrize(
    ("programme", "halts"),
    [
        ([(0, 0), (3000, 30_000)], []),
        ([(0, 0), (1000, 10_000), (1600, 10_000), (2600, 20_000)], [(1000, 1600)]),
        ([(0, 0), (1000, 10_000), (1600, 10_000), (2600, 10_000)], [(1000, 2600)]),
        ([(0, 0), (60, 0), (1060, 10_000), (1100, 10_000)], [(0, 60), (1060, 1100)]),
    ],
)
def test_halts(programme: list[tuple[float, float]], halts: list[tuple[float, float]]) -> None:
    assert list(equator(programme).halts()) == halts


def test_breaks_where_the_leg_or_the_speed_changes() -> None:
    bend_m = 0.1 * EQUATOR_M
    moved = equator([(0, 0), (1000, 10_000), (1600, 10_000), (2600, 20_000)])
    expected = [0, 1000, 1600, 1600 + (bend_m - 10_000) / 10, 2600]
    assert moved.breaks_s == pytest.approx(expected, abs=1e-6)


def test_a_halt_on_a_waypoint_breaks_at_both_its_ends() -> None:
    bend_m = 0.1 * EQUATOR_M
    moved = equator([(0, 0), (1000, bend_m), (1600, bend_m), (2600, 2 * bend_m)])
    assert moved.breaks_s == pytest.approx([0, 1000, 1600, 2600], abs=1e-6)
