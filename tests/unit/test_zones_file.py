"""A zones file: what is wrong with one is named with its place; what is right keeps everything it said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from standoff.model.errors import UnusableInputError
from standoff.model.zone import Circle, Polygons, Ring, VerticalReference, ZoneKind
from standoff.zones.geojson import check_zones, read_zones

POINT = {"type": "Point", "coordinates": [38.61778, 33.50583]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
OPEN = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
WIDE = {"type": "Polygon", "coordinates": [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]]}
SWAPPED = {"type": "Polygon", "coordinates": [[[33, 138], [34, 138], [34, 139], [33, 138]]]}


def document(properties: dict[str, Any] | None = None, geometry: Any = POINT) -> bytes:
    feature = {
        "type": "Feature",
        "geometry": geometry,
        "properties": {"id": "z", "radius_m": 55_000} | (properties or {}),
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


REFUSED = [
    (b"{", "z.geojson", "is not JSON"),
    (b"[1]", "z.geojson", "FeatureCollection"),
    (b'{"type":"FeatureCollection","features":[]}', "z.geojson", "holds no features"),
    (b'{"type":"FeatureCollection","features":[7]}', "features[0]", "expected an object"),
    (document({"id": None}), "properties: id", "is missing"),
    (document({"radius_m": None}), "radius_m", "is missing"),
    (document({"radius_m": "5km"}), "radius_m", "greater than 0, got '5km'"),
    (document({"radius_m": -1}), "radius_m", "greater than 0"),
    (document({"radius_m": True}), "radius_m", "expected a number"),
    (document({"kind": "no-go"}), "kind", "expected one of deconfliction"),
    (document({"site": [33, 138]}), "site", "expected [lon, lat]"),
    (document({"floor_m": 10}), "vertical_reference", "is missing"),
    (document({"ceiling_m": 10, "vertical_reference": "ft"}), "vertical_reference", "expected one of hae"),
    (document({"floor_m": 10, "ceiling_m": 5, "vertical_reference": "hae"}), "floor_m", "lies above ceiling_m"),
    (document({"rings": [{"range_m": 5}]}), "rings[0]: name", "is missing"),
    (document({"rings": [{"name": "a"}]}), "rings[0]", "either range_m"),
    (document({"rings": [{"name": "a", "range_m": 1, "offset_m": 1}]}), "rings[0]", "either range_m"),
    (document({"rings": [{"name": "a", "range_m": 1}, {"name": "a", "range_m": 2}]}), "rings[1]: name", "earlier ring"),
    (document({"schedule": [{"start": "soon"}]}), "schedule[0]: start", "expected a time"),
    (document({"schedule": [{"start": "2020-01-02", "end": "2020-01-01"}]}), "schedule[0]: end", "does not come after"),
    (document({"schedule": [{"start": "2020-01-01", "rrule": "FREQ=DAILY"}]}), "schedule[0]: rrule", "needs both"),
    (
        document({"schedule": [{"start": "2020-01-01", "end": "2020-01-02", "rrule": "FREQ=OFTEN"}]}),
        "schedule[0]: rrule",
        "recurrence rule",
    ),
    (document({"kind": []}), "kind", "expected one of deconfliction"),
    (document({"floor_m": 10**400, "vertical_reference": "hae"}), "floor_m", "expected a number"),
    (document({"rings": [{"name": "a", "range_m": None}]}), "rings[0]", "either range_m"),
    (document(geometry={"type": "Point", "coordinates": ["38", "33"]}), "coordinates", "expected [lon, lat]"),
    (b'{"type": [], "features": []}', "z.geojson", "FeatureCollection"),
    (document(geometry=None), "geometry", "expected an object"),
    (document(geometry={"type": "GeometryCollection"}), "geometry: type", "expected a Polygon"),
    (document(geometry={"type": "Point", "coordinates": [200, 95]}), "geometry: coordinates", "expected [lon, lat]"),
    (document(geometry=BOW_TIE), "geometry: coordinates", "Self-intersection at [0.5, 0.5]"),
    (document(geometry=OPEN), "geometry: coordinates[0]", "is not closed"),
    (document(geometry=WIDE), "coordinates[0][0]", "over 180 degrees of longitude"),
    (document(geometry=SWAPPED), "coordinates[0]", "outside the earth"),
    (document(geometry={"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}), "coordinates[0]", "at least 4"),
    (document(geometry={"type": "Polygon", "coordinates": []}), "coordinates", "list of rings"),
    (document(geometry={"type": "MultiPolygon", "coordinates": []}), "coordinates", "holds no polygon"),
    (document(geometry={"type": "LineString", "coordinates": [[0, 0], [1, 1]]}), "width_m", "is missing"),
]


@pytest.mark.parametrize(("data", "where", "problem"), REFUSED, ids=[f"{w}: {p}" for _, w, p in REFUSED])
def test_what_is_wrong_is_named_with_its_place(data: bytes, where: str, problem: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        read_zones(data, "z.geojson")
    assert where in caught.value.where
    assert problem in str(caught.value)


def test_everything_wrong_with_a_file_is_listed_at_once() -> None:
    features = [
        json.loads(document({"kind": "no-go", "radius_m": -1}))["features"][0],
        json.loads(document())["features"][0],
    ]
    zones, problems = check_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "z.geojson")
    assert [p.where.rpartition(": ")[2] for p in problems] == ["radius_m", "kind"]
    assert [zone.id for zone in zones] == ["z"]


def test_an_id_that_two_zones_have_is_refused() -> None:
    features = json.loads(document())["features"] * 2
    _, problems = check_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "z.geojson")
    assert ["earlier feature" in str(p) for p in problems] == [True]


@pytest.mark.parametrize(("given", "expected"), [({"id": 7}, "7"), ({"id": None, "name": "Liberty"}, "Liberty")])
def test_an_id_may_be_a_number_and_a_name_stands_in_for_it(given: dict[str, Any], expected: str) -> None:
    assert read_zones(document(given), "z.geojson")[0].id == expected


def test_a_whole_zone_is_read_and_what_is_not_known_is_kept() -> None:
    (zone,) = read_zones(
        document(
            {
                "name": "Tanf",
                "kind": "deconfliction",
                "site": [38.6, 33.5],
                "rings": [{"name": "inner", "range_m": 30_000}, {"name": "outer", "offset_m": 9_000}],
                "floor_m": 0,
                "ceiling_m": 3_000,
                "vertical_reference": "agl",
                "parties": [{"name": "owner"}],
            }
        ),
        "z.geojson",
    )
    assert zone.footprint == Circle(33.50583, 38.61778, 55_000)
    assert (zone.name, zone.kind, zone.site) == ("Tanf", ZoneKind.DECONFLICTION, (33.5, 38.6))
    assert zone.rings == (Ring("inner", range_m=30_000), Ring("outer", offset_m=9_000))
    assert zone.height is not None
    assert zone.height.reference is VerticalReference.AGL
    assert zone.properties == {"parties": [{"name": "owner"}]}


@pytest.mark.parametrize(("geometry", "parts"), [(BOW_TIE, 2), (OPEN, 1)], ids=["crossing edges", "not closed"])
def test_mending_is_done_only_when_asked_for(geometry: dict[str, Any], parts: int) -> None:
    (zone,) = read_zones(document(geometry=geometry), "z.geojson", mend=True)
    assert isinstance(zone.footprint, Polygons)
    assert len(zone.footprint.parts) == parts


def test_a_polygon_that_mending_leaves_without_area_is_refused() -> None:
    flat = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}
    with pytest.raises(UnusableInputError, match="encloses nothing"):
        read_zones(document(geometry=flat), "z.geojson", mend=True)
