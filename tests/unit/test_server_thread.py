"""Invariant 28 in the small: in a flood of reports, who acts and who asks does not wait for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk_in_hand import LADDER, ROSTER, WATCH
from test_zones_changed import reports, zone
from test_zones_changed_at_a_desk import LATER_MS, zones

from standoff.host.clock import FollowedClock, this_machine
from standoff.host.inputs import Reports, Taken
from standoff.host.opening import Settings, open_host
from standoff.model.acts import Act, Answered, Entered, Open
from standoff.record.folder import Folder
from standoff.server.thread import ROWS, DeskThread

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    import pytest

    from standoff.host.inputs import Outcome

BATCHES = 12


def test_an_act_and_a_question_go_before_the_reports_that_wait_and_those_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.server.thread.ROWS", 3)
    settings = Settings(zones=zones(zone("a")), ladder=LADDER, roster=ROSTER)
    host = open_host(Folder(tmp_path), settings, this_machine(), clock=FollowedClock(LATER_MS))
    thread = DeskThread(host, lambda _: None, lambda: None, lambda _: None)
    order: list[str] = []

    def noted(name: str, future: Future[Outcome]) -> Future[Outcome]:
        future.add_done_callback(lambda _: order.append(name))
        return future

    taken: list[Future[Outcome]] = []
    for number in range(BATCHES):
        batch = reports([90, 89])
        batch.time_ns[:] += number * 600 * 10**9
        taken.append(noted(str(number), thread.submit(Reports("radar", host.live.adopt(batch)))))
    act = noted("act", thread.submit(Entered(by=WATCH, act=Act(key="in-a-flood", what=Open(why="They call")))))
    asked = thread.ask(lambda: order.append("asked"))
    thread.start()
    assert isinstance(act.result(10), Answered)
    asked.result(10)
    thread.stop()
    assert order == ["act", "asked", *map(str, range(BATCHES))]
    assert all(isinstance(one.result(), Taken) for one in taken), "what was handed in is taken, also at the end"


def test_a_commit_takes_some_reports_and_not_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROWS < 10_000
    monkeypatch.setattr("standoff.server.thread.ROWS", 3)
    settings = Settings(zones=zones(zone("a")), ladder=LADDER, roster=ROSTER)
    host = open_host(Folder(tmp_path), settings, this_machine(), clock=FollowedClock(LATER_MS))
    commits: list[int] = []
    commit = host.commit

    def counted(inputs: list[object]) -> object:
        commits.append(sum(isinstance(one, Reports) for one in inputs))
        return commit(inputs)  # pyright: ignore[reportArgumentType] - handed on as it came

    monkeypatch.setattr(host, "commit", counted)
    thread = DeskThread(host, lambda _: None, lambda: None, lambda _: None)
    for number in range(5):
        batch = reports([90, 89])
        batch.time_ns[:] += number * 600 * 10**9
        thread.submit(Reports("radar", host.live.adopt(batch)))
    thread.start()
    thread.stop()
    assert [count for count in commits if count] == [2, 2, 1]
