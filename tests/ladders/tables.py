"""The whole table of a ladder as text, a line a row; run as a script, it writes those that are kept anew.

Read what changed in them before you keep it: each line is what an incident does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ladder_faults import SOUND

from standoff.incidents.ladder import SHIPPED, read_ladder, shipped_ladder
from standoff.incidents.places import explore

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.places import Place, Signal

FOLDER: Final = Path(__file__).parent / "tables"
KEPT: Final = {**{name: shipped_ladder(name) for name in SHIPPED}, "sound": read_ladder(SOUND["ladder"], "sound.toml")}
"""Ladders whose tables are written down: those that come with the package, and the sound one of these tests."""


def table_of(ladder: Ladder) -> str:
    """Every row of a ladder: where it stands, what happens, where that leads."""
    rows = [
        f"{_place(ladder, row.place)} | {_signal(row.signal)} | {_place(ladder, row.to)}" for row in explore(ladder)
    ]
    return "\n".join(rows) + "\n"


def _place(ladder: Ladder, place: Place) -> str:
    stood = f" in {place.before}" if place.before else ""
    return f"{place.phase}{stood} {ladder.rungs[place.rung].id} {place.turn}"


def _signal(signal: Signal) -> str:
    return f"{signal.event} {signal.of}".strip() + (" unmet" if signal.unmet else "")


if __name__ == "__main__":
    for kept, ladder in KEPT.items():
        (FOLDER / f"{kept}.txt").write_text(table_of(ladder), "utf-8")
