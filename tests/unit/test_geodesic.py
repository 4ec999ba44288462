"""Compiled geodesics against integrals at 40 digits, and against PROJ on many pairs; also without compilation."""

from __future__ import annotations

import math
import os

import geodesic_oracle as oracle
import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod

from standoff.kernels import geodesic, geodesy
from standoff.kernels import geodesic_series as series

Floats = NDArray[np.float64]
Four = tuple[float, float, float, float]
GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(20130115)
NOWHERE = [math.nan, math.inf, -math.inf]
LEAST_M, SHARE = 15e-9, 5e-15
MM_DEG = 9e-9


def many(count: int) -> int:
    """So many, or a fiftieth of it where nothing is compiled."""
    return count // 50 if os.environ.get("NUMBA_DISABLE_JIT") == "1" else count


def apart_deg(a: Floats, b: Floats) -> Floats:
    """The difference of two directions or longitudes, whichever way round is shorter."""
    return np.abs((a - b + 180) % 360 - 180)


def off_m(lat: Floats, lon: Floats, lat_wanted: Floats, lon_wanted: Floats) -> Floats:
    """How far a place is from where it should be, for small distances, metres."""
    north = np.abs(lat - lat_wanted) * 111_700
    return np.hypot(north, apart_deg(lon, lon_wanted) * 111_700 * np.cos(np.radians(lat_wanted)))


HAND: dict[str, Four] = {
    "al-Tanf to Damascus": (33.5, 38.66, 33.51, 36.29),
    "London to Sydney": (51.47, -0.45, -33.95, 151.18),
    "a millimetre north": (33.5, 38.66, 33.5 + MM_DEG, 38.66),
    "a millimetre east": (33.5, 38.66, 33.5, 38.66 + MM_DEG),
    "a millimetre, at 89 degrees": (89.0, 12.0, 89.0 + MM_DEG, 12.0 - MM_DEG),
    "a micrometre over the equator": (-4e-12, 7.0, 5e-12, 7.0),
    "a metre beside the pole, through it": (89.9999955, 0.0, 89.9999955, 180.0),
    "both beside the pole": (89.999, 20.0, 89.998, -110.0),
    "a metre over the antimeridian": (12.0, 179.9999937, 12.0, -179.9999956),
    "far over the antimeridian": (-17.0, 160.0, 51.0, -130.0),
    "along a parallel": (45.0, 0.0, 45.0, 90.0),
    "along a parallel, mirrored": (-45.0, 90.0, -45.0, 0.0),
    "a quarter": (0.0, 0.0, 90.0, 0.0),
    "up a meridian": (-30.0, 20.0, 41.0, 20.0),
    "over the pole": (50.0, 10.0, 60.0, -170.0),
    "pole to pole": (90.0, 0.0, -90.0, 0.0),
    "from the pole": (90.0, 50.0, 33.5, 38.66),
    "to the south pole": (33.5, 38.66, -90.0, 123.0),
    "almost along the equator": (0.0, 0.0, 1e-7, 120.0),
    "just what we solve ourselves": (30.0, 0.0, -24.2, 180.0),
    "just what PROJ solves": (30.0, 0.0, -24.3, 180.0),
    "near the antipode": (30.0, 0.0, -29.9, 179.8),
    "at the antipode": (30.0, 0.0, -30.0, 180.0),
    "beyond the lift-off": (-30.0, 0.0, 29.9, 179.3),
}


def drawn() -> dict[str, Four]:
    """Pairs by lot: over the world, at every scale, and towards the antipode."""
    pairs: dict[str, Four] = {}
    for number in range(25):
        lat, lon = float(RNG.uniform(-89, 89)), float(RNG.uniform(-180, 180))
        pairs[f"world {number}"] = (lat, lon, float(RNG.uniform(-90, 90)), float(RNG.uniform(-180, 180)))
        length_m = float(10 ** RNG.uniform(-3, 6))
        lon2, lat2, _ = GEOD.fwd(lon, lat, float(RNG.uniform(0, 360)), length_m)
        pairs[f"near {number}"] = (lat, lon, lat2, lon2)
        far = float(np.clip(RNG.uniform(-12, 12) - lat, -89, 89))
        pairs[f"antipode {number}"] = (lat, lon, far, lon + 180 + float(RNG.uniform(-12, 12)))
    return pairs


