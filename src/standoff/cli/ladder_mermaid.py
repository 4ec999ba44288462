"""A ladder as a flowchart in Mermaid's language: bottom to top, time dashed, what people do thick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.cli.ladder_notes import TITLES, tried_by
from standoff.incidents.diagram import State, Way, edges, nodes

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder

_ARROWS: Final = {
    Way.BEGINNING: "-->",
    Way.TIME: "-.->",
    Way.ANSWER: "-->",
    Way.PERSON: "==>",
    Way.MOVEMENT: "-->",
}


def mermaid(ladder: Ladder) -> str:
    """The flowchart as text."""
    names = {node: f"n{place}" for place, node in enumerate(nodes(ladder))}
    lines = [
        "flowchart BT",
        f"  accTitle: Ladder {ladder.id}",
        f"  accDescr: {_one_line(ladder.says) or 'Where it leads, rung by rung.'}",
    ]
    for node, name in names.items():
        place = ladder.place_of(node)
        if place is None:
            lines.append(f'  {name}(["{_quoted(TITLES[State(node)])}"])')
        else:
            lines.append(f'  {name}["{_quoted(node)}<br/>{_quoted(tried_by(ladder.rungs[place]))}"]')
    drawn = [
        f'  {names[edge.start]} {_ARROWS[edge.way]}|"{_quoted(edge.words)}"| {names[edge.end]}'
        for edge in edges(ladder)
    ]
    return "\n".join([*lines, *drawn, ""])


def _quoted(text: str) -> str:
    """Text inside quotes of Mermaid, which has its own way to write what would end them."""
    escapes = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;"}
    return "".join(escapes.get(letter, letter) for letter in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
