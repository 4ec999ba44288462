"""Shapely: a tree of zones asked with points, or (`points`) a tree of each batch's points asked with prepared zones.

The second looks the wrong way round and is often the faster: only there GEOS uses what preparing has built.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from timing import Contender, Floats, Int64s, measure, polygons_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def tree_of_zones(zones: list[bytes]) -> Contender:
    """The tree is made once."""
    tree = shapely.STRtree(shapely.from_wkb(zones))

    def contender(lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        row, zone = tree.query(_points(lat, lon), predicate="intersects")
        return row, zone

    return contender


def tree_of_points(zones: list[bytes]) -> Contender:
    """The zones are prepared once, a tree is made of every batch."""
    shapes = np.asarray(shapely.from_wkb(zones), np.object_)
    shapely.prepare(shapes)

    def contender(lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        zone, row = shapely.STRtree(_points(lat, lon)).query(shapes, predicate="intersects")
        return row, zone

    return contender


def _points(lat: Floats, lon: Floats) -> NDArray[np.object_]:
    return np.asarray(shapely.points(lon, lat), np.object_)


def main() -> None:
    """Measures the way that is asked for: `zones` or `points`, then the folder, then perhaps `singly`."""
    way, folder = sys.argv[1], Path(sys.argv[2])
    zones = polygons_of(folder)
    started = time.process_time()
    contender = tree_of_zones(zones) if way == "zones" else tree_of_points(zones)
    built_s = time.process_time() - started
    measure(f"Shapely, tree of {way}", contender, folder, built_s, singly="singly" in sys.argv)


if __name__ == "__main__":
    main()
