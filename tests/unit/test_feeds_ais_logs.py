"""The five real AIS logs against the figures that their README counted with other code (`stats.json`).

Two of its definitions differ from ours and are allowed for where they matter: it takes station time from `$--RMC`
alone, we from `$--ZDA` too; and it gives up on messages that pyais cannot decode whole, while we time each message
that came together, decode only those that give a position, and count the others by type.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyais
import pytest

from standoff.feeds.ais import AisDecoder
from standoff.feeds.decoding import Context, Decoded
from standoff.model.names import Names
from standoff.model.times import NO_TIME, from_datetime, from_rfc3339
from standoff.model.units import KNOT_MPS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.data

COASTAL = "ais/amsa_coastal_2012-01-27.nmea.gz"
SATELLITE = "ais/amsa_exactearth_2012-01-31.nmea.gz"
SATELLITE_LATER = "ais/amsa_exactearth_2012-02-02.nmea.gz"
TAGGED = "ais/amsa_tagblock_2014-12-31.nmea"
TAGGED_GROUPS = "ais/amsa_exactearth_tagblock_2012-04-13.nmea"
LOGS = (COASTAL, SATELLITE, SATELLITE_LATER, TAGGED, TAGGED_GROUPS)
MOVING = ("1", "2", "3", "9", "18", "19", "27")
KINDS = {"4": "base-station", "5": "static-data", "11": "utc-response", "17": "dgnss-broadcast"} | {
    "21": "aid-to-navigation",
    "24": "static-data",
}


class Log(NamedTuple):
    """A log as it was read."""

    decoded: Decoded
    timed_by: Counter[str]


@cache
def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read(data: bytes) -> Log:
    context = Context("log", "nmea", Names(), Names())
    codec = AisDecoder(context)
    return Log(Decoded.of(context, [codec.feed(data), codec.finish()]), codec.timed_by)


@cache
def as_it_is(path: Path) -> Log:
    return read(content(path))


@cache
def without_zda(path: Path) -> Log:
    return read(re.sub(rb"(?m)^\$..ZDA,.*\n", b"", content(path)))


@cache
def counted(shared: Path) -> dict[str, dict[str, Any]]:
    return json.loads((shared / "stats.json").read_text())


def figures(shared: Path, name: str) -> dict[str, Any]:
    return counted(shared)[name]


def position_reports(stats: dict[str, Any]) -> int:
    return sum(stats["message_types"].get(kind, 0) for kind in MOVING)


@pytest.mark.parametrize(
    ("name", "undecodable_by"),
    [
        # which time the messages have that the README calls undecodable, and leaves out of its counts
        (COASTAL, {"pghp": 1}),
        (SATELLITE, {}),
        (SATELLITE_LATER, {"stamp": 3, "pghp": 1}),
        (TAGGED, {}),
        (TAGGED_GROUPS, {}),
    ],
)
def test_messages_by_where_their_time_is_from(shared: Path, name: str, undecodable_by: dict[str, int]) -> None:
    nmea = figures(shared, name)["nmea"]
    ours = {"none": "ts_none", "stamp": "ts_suffix", "clock": "ts_rmc", "pghp": "ts_pghp", "tag-block": "ts_tagblock"}
    expected = {by: nmea.get(theirs, 0) + undecodable_by.get(by, 0) for by, theirs in ours.items()}
    assert sum(undecodable_by.values()) == nmea.get("undecodable", 0)
    assert without_zda(shared / name).timed_by == {by: count for by, count in expected.items() if count}


def test_shore_station_log_by_hand(shared: Path) -> None:
    log = without_zda(shared / COASTAL)
    assert log.timed_by == {"none": 89, "stamp": 851, "clock": 33054, "pghp": 15}
    # one message of the 34,009 is the undecodable one; of the four incomplete ones the README counts the three
    # that are unfinished at the end, the first (line 14127) having been replaced by another of its key (line 32913)
    assert log.decoded.rejected == {
        "checksum": 3,
        "malformed": 15,
        "incomplete": 4,
        "undecodable": 1,
        "no-position": 320,
        "no-time": 56,
    }
    incomplete = [example.line for example in log.decoded.examples if example.reason == "incomplete"]
    assert len(log.decoded.batch) + 320 + 56 == 25843
    assert len(incomplete) == 4


def test_zda_leaves_ten_positions_without_time_instead_of_fifty_six(shared: Path) -> None:
    log = as_it_is(shared / COASTAL)
    assert log.decoded.rejected["no-time"] == 10
    assert len(log.decoded.batch) == 25843 - 320 - 10
    assert log.timed_by == {"none": 11, "stamp": 851, "clock": 33054 + 89 - 11, "pghp": 15}


@pytest.mark.parametrize("name", LOGS)
def test_every_position_report_is_accepted_or_rejected(shared: Path, name: str) -> None:
    stats, log = figures(shared, name), without_zda(shared / name)
    rejected = log.decoded.rejected
    assert rejected["no-position"] == stats["lat_over_90_or_lon_over_180"]
    assert rejected["no-time"] == stats["no_timestamp"]
    given = len(log.decoded.batch) + rejected["no-position"] + rejected["no-time"]
    assert given == position_reports(stats)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (COASTAL, {"checksum": 3, "malformed": 15, "incomplete": 4, "undecodable": 1}),
        (SATELLITE, {"undecodable": 4}),  # messages of type 0, which there is not
        (SATELLITE_LATER, {"incomplete": 4}),  # the README's orphan parts
        (TAGGED, {}),
        (TAGGED_GROUPS, {}),
    ],
)
def test_damaged_sentences_by_reason(shared: Path, name: str, expected: dict[str, int]) -> None:
    stats = figures(shared, name)
    found = {r: n for r, n in as_it_is(shared / name).decoded.rejected.items() if r not in {"no-position", "no-time"}}
    assert found == expected
    assert found.get("checksum", 0) == stats["nmea"].get("bad_checksum", 0)
    assert found.get("incomplete", 0) >= stats["nmea"]["unfinished_multipart"] + stats["nmea"].get("orphan_part", 0)
    assert found.get("undecodable", 0) >= stats["message_types"].get("0", 0)


@pytest.mark.parametrize("name", LOGS)
def test_messages_that_give_no_position_are_counted_by_type(shared: Path, name: str) -> None:
    stats, found = figures(shared, name), as_it_is(shared / name).decoded.other
    expected = Counter[str]()
    for kind, count in stats["message_types"].items():
        if kind not in (*MOVING, "0"):
            expected[KINDS.get(kind, f"message-{kind}")] += count
    if name == SATELLITE_LATER:
        expected["static-data"] += 4  # what the README calls undecodable: static data with something wrong in it
    assert {kind: found[kind] for kind in expected} == expected
    assert found["PGHP"] == stats["nmea"].get("pghp_lines", 0)


@pytest.mark.parametrize("name", LOGS)
def test_every_line_is_something(shared: Path, name: str) -> None:
    decoded, data = as_it_is(shared / name).decoded, content(shared / name)
    filled = sum(1 for line in data.split(b"\n") if line.strip())
    joined = data.count(b"VDM,2,2,") - figures(shared, name)["nmea"].get("orphan_part", 0)
    assert decoded.read + decoded.other.total() == filled - joined


@pytest.mark.parametrize("name", LOGS)
def test_span_and_extent_are_those_of_the_readme(shared: Path, name: str) -> None:
    stats, batch = figures(shared, name), without_zda(shared / name).decoded.batch
    assert [int(batch.time_ns.min()), int(batch.time_ns.max())] == [from_rfc3339(t) for t in stats["time_span"]]
    box = [batch.lon.min(), batch.lat.min(), batch.lon.max(), batch.lat.max()]
    assert box == pytest.approx(stats["bbox"], abs=1.1e-5)


@pytest.mark.parametrize("name", [SATELLITE, SATELLITE_LATER])
def test_the_satellite_logs_two_clocks_are_not_mixed(shared: Path, name: str) -> None:
    batch = as_it_is(shared / name).decoded.batch
    both = batch.received_ns != NO_TIME
    lag_s = (batch.received_ns[both] - batch.time_ns[both]) / 1e9
    least, median, most = figures(shared, name)["nmea"]["arrival_minus_receive_s_min_median_max"]
    # the README takes all messages, we have those with a position
    assert least <= lag_s.min()
    assert lag_s.max() <= most
    assert np.median(lag_s) == pytest.approx(median, rel=0.05)
    assert 0.3 < np.mean(both) < 0.7


def test_base_stations_agree_with_the_clock_of_the_shore_log(shared: Path) -> None:
    """Base stations broadcast UTC (message 4); a clock that lagged or ran ahead would show against it."""
    log = as_it_is(shared / COASTAL).decoded
    low, _, high = (from_rfc3339(t) for t in figures(shared, COASTAL)["base_station_utc_5_50_95pct"])
    time_ns = np.sort(log.batch.time_ns)
    assert abs(np.quantile(time_ns, 0.05) - low) < 60e9
    assert abs(np.quantile(time_ns, 0.95) - high) < 60e9
    assert time_ns[0] >= from_datetime(datetime(2012, 1, 27, 9, 58, tzinfo=UTC))


@pytest.mark.parametrize("name", LOGS)
def test_every_field_is_what_pyais_says_of_the_same_sentence(shared: Path, name: str) -> None:
    batch = as_it_is(shared / name).decoded.batch
    lines = content(shared / name).split(b"\n")
    for row in range(len(batch)):
        message = _decoded_by_pyais(lines, int(batch.place[row]) - 1)
        assert str(message["msg_type"]) in MOVING
        found = (
            batch.entities[int(batch.entity[row])],
            float(batch.lat[row]),
            float(batch.lon[row]),
            _none_if_nan(float(batch.speed_mps[row])),
            _none_if_nan(float(batch.course_deg[row])),
        )
        assert found == (
            f"ais:{message['mmsi']}",
            message["lat"],
            message["lon"],
            None if message["speed"] in _NO_SPEED[message["msg_type"]] else message["speed"] * KNOT_MPS,
            None if message["course"] >= 360 else message["course"],
        )


_NO_SPEED = {1: (102.3,), 2: (102.3,), 3: (102.3,), 9: (1023,), 18: (102.3,), 19: (102.3,), 27: (63,)}


def _none_if_nan(value: float) -> float | None:
    return None if np.isnan(value) else value


def _decoded_by_pyais(lines: list[bytes], number: int) -> dict[str, Any]:
    sentence = _bare(lines[number])
    parts = [sentence]
    if sentence.split(b",")[1] == b"2":
        key = sentence.split(b",")[3:5]
        second = (_bare(line) for line in lines[number + 1 :] if b"VDM,2,2," in line)
        parts.append(next(part for part in second if part.split(b",")[3:5] == key))
    return pyais.decode(*parts).asdict()


def _bare(line: bytes) -> bytes:
    match = re.search(rb"![^*]*\*[0-9A-Fa-f]{2}", line)
    assert match is not None, line
    return match[0]
