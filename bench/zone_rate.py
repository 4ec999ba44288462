"""Which of many points lie in which of many zones: ours beside peers, points a second, and what memory would allow.

Latitudes and longitudes in, pairs (row, zone) out; the same points and zones for everybody, in the same run, each in a
process of its own, all on one processor (`peers/timing.py` says how; `zone_workloads.py` says what the points and zones
are). Peers are given circles as polygons of 64 corners on the circle, which leave out 0.16 % of its area: their answers
are near, ours are exact. "memory" is a gather at random from a table of 32-bit numbers as large as our index grew to:
one look-up a point, which an index that does not fit the caches has to pay.

`make bench-zones` runs it. Names of workloads as arguments run only those; `--out FILE` keeps what was found.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from peers.timing import BATCH, PASSES, Pairs, measure
from zone_workloads import RECIPES, ROOT, load_zones, save

from standoff.kernels.jit import compiled
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from standoff.model.arrays import Floats, Int32s, Int64s

OURS: Final = "standoff"
PEERS_PYTHON: Final = ROOT / ".venv-peers" / "bin" / "python"
PEERS: Final = ROOT / "bench" / "peers"
CONTENDERS: Final[dict[str, list[str]]] = {
    "Shapely, tree of zones": ["shapely_trees.py", "zones"],
    "Shapely, tree of points": ["shapely_trees.py", "points"],
    "DuckDB spatial": ["duckdb_join.py"],
    "SedonaDB": ["sedonadb_join.py"],
    "PostGIS": ["postgis_join.py"],
}
SINGLY: Final = "Shapely, tree of zones"
"""The peer that can be asked about one point at a time in the way of a library, not of a query."""
SLOW: Final = "PostGIS"
"""The peer that is left out of the series of densities, where it would take minutes to be last."""
AT_LEAST: Final[dict[str, float]] = {
    "circles-random": 10,
    "circles-tracks": 12,
    "countries-random": 25,
    "countries-tracks": 50,
    "swiss-random": 20,
    "swiss-tracks": 20,
}
"""How many times as fast as the best peer we mean to be, by workload."""
THREADS: Final = "OMP OPENBLAS MKL RAYON NUMBA"


def ours(catalogue: Catalogue, lat: Floats, lon: Floats) -> Pairs:
    """Pairs (row, region), in whatever order is fastest, as everybody's are."""
    return catalogue.covering(lat, lon, ordered=False)


def measure_ours(folder: Path, *, singly: bool) -> None:
    """Ours, as `peers/timing.py` measures everybody."""
    catalogue = Catalogue(load_zones(folder))
    measure(OURS, lambda lat, lon: ours(catalogue, lat, lon), folder, 0.0, singly=singly)


def measure_build(folder: Path) -> None:
    """Prints what compiling the zones takes, and the memory that it keeps and that it takes at most.

    What a first small catalogue needs, such as compiled code, is not counted.
    The high-water mark is set back before (proc(5), clear_refs), since reading the zones has raised it.
    """
    zones = load_zones(folder)
    here = np.zeros(1)
    ours(Catalogue(zones[:3]), here, here)
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before_mb, _ = _resident_mb()
    started = time.process_time()
    catalogue = Catalogue(zones)
    spent_s = time.process_time() - started
    most_mb = _resident_mb()[1]
    ctypes.CDLL(None).malloc_trim(0)
    kept_mb = _resident_mb()[0]
    found = {"build_s": spent_s, "kept_mb": kept_mb - before_mb, "most_mb": most_mb - before_mb}
    print(json.dumps(found | {"regions": len(catalogue.regions)}))


def _resident_mb() -> tuple[float, float]:
    """Memory of this process, now and at most."""
    lines = dict(line.split(":") for line in Path("/proc/self/status").read_text("ascii").splitlines())
    now, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def measure_memory(megabytes: float) -> None:
    """Prints how many a second a gather at random from so large a table takes."""
    rng = np.random.default_rng(0)
    table = np.arange(max(int(megabytes * 2**18), 1), dtype=np.int32)
    place = rng.integers(0, len(table), BATCH)
    found = np.empty(BATCH, np.int32)
    gather = compiled(_gather)
    gather(table, place, found)
    spent: list[float] = []
    for _ in range(PASSES * 3):
        started = time.process_time()
        gather(table, place, found)
        spent.append(time.process_time() - started)
    print(json.dumps({"rate": BATCH / float(np.median(spent))}))


def _gather(table: Int32s, place: Int64s, found: Int32s) -> None:
    for row in range(len(place)):
        found[row] = table[place[row]]


def compared(name: str, folder: Path) -> dict[str, Any]:
    """One workload: ours, memory, and every peer, with how many pairs differ from ours among points that both had."""
    singly = ["singly"] if name.startswith("density") else []
    own = [sys.executable, __file__]
    found: dict[str, Any] = {"name": name, "zones": len(load_zones(folder))}
    found |= _said([*own, "--build", str(folder)])
    found["memory"] = _said([*own, "--memory", str(found["kept_mb"])])["rate"]
    found["ours"] = _said([*own, "--ours", str(folder), *singly])
    peers: list[dict[str, Any]] = []
    for peer, (script, *more) in CONTENDERS.items():
        if singly and peer == SLOW:
            continue
        command = [str(PEERS_PYTHON), str(PEERS / script), *more, str(folder), *(singly if peer == SINGLY else [])]
        line = _said(command)
        if "absent" not in line:
            line["differ"] = _differing(folder, found["ours"], line)
        peers.append({"name": peer} | line)
    return found | {"peers": peers}


