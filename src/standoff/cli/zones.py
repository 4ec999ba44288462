"""`standoff zones check`: is a zones file sound, and what is in it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from standoff.cli import inputs
from standoff.cli.summary import many, ring_label, say
from standoff.model.zone import Circle, Corridor, Polygons
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import KNOWN, check_zones

if TYPE_CHECKING:
    from standoff.model.zone import Zone

LISTED = 20
"""How many problems are printed for a person."""

zones = typer.Typer(no_args_is_help=True, help="Zones files.", rich_markup_mode=None)


@zones.callback()
def _group() -> None:
    """Zones files."""


@zones.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Zones file (GeoJSON), plain, .gz or .zst.")],
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Repair invalid geometry, and say what is left.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a zones file: everything that is wrong with it, each with its place; or what is in it.

    Exit status 2 if anything is wrong.
    """
    with inputs.opened(file) as (stream, _):
        data = stream.read()
    found, problems = check_zones(data, str(file), mend=mend)
    rows = [] if problems else [_row(zone, catalogue) for catalogue in [Catalogue(found)] for zone in found]
    if json:
        listed = [{"where": p.where, "problem": p.problem, "remedy": p.remedy} for p in problems]
        typer.echo(msgspec.json.format(msgspec.json.encode({"problems": listed, "zones": rows})).decode())
    else:
        for problem in problems[:LISTED]:
            typer.echo(f"standoff: {problem}", err=True)
        if len(problems) > LISTED:
            typer.echo(f"standoff: and {len(problems) - LISTED:,} more; --json lists them all", err=True)
        if not problems:
            _show(rows)
    if problems:
        raise typer.Exit(2)


def _row(zone: Zone, catalogue: Catalogue) -> dict[str, Any]:
    region = next(r for r in catalogue.regions if r.zone is zone)
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
        "properties": zone.properties,
    }


def _height(zone: Zone) -> str:
    band = zone.height
    return "" if band is None else f"{band.floor_m:g} to {band.ceiling_m:g} m {band.reference.value}"


def _show(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        say(f"{row['name']} ({row['id']})", style="bold")
        site = row["site"]
        lines = [
            f"{row['kind']}: {row['shape']}",
            f"range is measured from the {_origin(site)}, {site['lat']:.5f} {site['lon']:.5f}",
            f"rings: {', '.join(row['rings'])}" if row["rings"] else "",
            f"heights: {row['height']}" if row["height"] else "",
            f"switched on in {many(row['windows'], 'window')}" if row["windows"] else "",
            f"kept, and not acted on: {', '.join(_doubted(row['properties']))}" if row["properties"] else "",
        ]
        for line in filter(None, lines):
            say(f"  {line}")
    say(f"{many(len(rows), 'zone')}, nothing wrong")


def _doubted(properties: dict[str, Any]) -> list[str]:
    """Properties that are kept as they are, with what is meant where one looks like a slip of the pen."""
    near = {name: difflib.get_close_matches(name.lower(), KNOWN, 1, 0.7) for name in properties}
    return [f"{name} (did you mean {meant[0]}?)" if meant else name for name, meant in near.items()]


def _origin(site: dict[str, Any]) -> str:
    return "site" if site["stated"] else "centroid"
