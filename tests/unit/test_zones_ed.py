"""UAS geozones of ED-269 and ED-318 are read as zones; what cannot be said of a zone is in force, and named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from geozones_in_hand import (
    BOW_TIE,
    CIRCLE_269,
    CIRCLE_318,
    LAYER_318,
    POLYGON_269,
    SQUARE,
    ed269,
    ed318,
    file,
    read,
    volume,
)

from standoff.model.zone import Circle, HeightBand, Polygons, VerticalReference, ZoneKind
from standoff.zones.draft import KINDS
from standoff.zones.geojson import check_zones

REFUSED = [
    ([ed269(identifier=None)], "features[0]: identifier", "is missing"),
    ([ed269(geometry=[])], '"SYN1": geometry', "at least one volume"),
    ([ed269(volume(), {"uomDimensions": "M"})], "geometry[1]: horizontalProjection", "expected an object"),
    ([ed269(volume({"type": "Sphere"}))], "horizontalProjection: type", "expected Circle or Polygon"),
    ([ed269(volume({**CIRCLE_269, "center": [7, 99]}))], "horizontalProjection: center", "expected [lon, lat]"),
    ([ed269(volume({**CIRCLE_269, "radius": None}))], "horizontalProjection: radius", "is missing"),
    ([ed269(volume({**CIRCLE_269, "radius": -1}))], "horizontalProjection: radius", "greater than 0"),
    ([ed269(volume(uomDimensions="NM"))], "geometry[0]: uomDimensions", "expected M or FT"),
    ([ed269(volume(upperLimit="high"))], "geometry[0]: upperLimit", "expected a number"),
    ([ed269(volume(lowerVerticalReference="FL"))], "lowerVerticalReference", "expected one of AGL, AMSL, WGS84"),
    ([ed269(volume(upperVerticalReference=None))], "upperVerticalReference", "it is missing"),
    ([ed269(volume(lowerLimit=500))], "geometry[0]: lowerLimit", "lies above upperLimit"),
    (
        [ed269(volume(), volume({"type": "Polygon", "coordinates": BOW_TIE}))],
        '"SYN1/2": geometry[1]: horizontalProjection: coordinates',
        "Self-intersection at [0.5, 0.5]",
    ),
    ([ed269(applicability=[{"startDateTime": "soon"}])], "applicability[0]: startDateTime", "expected a time"),
    (
        [ed269(applicability=[{"startDateTime": "2022-02-01T00:00:00Z", "endDateTime": "2022-01-01T00:00:00Z"}])],
        "applicability[0]: endDateTime",
        "does not come after",
    ),
    (
        [ed269(applicability=[{"schedule": [{"day": ["MON"], "startTime": "noon"}]}])],
        "schedule[0]: startTime",
        "expected a time of day",
    ),
    ([ed318(identifier=None), ed318()], "features[0]: properties: identifier", "is missing"),
    ([ed318({"type": "Point", "coordinates": [0, 0]})], "geometry: extent", "is missing"),
    ([ed318({**CIRCLE_318, "extent": {"subType": "Circle"}})], "geometry: extent: radius", "is missing"),
    ([ed318({**CIRCLE_318, "layer": {**LAYER_318, "uom": "km"}})], "geometry: layer: uom", "expected M or FT"),
    ([ed318({"type": "GeometryCollection", "geometries": []})], "geometry: geometries", "at least one"),
    (
        [ed318({"type": "GeometryCollection", "geometries": [CIRCLE_318, {"type": "MultiPoint"}]})],
        '"SYN1/2": geometry: geometries[1]: type',
        "expected a Polygon",
    ),
    ([ed318({"type": "Polygon", "coordinates": BOW_TIE})], '"SYN1": geometry: coordinates', "Self-intersection at ["),
]


@pytest.mark.parametrize(("geozones", "where", "problem"), REFUSED, ids=[f"{w}: {p}" for _, w, p in REFUSED])
def test_what_is_wrong_is_named_with_its_place(geozones: list[dict[str, Any]], where: str, problem: str) -> None:
    _, problems = check_zones(file(*geozones), "z.json")
    assert [where in p.where and problem in p.problem for p in problems] == [True]


def test_everything_wrong_with_a_file_is_listed_at_once() -> None:
    wrong = ed269(volume(uomDimensions="NM"), volume({"type": "Polygon", "coordinates": BOW_TIE}), identifier="WRONG")
    zones, problems = check_zones(file(wrong, ed269()), "z.json")
    assert [p.where.rpartition(": ")[2] for p in problems] == ["uomDimensions", "coordinates"]
    assert [zone.id for zone in zones] == ["SYN1"]


@pytest.mark.parametrize("data", [b'<?xml version="1.0"?><kml/>', b"\xef\xbb\xbf<event/>", b"  <kml/>"])
def test_kml_and_cot_are_said_not_to_be_read_yet(data: bytes) -> None:
    _, problems = check_zones(data, "z.kml")
    assert ["KML and shapes of CoT cannot be read yet" in p.problem for p in problems] == [True]


def test_both_standards_give_the_same_zone_of_the_same_volume() -> None:
    feet = volume(uomDimensions="M") | {"upperLimit": 400 * 0.3048}
    for geozone in (ed269(feet), ed318()):
        (zone,), notes = read(geozone)
        assert (zone.id, zone.name, zone.kind) == ("SYN1", "Synthetic", ZoneKind.EXCLUSION)
        assert zone.footprint == Circle(46.9, 7.5, 500)
        assert zone.height == HeightBand(0, 400 * 0.3048, VerticalReference.AGL)
        assert zone.schedule == ()
        assert notes == []


@pytest.mark.parametrize(
    "geometry", [[volume(POLYGON_269)], {"type": "Polygon", "coordinates": SQUARE, "layer": LAYER_318}]
)
def test_a_polygon_keeps_its_holes(geometry: Any) -> None:
    (zone,), _ = read(ed269(geometry=geometry) if isinstance(geometry, list) else ed318(geometry))
    assert isinstance(zone.footprint, Polygons)
    assert [[ring.tolist() for ring in part] for part in zone.footprint.parts] == [SQUARE]


@pytest.mark.parametrize(("restriction", "kind"), KINDS.items())
def test_a_restriction_is_a_kind(restriction: str, kind: ZoneKind) -> None:
    (zone,), notes = read(ed269(restriction=restriction))
    assert zone.kind is kind
    assert len(notes) == (restriction == "NO_RESTRICTION")


def test_a_restriction_that_is_not_known_is_taken_to_be_one_and_named() -> None:
    (zone,), notes = read(ed269(restriction="MAYBE"))
    assert zone.kind is ZoneKind.RESTRICTED
    assert ["restriction: is 'MAYBE'" in note for note in notes] == [True]


HEIGHTS: list[tuple[dict[str, Any], HeightBand | None, int]] = [
    ({}, HeightBand(0, 400, VerticalReference.AGL), 0),
    ({"uomDimensions": "ft"}, HeightBand(0, 400 * 0.3048, VerticalReference.AGL), 0),
    ({"lowerLimit": "120"}, HeightBand(120, 400, VerticalReference.AGL), 0),
    ({"upperLimit": None}, HeightBand(0, np.inf, VerticalReference.AGL), 0),
    ({"upperLimit": None, "lowerLimit": None}, None, 0),
    (
        {"lowerVerticalReference": "WGS84", "upperVerticalReference": "WGS84"},
        HeightBand(0, 400, VerticalReference.HAE),
        0,
    ),
    ({"upperVerticalReference": "AMSL"}, HeightBand(-np.inf, 400, VerticalReference.AMSL), 0),  # 0 AGL is the ground
    ({"upperVerticalReference": "WGS84", "lowerLimit": 50}, HeightBand(-np.inf, 400, VerticalReference.HAE), 1),
]


@pytest.mark.parametrize(("limits", "height", "noted"), HEIGHTS)
def test_limits_are_heights_in_metres_over_their_reference(
    limits: dict[str, Any], height: HeightBand | None, noted: int
) -> None:
    (zone,), notes = read(ed269(volume(POLYGON_269, **limits)))
    assert zone.height == height
    assert len(notes) == noted


def test_the_radius_of_a_circle_in_feet_is_taken_the_larger_way_and_named() -> None:
    (zone,), notes = read(ed269(volume(uomDimensions="FT")))
    assert zone.footprint == Circle(46.9, 7.5, 500)
    assert ["radius: is taken as 500 m" in note for note in notes] == [True]


def test_every_volume_is_a_zone_with_an_id_of_its_own() -> None:
    collection = {"type": "GeometryCollection", "geometries": [{**CIRCLE_318, "layer": LAYER_318}, CIRCLE_318]}
    for geozone in (ed269(volume(), volume(upperLimit=None, lowerLimit=None)), ed318(collection)):
        zones, _ = read(geozone)
        assert [zone.id for zone in zones] == ["SYN1/1", "SYN1/2"]
        assert [zone.height is None for zone in zones] == [False, True]


def test_an_identifier_that_comes_again_is_told_apart_and_named() -> None:
    zones, notes = read(ed269(), ed269(volume(), volume()))
    assert [zone.id for zone in zones] == ["SYN1", "SYN1#2/1", "SYN1#2/2"]
    assert ["features[1]" in note and "'SYN1#2'" in note for note in notes] == [True]


def test_everything_else_is_kept_without_the_positions() -> None:
    (zone,), _ = read(ed269(volume(POLYGON_269), message="Stay away", reason=["OTHER"]))
    kept = zone.properties["ed269"]
    assert (kept["message"], kept["reason"], kept["country"]) == ("Stay away", ["OTHER"], "ZZZ")
    assert kept["geometry"] == volume({"type": "Polygon"})
    (zone,), _ = read(ed318(reason=["DAR"]))
    assert zone.properties["ed318"]["properties"]["reason"] == ["DAR"]
    assert zone.properties["ed318"]["geometry"] == {n: v for n, v in CIRCLE_318.items() if n != "coordinates"} | {
        "type": "Point",
        "layer": LAYER_318,
    }
