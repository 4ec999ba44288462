"""A real desk in a process of its own, and how a person, a feed and a screen speak to it."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Self

STANDOFF: Final = Path(sys.executable).with_name("standoff")
PATIENCE_S: Final = 40.0
"""How long anything may take before a test gives up; a machine may be busy."""
TOKEN: Final = "a-feed-token-of-a-test"  # noqa: S105 - a made-up one
ZONE: Final = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "bay",
            "properties": {"name": "Bay", "kind": "deconfliction", "radius_m": 20_000},
            "geometry": {"type": "Point", "coordinates": [-122.5, 37.8]},
        }
    ],
}
PEOPLE: Final = """
[[people]]
id = "watch-1"
name = "Watch One"
roles = ["watch", "liaison"]

[[people]]
id = "authority-1"
name = "Authority One"
roles = ["authority"]

[[people]]
id = "monitor-1"
name = "Monitor One"
roles = ["monitor"]
"""


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def settings(folder: Path, *, nmea_port: int = 0, status: str = "actual") -> Path:
    """A settings file with a zone, three people, a feed that pushes, and one of AIS where a port is given."""
    (folder / "zones.geojson").write_text(json.dumps(ZONE))
    text = f'zones = "zones.geojson"\nfolder = "desk"\nport = 0\nstatus = "{status}"\n{PEOPLE}'
    text += f'\n[[feeds]]\nname = "radar"\nkind = "http"\ntoken = "{TOKEN}"\n'
    if nmea_port:
        text += f'\n[[feeds]]\nname = "ais"\nkind = "nmea-tcp"\nport = {nmea_port}\n'
    path = folder / "standoff.toml"
    path.write_text(text)
    return path


class DeskProcess:
    """`standoff serve` or `standoff demo`, started, and stopped at the end of a `with`.

    Attributes:
        url: where it answers.
        links: its sign-in links, in the order in which it printed them.
        said: what it has printed.
    """

    def __init__(self, *args: str | Path) -> None:
        self.said: list[str] = []
        self._people: list[Person] = []
        self._process = subprocess.Popen(
            [STANDOFF, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for(lambda: self._process.poll() is not None or any("Stop with" in line for line in self.said))
        assert self._process.poll() is None, "".join(self.said)
        self.links = re.findall(r"http\S+/sign-in\S+", "".join(self.said))
        self.url = self.links[0].partition("/sign-in")[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for person in self._people:
            person.http.close()
        if self._process.poll() is None:
            self.stop()

    def _read(self) -> None:
        if self._process.stdout is not None:
            self.said.extend(self._process.stdout)

    def stop(self) -> int:
        """Stops it as a service manager does (SIGTERM); gives its exit status."""
        return self._end(signal.SIGTERM)

    def hang_up(self, told: str) -> str:
        """Has it read its zones again (SIGHUP), and waits for some words; gives all that it has said since."""
        said = len(self.said)
        self._process.send_signal(signal.SIGHUP)
        wait_for(lambda: any(told in line for line in self.said[said:]))
        return "".join(self.said[said:])

    def kill(self) -> None:
        """Ends it at once (SIGKILL), as a loss of power ends a program."""
        self._end(signal.SIGKILL)

    @contextlib.contextmanager
    def frozen(self) -> Generator[None]:
        """It is there and says nothing, for as long as this lasts (SIGSTOP, SIGCONT)."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> int:
        self._process.send_signal(how)
        status = self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def person(self, place: int = 0) -> Person:
        """Signs in by the link of that place."""
        person = Person(self.url)
        self._people.append(person)
        person.http.get(self.links[place]).raise_for_status()
        return person

    def reports(self, body: object, token: str = TOKEN, kind: str = "application/json") -> httpx.Response:
        """Pushes reports: a body as it is, or a value as JSON."""
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        headers = {"authorization": f"Bearer {token}".strip(), "content-type": kind}
        return httpx.post(f"{self.url}/api/v1/reports", content=content, headers=headers, timeout=PATIENCE_S)


class Person:
    """Somebody's browser."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=PATIENCE_S, follow_redirects=True)

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = self.http.get(f"/api/v1/{path}")
        answer.raise_for_status()
        return answer.json()

    def acts(self, act: dict[str, Any], acting_as: str = "") -> httpx.Response:
        """Sends an act, under a new key where it has none."""
        body = {"key": f"test-{uuid.uuid4()}", **act}
        return self.http.post("/api/v1/acts", json=body, params={"as": acting_as} if acting_as else {})

    def entered(self, act: dict[str, Any], acting_as: str = "") -> dict[str, Any]:
        """What an act that is taken is answered."""
        answer = self.acts(act, acting_as)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def opened(self, why: str = "for this test", zone: str = "") -> str:
        """A new incident, opened by hand; its id."""
        return self.entered({"what": {"type": "open", "why": why, "zone": zone}})["incident"]

    def entries(self, after: int = -1) -> list[dict[str, Any]]:
        """All entries after a place."""
        found: list[dict[str, Any]] = []
        while page := self.get(f"entries?after={after}&limit=1000"):
            found += page
            after = page[-1]["seq"]
        return found


class Screen:
    """Somebody who listens to the live stream."""

    def __init__(self, person: Person, last: int | None = None) -> None:
        self.events: list[tuple[str, Any, int | None]] = []
        self.ended = threading.Event()
        self._listening = threading.Event()
        self._stop = threading.Event()
        headers = {} if last is None else {"last-event-id": str(last)}
        self._thread = threading.Thread(target=self._listen, args=(person, headers), daemon=True)
        self._thread.start()
        assert self._listening.wait(PATIENCE_S)

    def _listen(self, person: Person, headers: dict[str, str]) -> None:
        url, cookies = person.http.base_url, person.http.cookies
        with (
            contextlib.suppress(httpx.HTTPError),
            httpx.Client(base_url=url, cookies=cookies, timeout=PATIENCE_S) as http,
            http.stream("GET", "/api/v1/stream", headers=headers) as answer,
        ):
            for kind, data, seq in _events(answer.iter_lines(), self._listening):
                self.events.append((kind, data, seq))
                if self._stop.is_set():
                    break
        self.ended.set()

    def kinds(self) -> list[str]:
        """The kinds of what was heard, in order."""
        return [kind for kind, _, _ in self.events]

    def seqs(self) -> list[int]:
        """The entries that were heard of, in order."""
        return [seq for _, _, seq in self.events if seq is not None]

    def until(self, told: Callable[[], bool]) -> None:
        """Listens until something was told."""
        wait_for(told)

    def close(self) -> None:
        """Listens no more."""
        self._stop.set()
        self.ended.wait(PATIENCE_S)


def _events(lines: Iterator[str], begun: threading.Event) -> Iterator[tuple[str, Any, int | None]]:
    """Server-sent events (WHATWG HTML, section 9.2)."""
    fields: dict[str, str] = {}
    for line in lines:
        begun.set()
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        elif "event" in fields:
            yield fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None
            fields = {}
        else:
            fields = {}


def wait_for(so: Callable[[], bool]) -> None:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, "it did not come to be in time"
        time.sleep(0.02)
