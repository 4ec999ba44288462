"""The life of an incident: one table.

Theory of operation. An incident is in one phase at a time and has at most one live deadline; every phase but `closed`
waits for somebody, by name of a role:

- `act`: somebody is to try the current rung. When that deadline fires it is raised again; no rung is skipped.
- `answer`: an attempt is out. When its time runs out, the rung is tried again or the next is asked for, as the ladder
  says; above the last rung, and where a rung takes a decision, the watch chooses (the question to the authority is put
  by a person, never by time).
- `choose`: an answer came, or a hold ran out: the watch chooses one of the ways on.
- `stands`: they halt or draw away. Upward deadlines stand, with what was left of them, until a named person starts
  them again; the watch is asked to look again now and then.
- `asked`: the authority has the question, put by a person.
- `held`: it was decided to hold until a time.
- `ending`: it was decided to step down; a person closes it, with how it ended.
- `closed`: it has ended. Facts may still be added to it.

This table says which phase an event leads to; which rung, an incident's ladder says (`places.follow`). What the table
does not name is no transition: an attempt, an answer or a word that comes in another phase is recorded and moves
nothing. Time (`due`) and movement (`stand`, `move_on`, `join`) lead to no phase in which an authority has
decided or been asked: rows to `asked`, `held`, `ending` and `closed` begin from a person's act. There is no row, phase
or event for the use or show of force: it is told to the system as a fact, and moves nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """Where an incident stands."""

    ACT = "act"
    ANSWER = "answer"
    CHOOSE = "choose"
    STANDS = "stands"
    ASKED = "asked"
    HELD = "held"
    ENDING = "ending"
    CLOSED = "closed"


class Event(StrEnum):
    """What can move it."""

    ATTEMPT = "attempt"
    ANSWER = "answer"
    ASK = "ask"
    HOLD = "hold"
    GO_ON = "go_on"
    DRAW_BACK = "draw_back"
    APPROVE = "approve"
    STEP_DOWN = "step_down"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"
    DUE = "due"
    STAND = "stand"
    MOVE_ON = "move_on"
    JOIN = "join"


class Target(StrEnum):
    """Where a row leads that depends on more than its phase and event."""

    NEXT_RUNG = "next_rung"
    """`act` on the rung that time leads to; `choose` where it leads to none."""
    ANSWERED = "answered"
    """`act` on the rung that this answer leads to; `choose` where it leads to none."""
    THAT_RUNG = "that_rung"
    """The rung of the attempt, in `answer`; the rung that was approved, in `act`."""
    AS_BEFORE = "as_before"
    """The phase that it was in when it began to stand."""


BY_PEOPLE: Final = frozenset(
    {
        Event.ATTEMPT,
        Event.ANSWER,
        Event.ASK,
        Event.HOLD,
        Event.GO_ON,
        Event.DRAW_BACK,
        Event.APPROVE,
        Event.STEP_DOWN,
        Event.RESUME,
        Event.CLOSE,
        Event.REOPEN,
    }
)
"""Events that only a person's act gives."""

A, N, C, S = Phase.ACT, Phase.ANSWER, Phase.CHOOSE, Phase.STANDS
Q, H, E, Z = Phase.ASKED, Phase.HELD, Phase.ENDING, Phase.CLOSED

TABLE: Final[dict[tuple[Phase, Event], Phase | Target]] = {
    # somebody tries, somebody answers
    (A, Event.ATTEMPT): Target.THAT_RUNG,
    (N, Event.ATTEMPT): Target.THAT_RUNG,
    (C, Event.ATTEMPT): Target.THAT_RUNG,
    (A, Event.ANSWER): Target.ANSWERED,
    (N, Event.ANSWER): Target.ANSWERED,
    # time: raised again, or the next rung; never further up than a rung
    (A, Event.DUE): A,
    (N, Event.DUE): Target.NEXT_RUNG,
    (C, Event.DUE): C,
    (S, Event.DUE): S,
    (Q, Event.DUE): Q,
    (H, Event.DUE): C,
    (E, Event.DUE): E,
    # movement
    (A, Event.STAND): S,
    (N, Event.STAND): S,
    (C, Event.STAND): S,
    (S, Event.MOVE_ON): S,
    (H, Event.MOVE_ON): H,
    (E, Event.MOVE_ON): C,
    (E, Event.JOIN): C,
    (S, Event.RESUME): Target.AS_BEFORE,
    # the question to the authority
    (A, Event.ASK): Q,
    (N, Event.ASK): Q,
    (C, Event.ASK): Q,
    (S, Event.ASK): Q,
    (H, Event.ASK): Q,
    (E, Event.ASK): Q,
    # decisions
    (A, Event.HOLD): H,
    (N, Event.HOLD): H,
    (C, Event.HOLD): H,
    (S, Event.HOLD): H,
    (Q, Event.HOLD): H,
    (H, Event.HOLD): H,
    (E, Event.HOLD): H,
    (A, Event.STEP_DOWN): E,
    (N, Event.STEP_DOWN): E,
    (C, Event.STEP_DOWN): E,
    (S, Event.STEP_DOWN): E,
    (Q, Event.STEP_DOWN): E,
    (H, Event.STEP_DOWN): E,
    (A, Event.GO_ON): C,
    (N, Event.GO_ON): C,
    (C, Event.GO_ON): C,
    (S, Event.GO_ON): C,
    (Q, Event.GO_ON): C,
    (H, Event.GO_ON): C,
    (E, Event.GO_ON): C,
    (A, Event.DRAW_BACK): C,
    (N, Event.DRAW_BACK): C,
    (C, Event.DRAW_BACK): C,
    (S, Event.DRAW_BACK): S,
    (Q, Event.DRAW_BACK): C,
    (H, Event.DRAW_BACK): H,
    (E, Event.DRAW_BACK): E,
    (A, Event.APPROVE): Target.THAT_RUNG,
    (N, Event.APPROVE): Target.THAT_RUNG,
    (C, Event.APPROVE): Target.THAT_RUNG,
    (S, Event.APPROVE): Target.THAT_RUNG,
    (Q, Event.APPROVE): Target.THAT_RUNG,
    (H, Event.APPROVE): Target.THAT_RUNG,
    (E, Event.APPROVE): Target.THAT_RUNG,
    # the end; not while the authority has the question
    (A, Event.CLOSE): Z,
    (N, Event.CLOSE): Z,
    (C, Event.CLOSE): Z,
    (S, Event.CLOSE): Z,
    (H, Event.CLOSE): Z,
    (E, Event.CLOSE): Z,
    (Z, Event.REOPEN): C,
}
