"""Deadlines and alarms, as entries tell of them. Invariants 6 to 9."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from books import ms

if TYPE_CHECKING:
    from books import Books, Group, Line, Matter

_ENDS: Final = {"fired", "cancelled", "superseded"}
_LONGEST_MS: Final = 7 * 86_400_000
"""No ladder and no hold names a longer time."""


def each_deadline_ends_once(books: Books, line: Line) -> None:
    """7, 8: one at most is live in an incident; it ends as one of three; it fires when it has come, and not before."""
    matter, at_ms = books.matter(line), ms(line["recorded_at"])
    if line["type"] == "deadline_set":
        assert matter is not None, f"entry {line['seq']}: a deadline of no incident"
        assert matter.deadline is None, f"entry {line['seq']}: a deadline was set over a live one"
        assert not matter.closed, f"entry {line['seq']}: a deadline of what is closed"
        assert at_ms < ms(line["body"]["due_at"]) <= at_ms + _LONGEST_MS, f"entry {line['seq']}: due at no sound time"
    elif line["type"] == "deadline_ended":
        assert matter is not None, f"entry {line['seq']}: a deadline of no incident"
        was, how = matter.deadline, line["body"]["how"]
        assert was is not None, f"entry {line['seq']}: a deadline ended that was not live"
        assert line["body"]["set_by"] == was["seq"], f"entry {line['seq']}: another deadline ended"
        assert how in _ENDS, f"entry {line['seq']}: a deadline ended as {how}"
        due_ms = ms(was["body"]["due_at"])
        if how == "fired":
            assert at_ms >= due_ms, f"entry {line['seq']}: a deadline fired {due_ms - at_ms} ms early"
            assert not line["act"], f"entry {line['seq']}: a deadline was fired by a person"
        else:
            assert at_ms < due_ms, f"entry {line['seq']}: a deadline that had come was {how}"


def what_fires_is_told(books: Books, group: Group) -> None:
    """9: a deadline that fires is raised, or, raised as often as was asked for, the desk waits for a person."""
    for place, line in enumerate(group.lines):
        if line["type"] != "deadline_ended" or line["body"]["how"] != "fired":
            continue
        told: list[str] = []
        for after in group.lines[place + 1 :]:
            if after["incident"] == line["incident"]:
                if after["type"] == "deadline_ended":
                    break
                told.append(after["type"])
        assert {"raised", "waiting"} & set(told), f"entry {line['seq']}: a deadline fired and nobody was told"
        assert "waiting" not in told or books.raise_limit, f"entry {line['seq']}: it was given up raising"


def a_rise_is_told(books: Books, group: Group) -> None:
    """9: another ring is crossed into, and it is raised whoever has taken the alarm before."""
    for place, line in enumerate(group.lines):
        if line["type"] != "crossing" or line["incident"] not in group.before:
            continue
        body = line["body"]
        known = {
            earlier["body"]["ring"]
            for earlier in books.lines[: line["seq"]]
            if earlier["type"] == "crossing" and earlier["incident"] == line["incident"]
            if earlier["body"]["kind"] in {"enter", "pass"}
        }
        if (
            body["excused"] is None
            and body["ring"] is not None
            and body["kind"] in {"enter", "pass"}
            and body["ring"] not in known
        ):
            told = [after["type"] for after in group.lines[place:] if after["incident"] == line["incident"]]
            assert "raised" in told, f"entry {line['seq']}: a further ring was crossed and nobody was told"


def taking_an_alarm_silences_it_for_a_while_only(books: Books, group: Group) -> None:
    """9: after "I have it" it comes again when that has run out, or when it would have come anyway."""
    for line in group.of("acknowledge"):
        matter = books.matters[line["incident"]]
        if matter.waits is not None:
            continue
        assert matter.deadline is not None, f"entry {line['seq']}: taken, and nothing will come again"
        until_ms = ms(line["recorded_at"]) + (matter.ladder["acknowledge_s"] or 0) * 1000
        before = [_was_due_ms(books, end) for end in group.of("deadline_ended")]
        assert ms(matter.deadline["body"]["due_at"]) <= max(until_ms, *before, _due_ms(matter, group)), (
            f"entry {line['seq']}: taken, and it comes again only at {matter.deadline['body']['due_at']}"
        )


def _due_ms(matter: Matter, group: Group) -> int:
    """When the live deadline comes, if it is none that this act set; else long ago."""
    own = matter.deadline is None or matter.deadline in group.lines
    return 0 if own or matter.deadline is None else ms(matter.deadline["body"]["due_at"])


def _was_due_ms(books: Books, ended: Line) -> int:
    was = books.lines[int(ended["body"]["set_by"])]
    return ms(was["body"]["due_at"])


def somebody_is_waited_for(books: Books, now_ms: int) -> None:
    """6, 8, after each commit: every open incident has a deadline to come, or somebody who is waited for."""
    for name, matter in books.matters.items():
        if matter.closed:
            assert matter.deadline is None, f"{name} is closed and has a deadline"
            continue
        assert (matter.deadline is None) != (matter.waits is None), f"{name} waits for nobody, or for two"
        if matter.deadline is not None:
            late_ms = now_ms - ms(matter.deadline["body"]["due_at"])
            assert late_ms < 0, f"{name}: its deadline came {late_ms} ms ago and has not fired"
        waits = matter.deadline or matter.waits
        assert waits is not None
        roles = [role for person in books.roster.values() for role in person["roles"]]
        assert waits["body"]["for_role"] in roles, f"{name} waits for a role that nobody holds"
