"""Zones as a zones file: the way back from `geojson`, so that a file that was read and mended can be kept.

Footprints are written number for number: what is read again covers the same places.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import msgspec

from standoff.model.zone import Circle, Corridor, Edges, Polygons
from standoff.zones.schedule import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from standoff.model.zone import Footprint, Zone


def written(zones: Iterable[Zone], about: Mapping[str, Any]) -> bytes:
    """A zones file, one zone a line.

    Args:
        zones: the zones.
        about: further members of the file, such as where the zones come from.
    """
    head = b"".join(
        b"%s: %s,\n" % (msgspec.json.encode(name), msgspec.json.encode(said)) for name, said in about.items()
    )
    lines = b",\n".join(msgspec.json.encode(_feature(zone)) for zone in zones)
    return b'{"type": "FeatureCollection",\n%s"features": [\n%s\n]}\n' % (head, lines)


def _feature(zone: Zone) -> dict[str, Any]:
    geometry, shape = _geometry(zone.footprint)
    band = zone.height
    said: dict[str, Any] = {
        "id": zone.id,
        "name": zone.name,
        "kind": zone.kind.value,
        **shape,
        "rings": [
            {name: value for name, value in dataclasses.asdict(ring).items() if value is not None}
            for ring in zone.rings
        ],
        "floor_m": band.floor_m if band and math.isfinite(band.floor_m) else None,
        "ceiling_m": band.ceiling_m if band and math.isfinite(band.ceiling_m) else None,
        "vertical_reference": band.reference.value if band else None,
        "schedule": [stated(window) for window in zone.schedule],
        "site": zone.site and [zone.site[1], zone.site[0]],
    }
    known = {name: value for name, value in said.items() if value is not None and value != []}
    return {"type": "Feature", "geometry": geometry, "properties": {**known, **zone.properties}}


def _geometry(footprint: Footprint) -> tuple[dict[str, Any], dict[str, Any]]:
    """The geometry, and the properties that belong to it."""
    match footprint:
        case Circle(lat=lat, lon=lon, radius_m=radius_m):
            return {"type": "Point", "coordinates": [lon, lat]}, {"radius_m": radius_m}
        case Corridor(line=line, width_m=width_m, edges=edges):
            return {"type": "LineString", "coordinates": line.tolist()}, {"width_m": width_m, **_edges(edges)}
        case Polygons(parts=parts, edges=edges):
            rings = [[ring.tolist() for ring in part] for part in parts]
            if len(rings) == 1:
                return {"type": "Polygon", "coordinates": rings[0]}, _edges(edges)
            return {"type": "MultiPolygon", "coordinates": rings}, _edges(edges)


def _edges(edges: Edges) -> dict[str, str]:
    return {} if edges is Edges.PLANAR else {"edges": edges.value}
