"""A small record in hand, closed or without its seal, and ways to change it behind the writer's back."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standoff.model.entry import Entry
from standoff.model.names import Names
from standoff.model.reports import ReportBatch
from standoff.record.canonical import canonical
from standoff.record.folder import Folder
from standoff.record.merkle import Tree, commitment, leaf_hash
from standoff.record.note import Signer
from standoff.record.record import Commit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from standoff.record.segments import SegmentDigest
    from standoff.record.verify import Verdict

SALT = bytes(range(32))
SIGNER = Signer("standoff/0000", Ed25519PrivateKey.from_private_bytes(SALT))
OTHER = Signer("standoff/0000", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def at(second: int) -> str:
    return f"2017-05-18T06:36:{second:02}.000Z"


def entry(seq: int, type_: str = "doubt", body: dict[str, Any] | None = None) -> Entry:
    says = {"says": f"may be a road crew, {seq}"} if body is None else body
    return Entry(seq=seq, type=type_, recorded_at=at(seq), happened_at=at(seq), body=says)


def evidence(seq: int, digest: SegmentDigest | None) -> Entry:
    assert digest is not None
    return entry(seq, "evidence", msgspec.to_builtins(digest))


def reports(number: int) -> ReportBatch:
    times = np.array([number])
    return ReportBatch.of(Names(), Names(["radar"]), {"time_ns": times, "lat": np.ones(1), "lon": np.ones(1)})


def chance(size: int) -> bytes:
    """The same key, name and salts each time, so that a record can be forked."""
    return SALT[:size]


def written(path: Path) -> Signer:
    """A closed record of six entries, three heads and a segment; its seal, too."""
    folder = Folder(path, chance)
    record, segments = folder.record, folder.segments
    record.append(Commit(entries=(entry(0), entry(1))), checkpoint_at=at(1))
    segments.append(reports(0), 10)
    segments.append(reports(1), 11)
    record.append(Commit(entries=(evidence(2, segments.digest()), entry(3))), checkpoint_at=at(3))
    sealed = segments.seal()
    assert sealed is not None
    record.append(Commit(entries=(evidence(4, sealed), entry(5))), checkpoint_at=at(5))
    segments.remove_open(sealed.name)
    record.close()
    folder.seal()
    folder.unlock()
    return vars(folder)["_signer"]


@contextlib.contextmanager
def database(folder: Path) -> Generator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(folder / "record.sqlite")) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def changed(folder: Path, *statements: str) -> None:
    with database(folder) as connection:
        for statement in statements:
            connection.execute(statement)


def places(verdict: Verdict) -> set[str]:
    return {finding.where for finding in verdict.findings}


def rebuilt(folder: Path, change: Callable[[list[dict[str, Any]]], None], signer: Signer | None = None) -> None:
    """Entries changed with fitting salts and commitments, and signed again at the end where a signer is given."""
    with database(folder) as connection:
        rows = connection.execute("SELECT seq, body FROM entries ORDER BY seq").fetchall()
        entries = [json.loads(body) for _, body in rows]
        change(entries)
        tree = Tree()
        for (seq, _), changed_ in zip(rows, entries, strict=True):
            body = changed_ if isinstance(changed_, bytes) else canonical(changed_)
            committed = commitment(SALT, body)
            tree.append(leaf_hash(committed))
            values = committed, SALT, body, seq
            connection.execute("UPDATE entries SET commitment = ?, salt = ?, body = ? WHERE seq = ?", values)
        if signer is not None:
            connection.execute("DELETE FROM heads")
            connection.execute("INSERT INTO heads VALUES (?, ?)", (6, signer.checkpoint(6, tree.root(), at(9))))


def says(entries: list[dict[str, Any]]) -> None:
    entries[1]["body"]["says"] = "no doubt at all"
