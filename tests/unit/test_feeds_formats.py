"""Which codec reads an input."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from standoff.feeds.columns import parse_by_hand
from standoff.feeds.decoding import Context
from standoff.feeds.formats import HEAD_BYTES, Format, decoder, recognise
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"\xef\xbb\xbf"
SENTENCE = b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27"
OWN_LINE = b'{"time":"2017-05-18T06:00:00Z","source":"radar","lat":1,"lon":2}'


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\n\t", "is empty"),
        (MARK, "is empty"),
        (b"{}", "is JSON, but its first line is no report with time and source"),
        (b"[1,2]", "begins with '[1,2]'"),
        (b'<?xml version="1.0"?><kml/>', "begins with '<?xml"),
        (b"{<gpx>", "is JSON, but its first line is no report"),
        (b'{"time": nonsense', "is JSON, but its first line is no report"),
        (b"a,b,c\n1,2,3\n", "header: cannot tell which columns give time, lat and lon; it has a, b, c"),
        (b"2024-03-01T09:03:09Z\t*\t{}", "header: cannot tell"),
        (b"\x1b[2J,\x07,b\n", r"it has \x1b[2J, \x07, b"),
        (b"lat,lon\n1,2\n", "it has lat, lon"),
        (bytes(range(256)) * 20, "header: cannot tell"),
    ],
)
def test_what_is_none_of_the_formats_is_refused_with_what_it_is(head: bytes, says: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        recognise(head, "input.x", None)
    message = str(refused.value)
    assert message.startswith("input.x")
    assert says in message
    assert message.isprintable()
    assert len(message) < 700


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (SENTENCE, Format.NMEA),
        (b"\\s:x,c:1334337317*00\\" + SENTENCE, Format.NMEA),
        (b"$GPZDA,101010.00,26,01,2012,00,00*00\r\n" + SENTENCE, Format.NMEA),
        (MARK + SENTENCE, Format.NMEA),
        (b"noise\n" + SENTENCE + b"\n" + SENTENCE, Format.NMEA),
        (b"\n\n" + SENTENCE, Format.NMEA),
        (b"MSG,3,1,1,7C1B2A,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.605,,1,,,1,2,,,,,,0", Format.SBS),
        (b"STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,2008/11/28,14:58:51.153,RM", Format.SBS),
        (OWN_LINE, Format.JSONL),
        (MARK + OWN_LINE, Format.JSONL),
        (b"PAR1\x15\x04", Format.PARQUET),
        (b'{"now": 1633214709.0, "aircraft": []}', Format.READSB),
        (b'{"_type": "location"}', Format.OWNTRACKS),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<gpx version="1.1">', Format.GPX),
        (MARK + b"<g:gpx\nxmlns:g='http://www.topografix.com/GPX/1/1'>", Format.GPX),
        (b'[\n {\n  "_type": "location"', Format.OWNTRACKS),
        (b'2024-03-01T09:03:09Z\t*     \t{"bs":2,"_type":"location"}', Format.OWNTRACKS),
        (b'{ "now" : 1,\n  "aircraft" :\n [', Format.READSB),
        (b'{"icao":"ac671b","timestamp":1,"trace":[', Format.READSB),
        (b"<event uid='a'/>", Format.COT),
        (MARK + b"<?xml version='1.0'?>\n<!-- x --><events>\n<event uid='a'/>", Format.COT),
        (b"time,lat,lon\n", Format.CSV),
        (MARK + b"time,lat,lon\n", Format.CSV),
        (b"\nt;y;x\n", Format.CSV),
        (b'"MMSI"|"BaseDateTime"|"LAT"|"LON"', Format.CSV),
    ],
)
def test_a_format_is_recognised_by_how_the_input_begins(head: bytes, found: Format) -> None:
    assert recognise(head, "input", None) is found


def test_columns_named_by_hand_make_a_table_of_what_else_would_be_none() -> None:
    by_hand = parse_by_hand("time=when,lat=north,lon=east")
    assert recognise(b"when,north,east\n", "input", by_hand) is Format.CSV
    with pytest.raises(UnusableInputError, match="no column 'when'; it has a, b"):
        recognise(b"a,b\n", "input", by_hand)


def test_parquet_cannot_be_fed_piece_by_piece() -> None:
    with pytest.raises(ValueError, match=r"parquet\.decode"):
        decoder(Format.PARQUET, Context("input", "x", Names(), Names()), None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "got ''"),
        ("foo", "got 'foo'"),
        ("when=x,lat=a,lon=b,time=t", "got 'when=x'"),
        ("time=,lat=a,lon=b", "got 'time='"),
        ("time=t,lat=a", "does not name lon"),
        ("id=a", "does not name time, lat, lon"),
    ],
)
def test_a_bad_list_of_columns_is_refused_with_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^--columns") as refused:
        parse_by_hand(text)
    assert says in str(refused.value)


@pytest.mark.data
@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("ais/*.nmea*", Format.NMEA),
        ("ais/*.csv.gz", Format.CSV),
        ("adsb/*.sbs.gz", Format.SBS),
        ("adsb/*.parquet", Format.PARQUET),
        ("zones/world_port_index.csv.gz", None),
        ("tracks/movebank_*.csv.gz", Format.CSV),
        ("adsb/*.json", Format.READSB),
        ("cot/*.xml", Format.COT),
        ("tracks/gpx/*.gpx", Format.GPX),
        ("tracks/*.rec", Format.OWNTRACKS),
        ("zones/*.geojson", None),
    ],
)
def test_every_real_file_is_recognised_or_refused(shared: Path, pattern: str, found: Format | None) -> None:
    files = sorted(shared.glob(pattern))
    assert files
    for file in files:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        if found is not None:
            assert recognise(head, file.name, None) is found
            continue
        with pytest.raises(UnusableInputError, match=file.name):
            recognise(head, file.name, None)
