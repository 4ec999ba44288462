"""Verdicts on polygons, on a million places and over a hundred thousand awkward ones, against shapely's predicates.

Polygons with edges straight in longitude and latitude: not one verdict may differ. So that this can be asked at the
antimeridian too, where copies are moved by a turn, corners of synthetic zones are multiples of 2^-30 degrees and places
of 2^-40: then moving takes nothing from them. `test_kernel_distances.py` has circles, corridors and offset rings.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from kernel_oracle import Floats, Int64s, Places, paired, polygon_pairs
from kernel_places import any_turn, joined, on_borders, poles, shape_of

from jit_points import COMPILED, box, many, polygon, star, zones_of
from standoff.kernels.shapes import Tuning
from standoff.model.zone import Circle, Corridor, Polygons, Zone
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from pathlib import Path

CORNER_DEG, PLACE_DEG = 2.0**-30, 2.0**-40
TUNING = Tuning() if COMPILED else Tuning(shallowest=2, deepest=5)
NOWHERE = [np.nan, np.inf, -np.inf]


def answers(catalogue: Catalogue, lat: Floats, lon: Floats) -> Int64s:
    """The catalogue's verdicts as the oracle writes them; they have to come by row, then region, none twice."""
    pairs = paired(*catalogue.covering(lat, lon))
    assert (np.diff(pairs) > 0).all()
    return pairs


def on(grid_deg: float, values: Floats) -> Floats:
    return np.round(np.asarray(values) / grid_deg) * grid_deg


def home(lat: Floats, lon: Floats) -> Places:
    """Places on the grid, longitudes within [-180, 180)."""
    lon = on(PLACE_DEG, lon)
    return on(PLACE_DEG, np.clip(lat, -90, 90)), lon - 360 * np.floor((lon + 180) / 360)


def awkward_polygons() -> list[Polygons]:
    """What goes wrong most easily: wide, thin, small, corners in a row, at the antimeridian, round the poles."""
    fine = 360 / 2**20
    east, west = box(178.5, -19, 180, -15), box(-180, -19, -179, -15)
    stairs = [[0, 0], [4, 0], [4, 1], [3, 1], [3, 2], [2, 2], [2, 3], [1, 3], [1, 4], [0, 4], [0, 0]]
    straight = [[10, 10], [11, 10], [12, 10], [12, 10], [14, 10], [14, 14], [13, 13], [12, 12], [11, 11], [10, 10]]
    return [
        polygon([[-60, 70], [60, 70], [50, 82], [-50, 81.5], [-60, 70]]),
        polygon([[-179, 60], [-1, 61], [-1, 62], [-179, 61.5], [-179, 60]]),
        polygon([[-10, 40], [10, 60], [10.0000001, 60], [-10, 40]]),
        polygon(box(20, 5, 30, 5.0000001)),
        polygon(box(7, 46, 7.00001, 46.00001)),
        polygon(stairs),
        polygon(straight),
        polygon(box(30, 10, 40, 20), box(33, 13, 36, 16)[::-1], box(37, 17, 38, 18)),
        polygon([[50, 0], [60, 0], [60, 10], [50, 10], [50, 0]], [[50, 5], [55, 8], [58, 5], [55, 2], [50, 5]]),
        polygon(box(175, -8, 181.5, -2)),
        polygon(box(178, 50, 190, 60), box(179.5, 53, 180.5, 56)),
        polygon(box(-190, 20, -179, 25)),
        polygon(box(170, 30, 180, 40)),
        polygon(box(-180, 30, -170, 40)),
        Polygons(((np.array(east, np.float64),), (np.array(west, np.float64),))),
        polygon([[-180, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]),
        polygon([[-180, -75], [0, -70], [180, -75], [180, -90], [-180, -90], [-180, -75]]),
        polygon(box(-90, -90, 90, 90)),
        polygon(box(-180, 0, 180, 90)),
        polygon(box(-180, -90, 180, 90), box(-30, -30, 30, 30)),
        polygon(box(-180, -90, 0, 0)),
        polygon(box(0, 0, 45, 22.5)),
        polygon(box(360 / 32, 360 / 32, 360 / 16, 360 / 16)),
        polygon(box(9 * fine, -7 * fine, 10 * fine, 11 * fine)),
        polygon([[359.5, 3], [360, 3], [360, 4], [359.5, 4], [359.5, 3]]),
    ]


def star_polygons(rng: np.random.Generator, count: int, grid_deg: float) -> list[Polygons]:
    """Synthetic stars of a metre to thousands of kilometres, every third with a hole."""
    stars: list[Polygons] = []
    for n in range(count):
        reach = 10 ** rng.uniform(-5, 1.5)
        lon, lat = rng.uniform(-179, 179), rng.uniform(-88, 88)
        reach = min(reach, 90 - abs(lat))
        rings = [star(rng, lon, lat, reach, int(rng.integers(3, 60)))]
        if n % 3 == 0:
            rings.append(star(rng, lon, lat, reach * 0.3, int(rng.integers(3, 20)))[::-1])
        stars.append(polygon(*(on(grid_deg, ring) if grid_deg else ring for ring in rings)))
    return [one for one in stars if shape_of(one).is_valid]  # a hole may reach over the shell


def edges_of(shapes: list[shapely.MultiPolygon]) -> tuple[Floats, Floats]:
    rows, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(np.array(shapes, np.object_))), return_index=True
    )
    follows = np.flatnonzero(ring[1:] == ring[:-1])
    return rows[follows], rows[follows + 1]


