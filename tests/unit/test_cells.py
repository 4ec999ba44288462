"""Cells: which one a place lies in at the borders, their own points, and a tree whose leaves are all found."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from jit_points import Floats, box, many, polygon, star, zones_of
from standoff.kernels import cell_find, cell_sides, cells
from standoff.kernels.cells import BITS, FAN, FINEST, Tree
from standoff.kernels.shapes import Tuning
from standoff.model.zone import Circle, Corridor
from standoff.zones.catalogue import Catalogue
from standoff.zones.index import RegionIndex

RNG = np.random.default_rng(2020)
LAST = (1 << FINEST) - 1
LAST_NORTH = (1 << (FINEST - 1)) - 1


@pytest.mark.parametrize(
    ("lon", "x"),
    [
        (-180.0, 0),
        (-180.00000000000003, 0),
        (-179.99999999999997, 0),
        (0.0, 1 << (FINEST - 1)),
        (90.0, 3 << (FINEST - 2)),
        (179.99999999999997, LAST),
        (180.0, LAST),
    ],
)
def test_a_longitude_has_its_place_and_the_antimeridian_the_last(lon: float, x: int) -> None:
    assert cells.place_x(lon) == x


@pytest.mark.parametrize(
    ("lat", "y"),
    [
        (-90.0, 0),
        (-89.99999999999999, 0),
        (0.0, 1 << (FINEST - 2)),
        (89.99999999999999, LAST_NORTH),
        (90.0, LAST_NORTH),
    ],
)
def test_a_latitude_has_its_place_and_the_pole_that_south_of_it(lat: float, y: int) -> None:
    assert cells.place_y(lat) == y


@pytest.mark.parametrize("bits", [2, 10, 20, FINEST])
def test_a_place_on_a_border_belongs_to_the_cell_east_and_north_of_it(bits: int) -> None:
    number = np.unique(RNG.integers(0, 1 << bits, 500)).tolist()
    for n in number:
        assert cells.place_x(n * (360.0 / (1 << bits)) - 180.0) >> (FINEST - bits) == n
        if n < 1 << (bits - 1):
            assert cells.place_y(n * (360.0 / (1 << bits)) - 90.0) >> (FINEST - bits) == n


def test_no_place_lies_outside_its_cell_by_a_hundredth_of_the_slack() -> None:
    lon, lat = RNG.uniform(-180, 180, many(50_000)), RNG.uniform(-90, 90, many(50_000))
    border = RNG.integers(0, 1 << 20, many(50_000)) * (360.0 / (1 << 20)) - 180.0
    lon = np.concatenate([lon, np.nextafter(border, -200), border, np.nextafter(border, 200)]).clip(-180, 180)
    for values, place, low in ((lon, cells.place_x, -180.0), (lat, cells.place_y, -90.0)):
        whole = np.array([place(value) for value in values.tolist()])
        for level in range(FINEST // BITS + 1):
            size = cells.size_deg(level)
            start = (whole >> (FINEST - BITS * level)) * size + low
            assert (values - start >= -cells.SLACK_DEG / 100).all()
            assert (values - start - size <= cells.SLACK_DEG / 100).all()


def test_the_own_point_of_a_cell_is_the_same_for_one_as_for_many_to_the_last_bit() -> None:
    for level in range(FINEST // BITS + 1):
        side = 1 << (BITS * level)
        x, y = RNG.integers(0, side, (2, 300))
        many_lon, many_lat = cells.own_points(x, y, level)
        one = [cells.own_point(int(a), int(b), FINEST - BITS * level) for a, b in zip(x, y, strict=True)]
        assert one == list(zip(many_lon.tolist(), many_lat.tolist(), strict=True))
        west, south = cells.corners(x, y, level)
        share = np.stack([(many_lon - west), (many_lat - south)]) / cells.size_deg(level)
        assert ((share > 0.4) & (share < 0.6)).all()


def test_children_fill_their_cell_in_the_order_of_their_slots() -> None:
    x, y = cells.children(np.array([0, 5]), np.array([0, 2]))
    assert x.tolist() == [0, 1, 2, 3] * 4 + [20, 21, 22, 23] * 4
    assert y.tolist() == [n for n in range(4) for _ in range(4)] + [n for n in range(8, 12) for _ in range(4)]


@dataclasses.dataclass(frozen=True)
class Leaf:
    value: int
    x: int
    y: int
    shift: int


def leaves_of(tree: Tree) -> list[Leaf]:
    """All leaves, by going down from the whole square; its northern half is no place on earth."""
    found: list[Leaf] = []
    waiting = [(0, 0, 0, FINEST)]
    while waiting:
        node, x, y, shift = waiting.pop()
        for slot in range(FAN):
            value = int(tree.nodes[node * FAN + slot])
            child = (value, (x << BITS) | (slot & 3), (y << BITS) | (slot >> BITS), shift - BITS)
            if value > 0:
                waiting.append(child)
            elif child[2] << child[3] <= LAST_NORTH:
                found.append(Leaf(*child))
    return found


def synthetic(tuning: Tuning | None = None) -> RegionIndex:
    footprints = [
        polygon(box(-20, 30, 14, 55)),
        polygon(box(170, -20, 190, -5)),
        polygon(star(RNG, 7, 47, 1.5, 300)),
        Circle(46.9, 7.4, 5_000),
        Circle(-89.5, 0, 300_000),
        Circle(-17.0, 179.99, 20_000),
        Corridor(np.array([[38.0, 33.0], [39.0, 33.5]]), 2_000),
    ]
    regions = Catalogue(zones_of(footprints)).regions
    return RegionIndex([region.surface for region in regions], tuning)


TUNINGS = [
    Tuning(),
    Tuning(shallowest=2, most_edges=2),
    Tuning(shallowest=3, deepest=5),
    Tuning(deepest=12),
    Tuning(table_cells=1000),
]


@pytest.mark.parametrize("tuning", TUNINGS)
def test_every_leaf_is_found_from_every_corner_of_it(tuning: Tuning) -> None:
    tree = synthetic(tuning).cells.tree
    leaves = leaves_of(tree)
    assert len(leaves) > 100
    for leaf in leaves:
        first, end = 0, (1 << leaf.shift) - 1
        for east, north in ((first, first), (end, first), (first, end), (end, end), (end // 2, end // 3)):
            assert found_at(tree, (leaf.x << leaf.shift) + east, (leaf.y << leaf.shift) + north) == leaf.value
    assert sum(1 << (2 * leaf.shift) for leaf in leaves) == 1 << (2 * FINEST - 1), "they cover the earth, once"


def found_at(tree: Tree, x: int, y: int) -> int:
    """The number of the leaf in whose cell the middle of a finest cell lies, as places are looked up."""
    size = 360.0 / (1 << FINEST)
    lat, lon = np.array([(y + 0.5) * size - 90.0]), np.array([(x + 0.5) * size - 180.0])
    rows, values = np.empty(2, np.int64), np.empty(2, np.int64)
    count = cell_find.leaves_of(lat, lon, 0, 1, tree.root, tree.frame, tree.nodes, rows, values)
    return int(values[0]) if count else 0


@pytest.mark.parametrize("tuning", TUNINGS)
def test_records_of_leaves_follow_one_another_and_none_is_lost(tuning: Tuning) -> None:
    tree = synthetic(tuning).cells.tree
    at = sorted(-leaf.value >> 1 for leaf in leaves_of(tree) if leaf.value < 0 and not leaf.value & 1)
    assert at[0] == 1
    assert len(set(at)) == len(at)
    for place, end in zip(at, [*at[1:], len(tree.leaves)], strict=True):
        assert place + size_of(tree, place) == end


def size_of(tree: Tree, place: int) -> int:
    held, cut = tree.leaves[place + 1 : place + 3].tolist()
    parts = tree.leaves[place + 3 + held + 1 : place + 3 + held + 2 * cut : 2]
    edges = [int(tree.leaves[part + 1]) for part in parts.tolist() if part >= 0]
    return 3 + held + 2 * cut + 2 * len(edges) + sum(edges) + int(cell_sides.room(np.array(edges, np.int64)).sum())


@pytest.mark.parametrize("most", [1, 100, 1_000, 30_000, 1 << 19])
def test_the_table_is_what_going_down_finds_and_is_as_fine_as_there_is_room(most: int) -> None:
    tree = synthetic(Tuning(table_cells=most)).cells.tree
    shift, west, south, width, height = tree.frame.tolist()
    assert len(tree.root) == width * height + 1
    assert tree.root[-1] == 0
    assert width * height <= max(most, 8)
    assert 16 * width * height > most or shift == FINEST - BITS * Tuning().deepest
    for number in RNG.integers(0, width * height, many(5_000)).tolist():
        x, y = (number % width + west) << shift, (number // width + south) << shift
        node, lower = 0, FINEST
        while lower > shift and (node > 0 or lower == FINEST):
            lower -= BITS
            node = cells.child_number(tree.nodes, node, x, y, lower)
        assert tree.root[number] == node


def test_there_is_nothing_beside_the_table() -> None:
    tree = synthetic(Tuning(deepest=5)).cells.tree
    shift, west, south, width, height = tree.frame.tolist()
    for leaf in leaves_of(tree):
        first_x, first_y = (leaf.x << leaf.shift) >> shift, (leaf.y << leaf.shift) >> shift
        within = west <= first_x < west + width and south <= first_y < south + height
        assert within or leaf.value == 0


def test_a_tree_of_nothing_has_a_table_of_nothing() -> None:
    tree = RegionIndex([]).cells.tree
    assert tree.root.tolist() == [0]
    assert found_at(tree, 0, 0) == 0


def test_a_tree_as_shallow_as_its_table_still_gives_right_verdicts() -> None:
    """The cells of the table may be leaves as they stand, or parts of leaves."""
    lat, lon = RNG.uniform(-2, 14, many(4_000)), RNG.uniform(0, 10, many(4_000))
    inside = (lon >= 3) & (lon <= 7.3) & (lat >= 0) & (lat <= 10.1)
    for deepest in range(1, 6):
        zone = zones_of([polygon(box(3, 0, 7.3, 10.1))])
        row, _ = Catalogue(zone, Tuning(shallowest=5, deepest=deepest)).covering(lat, lon)
        assert row.tolist() == np.flatnonzero(inside).tolist()


@pytest.mark.parametrize("turned", [False, True])
def test_an_upright_edge_through_the_own_points_of_cells_is_counted_once(*, turned: bool) -> None:
    """A cell's own point lies on the edge: whoever asks has to take it to lie on the same side."""
    for x in range(1, 14):
        edge = cells.own_point(x, 4, FINEST - 4)[0]
        west, east = (edge - 30, edge) if turned else (edge, edge + 30)
        lat, lon = RNG.uniform(-10, 40, many(2_000) + 100), edge + RNG.uniform(-40, 40, many(2_000) + 100)
        lon[::9] = edge
        lon = lon.clip(-179.9, 179.9)
        inside = (lat >= -3) & (lat <= 33) & (lon >= west) & (lon <= east)
        inside |= (lat >= -3) & (lat <= 33) & (lon + 360 <= east) | (lat >= -3) & (lat <= 33) & (lon - 360 >= west)
        catalogue = Catalogue(zones_of([polygon(box(west, -3, east, 33))]), Tuning(shallowest=2, deepest=2))
        assert catalogue.covering(lat, lon)[0].tolist() == np.flatnonzero(inside).tolist()


