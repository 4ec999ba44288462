"""Signed notes against a published one, and one derived by hand from RFC 8032's first test key."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standoff.record import verify
from standoff.record.note import Signer

# golang.org/x/mod/sumdb/note, ExampleSign and ExampleOpen.
SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105 - published as an example
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n\u2014 PeterNeumann {SIGNATURE}\n"
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def signer(name: str = "standoff/0000") -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(SEED))


def test_a_note_that_others_published_is_made_byte_for_byte() -> None:
    published = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(base64.b64decode(SECRET)[1:]))
    assert published.vkey == VKEY
    assert published.note(TEXT) == NOTE


def test_the_verifier_reads_a_note_that_others_published() -> None:
    key = vars(verify)["_Key"].of(VKEY, "here")
    assert key.text_of(NOTE) == TEXT
    with pytest.raises(ValueError, match="signature"):
        key.text_of(NOTE.replace("answer", "ansver"))


def test_the_verifier_key_is_name_hash_and_public_key() -> None:
    digest = hashlib.sha256(b"standoff/0000\n\x01" + PUBLIC).digest()[:4].hex()
    assert signer().vkey == "standoff/0000+" + digest + "+" + base64.b64encode(b"\x01" + PUBLIC).decode()


def test_a_checkpoint_has_origin_size_root_and_time() -> None:
    note = signer().checkpoint(7, bytes(range(32)), "2017-05-18T06:36:00.000Z")
    text, signature = note.split("\n\n")
    root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert text == f"standoff/0000\n7\n{root}\n2017-05-18T06:36:00.000Z"
    assert signature.startswith("\u2014 standoff/0000 ")
    assert signature.endswith("\n")


def test_a_text_without_a_newline_at_its_end_is_not_signed() -> None:
    with pytest.raises(ValueError, match="newline"):
        signer().note("text")
