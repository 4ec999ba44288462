"""The pace of one track: how fast it comes nearer and how fast it goes, from its recent fixes.

Over the shortest window (1 to 5 minutes) in which the error ellipses let a rate be known to 0.7 m/s, rates are medians
of the slopes between any two fixes (Theil and Sen): least squares would follow one wild report for as long as a window
holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from standoff.model.units import SECOND_NS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.model.arrays import Floats

Fix: TypeAlias = tuple[int, float, float, float, float]
"""Time ns, east m, north m, range m, error m."""
_WINDOWS_S: Final = (60, 120, 180, 300)
_KNOWN_MPS: Final = 0.7
_LEAST_FIXES: Final = 4


def pace(fixes: Iterable[Fix], now_ns: int) -> tuple[float, float] | None:
    """Closing rate and ground speed, m/s; None where the fixes cannot tell."""
    rows = np.array(list(fixes), np.float64).reshape(-1, 5)
    times_s: Floats = (rows[:, 0] - now_ns) / SECOND_NS
    for window_s in _WINDOWS_S:
        recent = times_s >= -window_s
        if recent.sum() < _LEAST_FIXES:
            continue
        since_s = times_s[recent] - times_s[recent].mean()
        weight = float((since_s**2).sum())
        if weight <= 0 or float(rows[recent, 4].max()) / weight**0.5 > _KNOWN_MPS:
            continue
        east_mps, north_mps, range_mps = _slopes(since_s, rows[recent, 1:4]).tolist()
        return -range_mps, float(np.hypot(east_mps, north_mps))
    return None


def _slopes(times_s: Floats, places_m: Floats) -> Floats:
    """Of each column the median slope between any two rows, which a wild row does not reach (Sen, JASA 63, 1968)."""
    one, other = np.triu_indices(len(times_s), 1)
    apart_s = times_s[other] - times_s[one]
    told = apart_s != 0
    return np.median((places_m[other] - places_m[one])[told] / apart_s[told, None], axis=0)
