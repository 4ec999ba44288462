"""Surfaces at the places where geometry in degrees goes wrong: antimeridian, poles, long edges, holes, seams."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.kernels import geodesy
from standoff.model.errors import UnusableInputError
from standoff.model.zone import Circle, Corridor, Edges, Polygons
from standoff.zones import surface
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones

RNG = np.random.default_rng(55_000)


def polygon(rows: list[list[float]], *holes: list[list[float]], edges: Edges = Edges.PLANAR) -> surface.Surface:
    rings = tuple(np.array(ring, np.float64) for ring in (rows, *holes))
    return surface.compiled(Polygons((rings,), edges))


def at(lat: float, lon: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([lat]), np.array([lon])


@pytest.mark.parametrize(
    ("lat", "lon"), [(33.50583, 38.61778), (0, 0), (-16.8, 179.95), (89.9, 10), (-90, 0), (60, -180)]
)
def test_a_circle_holds_exactly_what_lies_within_its_radius_anywhere_on_earth(lat: float, lon: float) -> None:
    disc = surface.compiled(Circle(lat, lon, 55_000))
    azimuth = RNG.uniform(0, 360, 200)
    for length_m, inside in ((54_999.99, True), (55_000.01, False)):
        there = geodesy.direct(np.full(200, lat), np.full(200, lon), azimuth, np.full(200, length_m))
        assert (disc.covers(*there) == inside).all()
        assert disc.depth_m(*there) == pytest.approx(55_000 - length_m, abs=1e-4)


@pytest.mark.parametrize("lon", [180.0, -180.0, 179.99, -179.99, 180.01])
def test_a_polygon_written_beyond_180_degrees_is_one_place(lon: float) -> None:
    fiji = polygon([[179, -18], [181, -18], [181, -16], [179, -16], [179, -18]])
    assert fiji.covers(*at(-17, lon)).all()
    assert fiji.depth_m(*at(-17, lon))[0] > 100_000
    assert not fiji.covers(*at(-17, -lon / 2)).any()


def test_a_report_at_180_degrees_is_found_by_a_zone_that_ends_there() -> None:
    for edge, other in ((180, 179), (-180, -179)):
        ring = [[other, 0], [edge, 0], [edge, 1], [other, 1], [other, 0]]
        geometry = f'{{"type":"Polygon","coordinates":{[ring]}}}'
        text = f'{{"type":"Feature","properties":{{"id":"z"}},"geometry":{geometry}}}'
        catalogue = Catalogue(read_zones(text.encode(), "z.geojson"))
        for lon in (180.0, -180.0):
            assert len(catalogue.covering(*at(0.5, lon))[0]) == 1
            assert catalogue.regions[0].surface.covers(*at(0.5, lon)).all()


def test_parts_cut_at_the_antimeridian_are_joined_so_that_the_cut_bounds_nothing() -> None:
    east = [[[179, -18], [180, -18], [180, -16], [179, -16], [179, -18]]]
    west = [[[-180, -18], [-179, -18], [-179, -16], [-180, -16], [-180, -18]]]
    zone = read(f'{{"type":"MultiPolygon","coordinates":{[east, west]}}}')
    whole = polygon([[179, -18], [181, -18], [181, -16], [179, -16], [179, -18]])
    for lon in (179.5, 179.999, -179.999, -179.5):
        assert zone.depth_m(*at(-17, lon)) == pytest.approx(whole.depth_m(*at(-17, lon)), abs=0.01)


def test_a_polygon_round_the_pole_has_no_boundary_at_the_pole_or_along_the_antimeridian() -> None:
    cap = read('{"type":"Polygon","coordinates":[[[-180,80],[180,80],[180,90],[-180,90],[-180,80]]]}')
    assert cap.covers(*at(90, 0)).all()
    assert cap.depth_m(*at(89.5, 180)) == pytest.approx(geodesy.distance_m(*at(89.5, 180), *at(80, 180)), abs=0.01)
    assert cap.depth_m(*at(79, 180))[0] < -100_000


def test_a_hole_is_outside_and_its_edge_is_the_nearest_boundary() -> None:
    ring = [[7.0, 46.0], [8.0, 46.0], [8.0, 47.0], [7.0, 47.0], [7.0, 46.0]]
    hole = [[7.4, 46.4], [7.6, 46.4], [7.6, 46.6], [7.4, 46.6], [7.4, 46.4]]
    holed = polygon(ring, hole)
    assert not holed.covers(*at(46.5, 7.5)).any()
    assert holed.depth_m(*at(46.5, 7.5))[0] == pytest.approx(-7_670, rel=0.01)
    assert 0 < holed.depth_m(*at(46.39, 7.5))[0] < 1_200


def test_geodesic_edges_hold_the_place_that_straight_edges_leave_out() -> None:
    """Between the parallel of 47 N and the geodesic over it: 121 m in the middle of a degree."""
    rows = [[8.0, 46.0], [9.0, 46.0], [9.0, 47.0], [8.0, 47.0], [8.0, 46.0]]
    between = at(47.0005, 8.5)
    assert not polygon(rows).covers(*between).any()
    assert polygon(rows, edges=Edges.GEODESIC).covers(*between).all()
    assert polygon(rows, edges=Edges.GEODESIC).depth_m(*between)[0] == pytest.approx(121.3 - 55.6, abs=1)


def test_a_corridor_holds_half_its_width_on_either_side_and_round_its_ends() -> None:
    tube = surface.compiled(Corridor(np.array([[38.0, 33.0], [39.0, 33.0]]), 2_000))
    for lat, lon, inside in (
        (33.0089, 38.5, True),
        (33.0092, 38.5, False),
        (33.0, 37.9895, True),
        (33.0, 37.989, False),
    ):
        assert tube.covers(*at(lat, lon))[0] == inside


@pytest.mark.parametrize(
    ("lat", "lon", "radius_m"), [(33.5, 38.6, 55_000), (-16.8, 179.95, 80_000), (89.0, 0.0, 200_000), (0, 0, 9_900_000)]
)
def test_boxes_hold_every_place_that_the_surface_covers(lat: float, lon: float, radius_m: float) -> None:
    disc = surface.compiled(Circle(lat, lon, radius_m))
    there = geodesy.direct(
        np.full(500, lat), np.full(500, lon), RNG.uniform(0, 360, 500), RNG.uniform(0, radius_m, 500)
    )
    held = np.zeros(500, np.bool_)
    for west, south, east, north in disc.boxes():
        held |= (there[1] >= west) & (there[1] <= east) & (there[0] >= south) & (there[0] <= north)
    assert held.all()


def test_a_vertex_on_the_antimeridian_with_the_wrong_sign_is_mended_the_short_way() -> None:
    """As Natural Earth writes Chukotka: one vertex at -180 in a ring whose others lie at 179."""
    geometry = '{"type":"Polygon","coordinates":[[[-180,65],[179,65],[179,66],[-180,66],[-180,65]]]}'
    with pytest.raises(UnusableInputError, match="spans over 180 degrees"):
        read(geometry)
    mended, whole = read(geometry, mend=True), polygon([[179, 65], [180, 65], [180, 66], [179, 66], [179, 65]])
    for lon in (179.2, 179.9):
        assert mended.depth_m(*at(65.4, lon)) == pytest.approx(whole.depth_m(*at(65.4, lon)), abs=0.01)
    assert not mended.covers(*at(65.4, -179.9)).any()


def test_a_ring_that_goes_round_a_pole_cannot_be_mended_and_says_how_to_write_it() -> None:
    geometry = '{"type":"Polygon","coordinates":[[[0,80],[120,80],[-120,80],[0,80]]]}'
    with pytest.raises(UnusableInputError, match=r"goes round a pole\. Close it along the antimeridian"):
        read(geometry, mend=True)


def test_where_parts_overlap_the_mended_zone_holds() -> None:
    parts = [[[[x, 0], [x + 2, 0], [x + 2, 2], [x, 2], [x, 0]]] for x in (0, 1)]
    mended = read(f'{{"type":"MultiPolygon","coordinates":{parts}}}', mend=True)
    assert mended.covers(*at(1, 1.5)).all()
    assert mended.depth_m(*at(1, 1.5))[0] > 100_000


def test_an_offset_ring_lies_outside_the_boundary_by_its_offset() -> None:
    grown = surface.Grown(surface.compiled(Circle(33.5, 38.6, 1_000)), 500)
    there = geodesy.direct(*at(33.5, 38.6), np.array([77.0]), np.array([1_400.0]))
    assert grown.depth_m(*there)[0] == pytest.approx(100, abs=1e-3)
    assert not surface.Grown(surface.compiled(Circle(33.5, 38.6, 1_000)), -500).covers(*there).any()


def read(geometry: str, *, mend: bool = False) -> surface.Surface:
    text = f'{{"type":"Feature","properties":{{"id":"z"}},"geometry":{geometry}}}'
    return Catalogue(read_zones(text.encode(), "z.geojson", mend=mend)).regions[0].surface
