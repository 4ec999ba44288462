"""How many reports a second become crossings, with the state of every track and zone; and what compiling costs.

The week of New York harbour goes through both folds, tracks and zones, in batches of a replay; processor time, median
of five runs after one that is not counted. `calm` are three zones where one report in a hundred crosses something,
`busy` those of the example, where one in twenty does: a crossing is a value with its reasons, and costs as much as many
reports. Then a small replay is run twice with an empty folder for compiled code: first use, and later. `make bench`
runs it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.cli.inputs import Intake
from standoff.engine.engine import END_OF_TIME_NS, Settings
from standoff.tracks.fold import TrackFold
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import CrossingFold
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from standoff.model.reports import ReportBatch

ROOT: Final = Path(__file__).parent.parent
SHARED: Final = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))
WEEK: Final = SHARED / "ais" / "noaa_nyharbor_2020-12-01_07.csv.gz"
EXAMPLE: Final = ROOT / "examples" / "nyharbor"
HOUR: Final = EXAMPLE / "noaa_nyharbor_2020-06-30_hour00.csv.gz"
ZONES: Final = {"calm": ROOT / "bench" / "harbour.geojson", "busy": EXAMPLE / "zones.geojson"}
BATCH: Final = 262_144
RUNS: Final = 5


def main() -> None:
    """Prints both tables."""
    path = WEEK if WEEK.is_file() else HOUR
    intake = Intake()
    intake.take(path, None, None, _unheard)
    reports = intake.reports()
    reports = reports.take(reports.time_ns.argsort(kind="stable"))
    print(f"reports to crossings, {len(reports):,} reports of {path.name}")
    for name, zones in ZONES.items():
        catalogue = Catalogue(read_zones(zones.read_bytes(), str(zones)))
        spent = [_folded(catalogue, reports) for _ in range(RUNS + 1)][1:]
        seconds, crossed = statistics.median(each for each, _ in spent), spent[0][1]
        print(
            f"  {name:<5} {len(reports) / seconds:>12,.0f} reports/s, {crossed:,} crossings, provisional ones included"
        )
    with tempfile.TemporaryDirectory() as cache:
        first, later = _replayed(cache), _replayed(cache)
    print(f"a small replay as a whole process: first use {first:.1f} s, later {later:.1f} s of processor time")


def _unheard(_bytes: int) -> None:
    """Nobody watches how far reading is."""


def _folded(catalogue: Catalogue, reports: ReportBatch) -> tuple[float, int]:
    """Seconds of processor time, and how many crossings came out."""
    tracks, settings = TrackFold(), Settings()
    zones = CrossingFold(catalogue, settings.confirm, settings.pass_gap_ns)
    batches = [reports.take(slice(start, start + BATCH)) for start in range(0, len(reports), BATCH)]
    started = time.process_time()
    steps = [*(tracks.on_batch(batch).steps for batch in batches), tracks.on_watermark(END_OF_TIME_NS)]
    crossed = sum(len(zones.on_batch(each)[0]) for each in steps if each is not None and len(each))
    return time.process_time() - started, crossed


def _replayed(cache: str) -> float:
    standoff = str(Path(sys.executable).parent / "standoff")
    command = [standoff, "replay", str(HOUR), "--zones", str(ZONES["busy"])]
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NUMBA_CACHE_DIR": cache})
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


if __name__ == "__main__":
    main()
