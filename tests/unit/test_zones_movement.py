"""The fold to how those in a zone move: what it says of tracks that come, stand, go, fall silent or lie."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from movement_in_hand import SITE, START_NS, ZONE, Watched, astray, crossed, driving_round, kinds, line, noisy

from standoff.model.crossing import CrossingKind, Standing
from standoff.model.movement import MovementKind
from standoff.model.report_line import Status
from standoff.model.units import SECOND_NS
from standoff.model.zone import Circle
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.reports import ReportBatch

COME, HALT, GO = MovementKind.APPROACH, MovementKind.HALT, MovementKind.WITHDRAW
SAYS: Final[dict[str, tuple[Callable[[], ReportBatch], set[MovementKind]]]] = {
    "a steady approach": (lambda: line(11.1), {COME}),
    "a slow approach": (lambda: line(2.5), {COME}),
    "a steady withdrawal": (lambda: line(-11.1), {GO}),
    "standing, exactly": (lambda: line(0), {HALT}),
    "on foot, not told from standing": (lambda: line(1.4), {HALT}),
    "standing, with the jitter of GPS (10 m)": (lambda: noisy(0, 5, 10), {HALT}),
    "standing, with the jitter of a poor receiver (50 m)": (lambda: noisy(0, 25, 50), {HALT}),
    "standing, by radar (300 m) every ten seconds": (lambda: noisy(0, 150, 300), {HALT}),
    "standing, by radar every half minute": (lambda: noisy(0, 150, 300, 30), set()),
    "an approach, with the jitter of a poor receiver": (lambda: noisy(8, 25, 50), {COME}),
    "an approach, by radar every ten seconds": (lambda: noisy(11.1, 150, 300), {COME}),
    "an approach, by radar every half minute": (lambda: noisy(11.1, 150, 300, 30), set()),
    "a withdrawal, with the jitter of a poor receiver": (lambda: noisy(-8, 25, 50), {GO}),
    "driving round the site": (driving_round, set()),
    "a single report": (lambda: line(11.1, 10), set()),
    "three reports": (lambda: line(11.1, 180, 60), set()),
    "four reports, of which one look comes": (lambda: line(11.1, 240, 60), set()),
    "five reports": (lambda: line(11.1, 300, 60), {COME}),
    "one report in five minutes": (lambda: line(11.1, 7200, 300), set()),
}


@pytest.mark.parametrize("case", SAYS)
def test_what_one_track_does_is_said_and_nothing_where_it_cannot_be_told(case: str) -> None:
    make, expected = SAYS[case]
    assert kinds(Watched().take(make())) == expected


@pytest.mark.parametrize("site", [SITE, (0.0, 179.9), (0.0, -179.9), (70.0, 20.0), (-85.0, 0.0)])
@pytest.mark.parametrize("azimuth", [0.0, 90.0, 270.0])
@pytest.mark.parametrize(("speed_mps", "kind"), [(11.1, COME), (-11.1, GO), (0.0, HALT)])
def test_rates_are_right_anywhere_on_earth(
    site: tuple[float, float], azimuth: float, speed_mps: float, kind: MovementKind
) -> None:
    watched = Watched(site=site)
    said = watched.take(line(speed_mps, azimuth=azimuth, site=site, from_m=17e3))
    assert kinds(said) == {kind}
    assert watched.rates == pytest.approx((speed_mps, abs(speed_mps)), abs=0.15)
    assert said[-1].closing_mps == watched.rates[0]
    assert said[-1].nearest_m == pytest.approx(17e3 - speed_mps * (said[-1].at_ns - START_NS) / SECOND_NS, abs=1)


def test_what_is_said_follows_what_they_do_within_four_minutes() -> None:
    watched = Watched()
    come, stand = line(11.1, 600), line(0, 1200, first_s=600.0, from_m=43_340)
    go = line(-11.1, 1800, first_s=1200.0, from_m=43_340 - 11.1 * 1200)
    said = watched.take(come, stand, go)
    first = {kind: min(m.at_ns - START_NS for m in said if m.kind is kind) / SECOND_NS for kind in kinds(said)}
    assert list(dict.fromkeys(m.kind for m in said)) == [COME, HALT, GO]
    assert first[COME] <= 240
    assert 600 < first[HALT] <= 840
    assert 1200 < first[GO] <= 1440
    assert sum(before.kind is not after.kind for before, after in pairwise(said)) == 2, "and never wavers"


def test_in_a_gap_nothing_is_said_and_after_it_only_what_new_reports_tell() -> None:
    said = Watched().take(line(11.1, 600), line(11.1, 1800, first_s=1200.0))
    assert kinds(said) == {COME}
    at_s = [(m.at_ns - START_NS) / SECOND_NS for m in said]
    assert [s for s in at_s if 590 < s < 1230] == []
    assert max(at_s) > 1700


def test_they_halt_while_nobody_looks_and_no_speed_is_made_up_for_the_gap() -> None:
    said = Watched().take(line(11.1, 600), line(0, 1800, first_s=1200.0, from_m=20e3))
    assert {m.kind for m in said if m.at_ns - START_NS > 600 * SECOND_NS} == {HALT}


def test_a_track_that_falls_silent_is_not_asked_and_the_others_decide() -> None:
    said = Watched(3).take(line(11.1, 600), line(11.1, 600, track=1), line(0, 1200, track=2, from_m=30e3))
    assert (said[-1].kind, said[-1].tracks, said[-1].inside) == (HALT, 1, 3)
    assert {m.kind for m in said if m.tracks == 3} == {COME}
    assert {m.tracks for m in said if m.at_ns > START_NS + 720 * SECOND_NS} == {1}


GROUPS: Final[dict[str, tuple[list[float], MovementKind]]] = {
    "one of five goes back": ([11, 11, 11, 11, -11], COME),
    "two of five go back": ([11, 11, 11, -11, -11], COME),
    "three of five stand": ([11, 0, 0, 0, 11], HALT),
    "one of three comes on": ([-8, -8, 11], GO),
    "all at their own speed": ([4, 7, 15], COME),
}


@pytest.mark.parametrize("case", GROUPS)
def test_of_a_group_the_median_decides(case: str) -> None:
    speeds, expected = GROUPS[case]
    said = Watched(len(speeds)).take(*(line(speed, track=track) for track, speed in enumerate(speeds)))
    assert kinds(said) == {expected}
    assert {m.tracks for m in said} == {len(speeds)}
    assert said[-1].closing_mps == pytest.approx(np.median(speeds), abs=0.1)


@pytest.mark.parametrize("far_m", [-20_000.0, 20_000.0])
def test_one_source_that_jumps_moves_nothing_of_a_group(far_m: float) -> None:
    tracks = [line(0, track=track) for track in range(3)]
    assert kinds(Watched(3).take(*tracks[:2], astray(tracks[2], far_m, 30))) == {HALT}


@pytest.mark.parametrize("every_s", [10, 60, 90])
@pytest.mark.parametrize("far_m", [-20_000.0, 20_000.0])
@pytest.mark.parametrize(("speed_mps", "kind"), [(11.1, COME), (0.0, HALT), (-11.1, GO)])
def test_one_wild_report_of_a_track_alone_moves_nothing(
    speed_mps: float, kind: MovementKind, far_m: float, every_s: float
) -> None:
    track = line(speed_mps, 15 * every_s, every_s)
    moved = [place for place in range(15) if kinds(Watched().take(astray(track, far_m, place))) != {kind}]
    assert moved == []


def test_reports_that_come_late_or_again_say_nothing_and_change_no_rate() -> None:
    watched = Watched()
    watched.take(line(11.1))
    before = watched.rates
    assert watched.arrive(line(-30, 500)) == []
    assert watched.arrive(line(11.1)) == []
    assert watched.rates == before
    assert kinds(watched.take(line(11.1, 1200, first_s=600.0))) == {COME}


def test_where_nobody_could_tell_at_the_last_look_no_rate_is_given() -> None:
    watched = Watched()
    watched.take(line(11.1), line(11.1, 3600, 300, first_s=1500.0))
    assert watched.fold.rates("z", Status.ACTUAL) is None


FOLLOWED: Final[dict[str, tuple[dict[str, Any], bool]]] = {
    "came in": ({}, True),
    "passed through": ({"kind": CrossingKind.PASS}, True),
    "was inside when first seen": ({"kind": CrossingKind.INSIDE}, False),
    "left": ({"kind": CrossingKind.EXIT}, False),
    "came in, by one report": ({"standing": Standing.PROVISIONAL}, False),
    "came in, and it was withdrawn": ({"standing": Standing.WITHDRAWN}, False),
    "was come over by the zone": ({"kind": CrossingKind.ZONE_CHANGED, "inside": True}, False),
    "crossed a ring": ({"ring": "r"}, False),
    "came in, in an exercise": ({"status": Status.EXERCISE}, True),
}


@pytest.mark.parametrize("case", FOLLOWED)
def test_who_crossed_in_is_followed(case: str) -> None:
    more, followed = FOLLOWED[case]
    watched = Watched(0)
    watched.fold.on_crossing(crossed(**more), 0)
    said = watched.take(line(11.1))
    assert kinds(said) == ({COME} if followed else set())
    assert {m.status for m in said} == ({more.get("status", Status.ACTUAL)} if followed else set())


def test_who_left_is_followed_for_an_hour_and_counts_as_outside_until_he_comes_back() -> None:
    watched = Watched(0)
    watched.fold.on_crossing(crossed(), 0)
    watched.fold.on_crossing(crossed(60, kind=CrossingKind.EXIT), 0)
    said = watched.take(line(-2.5, 7200, from_m=56e3))
    assert {m.inside for m in said} == {0}
    assert 3600 < (said[-1].at_ns - START_NS) / SECOND_NS <= 3660 + 30
    watched.fold.on_crossing(crossed(7200), 0)
    assert {m.inside for m in watched.take(line(5, 9000, first_s=7200.0, from_m=90e3))} == {1}


@pytest.mark.parametrize("inside", [True, False])
def test_who_is_followed_counts_as_a_change_of_the_zone_leaves_him(inside: bool) -> None:
    watched = Watched(0)
    watched.fold.on_crossing(crossed(), 0)
    if inside:
        watched.fold.on_crossing(crossed(30, kind=CrossingKind.EXIT), 0)
    watched.fold.on_crossing(crossed(60, kind=CrossingKind.ZONE_CHANGED, inside=inside), 0)
    assert {m.inside for m in watched.take(line(11.1))} == {int(inside)}


def test_nobody_who_left_or_is_outside_by_his_last_report_has_a_depth() -> None:
    watched = Watched(0)
    watched.fold.on_crossing(crossed(), 0)
    watched.fold.on_crossing(crossed(60, kind=CrossingKind.EXIT), 0)
    assert {m.deepest_m for m in watched.take(line(-2.5, from_m=30e3))} == {None}, "he left, whatever his reports say"
    said = Watched().take(line(-11.1, from_m=54e3))
    outside = [m.deepest_m is None for m in said if (m.at_ns - START_NS) / SECOND_NS * 11.1 > 1000]
    assert outside, "the case must come up"
    assert all(outside), "his leaving is not confirmed yet, and he is not inside"


def test_who_fell_silent_has_no_depth_as_he_has_no_range() -> None:
    said = Watched(2).take(line(0, 120, from_m=10e3), line(0, 1200, track=1, from_m=30e3))
    assert {round(m.deepest_m or 0, -2) for m in said if m.at_ns > START_NS + 300 * SECOND_NS} == {25_000}
    assert {round(m.deepest_m or 0, -2) for m in said if m.at_ns <= START_NS + 120 * SECOND_NS} == {45_000}


@pytest.mark.parametrize("far_m", [54_000.0, 40_000.0, 27_400.0, 100.0])
def test_the_depth_is_that_of_the_deepest_at_his_last_report(far_m: float) -> None:
    """In a circle the depth is the radius less the range, which is counted here along the line that was driven."""
    said = Watched(3).take(line(0, from_m=54_500), line(2.5, from_m=far_m, track=1), line(0, from_m=54_900, track=2))
    assert len(said) > 5
    for m in said:
        driven_m = 2.5 * (m.at_ns - START_NS) / SECOND_NS
        assert m.deepest_m == pytest.approx(55_000 - abs(far_m - driven_m), abs=1.0)


def test_the_depth_is_by_the_zone_that_is_in_force() -> None:
    watched = Watched()
    before = watched.take(line(0, 300, from_m=30e3))
    wider = dataclasses.replace(ZONE, footprint=Circle(*SITE, 60_000.0))
    watched.fold.change(Catalogue([wider]))
    after = watched.take(line(0, 600, first_s=300.0, from_m=30e3))
    assert before[-1].deepest_m == pytest.approx(25_000, abs=1)
    assert after[-1].deepest_m == pytest.approx(30_000, abs=1)
