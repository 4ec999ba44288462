"""SedonaDB: a spatial join of a view of zones in memory with each batch, in one partition.

It carries three libraries that decide whether a point lies in a polygon (`tg` is its default), and which is fastest
depends on the zones by a factor of up to ninety. The best counts: it is found on the first points before anything is
measured.
"""

from __future__ import annotations

import importlib
import sys
import time
import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
from timing import Contender, Floats, Int64s, measure, points_of, polygons_of

LIBRARIES = ("tg", "geos", "geo")
FEW, MORE, FAR_BEHIND = 5_000, 200_000, 4
JOIN = """
SELECT points.row, zones.zone FROM points JOIN zones
ON ST_Intersects(zones.shape, ST_Point(points.lon, points.lat))
"""


def joined(folder: Path, library: str) -> Contender:
    """A context with its zones, and the library that it asks."""
    warnings.simplefilter("ignore")  # it looks for PROJ and GDAL, which nothing here needs
    sedona, arrow = (cast("Any", importlib.import_module(name)) for name in ("sedonadb", "pyarrow"))
    context = sedona.connect()
    context.sql("SET datafusion.execution.target_partitions = 1").execute()
    context.sql("SET sedona.spatial_join.execution_mode = 'prepare_build'").execute()
    context.sql(f"SET sedona.spatial_join.spatial_library = '{library}'").execute()
    wkb = polygons_of(folder)
    context.create_data_frame(
        arrow.table({"zone": np.arange(len(wkb)), "wkb": arrow.array(wkb, arrow.binary())})
    ).to_view("given")
    context.sql("SELECT zone, ST_GeomFromWKB(wkb) AS shape FROM given").to_memtable().to_view("zones")

    def contender(lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        points = arrow.table({"row": np.arange(len(lat)), "lat": lat, "lon": lon})
        context.create_data_frame(points).to_view("points", overwrite=True)
        found = context.sql(JOIN).to_arrow_table()
        return found["row"].to_numpy(), found["zone"].to_numpy()

    return contender


def fastest(folder: Path) -> str:
    """The library that is fastest on some points; one that is far behind on few is not asked about more."""
    lat, lon = points_of(folder)
    left = {library: joined(folder, library) for library in LIBRARIES}
    spent_s: dict[str, float] = {}
    for count in (FEW, MORE):
        for library, contender in left.items():
            contender(lat[:FEW], lon[:FEW])
            started = time.process_time()
            contender(lat[:count], lon[:count])
            spent_s[library] = time.process_time() - started
        left = {library: one for library, one in left.items() if spent_s[library] < FAR_BEHIND * min(spent_s.values())}
        spent_s = {library: spent_s[library] for library in left}
    return min(spent_s, key=lambda library: spent_s[library])


def main() -> None:
    """Measures it on a folder."""
    folder = Path(sys.argv[1])
    library = fastest(folder)
    started = time.process_time()
    contender = joined(folder, library)
    measure(f"SedonaDB ({library})", contender, folder, time.process_time() - started)


if __name__ == "__main__":
    main()
