"""The budget: the time that an approach leaves, against the time that a ladder takes, and the time that they need.

Theory of operation. The clock starts at the line. Blocks are laid one after another, because time leads from one rung
to the next only when its last answer is overdue.

*In the worst case* every deadline is used up to its last second and none is overrun: what nobody does in time takes
longer, without bound, for it is raised again and never skipped. Time spent choosing after an answer, and while
deadlines stand because they halt, is not counted: the budget is for those who neither answer nor stop.

*Drawn*, the time to act, and the time until the answer of the last try, each lie between nothing and the deadline by
the symmetric triangular distribution: most likely half of it. That is an assumption, stated with every result, and no
measurement. Tries before the last get no answer, so that they wait all of their time. Numbers come from a generator
that is handed in; only its uniform doubles are used, so that a seed does not depend on how numpy shapes distributions.

*The mirror.* Who is asked has to go back the way that he came. At a steady speed somebody who was asked so long after
the line needs as long again to be out, and never longer than it is from the site: that is set against the answer time
of the rung that asks.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.incidents.blocks import OURS, Block
from standoff.incidents.checking import LEAST_ANSWER_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.arrays import Floats, Int64s
    from standoff.model.way import Mark, Speed

SPREAD: Final = "time to act and time to be answered each drawn from 0 to the deadline, triangular, most likely half"
"""What drawn figures rest on, in words; it stands beside them wherever they are shown."""
PERCENTILES: Final = (10, 50, 90)
ROUNDING_S: Final = 1e-6
"""What is short by no more than this is short by rounding only."""
_HALF: Final = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Mend:
    """What would give the whole ladder its time before a mark, at one speed.

    Attributes:
        out_m: whole metres, the least by which the line, or a ring where the ladder begins, has to lie farther out.
        answer_s: the longest answer time that would fit if it were the same on every block; None where that is less
            than an answer takes (`least_answer_s`), and the ladder would be refused.
    """

    out_m: int
    answer_s: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """One way at one speed against the ladder.

    Attributes:
        speed, mark: which way.
        time_s: from the line to the mark, seconds.
        runs_out: number of the block in which time runs out in the worst case; None where the whole ladder fits.
        spare_s: what is left after the whole ladder in the worst case; negative is what is missing.
        drawn: in how many of the drawn cases time runs out in each block; one more at the end: in none.
        mend: what would mend it; None where nothing is missing.
    """

    speed: Speed
    mark: Mark
    time_s: float
    runs_out: int | None
    spare_s: float
    drawn: tuple[int, ...]
    mend: Mend | None


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """The mirror of a rung that asks something of them.

    Attributes:
        speed: of theirs.
        block: the rung.
        asked_s: seconds after the line at which they are asked at the latest, with every deadline before it used up.
        leave_s: how long they then need to be out by the way that they came.
        halt_s: how long they need to come to a halt.
        too_short_to_leave, too_short_to_halt: whether the rung waits for an answer less than that.
    """

    speed: Speed
    block: Block
    asked_s: int
    leave_s: float
    halt_s: float
    too_short_to_leave: bool
    too_short_to_halt: bool


def ends_s(blocks: Sequence[Block]) -> tuple[int, ...]:
    """When each block is through in the worst case, seconds after the line."""
    return tuple(np.cumsum([block.longest_s for block in blocks], dtype=np.int64).tolist())


def drawn_ends_s(blocks: Sequence[Block], generator: np.random.Generator, draws: int) -> Floats:
    """When each block is through in each drawn case, seconds after the line; shape (draws, blocks)."""
    columns: list[Floats] = []
    for block in blocks:
        acted = _triangular(generator.random((draws, block.tries))) * block.act_s
        answered = _triangular(generator.random(draws)) * block.answer_s
        columns.append(acted.sum(axis=1) + answered + (block.tries - 1) * block.answer_s)
    return np.cumsum(np.stack(columns, axis=1), axis=1)


def _triangular(uniform: Floats) -> Floats:
    """Symmetric triangular on [0, 1] from uniform on [0, 1): the inverse of its distribution function."""
    low = np.sqrt(uniform / 2)
    return np.where(uniform < _HALF, low, 1 - np.sqrt((1 - uniform) / 2))


def percentiles(values: Floats) -> tuple[float, ...]:
    """The 10th, 50th and 90th percentile of values of shape (n,); nothing of nothing."""
    return tuple(map(float, np.percentile(values, PERCENTILES))) if len(values) else ()


def bar(blocks: Sequence[Block], mark: Mark, speed: Speed, drawn_s: Floats) -> Bar:
    """One way at one speed against the ladder.

    Args:
        blocks: bottom to top, at least one.
        mark: behind the line.
        speed: above nought.
        drawn_s: from `drawn_ends_s` of the same blocks.

    Raises:
        ValueError: the mark is not behind the line, or the speed is not above nought.
    """
    if not (mark.from_line_m > 0 and speed.mps > 0):
        raise ValueError(f"no time can be told to {mark} at {speed}")
    time_s = mark.from_line_m / speed.mps
    whole_s = ends_s(blocks)[-1]
    place = int(run_out(blocks, np.array([time_s]))[0])
    fits = place == len(blocks)
    through = (drawn_s <= time_s + ROUNDING_S).sum(axis=1)
    return Bar(
        speed,
        mark,
        time_s,
        None if fits else place,
        time_s - whole_s,
        tuple(np.bincount(through, minlength=len(blocks) + 1).tolist()),
        None if fits else Mend(_out_m(whole_s, mark, speed), _answer_s(blocks, time_s)),
    )


def run_out(blocks: Sequence[Block], times_s: Floats) -> Int64s:
    """For each of many times, the number of the block in which it runs out; the number of blocks where all fit."""
    return np.searchsorted(np.array(ends_s(blocks), np.float64), times_s + ROUNDING_S, side="right")


def _out_m(whole_s: int, mark: Mark, speed: Speed) -> int:
    return math.ceil(speed.mps * (whole_s - ROUNDING_S) - mark.from_line_m)


def _answer_s(blocks: Sequence[Block], time_s: float) -> int | None:
    acting_s = sum(block.tries * block.act_s for block in blocks)
    longest_s = math.floor((time_s + ROUNDING_S - acting_s) / sum(block.tries for block in blocks))
    return longest_s if longest_s >= least_answer_s(blocks) else None


def least_answer_s(blocks: Sequence[Block]) -> int:
    """The least answer time that every one of the blocks may have, seconds (`checking`)."""
    return max(LEAST_ANSWER_S[block.kind] for block in blocks)


def asked(blocks: Sequence[Block], speed: Speed, site: Mark, halt_s: float) -> tuple[Asked, ...]:
    """The mirror at one speed: of each rung that asks something of them, when they are asked and what they need.

    Args:
        blocks: bottom to top.
        speed: of theirs, above nought.
        site: the deepest that anybody comes.
        halt_s: how long they need to come to a halt, seconds.
    """
    begins_s = (0, *ends_s(blocks)[:-1])
    found: list[Asked] = []
    for begin_s, block in zip(begins_s, blocks, strict=True):
        if block.kind not in OURS:
            asked_s = begin_s + block.longest_s - block.answer_s
            leave_s = min(asked_s, site.from_line_m / speed.mps)
            short = leave_s > block.answer_s + ROUNDING_S, halt_s > block.answer_s
            found.append(Asked(speed, block, asked_s, leave_s, halt_s, *short))
    return tuple(found)
