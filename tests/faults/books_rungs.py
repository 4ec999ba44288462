"""Ladders and rungs, as entries tell of them. Invariants 1, 4, 8 and 10."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from books import STANDOFF, ms
from books_ladder import next_of, on_answer, takes_a_decision, waits_s

if TYPE_CHECKING:
    from books import Books, Group, Line

_KINDS: Final = {"inform", "contact", "relay", "offer", "protect", "question"}
"""Kinds of rungs: communication, an offer, the protection of one's own people, a question."""
_FORCE: Final = re.compile(r"\b(force|shots?|shoot|strikes?|fire|flares?|weapons?|attack|destroy|kill)\b")
_AHEAD_MS: Final = 120_000
"""A report may be dated so far ahead of the desk's clock."""
_GOES_ON: Final = {"resume", "acknowledge"}
"""Acts after which a deadline goes on with other than its whole time."""


def no_ladder_expresses_force(books: Books, line: Line) -> None:  # noqa: ARG001 - all holders are called alike
    """4: neither a ladder nor the type of an entry."""
    words = [line["type"].replace("_in_force", "").replace("_", " ")]
    if line["type"] == "ladder_in_force":
        rungs = line["body"]["ladder"]["rungs"]
        assert {rung["kind"] for rung in rungs} <= _KINDS, f"entry {line['seq']}: a rung of another kind"
        words += [rung["asks"] for rung in rungs]
    for text in words:
        assert not _FORCE.search(text.lower()), f"entry {line['seq']}: {text}"


def no_rung_is_skipped_by_itself(books: Books, group: Group) -> None:
    """1, 4: time and movement lead to the next rung and no further, and to none that takes a decision."""
    if group.act:
        return
    at = dict(group.before)
    for line in group.of("phase"):
        body, where, ladder = line["body"], f"entry {line['seq']}", books.matters[line["incident"]].ladder
        _, rung = at.get(line["incident"], ("act", 0))
        assert line["by"]["id"] == STANDOFF
        assert body["rung"] in {rung, next_of(ladder, rung)}, f"{where}: from rung {rung} to {body['rung']} by itself"
        entered = body["rung"] != rung
        assert not (entered and takes_a_decision(ladder["rungs"][body["rung"]])), f"{where}: it took no decision"
        at[line["incident"]] = body["phase"], body["rung"]


def an_answer_leads_where_the_ladder_says(books: Books, group: Group) -> None:
    """4: to the rung that is named for it, or to a choice; named is its own rung, and it goes on as time does."""
    for line in group.of("phase") if group.act and group.said["type"] == "answer" else []:
        ladder, (_, rung) = books.matters[line["incident"]].ladder, group.before[line["incident"]]
        to = on_answer(ladder, rung, group.said["body"]["kind"])
        to = next_of(ladder, rung) if to == rung and line["body"]["rung"] != rung else to
        allowed = {(rung, "choose")} if to is None else {(to, "act"), (to, "asked"), (rung, "choose"), (rung, "act")}
        assert (line["body"]["rung"], line["body"]["phase"]) in allowed, f"entry {line['seq']}: not where it leads"


def it_keeps_its_ladder(books: Books, group: Group) -> None:
    """10: what is asked for on a rung, and how long anything may take, is what the ladder of its beginning says."""
    goes_on = bool(group.act) and group.said["type"] in _GOES_ON
    for line in group.of("deadline_set"):
        matter, body, where = books.matters[line["incident"]], line["body"], f"entry {line['seq']}"
        if body["kind"] == "act":
            rung = matter.ladder["rungs"][matter.rung]
            assert (body["says"], body["for_role"]) == (rung["asks"], rung["role"]), f"{where}: asked by another ladder"
        waits = waits_s(matter.ladder, body["kind"], matter.rung)
        takes_ms = ms(body["due_at"]) - ms(line["recorded_at"])
        assert waits is None or goes_on or takes_ms == waits * 1000, f"{where}: {takes_ms} ms for {body['kind']}"


def it_keeps_its_zone(books: Books, line: Line) -> None:
    """10: it begins with the version of its zone that is in force."""
    if line["type"] == "incident_opened" and line["body"]["zone"]:
        in_force = [
            earlier["body"]["version"]
            for earlier in books.lines
            if earlier["type"] == "zone_in_force" and earlier["body"]["zone"] == line["body"]["zone"]
        ]
        assert line["body"]["zone_version"] == in_force[-1], f"entry {line['seq']}: another version of its zone"


def no_crossing_lies_ahead(books: Books, line: Line) -> None:  # noqa: ARG001 - all holders are called alike
    """8: a report dated an hour ahead makes no crossing."""
    if line["type"] == "crossing":
        assert ms(line["body"]["at"]) <= ms(line["recorded_at"]) + _AHEAD_MS, f"entry {line['seq']} lies ahead"
