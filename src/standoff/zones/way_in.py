"""The shortest way in: from a zone's boundary to its site, with the rings that are reached on it.

Theory of operation. The way runs along the geodesic from the place of the boundary that is nearest to the site: on it
depth grows metre by metre to that of the site. A ring by range about the site is entered where its range remains to go,
a ring by offset where depth is its offset. Both are the depth of the site in the zone, less that of the site in the
ring: for a circle about the site the difference of two radii. Who comes by another way has farther to go, to the site
and to every ring: these are the least distances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.model.errors import UnusableInputError
from standoff.model.way import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.zones.catalogue import Region

SITE: Final = "site"
"""What the last mark of every way in is called."""


def marks_in(regions: Sequence[Region]) -> tuple[Mark, ...]:
    """What is reached on the shortest way in, from the outermost ring to the site; last of all the site.

    Rings that do not hold the site are left out: that way does not enter them.

    Args:
        regions: of one zone, its own footprint first, as a catalogue has them.

    Raises:
        UnusableInputError: the site, or the centroid that stands for it, does not lie inside the zone.
    """
    line, *rings = regions
    depth_m = _depth_m(line, line.site)
    if not depth_m > 0:
        what = "its site lies" if line.zone.site else "it states no site, and its centroid lies"
        problem = f"{what} {-depth_m:,.0f} m outside of it, so that there is no way in from its line to the site"
        raise UnusableInputError(f"zone {line.zone.id}", problem, "State a site inside the zone")
    held = [(ring.ring or "", _depth_m(ring, line.site)) for ring in rings]
    marks = [Mark(name, depth_m - ring_m) for name, ring_m in held if ring_m > 0]
    return (*sorted(marks, key=lambda mark: mark.from_line_m), Mark(SITE, depth_m))


def _depth_m(region: Region, site: tuple[float, float]) -> float:
    """How deep the site lies in a region, to the millimetre: what is finer is rounding, and would tell ties apart."""
    lat, lon = (np.array([degrees]) for degrees in site)
    return round(float(region.surface.depth_m(lat, lon)[0]), 3)
