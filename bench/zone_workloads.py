"""What the benchmark of zones works on: zones, and points in the order in which they come. The same for everybody.

Every workload comes from one seed, so that two runs ask the same. What it needs of the shared real data is named by
`needs`; where that is absent the line is left out, and said so.

circles-random   23,000 circles of 5 km about the ports of the world: each belongs to a port, drawn so that few ports
                 have many (weight 1 / sqrt(rank)), and lies a normal 20 km from it. Each point is within a box of
                 100 km about the port of a circle drawn at random; their order is random.
circles-tracks   the same circles; the tracks of a week in New York harbour, one after another, each moved in one piece
                 onto such a port, again and again.
countries-random the countries of Natural Earth 10m, and points spread evenly over the sphere.
countries-tracks the same; the harbour's tracks and a day of flights over Switzerland, each moved onto some port: to
                 coasts, where boundaries are long.
swiss-random     the Swiss geozones for unmanned aircraft (ED-318; all of them are polygons, arcs being vertices
                 already), and points spread evenly over the box of the country.
swiss-tracks     the same; the flights over Switzerland, each time moved by a normal 0.02 degrees.
density-N        N circles of 5 km about the equator, so dense that a place lies in half a circle on average, and points
                 spread evenly over the same square. It needs no data.
"""

from __future__ import annotations

import functools
import gzip
import io
import json
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
import shapely
from pyarrow import csv, parquet
from shapely import affinity

from standoff.kernels import geodesy
from standoff.model.zone import Circle, Zone, ZoneKind
from standoff.zones import surface
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    from standoff.model.arrays import Floats, Int64s

ROOT: Final = Path(__file__).parent.parent
SHARED: Final = Path(os.environ.get("STANDOFF_DATA", ROOT.parent / "shared" / "data"))
PORTS: Final = "zones/world_port_index.csv.gz"
COUNTRIES: Final = "zones/natural_earth_countries_10m.geojson.gz"
SWISS: Final = "zones/swiss_uas_geozones_ed318_2025-03-13.json.gz"
HARBOUR: Final = "ais/noaa_nyharbor_2020-12-01_07.csv.gz"
FLIGHTS: Final = "adsb/opensky_switzerland_2018-08-01.parquet"
SEED: Final = 4
POINTS: Final = 5_000_000
CIRCLES: Final = 23_000
RADIUS_M: Final = 5_000.0
SCATTER_M: Final = 20_000.0
ABOUT_M: Final = 50_000.0
DEGREE_M: Final = 111_195.0
SIDES: Final = 64
COVER: Final = 0.5
FAR_NORTH_DEG, FAR_EAST_DEG = 75.0, 178.0
Places: TypeAlias = tuple["Floats", "Floats"]


class Workload(NamedTuple):
    """Zones as we take them and as peers do (polygons, WKB, one a zone), and the points."""

    zones: list[Zone]
    polygons: list[bytes]
    lat: Floats
    lon: Floats


class Tracks(NamedTuple):
    """Points in the order of tracks; `starts` says where each begins, and ends with their number."""

    starts: Int64s
    lat: Floats
    lon: Floats


class Recipe(NamedTuple):
    """How a workload is made, and the shared data that it is made of."""

    make: Callable[[], Workload]
    needs: tuple[str, ...]

    @property
    def absent(self) -> list[str]:
        """Names of the data that are not there."""
        return [name for name in self.needs if not (SHARED / name).is_file()]


def save(workload: Workload, folder: Path) -> None:
    """Writes a workload for processes that measure: points, zones for us, zones for peers."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "lat.npy", workload.lat)
    np.save(folder / "lon.npy", workload.lon)
    (folder / "zones.pickle").write_bytes(pickle.dumps(workload.zones))
    np.save(folder / "polygon_bytes.npy", [len(wkb) for wkb in workload.polygons])
    (folder / "polygons.wkb").write_bytes(b"".join(workload.polygons))


def load_zones(folder: Path) -> list[Zone]:
    """The zones of a saved workload."""
    zones: list[Zone] = pickle.loads((folder / "zones.pickle").read_bytes())  # noqa: S301 - `save` wrote it in this run
    return zones


def circles_random() -> Workload:
    """Circles that cluster, and points about the clusters in random order."""
    circles, port = _port_circles(np.random.default_rng(SEED))
    seen = np.random.default_rng(SEED + 1)
    at = seen.choice(port, POINTS)
    lat, lon = (places[at] for places in _ports())
    north_m, east_m = seen.uniform(-ABOUT_M, ABOUT_M, (2, POINTS))
    return Workload(*_as_zones(*circles), *_beside(lat, lon, north_m, east_m))


def circles_tracks() -> Workload:
    """The same circles, and the harbour's tracks moved onto the clusters."""
    circles, port = _port_circles(np.random.default_rng(SEED))
    lat, lon = _ports()
    return Workload(*_as_zones(*circles), *_onto(_harbour(), lat[port], lon[port]))


