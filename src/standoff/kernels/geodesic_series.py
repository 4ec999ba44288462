"""The series of a geodesic (Karney, "Algorithms for geodesics", J. Geodesy 87, 2013): lengths, arcs, longitudes.

Sums of `sin 2 l sigma` between both ends of an arc are written as products `2 cos(2 l sigma_m) sin(l sigma_12)`; the
first factors, with `epsilon^l` drawn in, are polynomials of the ends' sines (`waves_between`), so that one arc tangent
is enough and the equator is no exception. Series end at `epsilon^5` for lengths and `epsilon^4` for longitudes; what
follows is below 0.1 nm.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from standoff.kernels.ellipsoid import FLATTENING, SECOND_E2
from standoff.kernels.jit import compiled

if TYPE_CHECKING:
    Waves: TypeAlias = tuple[float, float, float, float, float]

_N: Final = FLATTENING / (2 - FLATTENING)
# the series in n of eqs. 24 and 25: coefficients of epsilon, lowest power first
_A3: Final = (-(1 - _N) / 2, -1 / 4 - _N / 8 + 3 * _N**2 / 8, -(1 + 3 * _N + _N**2) / 16, -3 / 64 - _N / 32)
_C31: Final = ((1 - _N) / 4, (1 - _N**2) / 8, (3 + 3 * _N - _N**2) / 64, 5 / 128 + _N / 64)
_C32: Final = (1 / 16 - 3 * _N / 32 + _N**2 / 32, 3 / 64 - _N / 32 - 3 * _N**2 / 64, 3 / 128 + _N / 128)
_C33: Final = (5 / 192 - 3 * _N / 64 + 5 * _N**2 / 192, 3 / 128 - 5 * _N / 192)
_C34: Final = 7 / 512 - 7 * _N / 256


@compiled
def epsilon(c2: float) -> tuple[float, float]:
    """The parameter of every series (eq. 16), and what it is per `c2`, which may be zero.

    `c2` is the square of the cosine of the azimuth at the equator, `k^2 = e'^2 c2`.
    """
    root = 1 + math.sqrt(1 + SECOND_E2 * c2)
    per_c2 = SECOND_E2 / (root * root)
    return per_c2 * c2, per_c2


@compiled
def a1(eps: float) -> float:
    """Eq. 17."""
    square = eps * eps
    return (1 + square * (1 / 4 + square / 64)) / (1 - eps)


@compiled
def a3(eps: float) -> float:
    """Eq. 24."""
    return 1 + eps * (_A3[0] + eps * (_A3[1] + eps * (_A3[2] + eps * _A3[3])))


@compiled
def waves_between(eps: float, middle: float, sin1: float, cos1: float) -> Waves:
    """`eps^l (sin 2 l sigma_2 - sin 2 l sigma_1)` for l = 1 to 5.

    Args:
        eps: the parameter of the series.
        middle: `eps cos(sigma_1 + sigma_2)`.
        sin1: sine of the arc `sigma_2 - sigma_1`.
        cos1: its cosine.
    """
    square, twice, double = eps * eps, 2 * middle, 2 * cos1
    m2 = twice * middle - square
    m3 = twice * m2 - square * middle
    m4 = twice * m3 - square * m2
    m5 = twice * m4 - square * m3
    sin2 = double * sin1
    sin3 = double * sin2 - sin1
    sin4 = double * sin3 - sin2
    sin5 = double * sin4 - sin3
    return twice * sin1, 2 * m2 * sin2, 2 * m3 * sin3, 2 * m4 * sin4, 2 * m5 * sin5


@compiled
def of_length(eps: float, waves: Waves) -> float:
    """The sum of `I1` (eqs. 15, 18)."""
    square = eps * eps
    return (
        waves[0] * (-1 / 2 + square * (3 / 16 - square / 32))
        + waves[1] * (-1 / 16 + square / 32)
        + waves[2] * (-1 / 48 + square * (3 / 256))
        - waves[3] * (5 / 512)
        - waves[4] * (7 / 1280)
    )


@compiled
def of_arc(eps: float, waves: Waves) -> float:
    """The sum of `I1` turned round (eqs. 20, 21)."""
    square = eps * eps
    return (
        waves[0] * (1 / 2 + square * (-9 / 32 + square * (205 / 1536)))
        + waves[1] * (5 / 16 - square * (37 / 96))
        + waves[2] * (29 / 96 - square * (75 / 128))
        + waves[3] * (539 / 1536)
        + waves[4] * (3467 / 7680)
    )


@compiled
def of_longitude(eps: float, waves: Waves) -> float:
    """The sum of `I3` (eqs. 23, 25)."""
    return (
        waves[0] * (_C31[0] + eps * (_C31[1] + eps * (_C31[2] + eps * _C31[3])))
        + waves[1] * (_C32[0] + eps * (_C32[1] + eps * _C32[2]))
        + waves[2] * (_C33[0] + eps * _C33[1])
        + waves[3] * _C34
    )
