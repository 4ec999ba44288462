"""What goes out: the words of who sends it, under an id, and nothing that the receiver was not to be told."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from desk_in_hand import WATCH

from standoff.channels.outbound import letter, webhook_body
from standoff.model import acts
from standoff.model.channel import Message
from standoff.model.entry import Entry
from standoff.model.principal import STANDOFF
from standoff.model.report_line import Status

AT = "2017-05-18T06:11:00.000Z"
OFFER = acts.Attempt(
    kind=acts.AttemptKind.OFFER,
    channel="hook",
    to="the line",
    words="We draw off 2 km",
    marker=acts.Marker.ADVICE,
    in_return="that you halt",
    interpreter="Sgt K.",
    read_back="said",
    send=True,
)
RAISED = {"to_role": "watch", "severity": "urgent", "says": "They come nearer", "next_step": "Decide", "nth": 2}


def message(kind: str, body: dict[str, Any], status: Status = Status.ACTUAL) -> Message:
    by = WATCH if kind == "attempt" else STANDOFF
    entry = Entry(seq=34, type=kind, recorded_at=AT, happened_at=AT, by=by, incident="17-001", status=status, body=body)
    return Message(id="message-ab-34", channel="hook", entry=entry)


def attempt(status: Status = Status.ACTUAL) -> Message:
    return message("attempt", msgspec.to_builtins(OFFER), status)


def test_a_webhook_says_what_the_receiver_is_to_know_and_no_more() -> None:
    body = json.loads(webhook_body(attempt()))
    assert body == {
        "type": "standoff.message",
        "timestamp": AT,
        "data": {
            "id": "message-ab-34",
            "status": "actual",
            "incident": "17-001",
            "entry": 34,
            "kind": "offer",
            "marker": "advice",
            "to": "the line",
            "words": "We draw off 2 km",
            "in_return": "that you halt",
        },
    }


def test_an_alarm_says_whom_it_is_for_and_what_is_next() -> None:
    body = json.loads(webhook_body(message("raised", RAISED)))
    assert body["type"] == "standoff.alarm"
    assert body["data"] == {"id": "message-ab-34", "status": "actual", "incident": "17-001", "entry": 34, **RAISED}
    told = letter(message("raised", RAISED))
    assert told.subject == "Alarm, urgent, 17-001 [message-ab-34]"
    assert told.text.startswith("To the watch: They come nearer\n\nNext: Decide\n")


def test_a_letter_holds_its_id_in_subject_and_text() -> None:
    told = letter(attempt())
    assert told.subject == "Advice, 17-001 [message-ab-34]"
    assert told.text == (
        "Advice to the line\n\nWe draw off 2 km\n\nIn return we ask: that you halt\n\n"
        "Incident 17-001, entry 34, 2017-05-18T06:11:00.000Z\n"
        "Message message-ab-34: if it comes twice, it is one message."
    )


def test_an_exercise_says_so_before_anything_else() -> None:
    told = letter(attempt(Status.EXERCISE))
    assert told.subject.startswith("EXERCISE - ")
    assert told.text.startswith("EXERCISE EXERCISE EXERCISE\n")
    assert letter(message("raised", RAISED, Status.TEST)).text.startswith("TEST TEST TEST\n")
    assert json.loads(webhook_body(attempt(Status.EXERCISE)))["data"]["status"] == "exercise"


def test_who_sits_at_the_desk_and_what_only_the_desk_noted_stay_there() -> None:
    told = letter(attempt())
    for text in (told.subject, told.text, webhook_body(attempt()).decode()):
        for kept in (WATCH.name, WATCH.id, "Sgt K.", "read_back", "hook"):
            assert kept not in text
