"""GPX. Synthetic documents of the shapes of GPX 1.1, 1.0 and Garmin's extension."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.gpx import GpxDecoder
from standoff.model.names import Names
from standoff.model.times import from_rfc3339

TIME = "<time>2013-05-18T08:23:04Z</time>"
GOOD = f'<trkpt lat="46.43" lon="13.74"><ele>1614.6</ele>{TIME}<hdop>6</hdop></trkpt>'
ROOT = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'


def document(*points: str, name: str = "<name>Boat 7</name>") -> str:
    return f'<?xml version="1.0"?>{ROOT}<trk>{name}<trkseg>{"".join(points)}</trkseg></trk></gpx>'


def read(data: str | bytes, where: str = "logs/day one.gpx.gz") -> Decoded:
    context = Context(where, "gpx", Names(), Names())
    codec = GpxDecoder(context)
    return Decoded.of(context, [codec.feed(data if isinstance(data, bytes) else data.encode()), codec.finish()])


def names(decoded: Decoded) -> list[str]:
    return [decoded.batch.entities[code] for code in decoded.batch.entity.tolist()]


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (f'<trkpt lat="46.43">{TIME}</trkpt>', "no-position"),
        (f'<trkpt lat="" lon="1">{TIME}</trkpt>', "no-position"),
        (f'<trkpt lat="nan" lon="1">{TIME}</trkpt>', "no-position"),
        (f'<trkpt lat="46,43" lon="1">{TIME}</trkpt>', "not-a-number"),
        (f'<trkpt lat="91" lon="1">{TIME}</trkpt>', "out-of-range"),
        (f'<trkpt lat="1" lon="inf">{TIME}</trkpt>', "out-of-range"),
        ('<trkpt lat="1" lon="1"/>', "no-time"),
        ('<trkpt lat="1" lon="1"><time/></trkpt>', "no-time"),
        ('<trkpt lat="1" lon="1"><time>noon</time></trkpt>', "not-a-time"),
        ('<trkpt lat="1" lon="1"><time>9999-01-01T00:00:00Z</time></trkpt>', "not-a-time"),
        (f'<trkpt lat="1" lon="1"><time>{"2" * 100_000}</time></trkpt>', "not-a-time"),
    ],
)
def test_a_point_that_gives_no_report_is_rejected(point: str, reason: str) -> None:
    decoded = read(document(GOOD, point, GOOD))
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (document(GOOD)[:-1], "malformed"),
        (document(GOOD) + "<x/>", "malformed"),
        (document(GOOD, "<b></i>", GOOD), "malformed"),
        (document(GOOD, "&unknown;"), "malformed"),
        (document(GOOD, "\x00", GOOD), "malformed"),
        (document(GOOD).encode() + b"\xff", "malformed"),
        (document(GOOD, "<x>" * 100, GOOD), "too-large"),
        (document(GOOD, f'<x y="{"z" * 200_000}"/>', GOOD), "too-large"),
    ],
)
def test_at_the_first_fault_the_reading_ends_and_what_was_before_is_kept(data: str | bytes, reason: str) -> None:
    decoded = read(data)
    assert decoded.rejected == {reason: 1}
    assert len(decoded.batch) == 1


@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE gpx>",
        '<!DOCTYPE gpx SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE gpx [<!ENTITY % far SYSTEM "http://127.0.0.1/x.dtd">%far;]>',
    ],
)
def test_a_document_type_declaration_ends_the_reading(declared: str) -> None:
    decoded = read(document(GOOD, "<trkpt>&b;</trkpt>").replace("<gpx", declared + "<gpx"))
    assert decoded.rejected == {"schema": 1}
    assert len(decoded.batch) == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<kml/>", "schema"),
        ("noise", "malformed"),
        ('<?xml version="1.0" encoding="no-such"?><gpx/>', "malformed"),
        ('<?xml version="1.0" encoding="utf-7"?><gpx/>', "malformed"),
        (" ", "malformed"),
    ],
)
def test_what_is_no_gpx_is_rejected(data: str, reason: str) -> None:
    assert read(data).rejected == {reason: 1}


def test_every_field_with_its_unit() -> None:
    decoded = read(document(GOOD.replace("<hdop>", "<course>271.5</course><speed>1.2</speed><hdop>")))
    batch = decoded.batch
    assert batch.time_ns.tolist() == [from_rfc3339("2013-05-18T08:23:04Z")]
    assert names(decoded) == ["gpx:Boat 7"]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([46.43], [13.74])
    assert (batch.speed_mps.tolist(), batch.course_deg.tolist()) == ([1.2], [271.5])
    assert np.isnan([batch.alt_hae_m[0], batch.alt_baro_m[0], batch.err_major_m[0]]).all()


def test_speed_and_course_are_read_in_extensions_whatever_their_prefix() -> None:
    inside = "<extensions><t:TrackPointExtension><t:speed>3.5</t:speed><t:course>90</t:course></t:TrackPointExtension>"
    batch = read(document(GOOD.replace("</trkpt>", inside + "</extensions></trkpt>"))).batch
    assert (batch.speed_mps.tolist(), batch.course_deg.tolist()) == ([3.5], [90.0])


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("2015-12-11T15:43:13.994+01:00", "2015-12-11T14:43:13.994Z"),
        ("2013-01-01T12:00:04", "2013-01-01T12:00:04Z"),
        (" 2016-05-27T10:08:47.8Z\n", "2016-05-27T10:08:47.800Z"),
    ],
)
def test_times_have_an_offset_or_are_utc(time: str, moment: str) -> None:
    batch = read(document(GOOD, GOOD.replace("2013-05-18T08:23:04Z", time))).batch
    assert batch.time_ns.tolist()[1] == from_rfc3339(moment)


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("<name>&lt;script&gt;</name>", "gpx:<script>"),
        ("<name>=cmd()</name>", "gpx:=cmd()"),
        ("<name> </name>", "gpx:day one"),
        ("", "gpx:day one"),
        ("<extensions><name>inner</name></extensions>", "gpx:day one"),
        (f"<name>{'n' * 100_000}</name>", f"gpx:{'n' * 256}"),
    ],
)
def test_who_it_is_is_the_name_of_the_track_or_of_the_file(name: str, entity: str) -> None:
    assert names(read(document(GOOD, name=name))) == [entity]


def test_a_track_without_a_name_has_not_that_of_the_one_before() -> None:
    segment = f"<trkseg>{GOOD}</trkseg>"
    two = f"{ROOT}<trk><name>A</name>{segment}{segment}</trk><trk>{segment}</trk></gpx>"
    assert names(read(two, "C:\\logs\\b.GPX")) == ["gpx:A", "gpx:A", "gpx:b"]


def test_waypoints_and_routes_are_places_and_not_reports() -> None:
    place = f'lat="1" lon="2">{TIME}<name>x</name>'
    decoded = read(f"{ROOT}<wpt {place}</wpt><rte><rtept {place}</rtept><rtept {place}</rtept></rte></gpx>")
    assert decoded.other == {"wpt": 1, "rtept": 2}
    assert decoded.read == 0
