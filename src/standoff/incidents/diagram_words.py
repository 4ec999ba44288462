"""Words of a drawn ladder: how long, under which condition, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.ladder import Sign
from standoff.incidents.table import Event, Phase
from standoff.model.acts import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.incidents.conditions import Condition
    from standoff.incidents.ladder import Ladder, Rung
    from standoff.incidents.places import Place, Signal

_KM_M: Final = 1000
LISTED: Final = 3
"""Answers that let the watch choose are named up to so many; more are `any other answer`."""


def duration(seconds: int) -> str:
    """A length of time as people say it: `45 s`, `5 min`, `1 h 30 min`."""
    minutes, rest_s = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest_s, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def distance(metres: int) -> str:
    """A length as people say it: `500 m`, `27 km`."""
    return f"{metres / _KM_M:g} km" if metres >= _KM_M else f"{metres} m"


def applies(when: Condition) -> str:
    """A condition in words."""
    to_ring = f"ring {when.to_ring}" if when.to_ring else "the site"
    parts = [
        f"they are into ring {when.ring}" if when.ring else "",
        _of("somebody is deeper than {}", when.depth_over_m, distance),
        _of("somebody is nearer than {}", when.range_under_m, distance),
        _of("nobody is nearer than {}", when.range_over_m, distance),
        _of("they close at more than {} m/s", when.closing_over_mps, str),
        _of(f"they are within {{}} of {to_ring}", when.time_to_ring_under_s, duration),
        _of("they are more than {}", when.group_over, str),
        f"somebody is known to be there ({when.present})" if when.present else "",
        f"a track is at least {when.integrity}" if when.integrity else "",
        f"it began by {' or '.join(when.causes)}" if when.causes else "",
    ]
    return " and ".join(filter(None, parts))


def _of(words: str, value: int | None, shown: Callable[[int], str]) -> str:
    return "" if value is None else words.format(shown(value))


def approval(rung: Rung) -> str:
    """Who approves a rung, in words; empty where nobody has to."""
    given = rung.approval
    if given is None:
        return ""
    by = " or ".join(given.by)
    return f"approved by two of {by}" if given.persons > 1 else f"approved by {by}"


def judged(rung: Rung) -> str:
    """The movement that shows that a rung did what it was for, in words; empty where there is none."""
    signs = {Sign.HALTED: "they halt", Sign.TURNED: "they draw away", Sign.LEFT: "they are outside"}
    return "" if rung.judged.sign is None else f"{signs[rung.judged.sign]} for {duration(rung.judged.lasting_s)}"


def late(ladder: Ladder, place: Place) -> str:
    """What it is that time runs out, in words."""
    rung = ladder.rungs[place.rung]
    if place.phase is Phase.HELD:
        return "the hold ends"
    often = {1: "", 2: ", twice"}.get(rung.tries, f", {rung.tries} times")
    return f"no answer in {duration(rung.answer_s or 0)}{often}"


def answered(kinds: Sequence[AnswerKind], *, chooses: bool) -> str:
    """Answers in words; many that let the watch choose are `any other answer`."""
    if len(kinds) == len(AnswerKind):
        return "any answer"
    if chooses and len(kinds) > LISTED:
        return "any other answer"
    return ", ".join(kind.value.replace("_", " ") for kind in kinds)


def happens(ladder: Ladder, signal: Signal) -> str:
    """What a person or movement does, in words."""
    place = ladder.place_of(signal.of)
    if signal.event is Event.APPROVE and place is not None:
        return approval(ladder.rungs[place])
    return _HAPPENS[signal.event]


_HAPPENS: Final = {
    Event.ATTEMPT: "tried by a person",
    Event.ASK: "put to the authority",
    Event.HOLD: "decided to hold",
    Event.GO_ON: "decided to go on",
    Event.DRAW_BACK: "decided to draw back",
    Event.STEP_DOWN: "decided to step down",
    Event.RESUME: "started again by a person",
    Event.CLOSE: "closed by a person",
    Event.REOPEN: "opened again by a person",
    Event.STAND: "they halt or draw away",
    Event.MOVE_ON: "they come nearer again",
    Event.JOIN: "another crosses in",
}
