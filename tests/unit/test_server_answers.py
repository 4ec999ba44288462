"""Answers by machine: signed by the channel that the message went out over, entered once, and judged by a person."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_process import WATCH, DeskInProcess, served

from standoff.channels.signing import signature
from standoff.model.channel import Channel, ChannelKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

KEYS: Final = {"hook": bytes(range(32)), "other": bytes(range(1, 33))}
CHANNELS: Final = tuple(
    Channel(name=name, kind=ChannelKind.WEBHOOK, to=f"party of {name}", messages=True) for name in KEYS
)
ACT: Final = {"kind": "inform", "to": "the line", "words": "Leave by the north-west", "channel": "hook", "send": True}


class Line:
    """A desk with two channels, and a message that went out over the first."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk = desk
        self.watch = desk.session(WATCH)
        opened = desk.acts(self.watch, {"what": {"type": "open", "why": "for this test"}, "key": "key-of-opening"})
        self.incident = opened.json()["incident"]
        self.sent = self.attempt("key-sent", **ACT)
        self.unsent = self.attempt("key-unsent", **{**ACT, "send": False})

    def attempt(self, key: str, **what: Any) -> int:
        act = {"what": {"type": "attempt", **what}, "key": key, "incident": self.incident}
        return int(self.desk.acts(self.watch, act).raise_for_status().json()["entries"][0])

    def body(self, **more: Any) -> bytes:
        known = {"incident": self.incident, "attempt": self.sent, "kind": "asks_time", "from_whom": "duty officer"}
        return json.dumps({**known, **more}).encode()

    def answer(
        self,
        body: bytes,
        *,
        channel: str = "hook",
        name: str = "msg_1",
        late_s: int = 0,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        at_s = int(time.time()) - late_s
        signed = {
            "webhook-id": name,
            "webhook-timestamp": str(at_s),
            "webhook-signature": signature(KEYS[channel], name, at_s, body),
        }
        return self.desk.ask("POST", "/api/v1/answers", content=body, headers={**signed, **(headers or {})})

    def answers(self) -> list[dict[str, Any]]:
        found = self.desk.ask("GET", "/api/v1/entries?limit=1000", self.watch).json()
        return [entry for entry in found if entry["type"] == "answer"]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with served(tmp_path / "desk", channels=CHANNELS) as desk:
        for name, key in KEYS.items():
            desk.access.hear(name, f"party of {name}", "whsec_" + base64.b64encode(key).decode())
        yield Line(desk)


def test_a_signed_answer_is_entered_as_what_the_channel_said(line: Line) -> None:
    answered = line.answer(line.body(words="Twenty minutes"))
    assert answered.status_code == 200
    (entry,) = line.answers()
    assert answered.json() == {"id": "msg_1", "recorded_at": entry["recorded_at"]}
    assert entry["by"] == {"id": "channel:hook", "name": "hook", "roles": ["channel"], "party": "party of hook"}
    assert (entry["incident"], entry["body"]["attempt"]) == (line.incident, line.sent)
    assert (entry["body"]["words"], entry["body"]["from_whom"]) == ("Twenty minutes", "duty officer")


def test_the_same_webhook_again_is_the_same_answer_and_another_under_its_id_is_none(line: Line) -> None:
    first = line.answer(line.body())
    assert line.answer(line.body(), late_s=2).json() == first.json()
    reused = line.answer(line.body(kind="refused"))
    assert (reused.status_code, reused.json()["code"]) == (409, "key-reused")
    assert len(line.answers()) == 1
    assert line.answer(line.body(), name="msg_2").status_code == 200
    assert len(line.answers()) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "soon"},
    ],
    ids=str,
)
def test_what_is_not_signed_is_answered_401_and_enters_nothing(line: Line, headers: dict[str, str]) -> None:
    refused = line.answer(line.body(), headers=headers)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "not-signed-in"
    assert line.answers() == []


def test_what_was_signed_six_minutes_ago_is_not_signed(line: Line) -> None:
    assert line.answer(line.body(), late_s=360).status_code == 401


def test_who_is_not_signed_learns_nothing_of_the_body(line: Line) -> None:
    wrong = line.answer(b"no JSON", headers={"webhook-signature": "v1,AAAA"})
    assert wrong.json() == line.answer(line.body(), headers={"webhook-signature": "v1,AAAA"}).json()


def test_no_channel_answers_for_another_or_to_what_was_not_sent(line: Line) -> None:
    """All in one way: nobody finds out by trying which incidents and entries there are."""
    told = [
        line.answer(line.body(), channel="other"),
        line.answer(line.body(attempt=line.unsent), name="msg_2"),
        line.answer(line.body(attempt=999_999), name="msg_3"),
        line.answer(line.body(attempt=0), name="msg_4"),
        line.answer(line.body(incident="99-999"), name="msg_5"),
    ]
    assert {answer.status_code for answer in told} == {404}
    assert len({answer.text for answer in told}) == 1
    assert line.answers() == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "shoots"}, "kind"),
        ({"from_whom": ""}, "from_whom"),
        ({"decided_by": "authority-1"}, ""),
        ({"attempt": -1}, "attempt"),
    ],
)
def test_a_body_that_is_none_is_named_by_its_field(line: Line, body: dict[str, Any], field: str) -> None:
    refused = line.answer(line.body(**body))
    assert refused.status_code == 422
    assert not field or field in refused.json()["fields"]


def test_an_id_that_could_be_no_key_is_refused(line: Line) -> None:
    assert line.answer(line.body(), name="msg.1").status_code == 401
    assert line.answer(line.body(), name="m" * 61).status_code == 401


def test_a_webhook_that_went_out_is_no_answer_when_it_comes_back(line: Line) -> None:
    sent = json.dumps({"type": "standoff.message", "timestamp": "2017-05-18T06:11:00.000Z", "data": {}}).encode()
    assert line.answer(sent).status_code == 422
