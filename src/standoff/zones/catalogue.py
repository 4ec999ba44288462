"""The catalogue: zones and their rings compiled to regions, and the index that finds those that may hold a place.

A region is a zone's own footprint or one of its rings; heights and times are the zone's. Regions have numbers:
those of a zone follow one another, its own footprint first.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels import geodesy
from standoff.zones import surface
from standoff.zones.heights import Bands, excluded
from standoff.zones.index import RegionIndex
from standoff.zones.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.kernels.shapes import Tuning
    from standoff.model.arrays import Bools, Floats, Int32s, Int64s
    from standoff.model.zone import Ring, Zone
    from standoff.zones.surface import Surface


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
        return geodesy.distances_from(*self.site, lat, lon)

    @property
    def about_site_m(self) -> float | None:
        """Its radius, metres, where it is a circle about the site; else None."""
        if isinstance(self.surface, surface.Disc) and (self.surface.lat, self.surface.lon) == self.site:
            return self.surface.radius_m
        return None

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

    def __init__(self, zones: Sequence[Zone], tuning: Tuning | None = None) -> None:
        self.zones = tuple(zones)
        self.regions = tuple(region for number, zone in enumerate(zones) for region in _regions(number, zone))
        self._bands = Bands.of([region.zone.height for region in self.regions])
        self._scheduled = [number for number, region in enumerate(self.regions) if region.schedule.rules]
        self._index = RegionIndex([region.surface for region in self.regions], tuning)

    def covering(self, lat: Floats, lon: Floats, *, ordered: bool = True) -> tuple[Int64s, Int32s]:
        """Pairs (row, region) of the regions that cover each place, whatever the height and time.

        By row, then region. Exact: `surface` says what covers means.

        Args:
            lat: degrees, shape (n,); what is no number lies nowhere.
            lon: degrees, of any turn.
            ordered: whether the pairs shall come in that order; large batches of scattered places are faster without.
        """
        return self._index.covering(lat, lon, ordered=ordered)

    def in_band(self, region: Int32s, hae_m: Floats, baro_m: Floats) -> Bools:
        """Whether heights let each report be in its region; shape (n,) as its arguments."""
        return self._bands.within(region, hae_m, baro_m)

    def in_force(self, region: Int32s, time_ns: Int64s) -> Bools:
        """Whether the region of each report is switched on at its time."""
        on = np.ones(len(region), np.bool_)
        for number in self._scheduled:
            own = np.flatnonzero(region == number)
            on[own] = self.regions[number].schedule.in_force(time_ns[own])
        return on

    def near_ways(self, lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> tuple[Int64s, Int32s]:
        """Pairs (row, region) where the way from the first to the second place may touch the region; by row."""
        return self._index.cells.near(lat1, lon1, lat2, lon2)


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
    return surface.grown(footprint, ring.offset_m or 0.0)
