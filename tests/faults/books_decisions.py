"""Who decided what, as entries tell of it. Invariants 1 to 5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from books_rights import held_by, holds

if TYPE_CHECKING:
    from books import Books, Group, Line

DECIDED: Final = {"asked", "held", "ending", "closed"}
"""Phases in which somebody was asked, or has decided."""
_FACTS: Final = {
    "doubt",
    "confirm",
    "reported_action",
    "presence",
    "claim",
    "encounter",
    "notice",
    "aftermath",
    "correction",
    "receipt",
    "line",
    "exhibit",
    "link",
    "hand_over",
    "take_over",
    "delegate",
    "revoke",
}
"""What is said and moves nothing: what was done elsewhere, above all."""
_MOVES: Final = {"phase", "deadline_set", "deadline_ended", "waiting", "raised"}
_DECIDING: Final = {"held": {"hold"}, "ending": {"step_down"}}
_DESK: Final = {"watch", "liaison", "authority"}


def one_thing_is_said(books: Books, group: Group) -> None:  # noqa: ARG001 - all holders are called alike
    """12: an act makes one entry of its author; what else it makes is the desk's own. Nobody speaks without an act."""
    authors = [line["by"]["id"] for line in group.lines if line["by"]["id"] != "standoff"]
    assert len(authors) == int(bool(group.act)), f"entry {group.lines[0]['seq']}: {len(authors)} authors of one act"


def only_a_person_asks_and_decides(books: Books, group: Group) -> None:
    """1, 4, 5: into each phase of a decision leads one act of a named person, and no time or movement."""
    for line in group.of("phase"):
        phase, where = line["body"]["phase"], f"entry {line['seq']}"
        if phase not in DECIDED:
            continue
        assert group.act, f"{where}: {phase} by nobody"
        said = group.said
        assert said["incident"] == line["incident"], f"{where}: {phase} by an act of another incident"
        if phase == "asked":
            called = said["type"] == "call" and said["body"]["pass_now"]
            assert called or said["type"] in {"put_to_authority", "answer"}, f"{where}: asked by {said['type']}"
        elif phase == "closed":
            ends = books.matters[line["incident"]].ladder["ends"]
            assert said["type"] == "close", f"{where}: closed by {said['type']}"
            assert said["body"]["disposition"] in ends["dispositions"], f"{where}: closed as nothing"
            assert holds(books, said, said["by"], ends["by"]), f"{where}: closed by who may not"
        else:
            assert said["type"] == "decision", f"{where}: {phase} by {said['type']}"
            assert said["body"]["kind"] in _DECIDING[phase], f"{where}: {phase} by {said['body']['kind']}"


def a_decision_is_of_who_may(books: Books, group: Group) -> None:
    """1, 3, 5: who decides is on the roster, and holds a role that the incident's ladder gives it to; it moves once."""
    if not group.act or group.said["type"] != "decision":
        return
    said, where = group.said, f"entry {group.said['seq']}"
    decider = books.roster.get(said["body"]["decided_by"])
    assert decider is not None, f"{where}: decided by somebody who is not on the roster"
    body = said["body"]
    held = held_by(books, said, decider)
    assert (body["role"], body["acts_for"]) in held, f"{where}: {decider['id']} does not hold the role {body['role']}"
    if body["kind"] != "approve":  # a rung says who approves it
        allowed = books.matters[said["incident"]].ladder["decides"].get(body["kind"], [])
        assert body["role"] in allowed, f"{where}: {decider['id']} may not decide this"
    assert holds(books, said, said["by"], _DESK), f"{where}: recorded by who may not act"
    assert len(group.of("phase")) <= 1, f"{where}: one decision moved it twice"
    assert said["body"]["reason"], f"{where}: decided for no reason"


def a_hold_ends_when_it_was_said(books: Books, group: Group) -> None:
    """3: a hold lasts until its time and no longer."""
    for line in group.of("decision"):
        if line["body"]["kind"] == "hold":
            deadline = books.matters[line["incident"]].deadline
            assert deadline is not None, f"entry {line['seq']}: a hold without an end"
            assert deadline["body"]["due_at"] == line["body"]["until"], f"entry {line['seq']}: a hold of another length"


def what_is_told_moves_nothing(books: Books, group: Group) -> None:  # noqa: ARG001 - all holders are called alike
    """4: facts, among them what was done elsewhere, move no phase, no deadline and no alarm."""
    if group.act and group.said["type"] in _FACTS:
        moved = [line["type"] for line in group.lines if line["type"] in _MOVES]
        assert not moved, f"entry {group.said['seq']}: {group.said['type']} moved {moved}"


def what_is_closed_stays_so(books: Books, line: Line) -> None:
    """5: nothing moves what is closed but a person who opens it again."""
    matter = books.matter(line)
    if matter is not None and matter.closed and line["type"] in _MOVES:
        assert line["act"], f"entry {line['seq']}: {line['type']} of what is closed"
