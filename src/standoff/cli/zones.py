"""`standoff zones check`: is a zones file sound, and what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.console import Console

from standoff.cli import inputs
from standoff.model.zone import Circle, Corridor, Polygons
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import check_zones

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
            shape = f"{len(parts)} {edges.value} polygon(s), {vertices:,} vertices, {holes} hole(s)"
    return {
        "id": zone.id,
        "name": zone.name,
        "kind": zone.kind.value,
        "shape": shape,
        "rings": [ring.name for ring in zone.rings],
        "height": None if zone.height is None else _height(zone),
        "windows": len(zone.schedule),
        "site": {"lat": round(region.site[0], 7), "lon": round(region.site[1], 7), "stated": zone.site is not None},
        "properties": zone.properties,
    }


def _height(zone: Zone) -> str:
    band = zone.height
    return "" if band is None else f"{band.floor_m:g} to {band.ceiling_m:g} m {band.reference.value}"


def _show(rows: list[dict[str, Any]]) -> None:
    console = Console()
    for row in rows:
        console.print(f"{row['name']} ({row['id']})", style="bold", highlight=False, markup=False)
        site = row["site"]
        origin = "site" if site["stated"] else "centroid"
        lines = [
            f"{row['kind']}: {row['shape']}",
            f"range is measured from the {origin}, {site['lat']:.5f} {site['lon']:.5f}",
            f"rings: {', '.join(row['rings'])}" if row["rings"] else "",
            f"heights: {row['height']}" if row["height"] else "",
            f"switched on in {row['windows']} window(s)" if row["windows"] else "",
        ]
        for line in filter(None, lines):
            console.print(f"  {line}", highlight=False, markup=False)
    console.print(f"{len(rows):,} zone(s), nothing wrong", highlight=False)
