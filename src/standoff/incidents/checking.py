"""Whether a ladder may be used: everything that it can lead to is looked at before the night on which it does.

Theory of operation. `places.explore` gives the whole table of a ladder; each check looks for one kind of fault in it
and gives the shortest path there. Most check what the ladder itself leads to (time, answers, and trying the rung that
is waited for); what a person may do anywhere (put the question, hold, step down) is in every ladder, and is no excuse
for one that does not lead there. A roster and a zone, where they are named, are checked in `checking_beside`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.checking_waits import pauses, waits
from standoff.incidents.checking_ways import ways_back, ways_round, ways_to
from standoff.incidents.faults import Explored, Fault, FaultKind
from standoff.incidents.force import words_of_force
from standoff.incidents.ladder import RungKind, read_ladder
from standoff.incidents.table import Event, Phase
from standoff.model.acts import AnswerKind, DecisionKind
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.incidents.ladder import Ladder, Rung

LEAST_ANSWER_S: Final = {
    RungKind.INFORM: 60,
    RungKind.CONTACT: 30,
    RungKind.RELAY: 120,
    RungKind.OFFER: 120,
    RungKind.PROTECT: 30,
    RungKind.QUESTION: 60,
}
"""An answer takes at least so long, seconds: said, understood, put into another language, passed on, said back.

Judgement of the authors, not measured: a rung that waits less is ticked off faster than anyone could answer.
"""
_NOT_OF: Final = {
    RungKind.CONTACT: {AnswerKind.CANNOT_REACH_THEM},
    RungKind.PROTECT: {AnswerKind.NOT_OURS, AnswerKind.COUNTER_DEMAND, AnswerKind.OFFERS},
    RungKind.QUESTION: set(AnswerKind),
}
"""Answers that nobody can give: a question is decided, and one's own people make no counter-demand."""


def check_ladder(ladder: Ladder) -> list[Fault]:
    """Every fault of a ladder by itself, in the order of its rungs; none, if it may be used."""
    known = Explored(ladder)
    checks = (_words, _decisions_first, _times, ways_to, ways_back, ways_round, _answers, _asked, waits, pauses)
    return [fault for check in checks for fault in check(known)]


def _words(known: Explored) -> Iterator[Fault]:
    ladder = known.ladder
    texts = {"name": (ladder.name.replace("-", " "), ()), "says": (ladder.says, ())}
    for place, rung in enumerate(ladder.rungs):
        own = {"asks": rung.asks, "off_ramp": rung.off_ramp, "channel": rung.channel, "to": rung.to}
        own["id"] = rung.id.replace("-", " ")
        path = _waiting(known, place)
        texts |= {f"rungs[{place}].{field}": (text, path) for field, text in own.items()}
    for where, (text, path) in texts.items():
        if found := words_of_force(text):
            says = f"{found!r}: a ladder has no word for force. What is done elsewhere is reported as a fact"
            yield Fault(kind=FaultKind.FORCE, where=where, says=says, path=path)


def _decisions_first(known: Explored) -> Iterator[Fault]:
    """Rungs that take a decision, and the question, are come to by a decision and by asking, and no other way."""
    ladder, seen = known.ladder, set[tuple[int, FaultKind, str]]()
    for row in known.rows:
        event, rung = row.signal.event, ladder.rungs[row.to.rung]
        enters = row.to != row.place and row.to.phase in {Phase.ACT, Phase.ASKED}
        if event not in {Event.DUE, Event.ANSWER} or not enters or not rung.takes_a_decision:
            continue
        question = rung.kind is RungKind.QUESTION
        kind = FaultKind.BY_TIMEOUT if event is Event.DUE else FaultKind.AUTHORITY_SKIPPED
        kind = FaultKind.PUT_BY_NOBODY if question and event is Event.ANSWER else kind
        again = row.place.turn < ladder.rungs[row.place.rung].tries
        field = f"on.{row.signal.of}" if event is Event.ANSWER else "tries" if again else "next"
        where = f"rungs[{row.place.rung}].{field}"
        if (row.place.rung, kind, where) not in seen:
            seen.add((row.place.rung, kind, where))
            what = "is the question to an authority" if question else "takes a decision"
            how = "an answer leads there" if event is Event.ANSWER else "time alone leads there"
            how = "time alone tries it again: a decision is for once" if field == "tries" else how
            says = f"Rung {rung.id!r} {what}, and {how}: lead to 'choose', so that a person puts it"
            yield Fault(kind=kind, where=where, says=says, path=known.path_along(row))
    yield from _without_authority(known)


