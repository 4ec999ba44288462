"""Invariant 29: on an error of the storage nothing more is taken or signed; the picture goes on; a restart recovers."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from desk_at_work import WATCH, Begun, Line, Worker, fast_machine, open_desk, reports_of
from failing import FailingFiles, FailingVfs, Fault
from promises import Promises

from standoff.host.inputs import Refused, Reports
from standoff.model import acts


@pytest.mark.parametrize("where", ["store", "evidence"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_desk_that_cannot_record_refuses_and_shows_on(tmp_path: Path, where: str, number: int) -> None:
    fault, none = Fault("write", number=number), Fault("write")
    vfs = FailingVfs(f"full-{where}-{number}", fault if where == "store" else none)
    files = FailingFiles(fault if where == "evidence" else none)
    host = open_desk(tmp_path, fast_machine(), files, vfs.name)
    promises = Promises()
    worker = Worker(host, random.Random(1), "disk", 1, promises.hear)  # noqa: S311 - repeatable
    for _ in range(10):
        assert worker.commit()
    head, size = host.record.checkpoint(), host.record.size

    fault.begin()
    since: list[str | None] = []
    for turn in range(3):
        now_ns = host.now_ms() * 1_000_000
        row = (5_000_000 + turn, now_ns, "sim:new", "radar", 34.0, 38.0 + turn / 100)
        claim = acts.Claim(about=acts.About.OTHER, claimed_by="a speaker", words="a word")
        entered = acts.Entered(by=WATCH, act=acts.Act(key=f"after-the-end-{turn}", what=claim))
        promises.hear(Begun(commit=f"after-{turn}", acts=[entered], rows=[row], delivered=[]))
        released = host.commit([entered, Reports("radar", reports_of([row]))])
        for outcome in released.outcomes:
            assert isinstance(outcome, Refused)
            assert outcome.code == "not-recorded"
        assert (released.entries, released.intents) == ((), ())
        assert (host.record.checkpoint(), host.record.size) == (head, size)
        track = host.live.number_of("radar|sim:new")
        assert host.live.scene.last("lon")[track] == row[5], "the picture goes on"
        since.append(host.not_recorded_since)
        fault.left = None  # the disk is well again: that must not matter
    assert since[0] is not None
    assert since == [since[0]] * 3
    host.close()

    promises.check(tmp_path, fast_machine())
    host = open_desk(tmp_path, fast_machine())
    assert host.not_recorded_since is None
    assert [entry.type for entry in host.record.entries(size)].count("started") == 2, "recorded again, in sight"
    host.close()


@pytest.mark.parametrize("limit", [20_000, 60_000, 200_000])
def test_a_write_that_the_kernel_refuses_loses_nothing_that_was_acknowledged(tmp_path: Path, limit: int) -> None:
    lines = tmp_path / "lines"
    script = Path(__file__).with_name("limited.py")
    ran = [sys.executable, str(script), str(tmp_path / "desk"), str(lines), str(limit)]
    answer = subprocess.run(ran, capture_output=True, text=True, check=True).stdout
    assert answer.strip() != "None"
    promises = Promises()
    for line in lines.read_bytes().splitlines():
        promises.hear(msgspec.json.decode(line, type=Line))
    promises.check(tmp_path / "desk", fast_machine())
