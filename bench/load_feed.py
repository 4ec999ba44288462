"""The sender of `acts_under_load.py`, a process of its own: 10,000 reports a second, and a screen that listens.

Synthetic: a fleet of 10,000, each reporting once a second, as a gateway hands on what many receivers heard: 500 reports
a request, 20 requests a second over four connections that stay open. At every zone two come in and halt, one goes out
and in again every minute, and 20 drive round it outside; the rest is far from any. First comes a backlog of five
minutes, in which those at the zones come in. Then they report at their pace until a line comes in, and after that on
twenty connections without a pause until the next.

Prints a line when each of these begins, and at its end one JSON array: for each answer when it came, how many reports
were accepted, how long it took.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import sys
import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.model.times import to_rfc3339

ZONES, RADIUS_M = 50, 5_000.0
FLEET, AT_ONCE, CONNECTIONS = 10_000, 500, 4
FLOODING = FLEET // AT_ONCE
HALTED, SHUTTLES, NEAR = 2 * ZONES, ZONES, 20 * ZONES
_DEGREE_M = 111_320.0
_BACKLOG_S, _COMES_IN_S = 300, 120
Floats = NDArray[np.float64]


def site_of(zone: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a zone: a grid, half a degree apart, at sea."""
    return 40.0 + zone // 10 * 0.5, -50.0 + zone % 10 * 0.5


class Fleet:
    """Where everybody is at a time: on circles, those at zones about its site.

    Args:
        since_s: when those that come in begin to.
    """

    def __init__(self, since_s: float) -> None:
        chance = np.random.default_rng(28)
        at_zones = HALTED + SHUTTLES + NEAR
        sites = np.array([site_of(number % ZONES) for number in range(at_zones)])
        between = np.array([site_of(number) for number in chance.integers(0, ZONES, FLEET - at_zones)]) + 0.25
        self._centre = np.concatenate([sites, between])
        self._angle = chance.uniform(0, 2 * np.pi, FLEET)
        self._radius_m = chance.uniform(1_000, 6_000, FLEET)
        self._radius_m[:HALTED] = 2_000
        self._radius_m[HALTED : HALTED + SHUTTLES] = RADIUS_M
        self._radius_m[HALTED + SHUTTLES : at_zones] = RADIUS_M + 600
        self._turns = 8.0 / self._radius_m  # 8 m/s
        self._turns[: HALTED + SHUTTLES] = 0.0
        self._since_s = since_s

    def lines(self, first: int, last: int, time_ns: int) -> list[str]:
        """Reports of some of them."""
        lat, lon = self._places(slice(first, last), time_ns / 1e9)
        now = to_rfc3339(time_ns)
        return [
            f'{{"time":"{now}","source":"synthetic","entity":"sim:{ship}","lat":{north:.6f},"lon":{east:.6f},'
            '"speed_mps":8.0,"err_major_m":30.0,"status":"test"}'
            for ship, north, east in zip(range(first, last), lat.tolist(), lon.tolist(), strict=True)
        ]

    def _places(self, ships: slice, now_s: float) -> tuple[Floats, Floats]:
        number = np.arange(FLEET)[ships]
        radius_m = self._radius_m[ships].copy()
        to_go_s = max(self._since_s + _COMES_IN_S - now_s, 0.0)
        radius_m[number < HALTED + SHUTTLES] += 50.0 * to_go_s
        shuttles = (number >= HALTED) & (number < HALTED + SHUTTLES)
        radius_m[shuttles] += 300.0 * np.sin(2 * np.pi * (now_s / 60.0 + number[shuttles] / SHUTTLES))
        angle = self._angle[ships] + self._turns[ships] * (now_s - self._since_s)
        lat = self._centre[ships, 0] + radius_m * np.cos(angle) / _DEGREE_M
        lon = self._centre[ships, 1] + radius_m * np.sin(angle) / (_DEGREE_M * np.cos(np.radians(lat)))
        return lat, lon


class Sender:
    """Sends, and keeps what was answered.

    Args:
        port: of the server.
        token: the feed's.
        fleet: whose reports.
    """

    def __init__(self, port: int, token: str, fleet: Fleet) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
        self._fleet = fleet
        self.answers: list[tuple[float, int, float]] = []

    def backlog(self, since_s: float) -> None:
        """What those at the zones did in the last minutes, five seconds a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        for second in range(0, _BACKLOG_S, 5):
            times_ns = [int((since_s + second + later) * 1e9) for later in range(5)]
            lines = [line for now_ns in times_ns for line in self._fleet.lines(0, HALTED + SHUTTLES, now_ns)]
            self._post(connection, lines)
        connection.close()

    def flow(self, connection: int, over: threading.Event) -> None:
        """One of the connections, at its pace."""
        line = http.client.HTTPConnection("127.0.0.1", self._port)
        requests = FLEET // AT_ONCE
        begun = time.monotonic()
        for turn in itertools.count(connection, CONNECTIONS):
            if over.is_set():
                break
            due = begun + turn / requests
            time.sleep(max(due - time.monotonic(), 0))
            first = turn % requests * AT_ONCE
            accepted = self._post(line, self._fleet.lines(first, first + AT_ONCE, time.time_ns()))
            self.answers.append((time.time(), accepted, (time.monotonic() - due) * 1000))
        line.close()

    def flood(self, connection: int, over: threading.Event) -> None:
        """One of many connections that send without a pause, each the ships of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self._port)
        first = connection * AT_ONCE
        while not over.is_set():
            begun = time.monotonic()
            accepted = self._post(line, self._fleet.lines(first, first + AT_ONCE, time.time_ns()))
            self.answers.append((time.time(), accepted, (time.monotonic() - begun) * 1000))
        line.close()

    def _post(self, connection: http.client.HTTPConnection, lines: list[str]) -> int:
        connection.request("POST", "/api/v1/reports", "\n".join(lines).encode(), self._headers)
        answer = connection.getresponse()
        data: dict[str, Any] = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise SystemExit(f"the reports were refused: {data}")
        return int(data["accepted"])


def screen(port: int, token: str) -> None:
    """Listens to the live stream as a screen does, for as long as the process lives."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/api/v1/stream", headers={"Authorization": f"Bearer {token}"})
    stream = connection.getresponse()
    while stream.read1(1 << 20):
        pass


def main() -> None:
    """Sends until it is told; prints the answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("token", help="of the feed")
    parser.add_argument("screen", help="token of the screen")
    told = parser.parse_args()
    since_s = time.time() - _BACKLOG_S
    sender = Sender(told.port, told.token, Fleet(since_s))
    threading.Thread(target=screen, args=(told.port, told.screen), daemon=True).start()
    sender.backlog(since_s)
    for name, flow, count in (("flows", sender.flow, CONNECTIONS), ("floods", sender.flood, FLOODING)):
        over = threading.Event()
        threads = [threading.Thread(target=flow, args=(number, over)) for number in range(count)]
        for thread in threads:
            thread.start()
        print(name, flush=True)
        sys.stdin.readline()
        over.set()
        for thread in threads:
            thread.join()
    print(json.dumps(sender.answers))


if __name__ == "__main__":
    main()
