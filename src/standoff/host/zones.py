"""Zones as text: what stands in the record, what a version is the digest of, and what becomes entries on a change."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
import numpy as np

from standoff.incidents.pen import to_text
from standoff.incidents.step import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Desk
    from standoff.model.zone import Zone


NO_LADDERS: Final[Mapping[str, Ladder]] = MappingProxyType({})
"""Of zones none of which names a ladder."""


def zone_facts(desk: Desk, zones: Sequence[Zone], now_ms: int, ladders: Mapping[str, Ladder]) -> list[Fact]:
    """What is to be entered where zones are in force from now on; nothing, if they are those of the desk.

    Each zone that is new or another than before is entered whole, and so is one whose ladder is another; before them,
    the ladders that they name and that the desk does not have. Where the desk has been at work before, a last fact
    names all that are in force, what became of which, and the digest (SHA-256) of their definitions, one a line, by id.
    """
    texts = {zone.id: definition_of(zone) for zone in zones}
    versions = {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()}
    other = [zone for zone in zones if not _is_in_force(desk, zone.id, versions[zone.id], ladders.get(zone.id))]
    facts = _ladder_facts(desk, ladders)
    facts += [_in_force(zone, versions[zone.id], texts[zone.id], ladders.get(zone.id)) for zone in other]
    gone = [name for name in desk.zones if name not in texts]
    if desk.seq and (facts or gone):
        body = {
            "at": to_text(now_ms),
            "zones": list(texts),
            "new": [zone.id for zone in other if zone.id not in desk.zones],
            "changed": [zone.id for zone in other if zone.id in desk.zones],
            "gone": gone,
            "digest": hashlib.sha256("".join(f"{texts[name]}\n" for name in sorted(texts)).encode()).hexdigest(),
        }
        facts.append(Fact(type="zones_changed", body=body))
    return facts


def _is_in_force(desk: Desk, zone: str, version: str, ladder: Ladder | None) -> bool:
    known = desk.zones.get(zone)
    return known is not None and known.version == version and desk.ladders.get(known.ladder) == ladder


def _ladder_facts(desk: Desk, ladders: Mapping[str, Ladder]) -> list[Fact]:
    """The ladders of zones that are new, or others than those that the desk has by that name."""
    found: list[Fact] = []
    for ladder in {ladder.id: ladder for ladder in ladders.values()}.values():
        if desk.ladders.get(ladder.id) != ladder:
            zones = [zone for zone, own in ladders.items() if own.id == ladder.id]
            body = {"ladder": msgspec.to_builtins(ladder), "of_zones": zones}
            found.append(Fact(type="ladder_in_force", body=body))
    return found


def _in_force(zone: Zone, version: str, definition: str, ladder: Ladder | None) -> Fact:
    rings = sorted(zone.rings, key=lambda ring: -(ring.range_m if ring.range_m is not None else ring.offset_m or 0.0))
    body = {
        "zone": zone.id,
        "name": zone.name,
        "version": version,
        "rings": [ring.name for ring in rings],
        "ring_mm": {ring.name: round(ring.range_m * 1000) for ring in rings if ring.range_m is not None},
        "ladder": ladder.id if ladder is not None else "",
        "definition": definition,
    }
    return Fact(type="zone_in_force", body=body)


def definition_of(zone: Zone) -> str:
    """Everything that a zone says, as JSON text with sorted keys; numbers as Python writes them, exactly.

    It goes into an entry as text, so that the entry itself holds no floats.
    """
    return json.dumps(_plain(zone), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:  # noqa: ANN401 - properties are any JSON
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"shape": type(value).__name__.lower(), **fields}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[object]", value)]
    return value
