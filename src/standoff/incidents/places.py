"""Where a ladder leads: one step from a place, and the whole table of a ladder, explored from where incidents begin.

Theory of operation. A place is what matters of an incident to its ladder: the phase (`table`), the rung, how often that
rung has come up, and while it stands, the phase that it stands in. A signal is an event of `table`, with what makes a
difference to where it leads: the rung of an attempt or approval, the kind of an answer, and for time whether the next
rung applies. `follow` gives the place that a signal leads to: `table` says the phase, the ladder the rung. A running
incident is moved by `follow`, and `explore` follows every signal from every place that can be reached: what is checked
and drawn is therefore what runs.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.incidents.conditions import Cause
from standoff.incidents.ladder import CHOOSE, STEP_DOWN, RungKind
from standoff.incidents.table import TABLE, Event, Phase, Target
from standoff.model.acts import AnswerKind, DecisionKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.incidents.ladder import Ladder

UNMET: Final = "unmet"
"""Of time and answers: the rung that they lead to does not apply now."""


class Place(NamedTuple):
    """Where an incident stands on its ladder.

    Attributes:
        phase: see `table`.
        rung: place of the rung in the ladder, from 0.
        turn: how often it has come up, from 1.
        before: while deadlines stand, the phase that they stand in; else None.
    """

    phase: Phase
    rung: int = 0
    turn: int = 1
    before: Phase | None = None


class Signal(NamedTuple):
    """What happens: an event, the rung or the kind of answer that it is of, and whether what it leads to applies."""

    event: Event
    of: str = ""
    unmet: bool = False


class Row(NamedTuple):
    """One row of a ladder's table."""

    place: Place
    signal: Signal
    to: Place


def follow(ladder: Ladder, place: Place, signal: Signal) -> Place | None:
    """The place that a signal leads to; None where it moves nothing.

    Args:
        ladder: the ladder of the incident.
        place: where it stands.
        signal: what happens; the rung that it names is one of the ladder's, or empty for an attempt on none.
    """
    target = TABLE.get((place.phase, signal.event))
    if target is None or isinstance(target, Target):
        return None if target is None else _by_ladder(ladder, place, signal, target)
    stands_in = (place.before or place.phase) if target is Phase.STANDS else None
    return Place(target, place.rung, place.turn, stands_in)


def _by_ladder(ladder: Ladder, place: Place, signal: Signal, target: Target) -> Place | None:
    match target:
        case Target.NEXT_RUNG:
            return _towards(ladder, place, _by_time(ladder, place), unmet=signal.unmet)
        case Target.ANSWERED:
            return _towards(ladder, place, _by_answer(ladder, place, signal), unmet=signal.unmet)
        case Target.THAT_RUNG:
            return _that_rung(ladder, place, signal)
        case Target.AS_BEFORE:
            return _as_before(ladder, place)


def _as_before(ladder: Ladder, place: Place) -> Place:
    """The place in which it began to stand; a rung that was approved before they halted is not entered once more.

    One decision authorises one transition, and was bound to what was seen then (invariant 3).
    """
    anew = place.before is Phase.ACT and ladder.rungs[place.rung].takes_a_decision
    return Place(Phase.CHOOSE if anew else place.before or Phase.CHOOSE, place.rung, place.turn)


def leads_to(ladder: Ladder, place: Place, signal: Signal) -> str:
    """What time or an answer names as the way on: the id of a rung, `choose` or `step_down`."""
    return _by_answer(ladder, place, signal) if signal.event is Event.ANSWER else _by_time(ladder, place)


def _that_rung(ladder: Ladder, place: Place, signal: Signal) -> Place | None:
    """The rung of an attempt or approval; one that takes a decision is tried only where that has entered it.

    An attempt on no rung is one more of the rung that it stands on.
    """
    found = ladder.place_of(signal.of)
    rung = place.rung if found is None else found
    turn = place.turn if rung == place.rung else 1
    if signal.event is Event.APPROVE:
        return Place(Phase.ACT, rung)
    entered = rung == place.rung and place.phase in {Phase.ACT, Phase.ANSWER}
    if ladder.rungs[rung].takes_a_decision and not entered:
        return None
    return Place(Phase.ANSWER, rung, turn)


