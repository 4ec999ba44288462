"""Bytes come in any pieces: the reports, rejections, other counts and line numbers are the same (invariant 19).

Held for every codec that is fed bytes, on excerpts of real files and on mixtures that hypothesis makes: rows of the
real files beside damaged and synthetic ones, with either line end, blank lines, quotes, a byte order mark, and with
or without a last line end.
"""

from __future__ import annotations

import gzip
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from standoff.feeds.decoding import EXAMPLES, Context, Decoded
from standoff.feeds.formats import Format, decoder
from standoff.feeds.lines import BYTE_ORDER_MARK, LONGEST_LINE
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

SENTENCES = (
    # of amsa_coastal_2012-01-27 and amsa_exactearth_2012-01-31, -02-02 and -04-13
    b"!ABVDM,1,1,6,B,1G7lQJ001PbomTie:ms2sR@40000,0*34",
    b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27",
    b"!=IVDM,1,1,,B,37P8OL2<01Ch,0*32",
    b"!BSVDM,1,1,,A,3",
    b"!AIVDM,1,1,,B,17ld`@h0?w<tSF0l4Q@>443p0W3h,0*7E,1327992639137",
    b"!AIVDM,1,1,,A,00,4*22,1327992631777",
    b"!AIVDM,2,2,2,B,4U4q,0*33,1328183272633",
    b"!=IVDM,2,1,7,B,58I;Q442A0aCUKOK72104<THT>210D4<t<f2221J1`e684IB,0*5F",
    b"$BSALR,081130.00,026,A,A,no sensor position in u",
    # synthetic
    b"$GPZDA,101010.00,26,01,2012,00,00*60",
    b"$PGHP,1,2012,1,31,5,32,32,151,316,0,,1,59*20",
    b"noise",
)
TABLE = (
    b"BaseDateTime,LON,LAT,MMSI,SOG,COG,VesselName",
    b"2020-06-30T00:00:00,-74.16496,40.64201,366999512,0.0,231.5,CAROLINE",
    b'2020-06-30T00:00:01,-74.1,40.6,366999512,102.3,360.0,"A, ""B"""',
    b'2020-06-30T00:00:01,-74.1,40.6,366999512,0,0,"A',
    b"1593475200,-74.1,40.6,,,,",
    b"2020-06-30T00:00:02+02:00,-74.1,40.6,3,x,-5,",
    b"2020-06-30T00:00:02,,40.6,3,1,1,",
    b"never,-74.1,40.6,3,1,1,\xe9",
    b"2020-06-30T00:00:02,-74.1,91,3,1,1,",
    b"2020-06-30T00:00:02,-74.1,40.6,4,1,1,\rx",
    b"2020-06-30",
)
BASESTATION = (
    b"MSG,3,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,35000,450,271,34.00891,134.69138,,,0,0,0,0",
    b"MSG,3,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,35000,,,,,,,0,0,0,0",
    b"MSG,8,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,,,,,,,,,,,0",
    b'MSG,1,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,"ANA,1",,,,,,,,,,,',
    b"MSG,2,1",
    b"STA,,5,179",
)
OWN = (
    b'{"time":"2017-05-18T06:00:00.5Z","source":"radar-a","lat":33.5,"lon":38.6,"entity":"cot:V1","speed_mps":16.6}',
    b'{"time":"2017-05-18T06:00:00","source":"radar-b","lat":33.5,"lon":38.6,"on_ground":true,"status":"exercise"}',
    b'{"time":"2017-05-18T06:00:00Z","source":"radar-a"}',
    b'{"time":"soon","source":"radar-a","lat":33.5,"lon":38.6}',
    b'{"time":"2017-05-18T06:00:00Z","source":"radar-a","lat":33.5,"lon":38.6',
    b"[1,2]",
)
READSB = (
    # of dump1090fa_aircraft_adelaide_2021-10-02 and readsb_trace_full_ac671b, shortened
    b'{"now":1633214709.0,"aircraft":[{"hex":"7c495b","alt_baro":7650,"lat":-34.9,"lon":138.3,"seen_pos":2.4}]}',
    b'{"now":1633214709.0,"aircraft":[{"hex":"75025b","seen":102.4},[],{"hex":"~1","lat":1,"lon":2,"seen_pos":"x"}]}',
    b'{"icao":"ac671b","timestamp":1738703622.619,"trace":[[8.96,16.8,-88.0,"ground",null,336.8,1],[9.1,1]]}',
    # synthetic
    b'{"now":1633214709.0,',
    b'"aircraft":[',
    b"]}",
    b'{"now":"]}',
)
OWNTRACKS = (
    # of owntracks_recorder_2024-03, shortened
    b'2024-03-01T17:46:02Z\t*        \t{"_type":"location","tid":"RO","lat":52.2,"lon":13.3,"cog":98,"tst":1709315162}',
    b'2024-03-01T18:26:55Z\t*        \t{"lon":13.3,"lat":52.2,"tst":1709317615,"tid":"RO","_type":"transition"}',
    # synthetic
    b'[{"_type":"location","topic":"owntracks/a/b","lat":52.2,"lon":13.3,"tst":1709315163},{"_type":"lwt"}]',
    b'{"_type":"location","lat":52.2,"lon":"x","tst":1709315162}',
    b'{"_type":"location",',
    b'"tst":1}',
    b"[",
)
GPX = (
    # synthetic
    b'<gpx version="1.1"><trk><name>a</name><trkseg>',
    b'<trkpt lat="46.4" lon="13.7"><time>2013-05-18T08:23:04Z</time><speed>1</speed></trkpt>',
    b'<trkpt lat="46.4" lon="13.7"><time>noon</time></trkpt><trkpt lat="1" lon="2"/>',
    b'<wpt lat="1" lon="2"/><trkpt lat="1">',
    b"</trkpt>",
    b"</trkseg></trk></gpx>",
    b"<!DOCTYPE gpx>",
)
ENDLESS = b"x" * (3 * LONGEST_LINE)
ROWS = {
    Format.NMEA: SENTENCES,
    Format.CSV: TABLE,
    Format.SBS: BASESTATION,
    Format.JSONL: OWN,
    Format.READSB: READSB,
    Format.OWNTRACKS: OWNTRACKS,
    Format.GPX: GPX,
}


