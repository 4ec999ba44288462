"""The tree against published figures: the reference vectors of Certificate Transparency (RFC 6962, same tree as 9162).

They stand in github.com/google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc, and in
github.com/transparency-dev/merkle, testonly/constants.go.
"""

from __future__ import annotations

import hashlib

import pytest

from standoff.record.merkle import Tree, commitment, leaf_hash

LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


def tree(size: int = len(LEAVES)) -> Tree:
    grown = Tree()
    for data in LEAVES[:size]:
        grown.append(leaf_hash(bytes.fromhex(data)))
    return grown


def hexadecimal(proof: list[bytes]) -> tuple[str, ...]:
    return tuple(digest.hex() for digest in proof)


def test_no_leaves_have_the_root_of_nothing() -> None:
    assert Tree().root().hex() == EMPTY


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones_as_it_grows_and_looking_back(size: int) -> None:
    assert tree(size).root().hex() == ROOTS[size - 1]
    assert tree().root(size).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("leaf", "size"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(leaf: int, size: int) -> None:
    assert hexadecimal(tree().inclusion(leaf, size)) == INCLUSION[leaf, size]


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, size: int) -> None:
    assert hexadecimal(tree().consistency(old, size)) == CONSISTENCY[old, size]


@pytest.mark.parametrize(("leaf", "size"), [(-1, 3), (3, 3), (0, 9), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(leaf: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree().inclusion(leaf, size)


@pytest.mark.parametrize(("old", "size"), [(0, 3), (4, 3), (1, 9)])
def test_sizes_out_of_order_have_no_proof(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        tree().consistency(old, size)


@pytest.mark.parametrize("size", range(9))
def test_a_tree_that_was_cut_grows_on_as_if_it_had_never_been_longer(size: int) -> None:
    cut = tree()
    cut.cut(size)
    assert len(cut) == size
    for data in LEAVES[size:]:
        cut.append(leaf_hash(bytes.fromhex(data)))
    assert cut.root().hex() == ROOTS[-1]


def test_a_commitment_is_neither_a_leaf_nor_a_node() -> None:
    salt, body = bytes(range(32)), b'{"v":1}'
    assert commitment(salt, body) == hashlib.sha256(b"\x02" + salt + body).digest()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(bytes(length), b"")
