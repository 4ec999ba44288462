"""A desk's folder: the record, which is handed on, and beside it what is not: the signing key.

    DIR/record/record.sqlite   entries, heads, answers, outbox, snapshots
    DIR/record/segments/       evidence
    DIR/record/record.pub      the verifier key
    DIR/record/SEAL            digests of all these files; there only after a clean close
    DIR/access/signing.key     the private key: never part of what is handed on

One process has it open at a time: it holds a lock on `DIR/lock` (flock(2)).
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standoff.model.errors import RecordingFailedError, UnusableInputError
from standoff.record.files import Disk, Files
from standoff.record.note import Signer
from standoff.record.record import Record
from standoff.record.seal import remove_seal, write_seal
from standoff.record.segments import Segments
from standoff.record.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ID_BYTES: Final = 8


class Folder:
    """A desk's folder, open and locked.

    Args:
        path: the folder; made where it is missing.
        chance: gives so many random bytes.
        files: the file system of the evidence.
        vfs: name of the SQLite VFS.

    Attributes:
        record: the record.
        segments: its evidence.

    Raises:
        UnusableInputError: another process has it open, or it is none.
        RecordingFailedError: it cannot be written.
    """

    def __init__(
        self,
        path: Path,
        chance: Callable[[int], bytes] = os.urandom,
        files: Files | None = None,
        vfs: str | None = None,
    ) -> None:
        self.path = path
        inside = path / "record"
        try:
            (inside / "segments").mkdir(parents=True, exist_ok=True)
            (path / "access").mkdir(mode=0o700, exist_ok=True)
            self._lock: int | None = _locked(path)
        except OSError as error:
            raise RecordingFailedError(str(path), error.strerror or str(error)) from error
        try:
            remove_seal(inside)
            self._signer = _signer(path, chance)
            self.segments = Segments(inside / "segments", files or Disk())
            store = SqliteStore(inside / "record.sqlite", vfs)
            self.record = Record(store, self._signer, lambda: chance(32))
        except BaseException as error:
            self.unlock()
            if isinstance(error, OSError):
                raise RecordingFailedError(str(path), error.strerror or str(error)) from error
            raise

    def seal(self) -> None:
        """Seals the folder after its record was closed: from now on a change of any byte in it shows.

        Raises:
            RecordingFailedError: it cannot be written.
        """
        try:
            write_seal(self.path / "record", self._signer)
        except OSError as error:
            raise RecordingFailedError("the seal", error.strerror or str(error)) from error

    def unlock(self) -> None:
        """Lets others open it. Twice is once: the number of a closed file may be another's by then."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


def _locked(path: Path) -> int:
    handle = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise UnusableInputError(
            str(path), "another standoff has this folder open", "Stop it, or name another"
        ) from error
    return handle


def _signer(path: Path, chance: Callable[[int], bytes]) -> Signer:
    """The signer of this record; a new key and name for a new record."""
    secret, public = path / "access" / "signing.key", path / "record" / "record.pub"
    if not secret.exists():
        if public.exists():
            raise UnusableInputError(str(secret), "is missing: this record cannot be continued", "Name another folder")
        Disk().replace(secret, f"standoff/{chance(_ID_BYTES).hex()}\n{chance(32).hex()}\n".encode())
        secret.chmod(0o600)
    name, key = secret.read_text("ascii").split()
    signer = Signer(name, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)))
    if not public.exists():
        Disk().replace(public, f"{signer.vkey}\n".encode())
    if public.read_text("utf-8", "replace") != f"{signer.vkey}\n":
        raise UnusableInputError(str(secret), f"is not the key of {public}", "Put the one back that belongs to it")
    return signer
