"""`standoff ladder budget`: is there time enough on the way in for a ladder, and for them to comply."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from standoff.cli import budget_plot, budget_text
from standoff.cli.budgeting import (
    AT_SEA,
    HALT_AT_SEA_S,
    HALT_ON_LAND_S,
    ON_LAND,
    Budgeted,
    Seen,
    budgeted,
    is_at_sea,
    seen_in,
)
from standoff.cli.chosen_zone import chosen_zone
from standoff.cli.ladder_files import FILE_HELP, usable_ladder_file
from standoff.cli.summary import say
from standoff.cli.writing import write_files
from standoff.incidents.budget import SPREAD, ends_s
from standoff.model.errors import UnusableInputError
from standoff.model.units import parse_duration_s, parse_speed_mps, spaced
from standoff.model.way import Speed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from standoff.incidents.budget import Asked, Bar
    from standoff.model.way import Mark
    from standoff.model.zone import Zone


def budget(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE_HELP)],
    zone: Annotated[str, typer.Option(metavar="FILE[#ID]", help="Zones file, with the id where it has several.")],
    speed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SPEED",
            help="Steady speed of the approach, in km/h, kn or m/s; may be given several times. "
            "Where it is not: 20, 40, 60 km/h; for a zone of the kind safety 5, 10, 20 kn.",
        ),
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="RING|RANGE", help="What the sentence is about: a ring, a range, or the site.")
    ] = "site",
    from_archive: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="INPUT", help="Set real approaches beside: a file of reports, as replay takes; several times."
        ),
    ] = None,
    halt: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long they need to come to a halt: 60s; for the kind safety 10min."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="What the spread is drawn from.")] = 1,
    draws: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="How many cases are drawn.")] = 10_000,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it there, as SVG.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Set the time that an approach leaves against the time that a ladder takes, and the time that they need.

    From the line to each ring and to the site on the shortest way, at steady speeds: at which rung time runs out if
    every deadline is used up, how often in drawn cases, and what would mend it: where the ladder would have to begin,
    or how long an answer may take. Beside it how long they need to leave, or to halt.
    """
    if out is not None and out.suffix != ".svg":
        raise UnusableInputError(f"--out {out}", "the plot is SVG", "Give it a name that ends in .svg")
    ladder, chosen = usable_ladder_file(file), chosen_zone(zone)
    whole = budgeted(
        ladder, chosen, _speeds(speed, chosen), to=to, halt_s=_halt_s(halt, chosen), seed=seed, draws=draws
    )
    seen = seen_in(from_archive, whole) if from_archive else None
    if out is not None:
        write_files(out.parent, {out.name: budget_plot.drawn(whole, seen).encode()})
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(_figures(whole, seen))).decode())
        return
    for line in budget_text.page(whole, seen):
        say(line)
    if out is not None:
        say(f"Written: {out}")


def _speeds(given: Sequence[str] | None, zone: Zone) -> list[Speed]:
    texts = given or (AT_SEA if is_at_sea(zone) else ON_LAND)
    return [Speed(spaced(text), parse_speed_mps(text, "--speed")) for text in texts]


def _halt_s(given: str | None, zone: Zone) -> float:
    if given is not None:
        return parse_duration_s(given, "--halt")
    return HALT_AT_SEA_S if is_at_sea(zone) else HALT_ON_LAND_S


def _figures(whole: Budgeted, seen: Seen | None) -> dict[str, Any]:
    """What `--json` prints; its shape is in `docs/reference/outputs.md`."""
    line_m = whole.marks[-1].from_line_m
    return {
        "ladder": whole.ladder,
        "zone": whole.zone.id,
        "target": whole.target.name,
        "spread": SPREAD,
        "seed": whole.seed,
        "draws": whole.draws,
        "halt_s": whole.halt_s,
        "marks": [_mark_figures(mark, line_m) for mark in whole.marks],
        "blocks": _block_figures(whole),
        "asked": [_asked_figures(one) for one in whole.asked],
        "ways": [_way_figures(whole, bar) for bar in whole.bars],
        "archive": None if seen is None else _seen_figures(whole, seen),
    }


def _mark_figures(mark: Mark, line_m: float) -> dict[str, Any]:
    return {"name": mark.name, "from_line_m": mark.from_line_m, "to_site_m": round(line_m - mark.from_line_m, 3)}


def _block_figures(whole: Budgeted) -> list[dict[str, Any]]:
    return [
        {**dataclasses.asdict(block), "through_s": end_s, "drawn_s": _rounded(drawn_s)}
        for block, end_s, drawn_s in zip(whole.blocks, ends_s(whole.blocks), whole.drawn_s, strict=True)
    ]


def _asked_figures(one: Asked) -> dict[str, Any]:
    figures = dataclasses.asdict(one)
    return figures | {"speed": one.speed.label, "block": one.block.name, "leave_s": round(one.leave_s, 3)}


def _way_figures(whole: Budgeted, bar: Bar) -> dict[str, Any]:
    return {
        "speed": bar.speed.label,
        "speed_mps": bar.speed.mps,
        "to": bar.mark.name,
        "time_s": round(bar.time_s, 3),
        "leave_s": round(bar.time_s, 3),
        "runs_out": _name(whole, bar.runs_out),
        "spare_s": round(bar.spare_s, 3),
        "drawn": _by_block(whole, bar.drawn),
        "mend": None if bar.mend is None else dataclasses.asdict(bar.mend),
    }


def _seen_figures(whole: Budgeted, seen: Seen) -> dict[str, Any]:
    reached = [
        {"to": one.mark.name, "times_s": _rounded(one.times_s), "runs_out": _by_block(whole, one.runs_out)}
        for one in seen.reached
    ]
    return {
        "files": seen.files,
        "approaches": len(seen.approaches),
        "began_inside": seen.began_inside,
        "unreal": seen.unreal,
        "reached": reached,
        "nearest_m": _rounded(seen.nearest_m),
        "nearest_s": _rounded(seen.nearest_s),
    }


def _by_block(whole: Budgeted, counts: Sequence[int]) -> dict[str, int]:
    """Counts by the name of the block in which time runs out, and `none` for those in which it does not."""
    return dict(zip([*(block.name for block in whole.blocks), "none"], counts, strict=True))


def _name(whole: Budgeted, place: int | None) -> str | None:
    return None if place is None else whole.blocks[place].name


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 3) for value in values]
