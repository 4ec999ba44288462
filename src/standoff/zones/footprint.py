"""The geometry of a GeoJSON feature to a footprint: validity, mending, and the seam at the antimeridian.

A polygon is invalid where its edges cross or touch themselves, and parts where they overlap; it is refused with the
place, or with `mend` each part is rebuilt (shapely `make_valid`), only areas are kept, and parts are united. Parts cut
at the antimeridian, as RFC 7946 section 3.1.9 asks, are joined again, because the cut is no boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely

from standoff.model.zone import Circle, Corridor, Edges, Footprint, Polygons
from standoff.zones.positions import HALF_TURN, TURN, beside, read_position, read_rows

if TYPE_CHECKING:
    from standoff.model.arrays import Floats
    from standoff.zones.fields import Fields

_EXPECTED = "a Polygon, a MultiPolygon, a Point with radius_m, or a LineString with width_m"


def read_footprint(feature: Fields, properties: Fields, *, mend: bool, called: str = "geometry") -> Footprint | None:
    """The footprint of a feature, or None after noting what is wrong.

    Args:
        feature: what the geometry belongs to.
        properties: what says radius, width and edges.
        mend: repair invalid geometry, and note what was done.
        called: the place at which the file holds the geometry, for errors.
    """
    given: object = feature.values.get("geometry")
    geometry = feature.nested(called, given, within="")
    edges = properties.choice("edges", Edges, Edges.PLANAR)
    if geometry is None or edges is None:
        return None
    kind, coordinates = geometry.values.get("type"), cast("object", geometry.values.get("coordinates"))
    match kind:
        case "Point":
            return _circle(geometry, properties, coordinates)
        case "LineString":
            return _corridor(geometry, properties, coordinates, edges, mend=mend)
        case "Polygon":
            return _polygons(geometry, [coordinates], edges, mend=mend)
        case "MultiPolygon":
            parts = cast("list[object]", coordinates) if isinstance(coordinates, list) else []
            return _polygons(geometry, parts, edges, mend=mend)
        case _:
            geometry.refuse("type", f"expected {_EXPECTED}, got {kind!r}")
            return None


def _circle(geometry: Fields, properties: Fields, coordinates: object) -> Circle | None:
    position, radius_m = read_position(coordinates), properties.number("radius_m", above=0)
    if position is None:
        geometry.refuse("coordinates", f"expected [lon, lat] in degrees, got {coordinates!r}")
    if radius_m is None:
        if properties.values.get("radius_m") is None:
            properties.refuse("radius_m", "is missing", "A Point is a zone with a radius in metres")
        return None
    return None if position is None else Circle(position[1], position[0], radius_m)


def _corridor(
    geometry: Fields, properties: Fields, coordinates: object, edges: Edges, *, mend: bool
) -> Corridor | None:
    line = read_rows(geometry, "coordinates", coordinates, at_least=2, mend=mend)
    width_m = properties.number("width_m", above=0)
    if width_m is None and properties.values.get("width_m") is None:
        properties.refuse("width_m", "is missing", "A LineString is a corridor with a full width in metres")
    return None if line is None or width_m is None else Corridor(line, width_m, edges)


def _polygons(geometry: Fields, parts: list[Any], edges: Edges, *, mend: bool) -> Polygons | None:
    before = len(geometry.problems)
    shapes: list[shapely.Polygon] = []
    for place, part in enumerate(parts):
        name = f"coordinates[{place}]" if len(parts) > 1 else "coordinates"
        shape = _polygon(geometry, name, part, mend=mend)
        if shape is not None:
            shapes.append(shape)
    if len(geometry.problems) > before:
        return None
    if not shapes:
        geometry.refuse("coordinates", f"holds no polygon; expected {_EXPECTED}")
        return None
    try:
        sound = _mended(geometry, shapes) if mend else shapes
    except shapely.errors.GEOSException as error:  # an outer ring that is one place, with a hole
        geometry.refuse("coordinates", f"cannot be mended: {error}", "Correct the file")
        return None
    if not sound:
        geometry.refuse("coordinates", "encloses nothing: mending leaves no area")
        return None
    whole = _joined(sound)
    if not whole.is_valid:
        faulty = next((shape for shape in shapes if not shape.is_valid), whole)
        geometry.refuse("coordinates", f"is invalid: {_fault(faulty)}", _MEND)
        return None
    return Polygons(tuple(_arrays(polygon) for polygon in _areas(whole)), edges)


_MEND = "Parts of one zone may not overlap and edges may not cross; correct the file, or ask for --mend"


def _polygon(geometry: Fields, name: str, part: object, *, mend: bool) -> shapely.Polygon | None:
    rings = cast("list[object]", part) if isinstance(part, list) else []
    least = 3 if mend else 4
    rows = [read_rows(geometry, f"{name}[{i}]", ring, at_least=least, mend=mend) for i, ring in enumerate(rings)]
    known = [ring for ring in rows if ring is not None]
    if not rings:
        geometry.refuse(name, "expected a list of rings, the outer one first")
    for i, ring in enumerate(known):
        if (ring[0] == ring[-1]).all():
            continue
        if not mend:
            geometry.refuse(f"{name}[{i}]", "is not closed: its last position differs from its first", _CLOSE)
            return None
        geometry.note(f"{name}[{i}]", "mended: was not closed, and its first position was repeated at the end")
    if not known or len(known) < len(rings):
        return None
    return shapely.Polygon(known[0], [beside(hole, known[0]) for hole in known[1:]])


_CLOSE = "Repeat the first position at the end (RFC 7946 section 3.1.6), or ask for --mend"


def _areas(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of a geometry; mending may leave lines and points behind, which enclose nothing."""
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, shapely.Polygon)]


