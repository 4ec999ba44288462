"""The hand-over sheet: one page, in the order in which it is talked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from desk_in_hand import (
    AUTHORITY,
    LIAISON,
    MINUTE_MS,
    START_MS,
    WATCH,
    DeskInHand,
    approval,
    crossing,
    decision,
)
from test_incidents_authority import SECOND, staffed

from standoff.cli.sheet_text import sheet_lines
from standoff.incidents.pen import to_text
from standoff.incidents.sheet import sheet_of
from standoff.incidents.step import Fact
from standoff.model import acts
from standoff.model.acts import DecisionKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.model.sheet import HandOverSheet

UNTIL: Final = to_text(START_MS + 60 * MINUTE_MS)


def sheet(desk: DeskInHand, **more: str | None) -> HandOverSheet:
    entries = {name: [e for e in desk.entries if e.incident == name] for name in desk.desk.incidents}
    since = more.get("not_recorded_since")
    return sheet_of(
        desk.desk, entries, desk.now_ms, feeds=["radar: silent"], not_recorded_since=since, fingerprint="a b c d e f"
    )


def test_the_sheet_of_an_empty_desk_says_that_there_is_nothing_and_keeps_its_places() -> None:
    lines = list(sheet_lines(sheet(DeskInHand())))
    assert lines[:3] == [
        f"HAND-OVER   {to_text(START_MS)}   ACTUAL   5 entries",
        "WATCH      watch: nobody has said so, next Watch One",
        "           liaison: nobody has said so, next Liaison One",
    ]
    text = "\n".join(lines)
    for says in ("no incident is open", "radar: silent", "nothing is known of any line", "a b c d e f", "gives: ___"):
        assert says in text


def test_the_sheet_names_all_that_is_unfinished() -> None:
    desk = staffed()
    desk.act(acts.TakeOver(role=Role.WATCH), WATCH, incident="")
    desk.act(acts.HandOver(role=Role.WATCH, to=SECOND.id), WATCH, incident="")
    desk.act(acts.Delegate(to="liaison-1", roles=(Role.AUTHORITY,), until=UNTIL, reason="meal"), AUTHORITY, incident="")
    desk.act(acts.Line(channel="line 1", state=acts.LineState.SUSPENDED, claimed_by="a notice"), incident="")
    desk.act(acts.Excuse(track="uav|sim:7", ground="a works vessel", until=UNTIL), incident="")
    desk.act(acts.Doubt(words="may be a road crew"), LIAISON)
    desk.act(acts.Acknowledge())
    desk.act(decision(DecisionKind.GO_ON, channel="radio"))
    desk.act(approval(desk, "shelter"), AUTHORITY)
    found = sheet(desk)
    (waits,) = found.waits
    assert (waits.incident, waits.who, waits.until) == ("17-001", "watch, Watch One", to_text(START_MS + 5 * MINUTE_MS))
    assert "watch: handed over to Watch Two, who has not taken it yet" in found.watch
    assert [line.partition(" (entry")[0] for line in found.acting] == [
        f"Liaison One acts for Authority One as authority until {UNTIL}"
    ]
    assert [line.partition(" (entry")[0] for line in found.expected] == [f"uav|sim:7 until {UNTIL}: a works vessel"]
    assert [(line.channel, line.answered_at) for line in found.lines] == [("line 1", None)]
    assert found.lines[0].claims == (f"a notice: suspended ({to_text(START_MS)})",)
    seqs = [entry.seq for entry in desk.of("decision")]
    assert found.unfinished == (
        f"17-001: the decision of entry {seqs[0]} waits for Authority One to confirm it",
        f"17-001: the approval of rung shelter waits for a second person until {to_text(START_MS + 10 * MINUTE_MS)}",
    )
    assert found.doubts == (f"17-001 {to_text(START_MS)}: may be a road crew (Liaison One)",)


def test_who_has_taken_an_alarm_is_named_until_something_else_happens() -> None:
    desk = DeskInHand.opened()
    desk.act(acts.Acknowledge(), LIAISON)
    assert sheet(desk).waits[0].taken.startswith(f"Liaison One has it since {to_text(START_MS)}; it comes again at")
    desk.due()
    assert sheet(desk).waits[0].taken == ""


def test_where_it_is_raised_no_more_the_sheet_says_that_no_time_is_set() -> None:
    desk = DeskInHand(raise_limit=1)
    desk.take(crossing())
    desk.due()
    (waits,) = sheet(desk).waits
    assert (waits.until, waits.who) == (None, "watch")
    assert "with no time set" in "\n".join(sheet_lines(sheet(desk)))


def test_that_nothing_is_recorded_is_the_second_line() -> None:
    lines = list(sheet_lines(sheet(DeskInHand(), not_recorded_since="2017-05-18T06:00:00Z")))
    assert lines[1].startswith("NOT RECORDED since 2017-05-18T06:00:00Z")


def test_it_is_one_page_of_a_hundred_columns() -> None:
    desk = staffed()
    desk.take(Fact(type="settings", body={"status": "exercise", "raise_limit": 0}))
    lines = list(sheet_lines(sheet(desk)))
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 60
    assert "EXERCISE" in lines[0]
    assert msgspec.json.decode(msgspec.json.encode(sheet(desk)), type=type(sheet(desk))) == sheet(desk)
