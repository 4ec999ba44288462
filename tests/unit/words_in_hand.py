"""Messages with made-up facts round al-Tanf, one for each template; and the golden files that are written from them.

`python tests/unit/words_in_hand.py` writes tests/golden/words anew: read the difference before you keep it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from standoff.channels.message import SHAPES, Kind, Message, Motion, OurStep, Seen, Side, Template, Undertaking
from standoff.channels.phrasebook import Language
from standoff.channels.place import Place
from standoff.channels.wording import Rendered, render
from standoff.model.principal import Principal, Role

GOLDEN: Final = Path(__file__).parent.parent / "golden" / "words"
LIAISON: Final = Principal(id="liaison-1", name="Sgt D. Okoro", roles=(Role.LIAISON,))
AUTHORITY: Final = Principal(id="authority-1", name="Col C. Hale", roles=(Role.AUTHORITY,))
JUNCTION: Final = Place(name="Zaza junction", position="33.7190 N 038.4301 E")
FACTS: Final[dict[str, Any]] = {
    "zone": "al-Tanf zone",
    "line": "55 km line",
    "seen": Seen(
        kind=Kind.VEHICLES,
        movement=Motion.MOVING,
        about_count=20,
        place=Place(position="33.6512 N 038.5107 E"),
        side=Side.INSIDE,
        heading_deg=135,
    ),
    "go": JUNCTION,
    "by": datetime(2017, 5, 18, 7, 40, tzinfo=UTC),
    "not_done": (Undertaking.COME_CLOSER, Undertaking.BLOCK_WAY_OUT),
    "whom": "the vehicles on the M-2",
    "our_step": OurStep.DRAW_BACK,
    "our_place": Place(name="hill 12"),
    "called_at": datetime(2017, 5, 18, 6, 5, tzinfo=UTC),
    "noted": Place(position="37S DT 12345 67890"),
    "start": datetime(2017, 5, 1, tzinfo=UTC),
    "until": datetime(2017, 6, 30, 22, 30, tzinfo=UTC),
}


def message(template: Template, **other: Any) -> Message:
    """A message with every fact that its template can say; `other` replaces some of all fields."""
    shape = SHAPES[template]
    facts = {fact: FACTS[fact] for fact in (*shape.needs, *shape.may)}
    if "seen" in facts:
        facts["line"] = FACTS["line"]
    if template is Template.NEAR:
        facts["seen"] = msgspec.structs.replace(FACTS["seen"], side=Side.OUTSIDE)
    if "our_step" in facts:
        facts["our_place"] = FACTS["our_place"]
    common: dict[str, Any] = {
        "speaker": "al-Tanf desk",
        "to": "Hmeimim line",
        "answer": "telephone 0921",
        "offset_min": 180,
    }
    return Message(template=template, **(common | facts | other))


def said(template: Template, language: Language, **other: Any) -> Rendered:
    """It in a language, by the liaison."""
    return render(message(template, **other), language, LIAISON)


def golden(language: Language) -> str:
    """All templates in a language, as they stand in the golden file."""
    parts = [f"== {template}\n" + "\n".join(said(template, language).lines) + "\n" for template in Template]
    return "\n".join(parts)


if __name__ == "__main__":
    for each in Language:
        (GOLDEN / f"{each}.txt").write_text(golden(each), encoding="utf-8")
