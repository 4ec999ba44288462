"""UAS geozones in ED-318 (EUROCAE, 2024) to drafts of zones, one for each volume.

ED-318 is GeoJSON with a vertical `layer` in each geometry, and a circle as a Point with an `extent` in metres (section
4.2.3). A geozone of several volumes is a GeometryCollection.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

from standoff.zones.draft import Draft, Geozone, Volume, Words, heights

if TYPE_CHECKING:
    from standoff.zones.fields import Fields

WORDS: Final = Words(
    standard="ed318",
    restriction="type",
    periods="limitedApplicability",
    uom="uom",
    lower="lower",
    lower_reference="lowerReference",
    upper="upper",
    upper_reference="upperReference",
)
_POSITIONS: Final = {"coordinates", "geometries"}


def recognised(features: list[Fields]) -> bool:
    """Whether features of a GeoJSON file are geozones: one of them has what ED-318 asks of every geozone."""
    given = [cast("object", feature.values.get("properties")) for feature in features]
    said = [cast("dict[str, object]", item).keys() for item in given if isinstance(item, dict)]
    return any({"identifier", "country"} <= names and names & {"variant", "zoneAuthority"} for names in said)


def drafts(features: list[Fields]) -> list[Draft]:
    """Drafts of all volumes of a file."""
    repeats: Counter[str] = Counter()
    return [draft for feature in features for draft in _drafts(feature, repeats)]


def _drafts(feature: Fields, repeats: Counter[str]) -> list[Draft]:
    before = len(feature.problems)
    said = feature.nested("properties", feature.values.get("properties"), within="")
    geozone = None if said is None else Geozone.read(feature, said, WORDS, repeats)
    given: object = feature.values.get("geometry")
    geometry = feature.nested("geometry", given, within="")
    if geometry is None:
        return []
    if geometry.values.get("type") == "GeometryCollection":
        volumes = [_member(feature, geometry, place, item) for place, item in enumerate(geometry.listed("geometries"))]
        if not volumes:
            geometry.refuse("geometries", "expected a list of at least one geometry")
    else:
        volumes = [_volume(feature, geometry, "geometry")]
    return [] if geozone is None else geozone.drafts([volume for volume in volumes if volume is not None], before)


def _member(feature: Fields, collection: Fields, number: int, item: object) -> Volume | None:
    geometry = collection.nested(f"geometries[{number}]", item, within="")
    if geometry is None:
        return None
    geometry.values = {"layer": collection.values.get("layer"), **geometry.values}
    return _volume(feature, geometry, f"geometry: geometries[{number}]")


def _volume(feature: Fields, geometry: Fields, called: str) -> Volume | None:
    given: object = geometry.values.get("layer")
    layer = None if given is None else geometry.nested("layer", given, within="")
    dimensions = {} if layer is None else heights(layer, WORDS)
    if geometry.values.get("type") == "Point":
        radius_m = _radius_m(geometry)
        if radius_m is None:
            return None
        dimensions = {"radius_m": radius_m, **dimensions}
    plain = {name: value for name, value in geometry.values.items() if name in {"type", "coordinates"}}
    kept: dict[str, Any] = {name: value for name, value in geometry.values.items() if name not in _POSITIONS}
    return Volume(called, plain, dimensions, {**feature.values, "geometry": kept})


def _radius_m(geometry: Fields) -> float | None:
    given: object = geometry.values.get("extent")
    if given is None:
        geometry.refuse("extent", "is missing", "A Point is a zone with an extent: a circle with a radius in metres")
        return None
    extent = geometry.nested("extent", given, within="")
    if extent is None:
        return None
    radius_m = extent.number("radius", above=0)
    if extent.values.get("radius") is None:
        extent.refuse("radius", "is missing", "A circle has a radius in metres")
    return radius_m
