"""Invariants 11, 13 and 29 of the record alone: what returned is kept, what did not is wholly there or not at all."""

from __future__ import annotations

import contextlib
import errno
import random
from typing import TYPE_CHECKING, cast

import msgspec
import numpy as np
import pytest
from dropping import DroppingFiles, DroppingVfs
from failing import FailingFiles, FailingVfs, Fault

from standoff.host.memory import intents_of, remembered
from standoff.incidents.state import Desk
from standoff.model.acts import Answered
from standoff.model.entry import Entry
from standoff.model.errors import RecordingFailedError
from standoff.model.names import Names
from standoff.model.principal import Principal, Role
from standoff.model.reports import ReportBatch
from standoff.record.folder import Folder
from standoff.record.record import Commit
from standoff.record.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    import apsw

AT = "2017-05-18T06:36:00.000Z"


def entry(seq: int) -> Entry:
    return Entry(seq=seq, type="doubt", recorded_at=AT, happened_at=AT, body={"says": f"doubt {seq}"})


def commit(seq: int, vkey: str) -> Commit:
    """An act and an alarm, with the answer, the message and the snapshot that belong to them."""
    key, act, alarm = f"key-{seq}", entry(seq), entry(seq + 1)
    act = msgspec.structs.replace(act, act=key, by=Principal(id="watch-1", name="Watch", roles=(Role.WATCH,)))
    entries = (act, msgspec.structs.replace(alarm, type="raised"))
    answered = Answered(key=key, incident="", entries=(seq,), revision=0, recorded_at=AT)
    return Commit(
        entries=entries,
        answers=(remembered(key, bytes(32), answered),),
        intents=intents_of(entries, vkey, {}),
        snapshot=state(seq + 2),
    )


def state(seq: int) -> bytes:
    return msgspec.json.encode(Desk(seq=seq))


def reports(number: int) -> ReportBatch:
    times = np.array([number])
    return ReportBatch.of(Names(), Names(["radar"]), {"time_ns": times, "lat": np.ones(1), "lon": np.ones(1)})


def let_go(folder: Folder) -> None:
    """What a process that is gone lets go of."""
    with contextlib.suppress(RecordingFailedError):
        folder.record.append(Commit(entries=(entry(folder.record.size),)))
    with contextlib.suppress(RecordingFailedError):
        folder.record.close()
    folder.unlock()


def after_power_loss(path: Path, *, deaf: bool, name: str) -> tuple[int, int]:
    """How many entries and batches are there, of six and three that were acknowledged."""
    vfs, files = DroppingVfs(name, deaf=deaf), DroppingFiles(deaf=deaf)
    folder = Folder(path, files=files, vfs=name)
    for round_ in range(3):
        folder.segments.append(reports(round_), round_)
        folder.record.append(commit(2 * round_, folder.record.vkey), checkpoint_at=AT)
    vfs.lose_power()
    files.lose_power()
    let_go(folder)
    vfs.unregister()
    return what_is_there(path)


def what_is_there(path: Path) -> tuple[int, int]:
    folder = Folder(path)
    there = len(list(folder.record.entries())), len(list(folder.segments.read()))
    folder.record.close()
    folder.unlock()
    return there


def test_what_returned_survives_a_loss_of_power(tmp_path: Path) -> None:
    assert after_power_loss(tmp_path, deaf=False, name="drops") == (6, 3)


def test_acknowledging_before_it_is_on_the_disk_is_seen(tmp_path: Path) -> None:
    assert after_power_loss(tmp_path, deaf=True, name="drops-deaf") == (0, 0)


