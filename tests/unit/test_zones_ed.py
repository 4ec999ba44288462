"""UAS geozones: files of ED-269 and ED-318 are read as zones; what cannot be said of a zone is in force, and named.

The samples in this file are synthetic; the real files are the Swiss set of 2025-03-13 and three of InterUSS.
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.cli.main import main
from standoff.model.times import from_rfc3339, to_datetime
from standoff.model.zone import Circle, HeightBand, Polygons, VerticalReference, Window, Zone, ZoneKind
from standoff.zones.applicability import DAYS
from standoff.zones.document import written
from standoff.zones.draft import KINDS
from standoff.zones.geojson import about, check_zones, read_zones
from standoff.zones.schedule import Schedule

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.zones.fields import Note

SWISS = "zones/swiss_uas_geozones_ed318_2025-03-13.json.gz"
CHE1 = "zones/che1_ed269.json"
SAMPLES = (CHE1, "zones/interuss_cis_source_sample_ed269.json", "zones/interuss_cis_source_sample_ed318.json")
SQUARE = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], [[1, 1], [1, 1.5], [1.5, 1], [1, 1]]]
BOW_TIE = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
LIMITS_269 = {"lowerLimit": 0, "lowerVerticalReference": "AGL", "upperLimit": 400, "upperVerticalReference": "AGL"}
LAYER_318 = {"lower": 0, "lowerReference": "AGL", "upper": 400, "upperReference": "AGL", "uom": "ft"}
CIRCLE_269 = {"type": "Circle", "center": [7.5, 46.9], "radius": 500}
POLYGON_269 = {"type": "Polygon", "coordinates": SQUARE}
CIRCLE_318 = {"type": "Point", "coordinates": [7.5, 46.9], "extent": {"subType": "Circle", "radius": 500}}


def volume(projection: Any = CIRCLE_269, **other: Any) -> dict[str, Any]:
    """A synthetic volume of ED-269."""
    return {"uomDimensions": "M", **LIMITS_269, "horizontalProjection": projection, **other}


def ed269(*volumes: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A synthetic geozone of ED-269."""
    said = {"identifier": "SYN1", "country": "ZZZ", "name": "Synthetic", "type": "COMMON", "restriction": "PROHIBITED"}
    return {**said, "applicability": [{"permanent": "YES"}], "geometry": list(volumes or [volume()]), **other}


def ed318(geometry: Any = None, **other: Any) -> dict[str, Any]:
    """A synthetic geozone of ED-318."""
    name = [{"text": "Künstlich", "lang": "de-CH"}, {"text": "Synthetic", "lang": "en-GB"}]
    said = {"identifier": "SYN1", "country": "ZZZ", "name": name, "type": "PROHIBITED", "variant": "COMMON"}
    return {
        "type": "Feature",
        "geometry": {**CIRCLE_318, "layer": LAYER_318} if geometry is None else geometry,
        "properties": {**said, "zoneAuthority": [{"purpose": "INFORMATION"}], **other},
    }


def file(*geozones: dict[str, Any]) -> bytes:
    """A file of geozones: ED-318 where they are features."""
    kind = {"type": "FeatureCollection"} if geozones[0].get("type") == "Feature" else {}
    return json.dumps({**kind, "title": "Synthetic", "features": geozones}).encode()


def read(*geozones: dict[str, Any]) -> tuple[tuple[Zone, ...], list[str]]:
    """Zones of geozones, and what is noted of them."""
    notes: list[Note] = []
    return read_zones(file(*geozones), "z.json", notes=notes), [str(note) for note in notes]