def within(found: float, wanted: float) -> bool:
    """Right to 15 nm, and to 5e-15 of itself where it is short."""
    return abs(found - wanted) <= min(LEAST_M, SHARE * wanted)


def test_lengths_are_those_of_the_integrals() -> None:
    pairs = HAND | drawn()
    lat1, lon1, lat2, lon2 = np.array(list(pairs.values())).T
    plain_m, with_azimuth_m = geodesy.distance_m(lat1, lon1, lat2, lon2), geodesy.inverse(lat1, lon1, lat2, lon2)[1]
    for i, (name, pair) in enumerate(pairs.items()):
        wanted_m = oracle.inverse_m(*pair)
        assert within(float(plain_m[i]), wanted_m), name
        assert within(float(with_azimuth_m[i]), wanted_m), name
        assert within(float(geodesy.distances_from(pair[0], pair[1], lat2[i], lon2[i])), wanted_m), name


def test_along_the_equator_a_length_is_an_arc_of_a_circle_up_to_the_lift_off() -> None:
    turn = np.array([1e-9, 0.5, 90.0, 173.0, 179.3])
    found_m = geodesy.distance_m(np.zeros(5), np.full(5, 170.0), np.zeros(5), 170.0 + turn)
    wanted_m = 6378137.0 * np.radians((170.0 + turn) - 170.0)
    assert np.all(np.abs(found_m - wanted_m) <= LEAST_M)


def test_ends_are_those_of_the_integrals() -> None:
    lat, lon = np.degrees(np.arcsin(RNG.uniform(-1, 1, 60))), RNG.uniform(-180, 180, 60)
    azimuth_deg, length_m = RNG.uniform(-180, 180, 60), 10 ** RNG.uniform(-3, 7.6, 60)
    lat[:4], azimuth_deg[4:7], length_m[7] = (90.0, -90.0, 0.0, 45.0), (0.0, 90.0, 180.0), 0.0
    lat2, lon2 = geodesy.direct(lat, lon, azimuth_deg, length_m)
    rows = zip(lat.tolist(), lon.tolist(), azimuth_deg.tolist(), length_m.tolist(), strict=True)
    wanted = np.array([oracle.direct(*row) for row in rows])
    assert off_m(lat2, lon2, wanted[:, 0], wanted[:, 1]).max() <= LEAST_M


@pytest.mark.parametrize("c2", [1.0, 0.5, 1e-3])
@pytest.mark.parametrize(("start", "end"), [(0.0, 0.7), (-1.1, 0.4), (0.3, 3.1)])
def test_every_term_of_the_series_is_there(c2: float, start: float, end: float) -> None:
    eps, per_c2 = series.epsilon(c2)
    assert eps == pytest.approx(c2 * per_c2)
    arc = end - start
    waves = series.waves_between(eps, eps * math.cos(start + end), math.sin(arc), math.cos(arc))
    exact = oracle.series(c2, start, end)
    assert series.a1(eps) == pytest.approx(exact.a1, rel=3e-16, abs=0)
    assert series.a3(eps) == pytest.approx(exact.a3, rel=1e-15, abs=0)
    assert series.of_length(eps, waves) == pytest.approx(exact.of_length, abs=1e-17, rel=1e-14)
    assert series.of_longitude(eps, waves) == pytest.approx(exact.of_longitude, abs=1e-15, rel=1e-14)
    even = exact.tau_end - exact.tau_start
    middle = eps * math.cos(exact.tau_start + exact.tau_end)
    waves = series.waves_between(eps, middle, math.sin(even), math.cos(even))
    assert series.of_arc(eps, waves) == pytest.approx(exact.of_arc, abs=5e-17, rel=1e-14)


