"""`standoff zones check`: is a zones file sound, and what is in it. `zones import`: the same as a file of our own."""

from __future__ import annotations

import difflib
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import typer

from standoff.cli import inputs
from standoff.cli.summary import many, ring_label, say
from standoff.cli.writing import write_files
from standoff.model.errors import UnusableInputError
from standoff.model.zone import Circle, Corridor, Polygons
from standoff.zones.catalogue import Catalogue
from standoff.zones.costs import Costs
from standoff.zones.document import written
from standoff.zones.geojson import KNOWN, about, check_zones, read_zones
from standoff.zones.index import RegionIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.zone import Zone
    from standoff.zones.catalogue import Region
    from standoff.zones.fields import Note

LISTED = 20
"""How many problems, and how many notes, are printed for a person."""

FOR_LADDERS: Final = ("ladder", "parties", "disclosure")
"""Properties that are read where there is a ladder (`ladder_files`), and kept like any other."""
FILE = "Zones file (GeoJSON, ED-318 or ED-269), plain, .gz or .zst."

zones = typer.Typer(no_args_is_help=True, help="Zones files.", rich_markup_mode=None)


@zones.callback()
def _group() -> None:
    """Zones files."""


@zones.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE)],
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Repair invalid geometry, and say what was repaired.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a zones file: everything that is wrong with it, each with its place; or what is in it.

    Exit status 2 if anything is wrong.
    """
    notes: list[Note] = []
    found, problems = check_zones(_bytes(file), str(file), mend=mend, notes=notes)
    rows, index = ([], {}) if problems else _listed(found)
    if json:
        listed = [{"where": p.where, "problem": p.problem, "remedy": p.remedy} for p in problems]
        told = [{"where": note.where, "note": note.text} for note in notes]
        found_out = {"problems": listed, "notes": told, "zones": rows, "index": index}
        typer.echo(msgspec.json.format(msgspec.json.encode(found_out)).decode())
    else:
        _tell(problems)
        if not problems:
            _show(rows, index, notes)
    if problems:
        raise typer.Exit(2)


@zones.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE)],
    out: Annotated[Path | None, typer.Option("-o", metavar="OUT", help="Write it there; standard output else.")] = None,
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Repair invalid geometry, and say what was repaired.")] = False,
) -> None:
    """Write the zones of a file as a zones file of our own (GeoJSON), to be looked at, changed and kept.

    Every volume of a UAS geozone (ED-318, ED-269) becomes a zone. What cannot be said of a zone is kept in its
    properties, and named. Exit status 2, and nothing is written, if anything is wrong.
    """
    data = _bytes(file)
    notes: list[Note] = []
    found, problems = check_zones(data, str(file), mend=mend, notes=notes)
    if problems:
        _tell(problems)
        raise typer.Exit(2)
    document = written(found, about(data))
    if out is None:
        typer.echo(document, nl=False)
    else:
        try:
            write_files(out.parent, {out.name: document})
        except UnusableInputError as error:
            raise UnusableInputError(f"-o {out}", error.problem) from error
    _tell(notes)
    typer.echo(f"standoff: {many(len(found), 'zone')}" + ("" if out is None else f" written: {out}"), err=True)


def zones_of(file: Path, *, mend: bool) -> list[Zone]:
    """The zones of a file for a run; what its reader should know of them is printed as an error is.

    Raises:
        UnusableInputError: the file cannot be opened, or the first thing that is wrong with it.
    """
    notes: list[Note] = []
    found = list(read_zones(_bytes(file), str(file), mend=mend, notes=notes))
    _tell(notes)
    return found


def _bytes(file: Path) -> bytes:
    with inputs.opened(file) as (stream, _):
        return stream.read()


def _tell(items: Sequence[UnusableInputError | Note]) -> None:
    for item in items[:LISTED]:
        typer.echo(f"standoff: {item}", err=True)
    if len(items) > LISTED:
        typer.echo(f"standoff: and {len(items) - LISTED:,} more; zones check --json lists them all", err=True)


def _listed(found: Sequence[Zone]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What is said of each zone, and of the index over them: built a second time, when what it compiles is ready."""
    catalogue = Catalogue(found)
    started = time.perf_counter()
    index = RegionIndex([region.surface for region in catalogue.regions])
    built_s = time.perf_counter() - started
    costs = Costs.of(catalogue, index)
    rows = [_row(region, costs) for region in catalogue.regions if region.ring is None]
    return rows, {"bytes": costs.size, "built_s": round(built_s, 3)}


