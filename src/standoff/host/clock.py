"""The desk's clock: monotone, assigned by the host, journalled. A wall clock that jumps moves nothing on it.

It goes on from an anchor by the machine's boot time (which counts sleep, and which nobody sets). Within one boot a
restart goes on as if it had not stopped; after another boot it begins at the wall clock, never behind what is durable.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from standoff.incidents.pen import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

_MS_NS: Final = 1_000_000
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What tells the desk its time."""

    def now_ms(self) -> int:
        """Whole milliseconds since 1970; never less than before."""
        ...

    def go_at(self, speed: float) -> None:
        """Goes on at another speed from now; desk seconds a second."""
        ...

    def as_fact(self) -> dict[str, Any]:
        """What is journalled when it is set."""
        ...

    def differs_ms(self) -> int:
        """How far the wall clock is ahead of this one, milliseconds."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Machine:
    """The clocks of the machine, as functions so that tests can hand in others.

    Attributes:
        wall_ns: nanoseconds since 1970 as the machine believes; it may jump.
        boot_ns: nanoseconds since the machine started, sleep included; it does not.
        boot: which start of the machine that is; empty where it cannot be told.
    """

    wall_ns: Callable[[], int]
    boot_ns: Callable[[], int]
    boot: str


def this_machine() -> Machine:
    """The clocks of this machine (Linux: CLOCK_BOOTTIME, clock_gettime(2); elsewhere CLOCK_MONOTONIC)."""
    which = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    boot = _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else ""
    return Machine(time.time_ns, lambda: time.clock_gettime_ns(which), boot)


class DeskClock:
    """A clock that goes on from an anchor.

    Args:
        machine: whose boot time it goes by.
        anchor_ms: the desk's time now, milliseconds since 1970.
        speed: desk seconds a second; other than 1 only in an exercise, 0 stands.
    """

    def __init__(self, machine: Machine, anchor_ms: int, speed: float = 1.0) -> None:
        self.machine = machine
        self.speed = speed
        self._anchor_ms = anchor_ms
        self._since_ns = machine.boot_ns()
        self._last_ms = anchor_ms

    def now_ms(self) -> int:
        """See `Clock.now_ms`."""
        gone_ms = (self.machine.boot_ns() - self._since_ns) * self.speed / _MS_NS
        self._last_ms = max(self._last_ms, self._anchor_ms + int(gone_ms))
        return self._last_ms

    def go_at(self, speed: float) -> None:
        """See `Clock.go_at`."""
        self._anchor_ms, self._since_ns = self.now_ms(), self.machine.boot_ns()
        self.speed = speed

    def differs_ms(self) -> int:
        """See `Clock.differs_ms`."""
        return self.machine.wall_ns() // _MS_NS - self.now_ms()

    def as_fact(self) -> dict[str, Any]:
        """See `Clock.as_fact`: both clocks, the boot, and the speed in thousandths."""
        return {
            "wall": to_text(self.machine.wall_ns() // _MS_NS),
            "boot": self.machine.boot,
            "boot_ms": self.machine.boot_ns() // _MS_NS,
            "speed_milli": round(self.speed * 1000),
        }


class FollowedClock:
    """A clock that follows the reports of a replay: it stands where it was put.

    Args:
        at_ms: where it begins, milliseconds since 1970.
    """

    def __init__(self, at_ms: int) -> None:
        self._at_ms = at_ms

    def now_ms(self) -> int:
        """See `Clock.now_ms`."""
        return self._at_ms

    def reach(self, time_ms: int) -> None:
        """Moves on to a time; never back."""
        self._at_ms = max(self._at_ms, time_ms)

    def go_at(self, speed: float) -> None:
        """It has no speed."""

    def differs_ms(self) -> int:
        """It follows reports, and no wall clock."""
        return 0

    def as_fact(self) -> dict[str, Any]:
        """See `Clock.as_fact`."""
        return {"wall": None, "boot": "", "boot_ms": 0, "speed_milli": 0}


def anchor_ms(machine: Machine, set_before: dict[str, Any] | None, set_at_ms: int, durable_ms: int) -> int:
    """Where a desk's clock begins.

    Args:
        machine: the clocks of this machine.
        set_before: the last `clock_set` of the record, or None for a new one.
        set_at_ms: when that was entered, on the desk's clock.
        durable_ms: the desk's clock at the last entry or the last reports that are durable, whichever came later.
    """
    wall_ms = machine.wall_ns() // _MS_NS
    if set_before is None:
        return wall_ms
    if set_before["speed_milli"] != 1000:  # noqa: PLR2004 - an exercise goes on where it stopped
        return durable_ms
    if machine.boot and machine.boot == set_before["boot"]:
        return max(durable_ms, set_at_ms + machine.boot_ns() // _MS_NS - set_before["boot_ms"])
    return max(durable_ms, wall_ms)
