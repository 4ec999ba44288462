"""Outlines for a map: closed lines that follow the surface to a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.kernels import geodesy
from standoff.model.zone import Circle, Corridor, Polygons
from standoff.zones.outline import outline_of
from standoff.zones.surface import Grown, Surface, compiled

SQUARE = np.array([[8.0, 47.0], [8.1, 47.0], [8.1, 47.1], [8.0, 47.1], [8.0, 47.0]])
HOLE = np.array([[8.04, 47.04], [8.06, 47.04], [8.06, 47.06], [8.04, 47.06], [8.04, 47.04]])
SURFACES: dict[str, tuple[Surface, float]] = {
    "circle": (compiled(Circle(33.5, 38.6, 55_000.0)), 1.0),
    "circle over the antimeridian": (compiled(Circle(-17.0, 179.9, 30_000.0)), 1.0),
    "polygon with a hole": (compiled(Polygons(((SQUARE, HOLE),))), 30.0),
    "corridor": (compiled(Corridor(SQUARE[:2], 2_000.0)), 60.0),
    "ring outside a circle": (Grown(compiled(Circle(33.5, 38.6, 10_000.0)), 5_000.0), 1.0),
    "ring outside a polygon": (Grown(compiled(Polygons(((SQUARE,),))), 3_000.0), 60.0),
    "ring outside a corridor": (Grown(compiled(Corridor(SQUARE[:2], 2_000.0)), 1_000.0), 60.0),
}


@pytest.mark.parametrize("name", SURFACES)
def test_an_outline_is_closed_and_lies_on_the_boundary(name: str) -> None:
    surface, within_m = SURFACES[name]
    lines = outline_of(surface)
    assert lines
    for line in lines:
        assert line[0] == pytest.approx(line[-1])
        lon, lat = np.array(line).T
        assert np.abs(surface.depth_m(lat, geodesy.wrap_deg(lon))).max() < within_m


def test_a_hole_is_a_line_of_its_own() -> None:
    assert len(outline_of(SURFACES["polygon with a hole"][0])) == 2


def test_a_line_over_the_antimeridian_goes_on_beyond_it() -> None:
    (line,) = outline_of(SURFACES["circle over the antimeridian"][0])
    lon = [x for x, _ in line]
    assert max(lon) - min(lon) < 1


def test_a_ring_that_is_moved_in_to_nothing_has_no_line() -> None:
    assert outline_of(Grown(compiled(Polygons(((SQUARE,),))), -50_000.0)) == ()
