"""The WGS84 ellipsoid in figures (NGA.STND.0036)."""

from __future__ import annotations

from typing import Final

EQUATOR_M: Final = 6378137.0
"""Semi-major axis, exact by definition."""
FLATTENING: Final = 1 / 298.257223563
"""Exact by definition."""
POLE_M: Final = EQUATOR_M * (1 - FLATTENING)
"""Semi-minor axis."""
E2: Final = FLATTENING * (2 - FLATTENING)
"""Square of the first eccentricity."""
SECOND_E2: Final = E2 / (1 - E2)
"""Square of the second eccentricity."""
LEAST_CURVATURE_RADIUS_M: Final = EQUATOR_M * (1 - FLATTENING) ** 2
"""The smallest radius of curvature (meridian, at the equator): bounds every sagitta."""
