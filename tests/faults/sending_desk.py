"""A desk that sends, started and killed as a test wants, and how a person speaks to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import msgspec
from serving_killed import Order

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S: Final = 40.0
ZONES: Final = """{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "bay",
"properties": {"name": "Bay", "kind": "deconfliction", "radius_m": 20000},
"geometry": {"type": "Point", "coordinates": [-122.5, 37.8]}}]}"""
_PEOPLE: Final = """
[[people]]
id = "watch-1"
name = "Watch One"
roles = ["watch", "liaison"]

[[people]]
id = "authority-1"
name = "Authority One"
roles = ["authority"]
"""


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(so: Callable[[], bool], what: str) -> None:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, f"it did not come to be in time: {what}"
        time.sleep(0.02)


class Zygote:
    """The process that starts desks."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("serving_killed.py")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, str(script)], stdin=pipe, stdout=pipe, text=True)

    def start(self, order: Order) -> int:
        """Starts a desk; gives its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self.process.stdin.flush()
        return int(self.answer())

    def answer(self) -> str:
        """The next line: a process id, or how the desk ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def close(self) -> None:
        """Takes no more orders."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)
        self.process.stdout.close()


class SendingDesk:
    """One folder, and the desks that work on it one after another.

    Attributes:
        folder: where everything is; the record is in `folder / "desk"`.
        child: the process id of the desk, or None.
    """

    def __init__(self, zygote: Zygote, folder: Path, channels: str, status: str = "actual") -> None:
        self.folder = folder
        self.child: int | None = None
        self._zygote = zygote
        self._http = httpx.Client()
        (folder / "zones.geojson").write_text(ZONES)
        text = f'zones = "zones.geojson"\nfolder = "desk"\nport = 0\nstatus = "{status}"\n{_PEOPLE}{channels}'
        (folder / "standoff.toml").write_text(text)

    def start(self, step: str = "", channel: str = "") -> None:
        """Starts a desk, that dies at a step where one is named, and waits until it answers."""
        running = self.folder / "desk" / "access" / "running.json"
        running.unlink(missing_ok=True)
        prints = str(self.folder / "prints.txt")
        order = Order(config=str(self.folder / "standoff.toml"), prints=prints, step=step, channel=channel)
        self.child = self._zygote.start(order)
        wait_for(lambda: running.exists() and running.stat().st_size > 0, "a desk that serves")
        known = json.loads(running.read_bytes())
        self._http.close()
        headers = {"authorization": f"Bearer {known['token']}"}
        self._http = httpx.Client(base_url=known["url"], headers=headers, timeout=PATIENCE_S, trust_env=False)

    def died(self) -> int:
        """Waits until the desk is gone; gives how it ended."""
        self.child = None
        return int(self._zygote.answer())

    def kill(self) -> None:
        """Ends it with `kill -9`."""
        assert self.child is not None
        os.kill(self.child, signal.SIGKILL)
        assert self.died() == -signal.SIGKILL

    def stop(self) -> None:
        """Ends it as a service manager does."""
        assert self.child is not None
        os.kill(self.child, signal.SIGTERM)
        assert self.died() == 0, (self.folder / "prints.txt").read_text()

    def close(self) -> None:
        """Ends what is left."""
        self._http.close()
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
            self.died()

    def act(self, what: dict[str, Any], incident: str = "", key: str = "") -> httpx.Response | None:
        """Sends an act; None where the desk is gone before it answers."""
        body = {"key": key or f"test-{uuid.uuid4()}", "incident": incident, "what": what}
        try:
            return self._http.post("/api/v1/acts", json=body)
        except httpx.HTTPError:
            return None

    def opened(self) -> str:
        """A new incident; its id."""
        answer = self.act({"type": "open", "why": "for this test"})
        assert answer is not None
        return answer.json()["incident"]

    def send(self, incident: str, channel: str, words: str, key: str = "") -> httpx.Response | None:
        """Sends words over a channel; None where the desk is gone before it answers."""
        what = {"type": "attempt", "kind": "inform", "channel": channel, "to": "the line", "words": words, "send": True}
        return self.act(what, incident, key)

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """All entries of a kind."""
        answer = self._http.get("/api/v1/entries", params={"limit": 1000})
        return [entry for entry in answer.raise_for_status().json() if entry["type"] == kind]

    def shown(self, incident: str) -> str:
        """All that screens and programs are shown, as text."""
        paths = ("picture", "desk", f"incidents/{incident}", "entries?limit=1000", "session")
        return "".join(self._http.get(f"/api/v1/{path}").raise_for_status().text for path in paths)

    def deliveries(self, state: str = "") -> list[dict[str, Any]]:
        """What became of messages, those of one state where one is named."""
        bodies = [entry["body"] for entry in self.entries("delivery")]
        return [body for body in bodies if state in {"", body["state"]}]

    def until_delivered(self, count: int, state: str = "handed_on") -> list[dict[str, Any]]:
        """Waits for so many entries of what became of messages; gives them."""
        wait_for(lambda: len(self.deliveries(state)) >= count, f"{count} deliveries, {state}")
        return self.deliveries(state)


def hook(port: int, secret: str, name: str = "hook", more: str = "") -> str:
    """Settings of a channel that posts."""
    url = f"http://127.0.0.1:{port}/in/a-secret-path"
    head = f'\n[[channels]]\nname = "{name}"\nkind = "webhook"\nurl = "{url}"\nsecret = "{secret}"\nto = "guarantor"\n'
    return head + (more or "messages = true\n")


def mail(port: int, name: str = "mail", more: str = "") -> str:
    """Settings of a channel that writes mail."""
    url = f"mailto://127.0.0.1:{port}?from=desk@example.org&to=line@example.org"
    head = f'\n[[channels]]\nname = "{name}"\nkind = "apprise"\nurl = "{url}"\nto = "guarantor"\n'
    return head + (more or "messages = true\n")
