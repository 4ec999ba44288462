"""The server as it is run: a real process on a free port, with people, feeds and screens, and what may go wrong."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pyais
import pytest
from desk_process import STANDOFF, DeskProcess, Person, Screen, free_port, settings, wait_for

from standoff.record.files import Disk
from standoff.record.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STRANGE = "<script>alert(1)</script> \x1b[31m\u202e $(reboot) \x00"


@pytest.fixture(scope="module")
def nmea_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, nmea_port: int) -> Iterator[DeskProcess]:
    """A desk that is at work in earnest: status actual."""
    folder = tmp_path_factory.mktemp("served")
    with DeskProcess("serve", "--config", settings(folder, nmea_port=nmea_port)) as running:
        yield running


@pytest.fixture(scope="module")
def watch(desk: DeskProcess) -> Person:
    return desk.person(0)


@pytest.fixture(scope="module")
def authority(desk: DeskProcess) -> Person:
    return desk.person(1)


@pytest.fixture(scope="module")
def monitor(desk: DeskProcess) -> Person:
    return desk.person(2)


def said(what: dict[str, Any], incident: str = "", **more: Any) -> dict[str, Any]:
    """An act."""
    return {"what": what, "incident": incident, "key": f"test-{uuid.uuid4()}", **more}


def claim(words: str = "words") -> dict[str, Any]:
    return {"type": "claim", "about": "other", "claimed_by": "somebody", "words": words}


def hold(until_s: float = 600, by: str = "watch-1") -> dict[str, Any]:
    until = (datetime.now(UTC) + timedelta(seconds=until_s)).isoformat()
    return {"type": "decision", "kind": "hold", "decided_by": by, "reason": "they wait", "until": until}


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == answer.status_code
    return found


# who may ask


@pytest.mark.parametrize("path", ["picture", "session", "desk", "incidents/17-001", "entries", "checkpoint", "stream"])
def test_without_a_session_nothing_is_told(desk: DeskProcess, path: str) -> None:
    answer = httpx.get(f"{desk.url}/api/v1/{path}")
    assert answer.status_code == 401
    assert problem(answer)["code"] == "not-signed-in"
    assert "sign-in link" in problem(answer)["remedy"]


@pytest.mark.parametrize(
    ("cookie", "authorization"),
    [("x", ""), ("", "Bearer x"), ("", "Bearer a-feed-token-of-a-test"), ("", "Basic eDp5"), ("", "Bearer")],
)
def test_nobody_acts_with_a_cookie_or_token_that_is_not_of_this_run(
    desk: DeskProcess, cookie: str, authorization: str
) -> None:
    headers = {"cookie": f"standoff_session={cookie}", "authorization": authorization}
    answer = httpx.post(f"{desk.url}/api/v1/acts", json=said(claim()), headers=headers)
    assert answer.status_code == 401


def test_a_sign_in_link_works_once_and_its_cookie_is_for_this_site_alone(tmp_path: Path) -> None:
    with DeskProcess("serve", "--config", settings(tmp_path)) as running:
        first = httpx.get(running.links[0])
        again = httpx.get(running.links[0])
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert again.status_code == 403
    assert "set-cookie" not in again.headers
    assert "works once" in again.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "192.168.1.5"])
def test_another_name_for_this_machine_is_refused(watch: Person, host: str) -> None:
    """A page of another site that had its name point here (DNS rebinding) would send that name."""
    for path in ("/api/v1/picture", "/", "/sign-in?secret=x", "/schema/openapi.json"):
        assert watch.http.get(path, headers={"host": host}).status_code in {400, 403}, path


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost", "null"])
def test_a_page_of_another_site_writes_nothing(watch: Person, origin: str) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.http.post("/api/v1/acts", json=said(claim()), headers={"origin": origin})
    assert answer.status_code == 403
    assert watch.get("desk")["seq"] == before


def test_its_own_page_writes(watch: Person) -> None:
    origin = str(watch.http.base_url).rstrip("/")
    assert watch.http.post("/api/v1/acts", json=said(claim()), headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_that_any_page_may_send_is_no_act(watch: Person, kind: str) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.http.post("/api/v1/acts", content=b"what=x", headers={"content-type": kind})
    assert answer.status_code in {400, 403, 415, 422}
    assert watch.get("desk")["seq"] == before


# acts


def test_the_same_act_twice_is_one_act_with_one_answer(watch: Person) -> None:
    act = said(claim(), watch.opened())
    first = watch.acts(act)
    after = watch.get("desk")["seq"]
    again = watch.acts(act)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert watch.get("desk")["seq"] == after


def test_ten_clicks_at_once_are_one_act(watch: Person) -> None:
    incident = watch.opened()
    before = watch.get("desk")["seq"]
    act = said(claim(), incident)
    with ThreadPoolExecutor(10) as clicks:
        answers = list(clicks.map(watch.acts, [act] * 10))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [entry["type"] for entry in watch.entries(before - 1)] == ["claim"]


@pytest.mark.parametrize("other", [claim("other words"), {"type": "doubt", "words": "words"}])
def test_a_key_belongs_to_one_act(watch: Person, other: dict[str, Any]) -> None:
    act = said(claim(), watch.opened())
    watch.entered(act)
    before = watch.get("desk")["seq"]
    answer = watch.acts(act | {"what": other})
    assert (answer.status_code, problem(answer)["code"]) == (409, "key-reused")
    assert watch.get("desk")["seq"] == before


def test_a_key_belongs_to_one_person(watch: Person, authority: Person) -> None:
    act = said(claim(), watch.opened())
    watch.entered(act)
    assert problem(authority.acts(act))["code"] == "key-reused"


def acted(person: Person, act: dict[str, Any]) -> httpx.Response:
    return person.acts(act)


def test_of_two_who_act_at_once_on_the_same_picture_one_is_told_who_came_first(
    watch: Person, authority: Person
) -> None:
    for _ in range(5):
        incident = watch.opened()
        seen = watch.get(f"incidents/{incident}")["revision"]
        step_down = {"type": "decision", "kind": "step_down", "decided_by": "authority-1", "reason": "enough"}
        acts = [said(what, incident, seen_revision=seen) for what in (hold(), step_down)]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(acted, [watch, authority], acts))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = problem(next(answer for answer in answers if answer.status_code == 409))
        first = "Authority One" if answers[0].status_code == 409 else "Watch One"
        assert lost["code"] == "moved-since"
        assert lost["detail"].startswith(f"{first} came first: ")
        assert lost["revision"] == seen + 1
        panel = watch.get(f"incidents/{incident}")
        assert panel["revision"] == seen + 1
        assert len(panel["decisions"]) == 1


def test_who_may_not_is_told_who_may(watch: Person, monitor: Person) -> None:
    incident = watch.opened()
    before = watch.get("desk")["seq"]
    draw_back = {"type": "decision", "kind": "draw_back", "decided_by": "watch-1", "reason": "x"}
    instruction = {"type": "attempt", "kind": "inform", "channel": "line", "to": "them", "words": "x"}
    refusals = [
        monitor.acts(said(claim(), incident)),
        monitor.acts(said({"type": "open", "why": "x"})),
        watch.acts(said(draw_back, incident)),
        watch.acts(said(instruction | {"marker": "instruction"}, incident)),
        watch.acts(said(claim(), incident), "authority-1"),
        watch.acts(said(claim(), incident), "nobody"),
        watch.http.post("/api/v1/exercise/clock", json={"speed": 10}),
    ]
    assert {answer.status_code for answer in refusals} == {403}
    assert {problem(answer)["code"] for answer in refusals} == {"not-allowed"}
    assert "it takes watch or liaison or authority" in problem(refusals[0])["detail"]
    assert watch.get("desk")["seq"] == before
    monitor.entered(said({"type": "doubt", "words": "may be a road crew"}, incident))


WRONG: list[tuple[dict[str, Any], int, set[str]]] = [
    ({"what": claim(), "incident": "99-001"}, 404, {"incident"}),
    ({"what": {"type": "open", "why": "x", "zone": "nowhere"}}, 404, {"what.zone"}),
    ({"what": {"type": "doubt", "words": "x"}}, 422, {"incident"}),
    ({"what": {"type": "claim", "about": "other", "claimed_by": "x"}}, 422, {"what.words"}),
    ({"what": claim("")}, 422, {"what.words"}),
    ({"what": claim("x" * 4001)}, 422, {"what.words"}),
    ({"what": claim() | {"about": "intent"}}, 422, {"what.about"}),
    ({"what": claim() | {"threat": 9}}, 422, {"what"}),
    ({"what": {"type": "show_of_force", "words": "x"}}, 422, {"what.type"}),
    ({"what": {"words": "x"}}, 422, {"what.type"}),
    ({"what": claim(), "key": "short"}, 422, {"key"}),
    ({"what": claim(), "extra": 1}, 422, set()),
    ({"what": claim(), "happened_at": "yesterday"}, 422, {"happened_at"}),
    ({"what": claim(), "happened_at": "2999-01-01T00:00:00Z"}, 422, {"happened_at"}),
    ({"what": claim(), "happened_at": "2020-01-01T00:00:00Z"}, 422, {"late_because"}),
]


@pytest.mark.parametrize(("act", "status", "fields"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    watch: Person, act: dict[str, Any], status: int, fields: set[str]
) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.acts(act)
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["detail"]
    assert set(found.get("fields", {})) >= fields, found
    assert watch.get("desk")["seq"] == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"key":', b"[" * 5000, b"\xff\xfe", b'{"what":{"type":"claim"}}' * 3]
)
def test_a_body_that_is_no_act_is_refused(watch: Person, body: bytes) -> None:
    answer = watch.http.post("/api/v1/acts", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert problem(answer)["code"] == "invalid"


def test_a_late_entry_says_why_and_keeps_both_times(watch: Person) -> None:
    incident = watch.opened()
    then = (datetime.now(UTC) - timedelta(minutes=40)).isoformat(timespec="milliseconds")
    answered = watch.entered(said(claim(), incident, happened_at=then, late_because="no line till now"))
    (entry,) = watch.entries(answered["entries"][0] - 1)[:1]
    assert entry["body"]["late_because"] == "no line till now"
    assert datetime.fromisoformat(entry["happened_at"]) == datetime.fromisoformat(then)
    assert entry["recorded_at"] == answered["recorded_at"]
    line = watch.get(f"incidents/{incident}")["log"][-1]
    assert line["happened_at"] != line["recorded_at"]
    assert line["late_because"] == "no line till now"


@pytest.mark.parametrize("path", ["incidents/17-999", "incidents/17-999/range", "nothing"])
def test_what_is_not_there_is_a_problem_too(watch: Person, path: str) -> None:
    answer = watch.http.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert path == "nothing" or problem(answer)["code"] == "unknown"


# text from strangers


def test_text_from_strangers_stays_text(watch: Person, desk: DeskProcess) -> None:
    incident = watch.opened(STRANGE)
    watch.entered(said(claim(STRANGE), incident))
    assert desk.reports({"time": now(), "source": STRANGE, "entity": STRANGE, "lat": 37.0, "lon": -122.0}).json()[
        "accepted"
    ]
    wait_for(lambda: any(track["track"] == STRANGE for track in watch.get("picture")["tracks"]))
    panel = watch.http.get(f"/api/v1/incidents/{incident}")
    assert panel.headers["content-type"] == "application/json"
    assert panel.json()["said"][-1]["says"].endswith(STRANGE)
    unknown = watch.http.get("/api/v1/incidents/%3Cscript%3E")
    assert unknown.headers["content-type"] == "application/problem+json"
    for answer in (panel, unknown):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "\x1b" not in answer.text  # JSON escapes what a terminal would obey


def test_pages_let_no_foreign_script_run_and_stay_in_their_folder(watch: Person) -> None:
    page = watch.http.get("/")
    assert page.status_code == 200, "the console is built: make console"
    parts = [part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";")]
    policy = {name: allowed for name, allowed in parts}  # noqa: C416 - a list of pairs is no mapping to the types
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    assert not any(inline.strip() for inline in scripts)
    for escape in ("/../pyproject.toml", "/%2e%2e/package.json", "/..%2fpackage.json", "/assets/..%5c..%5cindex.html"):
        assert watch.http.get(escape).status_code == 404, escape
    refused = watch.http.get("/sign-in", params={"secret": "<script>"})
    assert refused.status_code == 403
    assert "<script>" not in refused.text


# feeds


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def line(entity: str, **more: Any) -> dict[str, Any]:
    return {"time": now(), "source": "radar-1", "entity": entity, "lat": 38.5, "lon": -122.5, **more}


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


def nmea(mmsi: int, lat: float, lon: float) -> bytes:
    """A synthetic AIS position, as a receiver sends it: without a time."""
    fields: dict[str, str | int | float | bytes | bool] = {
        "mmsi": mmsi,
        "type": 1,
        "lat": lat,
        "lon": lon,
        "speed": 5.0,
        "course": 90.0,
    }
    return pyais.encode_dict(fields, talker_id="AI", sentence_type="VDM", seq_id=1)[0].encode() + b"\r\n"


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


def test_a_receiver_that_goes_and_comes_again_is_heard_again(watch: Person, nmea_port: int) -> None:
    for mmsi in (366000001, 366000002):
        with socket.create_connection(("127.0.0.1", nmea_port)) as sender:
            sender.sendall(nmea(mmsi, 37.0, -122.0))
        wait_for(lambda mmsi=mmsi: any(str(mmsi) in track["track"] for track in watch.get("picture")["tracks"]))


# the live stream


def test_a_screen_hears_what_happens_at_another(watch: Person, authority: Person) -> None:
    screen = Screen(authority)
    incident = watch.opened("heard elsewhere")
    screen.until(lambda: {"entry", "raised", "incident", "desk"} <= set(screen.kinds()))
    lines = [data for kind, data, _ in screen.events if kind == "incident"]
    assert incident in {found["id"] for found in lines}
    watch.entered(said({"type": "acknowledge"}, incident))
    screen.until(lambda: any(k == "settled" and data["incident"] == incident for k, data, _ in screen.events))
    screen.close()


def test_a_screen_that_comes_back_is_told_exactly_what_it_missed_while_others_go_on_acting(watch: Person) -> None:
    incident = watch.opened()
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            watch.entered(said(claim(), incident))

    acting = threading.Thread(target=go_on)
    acting.start()
    last = watch.get("desk")["seq"] - 1
    heard = [last]
    try:
        for _ in range(12):
            screen = Screen(watch, last)
            screen.until(lambda screen=screen: len(screen.seqs()) >= 3)
            screen.close()
            heard += screen.seqs()
            last = heard[-1]
    finally:
        stop.set()
        acting.join()
    assert heard == list(range(heard[0], heard[0] + len(heard)))


@pytest.mark.parametrize("last", ["999999999", "-1", "x", "9" * 40, "\xb2", "1.0"])
def test_a_screen_whose_last_event_nobody_knows_begins_anew(watch: Person, last: str) -> None:
    headers = [(b"last-event-id", last.encode("latin-1"))]
    with watch.http.stream("GET", "/api/v1/stream", headers=headers) as answer:
        lines = [text for text, _ in zip(answer.iter_lines(), range(3), strict=False)]
    assert lines == ["retry: 1000", "", "event: resync"]


def test_a_screen_that_does_not_read_is_told_to_begin_anew_and_holds_nobody_up(
    desk: DeskProcess, watch: Person
) -> None:
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", int(desk.url.rpartition(":")[2])))
    session = watch.http.cookies["standoff_session"]
    slow.sendall(
        f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: standoff_session={session}\r\n\r\n".encode()
    )
    assert slow.recv(12) == b"HTTP/1.1 200"
    quick = Screen(watch)
    for _ in range(25):  # each is half a megabyte for every screen
        assert desk.reports([line(f"flood:{number}") for number in range(1500)]).status_code == 200
        seen = quick.kinds().count("tracks")
        quick.until(lambda seen=seen: quick.kinds().count("tracks") > seen)
    answered = watch.entered(said(claim(), watch.opened()))
    quick.until(lambda: answered["entries"][0] in quick.seqs())
    assert "resync" not in quick.kinds()
    quick.close()
    slow.settimeout(10)
    read = b""
    while b"event: resync" not in read:
        read = read[-20:] + slow.recv(1 << 20)
    slow.close()


def test_a_connection_that_is_lost_leaves_nothing_behind_and_the_act_counts(watch: Person, desk: DeskProcess) -> None:
    """The line breaks after an act was sent and before its answer came: sent again, it is the same act."""
    incident = watch.opened()
    before = watch.get("desk")["seq"]
    act = said(claim(), incident)
    body = json.dumps(act).encode()
    session = watch.http.cookies["standoff_session"]
    head = "POST /api/v1/acts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Cookie: standoff_session={session}\r\n"
    with socket.create_connection(("127.0.0.1", int(desk.url.rpartition(":")[2]))) as broken:
        broken.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    wait_for(lambda: watch.get("desk")["seq"] > before)
    assert watch.entered(act)["entries"] == [before]
    assert watch.get("desk")["seq"] == before + 1


# the life of the process


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
    assert set(answers) <= {200, 503}
    verified(tmp_path / "desk")


def test_one_folder_has_one_desk_and_one_port_one_server(desk: DeskProcess, tmp_path: Path) -> None:
    with DeskProcess("serve", "--config", settings(tmp_path)) as running:
        again = subprocess.run(
            [STANDOFF, "serve", "--config", tmp_path / "standoff.toml"], capture_output=True, text=True, check=False
        )
        assert running.person().get("desk")["seq"] > 0
    assert (again.returncode, again.stdout) == (2, "")
    assert "another standoff has this folder open" in again.stderr
    other = tmp_path / "other"
    other.mkdir()
    taken = subprocess.run(
        [STANDOFF, "serve", "--config", settings(other), "--port", desk.url.rpartition(":")[2]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "in use" in taken.stderr.lower()
    assert not (other / "desk").exists()
    nmea_taken = settings(other, nmea_port=int(desk.url.rpartition(":")[2]))
    refused = subprocess.run(
        [STANDOFF, "serve", "--config", nmea_taken], capture_output=True, text=True, check=False, timeout=30
    )
    assert refused.returncode == 2
    assert "feed ais" in refused.stderr
    assert "Traceback" not in refused.stderr


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
