"""What a drawing says of a node: who tries a rung, until when, over what; what there is besides the rungs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.diagram import State
from standoff.incidents.diagram_words import applies, approval, duration, judged
from standoff.incidents.ladder import RungKind
from standoff.incidents.waiting import WAYS

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder, Rung

TITLES: Final = {
    State.BEGINS: "It begins",
    State.ANY: "At every rung, and where the watch chooses",
    State.CHOOSE: "The watch chooses",
    State.PROPOSED: "Stepping down is proposed",
    State.STANDS: "Deadlines stand",
    State.HELD: "Held",
    State.ENDING: "Stepped down",
    State.CLOSED: "Closed",
}


def tried_by(rung: Rung) -> str:
    """Who does it, within what time, how often."""
    if rung.kind is RungKind.QUESTION:
        return f"question: {rung.role} decides{_within(rung.answer_s)}"
    often = {1: "", 2: ", twice"}.get(rung.tries, f", {rung.tries} times")
    return f"{rung.kind}: {rung.role} tries it{_within(rung.act_s)}{often}"


def notes_of(rung: Rung) -> list[tuple[str, str]]:
    """What there is to say of a rung, each with what it is about; nothing that the ladder leaves out."""
    found = [
        ("", rung.asks),
        ("Over", rung.channel),
        ("To", rung.to),
        ("Takes a decision", approval(rung)),
        ("Applies while", applies(rung.when) if rung.when else ""),
        ("Shown also when", judged(rung)),
        ("Way back", rung.off_ramp),
    ]
    return [(about, text) for about, text in found if text]


def said_of(ladder: Ladder, state: State) -> str:
    """Who is waited for where it is no rung, and for what."""
    again = " or ".join(ladder.pause.resumed_by)
    ended = " or ".join(ladder.ends.by)
    return {
        State.BEGINS: f"A crossing counts that is into ring {ladder.opens.ring}." if ladder.opens.ring else "",
        State.ANY: "By people, and by how they move; none of it by time.",
        State.CHOOSE: f"{WAYS}{_within(ladder.choose_s)}.",
        State.PROPOSED: "They have done what was asked, or draw away. The watch chooses; nothing happens by itself.",
        State.STANDS: f"While they halt or draw away, nothing pushes upwards. The watch looks again every "
        f"{duration(ladder.pause.look_s or 0)}; {again} starts the deadlines again.",
        State.HELD: "By decision, until a time. Then the watch chooses.",
        State.ENDING: f"{ended} closes it, with how it ended and who was harmed{_within(ladder.ends.close_s)}.",
        State.CLOSED: "Facts may still be added.",
    }[state]


def _within(seconds: int | None) -> str:
    return "" if seconds is None else f" within {duration(seconds)}"
