"""A desk that serves, to be killed at a step of its outbox: it takes orders, forks, and the child is `standoff serve`.

An order is a line of JSON: the settings, a file for what it prints, and the step and channel at which the child kills
itself (SIGKILL, as `kill -9`). It imports everything once, and answers an order with the child's process id; once the
child is gone, with how it ended.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import apprise  # noqa: F401 - loaded before the first child begins
import msgspec
from desk_at_work import Worker, fast_machine, open_desk

import standoff.cli.serving  # noqa: F401 - the same
from standoff.cli.main import app
from standoff.record.record import Commit, Record
from standoff.server.app import make_app
from standoff.server.desk import ServedDesk
from standoff.server.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is to do; without a step it works until it is stopped."""

    config: str
    prints: str
    step: str = ""
    channel: str = ""


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _sent(commit: Commit, channel: str) -> bool:
    return any(e.type == "attempt" and e.body["send"] and e.body["channel"] == channel for e in commit.entries)


def _settled(commit: Commit, channel: str) -> bool:
    return any(e.type == "delivery" and e.body["channel"] == channel for e in commit.entries)


def _around(owner: Any, name: str, meant: Callable[..., bool], *, before: bool) -> None:
    """Has the process killed before or after a call that is meant."""
    call = getattr(owner, name)

    def patched(*args: Any, **how: Any) -> Any:
        if before and meant(*args):
            _die()
        result = call(*args, **how)
        if not before and meant(*args):
            _die()
        return result

    async def patched_async(*args: Any, **how: Any) -> Any:
        if before and meant(*args):
            _die()
        result = await call(*args, **how)
        if not before and meant(*args):
            _die()
        return result

    setattr(owner, name, patched_async if name in {"_hand_on", "_try", "_settle"} else patched)


STEPS: Final[dict[str, tuple[Any, str, Callable[[str], Callable[..., bool]], bool]]] = {
    "message not durable": (Record, "append", lambda over: lambda _, commit: _sent(commit, over), True),
    "message durable": (Record, "append", lambda over: lambda _, commit: _sent(commit, over), False),
    "message let out": (ServedDesk, "_queue", lambda over: lambda _, found: _any(found, over), True),
    "message in its line": (Outbox, "_hand_on", lambda over: lambda _, message, *__: message.channel == over, True),
    "before the try": (Outbox, "_try", lambda over: lambda _, message, *__: message.channel == over, True),
    "after the try": (Outbox, "_try", lambda over: lambda _, message, *__: message.channel == over, False),
    "result not durable": (Record, "append", lambda over: lambda _, commit: _settled(commit, over), True),
    "result durable": (Record, "append", lambda over: lambda _, commit: _settled(commit, over), False),
    "after the result": (Outbox, "_settle", lambda over: lambda _, message, *__: message.channel == over, False),
}
"""What is patched at each step of the outbox, which calls are meant by channel, and whether it dies before or after."""


def _any(messages: Any, channel: str) -> bool:
    return any(message.channel == channel for message in messages)


def work(order: Order) -> None:
    """Serves, until it is killed or stopped."""
    handle = os.open(order.prints, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    if order.step:
        owner, name, meant, before = STEPS[order.step]
        _around(owner, name, meant(order.channel), before=before)
    app(["serve", "--config", order.config], standalone_mode=False)
    os._exit(0)


def warm_up() -> None:
    """Has everything compiled and loaded before the first child begins."""
    with tempfile.TemporaryDirectory() as folder:
        host = open_desk(Path(folder), fast_machine())
        worker = Worker(host, random.Random(0), "warm-up", 1, lambda _: None)  # noqa: S311 - repeatable
        for _ in range(10):
            worker.commit()
        make_app(ServedDesk(host), None)
        host.close()


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
