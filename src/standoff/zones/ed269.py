"""UAS geozones in ED-269 (EUROCAE, 2020) to drafts of zones, one for each volume.

A file holds its zones in `features` or in `UASZoneList`. A zone holds `geometry`, a list of volumes, and each of them
a `horizontalProjection` (a circle, or a polygon with holes) with its limits. Positions are [lon, lat].
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

from standoff.zones.draft import Draft, Geozone, Volume, Words, heights
from standoff.zones.positions import read_position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.zones.fields import Fields

LISTED: Final = "UASZoneList"
WORDS: Final = Words(
    standard="ed269",
    restriction="restriction",
    periods="applicability",
    uom="uomDimensions",
    lower="lowerLimit",
    lower_reference="lowerVerticalReference",
    upper="upperLimit",
    upper_reference="upperVerticalReference",
)


def listing(document: Mapping[str, Any]) -> str | None:
    """The member that holds the zones, or None where the document is not ED-269."""
    if LISTED in document:
        return LISTED
    features: object = document.get("features")
    items = cast("list[object]", features) if isinstance(features, list) else []
    objects = [cast("dict[str, object]", item) for item in items if isinstance(item, dict)]
    return "features" if any(isinstance(item.get("geometry"), list) for item in objects) else None


def drafts(features: list[Fields]) -> list[Draft]:
    """Drafts of all volumes of a file."""
    repeats: Counter[str] = Counter()
    return [draft for feature in features for draft in _drafts(feature, repeats)]


def _drafts(feature: Fields, repeats: Counter[str]) -> list[Draft]:
    before = len(feature.problems)
    geozone = Geozone.read(feature, feature, WORDS, repeats)
    volumes = [_volume(feature, place, item) for place, item in enumerate(feature.listed("geometry"))]
    if not volumes and len(feature.problems) == before:
        feature.refuse("geometry", "expected a list of at least one volume")
    return [] if geozone is None else geozone.drafts([volume for volume in volumes if volume is not None], before)


def _volume(feature: Fields, number: int, item: object) -> Volume | None:
    volume = feature.nested(f"geometry[{number}]", item, within="")
    if volume is None:
        return None
    given: object = volume.values.get("horizontalProjection")
    projection = volume.nested("horizontalProjection", given, within="")
    dimensions = heights(volume, WORDS)
    if projection is None:
        return None
    kept = {name: value for name, value in projection.values.items() if name != "coordinates"}
    whole = {**feature.values, "geometry": {**volume.values, "horizontalProjection": kept}}
    called = f"geometry[{number}]: horizontalProjection"
    match projection.values.get("type"):
        case "Circle":
            return _circle(volume, projection, dimensions, called, whole)
        case "Polygon":
            geometry = {"type": "Polygon", "coordinates": projection.values.get("coordinates")}
            return Volume(called, geometry, dimensions, whole)
        case kind:
            projection.refuse("type", f"expected Circle or Polygon, got {kind!r}")
            return None


def _circle(
    volume: Fields, projection: Fields, dimensions: dict[str, Any], called: str, whole: dict[str, Any]
) -> Volume | None:
    center: object = projection.values.get("center")
    radius_m = projection.number("radius", above=0)
    if read_position(center) is None:
        projection.refuse("center", f"expected [lon, lat] in degrees, got {center!r}")
        return None
    if radius_m is None:
        if projection.values.get("radius") is None:
            projection.refuse("radius", "is missing", "A circle has a radius")
        return None
    uom = volume.values.get(WORDS.uom)
    if isinstance(uom, str) and uom.upper() == "FT":
        projection.note("radius", f"is taken as {radius_m:g} m: files differ on whether feet hold for it too")
    return Volume(called, {"type": "Point", "coordinates": center}, {"radius_m": radius_m, **dimensions}, whole)
