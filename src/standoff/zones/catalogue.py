"""The catalogue: zones and their rings compiled to regions, and the index that finds those that may hold a place.

A region is a zone's own footprint or one of its rings; heights and times are the zone's. Regions have numbers:
those of a zone follow one another, its own footprint first.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import shapely

from standoff.kernels import geodesy
from standoff.zones import surface
from standoff.zones.heights import excluded
from standoff.zones.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from standoff.model.arrays import Bools, Floats, Int64s
    from standoff.model.zone import Ring, Zone
    from standoff.zones.surface import Surface

_LEAST_CANDIDATES = 1e-9


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What a crossing is a crossing of.

    Attributes:
        zone_number: place of the zone in the catalogue.
        zone: the zone.
        ring: the ring's name, None for the zone itself.
        surface: where it is.
        schedule: when the zone is switched on.
        site: (lat, lon) that range is measured to.
    """

    zone_number: int
    zone: Zone
    ring: str | None
    surface: Surface
    schedule: Schedule
    site: tuple[float, float]

    def holds(self, lat: Floats, lon: Floats, time_ns: Int64s, hae_m: Floats, baro_m: Floats) -> Bools:
        """Whether each report lies in the region: by its place, its height, and the time."""
        inside = self.surface.covers(lat, lon) & ~excluded(self.zone.height, hae_m, baro_m)
        return inside & self.schedule.in_force(time_ns) if self.schedule.rules else inside

    def range_m(self, lat: Floats, lon: Floats) -> Floats:
        """Geodesic distance from each place to the site, metres."""
        return geodesy.distance_m(lat, lon, np.array(self.site[0]), np.array(self.site[1]))

    @property
    def label(self) -> str:
        """How a sentence speaks of it."""
        return f"ring {self.ring} of {self.zone.name}" if self.ring else f"zone {self.zone.name}"


class Catalogue:
    """Zones, compiled.

    Attributes:
        zones: as given.
        regions: of all zones.
    """

    def __init__(self, zones: Sequence[Zone]) -> None:
        self.zones = tuple(zones)
        self.regions = tuple(region for number, zone in enumerate(zones) for region in _regions(number, zone))
        boxes = [(box, number) for number, region in enumerate(self.regions) for box in region.surface.boxes()]
        self._owner = np.array([number for _, number in boxes], np.int64)
        west, south, east, north = np.array([box for box, _ in boxes], np.float64).reshape(-1, 4).T
        margin = _LEAST_CANDIDATES
        self._tree = shapely.STRtree(shapely.box(west - margin, south - margin, east + margin, north + margin))

    def near(self, lat: Floats, lon: Floats) -> tuple[Int64s, Int64s]:
        """Pairs (row, region) that may hold; all others surely do not. Sorted by region, then row."""
        return self._pairs(np.asarray(shapely.points(geodesy.wrap_deg(lon), lat), np.object_))

    def near_ways(self, lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Int64s, Int64s]:
        """Pairs (row, region) where the way from the first to the second place may touch the region."""
        lon1, lon2 = geodesy.wrap_deg(lon1), geodesy.wrap_deg(lon2)
        round_the_back = np.abs(lon2 - lon1) > 180  # noqa: PLR2004 - half a turn
        west = np.where(round_the_back, -180.0, np.minimum(lon1, lon2))
        east = np.where(round_the_back, 180.0, np.maximum(lon1, lon2))
        south, north = np.minimum(lat1, lat2), np.maximum(lat1, lat2)
        # a geodesic bulges poleward of its ends, by less than half of its extent in longitude
        bulge = (east - west) / 2
        return self._pairs(shapely.box(west, np.maximum(south - bulge, -90), east, np.minimum(north + bulge, 90)))

    def _pairs(self, shapes: NDArray[np.object_]) -> tuple[Int64s, Int64s]:
        rows, boxes = self._tree.query(shapes)
        pairs = np.unique(self._owner[boxes] * max(len(shapes), 1) + rows)
        return pairs % max(len(shapes), 1), pairs // max(len(shapes), 1)


def _regions(number: int, zone: Zone) -> list[Region]:
    footprint = surface.compiled(zone.footprint)
    site = zone.site or footprint.centroid()
    schedule = Schedule.of(zone.schedule)
    surfaces: list[tuple[str | None, Surface]] = [(None, footprint)]
    surfaces += [(ring.name, _ring_surface(ring, footprint, site)) for ring in zone.rings]
    return [Region(number, zone, name, where, schedule, site) for name, where in surfaces]


def _ring_surface(ring: Ring, footprint: Surface, site: tuple[float, float]) -> Surface:
    if ring.range_m is not None:
        return surface.Disc(site[0], site[1], ring.range_m)
    return surface.Grown(footprint, ring.offset_m or 0.0)
