"""SedonaDB: a spatial join of a view of zones in memory with each batch, in one partition; its settings are its own."""

from __future__ import annotations

import importlib
import sys
import time
import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
from timing import Contender, Floats, Int64s, measure, polygons_of

JOIN = """
SELECT points.row, zones.zone FROM points JOIN zones
ON ST_Intersects(zones.shape, ST_Point(points.lon, points.lat))
"""


def joined(folder: Path) -> Contender:
    """A context with its zones."""
    warnings.simplefilter("ignore")  # it looks for PROJ and GDAL, which nothing here needs
    sedona, arrow = (cast("Any", importlib.import_module(name)) for name in ("sedonadb", "pyarrow"))
    context = sedona.connect()
    context.sql("SET datafusion.execution.target_partitions = 1").execute()
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


def main() -> None:
    """Measures it on a folder."""
    folder = Path(sys.argv[1])
    started = time.process_time()
    contender = joined(folder)
    measure("SedonaDB", contender, folder, time.process_time() - started)


if __name__ == "__main__":
    main()
