"""Parquet: columns of every type, damaged files, and real ones. Tables made here are synthetic."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from standoff.feeds import parquet
from standoff.feeds.columns import parse_by_hand
from standoff.feeds.decoding import Context, Decoded
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names
from standoff.model.reports import ReportBatch, ReportFlag
from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from pathlib import Path

NOON_S = 1593518400
NOON_NS = NOON_S * 10**9


def written(names: list[str], arrays: list[pa.Array], *, arrow_schema: bool = True) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=names), sink, store_schema=arrow_schema)
    return sink.getvalue()


def read(data: bytes, columns: str | None = None) -> Decoded:
    context = Context("t.parquet", "parquet", Names(), Names())
    by_hand = None if columns is None else parse_by_hand(columns)
    return Decoded.of(context, parquet.decode(io.BytesIO(data), context, by_hand))


def table(**columns: pa.Array) -> bytes:
    """Two rows with time, id, lat and lon, unless told otherwise."""
    plain = {
        "time": pa.array([NOON_S, NOON_S]),
        "id": pa.array(["a", "b"]),
        "lat": pa.array([1.0, 2.0]),
        "lon": pa.array([3.0, 4.0]),
    } | columns
    return written(list(plain), list(plain.values()))


SOUND = table()
PLAIN = written(["time", "lat", "lon"], [pa.array([NOON_S])] * 3, arrow_schema=False)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cannot be read as Parquet"),
        (b"PAR1", "cannot be read as Parquet"),
        (b"PAR1" + b"x" * 100 + b"PAR1", "cannot be read as Parquet"),
        (b"time,lat,lon\n", "cannot be read as Parquet"),
        (SOUND[: len(SOUND) // 2], "cannot be read as Parquet"),
        (SOUND[:-1], "cannot be read as Parquet"),
        (SOUND[:-8] + b"\xff\xff\xff\x7fPAR1", "cannot be read as Parquet"),
        (PLAIN.replace(b"lon", b"l\xaen"), "cannot be read as Parquet"),  # found by fuzz: names that are not UTF-8
        (SOUND[:4] + bytes(200) + SOUND[204:], "cannot be read as Parquet"),
        (
            written(["a", "b"], [pa.array([1]), pa.array([1])]),
            "t.parquet: columns: cannot tell which columns give time",
        ),
        (written(["time", "lat", "lon", "lon"], [pa.array([1])] * 4), "there are several columns lon"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_why(data: bytes, says: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^t\.parquet") as refused:
        read(data)
    assert says in str(refused.value)


def test_a_column_named_by_hand_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnusableInputError, match="no column 'when'; it has time, id, lat, lon"):
        read(SOUND, "time=when,lat=lat,lon=lon")


def test_an_empty_table_gives_nothing() -> None:
    names = ["time", "lat", "lon"]
    assert read(written(names, [pa.array(list[float](), pa.float64())] * 3)).read == 0


@pytest.mark.parametrize(
    ("time", "time_ns"),
    [
        (pa.array([NOON_S, None]), NOON_NS),
        (pa.array([NOON_S * 1000, None], pa.int64()), NOON_NS),
        (pa.array([NOON_S, 2**64 - 1], pa.uint64()), NOON_NS),
        (pa.array([NOON_S + 0.5, float("nan")]), NOON_NS + 500_000_000),
        (pa.array([NOON_S * 1000, 2**61], pa.timestamp("ms")), NOON_NS),
        (pa.array([NOON_NS + 1, None], pa.timestamp("ns")), NOON_NS + 1),
        (pa.array([NOON_NS + 1, None], pa.timestamp("ns", "Europe/Zurich")), NOON_NS + 1),
        (pa.array([NOON_S * 10**6, 2**62], pa.timestamp("us", "UTC")), NOON_NS),
        (pa.array(["2020-06-30 12:00:00", "noon"]), NOON_NS),
        (pa.array(["2020-06-30 12:00:00", None]).dictionary_encode(), NOON_NS),
        (pa.array([b"2020-06-30T12:00:00Z", b"\xff"]), NOON_NS),
    ],
)
def test_times_of_every_type_are_read_and_a_bad_one_spoils_only_its_row(time: pa.Array, time_ns: int) -> None:
    decoded = read(table(time=time))
    assert decoded.batch.time_ns.tolist() == [time_ns]
    assert decoded.rejected.keys() <= {"no-time", "not-a-time"}
    assert decoded.rejected.total() == 1
    assert [example.line for example in decoded.examples] == [2]


@pytest.mark.parametrize(
    "time",
    [pa.array([1, 2], pa.date32()), pa.array([1, 2], pa.duration("s")), pa.array([True, False]), pa.array([[1], [2]])],
)
def test_a_column_that_holds_no_times_gives_none(time: pa.Array) -> None:
    assert read(table(time=time)).rejected == {"not-a-time": 2}


def test_a_rejected_row_with_nanoseconds_can_be_shown() -> None:
    """Python has no dates of nanoseconds; writing the row by way of them ended the run."""
    time = pa.array([NOON_NS + 123_456_789, NOON_NS], pa.timestamp("ns"))
    decoded = read(table(time=time, lat=pa.array([None, 1.0])))
    assert decoded.rejected == {"no-position": 1}
    assert decoded.examples[0].excerpt == 'time=2020-06-30 12:00:00.123456789 id="a" lat=null lon=3'


@pytest.mark.parametrize(
    ("lat", "reason"),
    [
        (pa.array([1.0, None]), "no-position"),
        (pa.array([1.0, float("nan")]), "no-position"),
        (pa.array([1.0, 90.1]), "out-of-range"),
        (pa.array([1, 91], pa.int8()), "out-of-range"),
        (pa.array([1, 2**63 - 1]), "not-a-number"),
        (pa.array(["1.0", "x"]), "not-a-number"),
        (pa.array(["1.0", "x"]).dictionary_encode(), "not-a-number"),
        (pa.array(["1.0", "x"], pa.large_string()), "not-a-number"),
        (pa.array(["1.0", "x"], pa.string_view()), "not-a-number"),
    ],
)
def test_numbers_of_every_type_are_read_and_a_bad_one_spoils_only_its_row(lat: pa.Array, reason: str) -> None:
    decoded = read(table(lat=lat))
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.lat.tolist() == [1.0]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (pa.array(["a", ""]), ["id:a", ""]),
        (pa.array(["a", None]).dictionary_encode(), ["id:a", ""]),
        (pa.array([1, 2]), ["id:1", "id:2"]),
        (pa.array([1.0, None]), ["id:1", ""]),
        (pa.array([b"a", b"\xff"]), ["id:a", ""]),
        (pa.array([{"x": 1}, {"x": 2}]), ["", ""]),
        (pa.nulls(2), ["", ""]),
    ],
)
def test_identities_of_every_type_are_read(names: pa.Array, expected: list[str]) -> None:
    batch = read(table(id=names)).batch
    assert [batch.entities[code] for code in batch.entity.tolist()] == expected


def test_our_own_batches_come_back_whole() -> None:
    columns = {
        "time_ns": np.array([NOON_NS + 1, NOON_NS + 2]),
        "received_ns": np.array([NOON_NS + 3, NO_TIME]),
        "lat": np.array([1.5, -2.5]),
        "lon": np.array([3.5, 179.5]),
        "entity": np.array([1, 0], np.int32),
        "source": np.array([1, 1], np.int32),
        "speed_mps": np.array([np.nan, 7.0]),
        "err_major_m": np.array([60.0, np.nan]),
        "flags": np.array([ReportFlag.EXERCISE | ReportFlag.ON_GROUND, 0], np.uint32),
        "place": np.array([1, 2]),
    }
    batch = ReportBatch.of(Names(["ais:1"]), Names(["radar"]), columns)
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_batches([batch.to_arrow()]), sink)
    again = read(sink.getvalue()).batch
    for name, column in batch.columns():
        if name not in {"entity", "source"}:
            np.testing.assert_array_equal(again.column(name), column, err_msg=name)
    assert [again.entities[code] for code in again.entity.tolist()] == ["ais:1", ""]
    assert [again.sources[code] for code in again.source.tolist()] == ["radar", "radar"]


@pytest.mark.data
def test_a_real_file_read_in_batches_is_the_file(shared: Path) -> None:
    path = shared / "adsb/opensky_switzerland_2018-08-01.parquet"
    whole = pq.read_table(path)
    batch = read(path.read_bytes()).batch
    assert len(batch) == whole.num_rows > 2 * parquet.ROWS
    np.testing.assert_array_equal(batch.lat, whole.column("latitude").to_numpy())
    np.testing.assert_array_equal(batch.lon, whole.column("longitude").to_numpy())
    feet = np.asarray(whole.column("altitude").to_numpy(), np.float64)
    np.testing.assert_allclose(batch.alt_baro_m, feet * 0.3048, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(batch.place, np.arange(len(batch)) + 1)
