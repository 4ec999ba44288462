"""Real approaches: from crossings of a zone and the reports behind them, how long the way in took.

An approach begins with a confirmed `enter` of the zone and ends with the next confirmed `exit` of the same track, or
with the reports. In it, each ring counts by its first confirmed `enter`. A track whose first report is already inside
has crossed no line that was seen: it is counted apart. Outer rings, which are crossed before the line, are left out.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.model.crossing import CrossingKind, Standing
from standoff.model.units import SECOND_NS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.model.arrays import Int64s
    from standoff.model.crossing import Crossing
    from standoff.model.reports import ReportBatch
    from standoff.zones.catalogue import Region

_END_NS = 2**63 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class Approach:
    """One way in as it was seen.

    Attributes:
        source, track: whose it is.
        line_ns: when it crossed the line, ns since 1970 UTC.
        reached_s: by the names of rings, seconds from the line.
        nearest_m: least range to the site of its reports inside, metres.
        nearest_s: when that was, seconds after the line.
    """

    source: str
    track: str
    line_ns: int
    reached_s: dict[str, float]
    nearest_m: float
    nearest_s: float


class _Way:
    """An approach that is being put together."""

    def __init__(self, began: Crossing) -> None:
        self.began = began
        self.reached_s: dict[str, float] = {}
        self.end_ns = _END_NS


def approaches(crossings: Iterable[Crossing], reports: ReportBatch, zone: Region) -> tuple[list[Approach], int]:
    """The approaches to a zone, by when they crossed its line, and how many tracks began inside.

    Args:
        crossings: in event order, each in its last form.
        reports: those that the crossings were found in.
        zone: the zone's own footprint, as a catalogue has it.
    """
    ways, began_inside = _ways(crossings, zone.zone.id)
    if not ways:
        return [], began_inside
    order = np.lexsort((reports.time_ns, reports.entity, reports.source))
    whose = (reports.source.astype(np.int64) << 32 | reports.entity)[order]
    return [_seen(way, reports, order, whose, zone) for way in ways], began_inside


def _ways(crossings: Iterable[Crossing], zone: str) -> tuple[list[_Way], int]:
    ways: list[_Way] = []
    under_way: dict[tuple[str, str], _Way] = {}
    began_inside = 0
    for crossing in crossings:
        if crossing.zone != zone or crossing.standing is not Standing.CONFIRMED:
            continue
        whose, kind = (crossing.source, crossing.track), crossing.kind
        if crossing.ring is not None:
            if kind is CrossingKind.ENTER and (way := under_way.get(whose)):
                way.reached_s.setdefault(crossing.ring, (crossing.at_ns - way.began.at_ns) / SECOND_NS)
        elif kind is CrossingKind.ENTER:
            under_way[whose] = _Way(crossing)
            ways.append(under_way[whose])
        elif kind is CrossingKind.EXIT and (way := under_way.pop(whose, None)):
            way.end_ns = crossing.at_ns
        began_inside += kind is CrossingKind.INSIDE and crossing.ring is None
    return ways, began_inside


def _seen(way: _Way, reports: ReportBatch, order: Int64s, whose: Int64s, zone: Region) -> Approach:
    """An approach with its nearest report, among those of its own track."""
    began = way.began
    code = (reports.sources.code(began.source) << 32) | reports.entities.code(began.track)
    own = order[np.searchsorted(whose, code) : np.searchsorted(whose, code, side="right")]
    times_ns = reports.time_ns[own]
    own = own[np.searchsorted(times_ns, began.at_ns) : np.searchsorted(times_ns, way.end_ns, side="right")]
    range_m = zone.range_m(reports.lat[own], reports.lon[own])
    nearest = int(np.argmin(range_m))
    nearest_s = (int(reports.time_ns[own[nearest]]) - began.at_ns) / SECOND_NS
    return Approach(began.source, began.track, began.at_ns, way.reached_s, float(range_m[nearest]), nearest_s)
