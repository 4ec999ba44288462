"""Geodesics on the WGS84 ellipsoid, compiled: the inverse and the direct problem, degrees and metres.

Theory of operation. A geodesic is a great circle on the auxiliary sphere of reduced latitudes `beta`: arc `sigma`,
longitude there `omega`, `s0` the sine of its azimuth at the equator (Karney, "Algorithms for geodesics", J. Geodesy
87, 2013, section 2, from Bessel). Only the longitude differs: `omega - lambda = f s0 I3(sigma)` (eq. 8), a lead of at
most 0.6 degrees. The inverse problem looks for that lead, as Vincenty's ("Direct and inverse solutions of geodesics on
the ellipsoid", Survey Review 23, 1975), but by Newton's method, whose slope is known well enough in closed form:

1. At `omega = lambda`, one step with `I3` to first order: the lead is right to about 1e-7.
2. There `I3` and the length `I1` (eqs. 7, 15, 23) in full. Since the length of a geodesic changes by `a s0` with the
   longitude of its end, what is missing is made good to second order, without another round; for the azimuth by the
   slope to first order in `epsilon`.

Small differences (latitude, longitude, arc) are never taken from large numbers, so that points a millimetre apart are
as right as their coordinates.

Where the slope fails, within six degrees of the antipode, the pair is `UNSOLVED`, for PROJ (one random pair in 400).

Error. What the series leave out is below 0.1 nm (`geodesic_series`). Rounding is more: against integrals at 40 digits
lengths err by 7.5 nm at most (at 16,000 km) and by 2e-15 of themselves, ends by 7 nm, and
`tests/unit/test_geodesic.py` holds them to 15 nm and 5e-15.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.kernels import geodesic_series as series
from standoff.kernels.ellipsoid import EQUATOR_M, FLATTENING, POLE_M, SECOND_E2
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    from standoff.model.arrays import Floats

UNSOLVED: Final = -1.0
"""Stands for the length where a pair is left to somebody else."""

_RADIAN: Final = math.pi / 180
_TINY: Final = 1e-100
_ROUNDS: Final = 4
_NEAR_ANTIPODE: Final = 0.1
"""Sine of the arc that is still missing to the antipode, below which Newton's slope is not trusted."""
_FOR_LENGTH: Final = 3e-6
"""The residual longitude, in arcs, whose third power no longer counts: enough for a length."""
_FOR_AZIMUTH: Final = 1e-7
"""The same for an azimuth, where what the slope lacks, `epsilon^2`, must not count."""


@compiled
def _reduced(lat: float) -> tuple[float, float, float]:
    """Sine and cosine of the reduced latitude, and the factor that made them so; NaN beyond the poles."""
    if not abs(lat) <= 90.0:  # noqa: PLR2004 - the pole
        return np.nan, np.nan, np.nan
    sine = (1 - FLATTENING) * math.sin(lat * _RADIAN)
    cosine = math.sin((90.0 - abs(lat)) * _RADIAN)  # exact at the pole
    scale = 1 / math.sqrt(sine * sine + cosine * cosine)
    return sine * scale, cosine * scale, scale


@compiled
def _finite(value: float) -> float:
    """The value, or NaN for an infinite one, which has no sine and is no place."""
    return value if abs(value) < np.inf else np.nan


@compiled
def _wrapped(lon: float) -> float:
    """A longitude or azimuth brought into [-180, 180], exactly."""
    return lon - 360.0 * np.rint(lon / 360.0)


@compiled
def _eastward_deg(lon1: float, lon2: float) -> float:
    """The longitude from the first to the second, in [-180, 180], rounded once."""
    lon1, lon2 = _finite(lon1), _finite(lon2)
    difference = lon2 - lon1
    back = difference - lon2
    lost = (lon2 - (difference - back)) - (lon1 + back)  # Knuth's two-sum
    return _wrapped(difference) + lost


@compiled
def turned(sine: float, cosine: float, angle: float) -> tuple[float, float]:
    """Sine and cosine of an angle to which a small one, below 0.006, is added."""
    square = angle * angle
    s = angle * (1 - square / 6 * (1 - square / 20))
    c = 1 - square / 2 * (1 - square / 12)
    return sine * c + cosine * s, cosine * c - sine * s


@compiled
def _arc(
    sin1: float, cos1: float, sin2: float, cos2: float, rise: float, half_sin: float, half_cos: float
) -> tuple[float, float, float]:
    """Sine and cosine of the arc, and `s0`, on the auxiliary sphere; no sine and no `s0` where the ends coincide.

    It takes both reduced latitudes, the sine of their difference (`rise`), and half the longitude on the sphere.
    """
    sin_omega = 2 * half_sin * half_cos
    east = cos2 * sin_omega
    north = rise + 2 * sin1 * cos2 * half_sin * half_sin
    sine = math.sqrt(east * east + north * north)
    cosine = sin1 * sin2 + cos1 * cos2 * (1 - 2 * half_sin * half_sin)
    return sine, cosine, cos1 * east / sine if sine > 0 else 0.0


