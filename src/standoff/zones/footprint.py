"""The geometry of a GeoJSON feature to a footprint: validity, mending, and the seam at the antimeridian.

A polygon is invalid where its edges cross or touch themselves; it is refused with the place, or with `mend`
rebuilt (shapely `make_valid`) and only its areas kept. An edge that spans more than 180 degrees of longitude
could mean either way round the earth and is refused as well. Parts cut at the antimeridian, as RFC 7946 section
3.1.9 asks, are joined again, because the cut is no boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely

from standoff.model.zone import Circle, Corridor, Edges, Footprint, Polygons

if TYPE_CHECKING:
    from standoff.model.arrays import Floats
    from standoff.zones.fields import Fields

_EXPECTED = "a Polygon, a MultiPolygon, a Point with radius_m, or a LineString with width_m"
_WIDEST_LON = 360.0
_HALF_TURN = 180.0


def read_position(value: object) -> tuple[float, float] | None:
    """(lon, lat) of a GeoJSON position, or None; heights in it are not read."""
    try:
        row = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        return None
    if row.ndim != 1 or len(row) < 2 or not _in_range(row[None, :2]):  # noqa: PLR2004 - lon and lat
        return None
    return float(row[0]), float(row[1])


def _in_range(rows: Floats) -> bool:
    return bool((np.abs(rows[:, 0]) <= _WIDEST_LON).all() and (np.abs(rows[:, 1]) <= 90).all())  # noqa: PLR2004 - the poles


def read_footprint(feature: Fields, properties: Fields, *, mend: bool) -> Footprint | None:
    """The footprint of a feature, or None after noting what is wrong."""
    given: object = feature.values.get("geometry")
    geometry = feature.nested("geometry", given, within="")
    edges = properties.choice("edges", Edges, Edges.PLANAR)
    if geometry is None or edges is None:
        return None
    kind, coordinates = geometry.values.get("type"), cast("object", geometry.values.get("coordinates"))
    match kind:
        case "Point":
            return _circle(geometry, properties, coordinates)
        case "LineString":
            return _corridor(geometry, properties, coordinates, edges)
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


def _corridor(geometry: Fields, properties: Fields, coordinates: object, edges: Edges) -> Corridor | None:
    line = _rows(geometry, "coordinates", coordinates, at_least=2)
    width_m = properties.number("width_m", above=0)
    if width_m is None and properties.values.get("width_m") is None:
        properties.refuse("width_m", "is missing", "A LineString is a corridor with a full width in metres")
    return None if line is None or width_m is None else Corridor(line, width_m, edges)


def _rows(geometry: Fields, name: str, value: object, at_least: int) -> Floats | None:
    """Positions as rows of [lon, lat], or None after noting what is wrong."""
    try:
        items = cast("list[list[float]]", value)
        rows = np.asarray([item[:2] for item in items], np.float64)
    except (TypeError, ValueError, OverflowError, KeyError):
        rows = np.empty((0, 2))
    if rows.ndim != 2 or rows.shape[1:] != (2,) or len(rows) < at_least:  # noqa: PLR2004 - rows of lon and lat
        geometry.refuse(name, f"expected at least {at_least} positions [lon, lat]")
        return None
    if not np.isfinite(rows).all() or not _in_range(rows):
        geometry.refuse(
            name, "holds a position outside the earth", "Positions are [lon, lat] in degrees, in that order"
        )
        return None
    steps = np.abs(np.diff(rows[:, 0]))
    whole_turn = (np.abs(rows[:-1, 0]) == _HALF_TURN) & (np.abs(rows[1:, 0]) == _HALF_TURN)
    if ((steps > _HALF_TURN) & ~whole_turn).any():
        row = int(np.argmax((steps > _HALF_TURN) & ~whole_turn))
        geometry.refuse(
            f"{name}[{row}]",
            f"the edge from {rows[row].tolist()} to {rows[row + 1].tolist()} spans over 180 degrees of longitude",
            "Cut the zone at the antimeridian (RFC 7946 section 3.1.9), or count on beyond 180 (181, 182, ...)",
        )
        return None
    return rows


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
    whole = _joined(shapes)
    if not whole.is_valid:
        if not mend:
            geometry.refuse("coordinates", f"is invalid: {shapely.is_valid_reason(whole)}", _MEND)
            return None
        whole = shapely.make_valid(whole)
    return Polygons(tuple(_arrays(polygon) for polygon in _areas(whole)), edges)


_MEND = "Parts of one zone may not overlap and edges may not cross; correct the file, or ask for --mend"


def _polygon(geometry: Fields, name: str, part: object, *, mend: bool) -> shapely.Polygon | None:
    rings = cast("list[object]", part) if isinstance(part, list) else []
    rows = [_rows(geometry, f"{name}[{i}]", ring, at_least=3 if mend else 4) for i, ring in enumerate(rings)]
    known = [ring for ring in rows if ring is not None]
    if not rings:
        geometry.refuse(name, "expected a list of rings, the outer one first")
    for i, ring in enumerate(known):
        if (ring[0] != ring[-1]).any() and not mend:
            geometry.refuse(f"{name}[{i}]", "is not closed: its last position differs from its first", _CLOSE)
            return None
    if not known or len(known) < len(rings):
        return None
    return shapely.Polygon(known[0], known[1:])


_CLOSE = "Repeat the first position at the end (RFC 7946 section 3.1.6), or ask for --mend"


def _areas(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of a geometry; mending may leave lines and points behind, which enclose nothing."""
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, shapely.Polygon)]


def _joined(shapes: list[shapely.Polygon]) -> shapely.Polygon | shapely.MultiPolygon:
    """One geometry; parts that end at the antimeridian on the western side are moved east and dissolved there."""
    bounds = np.array([shape.bounds for shape in shapes])
    at_east, at_west = bounds[:, 2] == _HALF_TURN, bounds[:, 0] == -_HALF_TURN
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
    return rows + np.array([2 * _HALF_TURN, 0.0])


def _arrays(polygon: shapely.Polygon) -> tuple[Floats, ...]:
    return tuple(shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors))
