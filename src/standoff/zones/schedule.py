"""When a zone is switched on: windows of time, once or repeated by a recurrence rule (RFC 5545)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from dateutil.rrule import rrule, rruleset, rrulestr

from standoff.model.times import HORIZON_NS, from_datetime, to_datetime

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Int64s
    from standoff.model.zone import Window


def stated(window: Window) -> dict[str, str]:
    """A window as a zones file states it; an open end is left out."""
    said = {
        "start": "" if window.start_ns <= -HORIZON_NS else _text(window.start_ns),
        "end": "" if window.end_ns >= HORIZON_NS else _text(window.end_ns),
        "rrule": window.rrule or "",
    }
    return {name: text for name, text in said.items() if text}


def _text(time_ns: int) -> str:
    return to_datetime(time_ns).isoformat().replace("+00:00", "Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A window and the rule that repeats it."""

    window: Window
    starts: rrule | rruleset | None

    @classmethod
    def read(cls, window: Window) -> Rule:
        """The rule of a window.

        Raises:
            ValueError: its text is no recurrence rule.
        """
        if window.rrule is None:
            return cls(window, None)
        try:
            return cls(window, rrulestr(window.rrule, dtstart=to_datetime(window.start_ns)))
        except (TypeError, AttributeError, KeyError, OverflowError, IndexError) as error:
            raise ValueError(str(error)) from error

    def between(self, first_ns: int, last_ns: int) -> list[tuple[int, int]]:
        """Windows (start, end) that may touch the time from first to last, in order."""
        if self.starts is None:
            return [(self.window.start_ns, self.window.end_ns)]
        length_ns = self.window.end_ns - self.window.start_ns
        first_ns = max(first_ns - length_ns, self.window.start_ns)
        starts = self.starts.between(to_datetime(first_ns), to_datetime(last_ns), inc=True)
        return [(at, at + length_ns) for at in map(from_datetime, starts)]


@dataclasses.dataclass(frozen=True, slots=True)
class Schedule:
    """The windows of one zone; none at all is always."""

    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, windows: tuple[Window, ...]) -> Schedule:
        """The schedule of a zone whose windows have been read."""
        return cls(tuple(Rule.read(window) for window in windows))

    def in_force(self, time_ns: Int64s) -> Bools:
        """Whether the zone is switched on at each time; a window holds its start and not its end."""
        on = np.full(len(time_ns), not self.rules)
        for start, end in self.spans(time_ns):
            on |= (time_ns >= start) & (time_ns < end)
        return on

    def spans(self, time_ns: Int64s) -> list[tuple[int, int]]:
        """Windows (start, end) that may touch the time that the array spans."""
        if not len(time_ns):
            return []
        first, last = int(time_ns.min()), int(time_ns.max())
        return [span for rule in self.rules for span in rule.between(first, last)]
