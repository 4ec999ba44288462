"""Figures of the desk, each beside a peer in the same run: acts a second, receipt to screen, memory.

acts      acts a second that are in the record, one sync each and a hundred a sync; the peer is SQLite alone,
          writing rows of the same size with the same `synchronous=FULL`
latency   1,000 reports a second over HTTP until they stand on a screen's stream; the peer is the same framework
          with nothing behind it
memory    of the server's process after that
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
from serving import TOKEN, relay_server, row, standoff_server

from standoff.host.clock import this_machine
from standoff.host.opening import Settings, open_host
from standoff.incidents.ladder import shipped_ladder
from standoff.model.acts import Act, Answered, Attempt, AttemptKind, Entered, Open
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status
from standoff.model.times import from_rfc3339, to_rfc3339
from standoff.record.folder import Folder
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from standoff.host.host import Host

ZONES = Path(__file__).parent.parent / "examples" / "nyharbor" / "zones.geojson"
WATCH = Principal(id="watch-1", name="Watch", roles=(Role.WATCH, Role.AUTHORITY))
RATE, FLEET = 1000, 1000


def acts_a_second(folder: Path, together: int, seconds: float) -> tuple[float, float]:
    """Acts a second, and bytes of entries an act."""
    zones = list(read_zones(ZONES.read_bytes(), str(ZONES), mend=False))
    settings = Settings(zones=zones, ladder=shipped_ladder(), roster=[WATCH], status=Status.TEST)
    host = open_host(Folder(folder), settings, this_machine())
    opened = host.commit([Entered(by=WATCH, act=Act(key="bench-open", what=Open(why="bench")))]).outcomes[0]
    assert isinstance(opened, Answered)  # noqa: S101 - a bench that measures refusals is none
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        host.commit([_attempt(opened.incident, count + place) for place in range(together)])
        count += together
    took = time.perf_counter() - started
    size = _bytes_an_act(host, count)
    host.close()
    return count / took, size


def _attempt(incident: str, number: int) -> Entered:
    what = Attempt(kind=AttemptKind.CONTACT, channel="radio 16", to="them", words="You are 27 km from the site")
    return Entered(by=WATCH, act=Act(key=f"bench-{number:08d}", incident=incident, what=what))


def _bytes_an_act(host: Host, count: int) -> float:
    return sum(len(json.dumps(entry.body)) + 300 for entry in host.record.entries()) / count


def rows_a_second(path: Path, together: int, size: int, seconds: float) -> float:
    """The peer: rows of the size of what an act writes, in SQLite alone."""
    db = apsw.Connection(str(path))
    db.pragma("journal_mode", "WAL")
    db.pragma("synchronous", "FULL")
    db.execute("CREATE TABLE t (seq INTEGER PRIMARY KEY, body BLOB)")
    count, started, row = 0, time.perf_counter(), os.urandom(size)
    while time.perf_counter() - started < seconds:
        with db:
            db.executemany("INSERT INTO t (body) VALUES (?)", [(row,)] * together)
        count += together
    return count / (time.perf_counter() - started)


def latencies_ms(port: int, authorization: str, seconds: float) -> list[float]:
    """How long each report took from its observed time, which is when it was sent, to a screen's stream."""
    found: list[float] = []
    listening = threading.Thread(target=_listen, args=(port, authorization, seconds + 1.5, found), daemon=True)
    listening.start()
    time.sleep(0.5)
    _send(port, seconds)
    listening.join()
    return found


def _send(port: int, seconds: float) -> None:
    """The fleet reports once a second, fifty ships at a time, every twentieth of a second."""
    begun = time.perf_counter()
    for turn in range(int(seconds * 20)):
        time.sleep(max(begun + turn / 20 - time.perf_counter(), 0))
        first = turn * 50 % FLEET
        now = to_rfc3339(time.time_ns())
        lines = [
            f'{{"time":"{now}","source":"bench","entity":"ship:{ship}","lat":{40.6 + ship / 1e4},"lon":-74.05,'
            '"status":"test"}'
            for ship in range(first, first + 50)
        ]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/reports",
            "\n".join(lines).encode(),
            {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-ndjson"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
            answer.read()


def _listen(port: int, authorization: str, seconds: float, found: list[float]) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/stream", headers={"Authorization": authorization})
    until = time.monotonic() + seconds
    with urllib.request.urlopen(request, timeout=2) as stream, contextlib.suppress(TimeoutError):  # noqa: S310 - loopback
        for line in stream:
            if line.startswith(b'data: {"tracks"'):
                now_ns = time.time_ns()
                tracks = json.loads(line[6:])["tracks"]
                found += [(now_ns - from_rfc3339(track["at"])) / 1e6 for track in tracks]
            if time.monotonic() > until:
                return


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each figure is measured")
    seconds = parser.parse_args().seconds
    print(f"{'':<44}{'standoff':>12}{'peer':>12}{'ratio':>8}")
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        for together in (1, 100):
            ours, size = acts_a_second(folder / f"acts-{together}", together, seconds / 2)
            peer = rows_a_second(folder / f"peer-{together}.sqlite", together, round(size), seconds / 2)
            print(row(f"acts in the record, {together} a sync", ours, peer, "a second; peer: SQLite alone"))
        with standoff_server(folder, ZONES) as served:
            ours_ms, ours_mb = latencies_ms(served.port, f"Bearer {served.token}", seconds), served.resident_mb()
        with relay_server() as served:
            peer_ms, peer_mb = latencies_ms(served.port, "", seconds), served.resident_mb()
    for share in (50, 99):
        ours, peer = (statistics.quantiles(found, n=100)[share - 1] for found in (ours_ms, peer_ms))
        print(row(f"receipt to screen at {RATE:,} reports/s, p{share}", ours, peer, "ms; peer: the framework alone"))
    print(row("memory of the server after that", ours_mb, peer_mb, "MB"))
    print(f"{len(ours_ms):,} of {int(seconds * RATE):,} reports seen on the screen; {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
