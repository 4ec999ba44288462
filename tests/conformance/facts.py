"""The facts of `ground_truth.json`, and a zones file for each: the union of the features that it names."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping, shape

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

FOOT_M = 0.3048


def facts(data: Path) -> list[tuple[str, dict[str, Any]]]:
    """(file, fact) pairs."""
    truth = json.loads((data / "ground_truth.json").read_text())
    return [(entry["file"], fact) for entry in truth["facts"] for fact in entry["zones"]]


def zones_file(data: Path, fact: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON zones file with one zone, `z`."""
    properties: dict[str, Any] = {"id": "z", "name": fact["name"], "kind": "restricted"}
    if "alt_max" in fact:
        properties |= {"ceiling_m": fact["alt_max"] * FOOT_M, "vertical_reference": "baro"}
    if fact["kind"] == "circle":
        properties["radius_m"] = fact["radius_m"]
        geometry: dict[str, Any] = {"type": "Point", "coordinates": [fact["lon"], fact["lat"]]}
    else:
        geometry = mapping(_union(data / fact["file"], fact["feature_ids"]))
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    return {"type": "FeatureCollection", "features": [feature]}


def _union(path: Path, wanted: list[str]) -> BaseGeometry:
    found = {_identifier(feature): feature for feature in _features(path)}
    shapes = [_sound(shape(_polygon(found[name]["geometry"]))) for name in wanted]
    return shapely.union_all(shapes)


@cache
def _features(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)["features"]


def _identifier(feature: dict[str, Any]) -> str:
    properties = feature["properties"]
    for name in ("identifier", "port", "farm"):
        if name in properties:
            return str(properties[name])
    if "object_class" in properties:
        return f"{properties['cell']}-{properties['object_class']}-{properties['RCID']}"
    return str(feature.get("id"))


def _polygon(geometry: dict[str, Any]) -> dict[str, Any]:
    """ED-318 keeps limits beside the polygon, in a member that GeoJSON does not know."""
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """Mended where it is invalid; of what mending leaves, the areas."""
    if geometry.is_valid:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(geometry)))
    return shapely.union_all([part for part in parts if part.area > 0])