def test_a_commit_that_was_never_synced_is_lost_and_so_a_planted_setting_is_seen(tmp_path: Path) -> None:
    vfs = DroppingVfs("drops-planted")
    folder = Folder(tmp_path, vfs=vfs.name)
    folder.record.append(commit(0, folder.record.vkey), checkpoint_at=AT)
    store = cast("object", vars(folder.record)["_store"])
    database = cast("apsw.Connection", vars(store)["_db"])
    database.pragma("synchronous", "OFF")
    syncs = vfs.syncs
    folder.record.append(commit(2, folder.record.vkey), checkpoint_at=AT)
    assert vfs.syncs == syncs
    vfs.lose_power()
    let_go(folder)
    assert what_is_there(tmp_path) == (2, 0)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_part_of_the_unsynced_the_disk_had_finished_a_commit_is_whole_or_not_there(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    vfs = DroppingVfs(f"drops-{seed}")
    folder = Folder(tmp_path, vfs=vfs.name)
    folder.record.append(commit(0, folder.record.vkey), checkpoint_at=AT)
    vfs.deaf = True
    for round_ in range(1, 4):
        folder.record.append(commit(2 * round_, folder.record.vkey), checkpoint_at=AT)
    vfs.lose_power(lambda: chance.random() < 0.8)
    let_go(folder)

    folder = Folder(tmp_path)
    record = folder.record
    size = record.size
    assert size >= 2
    assert size % 2 == 0
    assert record.latest_snapshot() == (size, state(size))
    assert [intent.id.rpartition("-")[2] for intent in record.outbox()] == [str(seq) for seq in range(1, size, 2)]
    assert all((record.remembered(f"key-{seq}") is not None) == (seq < size) for seq in range(0, 8, 2))
    assert record.checkpoint().split("\n")[1] == str(size)
    record.close()
    folder.unlock()
    assert verify(tmp_path).findings == ()


@pytest.mark.parametrize("part", [0.0, 0.3, 0.999])
def test_a_batch_that_was_cut_off_is_not_there_and_those_before_it_are(tmp_path: Path, part: float) -> None:
    files = DroppingFiles()
    folder = Folder(tmp_path, files=files)
    folder.segments.append(reports(0), 0)
    files.deaf = True
    folder.segments.append(reports(1), 1)
    files.lose_power(lambda: part)
    let_go(folder)

    again = Folder(tmp_path)
    assert [(taken, batch.time_ns.tolist()) for taken, batch in again.segments.read()] == [(0, [0])]
    assert [digest.batches for digest in again.segments.recovered] == [1]
    again.segments.append(reports(2), 2)
    assert [taken for taken, _ in again.segments.read()] == [0, 2]
    let_go(again)


@pytest.mark.parametrize("kind", ["write", "sync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_when_the_store_fails_nothing_more_is_taken_or_signed(tmp_path: Path, kind: str, number: int) -> None:
    fault = Fault(kind, number=number)
    vfs = FailingVfs(f"fails-{kind}-{number}", fault)
    folder = Folder(tmp_path, vfs=vfs.name)
    record = folder.record
    record.append(commit(0, folder.record.vkey), checkpoint_at=AT)
    head, root = record.checkpoint(), record.root()
    fault.begin()
    with pytest.raises(RecordingFailedError):
        record.append(commit(2, folder.record.vkey), checkpoint_at=AT)
    failed = fault.failed
    fault.left = None  # the disk is well again: that must not matter
    with pytest.raises(RecordingFailedError):
        record.append(commit(2, folder.record.vkey), checkpoint_at=AT)
    assert fault.failed == failed
    assert (record.checkpoint(), record.root(), record.size) == (head, root, 2)
    record.close()
    folder.unlock()
    assert not (tmp_path / "record" / "SEAL").exists()

    size, _ = what_is_there(tmp_path)
    # What was refused may be there whole (invariant 13): the log had it, and only its sync failed.
    assert size in {2, 4}
    assert verify(tmp_path).findings == ()


@pytest.mark.parametrize("kind", ["write", "sync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_when_the_evidence_fails_nothing_more_is_taken(tmp_path: Path, kind: str, number: int) -> None:
    fault = Fault(kind, number=number)
    folder = Folder(tmp_path, files=FailingFiles(fault))
    folder.segments.append(reports(0), 0)
    fault.begin()
    with pytest.raises(RecordingFailedError):
        folder.segments.append(reports(1), 1)
    fault.left = None
    with pytest.raises(RecordingFailedError):
        folder.segments.append(reports(1), 1)
    with pytest.raises(RecordingFailedError):
        folder.segments.seal()
    let_go(folder)
    assert what_is_there(tmp_path)[1] in {1, 2}


def test_every_write_and_sync_of_a_first_commit_may_fail(tmp_path: Path) -> None:
    """Wherever the storage fails in making and first writing a record, it opens again and is sound."""
    for kind in ("write", "sync"):
        for after in range(200):
            path = tmp_path / f"{kind}-{after}"
            fault = Fault(kind, after)
            vfs = FailingVfs(f"first-{kind}-{after}", fault)
            with contextlib.suppress(RecordingFailedError):
                folder = Folder(path, vfs=vfs.name)
                with contextlib.suppress(RecordingFailedError):
                    folder.record.append(commit(0, folder.record.vkey), checkpoint_at=AT)
                with contextlib.suppress(RecordingFailedError):
                    folder.record.close()
                folder.unlock()
            if not fault.failed:
                break
            assert what_is_there(path)[0] in {0, 2}
            assert verify(path).findings == ()
        else:
            pytest.fail("the fault was met every time: try more places")
