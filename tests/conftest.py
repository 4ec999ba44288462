"""Where the real data and the browser are, and what a run does without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM = Path(os.environ.get("STANDOFF_CHROMIUM", "/usr/bin/chromium"))
NEEDS = {
    "data": (SHARED.is_dir(), f"no real data at {SHARED}: set STANDOFF_DATA to its folder"),
    "browser": (CHROMIUM.is_file(), f"no browser at {CHROMIUM}: install chromium, or set STANDOFF_CHROMIUM"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of what is not on this machine are left out by name; under CI they fail instead."""
    if os.environ.get("CI") == "true":
        return
    for need, (is_there, reason) in NEEDS.items():
        for item in items:
            if need in item.keywords and not is_there:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real data."""
    is_there, reason = NEEDS["data"]
    assert is_there, reason
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser."""
    is_there, reason = NEEDS["browser"]
    assert is_there, reason
    return CHROMIUM
