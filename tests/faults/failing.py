"""Storage that fails at one of its calls, and says how: a full disk, or a disk that is broken."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import apsw

from standoff.record.files import Disk

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.record.files import Appending


class Fault:
    """Fails at one call of a kind, and at all after it.

    Args:
        kind: `write` or `sync`.
        after: how many calls of that kind succeed before; None for all, until `begin`.
        number: `errno.ENOSPC` or `errno.EIO`.
    """

    def __init__(self, kind: str, after: int | None = None, number: int = errno.ENOSPC) -> None:
        self.kind = kind
        self.left = after
        self.number = number
        self.failed = 0

    def begin(self) -> None:
        """From the next call of the kind on."""
        self.left = 0

    def due(self, kind: str) -> bool:
        """Whether this call is to fail."""
        if kind != self.kind or self.left is None:
            return False
        self.left -= 1
        self.failed += self.left < 0
        return self.left < 0


class FailingVfs(apsw.VFS):
    """A SQLite VFS over the system's own."""

    def __init__(self, name: str, fault: Fault) -> None:
        self.name = name
        self.fault = fault
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _FailingFile:  # noqa: N802 - SQLite's name
        return _FailingFile(self.fault, name, flags)


class _FailingFile(apsw.VFSFile):
    def __init__(self, fault: Fault, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._fault = fault

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        if self._fault.due("write"):
            raise apsw.FullError if self._fault.number == errno.ENOSPC else apsw.IOError
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        if self._fault.due("sync"):
            raise apsw.IOError
        super().xSync(flags)


class FailingFiles:
    """`Files` over the disk."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def append(self, path: Path) -> Appending:
        """See `Files.append`."""
        return _FailingAppending(self.fault, Disk().append(path))

    def replace(self, path: Path, data: bytes) -> None:
        """See `Files.replace`; one write."""
        if self.fault.due("write"):
            raise _error(self.fault)
        Disk().replace(path, data)

    def remove(self, path: Path) -> None:
        """See `Files.remove`."""
        Disk().remove(path)


class _FailingAppending:
    def __init__(self, fault: Fault, file: Appending) -> None:
        self._fault = fault
        self._file = file

    def write(self, data: bytes) -> None:
        if self._fault.due("write"):
            # A full disk takes a part of it.
            self._file.write(data[: len(data) // 2])
            raise _error(self._fault)
        self._file.write(data)

    def sync(self) -> None:
        if self._fault.due("sync"):
            raise _error(self._fault)
        self._file.sync()

    def close(self) -> None:
        self._file.close()


def _error(fault: Fault) -> OSError:
    return OSError(fault.number, os.strerror(fault.number))
