"""Conversions to SI, each with its source, and lengths of time as people type them."""

from __future__ import annotations

import re
from typing import Final

from standoff.model.errors import UnusableInputError

NAUTICAL_MILE_M: Final = 1852.0
"""The international nautical mile (BIPM SI brochure, 9th ed., table 8)."""

KNOT_MPS: Final = NAUTICAL_MILE_M / 3600.0
"""One knot: a nautical mile an hour."""

KMH_MPS: Final = 1000.0 / 3600.0
"""One kilometre an hour."""

FOOT_M: Final = 0.3048
"""The international foot, exact since 1959."""

SECOND_NS: Final = 1_000_000_000

LONGEST_S: Final = 10 * 365.25 * 86_400
"""The longest length of time that can be asked for: ten years."""

_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z/]+)")
_LENGTHS_M: Final = {"m": 1.0, "km": 1000.0, "nmi": NAUTICAL_MILE_M}
_SPEEDS_MPS: Final = {"km/h": KMH_MPS, "kn": KNOT_MPS, "m/s": 1.0}
_FARTHEST_M: Final = 20_000_000.0
_FASTEST_MPS: Final = 10_000.0
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|h)?")
_UNIT_S = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, None: 1.0}


def parse_duration_s(text: str, where: str) -> float:
    """Seconds from `900s`, `15min`, `1.5h`, `250ms` or a bare number of seconds.

    Args:
        text: what was typed.
        where: the option or field, for the error.

    Raises:
        UnusableInputError: the text is no length of time, or one of over ten years.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise UnusableInputError(where, f"expected a length of time such as 900s, 15min or 1h, got {text!r}")
    duration_s = float(match[1]) * _UNIT_S[match[2]]
    if duration_s > LONGEST_S:
        raise UnusableInputError(where, f"expected at most {LONGEST_S:,.0f} s (ten years), got {text!r}")
    return duration_s


def parse_speed_mps(text: str, where: str) -> float:
    """Metres a second from `60km/h`, `12 kn` or `4.5m/s`; a unit is needed.

    Raises:
        UnusableInputError: the text is no speed, or it is nought or above 10 km/s.
    """
    example = "expected a speed with its unit, km/h, kn or m/s, such as 60km/h or 12kn"
    return _quantity(text, where, _SPEEDS_MPS, (_FASTEST_MPS, "m/s"), example)


def parse_length_m(text: str, where: str) -> float:
    """Metres from `27km`, `500 m` or `3nmi`; a unit is needed.

    Raises:
        UnusableInputError: the text is no length, or it is nought or above half of the earth's girth.
    """
    example = "expected a length with its unit, m, km or nmi, such as 27km or 500m"
    return _quantity(text, where, _LENGTHS_M, (_FARTHEST_M, "m"), example)


def spaced(text: str) -> str:
    """A speed or length as it is printed: `60 km/h` of `60km/h`."""
    match = _QUANTITY.fullmatch(text.strip())
    return text if match is None else f"{match[1]} {match[2]}"


def _quantity(text: str, where: str, units: dict[str, float], most: tuple[float, str], example: str) -> float:
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or match[2] not in units:
        raise UnusableInputError(where, f"{example}, got {text!r}")
    value = float(match[1]) * units[match[2]]
    if not 0 < value <= most[0]:
        raise UnusableInputError(where, f"{example}, above nought and at most {most[0]:,.0f} {most[1]}, got {text!r}")
    return value
