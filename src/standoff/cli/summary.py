"""The summary of a run: as JSON for a program, as a page for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.console import Console

from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.cli.inputs import Intake
    from standoff.engine.engine import Engine
    from standoff.model.reports import ReportBatch
    from standoff.model.zone import Ring, Zone
    from standoff.zones.totals import ZoneTotals


@dataclass(frozen=True, slots=True)
class Run:
    """What a summary is made of."""

    files: list[Path]
    intake: Intake
    engine: Engine
    reports: ReportBatch
    wall_s: float
    incidents: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The content of summary.json; its shape is in `docs/reference/outputs.md`."""
        rejected = dict(sorted(self.intake.rejected.items()))
        read = len(self.reports) + sum(rejected.values())
        return {
            "inputs": [
                {"file": str(file), "format": kind.value}
                for file, kind in zip(self.files, self.intake.formats, strict=True)
            ],
            "reports": {
                "read": read,
                "accepted": len(self.reports) - self.engine.late,
                "late": self.engine.late,
                "rejected": rejected,
                "untracked": self.engine.untracked,
                "first": to_rfc3339(int(self.reports.time_ns.min())) if len(self.reports) else None,
                "last": to_rfc3339(int(self.reports.time_ns.max())) if len(self.reports) else None,
                "status": {status.value: count for status, count in self.reports.statuses().items() if count},
                "other": dict(sorted(self.intake.other.items())),
            },
            "rejected_examples": [
                {"file": file, **msgspec.structs.asdict(example)} for file, example in self.intake.examples
            ],
            "tracks": self.engine.track_count,
            "zones": {name: _rounded(totals) for name, totals in self.engine.totals.zones.items()},
            **({} if self.incidents is None else {"incidents": self.incidents}),
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
    for line in _alarms(content["reports"]):
        say(line, style="bold")
    for line in _first_lines(content):
        say(line)
    for example in content["rejected_examples"]:
        say(f"  {example['reason']}: {example['file']}:{example['line']}: {example['excerpt']}", style="dim")
    for zone in run.engine.zones:
        say("")
        say(f"{zone.name} ({zone.id})", style="bold")
        for line in _zone_lines(content["zones"][zone.id], zone):
            say(f"  {line}")
    if out is not None:
        say("")
        if run.incidents is not None:
            say(f"{many(run.incidents, 'incident')} opened: {out / 'incidents.jsonl'}, the record in {out / 'record'}")
        say(f"Written: {out / 'crossings.jsonl'}, {out / 'summary.json'}")


def say(text: str, style: str = "") -> None:
    """Prints a line as it is: never broken, nothing in it taken for markup."""
    Console().print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def _alarms(reports: dict[str, Any]) -> list[str]:
    """What a reader must not miss: that nothing was watched, that nothing is real."""
    lines: list[str] = []
    if reports["accepted"] == reports["untracked"]:
        lines.append(
            "NOTHING WAS WATCHED: no report could be followed. The zones below are not clear, they are unknown"
        )
    unreal = {name: count for name, count in reports["status"].items() if name != "actual"}
    if unreal:
        lines.append(
            "NOT REAL: " + ", ".join(f"{many(count, 'report')} marked {name}" for name, count in unreal.items())
        )
    return lines


def _first_lines(content: dict[str, Any]) -> list[str]:
    reports = content["reports"]
    rejected = sum(reports["rejected"].values())
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in reports["rejected"].items())
    lines = [
        (
            f"{many(reports['read'], 'report')} read of {many(content['tracks'], 'track')} "
            f"in {content['wall_s']:.2f} s ({content['reports_per_s']:,} a second)"
        ),
        f"{reports['accepted']:,} accepted, {reports['late']:,} late, {rejected:,} rejected"
        + (f": {reasons}" if reasons else ""),
    ]
    if reports["first"]:
        lines.append(f"observed from {reports['first']} to {reports['last']}")
    if reports["untracked"]:
        lines.append(f"{reports['untracked']:,} of the accepted name nobody and belong to no track")
    if reports["other"]:
        lines.append(f"{sum(reports['other'].values()):,} other lines (not positions of something that moves)")
    return lines


def _zone_lines(zone: dict[str, Any], agreed: Zone) -> list[str]:
    lines = [_counts(zone)]
    if zone["tracks_entered"]:
        were = "was" if zone["tracks_entered"] == 1 else "were"
        lines.append(
            f"{many(zone['tracks_entered'], 'track')} {were} inside at some time, "
            f"{zone['last_inside']:,} at the last report"
        )
    if zone["deepest_m"] is not None:
        lines.append(f"deepest {zone['deepest_m']:,.0f} m: {zone['deepest_track']} at {zone['deepest_at']}")
    if zone["nearest_range_m"] is not None:
        where = f"{zone['nearest_range_m']:,.0f} m from the {zone['range_from']}"
        lines.append(f"nearest {where}: {zone['nearest_track']} at {zone['nearest_at']}")
    if zone["heights_unknown"]:
        lines.append(f"{many(zone['heights_unknown'], 'report')} counted as inside because no height can be compared")
    return lines + [f"ring {ring_label(ring)}: {_counts(zone['rings'][ring.name])}" for ring in agreed.rings]


def ring_label(ring: Ring) -> str:
    """A ring by its name and distance."""
    if ring.range_m is not None:
        return f"{ring.name} ({ring.range_m:,.0f} m of range)"
    return f"{ring.name} ({ring.offset_m or 0:+,.0f} m from the boundary)"


def many(count: int, what: str) -> str:
    """A count with its noun."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _counts(totals: dict[str, int]) -> str:
    return (
        f"{totals['enters']:,} entered, {totals['exits']:,} left, {totals['first_inside']:,} began inside, "
        f"{totals['passes']:,} passed through"
        + (f"; {totals['provisional']:,} not yet confirmed" if totals["provisional"] else "")
        + (f"; {totals['withdrawn']:,} withdrawn" if totals["withdrawn"] else "")
    )
