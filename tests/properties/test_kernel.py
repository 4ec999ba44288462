"""What may not change a verdict: how a polygon is written, where it is cut, by what turn, and how the index is built.

Everything here is synthetic. Coordinates are multiples of 2^-24 degrees, so that turns and halves take nothing away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from jit_points import COMPILED, Floats, box, many, polygon, star, zones_of
from standoff.kernels.shapes import Tuning
from standoff.model.zone import Circle, Corridor, Footprint, Polygons, Zone
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.arrays import Bools

GEOD = Geod(ellps="WGS84")
GRID_DEG = 2.0**-24
FAST = Tuning(shallowest=2)
seeds = st.integers(0, 2**32 - 1)
tried = settings(
    max_examples=60 if COMPILED else 5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def on_grid(values: Floats) -> Floats:
    return np.round(values / GRID_DEG) * GRID_DEG


def some_star(rng: np.random.Generator) -> Floats:
    """Of a metre to half an ocean, often over the antimeridian or near a pole."""
    lon = rng.choice([rng.uniform(-170, 170), 180 + rng.uniform(-3, 3), -180.0])
    lat = rng.choice([rng.uniform(-60, 60), 85.0, -89.0])
    return on_grid(star(rng, lon, lat, min(10 ** rng.uniform(-4, 1.5), 90 - abs(lat)), int(rng.integers(3, 30))))


def places(rng: np.random.Generator, rings: Sequence[Floats]) -> tuple[Floats, Floats]:
    """In and about rings, on corners and edges, and just beside them."""
    ring = np.concatenate([np.stack([one[:-1], one[1:]], axis=1) for one in rings])
    edge = ring[rng.integers(0, len(ring), 3 * many(3_000))]
    at = edge[:, 0] + (rng.integers(0, 5, len(edge)) / 4)[:, None] * (edge[:, 1] - edge[:, 0])
    size = np.ptp(ring.reshape(-1, 2), axis=0)
    at[1::3] += rng.choice([-1, 0, 1], at[1::3].shape) * GRID_DEG
    at[2::3] = ring.reshape(-1, 2).min(axis=0) + rng.uniform(-0.3, 1.3, at[2::3].shape) * size
    at = on_grid(at)
    return np.clip(at[:, 1], -90, 90), at[:, 0]


def pairs(zones: Sequence[Zone], where: tuple[Floats, Floats], tuning: Tuning = FAST) -> list[tuple[int, int]]:
    row, region = Catalogue(zones, tuning).covering(*where)
    return list(zip(row.tolist(), region.tolist(), strict=True))


def same(first: Footprint, second: Footprint, where: tuple[Floats, Floats]) -> bool:
    given = pairs(zones_of([first]), where)
    assert given
    return given == pairs(zones_of([second]), where)


@tried
@given(seeds)
def test_the_direction_of_a_ring_and_its_first_corner_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ring = some_star(rng)
    where = places(rng, [ring])
    turned = np.roll(ring[:-1], int(rng.integers(1, len(ring))), axis=0)
    assert same(polygon(ring), polygon(ring[::-1]), where)
    assert same(polygon(ring), polygon(np.concatenate([turned, turned[:1]])), where)


@tried
@given(seeds, st.sampled_from([-360.0, 360.0]))
def test_a_turn_changes_nothing_neither_of_a_zone_nor_of_a_place(seed: int, turn: float) -> None:
    rng = np.random.default_rng(seed)
    ring = some_star(rng)
    lat, lon = places(rng, [ring])
    assert same(polygon(ring), polygon(ring), (lat, lon))
    first = pairs(zones_of([polygon(ring)]), (lat, lon))
    assert first == pairs(zones_of([polygon(ring)]), (lat, lon + turn))
    far = ring + np.array([turn, 0.0])
    if np.abs(far[:, 0]).max() <= 360:  # what a file may say
        assert first == pairs(zones_of([polygon(far)]), (lat, lon))


@tried
@given(seeds)
def test_two_halves_hold_together_what_the_whole_held(seed: int) -> None:
    """The cut leads from corner to corner of a star through the mean of its corners; on it, both halves hold."""
    rng = np.random.default_rng(seed)
    corners = some_star(rng)[:-1]
    middle = on_grid(corners.mean(axis=0))
    first, second = 0, len(corners) // 2
    cut = shapely.LineString([corners[first], middle, corners[second]])
    whole = np.concatenate([corners, corners[:1]])
    assume(shapely.Polygon(whole).covers(cut))
    one = np.concatenate([corners[first : second + 1], middle[None], corners[:1]])
    other = np.concatenate([corners[second:], corners[:1], middle[None], corners[second : second + 1]])
    where = places(rng, [one, other, whole])
    row, region = Catalogue(zones_of([polygon(whole), polygon(one), polygon(other)]), FAST).covering(*where)
    held = np.zeros((3, len(where[0])), np.bool_)
    held[region, row] = True
    on_cut = np.zeros(len(where[0]), np.bool_)
    for corner in (corners[first], corners[second]):
        on_cut |= lies_on(corner, middle, *where)
    assert (held[0] == held[1] | held[2])[~on_cut].all()
    assert not (held[1] & held[2])[~on_cut].any()
    assert held.sum(axis=1).all()


def lies_on(start: Floats, end: Floats, lat: Floats, lon: Floats) -> Bools:
    """Whether places lie within rounding of a line."""
    along = end - start
    away = along[0] * (lat - start[1]) - along[1] * (lon - start[0])
    return np.abs(away) <= 1e-9 * (np.abs(along).sum() + 1)


def mixture(rng: np.random.Generator) -> list[Footprint]:
    stars: list[Footprint] = [polygon(some_star(rng)) for _ in range(8)]
    ring = some_star(rng)
    holed = polygon(ring, on_grid(ring.mean(axis=0) + (ring - ring.mean(axis=0)) / 4))
    lat, lon = float(ring[0, 1]), float(ring[0, 0])
    discs: list[Footprint] = [Circle(lat, lon + n / 50, 10 ** rng.uniform(1, 5)) for n in range(12)]
    line = np.array([[lon, lat], [lon + 0.1, max(lat - 0.1, -90)]])
    return [*stars, holed, *discs, Corridor(line, 3_000), Circle(90, 0, 2e5), polygon(box(170, -5, 190, 5))]


def rings_of(footprints: Sequence[Footprint]) -> list[Floats]:
    return [ring for one in footprints if isinstance(one, Polygons) for part in one.parts for ring in part]


tunings = st.builds(
    Tuning,
    table_cells=st.sampled_from([1, 100, 10_000, 1 << 19]),
    shallowest=st.integers(1, 5),
    most_edges=st.sampled_from([1, 2, 8, 50, 1000]),
    most_discs=st.sampled_from([1, 4, 30]),
    deepest=st.integers(1, 9),
)


@settings(tried, max_examples=25 if COMPILED else 2)
@given(seeds, tunings)
def test_how_finely_cells_are_split_changes_nothing(seed: int, tuning: Tuning) -> None:
    rng = np.random.default_rng(seed)
    footprints = mixture(rng)
    where = places(rng, rings_of(footprints))
    coarse = Tuning(shallowest=1, most_edges=10**9, most_discs=10**9, deepest=1)
    assert pairs(zones_of(footprints), where, tuning) == pairs(zones_of(footprints), where, coarse)


@settings(tried, max_examples=15 if COMPILED else 2)
@given(seeds)
def test_the_order_of_zones_changes_nothing_but_their_numbers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    footprints = mixture(rng)
    where = places(rng, rings_of(footprints))
    order = rng.permutation(len(footprints)).tolist()
    moved = pairs(zones_of([footprints[n] for n in map(int, order)]), where)
    assert sorted((row, order[number]) for row, number in moved) == pairs(zones_of(footprints), where)


@settings(tried, max_examples=25 if COMPILED else 3)
@given(seeds)
def test_no_region_that_a_way_touches_is_missed(seed: int) -> None:
    """Ways of a metre to a quarter of the earth, over the antimeridian and by the poles; 300 samples of each."""
    rng = np.random.default_rng(seed)
    footprints = mixture(rng)
    catalogue = Catalogue(zones_of(footprints), FAST)
    count, samples = many(200) + 20, 300
    lat1, lon1 = (some[rng.integers(0, len(some), count)] for some in places(rng, rings_of(footprints)))
    length_m = 10 ** rng.uniform(0, 7, count)
    length_m[:5] = 0.0
    azimuth = rng.choice([0, 90, 180, 270, *rng.uniform(0, 360, 4)], count)
    lon2, lat2, _ = GEOD.fwd(lon1, lat1, azimuth, length_m)
    there = np.asarray(lat2), np.asarray(lon2)
    azimuth, _, length_m = (np.asarray(one) for one in GEOD.inv(lon1, lat1, there[1], there[0]))
    way, share = np.repeat(np.arange(count), samples), np.tile(np.linspace(0, 1, samples), count)
    lon, lat, _ = GEOD.fwd(lon1[way], lat1[way], azimuth[way], length_m[way] * share)
    row, region = catalogue.covering(np.asarray(lat), np.asarray(lon))
    near = set(zip(*(one.tolist() for one in catalogue.near_ways(lat1, lon1, *there)), strict=True))
    touched = {(int(way[a]), b) for a, b in zip(row.tolist(), region.tolist(), strict=True)}
    assert touched
    assert touched <= near


@pytest.mark.parametrize("turn", [-360.0, 0.0, 360.0])
def test_a_way_over_the_antimeridian_or_a_pole_is_near_what_lies_there(turn: float) -> None:
    zones = zones_of([Circle(0, 180, 1_000), Circle(90, 0, 1_000), polygon(box(179, 10, 181, 11)), Circle(0, 0, 1_000)])
    catalogue = Catalogue(zones, FAST)
    for way, region in (
        ((0.0, 179.0, 0.0, -179.0), 0),
        ((0.0, -179.0, 0.0, 179.0), 0),
        ((0.0, 180.0, 0.0, -180.0), 0),
        ((80.0, 10.0, 80.0, -170.0), 1),
        ((80.0, -90.0, 80.0, 90.0), 1),
        ((10.5, 178.0, 10.5, 179.0), 2),
        ((10.5, 182.0, 10.5, 181.0), 2),
        ((-1.0, -1.0, 1.0, 1.0), 3),
    ):
        lat1, lon1, lat2, lon2 = (np.array([value]) for value in way)
        assert region in catalogue.near_ways(lat1, lon1 + turn, lat2, lon2)[1]
