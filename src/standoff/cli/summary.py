"""The summary of a run: as JSON for a program, as a page for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.cli.inputs import Intake
    from standoff.engine.engine import Engine


@dataclass(frozen=True, slots=True)
class Run:
    """What a summary is made of."""

    files: list[Path]
    intake: Intake
    engine: Engine
    decoded: int
    wall_s: float

    def as_json(self) -> dict[str, Any]:
        """The content of summary.json; its shape is in `docs/reference/outputs.md`."""
        rejected = dict(sorted(self.intake.rejected.items()))
        read = self.decoded + sum(rejected.values())
        return {
            "inputs": [
                {"file": str(file), "format": kind.value}
                for file, kind in zip(self.files, self.intake.formats, strict=True)
            ],
            "reports": {
                "read": read,
                "accepted": self.decoded - self.engine.late,
                "late": self.engine.late,
                "rejected": rejected,
                "untracked": self.engine.untracked,
                "other": dict(sorted(self.intake.other.items())),
            },
            "rejected_examples": [
                {"file": file, **msgspec.structs.asdict(example)} for file, example in self.intake.examples
            ],
            "tracks": self.engine.track_count,
            "zones": {name: msgspec.structs.asdict(totals) for name, totals in self.engine.totals.zones.items()},
            "wall_s": round(self.wall_s, 3),
            "reports_per_s": round(read / self.wall_s) if self.wall_s else None,
        }


def show(run: Run, *, as_json: bool, out: Path | None) -> None:
    """Prints the summary on standard output."""
    content = run.as_json()
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(content)).decode())
        return
    console = Console()
    console.print(_first_lines(content), highlight=False)
    for example in content["rejected_examples"]:
        where = f"{example['file']}:{example['line']}"
        console.print(
            f"  {example['reason']}: {where}: {example['excerpt']}", style="dim", highlight=False, markup=False
        )
    console.print(_zones_table(content["zones"]))
    if out is not None:
        console.print(f"Written: {out / 'crossings.jsonl'}, {out / 'summary.json'}", highlight=False)


def _first_lines(content: dict[str, Any]) -> str:
    reports = content["reports"]
    rejected = sum(reports["rejected"].values())
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in reports["rejected"].items())
    lines = [
        f"{reports['read']:,} reports read of {content['tracks']:,} tracks in {content['wall_s']:.2f} s "
        f"({content['reports_per_s']:,} a second)",
        f"{reports['accepted']:,} accepted, {reports['late']:,} late, {rejected:,} rejected"
        + (f": {reasons}" if reasons else ""),
    ]
    if reports["untracked"]:
        lines.append(f"{reports['untracked']:,} of the accepted name nobody and belong to no track")
    if reports["other"]:
        lines.append(f"{sum(reports['other'].values()):,} other lines (not positions of something that moves)")
    return "\n".join(lines)


def _zones_table(zones: dict[str, dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("zone")
    for name in ("tracks", "enters", "exits", "began inside", "passes", "unconfirmed", "deepest", "nearest"):
        table.add_column(name, justify="right")
    for name, zone in zones.items():
        counts = ("tracks_entered", "enters", "exits", "first_inside", "passes", "unconfirmed")
        table.add_row(
            name,
            *(f"{zone[count]:,}" for count in counts),
            _metres(zone["deepest_m"], zone["deepest_track"]),
            _metres(zone["nearest_range_m"], zone["nearest_track"]),
        )
        for ring, totals in zone["rings"].items():
            order = (totals["enters"], totals["exits"], totals["first_inside"], totals["passes"])
            table.add_row(f"  {ring}", "", *(f"{count:,}" for count in order), "", "", "")
    return table


def _metres(value: float | None, track: str | None) -> str:
    return "-" if value is None else f"{value:,.0f} m {track}"
