"""Who is waited for in a place, for what, and for how long: the same for an incident that runs and for a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.incidents.ladder import RAISED_TO
from standoff.incidents.table import Phase
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.places import Place

WAYS: Final = "hold, ask again, another channel, an offer, step down, put it to the authority"


class Wait(NamedTuple):
    """What a place waits for.

    Attributes:
        role: who is waited for.
        says: what they are to do.
        within_s: for how long, seconds; None where the ladder does not say, and then for nobody.
    """

    role: Role
    says: str
    within_s: int | None


def wait_of(ladder: Ladder, place: Place, question: str = "") -> Wait:
    """What a place of a ladder waits for; `question` is what the authority was asked.

    A hold ends when the decision says: `within_s` is then how long the watch has afterwards.
    """
    rung = ladder.rungs[place.rung]
    asked = ladder.rungs[ladder.question_for(place.rung)]
    judge = _able(rung.role, rung.judged.by)
    starts, closes = _able(Role.WATCH, ladder.pause.resumed_by), _able(Role.WATCH, ladder.ends.by)
    look_again = "Upward deadlines stand: look again, and start them again when that is right"
    waits = {
        Phase.ACT: Wait(rung.role, rung.asks, rung.act_s),
        Phase.ANSWER: Wait(judge, f"Enter what came back ({rung.id}), or that nothing did", rung.answer_s),
        Phase.STANDS: Wait(starts, look_again, ladder.pause.look_s),
        Phase.ASKED: Wait(asked.role, f"Decide: {question or asked.asks}", asked.answer_s),
        Phase.HELD: Wait(Role.WATCH, f"The hold ends: {WAYS}", ladder.choose_s),
        Phase.ENDING: Wait(closes, "Close it, with how it ended", ladder.ends.close_s),
    }
    return waits.get(place.phase, Wait(Role.WATCH, f"Choose the way on: {WAYS}", ladder.choose_s))


def _able(first: Role, may: tuple[Role, ...]) -> Role:
    """Who is waited for may do it: this role if it may, else the first that may."""
    return first if first in may or not may else may[0]


def raised_to(ladder: Ladder, role: Role, nth: int) -> tuple[Role, bool]:
    """To whom something is raised for the nth time, from 1, and whether to the next who holds that role.

    First to who is waited for, whatever the ladder says.
    """
    to = ladder.nobody_acts.raise_to
    chosen = to[min(nth, len(to)) - 1] if to and nth > 1 else "holder"
    return (role if chosen in RAISED_TO else Role(chosen)), chosen == "next"
