"""What a ladder leads to, small enough to be drawn: nodes and ways between them, made from the rows of its table.

Theory of operation. `places.explore` gives every row of a ladder's table; a place has a phase, a rung and a turn, which
is more than a newcomer wants to see. Places are drawn together: to try a rung and to wait for its answer are one node,
whatever the turn; the question is its rung; all places in which the watch chooses are one. A row within a node (a rung
is tried, or tried again) is the node. All other rows of the ladder itself (time, answers) are drawn; of what people may
do anywhere, what a newcomer looks for, and where it may be done from every rung and from choosing, once, from `ANY`.
Nothing is drawn that is not a row, but for how an incident begins (`places.begins`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.incidents.diagram_words import answered, happens, late
from standoff.incidents.faults import tried
from standoff.incidents.ladder import STEP_DOWN, RungKind
from standoff.incidents.places import Signal, begins, explore, leads_to
from standoff.incidents.table import Event, Phase
from standoff.model.acts import AnswerKind, DecisionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from standoff.incidents.ladder import Ladder
    from standoff.incidents.places import Place, Row


class State(StrEnum):
    """Nodes that are no rungs; no rung can have such a name."""

    BEGINS = "(begins)"
    ANY = "(any)"
    """Every rung but the question, and choosing: the same may be done from each."""
    CHOOSE = "(choose)"
    PROPOSED = "(proposed)"
    """The watch chooses, and stepping down is proposed to it."""
    STANDS = "(stands)"
    HELD = "(held)"
    ENDING = "(ending)"
    CLOSED = "(closed)"


class Way(StrEnum):
    """By what an edge leads on."""

    BEGINNING = "beginning"
    TIME = "time"
    ANSWER = "answer"
    PERSON = "person"
    MOVEMENT = "movement"


class Edge(NamedTuple):
    """One way from a node to another.

    Attributes:
        start, end: ids of rungs, or a `State`.
        way: by what.
        words: by what, in words.
        rows: the rows that it stands for; none for how an incident begins.
    """

    start: str
    end: str
    way: Way
    words: str
    rows: tuple[Row, ...]


def node_of(ladder: Ladder, place: Place) -> str:
    """The node that a place is drawn in."""
    if place.phase in {Phase.ACT, Phase.ANSWER}:
        return ladder.rungs[place.rung].id
    if place.phase is Phase.ASKED:
        return ladder.rungs[ladder.question_for(place.rung)].id
    return _STATES[place.phase]


def end_of(ladder: Ladder, row: Row) -> str:
    """The node that a row leads to: an answer that leads down proposes it, and the watch chooses."""
    down = row.signal.event is Event.ANSWER and leads_to(ladder, row.place, row.signal) == STEP_DOWN
    return State.PROPOSED if down else node_of(ladder, row.to)


def is_own(ladder: Ladder, row: Row) -> bool:
    """Whether the ladder itself leads so: by time, by an answer, or by the rung that is to be tried being tried."""
    as_asked = row.place.phase is Phase.ACT and row.signal == tried(ladder, row.place)
    return as_asked or row.signal.event in {Event.DUE, Event.ANSWER}


def edges(ladder: Ladder) -> list[Edge]:
    """Every edge that is drawn, node by node: how it begins, what the ladder leads to, what people may do."""
    rows = explore(ladder)
    begun = [Edge(State.BEGINS, node_of(ladder, place), Way.BEGINNING, words, ()) for words, place in begins(ladder)]
    order = nodes(ladder)
    return sorted([*begun, *_own(ladder, rows), *_people(ladder, rows)], key=lambda edge: order.index(edge.start))


def nodes(ladder: Ladder) -> list[str]:
    """Every node: how it begins, the rungs from bottom to top, and what there is besides."""
    others = (State.ANY, State.CHOOSE, State.PROPOSED, State.STANDS, State.HELD, State.ENDING, State.CLOSED)
    return [State.BEGINS, *(rung.id for rung in ladder.rungs), *others]


def _own(ladder: Ladder, rows: Sequence[Row]) -> Iterator[Edge]:
    """Edges of time and answers; rows that stay within their node are the node."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        start, end = node_of(ladder, row.place), end_of(ladder, row)
        if is_own(ladder, row) and start != end:
            instead = leads_to(ladder, row.place, row.signal) if row.signal.unmet else ""
            found.setdefault((start, end, f"{row.signal.event} {instead}"), []).append(row)
    for (start, end, what), group in found.items():
        instead = what.partition(" ")[2]
        if group[0].signal.event is Event.DUE:
            words = late(ladder, group[0].place)
            yield Edge(start, end, Way.TIME, _unless(words, instead), tuple(group))
        else:
            yield from _by_answers(ladder, rows, Edge(start, end, Way.ANSWER, instead, tuple(group)))


