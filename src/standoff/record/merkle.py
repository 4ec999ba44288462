"""The Merkle tree of RFC 9162 section 2.1: leaves are commitments, heads and proofs as it says.

The leaf of an entry is the commitment `SHA-256(0x02 || salt || canonical entry)`: with the salt beside the body one
entry can be opened to one party, and a body with its salt can be destroyed while the commitment stays.
"""

from __future__ import annotations

import hashlib
from typing import Final

SALT_BYTES: Final = 32


def commitment(salt: bytes, body: bytes) -> bytes:
    """The commitment to a canonical entry, 32 bytes.

    Raises:
        ValueError: the salt is not 32 bytes long.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(b"\x02" + salt + body).digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf; it keeps the hash of every complete subtree.

    `levels[k][i]` is the hash of the subtree over leaves `i * 2**k` up to `(i + 1) * 2**k`.
    """

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Adds a leaf by its hash."""
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            pair = self._levels[level][-2:]
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(node_hash(*pair))
            level += 1

    def cut(self, size: int) -> None:
        """Takes off the leaves from a size on."""
        for height, level in enumerate(self._levels):
            del level[size >> height :]

    def root(self, size: int | None = None) -> bytes:
        """The head of the tree over its first leaves (RFC 9162 section 2.1.1); of all of them by default."""
        size = len(self) if size is None else size
        return self._subtree(0, size) if size else hashlib.sha256().digest()

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """The proof that a leaf is in the tree of a size (RFC 9162 section 2.1.3.1).

        Raises:
            ValueError: there is no such leaf, or no such size.
        """
        if not 0 <= leaf < size <= len(self):
            raise ValueError(f"no leaf {leaf} in a tree of {size} (there are {len(self)})")
        return self._path(leaf, 0, size)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the tree of an old size is the beginning of that of a size (RFC 9162 section 2.1.4.1).

        Raises:
            ValueError: the sizes are not in order.
        """
        if not 0 < old <= size <= len(self):
            raise ValueError(f"no proof from {old} to {size} (there are {len(self)})")
        return self._grown(old, 0, size, whole=True)

    def _subtree(self, start: int, end: int) -> bytes:
        size = end - start
        level = size.bit_length() - 1
        if size == 1 << level and start % size == 0:
            return self._levels[level][start >> level]
        middle = start + _split(size)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))

    def _path(self, leaf: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if leaf < middle:
            return [*self._path(leaf, start, middle), self._subtree(middle, end)]
        return [*self._path(leaf, middle, end), self._subtree(start, middle)]

    def _grown(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end - start:
            return [] if whole else [self._subtree(start, end)]
        split = _split(end - start)
        if old <= split:
            return [*self._grown(old, start, start + split, whole=whole), self._subtree(start + split, end)]
        return [*self._grown(old - split, start + split, end, whole=False), self._subtree(start, start + split)]


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
