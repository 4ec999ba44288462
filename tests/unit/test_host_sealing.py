"""A large segment of evidence is sealed beside the desk: nobody waits for it, and a restart finds all of it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest
from desk_in_hand import LADDER, ROSTER
from test_zones_changed import zone
from test_zones_changed_at_a_desk import LATER_MS, sees, zones

from standoff.host.clock import FollowedClock, this_machine
from standoff.host.inputs import Refused, Reports, Tick
from standoff.host.opening import Settings, open_host, read_desk
from standoff.model.errors import RecordingFailedError
from standoff.record.folder import Folder
from standoff.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standoff.host.host import Host
    from standoff.record.segments import SegmentDigest

Work = tuple["Callable[[], SegmentDigest]", "Future[SegmentDigest]"]


class Beside:
    """Does the work when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Work] = []

    def __call__(self, work: Callable[[], SegmentDigest]) -> Future[SegmentDigest]:
        done: Future[SegmentDigest] = Future()
        self.waiting.append((work, done))
        return done

    def do(self) -> None:
        work, done = self.waiting.pop(0)
        done.set_result(work())


@pytest.fixture(autouse=True)
def _few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standoff.host.host._SEAL_ROWS", 3)


def opened(path: Path, beside: Beside, folder: Folder | None = None) -> Host:
    settings = Settings(zones=zones(zone("a")), ladder=LADDER, roster=ROSTER)
    return open_host(folder or Folder(path), settings, this_machine(), clock=FollowedClock(LATER_MS), aside=beside)


def evidence(host: Host) -> list[tuple[str, bool, int]]:
    bodies: list[dict[str, Any]] = [entry.body for entry in host.record.entries() if entry.type == "evidence"]
    return [(body["name"], body["sealed"], body["batches"]) for body in bodies]


def test_reports_are_taken_while_a_segment_is_sealed_and_its_seal_is_an_entry_afterwards(tmp_path: Path) -> None:
    beside = Beside()
    host = opened(tmp_path, beside)
    sees(host, 90, 89, 88)
    assert evidence(host)[-1] == ("000001", False, 1)
    sees(host, 87, since_s=180)
    sees(host, 86, 85, 84, since_s=240)
    assert len(beside.waiting) == 1, "one at a time"
    assert (tmp_path / "record" / "segments" / "000001.arrow").exists()
    beside.do()
    host.commit([Tick()])
    assert ("000001", True, 1) in evidence(host)
    assert not (tmp_path / "record" / "segments" / "000001.arrow").exists()
    host.commit([Tick()])
    beside.do()
    host.close()
    assert evidence_of(tmp_path) == [("000001", True, 1), ("000002", True, 2)]


def evidence_of(folder: Path) -> list[tuple[str, bool, int]]:
    host = opened(folder, Beside())
    found = evidence(host)
    host.close()
    verdict = verify(folder)
    assert verdict.findings == ()
    return [one for one in found if one[1]]


def test_a_desk_that_is_closed_waits_for_what_is_being_sealed(tmp_path: Path) -> None:
    beside = Beside()
    host = opened(tmp_path, beside)
    sees(host, 90, 89, 88)
    sees(host, 87, since_s=180)
    beside.do()
    host.close()
    assert evidence_of(tmp_path) == [("000001", True, 1), ("000002", True, 1)]


def test_after_a_crash_while_one_is_sealed_both_are_there_and_no_report_counts_twice(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    host = opened(tmp_path, Beside(), folder)
    sees(host, 60, 50, 40)
    sees(host, 39, since_s=180)
    sees(host, 38, since_s=240)
    crossings = [entry.body for entry in host.record.entries() if entry.type == "crossing"]
    host.record.close()
    folder.unlock()  # a crash
    again = opened(tmp_path, Beside())
    assert [digest.name for digest in again.segments.recovered] == ["000001", "000002"]
    assert [entry.body for entry in again.record.entries() if entry.type == "crossing"] == crossings
    assert sum(len(batch) for _, batch in again.segments.read()) == 5
    again.close()
    assert verify(tmp_path).findings == ()


def test_what_the_entries_used_is_not_less_because_an_earlier_seal_is_told_of_later(tmp_path: Path) -> None:
    beside = Beside()
    host = opened(tmp_path, beside)
    sees(host, 90, 89, 88)
    sees(host, 60, 50, 40, since_s=180)  # crosses in: an entry speaks of the second segment
    beside.do()
    host.commit([Tick()])
    assert read_desk(host.record)[3] == 2
    host.close()


def test_where_sealing_fails_nothing_more_is_taken(tmp_path: Path) -> None:
    beside = Beside()
    host = opened(tmp_path, beside)
    sees(host, 90, 89, 88)
    beside.waiting[0][1].set_exception(RecordingFailedError("000001", "the disk is full"))
    host.commit([Tick()])
    assert "the disk is full" in host.not_recorded_because
    released = host.commit([Reports("radar", next(batch for _, batch in host.segments.read()))])
    assert isinstance(released.outcomes[0], Refused)
