"""The test of the test: each planted bug is found, within a few seeds."""

from __future__ import annotations

from typing import Final

import pytest
from planted import PLANTS
from test_seeds import play

WITHIN: Final = 200


@pytest.mark.parametrize("bug", PLANTS)
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for plant in PLANTS[bug]:
        plant.into(monkeypatch)
    with pytest.raises((AssertionError, ValueError, KeyError)):  # noqa: PT012 - any of the seeds finds it
        for seed in range(WITHIN):
            play(seed)
