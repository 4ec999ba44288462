"""Invariants 6, 7, 11 to 16 where the power is lost at a random call and what was not synced is gone."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
from typing import TYPE_CHECKING, cast

import pytest
from desk_at_work import Worker, fast_machine, open_desk
from dropping import DroppingFiles, DroppingVfs
from promises import Promises

from standoff.model.errors import RecordingFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import apsw

ROUNDS = int(os.environ.get("STANDOFF_KILL_ROUNDS", "50"))
_NAMES: Iterator[int] = itertools.count()


class FailingPower(DroppingVfs):
    """Loses power, with the files beside it, at the so-many-th call."""

    def __init__(self, name: str, files: DroppingFiles, calls: int) -> None:
        self.files = files
        self.calls = calls
        super().__init__(name)

    def check(self) -> None:
        """See `DroppingVfs.check`."""
        self.calls -= 1
        if self.calls == 0:
            self.lose_power()
            self.files.lose_power()
        super().check()


def lose(path: Path, seed: int, plant: str = "") -> int:
    """One folder, worked on until the power goes, then held to what was said; gives how much was acknowledged."""
    chance, promises = random.Random(seed), Promises()  # noqa: S311 - repeatable, not secret
    files = DroppingFiles(deaf=plant == "evidence not synced")
    vfs = FailingPower(f"power-{next(_NAMES)}", files, chance.randint(40, 250))
    with contextlib.suppress(RecordingFailedError):
        host = open_desk(path, fast_machine(), files, vfs.name)
        if plant == "store not synced":
            store = cast("object", vars(host.record)["_store"])
            database = cast("apsw.Connection", vars(store)["_db"])
            database.pragma("synchronous", "OFF")
        worker = Worker(host, chance, "power", 1, promises.hear)
        while worker.commit():
            pass
        host.close()
    vfs.unregister()
    promises.check(path, fast_machine())
    return len(promises.done)


@pytest.mark.parametrize("number", range(-(-ROUNDS // 10)))
def test_what_was_acknowledged_is_there_after_a_loss_of_power(tmp_path: Path, number: int) -> None:
    acknowledged = 0
    for seed in range(10 * number, 10 * number + 10):
        try:
            acknowledged += lose(tmp_path / f"desk-{seed}", seed)
        except AssertionError as error:
            error.add_note(f"seed {seed}: pytest tests/faults/test_power.py -k '[{number}]'")
            raise
    assert acknowledged >= 10, "the power went before anything was done"


@pytest.mark.parametrize("plant", ["store not synced", "evidence not synced"])
def test_acknowledging_before_syncing_is_found(tmp_path: Path, plant: str) -> None:
    with pytest.raises(AssertionError):  # noqa: PT012 - any of them finds it
        for seed in range(5):
            lose(tmp_path / f"desk-{seed}", seed, plant)
