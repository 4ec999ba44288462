"""Where the real data lies, and what a run does without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of real data are left out by name where the data is not there; under CI they fail instead."""
    if SHARED.is_dir() or os.environ.get("CI") == "true":
        return
    missing = pytest.mark.skip(reason=f"no real data at {SHARED}: set STANDOFF_DATA to its folder")
    for item in items:
        if "data" in item.keywords:
            item.add_marker(missing)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real data."""
    assert SHARED.is_dir(), f"no real data at {SHARED}: set STANDOFF_DATA to its folder"
    return SHARED
