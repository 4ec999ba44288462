"""Geodesy and the distance to a boundary, against PROJ's own transformation and against dense sampling."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from standoff.kernels import boundary, geodesy

Floats = NDArray[np.float64]
Row = NDArray[np.float64]
GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(20170518)

RINGS = {
    "al-Tanf, a square of a degree": [[38.0, 33.0], [39.2, 33.1], [39.1, 34.0], [38.1, 33.9], [38.0, 33.0]],
    "across the antimeridian": [[179.5, -17.0], [180.8, -17.2], [180.6, -16.1], [179.4, -16.2], [179.5, -17.0]],
    "near the pole": [[0.0, 88.0], [90.0, 88.5], [170.0, 88.2], [0.0, 88.0]],
    "over the equator": [[-0.6, -0.5], [0.7, -0.6], [0.5, 0.6], [-0.5, 0.5], [-0.6, -0.5]],
    "a kilometre wide": [[7.0, 46.0], [7.013, 46.0], [7.013, 46.009], [7.0, 46.009], [7.0, 46.0]],
}


def along(start: Row, end: Row, share: Floats, *, geodesic: bool) -> tuple[Floats, Floats]:
    """Latitudes and longitudes along an edge, made without the code under test."""
    if not geodesic:
        return start[1] + share * (end[1] - start[1]), start[0] + share * (end[0] - start[0])
    azimuth, _, length = GEOD.inv(start[0], start[1], end[0], end[1])
    same = np.ones(len(share))
    lon, lat, _ = GEOD.fwd(start[0] * same, start[1] * same, azimuth * same, length * share)
    return lat, lon


def nearest_m(lat: float, lon: float, start: Row, end: Row, *, geodesic: bool) -> float:
    """Least distance to an edge: 2,000 samples, then 2,000 between the neighbours of the best, then once more."""
    low, high, best = 0.0, 1.0, np.inf
    for _ in range(3):
        share = np.linspace(low, high, 2_000)
        lats, lons = along(start, end, share, geodesic=geodesic)
        distance = np.asarray(GEOD.inv(np.full(2_000, lon), np.full(2_000, lat), lons, lats)[2])
        place = int(np.argmin(distance))
        best = min(best, float(distance[place]))
        low, high = share[max(place - 1, 0)], share[min(place + 1, 1_999)]
    return best


@pytest.mark.parametrize("geodesic", [False, True], ids=["planar", "geodesic"])
@pytest.mark.parametrize("name", RINGS)
def test_distance_is_that_to_the_nearest_of_many_samples_to_two_millimetres(name: str, *, geodesic: bool) -> None:
    ring = np.array(RINGS[name])
    middle, extent = ring.mean(axis=0), np.ptp(ring, axis=0)
    lat = np.clip(middle[1] + RNG.uniform(-1, 1, 50) * extent[1], -89.99, 89.99)
    lon = middle[0] + RNG.uniform(-1, 1, 50) * extent[0]
    found = boundary.distance_m(boundary.cut(ring[:-1], ring[1:], geodesic=geodesic), lat, lon)
    edges = list(pairwise(ring))
    for i in range(len(lat)):
        expected = min(nearest_m(lat[i], lon[i], start, end, geodesic=geodesic) for start, end in edges)
        assert found[i] == pytest.approx(expected, abs=0.002)


def test_long_planar_edges_bend_away_from_the_geodesic_by_what_the_design_measured() -> None:
    """121 m apart in the middle of an edge of one degree of longitude at 47 N."""
    ring = np.array([[8.0, 47.0], [9.0, 47.0]])
    planar = boundary.cut(ring[:1], ring[1:], geodesic=False)
    azimuth, _, length = GEOD.inv(8.0, 47.0, 9.0, 47.0)
    lon, lat, _ = GEOD.fwd(8.0, 47.0, azimuth, length / 2)
    distance_m = boundary.distance_m(planar, np.array([lat]), np.array([lon]))
    assert distance_m[0] == pytest.approx(121.3, abs=0.5)


def test_cartesian_coordinates_are_those_of_proj_and_the_way_back_is_exact() -> None:
    lat, lon = RNG.uniform(-90, 90, 1000), RNG.uniform(-180, 180, 1000)
    xyz = geodesy.to_cartesian(lat, lon)
    reference = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True).transform(lon, lat, np.zeros(1000))
    assert np.abs(xyz - np.stack(reference, axis=1)).max() < 1e-6
    back = geodesy.to_geodetic(xyz - 6 * geodesy.surface_normal(lat, lon))  # deeper than any chord lies
    assert np.abs(back[0] - lat).max() < 1e-9
    assert np.abs((back[1] - lon + 180) % 360 - 180)[np.abs(lat) < 89].max() < 1e-9


def test_the_interpreted_kernel_gives_what_the_compiled_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = np.array(RINGS["al-Tanf, a square of a degree"])
    cut = boundary.cut(ring[:-1], ring[1:], geodesic=False)
    lat, lon = RNG.uniform(32.5, 34.5, 5), RNG.uniform(37.5, 39.7, 5)
    compiled = boundary.distance_m(cut, lat, lon)
    for name in ("_nearest_feet", "_foot", "_arc_m"):
        monkeypatch.setattr(boundary, name, getattr(boundary, name).py_func)
    assert boundary.distance_m(cut, lat, lon) == pytest.approx(compiled, abs=1e-6)