REFUSED = [
    ([ed269(identifier=None)], "features[0]: identifier", "is missing"),
    ([ed269(geometry=[])], '"SYN1": geometry', "at least one volume"),
    ([ed269(volume(), {"uomDimensions": "M"})], "geometry[1]: horizontalProjection", "expected an object"),
    ([ed269(volume({"type": "Sphere"}))], "horizontalProjection: type", "expected Circle or Polygon"),
    ([ed269(volume({**CIRCLE_269, "center": [7, 99]}))], "horizontalProjection: center", "expected [lon, lat]"),
    ([ed269(volume({**CIRCLE_269, "radius": None}))], "horizontalProjection: radius", "is missing"),
    ([ed269(volume({**CIRCLE_269, "radius": -1}))], "horizontalProjection: radius", "greater than 0"),
    ([ed269(volume(uomDimensions="NM"))], "geometry[0]: uomDimensions", "expected M or FT"),
    ([ed269(volume(upperLimit="high"))], "geometry[0]: upperLimit", "expected a number"),
    ([ed269(volume(lowerVerticalReference="FL"))], "lowerVerticalReference", "expected one of AGL, AMSL, WGS84"),
    ([ed269(volume(upperVerticalReference=None))], "upperVerticalReference", "it is missing"),
    ([ed269(volume(lowerLimit=500))], "geometry[0]: lowerLimit", "lies above upperLimit"),
    (
        [ed269(volume(), volume({"type": "Polygon", "coordinates": BOW_TIE}))],
        '"SYN1/2": geometry[1]: horizontalProjection: coordinates',
        "Self-intersection at [0.5, 0.5]",
    ),
    ([ed269(applicability=[{"startDateTime": "soon"}])], "applicability[0]: startDateTime", "expected a time"),
    (
        [ed269(applicability=[{"startDateTime": "2022-02-01T00:00:00Z", "endDateTime": "2022-01-01T00:00:00Z"}])],
        "applicability[0]: endDateTime",
        "does not come after",
    ),
    (
        [ed269(applicability=[{"schedule": [{"day": ["MON"], "startTime": "noon"}]}])],
        "schedule[0]: startTime",
        "expected a time of day",
    ),
    ([ed318(identifier=None), ed318()], "features[0]: properties: identifier", "is missing"),
    ([ed318({"type": "Point", "coordinates": [0, 0]})], "geometry: extent", "is missing"),
    ([ed318({**CIRCLE_318, "extent": {"subType": "Circle"}})], "geometry: extent: radius", "is missing"),
    ([ed318({**CIRCLE_318, "layer": {**LAYER_318, "uom": "km"}})], "geometry: layer: uom", "expected M or FT"),
    ([ed318({"type": "GeometryCollection", "geometries": []})], "geometry: geometries", "at least one"),
    (
        [ed318({"type": "GeometryCollection", "geometries": [CIRCLE_318, {"type": "MultiPoint"}]})],
        '"SYN1/2": geometry: geometries[1]: type',
        "expected a Polygon",
    ),
    ([ed318({"type": "Polygon", "coordinates": BOW_TIE})], '"SYN1": geometry: coordinates', "Self-intersection at ["),
]


@pytest.mark.parametrize(("geozones", "where", "problem"), REFUSED, ids=[f"{w}: {p}" for _, w, p in REFUSED])
def test_what_is_wrong_is_named_with_its_place(geozones: list[dict[str, Any]], where: str, problem: str) -> None:
    _, problems = check_zones(file(*geozones), "z.json")
    assert [where in p.where and problem in p.problem for p in problems] == [True]


def test_everything_wrong_with_a_file_is_listed_at_once() -> None:
    wrong = ed269(volume(uomDimensions="NM"), volume({"type": "Polygon", "coordinates": BOW_TIE}), identifier="WRONG")
    zones, problems = check_zones(file(wrong, ed269()), "z.json")
    assert [p.where.rpartition(": ")[2] for p in problems] == ["uomDimensions", "coordinates"]
    assert [zone.id for zone in zones] == ["SYN1"]


