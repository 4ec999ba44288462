"""The verifier: a second reading of a record, by none of the code that wrote it.

Only the standard library and `cryptography` are used, and nothing of standoff, so that this one file can be read,
copied and trusted apart from the rest, and so that a mistake of the writer is not made again by the reader. The format
is in `docs/reference/record.md`.

What is done, in this order: the SEAL over the bytes of all files, where there is one; every entry, whether its place
follows, its bytes are canonical and its commitment is of them; the tree, and at each signed head the signature and the
root; the answers, messages and snapshots that the desk keeps beside them, as far as entries tell; the evidence that
entries speak of. All that is wrong is listed, and what could not be shown. `python verify.py DIR [KEY]` prints both.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

GREATEST: Final = 2**53 - 1
APPLICATION: Final = 0x53544F46
VERSION: Final = 1
FIELDS: Final = ("act", "body", "by", "happened_at", "incident", "recorded_at", "seq", "status", "type", "v")
_DIGEST: Final = {"name": str, "sealed": bool, "batches_before": int, "batches": int, "rows": int, "bytes": int}
_BESIDE: Final = {
    "answers": ("SELECT key, answer FROM answers", "is not the answer to an act as it stands in the record"),
    "outbox": ("SELECT id, body FROM outbox ORDER BY id", "is not the message of an entry as it stands in the record"),
    "snapshots": ("SELECT seq, state FROM snapshots", "is no state after so many entries as there are"),
}
_OF_ANSWER: Final = ["entries", "incident", "key", "recorded_at", "revision"]
_STANDOFF: Final = {"id": "standoff", "name": "standoff", "party": "", "roles": ["system"]}
_SHORT_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPED: Final = re.compile(r'["\\\x00-\x1f]')
_KEY_FORM: Final = "name+hash+base64, for Ed25519 (C2SP signed-note)"
_TIME: Final = "2017-05-18T06:36:00.000Z"
_TRIES: Final = 5
_PIECE: Final = 1 << 20


class UnusableRecordError(Exception):
    """Nothing could be verified: at `where` is no record, or no key to verify it with; `problem` says what there is."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        self.problem = problem
        super().__init__(f"{where}: {problem}")


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written.

    Attributes:
        where: `entry 12`, `head of 40`, or the file.
        problem: what was found, and what was expected.
    """

    where: str
    problem: str


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification came to.

    Attributes:
        findings: all that is wrong; none means sound, within `not_shown`.
        not_shown: what could not be shown, in sentences.
        key: the verifier key that was used.
        size: how many entries there are.
        root: the root over all of them, in base64.
        heads: how many signed heads were checked.
        destroyed: how many entries have no body any more.
        segments: how many files of evidence were compared with their digest.
        sealed: whether there is a seal over the bytes of all files.
    """

    findings: tuple[Finding, ...]
    not_shown: tuple[str, ...]
    key: str
    size: int
    root: str
    heads: int
    destroyed: int
    segments: int
    sealed: bool


def verify(folder: Path, key: str | None = None, heads: Sequence[str] = ()) -> Verdict:
    """Verifies a record. Writes nothing into its folder.

    Args:
        folder: the desk's folder or the record's own.
        key: the verifier key, had from elsewhere; else the record's own `record.pub` is believed.
        heads: signed heads of this record that somebody kept elsewhere.

    Raises:
        UnusableRecordError: there is no record, or the key is none.
    """
    inside = folder / "record" if (folder / "record" / "record.sqlite").is_file() else folder
    if not (inside / "record.sqlite").is_file():
        raise UnusableRecordError(str(folder), "holds no record: expected record.sqlite, or record/record.sqlite")
    return _Verification(inside, key, heads).run()


# Signed notes (C2SP signed-note)


