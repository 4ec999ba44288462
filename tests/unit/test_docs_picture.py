"""The pictures of README and of the pages on cells and on the budget are what the code draws today."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import _budget_picture  # noqa: E402 - found by the line above
import _cells_picture  # noqa: E402 - likewise
import _picture  # noqa: E402 - likewise


def same(drawn: str, committed: str, target: str) -> bool:
    """Whether two pictures are the same but for a quarter of a pixel, after rounding by another build of a library."""
    number = r"-?\d+(?:\.\d+)?"
    assert re.sub(number, "#", drawn) == re.sub(number, "#", committed), f"draw it anew: make {target}"
    return bool(np.abs(np.array(_picture.figures(drawn)) - np.array(_picture.figures(committed))).max() < 0.25)


def test_the_committed_picture_is_the_one_that_is_drawn_from_the_scenario() -> None:
    drawn = _picture.drawn([_picture.course(variant) for variant in _picture.COLOURS])
    assert same(drawn, _picture.PICTURE.read_text(), "picture")


def test_the_committed_picture_of_the_budget_is_the_one_that_is_drawn_from_the_example() -> None:
    assert same(_budget_picture.drawn(), _budget_picture.PICTURE.read_text(), "budget-picture")


@pytest.mark.data
def test_the_committed_picture_of_cells_is_the_one_that_is_drawn_from_the_swiss_zone() -> None:
    drawn = _cells_picture.drawn(_cells_picture.zone())
    assert same(drawn, _cells_picture.PICTURE.read_text(), "cells-picture")
    assert len(drawn) < 300_000


def test_without_the_real_data_the_picture_of_cells_is_left_out_and_the_reason_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_cells_picture, "SWISS", tmp_path / "nowhere.json.gz")
    with pytest.raises(SystemExit, match=r"no Swiss geozones at .*nowhere.*: set STANDOFF_DATA"):
        _cells_picture.zone()
