"""Signed heads: checkpoints (C2SP tlog-checkpoint) as signed notes (C2SP signed-note), Ed25519.

A checkpoint is three lines, origin, size and root (base64), and here a fourth: when, on the desk's clock. Behind an
empty line stands `U+2014 name base64(key hash || signature)`; the key hash is the first four bytes of
`SHA-256(name || 0x0A || 0x01 || public key)`.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = b"\x01"
_DASH = "\u2014"


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """Signs heads under a name.

    Attributes:
        name: of the key, and origin of the record: `standoff/` and the id of the record.
        key: the private key.
    """

    name: str
    key: Ed25519PrivateKey

    @property
    def vkey(self) -> str:
        """The verifier key: `name+hash+base64(0x01 || public key)` (C2SP signed-note)."""
        public = _ED25519 + self.key.public_key().public_bytes_raw()
        return f"{self.name}+{self._hash().hex()}+{base64.b64encode(public).decode()}"

    def checkpoint(self, size: int, root: bytes, recorded_at: str) -> str:
        """A signed head of the tree."""
        return self.note(f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n{recorded_at}\n")

    def note(self, text: str) -> str:
        """A signed note over a text that ends in a newline.

        Raises:
            ValueError: the text does not end in a newline.
        """
        if not text.endswith("\n"):
            raise ValueError("the text of a note ends in a newline")
        signature = base64.b64encode(self._hash() + self.key.sign(text.encode())).decode()
        return f"{text}\n{_DASH} {self.name} {signature}\n"

    def _hash(self) -> bytes:
        public = self.key.public_key().public_bytes_raw()
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + public).digest()[:4]
