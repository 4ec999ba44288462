"""The fold from steps to how those in a zone move: halt, withdraw, approach. A first form, for a group by its median.

Theory of operation. Tracks that crossed into a zone are followed, inside and after they left. Every half minute of
observed time each gives its ground speed and the rate at which its range shrinks, as medians of the slopes between any
two fixes (`pace`); a track that cannot tell is not asked. The medians over the tracks decide, and only what two looks
in a row say is handed on: so one wild report of a lone track, one jumping source, or one vehicle that goes back, moves
nothing. What is neither (driving round the site) changes nothing.

A column that turns round in file is not an approach, though most of it still closes: its head draws away, and the rest
comes up to where the head turned. So a look at which more of them draw away than at the look before changes nothing
either, as long as none is nearer to the site than any was at a look before. Whoever does come nearer than that is said
to at once; where some go back and others come on behind them, it waits for the last one to turn.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesy
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.model.movement import Movement, MovementKind
from standoff.model.units import SECOND_NS
from standoff.zones.pace import pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.model.arrays import Floats, Int64s
    from standoff.model.report_line import Status
    from standoff.model.reports import ReportBatch
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue, Region
    from standoff.zones.pace import Fix

LOOK_NS: Final = 30 * SECOND_NS
_FRESH_NS: Final = 120 * SECOND_NS
"""A track that was not heard for so long is not asked."""
_LEFT_FOR_NS: Final = 3600 * SECOND_NS
"""So long after leaving, a track is followed no more."""
_STILL_MPS: Final = 2.0
_CLOSING_MPS: Final = 1.5
_ERR_M: Final = 50.0
"""Taken for the error of a report that states none."""
_DEGREE_M: Final = 111_320.0
"""Metres a degree of a great circle; speeds need no better than a hundredth."""
_INTO: Final = {CrossingKind.ENTER, CrossingKind.PASS}


@dataclasses.dataclass(slots=True)
class _Followed:
    """One track that crossed in: its recent fixes, the place (lat, lon) of the last of them, and when it left."""

    fixes: deque[Fix]
    place: tuple[float, float] = (np.nan, np.nan)
    left_ns: int | None = None


@dataclasses.dataclass(slots=True)
class _Watched:
    """The tracks of one zone and status; what the last look said, and how many drew away; the nearest of any look."""

    region: Region
    status: Status
    followed: dict[int, _Followed] = dataclasses.field(default_factory=dict[int, _Followed])
    newest_ns: int = 0
    looked_ns: int = 0
    last: MovementKind | None = None
    rates: tuple[float, float] | None = None
    away: int = 0
    nearest_m: float = np.inf


class MovementFold:
    """Steps and confirmed crossings in, movements out."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._regions = {region.zone.id: region for region in catalogue.regions if region.ring is None}
        self._watched: dict[tuple[str, Status], _Watched] = {}

    def on_crossing(self, crossing: Crossing, track: int) -> None:
        """Follows a track that crossed in, and notes that it left; where its zone is gone, it left nothing."""
        if (
            crossing.zone not in self._regions
            or crossing.ring is not None
            or crossing.standing is not Standing.CONFIRMED
        ):
            return
        if crossing.kind in _INTO:
            self.follow(crossing.zone, crossing.status, track)
        watched = self._watched.get((crossing.zone, crossing.status))
        followed = watched.followed.get(track) if watched else None
        if followed is not None:
            followed.left_ns = None if crossing.inside or crossing.kind is CrossingKind.ENTER else crossing.at_ns

    def change(self, catalogue: Catalogue) -> None:
        """Other zones are in force. Who is followed stays followed, where their zone is gone by what it was.

        Where a site has moved, what was known of ranges to it is forgotten.
        """
        self._regions = {region.zone.id: region for region in catalogue.regions if region.ring is None}
        for (zone, _), watched in self._watched.items():
            old, watched.region = watched.region, self._regions.get(zone, watched.region)
            if old.site != watched.region.site:
                watched.nearest_m, watched.away, watched.last = np.inf, 0, None
                for followed in watched.followed.values():
                    followed.fixes.clear()

    def follow(self, zone: str, status: Status, track: int) -> None:
        """Follows a track from now on; nobody, where there is no such zone."""
        if zone not in self._regions:
            return
        watched = self._watched.setdefault((zone, status), _Watched(self._regions[zone], status))
        watched.followed.setdefault(track, _Followed(deque(maxlen=256)))

    def rates(self, zone: str, status: Status) -> tuple[float, float] | None:
        """Median closing rate and ground speed, m/s, at the last look at a zone; None where nobody could tell."""
        watched = self._watched.get((zone, status))
        return watched.rates if watched else None

    def on_steps(self, steps: Steps) -> list[Movement]:
        """What those in each zone do, at each half minute of observed time that the steps reach."""
        movements: list[Movement] = []
        self._take(steps)
        for watched in self._watched.values():
            if watched.newest_ns - watched.looked_ns >= LOOK_NS:
                watched.looked_ns = watched.newest_ns
                movements += _look(watched)
        return movements

    def _take(self, steps: Steps) -> None:
        """Takes the fixes of those who are followed: of all zones together, since few of a batch are in any."""
        pairs = [(track, watched) for watched in self._watched.values() for track in watched.followed]
        track = np.fromiter((track for track, _ in pairs), np.int64, len(pairs))
        first, end = (np.searchsorted(steps.track, track, side) for side in ("left", "right"))
        here = np.flatnonzero(end > first)
        if not len(here):
            return
        watchers = [pairs[place] for place in here.tolist()]
        counts = (end - first)[here]
        spans = zip(first[here].tolist(), end[here].tolist(), strict=True)
        rows: Int64s = np.concatenate([np.arange(begin, stop, dtype=np.int64) for begin, stop in spans])
        sites = np.repeat(np.array([watched.region.site for _, watched in watchers]), counts, axis=0)
        fixes = iter(_fixes(steps.reports, rows, sites[:, 0], sites[:, 1]))
        lasts = end[here] - 1
        lat, lon = (column[lasts].tolist() for column in (steps.reports.lat, steps.reports.lon))
        for (number, watched), count, north, east in zip(watchers, counts.tolist(), lat, lon, strict=True):
            followed = watched.followed[number]
            followed.fixes.extend(islice(fixes, count))
            followed.place = north, east
            watched.newest_ns = max(watched.newest_ns, followed.fixes[-1][0])


