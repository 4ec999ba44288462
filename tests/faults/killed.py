"""A process to be killed: it takes orders, forks, and the child works on a desk until it is.

An order is a line of JSON: the folder, the file for the lines, the seed, a name, a number and the planted break. It
imports everything once, and answers an order with the child's process id; once the child is gone, with how it ended.
What was written to a file before the kill is there after it: the kernel has it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import msgspec
from desk_at_work import Line, Worker, fast_machine, open_desk

if TYPE_CHECKING:
    from standoff.host.host import Host
    from standoff.record.record import Commit


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is to do."""

    folder: str
    lines: str
    seed: int
    name: str
    number: int
    plant: str = ""


def work(order: Order) -> None:
    """Opens the desk, commits, closes it, and again, without end."""
    chance = random.Random(order.seed)  # noqa: S311 - repeatable, not secret
    handle = os.open(order.lines, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def say(line: Line) -> None:
        os.write(handle, msgspec.json.encode(line) + b"\n")

    sealing = ThreadPoolExecutor(1)
    with mock.patch("standoff.host.host.SNAPSHOT_EVERY", 40), mock.patch("standoff.host.host._SEAL_ROWS", 120):
        for cycle in range(1_000_000):
            host = open_desk(Path(order.folder), fast_machine(), aside=sealing.submit)
            plant(host, order.plant)
            worker = Worker(host, chance, f"{order.name}-{cycle}", order.number + cycle, say)
            for _ in range(chance.randint(1, 30)):
                worker.commit()
            host.close()


def plant(host: Host, what: str) -> None:
    """Breaks a host on purpose: to show that a campaign finds it."""
    record: Any = host.record
    append, held = record.append, list[Any]()

    def early(commit: Commit, **how: Any) -> None:
        """Acknowledges before it is written."""
        if held:
            kept, kept_how = held.pop()
            append(kept, **kept_how)
        held.append((commit, how))

    def apart(commit: Commit, **how: Any) -> None:
        """Entries in one transaction, answers in another."""
        append(msgspec.structs.replace(commit, answers=()), **how)
        time.sleep(0.003)
        append(type(commit)(answers=commit.answers))

    def no_outbox(commit: Commit, **how: Any) -> None:
        """Messages are let out and not kept."""
        append(msgspec.structs.replace(commit, intents=()), **how)

    breaks = {"early": early, "apart": apart, "no-outbox": no_outbox}
    if what:
        record.append = breaks[what]


def warm_up() -> None:
    """Has everything compiled and loaded before the first child begins."""
    with tempfile.TemporaryDirectory() as folder:
        host = open_desk(Path(folder), fast_machine())
        worker = Worker(host, random.Random(0), "warm-up", 1, lambda _: None)  # noqa: S311 - repeatable
        for _ in range(40):
            worker.commit()
        host.record.close()


def main() -> None:
    """Takes orders until there are no more."""
    warm_up()
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        child = os.fork()
        if child == 0:
            work(order)
        print(child, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
