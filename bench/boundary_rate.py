"""How many distances to a boundary a second, on one core, beside PROJ's geodesics, which do less.

The outline of Russia in Natural Earth 10m (36,466 edges), from the shared data: places along tracks (100 walks of 200 m
a step from its boundary), at random in a box about it, and all over the earth; and how long the boundaries of all
countries (540,601 edges) take to cut. Medians of five rounds of processor time, so that other work on the machine
counts little. `.venv/bin/python bench/boundary_rate.py` runs it.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import shape
from zone_workloads import COUNTRIES, SHARED

from standoff.kernels import boundary, geodesy

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.arrays import Floats

POINTS: Final = 100_000
TRACKS: Final = 100
STEP_M: Final = 200.0
ROUNDS: Final = 5
GEOD: Final = Geod(ellps="WGS84")
Edges = tuple["Floats", "Floats"]


def taken_s(call: Callable[[], object]) -> float:
    """Processor time of a call, the median of all but the first."""
    taken: list[float] = []
    for _ in range(ROUNDS + 1):
        started = time.thread_time()
        call()
        taken.append(time.thread_time() - started)
    return statistics.median(taken[1:])


def outlines() -> dict[str, Edges]:
    """Edges of each country, [lon, lat] rows."""
    features: list[dict[str, Any]] = json.loads(gzip.decompress((SHARED / COUNTRIES).read_bytes()))["features"]
    return {str(feature["properties"]["name"]): _edges(shape(feature["geometry"])) for feature in features}


def _edges(country: shapely.Geometry) -> Edges:
    rings = shapely.get_parts(shapely.get_rings(shapely.get_parts(country)))
    rows, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.ascontiguousarray(rows[:-1][same]), np.ascontiguousarray(rows[1:][same])


def tracks(edges: Edges, rng: np.random.Generator) -> Edges:
    """Latitudes and longitudes of walks from places of the boundary, one walk after another."""
    begin = edges[0][rng.integers(0, len(edges[0]), TRACKS)]
    lat, lon, course_deg = begin[:, 1], begin[:, 0], rng.uniform(0, 360, TRACKS)
    steps: list[Edges] = []
    for _ in range(POINTS // TRACKS):
        course_deg = course_deg + rng.normal(0, 5, TRACKS)
        lat, lon = geodesy.direct(lat, lon, course_deg, np.full(TRACKS, STEP_M))
        steps.append((lat, lon))
    return np.array([step[0] for step in steps]).T.ravel(), np.array([step[1] for step in steps]).T.ravel()


def main() -> None:
    """Prints the table."""
    if not (SHARED / COUNTRIES).is_file():
        print(f"left out: {COUNTRIES} is not in {SHARED} (STANDOFF_DATA says where)")
        return
    countries, rng = outlines(), np.random.default_rng(4)
    russia = countries["Russia"]
    cut = boundary.cut(*russia, geodesic=False)
    sphere = np.degrees(np.arcsin(rng.uniform(-1, 1, POINTS))), rng.uniform(-180, 180, POINTS)
    places = {
        "along tracks": tracks(russia, rng),
        "in a box about it": (rng.uniform(41, 82, POINTS), rng.uniform(19, 190, POINTS)),
        "all over the earth": sphere,
    }
    print(f"Russia, {len(russia[0]):,} edges, {len(cut.chords):,} pieces{'M places/s':>16}{'median km':>12}")
    for name, (lat, lon) in places.items():
        rate = POINTS / taken_s(lambda lat=lat, lon=lon: boundary.distance_m(cut, lat, lon)) / 1e6
        print(f"{name:<36}{rate:16.3f}{np.median(boundary.distance_m(cut, lat, lon)) / 1e3:12.0f}")
    proj = POINTS / taken_s(lambda: GEOD.inv(sphere[1], sphere[0], sphere[1][::-1], sphere[0][::-1])) / 1e6
    print(f"{'PROJ, one geodesic each':<36}{proj:16.3f}")
    for geodesic in (False, True):
        wall = taken_s(lambda geodesic=geodesic: [boundary.cut(*e, geodesic=geodesic) for e in countries.values()])
        edges = sum(len(start) for start, _ in countries.values())
        print(f"cutting all {edges:,} edges, {'geodesic' if geodesic else 'planar'}: {wall:.2f} s")


if __name__ == "__main__":
    main()
