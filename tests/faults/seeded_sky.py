"""What a simulated desk is shown: reports that the engine makes crossings of, and crossings and movement by hand."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING, Any, Final

import msgspec
from desk_at_work import SITE, Report, reports_of

from standoff.host.inputs import Reports
from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.movement import Movement, MovementKind
from standoff.model.report_line import Status
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from random import Random

    from standoff.incidents.state import Desk

_HOUR_NS: Final = 3600 * 10**9
_SECOND_NS: Final = 10**9


@functools.cache
def catalogue_of(radius_m: float, *, with_bay: bool) -> Catalogue:
    """The zones in force, compiled: one with rings, and one without. It is never changed, so one serves all runs."""
    tanf = {"id": "tanf", "name": "al-Tanf", "kind": "deconfliction", "radius_m": radius_m, "site": [SITE[1], SITE[0]]}
    rings = [{"name": "ring-40km", "range_m": 40_000.0}, {"name": "ring-30km", "range_m": 30_000.0}]
    bay = {"id": "bay", "name": "Bay", "kind": "safety", "radius_m": 9_000.0}
    both = [(SITE, tanf | {"rings": rings}), ((33.9, 39.6), bay)]
    features: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
        for (lat, lon), properties in (both if with_bay else both[:1])
    ]
    return Catalogue(read_zones(msgspec.json.encode({"type": "FeatureCollection", "features": features}), "zones"))


@dataclasses.dataclass(slots=True)
class Sky:
    """Draws what is seen.

    Attributes:
        chance: what it is drawn from.
        sent: reports by their place, as they were sent.
        ahead: places of those dated an hour ahead.
    """

    chance: Random
    sent: dict[int, Report] = dataclasses.field(default_factory=dict[int, "Report"])
    ahead: set[int] = dataclasses.field(default_factory=set[int])

    def reports(self, now_ms: int) -> Reports:
        """Tracks that swing between 20 and 80 km; some reports are dated ahead, or long ago."""
        rows: list[Report] = []
        for _ in range(self.chance.randint(1, 8)):
            place, track = len(self.sent), self.chance.randrange(4)
            off_ns = self.chance.choice([0, 0, 0, 0, _HOUR_NS, -5 * _HOUR_NS])
            time_ns = now_ms * 1_000_000 - self.chance.randrange(60) * _SECOND_NS + off_ns
            turn = 2 * math.pi * (time_ns / 1e9 % 7000) / 7000 + track
            range_deg = (50.0 + 30.0 * math.cos(turn)) / 111.0
            lat, lon = SITE[0] + range_deg * math.cos(0.5 * track), SITE[1] + range_deg * math.sin(0.5 * track)
            self.sent[place] = (place, time_ns, f"sim:{track}", "radar", lat, lon)
            if off_ns > 0:
                self.ahead.add(place)
            rows.append(self.sent[place])
        return Reports(self.chance.choice(["radar", "uav"]), reports_of(rows))

    def crossing(self, desk: Desk, now_ms: int) -> Crossing:
        """A confirmed crossing of a zone that is in force."""
        kind = self.chance.choice([CrossingKind.ENTER, CrossingKind.ENTER, *CrossingKind])
        zone = self.chance.choice(list(desk.zones))
        at_ns = now_ms * 1_000_000 - self.chance.randrange(5) * _SECOND_NS
        return Crossing(
            kind=kind,
            standing=Standing.CONFIRMED,
            status=self._status(),
            zone=zone,
            ring=self.chance.choice([None, *desk.zones[zone].rings]),
            source="uav",
            track=self._track(desk),
            at_ns=at_ns,
            lat=33.9,
            lon=38.2,
            range_m=41_000.0,
            before=None,
            after=Sighted(time_ns=at_ns, lat=33.9, lon=38.2, place=1),
            because="outside before, inside now",
            inside=True if kind is CrossingKind.ZONE_CHANGED else None,
        )

    def movement(self, desk: Desk, now_ms: int) -> Movement:
        """What those in a zone do."""
        return Movement(
            zone=self.chance.choice(list(desk.zones)),
            status=self._status(),
            kind=self.chance.choice(list(MovementKind)),
            at_ns=now_ms * 1_000_000,
            tracks=1,
            inside=self.chance.choice([0, 1, 1, 3]),
            closing_mps=8.0,
            nearest_m=29_000.0,
        )

    def _track(self, desk: Desk) -> str:
        """One of six; rather one to which the rule does not apply now."""
        excused = [name.removeprefix("uav|") for name in desk.excused if name.startswith("uav|")]
        own = f"sim:{self.chance.randrange(6)}"
        return self.chance.choice([own, *excused]) if self.chance.random() < 0.5 else own

    def _status(self) -> Status:
        return Status.EXERCISE if self.chance.random() < 0.05 else Status.ACTUAL
