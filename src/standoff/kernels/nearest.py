"""The geodesic distance from many places to the nearest of many pieces, compiled.

Theory of operation. A piece is the straight chord, in space, of a short stretch of an edge (`boundary` cuts them).
Four that follow one another are a leaf of a flat binary tree of boxes: node k has the children 2 k and 2 k + 1. For
each place the tree is walked, near before far, after the leaf of the last answer, because consecutive places are near
each other. What is left over are the pieces that may be nearest, in most cases one, and these are settled:

1. *Bound.* Two places of the ellipsoid whose chord is `c` lie at least `2 R asin(c / 2 R)` apart, `R` no less than any
   radius of curvature: what lies in a box farther away than that is not looked at.
2. *Arc.* The chord `d` meets the surface `x' A x = 1` at both ends at angles whose sines are `d' A d / 2 c |A x|`,
   exactly, because `x' A d = -d' A d / 2`. The arc is nearly that of a circle that is met at their mean `h`:
   `c asin(h) / h`. It is symmetrical, so that what is missing begins with the fifth order, and to the first order of
   the flattening it is, with `t = 2 asin(h)`, the slope `k` and the height `m` of the great circle at its middle,
   `f a (k^2 - m^2) (t + (t cos t - 3 sin t) / 2)`, which is added (`arc`; from `ds^2 = (1 - 2 f z'^2) dt^2`). The rest
   is at most 1.5e-34 of the fifth power of the length to 15,000 km (5 um at 500 km, 0.15 mm at 1000 km, 12 m at 10,000
   km): the most among a million geodesics at each of seventeen lengths. A piece remains while its arc, less all that
   may be wrong with it (`doubt`), is no more than the least of the others' arcs with as much added.
3. *Foot.* The foot of the perpendicular in space is not the geodesic's, because a chord of one length spans arcs of
   different lengths in different directions: relatively `c^2 e^2 / 12 a^2` (1.4e-17 `c^2`) from north to east. So the
   foot errs by metres at 500 km, and the distance by 3.5 mm per km of a piece if all of it is equally far, else by far
   less. From there Newton's method goes along the true edge by the azimuth of the exact geodesic to the place, until
   a step would gain less than `_GAIN_M`.

Every answer is thus the exact length of a geodesic to a place on an edge, and never too short but for rounding; it is
a function of the place and the piece only, so that neither the order of the places nor the walk matters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesic
from standoff.kernels.ellipsoid import E2, EQUATOR_M, FLATTENING, POLE_M
from standoff.kernels.geodesic import UNSOLVED
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from typing import TypeAlias

    from standoff.model.arrays import Floats, Int64s

    Way: TypeAlias = tuple[float, float, float, float, float, float]
    """A place of an edge, degrees, its way north and east, metres per share, and how that changes per share."""

LEAF: Final = 4
"""Pieces in a leaf."""
_ROOM: Final = 64
"""Pieces that may wait to be settled."""
_STACK: Final = 64
_ROUNDS: Final = 8
_GAIN_M: Final = 2e-5
_WIDEST_M: Final = 6.4e6
"""More than the largest radius of curvature, 6,399,594 m at a pole."""
_FAR: Final = 1.0
"""Radians beyond which a step is no longer lengthened as on the sphere: there Newton's slope comes to nothing."""
_LEAST_SLOPE: Final = 0.01
_ALMOST_ROUND_M: Final = 17e6
_TINY_M: Final = 1e-6
_TINY: Final = 1e-6
_PER_EQUATOR: Final = 1 / EQUATOR_M**2
_PER_POLE: Final = 1 / POLE_M**2
_PER_Z: Final = _PER_POLE * (_PER_POLE - _PER_EQUATOR)
_RADIAN: Final = math.pi / 180


@compiled
def doubt(arc_m: float, slack_m: float, longest_m: float) -> float:
    """How far the least distance to a piece's stretch may be from its arc.

    The stretch lies within `slack_m` of its chord; the foot in space is seen under an azimuth that is at most
    `longest_m / arc_m` from that of the nearest place; the rest is the arc's own. Each with a margin; near the
    antipode, where all of it grows faster, a large one.
    """
    own = 2e-34 if arc_m < _ALMOST_ROUND_M else 3e-33
    return slack_m + 2e-17 * longest_m * arc_m * arc_m + own * arc_m**5


