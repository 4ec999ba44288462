"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Generator


class Advance:
    """Moves a bar on; work comes in parts of known size."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task, self._before = bar, task, 0

    def within_part(self, done: int) -> None:
        """So much of the present part is done."""
        self._bar.update(self._task, completed=self._before + done)

    def part_done(self, size: int) -> None:
        """The present part, of that size, is done."""
        self._before += size
        self._bar.update(self._task, completed=self._before)


@contextmanager
def progress(what: str, total: int) -> Generator[Advance]:
    """A bar for some work, on standard error."""
    bar = Progress(
        TextColumn(f"{what:9}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bar:
        yield Advance(bar, bar.add_task(what, total=total))
