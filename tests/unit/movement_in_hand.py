"""Tracks that come, stand and go on lines to a site, and a fold that watches how they move."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from standoff.kernels import geodesy
from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.names import Names
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch
from standoff.model.units import SECOND_NS
from standoff.model.zone import Circle, Zone, ZoneKind
from standoff.tracks.fold import TrackFold
from standoff.zones.catalogue import Catalogue
from standoff.zones.movement import MovementFold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.arrays import Floats
    from standoff.model.movement import Movement, MovementKind

SITE: Final = (33.5, 38.6)
ZONE: Final = Zone("z", "Zone", ZoneKind.DECONFLICTION, Circle(*SITE, 55_000.0), site=SITE)
START_NS: Final = 1_495_087_200 * SECOND_NS
SEED: Final = 20170518
NAMES, SOURCES = Names([f"sim:{number}" for number in range(30)]), Names(["uav"])


def reports(
    track: int,
    times_s: Floats,
    range_m: Floats,
    azimuth_deg: Floats,
    site: tuple[float, float] = SITE,
    **columns: float,
) -> ReportBatch:
    """Reports of one track at these times, ranges from the site and bearings from it."""
    same = np.ones(len(times_s))
    lat, lon = geodesy.direct(site[0] * same, site[1] * same, azimuth_deg * same, range_m * same)
    known = {
        "time_ns": START_NS + (times_s * SECOND_NS).astype(np.int64),
        "lat": lat,
        "lon": geodesy.wrap_deg(lon),
        "entity": (track + 1) * same,
        "source": same,
        **{name: value * same for name, value in columns.items()},
    }
    return ReportBatch.of(NAMES, SOURCES, known)


class Watched:
    """A fold that follows tracks 0 and on, on arrival as the desk has it."""

    def __init__(self, tracks: int = 1, site: tuple[float, float] = SITE) -> None:
        zone = dataclasses.replace(ZONE, footprint=Circle(*site, 55_000.0), site=site)
        self.fold = MovementFold(Catalogue([zone]))
        self._tracks = TrackFold(-1)
        for track in range(tracks):
            self.fold.follow("z", Status.ACTUAL, track)

    def take(self, *batches: ReportBatch) -> list[Movement]:
        """Takes reports as they are dated, one instant after another."""
        batch = ReportBatch.concatenate(batches)
        said: list[Movement] = []
        for time_ns in np.unique(batch.time_ns):
            said += self.arrive(batch.take(batch.time_ns == time_ns))
        return said

    def arrive(self, batch: ReportBatch) -> list[Movement]:
        """Takes one batch as it is."""
        return self.fold.on_steps(self._tracks.on_batch(batch).steps)

    @property
    def rates(self) -> tuple[float, float]:
        """Closing rate and ground speed at the last look, m/s."""
        rates = self.fold.rates("z", Status.ACTUAL)
        assert rates is not None
        return rates


def line(speed_mps: float, last_s: float = 600, every_s: float = 10, **how: Any) -> ReportBatch:
    """One track on a line to or from the site, from 50 km."""
    times_s = np.arange(how.pop("first_s", 0.0), last_s, every_s)
    range_m = how.pop("from_m", 50e3) - speed_mps * times_s
    return reports(how.pop("track", 0), times_s, range_m, how.pop("azimuth", np.float64(320)), **how)


def noisy(speed_mps: float, sigma_m: float, err_m: float, every_s: float = 10) -> ReportBatch:
    """The same, with errors of a normal distribution along and across."""
    chance = np.random.default_rng(SEED)
    times_s = np.arange(0.0, 1800, every_s)
    range_m = 50e3 - speed_mps * times_s + chance.normal(0, sigma_m, len(times_s))
    azimuth = 320 + np.degrees(chance.normal(0, sigma_m, len(times_s)) / range_m)
    return reports(0, times_s, range_m, azimuth, err_major_m=err_m)


def kinds(movements: Sequence[Movement]) -> set[MovementKind]:
    """What was said, each once."""
    return {movement.kind for movement in movements}


def driving_round() -> ReportBatch:
    """Round the site at 10 m/s, 30 km away."""
    times_s = np.arange(0.0, 600, 10)
    return reports(0, times_s, np.full(60, 30e3), np.degrees(10 * times_s / 30e3))


def astray(batch: ReportBatch, far_m: float, place: int) -> ReportBatch:
    """The same with one of its reports far to the north."""
    lat = batch.lat.copy()
    lat[place] += far_m / 111e3
    return dataclasses.replace(batch, lat=lat)


def crossed(at_s: float = 0, **more: Any) -> Crossing:
    """A confirmed crossing into the zone, so long after the start."""
    at_ns = START_NS + int(at_s * SECOND_NS)
    known: dict[str, Any] = {
        "kind": CrossingKind.ENTER,
        "standing": Standing.CONFIRMED,
        "status": Status.ACTUAL,
        "zone": "z",
        "ring": None,
        "source": "uav",
        "track": "sim:0",
        "at_ns": at_ns,
        "lat": 33.9,
        "lon": 38.2,
        "range_m": 55_000.0,
        "before": None,
        "after": Sighted(time_ns=at_ns, lat=33.9, lon=38.2, place=1),
        "because": "outside before, inside now",
    }
    return Crossing(**(known | more))
