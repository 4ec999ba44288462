"""When a UAS geozone applies (ED-269 and ED-318) to the windows of a zone; where it cannot be said, it is in force.

Both standards give periods, each from a start to an end, either of them open, and in a period the hours of days on
which it applies. Hours become a recurrence rule, and the part of an hour that a period cuts off a window of its own, so
that nothing is in force for longer or for less. Without a start, hours are counted from 2000 on, and before that the
zone is always in force. Hours that hang on the sun, and days that are not of the week, have no rule: the zone is then
in force throughout the period, and a note says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from standoff.model.times import HORIZON_NS, from_datetime, to_datetime
from standoff.model.units import SECOND_NS
from standoff.model.zone import Window
from standoff.zones.schedule import stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.zones.fields import Fields

DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
EVENTS: Final = ("startEvent", "endEvent")
_DAY_NS: Final = 86_400 * SECOND_NS
_COUNTED_FROM_NS: Final = from_datetime(datetime(2000, 1, 1, tzinfo=UTC))
_LAST_MINUTE: Final = (time(23, 59), time(23, 59, 59))
_ALWAYS: Final = Window(-HORIZON_NS, HORIZON_NS)
_SAID: Final = "the zone is taken to be in force at all times of the period"


class Hours(NamedTuple):
    """Hours of days: the days of the week on which they start (0 is Monday), from when in the day, how long, in UTC."""

    days: frozenset[int]
    start_ns: int
    length_ns: int

    def starts(self, first_ns: int, last_ns: int) -> Iterator[int]:
        """When they start, from the day before the first time to the day of the last."""
        for day in range(first_ns // _DAY_NS - 1, last_ns // _DAY_NS + 1):
            if (day + 3) % 7 in self.days:  # 1970 began on a Thursday
                yield day * _DAY_NS + self.start_ns

    def rule(self, until_ns: int) -> str:
        """The recurrence rule (RFC 5545), until a last start or, at the horizon, without end."""
        rule = "FREQ=DAILY"
        if len(self.days) < len(DAYS):
            rule = "FREQ=WEEKLY;BYDAY=" + ",".join(DAYS[day][:2] for day in sorted(self.days))
        last = "" if until_ns >= HORIZON_NS else f";UNTIL={to_datetime(until_ns):%Y%m%dT%H%M%SZ}"
        return rule + last


def schedule_of(said: Fields, name: str) -> list[dict[str, str]]:
    """The schedule of a zone as a zones file has it; empty where it always applies.

    Args:
        said: the object that holds the periods.
        name: the member that they are.
    """
    found = [_windows(said, f"{name}[{place}]", item) for place, item in enumerate(_several(said, name))]
    windows = [window for windows in found for window in windows]
    return [] if _ALWAYS in windows else [stated(window) for window in windows]


def _several(said: Fields, name: str) -> list[object]:
    """A list; one object alone is taken as a list of it."""
    value: object = said.values.get(name)
    return [value] if isinstance(value, dict) else said.listed(name)


def _windows(said: Fields, name: str, item: object) -> list[Window]:
    """The windows of a period."""
    fields = said.nested(name, item, within="")
    if fields is None:
        return []
    start_ns, end_ns = fields.moment("startDateTime", -HORIZON_NS), fields.moment("endDateTime", HORIZON_NS)
    if start_ns is None or end_ns is None:
        return []
    period = Window(start_ns, end_ns)
    if str(fields.values.get("permanent")).upper() in {"YES", "TRUE"} and period != _ALWAYS:
        fields.note("permanent", "is YES, and there is a start or an end as well: the zone is taken to be permanent")
        period = _ALWAYS
    if period.end_ns <= period.start_ns:
        fields.refuse("endDateTime", "does not come after startDateTime", "A period runs from start to end")
        return []
    called = "schedule" if fields.values.get("schedule") is not None else "dailyPeriod"
    days = [_hours(fields, f"{called}[{place}]", given) for place, given in enumerate(_several(fields, called))]
    hours = [known for known in days if known is not None]
    if not days or len(hours) < len(days):
        return [period]
    windows = [window for known in hours for window in _repeated(known, period)]
    if not windows:
        fields.note(called, f"has no hours within the period; {_SAID}")
        return [period]
    return windows


def _hours(period: Fields, name: str, item: object) -> Hours | None:
    """Hours of days, or None where they are all hours, or have no rule, which is noted."""
    fields = period.nested(name, item, within="")
    if fields is None:
        return None
    days: object = fields.values.get("day")
    words = [str(day).upper() for day in ([days] if isinstance(days, str) else fields.listed("day"))]
    unruly = [("day", word) for word in words if word not in (*DAYS, "ANY")]
    unruly += [(event, str(fields.values[event])) for event in EVENTS if fields.values.get(event)]
    if unruly:
        fields.note(unruly[0][0], f"is {unruly[0][1]!r}, for which there is no rule; {_SAID}")
        return None
    start, end = _clock(fields, "startTime"), _clock(fields, "endTime")
    midnight = time(tzinfo=next((clock.tzinfo for clock in (start, end) if clock), UTC))
    start, end = start or midnight, end or midnight
    start_s, end_s = _utc_s(start), _utc_s(end, up=True)
    if end.replace(microsecond=0, tzinfo=None) in _LAST_MINUTE:
        end_s = _utc_s(time(tzinfo=end.tzinfo))
    chosen = set(range(7)) if not words or "ANY" in words else {DAYS.index(word) for word in words}
    shift, start_s = divmod(start_s, 86_400)
    length_s = (end_s - start_s) % 86_400 or 86_400
    if len(chosen) == len(DAYS) and length_s == 86_400:  # noqa: PLR2004 - a day
        return None
    return Hours(frozenset((day + shift) % 7 for day in chosen), start_s * SECOND_NS, length_s * SECOND_NS)


def _clock(fields: Fields, name: str) -> time | None:
    text = fields.text(name)
    if not text:
        return None
    try:
        clock = time.fromisoformat(text.replace("24:00", "00:00", 1) if text.startswith("24:00") else text)
    except ValueError:
        fields.refuse(name, f"expected a time of day such as 17:00:00Z, got {text!r}")
        return None
    return clock if clock.tzinfo else clock.replace(tzinfo=UTC)


def _utc_s(clock: time, *, up: bool = False) -> int:
    """Seconds since midnight UTC of the same day, which an offset may make less than 0 or more than a day."""
    moment = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second + (up and clock.microsecond > 0))
    return round((moment - (clock.utcoffset() or timedelta())).total_seconds())


def _repeated(hours: Hours, period: Window) -> list[Window]:
    """Hours within a period: one window that repeats, and one for each end of the period that cuts one off."""
    start_ns, end_ns = period.start_ns, period.end_ns
    windows: list[Window] = []
    if start_ns <= -HORIZON_NS:
        start_ns = min(_COUNTED_FROM_NS, end_ns)
        windows.append(Window(-HORIZON_NS, start_ns))
    if start_ns == end_ns:
        return windows
    whole_ns = end_ns if end_ns >= HORIZON_NS else end_ns - hours.length_ns
    begun = [at for at in hours.starts(start_ns, start_ns) if at < start_ns < at + hours.length_ns]
    windows += [Window(start_ns, min(at + hours.length_ns, end_ns)) for at in begun]
    first = next((at for at in hours.starts(start_ns, start_ns + 8 * _DAY_NS) if at >= start_ns), end_ns)
    if first <= whole_ns:
        windows.append(Window(first, first + hours.length_ns, hours.rule(whole_ns)))
    if end_ns < HORIZON_NS:
        cut = [at for at in hours.starts(end_ns, end_ns) if max(start_ns, whole_ns + 1) <= at < end_ns]
        windows += [Window(at, end_ns) for at in cut]
    return windows