def beside_edges(rng: np.random.Generator, shapes: list[shapely.MultiPolygon], count: int) -> Places:
    """On edges, on corners, and beside them by a billionth of a degree to a metre."""
    starts, ends = edges_of(shapes)
    edge = rng.integers(0, len(starts), count)
    start, end = starts[edge], ends[edge]
    at = start + (rng.integers(0, 1025, count) / 1024)[:, None] * (end - start)
    corners, meridians, parallels = (slice(first, count, 8) for first in (0, 1, 2))
    at[corners] = start[corners]
    away = 10 ** rng.uniform(-9, -5, (count, 2)) * rng.choice([-1, 0, 0, 1], (count, 2))
    away[corners] = 0
    at += away
    at[meridians, 0], at[parallels, 1] = start[meridians, 0], start[parallels, 1]
    at[meridians, 1] += rng.uniform(-1, 1, len(at[meridians])) * 10 ** rng.uniform(-5, 1, len(at[meridians]))
    at[parallels, 0] += rng.uniform(-1, 1, len(at[parallels])) * 10 ** rng.uniform(-5, 1, len(at[parallels]))
    return at[:, 1], at[:, 0]


def over_shapes(rng: np.random.Generator, shapes: list[shapely.MultiPolygon], count: int) -> Places:
    """Half spread over the sphere, half over boxes a fifth larger than the shapes'."""
    bounds = np.array([one.bounds for one in shapes])
    west, south, east, north = bounds[rng.integers(0, len(shapes), count - count // 2)].T
    share = rng.uniform(-0.1, 1.1, (2, len(west)))
    sphere = np.degrees(np.arcsin(rng.uniform(-1, 1, count // 2))), rng.uniform(-180, 180, count // 2)
    return joined(sphere, (south + share[0] * (north - south), west + share[1] * (east - west)))


def test_synthetic_polygons_hold_exactly_what_shapely_says() -> None:
    rng = np.random.default_rng(1)
    footprints = [*awkward_polygons(), *star_polygons(rng, 150 if COMPILED else 15, CORNER_DEG)]
    shapes = [shape_of(footprint) for footprint in footprints]
    assert shapely.is_valid(np.array(shapes, np.object_)).all()
    awkward = shapes[: len(awkward_polygons())]
    lat, lon = home(
        *joined(
            over_shapes(rng, shapes, many(250_000)),
            beside_edges(rng, shapes, many(30_000)),
            beside_edges(rng, awkward, many(20_000)),
            on_borders(rng, many(10_000)),
            poles(rng, many(1_000)),
        )
    )
    lon[: many(500)] = -180.0
    given = answers(Catalogue(zones_of(footprints), TUNING), lat, any_turn(rng, lon))
    assert not len(np.setxor1d(given, polygon_pairs(shapes, lat, lon)))
    assert len(given) > len(lat) / 2


def test_polygons_of_coordinates_with_all_their_digits_hold_exactly_what_shapely_says() -> None:
    rng = np.random.default_rng(2)
    footprints = star_polygons(rng, 150 if COMPILED else 15, 0.0)
    shapes = [shape_of(footprint) for footprint in footprints]
    bounds = np.array([shape.bounds for shape in shapes])
    kept = np.flatnonzero((bounds[:, 0] > -180) & (bounds[:, 2] < 180)).tolist()
    footprints, shapes = [footprints[n] for n in kept], [shapes[n] for n in kept]
    lat, lon = joined(over_shapes(rng, shapes, many(250_000)), beside_edges(rng, shapes, many(20_000)))
    near = (np.abs(lon) < 180) & (np.abs(lat) < 90)
    lat, lon = lat[near], lon[near]
    given = answers(Catalogue(zones_of(footprints)), lat, lon)
    assert not len(np.setxor1d(given, polygon_pairs(shapes, lat, lon)))


def test_halves_that_meet_at_the_antimeridian_hold_as_read_what_they_held_as_written() -> None:
    rng = np.random.default_rng(3)
    halves = shapely.MultiPolygon([shapely.box(178.5, -19, 180, -15), shapely.box(-180, -19, -179, -15)])
    feature = {"type": "Feature", "properties": {"id": "z"}, "geometry": json.loads(shapely.to_geojson(halves))}
    catalogue = Catalogue(read_zones(json.dumps(feature).encode(), "z.geojson"))
    lat, lon = home(*joined(beside_edges(rng, [halves], 2_000), over_shapes(rng, [halves], 2_000)))
    assert not len(np.setxor1d(answers(catalogue, lat, any_turn(rng, lon)), polygon_pairs([halves], lat, lon)))


def test_what_is_no_place_lies_nowhere() -> None:
    whole = [polygon(box(-180, -90, 180, 90)), Circle(0, 0, 3e7), Corridor(np.array([[0.0, 0.0], [1.0, 0.0]]), 5e7)]
    catalogue = Catalogue(zones_of(whole))
    lat = np.array([*NOWHERE, *[0.0] * 3, *NOWHERE, np.nextafter(90, 91), -90.5, 0.0, -90.0, 90.0])
    lon = np.array([*[0.0] * 3, *NOWHERE, *NOWHERE, 0.0, 0.0, 540.0, -180.0, 180.0])
    expected = [(row, region) for row in (11, 12, 13) for region in (0, 1, 2)]
    assert list(zip(*(column.tolist() for column in catalogue.covering(lat, lon)), strict=True)) == expected


def test_no_zones_cover_nothing() -> None:
    assert not len(Catalogue([]).covering(np.zeros(3), np.zeros(3))[0])


def features(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    found: list[dict[str, Any]] = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)["features"]
    return found


def plain(geometries: list[dict[str, Any]]) -> list[Zone]:
    """Only where the zones are, mended as `--mend` does."""
    bare = [{"type": "Feature", "id": str(n), "properties": {}, "geometry": one} for n, one in enumerate(geometries)]
    return list(read_zones(json.dumps({"type": "FeatureCollection", "features": bare}).encode(), "z", mend=True))


def differing(rng: np.random.Generator, zones: list[Zone], count: int) -> int:
    """Verdicts that differ further than rounding from the copies of polygons that run on beyond 180 degrees."""
    shapes = [shape_of(zone.footprint) for zone in zones if isinstance(zone.footprint, Polygons)]
    assert len(shapes) == len(zones)
    lat, lon = joined(over_shapes(rng, shapes, count), beside_edges(rng, shapes, count // 5))
    lat, lon = np.clip(lat, -90, 90), np.where(np.abs(lon) < 180, lon, (lon + 180) % 360 - 180)
    given = answers(Catalogue(zones), lat, lon)
    other = np.setxor1d(given, polygon_pairs(shapes, lat, lon))
    assert len(given) > count / 10
    return sum(not moved(shapes[n & 0xFFFFF], float(lat[n >> 20]), float(lon[n >> 20])) for n in map(int, other))


def moved(shape: shapely.MultiPolygon, lat: float, lon: float) -> bool:
    """Whether the place lies within 1e-12 degrees of a copy's edge."""
    west, _, east, _ = shape.bounds
    turned = [shapely.Point(lon + turn, lat) for turn in (-360, 360)]
    return (east >= 180 or west <= -180) and any(shape.boundary.distance(one) < 1e-12 for one in turned)


@pytest.mark.data
def test_countries_hold_exactly_what_shapely_says(shared: Path) -> None:
    found = features(shared / "zones/natural_earth_countries_10m.geojson.gz")
    known = [one["geometry"] for one in found if one["properties"]["name"] != "Antarctica"]  # it jumps over 180
    zones = plain(known if COMPILED else known[-20:])
    assert differing(np.random.default_rng(7), zones, many(150_000)) == 0


@pytest.mark.data
@pytest.mark.parametrize("name", ["swiss_uas_geozones_ed318_2025-03-13.json.gz", "offshore_wind_farms_osm.geojson"])
def test_geozones_and_wind_farms_hold_exactly_what_shapely_says(name: str, shared: Path) -> None:
    known = [one["geometry"] for one in features(shared / "zones" / name)]
    zones = plain(known if COMPILED else known[::50])
    assert differing(np.random.default_rng(8), zones, many(100_000)) == 0