@compiled
def support(z: float) -> float:
    """`1 / |A x|`: how far the tangent plane at a place of this height over the equator's plane is from the centre."""
    return 1 / math.sqrt(_PER_EQUATOR + _PER_Z * z * z)


@compiled
def _reach(most_m: float, slack_m: float) -> float:
    """The square of the chord beyond which no piece is within this distance."""
    chord_m = 2 * _WIDEST_M * math.sin(min(most_m / (2 * _WIDEST_M), math.pi / 2)) + slack_m
    return chord_m * chord_m


@compiled
def _outside(box: Floats, x: float, y: float, z: float) -> float:
    """The square of the distance from a place in space to a box."""
    dx = max(box[0] - x, x - box[3], 0.0)
    dy = max(box[1] - y, y - box[4], 0.0)
    dz = max(box[2] - z, z - box[5], 0.0)
    return dx * dx + dy * dy + dz * dz


@compiled
def arc(across: float, dz: float, z: float, support_m: float) -> float:
    """The length of the geodesic over a chord: see the theory of operation.

    Args:
        across: the square of the chord's run along the equator's plane.
        dz: its run along the axis.
        z: the height of its first end over that plane.
        support_m: `support(z)`.
    """
    chord_m = math.sqrt(across + dz * dz)
    if chord_m < _TINY_M:
        return chord_m
    bent = across * _PER_EQUATOR + dz * dz * _PER_POLE
    h = min(bent * (support_m + support(z + dz)) / (4 * chord_m), 1.0)
    cosine2 = max(1 - h * h, _TINY)
    turn = 2 * math.asin(h)
    middle = z + dz / 2
    tilt = min(max((dz * dz / bent - middle * middle / cosine2) * _PER_POLE, -1.0), 1.0)
    fifth = turn + (turn * (1 - 2 * h * h) - 6 * h * math.sqrt(cosine2)) / 2
    return chord_m * turn / (2 * h) + FLATTENING * EQUATOR_M * tilt * fifth


@compiled
def _look(
    x: float, y: float, z: float, leaf: int, chords: Floats, slack_m: float, longest_m: float,
    most_m: float, waiting: int, pieces: Int64s, held: Floats,
) -> tuple[float, int]:  # fmt: skip
    """Adds the pieces of a leaf that may be nearest to a place (ECEF metres) to those that wait.

    Of those `held` has the share of the chord at which the foot lies, its arc, and the least that the distance may be;
    the nearest of all is no farther than `most_m`. The new `most_m` is returned, and how many wait.
    """
    support_m = support(z)
    reach = _reach(most_m, slack_m)
    for piece in range(leaf * LEAF, min((leaf + 1) * LEAF, chords.shape[0])):
        chord = chords[piece]
        dx, dy, dz = x - chord[0], y - chord[1], z - chord[2]
        share = min(1.0, max(0.0, (dx * chord[3] + dy * chord[4] + dz * chord[5]) * chord[6]))
        dx, dy, dz = share * chord[3] - dx, share * chord[4] - dy, share * chord[5] - dz
        across = dx * dx + dy * dy
        if not across + dz * dz <= reach:
            continue
        arc_m = arc(across, dz, z, support_m)
        doubt_m = doubt(arc_m, slack_m, longest_m)
        if arc_m - doubt_m <= most_m:
            pieces[waiting] = piece
            held[waiting, 0], held[waiting, 1], held[waiting, 2] = share, arc_m, arc_m - doubt_m
            waiting += 1
            if arc_m + doubt_m < most_m:
                most_m = arc_m + doubt_m
                reach = _reach(most_m, slack_m)
    return most_m, waiting


