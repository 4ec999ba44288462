"""English words of force, none of which a ladder may use: force is no rung, and is reported as a fact."""

from __future__ import annotations

import re
from typing import Final

_FORCE: Final = re.compile(
    r"\b(warning shots?|shots?|shoot\w*|fires?|firing|strikes?|striking|engag(e|ing)|attack\w*|destroy\w*|kill\w*"
    r"|weapons?|flares?|show of force|low pass|overfl\w+|intercept\w*|disable (it|them)|jam(ming)?|lethal"
    r"|use of force)\b",
    re.IGNORECASE,
)


def words_of_force(text: str) -> str:
    """The first word of force in a text, or empty. A list, and no understanding: it catches what is written plainly."""
    found = _FORCE.search(text)
    return found[0] if found else ""