def countries_random() -> Workload:
    """Countries, and points spread evenly over the sphere."""
    rng = np.random.default_rng(SEED)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, POINTS)))
    return Workload(*_countries(), lat, rng.uniform(-180, 180, POINTS))


def countries_tracks() -> Workload:
    """Countries, and tracks of ships and aircraft moved onto ports."""
    return Workload(*_countries(), *_onto(_joined(_harbour(), _flights()), *_ports()))


def swiss_random() -> Workload:
    """Swiss geozones, and points spread evenly over the box of the country."""
    zones, polygons = _swiss()
    bounds = np.array([shapely.from_wkb(wkb).bounds for wkb in polygons])
    west, south, east, north = *bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)
    rng = np.random.default_rng(SEED)
    return Workload(zones, polygons, rng.uniform(south, north, POINTS), rng.uniform(west, east, POINTS))


def swiss_tracks() -> Workload:
    """Swiss geozones, and flights over Switzerland, each time a little elsewhere."""
    tracks, rng = _flights(), np.random.default_rng(SEED)
    row, occurrence = _repeated(tracks)
    north, east = rng.normal(0, 0.02, (2, int(occurrence[-1]) + 1))
    return Workload(*_swiss(), tracks.lat[row] + north[occurrence], tracks.lon[row] + east[occurrence])


def density(count: int, points: int = 1_000_000) -> Workload:
    """So many circles of one density, and points spread evenly over the same square."""
    rng = np.random.default_rng(SEED + count)
    half = float(np.sqrt(count * np.pi * RADIUS_M**2 / COVER)) / DEGREE_M / 2
    lat, lon = rng.uniform(-half, half, (2, count))
    return Workload(*_as_zones(lat, lon), *rng.uniform(-half, half, (2, points)))


DENSITIES: Final = (100, 1_000, 10_000, 100_000)
RECIPES: Final[dict[str, Recipe]] = {
    "circles-random": Recipe(circles_random, (PORTS,)),
    "circles-tracks": Recipe(circles_tracks, (PORTS, HARBOUR)),
    "countries-random": Recipe(countries_random, (COUNTRIES,)),
    "countries-tracks": Recipe(countries_tracks, (COUNTRIES, PORTS, HARBOUR, FLIGHTS)),
    "swiss-random": Recipe(swiss_random, (SWISS,)),
    "swiss-tracks": Recipe(swiss_tracks, (SWISS, FLIGHTS)),
    **{f"density-{count}": Recipe(lambda count=count: density(count), ()) for count in DENSITIES},
}


@functools.cache
def _ports() -> Places:
    """Ports of the world; not those by the antimeridian or a pole, where polygons of peers would go wrong."""
    table = csv.read_csv(io.BytesIO(gzip.decompress((SHARED / PORTS).read_bytes())))
    lat, lon = (table.column(name).to_numpy() for name in ("LATITUDE", "LONGITUDE"))
    kept = (np.abs(lat) < FAR_NORTH_DEG) & (np.abs(lon) < FAR_EAST_DEG)
    return lat[kept], lon[kept]


def _port_circles(rng: Generator) -> tuple[Places, Int64s]:
    """Centres of circles, and the port of each."""
    lat, lon = _ports()
    weight = 1.0 / np.sqrt(1 + rng.permutation(len(lat)))
    port = rng.choice(len(lat), CIRCLES, p=weight / weight.sum())
    return _beside(lat[port], lon[port], *rng.normal(0, SCATTER_M, (2, CIRCLES))), port


def _beside(lat: Floats, lon: Floats, north_m: Floats, east_m: Floats) -> Places:
    """Places so far from others, near enough for where things are put."""
    return lat + north_m / DEGREE_M, lon + east_m / (DEGREE_M * np.cos(np.radians(lat)))


def _as_zones(lat: Floats, lon: Floats) -> tuple[list[Zone], list[bytes]]:
    """Circles for us, and for peers polygons whose corners lie on them."""
    places = list(zip(lat.tolist(), lon.tolist(), strict=True))
    zones = [_zone(number, Circle(*place, RADIUS_M)) for number, place in enumerate(places)]
    azimuth_deg = np.tile(np.linspace(0, -360, SIDES, endpoint=False), len(lat))
    corner_lat, corner_lon = geodesy.direct(
        np.repeat(lat, SIDES), np.repeat(lon, SIDES), azimuth_deg, np.full(len(azimuth_deg), RADIUS_M)
    )
    corners = np.stack([corner_lon, corner_lat], axis=1).reshape(len(lat), SIDES, 2)
    return zones, _written(shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1)))


