"""Storage that forgets what was not synced, as a loss of power does. `kill -9` does not: the kernel keeps its pages.

Writes reach the real files at once, so that everything reads its own writes; what stood there before is kept in memory
until the next sync. `lose_power` puts it back. From then on every call fails, as it would in a process that is gone;
then close what is open, and open the folder again with the system's own storage. Both take `keep`: which of the
unsynced writes the disk happened to have finished, in any order (SQLite) or as a torn end (files).

    vfs, files = DroppingVfs("some-name"), DroppingFiles()
    folder = Folder(path, files=files, vfs=vfs.name)
    ...
    vfs.lose_power(); files.lose_power()
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from standoff.record.files import Disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.record.files import Appending


def nothing() -> bool:
    """The disk had finished no write that was not synced."""
    return False


class _Unsynced:
    """What happened to one file since its last sync."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.undo: list[tuple[int, bytes]] = []
        self.done: list[tuple[int, bytes]] = []


class DroppingVfs(apsw.VFS):
    """A SQLite VFS over the system's own.

    Args:
        name: to open databases with; one a live object.
        deaf: a disk whose syncs do nothing and say that they did.
    """

    def __init__(self, name: str, *, deaf: bool = False) -> None:
        self.name = name
        self.deaf = deaf
        self.lost = False
        self.syncs = 0
        self.unsynced: dict[str, _Unsynced] = {}
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _DroppingFile:  # noqa: N802 - SQLite's name
        self.check()
        return _DroppingFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        self.check()
        self.unsynced.pop(filename, None)
        super().xDelete(filename, syncdir)

    def check(self) -> None:
        """Every call fails once the power is lost."""
        if self.lost:
            raise apsw.IOError("power lost")

    def lose_power(self, keep: Callable[[], bool] = nothing) -> None:
        """Puts every file back to what was synced, but for the writes that `keep` lets stay."""
        self.lost = True
        for name, state in self.unsynced.items():
            path = Path(name)
            if not path.exists():
                continue
            with path.open("r+b") as file:
                for offset, data in reversed(state.undo):
                    file.seek(offset)
                    file.write(data)
                file.truncate(state.size)
                for offset, data in state.done:
                    if keep():
                        file.seek(offset)
                        file.write(data)


class _DroppingFile(apsw.VFSFile):
    def __init__(self, vfs: DroppingVfs, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._vfs = vfs
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._vfs.unsynced.setdefault(self._name, _Unsynced(self.xFileSize()))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._vfs.check()
        self._remember(offset, len(data))
        self._vfs.unsynced[self._name].done.append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._vfs.check()
        self._remember(newsize, self.xFileSize() - newsize)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802, ARG002 - SQLite's name, and what it passes
        self._vfs.check()
        self._vfs.syncs += 1
        if not self._vfs.deaf:
            self._vfs.unsynced[self._name] = _Unsynced(self.xFileSize())

    def _remember(self, offset: int, amount: int) -> None:
        """Keeps what stands in a place, as far as the file goes."""
        amount = min(amount, self.xFileSize() - offset)
        if amount > 0:
            self._vfs.unsynced[self._name].undo.append((offset, self.xRead(amount, offset)))


class DroppingFiles:
    """`Files` over the disk. `replace` and `remove` are durable by contract, and stay.

    Args:
        deaf: syncs do nothing and say that they did.
    """

    def __init__(self, *, deaf: bool = False) -> None:
        self.deaf = deaf
        self.lost = False
        self.syncs = 0
        self.synced: dict[Path, int] = {}

    def check(self) -> None:
        """Every call fails once the power is lost."""
        if self.lost:
            raise OSError(errno.EIO, "power lost")

    def append(self, path: Path) -> Appending:
        """See `Files.append`."""
        self.check()
        self.synced[path] = 0
        return _DroppingAppending(self, path, Disk().append(path))

    def replace(self, path: Path, data: bytes) -> None:
        """See `Files.replace`."""
        self.check()
        Disk().replace(path, data)

    def remove(self, path: Path) -> None:
        """See `Files.remove`."""
        self.check()
        self.synced.pop(path, None)
        Disk().remove(path)

    def lose_power(self, keep: Callable[[], float] = lambda: 0.0) -> None:
        """Cuts every file to what was synced, and the part of the rest that `keep` says (0 to 1)."""
        self.lost = True
        for path, size in self.synced.items():
            with path.open("r+b") as file:
                unsynced = path.stat().st_size - size
                file.truncate(size + int(unsynced * keep()))


class _DroppingAppending:
    def __init__(self, files: DroppingFiles, path: Path, file: Appending) -> None:
        self._files = files
        self._path = path
        self._file = file

    def write(self, data: bytes) -> None:
        self._files.check()
        self._file.write(data)

    def sync(self) -> None:
        self._files.check()
        self._files.syncs += 1
        if not self._files.deaf:
            self._files.synced[self._path] = self._path.stat().st_size

    def close(self) -> None:
        self._file.close()
