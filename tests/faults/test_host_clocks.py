"""Invariant 8: a wall clock that jumps and a report dated ahead move no deadline; each fires once, never early."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import msgspec
import pytest
from desk_at_work import START_MS, WATCH, open_desk, reports_of
from promises import check_entries

from standoff.host.clock import Machine
from standoff.host.inputs import Reports, Taken, Tick
from standoff.incidents.fold import to_ms
from standoff.model import acts

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.host.host import Host
    from standoff.model.entry import Entry

HOUR_S: Final = 3600
OPENED: Final = acts.Entered(by=WATCH, act=acts.Act(key="opened-once", what=acts.Open(why="a look", zone="tanf")))


class Hands:
    """The clocks of a machine, set by hand."""

    def __init__(self) -> None:
        self.gone_s = 0
        self.wall_off_s = 0
        self.boot_off_s = 0
        self.boot = "first"

    def machine(self) -> Machine:
        def wall_ns() -> int:
            return (START_MS // 1000 + self.gone_s + self.wall_off_s) * 10**9

        return Machine(wall_ns, lambda: (self.gone_s - self.boot_off_s + 500) * 10**9, self.boot)

    def boots_again(self, boot: str) -> None:
        self.boot, self.boot_off_s = boot, self.gone_s


def entries_of(host: Host) -> list[Entry]:
    entries = list(host.record.entries())
    check_entries(entries)
    return entries


def a_watch(path: Path, jump_s: int, *, restart: bool) -> list[Entry]:
    """An hour in which nobody acts; the wall clock jumps in its middle, at a restart or while the desk is at work."""
    hands = Hands()
    host = open_desk(path, hands.machine())
    host.commit([OPENED])
    for step in range(60):
        hands.gone_s += 60
        if step == 30:
            hands.wall_off_s = jump_s
            if restart:
                host.close()
                host = open_desk(path, hands.machine())
        host.commit([Tick()])
    entries = entries_of(host)
    host.close()
    return entries


def but_for_the_clock(entries: list[Entry]) -> bytes:
    return msgspec.json.encode([e if e.type != "clock_set" else msgspec.structs.replace(e, body={}) for e in entries])


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, 24 * HOUR_S, -24 * HOUR_S])
def test_a_wall_clock_that_jumps_within_a_boot_changes_no_byte(tmp_path: Path, jump_s: int, *, restart: bool) -> None:
    still = a_watch(tmp_path / "still", 0, restart=restart)
    assert sum(entry.type == "raised" for entry in still) > 5
    assert but_for_the_clock(a_watch(tmp_path / "jumps", jump_s, restart=restart)) == but_for_the_clock(still)


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, 24 * HOUR_S, -24 * HOUR_S])
def test_over_another_boot_no_deadline_is_moved_and_time_does_not_go_back(tmp_path: Path, jump_s: int) -> None:
    """The wall clock is all there is then: ahead, what was due fires once; behind, the desk goes on where it was."""
    hands = Hands()
    host = open_desk(tmp_path, hands.machine())
    host.commit([OPENED])
    (incident,) = host.desk.incidents.values()
    host.close()
    hands.gone_s += 10
    hands.wall_off_s = jump_s
    hands.boots_again("second")
    host = open_desk(tmp_path, hands.machine())
    (after,) = host.desk.incidents.values()
    assert incident.deadline is not None
    ends = [e for e in entries_of(host) if e.type == "deadline_ended" and e.body["set_by"] == incident.deadline.set_by]
    assert [entry.body["how"] for entry in ends] == (["fired"] if jump_s > 0 else [])
    assert (after.deadline == incident.deadline) == (jump_s < 0)
    host.close()


def test_over_another_boot_the_clock_does_not_go_behind_reports_that_no_entry_speaks_of_yet(tmp_path: Path) -> None:
    """They were durable when the machine went down, hours after the last entry; its wall clock is a day behind then."""
    hands = Hands()
    host = open_desk(tmp_path, hands.machine())
    hands.gone_s = 5 * HOUR_S
    taken_ms = host.now_ms()
    host.segments.append(reports_of([(1, taken_ms * 1_000_000, "sim:1", "radar", 33.6, 38.6)]), taken_ms * 1_000_000)
    host.record.close()
    vars(host)["_folder"].unlock()
    hands.wall_off_s = -24 * HOUR_S
    hands.boots_again("second")
    host = open_desk(tmp_path, hands.machine())
    assert host.now_ms() == taken_ms
    assert all(to_ms(entry.body["at"]) <= to_ms(entry.recorded_at) for entry in entries_of(host) if "at" in entry.body)
    host.close()


def test_a_report_dated_an_hour_ahead_is_rejected_and_changes_no_entry(tmp_path: Path) -> None:
    written: list[bytes] = []
    for ahead in (False, True):
        hands = Hands()
        host = open_desk(tmp_path / str(ahead), hands.machine())
        host.commit([OPENED])
        for step in range(20):
            hands.gone_s += 60
            at_ns = (host.now_ms() + HOUR_S * 1000) * 1_000_000
            batch = reports_of([(step, at_ns, "sim:1", "radar", 33.6, 38.6)] if ahead else [])
            taken = host.commit([Reports("radar", batch), Tick()]).outcomes[0]
            assert isinstance(taken, Taken)
            assert taken.accepted == 0
            assert taken.rejected == ({"ahead-of-clock": 1} if ahead else {})
        written.append(but_for_the_clock(entries_of(host)))
        host.close()
    assert written[0] == written[1]


def test_after_a_long_sleep_what_was_due_fires_once_at_the_first_tick(tmp_path: Path) -> None:
    hands = Hands()
    host = open_desk(tmp_path, hands.machine())
    host.commit([OPENED])
    due_ms = host.desk.due_ms
    assert due_ms is not None
    hands.gone_s = 299
    assert host.commit([Tick()]).entries == ()
    hands.gone_s = 8 * HOUR_S
    fired = [entry for entry in host.commit([Tick()]).entries if entry.type == "deadline_ended"]
    assert [entry.body["how"] for entry in fired] == ["fired"]
    assert to_ms(fired[0].recorded_at) == START_MS + 8 * HOUR_S * 1000
    assert host.commit([Tick()]).entries == ()
    for earlier, later in itertools.pairwise(entries_of(host)):
        assert earlier.recorded_at <= later.recorded_at
    host.close()
