"""Real approaches: when the line was crossed, when each ring was, how near they came; all of it synthetic."""

from __future__ import annotations

import numpy as np
import pytest
from test_crossings import NOON, SECOND, catalogue, reports, run

from standoff.model.reports import ReportBatch
from standoff.zones.approaches import Approach, approaches

RINGS = catalogue(
    rings=[{"name": "r40", "range_m": 40_000}, {"name": "r30", "range_m": 30_000}, {"name": "out", "range_m": 58_000}]
)
STEADY_KM = [60 - 0.6 * minute for minute in range(56)]
"""36 km/h straight in, from 60 to 27 km: the line after 500 s, r40 after 2000 s, r30 after 3000 s."""


def seen(batch: ReportBatch) -> tuple[list[Approach], int]:
    return approaches(run(batch, RINGS), batch, RINGS.regions[0])


def test_a_steady_approach_takes_the_time_that_its_way_and_speed_say() -> None:
    (one,), began_inside = seen(reports(STEADY_KM))
    assert (one.source, one.track, began_inside) == ("radar", "sim:v", 0)
    assert (one.line_ns - NOON) / SECOND == pytest.approx(500, abs=0.5)
    assert one.reached_s == {"r40": pytest.approx(1500, abs=0.5), "r30": pytest.approx(2500, abs=0.5)}
    assert one.nearest_m == pytest.approx(27_000, abs=0.01)
    assert one.nearest_s == pytest.approx(55 * 60 - 500, abs=0.5)


def test_who_leaves_and_comes_again_made_two_approaches_each_with_its_own_nearest() -> None:
    first, second = seen(reports([60, 50, 45, 60, 60, 50, 39, 38, 60, 60, 20]))[0]
    assert first.reached_s == {}
    assert first.nearest_m == pytest.approx(45_000, abs=0.01)
    assert list(second.reached_s) == ["r40"]
    assert second.nearest_m == pytest.approx(38_000, abs=0.01), "20 km is in a third, which one report does not confirm"


def test_a_ring_counts_when_it_is_first_crossed() -> None:
    (one,), _ = seen(reports([60, 50, 39, 38, 45, 45, 39, 38]))
    assert one.reached_s["r40"] < 90


def test_one_stray_report_inside_is_no_approach_and_a_track_that_begins_inside_is_counted_apart() -> None:
    assert seen(reports([60, 50, 60, 60])) == ([], 0)
    assert seen(reports([50, 45, 39, 38])) == ([], 1)
    assert seen(reports([])) == ([], 0)


def test_an_approach_looks_at_no_other_track_and_no_other_source() -> None:
    far, near, other = reports([60, 50, 45, 45]), reports([60, 60, 20, 20]), reports([60, 60, 10, 10])
    batch = ReportBatch.concatenate([far, *(_of(far, b, n) for n, b in ((2, near), (3, other)))])
    found = {(one.source, one.track): round(one.nearest_m) for one in seen(batch)[0]}
    assert found == {("radar", "sim:v"): 45_000, ("radar", "sim:w"): 20_000, ("uav", "sim:v"): 10_000}


def _of(like: ReportBatch, batch: ReportBatch, number: int) -> ReportBatch:
    """The same reports as of another track (2) or another source (3)."""
    names = {"entity": like.entities.code("sim:w")} if number == 2 else {"source": like.sources.code("uav")}
    columns = dict(batch.columns()) | {name: np.full(len(batch), code, np.int32) for name, code in names.items()}
    return ReportBatch.of(like.entities, like.sources, columns)
