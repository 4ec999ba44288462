"""DuckDB with its spatial extension: a spatial join of a table of zones with each batch, on one thread.

The table of zones is made once; the tree that the join uses is made by each query, which no setting changes.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
from timing import Contender, Floats, Int64s, measure, polygons_of

JOIN = """
SELECT points.row, zones.zone FROM points JOIN zones
ON ST_Intersects(zones.shape, ST_Point(points.lon, points.lat))
"""


def joined(folder: Path) -> Contender:
    """A connection with its zones."""
    modules = (importlib.import_module(name) for name in ("duckdb", "duckdb_extensions", "pyarrow"))
    duckdb, extensions, arrow = (cast("Any", module) for module in modules)
    connection = duckdb.connect(config={"threads": 1, "extension_directory": str(folder / "duckdb")})
    extensions.import_extension("spatial", con=connection)
    connection.load_extension("spatial")
    connection.execute("SET preserve_insertion_order = false")
    wkb = polygons_of(folder)
    given = arrow.table({"zone": np.arange(len(wkb)), "wkb": arrow.array(wkb, arrow.binary())})
    connection.register("given", given)
    connection.execute("CREATE TABLE zones AS SELECT zone, ST_GeomFromWKB(wkb) AS shape FROM given")

    def contender(lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        connection.register("points", arrow.table({"row": np.arange(len(lat)), "lat": lat, "lon": lon}))
        found = connection.execute(JOIN).fetchnumpy()
        return found["row"], found["zone"]

    return contender


def main() -> None:
    """Measures it on a folder."""
    folder = Path(sys.argv[1])
    started = time.process_time()
    contender = joined(folder)
    measure("DuckDB spatial", contender, folder, time.process_time() - started)


if __name__ == "__main__":
    main()
