"""A small record on disk, for tests that ask for one by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from record_in_hand import written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The record's folder, sealed."""
    written(tmp_path)
    return tmp_path / "record"


@pytest.fixture
def opened(closed: Path) -> Path:
    """The same without its seal: only what it says can be checked."""
    (closed / "SEAL").unlink()
    return closed
