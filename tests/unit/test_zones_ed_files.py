"""Geozones as a file of our own, at the command line, and the real files: the Swiss set and three of InterUSS."""

from __future__ import annotations

import gzip
import json
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from geozones_in_hand import BOW_TIE, CHE1, SAMPLES, SUMMER, SWISS, alike, ed269, ed318, file, volume

from standoff.cli.main import main
from standoff.model.times import from_rfc3339
from standoff.model.zone import Circle, Polygons, ZoneKind
from standoff.zones.document import written
from standoff.zones.geojson import about, check_zones, read_zones
from standoff.zones.schedule import Schedule

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.zones.fields import Note


def test_a_zone_that_is_written_is_the_zone_that_is_read() -> None:
    seam = [
        [[[170, 0], [180, 0], [180, 5], [170, 5], [170, 0]]],
        [[[-180, 0], [-170, 0], [-170, 5], [-180, 5], [-180, 0]]],
    ]
    own = {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": seam},
        "properties": {
            "id": "seam",
            "edges": "geodesic",
            "rings": [{"name": "out", "offset_m": 100}, {"name": "in", "range_m": 5000}],
            "floor_m": 10,
            "vertical_reference": "hae",
            "site": [175, 2],
            "schedule": [
                {"start": "2020-01-01T00:00:00.000001Z"},
                {"start": "2020-01-01T00:00:00Z", "end": "2020-01-01T06:00:00Z", "rrule": "FREQ=DAILY;COUNT=9"},
            ],
            "parties": ["a", "b"],
        },
    }
    corridor = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[179.5, -1], [180.5, 1]]},
        "properties": {"id": "corridor", "width_m": 900},
    }
    data = json.dumps({"type": "FeatureCollection", "name": "ours", "features": [own]}).encode()
    for given_data in (data, json.dumps(corridor).encode(), file(ed269(applicability=[SUMMER])), file(ed318())):
        zones = read_zones(given_data, "z.json")
        again = read_zones(written(zones, about(given_data)), "z.json")
        if isinstance(zones[0].footprint, Polygons | Circle):
            assert [alike(*pair) for pair in zip(zones, again, strict=True)] == [True]
        else:
            assert written(again, {}) == written(zones, {})
    assert json.loads(written(read_zones(data, "z.json"), about(data)))["name"] == "ours"


def call(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object
) -> tuple[int, str, str]:
    """The command line: status, and both outputs."""
    monkeypatch.setattr(sys, "argv", ["standoff", *map(str, arguments)])
    capfd.readouterr()
    with pytest.raises(SystemExit) as left:
        main()
    printed = capfd.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, printed.out, printed.err


def test_import_writes_what_check_finds_sound_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "z.json", tmp_path / "out" / "z.geojson"
    source.write_bytes(file(ed269(volume({"type": "Polygon", "coordinates": BOW_TIE}))))
    status, printed, told = call(capfd, monkeypatch, "zones", "import", source, "-o", out)
    assert (status, printed, out.exists()) == (2, "", False)
    assert "geometry[0]: horizontalProjection: coordinates: is invalid" in told
    status, printed, told = call(capfd, monkeypatch, "zones", "import", source, "-o", out, "--mend")
    assert (status, printed) == (0, "")
    assert "coordinates: mended: was invalid, Self-intersection at [0.5, 0.5]; rebuilt" in told
    assert "1 zone written" in told
    assert call(capfd, monkeypatch, "zones", "check", out)[1].endswith("1 zone, nothing wrong\n")
    status, printed, _ = call(capfd, monkeypatch, "zones", "import", source, "--mend")
    assert (status, printed) == (0, out.read_text())
    status, _, told = call(capfd, monkeypatch, "zones", "import", source, "--mend", "-o", source / "z.geojson")
    assert status == 2
    assert f"-o {source / 'z.geojson'}: cannot be written to" in told


MENDED = [
    (BOW_TIE, "was invalid, Self-intersection at [0.5, 0.5]; rebuilt from polygons, holes 1, 0 to 2, 0"),
    ([[[0, 0], [1, 0], [1, 1], [0, 1]]], "was not closed"),
    ([[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]], "spans over 180 degrees of longitude, and was taken the"),
]


