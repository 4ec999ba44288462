"""The budget by hand: times on the way, where they run out, what mends it, and what they need meanwhile."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.incidents import budget
from standoff.incidents.blocks import Block, blocks_of
from standoff.incidents.budget import Mend, asked, bar, drawn_ends_s, ends_s
from standoff.incidents.ladder import Ladder, RungKind, read_ladder, shipped_ladder
from standoff.model.units import KMH_MPS
from standoff.model.way import Mark, Speed

FIRST = blocks_of(shipped_ladder())
HALT = Mark("27 km", 28_000)
"""The convoy of al-Tanf: 55 km less 27."""
NOTHING_DRAWN = np.empty((0, len(FIRST)))


def kmh(speed: float) -> Speed:
    return Speed(f"{speed:g} km/h", speed * KMH_MPS)


def seeded(blocks: tuple[Block, ...], draws: int = 20_000, seed: int = 1) -> np.ndarray:
    return drawn_ends_s(blocks, np.random.default_rng(seed), draws)


@pytest.mark.parametrize(("speed", "minutes"), [(20, 84), (40, 42), (60, 28)])
def test_from_the_line_to_27_km_there_are_84_42_and_28_minutes(speed: float, minutes: float) -> None:
    assert bar(FIRST, HALT, kmh(speed), NOTHING_DRAWN).time_s == pytest.approx(minutes * 60, abs=1e-6)


def test_the_first_ladder_takes_42_minutes_and_10_more_for_the_question_to_the_authority() -> None:
    assert [block.name for block in FIRST] == ["inform", "contact", "relay", "offer", "question"]
    assert ends_s(FIRST) == (600, 1200, 1920, 2520, 3120)


def ladder_of(*rungs: str) -> Ladder:
    """A ladder of made-up rungs, each a line of TOML beside its id and kind, and a question above them."""
    head = 'name = "l"\nversion = 1\nchoose_s = 7\ndecides = {}\n'
    asks = 'asks = "Ask"\nrole = "watch"\n'
    question = f'[[rungs]]\nid = "q"\nkind = "question"\n{asks}act_s = 5\nanswer_s = 9\n'
    return read_ladder(head + "".join(f"[[rungs]]\n{asks}{rung}\n" for rung in rungs) + question, "l.toml")


def rung(name: str, kind: str = "contact", more: str = "") -> str:
    return f'id = "{name}"\nkind = "{kind}"\nact_s = 1\nanswer_s = 2\n{more}'


@pytest.mark.parametrize(
    ("rungs", "names", "through_s"),
    [
        ([rung("a"), rung("b")], ["a", "b", "q"], 3 + 3 + 7 + 9),
        ([rung("a", more="tries = 3")], ["a", "q"], 9 + 7 + 9),
        # where time leads past a rung, it is not counted; where it leads back, it is counted once
        ([rung("a", more='next = "c"'), rung("b"), rung("c")], ["a", "c", "q"], 3 + 3 + 7 + 9),
        ([rung("a", more='next = "choose"'), rung("b")], ["a", "q"], 3 + 7 + 9),
        ([rung("a"), rung("b", more='next = "a"')], ["a", "b", "q"], 3 + 3 + 7 + 9),
        # time enters no rung that takes a decision
        ([rung("a"), rung("b", more='approval = { by = ["authority"] }')], ["a", "q"], 3 + 7 + 9),
        # where time leads to the question, nobody chooses before
        ([rung("a", more='next = "q"')], ["a", "q"], 3 + 9),
        # and time leads no further than to a question
        ([rung("a", more='next = "m"'), rung("m", "question", 'next = "b"'), rung("b")], ["a", "m"], 3 + 2),
    ],
)
def test_blocks_are_the_rungs_through_which_time_alone_leads_and_the_question_last(
    rungs: list[str], names: list[str], through_s: int
) -> None:
    blocks = blocks_of(ladder_of(*rungs))
    assert [block.name for block in blocks] == names
    assert ends_s(blocks)[-1] == through_s
    assert blocks[-1].kind is RungKind.QUESTION


@pytest.mark.parametrize(
    ("speed", "runs_out", "spare_s", "mend"),
    [
        (20, None, 1920, None),
        # 40 km/h for 52 min is 34,667 m; of 42 min 25 go in acting, which leaves 17 for five answers: 204 s each
        (40, 4, -600, Mend(6667, 204)),
        # 45 km/h for 52 min is 39 km; 37 min 20 s less 25 min leave 12 min 20 s for five answers: 148 s each
        (45, 3, -880, Mend(11_000, 148)),
        # 60 km/h for 52 min is 52 km; 28 min less 25 leave 36 s for each answer, and a relay takes two minutes
        (60, 2, -1440, Mend(24_000, None)),
        # 28 km at 100 km/h are 16 min 48 s, less than acting takes
        (100, 1, -2112, Mend(58_667, None)),
    ],
)
def test_where_time_runs_out_and_what_would_mend_it(
    speed: float, runs_out: int | None, spare_s: float, mend: Mend | None
) -> None:
    found = bar(FIRST, HALT, kmh(speed), NOTHING_DRAWN)
    assert (found.runs_out, found.mend) == (runs_out, mend)
    assert found.spare_s == pytest.approx(spare_s, abs=1e-6)


def test_a_ladder_that_is_through_as_they_arrive_fits_and_rounding_does_not_matter() -> None:
    rungs = FIRST[:4]  # 42 min, as the way at 40 km/h, which is no round number of metres a second
    found = bar(rungs, HALT, kmh(40), np.empty((0, 4)))
    assert (found.runs_out, found.mend) == (None, None)
    assert bar(rungs, Mark("a metre less", 27_999), kmh(40), np.empty((0, 4))).runs_out == 3


def test_every_try_takes_its_own_time() -> None:
    twice = Block("contact", RungKind.CONTACT, 60, 120, tries=2)
    assert ends_s((twice, twice)) == (360, 720)
    drawn = seeded((twice,))
    assert drawn.min() > 120, "the first try waits all of its time for an answer that does not come"
    assert drawn.max() < 360


def test_drawn_times_are_triangular_between_nothing_and_the_deadline() -> None:
    (ends,) = seeded((Block("inform", RungKind.INFORM, 300, 1),), 200_000).T
    # of a symmetric triangle on [0, 300]: mean 150, deviation 300 / sqrt(24), a tenth below 300 sqrt(0.05)
    assert ends.mean() == pytest.approx(150.5, abs=0.5)
    assert ends.std() == pytest.approx(300 / 24**0.5, abs=0.5)
    assert np.percentile(ends, 10) == pytest.approx(300 * 0.05**0.5 + 0.5, abs=1)
    assert ends.min() >= 0
    assert ends.max() <= 301


def test_blocks_are_drawn_one_after_another_and_not_from_one_another() -> None:
    ends = seeded(FIRST)
    assert (np.diff(ends, axis=1) >= 0).all()
    each = np.diff(ends, axis=1, prepend=0)
    apart = np.corrcoef(each.T) - np.eye(len(FIRST))
    assert np.abs(apart).max() < 0.05


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    assert (seeded(FIRST) == seeded(FIRST)).all()
    assert (seeded(FIRST, seed=2) != seeded(FIRST)).any()


def test_drawn_cases_are_counted_by_the_block_in_which_time_runs_out() -> None:
    drawn = np.array(
        [[600.0, 1000, 1500, 1600, 1680], [1, 2, 3, 4, 1681], [1681, 1682, 1683, 1684, 1685], [1, 2, 3, 4, 5]]
    )
    assert bar(FIRST, HALT, kmh(60), drawn).drawn == (1, 0, 0, 0, 1, 2)


SITE = Mark("site", 55_000)


def test_who_is_asked_so_long_after_the_line_needs_as_long_to_leave() -> None:
    mirror = asked(FIRST, kmh(40), SITE, halt_s=60)
    assert [(one.block.name, one.asked_s, one.leave_s) for one in mirror] == [
        ("inform", 300, 300),
        ("contact", 900, 900),
        ("relay", 1500, 1500),
        ("offer", 2220, 2220),
    ]
    assert [one.too_short_to_leave for one in mirror] == [False, True, True, True]
    assert not any(one.too_short_to_halt for one in mirror)
    assert [one.too_short_to_halt for one in asked(FIRST, kmh(40), SITE, halt_s=301)] == [True, True, False, True]


def test_nobody_needs_longer_to_leave_than_it_is_from_the_site() -> None:
    mirror = asked(FIRST, kmh(36), Mark("site", 4000), halt_s=60)  # 4 km at 10 m/s
    assert [one.leave_s for one in mirror] == [300, 400, 400, 400]
    assert [one.too_short_to_leave for one in mirror] == [False, True, False, True]


def test_what_asks_nothing_of_them_has_no_mirror() -> None:
    ours = (Block("protect", RungKind.PROTECT, 60, 60), Block("question", RungKind.QUESTION, 60, 60))
    assert asked(ours, kmh(40), SITE, halt_s=60) == ()


@pytest.mark.parametrize(
    ("mark", "speed"), [(Mark("outer", -5), kmh(5)), (Mark("line", 0), kmh(5)), (HALT, Speed("0 kn", 0.0))]
)
def test_there_is_no_time_to_what_lies_before_the_line_or_at_no_speed(mark: Mark, speed: Speed) -> None:
    with pytest.raises(ValueError, match="no time can be told"):
        bar(FIRST, mark, speed, NOTHING_DRAWN)


def test_percentiles_of_nothing_are_nothing() -> None:
    assert budget.percentiles(np.array([])) == ()
    assert budget.percentiles(np.array([5.0])) == (5, 5, 5)
