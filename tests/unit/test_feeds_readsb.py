"""Pictures and traces of readsb.

The aircraft is the one of `dump1090fa_aircraft_adelaide_2021-10-02.json`, the points are the first of
`readsb_trace_full_ac671b.json`; changes are synthetic.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from standoff.feeds import readsb
from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.documents import MOST_BYTES, MOST_VALUES
from standoff.feeds.rows import DocumentDecoder
from standoff.model.names import Names
from standoff.model.reports import ReportFlag
from standoff.model.times import NO_TIME, from_rfc3339

NOW = 1633214709.0
AIRCRAFT = {
    "hex": "7c495b",
    "flight": "RXA4362 ",
    "alt_baro": 7650,
    "alt_geom": 7300,
    "gs": 156.0,
    "track": 269.6,
    "lat": -34.909653,
    "lon": 138.264509,
    "nic": 8,
    "rc": 186,
    "seen_pos": 2.4,
    "nac_p": 9,
    "seen": 2.4,
}
POINT = [8.96, 16.795675, -88.045513, 32000, 482.0, 336.8, 0, 0, None, "adsb_icao", 33825, 32, 280, 0.0]


def picture(*aircraft: object, **members: object) -> dict[str, object]:
    return {"now": NOW, "messages": 1, "aircraft": list(aircraft)} | members


def trace(*points: object, **members: object) -> dict[str, object]:
    return {"icao": "ac671b", "timestamp": 1738703622.619, "trace": list(points)} | members


def changed(place: int, value: object) -> list[Any]:
    return [value if place == each else known for each, known in enumerate(POINT)]


def read(*documents: object) -> Decoded:
    return read_bytes(b"".join(json.dumps(document).encode() + b"\n" for document in documents))


def read_bytes(data: bytes) -> Decoded:
    context = Context("aircraft.json", "readsb", Names(), Names())
    codec = DocumentDecoder(context, readsb.read)
    return Decoded.of(context, [codec.feed(data), codec.finish()])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": None}, "no-position"),
        ({"lon": None}, "no-position"),
        ({"lat": [1]}, "not-a-number"),
        ({"lat": "north"}, "not-a-number"),
        ({"lon": True}, "not-a-number"),
        ({"lat": 10**30}, "not-a-number"),
        ({"lat": 90.1}, "out-of-range"),
        ({"lon": -180.1}, "out-of-range"),
        ({"lon": 1e300}, "out-of-range"),
        ({"seen_pos": "2"}, "not-a-time"),
        ({"seen_pos": -1}, "not-a-time"),
        ({"seen_pos": 1e300}, "not-a-time"),
        ({"seen_pos": 10**30}, "not-a-time"),
        ({"seen_pos": None}, "no-time"),
    ],
)
def test_an_aircraft_that_gives_no_report_is_rejected(change: dict[str, object], reason: str) -> None:
    decoded = read(picture(AIRCRAFT, AIRCRAFT | change, AIRCRAFT))
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]
    assert [(example.line, example.excerpt[:6]) for example in decoded.examples] == [(2, '{"hex"')]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("noise", "schema"),
        ([], "schema"),
        ({}, "schema"),
        ({"now": NOW}, "schema"),
        ({"now": NOW, "aircraft": {}}, "schema"),
        ({"now": NOW, "aircraft": [], "trace": []}, "schema"),
        (picture(7), "schema"),
        (picture([AIRCRAFT]), "schema"),
        (trace({"lat": 1}), "schema"),
        (trace(POINT[:6]), "schema"),
        (picture(AIRCRAFT, now=None), "no-time"),
        (picture(AIRCRAFT, now="noon"), "not-a-time"),
        (picture(AIRCRAFT, now=1e17), "not-a-time"),
        (picture(AIRCRAFT, now=-1e17), "not-a-time"),
        (trace(POINT, timestamp=None), "no-time"),
        (trace(changed(0, None)), "no-time"),
        (trace(changed(0, -1)), "not-a-time"),
        (trace(changed(1, None)), "no-position"),
    ],
)
def test_a_document_that_is_none_is_rejected_and_spoils_only_itself(document: object, reason: str) -> None:
    decoded = read(picture(AIRCRAFT), document, trace(POINT))
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]


def test_every_field_of_an_aircraft_with_its_unit() -> None:
    batch = read(picture(AIRCRAFT)).batch
    assert batch.time_ns.tolist() == [from_rfc3339("2021-10-02T22:45:06.600Z")]
    assert batch.received_ns.tolist() == [from_rfc3339("2021-10-02T22:45:09Z")]
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["icao24:7c495b"]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([-34.909653], [138.264509])
    assert batch.alt_baro_m.tolist() == [2331.72]
    assert batch.alt_hae_m.tolist() == [2225.04]
    assert batch.speed_mps[0] == pytest.approx(156 * 1852 / 3600, abs=1e-6)
    assert batch.course_deg.tolist() == [269.6]
    # NACp 9 is within 30 m at 95 %: 30 / sqrt(-2 ln 0.05)
    assert batch.err_major_m[0] == batch.err_minor_m[0] == pytest.approx(12.256, abs=1e-3)
    assert batch.flags.tolist() == [0]


def test_every_field_of_a_point_with_its_unit() -> None:
    batch = read(trace(POINT)).batch
    assert batch.time_ns.tolist() == [from_rfc3339("2025-02-04T21:13:51.579Z")]
    assert batch.received_ns.tolist() == [NO_TIME]
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["icao24:ac671b"]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([16.795675], [-88.045513])
    assert batch.alt_baro_m.tolist() == [9753.6]
    assert batch.alt_hae_m.tolist() == [10309.86]
    assert batch.course_deg.tolist() == [336.8]
    assert np.isnan(batch.err_major_m).all()


def test_what_stands_on_the_ground_says_so_and_has_no_altitude() -> None:
    batch = read(picture(AIRCRAFT | {"alt_baro": "ground"}), trace(changed(3, "ground"))).batch
    assert batch.flags.tolist() == [ReportFlag.ON_GROUND, ReportFlag.ON_GROUND]
    assert np.isnan(batch.alt_baro_m).all()


def test_a_geometric_altitude_is_not_taken_for_pressure_altitude() -> None:
    batch = read(trace(changed(6, 8))).batch
    assert np.isnan(batch.alt_baro_m).all()
    assert batch.alt_hae_m.tolist() == [9753.6]


def test_the_error_of_a_point_is_in_its_details() -> None:
    batch = read(trace(changed(8, {"nac_p": 10}), changed(8, {"nac_p": 0}), changed(8, {"nac_p": {}}))).batch
    assert batch.err_major_m[0] == pytest.approx(4.0854, abs=1e-3)
    assert np.isnan(batch.err_major_m[1:]).all()


@pytest.mark.parametrize(
    ("address", "entity"),
    [
        ("7C495B", "icao24:7c495b"),
        ("~2b4f01", "non-icao:2b4f01"),
        ("<script>", "icao24:<script>"),
        ("", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_an_address_is_kept_as_text_and_one_that_is_none_of_icao_apart(address: object, entity: str) -> None:
    batch = read(picture(AIRCRAFT | {"hex": address})).batch
    assert batch.entities[int(batch.entity[0])] == entity


def test_what_is_not_said_is_not_known() -> None:
    fields = ("alt_baro", "alt_geom", "gs", "track", "nac_p")
    unsaid, strange = dict.fromkeys(fields), dict.fromkeys(fields, "far")
    batch = read(picture(AIRCRAFT | unsaid), picture(AIRCRAFT | strange)).batch
    for name in ("alt_baro_m", "alt_hae_m", "speed_mps", "course_deg", "err_major_m"):
        assert np.isnan(batch.column(name)).all()


def test_an_aircraft_that_never_said_where_it_is_has_no_position_and_no_guess_is_taken_for_one() -> None:
    heard = {"hex": "75025b", "seen": 102.4, "rr_lat": 1.0, "rr_lon": 2.0, "lastPosition": {"lat": 1.0, "lon": 2.0}}
    assert read(picture(heard)).rejected == {"no-position": 1}


def test_a_document_over_many_lines_is_one_and_another_may_follow() -> None:
    pretty = json.dumps(picture(AIRCRAFT | {"flight": '}{ " ['}), indent=1).encode()
    decoded = read_bytes(pretty + b"\r\n\n" + pretty)
    assert len(decoded.batch) == 2
    assert not decoded.rejected


def test_a_document_that_is_never_closed_is_rejected_at_the_end() -> None:
    pretty = json.dumps(picture(AIRCRAFT), indent=1).encode()
    assert read_bytes(pretty + b"\n" + pretty[:-2]).rejected == {"schema": 1}


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"now":1,"aircraft":' + b"[" * 200_000,
        b'{"now":1,"aircraft":[' + b'{"a":' * 200_000,
        b'{"now":' + b"9" * 200_000 + b',"aircraft":[{"lat":1,"lon":2,"seen_pos":1}]}',
        b'{"now":NaN,"aircraft":[{"lat":NaN,"lon":Infinity,"seen_pos":1}]}',
        b'{"now":1,"aircraft":[{"hex":"\xff\x00"}]}',
        b'"' + b"\\" * 200_001,
    ],
)
def test_hostile_documents_are_rejected(hostile: bytes) -> None:
    decoded = read_bytes(hostile + b"\n")
    assert decoded.read == decoded.rejected.total() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "large",
    [
        b'{"now":1,"aircraft":[' + b" " * MOST_BYTES + b"]}",
        b'{"now":1,"aircraft":[\n' + b" \n" * (MOST_BYTES // 2) + b"]}",
        b'{"now":1,"aircraft":[' + b"0," * MOST_VALUES + b"0,0]}",
    ],
)
def test_a_document_that_is_too_large_is_passed_over_and_the_next_is_read(large: bytes) -> None:
    decoded = read_bytes(large + b"\n" + json.dumps(picture(AIRCRAFT)).encode())
    assert decoded.rejected == {"too-large": 1}
    assert len(decoded.batch) == 1
    assert len(decoded.examples[0].excerpt) < 500
