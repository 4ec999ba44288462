"""A zones file (GeoJSON, RFC 7946) to zones, or to the list of everything that is wrong with it.

The shape of the file is in `docs/reference/zones-file.md`. Properties that are not known here are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from standoff.model.errors import UnusableInputError
from standoff.model.times import HORIZON_NS, from_rfc3339
from standoff.model.zone import HeightBand, Ring, VerticalReference, Window, Zone, ZoneKind
from standoff.zones.fields import Fields
from standoff.zones.footprint import read_footprint
from standoff.zones.positions import read_position
from standoff.zones.schedule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = frozenset(
    "id name kind radius_m width_m edges rings floor_m ceiling_m vertical_reference schedule site".split()  # noqa: SIM905 - reads better as words
)


def read_zones(data: bytes, where: str, *, mend: bool = False) -> tuple[Zone, ...]:
    """Zones of a file.

    Args:
        data: the bytes of the file.
        where: its name, for errors.
        mend: repair invalid geometry instead of refusing it.

    Raises:
        UnusableInputError: the first of what `check_zones` would list.
    """
    zones, problems = check_zones(data, where, mend=mend)
    if problems:
        raise problems[0]
    return zones


def check_zones(data: bytes, where: str, *, mend: bool = False) -> tuple[tuple[Zone, ...], list[UnusableInputError]]:
    """The zones of a file that are sound, and everything that is wrong with the others."""
    problems: list[UnusableInputError] = []
    zones: list[Zone] = []
    seen: set[str] = set()
    for fields in _features(data, where, problems):
        zone = _zone(fields, mend=mend)
        if zone is None:
            continue
        if zone.id in seen:
            fields.refuse("properties.id", f"{zone.id!r} is the id of an earlier feature", "Give every zone its own id")
        seen.add(zone.id)
        zones.append(zone)
    if not zones and not problems:
        problems.append(UnusableInputError(where, "holds no features", "A zones file needs at least one"))
    return tuple(zones), problems


def _features(data: bytes, where: str, problems: list[UnusableInputError]) -> Sequence[Fields]:
    try:
        document: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        problems.append(UnusableInputError(where, f"is not JSON: {error}"))
        return []
    kind = cast("dict[str, Any]", document).get("type") if isinstance(document, dict) else None
    if kind not in ("FeatureCollection", "Feature"):
        problems.append(UnusableInputError(where, f'expected a GeoJSON "FeatureCollection", got type {kind!r}'))
        return []
    top = Fields(where, cast("dict[str, Any]", document), problems)
    features: list[Any] = [document] if kind == "Feature" else top.listed("features")
    nested = [top.nested(f"features[{place}]", feature, within="") for place, feature in enumerate(features)]
    return [fields for fields in nested if fields is not None]


def _zone(feature: Fields, *, mend: bool) -> Zone | None:
    before = len(feature.problems)
    given: object = feature.values.get("properties")
    properties = feature.nested("properties", {} if given is None else given, within="")
    if properties is None:
        return None
    zone_id = _identifier(properties) or _identifier(feature) or properties.text("name")
    if zone_id is None:
        properties.refuse("id", "is missing", "Give every zone an id: crossings and summaries name it")
        return None
    feature.where = f'{feature.where} "{zone_id}"'
    properties.where = f"{feature.where}: properties"
    footprint = read_footprint(feature, properties, mend=mend)
    kind = properties.choice("kind", ZoneKind, ZoneKind.DECONFLICTION)
    rings, height, schedule, site = _rings(properties), _height(properties), _schedule(properties), _site(properties)
    if footprint is None or kind is None or len(feature.problems) > before:
        return None
    return Zone(
        id=zone_id,
        name=properties.text("name") or zone_id,
        kind=kind,
        footprint=footprint,
        rings=rings,
        height=height,
        schedule=schedule,
        site=site,
        properties={name: value for name, value in properties.values.items() if name not in KNOWN},
    )


def _identifier(fields: Fields) -> str | None:
    """An `id`, which may be text or a whole number (RFC 7946 section 3.2)."""
    value = fields.values.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return fields.text("id")


def _site(properties: Fields) -> tuple[float, float] | None:
    value = properties.values.get("site")
    if value is None:
        return None
    position = read_position(value)
    if position is None:
        properties.refuse("site", f"expected [lon, lat] in degrees, got {value!r}")
        return None
    return position[1], position[0]


def _rings(properties: Fields) -> tuple[Ring, ...]:
    rings: list[Ring] = []
    for place, item in enumerate(properties.listed("rings")):
        fields = properties.nested(f"rings[{place}]", item, within="")
        if fields is None:
            continue
        name, range_m, offset_m = fields.text("name"), fields.number("range_m", above=0), fields.number("offset_m")
        if not name:
            fields.refuse("name", "is missing", "A ring is spoken of by its name")
        elif any(ring.name == name for ring in rings):
            fields.refuse("name", f"{name!r} is the name of an earlier ring of this zone")
        elif (fields.values.get("range_m") is None) == (fields.values.get("offset_m") is None):
            fields.refuse("", "expected either range_m (from the site) or offset_m (from the boundary)")
        elif range_m is not None or offset_m is not None:
            rings.append(Ring(name, range_m, offset_m))
    return tuple(rings)


def _height(properties: Fields) -> HeightBand | None:
    floor_m, ceiling_m = properties.number("floor_m"), properties.number("ceiling_m")
    if floor_m is None and ceiling_m is None:
        return None
    reference = properties.choice("vertical_reference", VerticalReference, None)
    if reference is None:
        if properties.values.get("vertical_reference") is None:
            properties.refuse(
                "vertical_reference",
                "is missing while floor_m or ceiling_m is given",
                f"Say what the height is measured from: {', '.join(VerticalReference)}",
            )
        return None
    low = -float("inf") if floor_m is None else floor_m
    high = float("inf") if ceiling_m is None else ceiling_m
    if low > high:
        properties.refuse("floor_m", f"{low:g} lies above ceiling_m {high:g}", "No height is inside such a zone")
    return HeightBand(low, high, reference)


def _schedule(properties: Fields) -> tuple[Window, ...]:
    windows = [_window(properties, place, item) for place, item in enumerate(properties.listed("schedule"))]
    return tuple(window for window in windows if window is not None)


def _window(properties: Fields, place: int, item: object) -> Window | None:
    fields = properties.nested(f"schedule[{place}]", item, within="")
    if fields is None:
        return None
    start_ns, end_ns = _moment(fields, "start", -HORIZON_NS), _moment(fields, "end", HORIZON_NS)
    if start_ns is None or end_ns is None:
        return None
    if end_ns <= start_ns:
        fields.refuse("end", "does not come after start", "A window runs from start to end")
        return None
    rule = fields.text("rrule")
    window = Window(start_ns, end_ns, rule)
    if rule is not None:
        if abs(start_ns) == HORIZON_NS or end_ns == HORIZON_NS:
            fields.refuse("rrule", "needs both start and end", "They give the first window, which the rule repeats")
            return None
        try:
            Rule.read(window)
        except ValueError as error:
            fields.refuse("rrule", f"expected a recurrence rule (RFC 5545), got {rule!r}: {error}")
            return None
    return window


def _moment(fields: Fields, name: str, default_ns: int) -> int | None:
    text = fields.text(name)
    if text is None:
        return default_ns if fields.values.get(name) is None else None
    try:
        return max(-HORIZON_NS, min(HORIZON_NS, from_rfc3339(text)))
    except (ValueError, OverflowError):
        fields.refuse(name, f"expected a time such as 2017-05-18T06:00:00Z, got {text!r}")
        return None
