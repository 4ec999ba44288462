"""The al-Tanf scenario: the disputed variants are what they say, whatever the seed, and all of it is labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from pyproj import Geod

from standoff.model.errors import UnusableInputError
from standoff.model.report_line import ReportLine, Status
from standoff.model.times import from_datetime, from_rfc3339
from standoff.sim.movement import trajectories
from standoff.sim.reading import load_scenario
from standoff.sim.simulation import Simulation, simulate

WGS84 = Geod(ellps="WGS84")
PATH = Path(__file__).parents[2] / "scenarios" / "tanf-2017.toml"
SCENARIO = load_scenario(PATH.read_text(encoding="utf-8"), PATH.name)
START_NS = from_datetime(SCENARIO.start)
VARIANTS = ["halts-27km", "halts-64km", "turns-back", "they-call-first"]
CIRCLES_M = [55_000, 40_000, 30_000]
SITE = SCENARIO.site


@pytest.fixture(scope="module")
def runs() -> dict[str, Simulation]:
    return {variant: simulate(SCENARIO, variant, 7) for variant in VARIANTS}


def truth(run: Simulation) -> dict[str, Any]:
    return json.loads(run.files()["truth.json"])


def kinds(run: Simulation, ring: str | None) -> list[list[str]]:
    return [[c.kind for c in vehicle.crossings if c.ring == ring] for vehicle in run.vehicles]


def ranges_m(lat: Any, lon: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    size = len(lat)
    return np.asarray(WGS84.inv(lon, lat, np.full(size, SITE.lon), np.full(size, SITE.lat))[2])


def test_refuses_an_unknown_variant_and_names_those_there_are() -> None:
    with pytest.raises(UnusableInputError, match="halts-27km, halts-64km, turns-back, they-call-first"):
        simulate(SCENARIO, "halts-40mi", 1)


def test_refuses_a_negative_seed() -> None:
    with pytest.raises(UnusableInputError, match="seed"):
        simulate(SCENARIO, None, -1)


def test_at_64_km_nobody_is_ever_inside_and_no_report_says_so(runs: dict[str, Simulation]) -> None:
    run = runs["halts-64km"]
    assert all(vehicle.crossings == () for vehicle in run.vehicles)
    assert min(vehicle.nearest.range_m for vehicle in run.vehicles) > 63_900
    group = [line for line in run.reports if line.entity.startswith("sim:vehicle-")]
    assert len(group) > 10_000
    assert ranges_m([line.lat for line in group], [line.lon for line in group]).min() > 60_000


def test_at_27_km_everybody_enters_once_and_stays(runs: dict[str, Simulation]) -> None:
    run = runs["halts-27km"]
    assert kinds(run, None) == [["enter"]] * 20
    assert kinds(run, "ring-40km") == [["enter"]] * 20
    assert kinds(run, "ring-30km") == [["enter"]] * 20
    lead = run.vehicles[0]
    assert lead.nearest.range_m == pytest.approx(27_000, abs=20)
    (halt,) = lead.halts
    assert from_rfc3339(halt.to) - from_rfc3339(halt.from_) >= 40 * 60 * 10**9


def test_turning_back_everybody_enters_and_leaves_again(runs: dict[str, Simulation]) -> None:
    run = runs["turns-back"]
    assert kinds(run, None) == [["enter", "exit"]] * 20
    assert kinds(run, "ring-40km") == [[]] * 20
    assert all(43_900 < vehicle.nearest.range_m < 44_100 for vehicle in run.vehicles)
    assert all(vehicle.halts[-1].range_m > 60_000 for vehicle in run.vehicles)


def test_calling_first_everybody_enters_stops_at_the_wadi_and_leaves_again(runs: dict[str, Simulation]) -> None:
    run = runs["they-call-first"]
    assert kinds(run, None) == [["enter", "exit"]] * 20
    assert kinds(run, "ring-40km") == [[]] * 20
    assert all(47_900 < vehicle.nearest.range_m < 48_100 for vehicle in run.vehicles)


@pytest.mark.parametrize("variant", VARIANTS)
def test_others_are_inside_from_the_start_and_pass_no_circle(runs: dict[str, Simulation], variant: str) -> None:
    run = runs[variant]
    assert [other.entity for other in run.others] == ["sim:trader-1", "sim:trader-2", "sim:shepherd"]
    for other in run.others:
        assert {c.kind for c in other.crossings} == {"inside"}
        assert other.crossings[0].ring is None
        lines = [line for line in run.reports if line.entity == other.entity]
        assert 20 < len(lines) < 100
        assert len({line.source for line in lines}) == 1
        assert lines[0].time < "2017-05-18T06:30"  # before anybody comes: they are no part of what begins then
        seen_m = ranges_m([line.lat for line in lines], [line.lon for line in lines])
        assert seen_m.max() < 52_000
        assert all(np.abs(seen_m - circle_m).min() > 1_000 for circle_m in CIRCLES_M)


def test_others_leave_the_noise_of_the_group_as_it_was(runs: dict[str, Simulation]) -> None:
    alone = simulate(msgspec.structs.replace(SCENARIO, others=()), "halts-27km", 7)
    group = tuple(line for line in runs["halts-27km"].reports if line.entity.startswith("sim:vehicle-"))
    assert alone.reports == group
    assert alone.vehicles == runs["halts-27km"].vehicles


@pytest.mark.parametrize("variant", VARIANTS)
def test_others_do_the_same_in_every_variant(runs: dict[str, Simulation], variant: str) -> None:
    assert runs[variant].others == runs["halts-64km"].others


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_circle_is_within_1_km_of_a_halt(runs: dict[str, Simulation], variant: str) -> None:
    halts = [halt.range_m for vehicle in runs[variant].vehicles for halt in vehicle.halts]
    assert min(abs(range_m - circle) for range_m in halts for circle in CIRCLES_M) > 1_000


@pytest.mark.parametrize("variant", VARIANTS)
def test_true_crossings_agree_with_brute_force(runs: dict[str, Simulation], variant: str) -> None:
    at_s = np.arange(0.0, SCENARIO.duration_s + 1)
    moved = trajectories(SCENARIO, SCENARIO.variants[variant])
    for trajectory, vehicle in zip(moved, runs[variant].vehicles, strict=True):
        range_m = ranges_m(*trajectory.positions(at_s))
        for ring, radius_m in ((None, 55_000), ("ring-40km", 40_000), ("ring-30km", 30_000)):
            crossings = [c for c in vehicle.crossings if c.ring == ring]
            changes = np.flatnonzero(np.diff(range_m <= radius_m))
            told_s = np.array([(from_rfc3339(c.at) - START_NS) / 1e9 for c in crossings])
            assert told_s.astype(np.int64).tolist() == changes.tolist()
            assert [c.kind == "enter" for c in crossings] == (range_m[changes] > radius_m).tolist()
            # 1 ms at 10.5 m/s is about 1 cm.
            assert ranges_m(*trajectory.positions(told_s)) == pytest.approx(radius_m, abs=0.012)
        # No sample is nearer than the truth says, and half a second away there is one.
        assert -0.001 < range_m.min() - vehicle.nearest.range_m < 0.5 * 10.5


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_boundary_is_crossed_at_a_clear_angle(variant: str) -> None:
    at_s = np.arange(0.0, SCENARIO.duration_s, 10.0)
    for trajectory in trajectories(SCENARIO, SCENARIO.variants[variant]):
        range_m = ranges_m(*trajectory.positions(at_s))
        closing_mps = np.abs(np.diff(range_m)) / 10
        assert closing_mps[np.abs(range_m[:-1] - 55_000) < 500].min(initial=99.0) > 8.5


def test_vehicles_follow_one_another_at_the_stated_spacing() -> None:
    moved = trajectories(SCENARIO, SCENARIO.variants["halts-27km"])
    lats, lons = zip(*(t.positions(np.array([3000.0])) for t in moved), strict=True)
    lat, lon = np.concatenate(lats), np.concatenate(lons)
    _, _, gap_m = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert np.all((np.asarray(gap_m) > 60) & (np.asarray(gap_m) < 80))
    assert np.all(np.diff(ranges_m(lat, lon)) > 0)


@pytest.mark.parametrize(
    ("name", "major_m", "minor_m", "axis_deg"), [("uav-east", 60, 40, 30), ("ground-radar", 250, 120, 45)]
)
def test_reports_scatter_about_the_truth_as_stated(
    runs: dict[str, Simulation], name: str, major_m: float, minor_m: float, axis_deg: float
) -> None:
    run = runs["halts-27km"]
    moved = trajectories(SCENARIO, SCENARIO.variants["halts-27km"])
    along: list[float] = []
    across: list[float] = []
    for vehicle, trajectory in zip(run.vehicles, moved, strict=True):
        lines = [line for line in run.reports if line.entity == vehicle.entity and line.source == name]
        at_s = np.array([(from_rfc3339(line.time) - START_NS) / 1e9 for line in lines])
        true_lat, true_lon = trajectory.positions(at_s)
        azimuth, _, off_m = WGS84.inv(true_lon, true_lat, [line.lon for line in lines], [line.lat for line in lines])
        turned = np.radians(np.asarray(azimuth) - axis_deg)
        along.extend(np.asarray(off_m) * np.cos(turned))
        across.extend(np.asarray(off_m) * np.sin(turned))
    assert np.std(along) == pytest.approx(major_m, rel=0.05)
    assert np.std(across) == pytest.approx(minor_m, rel=0.05)


@pytest.mark.parametrize("variant", VARIANTS)
def test_reports_are_labelled_bounded_and_in_order_of_arrival(runs: dict[str, Simulation], variant: str) -> None:
    text = runs[variant].files()["reports.jsonl"]
    lines = [msgspec.json.decode(row, type=ReportLine) for row in text.splitlines()]
    assert 10_000 < len(lines) < 20_000
    assert all(line.status is Status.EXERCISE for line in lines)
    assert text.count(b'"status":"exercise"') == len(lines)
    received = [line.received or "" for line in lines]
    assert received == sorted(received)
    assert all(line.time <= (line.received or "") for line in lines)
    pairs = {(line.source, line.entity) for line in lines if line.entity.startswith("sim:vehicle-")}
    assert pairs == {(s, f"sim:vehicle-{n:02d}") for s in ("uav-east", "ground-radar") for n in range(1, 21)}


def test_the_drone_is_off_station_for_seven_minutes_and_the_radar_is_not(runs: dict[str, Simulation]) -> None:
    within = [
        line.source
        for line in runs["halts-27km"].reports
        if "2017-05-18T06:50:00.000Z" <= line.time < "2017-05-18T06:57:00.000Z"
    ]
    assert set(within) == {"ground-radar"}
    assert len(within) > 200


def test_the_same_seed_gives_the_same_bytes(runs: dict[str, Simulation]) -> None:
    assert simulate(SCENARIO, None, 7).files() == runs["halts-27km"].files()


def test_another_seed_gives_other_noise_and_the_same_truth(runs: dict[str, Simulation]) -> None:
    other = simulate(SCENARIO, "halts-27km", 8)
    assert other.files()["reports.jsonl"] != runs["halts-27km"].files()["reports.jsonl"]
    assert truth(other) == truth(runs["halts-27km"]) | {"seed": 8}


def test_truth_is_labelled_synthetic_and_says_where_it_comes_from(runs: dict[str, Simulation]) -> None:
    told = truth(runs["turns-back"])
    assert (told["synthetic"], told["exercise"], told["seed"]) == (True, True, 7)
    assert (told["scenario"], told["variant"]) == ("tanf-2017", "turns-back")
    assert told["provenance"].startswith("Synthetic reconstruction")
    vehicle = told["vehicles"][0]
    assert set(vehicle) == {"entity", "label", "crossings", "nearest", "halts"}
    assert set(vehicle["crossings"][0]) == {"kind", "zone", "ring", "at", "lat", "lon", "range_m"}
    assert set(vehicle["halts"][0]) == {"from", "to", "lat", "lon", "range_m"}


def test_the_zone_is_a_point_with_a_radius_and_rings(runs: dict[str, Simulation]) -> None:
    (feature,) = json.loads(runs["halts-27km"].files()["zones.geojson"])["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [38.61778, 33.50583]}
    properties = feature["properties"]
    assert properties["rings"] == [
        {"name": "ring-40km", "range_m": 40_000},
        {"name": "ring-30km", "range_m": 30_000},
    ]
    assert (properties["id"], properties["kind"], properties["radius_m"]) == ("tanf", "deconfliction", 55_000)
    assert properties["site"] == [38.61778, 33.50583]
    assert properties["exercise"] is True
    assert properties["synthetic"] is True
