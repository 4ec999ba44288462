"""Live feeds of a served desk: pushed reports, AIS lines over TCP, and a feed that falls silent."""

from __future__ import annotations

import json
import socket
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from desk_process import DeskProcess, Screen, settings, wait_for
from sent import line, nmea, problem

if TYPE_CHECKING:
    from pathlib import Path

    from desk_process import Person

pytest_plugins = ["served_desk"]


def test_reports_come_one_many_or_a_line_each_and_what_cannot_be_used_is_counted(desk: DeskProcess) -> None:
    one, two = line(f"r:{uuid.uuid4()}"), line(f"r:{uuid.uuid4()}")
    bad = [line("r:x", lat=91.0), {"time": "yesterday", "source": "radar-1", "lat": 1, "lon": 2}, 7]
    lines = "\n".join(json.dumps(row) for row in [one, *bad, two])
    ahead = line("r:ahead", time=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    answers = [desk.reports(body) for body in (one, [one, two], lines, [one, *bad], ahead, "[]", "")]
    assert {answer.status_code for answer in answers} == {200}
    found = [answer.json() for answer in answers]
    assert [taken["accepted"] + taken["late"] for taken in found] == [1, 2, 2, 1, 0, 0, 0]
    assert [sum(taken["rejected"].values()) for taken in found] == [0, 0, 3, 3, 1, 0, 0]
    assert found[4]["rejected"] == {"ahead-of-clock": 1}


@pytest.mark.parametrize("token", ["", "wrong", "a-feed-token-of-a-tes", "a-feed-token-of-a-test2"])
def test_reports_of_an_unknown_feed_are_refused(desk: DeskProcess, watch: Person, token: str) -> None:
    before = {feed["name"]: feed["accepted"] for feed in watch.get("picture")["feeds"]}
    answer = desk.reports(line("r:1"), token)
    assert (answer.status_code, problem(answer)["code"]) == (401, "not-signed-in")
    assert watch.http.post("/api/v1/reports", json=line("r:1")).status_code == 401  # nor does a person's cookie do
    assert {feed["name"]: feed["accepted"] for feed in watch.get("picture")["feeds"]} == before


def test_reports_that_are_no_json_are_counted_or_refused_and_break_nothing(desk: DeskProcess) -> None:
    for body in (b"[", b"[1,", b"\xff\xfe\x00", b"{" * 5000, b"[" * 5000, b"\n\n\n"):
        answer = desk.reports(body)
        assert answer.status_code in {200, 422}, answer.text
        assert answer.status_code == 422 or answer.json()["accepted"] == 0
    assert desk.reports(line("r:after")).json()["accepted"] == 1


def test_ais_lines_over_tcp_get_the_desks_time(watch: Person, nmea_port: int) -> None:
    with socket.create_connection(("127.0.0.1", nmea_port)) as sender:
        data = nmea(366971690, 37.8, -122.45)
        sender.sendall(data[:20])
        sender.sendall(data[20:] + b"!AIVDM,garbage*00\r\n\xff\xfe\r\n")
        wait_for(lambda: any("366971690" in track["track"] for track in watch.get("picture")["tracks"]))
    (track,) = [track for track in watch.get("picture")["tracks"] if "366971690" in track["track"]]
    age = datetime.now(UTC) - datetime.fromisoformat(track["at"])
    assert timedelta(0) <= age < timedelta(seconds=30)
    assert (track["source"], track["zone"], track["inside"]) == ("ais", "bay", ["bay"])
    wait_for(lambda: next(feed for feed in watch.get("picture")["feeds"] if feed["name"] == "ais")["rejected"] > 0)
    heard = [entry for entry in watch.entries() if entry["type"] == "feed" and entry["body"]["feed"] == "ais"]
    assert [entry["body"]["state"] for entry in heard] == ["heard"]


def test_an_ais_line_whose_checksum_is_wrong_is_no_report(watch: Person, nmea_port: int) -> None:
    sound, (body, _, checksum) = nmea(366000012, 37.0, -122.0), nmea(366000011, 37.0, -122.0).partition(b"*")
    wrong = b"%b*%02X\r\n" % (body, int(checksum, 16) ^ 1)
    with socket.create_connection(("127.0.0.1", nmea_port)) as sender:
        sender.sendall(wrong + sound)
        wait_for(lambda: any("366000012" in track["track"] for track in watch.get("picture")["tracks"]))
    assert not [track for track in watch.get("picture")["tracks"] if "366000011" in track["track"]]


def test_a_receiver_that_goes_and_comes_again_is_heard_again(watch: Person, nmea_port: int) -> None:
    for mmsi in (366000001, 366000002):
        with socket.create_connection(("127.0.0.1", nmea_port)) as sender:
            sender.sendall(nmea(mmsi, 37.0, -122.0))
        wait_for(lambda mmsi=mmsi: any(str(mmsi) in track["track"] for track in watch.get("picture")["tracks"]))


def test_a_feed_that_falls_silent_is_a_fact_and_is_shown_as_unknown(tmp_path: Path) -> None:
    """In an exercise, whose clock can be hurried: silence is 120 s of the desk's time."""
    with DeskProcess("serve", "--config", settings(tmp_path, status="exercise")) as running:
        person = running.person()
        assert next(f for f in person.get("picture")["feeds"] if f["name"] == "radar")["state"] == "waiting"
        assert running.reports(line("r:1")).json()["accepted"] == 1
        incident = person.opened(zone="bay")
        screen = Screen(person)
        person.http.post("/api/v1/exercise/clock", json={"speed": 600}).raise_for_status()
        screen.until(lambda: any(k == "feed" and data["state"] == "silent" for k, data, _ in screen.events))
        person.http.post("/api/v1/exercise/clock", json={"speed": 1}).raise_for_status()
        feed = next(f for f in person.get("picture")["feeds"] if f["name"] == "radar")
        assert feed["says"] == "silent: what it would see is unknown, not clear"
        assert person.get("picture")["tracks"][0]["stale"]
        facts = [entry["body"] for entry in person.entries() if entry["type"] == "feed"]
        assert [fact["state"] for fact in facts] == ["heard", "silent"]
        assert facts[1]["last_at"] == feed["last_at"]
        assert any("radar would see: it is silent" in text for text in person.get(f"incidents/{incident}")["not_known"])
        screen.close()
