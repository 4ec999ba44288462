"""Times are integer nanoseconds since 1970 UTC in arrays, RFC 3339 in text.

The absent time is `NO_TIME`, the least int64, which numpy and Arrow also read as not-a-time.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import Final

NO_TIME: Final = -(2**63)
"""A time that is not known (numpy's NaT)."""

HORIZON_NS: Final = 2**62
"""Times lie within 146 years of 1970 (1823 to 2116), so that the difference of any two fits in an int64."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_rfc3339(time_ns: int) -> str:
    """RFC 3339 text in UTC, to the millisecond (rounded down, so that no event is dated later than it was)."""
    days, rest = divmod(time_ns // 1_000_000, 86_400_000)
    seconds, milliseconds = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_date(days)}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"


@functools.lru_cache(maxsize=1024)
def _date(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).date().isoformat()


def from_rfc3339(text: str) -> int:
    """Nanoseconds since 1970 from RFC 3339 text (to the microsecond); text without an offset is read as UTC.

    Raises:
        ValueError: the text is no date and time.
    """
    return from_datetime(datetime.fromisoformat(text))


def from_datetime(moment: datetime) -> int:
    """Nanoseconds since 1970 of a moment; one without a zone is read as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1) * 1000


def to_datetime(time_ns: int) -> datetime:
    """An aware UTC datetime, to the microsecond."""
    return _EPOCH + timedelta(microseconds=time_ns // 1000)
