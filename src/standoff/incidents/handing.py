"""Sending: which attempts standoff may be asked to send, and what is entered and raised of what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.incidents.moving import raise_to
from standoff.incidents.refusal import Code, RefusedError
from standoff.model.channel import HandingState
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen
    from standoff.incidents.state import Desk
    from standoff.model.acts import Answer, Attempt
    from standoff.model.channel import Handing


def check_send(desk: Desk, what: Attempt) -> None:
    """Whether an attempt that is to be sent can be.

    Raises:
        RefusedError: there is no such channel, it carries no messages, or there is nothing to send.
    """
    channel = desk.channels.get(what.channel)
    if channel is None or not channel.messages:
        names = [name for name, known in desk.channels.items() if known.messages]
        says = f"{what.channel!r} " + ("carries no messages" if channel else "is no channel that standoff sends over")
        remedy = f"Name one that does: {', '.join(names)}" if names else "Tell them yourself, and enter it without send"
        raise RefusedError(Code.INVALID, says, remedy, field="what.channel")
    if not what.words.strip():
        raise RefusedError(Code.INVALID, "There is nothing to send", "Say it in words", field="what.words")


def take_handing(pen: Pen, handing: Handing) -> None:
    """Enters what became of a message; that an attempt could not be handed on is raised to the watch.

    An alarm that could not be handed on is only entered: it stands on the screens already, and comes again there.
    """
    message = handing.message
    of_entry, incident = message.entry.seq, message.entry.incident
    alarm = message.entry.type == "raised"
    body: dict[str, Any] = {
        "message": message.id,
        "of_entry": of_entry,
        "what": "alarm" if alarm else "message",
        "channel": message.channel,
        "state": handing.state.value,
        "tries": handing.tries,
        "because": handing.because,
        "until": handing.until,
    }
    pen.note("delivery", incident, body)
    if alarm or handing.state is HandingState.HANDED_ON:
        return
    more = f", and is tried until {handing.until}" if handing.until else ", and is not tried again"
    says = (
        f"The message of entry {of_entry} could not be handed on over {message.channel} ({handing.because}){more}: "
        "tell them another way"
    )
    raise_to(pen, incident, Role.WATCH, says, "Tell them another way, and enter it")


def tell_of_answer(pen: Pen, incident: str, what: Answer, channel: str) -> None:
    """Raises an answer that a machine handed in to the watch: nobody here has read it yet, and a person judges it."""
    words = f": {what.words}" if what.words.strip() else ""
    says = f"{what.from_whom} answers over {channel}, {what.kind.replace('_', ' ')}{words}"
    raise_to(pen, incident, Role.WATCH, says, "Judge it: enter it as their answer, or choose another way on")