@compiled
def _half(lon_deg: float) -> tuple[float, float]:
    """Sine and cosine of half a longitude of 0 to 180 degrees."""
    return math.sin(lon_deg * (_RADIAN / 2)), math.sin((180.0 - lon_deg) * (_RADIAN / 2))


@compiled
def _rise(lat1: float, scale1: float, lat2: float, scale2: float) -> float:
    """Sine of the difference of two reduced latitudes, from that of the latitudes, so that nothing cancels."""
    if not abs(lat2 - lat1) <= 180.0:  # noqa: PLR2004 - from pole to pole
        return np.nan
    return (1 - FLATTENING) * math.sin((lat2 - lat1) * _RADIAN) * (scale1 * scale2)


@compiled
def _bearing(azimuth_deg: float) -> tuple[float, float]:
    """Sine and cosine of an azimuth, exact in the four main directions."""
    azimuth_deg = _wrapped(_finite(azimuth_deg))
    from_north = abs(azimuth_deg)
    sine = math.sin((90.0 - abs(90.0 - from_north)) * _RADIAN)
    return math.copysign(sine, azimuth_deg), math.sin((90.0 - from_north) * _RADIAN)


@compiled
def small_arcsine(sine: float) -> float:
    """The angle of a sine below 0.012."""
    square = sine * sine
    return sine * (1 + square * (1 / 6 + square * (3 / 40 + square * (5 / 112))))


@compiled
def _middle(eps: float, sine: float, cosine: float, sin_arc: float, cos_arc: float) -> float:
    """`eps cos(2 sigma + arc)`: the place midway between the ends, as `waves_between` wants it."""
    return eps * ((1 - 2 * sine * sine) * cos_arc - 2 * sine * cosine * sin_arc)


@compiled
def _solved(
    sin1: float, cos1: float, sin2: float, cos2: float, rise: float, half_sin: float, half_cos: float, enough: float
) -> tuple[float, float]:
    """The length, metres, and the lead of `omega`, radians; the length is `UNSOLVED` where PROJ has to find it."""
    sine, cosine, s0 = _arc(sin1, cos1, sin2, cos2, rise, half_sin, half_cos)
    if sine == 0 or math.isnan(sine):
        return (sine if cosine > 0 else UNSOLVED), 0.0
    if cosine < 0 and sine < _NEAR_ANTIPODE:
        return UNSOLVED, 0.0
    first, first_sine, first_cosine = math.atan2(sine, cosine), sine, cosine
    both = sin1 * sin2
    c2 = 1 - s0 * s0
    bend = (c2 * cosine - both) / sine  # d s0 / d omega
    slope = 1 - FLATTENING * (bend * first + s0 * s0)
    lead = FLATTENING * s0 * (first + SECOND_E2 / 8 * ((c2 * cosine - 2 * both) * sine - c2 * first)) / slope
    for _ in range(_ROUNDS):
        turned_sin, turned_cos = turned(half_sin, half_cos, lead / 2)
        sine, cosine, s0 = _arc(sin1, cos1, sin2, cos2, rise, turned_sin, turned_cos)
        sigma = first + small_arcsine(sine * first_cosine - cosine * first_sine)
        c2 = 1 - s0 * s0
        eps, per_c2 = series.epsilon(c2)
        midway = c2 * cosine - 2 * both
        waves = series.waves_between(eps, per_c2 * midway, sine, cosine)
        i3 = series.a3(eps) * (sigma + series.of_longitude(eps, waves))
        missing = FLATTENING * s0 * i3 - lead
        bend = (c2 * cosine - both) / sine
        # the derivative of I3 to first order, by omega, in units of s0 e'^2 / 8
        bent = 2 * bend * (sigma - cosine * sine) - c2 + midway * cosine - c2 * sine * sine
        slope = 1 - FLATTENING * (bend * i3 + s0 * s0 * (1 + SECOND_E2 / 8 * bent))
        if abs(missing) <= enough * sine:
            length_m = POLE_M * series.a1(eps) * (sigma + series.of_length(eps, waves))
            return length_m + EQUATOR_M * missing * (s0 + bend * missing / (2 * slope)), lead + missing / slope
        lead += missing / slope
    return UNSOLVED, 0.0


