"""Every report received is accepted, late or rejected with a reason, and the sums match (invariant 22).

Through the command line, on every file of the real data's `ais`, `adsb` and `tracks`: with the counts of
the data's README (`stats.json`), or, of JSON and XML, with what another reader counts.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from standoff.cli.main import app

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.data

MOVING = ("1", "2", "3", "9", "18", "19", "27")

# options, and rejected rows by reason
TABLES: dict[str, tuple[list[str], dict[str, int]]] = {
    "ais/noaa_nyharbor_2020-06-30_hour00.csv.gz": ([], {}),
    "ais/noaa_nyharbor_2020-12-01_07.csv.gz": ([], {}),
    "ais/noaa_us_coastal_2020-06-30.csv.gz": ([], {}),
    "adsb/opensky_switzerland_2018-08-01.parquet": ([], {}),
    "adsb/opensky_paris_2021-10-07.parquet": ([], {}),
    "adsb/opensky_gps_spoofing_2024-09-17.parquet": ([], {"no-position": 11}),
    "adsb/opensky_time_issue_2022-07-13.parquet": ([], {}),
    "adsb/opensky_zurich_ground_2019-10.parquet": ([], {}),
    "tracks/movebank_leroy.csv.gz": ([], {"no-position": 1071}),
    "tracks/movebank_fishersSubset.csv.gz": ([], {}),
}
# rejected position reports, and rejected sentences that are none or cannot be known to be (not in the README's counts)
AIS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "ais/amsa_coastal_2012-01-27.nmea.gz": (
        {"no-position": 320, "no-time": 10},
        {"checksum": 3, "incomplete": 4, "malformed": 15, "undecodable": 1},
    ),
    "ais/amsa_exactearth_2012-01-31.nmea.gz": ({"no-position": 5}, {"undecodable": 4}),
    "ais/amsa_exactearth_2012-02-02.nmea.gz": ({"no-position": 15}, {"incomplete": 4}),
    "ais/amsa_tagblock_2014-12-31.nmea": ({}, {}),
    "ais/amsa_exactearth_tagblock_2012-04-13.nmea": ({}, {}),
}
SBS = "adsb/japan_dump1090_2022-01-08.sbs.gz"
# rows, rejected rows by reason, others by kind, tracks; counted by `jq` or by hand
DOCUMENTS: dict[str, tuple[int, dict[str, int], dict[str, int], int]] = {
    "adsb/readsb_trace_full_ac671b.json": (2500, {}, {}, 1),
    "adsb/dump1090fa_aircraft_adelaide_2021-10-02.json": (2, {"no-position": 1}, {}, 1),
    "tracks/owntracks_recorder_2024-03.rec": (9, {}, {"transition": 1}, 1),
}
# events without type (two are cut-offs of a program's text), and positions of a sender without a fix
COT = {
    "cot_004.xml": "no-position",
    "cot_005.xml": "schema",
    "cot_006.xml": "schema",
    "cot_009.xml": "schema",
    "cot_020.xml": "no-position",
}


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    """A synthetic zone: what is counted does not hang on it."""
    feature = {
        "type": "Feature",
        "properties": {"id": "battery", "radius_m": 2000},
        "geometry": {"type": "Point", "coordinates": [-74.02, 40.7]},
    }
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps(feature))
    return path


def replay(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["replay", *map(str, arguments), "--json"])
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def stats(shared: Path, name: str) -> dict[str, Any]:
    return json.loads((shared / "stats.json").read_text())[name]


def check_sums(reports: dict[str, Any]) -> None:
    assert reports["read"] == reports["accepted"] + reports["late"] + sum(reports["rejected"].values())


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_is_accounted_for(shared: Path, zones: Path, name: str) -> None:
    options, rejected = TABLES[name]
    summary, known = replay(shared / name, "--zones", zones, *options), stats(shared, name)
    check_sums(summary["reports"])
    assert summary["reports"]["read"] == known["rows"]
    assert summary["reports"]["rejected"] == rejected
    assert sum(rejected.values()) == known["null_position"] + known["lat_over_90_or_lon_over_180"]
    assert summary["reports"]["late"] == 0
    assert summary["reports"]["other"] == {}
    assert summary["tracks"] == known["ids"]


@pytest.mark.parametrize("name", AIS)
def test_every_message_of_an_ais_log_is_accounted_for(shared: Path, zones: Path, name: str) -> None:
    position_reports, others = AIS[name]
    summary, known = replay(shared / name, "--zones", zones), stats(shared, name)
    reports = summary["reports"]
    check_sums(reports)
    given = sum(known["message_types"].get(kind, 0) for kind in MOVING)
    assert reports["rejected"] == position_reports | others
    assert reports["read"] == given + sum(others.values())
    assert reports["accepted"] == given - sum(position_reports.values())
    assert position_reports.get("no-position", 0) == known["lat_over_90_or_lon_over_180"]


def test_every_line_of_a_basestation_log_is_accounted_for(shared: Path, zones: Path) -> None:
    summary, known = replay(shared / SBS, "--zones", zones), stats(shared, SBS)["sbs"]
    check_sums(summary["reports"])
    assert summary["reports"]["read"] == known["MSG,3"] == 4884
    assert summary["reports"]["rejected"] == {}
    assert summary["reports"]["other"] == {kind: known[kind] for kind in known if kind not in {"lines", "MSG,3"}}
    assert summary["tracks"] == stats(shared, SBS)["ids"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_row_of_a_document_is_accounted_for(shared: Path, zones: Path, name: str) -> None:
    rows, rejected, other, tracks = DOCUMENTS[name]
    summary = replay(shared / name, "--zones", zones)
    check_sums(summary["reports"])
    assert summary["reports"]["read"] == rows
    assert summary["reports"]["rejected"] == rejected
    assert summary["reports"]["other"] == other
    assert summary["reports"]["late"] == 0
    assert summary["tracks"] == tracks


def test_every_point_of_a_gpx_file_is_accounted_for(shared: Path, zones: Path) -> None:
    files = sorted((shared / "tracks" / "gpx").glob("*.gpx"))
    assert len(files) == 30
    for file in files:
        tree = ET.parse(file)  # noqa: S314 - these files are known
        tags = [element.tag.rpartition("}")[2] for element in tree.iter()]
        timed = sum(point.find("{*}time") is not None for point in tree.iterfind(".//{*}trkpt"))
        reports = replay(file, "--zones", zones)["reports"]
        check_sums(reports)
        assert reports["read"] == tags.count("trkpt"), file
        assert reports["accepted"] == timed, file
        untimed = tags.count("trkpt") - timed
        assert reports["rejected"] == ({"no-time": untimed} if untimed else {}), file
        assert reports["other"] == {kind: tags.count(kind) for kind in ("wpt", "rtept") if kind in tags}, file


@pytest.mark.parametrize("number", range(1, 41))
def test_every_event_of_a_cursor_on_target_file_is_accounted_for(shared: Path, zones: Path, number: int) -> None:
    name = f"cot_{number:03}.xml"
    reports = replay(shared / "cot" / name, "--zones", zones)["reports"]
    check_sums(reports)
    assert reports["read"] + sum(reports["other"].values()) == 1
    assert reports["rejected"] == ({COT[name]: 1} if name in COT else {})


def test_every_event_of_a_cursor_on_target_stream_is_accounted_for(shared: Path, zones: Path) -> None:
    reports = replay(shared / "cot" / "stream.xml", "--zones", zones)["reports"]
    check_sums(reports)
    assert reports["read"] + sum(reports["other"].values()) == stats(shared, "cot")["rows"] == 40
    assert reports["rejected"] == dict(Counter(COT.values()))


def test_every_file_of_these_folders_is_in_one_of_the_lists(shared: Path) -> None:
    listed = {*TABLES, *AIS, SBS, *DOCUMENTS}
    folders = (shared / folder for folder in ("ais", "adsb", "tracks"))
    found = {str(path.relative_to(shared)) for folder in folders for path in folder.iterdir() if path.is_file()}
    assert found == listed


@pytest.mark.parametrize(
    "name", ["ais/amsa_exactearth_2012-01-31.nmea.gz", "adsb/opensky_switzerland_2018-08-01.parquet"]
)
def test_late_reports_are_counted_as_late_and_as_nothing_else(shared: Path, zones: Path, name: str) -> None:
    in_order = replay(shared / name, "--zones", zones)["reports"]
    arrived = replay(shared / name, "--zones", zones, "--as-arrived", "--lateness", "0s")["reports"]
    check_sums(arrived)
    assert arrived["late"] > 100
    assert arrived["read"] == in_order["read"]
    assert arrived["rejected"] == in_order["rejected"]
    assert arrived["accepted"] == in_order["accepted"] - arrived["late"]


def test_several_files_are_the_sum_of_each(shared: Path, zones: Path) -> None:
    names = ["ais/amsa_tagblock_2014-12-31.nmea", SBS, "adsb/opensky_gps_spoofing_2024-09-17.parquet"]
    each = [replay(shared / name, "--zones", zones) for name in names]
    together = replay(*(shared / name for name in names), "--zones", zones)
    check_sums(together["reports"])
    for count in ("read", "accepted"):
        assert together["reports"][count] == sum(one["reports"][count] for one in each)
    assert together["tracks"] == sum(one["tracks"] for one in each)
    assert together["reports"]["rejected"] == {"no-position": 11}
    assert [entry["format"] for entry in together["inputs"]] == ["nmea", "sbs", "parquet"]
