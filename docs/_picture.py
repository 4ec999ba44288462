"""The picture of README: range to the site over time, al-Tanf in its three variants, with the crossings that are found.

`make picture` writes it anew; `tests/unit/test_docs_picture.py` fails where the committed one is not what it writes.
Range is on the vertical axis and rings are named lines. Each dot is a report of one vehicle by one of its two sources;
nothing joins them, so that a gap stays a gap.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from standoff.engine.engine import Engine, Settings
from standoff.feeds.decoding import Context
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.model.crossing import Standing
from standoff.model.names import Names
from standoff.sim.reading import load_scenario
from standoff.sim.simulation import simulate
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from standoff.model.arrays import Floats
    from standoff.model.crossing import Crossing

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "pictures" / "tanf-range.svg"
LEAD: Final = "sim:vehicle-01"
WIDTH, HEIGHT, LEFT, TOP, FOOT = 900, 430, 62, 58, 46
FAR_KM, NEAR_KM = 82.0, 20.0
COLOURS: Final = {"halts-64km": "#6b7280", "halts-27km": "#b45309", "turns-back": "#1d4ed8"}
SECOND: Final = 1e9
CLEAR_OF_RING_KM: Final = 30


class Course(NamedTuple):
    """What one variant shows of its lead vehicle: seconds and kilometres of its reports, and its crossings."""

    variant: str
    time_s: Floats
    range_km: Floats
    crossings: list[Crossing]


def course(variant: str) -> Course:
    """Simulates a variant and replays it, in this process."""
    path = ROOT / "scenarios" / "tanf-2017.toml"
    files = simulate(load_scenario(path.read_text(), path.name), variant, 1).files()
    catalogue = Catalogue(read_zones(files["zones.geojson"], "zones.geojson"))
    batch = JsonLinesDecoder(Context("reports.jsonl", "sim", Names(), Names())).feed(files["reports.jsonl"]).batch
    engine = Engine(catalogue, Settings())
    found = [*engine.on_batch(batch), *engine.on_watermark()]
    lead = batch.take(batch.entity == batch.entities.code(LEAD))
    start_ns = int(batch.time_ns.min())
    range_km = catalogue.regions[0].range_m(lead.lat, lead.lon) / 1000
    crossings = [c for c in found if c.track == LEAD and c.standing is Standing.CONFIRMED and c.source == "uav-east"]
    return Course(variant, (lead.time_ns - start_ns) / SECOND, range_km, _since(crossings, start_ns))


def _since(crossings: list[Crossing], start_ns: int) -> list[Crossing]:
    """Crossings with their time counted from the start."""
    return [msgspec.structs.replace(c, at_ns=c.at_ns - start_ns) for c in crossings]


def drawn(courses: list[Course]) -> str:
    """The picture as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 24, "Range to the site over time: al-Tanf, lead vehicle, two sources", size=16),
        _text(LEFT, 43, "synthetic reconstruction, exercise; three variants; circles are crossings that replay finds"),
    ]
    for name, range_km in (("zone 55 km", 55), ("ring 40 km", 40), ("ring 30 km", 30)):
        y = _y(range_km)
        dash = "" if range_km == 55 else ' stroke-dasharray="5 4"'  # noqa: PLR2004 - the zone itself
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - 110}" stroke="#111827"{dash}/>')
        parts.append(_text(WIDTH - 104, y + 4, name))
    parts += [_text(LEFT - 8, _y(km) + 4, f"{km} km", anchor="end") for km in (20, 30, 40, 50, 60, 70, 80)]
    parts += [
        _text(_x(m * 60), HEIGHT - 16, f"{6 + m // 60:02}:{m % 60:02}Z", anchor="middle") for m in range(0, 130, 30)
    ]
    for one in courses:
        parts += _course(one)
    return "\n".join([*parts, "</svg>", ""])


def _course(one: Course) -> list[str]:
    colour = COLOURS[one.variant]
    dots = "".join(f"M{_x(t):.1f} {_y(r):.1f}h0" for t, r in zip(one.time_s[::2], one.range_km[::2], strict=True))
    last = int(np.argmax(one.time_s))
    below = one.range_km[last] < CLEAR_OF_RING_KM
    label_y = _y(float(one.range_km[last])) + (20 if below else -10)
    parts = [
        f'<path d="{dots}" stroke="{colour}" stroke-width="2.6" stroke-linecap="round"/>',
        _text(WIDTH - 116, label_y, one.variant, anchor="end", colour=colour),
    ]
    for crossing in one.crossings:
        x, y = _x(crossing.at_ns / SECOND), _y(crossing.range_m / 1000)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="none" stroke="{colour}" stroke-width="2"/>')
    return parts


def _x(time_s: float) -> float:
    return LEFT + time_s / 7800 * (WIDTH - 110 - LEFT)


def _y(range_km: float) -> float:
    return TOP + (FAR_KM - range_km) / (FAR_KM - NEAR_KM) * (HEIGHT - TOP - FOOT)


def _text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "start", colour: str = "#111827") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


def figures(svg: str) -> list[float]:
    """All numbers of a picture, to compare two of them without minding the last digit of another processor."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", svg)]


if __name__ == "__main__":
    PICTURE.write_text(drawn([course(variant) for variant in COLOURS]))
