"""`--zone`: one zone of a zones file, by the file's name, and after a `#` the zone's id where there are several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from standoff.cli.zones import zones_of
from standoff.model.errors import UnusableInputError

if TYPE_CHECKING:
    from standoff.model.zone import Zone

_LISTED = 12


def chosen_zone(text: str) -> Zone:
    """The zone that `FILE` or `FILE#ID` names.

    Raises:
        UnusableInputError: the file is unusable, it has no such zone, or several and none is named.
    """
    name, _, zone_id = (text, "", "") if Path(text).is_file() else text.partition("#")
    found = zones_of(Path(name), mend=False)
    chosen = [zone for zone in found if not zone_id or zone.id == zone_id]
    if len(chosen) == 1:
        return chosen[0]
    ids = [zone.id for zone in found]
    there = ", ".join(ids[:_LISTED]) + (f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else "") or "none"
    problem = f"has no zone {zone_id!r}: there are {there}" if zone_id else f"has {len(ids)} zones: {there}"
    raise UnusableInputError(f"--zone {name}", problem, f"Name one, as in {name}#{ids[0]}" if ids else "")