def _by_time(ladder: Ladder, place: Place) -> str:
    """The rung again while it has tries left, then where it says."""
    rung = ladder.rungs[place.rung]
    return rung.id if place.turn < rung.tries else ladder.next_of(place.rung)


def _by_answer(ladder: Ladder, place: Place, signal: Signal) -> str:
    """Where an answer leads; to the same rung again as time does."""
    to = ladder.on_answer(place.rung, AnswerKind(signal.of))
    return _by_time(ladder, place) if to == ladder.rungs[place.rung].id else to


def _towards(ladder: Ladder, place: Place, to: str, *, unmet: bool) -> Place:
    """A rung, where it applies; else the watch chooses."""
    rung = None if to in {CHOOSE, STEP_DOWN} else ladder.place_of(to)
    if rung is None or (unmet and ladder.rungs[rung].when is not None):
        return Place(Phase.CHOOSE, place.rung, place.turn)
    if ladder.rungs[rung].kind is RungKind.QUESTION:
        return Place(Phase.ASKED, rung)
    if rung != place.rung:
        return Place(Phase.ACT, rung)
    return Place(Phase.ACT, rung, min(place.turn + 1, ladder.rungs[rung].tries))


def begins(ladder: Ladder) -> Iterator[tuple[str, Place]]:
    """The places in which incidents of a ladder begin, each with how it came to that."""
    for cause in ladder.opens.on:
        yield _BEGUN[cause], Place(Phase.ACT)
    yield "they call, urgent, and it is passed at once", Place(Phase.ASKED)


def signals(ladder: Ladder) -> list[Signal]:
    """Everything that can happen to an incident of a ladder."""
    rungs = [rung for rung in ladder.rungs if rung.kind is not RungKind.QUESTION]
    approved = [rung for rung in rungs if rung.approval is not None and Role.AUTHORITY in rung.approval.by]
    plain = set(Event) - {Event.ATTEMPT, Event.ANSWER, Event.DUE, Event.APPROVE}
    return [
        *(Signal(event) for event in Event if event in plain),
        *(Signal(Event.DUE, "", unmet) for unmet in (False, True)),
        *(Signal(Event.ANSWER, kind.value, unmet) for kind in AnswerKind for unmet in (False, True)),
        *(Signal(Event.ATTEMPT, rung.id) for rung in rungs),
        *(Signal(Event.APPROVE, rung.id) for rung in approved),
    ]


def _given(ladder: Ladder, place: Place, signal: Signal) -> bool:
    """Whether a signal can come: the ladder names roles for it, and movement for a halt."""
    match signal.event:
        case Event.ANSWER:
            return bool(ladder.rungs[place.rung].judged.by)
        case Event.RESUME:
            return bool(ladder.pause.resumed_by)
        case Event.CLOSE:
            return bool(ladder.ends.by)
        case Event.STAND:
            return bool(ladder.pause.on)
        case Event.HOLD | Event.GO_ON | Event.DRAW_BACK | Event.STEP_DOWN:
            return bool(ladder.decides.get(DecisionKind(signal.event.value)))
        case _:
            return True


def explore(ladder: Ladder) -> list[Row]:
    """Every row of every place that can be reached, the nearest to the beginning first."""
    alphabet = signals(ladder)
    rows: list[Row] = []
    waiting = deque(dict.fromkeys(place for _, place in begins(ladder)))
    seen = set(waiting)
    while waiting:
        place = waiting.popleft()
        for signal in alphabet:
            to = follow(ladder, place, signal) if _given(ladder, place, signal) else None
            if to is None or (signal.unmet and to == follow(ladder, place, signal._replace(unmet=False))):
                continue
            rows.append(Row(place, signal, to))
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    return rows


_BEGUN: Final = {
    Cause.CROSSING: "a track crosses in",
    Cause.SIGHTING: "somebody sees them",
    Cause.CALL: "they call",
    Cause.HAND: "a person opens it",
}
