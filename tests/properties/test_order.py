"""Invariant 19: the same reports within the watermark, in any order and batching, give the same confirmed verdicts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.cli.inputs import Intake
from standoff.engine.engine import Engine, Settings
from standoff.model.crossing import Crossing, Standing
from standoff.model.names import Names
from standoff.model.reports import ReportBatch
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import Confirm
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from random import Random

ROOT = Path(__file__).parent.parent.parent
HARBOUR = ROOT / "examples" / "nyharbor"
SECOND = 1_000_000_000
CATALOGUE = Catalogue(read_zones((HARBOUR / "zones.geojson").read_bytes(), "zones.geojson"))


def confirmed(batches: list[ReportBatch], rule: Settings, *, restore_at: int = -1) -> list[Crossing]:
    """Confirmed crossings of a run, in event order; the engine is replaced by its snapshot before one batch."""
    engine = Engine(CATALOGUE, rule)
    seen: list[Crossing] = []
    for number, batch in enumerate(batches):
        if number == restore_at:
            state, engine = engine.snapshot(), Engine(CATALOGUE, rule)
            engine.restore(state)
        seen += engine.on_batch(batch)
    seen += engine.on_watermark()
    return sorted((c for c in seen if c.standing is Standing.CONFIRMED), key=lambda c: (c.at_ns, c.key))


def cut(reports: ReportBatch, places: list[int]) -> list[ReportBatch]:
    """The same reports in batches that end at those places."""
    edges = [0, *sorted(place % (len(reports) + 1) for place in places), len(reports)]
    return [reports.take(slice(a, b)) for a, b in pairwise(edges)]


def harbour() -> ReportBatch:
    """The hour of New York harbour, in the order of its file."""
    intake = Intake()
    intake.take(HARBOUR / "noaa_nyharbor_2020-06-30_hour00.csv.gz", None, None, lambda _: None)
    return intake.reports()


REPORTS = harbour()


@st.composite
def jostled(draw: st.DrawFn) -> ReportBatch:
    """The hour of New York harbour in another order, no report later than its watermark by arrival; new places."""
    seed = draw(st.integers(0, 2**32 - 1))
    slack_s = draw(st.integers(0, 299))
    delay = np.random.default_rng(seed).integers(0, slack_s * SECOND + 1, len(REPORTS))
    order = np.argsort(REPORTS.time_ns + delay, kind="stable")
    moved = REPORTS.take(order)
    moved.place[:] = np.arange(len(moved))
    return moved


@pytest.mark.parametrize("rule", [Settings(Confirm.NONE), Settings(Confirm.DEFAULT)], ids=["none", "default"])
@given(reports=jostled(), places=st.lists(st.integers(0, 10_000), max_size=6), restore_at=st.integers(-1, 6))
@settings(max_examples=25, deadline=None)
def test_any_order_and_batching_gives_the_same_confirmed_verdicts(
    rule: Settings, reports: ReportBatch, places: list[int], restore_at: int
) -> None:
    expected = confirmed([REPORTS], rule)
    found = confirmed(cut(reports, places), rule, restore_at=restore_at)
    assert [verdict(c) for c in found] == [verdict(c) for c in expected]
    assert len(expected) > 100, "a run without crossings would prove nothing"


def verdict(crossing: Crossing) -> tuple[object, ...]:
    """A crossing without the places of its evidence in the file, which another order of arrival changes."""
    return (*crossing.key, crossing.at_ns, crossing.lat, crossing.lon, crossing.range_m, crossing.because)


POSITION = st.tuples(st.integers(0, 40), st.integers(-4, 4), st.integers(0, 2))


@given(
    rows=st.lists(POSITION, min_size=1, max_size=40),
    order=st.randoms(use_true_random=False),
    cuts=st.lists(st.integers(0, 40), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_reports_of_one_instant_that_contradict_each_other_do_not_depend_on_arrival(
    rows: list[tuple[int, int, int]], order: Random, cuts: list[int]
) -> None:
    """Synthetic: three vessels jump to and fro over the Battery zone's boundary, often twice in one second."""
    shuffled = list(rows)
    order.shuffle(shuffled)
    rule = Settings(Confirm.DEFAULT)
    expected = confirmed([synthetic(rows)], rule)
    assert [verdict(c) for c in confirmed(cut(synthetic(shuffled), cuts), rule)] == [verdict(c) for c in expected]


def synthetic(rows: list[tuple[int, int, int]]) -> ReportBatch:
    """Reports (second, steps of 100 m from the boundary, vessel), in that order of arrival."""
    entities, sources = Names(["ais:1", "ais:2", "ais:3"]), Names(["synthetic"])
    second, step, vessel = np.array(rows).T
    columns = {
        "time_ns": second * SECOND,
        "lat": np.full(len(rows), 40.7003),
        "lon": -74.0141 + (5000 + 100 * step) / 84_400,
        "entity": vessel + 1,
        "source": np.ones(len(rows)),
        "place": np.arange(len(rows)),
    }
    return ReportBatch.of(entities, sources, columns)


def test_a_report_behind_the_watermark_is_late_and_changes_no_verdict() -> None:
    rows = [(0, 2, 0), (10, 2, 0), (1000, 2, 0), (1010, 2, 0)]
    late = [*rows[:3], (20, -3, 0), (30, -3, 0), rows[3]]
    engine = Engine(CATALOGUE, Settings())
    crossings = engine.on_batch(synthetic(late)) + engine.on_watermark()
    assert engine.late == 2
    assert crossings == confirmed([synthetic(rows)], Settings()) == []
