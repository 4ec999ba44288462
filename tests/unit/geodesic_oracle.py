"""Geodesics on WGS84 by numerical integration at 40 digits: what the compiled ones are held to.

Karney's integrals over the auxiliary sphere (J. Geodesy 87, 2013, eqs. 7 and 8), by Gauss-Legendre and without any
series; the inverse problem by the secant method in the azimuth of the end that is farther from the equator, where the
longitude that is reached has one root only (section 4). An azimuth from elsewhere is only where the search begins: its
end is what fulfils the integrals.
"""

from __future__ import annotations

from typing import NamedTuple

import mpmath
from mpmath import mpf
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
DIGITS = 40
STILL = 1e-30
"""Less than this, radians, is no difference; it also stands for zero where zero would lose a direction."""


class Earth(NamedTuple):
    """WGS84 to all digits."""

    equator_m: mpf
    pole_m: mpf
    flattening: mpf
    second_e2: mpf


def earth() -> Earth:
    """The ellipsoid, at the precision at hand."""
    equator_m, flattening = mpf(6378137), 1 / mpf("298.257223563")
    return Earth(
        equator_m, equator_m * (1 - flattening), flattening, flattening * (2 - flattening) / (1 - flattening) ** 2
    )


def reduced(lat: float) -> tuple[mpf, mpf]:
    """Sine and cosine of the reduced latitude."""
    phi = mpmath.radians(mpf(lat))
    sine, cosine = (1 - earth().flattening) * mpmath.sin(phi), max(mpmath.cos(phi), mpf(STILL))
    norm = mpmath.hypot(sine, cosine)
    return sine / norm, cosine / norm


def length_m(k2: mpf, start: mpf, end: mpf) -> mpf:
    """Eq. 7, from one arc to another."""
    return earth().pole_m * mpmath.quad(
        lambda arc: mpmath.sqrt(1 + k2 * mpmath.sin(arc) ** 2), [start, end], method="gauss-legendre"
    )


def behind(k2: mpf, s0: mpf, start: mpf, end: mpf) -> mpf:
    """Eq. 8: how much the longitude on the ellipsoid stays behind that on the sphere, radians."""
    f = earth().flattening
    return (
        f
        * s0
        * mpmath.quad(
            lambda arc: (2 - f) / (1 + (1 - f) * mpmath.sqrt(1 + k2 * mpmath.sin(arc) ** 2)),
            [start, end],
            method="gauss-legendre",
        )
    )


def reached(azimuth: mpf, first: tuple[mpf, mpf], second: tuple[mpf, mpf]) -> tuple[mpf, mpf, mpf, mpf]:
    """Longitude where the geodesic comes to the second latitude northwards, `k2`, and the arcs of both ends."""
    sine, cosine = mpmath.sin(azimuth), mpmath.cos(azimuth)
    s0 = sine * first[1]
    northward_1 = cosine * first[1]
    northward_2 = mpmath.sqrt(northward_1**2 + max(second[1] ** 2 - first[1] ** 2, mpf(0)))
    start, end = mpmath.atan2(first[0], northward_1), mpmath.atan2(second[0], northward_2)
    omega = mpmath.atan2(s0 * second[0], northward_2) - mpmath.atan2(s0 * first[0], northward_1)
    k2 = earth().second_e2 * (1 - s0**2)
    return omega - behind(k2, s0, start, end), k2, start, end


def inverse_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Length of the shortest geodesic, metres; not for two places on the equator."""
    with mpmath.workdps(DIGITS):
        turn = mpf(lon2) - mpf(lon1)
        wanted = mpmath.radians(abs(turn - 360 * mpmath.nint(turn / 360)))
        if abs(lat1) < abs(lat2):
            lat1, lat2 = lat2, lat1
        if lat1 > 0:
            lat1, lat2 = -lat1, -lat2
        first, second = reduced(lat1), reduced(lat2)
        guess = mpmath.radians(mpf(abs(GEOD.inv(0.0, lat1, float(mpmath.degrees(wanted)), lat2)[0])))
        other = guess + mpf(1e-9 if guess < 1 else -1e-9)
        missed, was = (reached(azimuth, first, second)[0] - wanted for azimuth in (guess, other))
        for _ in range(30):
            if abs(was) < STILL:
                _, k2, start, end = reached(other, first, second)
                return float(length_m(k2, start, end))
            if abs(missed) < STILL:
                other, was = guess, missed
                continue
            guess, missed, other = other, was, other - was * (other - guess) / (was - missed)
            was = reached(other, first, second)[0] - wanted
        raise ArithmeticError(f"no geodesic found from {lat1}, {lon1} to {lat2}, {lon2}")


def direct(lat1: float, lon1: float, azimuth_deg: float, distance_m: float) -> tuple[float, float]:
    """Latitude and longitude of the end, degrees."""
    with mpmath.workdps(DIGITS):
        globe = earth()
        sin1, cos1 = reduced(lat1)
        azimuth = mpmath.radians(mpf(azimuth_deg))
        s0 = mpmath.sin(azimuth) * cos1
        c0 = mpmath.hypot(mpmath.cos(azimuth), mpmath.sin(azimuth) * sin1)
        k2 = globe.second_e2 * c0**2
        start = mpmath.atan2(sin1, mpmath.cos(azimuth) * cos1)
        end = start + mpf(distance_m) / globe.pole_m
        for _ in range(8):
            rate = globe.pole_m * mpmath.sqrt(1 + k2 * mpmath.sin(end) ** 2)
            end = end - (length_m(k2, start, end) - mpf(distance_m)) / rate
        sin2, cos2 = c0 * mpmath.sin(end), mpmath.hypot(s0, c0 * mpmath.cos(end))
        omega = mpmath.atan2(s0 * mpmath.sin(end), mpmath.cos(end)) - mpmath.atan2(
            s0 * mpmath.sin(start), mpmath.cos(start)
        )
        lon = mpf(lon1) + mpmath.degrees(omega - behind(k2, s0, start, end))
        lat = mpmath.degrees(mpmath.atan2(sin2, (1 - globe.flattening) * cos2))
        return float(lat), float(lon - 360 * mpmath.nint(lon / 360))


class Series(NamedTuple):
    """What the series stand for, between two arcs."""

    a1: float
    a3: float
    of_length: float
    of_longitude: float
    of_arc: float
    tau_start: float
    tau_end: float


def series(c2: float, start: float, end: float) -> Series:
    """The factors and sums of Karney's eqs. 15 and 23, from the integrals; `c2` as in `geodesic.epsilon`."""
    with mpmath.workdps(DIGITS):
        k2 = earth().second_e2 * c2
        pole_m, f, arc = earth().pole_m, earth().flattening, mpf(end) - mpf(start)
        a1 = length_m(k2, mpf(0), mpmath.pi) / (mpmath.pi * pole_m)
        a3 = behind(k2, mpf(1), mpf(0), mpmath.pi) / (mpmath.pi * f)
        tau_start, tau_end = (length_m(k2, mpf(0), mpf(place)) / (pole_m * a1) for place in (start, end))
        of_longitude = behind(k2, mpf(1), mpf(start), mpf(end)) / (f * a3) - arc
        of_length = tau_end - tau_start - arc
        values = (a1, a3, of_length, of_longitude, -of_length, tau_start, tau_end)
        return Series(*(float(value) for value in values))
