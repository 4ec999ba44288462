"""The tree against the recursive definitions of RFC 9162, written down as they stand there; proofs, as a verifier."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from standoff.record.merkle import Tree, leaf_hash

SIZES = st.integers(0, 70)


def defined(leaves: list[bytes]) -> bytes:
    """Section 2.1.1: MTH(D[n])."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:k]) + defined(leaves[k:])).digest()


def shown_to_be_in(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Section 2.1.3.2, step by step."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def shown_to_have_grown(first: int, second: int, proof: list[bytes], old: bytes, new: bytes) -> bool:
    """Section 2.1.4.2, step by step."""
    if first == second:
        return not proof and old == new
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = hashlib.sha256(b"\x01" + c + fr).digest(), hashlib.sha256(b"\x01" + c + sr).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = hashlib.sha256(b"\x01" + sr + c).digest()
        fn, sn = fn >> 1, sn >> 1
    return fr == old and sr == new and sn == 0


def leaves_of(size: int) -> list[bytes]:
    return [str(place).encode() for place in range(size)]


def grown(size: int) -> Tree:
    tree = Tree()
    for leaf in leaves_of(size):
        tree.append(leaf_hash(leaf))
    return tree


@given(SIZES, st.data())
def test_every_root_is_the_defined_one(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    assert grown(size).root(old) == defined(leaves_of(old))


@given(st.integers(1, 70), st.data())
def test_an_inclusion_proof_convinces_and_convinces_of_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = grown(size)
    proof, leaf, root = tree.inclusion(index, size), leaf_hash(leaves_of(size)[index]), tree.root()
    assert shown_to_be_in(leaf, index, size, proof, root)
    assert not shown_to_be_in(leaf_hash(b"another"), index, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assert other == index or not shown_to_be_in(leaf, other, size, proof, root)


@given(st.integers(1, 70), st.data())
def test_a_consistency_proof_convinces_and_not_of_another_past(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    tree = grown(size)
    proof = tree.consistency(old, size)
    assert shown_to_have_grown(old, size, proof, tree.root(old), tree.root())
    assert not shown_to_have_grown(old, size, proof, leaf_hash(b"another"), tree.root())


@given(SIZES, st.data())
def test_a_tree_that_was_cut_is_the_smaller_tree(size: int, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, size))
    tree = grown(size)
    tree.cut(kept)
    for leaf in leaves_of(size)[kept:]:
        assert tree.root() == defined(leaves_of(len(tree)))
        tree.append(leaf_hash(leaf))
    assert tree.root() == defined(leaves_of(size))
