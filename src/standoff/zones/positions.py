"""Positions of a GeoJSON geometry as rows of [lon, lat], in degrees, and which way round the earth an edge runs.

An edge that spans more than 180 degrees of longitude could mean either way round, and is refused; it is mended by
taking the short way, which lets longitudes run on beyond 180. Only an edge from -180 to 180 exactly is taken as it
stands: a whole parallel, as in a polygon round a pole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import numpy as np

if TYPE_CHECKING:
    from standoff.model.arrays import Floats
    from standoff.zones.fields import Fields

HALF_TURN: Final = 180.0
TURN: Final = 360.0
_POLE: Final = 90.0
_AMBIGUOUS = (
    "Cut the zone at the antimeridian (RFC 7946 section 3.1.9), count on beyond 180 (181, 182, ...), or ask for --mend"
)
_ROUND_A_POLE = "Close it along the antimeridian and the pole: ..., [180, 80], [180, 90], [-180, 90], [-180, 80], ..."


def read_position(value: object) -> tuple[float, float] | None:
    """(lon, lat) of a GeoJSON position, or None; heights in it are not read."""
    try:
        row = _numbers(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if row.ndim != 1 or len(row) < 2 or not _on_earth(row[None, :2]):  # noqa: PLR2004 - lon and lat
        return None
    return float(row[0]), float(row[1])


def _numbers(value: object) -> Floats:
    """Numbers as an array.

    Raises:
        TypeError: they are text or something else.
        ValueError: they are of different lengths.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"expected numbers, got {array.dtype}")
    return array.astype(np.float64)


def _on_earth(rows: Floats) -> bool:
    """Whether positions are finite and in range; longitudes may count on beyond 180 for one turn."""
    return bool((np.abs(rows[:, 0]) <= TURN).all() and (np.abs(rows[:, 1]) <= _POLE).all())


def read_rows(geometry: Fields, name: str, value: object, *, at_least: int, mend: bool) -> Floats | None:
    """Positions as an array of shape (n, 2), or None after noting what is wrong.

    Args:
        geometry: the geometry they belong to.
        name: the member that they are, for errors.
        value: what stands there.
        at_least: how many there have to be.
        mend: let an edge that spans more than half the earth take the short way.
    """
    try:
        items = cast("list[list[float]]", value)
        rows = _numbers([item[:2] for item in items])
    except (TypeError, ValueError, OverflowError, KeyError):
        rows = np.empty((0, 2))
    if rows.ndim != 2 or rows.shape[1:] != (2,) or len(rows) < at_least:  # noqa: PLR2004 - rows of lon and lat
        geometry.refuse(name, f"expected at least {at_least} positions [lon, lat]")
        return None
    if not _on_earth(rows):
        geometry.refuse(
            name, "holds a position outside the earth", "Positions are [lon, lat] in degrees, in that order"
        )
        return None
    wide = _wide_edges(rows)
    if wide.any():
        return _unwrapped(geometry, name, rows, int(np.argmax(wide)), mend=mend)
    return rows


def _wide_edges(rows: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    whole_parallel = (np.abs(rows[:-1, 0]) == HALF_TURN) & (np.abs(rows[1:, 0]) == HALF_TURN)
    return (np.abs(np.diff(rows[:, 0])) > HALF_TURN) & ~whole_parallel


def _unwrapped(geometry: Fields, name: str, rows: Floats, row: int, *, mend: bool) -> Floats | None:
    """The short way round for every edge; a ring that then does not close goes round a pole."""
    edge = f"the edge from {rows[row].tolist()} to {rows[row + 1].tolist()} spans over 180 degrees of longitude"
    if not mend:
        geometry.refuse(f"{name}[{row}]", edge, _AMBIGUOUS)
        return None
    lon = np.unwrap(rows[:, 0], period=TURN)
    closed = (rows[0] == rows[-1]).all()
    if closed and abs(lon[-1] - lon[0]) > HALF_TURN:
        geometry.refuse(f"{name}[{row}]", f"{edge}, and the ring goes round a pole", _ROUND_A_POLE)
        return None
    geometry.note(f"{name}[{row}]", f"mended: {edge}, and was taken the short way round")
    return home(np.stack([lon, rows[:, 1]], axis=1))


def home(rows: Floats) -> Floats:
    """The same positions, moved by whole turns so that their middle lies within [-180, 180)."""
    middle = (rows[:, 0].min() + rows[:, 0].max()) / 2
    return rows - np.array([TURN * np.floor((middle + HALF_TURN) / TURN), 0.0])


def beside(rows: Floats, shell: Floats) -> Floats:
    """A hole, moved by whole turns to where its shell is."""
    apart = (rows[:, 0].min() + rows[:, 0].max() - shell[:, 0].min() - shell[:, 0].max()) / 2
    return rows - np.array([TURN * np.round(apart / TURN), 0.0])
