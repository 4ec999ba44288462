"""OwnTracks. The messages are of `owntracks_recorder_2024-03.rec`, without what is not read; changes are synthetic."""

from __future__ import annotations

import json

import numpy as np
import pytest

from standoff.feeds import owntracks
from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.rows import DocumentDecoder
from standoff.model.names import Names
from standoff.model.times import NO_TIME, from_rfc3339

LOCATION = {
    "_type": "location",
    "tid": "RO",
    "topic": "owntracks/test/iPhone 12 Pro",
    "alt": 36,
    "lat": 52.23,
    "lon": 13.337,
    "vel": 18,
    "cog": 98,
    "acc": 9,
    "tst": 1709315162,
    "_id": "5d1b",
}
TRANSITION = {"_type": "transition", "event": "leave", "lat": 52.227, "lon": 13.334, "tst": 1709317615, "tid": "RO"}


def read(data: bytes) -> Decoded:
    context = Context("t.rec", "owntracks", Names(), Names())
    codec = DocumentDecoder(context, owntracks.read)
    return Decoded.of(context, [codec.feed(data), codec.finish()])


def lines(*messages: object) -> bytes:
    return b"".join(json.dumps(message).encode() + b"\n" for message in messages)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (LOCATION | {"lat": None}, "no-position"),
        (LOCATION | {"lon": "east"}, "not-a-number"),
        (LOCATION | {"lat": -90.5}, "out-of-range"),
        (LOCATION | {"lon": 1e308}, "out-of-range"),
        (LOCATION | {"tst": None}, "no-time"),
        (LOCATION | {"tst": "1709315162"}, "not-a-time"),
        (LOCATION | {"tst": 1709315162000}, "not-a-time"),
        (LOCATION | {"tst": -1e300}, "not-a-time"),
        (LOCATION | {"tst": [1]}, "not-a-time"),
        (LOCATION | {"_type": "place"}, "schema"),
        (LOCATION | {"_type": None}, "schema"),
        (LOCATION | {"_type": ["location"]}, "schema"),
        ({"tst": 1}, "schema"),
        (7, "schema"),
        ([[LOCATION]], "schema"),
    ],
)
def test_a_message_that_gives_no_report_is_rejected(bad: object, reason: str) -> None:
    decoded = read(lines(LOCATION, bad, LOCATION))
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]


def test_every_field_with_its_unit() -> None:
    batch = read(lines(LOCATION)).batch
    assert batch.time_ns.tolist() == [from_rfc3339("2024-03-01T17:46:02Z")]
    assert batch.received_ns.tolist() == [NO_TIME]
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["owntracks:test/iPhone 12 Pro"]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([52.23], [13.337])
    assert batch.speed_mps.tolist() == [5.0]
    assert batch.course_deg.tolist() == [98.0]
    assert (batch.err_major_m.tolist(), batch.err_minor_m.tolist()) == ([9.0], [9.0])
    assert np.isnan([batch.alt_hae_m[0], batch.alt_baro_m[0]]).all()


@pytest.mark.parametrize(
    ("change", "entity"),
    [
        ({"topic": None}, "owntracks:RO"),
        ({"topic": " "}, "owntracks:RO"),
        ({"topic": "vessel/7"}, "owntracks:vessel/7"),
        ({"topic": "=cmd()"}, "owntracks:=cmd()"),
        ({"topic": None, "tid": None}, ""),
        ({"topic": [1], "tid": 7}, ""),
    ],
)
def test_who_it_is_stands_in_the_topic_or_else_in_the_tid(change: dict[str, object], entity: str) -> None:
    batch = read(lines(LOCATION | change)).batch
    assert batch.entities[int(batch.entity[0])] == entity


@pytest.mark.parametrize("value", [-1, None, "fast", True, 10**30])
def test_what_is_not_available_is_not_known(value: object) -> None:
    batch = read(lines(LOCATION | {"vel": value, "cog": value, "acc": value})).batch
    assert np.isnan([batch.speed_mps[0], batch.course_deg[0], batch.err_major_m[0]]).all()


def test_other_messages_are_counted_by_their_type() -> None:
    decoded = read(lines(TRANSITION, {"_type": "lwt", "tst": 1}, {"_type": "encrypted", "data": "x"}, TRANSITION))
    assert decoded.other == {"transition": 2, "lwt": 1, "encrypted": 1}
    assert decoded.read == 0


@pytest.mark.parametrize(
    "data",
    [
        lines(LOCATION, TRANSITION, LOCATION),
        lines([LOCATION, TRANSITION, LOCATION]),
        json.dumps([LOCATION, TRANSITION, LOCATION], indent=2).encode(),
        b"\n".join(json.dumps(each, indent=2).encode() for each in (LOCATION, TRANSITION, LOCATION)),
        b"".join(b"2024-03-01T17:46:02Z\t*                 \t" + lines(m) for m in (LOCATION, TRANSITION, LOCATION)),
        lines(LOCATION, [], [TRANSITION, LOCATION]),
    ],
)
def test_messages_come_one_a_line_in_arrays_over_many_lines_or_as_recorded(data: bytes) -> None:
    decoded = read(data)
    assert decoded.batch.place.tolist() == [1, 3]
    assert decoded.other == {"transition": 1}
    assert not decoded.rejected


def test_a_damaged_line_spoils_only_itself() -> None:
    whole = lines(LOCATION)
    decoded = read(whole + whole[:40] + b"\n" + whole + b'2024-03-01T17:46:02Z\t*\t{"_type"\n' + whole)
    assert decoded.rejected == {"schema": 2}
    assert decoded.batch.place.tolist() == [1, 3, 5]


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"_type":' + b"[" * 200_000,
        b'{"_type":"location","x":' + b'{"x":' * 200_000 + b"1" + b"}" * 200_001,
        b'{"_type":"location","tst":' + b"9" * 5000 + b"}",
        b'{"_type":"location","tst":1,"lat":NaN,"lon":1}',
        b'{"_type":"location","topic":"\xff","tst":1}',
        b"\t" * 100_000 + b"{",
    ],
)
def test_hostile_messages_are_rejected(hostile: bytes) -> None:
    decoded = read(hostile + b"\n")
    assert decoded.read == decoded.rejected.total() == 1
