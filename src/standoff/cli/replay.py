"""`standoff replay`: files through the engine, as fast as it can."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from standoff.cli import inputs, laddered, summary, writing
from standoff.cli.progress import progress
from standoff.cli.summary import Run
from standoff.cli.zones import zones_of
from standoff.engine.engine import Engine, Settings
from standoff.feeds.columns import parse_by_hand
from standoff.feeds.formats import Format
from standoff.model.errors import UnusableInputError
from standoff.model.units import SECOND_NS, parse_duration_s
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import Confirm

if TYPE_CHECKING:
    from standoff.model.crossing import Crossing
    from standoff.model.reports import ReportBatch

BATCH = 262_144
"""Reports that the engine takes at a time."""


def replay(
    files: Annotated[list[Path], typer.Argument(metavar="INPUT", help="Files of reports: plain, .gz or .zst.")],
    zones: Annotated[Path, typer.Option(metavar="FILE", help="Zones file (GeoJSON, ED-318 or ED-269).")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write crossings.jsonl and summary.json there.")
    ] = None,
    kind: Annotated[
        Format | None, typer.Option("--format", help="Format of the inputs; recognised where not given.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="FIELD=COLUMN,...", help="Columns of a table: time=..,id=..,lat=..,lon=.. and others."),
    ] = None,
    confirm: Annotated[
        Confirm, typer.Option(help="none: verdicts exactly per report; default: two reports in a row.")
    ] = Confirm.DEFAULT,
    pass_gap: Annotated[
        str, typer.Option(metavar="TIME", help="Look for passes between reports at most so far apart.")
    ] = "900s",  # noqa: S107 - a gap that is looked into, not a password
    lateness: Annotated[
        str, typer.Option(metavar="TIME", help="How far a track's watermark trails its newest report.")
    ] = "600s",
    ladder: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Then take the reports through a desk with this ladder, or with 'first'."),
    ] = None,
    *,
    as_arrived: Annotated[
        bool, typer.Option("--as-arrived", help="Keep the order of the files instead of the order of observed time.")
    ] = False,
    mend: Annotated[bool, typer.Option("--mend", help="Repair invalid zone geometry instead of refusing it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Replay files of position reports against zones: who entered, left, passed, how deep, how near.

    The run is repeatable: the same files, zones and options give the same crossings.
    """
    started = time.perf_counter()
    settings = Settings(confirm, _nanoseconds(pass_gap, "--pass-gap"), _nanoseconds(lateness, "--lateness"))
    by_hand = parse_by_hand(columns) if columns is not None else None
    desk = laddered.ladder_for(ladder, out) if ladder is not None else None
    catalogue = Catalogue(zones_of(zones, mend=mend))
    intake = taken_in(files, kind, by_hand)
    engine = Engine(catalogue, settings)
    reports = intake.reports() if as_arrived else by_observed_time(intake.reports())
    crossings = crossed(engine, reports)
    engine.totals.count(crossings)
    run = Run(files, intake, engine, reports, time.perf_counter() - started)
    if desk is not None:
        incidents = laddered.run(desk[1], catalogue.zones, desk[0], reports)
        run = dataclasses.replace(run, incidents=incidents)
    if out is not None:
        writing.write_run(out, crossings, run, [str(file) for file in files])
    summary.show(run, as_json=json, out=out)


def _nanoseconds(text: str, where: str) -> int:
    return round(parse_duration_s(text, where) * SECOND_NS)


def taken_in(files: list[Path], kind: Format | None, by_hand: dict[str, str] | None) -> inputs.Intake:
    """Reads the inputs of a run.

    Raises:
        UnusableInputError: one is no file, or cannot be read as what it is taken for.
    """
    intake = inputs.Intake()
    for file in files:
        if not file.is_file():
            is_folder = file.is_dir()
            raise UnusableInputError(str(file), "is a folder: name its files" if is_folder else "there is no such file")
    with progress("reading", sum(file.stat().st_size for file in files)) as advance:
        for file in files:
            intake.take(file, kind, by_hand, advance.within_part)
            advance.part_done(file.stat().st_size)
    return intake


def by_observed_time(reports: ReportBatch) -> ReportBatch:
    """Archives are grouped by vessel: a run goes by observed time, then source, then place."""
    return reports.take(np.lexsort((reports.place, reports.source, reports.time_ns)))


def crossed(engine: Engine, reports: ReportBatch) -> list[Crossing]:
    """What an engine finds in the reports of a run: crossings in their last form, in event order."""
    last: dict[tuple[object, ...], Crossing] = {}
    with progress("watching", len(reports)) as advance:
        for start in range(0, len(reports), BATCH):
            last.update((c.key, c) for c in engine.on_batch(reports.take(slice(start, start + BATCH))))
            advance.part_done(min(BATCH, len(reports) - start))
        last.update((c.key, c) for c in engine.on_watermark())
    return sorted(last.values(), key=lambda c: (c.at_ns, c.after.time_ns, *c.key))
