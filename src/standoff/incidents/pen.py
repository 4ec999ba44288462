"""The pen: writes entries one after another onto a state, which folds each of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from standoff.incidents.fold import MS_NS, apply
from standoff.model.entry import Entry
from standoff.model.principal import STANDOFF, Principal
from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from standoff.incidents.state import Desk, Incident
    from standoff.model.report_line import Status


def to_text(time_ms: int) -> str:
    """RFC 3339 text of whole milliseconds since 1970."""
    return to_rfc3339(time_ms * MS_NS)


class Pen:
    """Entries in the making.

    Attributes:
        desk: the state after what has been written.
        now_ms: the desk's clock; one for the whole step.
        by: whose step it is.
        entries: what has been written.
    """

    def __init__(self, desk: Desk, now_ms: int, by: Principal = STANDOFF, act: str = "") -> None:
        self.desk = desk
        self.now_ms = max(now_ms, desk.recorded_ms)
        self.entries: list[Entry] = []
        self.by = by
        self._act = act

    def said(self, kind: str, incident: str, body: dict[str, Any], happened_ms: int, status: Status) -> Entry:
        """Writes what the person of this step said."""
        return self._write(kind, incident, body, happened_ms, status, self.by)

    def note(self, kind: str, incident: str, body: dict[str, Any], status: Status | None = None) -> Entry:
        """Writes what standoff itself saw or did."""
        known = self.desk.incidents.get(incident)
        own = known.status if known is not None else self.desk.status
        return self._write(kind, incident, body, self.now_ms, status or own, STANDOFF)

    def incident(self, name: str) -> Incident:
        """An incident as it stands after what has been written."""
        return self.desk.incidents[name]

    def _write(
        self, kind: str, incident: str, body: dict[str, Any], happened_ms: int, status: Status, by: Principal
    ) -> Entry:
        entry = Entry(
            seq=self.desk.seq,
            type=kind,
            recorded_at=to_text(self.now_ms),
            happened_at=to_text(happened_ms),
            by=by,
            incident=incident,
            status=status,
            act=self._act,
            # In the order in which the record gives it back, so that the state is the same bytes before and after.
            body=msgspec.to_builtins(body, order="sorted"),
        )
        self.desk = apply(self.desk, entry)
        self.entries.append(entry)
        return entry
