"""How fast a desk answers acts while 10,000 reports a second flow and 50 incidents are open, beside peers.

The server is `standoff serve` in a process of its own, with 50 zones; `load_feed.py`, another, sends the reports over
HTTP and listens as one screen (its head says what they are; all of it is synthetic). Here one client enters every
kind of act that an open incident allows (`load_acts.py`), one a zone in turn: at 20 a second, each timed from the
moment at which it was due; then one after another without a pause; and at 4 a second in a flood, in which twenty
connections send all the reports that they can.

Peers: the framework alone under the same load (`peer_relay.py`: reads, checks and answers, and keeps nothing), and
SQLite alone, committing rows of the size of what an act writes, with the same `synchronous=FULL` and nothing else.
"""

from __future__ import annotations

import argparse
import dataclasses
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import numpy as np
from load_acts import acts_of
from load_feed import RADIUS_M, ZONES, site_of
from serving import TOKEN, Served, busy_s, processor_s, relay_server, row, standoff_server

if TYPE_CHECKING:
    from collections.abc import Generator

ACTS_A_SECOND, IN_FLOOD_A_SECOND = 20, 4
WITHIN_MS = (5, 10, 20, 50, 100)
SHARES = (50, 90, 99)
_ROW_BYTES = 2_000
"""About what an act writes: its entry and that of the evidence, a head, the answer."""


