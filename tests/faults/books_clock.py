"""What the desk's clock has to say: reckoned from the clocks of the machine and the entries. Invariant 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from books import ms

if TYPE_CHECKING:
    from books import Line


class Reckoning:
    """The desk's time, by the time since the machine started: within one start nothing else moves it."""

    def __init__(self) -> None:
        self._off_ms = 0

    def begins(self, lines: list[Line], boot: str, boot_ms: int, wall_ms: int, taken_ms: int) -> None:
        """A process opens the record.

        Args:
            lines: what is durable.
            boot: which start of the machine it is.
            boot_ms: how long ago that was.
            wall_ms: what the wall clock says.
            taken_ms: when the last reports were taken that are durable, on the desk's clock; 0 where there are none.
        """
        last_set = next((line for line in reversed(lines) if line["type"] == "clock_set"), None)
        if last_set is None:
            self._off_ms = wall_ms - boot_ms
        elif last_set["body"]["boot"] == boot:
            self._off_ms = ms(last_set["recorded_at"]) - last_set["body"]["boot_ms"]
        else:
            self._off_ms = max(ms(lines[-1]["recorded_at"]), taken_ms, wall_ms) - boot_ms

    def now_ms(self, boot_ms: int) -> int:
        """The desk's time, milliseconds since 1970."""
        return self._off_ms + boot_ms
