"""Rungs that take a decision, as entries tell of them. Invariants 1 to 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from books import ms
from books_ladder import place_of
from books_rights import are_two

if TYPE_CHECKING:
    from books import Books, Group, Line, Matter

_ON_IT: Final = {"act", "answer"}
_WHAT_IS_SEEN: Final = {"attempt", "answer", "doubt", "put_to_authority", "presence", "aftermath"}
"""Entries after which what was seen is no longer what is there."""


def an_approval_is_of_who_may(books: Books, group: Group) -> None:
    """1, 3: it names the actor, the incident, a rung that takes it and what was seen; and it runs out."""
    for line in _approvals(group):
        matter, body, where = books.matters[line["incident"]], line["body"], f"entry {line['seq']}"
        place = place_of(matter.ladder, body["rung"])
        assert place is not None, f"{where}: there is no rung {body['rung']}"
        approval = matter.ladder["rungs"][place]["approval"]
        assert approval is not None, f"{where}: rung {body['rung']} takes no approval"
        assert len(body["seen"]) == 64, f"{where}: approved without a look at what is there"
        assert body["role"] in approval["by"], f"{where}: approved by who may not"
        holds_ms = ms(body["until"]) - ms(line["recorded_at"])
        assert 0 < holds_ms <= approval["valid_s"] * 1000, f"{where}: it holds for {holds_ms} ms"
        matter.approvals.append(line)


def a_rung_is_entered_by_its_decision(books: Books, group: Group) -> None:
    """1, 2, 3: a rung that takes an approval is entered by one that holds, by as many persons as it takes, once."""
    at = dict(group.before)
    for line in group.of("phase"):
        matter, body = books.matters[line["incident"]], line["body"]
        phase, rung = at.get(line["incident"], ("act", 0))
        at[line["incident"]] = body["phase"], body["rung"]
        approval = matter.ladder["rungs"][body["rung"]]["approval"]
        begun = rung == body["rung"] and (phase in _ON_IT or (phase == "stands" and matter.stood in _ON_IT))
        if approval is None or body["phase"] not in _ON_IT or (begun and body["event"] != "approve"):
            continue
        where = f"entry {line['seq']}"
        assert body["event"] == "approve", f"{where}: a rung that takes an approval is entered without one"
        given = [one for one in _approvals(group) if one["incident"] == line["incident"]]
        assert given, f"{where}: entered by an act that approves nothing"
        name = matter.ladder["rungs"][body["rung"]]["id"]
        assert given[0]["body"]["rung"] == name, f"{where}: another rung was approved"
        if approval["persons"] > 1:
            assert _second(books, matter, given[0]), f"{where}: one person for a rung that takes two"
        matter.approvals.clear()


def _second(books: Books, matter: Matter, given: Line) -> bool:
    """Whether somebody else approved the same before, saw the same, and it holds yet."""
    return any(
        are_two(one, given)
        and (one["body"]["rung"], one["body"]["seen"]) == (given["body"]["rung"], given["body"]["seen"])
        and ms(one["body"]["until"]) > ms(given["recorded_at"])
        and not any(
            line["incident"] == given["incident"] and _changes_what_was_seen(line)
            for line in books.lines[one["seq"] : given["seq"]]
        )
        for one in matter.approvals
    )


def _changes_what_was_seen(line: Line) -> bool:
    other_decision = line["type"] == "decision" and line["body"]["kind"] != "approve"
    return line["type"] in _WHAT_IS_SEEN or other_decision


def _approvals(group: Group) -> list[Line]:
    return [line for line in group.of("decision") if line["body"]["kind"] == "approve"]