@dataclasses.dataclass(frozen=True, slots=True)
class _Key:
    """A verifier key: `name+hash+base64(0x01 || public key)`."""

    text: str
    name: str
    hash: bytes
    public: Ed25519PublicKey

    @classmethod
    def of(cls, text: str, where: str) -> _Key:
        try:
            name, _, encoded = text.split("+", 2)
            data = base64.b64decode(encoded, validate=True)
            public = Ed25519PublicKey.from_public_bytes(data[1:])
        except ValueError as error:
            raise UnusableRecordError(where, f"holds no verifier key: expected {_KEY_FORM}") from error
        digest = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if text != f"{name}+{digest.hex()}+{base64.b64encode(data).decode()}" or not name or data[:1] != b"\x01":
            raise UnusableRecordError(where, f"holds a verifier key that is damaged: expected {_KEY_FORM}")
        return cls(text, name, digest, public)

    def text_of(self, note: str) -> str:
        """The text of a note that this key signed.

        Raises:
            ValueError: it is no note, or the signature is not this key's over this text.
        """
        text, gap, lines = note.rpartition("\n\n")
        text += "\n"
        encoded = lines.removeprefix(f"\u2014 {self.name} ").removesuffix("\n")
        data = base64.b64decode(encoded, validate=True)
        # Written again and compared: base64 has spare bits that a decoder overlooks.
        if not gap or lines != f"\u2014 {self.name} {base64.b64encode(data).decode()}\n":
            raise ValueError("is not a note with one signature by " + self.name)
        if data[:4] != self.hash:
            raise ValueError("is signed with another key")
        try:
            self.public.verify(data[4:], text.encode())
        except InvalidSignature as error:
            raise ValueError("the signature is not of this text") from error
        return text


@dataclasses.dataclass(frozen=True, slots=True)
class _Head:
    size: int
    root: bytes
    where: str


def _head(note: str, key: _Key, where: str) -> _Head:
    """A signed head, its four lines read.

    Raises:
        ValueError: it is not signed, or not of this record.
    """
    text = key.text_of(note)
    match text.split("\n"):
        case [origin, size, root, _, ""] if origin == key.name and size.isdecimal():
            data = base64.b64decode(root, validate=True)
            if str(int(size)) == size and len(data) == 32 and base64.b64encode(data).decode() == root:  # noqa: PLR2004 - SHA-256
                return _Head(int(size), data, where)
        case _:
            pass
    raise ValueError(f"is no head of {key.name}: expected origin, size, root and time")


# Canonical JSON (RFC 8785, without floats)


def _canonical(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() if abs(value) <= GREATEST:
            return str(value)
        case str():
            return '"' + _ESCAPED.sub(_escape, value) + '"'
        case list():
            return "[" + ",".join(map(_canonical, cast("list[Any]", value))) + "]"
        case dict():
            named = cast("dict[str, Any]", value)
            names = sorted(named, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{_canonical(name)}:{_canonical(named[name])}" for name in names) + "}"
        case _:
            raise ValueError(f"holds {value!r}, which no entry may")


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _parsed(data: bytes) -> dict[str, Any]:
    """An object whose bytes are the canonical ones; a ValueError where it is none, or another writing of one."""
    try:
        value = json.loads(data.decode())
        again = _canonical(value).encode()
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if again != data:
        raise ValueError("is not canonical (RFC 8785)")
    if not isinstance(value, dict):
        raise ValueError("is not an object")  # noqa: TRY004 - of the record, not of this program
    return cast("dict[str, Any]", value)


# The tree (RFC 9162 section 2.1), as the peaks of its complete subtrees


class _Peaks:
    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, commitment: bytes) -> None:
        height, digest = 0, hashlib.sha256(b"\x00" + commitment).digest()
        while self._peaks and self._peaks[-1][0] == height:
            digest = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + digest).digest()
            height += 1
        self._peaks.append((height, digest))
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256().digest()
        digest = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            digest = hashlib.sha256(b"\x01" + left + digest).digest()
        return digest