@pytest.mark.parametrize("slope", [1, -1])
@pytest.mark.parametrize("above", [False, True])
def test_an_edge_through_the_corner_of_the_way_to_an_own_point_is_counted_once(*, above: bool, slope: int) -> None:
    """The place lies on the meridian, the own point on the parallel, of one and the same place of the edge."""
    own_lat = cells.own_point(0, 4, FINEST - 4)[1]
    west, east = 100.0 - 2 * slope, 100.0 + 2 * slope
    third = west if above else east
    rows = [[west, own_lat - 2], [east, own_lat + 2], [third, own_lat + 2 if above else own_lat - 2]]
    catalogue = Catalogue(zones_of([polygon([*rows, rows[0]])]), Tuning(shallowest=2, deepest=2))
    lat = own_lat + np.linspace(-3, 3, 25)
    inside = (lat >= own_lat) & (lat <= own_lat + 2) if above else (lat <= own_lat) & (lat >= own_lat - 2)
    assert catalogue.covering(lat, np.full(25, 100.0))[0].tolist() == np.flatnonzero(inside).tolist()


@pytest.mark.parametrize("away", [1e-14, 5e-15, 1e-15, 1e-300])
def test_an_edge_just_beside_a_border_is_found_from_places_that_rounding_takes_over_it(away: float) -> None:
    """Less than a last place of 90 or 180: such a place looks into the cell beyond the border."""
    rings = [box(-5, -5, -away, -away), box(-5, -5, away, away), box(-away, -away, 5, 5), box(away, away, 5, 5)]
    x, y = (axis.reshape(-1) for axis in np.meshgrid([-away, 0.0, away, -2.0, 2.0], [-away, 0.0, away, -2.0, 2.0]))
    row, region = Catalogue(zones_of([polygon(ring) for ring in rings])).covering(y, x)
    for n, ((west, south), _, (east, north), *_) in enumerate(rings):
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        assert row[region == n].tolist() == np.flatnonzero(inside).tolist()


def test_a_polygon_round_the_earth_is_named_once_where_it_meets_its_copy() -> None:
    zones = zones_of([polygon(box(-180, 0, 180, 40)), polygon(box(170, 10, 190, 20)), polygon(box(-180, 5, 180, 60))])
    row, region = Catalogue(zones).covering(np.array([15.0, 15.0, 0.0, 50.0]), np.array([-180.0, 180.0, 540.0, -180.0]))
    expected = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (3, 2)]
    assert list(zip(row.tolist(), region.tolist(), strict=True)) == expected


def test_a_polygon_wider_than_the_earth_is_named_once() -> None:
    """It overlaps its own copies."""
    ring: Floats = np.array([[-190, 0], [0, 0], [190, 0], [190, 10], [0, 10], [-190, 10], [-190, 0]], np.float64)
    row, region = Catalogue(zones_of([polygon(ring), Circle(5, 175, 9_000)])).covering(
        np.array([5.0, 5.0, 5.0]), np.array([0.0, 175.0, -175.0])
    )
    assert list(zip(row.tolist(), region.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1), (2, 0)]
