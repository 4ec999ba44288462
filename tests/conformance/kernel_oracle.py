"""What covers which place, by shapely on the geometry that was given and by PROJ; nothing here is of this project.

Longitudes of places are within [-180, 180); of polygons copies a turn away are asked as well. A distance to a line is
that to the nearest of samples, taken closer and closer together about the nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Int64s = NDArray[np.int64]
Places = tuple[Floats, Floats]
GEOD: Final = Geod(ellps="WGS84")
TURN: Final = 360.0
COARSE: Final = 64
FINE: Final = 12
ROUNDS: Final = 6
AT_ONCE: Final = 10_000


def polygon_pairs(shapes: Sequence[shapely.MultiPolygon], lat: Floats, lon: Floats) -> Int64s:
    """Pairs (row, shape) of places and the shapes that they lie in, edges included, as `paired` numbers."""
    tree = shapely.STRtree(np.array(shapely.points(lon, lat), np.object_))
    west, _, east, _ = np.array([shape.bounds for shape in shapes]).T
    found: list[Int64s] = []
    for turn in (-TURN, 0.0, TURN):
        reaching = np.flatnonzero((west + turn <= TURN / 2) & (east + turn >= -TURN / 2))
        moved = np.array([turned(shapes[n], turn) for n in map(int, reaching)], np.object_)
        number, row = tree.query(moved, predicate="intersects")
        found.append(paired(row, reaching[number]))
    return np.unique(np.concatenate(found))


def turned(shape: shapely.Geometry, turn: float) -> shapely.Geometry:
    """The same shape so many degrees further east."""
    return shapely.transform(shape, lambda rows: rows + np.array([turn, 0.0])) if turn else shape


def paired(row: Int64s, number: NDArray[np.integer]) -> Int64s:
    """Pairs as one number each."""
    return row.astype(np.int64) << 20 | number


def distance_m(lat0: Floats, lon0: Floats, lat: Floats, lon: Floats) -> Floats:
    """Geodesic distances; arrays of one shape."""
    return np.asarray(GEOD.inv(lon0, lat0, lon, lat)[2])


def circle_margin_m(lat0: float, lon0: float, radius_m: float, lat: Floats, lon: Floats, space: Floats) -> Floats:
    """How far each place (also given in space) lies inside a circle.

    What is surely outside has -inf: no chord is longer than its arc.
    """
    apart_m = space - in_space(np.array([lat0]), np.array([lon0]))
    near = np.flatnonzero(np.einsum("ij,ij->i", apart_m, apart_m) <= (radius_m + 1) ** 2)
    margin_m = np.full(len(lat), -np.inf)
    margin_m[near] = radius_m - distance_m(np.full(len(near), lat0), np.full(len(near), lon0), lat[near], lon[near])
    return margin_m


def in_space(lat: Floats, lon: Floats) -> Floats:
    """Metres from the middle of the earth (WGS84), shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    normal_m = GEOD.a / np.sqrt(1 - GEOD.es * np.sin(phi) ** 2)
    across_m = normal_m * np.cos(phi)
    return np.stack([across_m * np.cos(lam), across_m * np.sin(lam), normal_m * (1 - GEOD.es) * np.sin(phi)], axis=1)


