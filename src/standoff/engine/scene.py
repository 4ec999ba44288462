"""What is in sight now: the last report of every track, short tails, and the range over time of those that came near.

Rows are tracks. Tracks that never came near a zone keep a short tail and nothing else.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from standoff.engine.traces import Ranges, Tails
from standoff.kernels import geodesy
from standoff.model.times import NO_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from standoff.model.arrays import Floats, Int64s
    from standoff.model.steps import Steps
    from standoff.zones.catalogue import Catalogue, Region

_APPROACH: Final = 0.6
"""Near is within the outermost ring or the zone, and so much of its extent outside."""
_COLUMNS: Final = {
    "time_ns": np.int64,
    "lat": np.float64,
    "lon": np.float64,
    "speed_mps": np.float64,
    "course_deg": np.float64,
    "err_major_m": np.float64,
    "flags": np.uint32,
    "source": np.int32,
    "entity": np.int32,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """A track's range to the site of a zone, and its depth (positive inside), metres, by its last report."""

    zone: str
    range_m: float
    depth_m: float


class Scene:
    """The last of everything, by track.

    Attributes:
        near: of tracks near a zone, the zone whose boundary is deepest or nearest.
        ranges: (time ns, range m) over time of tracks that came near, by zone and track.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._last: dict[str, NDArray[Any]] = {name: np.empty(0, dtype) for name, dtype in _COLUMNS.items()}
        self._tails = Tails()
        self.near: dict[int, Near] = {}
        self.ranges: dict[tuple[str, int], Ranges] = {}
        self._watch(catalogue)

    def _watch(self, catalogue: Catalogue) -> None:
        self._regions: list[Region] = [region for region in catalogue.regions if region.ring is None]
        boxes = [
            (grown, number)
            for number, zone in enumerate(self._regions)
            for region in catalogue.regions
            if region.zone is zone.zone
            for grown in (_grown(box) for box in region.surface.boxes())
        ]
        self._owner = np.array([number for _, number in boxes], np.int64)
        self._tree = shapely.STRtree([shapely.box(*box) for box, _ in boxes])

    def change(self, catalogue: Catalogue) -> None:
        """Other zones are in force: who is near one is found again, by the last reports.

        Ranges over time stay, also of a zone that is gone; not those to a site that has moved.
        """
        sites = {region.zone.id: region.site for region in self._regions}
        self._watch(catalogue)
        moved = {r.zone.id for r in self._regions if sites.get(r.zone.id, r.site) != r.site}
        self.ranges = {pair: series for pair, series in self.ranges.items() if pair[0] not in moved}
        known = np.flatnonzero(self.last("time_ns") != NO_TIME)
        lat, lon = self._last["lat"][known], self._last["lon"][known]
        self.near = {}
        for region, rows in self._about(lat, lon):
            columns = known[rows], region.range_m(lat[rows], lon[rows]), region.surface.depth_m(lat[rows], lon[rows])
            for track, at_m, deep_m in zip(*(column.tolist() for column in columns), strict=True):
                _note(self.near, track, Near(region.zone.id, at_m, deep_m))

    def __len__(self) -> int:
        return len(self._tails)

    def last(self, name: str) -> NDArray[Any]:
        """A column of the last reports, shape (tracks,)."""
        return self._last[name][: len(self)]

    def tail(self, track: int) -> tuple[tuple[float, float], ...]:
        """[lon, lat] of its last places, oldest first."""
        return self._tails.of(track)

    def on_steps(self, steps: Steps) -> Int64s:
        """Takes a batch; gives the tracks that it speaks of, each once."""
        if not len(steps):
            return np.empty(0, np.int64)
        touched = steps.track[steps.last_of_track]
        self._grow(int(touched.max()) + 1)
        for name, column in self._last.items():
            column[touched] = steps.reports.column(name)[steps.last_of_track]
        self._tails.add(steps.track, steps.reports.lat, steps.reports.lon)
        self._note_near(steps, touched)
        return touched

    def _grow(self, size: int) -> None:
        """Makes room for so many tracks, twice as much at a time: new ones come with every batch of a large sea."""
        self._tails.grow(size)
        room = len(self._last["time_ns"])
        if size <= room:
            return
        new = max(size, 2 * room) - room
        for name, column in self._last.items():
            fill = np.full(new, NO_TIME if name == "time_ns" else 0, column.dtype)
            self._last[name] = np.append(column, fill)

    def _about(self, lat: Floats, lon: Floats) -> Iterator[tuple[Region, Int64s]]:
        """Each zone that some places are about, and which."""
        rows, boxes = self._tree.query(np.asarray(shapely.points(geodesy.wrap_deg(lon), lat), object))
        pairs = np.unique(self._owner[boxes] * max(len(lat), 1) + rows)
        for number in map(int, np.unique(pairs // max(len(lat), 1))):
            yield self._regions[number], pairs[pairs // len(lat) == number] % len(lat)

    def _note_near(self, steps: Steps, touched: Int64s) -> None:
        reports = steps.reports
        found: dict[int, Near] = {}
        for region, own in self._about(reports.lat, reports.lon):
            lat, lon = reports.lat[own], reports.lon[own]
            range_m, depth_m = region.range_m(lat, lon), region.surface.depth_m(lat, lon)
            columns = (steps.track[own], reports.time_ns[own], range_m, depth_m, steps.last_of_track[own])
            for track, time_ns, at_m, deep_m, is_last in zip(*(column.tolist() for column in columns), strict=True):
                series = self.ranges.get((region.zone.id, track))
                if series is None:
                    series = self.ranges[region.zone.id, track] = Ranges()
                series.append(time_ns, at_m)
                if is_last:
                    _note(found, track, Near(region.zone.id, at_m, deep_m))
        for track in touched.tolist():
            self.near.pop(track, None)
        self.near |= found


def _note(found: dict[int, Near], track: int, near: Near) -> None:
    """Notes what a track is near, if it is not deeper in another, or nearer to it."""
    if track not in found or near.depth_m > found[track].depth_m:
        found[track] = near


def _grown(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    across, up = (east - west) * _APPROACH / 2, (north - south) * _APPROACH / 2
    return west - across, south - up, east + across, north + up
