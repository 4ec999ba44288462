"""A zone that names a ladder has its incidents begin with that one; every other begins with the desk's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from desk_in_hand import LADDER, ROSTER, DeskInHand, crossing
from test_zones_changed import zone
from test_zones_changed_at_a_desk import LATER_MS, zones
from typer.testing import CliRunner

from standoff.cli.ladder_files import zone_ladders
from standoff.cli.main import app
from standoff.host.clock import FollowedClock, this_machine
from standoff.host.opening import Settings, open_host
from standoff.incidents.conditions import Cause
from standoff.incidents.ladder import shipped_ladder
from standoff.incidents.step import Fact
from standoff.model import acts
from standoff.model.errors import UnusableInputError
from standoff.record.folder import Folder
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from typer.testing import Result

    from standoff.host.host import Host
    from standoff.incidents.ladder import Ladder

HOSPITAL = shipped_ladder("hospital")
AIRPORT = shipped_ladder("airport")


def told(ladder: Ladder, zone_id: str) -> list[Fact]:
    """That a zone has a ladder of its own."""
    rings: dict[str, Any] = {"rings": [], "ring_mm": {}}
    return [
        Fact(type="ladder_in_force", body={"ladder": msgspec.to_builtins(ladder), "of_zones": [zone_id]}),
        Fact(
            type="zone_in_force", body={"zone": zone_id, "name": "Bay", "version": "v2", "ladder": ladder.id, **rings}
        ),
    ]


def with_hospital() -> DeskInHand:
    """A desk with a ladder of its own, whose zone `bay` is a hospital."""
    desk = DeskInHand()
    for fact in told(HOSPITAL, "bay"):
        desk.take(fact)
    return desk


# at a desk


def test_the_ladder_of_a_zone_is_not_the_desks() -> None:
    assert with_hospital().desk.ladder == LADDER.id


def test_a_crossing_into_a_zone_opens_nothing_where_its_ladder_opens_on_none() -> None:
    desk = with_hospital()
    assert Cause.CROSSING in LADDER.opens.on
    desk.take(crossing(zone="bay"))
    assert desk.desk.incidents == {}
    desk.take(crossing())
    assert [incident.ladder for incident in desk.desk.incidents.values()] == [LADDER.id]


def test_a_call_about_a_zone_opens_an_incident_on_its_ladder() -> None:
    desk = with_hospital()
    desk.act(acts.Call(caller="ward 3", channel="telephone", words="Shells fall near", zone="bay"), incident="")
    (incident,) = desk.desk.incidents.values()
    assert incident.ladder == HOSPITAL.id
    assert incident.deadline is not None
    assert incident.deadline.says == HOSPITAL.rungs[0].asks


def test_a_sighting_opens_an_incident_where_the_ladder_of_its_zone_says_so() -> None:
    opens = msgspec.structs.replace(LADDER.opens, on=(Cause.CALL, Cause.HAND))
    desk = DeskInHand()
    for fact in told(msgspec.structs.replace(LADDER, name="by-ear", opens=opens), "bay"):
        desk.take(fact)
    seen = acts.Sighting(observer="gate", words="Three boats", zone="bay")
    desk.act(seen, incident="")
    assert desk.desk.incidents == {}
    desk.act(msgspec.structs.replace(seen, zone="tanf"), incident="")
    assert [incident.zone for incident in desk.desk.incidents.values()] == ["tanf"]


def test_a_call_about_no_zone_begins_with_the_desks() -> None:
    desk = with_hospital()
    desk.act(acts.Call(caller="somebody", channel="telephone", words="Dust"), incident="")
    assert [incident.ladder for incident in desk.desk.incidents.values()] == [LADDER.id]


# as the host enters it


def opened(folder: Path, ladders: dict[str, Ladder], *ids: str) -> Host:
    settings = Settings(zones=zones(*map(zone, ids)), ladder=LADDER, roster=ROSTER, zone_ladders=ladders, raise_limit=1)
    return open_host(Folder(folder), settings, this_machine(), clock=FollowedClock(LATER_MS))


def types(host: Host, since: int = 0) -> list[str]:
    return [e.type for e in host.record.entries() if e.seq >= since and e.type.endswith(("in_force", "zones_changed"))]


def test_each_ladder_is_entered_once_and_again_only_where_it_is_another(tmp_path: Path) -> None:
    host = opened(tmp_path, {"a": HOSPITAL, "b": HOSPITAL}, "a", "b", "c")
    assert types(host) == ["ladder_in_force", "ladder_in_force", "zone_in_force", "zone_in_force", "zone_in_force"]
    assert {name: known.ladder for name, known in host.desk.zones.items()} == {
        "a": HOSPITAL.id,
        "b": HOSPITAL.id,
        "c": "",
    }
    assert host.desk.ladder == LADDER.id
    so_far = host.desk.seq
    host.close()
    again = opened(tmp_path, {"a": HOSPITAL, "b": HOSPITAL}, "a", "b", "c")
    assert types(again, so_far) == []
    again.change(Catalogue(zones(*map(zone, "abc"))), {"a": AIRPORT, "b": HOSPITAL})
    assert types(again, so_far) == ["ladder_in_force", "zone_in_force", "zones_changed"]
    assert [again.desk.zones[name].ladder for name in "abc"] == [AIRPORT.id, HOSPITAL.id, ""]
    so_far = again.desk.seq
    again.change(Catalogue(zones(*map(zone, "abc"))), {"b": HOSPITAL})
    assert types(again, so_far) == ["zone_in_force", "zones_changed"]
    assert again.desk.zones["a"].ladder == ""
    again.close()


# as a file names it


def named(*ladders: object) -> list[Any]:
    return zones(*(zone(f"z{n}", ladder=ladder) for n, ladder in enumerate(ladders)))


def test_a_zone_names_one_that_ships_or_a_file_beside_its_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    first = Path(__file__).parents[2] / "src" / "standoff" / "incidents" / "ladders" / "first.toml"
    own.write_text(first.read_text().replace('name = "first"', 'name = "mine"'))
    found = zone_ladders([*named("hospital", "mine.toml"), *zones(zone("plain"))], tmp_path / "z.geojson", LADDER)
    assert {name: ladder.id for name, ladder in found.items()} == {"z0": "hospital@1", "z1": "mine@1"}


@pytest.mark.parametrize(
    ("ladder", "problem"),
    [(3, "3 is no name of a ladder"), ("", "'' is no name of a ladder"), ("nowhere.toml", "nowhere.toml")],
)
def test_what_is_no_ladder_is_refused_with_the_zone_that_names_it(tmp_path: Path, ladder: object, problem: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        zone_ladders(named(ladder), tmp_path / "z.geojson", LADDER)
    assert problem in str(refused.value)


def test_two_ladders_of_one_name_are_refused(tmp_path: Path) -> None:
    first = Path(__file__).parents[2] / "src" / "standoff" / "incidents" / "ladders" / "first.toml"
    (tmp_path / "mine.toml").write_text(first.read_text().replace("answer_s = 420", "answer_s = 421"))
    with pytest.raises(UnusableInputError, match="another ladder is called first@1 too"):
        zone_ladders(named("mine.toml"), tmp_path / "z.geojson", shipped_ladder())


# as `standoff serve` sets it beside its people

PEOPLE = """
[[people]]
id = "watch-1"
name = "Watch One"
roles = ["watch"{more}]

