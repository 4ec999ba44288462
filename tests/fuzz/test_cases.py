"""Inputs that once broke a reader, kept whole; each was found by `readers.py`."""

from __future__ import annotations

import pytest
from readers import READERS

from standoff.zones.geojson import check_zones

POINT_WITH_A_HOLE = (
    b'{"type":"Feature","properties":{"id":"z"},"geometry":{"type":"Polygon",'
    b'"coordinates":[[[0,0],[0,0],[0,0]],[[1,1],[1,1.5],[1.5,1],[1,1]]]}}'
)
OVERFLOWING = (
    b"timestamp,icao24,latitude,longitude,altitude,groundspeed,track\n2020-06-30,4b1a2c,47.1,8.2,1e305,-1e308,-1e-20\n"
)
BYTE_ORDER_MARK_INSIDE = b"time,lat,lon\n\xef\xbb\xbf2020-06-30,1,2\n"


@pytest.mark.parametrize(
    ("reader", "data"), [("zones", POINT_WITH_A_HOLE), ("csv", OVERFLOWING), ("csv", BYTE_ORDER_MARK_INSIDE)]
)
def test_what_once_broke_a_reader_is_read_or_refused(reader: str, data: bytes) -> None:
    for even_and_odd in (data, data + b"\n"):
        READERS[reader].read(even_and_odd)


def test_a_polygon_that_cannot_be_mended_is_refused_and_not_left_out() -> None:
    zones, problems = check_zones(POINT_WITH_A_HOLE, "z.geojson", mend=True)
    assert not zones
    assert len(problems) == 1
    assert str(problems[0]).startswith('z.geojson: features[0] "z": geometry: coordinates: cannot be mended: ')
