"""What commands about ladders are given: a ladder, by its file or by its name; a roster; a zone beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta

from standoff.cli import inputs
from standoff.cli.zones import zones_of
from standoff.incidents.checking import usable_ladder
from standoff.incidents.checking_beside import Beside
from standoff.incidents.ladder import SHIPPED, read_ladder, shipped_ladder
from standoff.model.errors import UnusableInputError
from standoff.server.settings import PersonSettings
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.incidents.ladder import Ladder
    from standoff.model.principal import Principal
    from standoff.model.zone import Zone

FILE_HELP: Final = f"Ladder file (TOML), or the name of one that comes with standoff: {', '.join(SHIPPED)}."


class _Party(msgspec.Struct, frozen=True):
    """A party of a zone; whatever else the file says of it is not read here."""

    name: Annotated[str, Meta(min_length=1)]
    role: str = "counterpart"


class _Roster(msgspec.Struct, frozen=True):
    """The people of a settings file; whatever else it says is not read here."""

    people: Annotated[tuple[PersonSettings, ...], Meta(min_length=1)]


def read_ladder_file(path: Path) -> Ladder:
    """The ladder of a file or name, read and not checked.

    Raises:
        UnusableInputError: it cannot be opened or read.
    """
    if _is_shipped(path):
        return shipped_ladder(str(path))
    return read_ladder(_text(path), str(path))


def usable_ladder_file(path: Path) -> Ladder:
    """The ladder of a file or name, checked: it may be used.

    Raises:
        UnusableInputError: it cannot be opened or read, or has a fault.
    """
    return shipped_ladder(str(path)) if _is_shipped(path) else usable_ladder(_text(path), str(path))


def zone_ladders(zones: Sequence[Zone], file: Path, own: Ladder) -> dict[str, Ladder]:
    """The ladder of each zone that names one, by id of the zone; checked: it may be used.

    Args:
        zones: the zones.
        file: their file; a ladder file is named relative to it.
        own: the desk's own ladder.

    Raises:
        UnusableInputError: a name is none, a ladder cannot be read or has a fault, or two ladders have one name.
    """
    found: dict[str, Ladder] = {}
    known = {own.id: own}
    for zone in zones:
        named, where = zone.properties.get("ladder"), f"{file}: zone {zone.id!r}: properties.ladder"
        if named is None:
            continue
        if not isinstance(named, str) or not named:
            remedy = f"Name a ladder file, or one that comes with standoff: {', '.join(SHIPPED)}"
            raise UnusableInputError(where, f"{named!r} is no name of a ladder", remedy)
        ladder = found[zone.id] = named_ladder(named, file.parent)
        if known.setdefault(ladder.id, ladder) != ladder:
            raise UnusableInputError(where, f"another ladder is called {ladder.id} too", "Give one another version")
    return found


def named_ladder(named: str, beside: Path) -> Ladder:
    """A ladder by the name of one that ships, or by its file, relative to a folder; checked: it may be used.

    Raises:
        UnusableInputError: it cannot be opened or read, or has a fault.
    """
    shipped = named in SHIPPED and not (beside / named).exists()
    return shipped_ladder(named) if shipped else usable_ladder_file(beside / named)


def _is_shipped(path: Path) -> bool:
    return str(path) in SHIPPED and not path.exists()


def _text(path: Path) -> str:
    with inputs.opened(path) as (stream, _):
        try:
            return stream.read().decode()
        except UnicodeDecodeError as error:
            raise UnusableInputError(str(path), f"is not text: {error}") from error


def read_roster(path: Path) -> tuple[Principal, ...]:
    """The people of a settings file, or of a file that holds only `[[people]]`.

    Raises:
        UnusableInputError: it cannot be read, or names nobody.
    """
    from standoff.model.principal import Principal  # noqa: PLC0415 - msgspec reads it

    try:
        found = msgspec.convert(tomllib.loads(_text(path)), _Roster)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(str(path), f"not TOML: {error}") from error
    except msgspec.ValidationError as error:
        remedy = "A roster is [[people]] with id, name and roles, as in the settings of `standoff serve`"
        raise UnusableInputError(str(path), str(error), remedy) from error
    return msgspec.convert(found.people, tuple[Principal, ...], from_attributes=True)


def read_beside(path: Path, speed_mps: float) -> list[Beside]:
    """What a ladder has to know of each zone of a file.

    Raises:
        UnusableInputError: the file is no zones file, or a zone's parties or disclosure cannot be read.
    """
    zones = zones_of(path, mend=False)
    catalogue = Catalogue(zones)
    whole = {region.zone.id: region for region in catalogue.regions if region.ring is None}
    besides: list[Beside] = []
    for zone in zones:
        region = whole[zone.id]
        lat, lon = (np.array([degrees]) for degrees in region.site)
        depth_m = float(region.surface.depth_m(lat, lon)[0])
        told, parties = _told(zone, path), _parties(zone, path)
        besides.append(
            Beside(
                zone=zone.id,
                rings=tuple(ring.name for ring in zone.rings),
                depth_m=max(depth_m, 0.0),
                speed_mps=speed_mps,
                told=told,
                counterparts=tuple(party.name for party in parties if party.role == "counterpart"),
            )
        )
    return besides


def _parties(zone: Zone, path: Path) -> list[_Party]:
    try:
        return msgspec.convert(zone.properties.get("parties", []), list[_Party])
    except msgspec.ValidationError as error:
        remedy = 'Write them as [{"name": "North", "role": "counterpart"}]; roles are counterpart, owner, guarantor'
        raise UnusableInputError(f"{path}: zone {zone.id!r}: properties.parties", str(error), remedy) from error


def _told(zone: Zone, path: Path) -> dict[str, int]:
    """The disclosure level that each party has been given; one that is not named there has been given none."""
    where = f"{path}: zone {zone.id!r}: properties.disclosure"
    remedy = 'Write it as {"North": "L2"}: the level, L0 to L5, that each party has been given'
    try:
        given = msgspec.convert(zone.properties.get("disclosure", {}), dict[str, str])
    except msgspec.ValidationError as error:
        raise UnusableInputError(where, str(error), remedy) from error
    for party, level in given.items():
        if not re.fullmatch("L[0-5]", level):
            raise UnusableInputError(f"{where}.{party}", f"{level!r} is no level", remedy)
    return {party.name: 0 for party in _parties(zone, path)} | {party: int(level[1]) for party, level in given.items()}
