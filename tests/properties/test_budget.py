"""The budget, whatever the ladder, the way and the speed: what more speed and longer deadlines do; mends mend."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from standoff.incidents.blocks import Block
from standoff.incidents.budget import bar, drawn_ends_s, run_out
from standoff.incidents.checking import LEAST_ANSWER_S
from standoff.incidents.ladder import RungKind
from standoff.model.way import Mark, Speed

BLOCKS = st.lists(
    st.builds(
        Block,
        name=st.just("inform"),
        kind=st.just(RungKind.INFORM),
        act_s=st.integers(1, 86_400),
        answer_s=st.integers(1, 86_400),
        tries=st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
).map(tuple)
MARKS = st.floats(1, 1e6).map(lambda from_line_m: Mark("ring", round(from_line_m, 3)))
SPEEDS = st.floats(0.1, 300).map(lambda mps: Speed("some", mps))


def drawn(blocks: tuple[Block, ...], draws: int = 200) -> np.ndarray:
    return drawn_ends_s(blocks, np.random.default_rng(1), draws)


def reached(place: int | None, blocks: tuple[Block, ...]) -> int:
    return len(blocks) if place is None else place


@given(BLOCKS, MARKS, SPEEDS, st.floats(1, 10))
def test_faster_never_gives_more_time(blocks: tuple[Block, ...], mark: Mark, speed: Speed, times: float) -> None:
    ends = drawn(blocks)
    slow, fast = (bar(blocks, mark, Speed("", mps), ends) for mps in (speed.mps, speed.mps * times))
    assert fast.time_s <= slow.time_s
    assert reached(fast.runs_out, blocks) <= reached(slow.runs_out, blocks)
    assert fast.spare_s <= slow.spare_s
    assert fast.drawn[-1] <= slow.drawn[-1]


@given(BLOCKS, MARKS, SPEEDS, st.integers(0, 7), st.integers(0, 3600))
def test_a_longer_deadline_never_makes_it_fit_better(
    blocks: tuple[Block, ...], mark: Mark, speed: Speed, place: int, more_s: int
) -> None:
    place %= len(blocks)
    longer = list(blocks)
    longer[place] = dataclasses.replace(blocks[place], answer_s=blocks[place].answer_s + more_s)
    before, after = (bar(some, mark, speed, drawn(some)) for some in (blocks, tuple(longer)))
    assert reached(after.runs_out, blocks) <= reached(before.runs_out, blocks)
    assert after.spare_s <= before.spare_s
    assert after.drawn[-1] <= before.drawn[-1]


@given(BLOCKS, MARKS, SPEEDS)
def test_a_mend_mends_and_less_of_it_does_not(blocks: tuple[Block, ...], mark: Mark, speed: Speed) -> None:
    mend = bar(blocks, mark, speed, drawn(blocks, 1)).mend
    if mend is None:
        return

    def fits(*, out_m: float = 0, answer_s: int | None = None) -> bool:
        some = blocks if answer_s is None else tuple(dataclasses.replace(block, answer_s=answer_s) for block in blocks)
        farther = dataclasses.replace(mark, from_line_m=mark.from_line_m + out_m)
        return bar(some, farther, speed, drawn(some, 1)).runs_out is None

    assert fits(out_m=mend.out_m)
    assert not fits(out_m=mend.out_m - 1)
    assert mend.answer_s is None or fits(answer_s=mend.answer_s)
    assert not fits(answer_s=LEAST_ANSWER_S[RungKind.INFORM] if mend.answer_s is None else mend.answer_s + 1)


@given(BLOCKS, MARKS, SPEEDS)
def test_no_drawn_case_takes_longer_than_every_deadline_used_up(
    blocks: tuple[Block, ...], mark: Mark, speed: Speed
) -> None:
    found = bar(blocks, mark, speed, drawn(blocks))
    assert sum(found.drawn) == 200
    assert sum(found.drawn[: reached(found.runs_out, blocks)]) == 0
    assert int(run_out(blocks, np.array([found.time_s]))[0]) == reached(found.runs_out, blocks)