@pytest.mark.parametrize("data", [b'<?xml version="1.0"?><kml/>', b"\xef\xbb\xbf<event/>", b"  <kml/>"])
def test_kml_and_cot_are_said_not_to_be_read_yet(data: bytes) -> None:
    _, problems = check_zones(data, "z.kml")
    assert ["KML and shapes of CoT cannot be read yet" in p.problem for p in problems] == [True]


def test_both_standards_give_the_same_zone_of_the_same_volume() -> None:
    feet = volume(uomDimensions="M") | {"upperLimit": 400 * 0.3048}
    for geozone in (ed269(feet), ed318()):
        (zone,), notes = read(geozone)
        assert (zone.id, zone.name, zone.kind) == ("SYN1", "Synthetic", ZoneKind.EXCLUSION)
        assert zone.footprint == Circle(46.9, 7.5, 500)
        assert zone.height == HeightBand(0, 400 * 0.3048, VerticalReference.AGL)
        assert zone.schedule == ()
        assert notes == []


@pytest.mark.parametrize(
    "geometry", [[volume(POLYGON_269)], {"type": "Polygon", "coordinates": SQUARE, "layer": LAYER_318}]
)
def test_a_polygon_keeps_its_holes(geometry: Any) -> None:
    (zone,), _ = read(ed269(geometry=geometry) if isinstance(geometry, list) else ed318(geometry))
    assert isinstance(zone.footprint, Polygons)
    assert [[ring.tolist() for ring in part] for part in zone.footprint.parts] == [SQUARE]


@pytest.mark.parametrize(("restriction", "kind"), KINDS.items())
def test_a_restriction_is_a_kind(restriction: str, kind: ZoneKind) -> None:
    (zone,), notes = read(ed269(restriction=restriction))
    assert zone.kind is kind
    assert len(notes) == (restriction == "NO_RESTRICTION")


def test_a_restriction_that_is_not_known_is_taken_to_be_one_and_named() -> None:
    (zone,), notes = read(ed269(restriction="MAYBE"))
    assert zone.kind is ZoneKind.RESTRICTED
    assert ["restriction: is 'MAYBE'" in note for note in notes] == [True]


HEIGHTS: list[tuple[dict[str, Any], HeightBand | None, int]] = [
    ({}, HeightBand(0, 400, VerticalReference.AGL), 0),
    ({"uomDimensions": "ft"}, HeightBand(0, 400 * 0.3048, VerticalReference.AGL), 0),
    ({"lowerLimit": "120"}, HeightBand(120, 400, VerticalReference.AGL), 0),
    ({"upperLimit": None}, HeightBand(0, np.inf, VerticalReference.AGL), 0),
    ({"upperLimit": None, "lowerLimit": None}, None, 0),
    (
        {"lowerVerticalReference": "WGS84", "upperVerticalReference": "WGS84"},
        HeightBand(0, 400, VerticalReference.HAE),
        0,
    ),
    ({"upperVerticalReference": "AMSL"}, HeightBand(-np.inf, 400, VerticalReference.AMSL), 0),  # 0 AGL is the ground
    ({"upperVerticalReference": "WGS84", "lowerLimit": 50}, HeightBand(-np.inf, 400, VerticalReference.HAE), 1),
]


@pytest.mark.parametrize(("limits", "height", "noted"), HEIGHTS)
def test_limits_are_heights_in_metres_over_their_reference(
    limits: dict[str, Any], height: HeightBand | None, noted: int
) -> None:
    (zone,), notes = read(ed269(volume(POLYGON_269, **limits)))
    assert zone.height == height
    assert len(notes) == noted


def test_the_radius_of_a_circle_in_feet_is_taken_the_larger_way_and_named() -> None:
    (zone,), notes = read(ed269(volume(uomDimensions="FT")))
    assert zone.footprint == Circle(46.9, 7.5, 500)
    assert ["radius: is taken as 500 m" in note for note in notes] == [True]


