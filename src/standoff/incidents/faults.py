"""Faults of a ladder: what is wrong, where in the file, and the shortest path to it in words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from standoff.incidents.places import Place, Row, Signal, begins, explore
from standoff.incidents.table import Event, Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.incidents.ladder import Ladder


class FaultKind(StrEnum):
    """What is wrong with a ladder; docs/reference/ladder.md has each with what mends it."""

    AUTHORITY_SKIPPED = "authority-skipped"
    """A rung that takes a decision can be entered without the authority."""
    BY_TIMEOUT = "by-timeout"
    """A rung that takes a decision, or the question itself, is reached by time alone."""
    PUT_BY_NOBODY = "put-by-nobody"
    """The question is put by an answer and by no person."""
    NO_OFF_RAMP = "no-off-ramp"
    """There is no way back: not offered, not led to, or nobody may take it."""
    NO_PAUSE = "no-pause"
    """Deadlines go on upwards while they halt or draw away."""
    UNREACHABLE = "unreachable"
    """A rung that nothing in the ladder leads to, or that never applies."""
    WAITS_FOR_NOBODY = "waits-for-nobody"
    """An incident can stand where nobody is waited for."""
    ENDLESS = "endless"
    """Time and answers can lead round for ever without anybody having to choose."""
    NOBODY_MAY_ANSWER = "nobody-may-answer"
    """An answer or a decision that nobody may give."""
    NOBODY_HOLDS = "nobody-holds"
    """A role that nobody on the roster holds."""
    TOO_SHORT = "too-short"
    """A deadline that is shorter than answering or complying takes."""
    NEVER_TOLD = "never-told"
    """A rung warns somebody of a zone that they were never told of."""
    FORCE = "force"
    """Words of force: it is reported as a fact, and is no rung."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault.

    Attributes:
        kind: what is wrong.
        where: the field at fault, such as `rungs[2].on.refused`.
        says: it in a sentence, with what mends it.
        path: the shortest way to it, step by step, from how the incident begins.
    """

    kind: FaultKind
    where: str
    says: str
    path: tuple[str, ...] = ()


class Explored:
    """A ladder with every place that can be reached, and the shortest way to each.

    Attributes:
        ladder: the ladder.
        rows: every row of its table, the nearest to the beginning first.
        places: every place, the nearest first.
    """

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.rows: list[Row] = explore(ladder)
        self._begins: dict[Place, str] = {}
        for words, place in begins(ladder):
            self._begins.setdefault(place, words)
        self._from: dict[Place, Row] = {}
        for row in self.rows:
            if row.to not in self._begins:
                self._from.setdefault(row.to, row)
        self.places: list[Place] = [*self._begins, *self._from]

    def path_to(self, place: Place) -> tuple[str, ...]:
        """How an incident comes to a place: how it begins, then each signal in words."""
        steps: list[str] = []
        while place not in self._begins:
            row = self._from[place]
            steps.append(signal_words(self.ladder, row))
            place = row.place
        return (self._begins[place], *reversed(steps))

    def path_along(self, row: Row) -> tuple[str, ...]:
        """How an incident comes to a row, and what the row is."""
        return (*self.path_to(row.place), signal_words(self.ladder, row), f"=> {place_words(self.ladder, row.to)}")

    def path_round(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """How an incident comes to the first of some rows that lead round, and then round."""
        words = [signal_words(self.ladder, row) for row in rows]
        return (*self.path_to(rows[0].place), *words, f"=> {place_words(self.ladder, rows[0].place)}, and so on")

    def first(self, phase: Phase, rung: int | None = None) -> Place | None:
        """The nearest place of a phase, of a rung if one is named."""
        found = (p for p in self.places if p.phase is phase and (rung is None or p.rung == rung))
        return next(found, None)

    def put(self, question: int) -> Place | None:
        """The nearest place in which the authority has that question."""
        asked = (p for p in self.places if p.phase is Phase.ASKED)
        return next((place for place in asked if self.ladder.question_for(place.rung) == question), None)


def place_words(ladder: Ladder, place: Place) -> str:
    """A place in words."""
    rung = ladder.rungs[place.rung].id
    return {
        Phase.ACT: f"rung {rung!r} is to be tried",
        Phase.ANSWER: f"an answer on {rung!r} is waited for",
        Phase.CHOOSE: "the watch chooses",
        Phase.STANDS: "deadlines stand",
        Phase.ASKED: "the authority has the question",
        Phase.HELD: "it is held",
        Phase.ENDING: "it is stepped down",
        Phase.CLOSED: "it is closed",
    }[place.phase]


def signal_words(ladder: Ladder, row: Row) -> str:
    """What happens in a row, in words."""
    signal, rung = row.signal, ladder.rungs[row.place.rung]
    if signal.event is Event.DUE and row.place.phase is Phase.ANSWER:
        words = f"no answer on {rung.id!r}" + (f" in {rung.answer_s} s" if rung.answer_s else "")
    elif signal.event is Event.DUE:
        words = f"time runs out while {place_words(ladder, row.place)}"
    elif signal.event is Event.ANSWER:
        words = f"the answer on {rung.id!r} is {signal.of!r}"
    else:
        words = _WORDS[signal.event].format(signal.of)
    return f"{words}, and the rung that follows does not apply" if signal.unmet else words


def tried(ladder: Ladder, place: Place) -> Signal:
    """The signal by which the rung of a place is tried."""
    return Signal(Event.ATTEMPT, ladder.rungs[place.rung].id)


_WORDS = {
    Event.ATTEMPT: "rung {!r} is tried",
    Event.ASK: "a person puts the question to the authority",
    Event.HOLD: "it is decided to hold",
    Event.GO_ON: "it is decided to go on",
    Event.DRAW_BACK: "it is decided to draw back",
    Event.APPROVE: "rung {!r} is approved",
    Event.STEP_DOWN: "it is decided to step down",
    Event.RESUME: "a person starts the deadlines again",
    Event.CLOSE: "a person closes it",
    Event.REOPEN: "a person opens it again",
    Event.STAND: "they halt or draw away",
    Event.MOVE_ON: "they come nearer again",
    Event.JOIN: "another crosses in",
}
