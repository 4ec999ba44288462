"""Checks of who is waited for: always somebody, until a time, and never upwards while they halt or draw away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.conditions import Cause
from standoff.incidents.faults import Fault, FaultKind
from standoff.incidents.table import Phase
from standoff.incidents.waiting import wait_of
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.incidents.faults import Explored
    from standoff.incidents.ladder import Ladder, Rung


def waits(known: Explored) -> Iterator[Fault]:
    """Wherever an incident can stand, somebody is waited for, until a time; and if they do not act, somebody else."""
    ladder, kind, seen = known.ladder, FaultKind.WAITS_FOR_NOBODY, set[str]()
    for place in known.places:
        where = _field_of(place.phase, place.rung, ladder.rungs[ladder.question_for(place.rung)], ladder)
        if place.phase is not Phase.CLOSED and wait_of(ladder, place).within_s is None and where not in seen:
            seen.add(where)
            says = f"Nobody is waited for: {where} is not stated"
            yield Fault(kind=kind, where=where, says=says, path=known.path_to(place))
    begun = known.places[0] if known.places else None
    path = known.path_to(begun) if begun else ()
    if ladder.acknowledge_s is None:
        says = "Who takes the alarm has it for ever, and nobody is waited for again: state acknowledge_s"
        yield Fault(kind=kind, where="acknowledge_s", says=says, path=(*path, "somebody takes the alarm"))
    if Role.AUTHORITY.value not in ladder.nobody_acts.raise_to[-1:]:
        says = "When nobody acts, it is raised for ever to somebody who does not decide: name 'authority' last"
        yield Fault(kind=kind, where="nobody_acts.raise_to", says=says, path=(*path, "nobody acts"))
    for field, by, phase in (
        ("pause.resumed_by", ladder.pause.resumed_by, Phase.STANDS),
        ("ends.by", ladder.ends.by, Phase.ENDING),
    ):
        place = known.first(phase)
        if not by:
            says = f"Nobody may go on from here: name roles in {field}"
            yield Fault(kind=kind, where=field, says=says, path=known.path_to(place) if place else path)
    for cause, words in ((Cause.CALL, "they call"), (Cause.HAND, "somebody on watch has a reason to look")):
        if cause not in ladder.opens.on:
            says = f"No incident opens and nobody is told: name {cause.value!r} in opens.on"
            yield Fault(kind=kind, where="opens.on", says=says, path=(words,))


def _field_of(phase: Phase, rung: int, asked: Rung, ladder: Ladder) -> str:
    """The field that says how long a place waits."""
    fields = {
        Phase.ACT: f"rungs[{rung}].act_s",
        Phase.ANSWER: f"rungs[{rung}].answer_s",
        Phase.STANDS: "pause.look_s",
        Phase.ASKED: f"rungs[{ladder.rungs.index(asked)}].answer_s",
        Phase.ENDING: "ends.close_s",
    }
    return fields.get(phase, "choose_s")


def pauses(known: Explored) -> Iterator[Fault]:
    """While they halt or draw away, nothing pushes upwards."""
    waiting = known.first(Phase.ANSWER) or (known.places[0] if known.places else None)
    path = known.path_to(waiting) if waiting else ()
    after = "time runs out all the same"
    for movement, words in (("halt", "they halt"), ("withdraw", "they draw away")):
        if movement not in known.ladder.pause.on:
            says = f"Deadlines go on upwards while {words}: name {movement!r} in pause.on"
            yield Fault(kind=FaultKind.NO_PAUSE, where="pause.on", says=says, path=(*path, words, after))
