"""Checks of where a ladder leads: to every rung, back from every rung, and never round for ever."""

from __future__ import annotations

import itertools
from collections import deque
from typing import TYPE_CHECKING

from standoff.incidents.conditions import Cause
from standoff.incidents.faults import Fault, FaultKind, tried
from standoff.incidents.ladder import RungKind
from standoff.incidents.places import Place, Row
from standoff.incidents.table import Event, Phase
from standoff.model.acts import AnswerKind, DecisionKind, Disposition
from standoff.model.principal import Role

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
        path = ("a track crosses in", "=> no incident opens")
        yield Fault(kind=FaultKind.UNREACHABLE, where="opens.on", says=says, path=path)
        return
    reached = _reached(known)
    for place, rung in enumerate(ladder.rungs):
        if rung.approval is not None and Role.AUTHORITY not in rung.approval.by:
            continue  # it cannot be approved at all, which `checking` says
        if (never := _never(rung, led_to=place in reached)) is not None:
            field, why = never
            says = f"Rung {rung.id!r} never applies: {why}"
            where = f"rungs[{place}].when.{field}"
            yield Fault(kind=FaultKind.UNREACHABLE, where=where, says=says, path=_path_of(known, place))
        elif place not in reached:
            says = f"Nothing leads to rung {rung.id!r}: neither time, nor an answer, nor what a question offers"
            path = _past(known, place)
            yield Fault(kind=FaultKind.UNREACHABLE, where=f"rungs[{place}]", says=says, path=path)


def _past(known: Explored, rung: int) -> tuple[str, ...]:
    """The shortest way to where an incident could come to a rung that nothing leads to, and where it goes instead."""
    ladder, below = known.ladder, known.ladder.rungs[rung - 1]
    asked = known.first(Phase.ASKED)
    if ladder.rungs[rung].kind is RungKind.QUESTION and asked is not None:
        put = {ladder.rungs[ladder.question_for(place.rung)].id for place in known.places}
        return (*known.path_to(asked), f"=> the question that is put is {' or '.join(map(repr, sorted(put)))}")
    return (*_path_of(known, rung - 1), f"=> from {below.id!r} time leads to {ladder.next_of(rung - 1)!r}")


def _path_of(known: Explored, rung: int) -> tuple[str, ...]:
    found = known.first(Phase.ACT, rung) or known.first(Phase.ANSWER, rung)
    return known.path_to(found) if found else ()


def _causes(ladder: Ladder) -> tuple[Cause, ...]:
    """What incidents of a ladder start from: an urgent call opens one whatever the ladder says."""
    return tuple(dict.fromkeys((*ladder.opens.on, Cause.CALL)))


def _own(known: Explored, cause: Cause) -> list[Row]:
    """Rows of what a ladder leads to by itself in an incident of a cause: time, answers, trying what is waited for."""
    led = (r for r in known.rows if r.signal.event in {Event.DUE, Event.ANSWER} and _applies(known.ladder, r, cause))
    return [*led, *(r for r in known.rows if r.signal == tried(known.ladder, r.place))]


def _applies(ladder: Ladder, row: Row, cause: Cause) -> bool:
    """Whether the rung that a row enters, if it enters one, applies in an incident of a cause."""
    when = ladder.rungs[row.to.rung].when
    enters = row.to != row.place and row.to.phase in {Phase.ACT, Phase.ASKED}
    return not enters or when is None or not when.causes or cause in when.causes


def _reached(known: Explored) -> set[int]:
    """Rungs that are led to: by the ladder itself, by what a question offers, questions from what is reached."""
    return {rung for cause in _causes(known.ladder) for rung in _reached_from(known, cause)}


