"""Invariants 6, 7, 11 to 16 under `kill -9` at random moments, while acts and reports come in.

`STANDOFF_KILL_ROUNDS` says how often, `STANDOFF_KILL_SEED` repeats a run; `make campaign` kills a thousand times.
Moments are drawn from the seed, but what the process was at by then is up to the machine.
"""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from desk_at_work import Line, fast_machine
from killed import Order
from promises import Promises

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = int(os.environ.get("STANDOFF_KILL_ROUNDS", "50"))
SEED = int(os.environ.get("STANDOFF_KILL_SEED", "1"))
PER_FOLDER = 5
"""So often one folder is worked on and killed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Victims:
    """The process that starts children to be killed."""

    process: subprocess.Popen[str]

    def kill_one(self, order: Order, after_s: float) -> int:
        """Starts a child and kills it; gives how it ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self.process.stdin.flush()
        child = int(self._answer())
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        return int(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    script = Path(__file__).with_name("killed.py")
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, str(script)], stdin=pipe, stdout=pipe, text=True) as process:
        yield Victims(process)
        assert process.stdin is not None
        process.stdin.close()


def lines_of(path: Path) -> list[Line]:
    """All whole lines; the kill may have cut the last."""
    data = path.read_bytes() if path.exists() else b""
    whole = data[: data.rfind(b"\n") + 1].splitlines()
    return [msgspec.json.decode(line, type=Line) for line in whole]


def campaign(victims: Victims, folder: Path, seed: int, kills: int, plant: str = "") -> int:
    """Kills so often on one folder, and holds it to what was said; gives how many commits were acknowledged.

    Raises:
        AssertionError: a promise was broken.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    promises = Promises()
    for kill in range(kills):
        lines = folder.with_name(f"{folder.name}-{kill}.jsonl")
        order = Order(
            folder=str(folder),
            lines=str(lines),
            seed=chance.getrandbits(32),
            name=f"kill-{kill}",
            number=1 + 1000 * kill,
            plant=plant,
        )
        ended = victims.kill_one(order, chance.uniform(0.0, 0.4))
        assert ended == -signal.SIGKILL, "the child ended by itself"
        for line in lines_of(lines):
            promises.hear(line)
        # Every third time the next child comes upon what the kill left, and may be killed as it recovers.
        if chance.random() < 0.67 or kill == kills - 1:
            promises.check(folder, fast_machine())
    return len(promises.done)


@pytest.mark.parametrize("number", range(-(-ROUNDS // PER_FOLDER)))
def test_what_was_acknowledged_is_there_after_a_kill(victims: Victims, tmp_path: Path, number: int) -> None:
    seed = SEED * 1_000_000 + number
    try:
        campaign(victims, tmp_path / "desk", seed, PER_FOLDER)
    except AssertionError as error:
        error.add_note(f"seed {seed}: STANDOFF_KILL_SEED={SEED} pytest tests/faults/test_kill.py -k '[{number}]'")
        raise


@pytest.mark.parametrize("plant", ["early", "apart", "no-outbox"])
def test_a_planted_break_is_found_by_killing(victims: Victims, tmp_path: Path, plant: str) -> None:
    with pytest.raises(AssertionError):  # noqa: PT012 - any of them finds it
        for number in range(20):
            campaign(victims, tmp_path / f"desk-{number}", number, 3, plant)
