"""The project's own schema of one report, as a JSON line: what a developer who connects a sensor writes."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Status(StrEnum):
    """Whether it is real (CAP 1.2 section 3.2.1, without System and Draft)."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


class ReportLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One position report; units are in the names, absent fields are not known.

    Attributes:
        time: observed time, RFC 3339; without an offset it is read as UTC.
        source: who reports it.
        lat, lon: WGS84 degrees; required of a report, absent from one that failed to fix a position.
        entity: who was seen, with the kind of identifier before a colon (`ais:366999512`); absent for none.
        received: when it reached the sender of this line, RFC 3339.
        status: actual, exercise or test.
    """

    time: str
    source: str
    lat: float | None = None
    lon: float | None = None
    entity: str = ""
    received: str | None = None
    alt_hae_m: float | None = None
    alt_baro_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    err_major_m: float | None = None
    err_minor_m: float | None = None
    err_axis_deg: float | None = None
    on_ground: bool = False
    status: Status = Status.ACTUAL
