"""Invariant 14 on the wire: a real receiver and a real mail server see each message at least once, under one id.

The desk is killed with `kill -9` at every step of its outbox, and while a message is on its way; restarted, it goes on
where it was, and its record says what became of each message. Then the ways in which a receiver fails.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Final

import pytest
from receivers import SECRET, HookReceiver, MailServer
from sending_desk import SendingDesk, Zygote, free_port, hook, mail, wait_for
from serving_killed import STEPS

from standoff.record.stores.sqlite import SqliteStore
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS: Final = "You are seen; leave by the north-west by 06:40"
TWICE: Final = {"after the try", "result not durable"}
"""Steps at which it has been handed on and nothing says so yet: it is sent again, and that is right."""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def receiver() -> Iterator[HookReceiver]:
    with HookReceiver() as receiver:
        yield receiver


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer(free_port()) as mails:
        yield mails


@pytest.fixture
def desk(zygote: Zygote, tmp_path: Path, receiver: HookReceiver, mails: MailServer) -> Iterator[SendingDesk]:
    desk = SendingDesk(zygote, tmp_path, hook(receiver.port, SECRET) + mail(mails.port))
    yield desk
    desk.close()


def held_to_all(desk: SendingDesk, seen: HookReceiver | MailServer, channel: str, times: int) -> None:
    """The message was seen so often under one id and in the same bytes, and the record says that, and verifies."""
    handed = desk.until_delivered(1)
    attempts = [entry for entry in desk.entries("attempt") if entry["body"]["channel"] == channel]
    assert [entry["body"]["words"] for entry in attempts] == [WORDS], "one act is one entry"
    assert [one.words for one in seen.seen] == [WORDS] * times
    assert {one.id for one in seen.seen} == {handed[0]["message"]}
    assert len({one.body for one in seen.seen}) == 1
    assert [(body["of_entry"], body["channel"]) for body in handed] == [(attempts[0]["seq"], channel)], "said once"
    desk.stop()
    assert verify(desk.folder / "desk").findings == ()
    store = SqliteStore(desk.folder / "desk" / "record" / "record.sqlite")
    waiting = [intent.id for intent in store.outbox()]
    store.close()
    assert handed[0]["message"] not in waiting, "what was handed on is not sent again"


@pytest.mark.parametrize("channel", ["hook", "mail"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_it_hands_on_at_least_once_under_one_id(
    desk: SendingDesk, receiver: HookReceiver, mails: MailServer, step: str, channel: str
) -> None:
    desk.start(step, channel)
    incident = desk.opened()
    answer = desk.send(incident, channel, WORDS, "key-of-the-message")
    assert desk.died() == -signal.SIGKILL, f"it was not killed at the step {step!r}"
    desk.start()
    if step == "message not durable":
        assert answer is None, "nothing is acknowledged that is not durable"
        assert desk.entries("attempt") == []
        desk.send(incident, channel, WORDS, "key-of-the-message")
    else:
        again = desk.send(incident, channel, WORDS, "key-of-the-message")
        assert again is not None
        assert again.status_code == 200, "the same act, and nothing more"
    held_to_all(desk, receiver if channel == "hook" else mails, channel, 2 if step in TWICE else 1)


@pytest.mark.parametrize("channel", ["hook", "mail"])
def test_killed_while_the_other_side_takes_it_it_hands_on_again_under_one_id(
    desk: SendingDesk, receiver: HookReceiver, mails: MailServer, channel: str
) -> None:
    seen = receiver if channel == "hook" else mails
    desk.start()
    victim = desk.child or 0
    seen.meanwhile = lambda: os.kill(victim, signal.SIGKILL) if len(seen.seen) == 1 else None
    desk.send(desk.opened(), channel, WORDS)
    assert desk.died() == -signal.SIGKILL
    desk.start()
    held_to_all(desk, seen, channel, 2)


def test_killed_again_and_again_it_goes_on_in_order(desk: SendingDesk, receiver: HookReceiver) -> None:
    desk.start()
    incident = desk.opened()
    receiver.answers = [None] * 3
    for number in range(5):
        desk.send(incident, "hook", f"message {number}")
    for kill in range(1, 4):
        wait_for(lambda least=kill: len(receiver.seen) >= least, "the first message")
        desk.kill()
        desk.start()
    desk.until_delivered(5)
    firsts = list(dict.fromkeys(one.words for one in receiver.seen))
    assert firsts == [f"message {number}" for number in range(5)]
    assert receiver.wrong == 0


def test_a_receiver_that_fails_for_a_while_gets_it_later_and_the_watch_is_told_once(
    desk: SendingDesk, receiver: HookReceiver
) -> None:
    receiver.answers = [500, 503]
    desk.start()
    desk.send(desk.opened(), "hook", WORDS)
    (handed,) = desk.until_delivered(1)
    assert (handed["tries"], len(receiver.seen), len({one.id for one in receiver.seen})) == (3, 3, 1)
    (failed,) = desk.deliveries("failed")
    assert failed["because"] == "it answered with status 500"
    (alarm,) = [entry for entry in desk.entries("raised") if "tell them another way" in entry["body"]["says"]]
    assert alarm["body"]["to_role"] == "watch"


def test_a_receiver_that_hangs_is_given_up_after_the_stated_time_and_holds_up_no_other(
    zygote: Zygote, tmp_path: Path, receiver: HookReceiver, mails: MailServer
) -> None:
    more = "messages = true\ngive_up_s = 3\ntry_s = 1\n"
    desk = SendingDesk(zygote, tmp_path, hook(receiver.port, SECRET, more=more) + mail(mails.port))
    receiver.answers = [None] * 20
    try:
        desk.start()
        incident = desk.opened()
        desk.send(incident, "hook", WORDS)
        wait_for(lambda: len(receiver.seen) == 1, "the first try")
        began_s = time.monotonic()
        desk.send(incident, "mail", WORDS)
        wait_for(lambda: len(mails.seen) == 1, "the mail")
        assert not desk.deliveries("given_up")
        (given_up,) = desk.until_delivered(1, "given_up")
        assert 1.0 < time.monotonic() - began_s < 10.0
        assert (given_up["channel"], given_up["because"]) == ("hook", "no answer within 1 s")
        assert len({one.id for one in receiver.seen}) == 1
        says = [entry["body"]["says"] for entry in desk.entries("raised")]
        assert "is not tried again: tell them another way" in says[-1]
        assert f"The message of entry {given_up['of_entry']} could not be handed on over hook" in says[-1]
        desk.stop()
        assert verify(tmp_path / "desk").findings == ()
    finally:
        desk.close()


def test_a_receiver_that_refuses_connections_gets_it_once_it_is_there(
    zygote: Zygote, tmp_path: Path, mails: MailServer
) -> None:
    port = free_port()
    desk = SendingDesk(zygote, tmp_path, hook(port, SECRET) + mail(mails.port))
    try:
        desk.start()
        desk.send(desk.opened(), "hook", WORDS)
        (failed,) = desk.until_delivered(1, "failed")
        assert failed["because"] == "it could not be reached"
        desk.kill()
        with HookReceiver(port) as receiver:
            desk.start()
            desk.until_delivered(1)
            assert [one.words for one in receiver.seen] == [WORDS]
        assert len(desk.deliveries("failed")) == 1, "a failure that is known is not raised anew"
    finally:
        desk.close()


def test_a_receiver_that_refuses_for_good_is_given_up_at_once(desk: SendingDesk, receiver: HookReceiver) -> None:
    receiver.answers = [410]
    desk.start()
    desk.send(desk.opened(), "hook", WORDS)
    (given_up,) = desk.until_delivered(1, "given_up")
    assert (given_up["tries"], given_up["because"]) == (1, "it answered with status 410")


def test_what_waited_longer_than_its_time_is_given_up_and_not_sent_stale(
    zygote: Zygote, tmp_path: Path, mails: MailServer
) -> None:
    port = free_port()
    desk = SendingDesk(zygote, tmp_path, hook(port, SECRET, more="messages = true\ngive_up_s = 2\n") + mail(mails.port))
    try:
        desk.start()
        desk.send(desk.opened(), "hook", WORDS)
        desk.kill()
        time.sleep(2.5)
        with HookReceiver(port) as receiver:
            desk.start()
            desk.until_delivered(1, "given_up")
            assert receiver.seen == []
    finally:
        desk.close()


def test_a_message_over_a_channel_that_is_gone_from_the_settings_is_given_up_and_said(
    desk: SendingDesk, receiver: HookReceiver
) -> None:
    receiver.answers = [500]
    desk.start()
    desk.send(desk.opened(), "hook", WORDS)
    desk.until_delivered(1, "failed")
    desk.kill()
    settings = desk.folder / "standoff.toml"
    settings.write_text(settings.read_text().replace('name = "hook"', 'name = "other"'))
    desk.start()
    (given_up,) = desk.until_delivered(1, "given_up")
    assert given_up["because"] == "the settings have no such channel any more"


def test_alarms_go_out_over_the_channel_that_carries_them_and_their_failure_is_entered_and_raises_nothing(
    zygote: Zygote, tmp_path: Path, receiver: HookReceiver, mails: MailServer
) -> None:
    more = 'alarms = ["watch"]\ngive_up_s = 1\n'
    desk = SendingDesk(zygote, tmp_path, hook(receiver.port, SECRET, more=more) + mail(mails.port, more=more))
    receiver.answers = [500] * 20
    try:
        desk.start()
        desk.opened()
        given_up = desk.until_delivered(1, "given_up")
        raised = desk.entries("raised")
        assert len(raised) == 1, "an alarm about an alarm would hide it"
        assert [(body["what"], body["channel"], body["of_entry"]) for body in given_up] == [
            ("alarm", "hook", raised[0]["seq"])
        ]
        assert len(mails.seen) == 1
        desk.stop()
        assert verify(tmp_path / "desk").findings == ()
    finally:
        desk.close()


def test_an_address_or_a_secret_reaches_no_entry_screen_or_log(desk: SendingDesk, receiver: HookReceiver) -> None:
    receiver.answers = [500, 302]
    desk.start()
    incident = desk.opened()
    for channel in ("hook", "mail"):
        desk.send(incident, channel, WORDS)
    desk.until_delivered(1, "given_up")
    shown = desk.shown(incident)
    desk.stop()
    shown += (desk.folder / "prints.txt").read_text()
    shown += "".join(
        path.read_bytes().decode("latin-1") for path in (desk.folder / "desk" / "record").rglob("*.sqlite")
    )
    for secret in (SECRET, SECRET.removeprefix("whsec_"), "a-secret-path", str(receiver.port), "example.org"):
        assert secret not in shown