def _reached_from(known: Explored, cause: Cause) -> set[int]:
    ladder, rows = known.ladder, _own(known, cause)
    offers = any(
        rung.kind is RungKind.QUESTION and (not rung.options or DecisionKind.APPROVE in rung.options)
        for rung in ladder.rungs
    )
    seen = {Place(Phase.ACT)} if cause in ladder.opens.on else set[Place]()  # an urgent call begins with the question
    if offers:
        seen |= {r.to for r in known.rows if r.signal.event is Event.APPROVE}
    while new := {row.to for row in rows if row.place in seen} - seen:
        seen |= new
    rungs = {place.rung for place in seen if place.phase is not Phase.ASKED}
    return rungs | {ladder.question_for(rung) for rung in rungs}


def _never(rung: Rung, *, led_to: bool) -> tuple[str, str] | None:
    """The field of a condition that cannot hold, and why; None where all of it can."""
    when = rung.when
    if when is None:
        return None
    under_m, over_m = when.range_under_m, when.range_over_m
    if under_m is not None and over_m is not None and under_m <= over_m:
        return "range_under_m", f"nobody is nearer than {under_m} m while nobody is nearer than {over_m} m"
    if under_m == 0:
        return "range_under_m", "nobody is nearer than 0 m"
    if when.causes and not led_to:
        return "causes", "no incident that starts from any of these is led there"
    return None


def ways_back(known: Explored) -> Iterator[Fault]:
    """At every rung there is a way back, what they do right leads there, and somebody may take it."""
    ladder, kind = known.ladder, FaultKind.NO_OFF_RAMP
    for place, rung in enumerate(ladder.rungs):
        path = _path_of(known, place)
        if not rung.off_ramp.strip():
            says = f"Rung {rung.id!r} offers no way back: say in off_ramp what it is"
            yield Fault(kind=kind, where=f"rungs[{place}].off_ramp", says=says, path=path)
        complied = (r for r in known.rows if r.place.rung == place and r.signal.of == AnswerKind.COMPLIED)
        row = next((r for r in complied if r.to.phase in {Phase.ACT, Phase.ASKED}), None)
        if row is not None:
            to = ladder.rungs[row.to.rung].id
            says = f"They do what was asked on {rung.id!r}, and it leads on to {to!r}: lead to 'step_down' or 'choose'"
            where = f"rungs[{place}].on.complied"
            yield Fault(kind=kind, where=where, says=says, path=known.path_along(row))
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
    asked = known.put(place)
    for option in (DecisionKind.HOLD, DecisionKind.DRAW_BACK, DecisionKind.STEP_DOWN):
        if option not in rung.options:
            says = f"The question {rung.id!r} does not offer {option.value!r}, a decision as full as any other"
            path = known.path_to(asked) if asked else ()
            yield Fault(kind=FaultKind.NO_OFF_RAMP, where=f"rungs[{place}].options", says=says, path=path)


def ways_round(known: Explored) -> Iterator[Fault]:
    """Time and answers come to an end: there is no way round that never asks anybody to choose."""
    onward = {cause: _onward(known, cause) for cause in _causes(known.ladder)}
    seen: set[frozenset[int]] = set()
    for cause, place in itertools.product(_causes(known.ladder), known.places):
        round_ = _round(place, onward[cause])
        rungs = frozenset(row.place.rung for row in round_)
        if round_ and not any(rungs <= other or other <= rungs for other in seen):
            seen.add(rungs)
            last = next(row for row in reversed(round_) if row.signal.event is not Event.ATTEMPT)
            field = f"on.{last.signal.of}" if last.signal.event is Event.ANSWER else "next"
            names = " and ".join(repr(known.ladder.rungs[rung].id) for rung in sorted(rungs))
            says = f"Rung {names} can lead round for ever: let one lead to 'choose'"
            where = f"rungs[{last.place.rung}].{field}"
            yield Fault(kind=FaultKind.ENDLESS, where=where, says=says, path=known.path_round(round_))


def _onward(known: Explored, cause: Cause) -> dict[Place, list[Row]]:
    """Where a ladder leads by itself, from place to place, while nobody has to choose."""
    onward: dict[Place, list[Row]] = {}
    for row in _own(known, cause):
        if row.place != row.to and {row.place.phase, row.to.phase} <= {Phase.ACT, Phase.ANSWER}:
            onward.setdefault(row.place, []).append(row)
    return onward


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
