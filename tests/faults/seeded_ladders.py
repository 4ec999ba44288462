"""The ladders of the simulation."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from standoff.incidents.ladder import SHIPPED, read_ladder, shipped_ladder

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder


@functools.cache
def ladders() -> tuple[Ladder, ...]:
    """Ladders of which one is in force: those that come with standoff, and one that has every part there is."""
    text = Path(__file__).with_name("seeded.toml").read_text()
    seeded = read_ladder(text, "seeded.toml")
    later = msgspec.structs.replace(seeded, version=2, choose_s=247, acknowledge_s=127)
    return (*(shipped_ladder(name) for name in SHIPPED), seeded, seeded, later)
