"""Books that are kept of a desk from the entries of its record alone, to hold it to `invariants.md`.

They are independent on purpose: plain JSON in, nothing of the desk's own code or state, slow where that is plainer.
`books_deadlines`, `books_decisions`, `books_approvals` and `books_rungs` hold one kind of promise each, entry by entry,
act by act, or after every commit.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Line: TypeAlias = "dict[str, Any]"
"""One entry as it stands in the record."""
STANDOFF: Final = "standoff"


def ms(text: str) -> int:
    """Milliseconds since 1970 of a time as entries have it."""
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() is not None
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


@dataclasses.dataclass(slots=True)
class Matter:
    """What the entries of one incident have said so far.

    Attributes:
        opened: the entry that opened it.
        ladder: the ladder that it began with, as its entry has it.
        phase, rung: by its last `phase` entry.
        deadline: the live one, by the entry that set it.
        waits: the entry that says who is waited for instead.
        rings: rings that were crossed into.
        stood: the phase in which deadlines stand, if they do.
        approvals: decisions of the kind `approve` since a rung was last entered by one.
        closed: whether it is.
    """

    opened: Line
    ladder: Line
    phase: str = "act"
    rung: int = 0
    deadline: Line | None = None
    waits: Line | None = None
    stood: str = ""
    rings: set[str] = dataclasses.field(default_factory=set[str])
    approvals: list[Line] = dataclasses.field(default_factory=list["Line"])
    closed: bool = False


@dataclasses.dataclass(slots=True)
class Group:
    """Entries that one act made, or that the desk made by itself at one time (then there is no act).

    Attributes:
        act: the key; empty where nobody acted.
        lines: the entries.
        before: the phase and rung of each incident before them.
    """

    act: str
    lines: list[Line]
    before: dict[str, tuple[str, int]] = dataclasses.field(default_factory=dict[str, tuple[str, int]])

    @property
    def said(self) -> Line:
        """What the person said."""
        (said,) = [line for line in self.lines if line["by"]["id"] != STANDOFF]
        return said

    def of(self, kind: str) -> list[Line]:
        """Its entries of one type."""
        return [line for line in self.lines if line["type"] == kind]


class Books:
    """All that the entries have said, in order.

    Attributes:
        lines: all entries.
        matters: incidents, by id.
        roster: people in force, by id.
        ladders: by name and version.
        raise_limit: how often one thing is raised; 0 is without end.
    """

    def __init__(self, each: list[Callable[[Books, Line], None]], acts: list[Callable[[Books, Group], None]]) -> None:
        self.lines: list[Line] = []
        self.matters: dict[str, Matter] = {}
        self.roster: dict[str, Line] = {}
        self.ladders: dict[str, Line] = {}
        self.raise_limit = 0
        self._each = each
        self._acts = acts

    def take(self, lines: list[Line]) -> None:
        """Takes what became durable together, in order.

        Raises:
            AssertionError: a promise is broken; it says which.
        """
        for group in _grouped(lines):
            group.before = {name: (matter.phase, matter.rung) for name, matter in self.matters.items()}
            for line in group.lines:
                self._in_order(line)
                for hold in self._each:
                    hold(self, line)
                self._note(line)
            for hold_act in self._acts:
                hold_act(self, group)

    def matter(self, line: Line) -> Matter | None:
        """The incident of an entry."""
        return self.matters.get(line["incident"])

    def _in_order(self, line: Line) -> None:
        """16: places without a gap, a clock that never goes back, nothing that happens after it was entered."""
        assert line["seq"] == len(self.lines), f"entry {line['seq']} came where {len(self.lines)} was next"
        assert not self.lines or ms(self.lines[-1]["recorded_at"]) <= ms(line["recorded_at"]), "the clock went back"
        assert ms(line["happened_at"]) <= ms(line["recorded_at"]), "it was entered before it happened"
        self.lines.append(line)

    def _note(self, line: Line) -> None:
        body, kind, matter = line["body"], line["type"], self.matter(line)
        if kind == "settings":
            self.raise_limit = body["raise_limit"]
        elif kind == "roster":
            self.roster = {person["id"]: person for person in body["people"]}
        elif kind == "ladder_in_force":
            ladder = body["ladder"]
            self.ladders[f"{ladder['name']}@{ladder['version']}"] = ladder
        elif kind == "incident_opened":
            assert matter is None, f"{line['incident']} is opened twice"
            self.matters[line["incident"]] = Matter(line, self.ladders[body["ladder"]])
        elif matter is not None:
            _note_of(matter, line)


def _note_of(matter: Matter, line: Line) -> None:
    body = line["body"]
    match line["type"]:
        case "phase":
            if body["phase"] == "stands":
                matter.stood = matter.phase if matter.phase != "stands" else matter.stood
            matter.phase, matter.rung, matter.waits = body["phase"], body["rung"], None
            matter.closed = body["phase"] == "closed"
        case "deadline_set":
            matter.deadline, matter.waits = line, None
        case "deadline_ended":
            matter.deadline = None
        case "waiting":
            matter.waits = line
        case "crossing" if body["ring"] is not None and body["kind"] in {"enter", "pass"}:
            matter.rings.add(body["ring"])
        case _:
            pass


def _grouped(lines: list[Line]) -> list[Group]:
    """Entries of one act stand together; so do those that the desk made by itself at one time."""
    groups: list[Group] = []
    for line in lines:
        last = groups[-1] if groups else None
        if last and last.act == line["act"] and last.lines[0]["recorded_at"] == line["recorded_at"]:
            last.lines.append(line)
        else:
            groups.append(Group(line["act"], [line]))
    return groups
