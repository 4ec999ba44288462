"""The life of a served desk's process: killed, stopped in the midst of work, started twice."""

from __future__ import annotations

import socket
import subprocess
import threading
from typing import TYPE_CHECKING

import httpx
from desk_process import PATIENCE_S, STANDOFF, DeskProcess, Screen, free_port, settings, wait_for
from sent import claim, line, nmea, said

from standoff.record.files import Disk
from standoff.record.segments import Segments

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["served_desk"]


def test_what_was_acknowledged_outlives_a_kill_and_the_desk_goes_on_where_it_was(tmp_path: Path) -> None:
    config = settings(tmp_path)
    with DeskProcess("serve", "--config", config) as running:
        person = running.person()
        incident = person.opened("before the kill")
        act = said(claim("kept"), incident)
        answered = person.entered(act)
        before = person.get("picture")["incidents"][0]
        taken = [running.reports([line(f"kept:{batch}-{n}") for n in range(20)]).json() for batch in range(5)]
        running.kill()  # right after the answer
    assert sum(found["accepted"] for found in taken) == 100
    assert not (tmp_path / "desk" / "record" / "SEAL").exists()
    with DeskProcess("serve", "--config", config) as running:
        person = running.person()
        assert person.entered(act) == answered
        after = person.get("picture")["incidents"][0]
        assert (after["deadline"], after["phase"]) == (before["deadline"], before["phase"])
        assert person.get(f"incidents/{incident}")["said"][-1]["says"].endswith("kept")
        assert sum(track["track"].startswith("kept:") for track in person.get("picture")["tracks"]) == 100
        assert running.stop() == 0
        assert running.said[-1].startswith("Stopped. Verify the record with")
    evidence = Segments(tmp_path / "desk" / "record" / "segments", Disk())
    entities = [batch.entities[code] for _, batch in evidence.read() for code in batch.entity.tolist()]
    assert sorted(entities) == sorted(f"kept:{batch}-{n}" for batch in range(5) for n in range(20))
    verified(tmp_path / "desk")


def verified(folder: Path) -> None:
    """The record is sound, and sealed, by the command that an outsider has."""
    assert (folder / "record" / "SEAL").exists()
    checked = subprocess.run([STANDOFF, "record", "verify", folder], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_desk_that_is_stopped_while_people_act_and_listen_seals_its_record(tmp_path: Path) -> None:
    port = free_port()
    answers: list[int] = []
    with DeskProcess("serve", "--config", settings(tmp_path, nmea_port=port)) as running:
        person = running.person()
        incident = person.opened()
        screen = Screen(person)

        def go_on() -> None:
            try:
                while True:
                    answers.append(person.acts(said(claim(), incident)).status_code)
            except httpx.HTTPError:
                pass

        acting = threading.Thread(target=go_on)
        acting.start()
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(b"".join(nmea(366000000 + n, 37.0, -122.0) for n in range(2000)))
            wait_for(lambda: len(answers) > 5)
            assert running.stop() == 0, running.said
        acting.join()
        assert screen.ended.wait(5)
        assert not any("exceeded" in told for told in running.said), "streams end first, and nothing waits for them"
    assert set(answers) <= {200, 503}
    verified(tmp_path / "desk")


def refused(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """A `standoff serve` that ends by itself."""
    return subprocess.run([STANDOFF, "serve", *args], capture_output=True, text=True, check=False, timeout=PATIENCE_S)


def test_one_folder_has_one_desk_and_one_port_one_server(desk: DeskProcess, tmp_path: Path) -> None:
    with DeskProcess("serve", "--config", settings(tmp_path)) as running:
        again = refused("--config", tmp_path / "standoff.toml")
        assert running.person().get("desk")["seq"] > 0
    assert (again.returncode, again.stdout) == (2, "")
    assert "another standoff has this folder open" in again.stderr
    other = tmp_path / "other"
    other.mkdir()
    taken = refused("--config", settings(other), "--port", desk.url.rpartition(":")[2])
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "in use" in taken.stderr.lower()
    assert not (other / "desk").exists()
    nmea_taken = settings(other, nmea_port=int(desk.url.rpartition(":")[2]))
    feed_taken = refused("--config", nmea_taken)
    assert feed_taken.returncode == 2
    assert "feed ais" in feed_taken.stderr
    assert "Traceback" not in feed_taken.stderr
