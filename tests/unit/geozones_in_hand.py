"""Geozones of ED-269 and ED-318 in hand, all of them synthetic, and the names of the real files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.model.zone import Polygons, Zone
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from standoff.zones.fields import Note

SWISS = "zones/swiss_uas_geozones_ed318_2025-03-13.json.gz"
CHE1 = "zones/che1_ed269.json"
SAMPLES = (CHE1, "zones/interuss_cis_source_sample_ed269.json", "zones/interuss_cis_source_sample_ed318.json")
SQUARE = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], [[1, 1], [1, 1.5], [1.5, 1], [1, 1]]]
BOW_TIE = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
LIMITS_269 = {"lowerLimit": 0, "lowerVerticalReference": "AGL", "upperLimit": 400, "upperVerticalReference": "AGL"}
LAYER_318 = {"lower": 0, "lowerReference": "AGL", "upper": 400, "upperReference": "AGL", "uom": "ft"}
SUMMER = {"startDateTime": "2022-06-15T09:00:00.00Z", "endDateTime": "2023-06-15T09:00:00.00Z"}
CIRCLE_269 = {"type": "Circle", "center": [7.5, 46.9], "radius": 500}
POLYGON_269 = {"type": "Polygon", "coordinates": SQUARE}
CIRCLE_318 = {"type": "Point", "coordinates": [7.5, 46.9], "extent": {"subType": "Circle", "radius": 500}}


def volume(projection: Any = CIRCLE_269, **other: Any) -> dict[str, Any]:
    """A synthetic volume of ED-269."""
    return {"uomDimensions": "M", **LIMITS_269, "horizontalProjection": projection, **other}


def ed269(*volumes: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A synthetic geozone of ED-269."""
    said = {"identifier": "SYN1", "country": "ZZZ", "name": "Synthetic", "type": "COMMON", "restriction": "PROHIBITED"}
    return {**said, "applicability": [{"permanent": "YES"}], "geometry": list(volumes or [volume()]), **other}


def ed318(geometry: Any = None, **other: Any) -> dict[str, Any]:
    """A synthetic geozone of ED-318."""
    name = [{"text": "Künstlich", "lang": "de-CH"}, {"text": "Synthetic", "lang": "en-GB"}]
    said = {"identifier": "SYN1", "country": "ZZZ", "name": name, "type": "PROHIBITED", "variant": "COMMON"}
    return {
        "type": "Feature",
        "geometry": {**CIRCLE_318, "layer": LAYER_318} if geometry is None else geometry,
        "properties": {**said, "zoneAuthority": [{"purpose": "INFORMATION"}], **other},
    }


def file(*geozones: dict[str, Any]) -> bytes:
    """A file of geozones: ED-318 where they are features."""
    kind = {"type": "FeatureCollection"} if geozones[0].get("type") == "Feature" else {}
    return json.dumps({**kind, "title": "Synthetic", "features": geozones}).encode()


def read(*geozones: dict[str, Any]) -> tuple[tuple[Zone, ...], list[str]]:
    """Zones of geozones, and what is noted of them."""
    notes: list[Note] = []
    return read_zones(file(*geozones), "z.json", notes=notes), [str(note) for note in notes]


def alike(one: Zone, other: Zone) -> bool:
    """Whether two zones say the same, their footprints number for number."""
    assert type(one.footprint) is type(other.footprint)
    if isinstance(one.footprint, Polygons) and isinstance(other.footprint, Polygons):
        pairs = zip(one.footprint.parts, other.footprint.parts, strict=True)
        same = all(np.array_equal(a, b) for part in pairs for a, b in zip(*part, strict=True))
    else:
        same = one.footprint == other.footprint
    names = ("id", "name", "kind", "rings", "height", "schedule", "site", "properties")
    return same and all(getattr(one, name) == getattr(other, name) for name in names)
