"""The readers under plain mutation: 10^5 damaged inputs each in CI, 5,000 elsewhere, or `STANDOFF_FUZZ_INPUTS`.

Each reader runs in processes of its own, so that a crash of native code is a failure with a number, and not the end
of the tests. `readers.py` says what is held.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from readers import READERS

SCRIPT = Path(__file__).parent / "readers.py"
INPUTS = int(os.environ.get("STANDOFF_FUZZ_INPUTS") or (100_000 if os.environ.get("CI") == "true" else 5_000))
PROCESSES = 2
LONGEST_S = 30 + INPUTS * 0.01


@pytest.mark.parametrize("reader", READERS)
def test_damaged_inputs_are_read_or_refused_and_every_row_is_counted(reader: str, tmp_path: Path) -> None:
    together = READERS[reader].together
    share = -(-INPUTS // PROCESSES // together) * together
    started = [_started(reader, first, share, tmp_path / str(first)) for first in range(0, INPUTS, share)]
    failures = [failure for process in started if (failure := process.failure())]
    assert not failures, "\n\n".join(failures)


class _Process:
    """Some inputs being read in a process of their own."""

    def __init__(self, reader: str, first: int, inputs: int, progress: Path) -> None:
        self._reader, self._progress = reader, progress
        call = [sys.executable, str(SCRIPT), reader, "--first", str(first), "--inputs", str(inputs)]
        self._process = subprocess.Popen(
            [*call, "--progress", str(progress)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def failure(self) -> str:
        """Waits for the end; what went wrong and how to see it again, or nothing."""
        try:
            output, _ = self._process.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            output, _ = self._process.communicate()
        (number,) = struct.unpack("<q", self._progress.read_bytes()) if self._progress.is_file() else (-2,)
        if self._process.returncode == 0 and number == -1:
            return ""
        inputs = READERS[self._reader].together
        again = f"{sys.executable} {SCRIPT} {self._reader} --first {number} --inputs {inputs}"
        return f"status {self._process.returncode}; again with: {again}\n{output.decode(errors='replace')[-4000:]}"


def _started(reader: str, first: int, inputs: int, progress: Path) -> _Process:
    return _Process(reader, first, inputs, progress)
