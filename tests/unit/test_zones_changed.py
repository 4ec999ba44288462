"""Zones that change while it runs: a boundary that passes over a track is `zone-changed`, never an enter or exit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from standoff.engine.engine import Engine, Settings
from standoff.kernels import geodesy
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.model.names import Names
from standoff.model.reports import ReportBatch, ReportFlag
from standoff.model.times import from_rfc3339
from standoff.model.units import SECOND_NS
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import Confirm, CrossingFold
from standoff.zones.geojson import read_zones

SITE = (33.50583, 38.61778)
NOON = from_rfc3339("2017-05-18T12:00:00Z")
CHANGE = NOON + 150 * SECOND_NS
"""Between the third report, at two minutes, and the fourth."""


def zone(name: str = "z", /, **properties: Any) -> dict[str, Any]:
    """A circle of 55 km round the site, with some properties."""
    geometry = {"type": "Point", "coordinates": [SITE[1], SITE[0]]}
    known = {"id": name, "name": name.upper(), "radius_m": 55_000}
    return {"type": "Feature", "geometry": geometry, "properties": known | properties}


def zones(*features: dict[str, Any]) -> Catalogue:
    return Catalogue(read_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "z.geojson"))


def box(half_deg: float) -> dict[str, Any]:
    """A square round the site."""
    lat, lon = SITE
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [[lon + x * half_deg, lat + y * half_deg] for x, y in corners]
    feature = zone()
    del feature["properties"]["radius_m"]
    return feature | {"geometry": {"type": "Polygon", "coordinates": [ring]}}


def reports(ranges_km: list[float], entity: str = "sim:v", **columns: Any) -> ReportBatch:
    """Synthetic: one vehicle at these distances from the site, one report a minute from noon."""
    count = len(ranges_km)
    same = np.ones(count)
    lat, lon = geodesy.direct(SITE[0] * same, SITE[1] * same, 320.0 * same, np.array(ranges_km) * 1000)
    known = {
        "time_ns": NOON + np.arange(count) * 60 * SECOND_NS,
        "lat": lat,
        "lon": lon,
        "entity": same,
        "source": same,
        "place": np.arange(count) + 1,
    }
    return ReportBatch.of(Names([entity]), Names(["radar"]), known | {n: np.array(c) for n, c in columns.items()})


def told(
    batch: ReportBatch, old: Catalogue, new: Catalogue, rule: Settings | None = None, from_ns: int = CHANGE
) -> list[Crossing]:
    """Crossings in their last form, in event order, where the zones change at a time."""
    engine = Engine(old, rule or Settings())
    engine.on_zones(new, from_ns)
    last = {c.key: c for c in [*engine.on_batch(batch), *engine.on_watermark()]}
    return sorted(last.values(), key=lambda c: (c.at_ns, c.key))


def kinds(crossings: list[Crossing]) -> list[tuple[str, str | None, bool | None]]:
    return [(c.kind.value, c.ring, c.inside) for c in crossings if c.standing is Standing.CONFIRMED]


INTO, OUT = ("zone-changed", None, True), ("zone-changed", None, False)
ENTER, EXIT, INSIDE = ("enter", None, None), ("exit", None, None), ("inside", None, None)
WEST = [SITE[1] - 2, SITE[0]]
OFF = {"schedule": [{"start": "2017-05-19T00:00:00Z", "end": "2017-05-20T00:00:00Z"}]}
ON = {"schedule": [{"start": "2017-05-18T00:00:00Z", "end": "2017-05-19T00:00:00Z"}]}
HIGH = {"floor_m": 1000, "vertical_reference": "hae"}
LOW = {"ceiling_m": 1000, "vertical_reference": "hae"}

CASES: dict[str, tuple[list[float], dict[str, Any], dict[str, Any] | None, list[Any]]] = {
    "nothing but the name is another: nothing is said": (
        [60, 50, 40, 30, 60, 61],
        zone(),
        zone(name="N"),
        [ENTER, EXIT],
    ),
    "the same, written anew: nothing is said": ([60, 50, 40, 30, 60, 61], zone(), zone(), [ENTER, EXIT]),
    "grown, and who was inside still is": ([60, 50, 40, 30, 60, 61], zone(), zone(radius_m=58_000), [ENTER, EXIT]),
    "shrunk, and left outside": ([60, 50, 40, 40, 41], zone(), zone(radius_m=30_000), [ENTER, OUT]),
    "shrunk, left outside, and entered again": (
        [60, 50, 40, 25, 24],
        zone(),
        zone(radius_m=30_000),
        [ENTER, OUT, ENTER],
    ),
    "grown over one who stands": ([60, 60, 60, 60, 60], zone(), zone(radius_m=65_000), [INTO]),
    "grown over one who then leaves": ([60, 60, 60, 70, 71], zone(), zone(radius_m=65_000), [INTO, EXIT]),
    "moved away": (
        [50, 40, 30, 30],
        zone(),
        zone() | {"geometry": {"type": "Point", "coordinates": WEST}},
        [INSIDE, OUT],
    ),
    "gone": ([50, 40, 30, 30], zone(), None, [INSIDE, OUT]),
    "gone, with nobody inside": ([70, 70, 70, 30], zone(), None, []),
    "another shape that holds the same": ([50, 40, 30, 30], zone(), box(0.4), [INSIDE]),
    "another shape that does not": ([50, 40, 39, 39], zone(), box(0.2), [INSIDE, OUT]),
    "switched off by a schedule": ([50, 40, 39, 39], zone(), zone(**OFF), [INSIDE, OUT]),
    "switched on by a schedule": ([50, 40, 39, 39], zone(**OFF), zone(**ON), [INTO]),
    "a ceiling below them": ([50, 40, 39, 39], zone(), zone(**LOW), [INSIDE, OUT]),
    "a floor below them": ([50, 40, 39, 39], zone(**LOW), zone(**HIGH), [INTO]),
    "one report inside so far, and it still is: the next decides": (
        [70, 60, 50, 40],
        zone(),
        zone(radius_m=56_000),
        [ENTER],
    ),
    "one report inside so far, and it is not any more": ([70, 60, 50, 50], zone(), zone(radius_m=45_000), []),
    "one report outside so far, and it is inside again": ([50, 50, 57, 57], zone(), zone(radius_m=58_000), [INSIDE]),
    "one report outside so far, and the zone is gone": ([50, 50, 57, 57], zone(), None, [INSIDE, OUT]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_change_says_of_a_track(case: str) -> None:
    ranges_km, old, new, expected = CASES[case]
    heights = np.full(len(ranges_km), 5_000.0)
    batch = reports(ranges_km, alt_hae_m=heights)
    after = zones(new) if new else zones(zone("other", radius_m=10))
    assert kinds(told(batch, zones(old), after)) == expected


@pytest.mark.parametrize("case", CASES)
def test_per_report_it_says_the_same_of_what_is_confirmed(case: str) -> None:
    ranges_km, old, new, _ = CASES[case]
    after = zones(new) if new else zones(zone("other", radius_m=10))
    crossings = told(
        reports(ranges_km, alt_hae_m=np.full(len(ranges_km), 5_000.0)), zones(old), after, Settings(Confirm.NONE)
    )
    states = {"enter": True, "inside": True, "exit": False}
    inside = False
    for crossing in crossings:
        now = crossing.inside if crossing.inside is not None else states[crossing.kind.value]
        assert now is not inside, "every crossing changes what is so"
        inside = now
    last = reports(ranges_km).take(np.array([len(ranges_km) - 1]))
    region = after.regions[0]
    holds = (
        region.zone.id == "z"
        and region.holds(last.lat, last.lon, last.time_ns, np.array([5_000.0]), np.array([np.nan])).item()
    )
    assert inside is bool(holds)


def test_rings_are_judged_each_by_itself() -> None:
    old = zones(zone(rings=[{"name": "a", "range_m": 45_000}, {"name": "b", "range_m": 35_000}]))
    new = zones(zone(rings=[{"name": "a", "range_m": 45_000}, {"name": "c", "range_m": 42_000}]))
    found = told(reports([50, 30, 30, 30]), old, new)
    changed = [c for c in found if c.kind is CrossingKind.ZONE_CHANGED]
    assert [(c.ring, c.inside) for c in changed] == [("b", False), ("c", True)]
    assert "ring b of Z applies no more from" in changed[0].because


def test_a_change_says_why_and_rests_on_the_last_report() -> None:
    flags = np.full(3, ReportFlag.EXERCISE)
    found = told(reports([50, 40, 39], flags=flags), zones(zone()), zones(zone(radius_m=30_000)))
    change = found[-1]
    assert change.because == (
        "zone Z was changed at 2017-05-18T12:02:30.000Z: the last report, at 2017-05-18T12:02:00.000Z, "
        "was inside it, and is outside it as it is now"
    )
    assert (change.at_ns, change.after.time_ns, change.after.place) == (CHANGE, NOON + 120 * SECOND_NS, 3)
    assert (change.before, change.status.value, change.track, change.source) == (None, "exercise", "sim:v", "radar")
    assert change.range_m == pytest.approx(39_000, abs=1e-3)


def test_a_withdrawn_crossing_says_that_the_zone_was_changed() -> None:
    found = told(reports([70, 60, 50, 50]), zones(zone()), zones(zone(radius_m=45_000)))
    withdrawn = [c for c in found if c.standing is Standing.WITHDRAWN]
    assert len(withdrawn) == 1
    assert withdrawn[0].because.endswith("withdrawn, because the zone was changed at 2017-05-18T12:02:30.000Z")


def test_nothing_crosses_a_boundary_before_it_is_in_force() -> None:
    """By even speed it would have been crossed 15 s after the last report, 15 s before the change."""
    found = told(
        reports([60, 60, 60, 56]), zones(zone(radius_m=1_000)), zones(zone(radius_m=59_000)), Settings(Confirm.NONE)
    )
    assert kinds(found) == [ENTER]
    assert found[0].at_ns == CHANGE
    assert found[0].range_m == pytest.approx(58_000, abs=5)


def test_a_track_that_is_heard_no_more_is_told_of_at_the_end() -> None:
    found = told(reports([50, 40]), zones(zone()), zones(zone(radius_m=1_000)))
    assert kinds(found) == [INSIDE, OUT]


def test_two_changes_while_nothing_is_heard_are_two() -> None:
    engine = Engine(zones(zone()), Settings())
    engine.on_zones(zones(zone(radius_m=1_000)), CHANGE)
    engine.on_zones(zones(zone()), CHANGE + 10 * SECOND_NS)
    found = [*engine.on_batch(reports([50, 40, 30, 30])), *engine.on_watermark()]
    last = {c.key: c for c in found}
    assert kinds(list(last.values())) == [INSIDE, OUT, INTO]


@pytest.mark.parametrize("late_ns", [NOON, NOON + 60 * SECOND_NS])
def test_a_change_of_what_has_been_decided_is_refused(late_ns: int) -> None:
    engine = Engine(zones(zone()), Settings(lateness_ns=0))
    engine.on_batch(reports([50, 40, 30]))
    with pytest.raises(ValueError, match=r"verdicts up to 2017-05-18T12:01:00\.000Z are out"):
        engine.on_zones(zones(zone()), late_ns)
    engine.on_zones(zones(zone()), late_ns + 61 * SECOND_NS)


def test_a_change_before_an_earlier_one_is_refused() -> None:
    engine = Engine(zones(zone()), Settings())
    engine.on_zones(zones(zone()), CHANGE)
    with pytest.raises(ValueError, match="come too late"):
        engine.on_zones(zones(zone()), CHANGE)


def test_only_a_successor_takes_over_tracks() -> None:
    fold = CrossingFold(zones(zone()), Confirm.NONE, 0)
    with pytest.raises(ValueError, match="successor"):
        fold.inherit(fold.snapshot(), None)  # pyright: ignore[reportArgumentType] - it is not looked at


def test_figures_go_on_over_a_change_and_count_no_change() -> None:
    engine = Engine(zones(zone()), Settings())
    engine.on_zones(zones(zone(radius_m=45_000), zone("y")), CHANGE)
    crossings = [*engine.on_batch(reports([60, 50, 40, 50, 50])), *engine.on_watermark()]
    engine.totals.count([c for c in crossings if c.standing is Standing.CONFIRMED])
    totals = engine.totals.zones
    assert (totals["z"].enters, totals["z"].exits, totals["z"].reports_inside, totals["z"].last_inside) == (1, 1, 2, 0)
    assert (totals["y"].enters, totals["y"].tracks_entered, totals["y"].last_inside) == (0, 1, 1)
    assert [z.id for z in engine.zones] == ["z", "y"]
