"""The engine on arrival: verdicts at once, the same tracks after a restart, and what is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from standoff.engine.live import Live
from standoff.engine.traces import TAIL
from standoff.kernels import geodesy
from standoff.model.crossing import CrossingKind, Standing
from standoff.model.names import Names, of_track_id, track_id
from standoff.model.reports import ReportBatch
from standoff.model.units import SECOND_NS
from standoff.model.zone import Circle, Ring, Zone, ZoneKind
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

SITE = (33.5, 38.6)
ZONE = Zone("z", "Zone", ZoneKind.DECONFLICTION, Circle(*SITE, 10_000.0), (Ring("inner", range_m=5_000.0),), site=SITE)
START_NS = 1_495_087_200 * SECOND_NS


def at(
    ranges_m: Sequence[float],
    *,
    entity: str = "sim:a",
    source: str = "radar",
    every_s: float = 10,
    first_s: float = 0,
) -> ReportBatch:
    """Reports of one track due north of the site, at those ranges, one every so many seconds."""
    names, sources = Names([entity]), Names([source])
    count = len(ranges_m)
    ones = np.ones(count)
    lat, lon = geodesy.direct(SITE[0] * ones, SITE[1] * ones, 0 * ones, np.array(ranges_m, np.float64))
    time_ns = START_NS + ((first_s + every_s * np.arange(count)) * SECOND_NS).astype(np.int64)
    codes = np.ones(count, np.int32)
    return ReportBatch.of(
        names, sources, {"time_ns": time_ns, "lat": lat, "lon": lon, "entity": codes, "source": codes}
    )


def live() -> Live:
    return Live(Catalogue([ZONE]))


def seen(engine: Live, batch: ReportBatch) -> list[tuple[CrossingKind, str | None]]:
    return [(crossing.kind, crossing.ring) for crossing in engine.on_batch(engine.adopt(batch)).crossings]


def test_one_report_inside_confirms_nothing_and_the_second_does_at_once() -> None:
    engine = live()
    assert seen(engine, at([12_000, 9_000])) == []
    assert seen(engine, at([8_000], first_s=20)) == [(CrossingKind.ENTER, None)]


def test_a_stray_report_inside_is_no_crossing() -> None:
    assert seen(live(), at([12_000, 9_000, 12_000, 12_000])) == []


def test_only_confirmed_crossings_come_out() -> None:
    engine = live()
    crossings = engine.on_batch(engine.adopt(at([12_000, 9_000, 8_000, 4_000, 3_000, 12_000, 13_000]))).crossings
    assert {crossing.standing for crossing in crossings} == {Standing.CONFIRMED}
    assert [(c.kind, c.ring) for c in crossings] == [
        (CrossingKind.ENTER, None),
        (CrossingKind.ENTER, "inner"),
        (CrossingKind.EXIT, None),
        (CrossingKind.EXIT, "inner"),
    ]


def test_a_report_that_is_not_newer_is_late_and_decides_nothing() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at([12_000], first_s=100)))
    late = engine.on_batch(engine.adopt(at([9_000, 8_000], first_s=50)))
    assert (late.late, late.crossings) == (2, ())


def test_the_same_instant_again_is_late() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at([12_000])))
    assert engine.on_batch(engine.adopt(at([12_000]))).late == 1


def test_reports_of_other_tables_of_names_are_the_same_tracks() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at([12_000, 9_000], entity="sim:b")))
    assert seen(engine, at([8_000], entity="sim:a", first_s=20)) == [], "another track was not outside before"
    assert seen(engine, at([8_000], entity="sim:b", first_s=20)) == [(CrossingKind.ENTER, None)]


ODD = [("a|b", "c"), ("a", "b|c"), ("a%7Cb", "c"), ("a%257Cb", "c"), ("|", "|"), ("50%", "c"), ("%2", "5|c")]


@pytest.mark.parametrize(("source", "entity"), ODD)
def test_a_track_is_found_by_its_id_whatever_stands_in_the_names(source: str, entity: str) -> None:
    name = track_id(source, entity)
    assert of_track_id(name) == (source, entity)
    assert [track_id(*other) for other in ODD].count(name) == 1
    engine = live()
    touched = engine.on_batch(engine.adopt(at([12_000], source=source, entity=entity))).touched
    assert touched.tolist() == [engine.number_of(name)]


def test_the_scene_has_range_depth_and_a_short_tail_of_those_near() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at(np.linspace(14_000, 8_000, 100).tolist())))
    number = engine.number_of("radar|sim:a")
    near = engine.scene.near[number]
    assert near.range_m == pytest.approx(8_000, abs=1e-3)
    assert near.depth_m == pytest.approx(2_000, abs=1e-3)
    assert len(engine.scene.tail(number)) == TAIL
    times = [time_ns for time_ns, _ in engine.scene.ranges["z", number]]
    assert len(times) == 100
    assert times == sorted(times)


def test_who_never_came_near_has_a_place_and_no_ranges() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at([400_000, 399_000])))
    number = engine.number_of("radar|sim:a")
    assert number not in engine.scene.near
    assert not engine.scene.ranges
    assert engine.scene.last("lat")[number] > SITE[0]


def test_who_goes_away_is_no_longer_near() -> None:
    engine = live()
    engine.on_batch(engine.adopt(at([9_000, 100_000])))
    assert engine.number_of("radar|sim:a") not in engine.scene.near
