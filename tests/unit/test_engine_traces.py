"""What is kept of the past of tracks: the newest, in order, however it came in batches."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from standoff.engine.traces import SAMPLES, TAIL, Ranges, Tails


@pytest.mark.parametrize("sizes", [[1] * 100, [TAIL - 1, 1, 1], [TAIL + 1], [3 * TAIL + 7, 5], [7] * 13])
def test_a_tail_is_the_newest_places_oldest_first(sizes: list[int]) -> None:
    tails, chance = Tails(), np.random.default_rng(1)
    expected: list[deque[tuple[float, float]]] = [deque(maxlen=TAIL) for _ in range(3)]
    tails.grow(3)
    for size in sizes:
        track = np.sort(chance.integers(0, 3, size)).astype(np.int64)
        lat, lon = chance.uniform(-90, 90, size), chance.uniform(-180, 180, size)
        tails.add(track, lat, lon)
        for number, north, east in zip(track.tolist(), lat.tolist(), lon.tolist(), strict=True):
            expected[int(number)].append((round(east, 6), round(north, 6)))
    assert [tails.of(number) for number in range(3)] == [tuple(tail) for tail in expected]


def test_tails_stay_where_more_tracks_come() -> None:
    tails = Tails()
    for number in range(20):
        tails.grow(number + 1)
        tails.add(np.array([number]), np.array([float(number)]), np.array([1.0]))
    assert len(tails) == 20
    assert [tails.of(number) for number in range(20)] == [((1.0, float(number)),) for number in range(20)]


@pytest.mark.parametrize("count", [0, 1, SAMPLES, SAMPLES + 1, 2 * SAMPLES, 2 * SAMPLES + 5])
def test_ranges_are_the_newest_oldest_first(count: int) -> None:
    ranges = Ranges()
    for number in range(count):
        ranges.append(number, number / 2)
    kept = range(max(count - SAMPLES, 0), count)
    assert list(ranges) == [(number, number / 2) for number in kept]
    assert len(ranges) == len(kept)
