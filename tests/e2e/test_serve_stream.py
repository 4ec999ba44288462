"""The live stream of a served desk: screens hear everything, once, in order, and slow ones hold nobody up."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from desk_process import PATIENCE_S, Screen, wait_for
from sent import claim, line, said

if TYPE_CHECKING:
    from desk_process import DeskProcess, Person

pytest_plugins = ["served_desk"]


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
        seen = quick.kinds().count("tracks")
        assert desk.reports([line(f"flood:{number}") for number in range(1500)]).status_code == 200
        quick.until(lambda seen=seen: quick.kinds().count("tracks") > seen)
    answered = watch.entered(said(claim(), watch.opened()))
    quick.until(lambda: answered["entries"][0] in quick.seqs())
    assert "resync" not in quick.kinds()
    quick.close()
    read, end = b"", time.monotonic() + PATIENCE_S
    while b"event: resync" not in read:
        assert time.monotonic() < end, "it is told that the server is there, and not that it missed anything"
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
