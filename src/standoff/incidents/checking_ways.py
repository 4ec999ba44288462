"""Checks of where a ladder leads: to every rung, back from every rung, and never round for ever."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from standoff.incidents.faults import Fault, FaultKind, tried
from standoff.incidents.ladder import CHOOSE, STEP_DOWN, RungKind
from standoff.incidents.places import Place, Row, begins
from standoff.incidents.table import Event, Phase
from standoff.model.acts import AnswerKind, DecisionKind, Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.incidents.faults import Explored
    from standoff.incidents.ladder import Ladder, Rung

_GOOD_ENDS = {Disposition.TURNED_BACK, Disposition.DREW_OFF, Disposition.HALTED}


def ways_to(known: Explored) -> Iterator[Fault]:
    """Every rung is led to, and can apply."""
    ladder = known.ladder
    if not ladder.opens.on:
        says = "Nothing opens an incident: name causes in opens.on"
        yield Fault(kind=FaultKind.UNREACHABLE, where="opens.on", says=says)
        return
    reached = _reached(known)
    for place, rung in enumerate(ladder.rungs):
        if place not in reached:
            below = ladder.rungs[place - 1].id
            says = f"Nothing leads to rung {rung.id!r}: neither time, nor an answer, nor what a question offers"
            path = (*_path_of(known, place - 1), f"=> from {below!r} time leads to {ladder.next_of(place - 1)!r}")
            yield Fault(kind=FaultKind.UNREACHABLE, where=f"rungs[{place}]", says=says, path=path)
        elif (never := _never(ladder, rung)) is not None:
            field, why = never
            says = f"Rung {rung.id!r} never applies: {why}"
            where = f"rungs[{place}].when.{field}"
            yield Fault(kind=FaultKind.UNREACHABLE, where=where, says=says, path=_path_of(known, place))


def _path_of(known: Explored, rung: int) -> tuple[str, ...]:
    found = known.first(Phase.ACT, rung) or known.first(Phase.ANSWER, rung)
    return known.path_to(found) if found else ()


def _own(known: Explored) -> list[Row]:
    """Rows of what a ladder leads to by itself: time, answers, and trying the rung that is waited for."""
    wanted = {Event.DUE, Event.ANSWER}
    return [r for r in known.rows if r.signal.event in wanted or (r.signal == tried(known.ladder, r.place))]


def _reached(known: Explored) -> set[int]:
    """Rungs that are led to: by the ladder itself, by what a question offers, questions from what is reached."""
    ladder, rows = known.ladder, _own(known)
    offers = any(
        rung.kind is RungKind.QUESTION and (not rung.options or DecisionKind.APPROVE in rung.options)
        for rung in ladder.rungs
    )
    seen = {place for _, place in begins(ladder)}
    if offers:
        seen |= {r.to for r in known.rows if r.signal.event is Event.APPROVE}
    while new := {row.to for row in rows if row.place in seen} - seen:
        seen |= new
    rungs = {place.rung for place in seen if place.phase is not Phase.ASKED}
    return rungs | {ladder.question_for(rung) for rung in rungs}


def _never(ladder: Ladder, rung: Rung) -> tuple[str, str] | None:
    """The field of a condition that cannot hold, and why; None where all of it can."""
    when = rung.when
    if when is None:
        return None
    under_m, over_m = when.range_under_m, when.range_over_m
    if under_m is not None and over_m is not None and under_m <= over_m:
        return "range_under_m", f"nobody is nearer than {under_m} m while nobody is nearer than {over_m} m"
    if under_m == 0:
        return "range_under_m", "nobody is nearer than 0 m"
    if when.causes and not set(when.causes) & set(ladder.opens.on):
        return "causes", "no incident starts from any of these"
    return None


def ways_back(known: Explored) -> Iterator[Fault]:
    """At every rung there is a way back, what they do right leads there, and somebody may take it."""
    ladder, kind = known.ladder, FaultKind.NO_OFF_RAMP
    for place, rung in enumerate(ladder.rungs):
        path = _path_of(known, place)
        if not rung.off_ramp.strip():
            says = f"Rung {rung.id!r} offers no way back: say in off_ramp what it is"
            yield Fault(kind=kind, where=f"rungs[{place}].off_ramp", says=says, path=path)
        to = ladder.on_answer(place, AnswerKind.COMPLIED)
        if to not in {CHOOSE, STEP_DOWN}:
            row = next((r for r in known.rows if r.place.rung == place and r.signal.of == AnswerKind.COMPLIED), None)
            says = f"They do what was asked on {rung.id!r}, and it leads on to {to!r}: lead to 'step_down' or 'choose'"
            where = f"rungs[{place}].on.complied"
            yield Fault(kind=kind, where=where, says=says, path=known.path_along(row) if row else path)
        if rung.kind is RungKind.QUESTION and rung.options:
            yield from _options(known, place, rung)
    start = known.path_to(known.places[0]) if known.places else ()
    if not ladder.decides.get(DecisionKind.STEP_DOWN):
        says = "Nobody may step down: name roles in decides.step_down"
        yield Fault(kind=kind, where="decides.step_down", says=says, path=start)
    if not _GOOD_ENDS & set(ladder.ends.dispositions):
        says = "No incident can be closed as turned back, drawn off or halted: name one in ends.dispositions"
        yield Fault(kind=kind, where="ends.dispositions", says=says, path=start)


def _options(known: Explored, place: int, rung: Rung) -> Iterator[Fault]:
    asked = known.first(Phase.ASKED)
    for option in (DecisionKind.HOLD, DecisionKind.DRAW_BACK, DecisionKind.STEP_DOWN):
        if option not in rung.options:
            says = f"The question {rung.id!r} does not offer {option.value!r}, a decision as full as any other"
            path = known.path_to(asked) if asked else ()
            yield Fault(kind=FaultKind.NO_OFF_RAMP, where=f"rungs[{place}].options", says=says, path=path)


def ways_round(known: Explored) -> Iterator[Fault]:
    """Time and answers come to an end: there is no way round that never asks anybody to choose."""
    rows = [r for r in _own(known) if r.place != r.to and {r.place.phase, r.to.phase} <= {Phase.ACT, Phase.ANSWER}]
    onward: dict[Place, list[Row]] = {}
    for row in rows:
        onward.setdefault(row.place, []).append(row)
    seen: set[frozenset[int]] = set()
    for place in known.places:
        round_ = _round(place, onward)
        rungs = frozenset(row.place.rung for row in round_)
        if round_ and not any(rungs <= other or other <= rungs for other in seen):
            seen.add(rungs)
            last = round_[-1]
            field = f"on.{last.signal.of}" if last.signal.event is Event.ANSWER else "next"
            names = " and ".join(repr(known.ladder.rungs[rung].id) for rung in sorted(rungs))
            says = f"Rung {names} can lead round for ever: let one lead to 'choose'"
            where = f"rungs[{last.place.rung}].{field}"
            yield Fault(kind=FaultKind.ENDLESS, where=where, says=says, path=known.path_round(round_))


def _round(start: Place, onward: dict[Place, list[Row]]) -> list[Row]:
    """The shortest way from a place back to itself; empty where there is none."""
    came: dict[Place, Row] = {}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        for row in onward.get(place, []):
            if row.to == start:
                way = [row]
                while way[0].place != start:
                    way.insert(0, came[way[0].place])
                return way
            if row.to not in came:
                came[row.to] = row
                waiting.append(row.to)
    return []
