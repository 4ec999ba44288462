"""The fold to crossings: what one, two, three reports in a row confirm; what a pass is; what a gap leaves open."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from standoff.engine.engine import Engine, Settings
from standoff.kernels import geodesy
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.model.names import Names
from standoff.model.reports import ReportBatch, ReportFlag
from standoff.model.times import from_rfc3339
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import Confirm
from standoff.zones.geojson import read_zones

SITE = (33.50583, 38.61778)
SECOND = 1_000_000_000
NOON = from_rfc3339("2017-05-18T12:00:00Z")


def catalogue(**properties: Any) -> Catalogue:
    """One circle of 55 km round the site, with some properties."""
    geometry = {"type": "Point", "coordinates": [SITE[1], SITE[0]]}
    zone = {
        "type": "Feature",
        "geometry": geometry,
        "properties": {"id": "z", "name": "Z", "radius_m": 55_000, **properties},
    }
    return Catalogue(read_zones(json.dumps(zone).encode(), "z.geojson"))


def reports(ranges_km: list[float], *, step_s: float = 60, azimuth: float = 320.0, **columns: Any) -> ReportBatch:
    """Synthetic: one vehicle at these distances from the site, one report a minute."""
    count = len(ranges_km)
    same = np.ones(count)
    lat, lon = geodesy.direct(SITE[0] * same, SITE[1] * same, azimuth * same, np.array(ranges_km) * 1000)
    known = {
        "time_ns": NOON + (np.arange(count) * step_s * SECOND).astype(np.int64),
        "lat": lat,
        "lon": lon,
        "entity": np.ones(count),
        "source": np.ones(count),
        "place": np.arange(count) + 1,
    }
    return ReportBatch.of(Names(["sim:v"]), Names(["radar"]), known | {n: np.array(c) for n, c in columns.items()})


def run(batch: ReportBatch, zones: Catalogue | None = None, rule: Settings | None = None) -> list[Crossing]:
    """Crossings in their last form, in event order."""
    engine = Engine(zones or catalogue(), rule or Settings())
    last = {c.key: c for c in [*engine.on_batch(batch), *engine.on_watermark()]}
    return sorted(last.values(), key=lambda c: c.at_ns)


OUT, IN = 60.0, 50.0
SEQUENCES: dict[str, tuple[list[float], list[tuple[str, str]]]] = {
    "never inside": ([OUT] * 3, []),
    "comes in and stays": ([OUT, OUT, IN, IN], [("enter", "confirmed")]),
    "one stray report inside confirms nothing": ([OUT, OUT, IN, OUT, OUT], [("enter", "withdrawn")]),
    "one stray report outside confirms nothing": (
        [OUT, IN, IN, OUT, IN, IN],
        [("enter", "confirmed"), ("exit", "withdrawn")],
    ),
    "comes in and leaves": ([OUT, IN, IN, OUT, OUT], [("enter", "confirmed"), ("exit", "confirmed")]),
    "the last report stands alone": ([OUT, OUT, IN], [("enter", "provisional")]),
    "begins inside": ([IN, IN, OUT, OUT], [("inside", "confirmed"), ("exit", "confirmed")]),
    "one stray report inside at the beginning": ([IN, OUT, OUT, OUT], [("inside", "withdrawn")]),
    "flickers over the boundary": (
        [OUT, IN, OUT, IN, OUT, IN, IN],
        [("enter", "withdrawn"), ("enter", "withdrawn"), ("enter", "confirmed")],
    ),
    "one report only": ([IN], [("inside", "provisional")]),
    "nothing at all": ([], []),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_two_reports_in_a_row_confirm(name: str) -> None:
    ranges, expected = SEQUENCES[name]
    assert [(c.kind.value, c.standing.value) for c in run(reports(ranges))] == expected


@pytest.mark.parametrize("name", SEQUENCES)
def test_without_confirmation_every_change_counts(name: str) -> None:
    ranges, _ = SEQUENCES[name]
    inside = [r == IN for r in ranges]
    changes = ["enter" if now else "exit" for was, now in pairwise(inside) if was != now]
    expected = ["inside"] * (inside[:1] == [True]) + changes
    found = run(reports(ranges), rule=Settings(Confirm.NONE))
    assert [c.kind.value for c in found] == expected
    assert all(c.standing is Standing.CONFIRMED for c in found)


REPEATED = {
    "a stray report": ([OUT, OUT, IN, IN, IN, OUT, OUT], [0, 1, 2, 2, 2, 3, 4], [("enter", "withdrawn")]),
    "a last report": ([OUT, OUT, IN, IN], [0, 1, 2, 2], [("enter", "provisional")]),
    "a report that is borne out later": ([OUT, OUT, IN, IN, IN], [0, 1, 2, 2, 3], [("enter", "confirmed")]),
}


@pytest.mark.parametrize("size", [1, 100], ids=["report by report", "in one batch"])
@pytest.mark.parametrize("name", REPEATED)
def test_a_report_that_is_said_again_confirms_nothing(name: str, size: int) -> None:
    ranges, minutes, expected = REPEATED[name]
    batch = reports(ranges)
    batch.time_ns[:] = NOON + np.array(minutes) * 60 * SECOND
    engine = Engine(catalogue(), Settings(lateness_ns=0))
    last: dict[Any, Crossing] = {}
    for start in range(0, len(batch), size):
        last |= {c.key: c for c in engine.on_batch(batch.take(slice(start, start + size)))}
    last |= {c.key: c for c in engine.on_watermark()}
    assert [(c.kind.value, c.standing.value) for c in last.values()] == expected


def test_the_place_and_time_of_a_crossing_lie_on_the_boundary() -> None:
    (crossing,) = run(reports([57.0, 56.0, 54.0, 53.0]))
    assert crossing.range_m == pytest.approx(55_000, abs=0.001)
    assert crossing.at_ns == pytest.approx(NOON + 90 * SECOND, abs=2_000_000)
    assert crossing.before is not None
    assert (crossing.before.place, crossing.after.place) == (2, 3)
    assert crossing.because == ("outside zone Z at 2017-05-18T12:01:00.000Z, inside it at 2017-05-18T12:02:00.000Z")


def test_over_a_gap_nothing_is_interpolated_and_the_sentence_says_so() -> None:
    batch = reports([60.0, 54.0, 53.0], step_s=1000)
    (crossing,) = run(batch)
    assert crossing.at_ns == batch.time_ns[1]
    assert (crossing.lat, crossing.lon) == (batch.lat[1], batch.lon[1])
    assert crossing.because.endswith("no report between, so when and where it crossed is not known")


def chord(distance_km: float, *, half_km: float = 36, step_s: float = 600) -> ReportBatch:
    """Synthetic: two reports, the way between which comes this near to the site, a third of the way along."""
    nearest = geodesy.direct(np.array([SITE[0]]), np.array([SITE[1]]), np.array([0.0]), np.array([distance_km * 1000]))
    legs = ((270.0, half_km * 2 / 3), (90.0, half_km * 4 / 3))
    ends = [geodesy.direct(*nearest, np.array([bearing]), np.array([leg * 1000])) for bearing, leg in legs]
    batch = reports([60.0, 60.0], step_s=step_s)
    batch.lat[:], batch.lon[:] = [e[0][0] for e in ends], [e[1][0] for e in ends]
    return batch


PASSES = {
    "well through": (50.0, 600, 1),
    "by ten centimetres": (54.9999, 600, 1),
    "missed by ten centimetres": (55.0001, 600, 0),
    "through, but too long between reports": (50.0, 901, 0),
}


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_is_a_way_that_leads_through_between_two_reports_outside(name: str) -> None:
    distance_km, step_s, expected = PASSES[name]
    found = run(chord(distance_km, step_s=step_s))
    assert [c.kind for c in found] == [CrossingKind.PASS] * expected
    if found:
        assert found[0].range_m == pytest.approx(distance_km * 1000, abs=0.5)
        assert found[0].at_ns == pytest.approx(NOON + step_s * SECOND / 3, abs=SECOND)


def test_a_way_bulges_towards_the_pole_and_is_seen_there() -> None:
    """Synthetic: from 0 to 8 degrees east at 60 N, the geodesic rises 6.7 km over the parallel of its ends."""
    circle = {"type": "Point", "coordinates": [4, 60.0604]}
    feature = {"type": "Feature", "geometry": circle, "properties": {"id": "c", "radius_m": 500}}
    batch = reports([1.0, 1.0], step_s=600)
    batch.lat[:], batch.lon[:] = 60, [0, 8]
    (crossing,) = run(batch, Catalogue(read_zones(json.dumps(feature).encode(), "c.geojson")))
    assert crossing.kind is CrossingKind.PASS


def test_a_way_that_leads_through_twice_is_one_pass_at_a_place_inside() -> None:
    """Synthetic: a zone like a C, crossed from south to north through both of its arms."""
    ring = [[0, 0.2], [1, 0.2], [1, 0.3], [0.1, 0.3], [0.1, 0.45], [1, 0.45], [1, 0.55], [0, 0.55], [0, 0.2]]
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"id": "c"}}
    zones = Catalogue(read_zones(json.dumps(feature).encode(), "c.geojson"))
    batch = reports([1.0, 1.0], step_s=600)
    batch.lat[:], batch.lon[:] = [0, 1], 0.5
    (crossing,) = run(batch, zones)
    assert crossing.kind is CrossingKind.PASS
    assert zones.regions[0].surface.covers(np.array([crossing.lat]), np.array([crossing.lon])).all()


HEIGHTS: dict[str, tuple[dict[str, Any], int]] = {
    "below the ceiling": ({"alt_baro_m": [900.0] * 4}, 1),
    "above the ceiling": ({"alt_baro_m": [1100.0] * 4}, 0),
    "unknown height counts as inside": ({}, 1),
    "height in another reference counts as inside": ({"alt_hae_m": [1100.0] * 4}, 1),
    "sinks into it": ({"alt_baro_m": [1100.0, 1100.0, 900.0, 900.0]}, 1),
}


@pytest.mark.parametrize("name", HEIGHTS)
def test_only_a_height_in_the_zones_own_reference_lets_out(name: str) -> None:
    columns, expected = HEIGHTS[name]
    zones = catalogue(ceiling_m=1000, vertical_reference="baro")
    found = run(reports([56.0, 54.0, 53.0, 52.0], **columns), zones)
    assert [c.kind for c in found] == [CrossingKind.ENTER] * expected


@pytest.mark.parametrize(("heights", "expected"), [([1200.0, 1100.0], 0), ([1200.0, 900.0], 1), ([np.nan, 900.0], 1)])
def test_a_pass_above_the_ceiling_is_none(heights: list[float], expected: int) -> None:
    batch = chord(54.0, half_km=45)
    batch.alt_baro_m[:] = heights
    found = run(batch, catalogue(ceiling_m=1100, floor_m=0, vertical_reference="baro"))
    assert len(found) == expected


def test_a_zone_that_is_switched_off_holds_nobody() -> None:
    window = {"start": "2017-05-18T12:02:30Z", "end": "2017-05-18T12:04:30Z"}
    found = run(reports([50.0] * 8), catalogue(schedule=[window]), Settings(Confirm.NONE))
    assert [c.kind.value for c in found] == ["enter", "exit"]
    # not a nanosecond too soon: text of it is rounded down
    assert [c.at_ns - NOON for c in found] == pytest.approx([150 * SECOND, 270 * SECOND], abs=1000)
    assert all(c.at_ns >= NOON + s * SECOND for c, s in zip(found, (150, 270), strict=True))
    assert [c.because.rpartition("; ")[2] for c in found] == [
        "the zone was switched on between",
        "the zone was switched off between",
    ]


def test_a_window_repeats_by_its_rule_and_crosses_midnight() -> None:
    window = {"start": "2017-05-01T23:00:00Z", "end": "2017-05-02T01:00:00Z", "rrule": "FREQ=DAILY"}
    engine = Engine(catalogue(schedule=[window]), Settings(Confirm.NONE))
    batch = reports([50.0] * 25, step_s=3600)
    engine.on_batch(batch)
    engine.on_watermark()
    assert engine.totals.zones["z"].reports_inside == 2


def test_rings_are_crossed_on_their_own_and_nearer_ones_later() -> None:
    rings = [{"name": "inner", "range_m": 30_000}, {"name": "outer", "offset_m": 5_000}]
    found = run(reports([62.0, 59.0, 54.0, 40.0, 29.0, 28.0]), catalogue(rings=rings))
    assert [c.ring for c in found] == ["outer", None, "inner"]
    assert [round(c.range_m) for c in found] == [60_000, 55_000, 30_000]


def test_exercise_reports_make_exercise_crossings() -> None:
    found = run(reports([60.0, 54.0, 53.0], flags=[ReportFlag.EXERCISE] * 3))
    assert [c.status.value for c in found] == ["exercise"]


def test_reports_without_identity_belong_to_no_track() -> None:
    engine = Engine(catalogue(), Settings())
    batch = reports([60.0, 54.0, 53.0], entity=[0, 0, 0])
    assert engine.on_batch(batch) + engine.on_watermark() == []
    assert (engine.untracked, engine.track_count) == (3, 0)


def test_two_sources_that_see_the_same_vehicle_make_two_tracks() -> None:
    batch = reports([60.0, 60.0, 54.0, 54.0, 53.0, 53.0])
    batch = ReportBatch.of(
        batch.entities, Names(["radar", "uav"]), dict(batch.columns()) | {"source": np.array([1, 2] * 3)}
    )
    assert [c.source for c in sorted(run(batch), key=lambda c: c.source)] == ["radar", "uav"]


def test_a_verdict_that_rests_on_an_unknown_height_says_so() -> None:
    zones = catalogue(ceiling_m=1000, vertical_reference="agl")
    (crossing,) = run(reports([56.0, 54.0, 53.0], alt_baro_m=[900.0] * 3), zones)
    assert crossing.because.endswith("a height that cannot be compared with the zone's counts as within it")
    comparable = catalogue(ceiling_m=1000, vertical_reference="baro")
    (crossing,) = run(reports([56.0, 54.0, 53.0], alt_baro_m=[900.0] * 3), comparable)
    assert crossing.because.endswith("Z")


def test_the_nearest_report_is_named_though_it_never_came_inside() -> None:
    engine = Engine(catalogue(), Settings())
    engine.on_batch(reports([80.0, 64.0, 70.0]))
    engine.on_watermark()
    totals = engine.totals.zones["z"]
    assert totals.nearest_range_m == pytest.approx(64_000, abs=0.001)
    assert (totals.nearest_track, totals.nearest_at) == ("sim:v", "2017-05-18T12:01:00.000Z")
    assert totals.deepest_m is None
