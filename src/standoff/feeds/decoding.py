"""What every codec gives back, and what it is asked.

A codec is fed bytes as they come and answers with one of three things, row by row: a report; nothing yet, because
more bytes are needed (it keeps them); or a rejection with its reason. It never raises over what the bytes hold,
except `UnusableInputError` where the whole input cannot be read as what it was said to be (a table header).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Protocol

import msgspec

from standoff.model.names import Names
from standoff.model.reports import ReportBatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

EXAMPLES = 3
"""How many rejected rows are kept word for word for each reason."""
_EXCERPT = 120


def shown(text: str) -> str:
    """Text from outside as it may be printed: what could steer a terminal is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class Rejection(msgspec.Struct, frozen=True):
    """A row or sentence that gave no report.

    Attributes:
        reason: one of the reasons in `docs/reference/rejections.md`.
        line: its line or row in the input, counted from 1.
        excerpt: how it begins.
    """

    reason: str
    line: int
    excerpt: str


class Context(msgspec.Struct, frozen=True):
    """What a codec is told about its input.

    Attributes:
        where: name of the input, for errors.
        source: who reports, unless the input itself says.
        entities, sources: the tables of names that rows refer to.
    """

    where: str
    source: str
    entities: Names
    sources: Names


@dataclasses.dataclass(slots=True)
class Decoded:
    """What came of some bytes.

    Attributes:
        batch: the reports.
        rejected: rows that should have given one, by reason.
        other: rows that give the position of nothing that moves, by kind.
        examples: the first few rejected rows of each reason.
    """

    batch: ReportBatch
    rejected: Counter[str] = dataclasses.field(default_factory=Counter[str])
    other: Counter[str] = dataclasses.field(default_factory=Counter[str])
    examples: list[Rejection] = dataclasses.field(default_factory=list[Rejection])

    @property
    def read(self) -> int:
        """Rows that gave or should have given a report."""
        return len(self.batch) + self.rejected.total()

    def reject(self, reason: str, line: int, text: bytes) -> None:
        """Counts a rejected row."""
        self.reject_all(reason, [line], lambda _: text)

    def reject_all(self, reason: str, lines: Sequence[int], text: Callable[[int], bytes]) -> None:
        """Counts rejected rows; asks for the text only of those that it keeps as examples."""
        if not lines:
            return
        room = max(EXAMPLES - self.rejected[reason], 0)
        self.rejected[reason] += len(lines)
        for place, line in enumerate(lines[:room]):
            excerpt = shown(text(place)[:_EXCERPT].decode("utf-8", "backslashreplace"))
            self.examples.append(Rejection(reason, line, excerpt))

    @staticmethod
    def of(context: Context, parts: Iterable[Decoded]) -> Decoded:
        """Several outcomes as one."""
        parts = list(parts)
        batches = [part.batch for part in parts if len(part.batch)]
        batch = ReportBatch.concatenate(batches) if batches else ReportBatch.empty(context.entities, context.sources)
        whole = Decoded(batch)
        for part in parts:
            whole.rejected += part.rejected
            whole.other += part.other
            whole.examples += part.examples
        return whole


class Decoder(Protocol):
    """A codec at work on one input."""

    def feed(self, data: bytes) -> Decoded:
        """Takes the next bytes; a row that is cut off waits for the rest."""
        ...

    def finish(self) -> Decoded:
        """Takes it that there are no more bytes; a last row without a line end is read."""
        ...
