"""The incident panel and its log as plain text, 100 columns: for a terminal, a printer, a line that is read out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from standoff.model.times import from_rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.model.panel import (
        ApprovalView,
        AttemptView,
        DecisionView,
        IncidentLine,
        IncidentPanel,
        LogLine,
        RungView,
    )

WIDTH: Final = 100
_LABEL: Final = 11
_MINUTE_NS: Final = 60_000_000_000


def panel_lines(panel: IncidentPanel, now: str) -> Iterator[str]:
    """The panel, in the order in which it is read at the desk.

    Args:
        panel: as the API gives it.
        now: the desk's clock, RFC 3339.
    """
    since = f"open {minutes(panel.opened_at, panel.closed_at or now)} min"
    ended = f"   closed: {panel.disposition.replace('_', ' ')}" if panel.closed_at else ""
    yield f"{panel.id} {panel.name}   {panel.status.upper()}   {clock(now)}   {since}{ended}"
    yield from textwrap.wrap(" ".join(panel.headline), WIDTH)
    yield from labelled("WAITS", _waits(panel))
    if panel.proposal is not None:
        yield from labelled("PROPOSED", [f"to step down: {panel.proposal}"])
    yield from labelled("KNOWN", panel.known or ["nothing from any source"])
    yield from labelled("NOT KNOWN", panel.not_known)
    yield from labelled("TRIED", [line for attempt in panel.tried for line in _attempt(attempt)] or ["nothing"])
    yield from labelled("NOT TRIED", panel.not_tried)
    yield from labelled("ON RUNG", [_rung(rung) for rung in panel.rungs if rung.turn])
    yield from labelled("APPROVAL", [line for approval in panel.approvals for line in _approval(approval, now)])
    yield from labelled("TIME", [panel.comply.says])
    yield from textwrap.wrap(" ".join(f"[{way.label}]" for way in panel.ways if way.open), WIDTH)
    yield from labelled("SHUT", [f"{way.label}: {way.why_not}" for way in panel.ways if not way.open])
    yield from labelled("DOUBT", [f"{clock(doubt.at)} {doubt.says} {doubt.by}" for doubt in panel.doubts])
    yield from labelled("DECIDED", [_decision(decision) for decision in panel.decisions])
    yield from labelled("SAID", [f"{clock(said.at)} {said.says}" for said in panel.said])
    yield f"ladder {panel.ladder}   zone {panel.zone_name or 'none'}   revision {panel.revision}"


def log_lines(log: Sequence[LogLine]) -> Iterator[str]:
    """Every entry: its number, when it was entered, who, what; a late one says when it happened and why it is late."""
    for line in log:
        late = f" (happened {clock(line.happened_at)}, entered late: {line.late_because or 'no reason given'})"
        text = f"{line.by}: {line.says}{late if line.late else ''}"
        head = f"{line.seq:>6} {line.recorded_at[11:19]}Z "
        yield from textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def list_line(line: IncidentLine) -> str:
    """An incident in a line."""
    due = line.deadline
    waits = f"{due.for_role} by {clock(due.due_at)}" if due is not None else "nobody" if line.phase == "closed" else "-"
    head = f"{line.id} {line.name:<9} {line.status:<8} {line.severity:<6} {line.phase:<6}"
    return f"{head} waits for {waits}: {line.says}"


def labelled(label: str, items: Sequence[str]) -> Iterator[str]:
    """A label with its items, one a line, long ones broken under themselves; nothing where there are none."""
    for number, item in enumerate(filter(None, items)):
        head = f"{'' if number else label:<{_LABEL}}"
        yield from textwrap.wrap(item, WIDTH, initial_indent=head, subsequent_indent=" " * _LABEL)


def clock(text: str) -> str:
    """Hours and minutes of RFC 3339 text in UTC: `03:22Z`."""
    return f"{text[11:16]}Z"


def minutes(start: str, end: str) -> int:
    """Whole minutes from one time to another."""
    return (from_rfc3339(end) - from_rfc3339(start)) // _MINUTE_NS


def _waits(panel: IncidentPanel) -> list[str]:
    stands = f"; upward deadlines stand since {clock(panel.stands_since)}" if panel.stands_since else ""
    if panel.deadline is None:
        return [f"{panel.phase_says}{stands}"]
    due = panel.deadline
    raised = f", raised {due.raised} times" if due.raised > 1 else ""
    return [f"for the {due.for_role} until {clock(due.due_at)}{raised}: {due.says}{stands}"]


def _attempt(attempt: AttemptView) -> Iterator[str]:
    heard = {"yes": "could be heard", "no": "could not be heard"}.get(attempt.could_be_heard, "not known if heard")
    receipt = "no receipt" if attempt.receipt == "none" else attempt.receipt.replace("_", " ")
    back = f', read back "{attempt.read_back}"' if attempt.read_back else ""
    fast = ", FASTER THAN ANYONE COULD ANSWER" if attempt.too_fast else ""
    to = f"{attempt.kind} to {attempt.to} over {attempt.channel}"
    yield f'{clock(attempt.at)} {to}, {heard}, {receipt}{back}{fast}: "{attempt.words}"'
    for answer in attempt.answers:
        words = f' "{answer.words}"' if answer.words else ""
        grade = f" ({answer.grade})" if answer.grade else ""
        yield f"  {clock(answer.at)} {answer.from_whom}: {answer.kind.replace('_', ' ')}{words}{grade}"


def _rung(rung: RungView) -> str:
    nth = f", {rung.turn} of {rung.tries} times" if rung.tries > 1 else ""
    unmet = ", does not apply now" if rung.applies is False else ""
    back = f"; their way back: {rung.off_ramp}" if rung.off_ramp else ""
    return f"{rung.name}{nth}{unmet}{back}"


def _approval(approval: ApprovalView, now: str) -> Iterator[str]:
    by = " or ".join(role.value for role in approval.by)
    who = f"two of {by}" if approval.persons > 1 else by
    begun = ""
    if approval.until is not None:
        ran_out = "ran out" if from_rfc3339(approval.until) <= from_rfc3339(now) else "until"
        begun = f"; given by {', '.join(approval.given_by)}, {ran_out} {clock(approval.until)}"
    given = "; given, and entered" if approval.entered else begun
    yield f"{approval.rung} takes a decision by {who}{given}: {approval.asks}"
    if not approval.entered:
        yield f"  of what is there now: {approval.seen}"


def _decision(decision: DecisionView) -> str:
    until = f" until {clock(decision.until)}" if decision.until else ""
    stands = "" if decision.confirmed else ", not yet confirmed"
    what = f"{decision.kind.replace('_', ' ')} {decision.rung}".rstrip()
    return f"{clock(decision.at)} {what}{until} by {decision.decided_by}{stands}: {decision.reason}"