def _without_authority(known: Explored) -> Iterator[Fault]:
    for place, rung in enumerate(known.ladder.rungs):
        if rung.approval is not None and rung.approval.by and Role.AUTHORITY not in rung.approval.by:
            says = f"Rung {rung.id!r} takes a decision that no authority has part in: name it in approval.by"
            path = _asking(known, rung)
            yield Fault(kind=FaultKind.AUTHORITY_SKIPPED, where=f"rungs[{place}].approval.by", says=says, path=path)
        asked = known.put(place) if rung.kind is RungKind.QUESTION and rung.role is not Role.AUTHORITY else None
        if asked is not None:
            says = f"The question {rung.id!r} is put to the {rung.role}, who is no authority"
            where = f"rungs[{place}].role"
            yield Fault(kind=FaultKind.AUTHORITY_SKIPPED, where=where, says=says, path=known.path_to(asked))


def _times(known: Explored) -> Iterator[Fault]:
    for place, rung in enumerate(known.ladder.rungs):
        least_s = LEAST_ANSWER_S[rung.kind]
        if rung.answer_s is not None and rung.answer_s < least_s:
            says = f"Rung {rung.id!r} waits {rung.answer_s} s for an answer, which takes at least {least_s} s"
            where = f"rungs[{place}].answer_s"
            yield Fault(kind=FaultKind.TOO_SHORT, where=where, says=says, path=_waiting(known, place))


def _waiting(known: Explored, rung: int) -> tuple[str, ...]:
    """The shortest way to where a rung waits for its answer."""
    question = known.ladder.rungs[rung].kind is RungKind.QUESTION
    found = known.put(rung) if question else known.first(Phase.ANSWER, rung)
    return known.path_to(found) if found else ()


def _asking(known: Explored, rung: Rung) -> tuple[str, ...]:
    """The shortest way to where somebody asks for the approval of a rung."""
    asked = known.first(Phase.ASKED)
    return (*known.path_to(asked), f"the approval of {rung.id!r} is asked for") if asked else ()


def _answers(known: Explored) -> Iterator[Fault]:
    for place, rung in enumerate(known.ladder.rungs):
        kind, path = FaultKind.NOBODY_MAY_ANSWER, _waiting(known, place)
        if not rung.judged.by and known.first(Phase.ANSWER, place) is not None:
            says = f"Nobody may enter the answer on rung {rung.id!r}: name roles in judged.by"
            yield Fault(kind=kind, where=f"rungs[{place}].judged.by", says=says, path=path)
        for answer in rung.on:
            if answer in _NOT_OF.get(rung.kind, set()):
                says = f"Nobody can answer {answer.value!r} on a rung of kind {rung.kind.value!r}: leave it out"
                yield Fault(kind=kind, where=f"rungs[{place}].on.{answer}", says=says, path=path)
        if rung.approval is not None and not rung.approval.by:
            says = f"Nobody may approve rung {rung.id!r}: name roles in approval.by"
            yield Fault(kind=kind, where=f"rungs[{place}].approval.by", says=says, path=_asking(known, rung))


def _asked(known: Explored) -> Iterator[Fault]:
    """What a question offers, an authority may decide."""
    ladder = known.ladder
    for place, rung in enumerate(ladder.rungs):
        if rung.kind is not RungKind.QUESTION:
            continue
        path = _waiting(known, place)
        for option in rung.options or tuple(DecisionKind):
            if option is DecisionKind.APPROVE and not rung.options:
                continue
            if option is DecisionKind.STEP_DOWN and not _deciding(ladder, option):
                continue  # that nobody may step down is said by `ways_back`
            if Role.AUTHORITY not in _deciding(ladder, option):
                says = f"The authority is offered {option.value!r} by {rung.id!r} and may not decide it"
                where = f"rungs[{place}].options" if option is DecisionKind.APPROVE else f"decides.{option}"
                yield Fault(kind=FaultKind.NOBODY_MAY_ANSWER, where=where, says=says, path=path)


def _deciding(ladder: Ladder, option: DecisionKind) -> set[Role]:
    if option is DecisionKind.APPROVE:  # who may approve which rung is checked there
        return {Role.AUTHORITY} if any(rung.approval for rung in ladder.rungs) else set()
    return set(ladder.decides.get(option, ()))


def usable_ladder(text: str, where: str) -> Ladder:
    """The ladder of a TOML text that has been checked and may be used.

    Raises:
        UnusableInputError: it cannot be read, or has a fault; the first is named, with the way to it.
    """
    ladder = read_ladder(text, where)
    faults = check_ladder(ladder)
    if faults:
        first, more = faults[0], f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        way = f"; the way there: {'; '.join(first.path)}" if first.path else ""
        problem = f"{first.kind.value}: {first.says}{way}{more}"
        raise UnusableInputError(f"{where}: {first.where}", problem, "`standoff ladder check` shows every fault")
    return ladder