def _fixes(reports: ReportBatch, rows: Int64s, site_lat: Floats, site_lon: Floats) -> Iterator[Fix]:
    """Reports as fixes about a site each."""
    lat, lon = reports.lat[rows], reports.lon[rows]
    north_m = (lat - site_lat) * _DEGREE_M
    east_m = ((lon - site_lon + 180) % 360 - 180) * _DEGREE_M * np.cos(np.radians(lat))
    err_m = np.nan_to_num(reports.err_major_m[rows], nan=_ERR_M)
    columns = (reports.time_ns[rows], east_m, north_m, geodesy.distance_m(site_lat, site_lon, lat, lon), err_m)
    return zip(*(column.tolist() for column in columns), strict=True)


def _look(watched: _Watched) -> list[Movement]:
    """One look: a movement where it says the same as the one before."""
    now_ns, watched.rates = watched.newest_ns, None
    gone = [t for t, f in watched.followed.items() if f.left_ns is not None and now_ns - f.left_ns > _LEFT_FOR_NS]
    for track in gone:
        del watched.followed[track]
    heard = [f for f in watched.followed.values() if f.fixes and now_ns - f.fixes[-1][0] <= _FRESH_NS]
    asked = [(f.fixes[-1][3], rate) for f in heard if (rate := pace(f.fixes, now_ns)) is not None]
    if not asked:
        return []
    ranges_m, rates = zip(*asked, strict=True)
    closing_mps, speed_mps = (float(median) for median in np.median(np.array(rates), axis=0))
    watched.rates = closing_mps, speed_mps
    turning = _turning(watched, min(ranges_m), sum(rate[0] < -_CLOSING_MPS for rate in rates))
    kind = _kind(closing_mps, speed_mps)
    kind = watched.last if kind is None or (kind is MovementKind.APPROACH and turning) else kind
    said_before, watched.last = watched.last, kind
    if kind is None or kind is not said_before:
        return []
    return [_movement(watched, kind, watched.rates[0], len(rates), heard)]


def _movement(
    watched: _Watched, kind: MovementKind, closing_mps: float, tracks: int, heard: list[_Followed]
) -> Movement:
    return Movement(
        zone=watched.region.zone.id,
        status=watched.status,
        kind=kind,
        at_ns=watched.newest_ns,
        tracks=tracks,
        inside=sum(followed.left_ns is None for followed in watched.followed.values()),
        closing_mps=closing_mps,
        nearest_m=min(followed.fixes[-1][3] for followed in heard),
        deepest_m=_deepest_m(watched.region, [f.place for f in heard if f.left_ns is None]),
    )


def _deepest_m(region: Region, places: list[tuple[float, float]]) -> float | None:
    """The greatest depth of some places; None where none of them is inside."""
    if not places:
        return None
    lat, lon = np.array(places).T
    deepest_m = float(region.surface.depth_m(lat, lon).max())
    return deepest_m if deepest_m >= 0 else None


def _turning(watched: _Watched, nearest_m: float, away: int) -> bool:
    """Whether they turn round in file at this look: more draw away, and none is nearer than any was before."""
    turning = away > watched.away and nearest_m > watched.nearest_m - _ERR_M
    watched.away, watched.nearest_m = away, min(watched.nearest_m, nearest_m)
    return turning


def _kind(closing_mps: float, speed_mps: float) -> MovementKind | None:
    if speed_mps < _STILL_MPS:
        return MovementKind.HALT
    if abs(closing_mps) < _CLOSING_MPS:
        return None
    return MovementKind.APPROACH if closing_mps > 0 else MovementKind.WITHDRAW
