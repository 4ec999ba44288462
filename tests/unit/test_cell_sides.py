"""Half-planes in leaves: what they say is what the exact test says, and near a line they say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from jit_points import many, polygon, star, zones_of
from standoff.kernels import cell_sides, cells, planar
from standoff.kernels.cells import FINEST
from standoff.kernels.planar import sorted_edges
from standoff.zones.catalogue import Catalogue

RNG = np.random.default_rng(2026)


@pytest.mark.parametrize("shift", [10, 14, 20, 26])
@pytest.mark.parametrize("count", range(1, cell_sides.MOST + 1))
def test_every_piece_that_is_known_says_what_the_exact_test_says(count: int, shift: int) -> None:
    x, y = (1 << (FINEST - shift)) // 3, (1 << (FINEST - shift)) // 4
    own_x, own_y = cells.own_point(x, y, shift)
    size = 360.0 / (1 << (FINEST - shift))
    corner = np.array([x * size - 180.0, y * size - 90.0])
    ends = corner + RNG.uniform(-0.5, 1.5, (count, 2)) * size  # a chain that begins and ends anywhere is no polygon,
    start = np.concatenate([ends[-1:], ends[:-1]])  # but a ring of chords is, and one chord alone, there and back
    edges = sorted_edges(start, ends) if count > 1 else sorted_edges(corner[None] - size, corner[None] + 3 * size)
    part = cell_sides.each(count)
    leaves = np.zeros(part + 2 + count, np.int32)
    leaves[part + 1], leaves[part + 2 :] = count, np.arange(count)
    halves = leaves.view(np.float32)
    cell_sides.write(edges, leaves, halves, part, x, y, shift)
    said = 0
    for place in corner + RNG.uniform(0, 1, (many(2_000), 2)) * size:
        lon, lat = place.tolist()
        u, v = cells.share_x(lon, x, shift), cells.share_y(lat, y, shift)
        piece = cell_sides.piece(halves, part, count, u, v, cell_sides.band(shift))
        if piece >= 0 and (int(leaves[part - 1]) >> (cell_sides.PIECES + piece)) & 1:
            inside = planar.inside(edges, leaves, part + 2, part + 2 + count, 0, lon, lat, own_x, own_y)
            assert bool((int(leaves[part - 1]) >> piece) & 1) == inside
            said += 1
    assert said > many(2_000) // 2


def test_near_a_line_and_at_an_edge_without_length_nothing_is_said() -> None:
    shift = 14
    band = cell_sides.band(shift)
    halves = np.array([0.5, -0.5, 0, 0], np.float32)
    for off, expected in ((0.0, -1), (band, -1), (-band, -1), (2.1 * band, 1), (-2.1 * band, 0)):
        assert cell_sides.piece(halves, 4, 1, 100.0 + off, 100.0, band) == expected
    assert cell_sides.piece(np.zeros(4, np.float32), 4, 1, 1.0, 1.0, band) == -1


def test_room_is_kept_for_few_edges_only() -> None:
    edges = np.array([0, 1, cell_sides.MOST, cell_sides.MOST + 1, 1000])
    assert cell_sides.room(edges).tolist() == [1, 4, cell_sides.each(cell_sides.MOST), 0, 0]


def test_places_on_edges_and_beside_them_by_a_last_place_are_decided_exactly() -> None:
    ring = star(RNG, 47, 7, 1.0, 40)
    catalogue = Catalogue(zones_of([polygon(ring)]))
    ring = np.asarray(ring)
    share = RNG.uniform(0, 1, (many(400), 1))
    at = RNG.integers(0, len(ring) - 1, many(400))
    places = np.concatenate([ring[at] + share * (ring[at + 1] - ring[at]), ring])
    lon, lat = np.concatenate([places, np.nextafter(places, -200), np.nextafter(places, 200)]).T
    edges = sorted_edges(ring[:-1], ring[1:])
    chosen = np.arange(len(edges), dtype=np.int32)
    expected = [
        planar.inside(edges, chosen, 0, len(edges), 0, a, b, -170.0, -80.123) for a, b in zip(lon, lat, strict=True)
    ]
    assert catalogue.covering(lat, lon)[0].tolist() == np.flatnonzero(expected).tolist()


@pytest.mark.parametrize(("lon", "lat"), [(8.0, 47.0), (-179.0, -80.0), (179.9, 0.0)])
@pytest.mark.parametrize("reach_deg", [1e-5, 1e-3, 0.05])
def test_places_so_near_to_an_edge_that_half_planes_would_err_are_decided_exactly(
    lon: float, lat: float, reach_deg: float
) -> None:
    ring = np.asarray(star(RNG, lon, lat, reach_deg, 17))
    at, share = RNG.integers(0, len(ring) - 1, many(4_000)), RNG.uniform(0, 1, (many(4_000), 1))
    along = ring[at + 1] - ring[at]
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    off_deg = 10 ** RNG.uniform(-14, -5, share.shape) * RNG.choice([-1, 1], share.shape)
    places = ring[at] + share * along + off_deg * aside
    edges = sorted_edges(ring[:-1], ring[1:])
    chosen = np.arange(len(edges), dtype=np.int32)
    expected = [planar.inside(edges, chosen, 0, len(edges), 0, x, y, -500.0, -95.123) for x, y in places]
    row, _ = Catalogue(zones_of([polygon(ring)])).covering(places[:, 1], places[:, 0])
    assert row.tolist() == np.flatnonzero(expected).tolist()
