"""What is indexed, and how finely.

Shapes are circles, polygons with straight edges in longitude and latitude, and others of which only the distance to
their boundary is known (`Depths`): corridors, and rings at a distance from a polygon. A shape belongs to a region; a
polygon that reaches over the antimeridian has a copy on either side, with one region.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int32s, Int64s


class Depths(Protocol):
    """Asks a shape that is neither circle nor polygon."""

    def __call__(self, shape: int, lat: Floats, lon: Floats) -> Floats:
        """Geodesic distance from each place to the shape's boundary, metres, positive inside."""
        ...


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """What is indexed, in the order of the regions.

    Attributes:
        region: region of each shape, shape (n,).
        disc: row of each circle in the circles, -1 for other shapes.
        lat, lon, radius_m: the circles.
        first_edge: the edges of shape `i` are those from `first_edge[i]` to before `first_edge[i + 1]`; shape (n + 1,).
        edges: sorted rows as `planar.sorted_edges` gives them.
        depths: asks the shapes that have neither a circle nor edges.
    """

    region: Int32s
    disc: Int32s
    lat: Floats
    lon: Floats
    radius_m: Floats
    first_edge: Int64s
    edges: Floats
    depths: Depths


@dataclasses.dataclass(frozen=True, slots=True)
class Tuning:
    """What the index's size and speed depend on, and no verdict.

    Attributes:
        table_cells: how many cells the table may have.
        shallowest: a leaf that a polygon cuts is split down to this level.
        most_edges, most_discs: how much may cut a leaf before it is split.
        open_depth: a leaf that another shape cuts is split down to this level: what lies in it takes an exact look.
        deepest: levels of the tree, at most 15; `shallowest` counts where it is more.
    """

    table_cells: int = 1 << 19
    shallowest: int = 5
    most_edges: int = 4
    most_discs: int = 4
    open_depth: int = 8
    deepest: int = 10
