"""Who holds which role, for themselves or for another, as entries tell of it. Invariants 1, 2 and 5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from books import ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from books import Books, Line


def holds(books: Books, line: Line, person: Line, roles: Iterable[str]) -> bool:
    """Whether somebody holds one of some roles when an entry is entered: their own, or one that was handed to them."""
    return bool(set(roles) & {role for role, _ in held_by(books, line, person)})


def held_by(books: Books, line: Line, person: Line) -> set[tuple[str, str]]:
    """The roles of a person when an entry is entered, each with for whom it is held; empty is for themselves."""
    at_ms, found = ms(line["recorded_at"]), {(role, "") for role in person["roles"]}
    before = [earlier for earlier in books.lines if earlier["seq"] < line["seq"]]
    revoked = {earlier["body"]["delegation"] for earlier in before if earlier["type"] == "revoke"}
    for given in before:
        if given["type"] != "delegate" or given["seq"] in revoked or given["body"]["to"] != person["id"]:
            continue
        since = given["body"]["since"] or given["recorded_at"]
        if ms(since) <= at_ms < ms(given["body"]["until"]):
            found |= {(role, given["by"]["id"]) for role in given["body"]["roles"]}
    return found


def a_role_is_handed_on_by_who_holds_it(books: Books, line: Line) -> None:
    """1: of their own, to somebody else, for a time."""
    if line["type"] == "delegate":
        body, where = line["body"], f"entry {line['seq']}"
        assert set(body["roles"]) <= set(line["by"]["roles"]), f"{where}: a role is handed on that is not their own"
        assert body["to"] in books.roster, f"{where}: to somebody who is not on the roster"
        assert body["to"] != line["by"]["id"], f"{where}: to themselves"
        assert ms(body["until"]) > ms(line["recorded_at"]), f"{where}: for no time"


def are_two(one: Line, other: Line) -> bool:
    """2: whether two decisions are of two persons: not one, neither for the other, not both for the same."""
    first = {one["body"]["decided_by"], one["body"]["acts_for"] or one["body"]["decided_by"]}
    second = {other["body"]["decided_by"], other["body"]["acts_for"] or other["body"]["decided_by"]}
    return not first & second
