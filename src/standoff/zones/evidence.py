"""Raw verdicts to crossings: where and when on the way, from which two reports, and why in one sentence."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.times import NO_TIME, to_rfc3339
from standoff.model.units import SECOND_NS
from standoff.zones.heights import comparable_m
from standoff.zones.way import Ways, boundary_share

if TYPE_CHECKING:
    from standoff.model.arrays import Floats, Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Region


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """Within which times a way is looked at.

    Attributes:
        gap_ns: between reports further apart nothing is interpolated, and no pass is looked for.
        since_ns: since when the zones are in force; nothing crosses their boundaries earlier.
    """

    gap_ns: int
    since_ns: int = NO_TIME

    def in_force(self, ways: Ways, share: Floats) -> Floats:
        """Shares of ways, none earlier than the zones are in force."""
        begun = ways.time_ns >= self.since_ns
        if begun.all():
            return share
        least = (self.since_ns - np.where(begun, self.since_ns, ways.time_ns)) / np.maximum(ways.span_ns, 1)
        return np.minimum(np.maximum(share, least), 1.0)


def crossings(
    region: Region, steps: Steps, rows: Int64s, kind: CrossingKind, standing: Standing, bounds: Bounds
) -> list[Crossing]:
    """Crossings of one region, one for each row, in the order of the rows.

    Where the reports on either side are further apart than the gap nothing is interpolated: the crossing then
    stands at the time and place of the report that shows it, and says so.
    """
    reports = steps.reports
    lat, lon, at_ns = reports.lat[rows], reports.lon[rows], reports.time_ns[rows]
    near = ~steps.begins[rows] & (at_ns - steps.before_time_ns[rows] <= bounds.gap_ns)
    if near.any() and kind is not CrossingKind.INSIDE:
        ways = Ways.of(steps, rows[near])
        start, end = np.zeros(near.sum()), np.ones(near.sum())
        share = boundary_share(ways, region, *((start, end) if kind is CrossingKind.ENTER else (end, start)))
        share = bounds.in_force(ways, share)
        (lat[near], lon[near]), at_ns[near] = ways.at(share), ways.time_at(share)
    sentences = [
        _sentence(region, steps, int(row), kind, known=bool(ok)) + _height_note(region, steps, int(row))
        for row, ok in zip(rows, near, strict=True)
    ]
    return _crossings(region, steps, rows, kind, standing, at_ns, lat, lon, sentences)


def passed(region: Region, steps: Steps, rows: Int64s, share: Floats, bounds: Bounds) -> list[Crossing]:
    """Passes, each at a share of the way into its row."""
    ways = Ways.of(steps, rows)
    share = bounds.in_force(ways, share)
    lat, lon = ways.at(share)
    sentences = [
        f"both reports are outside {region.label}, the shortest way between them "
        f"({length:.0f} m in {span / SECOND_NS:.0f} s) leads through it" + _height_note(region, steps, int(row))
        for row, length, span in zip(rows, ways.length_m, ways.span_ns, strict=True)
    ]
    return _crossings(
        region, steps, rows, CrossingKind.PASS, Standing.CONFIRMED, ways.time_at(share), lat, lon, sentences
    )


def changed(region: Region, last: Steps, rows: Int64s, at_ns: int, how: str, *, inside: bool) -> list[Crossing]:
    """What a change of zones made of some last reports: inside or outside a region that was not before.

    Args:
        region: as it is now, or as it was where it is gone.
        last: last reports of tracks.
        rows: those concerned.
        at_ns: when the change took effect.
        how: what is said of the region: new, changed, gone.
        inside: what they are now.
    """
    reports = last.reports
    sentences = [
        how.format(label=region.label, at=to_rfc3339(at_ns), last=to_rfc3339(int(reports.time_ns[row])))
        + (_height_note(region, last, int(row)) if inside else "")
        for row in rows
    ]
    lat, lon, times = reports.lat[rows], reports.lon[rows], np.full(len(rows), at_ns)
    kind, standing = CrossingKind.ZONE_CHANGED, Standing.CONFIRMED
    made = _crossings(region, last, rows, kind, standing, times, lat, lon, sentences)
    return [msgspec.structs.replace(crossing, inside=inside) for crossing in made]


def _sentence(region: Region, steps: Steps, row: int, kind: CrossingKind, *, known: bool) -> str:
    at = to_rfc3339(int(steps.reports.time_ns[row]))
    if kind is CrossingKind.INSIDE:
        return f"the first report, at {at}, is already inside {region.label}"
    was, now = ("outside", "inside") if kind is CrossingKind.ENTER else ("inside", "outside")
    before = to_rfc3339(int(steps.before_time_ns[row]))
    text = f"{was} {region.label} at {before}, {now} it at {at}"
    if region.schedule.rules:
        ends = np.array([steps.before_time_ns[row], steps.reports.time_ns[row]])
        off, on = region.schedule.in_force(ends)
        text += "; the zone was switched on between" if on and not off else ""
        text += "; the zone was switched off between" if off and not on else ""
    return text if known else f"{text}; no report between, so when and where it crossed is not known"


def _height_note(region: Region, steps: Steps, row: int) -> str:
    """Says so where a height could not be held against the zone's, and the report therefore counts as inside."""
    band = region.zone.height
    if band is None:
        return ""
    reports = steps.reports
    hae_m = np.array([steps.before_hae_m[row], reports.alt_hae_m[row]])
    baro_m = np.array([steps.before_baro_m[row], reports.alt_baro_m[row]])
    begins = int(steps.before_time_ns[row]) == NO_TIME
    unknown = np.isnan(comparable_m(band, hae_m, baro_m))[int(begins) :]
    return "; a height that cannot be compared with the zone's counts as within it" if unknown.any() else ""


def _crossings(
    region: Region,
    steps: Steps,
    rows: Int64s,
    kind: CrossingKind,
    standing: Standing,
    at_ns: Int64s,
    lat: Floats,
    lon: Floats,
    sentences: list[str],
) -> list[Crossing]:
    reports = steps.reports
    range_m = region.range_m(lat, lon)
    return [
        Crossing(
            kind=kind,
            standing=standing,
            status=reports.status(int(row)),
            zone=region.zone.id,
            ring=region.ring,
            source=reports.sources[int(reports.source[row])],
            track=reports.entities[int(reports.entity[row])],
            at_ns=int(at_ns[i]),
            lat=float(lat[i]),
            lon=float(lon[i]),
            range_m=float(range_m[i]),
            before=_before(steps, int(row)),
            after=_sighted(steps, int(row)),
            because=sentences[i],
        )
        for i, row in enumerate(rows)
    ]


def _sighted(steps: Steps, row: int) -> Sighted:
    reports = steps.reports
    return Sighted(
        time_ns=int(reports.time_ns[row]),
        lat=float(reports.lat[row]),
        lon=float(reports.lon[row]),
        place=int(reports.place[row]),
    )


def _before(steps: Steps, row: int) -> Sighted | None:
    if int(steps.before_time_ns[row]) == NO_TIME:
        return None
    return Sighted(
        time_ns=int(steps.before_time_ns[row]),
        lat=float(steps.before_lat[row]),
        lon=float(steps.before_lon[row]),
        place=int(steps.before_place[row]),
    )