class Line(NamedTuple):
    """Legs between rows [lon, lat]: from `start` to `end`, straight in degrees or geodesic."""

    start: Floats
    end: Floats
    geodesic: bool

    @classmethod
    def of(cls, *rings: Floats, geodesic: bool) -> Line:
        """The legs of lines or rings."""
        starts, ends = [ring[:-1] for ring in rings], [ring[1:] for ring in rings]
        return cls(np.concatenate(starts), np.concatenate(ends), geodesic)

    def at(self, leg: Int64s, share: Floats) -> Places:
        """Latitude and longitude at a share of each leg; arrays of one shape."""
        start, end = self.start[leg], self.end[leg]
        if not self.geodesic:
            lon, lat = np.moveaxis(start + share[..., None] * (end - start), -1, 0)
            return lat, lon
        azimuth, _, length_m = GEOD.inv(start[..., 0], start[..., 1], end[..., 0], end[..., 1])
        lon, lat, _ = GEOD.fwd(start[..., 0], start[..., 1], azimuth, np.asarray(length_m) * share)
        return np.asarray(lat), np.asarray(lon)

    def beside(self, rng: np.random.Generator, count: int, away_m: Floats) -> Places:
        """Places so far from the legs: to either side of them, and in any direction from their ends."""
        leg, share = rng.integers(0, len(self.start), count), rng.uniform(0, 1, count)
        share[::4] = np.round(share[::4])
        lat, lon = self.at(leg, share)
        ahead = self.at(leg, share + 1e-6)
        azimuth = np.asarray(GEOD.inv(lon, lat, ahead[1], ahead[0])[0]) + rng.choice([-90, 90], count)
        azimuth[::4] = rng.uniform(0, 360, len(azimuth[::4]))
        there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, away_m)
        return np.asarray(there_lat), np.asarray(there_lon)

    def distance_m(self, lat: Floats, lon: Floats, least_m: float) -> Floats:
        """Distance of each place; of those further away than `least_m`, something between that and their distance."""
        parts = [slice(first, first + AT_ONCE) for first in range(0, len(lat), AT_ONCE)]
        return np.concatenate([np.empty(0), *(self._distance_m(lat[part], lon[part], least_m) for part in parts)])

    def _distance_m(self, lat: Floats, lon: Floats, least_m: float) -> Floats:
        leg, share = np.divmod(np.arange(COARSE * len(self.start)), COARSE)
        samples = in_space(*self.at(leg, share / (COARSE - 1))).reshape(-1, COARSE, 3)
        apart_m = np.linalg.norm(np.diff(samples, axis=1), axis=2).max(axis=1) * 1.001
        places = in_space(lat, lon)
        surely_m = np.empty((len(lat), len(samples)))
        best = np.empty(surely_m.shape, np.int64)
        for n, sample in enumerate(samples):
            square = (sample**2).sum(axis=1) - 2 * places @ sample.T  # but for that of the place, one for all
            best[:, n] = square.argmin(axis=1)
            surely_m[:, n] = np.linalg.norm(places - sample[best[:, n]], axis=1) - apart_m[n]
        distance_m = np.maximum(surely_m.min(axis=1), 0.0)
        row, leg = np.nonzero(surely_m <= (distance_m + 2 * apart_m.max())[:, None])
        wanted = distance_m[row] <= least_m
        row, leg = row[wanted], leg[wanted]
        refined_m = np.full(len(lat), np.inf)
        np.minimum.at(refined_m, row, self._refined_m(lat[row], lon[row], leg, best[row, leg]))
        return np.where(np.isfinite(refined_m), refined_m, distance_m)

    def _refined_m(self, lat: Floats, lon: Floats, leg: Int64s, best: Int64s) -> Floats:
        low, high = np.maximum(best - 1, 0) / (COARSE - 1), np.minimum(best + 1, COARSE - 1) / (COARSE - 1)
        rows, shape = np.arange(len(lat)), (len(lat), FINE)
        lats, lons = (np.repeat(one, FINE).reshape(shape) for one in (lat, lon))
        legs = np.repeat(leg, FINE).reshape(shape)
        least_m = np.full(len(lat), np.inf)
        for _ in range(ROUNDS if len(lat) else 0):
            share = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, FINE)
            away_m = distance_m(lats, lons, *self.at(legs, share))
            place = away_m.argmin(axis=1)
            least_m = np.minimum(least_m, away_m[rows, place])
            low, high = share[rows, np.maximum(place - 1, 0)], share[rows, np.minimum(place + 1, FINE - 1)]
        return least_m
