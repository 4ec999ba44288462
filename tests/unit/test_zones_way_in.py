"""The shortest way in: how far behind the line each ring and the site lie, against lengths that are known otherwise."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from standoff.kernels import geodesy
from standoff.model.errors import UnusableInputError
from standoff.model.way import Mark
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones
from standoff.zones.way_in import marks_in

SITE = [38.61778, 33.50583]
SQUARE = [[10.0, 50.0], [10.2, 50.0], [10.2, 50.1], [10.0, 50.1], [10.0, 50.0]]
HORSESHOE = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]]


def marks(kind: str, coordinates: Any, **properties: Any) -> dict[str, float]:
    """Of a made-up zone, metres behind the line by name, in their order."""
    zone = {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {"id": "z", "name": "Z", **properties},
    }
    found = marks_in(Catalogue(read_zones(json.dumps(zone).encode(), "z.geojson")).regions)
    assert all(isinstance(mark, Mark) for mark in found)
    return {mark.name: mark.from_line_m for mark in found}


def test_in_a_circle_about_the_site_a_ring_lies_the_difference_of_the_radii_behind_the_line() -> None:
    rings = [{"name": "near", "range_m": 27_000}, {"name": "far", "range_m": 40_000}]
    assert marks("Point", SITE, radius_m=55_000, rings=rings) == {"far": 15_000, "near": 28_000, "site": 55_000}


def test_a_zone_without_rings_has_its_site() -> None:
    assert marks("Point", SITE, radius_m=400) == {"site": 400}


def test_a_ring_by_offset_lies_its_offset_behind_the_line_and_an_outer_one_before_it() -> None:
    rings = [{"name": "inner", "offset_m": -500}, {"name": "outer", "offset_m": 2000}]
    assert marks("Point", SITE, radius_m=5000, rings=rings) == {"outer": -2000, "inner": 500, "site": 5000}


def test_of_a_circle_that_is_not_about_the_site_the_shortest_way_counts() -> None:
    one = np.ones(1)
    lat, lon = geodesy.direct(SITE[1] * one, SITE[0] * one, 75 * one, 20_000 * one)
    found = marks(
        "Point", SITE, radius_m=55_000, site=[float(lon[0]), float(lat[0])], rings=[{"name": "r", "range_m": 5000}]
    )
    assert found == {"r": pytest.approx(30_000, abs=0.01), "site": pytest.approx(35_000, abs=0.01)}


def test_in_a_polygon_the_way_goes_to_the_nearest_edge() -> None:
    site = [10.03, 50.05]  # a degree of longitude at 50.05 N is 71.6 km: the western edge is nearest, 2,149 m away
    one = np.ones(1)
    west_m = float(geodesy.distance_m(50.05 * one, 10.03 * one, 50.05 * one, 10.0 * one)[0])
    rings = [{"name": "r", "range_m": 1000}, {"name": "o", "offset_m": -300}]
    found = marks("Polygon", [SQUARE], site=site, rings=rings)
    assert found["site"] == pytest.approx(west_m, abs=0.5)
    assert found["r"] == pytest.approx(west_m - 1000, abs=0.5)
    assert found["o"] == pytest.approx(300, abs=0.001)


def test_a_ring_that_sticks_out_of_a_polygon_is_reached_before_the_line() -> None:
    found = marks("Polygon", [SQUARE], site=[10.03, 50.05], rings=[{"name": "r", "range_m": 3000}])
    assert found["r"] == pytest.approx(-850, abs=5)


def test_a_ring_that_does_not_hold_the_site_is_not_on_the_way() -> None:
    rings = [{"name": "band", "offset_m": -4000}]  # deeper than the site lies
    assert set(marks("Polygon", [SQUARE], site=[10.03, 50.05], rings=rings)) == {"site"}


def test_in_a_corridor_the_way_is_half_of_its_width() -> None:
    found = marks("LineString", [[10.0, 50.0], [10.5, 50.0]], width_m=4000, site=[10.2, 50.0])
    assert found["site"] == pytest.approx(2000, abs=1)


@pytest.mark.parametrize(
    ("coordinates", "properties", "says"),
    [
        ([SQUARE], {"site": [10.3, 50.05]}, r"zone z: its site lies 7,1\d\d m outside of it"),
        ([HORSESHOE], {}, r"zone z: it states no site, and its centroid lies [\d,]+ m outside of it"),
    ],
)
def test_without_a_site_inside_the_zone_there_is_no_way_in(
    coordinates: list[Any], properties: dict[str, Any], says: str
) -> None:
    with pytest.raises(UnusableInputError, match=says):
        marks("Polygon", coordinates, **properties)
