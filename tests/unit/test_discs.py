"""Circles: the error that the band allows for, measured; what is sure is right; near poles nothing is sure."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from jit_points import Floats, many
from standoff.kernels import discs
from standoff.kernels.ellipsoid import LEAST_CURVATURE_RADIUS_M

GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(1846)
SIZES_M = [1.0, 50.0, 1_000.0, 5_000.0, 55_000.0, 200_000.0, 500_000.0, 1_000_000.0]
MEASURED = 0.7
LAT, LON, HIGH, WIDE, A, B, C, D, INNER, OUTER = range(10)


def row(lat: float, lon: float, radius_m: float) -> Floats:
    return discs.flattened(np.array([lat]), np.array([lon]), np.array([radius_m]))


def about(lat: float, lon: float, distance_m: Floats) -> tuple[Floats, Floats]:
    """Places at these distances in all directions, latitudes and longitudes in [-180, 180)."""
    azimuth = np.linspace(0, 360, len(distance_m), endpoint=False)
    same = np.ones(len(distance_m))
    east, north, _ = GEOD.fwd(lon * same, lat * same, azimuth, distance_m)
    return np.asarray(north), (np.asarray(east) + 180) % 360 - 180


def sides(rows: Floats, lat: Floats, lon: Floats) -> Floats:
    return np.array([discs.side(rows, 0, *place) for place in zip(lat.tolist(), lon.tolist(), strict=True)])


def true_m(lat0: float, lon0: float, lat: Floats, lon: Floats) -> Floats:
    same = np.ones(len(lat))
    return np.asarray(GEOD.inv(lon0 * same, lat0 * same, lon, lat)[2])


def highest_deg(lat: float, radius_m: float) -> float:
    return abs(lat) + float(np.degrees(radius_m / LEAST_CURVATURE_RADIUS_M)) * 1.01


@pytest.mark.parametrize("radius_m", SIZES_M)
def test_the_distance_in_the_plane_errs_by_no_more_than_was_measured_and_a_quarter_of_the_band_is_enough(
    radius_m: float,
) -> None:
    worst = 0.0
    for lat in [*np.linspace(0, 85, 171)[:-1], *-np.linspace(5, 84.9, 12)]:
        if highest_deg(lat, radius_m) >= 85:
            continue
        north, east = about(float(lat), 0.0, np.full(720, radius_m))
        disc = row(float(lat), 0.0, radius_m)[0]
        dx = east * (disc[A] + disc[B] * (north - lat))
        dy = (north - lat) * (disc[C] + disc[D] * (north - lat))
        steep = np.tan(np.radians(highest_deg(lat, radius_m))) ** 2
        error_m = np.abs(np.hypot(dx, dy) - radius_m).max() - 1e-8  # what degrees as floats can say of places
        share = error_m / (radius_m**3 / LEAST_CURVATURE_RADIUS_M**2 * (0.06 + 0.5 * steep))
        worst = max(worst, float(share))
        inner_m, outer_m = np.sqrt(disc[INNER]), np.sqrt(disc[OUTER])
        assert outer_m - radius_m >= 4 * error_m
        assert inner_m == 0 or radius_m - inner_m >= 4 * error_m
    assert worst < MEASURED
    if radius_m >= 50_000:  # below, what floats can say is all there is
        assert worst > 0.5 * MEASURED, "the module says what was measured"


@pytest.mark.parametrize("radius_m", [*SIZES_M, 1_400_000.0])
@pytest.mark.parametrize("lat", [0.0, -0.5, 33.5, -47.0, 66.0, 80.0, 84.5])
def test_where_the_side_is_sure_it_is_that_of_the_exact_distance(lat: float, radius_m: float) -> None:
    for lon in (38.6, 180.0, -180.0, 179.95, -179.9):
        near = radius_m + RNG.uniform(-1, 1, many(500) * 2) * RNG.choice([1e-6, 1e-3, 1, 1e3], many(500) * 2)
        far = RNG.uniform(0, 3 * radius_m, many(500) * 2)
        north, east = about(lat, lon, RNG.permutation(np.abs(np.concatenate([near, far]))))
        found = sides(row(lat, lon, radius_m), north, east)
        distance_m = true_m(lat, lon, north, east)
        sure = found != discs.UNSURE
        assert ((found == discs.IN) == (distance_m <= radius_m))[sure].all()


@pytest.mark.parametrize(("lat", "radius_m", "band_m"), [(0, 5_000, 0.001), (50, 5_000, 0.02), (33.5, 55_000, 10)])
def test_a_small_circle_is_sure_of_what_lies_just_beside_its_line(lat: float, radius_m: float, band_m: float) -> None:
    """Else every place would be asked for exactly, and the band be of no use."""
    for lon in (0.0, 179.99):
        for length_m, side in ((radius_m - band_m, discs.IN), (radius_m + band_m, discs.OUT), (0.0, discs.IN)):
            assert (sides(row(lat, lon, radius_m), *about(lat, lon, np.full(90, length_m))) == side).all()
    assert (sides(row(lat, 0, radius_m), *about(lat, 0, np.full(90, 3e6))) == discs.OUT).all()


@pytest.mark.parametrize("lat", [84.99, 86.0, 89.9999, 90.0, -89.0, -90.0])
def test_near_a_pole_every_place_is_unsure(lat: float) -> None:
    rows = row(lat, 12.0, 20_000)
    north, east = about(lat, 12.0, np.linspace(0, 40_000, 180))
    assert (sides(rows, north, east) == discs.UNSURE).all()
    assert (sides(rows, np.array([90.0, -90.0]), np.array([0.0, -180.0])) == discs.UNSURE).all()


def test_a_circle_too_large_for_the_plane_is_unsure_everywhere() -> None:
    rows = row(10.0, 12.0, 1_500_000)
    assert (sides(rows, *about(10.0, 12.0, np.linspace(0, 19e6, 180))) == discs.UNSURE).all()
