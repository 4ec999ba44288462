"""Lateness, row by row in the order of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Bools, Int64s


@compiled
def mark_late(time_ns: Int64s, track: Int64s, newest_ns: Int64s, lateness_ns: int, late: Bools) -> None:
    """Marks rows behind the watermark of their track, and moves `newest_ns` on by those that are not.

    A row is late when it is older than the newest row of its track so far, less the lateness allowed.

    Args:
        time_ns: observed times in order of arrival, shape (n,).
        track: track of each row, shape (n,).
        newest_ns: newest observed time of every track; changed in place.
        lateness_ns: how far the watermark trails the newest.
        late: the answer, shape (n,); rows that are marked already stay so, and move nothing.
    """
    for row in range(time_ns.shape[0]):
        newest = newest_ns[track[row]]
        if newest >= time_ns[row] and newest - time_ns[row] > lateness_ns:
            late[row] = True
        if not late[row] and time_ns[row] > newest:
            newest_ns[track[row]] = time_ns[row]
