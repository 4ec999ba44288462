"""Imperfect sources are exactly as imperfect as they say."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest
from pyproj import Geod

from standoff.model.times import from_datetime
from standoff.sim.movement import Programme, Route, Trajectory
from standoff.sim.scenario import Dropout, Source
from standoff.sim.sensors import Sights, observe

WGS84 = Geod(ellps="WGS84")
START = datetime(2017, 5, 18, 6, tzinfo=UTC)
START_NS = from_datetime(START)
DURATION_S = 100_000.0
SOURCE = Source(name="s", interval_s=10.0, err_major_m=0.0, err_minor_m=0.0)


def standing() -> Trajectory:
    route = Route.through(np.array([33.8, 33.9]), np.array([38.2, 38.2]))
    return Trajectory(route, route.waypoint_m, Programme(np.array([0.0, DURATION_S]), np.zeros(2)))


def sights(source: Source, seed: int = 1) -> Sights:
    return observe(source, standing(), START_NS, DURATION_S, np.random.default_rng(seed))


def source(**changes: float) -> Source:
    return msgspec.structs.replace(SOURCE, **changes)


def test_reports_nothing_in_a_dropout_and_both_sides_of_it() -> None:
    from_ns, to_ns = START_NS + 1_000 * 10**9, START_NS + 2_000 * 10**9
    moment = [datetime.fromtimestamp(edge / 1e9, UTC) for edge in (from_ns, to_ns)]
    dropout = Dropout(start=moment[0], end=moment[1])
    blind = msgspec.structs.replace(SOURCE, time_step_s=7.0, dropouts=(dropout,))
    time_ns = sights(blind).time_ns
    assert not np.any((time_ns >= from_ns) & (time_ns < to_ns))
    assert np.any((time_ns < from_ns) & (time_ns > from_ns - 20 * 10**9))
    assert np.any((time_ns >= to_ns) & (time_ns < to_ns + 20 * 10**9))
    assert time_ns.size == pytest.approx((DURATION_S - 1000) / 10, abs=2)


@pytest.mark.parametrize(("major_m", "minor_m", "axis_deg"), [(60, 40, 30), (250, 120, 45), (250, 0, 0), (5, 5, 90)])
def test_noise_has_the_stated_ellipse(major_m: float, minor_m: float, axis_deg: float) -> None:
    seen = sights(source(err_major_m=major_m, err_minor_m=minor_m, err_axis_deg=axis_deg))
    size = seen.lat.size
    azimuth, _, off_m = WGS84.inv(np.full(size, 38.2), np.full(size, 33.8), seen.lon, seen.lat)
    turned = np.radians(np.asarray(azimuth) - axis_deg)
    along_m, across_m = np.asarray(off_m) * np.cos(turned), np.asarray(off_m) * np.sin(turned)
    # 10,000 draws: a standard deviation is known to 0.7 %, a mean to 1 % of it; four times that is allowed.
    assert np.std(along_m) == pytest.approx(major_m, rel=0.03)
    assert np.std(across_m) == pytest.approx(minor_m, rel=0.03, abs=0.1)
    assert np.mean(along_m) == pytest.approx(0, abs=0.04 * major_m)
    assert np.mean(across_m) == pytest.approx(0, abs=0.04 * minor_m + 0.1)
    assert abs(np.mean(along_m * across_m)) <= 0.04 * major_m * minor_m + 0.1


def test_misses_the_stated_share() -> None:
    kept = sights(source(miss_probability=0.3)).time_ns.size
    assert kept == pytest.approx(0.7 * DURATION_S / 10, rel=0.03)


def test_without_jitter_the_interval_is_exact() -> None:
    gaps_s = np.diff(sights(source()).time_ns) / 1e9
    assert gaps_s == pytest.approx(10.0, abs=0.0011)


def test_jitter_stays_in_its_bounds_and_fills_them() -> None:
    gaps_s = np.diff(sights(source(jitter_s=3)).time_ns) / 1e9
    assert 4.0 - 0.002 <= gaps_s.min() < 4.5
    assert 15.5 < gaps_s.max() <= 16.0 + 0.002


def test_times_are_cut_down_to_the_step() -> None:
    exact, cut = sights(source(jitter_s=3)), sights(source(jitter_s=3, time_step_s=2))
    assert np.all((cut.time_ns - START_NS) % (2 * 10**9) == 0)
    lost_ns = exact.time_ns - cut.time_ns
    assert lost_ns.min() >= 0
    assert lost_ns.max() < 2 * 10**9


def test_is_received_after_the_delay_and_never_before_it_was_seen() -> None:
    seen = sights(source(delay_s=4, delay_jitter_s=40, time_step_s=1))
    late_s = (seen.received_ns - seen.time_ns) / 1e9
    assert 4.0 <= late_s.min() < 5.0
    assert 44.0 < late_s.max() < 45.0 + 0.002
    assert np.any(np.diff(seen.received_ns) < 0)  # with a delay that varies by more than the interval, some overtake
    at_once = sights(source())
    assert np.all(at_once.received_ns >= at_once.time_ns)


@pytest.mark.parametrize("seed", range(20))
def test_all_looks_lie_within_the_scenario(seed: int) -> None:
    time_ns = sights(source(jitter_s=4.9), seed).time_ns
    assert time_ns.min() >= START_NS
    assert time_ns.max() <= START_NS + DURATION_S * 1e9


def test_the_same_chance_gives_the_same_and_another_gives_another() -> None:
    noisy = source(err_major_m=60, err_minor_m=40, jitter_s=2)
    assert np.array_equal(sights(noisy, 5).lat, sights(noisy, 5).lat)
    assert not np.array_equal(sights(noisy, 5).lat[:100], sights(noisy, 6).lat[:100])