def _mended(geometry: Fields, shapes: list[shapely.Polygon]) -> list[shapely.Polygon]:
    """Every part made valid on its own, then all of them united: where parts overlap, the zone holds."""
    whole = shapely.MultiPolygon(shapes)
    if whole.is_valid:
        return shapes
    sound = _areas(shapely.union_all([area for shape in shapes for area in _areas(shapely.make_valid(shape))]))
    rebuilt = f"rebuilt from polygons, holes {_counted(shapes)} to {_counted(sound)}"
    geometry.note("coordinates", f"mended: was invalid, {_fault(whole)}; {rebuilt}")
    return sound


def _fault(shape: shapely.Geometry) -> str:
    """Why a geometry is invalid, and at which [lon, lat]."""
    why, _, place = shapely.is_valid_reason(shape).rstrip("]").partition("[")
    return f"{why} at [{', '.join(place.split())}]"


def _counted(shapes: list[shapely.Polygon]) -> str:
    return f"{len(shapes)}, {sum(len(shape.interiors) for shape in shapes)}"


def _joined(shapes: list[shapely.Polygon]) -> shapely.Polygon | shapely.MultiPolygon:
    """One geometry; parts that end at the antimeridian on the western side are moved east and dissolved there."""
    bounds = np.array([shape.bounds for shape in shapes])
    at_east, at_west = bounds[:, 2] == HALF_TURN, bounds[:, 0] == -HALF_TURN
    moved = at_west & ~at_east
    if not (at_east.any() and moved.any()):
        return shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)
    east = [shapely.transform(s, _east) if m else s for s, m in zip(shapes, moved, strict=True)]
    meeting = [s for s, m, e in zip(east, moved, at_east, strict=True) if m or e]
    others = [s for s, m, e in zip(east, moved, at_east, strict=True) if not (m or e)]
    if not all(shape.is_valid for shape in meeting):
        return shapely.MultiPolygon(east)
    return shapely.MultiPolygon([*_areas(shapely.union_all(meeting)), *others])


def _east(rows: Floats) -> Floats:
    return rows + np.array([TURN, 0.0])


def _arrays(polygon: shapely.Polygon) -> tuple[Floats, ...]:
    return tuple(shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors))
