"""A zones file (GeoJSON, RFC 7946) to zones, or to the list of everything that is wrong with it.

The shape of the file is in `docs/reference/zones-file.md`. Properties that are not known here are kept. A file of UAS
geozones (ED-269, ED-318) is recognised, and each of their volumes is read as the feature that it is drafted as.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from standoff.model.errors import UnusableInputError
from standoff.model.times import HORIZON_NS
from standoff.model.zone import HeightBand, Ring, VerticalReference, Window, Zone, ZoneKind
from standoff.zones import ed269, ed318
from standoff.zones.draft import Draft
from standoff.zones.fields import Fields, Note
from standoff.zones.footprint import read_footprint
from standoff.zones.positions import read_position
from standoff.zones.schedule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = frozenset(
    "id name kind radius_m width_m edges rings floor_m ceiling_m vertical_reference schedule site".split()  # noqa: SIM905 - reads better as words
)


def read_zones(data: bytes, where: str, *, mend: bool = False, notes: list[Note] | None = None) -> tuple[Zone, ...]:
    """Zones of a file.

    Args:
        data: the bytes of the file.
        where: its name, for errors.
        mend: repair invalid geometry instead of refusing it.
        notes: gathers what was mended, and what was taken otherwise than it stands.

    Raises:
        UnusableInputError: the first of what `check_zones` would list.
    """
    zones, problems = check_zones(data, where, mend=mend, notes=notes)
    if problems:
        raise problems[0]
    return zones


def check_zones(
    data: bytes, where: str, *, mend: bool = False, notes: list[Note] | None = None
) -> tuple[tuple[Zone, ...], list[UnusableInputError]]:
    """The zones of a file that are sound, and everything that is wrong with the others; `notes` as in `read_zones`."""
    problems: list[UnusableInputError] = []
    zones: list[Zone] = []
    seen: set[str] = set()
    for draft in _drafts(data, Fields(where, {}, problems, [] if notes is None else notes)):
        zone = _zone(draft, mend=mend)
        if zone is None:
            continue
        if zone.id in seen:
            draft.feature.refuse(
                "properties.id", f"{zone.id!r} is the id of an earlier feature", "Give every zone its own id"
            )
        seen.add(zone.id)
        zones.append(zone)
    if not zones and not problems:
        problems.append(UnusableInputError(where, "holds no features", "A zones file needs at least one"))
    return tuple(zones), problems


def about(data: bytes) -> dict[str, Any]:
    """What a file that has been read says of all its zones together: its members that hold none of them."""
    document: dict[str, Any] = msgspec.json.decode(data.removeprefix(_MARK))
    alone = document.get("type") == "Feature"
    return {} if alone else {name: value for name, value in document.items() if name not in _HOLDING}


_MARK = "\ufeff".encode()
_HOLDING = frozenset({"type", "features", ed269.LISTED})


def _drafts(data: bytes, top: Fields) -> Sequence[Draft]:
    data = data.removeprefix(_MARK)
    try:
        document: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        top.refuse("", *(_FOREIGN if data.lstrip()[:1] == b"<" else (f"is not JSON: {error}", "")))
        return []
    values = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    top.values = values
    listed, kind = ed269.listing(values), values.get("type")
    if listed is None and kind not in ("FeatureCollection", "Feature"):
        top.refuse("", f'expected a GeoJSON "FeatureCollection", ED-318 or ED-269, got type {kind!r}')
        return []
    name = listed or "features"
    items: list[Any] = [values] if listed is None and kind == "Feature" else top.listed(name)
    nested = [top.nested(f"{name}[{place}]", item, within="") for place, item in enumerate(items)]
    features = [fields for fields in nested if fields is not None]
    if listed is not None:
        return ed269.drafts(features)
    return ed318.drafts(features) if ed318.recognised(features) else [Draft(feature) for feature in features]


_FOREIGN = (
    "is XML; KML and shapes of CoT cannot be read yet",
    "Convert the file to GeoJSON first, one feature a zone",
)


def _zone(draft: Draft, *, mend: bool) -> Zone | None:
    feature = draft.feature
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
    footprint = read_footprint(feature, properties, mend=mend, called=draft.called)
    kind = properties.choice("kind", ZoneKind, ZoneKind.DECONFLICTION)
    rings, height, schedule, site = _rings(properties), _height(properties), _schedule(properties), _site(properties)
    if footprint is None or kind is None or len(feature.problems) > before or not draft.sound:
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
    start_ns, end_ns = fields.moment("start", -HORIZON_NS), fields.moment("end", HORIZON_NS)
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
