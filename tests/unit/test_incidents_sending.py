"""Sending: only what a person asks for, over a channel that there is; what became of it is entered and raised."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pytest
from desk_in_hand import ANSWER, ATTEMPT, CLOSE, DeskInHand, types

from standoff.host.memory import for_channels, for_screens, intents_of
from standoff.incidents.says import says
from standoff.incidents.step import Fact
from standoff.model import acts
from standoff.model.channel import Channel, ChannelKind, Handing, HandingState, Message
from standoff.model.principal import Principal, Role

CHANNELS: Final = (
    Channel(name="hook", kind=ChannelKind.WEBHOOK, to="guarantor", messages=True),
    Channel(name="pager", kind=ChannelKind.APPRISE, to="owner", alarms=(Role.WATCH,)),
)
SENT: Final = msgspec.structs.replace(ATTEMPT, channel="hook", send=True)
HOOK: Final = Principal(id="channel:hook", name="hook", roles=(Role.CHANNEL,), party="guarantor")


def sending() -> DeskInHand:
    """An open incident at a desk with two channels."""
    desk = DeskInHand.opened()
    desk.take(Fact(type="channels", body={"channels": msgspec.to_builtins(list(CHANNELS))}))
    return desk


def handing(desk: DeskInHand, state: HandingState, kind: str = "attempt", **more: Any) -> Handing:
    entry = desk.of(kind)[-1]
    return Handing(message=Message(id="m-1", channel="hook", entry=entry), state=state, tries=1, **more)


@pytest.mark.parametrize(
    ("what", "field", "says", "remedy"),
    [
        ({"channel": "line 1"}, "what.channel", "no channel that standoff sends over", "Name one that does: hook"),
        ({"channel": "pager"}, "what.channel", "carries no messages", "Name one that does: hook"),
        ({"words": " \n "}, "what.words", "nothing to send", "Say it"),
    ],
)
def test_what_cannot_be_sent_is_refused(what: dict[str, str], field: str, says: str, remedy: str) -> None:
    refused = sending().refused(msgspec.structs.replace(SENT, **what))
    assert (refused.code.value, refused.field) == ("invalid", field)
    assert says in refused.says
    assert remedy in refused.remedy


def test_where_nothing_is_sent_over_a_person_is_told_to_tell_them() -> None:
    refused = DeskInHand.opened().refused(SENT)
    assert refused.remedy == "Tell them yourself, and enter it without send"


def test_an_attempt_goes_out_only_where_a_person_asked_for_it() -> None:
    desk = sending()
    kept = desk.act(msgspec.structs.replace(SENT, send=False)).entries
    asked = desk.act(SENT).entries
    assert for_channels(intents_of(kept, "a record", desk.desk.channels)) == ()
    (message,) = for_channels(intents_of(asked, "a record", desk.desk.channels))
    assert (message.channel, message.entry) == ("hook", asked[0])
    assert message.id.startswith("message-")
    assert message.id.endswith(f"-{asked[0].seq}")


def test_an_alarm_goes_to_the_screens_and_to_each_channel_that_carries_it() -> None:
    desk = sending()
    alarm = desk.of("raised")[-1]
    assert alarm.body["to_role"] == "watch"
    intents = intents_of((alarm,), "a record", desk.desk.channels)
    assert len(for_screens(intents)) == 1
    assert [(message.channel, message.entry) for message in for_channels(intents)] == [("pager", alarm)]
    authority = msgspec.structs.replace(alarm, body={**alarm.body, "to_role": "authority"})
    assert for_channels(intents_of((authority,), "a record", desk.desk.channels)) == ()


def test_the_ids_of_two_records_differ() -> None:
    desk = sending()
    entries = desk.act(SENT).entries
    ids = {for_channels(intents_of(entries, record, desk.desk.channels))[0].id for record in ("one", "other", "one")}
    assert len(ids) == 2


def test_handed_on_is_entered_and_is_not_receipt() -> None:
    desk = sending()
    desk.act(SENT)
    stepped = desk.take(handing(desk, HandingState.HANDED_ON))
    assert types(stepped) == ["delivery"]
    assert desk.of("attempt")[-1].body["receipt"] == "none"
    assert says(stepped.entries[0]).endswith("That is not receipt")


@pytest.mark.parametrize(
    ("state", "until", "told"),
    [
        (HandingState.FAILED, "2017-05-18T06:15:00.000Z", "is tried until 2017-05-18T06:15:00.000Z"),
        (HandingState.GIVEN_UP, None, "is not tried again"),
    ],
)
def test_a_message_that_was_not_handed_on_is_raised_to_the_watch(
    state: HandingState, until: str | None, told: str
) -> None:
    desk = sending()
    seq = desk.act(SENT).entries[0].seq
    desk.take(handing(desk, state, because="no answer", until=until))
    alarm = desk.last("raised")
    assert alarm["to_role"] == "watch"
    assert alarm["says"].startswith(f"The message of entry {seq} could not be handed on over hook (no answer)")
    assert told in alarm["says"]
    assert alarm["says"].endswith("tell them another way")


def test_it_is_raised_in_a_closed_incident_too_and_can_be_taken_there() -> None:
    desk = sending()
    desk.act(SENT)
    desk.act(CLOSE)
    assert desk.refused(acts.Acknowledge()).code.value == "closed"
    desk.take(handing(desk, HandingState.GIVEN_UP, because="no answer"))
    assert desk.incident.alarm is not None
    desk.act(acts.Acknowledge())
    assert desk.incident.alarm is None


def test_an_alarm_that_was_not_handed_on_does_not_hide_itself_behind_another() -> None:
    desk = sending()
    alarm = desk.incident.alarm
    stepped = desk.take(handing(desk, HandingState.GIVEN_UP, kind="raised", because="no answer"))
    assert types(stepped) == ["delivery"]
    assert desk.incident.alarm == alarm


def test_an_answer_by_machine_moves_nothing_and_asks_the_watch_to_judge_it() -> None:
    desk = sending()
    seq = desk.act(SENT).entries[0].seq
    place, deadline = (desk.incident.phase, desk.incident.rung), desk.incident.deadline
    for kind in acts.AnswerKind:
        stepped = desk.act(msgspec.structs.replace(ANSWER, kind=kind, attempt=seq), HOOK)
        assert types(stepped) == ["answer", "raised"]
        assert ((desk.incident.phase, desk.incident.rung), desk.incident.deadline) == (place, deadline)
        assert stepped.entries[1].body["to_role"] == "watch"
        assert "Judge it" in stepped.entries[1].body["next_step"]


def test_a_channel_that_goes_from_the_settings_goes_from_the_desk() -> None:
    desk = sending()
    desk.take(Fact(type="channels", body={"channels": []}))
    assert desk.desk.channels == {}
    assert says(desk.entries[-1]) == "standoff sends over no channel"
    desk.refused(SENT)