class Outcome(NamedTuple):
    """All that came of an input, in a form that can be compared."""

    columns: dict[str, list[Any]]
    rejected: dict[str, int]
    other: dict[str, int]
    examples: dict[str, list[tuple[int, str]]]
    refused: str


def outcome(kind: Format, pieces: list[bytes]) -> Outcome:
    context = Context("input", "source", Names(), Names())
    codec = decoder(kind, context, None)
    try:
        decoded = Decoded.of(context, [*(codec.feed(piece) for piece in pieces), codec.finish()])
    except UnusableInputError as refused:
        return Outcome({}, {}, {}, {}, str(refused))
    # rows by their place: a codec may give two rows of one piece in another order than of two
    order = np.argsort(decoded.batch.place, kind="stable")
    columns: dict[str, list[Any]] = {n: _comparable(c[order].tolist()) for n, c in decoded.batch.columns()}
    columns["entity"] = [context.entities[code] for code in columns["entity"]]
    columns["source"] = [context.sources[code] for code in columns["source"]]
    # each piece keeps the first few of a reason: the first few of all must be the same, and in the same order
    examples: dict[str, list[tuple[int, str]]] = {}
    for rejection in decoded.examples:
        kept = examples.setdefault(rejection.reason, [])
        if len(kept) < EXAMPLES:
            kept.append((rejection.line, rejection.excerpt))
    return Outcome(columns, dict(decoded.rejected), dict(decoded.other), examples, "")


