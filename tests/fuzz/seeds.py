"""What is damaged: excerpts of real files where those are there, beside synthetic ones that hold every field."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

ROOT: Final = Path(__file__).parent.parent.parent
SHARED: Final = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))


def lines_of(name: str, *starts: int, count: int = 4, header: bool = False) -> list[bytes]:
    """Excerpts of a real file: some lines from each of some places; none where the data is not there."""
    path = SHARED / name
    if not path.is_file():
        return []
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        lines = stream.read().splitlines(keepends=True)
    first = lines[:1] if header else []
    assert max(starts) + count <= len(lines), f"{name} has fewer lines"
    return [b"".join([*first, *lines[start : start + count]]) for start in starts]


def nmea() -> list[bytes]:
    """Sentences with every kind of time, of one part and of several."""
    return [
        b"$GPZDA,101010.00,26,01,2012,00,00*60\r\n!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27\r\n",
        b"$PGHP,1,2012,1,31,5,32,32,151,316,0,,1,59*20\n!AIVDM,1,1,,B,17ld`@h0?w<tSF0l4Q@>443p0W3h,0*7E,1327992639137\n",
        (
            b"!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C,1327992639\n"
            b"!AIVDM,2,2,1,A,88888888880,2*25,1327992639\n"
        ),
        *lines_of("ais/amsa_coastal_2012-01-27.nmea.gz", 0, 355, 7040, 14125, 42135),
        *lines_of("ais/amsa_exactearth_2012-01-31.nmea.gz", 0, 2316, 4988),
        *lines_of("ais/amsa_exactearth_2012-02-02.nmea.gz", 0, 3435, 4536),
        *lines_of("ais/amsa_tagblock_2014-12-31.nmea", 0),
        *lines_of("ais/amsa_exactearth_tagblock_2012-04-13.nmea", 0, 40),
    ]


def csv() -> list[bytes]:
    """Tables of every dialect, with quotes and other separators."""
    harbour = "ais/noaa_nyharbor_2020-06-30_hour00.csv.gz"
    return [
        b'\xef\xbb\xbf"time";"id";"lat";"lon"\r\n2020-06-30T12:00:00Z;"a;""b";1.5;-2\r\n1593518400;c;;7\r\n',
        b"mmsi,base_date_time,longitude,latitude,sog,cog\n366999512,2020-06-30 12:00:00,-74.1,40.6,10.5,231.5\n",
        b"time,icao24,lat,lon,velocity,heading,onground,baroaltitude,geoaltitude\n1593518400,4b1a2c,47.1,8.2,1,9,True,1,2\n",
        (
            b"# Timestamp,Type of mobile,MMSI,Latitude,Longitude,SOG,COG\n"
            b"31/12/2015 23:59:59,Class A,219000001,57.9,17.9,1,2\n"
            b"31/12/2015 23:59:58,Base Station,2190001,57.9,17.9,,\n"
        ),
        *lines_of("tracks/movebank_leroy.csv.gz", 1, 700, count=3, header=True),
        *lines_of("tracks/movebank_fishersSubset.csv.gz", 1, count=3, header=True),
        *lines_of(harbour, 1, 100, 5000, count=3, header=True),
        *lines_of("ais/noaa_us_coastal_2020-06-30.csv.gz", 1, 9000, count=3, header=True),
    ]


def sbs() -> list[bytes]:
    """Lines of every type."""
    return [
        (
            b"MSG,3,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,35000,450,271,34.0,134.6,,,0,0,0,0\r\n"
            b"STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,2008/11/28,14:58:51.153,RM\r\n"
        ),
        *lines_of("adsb/japan_dump1090_2022-01-08.sbs.gz", 0, 500, 9000, 20000),
    ]


def jsonl() -> list[bytes]:
    """Lines with every field, and with the least."""
    return [
        (
            b'{"time":"2017-05-18T06:00:00.5Z","source":"a","lat":33.5,"lon":38.6,"entity":"cot:V1","alt_hae_m":700.25,'
            b'"speed_mps":16.6,"course_deg":181.0,"err_major_m":60.0,"status":"exercise"}\n'
        ),
        (
            b'{"time":"1495087200","source":"b","lat":-1,"lon":2e1,"on_ground":true,"received":"2017-05-18T06:00:04Z"}\n'
            b'{"time":"2017-05-18","source":"b","lat":null,"lon":null}\r\n'
        ),
    ]


def readsb() -> list[bytes]:
    """Pictures and traces, a line each."""
    return [
        (
            b'{"now":1633214709.0,"aircraft":[{"hex":"7c495b","alt_baro":7650,"alt_geom":7300,"gs":156.0,"track":269.6,'
            b'"lat":-34.909653,"lon":138.264509,"seen_pos":2.4,"nac_p":9},{"hex":"~75025b","alt_baro":"ground"}]}\n'
        ),
        (
            b'{"icao":"ac671b","timestamp":1738703622.619,"trace":[[0.0,16.777359,-88.036868,32000,478.6,327.8,1,0,null,'
            b'"adsb_icao",33825],[8.9,16.8,-88.0,"ground",null,null,8,0,{"nac_p":10},"adsb_icao",null]]}\n'
        ),
        *one_line("adsb/dump1090fa_aircraft_adelaide_2021-10-02.json"),
        *one_line("adsb/readsb_trace_full_ac671b.json", "trace", 6),
    ]


def owntracks() -> list[bytes]:
    """Messages a line each, in an array, and as the Recorder keeps them."""
    location = (
        b'{"_type":"location","tid":"RO","topic":"owntracks/a/b","lat":52.2,"lon":13.3,"vel":3,"cog":98,"acc":9,'
        b'"tst":1709315162}'
    )
    transition = b'{"_type":"transition","lat":52.2,"lon":13.3,"tst":1709317615,"tid":"RO"}'
    recorded = lines_of("tracks/owntracks_recorder_2024-03.rec", 0, 4, count=3)
    return [
        location + b"\n" + transition + b"\n",
        b"[" + location + b"," + transition + b"]\n",
        *(line.split(b"\t")[2] for lines in recorded for line in lines.splitlines(keepends=True)),
    ]


def gpx() -> list[bytes]:
    """Tracks with every element that is read, and the smaller of the real files."""
    files = sorted((SHARED / "tracks" / "gpx").glob("*.gpx"))
    return [
        (
            b'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="2"/>'
            b'<trk><name>a</name><trkseg><trkpt lat="46.4" lon="13.7"><time>2013-05-18T08:23:04Z</time>'
            b'<course>9</course></trkpt><trkpt lat="46.5" lon="-13.7"><time>2013-05-18T08:23:05+02:00</time>'
            b"<extensions><t:speed>1</t:speed></extensions></trkpt></trkseg></trk></gpx>"
        ),
        *(file.read_bytes() for file in files if file.stat().st_size < 8_000),
    ]


def one_line(name: str, shortened: str = "", count: int = 0) -> list[bytes]:
    """A real document on one line, with the first items of one of its arrays; none where the data is not there."""
    path = SHARED / name
    if not path.is_file():
        return []
    document = json.loads(path.read_bytes())
    if shortened:
        document[shortened] = document[shortened][:count]
    return [json.dumps(document).encode() + b"\n"]


def cot() -> list[bytes]:
    """Events with every field, of several kinds, with what may hide one; and real ones."""
    point = b'<point lat="33.5" lon="38.6" hae="700.5" ce="9.9" le="9999999.0"/>'
    times = b' time="2017-05-18T06:00:00Z" start="2017-05-18T06:00:00.5Z" stale="2017-05-18T06:05:00Z"'
    track = b'<detail><!-- x --><remarks><![CDATA[</event>]]>&amp;</remarks><track course="-1" speed="2"/></detail>'
    return [
        b'<?xml version="1.0"?>\n<event uid="V1" type="a-f-G" how="m-s"' + times + b">" + point + track + b"</event>\n",
        b'<event uid="V1" type="t-x-d-d"' + times + b">\n" + point + b"</event><event uid='x' type='b-t-f'/>\n",
        b'<!DOCTYPE e [<!ENTITY a "b">]><event uid="&a;" type="a"' + times + b">\n" + point + b"</event>\n",
        *(path.read_bytes() for path in sorted((SHARED / "cot").glob("cot_*.xml"))),
    ]


def parquet() -> list[bytes]:
    """Small tables with the types that files have, from real rows and made up."""
    whole = pa.Table.from_arrays(
        [
            pa.array([1593518400123456789, None, 1], pa.timestamp("ns", "UTC")),
            pa.array(["a", "b", None]).dictionary_encode(),
            pa.array([1.5, None, 91.0]),
            pa.array([2.5, 3.5, -4.5]),
        ],
        names=["time", "id", "lat", "lon"],
    )
    texts = pa.Table.from_arrays(
        [pa.array(["2020-06-30 12:00:00", "noon"]), pa.array([b"1.5", b"\xff"]), pa.array([1, 2], pa.int8())],
        names=["time", "lat", "lon"],
    )
    real = [
        pq.read_table(path).slice(start, 40)
        for path in sorted((SHARED / "adsb").glob("opensky_[gtz]*.parquet"))
        for start in (0, 4000)
    ]
    found: list[bytes] = []
    for table in (whole, texts, *real):
        sink = io.BytesIO()
        pq.write_table(table, sink)
        found.append(sink.getvalue())
    return found


def zones() -> list[bytes]:
    """Every kind of zone, with every property; features of real files where they are small."""
    square = (
        b'"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]],[[1,1],[1,1.5],[1.5,1],[1,1]]]}'
    )
    rings = b'"rings":[{"name":"near","range_m":5000},{"name":"out","offset_m":100}],"site":[1,1],"ceiling_m":100'
    windows = b'"schedule":[{"start":"2020-01-01T00:00:00Z","end":"2020-01-01T06:00:00Z","rrule":"FREQ=DAILY;COUNT=9"}]'
    return [
        b'{"type":"Feature","properties":{"id":"p","kind":"restricted",'
        + rings
        + b',"vertical_reference":"hae"},'
        + square
        + b"}",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{'
        + windows
        + b"},"
        + square
        + b"}]}",
        b'{"type":"Feature","properties":{"id":"c","radius_m":1852},"geometry":{"type":"Point","coordinates":[38.6,33.5]}}',
        (
            b'{"type":"Feature","properties":{"id":"l","width_m":900,"edges":"geodesic"},'
            b'"geometry":{"type":"LineString","coordinates":[[179.5,-1],[180.5,1],[181,2]]}}'
        ),
        (
            b'{"type":"Feature","properties":{"id":"m","edges":"geodesic"},"geometry":{"type":"MultiPolygon","coordinates":'
            b"[[[[170,0],[180,0],[180,5],[170,5],[170,0]]],[[[-180,0],[-170,0],[-170,5],[-180,5],[-180,0]]]]}}"
        ),
        (
            b'{"features":[{"identifier":"E","country":"ZZZ","restriction":"PROHIBITED","applicability":[{"permanent":"NO",'
            b'"startDateTime":"2022-06-15T09:00:00Z","endDateTime":"2022-07-15T09:00:00Z","schedule":[{"day":["SAT","SUN"],'
            b'"startTime":"17:00:00+02:00","endTime":"02:00:00.5Z"}]}],"geometry":[{"uomDimensions":"FT","lowerLimit":"50",'
            b'"lowerVerticalReference":"AGL","upperLimit":900,"upperVerticalReference":"AMSL","horizontalProjection":'
            b'{"type":"Circle","center":[6.9,46.4],"radius":3000}}]}]}'
        ),
        (
            b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"identifier":"E","country":"ZZZ",'
            b'"variant":"COMMON","type":"USPACE","name":[{"text":"n","lang":"en-GB"}],"limitedApplicability":[{"schedule":'
            b'[{"day":["MON"],"startEvent":"SR","endTime":"24:00:00Z"}]}]},"geometry":{"type":"GeometryCollection",'
            b'"geometries":[{"type":"Point","coordinates":[7,46],"extent":{"subType":"Circle","radius":9},"layer":{"lower":0,'
            b'"lowerReference":"WGS84","upper":90,"upperReference":"WGS84","uom":"m"}}]}}]}'
        ),
        *small_features("zones/offshore_wind_farms_osm.geojson", 3),
        *small_features("zones/noaa_enc_keywest_areas.geojson", 3),
    ]


def small_features(name: str, count: int) -> list[bytes]:
    """The smallest features of a real file; none where the data is not there."""
    path = SHARED / name
    if not path.is_file():
        return []
    features = [json.dumps(feature).encode() for feature in json.loads(path.read_bytes())["features"]]
    return sorted(features, key=len)[:count]
