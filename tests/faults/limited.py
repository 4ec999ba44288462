"""A desk whose files may not grow beyond what it is told: the kernel itself refuses the write (setrlimit(2), EFBIG)."""

from __future__ import annotations

import random
import resource
import sys
from pathlib import Path

import msgspec
from desk_at_work import Line, Worker, fast_machine, open_desk


def main() -> None:
    """Works until a write is refused, and longer; prints since when nothing is recorded."""
    folder, lines, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    said: list[Line] = []
    host = open_desk(folder, fast_machine())
    worker = Worker(host, random.Random(1), "limited", 1, said.append)  # noqa: S311 - repeatable
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    while worker.commit():
        pass
    head = host.record.checkpoint()
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert not any(worker.commit() for _ in range(20)), "what failed once takes nothing more"
    assert host.record.checkpoint() == head
    host.close()
    lines.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in said))
    print(host.not_recorded_since)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
