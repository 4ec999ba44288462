"""Ladders drawn by chance from a seed, sound and faulty ones about half and half, as TOML texts."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

IDS: Final = ("alpha", "bravo", "charlie", "delta")
KINDS: Final = ("inform", "contact", "relay", "offer", "protect")
ROLES: Final = ("watch", "liaison", "authority")
DECISIONS: Final = ("hold", "step_down", "draw_back", "go_on")
ANSWERS: Final = ("partly", "refused", "asks_time", "none", "unknown")
"""Answers that can be given on every kind of rung."""
CAUSES: Final = ("crossing", "sighting", "call", "hand")


class Drawing:
    """One ladder in the drawing.

    A careful one is drawn so that most of it is sound; a wild one leads anywhere, and leaves out durations or roles,
    not both: where time never runs, and nobody may start it again, either fault hides the other.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.wild = self.chance.random() < 0.5
        self.leaves_out = self.chance.choice(("durations", "roles"))
        count = self.chance.choice((1, 2, 2, 3, 3, 4))
        self.plain: list[str] = list(IDS[:count])
        self.approved = {name for name in self.plain[1:] if self._happens(0.25)}
        self.order = [*self.plain]
        for question in ("question", "second")[: 2 if self._happens(0.1) else 1]:
            place = self.chance.randint(1, len(self.order)) if self._happens(0.2) else len(self.order)
            self.order.insert(place, question)
        self.opens = [cause for cause in CAUSES if cause == "crossing" or not self._wildly(0.04)]

    def text(self) -> str:
        """The ladder as TOML."""
        rungs = [self._rung(name, place) for place, name in enumerate(self.order)]
        return "\n".join([*self._head(), *(line for rung in rungs for line in ("", "[[rungs]]", *rung))]) + "\n"

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _wildly(self, share: float) -> bool:
        return self.wild and self._happens(share)

    def _some(self, names: Sequence[str]) -> list[str]:
        """At least one of some names, in any order."""
        return self.chance.sample(names, self.chance.randint(1, len(names)))

    def _unless(self, share: float, line: str) -> list[str]:
        """A line with a duration, which a wild one may leave out."""
        return [] if self.leaves_out == "durations" and self._wildly(share) else [line]

    def _head(self) -> list[str]:
        on = self._some(["halt", "withdraw"]) if self._wildly(0.08) else ["halt", "withdraw"]
        raised = self._some(["holder", "next", *ROLES])
        raised = raised if self._wildly(0.1) else [*[to for to in raised if to != "authority"], "authority"]
        badly = self.leaves_out == "durations" and self._wildly(0.12)
        ends = ["stayed", "lost"] if badly else ["turned_back", "stayed"]
        return [
            'name = "drawn"',
            "version = 1",
            *self._unless(0.06, "choose_s = 600"),
            "acknowledge_s = 180",
            f"opens.on = {json.dumps(self.opens)}",
            f"pause.on = {json.dumps(on)}",
            *self._unless(0.06, "pause.look_s = 620"),
            f"pause.resumed_by = {json.dumps(self._by(ROLES))}",
            f"nobody_acts.raise_to = {json.dumps(raised)}",
            f"ends.by = {json.dumps(self._by(ROLES))}",
            f"ends.dispositions = {json.dumps(ends)}",
            *self._unless(0.06, "ends.close_s = 640"),
            *(f"decides.{kind} = {json.dumps(self._deciding())}" for kind in DECISIONS),
        ]

    def _by(self, roles: Sequence[str]) -> list[str]:
        return [] if self.leaves_out == "roles" and self._wildly(0.06) else self._some(roles)

    def _deciding(self) -> list[str]:
        return self._by(ROLES) if self._wildly(0.08) else ["authority", *self.chance.sample(["watch", "liaison"], 1)]

    def _rung(self, name: str, place: int) -> list[str]:
        said = [f'id = "{name}"', 'asks = "Leave by the north"', 'off_ramp = "By the way they came"']
        if name not in self.plain:
            return [*said, *self._question(place)]
        kind = self.chance.choice(KINDS)
        tries = self.chance.choice((1, 1, 1, 1, 2, 2, 3))
        tries = 1 if name in self.approved and not self._wildly(0.3) else tries
        return [
            *said,
            f'kind = "{kind}"',
            f'role = "{self.chance.choice(("watch", "liaison"))}"',
            *self._unless(0.06, f"act_s = {200 + place}"),
            *self._unless(0.06, f"answer_s = {300 + place}"),
            f"tries = {tries}",
            f"judged.by = {json.dumps(self._by(ROLES))}",
            *self._next(name),
            *self._answers(name),
            *(self._approval() if name in self.approved else self._when(place)),
        ]

    def _question(self, place: int) -> list[str]:
        options: list[str] = list(DECISIONS)
        if (self.approved and not self._wildly(0.2)) or self._wildly(0.05):
            options.append("approve")
        role = self.chance.choice(ROLES) if self._wildly(0.1) else "authority"
        answer = f"answer_s = {300 + place}"
        answers = [answer] if "second" in self.order else self._unless(0.06, answer)
        offers = [] if self._happens(0.2) else [f"options = {json.dumps(options)}"]
        return ['kind = "question"', f'role = "{role}"', *answers, *offers]

    def _next(self, name: str) -> list[str]:
        if self._wildly(0.3):
            return [f'next = "{self.chance.choice([*self.order, "choose"])}"']
        if self._happens(0.15):
            return [f'next = "{self.chance.choice([*self._above(name), "choose"])}"']
        return []

    def _above(self, name: str) -> list[str]:
        """Rungs further up that take no decision."""
        return [other for other in self.plain[self.plain.index(name) + 1 :] if other not in self.approved]

    def _answers(self, name: str) -> list[str]:
        lines: list[str] = []
        for answer in ANSWERS:
            if self._wildly(0.1):
                lines.append(f'on.{answer} = "{self.chance.choice([*self.order, "choose"])}"')
            elif self._happens(0.2):
                anywhere = [*self._above(name), "choose", "step_down", *([] if name in self.approved else [name])]
                lines.append(f'on.{answer} = "{self.chance.choice(anywhere)}"')
        if self._wildly(0.06):
            lines.append(f'on.complied = "{self.chance.choice(self.plain)}"')
        return lines

    def _approval(self) -> list[str]:
        by = self._by(ROLES) if self._wildly(0.3) else ["authority"]
        return [f"approval.by = {json.dumps(by)}", f"approval.persons = {self.chance.choice((1, 2))}"]

    def _when(self, place: int) -> list[str]:
        if place == 0 or not self._happens(0.15):
            return []
        if self._happens(0.3):
            return [f"when.causes = {json.dumps(self._some(CAUSES))}"]
        near, far = self.chance.choice(("when.range_under_m = 40000", "")), "when.range_over_m = 20000"
        far = "when.range_over_m = 40000" if self._wildly(0.3) else self.chance.choice((far, ""))
        return [line for line in (near, far) if line]


def drawn(seed: int) -> str:
    """The ladder of a seed, as a TOML text."""
    return Drawing(seed).text()
