"""SBS-1 lines. The good line is the first with a position of `japan_dump1090_2022-01-08.sbs`; changes are synthetic."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.sbs import SbsDecoder
from standoff.model.names import Names
from standoff.model.reports import ReportFlag
from standoff.model.times import NO_TIME, from_datetime

GOOD = (
    "MSG,3,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,35000,450.5,271.5,34.00891,134.69138,,,0,0,0,0"
)


def line(**changes: str) -> str:
    places = {"kind": 0, "type": 1, "hex": 4, "date": 6, "clock": 7, "logged": 8, "altitude": 11, "speed": 12} | {
        "track": 13,
        "lat": 14,
        "lon": 15,
        "ground": 21,
    }
    fields = [str(text) for text in GOOD.split(",")]
    for name, text in changes.items():
        fields[places[name]] = text
    return ",".join(fields)


def read(*lines: str) -> Decoded:
    context = Context("t.sbs", "sbs", Names(), Names())
    codec = SbsDecoder(context)
    return Decoded.of(context, [codec.feed("".join(f"{text}\n" for text in lines).encode()), codec.finish()])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(lat=""), "no-position"),
        (line(lon=""), "no-position"),
        (line(lat="x"), "not-a-number"),
        (line(lat="91"), "out-of-range"),
        (line(lon="-180.1"), "out-of-range"),
        (line(date=""), "not-a-time"),
        (line(clock=""), "not-a-time"),
        (line(date="2022/13/08"), "not-a-time"),
        (line(clock="22:61:00"), "not-a-time"),
        (line(date="", clock=""), "no-time"),
        (line() + ",", "columns"),
        (line()[:60], "columns"),
        ("MSG,3", "columns"),
        ("MSG,2,", "columns"),
        ("MSG,", "columns"),
        ("MSG", "columns"),
        ("MSG,x,1", "columns"),
        ("hello", "columns"),
        (line(kind="ZZZ"), "malformed"),
        (line(kind="msg"), "malformed"),
        (line(type=""), "malformed"),
        (line(type="33"), "malformed"),
        (line(hex='"'), "quotes"),
    ],
)
def test_a_line_that_should_give_a_position_and_does_not_is_rejected(bad: str, reason: str) -> None:
    decoded = read(line(), bad, line())
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]
    assert decoded.other.total() == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (line(type="1"), "MSG,1"),
        (line(type="4"), "MSG,4"),
        (line(type="8"), "MSG,8"),
        ("MSG,4,1,1", "MSG,4"),
        (line(kind="STA"), "STA"),
        ("ID,,1,1,86DC56", "ID"),
        ("AIR", "AIR"),
    ],
)
def test_messages_without_position_are_counted_by_type(text: str, kind: str) -> None:
    decoded = read(text)
    assert decoded.other == {kind: 1}
    assert decoded.read == 0


def test_line_ends_and_quotes_change_nothing() -> None:
    texts = [line(), line(type="4"), line(kind="STA"), line(lat="x"), "MSG,5,1", "MSG,2,1"]
    plain = read(*texts)
    assert (len(plain.batch), dict(plain.rejected)) == (1, {"not-a-number": 1, "columns": 1})
    quoted = [text.replace(",86DC56,", ',"86DC56",') for text in texts]
    for changed in ([f"{text}\r" for text in texts], quoted, [f"{text}\r" for text in quoted]):
        decoded = read(*changed)
        assert (decoded.rejected, decoded.other) == (plain.rejected, plain.other)
        assert decoded.batch.place.tolist() == plain.batch.place.tolist()
        shown = [example.excerpt.replace('"', "") for example in decoded.examples]
        assert shown == [example.excerpt for example in plain.examples]


def test_every_field_with_its_unit() -> None:
    batch = read(line()).batch
    assert batch.time_ns.tolist() == [from_datetime(datetime(2022, 1, 8, 22, 42, 15, 605_000, UTC))]
    assert batch.received_ns.tolist() == [from_datetime(datetime(2022, 1, 8, 22, 42, 15, 659_000, UTC))]
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["icao24:86dc56"]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([34.00891], [134.69138])
    assert batch.alt_baro_m.tolist() == [10668.0]
    assert batch.speed_mps[0] == pytest.approx(450.5 * 1852 / 3600, abs=1e-6)
    assert batch.course_deg.tolist() == [271.5]
    assert np.isnan(batch.alt_hae_m).all()
    assert batch.flags.tolist() == [0]


@pytest.mark.parametrize(("text", "flag"), [("1", ReportFlag.ON_GROUND), ("0", 0), ("", 0), ("-1", 0)])
def test_ground_flag(text: str, flag: int) -> None:
    assert read(line(type="2", ground=text)).batch.flags.tolist() == [flag]


def test_what_is_not_said_is_not_known() -> None:
    batch = read(line(altitude="", speed="", track="", hex="", logged="")).batch
    assert np.isnan([batch.alt_baro_m[0], batch.speed_mps[0], batch.course_deg[0]]).all()
    assert batch.entity.tolist() == [0]
    assert batch.received_ns.tolist() == [NO_TIME]
