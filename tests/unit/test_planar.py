"""On which side of an edge a place lies, against fractions; parity of crossings, against shapely's own predicate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from jit_points import Floats, box, many, star
from standoff.kernels import planar

if TYPE_CHECKING:
    from numpy.typing import NDArray

RNG = np.random.default_rng(1997)
GRID_DEG = 2.0**-4


def exact_side(edge: Floats, x: float, y: float) -> int:
    """The sign of the orientation, by fractions."""
    x1, y1, x2, y2 = (Fraction(float(value)) for value in edge)
    twice = (x1 - Fraction(x)) * (y2 - Fraction(y)) - (y1 - Fraction(y)) * (x2 - Fraction(x))
    return (twice > 0) - (twice < 0)


def rounded_side(edge: Floats, x: float, y: float) -> int:
    """The same sign in floats, as rounding leaves it."""
    x1, y1, x2, y2 = (float(value) for value in edge)
    twice = (x1 - x) * (y2 - y) - (y1 - y) * (x2 - x)
    return (twice > 0) - (twice < 0)


def edge_rows(count: int, reach_deg: float) -> Floats:
    """Edges of every direction; some upright, some level, some of no length."""
    start = RNG.uniform([-360, -90], [360, 90], (count, 2))
    end = start + RNG.uniform(-reach_deg, reach_deg, (count, 2))
    end[::11, 0], end[1::11, 1] = start[::11, 0], start[1::11, 1]
    end[2::101] = start[2::101]
    return planar.sorted_edges(start, end)


def nudged(values: Floats) -> Floats:
    """Each moved by at most three of its last places."""
    return values + RNG.integers(-3, 4, len(values)) * np.spacing(values)


@pytest.mark.parametrize("reach_deg", [1e-9, 1e-5, 0.3, 40.0, 360.0])
def test_the_side_of_a_place_that_lies_almost_on_an_edge_is_that_of_fractions(reach_deg: float) -> None:
    edges = edge_rows(max(many(8_000), 1_000), reach_deg)
    share = RNG.uniform(-0.5, 1.5, len(edges))
    x = nudged(edges[:, 0] + share * (edges[:, 2] - edges[:, 0])).tolist()
    y = nudged(edges[:, 1] + share * (edges[:, 3] - edges[:, 1])).tolist()
    wanted = [exact_side(edge, *place) for edge, *place in zip(edges, x, y, strict=True)]
    assert [planar.side(edges, n, x[n], y[n]) for n in range(len(edges))] == wanted
    if reach_deg > 100:  # the differences of near places are exact in floats
        rounded = [rounded_side(edge, *place) for edge, *place in zip(edges, x, y, strict=True)]
        assert sum(np.array(rounded) != wanted) > len(edges) / 500, "floats alone would have done: nothing is shown"


def test_the_side_does_not_depend_on_which_end_was_given_first() -> None:
    start, end = RNG.uniform(-10, 10, (2, 500, 2))
    assert (planar.sorted_edges(start, end) == planar.sorted_edges(end, start)).all()
    rows = planar.sorted_edges(start, end)
    assert (rows[:, 0] <= rows[:, 2]).all()
    upright = planar.sorted_edges(np.array([[1.0, 5.0]]), np.array([[1.0, -5.0]]))
    assert upright.tolist() == [[1.0, -5.0, 1.0, 5.0]]


@pytest.mark.parametrize(
    ("x", "y", "there"),
    [
        (0.0, 0.0, True),
        (3.0, 1.0, True),
        (1.5, 0.5, True),
        (-3.0, -1.0, False),
        (6.0, 2.0, False),
        (1.5, 0.5 + 2**-50, False),
        (1.5, 0.5 - 2**-50, False),
        (np.nextafter(3.0, 4), 1.0, False),
    ],
)
def test_a_place_lies_on_an_edge_from_one_end_to_the_other_and_no_further(x: float, y: float, there: bool) -> None:
    edges = np.array([[0.0, 0.0, 3.0, 1.0]])
    assert lies_on(edges, 0, x, y) == there
    assert lies_on(edges * [1, -1, 1, -1], 0, x, -y) == there


def test_upright_level_and_pointlike_edges_hold_their_places() -> None:
    edges = np.array([[2.0, -1.0, 2.0, 1.0], [2.0, -1.0, 5.0, -1.0], [7.0, 7.0, 7.0, 7.0]])
    on = [(0, 2.0, 0.0), (0, 2.0, 1.0), (1, 3.0, -1.0), (1, 5.0, -1.0), (2, 7.0, 7.0)]
    off = [(0, 2.0, 1.5), (0, 2.0 + 1e-15, 0.0), (1, 5.5, -1.0), (1, 3.0, -1.0 + 1e-15), (2, 7.0, 7.5), (2, 6.0, 7.0)]
    assert all(lies_on(edges, *place) for place in on)
    assert not any(lies_on(edges, *place) for place in off)


def lies_on(edges: Floats, edge: int, x: float, y: float) -> bool:
    """By the way from the place to itself, which crosses nothing: inside is then what lies on the edge."""
    return bool(planar.inside(edges, np.array([edge], np.int32), 0, 1, 0, x, y, x, y))


def ring_edges(shape: shapely.Polygon) -> Floats:
    rings = [shapely.get_coordinates(ring) for ring in (shape.exterior, *shape.interiors)]
    return np.concatenate([planar.sorted_edges(ring[:-1], ring[1:]) for ring in rings])


def within(shape: shapely.Geometry, x: Floats, y: Floats) -> NDArray[np.bool_]:
    return np.asarray(shapely.intersects_xy(shape, x, y), np.bool_)


def on_grid(ring: Floats) -> Floats:
    return np.round(ring / GRID_DEG) * GRID_DEG


def shapes() -> list[shapely.Polygon]:
    """Stars about the middle whose corners share longitudes and latitudes, with and without a hole; and stairs."""
    stars = [on_grid(star(RNG, 0, 0, 4, int(corners))) for corners in RNG.integers(3, 40, 40)]
    solid = [shapely.Polygon(ring) for ring in stars]
    holed = [shapely.Polygon(ring * 2, [ring[::-1]]) for ring in stars]
    steps = [box(x, -2, x + 0.5, 2 + x) for x in np.arange(-2, 2, 0.5)]
    stairs = shapely.union_all([shapely.Polygon(step) for step in steps])
    assert isinstance(stairs, shapely.Polygon)
    return [shape for shape in (*solid, *holed, stairs) if shape.is_valid]


def test_ways_between_places_cross_as_many_edges_as_shapely_says_that_their_ends_differ() -> None:
    """Ends and corners of the ways lie on longitudes of corners as often as not; latitudes of corners have no y_to."""
    checked = 0
    for shape in shapes():
        edges = ring_edges(shape)
        chosen = np.arange(len(edges), dtype=np.int32)
        x, x_to = RNG.integers(-72, 73, (2, many(1_000))) * GRID_DEG
        y, y_to = RNG.integers(-72, 73, (2, many(1_000))) * GRID_DEG
        y_to += GRID_DEG / 3
        free = ~(within(shape.boundary, x, y) | within(shape.boundary, x_to, y_to))
        differ = within(shape, x, y) != within(shape, x_to, y_to)
        for n in np.flatnonzero(free).tolist():
            counted = planar.crossings(edges, chosen, 0, len(edges), x[n], y[n], x_to[n], y_to[n])
            assert counted & 1 == differ[n], (shape.wkt, x[n], y[n], x_to[n], y_to[n])
            checked += 1
    assert checked > many(50_000)


def test_only_the_chosen_edges_are_counted() -> None:
    edges = ring_edges(shapely.Polygon(box(-1, -1, 1, 1)))
    chosen = np.array([9, 0, 1, 2, 3, 9], np.int32)
    assert planar.crossings(edges, chosen, 1, 5, 0.0, 0.0, 9.0, 0.5) == 1
    assert planar.crossings(edges, chosen, 1, 1, 0.0, 0.0, 9.0, 0.5) == 0
