"""What a zone costs: leaves of the tree of cells, counted against a plain walk through it, and how it is said."""

from __future__ import annotations

import gzip
import json
import re
import time
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from typer.testing import CliRunner

from standoff.cli.main import app
from standoff.kernels import cells
from standoff.kernels.cell_counts import leaf_counts
from standoff.kernels.shapes import Tuning
from standoff.model.zone import Circle, Corridor, Footprint, Polygons, Ring, Zone, ZoneKind
from standoff.zones.catalogue import Catalogue
from standoff.zones.costs import Costs
from standoff.zones.geojson import read_zones
from standoff.zones.index import RegionIndex
from standoff.zones.surface import Disc, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from standoff.kernels.cells import Tree
    from standoff.zones.surface import Surface

SWISS = "zones/swiss_uas_geozones_ed318_2025-03-13.json.gz"
BY_HAND: Final = Tuning(shallowest=2, deepest=2)
"""Every cell that a polygon's edge touches is split down to 22.5 degrees, and no further."""


def box(west: float, south: float, east: float, north: float) -> Polygons:
    ring = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]], np.float64)
    return Polygons(((ring,),))


def counted(footprints: Sequence[Footprint], tuning: Tuning | None = None) -> list[tuple[int, int]]:
    surfaces = [compiled(footprint) for footprint in footprints]
    index = RegionIndex(surfaces, tuning)
    held, cut = leaf_counts(index.cells.tree, index.cells.outlines.region, len(surfaces))
    return list(zip(held.tolist(), cut.tolist(), strict=True))


def test_nothing_costs_nothing() -> None:
    assert counted([]) == []


BOXES: Final[dict[str, tuple[Polygons, tuple[int, int]]]] = {
    "of 10 by 8 cells, the outer ones cut": (box(-100, -80, 100, 80), (8 * 6, 2 * 10 + 2 * 6)),
    "within one cell": (box(1, 1, 2, 2), (0, 1)),
    "over the antimeridian, in one cell on either side": (box(170, 1, 190, 2), (0, 2)),
    "round the whole earth, its two meridians on one seam": (box(-180, 1, 180, 2), (0, 16)),
}


@pytest.mark.parametrize("case", BOXES)
def test_cells_of_a_box_are_those_that_a_ruler_counts(case: str) -> None:
    footprint, expected = BOXES[case]
    assert counted([footprint], BY_HAND) == [expected]


def _leaves(tree: Tree, node: int = 0) -> Iterator[tuple[list[int], list[int]]]:
    """Of every leaf the shapes that hold it, and those that cut it: the layout as `cells` tells it, read one by one."""
    for value in tree.nodes[node * cells.FAN : (node + 1) * cells.FAN].tolist():
        if value > 0:
            yield from _leaves(tree, value)
        elif value % 2:
            yield [(-value - 1) // 2], []
        elif value:
            place = -value // 2
            held, cut = tree.leaves[place + 1 : place + 3].tolist()
            first = place + 3 + held
            yield tree.leaves[place + 3 : first].tolist(), tree.leaves[first : first + 2 * cut : 2].tolist()


def mixture() -> list[Footprint]:
    chance = np.random.default_rng(4)
    places = zip(chance.uniform(46, 48, 60).tolist(), chance.uniform(6, 10, 60).tolist(), strict=True)
    sizes_m = chance.uniform(1e3, 8e4, 60).tolist()
    circles: list[Footprint] = [Circle(lat, lon, r) for (lat, lon), r in zip(places, sizes_m, strict=True)]
    corners = chance.uniform((6, 46), (9, 47.5), (40, 2)).tolist()
    boxes: list[Footprint] = [box(x, y, x + 0.5, y + 0.25) for x, y in corners]
    return [*circles, *boxes, Corridor(np.array([[6.0, 46.0], [9.0, 47.0]]), 4_000.0), box(179, -1, 182, 1)]


def test_counts_are_those_of_a_plain_walk_through_the_tree() -> None:
    surfaces = [compiled(footprint) for footprint in mixture()]
    index = RegionIndex(surfaces).cells
    expected = np.zeros((2, len(surfaces)), np.int64)
    for sides in _leaves(index.tree):
        for side, shapes in enumerate(sides):
            for region in {int(index.outlines.region[shape]) for shape in shapes}:
                expected[side, region] += 1
    found = leaf_counts(index.tree, index.outlines.region, len(surfaces))
    assert expected.all(axis=1).tolist() == [False, True], "all cut something, and not all hold something"
    assert np.array_equal(found, expected)


def test_a_zone_pays_for_its_rings_too() -> None:
    ring, alone = Ring("r", range_m=20_000.0), Circle(46.0, 7.0, 9_000.0)
    zones = [Zone("a", "A", ZoneKind.BUFFER, alone, rings=(ring,)), Zone("b", "B", ZoneKind.BUFFER, alone)]
    catalogue = Catalogue(zones)
    costs = Costs.of(catalogue, RegionIndex([region.surface for region in catalogue.regions]))
    assert costs.cut[0] > costs.cut[1] > 0
    index = RegionIndex([region.surface for region in catalogue.regions]).cells
    arrays = [index.tree.root, index.tree.nodes, index.tree.leaves, *index.outlines]
    assert costs.size == sum(array.nbytes for array in arrays)


def _seconds(surfaces: Sequence[Surface]) -> float:
    index = RegionIndex(surfaces).cells
    started = time.perf_counter()
    leaf_counts(index.tree, index.outlines.region, len(surfaces))
    return time.perf_counter() - started


@pytest.mark.slow
def test_23_000_circles_are_counted_at_once() -> None:
    chance = np.random.default_rng(5)
    rows = np.stack([chance.uniform(-80, 80, 23_000), chance.uniform(-180, 180, 23_000), np.full(23_000, 4e4)], axis=1)
    assert _seconds([Disc(*row) for row in rows.tolist()]) < 1


@pytest.mark.data
def test_the_swiss_set_is_counted_at_once(shared: Path) -> None:
    zones = read_zones(gzip.decompress((shared / SWISS).read_bytes()), "swiss", mend=True)
    assert _seconds([compiled(zone.footprint) for zone in zones]) < 1


def checked(document: object, folder: Path, *more: str) -> str:
    """What `zones check` prints of a document."""
    file = folder / "z.geojson"
    file.write_text(json.dumps(document))
    return CliRunner().invoke(app, ["zones", "check", str(file), *more]).stdout


def test_a_check_says_what_each_zone_and_the_index_cost(tmp_path: Path) -> None:
    geometry = {"type": "Polygon", "coordinates": [[[6, 46], [9, 46], [9, 48], [6, 48], [6, 46]]]}
    document = {"type": "Feature", "geometry": geometry, "properties": {"id": "z"}}
    printed = checked(document, tmp_path)
    said = re.search(r"\n  costs: (\d+) cells held, (\d+) cut\nindex: \d+\.\d MB, built in \d+\.\d\d s\n", printed)
    assert said, printed
    told = json.loads(checked(document, tmp_path, "--json"))
    assert told["zones"][0]["cells"] == {"held": int(said[1]), "cut": int(said[2])}
    assert told["index"]["bytes"] > 0
    assert isinstance(told["index"]["built_s"], float)


def test_of_a_file_that_is_wrong_nothing_is_built(tmp_path: Path) -> None:
    told = json.loads(checked({"type": "FeatureCollection", "features": []}, tmp_path, "--json"))
    assert told["problems"]
    assert told["index"] == {}
