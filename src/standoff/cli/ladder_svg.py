"""A ladder as SVG, written by hand: rungs from bottom to top, time up the left, answers and decisions to the right.

Theory of operation. Every node is a box in one column; the question stands on top, the first rung at the bottom with
how it begins below it, and below a line what there is besides the rungs. A way that time leads from rung to rung is an
arrow on the left; every other way is an arrow to the right of its box that ends at the name of where it leads. Widths
of texts are estimated, so that the same ladder gives the same bytes everywhere. Its own ground makes it legible on
light and on dark pages.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from standoff.cli.ladder_notes import TITLES, notes_of, said_of, tried_by
from standoff.incidents.diagram import State, Way, edges, nodes

if TYPE_CHECKING:
    from standoff.incidents.diagram import Edge
    from standoff.incidents.ladder import Ladder

WIDTH, LEFT, BOX, RIGHT, MARGIN = 1240, 250, 400, 650, 20
LINE, PAD, GAP, LANE = 16, 10, 22, 16
LETTER: Final = 6.5
"""How wide a letter is taken to be, on average, at 12 pixels."""
INK, PALE, GROUND, EDGE = "#111827", "#4b5563", "#ffffff", "#9ca3af"
COLOURS: Final = {
    Way.BEGINNING: "#111827",
    Way.TIME: "#b45309",
    Way.ANSWER: "#1d4ed8",
    Way.PERSON: "#6d28d9",
    Way.MOVEMENT: "#047857",
}
_LEGEND: Final = {
    Way.TIME: "time, when no answer came",
    Way.ANSWER: "what they answer",
    Way.PERSON: "what a person does or decides",
    Way.MOVEMENT: "how they move",
}


class _Exit(NamedTuple):
    """An arrow to the right: everything that the same words lead to."""

    words: str
    edges: tuple[Edge, ...]


class _Box(NamedTuple):
    """A node with its place in the picture, pixels from above."""

    node: str
    title: str
    lines: tuple[tuple[str, str], ...]
    exits: tuple[_Exit, ...]
    top: int
    high: int

    @property
    def middle(self) -> int:
        return self.top + self.high // 2


def svg(ladder: Ladder) -> str:
    """The picture as text."""
    boxes, high = _laid_out(ladder)
    says = ladder.says or "Where it leads, rung by rung."
    head = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}"'
            ' role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="12">'
        ),
        f'<title id="title">Ladder {escape(ladder.id)}</title>',
        (
            f'<desc id="desc">{escape(says)} Rungs from bottom to top: '
            f"{escape(', '.join(rung.id for rung in ladder.rungs))}.</desc>"
        ),
        f'<rect width="{WIDTH}" height="{high}" rx="8" fill="{GROUND}"/>',
        _markers(),
        _text(MARGIN, 32, f"Ladder {ladder.id}", INK, size=18, bold=True),
        *(_text(MARGIN, 52 + n * LINE, line, PALE) for n, line in enumerate(_wrapped(says, WIDTH - 2 * MARGIN))),
    ]
    divided = next(box for box in boxes if box.node == State.ANY).top - GAP
    line = f'<path d="M{MARGIN} {divided} H{WIDTH - MARGIN}" stroke="{EDGE}"/>'
    body = [part for box in boxes for part in _drawn(box, ladder)]
    return "\n".join([*head, *_climbs(boxes, ladder), *body, line, *_legend(divided), "</svg>", ""])


def _laid_out(ladder: Ladder) -> tuple[list[_Box], int]:
    """The boxes from the top down, and how high the picture is."""
    begun, *others = nodes(ladder)
    rungs, states = others[: len(ladder.rungs)], others[len(ladder.rungs) :]
    top = 52 + LINE * len(_wrapped(ladder.says, WIDTH - 2 * MARGIN)) + GAP
    found: list[_Box] = []
    leaving = edges(ladder)
    for node in [*reversed(rungs), begun, *states]:
        top += 2 * GAP if node == State.ANY else 0
        box = _box(ladder, node, tuple(edge for edge in leaving if edge.start == node), top)
        found.append(box)
        top += box.high + GAP
    return found, top


def _box(ladder: Ladder, node: str, leaving: tuple[Edge, ...], top: int) -> _Box:
    place = ladder.place_of(node)
    if place is None:
        title = TITLES[State(node)]
        notes = [("", said_of(ladder, State(node)))]
    else:
        rung = ladder.rungs[place]
        title = f"{place + 1}  {rung.id}"
        notes = [("", tried_by(rung)), *notes_of(rung)]
    lines = tuple(
        (PALE if about else INK, line)
        for about, text in notes
        for line in _wrapped(f"{about}: {text}" if about else text, BOX - 2 * PAD)
    )
    right = tuple(edge for edge in leaving if not _climbing(edge, ladder))
    exits = tuple(
        _Exit(words, tuple(edge for edge in right if edge.words == words))
        for words in dict.fromkeys(edge.words for edge in right)
    )
    high = max(2 * PAD + LINE * (len(lines) + 1) + 2, PAD + 20 * len(exits) + PAD)
    return _Box(node, title, lines, exits, top, high)


def _climbing(edge: Edge, ladder: Ladder) -> bool:
    """Whether an edge is time that leads from rung to rung."""
    return edge.way is Way.TIME and ladder.place_of(edge.start) is not None and ladder.place_of(edge.end) is not None


def _drawn(box: _Box, ladder: Ladder) -> list[str]:
    is_rung = ladder.place_of(box.node) is not None
    takes = is_rung and ladder.rungs[ladder.place_of(box.node) or 0].takes_a_decision
    stroke, wide = (COLOURS[Way.PERSON], 2) if takes else (INK if is_rung else EDGE, 1)
    parts = [
        f"<g data-node={quoteattr(box.node)}>",
        (
            f'<rect x="{LEFT}" y="{box.top}" width="{BOX}" height="{box.high}" rx="6" fill="#f9fafb" stroke="{stroke}"'
            f' stroke-width="{wide}"/>'
        ),
        _text(LEFT + PAD, box.top + PAD + 10, box.title, INK, size=13, bold=True),
        *(
            _text(LEFT + PAD, box.top + PAD + 10 + LINE * (n + 1), line, colour)
            for n, (colour, line) in enumerate(box.lines)
        ),
        "</g>",
    ]
    first = box.middle - 10 * len(box.exits) + 14
    for n, leaving in enumerate(box.exits):
        parts += _exit(leaving, first + 20 * n)
    return parts


def _exit(leaving: _Exit, y: int) -> list[str]:
    """An arrow to the right: its words, then where they lead."""
    way = leaving.edges[0].way
    ends = ", ".join(_name(edge.end) for edge in leaving.edges)
    return [
        "<g>",
        *(f"<g {_data(edge)}/>" for edge in leaving.edges),
        _arrow(f"M{RIGHT} {y - 4} H{RIGHT + 28}", way),
        (
            f'<text x="{RIGHT + 34}" y="{y}" fill="{COLOURS[way]}">{escape(leaving.words)}'
            f'<tspan dx="8" fill="{INK}" font-weight="bold">→ {escape(ends)}</tspan></text>'
        ),
        "</g>",
    ]


def _arrow(path: str, way: Way) -> str:
    dashed = ' stroke-dasharray="4 3"' if way is Way.TIME else ""
    return f'<path d="{path}" fill="none" stroke="{COLOURS[way]}"{dashed} marker-end="url(#{way})"/>'


def _name(node: str) -> str:
    if node == State.ANY:
        return "where it was"
    return TITLES[State(node)].lower() if node in TITLES else node


def _climbs(boxes: list[_Box], ladder: Ladder) -> list[str]:
    """What time leads to from rung to rung: arrows on the left, each in a lane of its own where they would meet."""
    placed = {box.node: box for box in boxes}
    taken: list[list[tuple[int, int]]] = []
    parts: list[str] = []
    for edge in edges(ladder):
        if not _climbing(edge, ladder):
            continue
        start, end = placed[edge.start].top + 24, placed[edge.end].top + placed[edge.end].high - 14
        lane = _lane(taken, (min(start, end), max(start, end)))
        x = LEFT - 170 - LANE * lane
        lines = _wrapped(edge.words, 165)
        parts += [
            f"<g {_data(edge)}>",
            _arrow(f"M{LEFT} {start} H{x} V{end} H{LEFT - 7}", Way.TIME),
            *(_text(LEFT - 166, start + 15 + LINE * n, line, COLOURS[Way.TIME]) for n, line in enumerate(lines)),
            "</g>",
        ]
    return parts


def _lane(taken: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    """The first lane in which a span meets no other; it is taken from then on."""
    for lane, spans in enumerate(taken):
        if all(span[1] < low or high < span[0] for low, high in spans):
            spans.append(span)
            return lane
    taken.append([span])
    return len(taken) - 1


def _legend(divided: int) -> list[str]:
    top = divided + GAP
    return [
        _text(MARGIN, top + 12, "What leads on:", PALE, bold=True),
        *(
            _text(MARGIN, top + 12 + LINE * (n + 1), words, COLOURS[way])
            for n, (way, words) in enumerate(_LEGEND.items())
        ),
    ]


def _markers() -> str:
    heads = "".join(
        f'<marker id="{way}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 L8 4 L0 8 Z" fill="{colour}"/></marker>'
        for way, colour in COLOURS.items()
    )
    return f"<defs>{heads}</defs>"


def _data(edge: Edge) -> str:
    """What an edge is, for a reader that is a program."""
    given = {"start": edge.start, "end": edge.end, "way": edge.way.value, "words": edge.words}
    return " ".join(f"data-{name}={quoteattr(value)}" for name, value in given.items())


def _wrapped(text: str, wide: int) -> list[str]:
    return textwrap.wrap(text, int(wide / LETTER))


def _text(x: int, y: int, text: str, colour: str, *, size: int = 12, bold: bool = False) -> str:
    styled = (f' font-size="{size}"' if size != 12 else "") + (' font-weight="bold"' if bold else "")  # noqa: PLR2004
    return f'<text x="{x}" y="{y}" fill="{colour}"{styled}>{escape(text)}</text>'
