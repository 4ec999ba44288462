"""Servers that a bench starts, each a process of its own on loopback, and what is asked of them and printed."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

TOKEN = "bench-token-of-the-feed"  # noqa: S105 - of a server that lives for this run, on loopback
PEOPLE = (
    '[[people]]\nid = "watch-1"\nname = "Watch"\nroles = ["watch", "liaison"]\n'
    '[[people]]\nid = "authority-1"\nname = "Authority"\nroles = ["authority"]\n'
)


@dataclasses.dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its process, its port, and the token of who acts at it."""

    pid: int
    port: int
    token: str

    def resident_mb(self) -> float:
        """Memory of the process."""
        for line in Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def processor_s(self) -> float:
        """Processor time that the process has used."""
        return processor_s(self.pid)


def processor_s(pid: int) -> float:
    """Processor time that a process has used (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_s() -> float:
    """Processor time that anything on this machine has used (proc(5): all but idle and iowait)."""
    fields = [int(field) for field in Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def standoff_server(folder: Path, zones: Path) -> Generator[Served]:
    """`standoff serve` with one feed, once all of it is compiled and answers."""
    port = _free_port()
    (folder / "standoff.toml").write_text(
        f'zones = "{zones.resolve()}"\nfolder = "desk"\nport = {port}\nstatus = "test"\n{PEOPLE}'
        f'[[feeds]]\nname = "bench"\nkind = "http"\ntoken = "{TOKEN}"\n',
        "utf-8",
    )
    command = [str(Path(sys.executable).parent / "standoff"), "serve", "--config", str(folder / "standoff.toml")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            running = folder / "desk" / "access" / "running.json"
            _until_there(running)  # the port is taken before the record is read, and answered when all is compiled
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/now", timeout=60).close()
            yield Served(process.pid, port, json.loads(running.read_bytes())["token"])
        finally:
            process.terminate()


@contextlib.contextmanager
def relay_server() -> Generator[Served]:
    """The peer: the framework with nothing behind it."""
    port = _free_port()
    with subprocess.Popen([sys.executable, str(Path(__file__).parent / "peer_relay.py"), str(port)]) as process:
        try:
            _until_answered(port)
            yield Served(process.pid, port, "")
        finally:
            process.terminate()


def _until_there(path: Path) -> None:
    """Waits until there is a file, half a minute at most."""
    end = time.monotonic() + 30
    while not path.exists():
        if time.monotonic() > end:
            raise SystemExit("the server did not start")
        time.sleep(0.02)


def _until_answered(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def row(what: str, ours: float, peer: float, unit: str) -> str:
    """A line of the table."""
    return f"{what:<44}{ours:>12,.1f}{peer:>12,.1f}{ours / peer:>8.2f}  {unit}"
