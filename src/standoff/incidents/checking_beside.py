"""A ladder beside a roster and beside a zone: whether somebody holds each role, and whether it fits that place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.incidents.faults import Explored, Fault, FaultKind
from standoff.incidents.ladder import RAISED_TO, RungKind, Sign
from standoff.incidents.table import Phase
from standoff.incidents.waiting import wait_of
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.incidents.ladder import Ladder, Rung
    from standoff.model.principal import Principal

TOLD_LEVEL: Final = 2
"""Who is warned of a zone has been given at least its published perimeter and schedule (L2, `vocabulary`)."""
STOP_S: Final = 60
TURN_S: Final = 120
"""To stop a column, and to turn it, seconds: judgement of the authors, stated so that it can be disputed."""
_WARNS: Final = frozenset({RungKind.INFORM, RungKind.CONTACT, RungKind.RELAY, RungKind.OFFER})


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What a ladder has to know of a zone.

    Attributes:
        zone: its id.
        rings: names of its rings.
        depth_m: how far it is from the line to the site, metres: the deepest that anybody comes.
        speed_mps: how fast they are taken to move, metres a second.
        told: the disclosure level that each party has been given, 0 to 5.
        counterparts: parties that are warned where a rung names nobody.
    """

    zone: str
    rings: tuple[str, ...]
    depth_m: float
    speed_mps: float
    told: dict[str, int]
    counterparts: tuple[str, ...]


def check_roster(ladder: Ladder, roster: Sequence[Principal]) -> list[Fault]:
    """Roles of a ladder that nobody on a roster holds, and pairs of persons that there are not."""
    known = Explored(ladder)
    return [*_waited_for(known, roster), *_deciding(known, roster)]


def check_zone(ladder: Ladder, beside: Beside) -> list[Fault]:
    """Where a ladder does not fit a zone: rings that are not there, time that is too short, parties never told."""
    known = Explored(ladder)
    return [*_rings(known, beside), *_complying(known, beside), *_told(known, beside)]


def _holders(roster: Sequence[Principal], roles: Sequence[Role]) -> list[Principal]:
    return [person for person in roster if person.may(*roles)]


def _persons(holders: Sequence[Principal]) -> int:
    """How many people they are: one who stands there twice, under two ids or two roles, is one."""
    return min(len({person.id for person in holders}), len({person.name.casefold() for person in holders}))


def _waited_for(known: Explored, roster: Sequence[Principal]) -> Iterator[Fault]:
    seen: set[Role] = set()
    for place in known.places:
        role = wait_of(known.ladder, place).role
        if place.phase is not Phase.CLOSED and role not in seen and not _holders(roster, (role,)):
            seen.add(role)
            says = f"The {role} is waited for, and nobody on the roster is {role}"
            path = known.path_to(place)
            yield Fault(kind=FaultKind.NOBODY_HOLDS, where=f"role {role}", says=says, path=path)


def _deciding(known: Explored, roster: Sequence[Principal]) -> Iterator[Fault]:
    ladder = known.ladder
    named = {
        **{f"decides.{kind}": (roles, 1) for kind, roles in ladder.decides.items()},
        **{f"rungs[{n}].judged.by": (rung.judged.by, 1) for n, rung in enumerate(ladder.rungs)},
        **{
            f"rungs[{n}].approval": (rung.approval.by, rung.approval.persons)
            for n, rung in enumerate(ladder.rungs)
            if rung.approval is not None
        },
        "pause.resumed_by": (ladder.pause.resumed_by, 1),
        "ends.by": (ladder.ends.by, 1),
        **{
            f"nobody_acts.raise_to[{n}]": ((Role(to),), 1)
            for n, to in enumerate(ladder.nobody_acts.raise_to)
            if to not in RAISED_TO
        },
    }
    for where, (roles, persons) in named.items():
        holders = _holders(roster, roles)
        if roles and _persons(holders) < persons:
            have = ", ".join(person.name for person in holders) or "nobody"
            who = " or ".join(role.value for role in roles)
            says = f"{where} takes {persons} who are {who}; the roster has {have}"
            rung = int(found[1]) if (found := re.match(r"rungs\[(\d+)\]", where)) else 0
            yield Fault(kind=FaultKind.NOBODY_HOLDS, where=where, says=says, path=_path_of(known, rung))


