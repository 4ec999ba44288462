"""Ground truth against arithmetic that needs no geodesy library, and against brute force."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from standoff.model.times import from_datetime, from_rfc3339
from standoff.sim.movement import trajectories
from standoff.sim.scenario import Drive, Group, Halt, Place, Ring, Scenario, Site, Source, Step, Variant, Vehicle, Zone
from standoff.sim.truth import VehicleTruth, truth_of

WGS84 = Geod(ellps="WGS84")
START = datetime(2017, 5, 18, 6, tzinfo=UTC)
START_NS = from_datetime(START)


def scene(places: list[tuple[float, float]], steps: list[Step], *radii_m: float, site: Site | None = None) -> Scenario:
    """One vehicle about a site on the equator, with a zone of the first radius and rings of the others."""
    rings = tuple(Ring(name=f"r{radius:.0f}", range_m=radius) for radius in radii_m[1:])
    return Scenario(
        name="scene",
        title="scene",
        provenance="made up",
        start=START,
        duration_s=7200,
        default_variant="v",
        site=site or Site(lat=0, lon=0),
        places={f"p{n}": Place(range_m=range_m, bearing_deg=deg) for n, (range_m, deg) in enumerate(places)},
        zones=(Zone(id="z", name="z", kind="deconfliction", radius_m=radii_m[0], rings=rings),),
        group=Group(begins_at="p0", spacing_m=50, vehicles=(Vehicle(id="one", label="truck"),)),
        sources=(Source(name="s", interval_s=10, err_major_m=1, err_minor_m=1),),
        variants={"v": Variant(says="x", steps=tuple(steps))},
    )


def truth(scenario: Scenario) -> VehicleTruth:
    moved = trajectories(scenario, scenario.variants["v"])[0]
    return truth_of(scenario, scenario.group.vehicles[0], moved, START_NS)


def found(scenario: Scenario) -> list[tuple[str, str | None, float]]:
    return [(c.kind, c.ring, _second(c.at)) for c in truth(scenario).crossings]


def _second(at: str) -> float:
    return (from_rfc3339(at) - START_NS) / 1e9


def drive(to: str, speed_mps: float = 10.0) -> Drive:
    return Drive(to=to, speed_mps=speed_mps)


def test_stays_outside() -> None:
    assert found(scene([(9000, 270), (5001, 270)], [drive("p1")], 5000)) == []


def test_along_the_equator_right_through_the_site() -> None:
    # On the equator the geodesic is the equator: ranges are plain differences, crossings plain division.
    through = scene([(9000, 270), (8000, 90)], [drive("p1")], 5000, 2000)
    expected = [("enter", None, 400.0), ("enter", "r2000", 700.0), ("exit", "r2000", 1100.0), ("exit", None, 1400.0)]
    assert found(through) == expected
    nearest = truth(through).nearest
    assert nearest.range_m == pytest.approx(0.0, abs=1e-3)
    assert _second(nearest.at) == pytest.approx(900.0, abs=1e-3)
    assert [c.range_m for c in truth(through).crossings] == pytest.approx([5000, 2000, 2000, 5000], abs=1e-3)


def test_finds_a_graze_of_nine_seconds() -> None:
    # A straight way 999 m north of the site inside a circle of 1 km: a chord of 2 * sqrt(1000^2 - 999^2) = 89.4 m.
    away = math.degrees(math.atan2(20_000, 999))
    graze = scene([(math.hypot(20_000, 999), 360 - away), (math.hypot(20_000, 999), away)], [drive("p1")], 1000)
    half_s = math.sqrt(1000**2 - 999**2) / 10
    (enter, _, entered_s), (leave, _, left_s) = found(graze)
    assert (enter, leave) == ("enter", "exit")
    # The earth's curve shifts a way of 40 km by less than a centimetre here; that is 0.02 s on this chord.
    assert entered_s == pytest.approx(2000 - half_s, abs=0.05)
    assert left_s == pytest.approx(2000 + half_s, abs=0.05)


def test_begins_inside_halts_and_leaves() -> None:
    leaves = scene([(3000, 90), (4000, 90), (6000, 90)], [drive("p1"), Halt(for_s=600), drive("p2")], 5000)
    assert found(leaves) == [("inside", None, 0.0), ("exit", None, 100.0 + 600.0 + 100.0)]
    halt, end = truth(leaves).halts
    assert (_second(halt.from_), _second(halt.to), halt.range_m) == (100.0, 700.0, pytest.approx(4000, abs=1e-3))
    assert (_second(end.from_), _second(end.to), end.range_m) == (900.0, 7200.0, pytest.approx(6000, abs=1e-3))
    assert truth(leaves).nearest.range_m == pytest.approx(3000, abs=1e-3)


def test_a_halt_is_nearest_from_its_beginning() -> None:
    halts = scene([(9000, 270), (6000, 270)], [drive("p1"), Halt(for_s=600)], 5000)
    assert truth(halts).nearest.range_m == pytest.approx(6000, abs=1e-3)
    assert _second(truth(halts).nearest.at) == pytest.approx(300.0, abs=2e-3)


@settings(deadline=None, max_examples=40)
@given(
    places=st.lists(st.tuples(st.floats(1000, 15_000), st.floats(0, 359)), min_size=2, max_size=5, unique=True),
    radius_m=st.floats(500, 16_000),
    lat=st.floats(-89, 89),
)
def test_agrees_with_brute_force_on_any_route(places: list[tuple[float, float]], radius_m: float, lat: float) -> None:
    scenario = scene(
        places, [drive(f"p{n}", 25.0) for n in range(1, len(places))], radius_m, site=Site(lat=lat, lon=179.99)
    )
    moved = trajectories(scenario, scenario.variants["v"])[0]
    crossings = truth(scenario).crossings
    assert all(a.kind != b.kind for a, b in itertools.pairwise(c for c in crossings if c.kind != "inside"))
    at_s = np.linspace(0, scenario.duration_s, 7201)
    lats, lons = moved.positions(at_s)
    _, _, range_m = WGS84.inv(lons, lats, np.full(at_s.size, 179.99), np.full(at_s.size, lat))
    told_inside = np.zeros(at_s.size, np.int64)
    for crossing in crossings:
        told_inside += (at_s >= _second(crossing.at)) * (-1 if crossing.kind == "exit" else 1)
    clear = np.abs(np.asarray(range_m) - radius_m) > 0.1  # 4 ms at 25 m/s
    assert np.array_equal(told_inside[clear], (np.asarray(range_m) <= radius_m)[clear])
