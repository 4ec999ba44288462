"""The hand-over sheet as one page of plain text, 100 columns, with room for two signatures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from standoff.cli.panel_text import WIDTH, clock, labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.model.sheet import HandOverSheet, LineLine, WaitLine


def sheet_lines(sheet: HandOverSheet) -> Iterator[str]:
    """The sheet, in the order in which it is talked through."""
    yield f"HAND-OVER   {sheet.at}   {sheet.status.upper()}   {sheet.entries} entries"
    if sheet.not_recorded_since is not None:
        yield f"NOT RECORDED since {sheet.not_recorded_since}: what was written down by hand is still to be entered"
    yield from labelled("WATCH", [*sheet.watch, *sheet.acting])
    yield from labelled("WAITS", [_wait(wait) for wait in sheet.waits] or ["no incident is open"])
    yield from labelled("BLIND", sheet.feeds or ["every feed is heard"])
    yield from labelled("LINES", [_line(line) for line in sheet.lines] or ["nothing is known of any line"])
    yield from labelled("EXPECTED", sheet.expected or ["no movement to which the rule does not apply"])
    yield from labelled("UNFINISHED", sheet.unfinished or ["nothing"])
    yield from labelled("DOUBT", sheet.doubts or ["none"])
    yield from textwrap.wrap(f"RECORD     {sheet.fingerprint}", WIDTH)
    yield ""
    yield f"{'gives: ' + '_' * 36:<50}takes: {'_' * 36}"


def _wait(wait: WaitLine) -> str:
    until = f"until {clock(wait.until)}" if wait.until else "with no time set"
    taken = f"; {wait.taken}" if wait.taken else ""
    return f"{wait.incident} {wait.name} waits for the {wait.who} {until}: {wait.says}{taken}"


def _line(line: LineLine) -> str:
    answered = f"last answered {line.answered_at}" if line.answered_at else "has not answered"
    tried = f", last tried {line.tried_at}" if line.tried_at else ""
    claims = f"; {'; '.join(line.claims)}" if line.claims else ""
    return f"{line.channel}: {answered}{tried}{claims}"
