"""The machine that a simulated desk runs on: clocks that jump, and a peril that ends it between any two steps.

Nothing here reads a real clock; everything is drawn from one `random.Random`, so that a seed repeats a run.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from standoff.host.clock import Machine
from standoff.model.errors import RecordingFailedError

if TYPE_CHECKING:
    from collections import Counter
    from random import Random

START_MS: Final = 1_495_087_200_000
"""2017-05-18T06:00:00Z."""
SECOND_MS: Final = 1000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
_MS_NS: Final = 1_000_000


class Crash(BaseException):
    """The process is gone at this step. Nothing that the desk catches catches it."""


@dataclasses.dataclass(slots=True)
class Clocks:
    """Whole milliseconds, so that nothing is rounded.

    Attributes:
        gone_ms: true time since the beginning of the run.
        wall_off_ms: how far the wall clock is off.
        boot: which start of the machine it is.
        booted_ms: true time at that start.
    """

    gone_ms: int = 0
    wall_off_ms: int = 0
    boot: int = 1
    booted_ms: int = -77 * SECOND_MS

    def wall_ms(self) -> int:
        """What the machine believes, milliseconds since 1970."""
        return START_MS + self.gone_ms + self.wall_off_ms

    def boot_ms(self) -> int:
        """Time since the machine started, sleep included."""
        return self.gone_ms - self.booted_ms

    def boot_name(self) -> str:
        """What tells this start from others."""
        return f"boot-{self.boot}"

    def machine(self) -> Machine:
        """As the host asks for them; to be asked for anew after a boot."""
        return Machine(lambda: self.wall_ms() * _MS_NS, lambda: self.boot_ms() * _MS_NS, self.boot_name())

    def boots_again(self) -> None:
        """The machine starts again."""
        self.boot += 1
        self.booted_ms = self.gone_ms

    def go_on(self, chance: Random, left_ms: int | None, tally: Counter[str]) -> None:
        """Lets time pass, and now and then has the wall clock set.

        Args:
            chance: what it is drawn from.
            left_ms: how long it is to the next deadline; None where there is none.
            tally: counts what happened.
        """
        spans = {
            "no time": 0,
            "seconds": chance.randrange(200, 9 * SECOND_MS),
            "minutes": chance.randrange(20 * SECOND_MS, 7 * MINUTE_MS),
            "a long sleep": chance.randrange(HOUR_MS, 9 * HOUR_MS),
        }
        if left_ms is not None and left_ms > 0:
            spans |= {"just before a deadline": left_ms - 1, "at a deadline": left_ms, "just after one": left_ms + 1}
        weights = {"no time": 6, "seconds": 8, "minutes": 4, "a long sleep": 0.25, "at a deadline": 1.2}
        name = chance.choices(list(spans), [weights.get(span, 0.7) for span in spans])[0]
        tally[f"time: {name}"] += 1
        self.gone_ms += spans[name]
        if chance.random() < 0.06:
            self.wall_off_ms += chance.choice([HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS, 340, -512, 3, -1])
            tally["time: the wall clock is set"] += 1


@dataclasses.dataclass(slots=True)
class Peril:
    """Counts the steps of the desk; at one of them the process ends, or storage fails.

    Attributes:
        tally: counts where it struck.
        left: after how many steps it strikes; None for never.
        fails: whether storage fails there, instead of the process ending.
    """

    tally: Counter[str]
    left: int | None = None
    fails: bool = False

    def arm(self, chance: Random) -> None:
        """Draws when it strikes next."""
        self.left = chance.choice([chance.randrange(4), chance.randrange(20), chance.randrange(200), None])
        self.fails = chance.random() < 0.2

    def disarm(self) -> None:
        """Nothing happens any more."""
        self.left = None

    def step(self, where: str) -> None:
        """One step.

        Raises:
            Crash: the process ends here.
        """
        if self._strikes() and not self.fails:
            self.tally[f"crash: {where}"] += 1
            raise Crash(where)

    def storage(self, where: str) -> None:
        """One step of the storage.

        Raises:
            Crash: the process ends here.
            RecordingFailedError: storage fails here.
        """
        if self._strikes():
            self.tally[f"{'failure' if self.fails else 'crash'}: {where}"] += 1
            if self.fails:
                raise RecordingFailedError("the simulated disk", where)
            raise Crash(where)

    def _strikes(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        return self.left == -1
