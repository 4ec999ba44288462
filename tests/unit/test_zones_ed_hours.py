"""When a geozone applies: hours and days as windows, and in force where hours cannot be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from geozones_in_hand import SUMMER, ed269, read
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.model.times import from_rfc3339, to_datetime
from standoff.model.zone import Window
from standoff.zones.applicability import DAYS
from standoff.zones.schedule import Schedule

ALWAYS: list[list[dict[str, Any]]] = [
    [],
    [{"permanent": "YES"}],
    [{"permanent": "YES", "startDateTime": None, "endDateTime": None, "dailyPeriod": [{"day": [], "startTime": None}]}],
    [{"schedule": [{"day": ["ANY"], "startTime": "00:00:00.00+01:00", "endTime": "00:00:00.00+01:00"}]}],  # Swiss
    [{"schedule": [{"day": ["ANY"], "startTime": "00:00:00Z", "endTime": "23:59:59Z"}]}],
    [SUMMER, {}],
]


@pytest.mark.parametrize("periods", ALWAYS)
def test_a_zone_that_always_applies_has_no_schedule(periods: list[dict[str, Any]]) -> None:
    (zone,), notes = read(ed269(applicability=periods))
    assert zone.schedule == ()
    assert notes == []


UNSAID = [
    ({"schedule": [{"day": ["MON"], "startEvent": "SR", "endEvent": "SS"}]}, "startEvent: is 'SR'"),
    ({"schedule": [{"day": ["MON"], "startTime": "08:00:00Z", "endEvent": "EECT"}]}, "endEvent: is 'EECT'"),
    ({"schedule": [{"day": ["HOL"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}, "day: is 'HOL'"),
]


@pytest.mark.parametrize(("daily", "noted"), UNSAID)
def test_hours_without_a_rule_are_in_force_throughout_and_named(daily: dict[str, Any], noted: str) -> None:
    (zone,), notes = read(ed269(applicability=[SUMMER | daily]))
    assert zone.schedule == (Window(from_rfc3339(SUMMER["startDateTime"]), from_rfc3339(SUMMER["endDateTime"])),)
    assert [noted in note and "in force at all times of the period" in note for note in notes] == [True]


def test_a_permanent_zone_with_an_end_is_permanent_and_named() -> None:
    (zone,), notes = read(ed269(applicability=[SUMMER | {"permanent": "YES"}]))
    assert zone.schedule == ()
    assert ["permanent: is YES" in note for note in notes] == [True]


def test_a_period_without_any_of_its_hours_is_in_force_and_named() -> None:
    tuesday = {"startDateTime": "2022-06-14T00:00:00Z", "endDateTime": "2022-06-15T00:00:00Z"}
    hours = {"schedule": [{"day": ["FRI"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}
    (zone,), notes = read(ed269(applicability=[tuesday | hours]))
    assert len(zone.schedule) == 1
    assert ["has no hours within the period" in note for note in notes] == [True]


def test_before_2000_hours_without_a_start_are_always_in_force() -> None:
    hours = {"schedule": [{"day": ["MON"], "startTime": "08:00:00Z", "endTime": "09:00:00Z"}]}
    (zone,), _ = read(ed269(applicability=[hours]))
    times = ["1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z", "2022-06-13T08:00:00Z", "2022-06-13T09:00:00Z"]
    on = Schedule.of(zone.schedule).in_force(np.array([from_rfc3339(text) for text in times]))
    assert on.tolist() == [True, False, True, False]


def applies(moment: datetime, start: datetime, end: datetime, days: set[str], hours: tuple[str, str]) -> bool:
    """What the standards say, moment by moment: the period holds it, and hours of the day before or of its own do."""
    if not start <= moment < end:
        return False
    begins, ends = (datetime.fromisoformat(f"2022-01-01T{text}").timetz() for text in hours)
    for back in range(-2, 3):
        local = moment.astimezone(begins.tzinfo).date() + timedelta(days=back)
        first = datetime.combine(local, begins)
        last = datetime.combine(local, ends)
        last += timedelta(days=last <= first)
        if DAYS[local.weekday()] in days and first <= moment < last:
            return True
    return False


MINUTES = st.integers(0, 24 * 60 - 2)
MOMENTS = st.datetimes(datetime(2022, 6, 1), datetime(2022, 7, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - zones follow
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=150, deadline=None)
@given(
    start=MOMENTS,
    length=st.integers(1, 40 * 24 * 60),
    days=st.sets(st.sampled_from(DAYS), min_size=1),
    hours=st.tuples(MINUTES, MINUTES),
    offset=st.sampled_from(["Z", "+01:00", "-09:30", "+14:00"]),
)
def test_a_zone_is_in_force_when_its_hours_say_and_at_no_other_time(
    start: datetime, length: int, days: set[str], hours: tuple[int, int], offset: str
) -> None:
    end = start + timedelta(minutes=length)
    clock = (f"{hours[0] // 60:02}:{hours[0] % 60:02}:00{offset}", f"{hours[1] // 60:02}:{hours[1] % 60:02}:00{offset}")
    daily = [{"day": sorted(days), "startTime": clock[0], "endTime": clock[1]}]
    period = {"startDateTime": start.isoformat(), "endDateTime": end.isoformat(), "schedule": daily}
    (zone,), notes = read(ed269(applicability=[period]))
    first = from_rfc3339(start.isoformat())
    times = first + np.arange(-26 * 60, length + 26 * 60, 7, dtype=np.int64) * 60_000_000_000
    expected = [applies(to_datetime(int(at)), start, end, days, clock) for at in times]
    if notes:
        assert not any(expected)
    else:
        assert Schedule.of(zone.schedule).in_force(times).tolist() == expected