def _rings(known: Explored, beside: Beside) -> Iterator[Fault]:
    ladder, kind = known.ladder, FaultKind.UNREACHABLE
    rings = ", ".join(beside.rings) or "none"
    if ladder.opens.ring and ladder.opens.ring not in beside.rings:
        says = (
            f"Zone {beside.zone} has no ring {ladder.opens.ring!r}, so that no track opens an incident; it has {rings}"
        )
        path = ("a track crosses in", "=> no incident opens")
        yield Fault(kind=kind, where="opens.ring", says=says, path=path)
    for place, rung in enumerate(ladder.rungs):
        when, path = rung.when, _path_of(known, place)
        if when is None:
            continue
        for field, ring, so in (
            ("ring", when.ring, "never applies"),
            ("to_ring", when.to_ring, "applies however far off they are"),
        ):
            if ring and ring not in beside.rings:
                says = f"Zone {beside.zone} has no ring {ring!r}, so that {rung.id!r} {so}; it has {rings}"
                yield Fault(kind=kind, where=f"rungs[{place}].when.{field}", says=says, path=path)
        if when.depth_over_m is not None and when.depth_over_m >= beside.depth_m:
            says = (
                f"Nobody is {when.depth_over_m} m deep in zone {beside.zone}: to its site it is {beside.depth_m:.0f} m"
            )
            yield Fault(kind=kind, where=f"rungs[{place}].when.depth_over_m", says=says, path=path)


def _path_of(known: Explored, rung: int) -> tuple[str, ...]:
    found = known.first(Phase.ACT, rung)
    return known.path_to(found) if found else ()


def _complying(known: Explored, beside: Beside) -> Iterator[Fault]:
    """Who is to stop, turn or leave within the time for an answer has the time that it takes.

    They need as long to leave as they took to come in, and at most as long as it is from the site to the line.
    """
    elapsed_s = 0
    for place, rung in enumerate(known.ladder.rungs):
        acted_s, answered_s = rung.act_s or 0, rung.answer_s or 0
        need_s = _need_s(rung, elapsed_s + acted_s, beside)
        if rung.answer_s is not None and answered_s < need_s:
            waiting = known.first(Phase.ANSWER, place)
            path = known.path_to(waiting) if waiting else ()
            says = (
                f"Rung {rung.id!r} waits {answered_s} s for them to have {rung.judged.sign}; that takes them "
                f"{need_s:.0f} s at {beside.speed_mps * 3.6:.0f} km/h, come in for {elapsed_s + acted_s} s"
            )
            yield Fault(kind=FaultKind.TOO_SHORT, where=f"rungs[{place}].answer_s", says=says, path=path)
        elapsed_s += (acted_s + answered_s) * rung.tries


def _need_s(rung: Rung, inside_s: float, beside: Beside) -> float:
    match rung.judged.sign:
        case None:
            return 0.0
        case Sign.HALTED:
            return STOP_S + rung.judged.lasting_s
        case Sign.TURNED:
            return TURN_S + rung.judged.lasting_s
        case Sign.LEFT:
            return TURN_S + min(inside_s, beside.depth_m / beside.speed_mps) + rung.judged.lasting_s


def _told(known: Explored, beside: Beside) -> Iterator[Fault]:
    """Nobody is warned of a line that they were never told of: an undisclosed zone may watch, not warn."""
    said: set[str] = set()
    for place, rung in enumerate(known.ladder.rungs):
        if rung.kind not in _WARNS:
            continue
        parties = (rung.to,) if rung.to in beside.told else beside.counterparts
        untold = [party for party in parties if beside.told.get(party, 0) < TOLD_LEVEL]
        who = " and ".join(untold) or "anybody"
        if (untold or not parties) and who not in said:
            said.add(who)
            says = (
                f"Rung {rung.id!r} warns of zone {beside.zone}, and the zone does not say that {who} was given its "
                f"perimeter: state disclosure.{untold[0] if untold else 'PARTY'} = 'L2' or more in it, once that is so"
            )
            where = f"rungs[{place}]"
            yield Fault(kind=FaultKind.NEVER_TOLD, where=where, says=says, path=_path_of(known, place))
