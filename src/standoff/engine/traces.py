"""What is kept of the past of tracks: short tails, and range over time.

A fleet of 10,000 has 400,000 places in its tails. They stand in arrays: as objects they took ten times the memory, and
the interpreter's collector looked at every one of them, for which everybody at the desk waited.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.model.arrays import Floats, Int64s

TAIL: Final = 40
"""How many places a tail has."""
SAMPLES: Final = 4096
"""How many ranges over time are kept of a track that came near."""
_E6: Final = 1e6


class Tails:
    """The last places of every track, in 1e-6 degree."""

    def __init__(self) -> None:
        self._places = np.empty((0, TAIL, 2), np.int32)
        self._seen = np.empty(0, np.int64)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def grow(self, size: int) -> None:
        """Makes room for so many tracks, where there is not; twice as much at a time, so that it is seldom."""
        self._size = max(self._size, size)
        if size > len(self._seen):
            new = max(size, 2 * len(self._seen)) - len(self._seen)
            self._places = np.concatenate([self._places, np.zeros((new, TAIL, 2), np.int32)])
            self._seen = np.concatenate([self._seen, np.zeros(new, np.int64)])

    def add(self, track: Int64s, lat: Floats, lon: Floats) -> None:
        """Takes places, sorted by track, each track's in order."""
        first = np.searchsorted(track, track)
        nth = np.arange(len(track)) - first
        slot = (self._seen[track] + nth) % TAIL
        self._places[track, slot, 0] = np.rint(lon * _E6)
        self._places[track, slot, 1] = np.rint(lat * _E6)
        last = np.append(first[1:] != first[:-1], True)
        self._seen[track[last]] += nth[last] + 1

    def of(self, track: int) -> tuple[tuple[float, float], ...]:
        """[lon, lat] of the last places of a track, oldest first."""
        seen = int(self._seen[track])
        slots = np.arange(max(seen - TAIL, 0), seen) % TAIL
        return tuple((lon / _E6, lat / _E6) for lon, lat in self._places[track, slots].tolist())


class Ranges:
    """Range over time of one track to one site, the newest `SAMPLES` of it: (time ns, range m), oldest first."""

    __slots__ = ("_ranges_m", "_times_ns")

    def __init__(self) -> None:
        self._times_ns, self._ranges_m = array("q"), array("d")

    def append(self, time_ns: int, range_m: float) -> None:
        """Adds one; what is too much goes now and then."""
        self._times_ns.append(time_ns)
        self._ranges_m.append(range_m)
        if len(self._times_ns) >= 2 * SAMPLES:
            del self._times_ns[:-SAMPLES], self._ranges_m[:-SAMPLES]

    def __len__(self) -> int:
        return min(len(self._times_ns), SAMPLES)

    def __iter__(self) -> Iterator[tuple[int, float]]:
        return zip(self._times_ns[-SAMPLES:], self._ranges_m[-SAMPLES:], strict=True)
