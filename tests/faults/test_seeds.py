"""Invariants 1 to 15 of the desk, in whole runs that are each drawn from one seed.

In each there are crashes between any two steps, clocks that jump, answers that get lost, storage that fails, and people
who do what they may and what they may not. 200 seeds as a rule; `STANDOFF_SEED=N` plays one. `STANDOFF_SEEDS=10000` (in
`make campaign`) plays so many, but for those that were played with the same code before: a file in `build/` has them.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from seeded import Run

from standoff.incidents.table import Event, Phase
from standoff.model import acts

ROOT: Final = Path(__file__).parent.parent.parent
ONE: Final = os.environ.get("STANDOFF_SEED")
CAMPAIGN: Final = os.environ.get("STANDOFF_SEEDS")
IN_CI: Final = 200
STEPS_OF_A_COMMIT: Final = (
    "before the evidence",
    "in the middle of the evidence",
    "after the evidence",
    "before the append",
    "after the append",
    "before anybody is told",
    "before a message is handed on",
    "between handing on and marking",
)


@functools.cache
def _played_file() -> Path:
    """Where a campaign notes the seeds that it has played with this code, as it was when the campaign began."""
    digest = hashlib.sha256()
    for path in sorted(
        [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.toml"), *Path(__file__).parent.glob("*.py")]
    ):
        digest.update(path.read_bytes())
    return ROOT / "build" / f"seeds-{digest.hexdigest()[:12]}.txt"


def _seeds() -> list[int]:
    if ONE:
        return [int(ONE)]
    if not CAMPAIGN:
        return list(range(IN_CI))
    played = _played_file()
    done = set(played.read_text().split()) if played.exists() else set[str]()
    return [seed for seed in range(int(CAMPAIGN)) if str(seed) not in done]


def play(seed: int) -> Counter[str]:
    """Plays one seed to its end; gives what happened in it."""
    with tempfile.TemporaryDirectory(prefix="seeded-") as folder:
        run = Run(seed, Path(folder))
        run.play()
        run.tally["what its entries say"] = run.digest()
        return run.tally


@pytest.fixture(scope="module")
def tally() -> Counter[str]:
    """What happened in all seeds that were played."""
    return Counter()


@pytest.mark.parametrize("seed", _seeds())
def test_a_desk_keeps_its_promises(seed: int, tally: Counter[str]) -> None:
    tally.update(play(seed))
    tally["runs"] += 1
    if CAMPAIGN:
        played = _played_file()
        played.parent.mkdir(exist_ok=True)
        with played.open("a") as file:
            file.write(f"{seed}\n")


def test_the_seeds_play_whole_incidents_and_come_to_every_step(tally: Counter[str]) -> None:
    """A simulation in which little happens would hold anything."""
    if tally["runs"] < IN_CI:
        pytest.skip(f"{tally['runs']} seeds are too few to come to everything")
    said = [f"entry: {what.__struct_config__.tag}" for what in acts.What.__args__]
    phases = [f"phase: {phase}" for phase in Phase] + [f"event: {event}" for event in Event]
    crashes = [f"crash: {where}" for where in STEPS_OF_A_COMMIT]
    failures = ["failure: before the append", "failure: after the append", "failure: in the middle of the evidence"]
    times = [
        "time: a long sleep",
        "time: the wall clock is set",
        "the machine starts again",
        "time: just before a deadline",
    ]
    answers = [
        f"outcome: {code}" for code in ("Answered", "Taken", "moved-since", "key-reused", "not-recorded", "closed")
    ]
    wanted = [*said, *phases, *crashes, *failures, *times, *answers, "zones changed", "opened in vain", "verified"]
    assert [name for name in wanted if not tally[name]] == []


def test_a_seed_is_a_run_and_the_same_one_every_time() -> None:
    assert play(3) == play(3)
    assert play(3) != play(4)