def test_every_volume_is_a_zone_with_an_id_of_its_own() -> None:
    collection = {"type": "GeometryCollection", "geometries": [{**CIRCLE_318, "layer": LAYER_318}, CIRCLE_318]}
    for geozone in (ed269(volume(), volume(upperLimit=None, lowerLimit=None)), ed318(collection)):
        zones, _ = read(geozone)
        assert [zone.id for zone in zones] == ["SYN1/1", "SYN1/2"]
        assert [zone.height is None for zone in zones] == [False, True]


def test_an_identifier_that_comes_again_is_told_apart_and_named() -> None:
    zones, notes = read(ed269(), ed269(volume(), volume()))
    assert [zone.id for zone in zones] == ["SYN1", "SYN1#2/1", "SYN1#2/2"]
    assert ["features[1]" in note and "'SYN1#2'" in note for note in notes] == [True]


def test_everything_else_is_kept_without_the_positions() -> None:
    (zone,), _ = read(ed269(volume(POLYGON_269), message="Stay away", reason=["OTHER"]))
    kept = zone.properties["ed269"]
    assert (kept["message"], kept["reason"], kept["country"]) == ("Stay away", ["OTHER"], "ZZZ")
    assert kept["geometry"] == volume({"type": "Polygon"})
    (zone,), _ = read(ed318(reason=["DAR"]))
    assert zone.properties["ed318"]["properties"]["reason"] == ["DAR"]
    assert zone.properties["ed318"]["geometry"] == {n: v for n, v in CIRCLE_318.items() if n != "coordinates"} | {
        "type": "Point",
        "layer": LAYER_318,
    }


# applicability

SUMMER = {"startDateTime": "2022-06-15T09:00:00.00Z", "endDateTime": "2023-06-15T09:00:00.00Z"}
ALWAYS: list[list[dict[str, Any]]] = [
    [],
    [{"permanent": "YES"}],
    [{"permanent": "YES", "startDateTime": None, "endDateTime": None, "dailyPeriod": [{"day": [], "startTime": None}]}],
    [{"schedule": [{"day": ["ANY"], "startTime": "00:00:00.00+01:00", "endTime": "00:00:00.00+01:00"}]}],  # Swiss
    [{"schedule": [{"day": ["ANY"], "startTime": "00:00:00Z", "endTime": "23:59:59Z"}]}],
    [SUMMER, {}],
]


@pytest.mark.parametrize("periods", ALWAYS)
def test_a_zone_that_always_applies_has_no_schedule(periods: list[dict[str, Any]]) -> None:
    (zone,), notes = read(ed269(applicability=periods))
    assert zone.schedule == ()
    assert notes == []


