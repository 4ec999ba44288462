"""Tables of text: headers, rows, and each field with its unit. Rows are synthetic; headers are those of real files."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.feeds.columns import parse_by_hand
from standoff.feeds.csv import CsvDecoder
from standoff.feeds.decoding import Context, Decoded
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names
from standoff.model.reports import ReportFlag
from standoff.model.times import NO_TIME

NOON_NS = 1593518400 * 10**9
NOON = "2020-06-30T12:00:00"


def read(text: str | bytes, columns: str | None = None) -> Decoded:
    context = Context("t.csv", "csv", Names(), Names())
    codec = CsvDecoder(context, None if columns is None else parse_by_hand(columns))
    data = text.encode() if isinstance(text, str) else text
    return Decoded.of(context, [codec.feed(data), codec.finish()])


def rows(*lines: str) -> Decoded:
    return read("time,id,lat,lon,speed\n" + "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize(
    ("header", "columns", "says"),
    [
        ("", None, "t.csv: is empty: expected a header line"),
        ("\n\r\n", None, "t.csv: is empty: expected a header line"),
        ("a,b,c", None, "t.csv: header: cannot tell which columns give time, lat and lon; it has a, b, c"),
        ("time,id,lat", None, "it has time, id, lat. Name them: --columns"),
        ("a,b,c", "time=a,lat=b,lon=x", "t.csv: header: --columns lon=x: there is no column 'x'; it has a, b, c"),
        ("time,lat,lon", "time=a,lat=b,lon=c", "--columns time=a: there is no column 'a'"),
        (",".join(f"column{i}" for i in range(10_000)), None, "column1, column2"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_with_what_was_expected(
    header: str, columns: str | None, says: str
) -> None:
    with pytest.raises(UnusableInputError) as refused:
        read(header, columns)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 700


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{NOON},a,1", "columns"),
        (f"{NOON},a,1,2,3,4", "columns"),
        ("hello", "columns"),
        (f'{NOON},"a,1,2,3', "quotes"),
        (f'{NOON},"a"b,1,2,3', "quotes"),
        (f"{NOON},a\r,1,2,3", "malformed"),
        (f"{NOON},a,x,2,3", "not-a-number"),
        (f"{NOON},a,1,2 E,3", "not-a-number"),
        (f"{NOON},a,1;2,2,3", "not-a-number"),
        (f"{NOON},a,,2,3", "no-position"),
        (f"{NOON},a,1, ,3", "no-position"),
        (f"{NOON},a,nan,2,3", "no-position"),
        (f"{NOON},a,90.0000001,2,3", "out-of-range"),
        (f"{NOON},a,1,-180.0000001,3", "out-of-range"),
        (f"{NOON},a,inf,2,3", "out-of-range"),
        (f"{NOON},a,1e400,2,3", "out-of-range"),
        (f"{NOON},a,91,181,3", "out-of-range"),
        ("yesterday,a,1,2,3", "not-a-time"),
        ("2020-06-30T25:00:00,a,1,2,3", "not-a-time"),
        ("2020-13-01,a,1,2,3", "not-a-time"),
        ("9999-12-31T00:00:00,a,1,2,3", "not-a-time"),
        ("0001-01-01,a,1,2,3", "not-a-time"),
        ("1e30,a,1,2,3", "not-a-time"),
        ("nan,a,1,2,3", "not-a-time"),
        (",a,1,2,3", "no-time"),
        ("  ,a,1,2,3", "no-time"),
        (",,,,", "no-position"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_takes_no_other_with_it(row: str, reason: str) -> None:
    good = f"{NOON},a,1,2,3"
    decoded = rows(good, row, good)
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [2, 4]
    assert decoded.batch.time_ns.tolist() == [NOON_NS, NOON_NS]
    assert [(e.reason, e.line) for e in decoded.examples] == [(reason, 3)]


def test_a_stray_quote_does_not_swallow_the_rows_behind_it() -> None:
    good = f"{NOON},a,1,2,3"
    decoded = rows(good, f'{NOON},"a,1,2,3', good, f'{NOON},b",1,2,3', good)
    assert decoded.batch.place.tolist() == [2, 4, 5, 6]
    assert decoded.rejected == {"quotes": 1}


def test_blank_lines_are_no_rows() -> None:
    assert rows("", "   ", f"{NOON},a,1,2,3", "\t").read == 1


@pytest.mark.parametrize(
    ("text", "time_ns"),
    [
        (NOON, NOON_NS),
        ("2020-06-30 12:00:00", NOON_NS),
        ("2020-06-30T12:00:00Z", NOON_NS),
        ("2020-06-30 14:00:00+02:00", NOON_NS),
        ("2020-06-30T07:00:00-0500", NOON_NS),
        (" 2020-06-30T12:00:00.000000001 ", NOON_NS + 1),
        ("2020-06-30", NOON_NS - 43_200 * 10**9),
        ("1593518400", NOON_NS),
        ("1593518400.25", NOON_NS + 250_000_000),
        ("1593518400250", NOON_NS + 250_000_000),
        ("1593518400250000", NOON_NS + 250_000_000),
        ("1593518400250000000", NOON_NS + 250_000_000),
        ("-86400", -86_400 * 10**9),
        ("0", 0),
    ],
)
def test_time_is_iso_8601_in_utc_or_a_number_since_1970_by_its_size(text: str, time_ns: int) -> None:
    other = f"{NOON},a,1,2,3"
    assert rows(f"{text},a,1,2,3").batch.time_ns.tolist() == [time_ns]
    assert rows(other, f"{text},a,1,2,3", "x,a,1,2,3", other).batch.time_ns.tolist() == [NOON_NS, time_ns, NOON_NS]


@pytest.mark.parametrize(
    "header",
    [
        "time,id,lat,lon",
        "TIME,ID,LAT,LON",
        "timestamp;id;latitude;longitude",
        "t\tvessel\ty\tx",
        "datetime|name|lat|lng",
        ' time , "id" , lat, lon ',
        '"time","id","lat","lon"',
        "\ufefftime,id,lat,lon",
        "\n\ntime,id,lat,lon\r",
    ],
)
def test_plainly_named_columns_are_recognised_under_any_separator(header: str) -> None:
    separator = next(s for s in ",;\t|" if s in header)
    batch = read(f"{header}\n" + separator.join((NOON, "a", "1", "2")) + "\n").batch
    assert (batch.lat[0], batch.lon[0], batch.time_ns[0]) == (1, 2, NOON_NS)
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["id:a"]


def test_a_name_in_quotes_may_hold_the_separator() -> None:
    batch = read(f'time,"speed, over ground",lat,lon\n{NOON},5,1,2\n').batch
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([1], [2])


def test_an_unnamed_last_column_is_a_column() -> None:
    assert len(read(f"time\tlat\tlon\t\n{NOON}\t1\t2\t\n").batch) == 1


def test_of_two_columns_of_one_name_the_first_counts() -> None:
    assert read(f"time,lat,lon,lat\n{NOON},1,2,3\n").batch.lat.tolist() == [1]


MARINECADASTRE = "BaseDateTime,LON,LAT,MMSI,SOG,COG,Heading,VesselName"
MARINECADASTRE_2025 = "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name"
OPENSKY = "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,baroaltitude,geoaltitude"
TRAFFIC = "timestamp,altitude,callsign,groundspeed,icao24,latitude,longitude,track,vertical_rate,onground"


@pytest.mark.parametrize(
    ("header", "row", "entity", "expected"),
    [
        (
            MARINECADASTRE,
            f'{NOON},-74.1,40.6,366999512,10.0,231.5,511,"LADY, B"',
            "ais:366999512",
            {"lat": 40.6, "lon": -74.1, "speed_mps": 5.144444, "course_deg": 231.5},
        ),
        (
            MARINECADASTRE,
            f"{NOON},-74.1,40.6,003669995,102.3,360.0,511,",
            "ais:3669995",
            {"speed_mps": None, "course_deg": None},
        ),
        (
            MARINECADASTRE,
            f"{NOON},-74.1,40.6,366999512.0,,-49.6,,",
            "ais:366999512",
            {"speed_mps": None, "course_deg": 310.4},
        ),
        (MARINECADASTRE, f"{NOON},-74.1,40.6,,102.2,359.9,,", "", {"speed_mps": 52.576222, "course_deg": 359.9}),
        (MARINECADASTRE_2025, f"1,{NOON},-74.1,40.6,10.0,231.5,511,", "ais:1", {"lat": 40.6, "lon": -74.1}),
        (
            OPENSKY,
            "1593518400,4B1A2C,47.1,8.2,100.0,90.0,0,SWR1,True,10668,10700",
            "icao24:4b1a2c",
            {"speed_mps": 100.0, "course_deg": 90.0, "alt_baro_m": 10668.0, "alt_hae_m": 10700.0},
        ),
        (
            TRAFFIC,
            "2018-08-01 12:00:00+00:00,35000,SWR1,100,4b1a2c,47.1,8.2,90.0,0,False",
            "icao24:4b1a2c",
            {"speed_mps": 51.444444, "course_deg": 90.0, "alt_baro_m": 10668.0, "alt_hae_m": None},
        ),
    ],
)
def test_known_tables_keep_their_units_and_names(
    header: str, row: str, entity: str, expected: dict[str, float | None]
) -> None:
    batch = read(f"{header}\n{row}\n").batch
    assert [batch.entities[code] for code in batch.entity.tolist()] == [entity]
    for name, value in expected.items():
        assert batch.column(name)[0] == pytest.approx(np.nan if value is None else value, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "on_ground"),
    [("True", True), ("1", True), ("t", True), ("False", False), ("0", False), ("", False), ("?", False)],
)
def test_on_ground_is_read_as_it_is_written(text: str, on_ground: bool) -> None:
    batch = read(f"{OPENSKY}\n1593518400,4b1a2c,47.1,8.2,100.0,90.0,0,SWR1,{text},10668,10700\n").batch
    assert batch.flags.tolist() == [ReportFlag.ON_GROUND if on_ground else 0]


@pytest.mark.parametrize("text", ["x", "inf", "nan", "1e999", " "])
def test_an_optional_field_that_cannot_be_read_is_not_known_and_spoils_nothing(text: str) -> None:
    columns = "time=t,lat=a,lon=b,speed_mps=v,course_deg=v,alt_hae_m=v,alt_baro_m=v"
    batch = read(f"t,a,b,v\n{NOON},1,2,{text}\n{NOON},1,2,3\n", columns).batch
    for name in ("speed_mps", "course_deg", "alt_hae_m", "alt_baro_m"):
        assert batch.column(name).tolist() == pytest.approx([np.nan, 3], nan_ok=True)


@pytest.mark.parametrize("text", ["1e305", "-1e305", "1.7e308"])
def test_a_number_too_large_for_its_unit_is_not_known(text: str) -> None:
    """Found by fuzz: scaling it overflowed."""
    batch = read(f"{TRAFFIC}\n{NOON},{text},SWR1,{text},4b1a2c,47.1,8.2,90.0,0,False\n").batch
    assert np.isnan([batch.alt_baro_m[0], batch.speed_mps[0]]).all()


def test_columns_named_by_hand_decide_alone() -> None:
    text = f"time,lat,lon,w,e,n,who,from\n1,1,1,{NOON},20,10,x,radar\n1,1,1,{NOON},20,10,,\n"
    batch = read(text, "time=W,lat=N,lon=E,id=who,source=from").batch
    assert (batch.lat.tolist(), batch.lon.tolist(), batch.time_ns.tolist()) == ([10, 10], [20, 20], [NOON_NS] * 2)
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["id:x", ""]
    assert [batch.sources[code] for code in batch.source.tolist()] == ["radar", "csv"]


def test_what_is_not_utf_8_spoils_only_its_own_field() -> None:
    decoded = read(b"time,id,lat,lon\n2020-06-30,caf\xe9,1,2\n2020-06-30,caf\xc3\xa9,1,2\n2020-06-30,x,\xff,2\n")
    assert [decoded.batch.entities[code] for code in decoded.batch.entity.tolist()] == ["", "id:caf\u00e9"]
    assert decoded.rejected.total() == 1


@pytest.mark.parametrize("blank", [NO_TIME])
def test_received_is_not_known_unless_the_table_says(blank: int) -> None:
    assert rows(f"{NOON},a,1,2,3").batch.received_ns.tolist() == [blank]
