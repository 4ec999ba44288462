"""What happened at each zone, in figures: the `zones` part of a summary."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from standoff.kernels import geodesy
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.model.times import to_rfc3339
from standoff.zones.insideness import Changes, unknown_heights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.model.arrays import Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue, Region


class ZoneTotals(msgspec.Struct, kw_only=True):
    """Figures of one zone; `crossings` of rings are counted under `rings`, by name.

    Attributes:
        tracks_entered: tracks with at least one report inside.
        last_inside: tracks whose last report is inside.
        enters, exits, first_inside, passes: confirmed crossings by kind.
        provisional: crossings that no further report has followed.
        withdrawn: crossings that the next report did not bear out.
        reports_inside: reports inside.
        heights_unknown: of these, how many count as inside because their height could not be compared.
        deepest_m, deepest_track, deepest_at: the greatest depth of a report inside, metres, whose it was and when.
        nearest_range_m, nearest_track, nearest_at: the least range to the site of any report, inside or not.
        range_from: `site`, or `centroid` where the zone names no site.
    """

    tracks_entered: int = 0
    last_inside: int = 0
    enters: int = 0
    exits: int = 0
    first_inside: int = 0
    passes: int = 0
    provisional: int = 0
    withdrawn: int = 0
    reports_inside: int = 0
    heights_unknown: int = 0
    deepest_m: float | None = None
    deepest_track: str | None = None
    deepest_at: str | None = None
    nearest_range_m: float | None = None
    nearest_track: str | None = None
    nearest_at: str | None = None
    range_from: str = "site"
    rings: dict[str, dict[str, int]] = {}


_COUNTED = {
    CrossingKind.ENTER: "enters",
    CrossingKind.EXIT: "exits",
    CrossingKind.INSIDE: "first_inside",
    CrossingKind.PASS: "passes",
}
_NEAR_ENOUGH = 1.02
"""A straight line a hundredth longer than the shortest belongs to no shorter geodesic: the earth is flat by 1/298."""
_STANDINGS = (Standing.PROVISIONAL.value, Standing.WITHDRAWN.value)


@dataclasses.dataclass(slots=True)
class Tally:
    """Gathers the totals of a run, batch by batch. A change of zones is counted as nothing: nobody moved."""

    zones: dict[str, ZoneTotals] = dataclasses.field(default_factory=dict[str, ZoneTotals])
    _entered: dict[str, set[tuple[int, int]]] = dataclasses.field(default_factory=dict[str, set[tuple[int, int]]])

    def begin(self, catalogue: Catalogue) -> None:
        """Counts for these zones too; those that there were before keep their figures."""
        for zone in catalogue.zones:
            totals = self.zones.setdefault(zone.id, ZoneTotals(rings={}))
            totals.range_from = "site" if zone.site else "centroid"
            for ring in zone.rings:
                totals.rings.setdefault(ring.name, dict.fromkeys((*_COUNTED.values(), *_STANDINGS), 0))

    def on_batch(self, catalogue: Catalogue, steps: Steps, changes: Changes) -> None:
        """Adds the reports of a batch, as these zones judged them."""
        row, number = changes.inside
        self._note_nearest(catalogue, steps)
        unknown = unknown_heights(catalogue, steps, row, number)
        for place in np.unique(number):
            self._add(catalogue.regions[int(place)], steps, row[number == place])
        for place, zone in enumerate(catalogue.zones):
            self.zones[zone.id].heights_unknown += int(unknown[place])

    def _add(self, region: Region, steps: Steps, rows: Int64s) -> None:
        reports = steps.reports
        totals = self.zones[region.zone.id]
        if region.ring is not None:
            return
        totals.reports_inside += len(rows)
        entered = self._entered.setdefault(region.zone.id, set())
        entered.update(zip(reports.source[rows].tolist(), reports.entity[rows].tolist(), strict=True))
        totals.tracks_entered = len(entered)
        depth_m = region.surface.depth_m(reports.lat[rows], reports.lon[rows])
        deepest = int(np.argmax(depth_m))
        if totals.deepest_m is None or depth_m[deepest] > totals.deepest_m:
            totals.deepest_m = float(depth_m[deepest])
            totals.deepest_track = reports.entities[int(reports.entity[rows[deepest]])]
            totals.deepest_at = to_rfc3339(int(reports.time_ns[rows[deepest]]))

    def _note_nearest(self, catalogue: Catalogue, steps: Steps) -> None:
        """The nearest report to each site: by the straight line in space first, exactly among those that come close."""
        reports = steps.reports
        places = geodesy.to_cartesian(reports.lat, reports.lon)
        for region in catalogue.regions:
            if region.ring is not None:
                continue
            site = geodesy.to_cartesian(np.array(region.site[0]), np.array(region.site[1]))
            square = ((places - site) ** 2).sum(axis=1)
            rows = np.flatnonzero(square <= square.min() * _NEAR_ENOUGH + 1)
            range_m = region.range_m(reports.lat[rows], reports.lon[rows])
            nearest = int(np.argmin(range_m))
            totals = self.zones[region.zone.id]
            if totals.nearest_range_m is None or range_m[nearest] < totals.nearest_range_m:
                totals.nearest_range_m = float(range_m[nearest])
                totals.nearest_track = reports.entities[int(reports.entity[rows[nearest]])]
                totals.nearest_at = to_rfc3339(int(reports.time_ns[rows[nearest]]))

    def count(self, crossings: list[Crossing]) -> None:
        """Counts crossings in their last form."""
        for crossing in crossings:
            if crossing.kind is CrossingKind.ZONE_CHANGED:
                continue
            totals = self.zones[crossing.zone]
            confirmed = crossing.standing is Standing.CONFIRMED
            name = _COUNTED[crossing.kind] if confirmed else crossing.standing.value
            if crossing.ring is not None:
                totals.rings[crossing.ring][name] += 1
            else:
                setattr(totals, name, getattr(totals, name) + 1)

    def note_inside(self, tracks: Iterable[dict[str, int]]) -> None:
        """Notes how many tracks are inside each zone by their last report, one term for each version of the zones."""
        counts = sum(map(Counter, tracks), Counter[str]())
        for name, totals in self.zones.items():
            totals.last_inside = counts[name]
