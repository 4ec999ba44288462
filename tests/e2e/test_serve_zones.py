"""Zones that change under a served desk, by SIGHUP: recorded, shown, refused where they are wrong, kept over a kill."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from desk_process import ZONE, DeskProcess, Person, Screen, settings
from sent import line
from test_serve_process import verified

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, **properties: Any) -> None:
    """The bay with some other properties, beside a pier."""
    zones: dict[str, Any] = json.loads(json.dumps(ZONE))
    (bay,) = zones["features"]
    pier = json.loads(json.dumps(bay)) | {"id": "pier"}
    pier["properties"] |= {"name": "Pier", "radius_m": 50}
    bay["properties"] |= properties
    (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [bay, pier]}))


def coming_in(running: DeskProcess) -> None:
    """One boat, from 33 km to 11 km south of the middle of the bay."""
    begun = datetime.now(UTC) - timedelta(seconds=60)
    rows = [
        line("boat", lat=lat, time=(begun + timedelta(seconds=10 * n)).isoformat(timespec="milliseconds"))
        for n, lat in enumerate((37.5, 37.6, 37.7, 37.7))
    ]
    assert running.reports(rows).json()["accepted"] == len(rows)


def zones(person: Person) -> dict[str, str]:
    """The versions of the zones that a screen is shown."""
    return {zone["id"]: zone["version"] for zone in person.get("picture")["zones"]}


def test_zones_change_at_a_signal_and_an_unusable_file_changes_nothing(tmp_path: Path) -> None:
    config = settings(tmp_path)
    with DeskProcess("serve", "--config", config) as running:
        person = running.person()
        coming_in(running)
        (incident,) = person.get("picture")["incidents"]
        before, size = zones(person), person.get("desk")["seq"]
        assert "The zones are the same as before" in running.hang_up("same as before")

        (tmp_path / "zones.geojson").write_text('{"type": "FeatureCollection", "features": [{"type": "Feature"}]}')
        told = running.hang_up("have not been changed")
        assert "zones.geojson: features[0]" in told
        (tmp_path / "zones.geojson").unlink()
        running.hang_up("have not been changed")
        assert (zones(person), person.get("desk")["seq"]) == (before, size)

        written(tmp_path, radius_m=5_000)
        screen = Screen(person)
        assert "new pier; changed bay" in running.hang_up("Other zones from")
        screen.until(lambda: "resync" in screen.kinds())
        screen.close()
        after = zones(person)
        assert set(after) == {"bay", "pier"}
        assert after["bay"] != before["bay"]
        new = [entry for entry in person.entries(size - 1) if entry["type"] != "evidence"]
        assert [e["type"] for e in new] == ["zone_in_force", "zone_in_force", "zones_changed", "crossing"]
        assert (new[-1]["body"]["kind"], new[-1]["body"]["inside"]) == ("zone-changed", False)
        panel = person.get(f"incidents/{incident['id']}")
        assert panel["closed_at"] is None
        assert "the zone has been changed since" in panel["known"][-1]
        assert panel["log"][-1]["says"].endswith("was inside it, and is outside it as it is now")
        running.kill()
    with DeskProcess("serve", "--config", config) as running:
        person = running.person()
        assert zones(person) == after
        assert [entry["type"] for entry in person.entries()].count("zones_changed") == 1
        assert running.stop() == 0
    verified(tmp_path / "desk")
