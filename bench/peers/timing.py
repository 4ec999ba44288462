"""How every contender of the benchmark of zones is measured, ours and peers alike; needs nothing but numpy.

A contender is a function of latitudes and longitudes (float64) that gives the pairs (row, zone). Points are handed over
in batches of a million, in their order. A first pass over few points warms up and says how many are measured: as many
as take about `AIM_S`, at least one batch unless that takes `AT_MOST_S`. Then there are `PASSES` (one, if that alone
takes `AT_MOST_S`), and their median is given, in seconds of this process's processor time: other work on the machine
does not count, and a second thread of a peer does.
"""

from __future__ import annotations

import json
import statistics
import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Int64s: TypeAlias = "NDArray[np.int64]"
Pairs: TypeAlias = "tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]"
Contender: TypeAlias = "Callable[[Floats, Floats], Pairs]"

BATCH: Final = 1_000_000
WARM: Final = 1_000
PASSES: Final = 3
AIM_S: Final = 1.2
AT_MOST_S: Final = 3.0
SINGLES_S: Final = 0.5


def points_of(folder: Path) -> tuple[Floats, Floats]:
    """The points of a saved workload."""
    return np.load(folder / "lat.npy"), np.load(folder / "lon.npy")


def polygons_of(folder: Path) -> list[bytes]:
    """The zones of a saved workload, WKB."""
    ends = np.cumsum(np.load(folder / "polygon_bytes.npy")).tolist()
    data = (folder / "polygons.wkb").read_bytes()
    return [data[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def measure(
    name: str,
    contender: Contender,
    folder: Path,
    build_s: float,
    *,
    singly: bool = False,
    clock: Callable[[], float] = time.process_time,
) -> None:
    """Prints one line of JSON about a contender, and leaves its pairs in the folder.

    Args:
        name: what it is called in the table.
        contender: what is measured.
        folder: the saved workload.
        build_s: what making it took.
        singly: measure calls of one point as well.
        clock: the wall's for a contender whose work is done by another process.
    """
    lat, lon = points_of(folder)
    count = _count_for(contender, lat, lon, clock)
    lat, lon = lat[:count], lon[:count]
    spent_s, row, zone = _passed(contender, lat, lon, clock)
    again = range(1, PASSES if spent_s < AT_MOST_S else 1)
    passes = [spent_s, *(_passed(contender, lat, lon, clock)[0] for _ in again)]
    pairs = np.sort(row << 32 | zone)
    np.save(folder / f"pairs-{name}.npy", pairs)
    found: dict[str, object] = {
        "name": name,
        "points": count,
        "seconds": statistics.median(passes),
        "pairs": len(pairs),
        "hit": len(np.unique(row)) / count,
        "build_s": build_s,
    }
    if singly:
        found["single_us"] = _single_us(contender, lat, lon)
    print(json.dumps(found))


def _passed(contender: Contender, lat: Floats, lon: Floats, clock: Callable[[], float]) -> tuple[float, Int64s, Int64s]:
    """Seconds of all batches, and all pairs."""
    starts = range(0, len(lat), BATCH)
    started = clock()
    found = [contender(lat[start : start + BATCH], lon[start : start + BATCH]) for start in starts]
    spent_s = clock() - started
    row = [np.asarray(rows, np.int64) + start for start, (rows, _) in zip(starts, found, strict=True)]
    return spent_s, np.concatenate(row), np.concatenate([np.asarray(zones, np.int64) for _, zones in found])


def _count_for(contender: Contender, lat: Floats, lon: Floats, clock: Callable[[], float]) -> int:
    _passed(contender, lat[:WARM], lon[:WARM], clock)
    count = WARM
    spent_s = _passed(contender, lat[:count], lon[:count], clock)[0]
    while count < BATCH / 10 and spent_s * 10 < AT_MOST_S:  # few points hide behind the query
        count *= 10
        spent_s = _passed(contender, lat[:count], lon[:count], clock)[0]
    a_point_s = spent_s / count
    wanted = max(int(AIM_S / a_point_s), BATCH if BATCH * a_point_s < AT_MOST_S else WARM)
    step = BATCH if wanted >= BATCH else 10 * WARM if wanted >= 10 * WARM else WARM
    return min(wanted // step * step, len(lat))


def _single_us(contender: Contender, lat: Floats, lon: Floats) -> float:
    """Microseconds a call of one point: the median of as many calls as `SINGLES_S` allows."""
    spent: list[float] = []
    started = time.process_time()
    for place in range(len(lat)):
        before = time.perf_counter_ns()
        contender(lat[place : place + 1], lon[place : place + 1])
        spent.append((time.perf_counter_ns() - before) / 1e3)
        if time.process_time() - started > SINGLES_S:
            break
    return statistics.median(spent)
