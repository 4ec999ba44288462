"""Zones that change at a desk: at once, recorded before anyone sees it, and no incident is closed or opened by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from desk_in_hand import LADDER, ROSTER
from test_zones_changed import NOON, SITE, reports, zone

from standoff.host.clock import FollowedClock, this_machine
from standoff.host.inputs import Done, Refused, Reports, Taken
from standoff.host.opening import Settings, open_host
from standoff.host.zones import definition_of
from standoff.incidents.fold import fold
from standoff.incidents.panel import panel_of
from standoff.incidents.says import says
from standoff.incidents.sight import Sight
from standoff.incidents.state import Desk
from standoff.model.errors import RecordingFailedError
from standoff.model.units import SECOND_NS
from standoff.record.folder import Folder
from standoff.record.verify import verify
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from standoff.host.host import Host
    from standoff.model.entry import Entry
    from standoff.model.zone import Zone

LATER_MS = (NOON + 3600 * SECOND_NS) // 1_000_000


def zones(*features: dict[str, Any]) -> list[Zone]:
    return list(read_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "z.geojson"))


def opened(folder: Path, *features: dict[str, Any], at_ms: int = LATER_MS) -> Host:
    settings = Settings(zones=zones(*features), ladder=LADDER, roster=ROSTER)
    return open_host(Folder(folder), settings, this_machine(), clock=FollowedClock(at_ms))


def sees(host: Host, *ranges_km: float, since_s: int = 0) -> None:
    """Reports of one vehicle, a minute apart."""
    batch = reports(list(ranges_km))
    batch.time_ns[:] += since_s * SECOND_NS
    outcome = host.commit([Reports("radar", host.live.adopt(batch))]).outcomes[0]
    assert isinstance(outcome, Taken)
    assert outcome.accepted == len(ranges_km)


def changed(host: Host, *features: dict[str, Any]) -> list[Entry]:
    """Changes the zones; gives the entries, but for the digests of evidence."""
    released = host.change(Catalogue(zones(*features)))
    assert released.outcomes == (Done(),)
    return [entry for entry in released.entries if entry.type != "evidence"]


def test_a_change_is_an_entry_with_the_zones_what_became_of_each_and_their_digest(tmp_path: Path) -> None:
    host = opened(tmp_path, zone("a"), zone("b"), zone("c"))
    entries = changed(host, zone("d"), zone("b", radius_m=9), zone("a"))
    assert [entry.type for entry in entries] == ["zone_in_force", "zone_in_force", "zones_changed"]
    body = entries[-1].body
    assert (body["zones"], body["new"], body["changed"], body["gone"]) == (["d", "b", "a"], ["d"], ["b"], ["c"])
    assert body["at"] == "2017-05-18T13:00:00.000Z"
    assert says(entries[-1]) == "Other zones from 2017-05-18T13:00:00.000Z on: new d; changed b; gone c"
    assert list(host.desk.zones) == ["d", "b", "a"]
    assert [z.id for z in host.live.catalogue.zones] == ["d", "b", "a"]
    again = changed(host, zone("a"), zone("b", radius_m=9), zone("d"))
    assert again == []
    host.close()


def test_the_digest_is_of_the_definitions_whatever_their_order(tmp_path: Path) -> None:
    host = opened(tmp_path, zone("a"))
    one = changed(host, zone("a"), zone("b"))[-1].body["digest"]
    changed(host, zone("b"))
    other = changed(host, zone("b"), zone("a"))[-1].body["digest"]
    assert one == other
    assert changed(host, zone("b"), zone("a", floor_m=1, vertical_reference="hae"))[-1].body["digest"] != one
    host.close()


def test_who_is_inside_a_zone_that_shrinks_is_told_and_the_incident_goes_on(tmp_path: Path) -> None:
    host = opened(tmp_path, zone())
    sees(host, 60, 50, 40)
    (before,) = host.desk.incidents.values()
    entries = changed(host, zone(radius_m=30_000))
    assert [entry.type for entry in entries] == ["zone_in_force", "zones_changed", "crossing"]
    told = entries[-1]
    assert (told.incident, told.body["kind"], told.body["inside"], told.body["innermost"]) == (
        before.id,
        "zone-changed",
        False,
        False,
    )
    assert says(told) == (
        "radar|sim:v: zone Z was changed at 2017-05-18T13:00:00.000Z: the last report, at 2017-05-18T12:02:00.000Z, "
        "was inside it, and is outside it as it is now"
    )
    assert host.desk.incidents[before.id] == before
    assert "the zone has been changed since" in panel(host, before.id)[-1]
    sees(host, 25, 24, since_s=180)
    assert [e.body["kind"] for e in host.record.entries() if e.type == "crossing"] == ["enter", "zone-changed", "enter"]
    host.close()


def panel(host: Host, name: str) -> tuple[str, ...]:
    entries = [entry for entry in host.record.entries() if entry.incident == name]
    return panel_of(host.desk, host.desk.incidents[name], entries, Sight()).known


def test_an_incident_whose_zone_is_gone_goes_on_and_says_so_also_after_a_restart(tmp_path: Path) -> None:
    host = opened(tmp_path, zone())
    sees(host, 60, 50, 40)
    (before,) = host.desk.incidents.values()
    entries = changed(host, zone("other", radius_m=10))
    assert (entries[-1].body["kind"], entries[-1].body["zone"], entries[-1].body["zone_version"]) == (
        "zone-changed",
        "z",
        "",
    )
    sees(host, 39, 38, 37, since_s=180)
    host.close()
    host = opened(tmp_path, zone("other", radius_m=10), at_ms=LATER_MS + 1000)
    assert "zones_changed" not in [entry.type for entry in list(host.record.entries())[entries[-1].seq :]]
    assert host.desk.incidents[before.id] == before
    assert panel(host, before.id)[-1] == "zone z applies no more; the incident goes on until somebody closes it"
    sees(host, 36, since_s=400)
    assert msgspec.json.encode(fold(Desk(), host.record.entries())) == msgspec.json.encode(host.desk)
    host.close()
    assert verify(tmp_path).findings == ()


def test_a_restart_with_other_zones_is_a_change_too(tmp_path: Path) -> None:
    opened(tmp_path, zone("a"), zone("b")).close()
    host = opened(tmp_path, zone("b"), at_ms=LATER_MS + 1000)
    (entry,) = [entry for entry in host.record.entries() if entry.type == "zones_changed"]
    assert (entry.body["zones"], entry.body["gone"], entry.body["new"]) == (["b"], ["a"], [])
    assert list(host.desk.zones) == ["b"]
    host.close()


def test_nobody_opens_an_incident_by_a_change(tmp_path: Path) -> None:
    host = opened(tmp_path, zone("far", radius_m=10))
    sees(host, 40, 40, 40)
    entries = changed(host, zone("far", radius_m=10), zone())
    assert (entries[-1].body["kind"], entries[-1].body["inside"], entries[-1].incident) == ("zone-changed", True, "")
    assert not host.desk.incidents
    assert host.live.scene.near[0].zone == "z"
    host.close()


def test_what_cannot_be_recorded_does_not_change_the_zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = opened(tmp_path, zone())
    sees(host, 60, 50, 40)
    desk = host.desk

    def full(*_: object, **__: object) -> None:
        raise RecordingFailedError("the record", "no space left")

    monkeypatch.setattr(host.record, "append", full)
    for _ in range(2):
        (outcome,) = host.change(Catalogue(zones(zone("other")))).outcomes
        assert isinstance(outcome, Refused)
        assert "Nothing can be recorded since" in outcome.says
    assert host.desk is desk
    assert [z.id for z in host.live.catalogue.zones] == ["z"]
    host.close()


def test_a_ring_that_comes_over_somebody_is_not_an_innermost_ring_crossed(tmp_path: Path) -> None:
    host = opened(tmp_path, zone(rings=[{"name": "in", "range_m": 20_000}]))
    sees(host, 60, 50, 40)
    (before,) = host.desk.incidents.values()
    told = changed(host, zone(rings=[{"name": "in", "range_m": 45_000}]))[-1]
    body = told.body
    assert (body["kind"], body["ring"], body["inside"], body["innermost"]) == ("zone-changed", "in", True, False)
    assert host.desk.incidents[before.id] == before
    host.close()


def test_ranges_to_a_site_that_moved_are_forgotten_and_others_kept(tmp_path: Path) -> None:
    east = {"geometry": {"type": "Point", "coordinates": [SITE[1] + 0.1, SITE[0]]}}
    host = opened(tmp_path, zone("a"), zone("b"), zone("c"))
    sees(host, 60, 50, 40)
    changed(host, zone("a", radius_m=50_000), zone("b") | east)
    assert {name for name, _ in host.live.scene.ranges} == {"a", "c"}
    sees(host, 41, since_s=180)
    lengths = {name: len(series) for (name, _), series in host.live.scene.ranges.items()}
    assert lengths == {"a": 4, "b": 1, "c": 3}
    assert np.isclose(host.live.scene.near[0].range_m, 41_000) or host.live.scene.near[0].zone == "b"
    host.close()


def test_a_definition_says_everything_that_a_verdict_rests_on() -> None:
    """Otherwise two zones that judge differently would be one version."""
    texts = [
        definition_of(one)
        for one in zones(
            zone("a"),
            zone("a1", radius_m=1),
            zone("a2", floor_m=1, vertical_reference="hae"),
            zone("a3", schedule=[{"start": "2017-05-18T00:00:00Z", "end": "2017-05-19T00:00:00Z"}]),
            zone("a4", rings=[{"name": "r", "range_m": 5}]),
            zone("a5", site=[38, 33]),
        )
    ]
    alike = {text.replace(f'"a{n}"', '"a"').replace(f'"A{n}"', '"A"') for n, text in enumerate(texts)}
    assert len(alike) == len(texts)
