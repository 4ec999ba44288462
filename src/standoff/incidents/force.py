"""English words of force, none of which a ladder may use: force is no rung, and is reported as a fact."""

from __future__ import annotations

import re
from typing import Final

_FORCE: Final = re.compile(
    r"\b(warning shots?|shots?|shoot\w*|fires?(?! (service|brigade|crew|engine|alarm|station))|firing|gunfire|guns?"
    r"|strikes?|striking|engag(e|ing)|attack\w*|destroy\w*|kill\w*|bomb\w*|missiles?|weapons?|flares?|dazzl\w*"
    r"|low pass|overfl\w+|intercept\w*|scrambl\w*|ramming|disable (it|them)|jam(ming)?|lethal"
    r"|show (of )?force|(by|use|with) force|use of force)\b",
    re.IGNORECASE,
)


def words_of_force(text: str) -> str:
    """The first word of force in a text, or empty. A list, and no understanding: it catches what is written plainly."""
    found = _FORCE.search(text)
    return found[0] if found else ""
