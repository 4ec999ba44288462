"""What cannot be used ends with exit status 2, says where and what was expected, and leaves nothing behind.

A bad row is another matter: it is rejected and counted, and the run goes on. Inputs are synthetic unless a test says
that it takes real data.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from standoff.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = b"time,id,lat,lon\n2020-06-30T12:00:00,a,1,2\n2020-06-30T12:00:10,a,1.1,2\n"
SENTENCE = b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27,1327992631\n"  # amsa_coastal_2012-01-27, dated here
OWN = b'{"time":"2017-05-18T06:00:00Z","source":"radar","lat":1,"lon":2}\n'
BASESTATION = (
    b"MSG,3,1,1,86DC56,1,2022/01/08,22:42:15.605,2022/01/08,22:42:15.659,,35000,450,271,34.00891,134.69138,,,0,0,0,0\n"
)
ZONE = {
    "type": "Feature",
    "properties": {"id": "z", "radius_m": 1000},
    "geometry": {"type": "Point", "coordinates": [2, 1]},
}


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    stdout: str
    stderr: str


class Desk(NamedTuple):
    """A folder to work in, and the command line as it is called."""

    folder: Path
    call: Callable[..., Ended]

    def put(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def replay(self, *arguments: object) -> Ended:
        zones = self.put("zones.geojson", json.dumps(ZONE).encode())
        return self.call("replay", *arguments, "--zones", zones, "--out", self.folder / "out", "--json")

    def refuses(self, *arguments: object, says: str) -> None:
        """A replay with these arguments is refused with these words, and writes nothing."""
        ended = self.replay(*arguments)
        assert ended.status == 2, ended
        assert ended.stdout == ""
        assert says in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not (self.folder / "out").exists()

    def reads(self, *arguments: object) -> dict[str, object]:
        """What the summary of a replay says of its reports."""
        ended = self.replay(*arguments)
        assert ended.status == 0, ended
        assert (self.folder / "out" / "summary.json").is_file()
        assert (self.folder / "out" / "crossings.jsonl").is_file()
        return json.loads(ended.stdout)["reports"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Desk:
    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["standoff", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        printed = capfd.readouterr()
        return Ended(left.value.code, printed.out, printed.err)

    return Desk(tmp_path, call)


def packed_zst(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data, asbytes=True)


def parquet(*names: str) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([1.0, 2.0])] * len(names), names=list(names)), sink)
    return sink.getvalue()


GZ = gzip.compress(TABLE * 50)
PARQUET = parquet("time", "lat", "lon")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "is empty: there is nothing to recognise a format by. Known formats are nmea, csv"),
        ("blank.csv", b"\n\r\n \n", "is empty"),
        ("empty.csv.gz", gzip.compress(b""), "is empty"),
        (
            "table.csv",
            b"a,b,c\n1,2,3\n",
            "header: cannot tell which columns give time, lat and lon; it has a, b, c. Name",
        ),
        ("table.csv.gz", gzip.compress(b"a,b,c\n1,2,3\n"), "header: cannot tell which columns give time, lat and lon"),
        ("other.xml", b"<kml/>", "begins with '<kml/>', like none of the known formats. Known formats are nmea, csv"),
        ("other.json", b'{"now": 1}', "is JSON, but its first line is no report"),
        ("noise", bytes(range(128, 256)) * 10, "header: cannot tell which columns"),
        ("cut.csv.gz", GZ[:-9], "the archive is damaged or cut off"),
        ("cut.csv.gz", GZ[: len(GZ) // 2], "the archive is damaged or cut off"),
        ("cut.csv.gz", GZ[:3], "the archive is damaged or cut off"),
        ("flipped.csv.gz", GZ[:40] + bytes([GZ[40] ^ 255]) + GZ[41:], "the archive is damaged or cut off"),
        ("flipped.csv.gz", GZ[:-6] + bytes([GZ[-6] ^ 1]) + GZ[-5:], "the archive is damaged or cut off"),
        ("longer.csv.gz", GZ + b"junk", "the archive is damaged or cut off"),
        ("cut.csv.zst", b"\x28\xb5\x2f\xfd", "the archive is damaged or cut off"),
        ("noise.csv.zst", b"\x28\xb5\x2f\xfd" + b"noise" * 10, "the archive is damaged or cut off"),
        ("cut.parquet", PARQUET[:-5], "cannot be read as Parquet"),
        ("cut.parquet", PARQUET[:4], "cannot be read as Parquet"),
        ("damaged.parquet", PARQUET[:4] + bytes(len(PARQUET) - 16) + PARQUET[-12:], "cannot be read as Parquet"),
        ("table.parquet", parquet("a", "b"), "columns: cannot tell which columns give time, lat and lon; it has a, b"),
        ("table.parquet.gz", gzip.compress(parquet("a", "b")), "columns: cannot tell which columns give time"),
    ],
)
def test_an_unusable_file_is_refused_by_name(desk: Desk, name: str, data: bytes, says: str) -> None:
    path = desk.put(name, data)
    desk.refuses(path, says=f"standoff: {path}: {says}")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_zst_that_is_cut_anywhere_is_refused(desk: Desk, share: float) -> None:
    packed = packed_zst(TABLE * 100)
    kept = packed[: 5 + round((len(packed) - 6) * share)]
    path = desk.put("cut.csv.zst", kept)
    desk.refuses(path, says=f"{path}: the archive is damaged or cut off")


def test_a_good_file_before_a_bad_one_leaves_nothing_either(desk: Desk) -> None:
    bad = desk.put("bad.csv", b"a,b\n")
    desk.refuses(desk.put("good.csv", TABLE), bad, says=f"{bad}: header")


def test_a_missing_file_is_named(desk: Desk) -> None:
    desk.refuses(desk.folder / "nowhere.csv", says=f"{desk.folder / 'nowhere.csv'}: there is no such file")


def test_a_folder_is_no_file(desk: Desk) -> None:
    desk.refuses(desk.folder, says=f"{desk.folder}: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "xyz"], "'xyz' is not one of 'nmea', 'csv', 'sbs', 'jsonl', 'cot', 'parquet'"),
        (["--format", "nmea"], "t.csv: holds nothing that is nmea"),
        (["--format", "sbs"], "t.csv: holds nothing that is sbs"),
        (["--format", "jsonl"], "t.csv: holds nothing that is jsonl"),
        (["--format", "parquet"], "t.csv: cannot be read as Parquet"),
        (["--columns", ""], "--columns: expected FIELD=COLUMN with a field of time, id, lat, lon"),
        (["--columns", "when=time,lat=lat,lon=lon"], "--columns: expected FIELD=COLUMN with a field of time"),
        (["--columns", "time=time,lat=lat"], "--columns: does not name lon"),
        (["--columns", "time=time,lat=lat,lon=east"], "t.csv: header: --columns lon=east: there is no column 'east'"),
        (["--pass-gap", "soon"], "--pass-gap: expected a length of time such as 900s, 15min or 1h, got 'soon'"),
        (["--pass-gap", ""], "--pass-gap: expected a length of time"),
        (["--lateness", "-5s"], "--lateness: expected a length of time such as 900s, 15min or 1h, got '-5s'"),
        (["--lateness", "9999999999999h"], "--lateness: "),
        (["--pass-gap", "1" + "0" * 400], "--pass-gap: "),
        (["--lateness", "1d"], "--lateness: expected a length of time"),
        (["--confirm", "maybe"], "Invalid value for '--confirm'"),
        (["--later"], "No such option: --later"),
    ],
)
def test_a_bad_option_is_refused_by_name(desk: Desk, arguments: list[str], says: str) -> None:
    desk.refuses(desk.put("t.csv", TABLE), *arguments, says=says)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay"], "Missing argument 'INPUT'"),
        (["replay", "x.csv"], "Missing option '--zones'"),
        (["replay", "x.csv", "--zones"], "Option '--zones' requires an argument"),
        (["reply"], "No such command 'reply'"),
        (["zones", "check"], "Missing argument 'FILE'"),
        (["zones", "check", "nowhere.geojson"], "nowhere.geojson: cannot be read: No such file or directory"),
        (["simulate"], "Missing argument 'SCENARIO'"),
    ],
)
def test_a_call_that_lacks_something_says_what(desk: Desk, arguments: list[str], says: str) -> None:
    ended = desk.call(*arguments)
    assert ended.status == 2
    assert says in ended.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "zones.json: cannot be read: No such file or directory"),
        (b"", "zones.json: is not JSON"),
        (b"{}", "zones.json: expected a GeoJSON"),
        (
            json.dumps(ZONE | {"properties": {"id": "z"}}).encode(),
            'zones.json: features[0] "z": properties: radius_m: is',
        ),
        (gzip.compress(b"{")[:-3], "zones.json: the archive is damaged or cut off"),
    ],
)
def test_an_unusable_zones_file_is_refused_with_its_place(desk: Desk, content: bytes | None, says: str) -> None:
    path = desk.folder / "zones.json"
    if content is not None:
        path.write_bytes(content)
    out = desk.folder / "out"
    ended = desk.call("replay", desk.put("t.csv", TABLE), "--zones", path, "--out", out)
    assert ended.status == 2
    assert says in ended.stderr
    assert not out.exists()


def test_an_output_folder_that_cannot_be_made_is_named(desk: Desk) -> None:
    taken = desk.put("taken", b"")
    zones = desk.put("zones.geojson", json.dumps(ZONE).encode())
    ended = desk.call("replay", desk.put("t.csv", TABLE), "--zones", zones, "--out", taken / "out")
    assert ended.status == 2
    assert f"--out {taken / 'out'}: cannot be written to" in ended.stderr
    assert taken.read_bytes() == b""


@pytest.mark.parametrize(
    ("name", "good", "bad", "reason"),
    [
        ("t.csv", TABLE, b"2020-06-30T12:00:10,a,91,2\n", "out-of-range"),
        ("t.csv", TABLE, b"hello\n", "columns"),
        ("t.csv", TABLE, b'2020-06-30T12:00:10,"a,1,2\n', "quotes"),
        ("t.nmea", SENTENCE, SENTENCE.replace(b"*27", b"*28"), "checksum"),
        ("t.nmea", SENTENCE, b"!AIVDM,1,1,,A,17P@\n", "malformed"),
        ("t.sbs", BASESTATION, BASESTATION.replace(b"34.00891", b""), "no-position"),
        ("t.jsonl", OWN, b"{]\n", "schema"),
    ],
)
def test_a_bad_row_is_counted_and_the_run_goes_on(desk: Desk, name: str, good: bytes, bad: bytes, reason: str) -> None:
    alone = desk.reads(desk.put(name, good))
    mixed = desk.reads(desk.put(name, good + bad))
    assert alone["rejected"] == {}
    assert mixed["rejected"] == {reason: 1}
    assert mixed["accepted"] == alone["accepted"]


def test_packed_zones_are_equal_to_plain(desk: Desk) -> None:
    zones = json.dumps(ZONE).encode()
    files = {"z.geojson": zones, "z.geojson.gz": gzip.compress(zones), "z.geojson.zst": packed_zst(zones)}
    checked = [desk.call("zones", "check", desk.put(name, data), "--json") for name, data in files.items()]
    assert [ended.status for ended in checked] == [0, 0, 0]
    assert len({re.sub(r'"built_s": [\d.]+', "", ended.stdout) for ended in checked}) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.csv", TABLE), ("t.nmea", SENTENCE), ("t.sbs", BASESTATION), ("t.jsonl", OWN), ("t.parquet", PARQUET)],
)
def test_packed_is_equal_to_plain(desk: Desk, name: str, data: bytes) -> None:
    plain = desk.reads(desk.put(name, data))
    assert plain["accepted"]
    assert desk.reads(desk.put(f"{name}.gz", gzip.compress(data))) == plain
    assert desk.reads(desk.put(f"{name}.zst", packed_zst(data))) == plain
    assert desk.reads(desk.put("no-ending", gzip.compress(data))) == plain


def test_archives_of_several_members_are_read_to_the_end(desk: Desk) -> None:
    head, rest = TABLE[:40], TABLE[40:]
    plain = desk.reads(desk.put("t.csv", TABLE))
    assert desk.reads(desk.put("t.csv.gz", gzip.compress(head) + gzip.compress(rest))) == plain
    assert desk.reads(desk.put("t.csv.zst", packed_zst(head) + packed_zst(rest))) == plain


@pytest.mark.data
def test_a_real_archive_is_equal_to_what_is_in_it(desk: Desk, shared: Path) -> None:
    packed = shared / "ais/noaa_nyharbor_2020-06-30_hour00.csv.gz"
    plain = desk.folder / "plain.csv"
    with gzip.open(packed) as source, plain.open("wb") as target:
        shutil.copyfileobj(source, target)
    again = desk.put("again.csv.zst", packed_zst(plain.read_bytes()))
    read = [desk.reads(path) for path in (packed, plain, again)]
    assert read[0] == read[1] == read[2]
    assert read[0]["accepted"] == 8689