@pytest.mark.parametrize("angle", [-0.006, 1e-9, 0.003, 0.006])
def test_a_small_angle_is_added_without_a_sine(angle: float) -> None:
    sine, cosine = geodesic.turned(math.sin(1.0), math.cos(1.0), angle)
    assert sine == pytest.approx(math.sin(1.0 + angle), rel=3e-16, abs=0)
    assert cosine == pytest.approx(math.cos(1.0 + angle), rel=4e-16, abs=0)
    assert geodesic.small_arcsine(math.sin(2 * angle)) == pytest.approx(2 * angle, rel=3e-16, abs=0)


def adversarial(count: int) -> dict[str, tuple[Floats, Floats, Floats, Floats]]:
    """Where geodesics are hard, as many of each."""
    lat, lon = RNG.uniform(-90, 90, count), RNG.uniform(-180, 180, count)
    other_lat, other_lon = RNG.uniform(-90, 90, count), RNG.uniform(-180, 180, count)
    small, sign = RNG.uniform(-1, 1, count), RNG.choice([-1.0, 1.0], count)
    return {
        "anywhere": (lat, lon, other_lat, other_lon),
        "towards the antipode": (lat, lon, np.clip(12 * small - lat, -90, 90), lon + 180 + 12 * small[::-1]),
        "at the antipode": (lat, lon, np.clip(small - lat, -90, 90), lon + 180 + small[::-1]),
        "on a meridian": (lat, lon, other_lat, lon + 90 * (1 + sign)),
        "on the equator": (0 * lat, lon, 0 * lat, other_lon),
        "almost on the equator": (1e-9 * lat, lon, 1e-9 * other_lat, other_lon),
        "from a pole": (90 * sign, lon, other_lat, other_lon),
        "around a pole": (sign * (90 - 1e-5 * small**2), lon, sign * (90 - 1e-5 * small[::-1] ** 2), other_lon),
        "on a parallel": (lat, lon, lat, other_lon),
        "on opposite parallels": (lat, lon, -lat, other_lon),
        "over the antimeridian": (lat, 180 - small**2, np.clip(lat + small, -90, 90), -180 + small[::-1] ** 2),
        "a turn further": (lat, lon + 360 * sign, other_lat, other_lon - 360 * sign),
        "within 500 km": (lat, lon, np.clip(lat + 4 * small, -90, 90), lon + 4 * small[::-1]),
        "within a millimetre": (lat, lon, np.clip(lat + MM_DEG * small, -90, 90), lon + MM_DEG * small[::-1]),
        "in one place": (lat, lon, lat, lon),
    }


@pytest.mark.parametrize("where", adversarial(1))
def test_on_many_pairs_it_is_as_proj_has_it(where: str) -> None:
    lat1, lon1, lat2, lon2 = adversarial(many(10_000))[where]
    azimuth_wanted_deg, _, wanted_m = GEOD.inv(lon1, lat1, lon2, lat2)
    azimuth_deg, length_m = geodesy.inverse(lat1, lon1, lat2, lon2)
    assert np.abs(length_m - wanted_m).max() <= 2 * LEAST_M  # both may err
    assert np.abs(geodesy.distance_m(lat1, lon1, lat2, lon2) - wanted_m).max() <= 2 * LEAST_M
    from_first_m = geodesy.distances_from(float(lat1[0]), float(lon1[0]), lat2, lon2)
    same = np.ones(len(lat2))
    assert np.abs(from_first_m - GEOD.inv(lon1[0] * same, lat1[0] * same, lon2, lat2)[2]).max() <= 2 * LEAST_M
    aside = np.radians(apart_deg(azimuth_deg, azimuth_wanted_deg)) * np.minimum(wanted_m, 6.4e6)
    assert aside[wanted_m < 1.9e7].max(initial=0.0) <= 4 * LEAST_M


@pytest.mark.parametrize("where", adversarial(1))
def test_the_way_there_is_as_long_as_the_way_back_and_leads_there(where: str) -> None:
    lat1, lon1, lat2, lon2 = adversarial(many(10_000))[where]
    azimuth_deg, length_m = geodesy.inverse(lat1, lon1, lat2, lon2)
    assert np.abs(geodesy.distance_m(lat2, lon2, lat1, lon1) - length_m).max() <= 2 * LEAST_M
    lat, lon = geodesy.direct(lat1, lon1, azimuth_deg, length_m)
    assert off_m(lat, lon, lat2, lon2).max() <= 4 * LEAST_M
    assert np.all(np.abs(lon) <= 180)


