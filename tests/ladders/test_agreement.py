"""Two thousand ladders drawn by chance: what the checker finds in one is what goes wrong when it is played, no more.

The checker reads a ladder's table; a rehearsal plays it at the real desk and knows nothing of the checker. Compared are
the kinds of faults that can be seen at a desk, which are all that are drawn. A disagreement prints the seed and the
ladder; block N holds the seeds from 100 N on.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import pytest
from drawn import drawn
from ladder_faults import CASES
from rehearsal import Rehearsal

from standoff.incidents.checking import check_ladder
from standoff.incidents.faults import FaultKind
from standoff.incidents.ladder import SHIPPED, read_ladder, shipped_ladder

LADDERS: Final = 2000
BLOCK: Final = 100
SEEN_AT_A_DESK: Final = set(FaultKind) - {
    FaultKind.NOBODY_HOLDS,
    FaultKind.TOO_SHORT,
    FaultKind.NEVER_TOLD,
    FaultKind.FORCE,
}


@cache
def found(seed: int) -> frozenset[FaultKind]:
    """What the checker finds in the ladder of a seed."""
    return frozenset(fault.kind for fault in check_ladder(read_ladder(drawn(seed), f"seed {seed}")))


@pytest.mark.slow
@pytest.mark.parametrize("begin", range(0, LADDERS, BLOCK), ids=lambda begin: f"block-{begin // BLOCK}")
def test_checking_a_ladder_and_playing_it_find_the_same_faults(begin: int) -> None:
    for seed in range(begin, begin + BLOCK):
        played = Rehearsal(read_ladder(drawn(seed), f"seed {seed}")).seen
        checked, text = found(seed), drawn(seed)
        assert checked == played, (
            f"seed {seed}: only checked {sorted(checked - played)}, only played {sorted(played - checked)}\n{text}"
        )


def test_about_half_of_the_ladders_are_sound_and_every_fault_of_a_desk_is_among_the_others() -> None:
    counts = Counter(kind for seed in range(LADDERS) for kind in found(seed))
    sound = sum(not found(seed) for seed in range(LADDERS))
    assert 0.35 * LADDERS < sound < 0.65 * LADDERS
    assert set(counts) == SEEN_AT_A_DESK
    assert min(counts.values()) >= LADDERS // 100, counts


def test_the_same_seed_draws_the_same_ladder() -> None:
    assert drawn(7) == drawn(7) != drawn(8)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_ladder_that_comes_with_the_package_plays_without_a_fault(name: str) -> None:
    assert Rehearsal(shipped_ladder(name)).seen == set()


UNSEEN: Final = {
    "A rung says no way back",
    "A way back of blanks",
    "The question does not offer to draw back",
    "The question does not offer to hold",
    "Who takes the alarm has it for ever",
    "One's own people make an offer",
    "They were spoken to directly, and cannot be reached",
    "A question is answered and not decided",
    "The zone lacks the ring for which a rung waits",
}
"""Faults that have no effect at a desk; or, the last one, that are none without the zone."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_faulty_ladder_goes_wrong_at_the_desk_as_the_checker_says(case: object) -> None:
    assert isinstance(case, type(CASES[0]))
    ladder = read_ladder(case.texts()["ladder"], "mine.toml")
    checked = {fault.kind for fault in check_ladder(ladder)} & SEEN_AT_A_DESK
    assert (Rehearsal(ladder).seen == checked) != (case.says in UNSEEN)