def _comparable(values: list[Any]) -> list[Any]:
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN equals nothing, not itself


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@st.composite
def inputs(draw: st.DrawFn, kind: Format) -> bytes:
    """An input that could be of a format."""
    rows = ROWS[kind]
    noise = st.binary(max_size=30)
    marked = st.sampled_from([BYTE_ORDER_MARK + row for row in rows])
    drawn: SearchStrategy[bytes] = st.sampled_from(rows) | st.sampled_from([b"", b"  ", b'"', b"\x00"]) | noise | marked
    lines = draw(st.lists(drawn, max_size=12))
    if kind is Format.CSV and draw(st.integers(0, 9)):
        lines = [TABLE[0], *lines]
    data = b"".join(line + draw(st.sampled_from([b"\n", b"\r\n"])) for line in lines)
    if kind is Format.GPX and draw(st.integers(0, 9)):
        data = GPX[0] + data + (GPX[-2] if draw(st.booleans()) else b"")
    if draw(st.booleans()):
        data = data[:-1]
    return (BYTE_ORDER_MARK if draw(st.booleans()) else b"") + data


@pytest.mark.parametrize("kind", ROWS)
def test_a_mixture_in_any_pieces(kind: Format) -> None:
    @settings(max_examples=150, deadline=None)
    @given(data=inputs(kind), places=st.lists(st.integers(0, 2000), max_size=8))
    @example(data=b"", places=[0, 0])
    @example(data=BYTE_ORDER_MARK + b"\r\n".join(ROWS[kind]), places=[1, 2, 3])
    @example(data=b"\n".join(ROWS[kind]) + b"\r\n", places=list(range(0, 2000, 7)))
    @example(data=ROWS[kind][0] + b"\n" + ENDLESS + b"\n" + ROWS[kind][1], places=[200, 70_000, 140_000, 150_000])
    # rows that are rejected for one reason in two ways: as lines, and by what their first field says
    @example(
        data=b"\n".join([ROWS[kind][0], b"\r\x00", *[BYTE_ORDER_MARK + ROWS[kind][0]] * 3, b""]),
        places=[len(ROWS[kind][0] + b"\n\r\x00\n")],
    )
    def holds(data: bytes, places: list[int]) -> None:
        whole = outcome(kind, [data])
        assert outcome(kind, cut(data, places)) == whole
        if len(data) < 200:
            assert outcome(kind, [data[i : i + 1] for i in range(len(data))]) == whole

    holds()


EXCERPTS = (
    (Format.NMEA, "ais/amsa_coastal_2012-01-27.nmea.gz", 0, 60_000),
    (Format.NMEA, "ais/amsa_coastal_2012-01-27.nmea.gz", 620_000, 60_000),
    (Format.NMEA, "ais/amsa_exactearth_2012-02-02.nmea.gz", 0, 60_000),
    (Format.NMEA, "ais/amsa_exactearth_tagblock_2012-04-13.nmea", 0, 60_000),
    (Format.CSV, "ais/noaa_nyharbor_2020-06-30_hour00.csv.gz", 0, 60_000),
    (Format.CSV, "ais/noaa_us_coastal_2020-06-30.csv.gz", 0, 60_000),
    (Format.SBS, "adsb/japan_dump1090_2022-01-08.sbs.gz", 0, 60_000),
)


@cache
def excerpt(path: Path, start: int, size: int) -> bytes:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        stream.seek(start)
        return stream.read(size)


@pytest.mark.data
@pytest.mark.parametrize(("kind", "name", "start", "size"), EXCERPTS)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_real_excerpt_in_any_pieces(
    shared: Path, kind: Format, name: str, start: int, size: int, line_end: bytes
) -> None:
    data = excerpt(shared / name, start, size).replace(b"\r\n", b"\n").replace(b"\n", line_end)
    whole = outcome(kind, [data])
    assert len(whole.columns["place"]) > 50

    @settings(max_examples=15, deadline=None)
    @given(places=st.lists(st.integers(0, len(data)), max_size=40))
    @example(places=list(range(0, size, 997)))
    def holds(places: list[int]) -> None:
        assert outcome(kind, cut(data, places)) == whole

    holds()
