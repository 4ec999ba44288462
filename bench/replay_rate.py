"""How fast a replay is, and how much memory it takes, beside plain pyarrow reading of the same file.

Whole processes, in turn, five times after one that is not counted; medians. The peer unpacks and parses the file into
typed columns and does nothing with them: no decoder of ours can be faster than reading. Run it with `make bench`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))
LARGE = SHARED / "ais" / "noaa_us_coastal_2020-06-30.csv.gz"
SMALL = ROOT / "examples" / "nyharbor" / "noaa_nyharbor_2020-06-30_hour00.csv.gz"
RUNS = 5
NOISE_S = 0.05
READ = """
import pyarrow.csv, sys
pyarrow.csv.read_csv(sys.argv[1], pyarrow.csv.ReadOptions(use_threads=False))
"""
START = "import pyarrow.csv"


class Run(NamedTuple):
    """One process: wall clock, processor time, and the most memory that it held."""

    wall_s: float
    cpu_s: float
    memory_mb: float


def measured(command: list[str]) -> Run:
    """Runs a command to its end, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(commands: dict[str, list[str]]) -> dict[str, Run]:
    """Medians of each command, the commands in turn, so that a slow minute hits all of them."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as on the machine of a user: bytecode is kept
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for round_number in range(RUNS + 1):
        for name, command in commands.items():
            run = measured(command)
            if round_number:
                runs[name].append(run)
    return {name: Run(*map(statistics.median, zip(*taken, strict=True))) for name, taken in runs.items()}


def rows_of(path: Path) -> int:
    """Rows of a CSV below its header."""
    import gzip  # noqa: PLC0415 - not part of what is measured

    with gzip.open(path, "rb") as stream:
        return sum(1 for _ in stream) - 1


def main() -> None:
    """Prints the table."""
    path = LARGE if LARGE.is_file() else SMALL
    rows = rows_of(path)
    standoff = str(Path(sys.executable).parent / "standoff")
    with tempfile.TemporaryDirectory() as out:
        commands = {
            "pyarrow, start only": [sys.executable, "-c", START],
            "pyarrow, reads the file": [sys.executable, "-c", READ, str(path)],
            "standoff, start only": [standoff, "--version"],
            "standoff replay, 5 zones": [
                *(standoff, "replay", str(path), "--zones", str(ROOT / "bench" / "us_coastal.geojson"), "--out", out),
            ],
        }
        found = medians(commands)
    print(f"{path.name}: {rows:,} rows; medians of {RUNS} whole processes on {os.cpu_count()} cores")
    print(f"{'':26}{'wall s':>8}{'cpu s':>8}{'MB':>7}{'rows/s of wall':>16}{'without start':>15}")
    for name, run in found.items():
        start = found[name.split(",")[0].replace(" replay", "") + ", start only"]
        rate = f"{rows / run.wall_s:,.0f}" if run is not start else ""
        taken_s = run.wall_s - start.wall_s
        net = "" if run is start else f"{rows / taken_s:,.0f}" if taken_s > NOISE_S else "-"
        print(f"{name:26}{run.wall_s:8.2f}{run.cpu_s:8.2f}{run.memory_mb:7.0f}{rate:>16}{net:>15}")
    replay, read = found["standoff replay, 5 zones"], found["pyarrow, reads the file"]
    wall, memory = replay.wall_s / read.wall_s, replay.memory_mb / read.memory_mb
    print(f"ratio replay / plain reading: wall {wall:.1f}, memory {memory:.1f}")


if __name__ == "__main__":
    main()
