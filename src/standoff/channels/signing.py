"""Signatures of webhooks, in and out: Standard Webhooks 1.0, symmetric (standardwebhooks.com).

Signed is `ID.TIMESTAMP.BODY` by HMAC-SHA256; the header holds one or more `v1,BASE64`, divided by spaces, of which one
has to be right. The key is the base64 behind `whsec_`, 24 to 64 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300
"""A timestamp further from the clock than this is refused: what was signed long ago may be a replay."""
_LEAST_BYTES, _MOST_BYTES = 24, 64
_LONGEST_TIME: Final = 12
_MOST_SIGNATURES: Final = 16


def key_of(secret: str) -> bytes | None:
    """The key of a secret as settings have it; None where it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if secret.startswith(PREFIX) and _LEAST_BYTES <= len(key) <= _MOST_BYTES else None


def signature(key: bytes, message: str, timestamp_s: int, body: bytes) -> str:
    """The signature of a body.

    Args:
        key: of `key_of`.
        message: the webhook's id, which holds no full stop.
        timestamp_s: when it is sent, seconds since 1970.
        body: exactly as it is sent.
    """
    signed = f"{message}.{timestamp_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_signed(key: bytes, message: str, timestamp: str, signatures: str, body: bytes, now_s: float) -> bool:
    """Whether a body was signed with a key, now; compared in constant time.

    Args:
        key: of `key_of`.
        message: the header webhook-id as it came.
        timestamp: the header webhook-timestamp.
        signatures: the header webhook-signature.
        body: exactly as it came.
        now_s: the clock, seconds since 1970.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIME):
        return False
    expected = signature(key, message, int(timestamp), body).encode()
    given = signatures.split(" ")[:_MOST_SIGNATURES]
    right = [hmac.compare_digest(expected, one.encode()) for one in given]  # all of them: no way out by the first
    return any(right) and abs(int(timestamp) - now_s) <= TOLERANCE_S
