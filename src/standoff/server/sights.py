"""What is in sight, as screens are shown it: tracks, zones, an incident's tracks taken together."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.incidents.pen import to_text
from standoff.incidents.sight import Sight
from standoff.kernels import geodesy
from standoff.model.names import of_track_id, track_id
from standoff.model.panel import RangePoint, RangeSeries, RingOutline, TrackView, ZoneView
from standoff.model.reports import STATUSES
from standoff.zones.outline import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.engine.live import Live
    from standoff.host.feeds import FeedWatch
    from standoff.incidents.state import Incident
    from standoff.zones.catalogue import Catalogue, Region

STALE_NS: Final = 120_000_000_000
_MS_NS: Final = 1_000_000
_SHOWN: Final = ("time_ns", "lat", "lon", "speed_mps", "course_deg", "err_major_m", "flags", "source", "entity")
_POINTS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_AT_MOST: Final = 600
"""Points of one range series on a screen."""


def track_views(live: Live, tracks: Iterable[int], now_ns: int, *, tails: bool) -> list[TrackView]:
    """Tracks as the map shows them."""
    scene = live.scene
    rows = np.fromiter(tracks, np.int64)
    columns = [scene.last(name)[rows].tolist() for name in _SHOWN]
    views: list[TrackView] = []
    for track, time_ns, lat, lon, speed_mps, course_deg, err_m, flags, source_code, entity_code in zip(
        rows.tolist(), *columns, strict=True
    ):
        source, entity = live.sources[source_code], live.entities[entity_code]
        near = scene.near.get(track)
        views.append(
            TrackView(
                id=track_id(source, entity),
                source=source,
                track=entity,
                at=to_text(time_ns // _MS_NS),
                lat=round(lat, 6),
                lon=round(lon, 6),
                speed_mps=_known(speed_mps),
                course_deg=_known(course_deg),
                err_m=_known(err_m),
                zone=near.zone if near else "",
                range_m=round(near.range_m) if near else None,
                depth_m=round(near.depth_m) if near else None,
                inside=(near.zone,) if near and near.depth_m >= 0 else (),
                status=STATUSES[int(flags) >> 1 & 3].value,
                stale=now_ns - time_ns > STALE_NS,
                tail=scene.tail(track) if tails else (),
            )
        )
    return views


def _known(value: float) -> float | None:
    return None if isnan(value) else round(value, 2)


def zone_views(catalogue: Catalogue, versions: dict[str, str]) -> tuple[ZoneView, ...]:
    """Zones with their rings, as lines on a map."""
    views: list[ZoneView] = []
    for zone in catalogue.zones:
        regions = [region for region in catalogue.regions if region.zone is zone]
        rings = {ring.name: ring for ring in zone.rings}
        views.append(
            ZoneView(
                id=zone.id,
                name=zone.name,
                kind=zone.kind.value,
                version=versions.get(zone.id, ""),
                site=(regions[0].site[1], regions[0].site[0]),
                site_stated=zone.site is not None,
                outline=outline_of(regions[0].surface),
                rings=tuple(
                    RingOutline(
                        name=region.ring,
                        range_m=rings[region.ring].range_m,
                        offset_m=rings[region.ring].offset_m,
                        outline=outline_of(region.surface),
                    )
                    for region in regions
                    if region.ring is not None
                ),
                properties=dict(zone.properties),
            )
        )
    return tuple(views)


def sight_of(live: Live, feeds: FeedWatch, incident: Incident, now_ns: int) -> Sight:
    """What is in sight of an incident's tracks."""
    silent = tuple(feed.name for feed in feeds.feeds.values() if feed.state == "silent")
    tracks = [live.number_of(name) for name in incident.tracks]
    near = {t: live.scene.near[t] for t in tracks if t in live.scene.near and live.scene.near[t].zone == incident.zone}
    if not near:
        return Sight(silent=silent)
    numbers = list(near)
    inside = [near[track].depth_m for track in numbers if near[track].depth_m >= 0]
    nearest = min(numbers, key=lambda track: near[track].range_m)
    region = next(r for r in live.catalogue.regions if r.zone.id == incident.zone and r.ring is None)
    lat, lon = (live.scene.last(name)[nearest] for name in ("lat", "lon"))
    bearing_deg, _ = geodesy.inverse(*(np.array([v]) for v in (*region.site, lat, lon)))
    errors = [e for e in live.scene.last("err_major_m")[numbers].tolist() if not np.isnan(e)]
    moves = live.rates(incident.zone, incident.status)
    ring, ring_m = _next_ring(live.catalogue, region, near[nearest].range_m)
    return Sight(
        tracks=len(near),
        inside=len(inside),
        sources=tuple(sorted({live.sources[int(code)] for code in live.scene.last("source")[numbers]})),
        silent=silent,
        err_m=max(errors) if errors else None,
        nearest_m=near[nearest].range_m,
        deepest_m=max(inside) if inside else None,
        bearing=_POINTS[round(float(bearing_deg[0]) % 360 / 45) % 8],
        speed_mps=moves[1] if moves else None,
        closing_mps=moves[0] if moves else None,
        next_ring=ring,
        next_ring_m=ring_m,
        newest_s=max(now_ns - int(live.scene.last("time_ns")[numbers].max()), 0) / 1e9,
    )


def _next_ring(catalogue: Catalogue, region: Region, range_m: float) -> tuple[str, float]:
    """The next ring on the way in, or the site, and how far it is."""
    rings = [
        (range_m - r.about_site_m, r.ring)
        for r in catalogue.regions
        if r.zone is region.zone and r.ring is not None and r.about_site_m is not None and r.about_site_m < range_m
    ]
    ahead_m, name = min(rings, default=(range_m, "the site"))
    return name, ahead_m


def range_series(live: Live, incident: Incident) -> tuple[RangeSeries, ...]:
    """Range over time of an incident's tracks, thinned for a screen."""
    series: list[RangeSeries] = []
    for name in incident.tracks:
        number = live.number_of(name)
        samples = list(live.scene.ranges.get((incident.zone, number), ()))
        thinned = samples[:: -max(-(-len(samples) // _AT_MOST), 1)][::-1]  # with the newest, whatever is left out
        source, entity = of_track_id(name)
        err_m = float(live.scene.last("err_major_m")[number]) if samples else float("nan")
        points = tuple(RangePoint(at=to_text(time_ns // _MS_NS), range_m=round(m)) for time_ns, m in thinned)
        series.append(RangeSeries(track=entity, source=source, err_m=_known(err_m), points=points))
    return tuple(series)