class Client:
    """Enters acts at one server, over one connection."""

    def __init__(self, served: Served, doings: list[Any]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", served.port)
        self._headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json"}
        self._doings = doings
        self._next = [next(doing) for doing in doings]
        self._count = 0
        self.kinds: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def enter(self) -> None:
        """The next act of the next zone."""
        zone = self._count % len(self._doings)
        incident, (by, what) = self._next[zone]
        act = {"key": f"bench-{self._count:08d}", "incident": incident, "what": what}
        self._count += 1
        self._connection.request("POST", f"/api/v1/acts?as={by}", json.dumps(act), self._headers)
        answer = self._connection.getresponse()
        data: dict[str, Any] = json.loads(answer.read())
        if answer.status == http.client.OK:
            self.kinds[what["type"]] += 1
        else:
            self.refused[f"{what['type']}: {data}"] += 1
            data = {"entries": [0], "incident": incident}
        self._next[zone] = self._doings[zone].send(data)

    def paced_ms(self, seconds: float, a_second: int) -> list[float]:
        """How long acts took from the moment at which each was due."""
        self._connection.close()  # one that was idle may have been closed at the other end; the next act opens it again
        begun, found, chance = time.monotonic(), list[float](), random.Random(28)  # noqa: S311 - no secret
        for turn in range(int(seconds * a_second)):
            due = begun + (turn + chance.random()) / a_second  # out of step with the reports
            time.sleep(max(due - time.monotonic(), 0))
            self.enter()
            found.append((time.monotonic() - due) * 1000)
        return found

    def unpaced_ms(self, seconds: float) -> list[float]:
        """How long acts took that were entered one after another."""
        end, found = time.monotonic() + seconds, list[float]()
        while (begun := time.monotonic()) < end:
            self.enter()
            found.append((time.monotonic() - begun) * 1000)
        return found


@dataclasses.dataclass(slots=True)
class Measured:
    """What came of one server.

    Attributes:
        paced_ms, unpaced_ms, flood_ms: how long acts took: at their pace, without a pause, in a flood of reports.
        reports_ms: how long reports took to be acknowledged, beside the paced acts.
        taken, taken_in_flood: reports a second.
        processor: of the server, processors kept busy; and of everything else on the machine but us.
        memory_mb: of the server, when the paced acts began, when they ended, after the flood.
        kinds, refused: acts.
    """

    paced_ms: list[float]
    unpaced_ms: list[float]
    flood_ms: list[float]
    reports_ms: list[float]
    taken: float
    taken_in_flood: float
    processor: list[float]
    memory_mb: list[float]
    kinds: Counter[str]
    refused: Counter[str]


def measured(served: Served, seconds: float) -> Measured:
    """Acts at their pace for some seconds, then without a pause and in a flood, a third of that each."""
    third = seconds / 3
    script = [sys.executable, str(Path(__file__).parent / "load_feed.py"), str(served.port), TOKEN, served.token]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as sending:
        _next(sending)
        incidents = _until_open(served) if served.token else [("", f"z-{zone}", False) for zone in range(ZONES)]
        time.sleep(3)
        client = Client(served, [acts_of(name, zone, stands=stands) for name, zone, stands in incidents])
        begun, memory_mb = time.time(), [served.resident_mb()]
        used = _used(served, sending.pid)
        paced_ms = client.paced_ms(seconds, ACTS_A_SECOND)
        ended, busy = time.time(), np.subtract(_used(served, sending.pid), used)
        memory_mb.append(served.resident_mb())
        unpaced_ms = client.unpaced_ms(third)
        _next(sending, "\n")
        time.sleep(2)
        flood_at = time.time()
        flood_ms = client.paced_ms(third, IN_FLOOD_A_SECOND)
        flooded = time.time()
        memory_mb.append(served.resident_mb())
        answers: list[tuple[float, int, float]] = json.loads(_next(sending, "\n"))
    flow = [(accepted, took_ms) for at, accepted, took_ms in answers if begun <= at < ended]
    flood = sum(accepted for at, accepted, _ in answers if flood_at <= at < flooded)
    return Measured(
        paced_ms,
        unpaced_ms,
        flood_ms,
        [took_ms for _, took_ms in flow],
        sum(accepted for accepted, _ in flow) / (ended - begun),
        flood / (flooded - flood_at),
        (busy / (ended - begun)).tolist(),
        memory_mb,
        client.kinds,
        client.refused,
    )


def _next(sending: subprocess.Popen[str], told: str = "") -> str:
    """Tells the sender to go on; gives what it says when it has."""
    if sending.stdin is None or sending.stdout is None:
        raise AssertionError("the sender was started with pipes")
    sending.stdin.write(told)
    said = sending.stdout.readline()
    if not said:
        raise SystemExit("the sender has ended")
    return said


def _used(served: Served, sender: int) -> tuple[float, float]:
    """Processor time of the server, and of everything else but the sender and this client, seconds."""
    own_s = served.processor_s()
    return own_s, busy_s() - own_s - processor_s(sender) - processor_s(os.getpid())


def _until_open(served: Served) -> list[tuple[str, str, bool]]:
    """The incidents, once there is one in every zone: id, zone, and whether its deadlines stand."""
    incidents: list[dict[str, Any]] = []
    for _ in range(60):
        time.sleep(1)
        connection = http.client.HTTPConnection("127.0.0.1", served.port)
        connection.request("GET", "/api/v1/picture", headers={"Authorization": f"Bearer {served.token}"})
        incidents = json.loads(connection.getresponse().read())["incidents"]
        connection.close()
        if len(incidents) == ZONES and all(one["phase"] == "stands" for one in incidents):
            return [(one["id"], one["zone"], True) for one in incidents]
    raise SystemExit(f"{len(incidents)} incidents are open, and not {ZONES} that halted")


def _write_zones(path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": site_of(zone)[::-1]},
            "properties": {
                "id": f"z-{zone}",
                "name": f"Zone {zone}",
                "radius_m": RADIUS_M,
                "rings": [{"name": "inner", "range_m": RADIUS_M / 4}],
            },
        }
        for zone in range(ZONES)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def commits_ms(path: Path, seconds: float) -> list[float]:
    """The peer: how long SQLite alone takes to commit one row, one after another."""
    db = apsw.Connection(str(path))
    db.pragma("journal_mode", "WAL")
    db.pragma("synchronous", "FULL")
    db.execute("CREATE TABLE t (seq INTEGER PRIMARY KEY, body BLOB)")
    end, found, body = time.monotonic() + seconds, list[float](), os.urandom(_ROW_BYTES)
    while (begun := time.monotonic()) < end:
        db.execute("INSERT INTO t (body) VALUES (?)", (body,))
        found.append((time.monotonic() - begun) * 1000)
    return found


def _shares(found: list[float]) -> Generator[tuple[str, float]]:
    cuts = statistics.quantiles(found, n=100)
    yield from ((f"p{share}", cuts[share - 1]) for share in SHARES)
    yield "max", max(found)


def _compared(what: str, ours: list[float], peer: list[float], says: str) -> None:
    for (share, our_ms), (_, peer_ms) in zip(_shares(ours), _shares(peer), strict=True):
        print(row(f"{what}, {share}", our_ms, peer_ms, f"ms; peer: {says}"))


def _distribution(found: list[float]) -> str:
    within = [sum(took < ms for took in found) for ms in WITHIN_MS]
    parts = [f"{count} under {ms} ms" for count, ms in zip(within, WITHIN_MS, strict=True)]
    return f"{len(found)} acts at {ACTS_A_SECOND} a second: " + ", ".join(parts)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long acts are entered at their pace")
    parser.add_argument("--only-ours", action="store_true", help="no peers: for who makes it faster")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as name:
        _write_zones(Path(name) / "zones.geojson")
        with standoff_server(Path(name), Path(name) / "zones.geojson") as served:
            ours = measured(served, told.seconds)
        if told.only_ours:
            peer, sqlite_ms = ours, ours.paced_ms
        else:
            with relay_server() as served:
                peer = measured(served, told.seconds / 3)
            sqlite_ms = commits_ms(Path(name) / "peer.sqlite", told.seconds / 6)
    _print(ours, peer, sqlite_ms)


def _print(ours: Measured, peer: Measured, sqlite_ms: list[float]) -> None:
    framework = "the framework alone"
    print(f"{'':<44}{'standoff':>12}{'peer':>12}{'ratio':>8}")
    _compared(f"acts at {ACTS_A_SECOND} a second", ours.paced_ms, peer.paced_ms, framework)
    _compared("acts one after another", ours.unpaced_ms, peer.unpaced_ms, framework)
    _compared("the same beside a commit", ours.unpaced_ms, sqlite_ms, "SQLite alone, no load")
    _compared(f"acts at {IN_FLOOD_A_SECOND} a second in a flood", ours.flood_ms, peer.flood_ms, framework)
    _compared("reports acknowledged", ours.reports_ms, peer.reports_ms, framework)
    print(row("reports taken", ours.taken, peer.taken, f"a second; peer: {framework}"))
    print(row("reports taken in the flood", ours.taken_in_flood, peer.taken_in_flood, "a second"))
    print(row("processors that the server keeps busy", ours.processor[0], peer.processor[0], framework))
    for when, our_mb, peer_mb in zip(
        ("at first", "after the acts", "after the flood"), ours.memory_mb, peer.memory_mb, strict=True
    ):
        print(row(f"memory of the server, {when}", our_mb, peer_mb, "MB"))
    print(_distribution(ours.paced_ms))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(ours.kinds.items()))
    print(f"{ours.kinds.total()} acts taken ({kinds}), {ours.refused.total()} refused; {ZONES} incidents open")
    for why, count in ours.refused.most_common(3):
        print(f"  refused {count} times: {why}")
    print(
        f"{os.cpu_count()} processors, shared by the server, the sender and the client; "
        f"anything else kept {ours.processor[1]:.1f} of them busy meanwhile, {peer.processor[1]:.1f} beside the peer"
    )


if __name__ == "__main__":
    main()
