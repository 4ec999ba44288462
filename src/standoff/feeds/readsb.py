"""What dump1090-fa and readsb write in JSON: pictures (`aircraft.json`) and traces (`trace_full_*.json`).

Theory of operation. A picture is an object with `now` and `aircraft`; each aircraft is a row. Its position was heard
`seen_pos` seconds before `now`: that is the observed time, and `now` is when it was received. A trace is an object with
`icao`, `timestamp` and `trace`; each point of it is a row, an array that begins with seconds after `timestamp`. Which
of the two a document is, it says by its members; documents of both kinds may follow one another.

An aircraft that was heard and never said where it is has no position: it is rejected as `no-position`, so that the
count shows how many there are. `lastPosition` and `rr_lat`, `rr_lon` (a guess of the receiver) are not taken for it.

`alt_baro` is pressure altitude in feet, or `ground`; `alt_geom` is feet above the ellipsoid. Addresses that begin with
`~` are none of ICAO (TIS-B, anonymous), and are kept apart from those that are.

Sources: README-json.md of wiedehopf/readsb (aircraft.json; "Trace jsons"); README-json.md of flightaware/dump1090;
RTCA DO-260B 2.2.3.2.7.2.7, table of NACp: the radius that holds 95 % of positions.
"""

from __future__ import annotations

from typing import Any, Final, cast

import msgspec
import numpy as np

from standoff.feeds.rows import Rows, moment, number, parsed
from standoff.model.units import FOOT_M, KNOT_MPS

_WITHIN_95_M: Final = dict(
    enumerate((18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0), start=1)
)
"""Radius by NACp; 0 is not known."""
_SIGMAS_95: Final = float(np.sqrt(-2.0 * np.log(0.05)))
"""A circle of so many sigma holds 95 % of a two-dimensional normal distribution: 2.448."""
_GEOMETRIC: Final = 8
"""Bit of a point's flags: its altitude is geometric."""
_DT, _LAT, _LON, _ALTITUDE, _SPEED, _TRACK, _FLAGS, _DETAILS, _ALT_GEOM = 0, 1, 2, 3, 4, 5, 6, 8, 10
_POINT: Final = 7
"""The least members of a point."""


class _Document(msgspec.Struct):
    """The members of both kinds that are used."""

    now: Any = None
    aircraft: list[msgspec.Raw] | None = None
    icao: Any = None
    timestamp: Any = None
    trace: list[msgspec.Raw] | None = None


_DOCUMENT: Final = msgspec.json.Decoder(_Document)
_AIRCRAFT: Final = msgspec.json.Decoder(dict[str, Any])
_POINTS: Final = msgspec.json.Decoder(list[Any])


def read(text: bytes, rows: Rows) -> None:
    """Reads a picture or a trace; see `rows.DocumentDecoder`."""
    found = parsed(_DOCUMENT, text)
    if found is None or (found.aircraft is None) == (found.trace is None):
        rows.reject("schema", text)
        return
    for raw in found.aircraft or ():
        aircraft = parsed(_AIRCRAFT, bytes(raw))
        if aircraft is None:
            rows.reject("schema", bytes(raw))
        else:
            rows.add(_of_aircraft(aircraft, found.now), bytes(raw))
    for raw in found.trace or ():
        point = parsed(_POINTS, bytes(raw))
        if point is None or len(point) < _POINT:
            rows.reject("schema", bytes(raw))
        else:
            rows.add(_of_point(point, found), bytes(raw))


def _of_aircraft(aircraft: dict[str, Any], now: object) -> dict[str, object]:
    altitude = aircraft.get("alt_baro")
    return {
        "time": moment(now, _reversed(aircraft.get("seen_pos"))),
        "received": moment(now),
        "id": _entity(aircraft.get("hex")),
        "lat": aircraft.get("lat"),
        "lon": aircraft.get("lon"),
        "alt_baro_m": _scaled(altitude, FOOT_M),
        "alt_hae_m": _scaled(aircraft.get("alt_geom"), FOOT_M),
        "speed_mps": _scaled(aircraft.get("gs"), KNOT_MPS),
        "course_deg": number(aircraft.get("track")),
        "on_ground": altitude == "ground",
        **_error(aircraft.get("nac_p")),
    }


def _of_point(point: list[Any], trace: _Document) -> dict[str, object]:
    altitude = _scaled(point[_ALTITUDE], FOOT_M)
    flags = point[_FLAGS] if isinstance(point[_FLAGS], int) else 0
    geometric = bool(flags & _GEOMETRIC)
    above_ellipsoid = _scaled(point[_ALT_GEOM], FOOT_M) if len(point) > _ALT_GEOM else np.nan
    details = point[_DETAILS] if len(point) > _DETAILS else None
    return {
        "time": moment(trace.timestamp, _forward(point[_DT])),
        "id": _entity(trace.icao),
        "lat": point[_LAT],
        "lon": point[_LON],
        "alt_baro_m": np.nan if geometric else altitude,
        "alt_hae_m": altitude if geometric else above_ellipsoid,
        "speed_mps": _scaled(point[_SPEED], KNOT_MPS),
        "course_deg": number(point[_TRACK]),
        "on_ground": point[_ALTITUDE] == "ground",
        **_error(cast("dict[str, Any]", details).get("nac_p") if isinstance(details, dict) else None),
    }


def _forward(by_s: object) -> float | None:
    """Seconds that cannot be below nought; NaN if they are, None if they are not known."""
    if by_s is None:
        return None
    return number(by_s) if number(by_s) >= 0 else np.nan


def _reversed(by_s: object) -> float | None:
    """The same, backwards."""
    forward_s = _forward(by_s)
    return None if forward_s is None else -forward_s


def _entity(address: object) -> str | None:
    if not isinstance(address, str) or not address.strip():
        return None
    address = address.strip().lower()
    return f"non-icao:{address[1:]}" if address.startswith("~") else f"icao24:{address}"


def _scaled(value: object, scale: float) -> float:
    # feet and knots have at most four decimals in metres, as in `tables`
    return round(number(value) * scale, 6)


def _error(nac_p: object) -> dict[str, object]:
    """Both semi-axes of the error at one sigma, where NACp is known."""
    within_m = _WITHIN_95_M.get(nac_p) if isinstance(nac_p, int) else None
    sigma_m = np.nan if within_m is None else within_m / _SIGMAS_95
    return {"err_major_m": sigma_m, "err_minor_m": sigma_m}
