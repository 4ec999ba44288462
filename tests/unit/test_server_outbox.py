"""How long the outbox waits between tries: longer each time, within bounds, and never all channels at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.server.outbox import FIRST_PAUSE_S, LONGEST_PAUSE_S, pause_s


@pytest.mark.parametrize(
    ("tries", "chance", "expected_s"), [(1, 0.0, 0.5), (1, 1.0, 1.0), (2, 1.0, 2.0), (5, 0.5, 12.0), (6, 1.0, 30.0)]
)
def test_a_pause_doubles_from_a_second_and_is_drawn(tries: int, chance: float, expected_s: float) -> None:
    assert pause_s(tries, chance) == expected_s


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_a_pause_has_bounds(tries: int, chance: float) -> None:
    assert FIRST_PAUSE_S / 2 <= pause_s(tries, chance) <= LONGEST_PAUSE_S