[[people]]
id = "authority-1"
name = "Authority One"
roles = ["authority"]
"""


def served(folder: Path, *, people: str, ladder: str) -> tuple[Result, list[Any]]:
    """How `serve` ends with a zone that names a ladder, and with what a desk would have been served."""
    first = Path(__file__).parents[2] / "src" / "standoff" / "incidents" / "ladders" / "first.toml"
    (folder / "by-watch.toml").write_text(
        first.read_text().replace('"liaison"', '"watch"').replace("first", "by-watch")
    )
    document = {"type": "FeatureCollection", "features": [zone("a", ladder=ladder), zone("b")]}
    (folder / "zones.geojson").write_text(json.dumps(document))
    config = folder / "standoff.toml"
    config.write_text('zones = "zones.geojson"\nfolder = "desk"\nladder = "by-watch.toml"\n' + people)
    calls: list[Any] = []

    def serve_desk(*given: Any, **more: Any) -> None:
        calls.append((given, more))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("standoff.cli.serving.serve_desk", serve_desk)
        return CliRunner().invoke(app, ["serve", "--config", str(config)]), calls


def test_serve_takes_the_ladders_of_zones_and_reads_them_again_with_the_zones(tmp_path: Path) -> None:
    result, calls = served(tmp_path, people=PEOPLE.format(more=', "liaison"'), ladder="airport")
    assert result.exit_code == 0, result.output
    (((_, settings, _), more),) = calls
    assert settings.ladder.name == "by-watch"
    assert {name: ladder.id for name, ladder in settings.zone_ladders.items()} == {"a": "airport@1"}
    (tmp_path / "zones.geojson").write_text((tmp_path / "zones.geojson").read_text().replace("airport", "first"))
    found, ladders = more["reread"]()
    assert ([known.id for known in found], ladders["a"].id) == (["a", "b"], "first@1")


def test_serve_refuses_a_zone_whose_ladder_waits_for_nobody_on_the_roster(tmp_path: Path) -> None:
    result, calls = served(tmp_path, people=PEOPLE.format(more=""), ladder="airport")
    assert "ladder airport@1: The liaison is waited for, and nobody on the roster is liaison" in str(result.exception)
    assert calls == []
