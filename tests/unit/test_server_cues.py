"""What is heard from outside in an exercise: in order, when it is time, and off the list when somebody enters it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk_in_process import AUTHORITY, OPEN, WATCH, served

from standoff.model.panel import Cue
from standoff.server.cues import CueBoard

if TYPE_CHECKING:
    from pathlib import Path


def cue(name: str, at: str = "2017-05-18T06:00:00.000Z", *, entered: bool = False) -> Cue:
    return Cue(id=name, at=at, voice="a post", says="dust in the north-west", what={"type": "open"}, entered=entered)


def board(*names: str) -> CueBoard:
    """All heard already."""
    made = CueBoard([cue(name) for name in names])
    made.reach("2017-05-18T07:00:00.000Z")
    return made


def test_a_voice_is_heard_when_it_is_time_and_once() -> None:
    first, second = cue("a", "2017-05-18T06:00:00.000Z"), cue("b", "2017-05-18T06:00:00.500Z")
    made = CueBoard([first, second])
    told = [made.reach(f"2017-05-18T{at}Z") for at in ("05:59:59.999", "06:00:00.000", "06:00:00.499", "06:00:00.500")]
    assert told == [[], [first], [], [second]]
    assert made.reach("2017-05-18T09:00:00.000Z") == []
    assert made.heard() == (first, second)
    assert not made.coming


def test_what_has_not_been_heard_is_on_no_list_and_not_entered() -> None:
    made = CueBoard([cue("a")])
    assert (made.coming, made.heard(), made.entered("cue-a.1234")) == (True, (), None)


@pytest.mark.parametrize("key", ["", "cue-", "cue-a", "cue-b.1", "cue-aa.1", "xcue-a.1", "CUE-a.1", "a.1", "cli-a.1"])
def test_an_act_that_was_not_begun_from_a_voice_leaves_it_on_the_list(key: str) -> None:
    made = board("a")
    assert made.entered(key) is None
    assert made.heard() == (cue("a"),)


def test_an_act_that_was_begun_from_a_voice_takes_that_one_off_the_list_once() -> None:
    made = board("a", "a-2", "b")
    assert made.entered("cue-a-2.5f0c") == cue("a-2", entered=True)
    assert [heard.entered for heard in made.heard()] == [False, True, False]
    assert made.entered("cue-a-2.5f0c") is None, "sent again, it is the same act"


def test_an_act_that_is_refused_leaves_the_voice_and_one_that_is_taken_marks_it_on_every_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path / "desk", cues=[cue("a")]) as desk:
        desk.desk.cues.reach("2017-05-18T06:00:00.000Z")
        told: list[Cue] = []
        monkeypatch.setattr(desk.desk, "publish_cue", told.append)
        session = desk.session(WATCH)
        assert not shown(desk.ask("GET", "/api/v1/picture", session).json())
        refusals = [
            desk.acts(session, OPEN | {"key": "cue-a.12345678"}, AUTHORITY.id),
            desk.acts(session, OPEN | {"key": "cue-a.12345678", "incident": "17-999"}),
        ]
        assert {answer.status_code for answer in refusals} == {403, 404}
        assert told == []
        assert desk.acts(session, OPEN | {"key": "cue-a.12345678"}).status_code == 200
        assert desk.acts(session, OPEN | {"key": "cue-a.12345678"}).status_code == 200
        assert told == [cue("a", entered=True)]
        assert shown(desk.ask("GET", "/api/v1/picture", session).json())


def shown(picture: dict[str, list[dict[str, bool]]]) -> bool:
    """Whether the one voice of a picture is entered."""
    (only,) = picture["cues"]
    return only["entered"]


def test_a_cue_is_an_event_of_the_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path / "desk", cues=[cue("a")]) as desk:
        published: list[list[bytes]] = []
        monkeypatch.setattr(desk.desk.hub, "publish", published.append)
        desk.desk.publish_cue(cue("a", entered=True))
    (only,) = [events for events in published if events[0].startswith(b"event: cue\n")]
    assert b'"id":"a"' in only[0]
    assert b'"entered":true' in only[0]
