"""Places to ask for: on borders of cells, at the poles, and called by longitudes of other turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from kernel_oracle import Floats, Places

    from standoff.model.zone import Polygons


def joined(*places: Places) -> Places:
    """All of them."""
    return np.concatenate([lat for lat, _ in places]), np.concatenate([lon for _, lon in places])


def on_borders(rng: np.random.Generator, count: int) -> Places:
    """Corners of cells of every size."""
    side = 2.0 ** rng.integers(1, 21, count)
    return np.floor(rng.uniform(0, 0.5, count) * side) * 360 / side - 90, np.floor(
        rng.uniform(0, 1, count) * side
    ) * 360 / side - 180


def poles(rng: np.random.Generator, count: int) -> Places:
    """Both poles, by whole longitudes."""
    return np.where(rng.uniform(0, 1, count) < 0.5, 90.0, -90.0), rng.integers(-180, 180, count).astype(np.float64)


def any_turn(rng: np.random.Generator, lon: Floats) -> Floats:
    """The same places, called by longitudes up to two turns away: 170 as -190, -180 as 180 and 540."""
    return lon + 360.0 * rng.integers(-2, 3, len(lon))


def shape_of(footprint: Polygons) -> shapely.MultiPolygon:
    """The geometry that was given."""
    return shapely.MultiPolygon([shapely.Polygon(part[0], part[1:]) for part in footprint.parts])
