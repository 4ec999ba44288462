"""Blocks: what a ladder takes of time, rung by rung, bottom to top, and the question to the authority above them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder

AUTHORITY: Final = "authority"
"""The name and the kind of the block above the rungs: a person puts the question, the authority decides."""
OURS: Final = frozenset({"protect", AUTHORITY})
"""Kinds of blocks that ask nothing of those who come."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One rung as a stretch of time.

    Attributes:
        name: how a sentence speaks of it.
        kind: the kind of attempt, or `authority`.
        act_s: within how many seconds it is tried, each time.
        answer_s: how long an answer may take, seconds, each time.
        tries: how often it is tried before time leads on.
    """

    name: str
    kind: str
    act_s: int
    answer_s: int
    tries: int = 1

    @property
    def longest_s(self) -> int:
        """With every deadline used up, and none overrun."""
        return self.tries * (self.act_s + self.answer_s)


def blocks_of(ladder: Ladder) -> tuple[Block, ...]:
    """The blocks of a ladder in the order in which time alone leads through them.

    The last is the question to the authority: put within `choose_s`, because time never puts it, and decided within
    `decide_s`.
    """
    rungs = (Block(rung.kind.value, rung.kind.value, rung.act_s, rung.answer_s) for rung in ladder.rungs)
    return (*rungs, Block(AUTHORITY, AUTHORITY, ladder.choose_s, ladder.decide_s))
