"""What regions cost in a tree of cells: how many leaves each holds wholly, and how many it cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from standoff.kernels.cells import Tree
    from standoff.model.arrays import Int32s, Int64s


def leaf_counts(tree: Tree, region: Int32s, count: int) -> tuple[Int64s, Int64s]:
    """How many leaves each region holds, and how many its boundary may run through.

    A leaf that several shapes of a region cut, as on a seam, counts once.

    Args:
        tree: of the shapes.
        region: of each shape.
        count: how many regions there are.
    """
    values = tree.nodes[tree.nodes < 0].astype(np.int64)
    alone = (values & 1) == 1
    place = -values[~alone] >> 1
    held, cut = tree.leaves[place + 1].astype(np.int64), tree.leaves[place + 2].astype(np.int64)
    leaf, at = _members(place + 3, held, 1)
    held_leaf = np.concatenate([leaf, len(place) + np.arange(np.count_nonzero(alone))])
    held_shape = np.concatenate([tree.leaves[at], -values[alone] >> 1])
    leaf, at = _members(place + 3 + held, cut, 2)
    return _once(held_leaf, region[held_shape], count), _once(leaf, region[tree.leaves[at]], count)


def _members(first: Int64s, sizes: Int64s, step: int) -> tuple[Int64s, Int64s]:
    """Of each list its number and the places of its members, one after another."""
    number = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(number)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return number, first[number] + step * rank


def _once(leaf: Int64s, region: Int32s, count: int) -> Int64s:
    return np.bincount(np.unique(leaf * max(count, 1) + region) % max(count, 1), minlength=count)
