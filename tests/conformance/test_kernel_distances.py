"""Circles against PROJ's geodesics; corridors and offset rings against many samples of their lines, by PROJ as well.

No verdict on a circle may differ further from its line than a micrometre, nor one on the others than a centimetre.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from kernel_oracle import GEOD, Line, Places, circle_margin_m, in_space, polygon_pairs
from kernel_places import any_turn, joined, on_borders, poles, shape_of

from jit_points import box, many, polygon, zones_of
from standoff.model.zone import Circle, Corridor, Edges, Footprint, Ring, Zone
from standoff.zones.catalogue import Catalogue

CIRCLE_M, LINE_M = 1e-6, 0.01


def circles(rng: np.random.Generator) -> list[Circle]:
    """Synthetic: a metre to a hemisphere; many in one place; at the poles, the antimeridian and the equator."""
    spread = [Circle(*place, 10 ** rng.uniform(0, 6)) for place in zip(*sphere(rng, 60), strict=True)]
    heap = [Circle(46 + lat, 7 + lon, 5_000) for lat, lon in rng.uniform(-0.2, 0.2, (60, 2)).tolist()]
    poles = [Circle(lat, 10, radius_m) for lat in (90, -90, 89.99, -84.9, 85) for radius_m in (10, 3e3, 2e5)]
    seam = [Circle(lat, lon, 40_000) for lat, lon in ((-17, 179.9), (60, -180), (5, 180), (70, 190), (0, -179.7))]
    return [*spread, *heap, *poles, *seam, Circle(20, -70, 9_900_000), Circle(-89, 0, 10_001_000), Circle(1, 2, 2e7)]


def sphere(rng: np.random.Generator, count: int) -> tuple[list[float], list[float]]:
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))).tolist(), rng.uniform(-180, 180, count).tolist()


def about(rng: np.random.Generator, circle: Circle, count: int) -> Places:
    """Across the circle and half beyond, and beside its line by a tenth of a micrometre to a metre."""
    away_m = circle.radius_m * np.sqrt(rng.uniform(0, 2.25, count))
    away_m[::3] = circle.radius_m + 10 ** rng.uniform(-7, 0, len(away_m[::3])) * rng.choice([-1, 1], len(away_m[::3]))
    same = np.ones(count)
    lon, lat, _ = GEOD.fwd(circle.lon * same, circle.lat * same, rng.uniform(0, 360, count), np.maximum(away_m, 0))
    return np.asarray(lat), np.asarray(lon)


def test_circles_hold_what_lies_within_their_radius_by_proj() -> None:
    rng = np.random.default_rng(4)
    footprints = circles(rng)
    each = many(100_000) // len(footprints)
    places = [about(rng, circle, each) for circle in footprints]
    lat, lon = joined(*places, poles(rng, 200), on_borders(rng, many(5_000)))
    given, space = np.zeros((len(footprints), len(lat)), np.bool_), in_space(lat, lon)
    row, region = Catalogue(zones_of(footprints)).covering(lat, any_turn(rng, lon))
    given[region, row] = True
    for n, circle in enumerate(footprints):
        margin_m = circle_margin_m(circle.lat, circle.lon, circle.radius_m, lat, lon, space)
        assert not (given[n] != (margin_m >= 0))[np.abs(margin_m) > CIRCLE_M].any(), circle


# lines: corridors and rings at a distance

LINES = [
    ([[38.0, 33.0], [39.0, 33.1], [39.2, 34.0]], 2_000.0),
    ([[179.2, -17.0], [180.6, -17.3], [181.0, -16.4]], 20_000.0),
    ([[-180.4, 60.0], [-179.5, 60.2]], 1_000.0),
    ([[10.0, 79.0], [14.0, 79.6], [13.0, 80.1]], 30_000.0),
    ([[7.0, 46.0], [7.0002, 46.0001], [7.0003, 46.0004]], 3.0),
    ([[-0.6, -0.5], [0.4, 0.3], [0.1, 0.9]], 60_000.0),
]
OFFSETS = [
    ([box(8.0, 46.0, 8.6, 46.5), box(8.2, 46.2, 8.4, 46.3)], [1_000.0, 25_000.0, -800.0, -9_000.0]),
    ([[[179.6, -17.0], [180.5, -17.2], [180.3, -16.5], [179.6, -17.0]]], [5_000.0, -2_000.0]),
    ([box(20.0, 69.0, 21.5, 69.4)], [0.5, 12_000.0]),
]


def near_lines(rng: np.random.Generator, line: Line, away_m: float, count: int) -> Places:
    """Beside the line that lies so far away by a millimetre to a metre, and all about it."""
    west, south = np.minimum(line.start.min(axis=0), line.end.min(axis=0)) - 0.3
    east, north = np.maximum(line.start.max(axis=0), line.end.max(axis=0)) + 0.3
    beside = away_m + 10 ** rng.uniform(-3, 0, count // 8) * rng.choice([-1, 1], count // 8)
    spread = rng.uniform([south, west], [north, east], (count - count // 8, 2))
    return joined(line.beside(rng, count // 8, beside), (spread[:, 0], spread[:, 1]))


@pytest.mark.parametrize("edges", [Edges.PLANAR, Edges.GEODESIC])
def test_corridors_hold_what_lies_within_half_their_width_of_many_samples_of_the_line(edges: Edges) -> None:
    rng = np.random.default_rng(5)
    footprints: list[Footprint] = [Corridor(np.array(rows), width_m, edges) for rows, width_m in LINES]
    lines = [Line.of(np.array(rows), geodesic=edges is Edges.GEODESIC) for rows, _ in LINES]
    half_m = [width_m / 2 for _, width_m in LINES]
    each = many(60_000) // len(lines)
    lat, lon = joined(*(near_lines(rng, *one, each) for one in zip(lines, half_m, strict=True)))
    row, region = Catalogue(zones_of(footprints)).covering(lat, any_turn(rng, lon))
    for n, line in enumerate(lines):
        margin_m = half_m[n] - line.distance_m(lat, lon, half_m[n] + 1)
        given = np.isin(np.arange(len(lat)), row[region == n])
        assert not (given != (margin_m >= 0))[np.abs(margin_m) > LINE_M].any(), LINES[n]


def test_offset_rings_hold_what_lies_within_their_distance_of_many_samples_of_the_edges() -> None:
    rng = np.random.default_rng(6)
    zones: list[Zone] = []
    for n, (rings, offsets) in enumerate(OFFSETS):
        named = tuple(Ring(f"{offset_m} m", offset_m=offset_m) for offset_m in offsets)
        zones.append(dataclasses.replace(zones_of([polygon(*rings)])[0], id=str(n), rings=named))
    catalogue = Catalogue(zones)
    for n, (rings, offsets) in enumerate(OFFSETS):
        line = Line.of(*(np.array(ring) for ring in rings), geodesic=False)
        shape = shape_of(polygon(*rings))
        count = many(40_000) // (len(OFFSETS) * len(offsets))
        lat, lon = joined(*(near_lines(rng, line, abs(offset_m), count) for offset_m in offsets))
        inside = np.zeros(len(lat), np.bool_)
        inside[polygon_pairs([shape], lat, (lon + 180) % 360 - 180) >> 20] = True
        away_m = line.distance_m(lat, lon, max(map(abs, offsets)) + 1)
        row, region = catalogue.covering(lat, any_turn(rng, lon))
        for number, one in enumerate(catalogue.regions):
            if one.zone_number != n or one.ring is None:
                continue
            margin_m = np.where(inside, away_m, -away_m) + float(one.ring.removesuffix(" m"))
            given = np.isin(np.arange(len(lat)), row[region == number])
            assert not (given != (margin_m >= 0))[np.abs(margin_m) > LINE_M].any(), (n, one.ring)
