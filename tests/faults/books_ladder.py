"""What a ladder says, read from the entry that put it in force: plain JSON, and a second reading of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from books import Line


def place_of(ladder: Line, name: str) -> int | None:
    """The place of a rung, from 0; None for what is no rung."""
    return next((place for place, rung in enumerate(ladder["rungs"]) if rung["id"] == name), None)


def takes_a_decision(rung: Line) -> bool:
    """Whether nobody gets to a rung without an authority."""
    return rung["kind"] == "question" or rung["approval"] is not None


def next_of(ladder: Line, place: int) -> int | None:
    """The rung that time leads to when no answer came; None where it leads to a choice of the watch."""
    named = ladder["rungs"][place]["next"]
    if named:
        return place_of(ladder, named)
    below = ladder["rungs"][place + 1 : place + 2]
    return place + 1 if below and not takes_a_decision(below[0]) else None


def on_answer(ladder: Line, place: int, kind: str) -> int | None:
    """The rung that an answer leads to; None where it leads to a choice of the watch."""
    return place_of(ladder, ladder["rungs"][place]["on"].get(kind, "choose"))


def waits_s(ladder: Line, phase: str, place: int) -> int | None:
    """For how long somebody is waited for in a phase, seconds; None where a decision says it."""
    rungs = ladder["rungs"]
    questions = [at for at, rung in enumerate(rungs) if rung["kind"] == "question"]
    asked = next((at for at in questions if at >= place), questions[-1])
    return {
        "act": rungs[place]["act_s"],
        "answer": rungs[place]["answer_s"],
        "choose": ladder["choose_s"],
        "stands": ladder["pause"]["look_s"],
        "asked": rungs[asked]["answer_s"],
        "ending": ladder["ends"]["close_s"],
    }.get(phase)