@compiled
def _distance_m(sin1: float, cos1: float, scale1: float, lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The length to a second point from a first whose latitude is reduced already."""
    sin2, cos2, scale2 = _reduced(lat2)
    rise = _rise(lat1, scale1, lat2, scale2)
    half_sin, half_cos = _half(abs(_eastward_deg(lon1, lon2)))
    return _solved(sin1, cos1, sin2, cos2, rise, half_sin, half_cos, _FOR_LENGTH)[0]


@compiled
def _inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Azimuth at the first point, degrees, and length, metres."""
    sin1, cos1, scale1 = _reduced(lat1)
    sin2, cos2, scale2 = _reduced(lat2)
    rise = _rise(lat1, scale1, lat2, scale2)
    eastward_deg = _eastward_deg(lon1, lon2)
    half_sin, half_cos = _half(abs(eastward_deg))
    length_m, lead = _solved(sin1, cos1, sin2, cos2, rise, half_sin, half_cos, _FOR_AZIMUTH)
    half_sin, half_cos = turned(half_sin, half_cos, lead / 2)
    east = 2 * cos2 * half_sin * half_cos
    north = rise + 2 * sin1 * cos2 * half_sin * half_sin
    if length_m == 0:
        north = -1.0  # no direction is right: south, as PROJ has it
    return math.copysign(math.atan2(east, north) / _RADIAN, eastward_deg), length_m


@compiled
def _direct(lat1: float, lon1: float, azimuth_deg: float, length_m: float) -> tuple[float, float]:
    """Latitude and longitude of the end, degrees."""
    sin1, cos1, _ = _reduced(lat1)
    cos1 = cos1 if cos1 != 0 else _TINY  # keeps the azimuth at a pole
    sin_azimuth, cos_azimuth = _bearing(azimuth_deg)
    s0, c0 = sin_azimuth * cos1, math.hypot(cos_azimuth, sin_azimuth * sin1)
    sin_a, cos_a = sin1, cos_azimuth * cos1
    norm = math.hypot(sin_a, cos_a)
    sin_a, cos_a = (sin_a / norm, cos_a / norm) if norm != 0 else (0.0, 1.0)
    eps, _ = series.epsilon(c0 * c0)
    # tau grows evenly with the length (eq. 19); the sum at one end is half of that from its mirror image to it
    waves = series.waves_between(eps, eps, 2 * sin_a * cos_a, 1 - 2 * sin_a * sin_a)
    sin_tau, cos_tau = turned(sin_a, cos_a, series.of_length(eps, waves) / 2)
    tau = _finite(length_m) / (POLE_M * series.a1(eps))
    sin_arc, cos_arc = math.sin(tau), math.cos(tau)
    waves = series.waves_between(eps, _middle(eps, sin_tau, cos_tau, sin_arc, cos_arc), sin_arc, cos_arc)
    excess = series.of_arc(eps, waves)
    sin_arc, cos_arc = turned(sin_arc, cos_arc, excess)
    sin_b, cos_b = sin_a * cos_arc + cos_a * sin_arc, cos_a * cos_arc - sin_a * sin_arc
    lat2 = math.atan2(c0 * sin_b, (1 - FLATTENING) * math.hypot(s0, c0 * cos_b))
    omega = math.atan2(s0 * (sin_b * cos_a - cos_b * sin_a), cos_b * cos_a + s0 * s0 * sin_b * sin_a)
    waves = series.waves_between(eps, _middle(eps, sin_a, cos_a, sin_arc, cos_arc), sin_arc, cos_arc)
    eastward = omega - FLATTENING * s0 * series.a3(eps) * (tau + excess + series.of_longitude(eps, waves))
    return lat2 / _RADIAN, _wrapped(_wrapped(_finite(lon1)) + eastward / _RADIAN)


@compiled
def distances(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats, length_m: Floats) -> None:
    """Writes the length of every pair, metres: NaN for what is no place, `UNSOLVED` near the antipode."""
    for i in range(len(length_m)):
        sin1, cos1, scale1 = _reduced(lat1[i])
        length_m[i] = _distance_m(sin1, cos1, scale1, lat1[i], lon1[i], lat2[i], lon2[i])


@compiled
def distances_from(lat0: float, lon0: float, lat: Floats, lon: Floats, length_m: Floats) -> None:
    """Writes the length from one place to each: what is of the one place is worked out once."""
    sin0, cos0, scale0 = _reduced(lat0)
    for i in range(len(length_m)):
        length_m[i] = _distance_m(sin0, cos0, scale0, lat0, lon0, lat[i], lon[i])


@compiled
def inverses(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats, azimuth_deg: Floats, length_m: Floats) -> None:
    """Writes azimuth at the first point and length of every pair; with `UNSOLVED` the azimuth means nothing."""
    for i in range(len(length_m)):
        azimuth_deg[i], length_m[i] = _inverse(lat1[i], lon1[i], lat2[i], lon2[i])


@compiled
def directs(lat1: Floats, lon1: Floats, azimuth_deg: Floats, length_m: Floats, lat2: Floats, lon2: Floats) -> None:
    """Writes the ends of geodesics, degrees, longitudes in [-180, 180]."""
    for i in range(len(length_m)):
        lat2[i], lon2[i] = _direct(lat1[i], lon1[i], azimuth_deg[i], length_m[i])