class _Verification:
    """One run, with what it has found so far."""

    def __init__(self, inside: Path, key: str | None, heads: Sequence[str]) -> None:
        self._inside = inside
        self._given = heads
        self._findings: list[Finding] = []
        self._not_shown: list[str] = []
        self._peaks = _Peaks()
        self._roots: dict[int, bytes] = {}
        self._destroyed: list[int] = []
        self._acts: dict[str, list[dict[str, Any]]] = {}
        self._outgoing: dict[int, bytes] = {}
        self._digests: list[tuple[int, dict[str, Any]]] = []
        self._latest = ""
        self._key = self._chosen(key)

    def run(self) -> Verdict:
        sealed = self._seal()
        heads: list[_Head] = []
        try:
            with _opened(self._inside / "record.sqlite") as (database, log):
                self._schema(database)
                heads = self._heads(database)
                self._entries(database, {head.size for head in heads})
                self._beside(database, sealed=sealed)
            if log and not sealed:
                self._not_shown.append("There is a write-ahead log: the record is open, or was not closed.")
        except (sqlite3.Error, ValueError) as error:  # ValueError: sqlite3 cannot decode its words on a damaged schema
            self._find("record.sqlite", f"cannot be read: {error}")
        self._compare(heads)
        segments = self._evidence()
        key, root = self._key.text, base64.b64encode(self._peaks.root()).decode()
        said = tuple(self._findings), tuple(self._not_shown)
        return Verdict(*said, key, self._peaks.size, root, len(heads), len(self._destroyed), segments, sealed)

    def _find(self, where: str, problem: object) -> None:
        self._findings.append(Finding(where, str(problem)))

    def _chosen(self, key: str | None) -> _Key:
        path = self._inside / "record.pub"
        own = path.read_bytes().decode("utf-8", "replace") if path.is_file() else None
        if key is not None:
            chosen = _Key.of(key.strip(), "the key")
            if own != f"{chosen.text}\n":
                self._find("record.pub", "is missing" if own is None else "is not the key that was given")
            return chosen
        if own is None:
            raise UnusableRecordError(str(path), "is missing, and no other key was given")
        self._not_shown.append(
            "The key was taken from the record itself: whoever could write a record anew could write its key anew. "
            "Compare it with one had from elsewhere, or give that one."
        )
        chosen = _Key.of(own.removesuffix("\n"), str(path))
        if own != f"{chosen.text}\n":
            self._find("record.pub", "is not one line")
        return chosen

    def _seal(self) -> bool:
        path = self._inside / "SEAL"
        if not path.is_file():
            self._not_shown.append(
                "There is no SEAL, because the record is open, was not closed, or somebody took it away: bytes that no "
                "entry, head or digest covers were not checked."
            )
            return False
        try:
            listed = _parsed(self._key.text_of(path.read_bytes().decode())[:-1].encode())
        except ValueError as error:
            self._find("SEAL", error)
            return True
        found = {item.relative_to(self._inside).as_posix(): item for item in self._inside.rglob("*") if item.is_file()}
        found.pop("SEAL")
        for name in sorted(found.keys() | listed.keys()):
            if name not in listed:
                self._find(name, "is not in the SEAL: it was added")
            elif name not in found:
                self._find(name, "is in the SEAL, and is missing")
            elif _file_digest(found[name]) != listed[name]:
                self._find(name, "is not the file that was sealed")
        return True

    def _schema(self, database: sqlite3.Connection) -> None:
        ((application,),) = database.execute("PRAGMA application_id")
        ((version,),) = database.execute("PRAGMA user_version")
        if (application, version) != (APPLICATION, VERSION):
            self._find("record.sqlite", f"is no record of version {VERSION}")
        # A view under a table's name could say anything.
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if missing := {b"entries", b"heads"} - tables:
            raise sqlite3.DatabaseError(f"no tables {sorted(missing)}")

    def _heads(self, database: sqlite3.Connection) -> list[_Head]:
        kept = database.execute("SELECT size, note FROM heads ORDER BY size")
        notes = [(f"head of {size}", note, size) for size, note in kept]
        notes += [(f"given head {place + 1}", note.encode(), None) for place, note in enumerate(self._given)]
        heads = list[_Head]()
        for where, note, size in notes:
            try:
                head = _head(_text(note), self._key, where)
                if size is not None and head.size != size:
                    raise ValueError(f"speaks of {head.size} entries")  # noqa: TRY301 - one place to list it
                heads.append(head)
            except ValueError as error:
                self._find(where, error)
        return heads

    def _entries(self, database: sqlite3.Connection, sizes: set[int]) -> None:
        self._roots[0] = self._peaks.root()
        expected = 0
        rows = database.execute("SELECT seq, commitment, salt, body FROM entries ORDER BY seq")
        for seq, commitment, salt, body in rows:
            if not isinstance(seq, int):
                raise sqlite3.DatabaseError(f"the table of entries was made anew: {seq!r} is no place")
            if seq != expected:
                self._find(f"entry {expected}", f"is missing: the next one there is {seq}")
            expected = seq + 1
            try:
                self._entry(seq, commitment, salt, body)
            except ValueError as error:
                self._find(f"entry {seq}", error)
            self._peaks.add(commitment if isinstance(commitment, bytes) else b"")
            if self._peaks.size in sizes:
                self._roots[self._peaks.size] = self._peaks.root()

    def _entry(self, seq: int, commitment: object, salt: object, body: object) -> None:
        if not isinstance(commitment, bytes) or len(commitment) != 32:  # noqa: PLR2004 - SHA-256
            raise ValueError("has no commitment of 32 bytes")
        if salt is None and body is None:
            self._destroyed.append(seq)
            return
        if not isinstance(salt, bytes) or not isinstance(body, bytes) or len(salt) != 32:  # noqa: PLR2004 - as salts are
            raise ValueError("has no body with a salt of 32 bytes")
        if hashlib.sha256(b"\x02" + salt + body).digest() != commitment:
            raise ValueError("its body and salt are not what the commitment was made of")
        entry = _parsed(body)
        if tuple(sorted(entry)) != FIELDS or entry["v"] != 1:
            raise ValueError("has not the fields of version 1")
        if entry["seq"] != seq:
            raise ValueError(f"says that it is entry {entry['seq']}")
        if not _is_time(entry["recorded_at"]):
            raise ValueError(f"was recorded at {entry['recorded_at']!r}; expected a time such as {_TIME}")
        if entry["recorded_at"] < self._latest:
            raise ValueError(f"was recorded at {entry['recorded_at']}, before the one before it ({self._latest})")
        self._latest = entry["recorded_at"]
        self._noted(seq, entry, body)

    def _noted(self, seq: int, entry: dict[str, Any], body: bytes) -> None:
        """Notes what an entry says of things that do not stand in the entries."""
        if entry["act"] and entry["by"] != _STANDOFF:
            self._acts.setdefault(str(entry["act"]), []).append(entry)
        if entry["type"] == "raised" or (entry["type"] == "attempt" and b'"send":true' in body):
            self._outgoing[seq] = body
        if entry["type"] == "evidence":
            self._digests.append((seq, _digest_of(entry["body"])))

    def _beside(self, database: sqlite3.Connection, *, sealed: bool) -> None:
        """What the desk keeps for itself: no head covers it, and entries tell a part of it."""
        there = False
        for table, check in (("answers", self._answer), ("outbox", self._message), ("snapshots", self._snapshot)):
            query, problem = _BESIDE[table]
            for name, value in database.execute(query):
                there = True
                with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                    if check(name, json.loads(value)):
                        continue
                self._find(f"{table} {name.decode('utf-8', 'replace') if isinstance(name, bytes) else name!r}", problem)
        for entry in (made for entries in self._acts.values() for made in entries):
            self._find(f"entry {entry['seq']}", "its act has no answer")
        for seq in self._outgoing:
            self._find(f"entry {seq}", "has no message in the outbox")
        if there and not sealed:
            self._not_shown.append(
                "Of answers, messages and snapshots, which no head covers, entries do not tell to which words an "
                "answer was given, its revision, what was delivered, and what a snapshot holds but its place."
            )

    def _answer(self, key: object, said: dict[str, Any]) -> bool:
        made = self._acts.pop(_text(key), [])
        places = [entry["seq"] for entry in made] + [seq for seq in said["entries"] if seq in self._destroyed]
        known = {name: made[-1][name] for name in ("incident", "recorded_at") if made}
        known |= {"key": _text(key), "entries": places}
        return bool(places) and sorted(said) == _OF_ANSWER and said == said | known

    def _message(self, name: object, message: dict[str, Any]) -> bool:
        entry, over = message.get("entry", message), message.get("channel")  # one for the screens is the entry itself
        seq, record = entry["seq"], hashlib.sha256(self._key.text.encode()).hexdigest()[:12]
        kind = "raised" if over is None else f"alarm-{over}" if entry["type"] == "raised" else "message"
        take = self._outgoing.pop if kind in {"raised", "message"} else self._outgoing.get  # alarm- comes first
        said = {"id": f"{kind}-{record}-{seq}", "channel": entry["body"].get("channel", over), "entry": entry}
        fits = seq in self._destroyed or take(seq, None) == _canonical(entry).encode()
        return fits and _text(name) == said["id"] and (over is None or message == said)

    def _snapshot(self, seq: int, state: dict[str, Any]) -> bool:
        return 0 <= seq <= self._peaks.size and state["seq"] == seq

    def _compare(self, heads: list[_Head]) -> None:
        """Every head against the tree as it is: that makes each consistent with every other."""
        size = self._peaks.size
        for head in heads:
            if head.size > size:
                self._find(head.where, f"was signed over {head.size} entries; {size} are there")
            elif self._roots.get(head.size) != head.root:
                self._find(head.where, f"was signed over other entries than the first {head.size} that are there")
        for one, other in ((a, b) for a in heads for b in heads if a.size == b.size and a.where < b.where):
            if one.root != other.root:
                self._find(other.where, f"and {one.where} speak of the same size and of different entries: a fork")
        covered = max((head.size for head in heads if head.size <= size), default=0)
        unsaid = self._not_shown
        if covered < size:
            unsaid.append(f"Entries from {covered} on lie beyond the last signed head: nobody has signed for them.")
        if not self._given:
            unsaid.append(
                "No head kept elsewhere was given: whether entries were cut off the end together with their heads, "
                "or the whole was written anew with its key, does not show from the record alone."
            )
        if self._destroyed:
            unsaid.append(f"Entries were destroyed ({_places(self._destroyed)}): only that each stood there is shown.")

    def _evidence(self) -> int:
        """Compares files of evidence with the digests that entries give; returns how many were there to compare."""
        folder, compared = self._inside / "segments", set[str]()
        final = {digest["name"]: digest for _, digest in self._digests if digest["sealed"]}
        for seq, digest in self._digests:
            path = folder / f"{digest['name']}.{'parquet' if digest['sealed'] else 'arrow'}"
            if self._to_be_there(f"entry {seq}", path, digest, final.get(digest["name"])):
                compared.add(path.name)
                if _beginning(path, digest["bytes"], whole=digest["sealed"]) != digest["sha256"]:
                    self._find(f"segments/{path.name}", f"is not the evidence whose digest entry {seq} gives")
        before = 0
        for name in sorted(final):
            if final[name]["batches_before"] != before:
                self._find(f"segments/{name}", f"follows {final[name]['batches_before']} batches; {before} were sealed")
            before += final[name]["batches"]
        self._unspoken(folder, compared, final)
        return len(compared)

    def _to_be_there(self, where: str, path: Path, digest: dict[str, Any], final: dict[str, Any] | None) -> bool:
        """Whether there is a file to compare with a digest; finds it missing where there should be one."""
        if final and digest["sealed"] and digest != final:
            self._find(where, f"and a later one give different digests of {path.name}")
        if final and any(final[count] < digest[count] for count in ("batches", "rows")):
            self._find(where, f"speaks of more evidence in {path.stem} than was sealed: some was lost")
        if path.is_file() or not digest["bytes"] or (final and not digest["sealed"]):
            return path.is_file()
        self._find(f"segments/{path.name}", f"is missing; {where} gives its digest")
        return False

    def _unspoken(self, folder: Path, compared: set[str], final: dict[str, Any]) -> None:
        there = {path.name: path for path in folder.glob("*") if path.is_file()} if folder.is_dir() else {}
        spoken = {digest["name"]: digest["bytes"] for _, digest in self._digests if not digest["sealed"]}
        for name, path in sorted(there.items()):
            if name not in compared:
                self._not_shown.append(f"segments/{name}: no entry gives its digest.")
            elif path.stem not in final and path.stat().st_size > spoken.get(path.stem, 0):
                self._not_shown.append(f"segments/{name}: no entry yet covers what came after its last digest.")
        if running := sum(1 for _, digest in self._digests if not digest["sealed"] and digest["name"] in final):
            self._not_shown.append(
                f"Running digests of segments that were sealed since ({running}): compared by their counts alone; the "
                "sealed files were compared with their own digests."
            )


