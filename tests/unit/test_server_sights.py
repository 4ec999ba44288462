"""What screens are shown of what is in sight: what is not known stays unknown, what is old says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from standoff.engine.live import Live
from standoff.host.feeds import SILENT_MS, FeedWatch
from standoff.incidents.sight import Sight
from standoff.incidents.state import Incident
from standoff.incidents.table import Phase
from standoff.kernels import geodesy
from standoff.model.names import Names, of_track_id
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch, ReportFlag
from standoff.model.units import SECOND_NS
from standoff.model.zone import Circle, Ring, Zone, ZoneKind
from standoff.server.sights import STALE_NS, range_series, sight_of, track_views, zone_views
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.panel import TrackView

SITE = (33.5, 38.6)
RINGS = (Ring("outer", range_m=8_000.0), Ring("inner", range_m=5_000.0))
ZONE = Zone("z", "Zone", ZoneKind.DECONFLICTION, Circle(*SITE, 10_000.0), RINGS, site=SITE)
START_NS = 1_495_087_200 * SECOND_NS
A, B, FAR = "radar|sim:a", "radar|sim:b", "radar|sim:far"


def desk(*tracks: tuple[str, float, Sequence[float]], **columns: Any) -> Live:
    """Tracks by name, bearing from the site in degrees and ranges in metres, one each ten seconds."""
    live = Live(Catalogue([ZONE]))
    for name, bearing_deg, ranges_m in tracks:
        source, entity = of_track_id(name)
        ones = np.ones(len(ranges_m))
        lat, lon = geodesy.direct(SITE[0] * ones, SITE[1] * ones, bearing_deg * ones, np.array(ranges_m, np.float64))
        time_ns = START_NS + 10 * SECOND_NS * np.arange(len(ranges_m), dtype=np.int64)
        codes = np.ones(len(ranges_m), np.int32)
        known = {"time_ns": time_ns, "lat": lat, "lon": lon, "entity": codes, "source": codes}
        known |= {column: np.full(len(ranges_m), value) for column, value in columns.items()}
        live.on_batch(live.adopt(ReportBatch.of(Names([entity]), Names([source]), known)))
    return live


def incident(*tracks: str, zone: str = "z") -> Incident:
    known: dict[str, Any] = {"id": "17-001", "name": "JUNIPER", "status": Status.ACTUAL, "zone": zone, "tracks": tracks}
    return Incident(zone_version="1", ladder="first@1", cause="crossing", opened_ms=0, phase=Phase.ACT, **known)


def seen(live: Live, *tracks: str, now_ns: int = START_NS, **more: Any) -> Sight:
    return sight_of(live, FeedWatch(), incident(*tracks, **more), now_ns)


def only(live: Live, now_ns: int = START_NS, *, tails: bool = False) -> TrackView:
    (view,) = track_views(live, [0], now_ns, tails=tails)
    return view


# tracks on the map


def test_what_a_report_does_not_state_is_not_known() -> None:
    view = only(desk((A, 0, [9_000])))
    assert (view.speed_mps, view.course_deg, view.err_m) == (None, None, None)
    assert (view.id, view.source, view.track, view.at) == (A, "radar", "sim:a", "2017-05-18T06:00:00.000Z")
    stated = only(desk((A, 0, [9_000]), speed_mps=0.0, course_deg=0.0, err_major_m=0.0))
    assert (stated.speed_mps, stated.course_deg, stated.err_m) == (0, 0, 0)


@pytest.mark.parametrize(
    ("range_m", "zone", "inside", "depth_m"),
    [(9_000, "z", ("z",), 1_000), (11_000, "z", (), -1_000), (100_000, "", (), None)],
)
def test_a_track_is_inside_outside_or_near_no_zone(
    range_m: float, zone: str, inside: tuple[str, ...], depth_m: float | None
) -> None:
    view = only(desk((A, 45, [range_m])))
    assert (view.zone, view.inside, view.depth_m) == (zone, inside, depth_m)
    assert view.range_m == (range_m if zone else None)


@pytest.mark.parametrize(("age_ns", "stale"), [(0, False), (STALE_NS, False), (STALE_NS + 1, True)])
def test_a_track_that_was_not_heard_for_two_minutes_says_so(age_ns: int, *, stale: bool) -> None:
    assert only(desk((A, 0, [9_000])), START_NS + age_ns).stale is stale


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        (0, "actual"),
        (ReportFlag.ON_GROUND, "actual"),
        (ReportFlag.EXERCISE, "exercise"),
        (ReportFlag.TEST, "test"),
        (ReportFlag.TEST | ReportFlag.EXERCISE, "test"),
    ],
)
def test_what_is_not_real_says_so(flags: int, status: str) -> None:
    assert only(desk((A, 0, [9_000]), flags=np.uint32(flags))).status == status


def test_a_tail_is_sent_where_it_is_asked_for_and_ends_at_the_track() -> None:
    live = desk((A, 0, [9_000, 8_500, 8_000]))
    assert only(live).tail == ()
    view = only(live, tails=True)
    assert len(view.tail) == 3
    assert view.tail[-1] == (view.lon, view.lat)


def test_a_zone_is_shown_with_its_rings_its_site_and_its_version() -> None:
    (view,) = zone_views(Catalogue([ZONE]), {"z": "v7"})
    assert (view.id, view.version, view.site, view.site_stated) == ("z", "v7", (SITE[1], SITE[0]), True)
    assert [(ring.name, ring.range_m, ring.offset_m) for ring in view.rings] == [
        ("outer", 8_000.0, None),
        ("inner", 5_000.0, None),
    ]
    assert view.outline
    assert all(ring.outline for ring in view.rings)
    assert zone_views(Catalogue([ZONE]), {})[0].version == ""


# an incident's tracks taken together


def test_where_nobody_is_in_sight_nothing_is_known_but_who_does_not_see() -> None:
    feeds = FeedWatch()
    list(feeds.heard("radar", 0))
    feeds.expect("uav")
    list(feeds.silent(SILENT_MS + 1))
    for live, tracks in ((desk(), ()), (desk((FAR, 0, [100_000])), (FAR,)), (desk(), ("uav|before the restart",))):
        assert sight_of(live, feeds, incident(*tracks), START_NS) == Sight(silent=("radar",))


def test_tracks_of_another_incident_or_zone_do_not_count() -> None:
    live = desk((A, 0, [9_000]), (B, 0, [4_000]))
    assert seen(live, A).nearest_m == pytest.approx(9_000)
    assert seen(live, A, zone="elsewhere") == Sight()


def test_the_nearest_the_deepest_and_how_many_are_inside() -> None:
    sight = seen(desk((A, 0, [9_000]), (B, 90, [11_000]), (FAR, 0, [100_000])), A, B, FAR)
    assert (sight.tracks, sight.inside, sight.sources) == (2, 1, ("radar",))
    assert (sight.nearest_m, sight.deepest_m) == (pytest.approx(9_000), pytest.approx(1_000))
    assert seen(desk((B, 90, [11_000])), B).deepest_m is None


@pytest.mark.parametrize(
    ("bearing_deg", "point"),
    [
        *((0, "N"), (22, "N"), (23, "NE"), (67, "NE"), (68, "E"), (90, "E"), (135, "SE"), (180, "S"), (225, "SW")),
        *((270, "W"), (292, "W"), (293, "NW"), (337, "NW"), (338, "N"), (359.9, "N")),
    ],
)
def test_the_bearing_is_from_the_site_to_the_nearest(bearing_deg: float, point: str) -> None:
    assert seen(desk((A, bearing_deg, [4_000]), (B, bearing_deg + 180, [9_000])), A, B).bearing == point


@pytest.mark.parametrize(
    ("range_m", "ring", "ahead_m"),
    [(9_000, "outer", 1_000), (8_001, "outer", 1), (7_000, "inner", 2_000), (4_000, "the site", 4_000)],
)
def test_the_next_ring_is_the_first_on_the_way_in(range_m: float, ring: str, ahead_m: float) -> None:
    sight = seen(desk((A, 10, [range_m])), A)
    assert (sight.next_ring, sight.next_ring_m) == (ring, pytest.approx(ahead_m, abs=0.01))


def test_the_largest_stated_error_counts_and_how_old_the_newest_report_is() -> None:
    live = desk((A, 0, [9_000, 8_900]), err_major_m=150.0)
    sight = seen(live, A, now_ns=START_NS + 25 * SECOND_NS)
    assert (sight.err_m, sight.newest_s) == (150.0, 15.0)
    assert seen(desk((A, 0, [9_000])), A).err_m is None
    assert seen(live, A).newest_s == 0, "a report that is dated ahead is not older than now"


def test_speed_and_closing_are_known_only_of_those_who_crossed_in() -> None:
    inward = [11_000 - 100 * step for step in range(20)]
    sight = seen(desk((A, 0, inward)), A)
    assert (sight.speed_mps, sight.closing_mps) == (pytest.approx(10, rel=0.1), pytest.approx(10, rel=0.1))
    assert seen(desk((A, 0, [9_000, 8_900])), A).closing_mps is None


# range over time


def test_a_track_that_was_never_near_has_no_points() -> None:
    (far, unknown) = range_series(desk((FAR, 0, [100_000])), incident(FAR, "uav|before the restart"))
    assert (far.points, far.err_m, far.source, far.track) == ((), None, "radar", "sim:far")
    assert (unknown.points, unknown.track) == ((), "before the restart")


def test_a_bar_in_the_name_of_a_source_makes_no_other_track_of_it() -> None:
    live = desk(("north%7Cradar|sim:a", 0, [9_000]))
    view = only(live)
    assert (view.id, view.source, view.track) == ("north%7Cradar|sim:a", "north|radar", "sim:a")
    (series,) = range_series(live, incident(view.id))
    assert (series.source, series.track, len(series.points)) == ("north|radar", "sim:a", 1)


@pytest.mark.parametrize("count", [1, 2, 600, 601, 1199, 1200, 1300, 4000])
def test_range_over_time_is_thinned_for_a_screen_and_keeps_the_newest(count: int) -> None:
    ranges_m = np.linspace(11_000, 6_000, count).tolist()
    (series,) = range_series(desk((A, 0, ranges_m), err_major_m=30.0), incident(A))
    assert count / 7 <= len(series.points) <= min(count, 600)
    assert series.points[-1].range_m == round(ranges_m[-1])
    assert [point.at for point in series.points] == sorted(point.at for point in series.points)
    assert series.err_m == 30.0
