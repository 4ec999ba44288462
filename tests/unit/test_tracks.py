"""The fold to tracks: order by observed time behind a watermark of each track's own; what is late is handed back."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.model.names import Names
from standoff.model.reports import ReportBatch
from standoff.tracks.fold import TrackFold

SECOND = 1_000_000_000
ENTITIES, SOURCES = Names(["a", "b"]), Names(["s"])


def batch(rows: list[tuple[int, int]]) -> ReportBatch:
    """Synthetic reports (entity, second) in order of arrival; latitude tells the second."""
    entity, second = np.array(rows, np.int64).reshape(-1, 2).T
    columns = {
        "time_ns": second * SECOND,
        "lat": second / 1000,
        "lon": second * 0.0,
        "entity": entity,
        "source": np.ones(len(rows)),
        "place": np.arange(len(rows)),
    }
    return ReportBatch.of(ENTITIES, SOURCES, columns)


ARRIVALS: dict[str, tuple[list[tuple[int, int]], list[int], list[int]]] = {
    "in order": ([(1, 0), (1, 10), (1, 20)], [0, 10, 20], []),
    "out of order within the lateness": ([(1, 10), (1, 0), (1, 20)], [0, 10, 20], []),
    "as late as may be": ([(1, 600), (1, 0)], [0, 600], []),
    "a second later than that": ([(1, 601), (1, 0)], [601], [0]),
    "late of its own track only": ([(1, 5000), (2, 0), (2, 10)], [0, 10, 5000], []),
    "a late one does not move the watermark back": ([(1, 1000), (1, 0), (1, 100), (1, 500)], [500, 1000], [0, 100]),
}


@pytest.mark.parametrize("size", [1, 2, 100], ids=lambda size: f"batches of {size}")
@pytest.mark.parametrize("name", ARRIVALS)
def test_reports_leave_in_observed_order_and_late_ones_come_back(name: str, size: int) -> None:
    arrivals, released, late = ARRIVALS[name]
    fold = TrackFold(600 * SECOND)
    seen: list[int] = []
    returned: list[int] = []
    for start in range(0, len(arrivals), size):
        outcome = fold.on_batch(batch(arrivals[start : start + size]))
        seen += (outcome.steps.reports.time_ns // SECOND).tolist()
        returned += (outcome.late.time_ns // SECOND).tolist()
    rest = fold.on_watermark(10_000 * SECOND)
    seen += [] if rest is None else (rest.reports.time_ns // SECOND).tolist()
    assert sorted(seen) == released
    assert returned == late


def test_each_step_knows_the_report_before_it_across_batches() -> None:
    fold = TrackFold(0)
    steps = [fold.on_batch(batch(rows)).steps for rows in ([(1, 0), (2, 5), (1, 10)], [(1, 20), (2, 25), (1, 30)])]
    second = steps[1]
    assert steps[0].begins.tolist() == [True]
    assert second.reports.entity.tolist() == [1, 1, 2]
    assert (second.reports.time_ns // SECOND).tolist() == [10, 20, 5]
    assert (second.before_time_ns[:2] // SECOND).tolist() == [0, 10]
    assert second.before.tolist() == [-1, 0, -1]
    assert second.before_lat[:2].tolist() == [0.0, 0.01]


def test_what_was_declared_in_is_late_from_then_on() -> None:
    fold = TrackFold(600 * SECOND)
    fold.on_batch(batch([(1, 100)]))
    steps = fold.on_watermark(200 * SECOND)
    assert steps is not None
    assert len(steps) == 1
    outcome = fold.on_batch(batch([(1, 150), (1, 200), (1, 201)]))
    assert (outcome.late.time_ns // SECOND).tolist() == [150, 200]


def test_a_snapshot_goes_on_as_the_fold_would_have() -> None:
    first, second = batch([(1, 0), (1, 700), (2, 3)]), batch([(1, 90), (1, 750), (1, 1400), (2, 700)])
    fold, other = TrackFold(600 * SECOND), TrackFold(600 * SECOND)
    fold.on_batch(first)
    other.restore(fold.snapshot())
    for one in (fold, other):
        outcome = one.on_batch(second)
        assert (outcome.steps.reports.time_ns // SECOND).tolist() == [700, 750, 3]
        assert len(outcome.late) == 1
