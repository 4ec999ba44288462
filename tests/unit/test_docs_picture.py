"""The picture of README is what the code draws today."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import _picture  # noqa: E402 - found by the line above


def test_the_committed_picture_is_the_one_that_is_drawn_from_the_scenario() -> None:
    committed = _picture.PICTURE.read_text()
    drawn = _picture.drawn([_picture.course(variant) for variant in _picture.COLOURS])
    number = r"-?\d+(?:\.\d+)?"
    assert re.sub(number, "#", drawn) == re.sub(number, "#", committed), "draw it anew: make picture"
    # a tenth of a pixel is thirty metres: another build of PROJ or numpy may round one differently
    assert np.abs(np.array(_picture.figures(drawn)) - np.array(_picture.figures(committed))).max() < 0.25
