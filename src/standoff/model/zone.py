"""What is agreed about a place: the zone, its footprint, rings, heights and times, as frozen values.

Coordinates here are `[lon, lat]` rows as in GeoJSON (RFC 7946), degrees WGS84. A footprint is one of three
shapes, and each is exact on the ellipsoid: a circle is "within so many metres of a point", never a polygon.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.model.arrays import Floats


class ZoneKind(StrEnum):
    """What a zone is for (`vocabulary.md`)."""

    DECONFLICTION = "deconfliction"
    EXCLUSION = "exclusion"
    SAFETY = "safety"
    RESTRICTED = "restricted"
    BUFFER = "buffer"


class Edges(StrEnum):
    """How the way between two vertices of a polygon runs."""

    PLANAR = "planar"
    """Straight in longitude and latitude (RFC 7946 section 3.1.1)."""
    GEODESIC = "geodesic"
    """The shortest way on the ellipsoid."""


class VerticalReference(StrEnum):
    """What a floor or ceiling is measured from."""

    HAE = "hae"
    AMSL = "amsl"
    AGL = "agl"
    BARO = "baro"


@dataclasses.dataclass(frozen=True, slots=True)
class Circle:
    """All points within `radius_m` (geodesic) of a centre."""

    lat: float
    lon: float
    radius_m: float


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """One or more polygons, each a shell and its holes, every ring an array of shape (vertices, 2), closed."""

    parts: tuple[tuple[Floats, ...], ...]
    edges: Edges = Edges.PLANAR


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Corridor:
    """All points within half of `width_m` (geodesic) of a line of shape (vertices, 2)."""

    line: Floats
    width_m: float
    edges: Edges = Edges.PLANAR


Footprint: TypeAlias = Circle | Polygons | Corridor


@dataclasses.dataclass(frozen=True, slots=True)
class Ring:
    """A named stand-off distance: `range_m` from the site, or `offset_m` from the boundary (outward positive)."""

    name: str
    range_m: float | None = None
    offset_m: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class HeightBand:
    """The heights a zone covers, metres over `reference`; an open end is infinite."""

    floor_m: float
    ceiling_m: float
    reference: VerticalReference


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """A time in which a zone is switched on: from start (in it) to end (not in it), repeated by `rrule` (RFC 5545)."""

    start_ns: int
    end_ns: int
    rrule: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Zone:
    """An agreed volume in which a rule holds.

    Attributes:
        id: the name that crossings carry; one zone of a catalogue has it.
        name: for people.
        kind: what it is for.
        footprint: where it is.
        rings: named stand-off distances of this zone.
        height: heights that it covers; None is every height.
        schedule: when it is switched on; empty is always.
        site: (lat, lon) of the protected site; None measures range from the centroid.
        properties: everything else that the file said, kept as it was.
    """

    id: str
    name: str
    kind: ZoneKind
    footprint: Footprint
    rings: tuple[Ring, ...] = ()
    height: HeightBand | None = None
    schedule: tuple[Window, ...] = ()
    site: tuple[float, float] | None = None
    properties: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
