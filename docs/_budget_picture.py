"""The picture of `docs/explanation/budget.md`: the time budget of the first ladder at al-Tanf, at 20, 40 and 60 km/h.

`make budget-picture` writes it anew, with the function behind `standoff ladder budget --out`;
`tests/unit/test_docs_picture.py` fails where the committed one is not what it draws.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from standoff.cli.budget_plot import drawn as plotted
from standoff.cli.budgeting import HALT_ON_LAND_S, ON_LAND, budgeted
from standoff.incidents.ladder import shipped_ladder
from standoff.model.units import parse_speed_mps, spaced
from standoff.model.way import Speed
from standoff.zones.geojson import read_zones

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "pictures" / "tanf-budget.svg"
ZONE: Final = ROOT / "examples" / "tanf" / "zones.geojson"
TO: Final = "27km"


def drawn() -> str:
    """The picture as SVG."""
    (zone,) = read_zones(ZONE.read_bytes(), ZONE.name)
    speeds = [Speed(spaced(text), parse_speed_mps(text, "")) for text in ON_LAND]
    whole = budgeted(shipped_ladder(), zone, speeds, to=TO, halt_s=HALT_ON_LAND_S, seed=1, draws=10_000)
    return plotted(whole)


if __name__ == "__main__":
    PICTURE.write_text(drawn())