def _row(region: Region, costs: Costs) -> dict[str, Any]:
    zone = region.zone
    match zone.footprint:
        case Circle(radius_m=radius_m):
            shape = f"circle, radius {radius_m:,.0f} m"
        case Corridor(line=line, width_m=width_m):
            shape = f"corridor, {len(line)} positions, {width_m:,.0f} m wide"
        case Polygons(parts=parts, edges=edges):
            vertices = sum(len(ring) - 1 for part in parts for ring in part)
            holes = sum(len(part) - 1 for part in parts)
            polygons = many(len(parts), "polygon")
            shape = f"{polygons} with {edges.value} edges, {vertices:,} vertices, {many(holes, 'hole')}"
    return {
        "id": zone.id,
        "name": zone.name,
        "kind": zone.kind.value,
        "shape": shape,
        "rings": [ring_label(ring) for ring in zone.rings],
        "height": None if zone.height is None else _height(zone),
        "windows": len(zone.schedule),
        "site": {"lat": round(region.site[0], 7), "lon": round(region.site[1], 7), "stated": zone.site is not None},
        "cells": {"held": int(costs.held[region.zone_number]), "cut": int(costs.cut[region.zone_number])},
        "properties": zone.properties,
    }


def _height(zone: Zone) -> str:
    band = zone.height
    if band is None:
        return ""
    if math.isinf(band.floor_m):
        return f"up to {band.ceiling_m:g} m {band.reference.value}"
    if math.isinf(band.ceiling_m):
        return f"from {band.floor_m:g} m {band.reference.value} up"
    return f"{band.floor_m:g} to {band.ceiling_m:g} m {band.reference.value}"


def _show(rows: list[dict[str, Any]], index: dict[str, Any], notes: list[Note]) -> None:
    for row in rows:
        say(f"{row['name']} ({row['id']})", style="bold")
        site, cells = row["site"], row["cells"]
        read = [name for name in row["properties"] if name in FOR_LADDERS]
        kept = {name: value for name, value in row["properties"].items() if name not in FOR_LADDERS}
        lines = [
            f"{row['kind']}: {row['shape']}",
            f"range is measured from the {_origin(site)}, {site['lat']:.5f} {site['lon']:.5f}",
            f"rings: {', '.join(row['rings'])}" if row["rings"] else "",
            f"heights: {row['height']}" if row["height"] else "",
            f"switched on in {many(row['windows'], 'window')}" if row["windows"] else "",
            f"read where there is a ladder: {', '.join(read)}" if read else "",
            f"kept, and not acted on: {', '.join(_doubted(kept))}" if kept else "",
            f"costs: {many(cells['held'], 'cell')} held, {cells['cut']:,} cut",
        ]
        for line in filter(None, lines):
            say(f"  {line}")
    say(f"index: {index['bytes'] / 1e6:.1f} MB, built in {index['built_s']:.2f} s")
    for note in notes[:LISTED]:
        say(f"to look at: {note}")
    if len(notes) > LISTED:
        say(f"to look at: {len(notes) - LISTED:,} more; --json lists them all")
    say(f"{many(len(rows), 'zone')}, " + (f"{many(len(notes), 'note')} to look at" if notes else "nothing wrong"))


def _doubted(properties: dict[str, Any]) -> list[str]:
    """Properties that are kept as they are, with what is meant where one looks like a slip of the pen."""
    near = {name: difflib.get_close_matches(name.lower(), KNOWN, 1, 0.7) for name in properties}
    return [f"{name} (did you mean {meant[0]}?)" if meant else name for name, meant in near.items()]


def _origin(site: dict[str, Any]) -> str:
    return "site" if site["stated"] else "centroid"
