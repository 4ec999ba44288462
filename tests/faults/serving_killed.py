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

import apprise
import msgspec
from desk_at_work import Worker, fast_machine, open_desk

from standoff.cli import serving
from standoff.cli.main import app
from standoff.record.record import Record
from standoff.server.app import make_app
from standoff.server.desk import ServedDesk
from standoff.server.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.model.channel import Message
    from standoff.record.record import Commit

    _Meant = Callable[..., bool]

LOADED: Final = (apprise, serving)
"""What a desk would load as it needs it; here before the first child begins."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is to do; without a step it works until it is stopped."""

    config: str
    prints: str
    step: str = ""
    channel: str = ""


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _sent(channel: str) -> _Meant:
    def meant(_: object, commit: Commit, **__: object) -> bool:
        return any(e.type == "attempt" and e.body["send"] and e.body["channel"] == channel for e in commit.entries)

    return meant


def _settled(channel: str) -> _Meant:
    def meant(_: object, commit: Commit, **__: object) -> bool:
        return any(e.type == "delivery" and e.body["channel"] == channel for e in commit.entries)

    return meant


def _let_out(channel: str) -> _Meant:
    def meant(_: object, messages: Sequence[Message]) -> bool:
        return any(message.channel == channel for message in messages)

    return meant


def _over(channel: str) -> _Meant:
    def meant(_: object, message: Message, *__: object) -> bool:
        return message.channel == channel

    return meant


def _around(owner: Any, name: str, meant: _Meant, *, before: bool) -> None:
    """Has the process killed before or after a call that is meant."""
    call = getattr(owner, name)

    def patched(*args: Any, **how: Any) -> Any:
        if before and meant(*args, **how):
            _die()
        result = call(*args, **how)
        if not before and meant(*args, **how):
            _die()
        return result

    async def patched_async(*args: Any, **how: Any) -> Any:
        if before and meant(*args, **how):
            _die()
        result = await call(*args, **how)
        if not before and meant(*args, **how):
            _die()
        return result

    setattr(owner, name, patched_async if name in {"_hand_on", "_try", "_settle"} else patched)


STEPS: Final[dict[str, tuple[Any, str, Callable[[str], _Meant], bool]]] = {
    "message not durable": (Record, "append", _sent, True),
    "message durable": (Record, "append", _sent, False),
    "message let out": (ServedDesk, "_queue", _let_out, True),
    "message in its line": (Outbox, "_hand_on", _over, True),
    "before the try": (Outbox, "_try", _over, True),
    "after the try": (Outbox, "_try", _over, False),
    "result not durable": (Record, "append", _settled, True),
    "result durable": (Record, "append", _settled, False),
    "after the result": (Outbox, "_settle", _over, False),
}
"""What is patched at each step of the outbox, which calls are meant by channel, and whether it dies before or after."""


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
