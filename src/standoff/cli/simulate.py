"""`standoff simulate`: a scenario to reports, zones and the truth behind them; all of it synthetic, and labelled so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli import inputs, writing
from standoff.model.errors import UnusableInputError
from standoff.sim.reading import load_scenario
from standoff.sim.scenario import Scenario
from standoff.sim.simulation import simulate as simulate_scenario

_NAMED = Path("scenarios")
_SOURCES = Path(__file__).parents[3] / "scenarios"
_PACKAGED = Path(__file__).parents[1] / "scenarios"


def simulate(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="Scenario file (TOML), or the name of one in scenarios/.")
    ],
    variant: Annotated[
        str | None, typer.Option(metavar="V", help="Which variant; the scenario says the default.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of all randomness.")] = 1,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write reports, zones and truth there.")] = None,
) -> None:
    """Simulate a scenario: reports as imperfect sources would send them, and the ground truth.

    The same scenario, variant and seed give the same bytes. Without --out, says what the scenario has.
    """
    read = read_scenario(scenario)
    simulation = simulate_scenario(read, variant, seed)
    if out is None:
        typer.echo(f"{read.title} (synthetic)")
        for name, listed in read.variants.items():
            default = " (default)" if name == read.default_variant else ""
            typer.echo(f"  --variant {name}{default}: {listed.says}")
        typer.echo("Nothing was written: say where with --out DIR")
        return
    files = simulation.files()
    writing.write_files(out, files)
    typer.echo(f"{read.title}, variant {simulation.variant}, seed {seed}: synthetic, exercise only")
    for name, content in files.items():
        typer.echo(f"  {out / name}  {len(content):,} bytes")


def read_scenario(scenario: Path) -> Scenario:
    """The scenario of a file, or of a name: in `scenarios` here, in the package, or beside the sources.

    Raises:
        UnusableInputError: there is no such file, or it is no scenario.
    """
    beside = (scenario, *(folder / f"{scenario}.toml" for folder in (_NAMED, _PACKAGED, _SOURCES)))
    found = next((path for path in beside if path.is_file()), None)
    if found is None:
        raise UnusableInputError(str(scenario), f"there is no such file, nor {_NAMED / scenario}.toml here")
    with inputs.opened(found) as (stream, _):
        data = stream.read()
    try:
        return load_scenario(data.decode(), str(found))
    except UnicodeDecodeError as error:
        raise UnusableInputError(str(found), f"is not text: {error}") from error
