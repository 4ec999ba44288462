"""`standoff ladder budget`: what it prints, what it draws, what it refuses. Zones and reports are made up."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import _budget_picture
import pytest
from test_docs import first_cells, read

from standoff.cli.main import main
from standoff.sim.reading import load_scenario
from standoff.sim.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
TANF = ROOT / "examples" / "tanf" / "zones.geojson"
HARBOUR = ROOT / "examples" / "nyharbor" / "zones.geojson"
HOUR = ROOT / "examples" / "nyharbor" / "noaa_nyharbor_2020-06-30_hour00.csv.gz"


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


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Desk:
    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["standoff", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        printed = capfd.readouterr()
        return Ended(left.value.code, printed.out, printed.err)

    return Desk(tmp_path, call)


def zone(**properties: Any) -> dict[str, Any]:
    known = {"id": "z", "name": "Z", "radius_m": 5000, **properties}
    return {"type": "Feature", "properties": known, "geometry": {"type": "Point", "coordinates": [2, 1]}}


def figures(desk: Desk, *arguments: object) -> dict[str, Any]:
    ended = desk.call("ladder", "budget", "first", "--zone", TANF, *arguments, "--json")
    assert ended.status == 0, ended
    return json.loads(ended.stdout)


def test_at_al_tanf_there_are_84_42_and_28_minutes_to_27_km(desk: Desk) -> None:
    ways = [way for way in figures(desk, "--to", "27km")["ways"] if way["to"] == "27 km"]
    assert [(way["speed"], way["time_s"]) for way in ways] == [
        ("20 km/h", pytest.approx(84 * 60, abs=0.001)),
        ("40 km/h", pytest.approx(42 * 60, abs=0.001)),
        ("60 km/h", pytest.approx(28 * 60, abs=0.001)),
    ]
    assert [way["runs_out"] for way in ways] == [None, "question", "relay"]
    assert [way["leave_s"] for way in ways] == [way["time_s"] for way in ways]


def test_what_would_mend_it_mends_it_where_it_is_done(desk: Desk) -> None:
    """The zone is made as much larger, and the deadlines as short, as the command says."""
    (way,) = (way for way in figures(desk, "--to", "27km", "--speed", "45km/h")["ways"] if way["to"] == "27 km")
    larger = json.loads(TANF.read_text())
    larger["features"][0]["properties"]["radius_m"] += way["mend"]["out_m"]
    shorter = (ROOT / "src" / "standoff" / "incidents" / "ladders" / "first.toml").read_text()
    shorter = "\n".join(
        f"answer_s = {way['mend']['answer_s']}" if line.startswith("answer_s") else line
        for line in shorter.splitlines()
    )
    cases = [
        ("first", desk.put("larger.geojson", json.dumps(larger).encode())),
        (desk.put("shorter.toml", shorter.encode()), TANF),
    ]
    for ladder, file in cases:
        ended = desk.call("ladder", "budget", ladder, "--zone", file, "--to", "27km", "--speed", "45km/h", "--json")
        (mended,) = (way for way in json.loads(ended.stdout)["ways"] if way["to"] == "27 km")
        assert mended["runs_out"] is None
        assert 0 <= mended["spare_s"] < 5, "and no more than is needed"


def test_the_same_seed_gives_the_same_bytes_and_another_other_ones(desk: Desk) -> None:
    said: list[tuple[str, bytes]] = []
    for seed in (1, 1, 2):
        out = desk.folder / "plot.svg"
        ended = desk.call("ladder", "budget", "first", "--zone", TANF, "--seed", seed, "--out", out)
        said.append((ended.stdout, out.read_bytes()))
    assert said[0] == said[1]
    assert said[0][0] != said[2][0]
    assert said[0][1] != said[2][1]


def test_the_picture_of_the_page_is_what_the_command_draws(desk: Desk) -> None:
    out = desk.folder / "plot.svg"
    desk.call("ladder", "budget", "first", "--zone", TANF, "--to", "27km", "--out", out)
    assert out.read_text() == _budget_picture.drawn()


def test_names_from_outside_are_text_in_the_plot(desk: Desk) -> None:
    file = desk.put("z.geojson", json.dumps(zone(name="<script>&", rings=[{"name": "<b>", "range_m": 9}])).encode())
    out = desk.folder / "plot.svg"
    assert desk.call("ladder", "budget", "first", "--zone", file, "--out", out).status == 0
    texts = [element.text for element in ET.fromstring(out.read_text()).iter() if element.text]  # noqa: S314 - our own
    assert any("<script>&" in text for text in texts)


def test_the_example_zone_is_the_one_of_the_scenario() -> None:
    scenario = ROOT / "scenarios" / "tanf-2017.toml"
    assert (
        TANF.read_bytes()
        == simulate(load_scenario(scenario.read_text(), scenario.name), None, 1).files()["zones.geojson"]
    )


@pytest.mark.parametrize(
    ("properties", "speeds", "halt_s"),
    [
        ({"kind": "safety"}, ["5 kn", "10 kn", "20 kn"], 600),
        ({"kind": "restricted"}, ["20 km/h", "40 km/h", "60 km/h"], 60),
    ],
)
def test_speeds_and_halt_that_are_not_given_go_by_the_kind_of_zone(
    desk: Desk,
    properties: dict[str, Any],
    speeds: list[str],
    halt_s: float,
) -> None:
    file = desk.put("z.geojson", json.dumps(zone(**properties)).encode())
    found = json.loads(desk.call("ladder", "budget", "first", "--zone", file, "--json").stdout)
    assert [way["speed"] for way in found["ways"]] == speeds
    assert found["halt_s"] == halt_s
    assert [way["to"] for way in found["ways"]] == ["site"] * 3, "a zone without rings has its site"


def test_an_outer_ring_is_named_and_is_not_on_the_clock(desk: Desk) -> None:
    file = desk.put("z.geojson", json.dumps(zone(rings=[{"name": "outer", "offset_m": 900}])).encode())
    ended = desk.call("ladder", "budget", "first", "--zone", file)
    assert "Not on this clock: outer, reached 900 m before the line." in ended.stdout
    assert "outer" not in ended.stdout.partition("clock: outer")[2]


def test_columns_are_aligned(desk: Desk) -> None:
    lines = desk.call("ladder", "budget", "first", "--zone", TANF).stdout.splitlines()
    for head, ends in (("rung", "through by"), ("speed", "spare")):
        first = next(number for number, line in enumerate(lines) if line.startswith(head))
        at = lines[first].index(ends) + len(ends)
        rows = _rows(lines[first + 1 :])
        assert all(row[at - 1].isdigit() and row[at : at + 2] == "  " for row in rows), rows


def _rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line or line.startswith("Drawn"):
            return
        yield line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.toml", "--zone", TANF], "nothing.toml: cannot be read: No such file"),
        ([TANF, "--zone", TANF], "zones.geojson: not TOML"),
        (["first", "--zone", "nothing.geojson"], "nothing.geojson: cannot be read: No such file"),
        (["first", "--zone", HARBOUR], "has 3 zones: battery, liberty, verrazzano. Name one, as in"),
        (["first", "--zone", f"{HARBOUR}#nobody"], "has no zone 'nobody': there are battery, liberty, verrazzano"),
        (["first", "--zone", TANF, "--speed", "60"], "--speed: expected a speed with its unit"),
        (["first", "--zone", TANF, "--speed", "0kn"], "--speed: expected a speed with its unit"),
        (["first", "--zone", TANF, "--to", "inner"], "--to: the zone tanf has no ring 'inner': there are ring-40km, r"),
        (["first", "--zone", TANF, "--to", "27"], "--to: expected a length with its unit"),
        (["first", "--zone", TANF, "--to", "55km"], "--to: 55 km is reached 0 m before the line of tanf"),
        (["first", "--zone", TANF, "--to", "56km"], "--to: 56 km is reached 1,000 m before the line of tanf"),
        (["first", "--zone", TANF, "--halt", "soon"], "--halt: expected a length of time"),
        (["first", "--zone", TANF, "--out", "plot.png"], "--out plot.png: the plot is SVG"),
        (["first", "--zone", TANF, "--from-archive", "nothing.csv"], "nothing.csv: there is no such file"),
        (["first", "--zone", TANF, "--draws", "0"], "--draws"),
        (["first", "--zone", TANF, "--seed", "-1"], "--seed"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_nothing_is_printed(
    desk: Desk,
    arguments: list[object],
    says: str,
) -> None:
    ended = desk.call("ladder", "budget", *arguments)
    assert ended.status == 2, ended
    assert says in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


def test_a_site_outside_its_zone_is_refused_by_name(desk: Desk) -> None:
    file = desk.put("z.geojson", json.dumps(zone(site=[3, 1])).encode())
    ended = desk.call("ladder", "budget", "first", "--zone", file)
    assert ended.status == 2
    assert "zone z: its site lies 106," in ended.stderr


def test_real_approaches_stand_beside_and_agree_with_the_crossings_of_a_replay(
    desk: Desk,
) -> None:
    """One hour of real AIS; the zone is made up. The other side is what `replay` wrote, put together here by hand."""
    ended = desk.call(
        "ladder", "budget", "first", "--zone", f"{HARBOUR}#battery", "--to", "inner", "--from-archive", HOUR, "--json"
    )
    archive = json.loads(ended.stdout)["archive"]
    desk.call("replay", HOUR, "--zones", HARBOUR, "--out", desk.folder / "out")
    lines = [json.loads(line) for line in (desk.folder / "out" / "crossings.jsonl").read_text().splitlines()]
    own = [line for line in lines if line["zone"] == "battery" and line["confirmed"]]
    line_of = [line for line in own if line["kind"] == "enter" and line["ring"] is None]
    assert archive["approaches"] == len(line_of) == 20
    assert archive["began_inside"] == sum(line["kind"] == "inside" and line["ring"] is None for line in own) == 59
    came = {line["track"] for line in line_of}
    inner = [line for line in own if line["ring"] == "inner" and line["kind"] == "enter" and line["track"] in came]
    (reached,) = archive["reached"]
    assert reached["to"] == "inner"
    assert sum(reached["runs_out"].values()) == len({line["track"] for line in inner}) == 11


def test_an_archive_in_which_nobody_comes_says_so_and_what_is_not_real_is_marked(
    desk: Desk,
) -> None:
    table = b"time,id,lat,lon\n2020-06-30T12:00:00,a,1,5\n2020-06-30T12:00:10,a,1,5\n"
    file = desk.put("z.geojson", json.dumps(zone(rings=[{"name": "r", "range_m": 900}])).encode())
    ended = desk.call("ladder", "budget", "first", "--zone", file, "--from-archive", desk.put("far.csv", table))
    assert ended.status == 0
    assert "Nobody was seen to cross the line: this archive says nothing about times." in ended.stdout
    lines = b"".join(
        b'{"time":"2020-06-30T12:00:%02dZ","source":"s","entity":"e","lat":1,"lon":%f,"status":"exercise"}\n' % row
        for row in ((0, 2.1), (10, 2.03), (20, 2.02), (30, 2.0), (40, 2.0))
    )
    out = desk.folder / "plot.svg"
    come = desk.put("come.jsonl", lines)
    ended = desk.call("ladder", "budget", "first", "--zone", file, "--to", "r", "--from-archive", come, "--out", out)
    assert "NOT REAL: 5 reports marked exercise or test" in ended.stdout
    assert "green: 1 approach, NOT REAL" in out.read_text()


def test_every_field_of_the_json_is_documented(desk: Desk) -> None:
    found = figures(desk, "--from-archive", desk.put("a.csv", b"time,id,lat,lon\n2020-06-30T12:00:00,a,1,5\n"))
    assert first_cells(read("outputs.md"), "ladder budget") == list(found)
    text = read("outputs.md").partition("## ladder budget\n")[2]
    for row in (found["marks"][0], found["blocks"][0], found["asked"][0], found["ways"][0], found["archive"]):
        assert all(f"`{name}`" in text for name in row)
