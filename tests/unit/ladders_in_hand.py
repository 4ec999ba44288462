"""The first ladder with some of it said otherwise, and people beside those of the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from desk_in_hand import LADDER, ROSTER, DeskInHand

from standoff.incidents.step import Fact
from standoff.model import acts
from standoff.model.principal import Principal, Role

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.model.acts import AnswerKind, AttemptKind

INFORM, CONTACT, RELAY, OFFER, QUESTION = range(5)
"""Places of the rungs of the first ladder."""
SECOND: Final = Principal(id="authority-2", name="Authority Two", roles=(Role.AUTHORITY,))
THIRD: Final = Principal(id="watch-3", name="Watch Three", roles=(Role.WATCH,))
BOTH: Final = Principal(id="both-1", name="Both One", roles=(Role.WATCH, Role.AUTHORITY))


def laddered(*, more: tuple[Any, ...] = (), rungs: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Ladder:
    """The first ladder, with these fields of these rungs, these rungs above, and these fields of its own."""
    named = rungs or {}
    own = tuple(msgspec.structs.replace(rung, **named.get(rung.id, {})) for rung in LADDER.rungs)
    return msgspec.structs.replace(LADDER, rungs=(*own, *more), **changes)


def peopled(desk: DeskInHand) -> DeskInHand:
    """The desk with a second authority, another on watch, and somebody who is on watch and an authority too."""
    desk.take(Fact(type="roster", body={"people": msgspec.to_builtins([*ROSTER, SECOND, THIRD, BOTH])}))
    return desk


def attempt(kind: AttemptKind, rung: str = "") -> acts.Attempt:
    return acts.Attempt(kind=kind, channel="line 1", to="them", words="You are seen; go back north-west", rung=rung)


def answer(kind: AnswerKind, **more: Any) -> acts.Answer:
    return acts.Answer(kind=kind, from_whom="the line", **more)
