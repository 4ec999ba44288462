"""A feature of our own before it is read: as a GeoJSON file holds it, or drafted from one volume of a UAS geozone.

ED-269 and ED-318 say the same of a zone in two shapes. Here is what they share: names, kinds, heights, ids. What is
drafted is what `docs/reference/geozones.md` says; everything else that the file says is kept beside it.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from standoff.model.units import FOOT_M
from standoff.model.zone import VerticalReference, ZoneKind
from standoff.zones.applicability import schedule_of

if TYPE_CHECKING:
    from collections import Counter

    from standoff.zones.fields import Fields

KINDS: Final = {
    "PROHIBITED": ZoneKind.EXCLUSION,
    "REQ_AUTHORISATION": ZoneKind.RESTRICTED,
    "REQ_AUTHORIZATION": ZoneKind.RESTRICTED,
    "CONDITIONAL": ZoneKind.RESTRICTED,
    "NO_RESTRICTION": ZoneKind.DECONFLICTION,
    "USPACE": ZoneKind.DECONFLICTION,
}
"""The kind of a zone by the restriction of the geozone: ED-269 spells with S, ED-318 with Z."""

REFERENCES: Final = {
    "AGL": VerticalReference.AGL,
    "AMSL": VerticalReference.AMSL,
    "WGS84": VerticalReference.HAE,
}
UNITS_M: Final = {"M": 1.0, "FT": FOOT_M}


class Draft(NamedTuple):
    """A feature to be read as a zone.

    Attributes:
        feature: the feature, named by where it stands in the file.
        called: where in it the file holds the geometry, for errors.
        sound: whether nothing was wrong with it before it was drafted.
    """

    feature: Fields
    called: str = "geometry"
    sound: bool = True


class Words(NamedTuple):
    """What a standard calls the members that both have."""

    standard: str
    restriction: str
    periods: str
    uom: str
    lower: str
    lower_reference: str
    upper: str
    upper_reference: str


class Volume(NamedTuple):
    """One volume of a geozone.

    Attributes:
        called: where the file holds its geometry.
        geometry: the same as GeoJSON.
        dimensions: `radius_m`, `floor_m`, `ceiling_m`, `vertical_reference`, where it has them.
        kept: what the file says of it, without positions.
    """

    called: str
    geometry: dict[str, Any]
    dimensions: dict[str, Any]
    kept: dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Geozone:
    """What the volumes of one geozone share."""

    place: Fields
    id: str
    shared: dict[str, Any]
    words: Words

    @classmethod
    def read(cls, feature: Fields, said: Fields, words: Words, repeats: Counter[str]) -> Geozone | None:
        """A geozone, or None after noting that it has no identifier.

        Args:
            feature: the feature that it is.
            said: the object that holds its identifier and name: the feature itself, or its properties.
            words: those of the standard.
            repeats: how often each identifier has been met; the second of a file becomes `ID#2`.
        """
        identifier = said.text("identifier")
        if not identifier:
            said.refuse("identifier", "is missing", "Crossings and summaries name a zone by it")
            return None
        place = dataclasses.replace(feature)
        said.where = said.where.replace(feature.where, f'{feature.where} "{identifier}"', 1)
        feature.where = f'{place.where} "{identifier}"'
        repeats[identifier] += 1
        zone_id = identifier if repeats[identifier] == 1 else f"{identifier}#{repeats[identifier]}"
        if zone_id != identifier:
            said.note("identifier", f"is that of an earlier feature: the id of this one is {zone_id!r}")
        shared = {
            "name": _name(said) or identifier,
            "kind": _kind(said, words.restriction).value,
            "schedule": schedule_of(said, words.periods),
        }
        return cls(place, zone_id, {name: value for name, value in shared.items() if value}, words)

    def drafts(self, volumes: list[Volume], before: int) -> list[Draft]:
        """A draft for each volume; where there are several, the ids are `ID/1`, `ID/2` and so on.

        Args:
            volumes: those that can be drafted.
            before: how many problems the file had before this geozone.
        """
        sound = len(self.place.problems) == before
        drafts: list[Draft] = []
        for number, volume in enumerate(volumes, 1):
            zone_id = self.id if len(volumes) == 1 else f"{self.id}/{number}"
            properties = {"id": zone_id, **self.shared, **volume.dimensions, self.words.standard: volume.kept}
            feature = {"type": "Feature", "geometry": volume.geometry, "properties": properties}
            drafts.append(Draft(dataclasses.replace(self.place, values=feature), volume.called, sound))
        return drafts


def _name(said: Fields) -> str | None:
    """The name; of several languages the English one, else the first."""
    value: object = said.values.get("name")
    if not isinstance(value, list):
        return said.text("name")
    texts: list[tuple[str, str]] = []
    for item in cast("list[object]", value):
        text = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        if text.get("text"):
            texts.append((str(text.get("lang")), str(text["text"])))
    return next((text for lang, text in texts if lang.startswith("en")), texts[0][1] if texts else None)


def _kind(said: Fields, name: str) -> ZoneKind:
    restriction: object = said.values.get(name)
    kind = KINDS.get(restriction) if isinstance(restriction, str) else None
    if kind is None:
        said.note(name, f"is {restriction!r}, which is not known: the zone is taken to be restricted")
    elif restriction == "NO_RESTRICTION":
        said.note(name, "is NO_RESTRICTION: nothing is restricted there, and it is watched like any other zone")
    return kind or ZoneKind.RESTRICTED


def heights(place: Fields, words: Words) -> dict[str, Any]:
    """`floor_m`, `ceiling_m` and `vertical_reference` of the limits of a volume; a limit that is not there is open.

    One zone has one reference. Of limits in two the ceiling is kept, so that nobody is let out who is inside.
    """
    uom = place.text(words.uom) or "M"
    scale_m = UNITS_M.get(uom.upper())
    if scale_m is None:
        place.refuse(words.uom, f"expected {' or '.join(UNITS_M)}, got {uom!r}")
        return {}
    lower = _limit(place, words.lower, words.lower_reference, scale_m)
    upper = _limit(place, words.upper, words.upper_reference, scale_m)
    if lower is not None and upper is not None:
        if lower[1] is not upper[1]:
            if lower != (0, VerticalReference.AGL):  # nothing is below the ground
                said = f"is measured from {lower[1].value}, {words.upper} from {upper[1].value}"
                place.note(words.lower, f"{said}: a zone has one reference, and this one is open downwards")
            lower = None
        elif lower[0] > upper[0]:
            place.refuse(words.lower, f"{lower[0]:g} m lies above {words.upper}", "No height is inside such a zone")
            return {}
    reference = next((limit[1].value for limit in (upper, lower) if limit is not None), None)
    said = {"floor_m": lower and lower[0], "ceiling_m": upper and upper[0], "vertical_reference": reference}
    return {name: value for name, value in said.items() if value is not None}


def _limit(place: Fields, name: str, reference: str, scale_m: float) -> tuple[float, VerticalReference] | None:
    given: object = place.values.get(name)
    if isinstance(given, str):  # as in the sample of ED-269 that InterUSS has
        with contextlib.suppress(ValueError):
            given = float(given)
    value = dataclasses.replace(place, values={name: given}).number(name)
    if value is None:
        return None
    word = place.text(reference) or ""
    known = REFERENCES.get(word.upper())
    if known is None:
        got = f"got {word!r}" if word else "it is missing"
        place.refuse(reference, f"expected one of {', '.join(REFERENCES)}, {got}", f"{name} is measured from it")
        return None
    return value * scale_m, known
