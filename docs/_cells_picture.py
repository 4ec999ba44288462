"""The picture of `docs/explanation/cells.md`: the cells of one Swiss geozone with holes, alone in its file.

`make cells-picture` writes it anew where the real data are; `tests/unit/test_docs_picture.py` fails where the committed
one is not what it writes. Cells that the zone holds are filled, cells that it cuts are outlined; north is up, and a
degree of longitude is as much shorter than one of latitude as it is in the middle of the zone.
"""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from standoff.kernels import cells
from standoff.model.zone import Polygons
from standoff.zones.geojson import read_zones
from standoff.zones.index import RegionIndex
from standoff.zones.surface import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from standoff.kernels.cells import Tree
    from standoff.model.arrays import Floats
    from standoff.model.zone import Zone

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "pictures" / "cells.svg"
SHARED: Final = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))
SWISS: Final = SHARED / "zones" / "swiss_uas_geozones_ed318_2025-03-13.json.gz"
ZONE: Final = "KTUR0-0"
WIDTH, TOP, MARGIN = 900, 84, 24
HELD, CUT, INK = "#93c5fd", "#b45309", "#111827"
OUTLINE: Final = f'fill="{INK}" fill-opacity="0.08" fill-rule="evenodd" stroke="{INK}" stroke-width="1.6"'


class Cell(NamedTuple):
    """A leaf that the zone holds or cuts: its corner and side, degrees."""

    west: float
    south: float
    size: float
    cut: bool


def zone() -> Zone:
    """The zone, from the whole set.

    Raises:
        SystemExit: the set is not on this machine.
    """
    if not SWISS.is_file():
        sys.exit(
            f"The picture is left as it is: no Swiss geozones at {SWISS}: set STANDOFF_DATA to the folder of the data"
        )
    zones = read_zones(gzip.decompress(SWISS.read_bytes()), SWISS.name, mend=True)
    return next(zone for zone in zones if zone.id == ZONE)


def leaves(tree: Tree, node: int = 0, x: int = 0, y: int = 0, level: int = 1) -> Iterator[Cell]:
    """The leaves under a node that a lone shape holds or cuts; of the node the place and the level of its children."""
    for slot, value in enumerate(tree.nodes[node * cells.FAN : (node + 1) * cells.FAN].tolist()):
        north, east = divmod(slot, 1 << cells.BITS)
        child = (x << cells.BITS) + east, (y << cells.BITS) + north
        if value > 0:
            yield from leaves(tree, value, *child, level + 1)
        elif value < 0:
            size = cells.size_deg(level)
            yield Cell(child[0] * size - 180, child[1] * size - 90, size, cut=value % 2 == 0)


def drawn(zone: Zone) -> str:
    """The picture as SVG."""
    parts = zone.footprint.parts if isinstance(zone.footprint, Polygons) else ()
    rings = [ring for part in parts for ring in part]
    found = list(leaves(RegionIndex([compiled(zone.footprint)]).cells.tree))
    view = _View.of(found)
    held, cut = ([cell for cell in found if cell.cut is side] for side in (False, True))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {view.high}" font-family="sans-serif">',
            f'<rect width="{WIDTH}" height="{view.high}" fill="#ffffff"/>',
            _text(24, f"{zone.name} ({zone.id}): the cells of a geozone with {len(rings) - len(parts)} holes", 16),
            _text(43, f"{len(held)} cells held (filled): inside, with nothing more to compute"),
            _text(60, f"{len(cut)} cells cut (outlined): only there is the boundary looked at"),
            f'<path id="held" d="{view.squares(held)}" fill="{HELD}" stroke="#ffffff" stroke-width="0.8"/>',
            f'<path id="cut" d="{view.squares(cut)}" fill="none" stroke="{CUT}" stroke-width="0.8"/>',
            f'<path id="outline" d="{view.lines(rings)}" {OUTLINE}/>',
            "</svg>",
            "",
        ]
    )


class _View(NamedTuple):
    """From degrees to the picture."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    high: int

    @classmethod
    def of(cls, found: list[Cell]) -> _View:
        west, south = min(c.west for c in found), min(c.south for c in found)
        east, north = max(c.west + c.size for c in found), max(c.south + c.size for c in found)
        per_lon = (WIDTH - 2 * MARGIN) / (east - west)
        per_lat = per_lon / float(np.cos(np.radians((south + north) / 2)))
        return cls(west, north, per_lon, per_lat, round(TOP + MARGIN + (north - south) * per_lat))

    def at(self, lon: float, lat: float) -> str:
        return f"{MARGIN + (lon - self.west) * self.per_lon:.1f} {TOP + (self.north - lat) * self.per_lat:.1f}"

    def squares(self, found: list[Cell]) -> str:
        return "".join(
            f"M{self.at(c.west, c.south + c.size)}h{c.size * self.per_lon:.1f}v{c.size * self.per_lat:.1f}"
            f"h-{c.size * self.per_lon:.1f}z"
            for c in found
        )

    def lines(self, rings: Iterable[Floats]) -> str:
        return "".join("M" + "L".join(self.at(*row) for row in ring[:-1].tolist()) + "z" for ring in rings)


def _text(y: float, text: str, size: int = 13) -> str:
    return f'<text x="{MARGIN}" y="{y}" font-size="{size}" fill="{INK}">{text}</text>'


if __name__ == "__main__":
    PICTURE.write_text(drawn(zone()))