def _zone(number: int, circle: Circle) -> Zone:
    return Zone(str(number), str(number), ZoneKind.DECONFLICTION, circle)


@functools.cache
def _countries() -> tuple[list[Zone], list[bytes]]:
    return _read(json.loads(gzip.decompress((SHARED / COUNTRIES).read_bytes()))["features"])


@functools.cache
def _swiss() -> tuple[list[Zone], list[bytes]]:
    return _read(json.loads(gzip.decompress((SHARED / SWISS).read_bytes()))["features"])


def _read(features: list[dict[str, Any]]) -> tuple[list[Zone], list[bytes]]:
    """Polygons as zones, mended as `--mend` does, and as peers take them; heights are left aside."""
    shapes = [_round_the_pole(feature["geometry"]["type"], feature["geometry"]["coordinates"]) for feature in features]
    plain = [{"type": "Feature", "id": str(n), "properties": {}, "geometry": shape} for n, shape in enumerate(shapes)]
    zones = read_zones(json.dumps({"type": "FeatureCollection", "features": plain}).encode(), "bench", mend=True)
    return list(zones), _written([_within_the_map(zone) for zone in zones])


def _within_the_map(zone: Zone) -> shapely.Geometry:
    """The shape of a zone, cut at the antimeridian, beyond which peers do not look."""
    shape = getattr(surface.compiled(zone.footprint), "shape", None)
    assert isinstance(shape, shapely.MultiPolygon)  # noqa: S101 - the files hold nothing but polygons
    turned = [affinity.translate(shape, turn) for turn in (-360.0, 0.0, 360.0)]
    world = shapely.box(-180, -90, 180, 90)
    return shape if world.covers(shape) else shapely.union_all([shapely.intersection(world, one) for one in turned])


def _round_the_pole(kind: str, coordinates: list[Any]) -> dict[str, Any]:
    """A ring that goes round the south pole and jumps over the antimeridian (Antarctica's) is closed by way of it."""
    for part in [coordinates] if kind == "Polygon" else coordinates:
        for ring in part:
            (lon, _), (first, lat) = ring[-2], ring[-1]
            if abs(lon - first) > 180 and max(row[1] for row in ring) < -60:  # noqa: PLR2004 - half a turn; Antarctica
                ring[-1:] = [[-first, lat], [-first, -90.0], [first, -90.0], [first, lat]]
    return {"type": kind, "coordinates": coordinates}


def _written(shapes: object) -> list[bytes]:
    return [bytes(wkb) for wkb in np.atleast_1d(np.asarray(shapely.to_wkb(np.asarray(shapes, np.object_)), np.object_))]


@functools.cache
def _harbour() -> Tracks:
    table = csv.read_csv(io.BytesIO(gzip.decompress((SHARED / HARBOUR).read_bytes())))
    return _tracks(*(table.column(name).to_numpy() for name in ("track_id", "LAT", "LON")))


@functools.cache
def _flights() -> Tracks:
    table = parquet.read_table(SHARED / FLIGHTS)
    name, time, lat, lon = (
        table.column(column).to_numpy() for column in ("icao24", "timestamp", "latitude", "longitude")
    )
    order = np.lexsort((time, name.astype(str)))
    return _tracks(name[order], lat[order], lon[order])


def _tracks(name: NDArray[Any], lat: Floats, lon: Floats) -> Tracks:
    begins = np.flatnonzero(np.append(True, name[1:] != name[:-1]))
    return Tracks(np.append(begins, len(name)).astype(np.int64), lat, lon)


def _joined(first: Tracks, second: Tracks) -> Tracks:
    starts = np.concatenate([first.starts[:-1], second.starts + first.starts[-1]])
    return Tracks(starts, np.concatenate([first.lat, second.lat]), np.concatenate([first.lon, second.lon]))


def _repeated(tracks: Tracks) -> tuple[Int64s, Int64s]:
    """Rows of the tracks, over and over until there are `POINTS`, and the number of each track's occurrence."""
    row = np.arange(POINTS) % len(tracks.lat)
    return row, np.cumsum(np.isin(row, tracks.starts[:-1])) - 1


def _onto(tracks: Tracks, lat: Floats, lon: Floats) -> Places:
    """Tracks over and over, each time with its first point on a place drawn at random; metres stay metres."""
    row, occurrence = _repeated(tracks)
    place = np.random.default_rng(SEED + 1).integers(0, len(lat), int(occurrence[-1]) + 1)[occurrence]
    first = tracks.starts[np.searchsorted(tracks.starts, row, side="right") - 1]
    north = tracks.lat[row] - tracks.lat[first]
    east = (tracks.lon[row] - tracks.lon[first]) * np.cos(np.radians(tracks.lat[first]))
    moved_lon = lon[place] + east / np.cos(np.radians(lat[place]))
    return lat[place] + north, geodesy.wrap_deg(moved_lon)
