"""Rows grouped by a number, each group in the order of time: by counting, since most rows come in order already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from standoff.model.arrays import Bools, Floats, Int64s


def order_by(group: Int64s, groups: int, time_ns: Int64s, ties: Sequence[NDArray[np.generic]]) -> Int64s:
    """The order of rows by group, then time, then by `ties`, the weightiest first.

    Groups whose times strictly rise as they come stay as they come; only the others are sorted.

    Args:
        group: of each row, from 0 to below `groups`.
        groups: how many there are.
        time_ns: of each row.
        ties: columns that put rows of one time in order.
    """
    order, muddled = np.empty(len(group), np.int64), np.zeros(len(group), np.bool_)
    if not _by_group(group, np.zeros(groups + 1, np.int64), time_ns, order, muddled):
        return order
    place = np.flatnonzero(muddled)
    rows = order[place]
    keys = tuple(column[rows] for column in reversed(ties))
    order[place] = rows[np.lexsort((*keys, time_ns[rows], group[rows]))]
    return order


@compiled
def _by_group(group: Int64s, starts: Int64s, time_ns: Int64s, order: Int64s, muddled: Bools) -> bool:
    """Writes the order by group, marks the places of groups whose times do not strictly rise; whether there are any."""
    rows = group.shape[0]
    for row in range(rows):
        starts[group[row] + 1] += 1
    for one in range(starts.shape[0] - 1):
        starts[one + 1] += starts[one]
    for row in range(rows):
        order[starts[group[row]]] = row
        starts[group[row]] += 1  # now where the next group begins
    found = False
    first = 0
    for one in range(starts.shape[0] - 1):
        rises = True
        for place in range(first + 1, starts[one]):
            rises = rises and time_ns[order[place]] > time_ns[order[place - 1]]
        if not rises:
            found = True
            for place in range(first, starts[one]):
                muddled[place] = True
        first = starts[one]
    return found


@compiled
def telling(
    time_ns: Int64s, columns: tuple[Floats, ...], before_ns: Int64s, before: tuple[Floats, ...], tells: Bools
) -> None:
    """Marks the rows that do not only say again what the row before said; what is unknown twice is the same."""
    for row in range(time_ns.shape[0]):
        same = time_ns[row] == before_ns[row]
        for place in range(len(columns)):
            now, then = columns[place][row], before[place][row]
            same = same and (now == then or (np.isnan(now) and np.isnan(then)))
        tells[row] = not same
