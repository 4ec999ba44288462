"""Every row of the tables of ladders is written down: none can be changed, added or lost without being read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest
from rehearsal import Rehearsal
from tables import FOLDER, KEPT, table_of

from standoff.incidents import places
from standoff.incidents.places import Place, explore, follow
from standoff.incidents.table import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearsal import Key

    from standoff.incidents.ladder import Ladder
    from standoff.incidents.places import Signal

EVERY_PLACE: Final = os.environ.get("STANDOFF_LADDER_MUTANTS") == "all"
"""In the campaign each row is led to every other place; else to one other."""


@pytest.mark.parametrize("name", KEPT)
def test_the_table_of_a_ladder_is_as_it_is_written_down(name: str) -> None:
    written = FOLDER / f"{name}.txt"
    assert written.is_file(), "python tests/ladders/tables.py writes it; read it, row by row"
    assert table_of(KEPT[name]).splitlines() == written.read_text("utf-8").splitlines()


def test_no_table_is_written_down_of_a_ladder_that_is_none() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_a_desk_goes_where_the_table_says(name: str) -> None:
    """Ways that the real desk went, played by itself: time, answers, attempts, approvals."""
    ladder = KEPT[name]
    known = {(row.place, row.to) for row in explore(ladder)}
    gone = {(_place(way.begin), _place(way.to)) for way in Rehearsal(ladder).ways}
    assert len(gone) > 10
    assert gone <= known


def _place(key: Key) -> Place:
    return Place(Phase(key.phase), key.rung, key.turn, Phase(key.stood) if key.stood else None)


def _mutant(place: Place, signal: Signal, other: Place) -> Callable[[Ladder, Place, Signal], Place | None]:
    """`follow` with one row that leads elsewhere."""

    def mutated(ladder: Ladder, begin: Place, what: Signal) -> Place | None:
        return other if (begin, what) == (place, signal) else follow(ladder, begin, what)

    return mutated


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_no_single_row_can_lead_elsewhere_unseen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the test: a row of the table led to another place gives another table than the one written down."""
    ladder = KEPT[name]
    rows = explore(ladder)
    others = list(dict.fromkeys(row.to for row in rows))
    written = (FOLDER / f"{name}.txt").read_text("utf-8")
    survivors: list[tuple[Place, Signal, Place]] = []
    for number, row in enumerate(rows):
        elsewhere = [place for place in others if place != row.to]
        for other in elsewhere if EVERY_PLACE else elsewhere[number % len(elsewhere) :][:1]:
            with monkeypatch.context() as patched:
                patched.setattr(places, "follow", _mutant(row.place, row.signal, other))
                if table_of(ladder) == written:
                    survivors.append((row.place, row.signal, other))
    assert len(rows) > 100
    assert survivors == []
