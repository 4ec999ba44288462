"""Regions as the shapes of a cell index, and what the index leaves open settled by the regions themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from standoff.kernels import geodesy, planar
from standoff.kernels.cell_index import CellIndex
from standoff.kernels.shapes import Shapes, Tuning
from standoff.zones.surface import Area, Disc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.arrays import Floats, Int32s, Int64s
    from standoff.zones.surface import Surface

_HALF_TURN: Final = 180.0
_TURN: Final = 360.0


class RegionIndex:
    """Which surfaces cover places; surfaces are spoken of by their number.

    Args:
        surfaces: of all regions, in their order.
        tuning: how finely cells are split; no verdict depends on it.
    """

    def __init__(self, surfaces: Sequence[Surface], tuning: Tuning | None = None) -> None:
        self._surfaces = surfaces
        self.cells = CellIndex.of(shapes_of(surfaces), tuning)

    def covering(self, lat: Floats, lon: Floats, *, ordered: bool = True) -> tuple[Int64s, Int32s]:
        """Pairs (row, number) of the surfaces that cover each place, by row, then number.

        Args:
            lat: degrees, shape (n,); what is no number lies nowhere.
            lon: degrees, of any turn.
            ordered: whether the pairs shall come in that order; large batches of scattered places are faster without.
        """
        (row, number), (open_row, open_number) = self.cells.find(lat, lon, ordered=ordered)
        settled = [np.empty(0, np.int64)]
        for one in np.unique(open_number):
            rows = open_row[open_number == one]
            inside = self._surfaces[int(one)].covers(lat[rows], geodesy.wrap_deg(lon[rows]))
            settled.append(rows[inside] * self.count + one)
        more = np.unique(np.concatenate(settled))
        if not len(more):
            return row, number
        if not ordered:
            more_number = (more % self.count).astype(np.int32)
            return np.append(row, more // self.count), np.append(number, more_number)
        return self._with(row, number, more)

    def _with(self, row: Int64s, number: Int32s, more: Int64s) -> tuple[Int64s, Int32s]:
        """Pairs and some more, given as `row * count + number`, all of them once and in order."""
        pairs = row * self.count + number
        place = np.searchsorted(pairs, more)
        new = place == len(pairs)
        new[~new] = pairs[place[~new]] != more[~new]
        place, more = place[new], more[new]
        return np.insert(row, place, more // self.count), np.insert(number, place, (more % self.count).astype(np.int32))

    @property
    def count(self) -> int:
        """How many surfaces there are, and one where there is none."""
        return max(len(self._surfaces), 1)


def shapes_of(surfaces: Sequence[Surface]) -> Shapes:
    """All shapes, with copies of polygons that reach to the antimeridian or over it."""
    region: list[int] = []
    disc: list[int] = []
    circles: list[Disc] = []
    edges: list[Floats] = [np.empty((0, 4))]
    counts = [0]
    for number, surface in enumerate(surfaces):
        parts: list[Floats] = _polygons(surface) if isinstance(surface, Area) else [np.empty((0, 4))]
        for part in parts:
            round_ = isinstance(surface, Disc) and surface.radius_m > 0
            region.append(number)
            disc.append(len(circles) if round_ else -1)
            counts.append(len(part))
            edges.append(part)
        if isinstance(surface, Disc) and surface.radius_m > 0:
            circles.append(surface)
    return Shapes(
        np.array(region, np.int32),
        np.array(disc, np.int32),
        np.array([circle.lat for circle in circles], np.float64),
        geodesy.wrap_deg(np.array([circle.lon for circle in circles], np.float64)),
        np.array([circle.radius_m for circle in circles], np.float64),
        np.cumsum(counts),
        np.concatenate(edges),
        lambda shape, lat, lon: surfaces[region[shape]].depth_m(lat, lon),
    )


def _polygons(area: Area) -> list[Floats]:
    """The edges of a polygon, and of its copies a turn away that reach into [-180, 180]."""
    rings = shapely.get_rings(shapely.get_parts(area.shape))
    rows, ring = shapely.get_coordinates(rings, return_index=True)
    follows = np.flatnonzero(ring[1:] == ring[:-1])
    edges = planar.sorted_edges(rows[follows], rows[follows + 1])
    west, east = float(rows[:, 0].min()), float(rows[:, 0].max())
    turns = [turn for turn in (-_TURN, 0.0, _TURN) if west + turn <= _HALF_TURN and east + turn >= -_HALF_TURN]
    return [edges + np.array([turn, 0.0, turn, 0.0]) for turn in turns]
