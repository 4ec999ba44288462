"""What the record asks of a file system beside its database; tests hand in one that fails or forgets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Appending(Protocol):
    """A file that grows."""

    def write(self, data: bytes) -> None:
        """Adds bytes, all of them."""
        ...

    def sync(self) -> None:
        """Makes all that was added durable."""
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...


class Files(Protocol):
    """The calls that are made; each raises `OSError` where it fails."""

    def append(self, path: Path) -> Appending:
        """A new file to add to; its name is durable."""
        ...

    def replace(self, path: Path, data: bytes) -> None:
        """A file's whole content, there wholly or not at all, durable."""
        ...

    def remove(self, path: Path) -> None:
        """A file gone, durably; none is no error."""
        ...


class _DiskFile:
    """A file of the operating system."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)

    def write(self, data: bytes) -> None:
        """See `Appending.write`."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def sync(self) -> None:
        """See `Appending.sync`."""
        os.fsync(self._handle)

    def close(self) -> None:
        """See `Appending.close`."""
        os.close(self._handle)


class Disk:
    """The file system of the operating system."""

    def append(self, path: Path) -> Appending:
        """See `Files.append`."""
        file = _DiskFile(path)
        sync_folder(path.parent)
        return file

    def replace(self, path: Path, data: bytes) -> None:
        """See `Files.replace`."""
        beside = path.with_name(f".{path.name}.new")
        beside.unlink(missing_ok=True)
        file = _DiskFile(beside)
        try:
            file.write(data)
            file.sync()
        finally:
            file.close()
        beside.replace(path)
        sync_folder(path.parent)

    def remove(self, path: Path) -> None:
        """See `Files.remove`."""
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable; syncing a file alone does not (fsync(2), NOTES)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