def _text(note: object) -> str:
    """The text of a column, which somebody may have changed to anything; a ValueError where it is none."""
    if not isinstance(note, bytes):
        raise ValueError("is not text")  # noqa: TRY004 - of the record, not of this program
    return note.decode()


def _is_time(value: object) -> bool:
    """Whether it is RFC 3339 in UTC to the millisecond, of a day that there is: such texts sort as their times do."""
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return moment.isoformat(timespec="milliseconds") == str(value).removesuffix("Z") + "+00:00"


def _digest_of(body: object) -> dict[str, Any]:
    """The body of an evidence entry; a ValueError where it is none."""
    if not isinstance(body, dict):
        raise ValueError("gives no digest")  # noqa: TRY004 - of the record, not of this program
    digest = cast("dict[str, Any]", body)
    if any(type(digest.get(name)) is not kind for name, kind in {**_DIGEST, "sha256": str}.items()):
        raise ValueError("gives no digest: expected name, sealed, batches_before, batches, rows, bytes and sha256")
    if not digest["name"].isdecimal():
        raise ValueError(f"names the segment {digest['name']!r}; expected a number")
    return digest


def _file_digest(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _beginning(path, path.stat().st_size, whole=True)}


def _beginning(path: Path, size: int, *, whole: bool) -> str:
    """SHA-256 of the first bytes of a file; of all of it if it is to be whole and is longer."""
    running, left = hashlib.sha256(), path.stat().st_size if whole else size
    with path.open("rb") as file:
        while left and (piece := file.read(min(left, _PIECE))):
            running.update(piece)
            left -= len(piece)
    return running.hexdigest()


