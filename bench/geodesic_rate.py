"""How many geodesic distances a second, beside PROJ's in the same run, on one core.

Pairs by lot; five rounds in turn after one that is not counted; medians of processor time, so that other work on the
machine counts little. Run it with `make bench`.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

from standoff.kernels import geodesy

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.arrays import Floats

PAIRS = 200_000
RUNS = 5
TANF = (33.5, 38.66)
GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(20130115)


def rates(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Pairs a second, median, of each call."""
    taken_s: dict[str, list[float]] = {name: [] for name in calls}
    for round_number in range(RUNS + 1):
        for name, call in calls.items():
            started = time.thread_time()
            call()
            if round_number:
                taken_s[name].append(time.thread_time() - started)
    return {name: PAIRS / statistics.median(values) for name, values in taken_s.items()}


def line(title: str, pairs: tuple[Floats, ...], one: tuple[float, float], others: tuple[Floats, ...]) -> str:
    """One line of the table: pairs, and one place with as many others."""
    lat1, lon1, lat2, lon2 = pairs
    million = {
        name: rate / 1e6
        for name, rate in rates(
            {
                "proj": lambda: GEOD.inv(lon1, lat1, lon2, lat2),
                "distance": lambda: geodesy.distance_m(lat1, lon1, lat2, lon2),
                "from one": lambda: geodesy.distances_from(*one, *others),
                "inverse": lambda: geodesy.inverse(lat1, lon1, lat2, lon2),
            }
        ).items()
    }
    proj = million.pop("proj")
    ours = "".join(f" {rate:9.2f} ({rate / proj:3.1f} x)" for rate in million.values())
    return f"{title:<22}{proj:10.2f}{ours}"


def main() -> None:
    """Prints the table."""
    lat, lon = np.degrees(np.arcsin(RNG.uniform(-1, 1, PAIRS))), RNG.uniform(-180, 180, PAIRS)
    lat_far, lon_far = RNG.permutation(lat), RNG.permutation(lon)
    azimuth_deg, length_m = RNG.uniform(0, 360, PAIRS), RNG.uniform(0, 500_000, PAIRS)
    lat_near, lon_near = geodesy.direct(lat, lon, azimuth_deg, length_m)
    around = geodesy.direct(np.array(TANF[0]), np.array(TANF[1]), azimuth_deg, length_m)
    print(f"million pairs a second{'PROJ':>10}{'distance':>18}{'from one place':>18}{'with azimuth':>18}")
    print(line("within 500 km", (lat, lon, lat_near, lon_near), TANF, around))
    print(line("all over the world", (lat, lon, lat_far, lon_far), TANF, (lat_far, lon_far)))


if __name__ == "__main__":
    main()