UNSAID = [
    ({"schedule": [{"day": ["MON"], "startEvent": "SR", "endEvent": "SS"}]}, "startEvent: is 'SR'"),
    ({"schedule": [{"day": ["MON"], "startTime": "08:00:00Z", "endEvent": "EECT"}]}, "endEvent: is 'EECT'"),
    ({"schedule": [{"day": ["HOL"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}, "day: is 'HOL'"),
]


@pytest.mark.parametrize(("daily", "noted"), UNSAID)
def test_hours_without_a_rule_are_in_force_throughout_and_named(daily: dict[str, Any], noted: str) -> None:
    (zone,), notes = read(ed269(applicability=[SUMMER | daily]))
    assert zone.schedule == (Window(from_rfc3339(SUMMER["startDateTime"]), from_rfc3339(SUMMER["endDateTime"])),)
    assert [noted in note and "in force at all times of the period" in note for note in notes] == [True]


def test_a_permanent_zone_with_an_end_is_permanent_and_named() -> None:
    (zone,), notes = read(ed269(applicability=[SUMMER | {"permanent": "YES"}]))
    assert zone.schedule == ()
    assert ["permanent: is YES" in note for note in notes] == [True]


def test_a_period_without_any_of_its_hours_is_in_force_and_named() -> None:
    tuesday = {"startDateTime": "2022-06-14T00:00:00Z", "endDateTime": "2022-06-15T00:00:00Z"}
    hours = {"schedule": [{"day": ["FRI"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}
    (zone,), notes = read(ed269(applicability=[tuesday | hours]))
    assert len(zone.schedule) == 1
    assert ["has no hours within the period" in note for note in notes] == [True]


def test_before_2000_hours_without_a_start_are_always_in_force() -> None:
    hours = {"schedule": [{"day": ["MON"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}
    (zone,), _ = read(ed269(applicability=[hours]))
    times = ["1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z", "2022-06-13T08:00:00Z", "2022-06-13T09:00:00Z"]
    on = Schedule.of(zone.schedule).in_force(np.array([from_rfc3339(text) for text in times]))
    assert on.tolist() == [True, False, True, False]


def applies(moment: datetime, start: datetime, end: datetime, days: set[str], hours: tuple[str, str]) -> bool:
    """What the standards say, moment by moment: the period holds it, and hours of the day before or of its own do."""
    if not start <= moment < end:
        return False
    begins, ends = (datetime.fromisoformat(f"2022-01-01T{text}").timetz() for text in hours)
    for back in range(-2, 3):
        local = moment.astimezone(begins.tzinfo).date() + timedelta(days=back)
        first = datetime.combine(local, begins)
        last = datetime.combine(local, ends)
        last += timedelta(days=last <= first)
        if DAYS[local.weekday()] in days and first <= moment < last:
            return True
    return False


MINUTES = st.integers(0, 24 * 60 - 2)
MOMENTS = st.datetimes(datetime(2022, 6, 1), datetime(2022, 7, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - zones follow
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=150, deadline=None)
@given(
    start=MOMENTS,
    length=st.integers(1, 40 * 24 * 60),
    days=st.sets(st.sampled_from(DAYS), min_size=1),
    hours=st.tuples(MINUTES, MINUTES),
    offset=st.sampled_from(["Z", "+01:00", "-09:30", "+14:00"]),
)
def test_a_zone_is_in_force_when_its_hours_say_and_at_no_other_time(
    start: datetime, length: int, days: set[str], hours: tuple[int, int], offset: str
) -> None:
    end = start + timedelta(minutes=length)
    clock = (f"{hours[0] // 60:02}:{hours[0] % 60:02}:00{offset}", f"{hours[1] // 60:02}:{hours[1] % 60:02}:00{offset}")
    daily = [{"day": sorted(days), "startTime": clock[0], "endTime": clock[1]}]
    period = {"startDateTime": start.isoformat(), "endDateTime": end.isoformat(), "schedule": daily}
    (zone,), notes = read(ed269(applicability=[period]))
    first = from_rfc3339(start.isoformat())
    times = first + np.arange(-26 * 60, length + 26 * 60, 7, dtype=np.int64) * 60_000_000_000
    expected = [applies(to_datetime(int(at)), start, end, days, clock) for at in times]
    if notes:
        assert not any(expected)
    else:
        assert Schedule.of(zone.schedule).in_force(times).tolist() == expected


# as a file of our own


def alike(one: Zone, other: Zone) -> bool:
    """Whether two zones say the same, their footprints number for number."""
    assert type(one.footprint) is type(other.footprint)
    if isinstance(one.footprint, Polygons) and isinstance(other.footprint, Polygons):
        pairs = zip(one.footprint.parts, other.footprint.parts, strict=True)
        same = all(np.array_equal(a, b) for part in pairs for a, b in zip(*part, strict=True))
    else:
        same = one.footprint == other.footprint
    names = ("id", "name", "kind", "rings", "height", "schedule", "site", "properties")
    return same and all(getattr(one, name) == getattr(other, name) for name in names)


def test_a_zone_that_is_written_is_the_zone_that_is_read() -> None:
    seam = [
        [[[170, 0], [180, 0], [180, 5], [170, 5], [170, 0]]],
        [[[-180, 0], [-170, 0], [-170, 5], [-180, 5], [-180, 0]]],
    ]
    own = {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": seam},
        "properties": {
            "id": "seam",
            "edges": "geodesic",
            "rings": [{"name": "out", "offset_m": 100}, {"name": "in", "range_m": 5000}],
            "floor_m": 10,
            "vertical_reference": "hae",
            "site": [175, 2],
            "schedule": [
                {"start": "2020-01-01T00:00:00.000001Z"},
                {"start": "2020-01-01T00:00:00Z", "end": "2020-01-01T06:00:00Z", "rrule": "FREQ=DAILY;COUNT=9"},
            ],
            "parties": ["a", "b"],
        },
    }
    corridor = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[179.5, -1], [180.5, 1]]},
        "properties": {"id": "corridor", "width_m": 900},
    }
    data = json.dumps({"type": "FeatureCollection", "name": "ours", "features": [own]}).encode()
    for given_data in (data, json.dumps(corridor).encode(), file(ed269(applicability=[SUMMER])), file(ed318())):
        zones = read_zones(given_data, "z.json")
        again = read_zones(written(zones, about(given_data)), "z.json")
        if isinstance(zones[0].footprint, Polygons | Circle):
            assert [alike(*pair) for pair in zip(zones, again, strict=True)] == [True]
        else:
            assert written(again, {}) == written(zones, {})
    assert json.loads(written(read_zones(data, "z.json"), about(data)))["name"] == "ours"


def call(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object
) -> tuple[int, str, str]:
    """The command line: status, and both outputs."""
    monkeypatch.setattr(sys, "argv", ["standoff", *map(str, arguments)])
    capfd.readouterr()
    with pytest.raises(SystemExit) as left:
        main()
    printed = capfd.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, printed.out, printed.err


def test_import_writes_what_check_finds_sound_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "z.json", tmp_path / "out" / "z.geojson"
    source.write_bytes(file(ed269(volume({"type": "Polygon", "coordinates": BOW_TIE}))))
    status, printed, told = call(capfd, monkeypatch, "zones", "import", source, "-o", out)
    assert (status, printed, out.exists()) == (2, "", False)
    assert "geometry[0]: horizontalProjection: coordinates: is invalid" in told
    status, printed, told = call(capfd, monkeypatch, "zones", "import", source, "-o", out, "--mend")
    assert (status, printed) == (0, "")
    assert "coordinates: mended: was invalid, Self-intersection at [0.5, 0.5]; rebuilt" in told
    assert "1 zone written" in told
    assert call(capfd, monkeypatch, "zones", "check", out)[1].endswith("1 zone, nothing wrong\n")
    status, printed, _ = call(capfd, monkeypatch, "zones", "import", source, "--mend")
    assert (status, printed) == (0, out.read_text())
    status, _, told = call(capfd, monkeypatch, "zones", "import", source, "--mend", "-o", source / "z.geojson")
    assert status == 2
    assert f"-o {source / 'z.geojson'}: cannot be written to" in told


MENDED = [
    (BOW_TIE, "was invalid, Self-intersection at [0.5, 0.5]; rebuilt from polygons, holes 1, 0 to 2, 0"),
    ([[[0, 0], [1, 0], [1, 1], [0, 1]]], "was not closed"),
    ([[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]], "spans over 180 degrees of longitude, and was taken the"),
]


@pytest.mark.parametrize(("coordinates", "says"), MENDED)
def test_what_was_mended_is_said_with_its_place(
    coordinates: Any,
    says: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "z.geojson"
    geometry = {"type": "Polygon", "coordinates": coordinates}
    source.write_text(json.dumps({"type": "Feature", "geometry": geometry, "properties": {"id": "z"}}))
    status, printed, _ = call(capfd, monkeypatch, "zones", "check", source, "--mend")
    assert status == 0
    assert 'features[0] "z": geometry: coordinates' in printed
    assert says in printed
    assert printed.endswith("1 zone, 1 note to look at\n")
    told = json.loads(call(capfd, monkeypatch, "zones", "check", source, "--mend", "--json")[1])
    assert [says in note["note"] for note in told["notes"]] == [True]


def test_a_replay_says_what_it_took_otherwise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    zones, reports = tmp_path / "z.json", tmp_path / "t.csv"
    zones.write_bytes(file(ed269(restriction="MAYBE")))
    reports.write_bytes(b"time,id,lat,lon\n2020-06-30T12:00:00,a,46.9,7.5\n2020-06-30T12:00:10,a,46.9,7.5\n")
    status, printed, told = call(capfd, monkeypatch, "replay", reports, "--zones", zones, "--json")
    assert status == 0
    assert json.loads(printed)["zones"]["SYN1"]["first_inside"] == 1
    assert "restriction: is 'MAYBE'" in told


# the real files


@pytest.mark.data
def test_the_swiss_set_has_1179_zones_81_holes_and_one_that_is_invalid(shared: Path) -> None:
    data = gzip.decompress((shared / SWISS).read_bytes())
    _, problems = check_zones(data, "swiss")
    assert [p.where for p in problems] == ['swiss: features[758] "VBS_8-0": geometry: coordinates']
    assert "Ring Self-intersection at [8.9201188, 46.1392969]" in problems[0].problem
    notes: list[Note] = []
    zones, problems = check_zones(data, "swiss", mend=True, notes=notes)
    assert problems == []
    assert ["VBS_8-0" in str(note) and "holes 1, 1 to 1, 2" in str(note) for note in notes] == [True]
    parts = [part for zone in zones for part in (zone.footprint.parts if isinstance(zone.footprint, Polygons) else ())]
    assert len(zones) == 1179
    assert sum(len(part) - 1 for part in parts) == 81 + 1  # the invalid one touches itself, which encloses a hole more
    given_holes = sum(len(feature["geometry"]["coordinates"]) - 1 for feature in json.loads(data)["features"])
    assert given_holes == 81
    assert sum(bool(zone.schedule) for zone in zones) == 38  # of 57: 19 apply at any hour of any day
    assert {zone.kind for zone in zones} == {ZoneKind.RESTRICTED}
    again, problems = check_zones(written(zones, about(data)), "again")
    assert problems == []
    assert all(alike(*pair) for pair in zip(zones, again, strict=True))


@pytest.mark.data
@pytest.mark.parametrize(("name", "count"), [*zip(SAMPLES, (10, 1, 3), strict=True)])
def test_the_samples_are_read_and_written_whole(shared: Path, name: str, count: int) -> None:
    data = (shared / name).read_bytes()
    zones = read_zones(data, name)
    assert len(zones) == count
    again = read_zones(written(zones, about(data)), name)
    assert all(alike(*pair) for pair in zip(zones, again, strict=True))


@pytest.mark.data
def test_the_concert_is_in_force_on_its_evenings_only(shared: Path) -> None:
    zone = read_zones((shared / CHE1).read_bytes(), CHE1)[0]
    assert zone.footprint == Circle(46.430758, 6.913146, 3000)
    times = {
        "2022-06-11T18:00:00Z": False,  # a Saturday before the period
        "2022-06-18T16:59:59Z": False,
        "2022-06-18T17:00:00Z": True,
        "2022-06-18T23:59:59.5Z": True,  # 23:59:59 is the end of the day
        "2022-06-19T00:00:00Z": False,
        "2022-06-20T18:00:00Z": False,  # a Monday
        "2023-06-11T18:00:00Z": True,
        "2023-06-17T18:00:00Z": False,
    }
    on = Schedule.of(zone.schedule).in_force(np.array([from_rfc3339(text) for text in times]))
    assert dict(zip(times, on.tolist(), strict=True)) == times
