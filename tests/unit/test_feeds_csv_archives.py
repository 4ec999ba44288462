"""Tables of archives: Movebank and the Danish Maritime Authority.

The row of Movebank is of `movebank_fishersSubset.csv.gz`; those of Danish AIS are synthetic, after the published
description of its columns.
"""

from __future__ import annotations

import numpy as np
import pytest

from standoff.feeds.csv import CsvDecoder
from standoff.feeds.decoding import Context, Decoded
from standoff.model.names import Names
from standoff.model.times import from_rfc3339

MOVEBANK = (
    "timestamp,location-long,location-lat,ground-speed,heading,height-above-ellipsoid,sensor-type,"
    "individual-local-identifier\n"
)
FISHER = '2009-02-11 12:16:45.000,-73.8987953,42.7437001,2.1,125.17,79.3,"gps","Leroy"\n'
DANISH = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading\n"
FERRY = "31/12/2015 23:59:59,Class A,219000001,57.8794,17.9125,Under way using engine,0,10.5,231.5,231\n"


def read(text: str) -> Decoded:
    context = Context("t.csv", "csv", Names(), Names())
    codec = CsvDecoder(context)
    return Decoded.of(context, [codec.feed(text.encode()), codec.finish()])


def names(decoded: Decoded) -> list[str]:
    return [decoded.batch.entities[code] for code in decoded.batch.entity.tolist()]


@pytest.mark.parametrize("header", [MOVEBANK, MOVEBANK.replace("-", ".")])
def test_a_movebank_table_in_either_spelling_with_its_units(header: str) -> None:
    decoded = read(header + FISHER)
    batch = decoded.batch
    assert names(decoded) == ["movebank:Leroy"]
    assert batch.time_ns.tolist() == [from_rfc3339("2009-02-11T12:16:45Z")]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([42.7437001], [-73.8987953])
    assert (batch.speed_mps.tolist(), batch.course_deg.tolist()) == ([2.1], [125.17])
    assert batch.alt_hae_m.tolist() == [79.3]


def test_a_fix_that_a_collar_did_not_get_has_no_position_and_what_r_writes_for_nothing_is_not_known() -> None:
    without = FISHER.replace("-73.8987953,42.7437001", ",")
    decoded = read(MOVEBANK + without + FISHER.replace("2.1,125.17,79.3", "NA,NA,NA"))
    assert decoded.rejected == {"no-position": 1}
    assert np.isnan([decoded.batch.column(name)[0] for name in ("speed_mps", "course_deg", "alt_hae_m")]).all()


def test_a_danish_table_has_the_day_first_and_knots() -> None:
    decoded = read(DANISH + FERRY)
    batch = decoded.batch
    assert names(decoded) == ["ais:219000001"]
    assert batch.time_ns.tolist() == [from_rfc3339("2015-12-31T23:59:59Z")]
    assert (batch.lat.tolist(), batch.lon.tolist()) == ([57.8794], [17.9125])
    assert batch.speed_mps[0] == pytest.approx(10.5 * 1852 / 3600, abs=1e-6)
    assert batch.course_deg.tolist() == [231.5]


def test_the_day_is_first_where_it_could_be_the_month() -> None:
    batch = read(DANISH + FERRY.replace("31/12/2015", "02/03/2015")).batch
    assert batch.time_ns.tolist() == [from_rfc3339("2015-03-02T23:59:59Z")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("31/12/2015", "12/31/2015"), "not-a-time"),
        (("31/12/2015 ", "2015-12-31T"), "not-a-time"),
        (("31/12/2015", "31/12/9999"), "not-a-time"),
        (("31/12/2015 23:59:59", ""), "no-time"),
        (("57.8794", ""), "no-position"),
        (("57.8794", "91.000000"), "out-of-range"),
        (("57.8794", "57;8"), "not-a-number"),
    ],
)
def test_a_danish_row_that_gives_no_report_is_rejected(change: tuple[str, str], reason: str) -> None:
    assert read(DANISH + FERRY.replace(*change) + FERRY).rejected == {reason: 1}


def test_what_stands_still_is_something_else_whatever_is_in_its_row() -> None:
    station, buoy = FERRY.replace("Class A", "Base Station"), FERRY.replace("Class A", "AtoN").replace("57.8794", "x")
    decoded = read(DANISH + station + FERRY + buoy + station)
    assert decoded.other == {"base station": 2, "aton": 1}
    assert decoded.batch.place.tolist() == [3]
    assert not decoded.rejected


def test_speeds_and_courses_that_are_not_available_are_not_known() -> None:
    batch = read(DANISH + FERRY.replace("10.5,231.5", "102.3,360.0") + FERRY.replace("10.5,231.5", ",")).batch
    assert np.isnan(batch.speed_mps).all()
    assert np.isnan(batch.course_deg).all()
