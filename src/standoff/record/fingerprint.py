"""A head of the record in words that two people can compare over a bad line.

Proquints (Wilkerson, "A Proposal for Proquints: Identifiers that are Readable, Spellable, and Pronounceable",
arXiv:0901.4016): 16 bits a word of five letters. Six words are the first 96 bits of the root.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = 6
_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"


def fingerprint(root: bytes) -> str:
    """Six words for a root hash of 32 bytes."""
    return " ".join(_word(int.from_bytes(root[2 * place : 2 * place + 2], "big")) for place in range(WORDS))


def _word(bits: int) -> str:
    """Sixteen bits as consonant, vowel, consonant, vowel, consonant; the highest first."""
    return "".join(
        letters[bits >> shift & len(letters) - 1]
        for shift, letters in ((12, _CONSONANTS), (10, _VOWELS), (6, _CONSONANTS), (4, _VOWELS), (0, _CONSONANTS))
    )
