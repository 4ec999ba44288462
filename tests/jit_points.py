"""How many points a test tries, and synthetic zones to try them on; also where nothing is compiled.

With `NUMBA_DISABLE_JIT=1` a kernel runs as Python, a hundred times slower: then a fiftieth of the points has to do.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from standoff.model.zone import Edges, Footprint, Polygons, Zone, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
COMPILED: Final = os.environ.get("NUMBA_DISABLE_JIT") != "1"


def many(count: int) -> int:
    """So many, or a fiftieth of it where nothing is compiled."""
    return count if COMPILED else max(count // 50, 1)


def zones_of(footprints: Sequence[Footprint]) -> list[Zone]:
    """Synthetic zones, called by their numbers."""
    return [Zone(str(n), f"synthetic {n}", ZoneKind.EXCLUSION, one) for n, one in enumerate(footprints)]


def polygon(*rings: Sequence[Sequence[float]] | Floats, edges: Edges = Edges.PLANAR) -> Polygons:
    """A shell and its holes as a footprint."""
    return Polygons((tuple(np.array(ring, np.float64) for ring in rings),), edges)


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """The closed ring of a rectangle in longitude and latitude."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def star(rng: np.random.Generator, lon: float, lat: float, reach_deg: float, corners: int) -> Floats:
    """The closed ring of a polygon that its middle sees all of, with corners at uneven distances."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners) * 0.2 + np.linspace(0, 2 * np.pi, corners, endpoint=False) * 0.8)
    reach = reach_deg * rng.uniform(0.35, 1, corners)
    ring = np.stack([lon + reach * np.cos(angle), lat + reach * np.sin(angle)], axis=1)
    return np.concatenate([ring, ring[:1]])