def _said(command: list[str]) -> dict[str, Any]:
    """The last line of what a process printed."""
    environment = os.environ | {f"{name}_NUM_THREADS": "1" for name in THREADS.split()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise SystemExit(f"{' '.join(command)} failed with {done.returncode}: {reason}")
    return cast("dict[str, Any]", json.loads(done.stdout.splitlines()[-1]))


def _differing(folder: Path, one: dict[str, Any], other: dict[str, Any]) -> float:
    """Share of pairs that only one of two has."""
    shared = min(one["points"], other["points"])
    pairs: list[NDArray[np.int64]] = [np.load(folder / f"pairs-{line['name']}.npy") for line in (one, other)]
    one_pairs, other_pairs = (every[every >> 32 < shared] for every in pairs)
    return len(np.setxor1d(one_pairs, other_pairs, assume_unique=True)) / max(len(one_pairs), 1)


def _rate(line: dict[str, Any]) -> float:
    return line["points"] / line["seconds"]


def table_of(results: list[dict[str, Any]]) -> list[str]:
    """The table in brief: what was asked for, ours, the best peer, and how they stand."""
    head = f"{'work':<18}{'zones':>8}{'hit':>5}{'ours':>12}{'best peer':>12}  {'':<24}{'ratio':>6}{'at least':>9}"
    lines = [head + f"{'memory':>15}{'build s':>9}{'MB':>6}{'at most':>9}"]
    for found in results:
        best = max((line for line in found["peers"] if "absent" not in line), key=_rate)
        rate, asked, hit = _rate(found["ours"]), AT_LEAST.get(found["name"]), found["ours"]["hit"]
        ratio, memory = rate / _rate(best), found["memory"]
        lines.append(
            f"{found['name']:<18}{found['zones']:>8,}{hit:>5.0%}{rate:>12,.0f}"
            f"{_rate(best):>12,.0f}  {best['name']:<24}{ratio:>6.1f}{f'{asked:g}' if asked else '-':>9}{memory:>15,.0f}"
            f"{found['build_s']:>9.2f}{found['kept_mb']:>6.0f}{found['most_mb']:>9.0f}"
        )
    return lines


def details_of(found: dict[str, Any]) -> list[str]:
    """Every contender of one workload, on how many points, and how far its pairs are from ours."""
    lines = [f"\n{found['name']}: points measured, points/s, pairs that differ from ours"]
    for line in [found["ours"], *found["peers"]]:
        if "absent" in line:
            lines.append(f"  {line['name']:<26}{line['absent']}")
            continue
        differ = f"{line['differ']:>10.3%}" if "differ" in line else f"{'':>10}"
        single = f"   {line['single_us']:,.1f} us for one point a call" if "single_us" in line else ""
        lines.append(f"  {line['name']:<26}{line['points']:>10,}{_rate(line):>13,.0f}{differ}{single}")
    return lines


def density_of(results: list[dict[str, Any]]) -> list[str]:
    """How the cost of a point grows with zones, by the million and one a call."""
    series = [found for found in results if found["name"].startswith("density")]
    lines = ["\nzones of one density: ns a point of a batch of a million, and us for one point a call, from anywhere"]
    for found in series:
        peers = {line["name"]: line for line in found["peers"]}
        best = max((line for line in found["peers"] if "absent" not in line), key=_rate)
        own, single_us = found["ours"], peers[SINGLY]["single_us"]
        lines.append(
            f"{found['zones']:>8,} zones: ours {1e9 / _rate(own):>8,.0f} ns {own['single_us']:>8,.1f} us;"
            f"   {best['name']} {1e9 / _rate(best):>8,.0f} ns;   {SINGLY} {single_us:>8,.1f} us"
        )
    return lines if series else []


def run(names: list[str]) -> list[dict[str, Any]]:
    """All workloads whose data are there, each in a temporary folder."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the processes inherit it
    results: list[dict[str, Any]] = []
    for name in names:
        if RECIPES[name].absent:
            print(f"left out: {name} needs {', '.join(RECIPES[name].absent)} (STANDOFF_DATA says where)")
            continue
        with tempfile.TemporaryDirectory() as temporary:
            save(RECIPES[name].make(), Path(temporary))
            results.append(compared(name, Path(temporary)))
        print("\n".join(details_of(results[-1])), flush=True)
    return results


def main() -> None:
    """Prints the tables; or, asked by itself, one figure in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=[], help=f"of {', '.join(RECIPES)}")
    parser.add_argument("--out", type=Path, help="where to keep what was found, JSON")
    for part in ("--ours", "--build", "--memory"):
        parser.add_argument(part, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    parts: dict[str, Callable[[str], None]] = {
        "ours": lambda folder: measure_ours(Path(folder), singly="singly" in asked.names),
        "build": lambda folder: measure_build(Path(folder)),
        "memory": lambda megabytes: measure_memory(float(megabytes)),
    }
    for part, figure in parts.items():
        if getattr(asked, part) is not None:
            figure(getattr(asked, part))
            return
    if not PEERS_PYTHON.is_file():
        raise SystemExit("the peers are not installed: make bench-zones does it")
    results = run(asked.names or list(RECIPES))
    print("\n".join(["", *table_of(results), *density_of(results)]))
    print(f"\npoints/s of processor time on one processor, medians of {PASSES} passes over batches of {BATCH:,}")
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(results, indent=1), "utf-8")


if __name__ == "__main__":
    main()
