"""`standoff demo`: al-Tanf, live, in the console. Synthetic, an exercise, and marked as both."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.simulate import read_scenario
from standoff.incidents.ladder import shipped_ladder
from standoff.model.report_line import Status
from standoff.model.times import from_datetime
from standoff.server.settings import DEFAULT_PORT
from standoff.sim.simulation import simulate
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from standoff.cli.exercise import Exercise
    from standoff.server.desk import ServedDesk

_MS_NS = 1_000_000


class Acts(StrEnum):
    """Who enters what is heard."""

    BY_HAND = "by-hand"
    PLAYED = "played"


def demo(
    speed: Annotated[float, typer.Option(metavar="N", min=0, max=600, help="Desk seconds a second.")] = 60.0,
    variant: Annotated[str | None, typer.Option(metavar="V", help="Which course of events; see simulate.")] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of all randomness.")] = 1,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65_535, help="On 127.0.0.1; 0 takes a free one.")
    ] = DEFAULT_PORT,
    folder: Annotated[
        Path | None, typer.Option("--dir", metavar="DIR", help="Keep the record there; else in build/demo, a new one.")
    ] = None,
    acts: Annotated[
        Acts, typer.Option(help="by-hand: you hear the voices and act; played: everything is entered for you.")
    ] = Acts.BY_HAND,
) -> None:
    """Play al-Tanf, May 2017: a synthetic reconstruction, live, in the console.

    Open the link that is printed. Both clocks, of the movement and of the desk, go at --speed; the console can slow
    them down. Everything is marked as an exercise.
    """
    from standoff.cli import exercise as exercises  # noqa: PLC0415 - half a second that other commands do not need
    from standoff.cli.serving import Settings, serve_desk  # noqa: PLC0415 - the same

    scenario = read_scenario(Path("tanf-2017"))
    simulation = simulate(scenario, variant, seed)
    files = simulation.files()
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder = folder or Path("build") / "demo" / f"{simulation.variant}-{stamp}"
    settings = Settings(
        zones=list(read_zones(files["zones.geojson"], "the scenario's zones")),
        ladder=shipped_ladder(),
        roster=simulation.people,
        status=Status.EXERCISE,
    )

    def exercise(desk: ServedDesk) -> Exercise:
        played = acts is Acts.PLAYED
        return exercises.Exercise(desk, files["reports.jsonl"], simulation.acts, simulation.people, played=played)

    typer.echo(f"{scenario.title}, variant {simulation.variant}: synthetic, exercise only")
    serve_desk(
        folder,
        settings,
        port,
        begins_ms=from_datetime(scenario.start) // _MS_NS,
        speed=speed,
        together=True,
        cues=exercises.cues_of(simulation.acts, played=acts is Acts.PLAYED),
        exercise=exercise,
    )
