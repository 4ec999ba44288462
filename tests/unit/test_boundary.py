"""The distance to a boundary, against dense sampling with PROJ, and what the search for it rests on."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from standoff.kernels import boundary, geodesy, nearest

Floats = NDArray[np.float64]
Row = NDArray[np.float64]
GEOD: Final = Geod(ellps="WGS84")
INTERPRETED: Final = not hasattr(nearest.distances, "py_func")
POINTS: Final = 1 if INTERPRETED else 6
SAMPLES, FINER, ROUNDS = 401, 33, 6


def rng() -> np.random.Generator:
    return np.random.default_rng(20170518)


def beside(lat: Floats, lon: Floats, azimuth: Floats, length_m: Floats) -> tuple[Floats, Floats]:
    """Ends of geodesics by PROJ."""
    lon, lat, azimuth, length_m = np.broadcast_arrays(lon, lat, azimuth, length_m)
    lons, lats, _ = GEOD.fwd(lon, lat, azimuth, length_m)
    return np.asarray(lats), np.asarray(lons)


def corners_round(lat: float, lon: float, radius_m: float, corners: int) -> list[list[float]]:
    """A ring whose corners are all equally far."""
    azimuth = np.linspace(0, 360, corners, endpoint=False)
    lats, lons = beside(np.array(lat), np.array(lon), azimuth, np.array(radius_m))
    ring = np.stack([lons, lats], axis=1).tolist()
    return [*ring, ring[0]]


RINGS: Final[dict[str, list[list[float]]]] = {
    "al-Tanf, a square of a degree": [[38.0, 33.0], [39.2, 33.1], [39.1, 34.0], [38.1, 33.9], [38.0, 33.0]],
    "across the antimeridian": [[179.5, -17.0], [180.8, -17.2], [180.6, -16.1], [179.4, -16.2], [179.5, -17.0]],
    "near the pole": [[0.0, 88.0], [90.0, 88.5], [170.0, 88.2], [0.0, 88.0]],
    "over the equator": [[-0.6, -0.5], [0.7, -0.6], [0.5, 0.6], [-0.5, 0.5], [-0.6, -0.5]],
    "a kilometre wide": [[7.0, 46.0], [7.013, 46.0], [7.013, 46.009], [7.0, 46.009], [7.0, 46.0]],
    "wide edges in the far north": [[-60.0, 70.0], [60.0, 72.0], [50.0, 60.0], [-50.0, 62.0], [-60.0, 70.0]],
    "a sliver, 1100 km by a metre": [[20.0, 50.0], [30.0, 58.0], [30.0, 58.00001], [20.0, 50.0]],
    "two parallels and two meridians 1000 km apart": [
        [0.0, 40.0],
        [12.7, 40.0],
        [12.7, 49.0],
        [0.0, 49.0],
        [0.0, 40.0],
    ],
    "a corner at the pole": [[0.0, 86.0], [100.0, 90.0], [200.0, 87.0], [0.0, 86.0]],
    "corners 500 km round a place": corners_round(52.0, 5.0, 500_000.0, 36),
    "round the pole, 500 km away": [[-180.0, 85.5], [-50.0, 85.5], [60.0, 85.5], [180.0, 85.5]],
    "round the other pole, 100 m away": [[-180.0, -89.9991], [-50.0, -89.9991], [60.0, -89.9991], [180.0, -89.9991]],
}
MIDDLES: Final = {
    "two parallels and two meridians 1000 km apart": (44.5, 6.35),
    "corners 500 km round a place": (52.0, 5.0),
    "round the pole, 500 km away": (90.0, 0.0),
    "round the other pole, 100 m away": (-90.0, 0.0),
}
"""Places from which much of the boundary is equally far."""
DISTANCES_M: Final = (1.0, 1e3, 1e5, 5e5, 1e6, 3e6)


def along(start: Floats, end: Floats, share: Floats, *, along_geodesics: bool) -> tuple[Floats, Floats]:
    """Latitudes and longitudes along edges, a row each, made without the code under test."""
    if not along_geodesics:
        return start[:, 1:] + share * (end - start)[:, 1:], start[:, :1] + share * (end - start)[:, :1]
    azimuth, _, length = (np.asarray(v) for v in GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1]))
    return beside(start[:, 1:], start[:, :1], azimuth[:, None], length[:, None] * share)


def sampled_m(lat: float, lon: float, ring: Row, *, along_geodesics: bool) -> float:
    """Least distance: 401 samples an edge, then six times 33 between the neighbours of each that is least there."""
    start, end = ring[:-1], ring[1:]

    def distances(edge: NDArray[np.int64], share: Floats) -> Floats:
        lats, lons = along(start[edge], end[edge], share, along_geodesics=along_geodesics)
        return np.asarray(GEOD.inv(np.full(lats.shape, lon), np.full(lats.shape, lat), lons, lats)[2])

    shares = np.linspace(0, 1, SAMPLES)
    found = np.pad(distances(np.arange(len(start)), shares[None, :]), ((0, 0), (1, 1)), constant_values=np.inf)
    edge, place = np.nonzero((found[:, 1:-1] <= found[:, :-2]) & (found[:, 1:-1] <= found[:, 2:]))
    low, high = shares[np.maximum(place - 1, 0)], shares[np.minimum(place + 1, SAMPLES - 1)]
    for _ in range(ROUNDS):
        share = np.linspace(low, high, FINER, axis=1)
        found = distances(edge, share)
        place, row = found.argmin(axis=1), np.arange(len(edge))
        low, high = share[row, np.maximum(place - 1, 0)], share[row, np.minimum(place + 1, FINER - 1)]
    return float(found.min())


def places_by(name: str, ring: Row, *, along_geodesics: bool) -> tuple[Floats, Floats]:
    """Places at each distance from places of the edges, on both sides, and about the middle where there is one."""
    chance = rng()
    size = POINTS * len(DISTANCES_M)
    edge = chance.integers(0, len(ring) - 1, size)
    on = along(ring[edge], ring[edge + 1], chance.uniform(0, 1, (size, 1)), along_geodesics=along_geodesics)
    azimuth = chance.uniform(0, 360, 2 * size)
    lat, lon = beside(on[0][:, 0], on[1][:, 0], azimuth[:size], np.repeat(DISTANCES_M, POINTS))
    if name not in MIDDLES:
        return lat, lon
    away_m = 10 ** chance.uniform(-2, 5, size)
    middle = beside(np.array(MIDDLES[name][0]), np.array(MIDDLES[name][1]), azimuth[size:], away_m)
    return np.append(lat, middle[0]), np.append(lon, middle[1])


@pytest.mark.parametrize("along_geodesics", [False, True], ids=["planar", "geodesic"])
@pytest.mark.parametrize("name", RINGS)
def test_distance_is_that_to_the_nearest_of_many_samples_to_half_a_millimetre(
    name: str, *, along_geodesics: bool
) -> None:
    """To 3000 km; and to 0.1 mm but where a stretch of a parallel is equally far."""
    if along_geodesics and name.startswith("round"):
        pytest.skip("a third of a parallel is not a geodesic's")
    ring = np.array(RINGS[name])
    lat, lon = places_by(name, ring, along_geodesics=along_geodesics)
    found = boundary.distance_m(boundary.cut(ring[:-1], ring[1:], geodesic=along_geodesics), lat, lon)
    expected = [sampled_m(*place, ring, along_geodesics=along_geodesics) for place in zip(lat, lon, strict=True)]
    assert np.abs(found - expected).max() < (0.0005 if name.startswith("round") else 0.0001)


def test_a_place_on_the_boundary_has_no_distance() -> None:
    for name, rows in RINGS.items():
        ring = np.array(rows)
        share = rng().uniform(0, 1, (len(ring) - 1, 1))
        lat, lon = along(ring[:-1], ring[1:], share, along_geodesics=False)
        found = boundary.distance_m(boundary.cut(ring[:-1], ring[1:], geodesic=False), lat[:, 0], lon[:, 0])
        assert found.max() < 0.0001, name


def coast(edges: int) -> Floats:
    """A line that goes astray, as a coast does, and over the antimeridian; [lon, lat] rows."""
    steps = rng().normal(0, 0.05, (edges + 1, 2))
    return np.array([179.0, 62.0]) + np.cumsum(steps, axis=0)


def everywhere(size: int) -> tuple[Floats, Floats]:
    """Places near the coast, within 2000 km, and all over the earth."""
    chance = rng()
    near = coast(size)[:size] + chance.normal(0, [[0.01], [5.0]] * (size // 2), (size, 2))
    far = np.stack([chance.uniform(-180, 180, size // 2), np.degrees(np.arcsin(chance.uniform(-1, 1, size // 2)))], 1)
    places = np.concatenate([near, far])
    return np.ascontiguousarray(places[:, 1]), np.ascontiguousarray(places[:, 0])


@pytest.mark.parametrize("along_geodesics", [False, True], ids=["planar", "geodesic"])
def test_the_walk_through_the_tree_overlooks_nothing(*, along_geodesics: bool) -> None:
    """The distance to a coast is the least of those to each of its edges alone, to the last bit."""
    line = coast(10 if INTERPRETED else 400)
    lat, lon = everywhere(10 if INTERPRETED else 200)
    whole = boundary.distance_m(boundary.cut(line[:-1], line[1:], geodesic=along_geodesics), lat, lon)
    singly = [
        boundary.distance_m(boundary.cut(line[k : k + 1], line[k + 1 : k + 2], geodesic=along_geodesics), lat, lon)
        for k in range(len(line) - 1)
    ]
    assert whole.max() > 10_000_000
    assert np.array_equal(whole, np.min(singly, axis=0))


def test_neither_the_order_of_the_places_nor_their_number_matters_to_the_last_bit() -> None:
    line = coast(10 if INTERPRETED else 5000)
    lat, lon = everywhere(10 if INTERPRETED else 2000)
    cut = boundary.cut(line[:-1], line[1:], geodesic=False)
    together = boundary.distance_m(cut, lat, lon)
    order = rng().permutation(len(lat))
    assert np.array_equal(boundary.distance_m(cut, lat[order], lon[order]), together[order])
    alone = [boundary.distance_m(cut, lat[k : k + 1], lon[k : k + 1])[0] for k in order[:200]]
    assert np.array_equal(alone, together[order[:200]])


def test_where_hundreds_of_pieces_are_equally_far_all_of_them_are_settled() -> None:
    """More wait than there is room for; from its middle the circle is as far as it was drawn."""
    ring = np.array(corners_round(40.0, 5.0, 500_000.0, 72 if INTERPRETED else 720))
    cut = boundary.cut(ring[:-1], ring[1:], geodesic=True)
    found = boundary.distance_m(cut, np.array([40.0]), np.array([5.0]))[0]
    assert found == pytest.approx(sampled_m(40.0, 5.0, ring, along_geodesics=True), abs=1e-4)


@pytest.mark.parametrize(
    ("length_m", "limit_m"), [(1e3, 1e-8), (1e5, 1e-8), (5e5, 6e-6), (1e6, 1.6e-4), (1e7, 13.0), (1.5e7, 100.0)]
)
def test_the_arc_over_a_chord_is_the_geodesic_as_nearly_as_is_said(length_m: float, limit_m: float) -> None:
    chance, size = rng(), 100 if INTERPRETED else 5000
    lat1, lon1 = np.degrees(np.arcsin(chance.uniform(-1, 1, size))), chance.uniform(-180, 180, size)
    lat2, lon2 = beside(lat1, lon1, chance.uniform(0, 360, size), np.array(length_m))
    first, second = geodesy.to_cartesian(lat1, lon1), geodesy.to_cartesian(lat2, lon2)
    dx, dy, dz = (second - first).T
    ends = zip((dx * dx + dy * dy).tolist(), dz.tolist(), first[:, 2].tolist(), strict=True)
    arcs = np.array([nearest.arc(across, up, z, nearest.support(z)) for across, up, z in ends])
    assert np.abs(arcs - length_m).max() < limit_m
    assert nearest.doubt(length_m, 0.0, 0.0) > np.abs(arcs - length_m).max() - 1e-8


def test_near_the_antipode_the_distance_is_right_to_eight_kilometres() -> None:
    ring = np.array(RINGS["al-Tanf, a square of a degree"])
    lat, lon = rng().uniform(-36, -31, 20), rng().uniform(-144, -138, 20)
    found = boundary.distance_m(boundary.cut(ring[:-1], ring[1:], geodesic=False), lat, lon)
    expected = [sampled_m(*place, ring, along_geodesics=False) for place in zip(lat, lon, strict=True)]
    assert np.abs(found - expected).max() < 8000
    assert found.max() > 19_900_000


def test_what_is_no_place_has_no_distance() -> None:
    ring = np.array(RINGS["al-Tanf, a square of a degree"])
    cut = boundary.cut(ring[:-1], ring[1:], geodesic=False)
    lat, lon = np.array([np.nan, 33.5, 95.0, 33.5]), np.array([38.0, np.nan, 38.0, 38.5])
    assert np.isnan(boundary.distance_m(cut, lat, lon)).tolist() == [True, True, True, False]


def test_long_planar_edges_bend_away_from_the_geodesic_by_what_the_design_measured() -> None:
    """121 m apart in the middle of an edge of one degree of longitude at 47 N."""
    ring = np.array([[8.0, 47.0], [9.0, 47.0]])
    planar = boundary.cut(ring[:1], ring[1:], geodesic=False)
    azimuth, _, length = GEOD.inv(8.0, 47.0, 9.0, 47.0)
    lon, lat, _ = GEOD.fwd(8.0, 47.0, azimuth, length / 2)
    distance_m = boundary.distance_m(planar, np.array([lat]), np.array([lon]))
    assert distance_m[0] == pytest.approx(121.3, abs=0.5)


@pytest.mark.parametrize("name", ["al-Tanf, a square of a degree", "wide edges in the far north"])
def test_straight_edges_follow_a_geodesic_one_as_nearly_as_is_asked(name: str) -> None:
    """Middles of the straight pieces lie on the geodesic edges."""
    ring = np.array(RINGS[name])
    rows = boundary.followed(ring[:-1], ring[1:], 0.002)
    middle = ((rows + np.roll(rows, -1, axis=0)) / 2)[:: 1000 if INTERPRETED else 7]
    cut = boundary.cut(ring[:-1], ring[1:], geodesic=True)
    assert (
        boundary.distance_m(cut, np.ascontiguousarray(middle[:, 1]), np.ascontiguousarray(middle[:, 0])).max() < 0.0021
    )


def test_cartesian_coordinates_are_those_of_proj_and_the_way_back_is_exact() -> None:
    lat, lon = rng().uniform(-90, 90, 1000), rng().uniform(-180, 180, 1000)
    xyz = geodesy.to_cartesian(lat, lon)
    proj = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    assert np.abs(xyz - np.stack(proj.transform(lon, lat, np.zeros(1000)), axis=1)).max() < 1e-6
    deeper = np.stack(proj.transform(lon, lat, np.full(1000, -6.0)), axis=1)  # than any chord lies
    back = geodesy.to_geodetic(deeper)
    assert np.abs(back[0] - lat).max() < 1e-9
    assert np.abs((back[1] - lon + 180) % 360 - 180)[np.abs(lat) < 89].max() < 1e-9


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
@pytest.mark.parametrize("along_geodesics", [False, True], ids=["planar", "geodesic"])
def test_the_interpreted_kernel_gives_what_the_compiled_one_gives(
    monkeypatch: pytest.MonkeyPatch, *, along_geodesics: bool
) -> None:
    ring = np.array(RINGS["al-Tanf, a square of a degree"])
    cut = boundary.cut(ring[:-1], ring[1:], geodesic=along_geodesics)
    lat, lon = rng().uniform(32.5, 34.5, 5), rng().uniform(37.5, 39.7, 5)
    compiled = boundary.distance_m(cut, lat, lon)
    for name, kernel in list(vars(nearest).items()):
        monkeypatch.setattr(nearest, name, getattr(kernel, "py_func", kernel))
    assert boundary.distance_m(cut, lat, lon) == pytest.approx(compiled, abs=1e-6)
