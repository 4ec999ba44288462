"""An entry: one line of the record. It holds integers and texts only, so that it is the same bytes everywhere.

Positions are in 1e-7 degree (`lat_e7`, `lon_e7`), lengths in millimetres (`range_mm`), times as RFC 3339 text in UTC
to the millisecond. What is not known is null.
"""

from __future__ import annotations

from typing import Any

import msgspec

from standoff.model.principal import STANDOFF, Principal
from standoff.model.report_line import Status


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the record, durable before its effect leaves the process.

    Attributes:
        v: version of this format.
        seq: its place in the record, from 0, without gaps.
        type: what kind of line it is, such as `attempt`; the kinds are in `docs/reference/entries.md`.
        recorded_at: when it was entered, on the desk's own clock, which never goes back.
        happened_at: when it happened, as the person who entered it said; else the same.
        by: who entered it.
        incident: the incident it belongs to, or empty.
        status: actual, exercise or test.
        act: the idempotency key of the act that it came of, or empty for standoff's own.
        body: what it says, by its type.
    """

    v: int = 1
    seq: int
    type: str
    recorded_at: str
    happened_at: str
    by: Principal = STANDOFF
    incident: str = ""
    status: Status = Status.ACTUAL
    act: str = ""
    body: dict[str, Any] = {}
