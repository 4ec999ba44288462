"""Invariant 12: the same key twice is one act and one answer; a key belongs to the act that it was first taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from desk_in_hand import AUTHORITY, LADDER, ROSTER, START_MS, WATCH, entered

from standoff.host.clock import FollowedClock, this_machine
from standoff.host.inputs import Refused
from standoff.host.opening import Settings, open_host
from standoff.incidents.pen import to_text
from standoff.model import acts
from standoff.model.acts import Act, Answered, Entered
from standoff.record.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.host.host import Host


def opened_host(path: Path) -> Host:
    settings = Settings(zones=[], ladder=LADDER, roster=ROSTER)
    return open_host(Folder(path), settings, this_machine(), clock=FollowedClock(START_MS))


OTHER: Final = {
    "another act": entered(acts.Notice(to="the line", channel="c", words="w")),
    "other words": entered(acts.Open(why="dust again")),
    "another person": entered(acts.Open(why="dust"), AUTHORITY),
    "another time": entered(acts.Open(why="dust"), happened_at=to_text(START_MS - 1)),
}
FIRST: Final = entered(acts.Open(why="dust"), WATCH)


def keyed(given: Entered, key: str) -> Entered:
    what = {name: getattr(given.act, name) for name in ("what", "incident", "happened_at", "late_because")}
    return Entered(by=given.by, act=Act(key=key, **what))


@pytest.mark.parametrize("at_once", [True, False], ids=["in one commit", "one after another"])
def test_the_same_key_twice_is_one_act_and_for_another_act_it_is_refused(tmp_path: Path, *, at_once: bool) -> None:
    host = opened_host(tmp_path)
    inputs: list[Any] = [FIRST, FIRST, *(keyed(other, FIRST.act.key) for other in OTHER.values())]
    commits = [inputs] if at_once else [[item] for item in inputs]
    first, again, *others = [outcome for commit in commits for outcome in host.commit(commit).outcomes]
    assert isinstance(first, Answered)
    assert again == first
    assert [(other.code, bool(other.remedy)) for other in others if isinstance(other, Refused)] == [
        ("key-reused", True)
    ] * len(OTHER)
    assert len(host.desk.incidents) == 1
    host.close()
    host = opened_host(tmp_path)
    assert host.commit([FIRST]).outcomes == (first,), "it is remembered after a restart"
    host.close()


def test_the_key_of_an_act_that_was_refused_is_free(tmp_path: Path) -> None:
    host = opened_host(tmp_path)
    (refused,) = host.commit([keyed(entered(acts.Doubt(words="may be a road crew")), FIRST.act.key)]).outcomes
    assert isinstance(refused, Refused)
    assert isinstance(host.commit([FIRST]).outcomes[0], Answered)
    host.close()