def _places(places: Sequence[int]) -> str:
    shown = ", ".join(map(str, places[:10]))
    return shown if len(places) <= 10 else f"{shown}, ..."  # noqa: PLR2004 - enough to look them up


@contextlib.contextmanager
def _opened(path: Path) -> Generator[tuple[sqlite3.Connection, bool]]:
    """The database, and whether it had a log. Nothing is written beside the record: with a log, a copy is read."""
    with contextlib.ExitStack() as stack:
        log = path.with_name(path.name + "-wal").is_file()
        if log:
            path = _copied(path, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="standoff-verify-"))))
        address = f"{path.absolute().as_uri()}?mode={'rw' if log else 'ro&immutable=1'}"
        database = stack.enter_context(contextlib.closing(sqlite3.connect(address, uri=True)))
        database.text_factory = bytes
        database.execute("PRAGMA trusted_schema = OFF")
        yield database, log


def _copied(path: Path, to: Path) -> Path:
    """A copy of a database with its log, of one moment as far as times and sizes of files can tell."""
    files = (path, path.with_name(path.name + "-wal"))
    for _ in range(_TRIES):
        before = [(file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
        for file in files:
            if file.is_file():
                shutil.copyfile(file, to / file.name)
        if before == [(file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]:
            return to / path.name
    raise UnusableRecordError(str(path), "is being written all the time: stop the desk, or verify a copy")


if __name__ == "__main__":
    found = verify(Path(sys.argv[1] if len(sys.argv) > 1 else "."), *sys.argv[2:3])
    said = (*(f"{each.where}: {each.problem}" for each in found.findings), *found.not_shown)
    print(*said, f"{len(found.findings)} findings in {found.size} entries", sep="\n")  # noqa: T201 - a program of its own
    sys.exit(bool(found.findings))
