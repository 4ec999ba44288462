"""The index as it is asked: what it makes room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jit_points import box, many, polygon, zones_of
from standoff.kernels.shapes import Tuning
from standoff.model.zone import Circle, Footprint
from standoff.zones.catalogue import Catalogue
from standoff.zones.index import RegionIndex

if TYPE_CHECKING:
    from standoff.kernels.cell_index import CellIndex
    from standoff.model.arrays import Int64s

COARSE = Tuning(shallowest=2, deepest=4)
RNG = np.random.default_rng(23)


def index_of(footprints: list[Footprint]) -> CellIndex:
    return RegionIndex([region.surface for region in Catalogue(zones_of(footprints), COARSE).regions], COARSE).cells


def room(rows: Int64s) -> int:
    return len(rows) if rows.base is None else len(rows.base)


def test_what_is_open_takes_room_for_what_is_open_and_not_for_what_holds() -> None:
    """Within 200 km of a pole nothing is sure of a circle: doubling both at once took gigabytes."""
    index = index_of([Circle(90, 0, 150_000 + 1_000 * n) for n in range(40)])
    lat, lon = RNG.uniform(88.3, 88.7, many(50_000)), RNG.uniform(-180, 180, many(50_000))
    (row, _), (open_row, _) = index.find(lat, lon)
    assert len(open_row) > 8 * len(lat)
    assert room(open_row) < 3 * len(open_row) + 2_048
    assert room(row) < 3 * len(row) + 2 * len(lat) + 2_048


def test_what_holds_takes_no_room_for_what_is_open() -> None:
    index = index_of([polygon(box(0, 0, 10 + n / 100, 10)) for n in range(40)])
    (row, region), (open_row, _) = index.find(np.full(2_000, 5.0), np.full(2_000, 5.0))
    assert row.tolist() == np.repeat(np.arange(2_000), 40).tolist()
    assert region.tolist() == list(range(40)) * 2_000
    assert not len(open_row)
    assert room(open_row) == 1_024


def test_a_place_in_more_zones_than_there_was_room_for_is_asked_again_until_there_is() -> None:
    index = index_of([Circle(90, 0, 150_000)] * 1_500)
    for lat, count in ((89.9, 1_500), (88.66, 1_500), (80.0, 0)):
        (row, _), (open_row, _) = index.find(np.array([lat]), np.array([1.0]))
        assert len(row) + len(open_row) == count