@compiled
def _on_chord(chord: Floats, share: float) -> Way:
    """Where an edge along a geodesic is, which leaves the plane of the normals by less than 1e-7 m between two ends."""
    x, y, z = chord[0] + share * chord[3], chord[1] + share * chord[4], chord[2] + share * chord[5]
    rho = math.hypot(x, y)
    cos_lon, sin_lon = (x / rho, y / rho) if rho > 0 else (1.0, 0.0)
    sag_m = share * (1 - share) / (2 * EQUATOR_M * chord[6]) if chord[6] > 0 else 0.0
    inward = (1 - E2 * (1 + sag_m / EQUATOR_M)) * rho  # the chord lies so far under the surface
    length_m = math.hypot(z, inward)
    sin_lat, cos_lat = z / length_m, inward / length_m
    outward = cos_lon * chord[3] + sin_lon * chord[4]
    north_m = cos_lat * chord[5] - sin_lat * outward
    east_m = cos_lon * chord[4] - sin_lon * chord[3]
    return math.atan2(sin_lat, cos_lat) / _RADIAN, math.atan2(y, x) / _RADIAN, north_m, east_m, 0.0, 0.0


@compiled
def _on_line(run: Floats, share: float) -> Way:
    """Where an edge is that is straight in longitude and latitude; how it turns, as on the sphere."""
    lat, lon = run[0] + share * run[2], run[1] + share * run[3]
    sin_lat = math.sin(lat * _RADIAN)
    width = 1 - E2 * sin_lat * sin_lat
    normal_m = EQUATOR_M / math.sqrt(width) * _RADIAN
    north_m, east_m = normal_m * (1 - E2) / width * run[2], normal_m * math.cos(lat * _RADIAN) * run[3]
    turn = sin_lat * run[3] * _RADIAN
    return lat, lon, north_m, east_m, east_m * turn, -2 * north_m * turn


@compiled
def _settled(
    lat: float, lon: float, share: float, chord: Floats, runs: Floats, piece: int, scratch: Floats
) -> tuple[float, float, float]:
    """The exact distance to a piece, and where: latitude and longitude; the distance may be `UNSOLVED`.

    The search begins at `share` of the chord; `scratch`, shape (6, 1), is for the inverse problem.
    """
    nearest_m, foot_lat, foot_lon = np.inf, lat, lon
    for _ in range(_ROUNDS):
        here = _on_line(runs[piece], share) if len(runs) else _on_chord(chord, share)
        scratch[0, 0], scratch[1, 0], scratch[2, 0], scratch[3, 0] = here[0], here[1], lat, lon
        geodesic.inverses(scratch[0], scratch[1], scratch[2], scratch[3], scratch[4], scratch[5])
        length_m = scratch[5, 0]
        if length_m == UNSOLVED and nearest_m == np.inf:
            return UNSOLVED, here[0], here[1]
        if not 0 <= length_m < nearest_m:
            break
        nearest_m, foot_lat, foot_lon = length_m, here[0], here[1]
        if length_m < _TINY_M:
            break
        azimuth = scratch[4, 0] * _RADIAN
        north, east = math.cos(azimuth), math.sin(azimuth)
        ahead = here[2] * north + here[3] * east
        straight = (here[2] ** 2 + here[3] ** 2) / (EQUATOR_M * math.tan(min(length_m / EQUATOR_M, _FAR)))
        if not straight > 0:
            break
        slope = straight - (here[4] * north + here[5] * east)  # of half the square of the length, by the length
        further = min(1.0, max(0.0, share + ahead / max(slope, _LEAST_SLOPE * straight)))
        if abs((further - share) * ahead) < 2 * _GAIN_M:
            break
        share = further
    return nearest_m, foot_lat, foot_lon


@compiled
def _settle(
    lat: float, lon: float, chords: Floats, runs: Floats, waiting: int, pieces: Int64s, held: Floats,
    found: Floats, scratch: Floats,
) -> int:  # fmt: skip
    """Settles all that wait, the least arc first; the nearest comes into `found`, if it is nearer than what is there.

    `found` is the distance by which pieces are compared (within six degrees of the antipode the arc), latitude and
    longitude of the foot, and the distance again (there `UNSOLVED`). The piece is returned, or -1 if none is nearer.
    """
    nearest, first = -1, 0
    for k in range(1, waiting):
        first = k if held[k, 1] < held[first, 1] else first
    for turn in range(waiting):
        k = first if turn == 0 else turn - 1 if turn <= first else turn
        if held[k, 2] <= found[0]:
            piece = pieces[k]
            length_m, foot_lat, foot_lon = _settled(lat, lon, held[k, 0], chords[piece], runs, piece, scratch)
            compared_m = held[k, 1] if length_m == UNSOLVED else length_m
            if compared_m < found[0]:
                nearest = piece
                found[0], found[1], found[2], found[3] = compared_m, foot_lat, foot_lon, length_m
    return nearest


