"""Blocks: what a ladder takes of time, rung by rung, bottom to top, and the question to the authority above them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from standoff.incidents.ladder import CHOOSE, RungKind

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder, Rung

OURS: Final = frozenset({RungKind.PROTECT, RungKind.QUESTION})
"""Kinds of rungs that ask nothing of those who come."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One rung as a stretch of time.

    Attributes:
        name: the rung's id.
        kind: what it is.
        act_s: within how many seconds it is tried, each time; a question is put.
        answer_s: how long an answer may take, seconds, each time.
        tries: how often it is tried before time leads on.
    """

    name: str
    kind: RungKind
    act_s: int
    answer_s: int
    tries: int = 1

    @property
    def longest_s(self) -> int:
        """With every deadline used up, and none overrun."""
        return self.tries * (self.act_s + self.answer_s)


def blocks_of(ladder: Ladder) -> tuple[Block, ...]:
    """The blocks of a ladder in the order in which time alone leads through them, each rung taken to apply.

    The last is the question to an authority. Where time leads to it, it is put at once; else the watch puts it, within
    `choose_s`. Rungs that take a decision before are left out: time does not enter them.
    """
    on_the_way = [0]
    while (to := ladder.next_of(on_the_way[-1])) != CHOOSE:
        place = ladder.place_of(to)
        if place is None or place in on_the_way:
            break
        on_the_way.append(place)
        if ladder.rungs[place].kind is RungKind.QUESTION:
            break  # time leads no further: the authority is waited for
    rungs = [ladder.rungs[place] for place in on_the_way]
    if rungs[-1].kind is RungKind.QUESTION:
        return tuple(_block(rung, rung.act_s if rung is not rungs[-1] else 0) for rung in rungs)
    question = ladder.rungs[ladder.question_for(on_the_way[-1])]
    return (*(_block(rung, rung.act_s) for rung in rungs), _block(question, ladder.choose_s))


def _block(rung: Rung, act_s: int | None) -> Block:
    """What a ladder leaves open, and a checked one needs nowhere on this way, takes no time."""
    tries = 1 if rung.kind is RungKind.QUESTION else rung.tries
    return Block(rung.id, rung.kind, act_s or 0, rung.answer_s or 0, tries)
