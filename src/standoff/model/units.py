"""Conversions to SI, each with its source, and lengths of time as people type them."""

from __future__ import annotations

import re
from typing import Final

from standoff.model.errors import UnusableInputError

KNOT_MPS: Final = 1852.0 / 3600.0
"""One knot: the international nautical mile (1852 m, BIPM SI brochure, 9th ed., table 8) an hour."""

FOOT_M: Final = 0.3048
"""The international foot, exact since 1959."""

SECOND_NS: Final = 1_000_000_000

LONGEST_S: Final = 10 * 365.25 * 86_400
"""The longest length of time that can be asked for: ten years."""

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
