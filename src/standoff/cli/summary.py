"""The summary of a run: as JSON for a program, as a page for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.console import Console

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.cli.inputs import Intake
    from standoff.engine.engine import Engine
    from standoff.model.report_line import Status
    from standoff.zones.totals import ZoneTotals


@dataclass(frozen=True, slots=True)
class Run:
    """What a summary is made of."""

    files: list[Path]
    intake: Intake
    engine: Engine
    decoded: int
    statuses: dict[Status, int]
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
                "status": {status.value: count for status, count in self.statuses.items() if count},
                "other": dict(sorted(self.intake.other.items())),
            },
            "rejected_examples": [
                {"file": file, **msgspec.structs.asdict(example)} for file, example in self.intake.examples
            ],
            "tracks": self.engine.track_count,
            "zones": {name: _rounded(totals) for name, totals in self.engine.totals.zones.items()},
            "wall_s": round(self.wall_s, 3),
            "reports_per_s": round(read / self.wall_s) if self.wall_s else None,
        }


def _rounded(totals: ZoneTotals) -> dict[str, Any]:
    """The figures of a zone, metres to the millimetre."""
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in msgspec.structs.asdict(totals).items()
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
    for zone in run.engine.totals.catalogue.zones:
        console.print()
        console.print(f"{zone.name} ({zone.id})", style="bold", highlight=False, markup=False)
        for line in _zone_lines(content["zones"][zone.id]):
            console.print(f"  {line}", highlight=False, markup=False)
    if out is not None:
        console.print()
        console.print(f"Written: {out / 'crossings.jsonl'}, {out / 'summary.json'}", highlight=False)


def _first_lines(content: dict[str, Any]) -> str:
    reports = content["reports"]
    rejected = sum(reports["rejected"].values())
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in reports["rejected"].items())
    lines = [
        (
            f"{_many(reports['read'], 'report')} read of {_many(content['tracks'], 'track')} "
            f"in {content['wall_s']:.2f} s ({content['reports_per_s']:,} a second)"
        ),
        f"{reports['accepted']:,} accepted, {reports['late']:,} late, {rejected:,} rejected"
        + (f": {reasons}" if reasons else ""),
    ]
    unreal = {name: count for name, count in reports["status"].items() if name != "actual"}
    if unreal:
        lines.insert(0, "NOT REAL: " + ", ".join(f"{count:,} reports are {name}" for name, count in unreal.items()))
    if reports["untracked"]:
        lines.append(f"{reports['untracked']:,} of the accepted name nobody and belong to no track")
    if reports["other"]:
        lines.append(f"{sum(reports['other'].values()):,} other lines (not positions of something that moves)")
    return "\n".join(lines)


def _zone_lines(zone: dict[str, Any]) -> list[str]:
    lines = [f"{_counts(zone)}; {_many(zone['tracks_entered'], 'track')} inside"]
    if zone["deepest_m"] is not None:
        lines.append(f"deepest {zone['deepest_m']:,.0f} m, {zone['deepest_track']}")
    if zone["nearest_range_m"] is not None:
        lines.append(f"nearest {zone['nearest_range_m']:,.0f} m from the {zone['range_from']}, {zone['nearest_track']}")
    if zone["unconfirmed"]:
        lines.append(f"{_many(zone['unconfirmed'], 'crossing')} not confirmed by a second report")
    if zone["heights_unknown"]:
        lines.append(f"{_many(zone['heights_unknown'], 'report')} counted as inside because no height can be compared")
    return lines + [f"ring {name}: {_counts(totals)}" for name, totals in zone["rings"].items()]


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _counts(totals: dict[str, int]) -> str:
    return (
        f"{totals['enters']:,} entered, {totals['exits']:,} left, {totals['first_inside']:,} began inside, "
        f"{totals['passes']:,} passed through"
    )
