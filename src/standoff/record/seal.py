"""The seal of a closed record: the digest of every file, signed. A database has bytes that no row covers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from standoff.record.canonical import canonical
from standoff.record.files import Disk, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.record.note import Signer

SEAL: Final = "SEAL"


def remove_seal(inside: Path) -> None:
    """Removes the seal before the first write; a crash then leaves none."""
    (inside / SEAL).unlink(missing_ok=True)
    sync_folder(inside)


def write_seal(inside: Path, signer: Signer) -> None:
    """Writes the seal: one line of canonical JSON, `{name: {bytes, sha256}}`, as a signed note.

    Raises:
        OSError: a file cannot be read, or the seal cannot be written.
    """
    files = sorted(path for path in inside.rglob("*") if path.is_file() and path.name != SEAL)
    digests = {str(path.relative_to(inside)): _digest(path) for path in files}
    Disk().replace(inside / SEAL, signer.note(canonical(digests).decode() + "\n").encode())


def _digest(path: Path) -> dict[str, int | str]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
