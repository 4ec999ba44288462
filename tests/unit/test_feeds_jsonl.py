"""JSON lines of our own schema; all synthetic."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.model.names import Names
from standoff.model.report_line import ReportLine, Status
from standoff.model.reports import ReportFlag
from standoff.model.times import NO_TIME

FULL = ReportLine(
    time="2017-05-18T06:00:00.5Z",
    source="radar-a",
    lat=33.5,
    lon=38.6,
    entity="cot:V1",
    received="2017-05-18T06:00:04Z",
    alt_hae_m=700.25,
    alt_baro_m=650.0,
    speed_mps=16.6,
    course_deg=181.0,
    err_major_m=60.0,
    err_minor_m=40.0,
    err_axis_deg=30.0,
    on_ground=True,
    status=Status.EXERCISE,
)
LEAST = '{"time":"2017-05-18T06:00:00Z","source":"radar-a","lat":1,"lon":2'
TIME_NS = 1495087200 * 10**9


def read(*lines: str | bytes) -> Decoded:
    context = Context("t.jsonl", "jsonl", Names(), Names())
    codec = JsonLinesDecoder(context)
    data = b"".join((text.encode() if isinstance(text, str) else text) + b"\n" for text in lines)
    return Decoded.of(context, [codec.feed(data), codec.finish()])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "schema"),
        ("[]", "schema"),
        ("null", "schema"),
        ("hello", "schema"),
        (LEAST, "schema"),
        (LEAST + "}}", "schema"),
        (LEAST + "} {}", "schema"),
        ("[" * 100_000, "schema"),
        (b'{"time":"\xff","source":"a","lat":1,"lon":2}', "schema"),
        ('{"source":"a","lat":1,"lon":2}', "schema"),
        ('{"time":"2017-05-18T06:00:00Z","lat":1,"lon":2}', "schema"),
        ('{"time":1495087200,"source":"a","lat":1,"lon":2}', "schema"),
        (LEAST.replace("1", '"1"', 1) + "}", "schema"),
        (LEAST + ',"lat":"1"}', "schema"),
        (LEAST + ',"lon":NaN}', "schema"),
        (LEAST + ',"lon":1e999}', "schema"),
        (LEAST + ',"status":"real"}', "schema"),
        (LEAST + ',"on_ground":1}', "schema"),
        (LEAST + ',"entity":null}', "schema"),
        ('{"time":"2017-05-18T06:00:00Z","source":"a"}', "no-position"),
        (LEAST + ',"lat":null}', "no-position"),
        (LEAST + ',"lat":90.1}', "out-of-range"),
        (LEAST + ',"lon":-181}', "out-of-range"),
        (LEAST + ',"time":"noon"}', "not-a-time"),
        (LEAST + ',"time":""}', "no-time"),
    ],
)
def test_a_line_that_is_no_report_is_rejected_and_takes_no_other_with_it(bad: str | bytes, reason: str) -> None:
    good = LEAST + "}"
    decoded = read(good, bad, "", good)
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 4]
    assert [(e.reason, e.line) for e in decoded.examples] == [(reason, 2)]


def test_every_field_comes_through() -> None:
    batch = read(msgspec.json.encode(FULL)).batch
    for name in ("lat", "lon", "alt_hae_m", "alt_baro_m", "speed_mps", "course_deg"):
        assert batch.column(name).tolist() == [getattr(FULL, name)]
    for name in ("err_major_m", "err_minor_m", "err_axis_deg"):
        assert batch.column(name).tolist() == [getattr(FULL, name)]
    assert batch.time_ns.tolist() == [TIME_NS + 500_000_000]
    assert batch.received_ns.tolist() == [TIME_NS + 4_000_000_000]
    assert batch.flags.tolist() == [ReportFlag.ON_GROUND | ReportFlag.EXERCISE]
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["cot:V1"]
    assert [batch.sources[code] for code in batch.source.tolist()] == ["radar-a"]


@pytest.mark.parametrize(
    ("status", "flag"), [("actual", 0), ("exercise", ReportFlag.EXERCISE), ("test", ReportFlag.TEST)]
)
def test_what_is_not_real_says_so(status: str, flag: int) -> None:
    assert read(LEAST + f',"status":"{status}"}}').batch.flags.tolist() == [flag]


def test_what_is_not_said_is_not_known() -> None:
    batch = read(LEAST + "}").batch
    assert batch.entity.tolist() == [0]
    assert batch.received_ns.tolist() == [NO_TIME]
    for name in ("alt_hae_m", "alt_baro_m", "speed_mps", "course_deg", "err_major_m", "err_minor_m", "err_axis_deg"):
        assert np.isnan(batch.column(name)).all()


def test_unknown_members_are_passed_over_and_a_byte_order_mark_too() -> None:
    assert len(read(b"\xef\xbb\xbf" + LEAST.encode() + b',"later":{"x":[1]}}').batch) == 1


@pytest.mark.parametrize(
    ("course_deg", "read_as"), [(360, None), (720, None), (-90, 270.0), (359.5, 359.5), (0, 0.0), (-1e-20, 0.0)]
)
def test_a_course_lies_in_one_turn_or_is_not_known(course_deg: float, read_as: float | None) -> None:
    batch = read(LEAST + f',"course_deg":{course_deg}}}').batch
    assert batch.course_deg[0] == pytest.approx(np.nan if read_as is None else read_as, nan_ok=True)