def _by_answers(ladder: Ladder, rows: Sequence[Row], whole: Edge) -> Iterator[Edge]:
    """The answers of one way; those that lead elsewhere while the rung has tries left are told apart."""
    elsewhere = {
        row.signal for row in rows if node_of(ladder, row.place) == whole.start and end_of(ladder, row) != whole.end
    }
    for last in (False, True):
        group = tuple(row for row in whole.rows if (row.signal in elsewhere) is last)
        if group:
            kinds = list(dict.fromkeys(AnswerKind(row.signal.of) for row in group))
            words = answered(kinds, chooses=whole.end == State.CHOOSE and not whole.words) + (
                ", the last time" if last else ""
            )
            yield whole._replace(words=_unless(words, whole.words), rows=group)


def _unless(words: str, instead: str) -> str:
    return f"{words}, and {instead} does not apply" if instead else words


def _people(ladder: Ladder, rows: Sequence[Row]) -> Iterator[Edge]:
    """What people may do, and what movement does."""
    anywhere = {rung.id for rung in ladder.rungs if rung.kind is not RungKind.QUESTION} | {State.CHOOSE.value}
    signals = dict.fromkeys(row.signal for row in rows if row.signal.event in _ANYWHERE)
    for signal in signals:
        yield from _joined(ladder, anywhere, [row for row in rows if row.signal == signal])
    yield from _resumed(ladder, rows)
    decided = {rung.id: rung.options or tuple(DecisionKind) for rung in ladder.rungs if rung.kind is RungKind.QUESTION}
    for row in _first_of(ladder, rows):
        start = node_of(ladder, row.place)
        if row.signal.event.value in decided.get(start, ()) or (start, row.signal.event) in _AFTERWARDS:
            yield _edge(ladder, start, row)
    down = (Phase.CHOOSE, Event.STEP_DOWN)
    proposed = next((row for row in rows if (row.place.phase, row.signal.event) == down), None)
    if proposed is not None:
        yield _edge(ladder, State.PROPOSED, proposed)


def _first_of(ladder: Ladder, rows: Iterable[Row]) -> list[Row]:
    """One row for each way between nodes."""
    found: dict[tuple[str, Signal, str], Row] = {}
    for row in rows:
        found.setdefault((node_of(ladder, row.place), row.signal, node_of(ladder, row.to)), row)
    return [row for (start, _, end), row in found.items() if start != end]


def _joined(ladder: Ladder, anywhere: set[str], rows: Sequence[Row]) -> Iterator[Edge]:
    """What may be done from each of `anywhere`, once where it leads to one place; else from each by itself."""
    kept = [row for row in _first_of(ladder, rows) if node_of(ladder, row.place) in anywhere]
    if len({node_of(ladder, row.to) for row in kept}) == 1:
        yield _edge(ladder, State.ANY, kept[0])._replace(rows=tuple(kept))
    else:
        yield from (_edge(ladder, node_of(ladder, row.place), row) for row in kept)


def _resumed(ladder: Ladder, rows: Sequence[Row]) -> Iterator[Edge]:
    """Back to where it was when it began to stand."""
    found = tuple(row for row in _first_of(ladder, rows) if row.signal.event is Event.RESUME)
    if found:
        yield _edge(ladder, State.STANDS, found[0])._replace(end=State.ANY, rows=found)


def _edge(ladder: Ladder, start: str, row: Row) -> Edge:
    way = Way.MOVEMENT if row.signal.event in _MOVEMENT else Way.PERSON
    return Edge(start, node_of(ladder, row.to), way, happens(ladder, row.signal), (row,))


_STATES: Final = {
    Phase.CHOOSE: State.CHOOSE,
    Phase.STANDS: State.STANDS,
    Phase.HELD: State.HELD,
    Phase.ENDING: State.ENDING,
    Phase.CLOSED: State.CLOSED,
}
_MOVEMENT: Final = frozenset({Event.STAND, Event.MOVE_ON, Event.JOIN})
_ANYWHERE: Final = frozenset({Event.ATTEMPT, Event.APPROVE, Event.ASK, Event.HOLD, Event.STEP_DOWN, Event.STAND})
"""What is drawn from every rung and from choosing, together where that is the same."""
_AFTERWARDS: Final = frozenset(
    {
        (State.ENDING.value, Event.CLOSE),
        (State.ENDING.value, Event.MOVE_ON),
        (State.ENDING.value, Event.JOIN),
        (State.CLOSED.value, Event.REOPEN),
    }
)
"""What is drawn from the states after."""