def test_ends_are_as_proj_has_them() -> None:
    count = many(100_000)
    lat, lon = RNG.uniform(-90, 90, count), RNG.uniform(-3600, 3600, count)
    azimuth_deg, length_m = RNG.uniform(-360, 360, count), 10 ** RNG.uniform(-3, 7.9, count)
    lon_wanted, lat_wanted, _ = GEOD.fwd(lon, lat, azimuth_deg, length_m)
    lat2, lon2 = geodesy.direct(lat, lon, azimuth_deg, length_m)
    assert off_m(lat2, lon2, lat_wanted, lon_wanted).max() <= 6 * LEAST_M  # up to twice round the earth


def test_only_towards_the_antipode_is_a_pair_left_to_proj() -> None:
    lat1, lon1, lat2, lon2 = (np.concatenate(rows) for rows in zip(*adversarial(many(10_000)).values(), strict=True))
    length_m = np.empty(len(lat1))
    geodesic.distances(lat1, lon1, lat2, lon2, length_m)
    left = length_m == geodesic.UNSOLVED
    far = geodesy.distance_m(lat1, lon1, lat2, lon2)
    assert far[left].min() > 1.93e7  # 174 degrees
    assert far[~left].max() < 1.94e7


def test_no_place_has_no_distance() -> None:
    for bad in NOWHERE:
        for place in range(4):
            row = [33.5, 38.6, 34.0, 39.0]
            row[place] = bad
            lat1, lon1, lat2, lon2 = (np.array([value]) for value in row)
            azimuth_deg, length_m = geodesy.inverse(lat1, lon1, lat2, lon2)
            lat, lon = geodesy.direct(lat1, lon1, lat2, lon2)
            assert np.isnan(geodesy.distance_m(lat1, lon1, lat2, lon2)).all()
            assert np.isnan(geodesy.distances_from(row[0], row[1], lat2, lon2)).all()
            assert np.isnan(azimuth_deg).all()
            assert np.isnan(length_m).all()
            assert np.isnan(lon).all()
            assert np.isnan(lat).all() or place == 1
    assert np.isnan(geodesy.distance_m(np.array([90.1]), np.zeros(1), np.zeros(1), np.zeros(1))).all()


def test_from_a_place_to_itself_the_way_is_south_and_has_no_length() -> None:
    azimuth_deg, length_m = geodesy.inverse(
        np.array([33.5, 0.0, 90.0]), np.zeros(3), np.array([33.5, 0.0, 90.0]), np.zeros(3)
    )
    assert azimuth_deg.tolist() == [180.0] * 3
    assert length_m.tolist() == [0.0] * 3


def test_a_bad_row_leaves_its_neighbours_alone() -> None:
    lat = np.array([10.0, math.nan, -10.0, 20.0])
    length_m = geodesy.distance_m(
        lat, np.zeros(4), np.array([11.0, 11.0, 10.0, 21.0]), np.array([0.0, 0.0, 180.0, 0.0])
    )
    assert np.isnan(length_m).tolist() == [False, True, False, False]


def test_arrays_of_any_layout_and_scalars_are_spread_to_one_shape() -> None:
    grid = np.arange(12.0).reshape(3, 4)
    frozen = grid[0].copy()
    frozen.flags.writeable = False
    assert geodesy.distance_m(np.array(1.0), np.array(2.0), grid, grid).shape == (3, 4)
    assert geodesy.distance_m(grid[:, ::2], np.zeros(2), np.zeros(1), np.zeros(1)).shape == (3, 2)
    assert geodesy.distance_m(frozen, frozen, frozen, frozen).tolist() == [0.0] * 4
    assert geodesy.direct(grid, grid, np.array(90.0), np.array(1000.0))[1].shape == (3, 4)
    assert geodesy.distance_m(grid[:0], grid[:0], grid[:0], grid[:0]).shape == (0, 4)
    assert geodesy.distance_m(np.array([0, 1]), np.array([0, 1]), np.array([0, 1]), np.array([0, 1])).tolist() == [0, 0]