@compiled
def _sift(most_m: float, waiting: int, pieces: Int64s, held: Floats) -> int:
    """Drops those that can no longer be nearest; how many wait."""
    left = 0
    for k in range(waiting):
        if held[k, 2] <= most_m:
            pieces[left] = pieces[k]
            held[left] = held[k]
            left += 1
    return left


@compiled
def distances(
    lat: Floats, lon: Floats, points: Floats, chords: Floats, runs: Floats, boxes: Floats,
    slack_m: float, longest_m: float, length_m: Floats, foot: Floats,
) -> None:  # fmt: skip
    """Writes for every place the distance to the nearest piece and where that is.

    Args:
        lat: of each place, degrees, shape (n,).
        lon: likewise.
        points: the same, ECEF metres, shape (n, 3).
        chords: start and run of each piece, ECEF metres, and 1 over the square of its length, shape (pieces, 7).
        runs: latitude and longitude of each start, and what is added to them until the end, shape (pieces, 4), for
            edges that are straight in them; shape (0, 4) for edges along geodesics.
        boxes: least and greatest x, y, z of each node, shape (2 ** k, 6); the second half are leaves.
        slack_m: no place of an edge is farther than this from the chord of its piece.
        longest_m: no chord is longer than this.
        length_m: metres; NaN for what is no place, `UNSOLVED` near the antipode. Written, shape (n,).
        foot: latitude and longitude of the foot, degrees. Written, shape (n, 2).
    """
    leaves = boxes.shape[0] // 2
    stack, apart = np.empty(_STACK, np.int64), np.empty(_STACK)
    pieces, held = np.empty(_ROOM, np.int64), np.empty((_ROOM, 3))
    found, scratch = np.empty(4), np.empty((6, 1))
    nearest = 0
    for i in range(len(lat)):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        found[0], found[1], found[2], found[3] = np.inf, np.nan, np.nan, np.nan
        home = nearest // LEAF
        most_m, waiting = _look(x, y, z, home, chords, slack_m, longest_m, np.inf, 0, pieces, held)
        reach = _reach(most_m, slack_m)
        stack[0], apart[0] = 1, 0.0
        top = 1
        while top > 0:
            top -= 1
            if not apart[top] <= reach:
                continue
            node = stack[top]
            if node < leaves:
                near, far = 2 * node, 2 * node + 1
                near_m2, far_m2 = _outside(boxes[near], x, y, z), _outside(boxes[far], x, y, z)
                if far_m2 < near_m2:
                    near, far, near_m2, far_m2 = far, near, far_m2, near_m2
                for child, m2 in ((far, far_m2), (near, near_m2)):
                    if m2 <= reach:
                        stack[top], apart[top] = child, m2
                        top += 1
            elif node - leaves != home:
                if waiting > _ROOM - LEAF:
                    piece = _settle(lat[i], lon[i], chords, runs, waiting, pieces, held, found, scratch)
                    nearest = piece if piece >= 0 else nearest
                    most_m, waiting = min(most_m, found[0]), 0
                most_m, waiting = _look(
                    x, y, z, node - leaves, chords, slack_m, longest_m, most_m, waiting, pieces, held
                )
                reach = _reach(most_m, slack_m)
        waiting = _sift(most_m, waiting, pieces, held)
        piece = _settle(lat[i], lon[i], chords, runs, waiting, pieces, held, found, scratch)
        nearest = piece if piece >= 0 else nearest
        length_m[i], foot[i, 0], foot[i, 1] = found[3], found[1], found[2]
