"""Words for a head of the record, against the words of the paper."""

from __future__ import annotations

import ipaddress

import pytest

from standoff.record.fingerprint import WORDS, fingerprint

# Wilkerson, "A Proposal for Proquints", arXiv:0901.4016, section 3: addresses and their words
PAPER = {
    "127.0.0.1": "lusab babad",
    "63.84.220.193": "gutih tugad",
    "63.118.7.35": "gutuk bisog",
    "140.98.193.141": "mudof sakat",
    "64.255.6.200": "haguz biram",
}


@pytest.mark.parametrize("address", PAPER)
def test_the_words_are_those_of_the_paper(address: str) -> None:
    root = ipaddress.ip_address(address).packed + bytes(28)
    assert fingerprint(root).split()[:2] == PAPER[address].split()


def test_there_are_six_and_another_root_has_others() -> None:
    assert len(fingerprint(bytes(32)).split()) == WORDS
    assert fingerprint(bytes(31) + b"\x01") == fingerprint(bytes(32)), "it is the first 96 bits"
    assert fingerprint(b"\x01" + bytes(31)) != fingerprint(bytes(32))
