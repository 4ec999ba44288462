"""PostGIS: a cluster of its own in a temporary folder, where `pg_config` finds a PostgreSQL that has PostGIS.

On Debian 12 the packages `postgresql` and `postgresql-15-postgis-3` bring it; where it is absent the table says so.
Each batch is copied into a table and its pairs are copied out, both as CSV. The clock is the wall's, since the work is
the server's; it shares the one processor with what hands it the points, and has no parallel workers.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from timing import Contender, Floats, Int64s, measure, polygons_of

if TYPE_CHECKING:
    from collections.abc import Generator

SETTINGS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
    " -c max_parallel_workers_per_gather=0 -c shared_buffers=1GB -c work_mem=256MB -c max_wal_size=4GB"
)
ZONES = """
CREATE EXTENSION postgis;
CREATE UNLOGGED TABLE zones (zone integer, shape geometry);
CREATE UNLOGGED TABLE points (row integer, lat float8, lon float8);
\\copy zones FROM zones.txt
CREATE INDEX ON zones USING gist (shape);
ANALYZE zones;
"""
JOIN = """
SET enable_seqscan = off;
TRUNCATE points;
\\copy points FROM points.csv CSV
\\copy (SELECT row, zone FROM points JOIN zones ON ST_Intersects(shape, ST_Point(lon, lat))) TO pairs.csv CSV
"""


class Cluster:
    """A PostgreSQL of our own; its user is `postgres` where we are root, whom it refuses."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)

    def call(self, program: str, *arguments: str, said: str | None = None) -> None:
        """Runs one of its programs in its folder."""
        command = [str(self.binaries / program), *arguments]
        subprocess.run(
            command, cwd=self.folder, user=self.user, input=said, text=True, check=True, stdout=subprocess.DEVNULL
        )

    def psql(self, script: str) -> None:
        """Runs statements."""
        self.call("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-d", "postgres", said=script)


@contextlib.contextmanager
def running(binaries: Path) -> Generator[Cluster]:
    """A cluster that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        cluster = Cluster(binaries, Path(name))
        cluster.call("initdb", "-D", "data", "-A", "trust", "--no-sync", "--locale=C")
        cluster.call("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", f"{SETTINGS} -k {name}", "start")
        try:
            yield cluster
        finally:
            cluster.call("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")


def joined(cluster: Cluster, folder: Path) -> Contender:
    """The cluster with its zones."""
    lines = [f"{zone}\t{wkb.hex()}\n" for zone, wkb in enumerate(polygons_of(folder))]
    (cluster.folder / "zones.txt").write_text("".join(lines), "ascii")
    cluster.psql(ZONES)
    arrow, csv = (cast("Any", importlib.import_module(name)) for name in ("pyarrow", "pyarrow.csv"))
    points, pairs = cluster.folder / "points.csv", cluster.folder / "pairs.csv"

    def contender(lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        batch = arrow.table({"row": np.arange(len(lat)), "lat": lat, "lon": lon})
        csv.write_csv(batch, points, csv.WriteOptions(include_header=False))
        cluster.psql(JOIN)
        if not pairs.stat().st_size:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        found = csv.read_csv(pairs, csv.ReadOptions(column_names=["row", "zone"]))
        return found["row"].to_numpy(), found["zone"].to_numpy()

    return contender


def places_of_postgis() -> Path | None:
    """Where the programs of a PostgreSQL with PostGIS are, None if there is none."""
    asked = shutil.which("pg_config")
    if asked is None:
        return None
    places = [
        Path(subprocess.run([asked, which], check=True, capture_output=True, text=True).stdout.strip())
        for which in ("--bindir", "--sharedir")
    ]
    binaries, shared = places
    there = (binaries / "initdb").is_file() and (shared / "extension" / "postgis.control").is_file()
    return binaries if there else None


def main() -> None:
    """Measures it on a folder, or says that it is not here."""
    folder, binaries = Path(sys.argv[1]), places_of_postgis()
    if binaries is None:
        print(json.dumps({"absent": "not installed on this machine"}))
        return
    with running(binaries) as cluster:
        started = time.perf_counter()
        contender = joined(cluster, folder)
        measure("PostGIS", contender, folder, time.perf_counter() - started, clock=time.perf_counter)


if __name__ == "__main__":
    main()
