"""The picture of the benchmark of zones, from what `make bench-zones` kept: points/s by workload, and cost by zones.

Both scales are logarithmic: a point a second is a point a second wherever it stands. `make bench-zones-picture`
writes it.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "pictures" / "zone-rate.svg"
COLOURS: Final = {
    "standoff": "#1d4ed8",
    "SedonaDB": "#b45309",
    "DuckDB spatial": "#be185d",
    "Shapely, tree of points": "#047857",
    "Shapely, tree of zones": "#65a30d",
    "PostGIS": "#6b7280",
    "memory": "#111827",
}
WIDTH, LEFT, RIGHT, TOP, ROW = 900, 150, 30, 84, 34
SLOWEST, FASTEST = 1e2, 1e9
COST_HEIGHT, LOWEST_NS, HIGHEST_NS = 240, 10.0, 1e4
FEWEST, MOST = 100, 100_000


def drawn(results: list[dict[str, Any]]) -> str:
    """The picture as SVG."""
    works = [found for found in results if not found["name"].startswith("density")]
    series = [found for found in results if found["name"].startswith("density")]
    below = TOP + ROW * len(works) + 50
    height = below + COST_HEIGHT + 70
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(20, 26, "Which points lie in which zones: points a second on one processor", size=16),
        *_legend(),
        *_rates(works),
        _text(20, below + 20, "Nanoseconds a point, zones of one density, a million points a call", size=16),
        *_costs(series, below + 40),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _legend() -> list[str]:
    parts: list[str] = []
    for place, (name, colour) in enumerate(COLOURS.items()):
        x = 20 + place * 124
        parts += [
            _mark(name, x + 5, 48),
            _text(x + 14, 52, name.replace("Shapely, tree of", "Shapely,"), colour=colour),
        ]
    return parts


def _rates(works: list[dict[str, Any]]) -> list[str]:
    foot = TOP + ROW * len(works)
    parts: list[str] = []
    for exponent in range(int(math.log10(SLOWEST)), int(math.log10(FASTEST)) + 1):
        x = _rate_x(10.0**exponent)
        parts.append(f'<path d="M{x:.1f} {TOP - 12}V{foot}" stroke="#e5e7eb"/>')
        parts.append(_text(x, foot + 16, _short(10.0**exponent), anchor="middle"))
    for place, found in enumerate(works):
        y = TOP + ROW * place + ROW / 2
        parts.append(_text(LEFT - 12, y + 4, found["name"], anchor="end"))
        rates = {_plain(line): line["points"] / line["seconds"] for line in found["peers"] if "absent" not in line}
        rates |= {"memory": found["memory"], "standoff": found["ours"]["points"] / found["ours"]["seconds"]}
        least, most = _rate_x(min(rates.values())), _rate_x(max(rates.values()))
        parts.append(f'<path d="M{least:.1f} {y:.1f}H{most:.1f}" stroke="#d1d5db"/>')
        parts += [_mark(name, _rate_x(rate), y) for name, rate in rates.items()]
    return parts


def _costs(series: list[dict[str, Any]], top: float) -> list[str]:
    parts: list[str] = []
    for exponent in range(int(math.log10(LOWEST_NS)), int(math.log10(HIGHEST_NS)) + 1):
        y = _cost_y(10.0**exponent, top)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>')
        parts.append(_text(LEFT - 12, y + 4, f"{10**exponent:,} ns", anchor="end"))
    parts += [
        _text(_zones_x(found["zones"]), top + COST_HEIGHT + 18, f"{found['zones']:,} zones", anchor="middle")
        for found in series
    ]
    lines: dict[str, list[tuple[float, float]]] = {}
    for found in series:
        for line in [found["ours"], *(line for line in found["peers"] if "absent" not in line)]:
            cost_ns = 1e9 * line["seconds"] / line["points"]
            lines.setdefault(_plain(line), []).append((_zones_x(found["zones"]), _cost_y(cost_ns, top)))
    for name, points in lines.items():
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        parts += [_mark(name, x, y) for x, y in points]
    return parts


def _plain(line: dict[str, Any]) -> str:
    """A contender's name without the settings that it ran best with."""
    return str(line["name"]).split(" (")[0]


def _mark(name: str, x: float, y: float) -> str:
    if name == "memory":
        return f'<path d="M{x:.1f} {y - 9:.1f}v18" stroke="{COLOURS[name]}" stroke-width="2"/>'
    size = 6.5 if name == "standoff" else 4.5
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{COLOURS[name]}"/>'


def _rate_x(rate: float) -> float:
    return LEFT + math.log(rate / SLOWEST) / math.log(FASTEST / SLOWEST) * (WIDTH - RIGHT - LEFT)


def _zones_x(zones: int) -> float:
    return LEFT + 60 + math.log(zones / FEWEST) / math.log(MOST / FEWEST) * (WIDTH - RIGHT - LEFT - 120)


def _cost_y(cost_ns: float, top: float) -> float:
    return top + math.log(HIGHEST_NS / cost_ns) / math.log(HIGHEST_NS / LOWEST_NS) * COST_HEIGHT


def _short(number: float) -> str:
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.0f} {name}"
    return f"{number:.0f}"


def _text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "start", colour: str = "#111827") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


if __name__ == "__main__":
    PICTURE.write_text(drawn(json.loads(Path(sys.argv[1]).read_text("utf-8"))), "utf-8")