@pytest.mark.parametrize(("coordinates", "says"), MENDED)
def test_what_was_mended_is_said_with_its_place(
    coordinates: Any,
    says: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "z.geojson"
    geometry = {"type": "Polygon", "coordinates": coordinates}
    source.write_text(json.dumps({"type": "Feature", "geometry": geometry, "properties": {"id": "z"}}))
    status, printed, _ = call(capfd, monkeypatch, "zones", "check", source, "--mend")
    assert status == 0
    assert 'features[0] "z": geometry: coordinates' in printed
    assert says in printed
    assert printed.endswith("1 zone, 1 note to look at\n")
    told = json.loads(call(capfd, monkeypatch, "zones", "check", source, "--mend", "--json")[1])
    assert [says in note["note"] for note in told["notes"]] == [True]


def test_a_replay_says_what_it_took_otherwise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    zones, reports = tmp_path / "z.json", tmp_path / "t.csv"
    zones.write_bytes(file(ed269(restriction="MAYBE")))
    reports.write_bytes(b"time,id,lat,lon\n2020-06-30T12:00:00,a,46.9,7.5\n2020-06-30T12:00:10,a,46.9,7.5\n")
    status, printed, told = call(capfd, monkeypatch, "replay", reports, "--zones", zones, "--json")
    assert status == 0
    assert json.loads(printed)["zones"]["SYN1"]["first_inside"] == 1
    assert "restriction: is 'MAYBE'" in told


@pytest.mark.data
def test_the_swiss_set_has_1179_zones_81_holes_and_one_that_is_invalid(shared: Path) -> None:
    data = gzip.decompress((shared / SWISS).read_bytes())
    _, problems = check_zones(data, "swiss")
    assert [p.where for p in problems] == ['swiss: features[758] "VBS_8-0": geometry: coordinates']
    assert "Ring Self-intersection at [8.9201188, 46.1392969]" in problems[0].problem
    notes: list[Note] = []
    zones, problems = check_zones(data, "swiss", mend=True, notes=notes)
    assert problems == []
    assert ["VBS_8-0" in str(note) and "holes 1, 1 to 1, 2" in str(note) for note in notes] == [True]
    parts = [part for zone in zones for part in (zone.footprint.parts if isinstance(zone.footprint, Polygons) else ())]
    assert len(zones) == 1179
    assert sum(len(part) - 1 for part in parts) == 81 + 1  # the invalid one touches itself, which encloses a hole more
    given_holes = sum(len(feature["geometry"]["coordinates"]) - 1 for feature in json.loads(data)["features"])
    assert given_holes == 81
    assert sum(bool(zone.schedule) for zone in zones) == 38  # of 57: 19 apply at any hour of any day
    assert {zone.kind for zone in zones} == {ZoneKind.RESTRICTED}
    again, problems = check_zones(written(zones, about(data)), "again")
    assert problems == []
    assert all(alike(*pair) for pair in zip(zones, again, strict=True))


@pytest.mark.data
@pytest.mark.parametrize(("name", "count"), [*zip(SAMPLES, (10, 1, 3), strict=True)])
def test_the_samples_are_read_and_written_whole(shared: Path, name: str, count: int) -> None:
    data = (shared / name).read_bytes()
    zones = read_zones(data, name)
    assert len(zones) == count
    again = read_zones(written(zones, about(data)), name)
    assert all(alike(*pair) for pair in zip(zones, again, strict=True))


@pytest.mark.data
def test_the_concert_is_in_force_on_its_evenings_only(shared: Path) -> None:
    zone = read_zones((shared / CHE1).read_bytes(), CHE1)[0]
    assert zone.footprint == Circle(46.430758, 6.913146, 3000)
    times = {
        "2022-06-11T18:00:00Z": False,  # a Saturday before the period
        "2022-06-18T16:59:59Z": False,
        "2022-06-18T17:00:00Z": True,
        "2022-06-18T23:59:59.5Z": True,  # 23:59:59 is the end of the day
        "2022-06-19T00:00:00Z": False,
        "2022-06-20T18:00:00Z": False,  # a Monday
        "2023-06-11T18:00:00Z": True,
        "2023-06-17T18:00:00Z": False,
    }
    on = Schedule.of(zone.schedule).in_force(np.array([from_rfc3339(text) for text in times]))
    assert dict(zip(times, on.tolist(), strict=True)) == times
