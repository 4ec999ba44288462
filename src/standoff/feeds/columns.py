"""Which columns of a table mean what: the tables that are recognised, and columns named by hand.

Sources: MarineCadastre vessel traffic data (NOAA/USCG, field lists of 2015-2024 and of 2025); OpenSky state
vectors (OpenSky Network, "Historical database": SI units) and the same as the `traffic` library saves them
(feet and knots); Movebank Attribute Dictionary (times in UTC, SI units); Danish Maritime Authority, description of the
columns of its AIS data (`aisdk`); the project's own schema (`docs/reference/reports.md`).
"""

from __future__ import annotations

from typing import Final

import msgspec

from standoff.feeds.decoding import shown
from standoff.model.errors import UnusableInputError
from standoff.model.units import FOOT_M, KNOT_MPS

NAMEABLE: Final = ("time", "id", "lat", "lon", "alt_hae_m", "alt_baro_m", "speed_mps", "course_deg", "source")
"""What `--columns` may name."""
_REQUIRED: Final = ("time", "lat", "lon")
UNIT_NAMED: Final = ("alt_hae_m", "alt_baro_m", "speed_mps", "course_deg", "source")


class Column(msgspec.Struct, frozen=True):
    """A column of the table, and what its numbers are multiplied by to give the unit of the field."""

    name: str
    scale: float = 1.0


class Dialect(msgspec.Struct, frozen=True):
    """A kind of table.

    Attributes:
        name: what the table is called in documents.
        fields: columns by the field that they give; those of `NAMEABLE`, `received`, `on_ground`, `status`, `flags`,
            errors, `kind` of what reports.
        prefix: kind of identifier before the colon of an entity; empty where the table gives whole names.
        needs: fields without which a table is not of this kind.
        speed_unknown: a speed from here on (in the table's own unit) means "not available".
        day_first: whether its times are `31/12/2015 23:59:59`.
        fixed: values of `kind`, in small letters, of what cannot move: such rows are something else, by kind.
    """

    name: str
    fields: dict[str, Column]
    prefix: str
    needs: tuple[str, ...] = ("time", "id", "lat", "lon")
    speed_unknown: float = float("inf")
    day_first: bool = False
    fixed: tuple[str, ...] = ()


_ERRORS: Final = {name: Column(name) for name in ("err_major_m", "err_minor_m", "err_axis_deg")}

OWN: Final = Dialect(
    "standoff",
    {
        "time": Column("time"),
        "id": Column("entity"),
        "received": Column("received"),
        "on_ground": Column("on_ground"),
        "status": Column("status"),
        **{name: Column(name) for name in NAMEABLE if name not in {"time", "id"}},
        **_ERRORS,
    },
    prefix="",
    needs=("time", "id", "lat", "lon", "source"),
)

_OWN_COLUMNS: Final = msgspec.structs.replace(
    OWN,
    fields={
        **{field: column for field, column in OWN.fields.items() if field not in {"on_ground", "status"}},
        "time": Column("time_ns"),
        "received": Column("received_ns"),
        "flags": Column("flags"),
    },
)
"""The columns of a `ReportBatch`, as `to_arrow` names them."""

_MARINECADASTRE: Final = Dialect(
    "marinecadastre",
    {
        "time": Column("basedatetime"),
        "id": Column("mmsi"),
        "lat": Column("lat"),
        "lon": Column("lon"),
        "speed_mps": Column("sog", KNOT_MPS),
        "course_deg": Column("cog"),
    },
    prefix="ais",
    speed_unknown=102.3,
)

_MOVEBANK: Final = Dialect(
    "movebank",
    {
        "time": Column("timestamp"),
        "id": Column("individual-local-identifier"),
        "lat": Column("location-lat"),
        "lon": Column("location-long"),
        "alt_hae_m": Column("height-above-ellipsoid"),
        "speed_mps": Column("ground-speed"),
        "course_deg": Column("heading"),
    },
    prefix="movebank",
)

DIALECTS: Final = (
    OWN,
    _OWN_COLUMNS,
    _MARINECADASTRE,
    msgspec.structs.replace(
        _MARINECADASTRE,
        fields={
            **_MARINECADASTRE.fields,
            "time": Column("base_date_time"),
            "lat": Column("latitude"),
            "lon": Column("longitude"),
        },
    ),
    Dialect(
        "opensky",
        {
            "time": Column("timestamp"),
            "id": Column("icao24"),
            "lat": Column("latitude"),
            "lon": Column("longitude"),
            "alt_baro_m": Column("altitude", FOOT_M),
            "alt_hae_m": Column("geoaltitude", FOOT_M),
            "speed_mps": Column("groundspeed", KNOT_MPS),
            "course_deg": Column("track"),
            "on_ground": Column("onground"),
        },
        prefix="icao24",
    ),
    Dialect(
        "opensky",
        {
            "time": Column("time"),
            "id": Column("icao24"),
            "lat": Column("lat"),
            "lon": Column("lon"),
            "alt_baro_m": Column("baroaltitude"),
            "alt_hae_m": Column("geoaltitude"),
            "speed_mps": Column("velocity"),
            "course_deg": Column("heading"),
            "on_ground": Column("onground"),
        },
        prefix="icao24",
    ),
    _MOVEBANK,
    msgspec.structs.replace(
        _MOVEBANK,
        name="movebank-r",
        fields={field: Column(column.name.replace("-", ".")) for field, column in _MOVEBANK.fields.items()},
    ),
    Dialect(
        "danish-ais",
        {
            "time": Column("# timestamp"),
            "kind": Column("type of mobile"),
            "id": Column("mmsi"),
            "lat": Column("latitude"),
            "lon": Column("longitude"),
            "speed_mps": Column("sog", KNOT_MPS),
            "course_deg": Column("cog"),
        },
        prefix="ais",
        needs=("time", "kind", "id", "lat", "lon"),
        speed_unknown=102.3,
        day_first=True,
        fixed=("base station", "aton"),
    ),
)

PLAIN: Final = {
    "time": ("time", "timestamp", "datetime", "date_time", "time_utc", "utc", "t"),
    "id": ("id", "mmsi", "icao24", "hex", "uid", "entity", "track_id", "track", "vessel", "device", "name"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
}
_LISTED: Final = 400
PREFIXES: Final = {"mmsi": "ais", "icao24": "icao24", "hex": "icao24", "uid": "cot", "entity": ""}


def recognise(names: list[str], where: str, by_hand: dict[str, str] | None) -> Dialect:
    """The kind of table that has these columns; names are compared without regard to case.

    Args:
        names: the columns that there are.
        where: the table, for the error.
        by_hand: columns by field, as `--columns` named them; they decide alone.

    Raises:
        UnusableInputError: no kind of table has them, or a column named by hand is not there.
    """
    lowered = [name.strip().lower() for name in names]
    if by_hand is not None:
        return _by_hand(names, lowered, where, by_hand)
    for dialect in DIALECTS:
        if all(dialect.fields[field].name in lowered for field in dialect.needs):
            return dialect
    found = {field: next((n for n in known if n in lowered), "") for field, known in PLAIN.items()}
    if all(found[field] for field in _REQUIRED):
        fields = {field: Column(name) for field, name in found.items() if name}
        fields |= {name: Column(name) for name in (*UNIT_NAMED, *_ERRORS) if name in lowered}
        return Dialect("table", fields, PREFIXES.get(found["id"], "id"))
    raise UnusableInputError(
        where,
        f"cannot tell which columns give time, lat and lon; it has {_listed(names)}",
        "Name them: --columns time=..,id=..,lat=..,lon=..",
    )


def _listed(names: list[str]) -> str:
    """Names of columns for an error: as many as fit a few lines."""
    text = shown(", ".join(names)[: _LISTED + 1]) or "none"
    return text if len(text) <= _LISTED else f"{text[:_LISTED]}..."


def _by_hand(names: list[str], lowered: list[str], where: str, by_hand: dict[str, str]) -> Dialect:
    for field, name in by_hand.items():
        if name.strip().lower() not in lowered:
            raise UnusableInputError(
                where, f"--columns {field}={name}: there is no column {name!r}; it has {_listed(names)}"
            )
    fields = {field: Column(name.strip().lower()) for field, name in by_hand.items()}
    name = fields["id"].name if "id" in fields else ""
    return Dialect("table", fields, PREFIXES.get(name, "id"))


def parse_by_hand(text: str) -> dict[str, str]:
    """Columns by field from `time=..,id=..,lat=..,lon=..`.

    Raises:
        UnusableInputError: it is not of that form, names an unknown field, or lacks time, lat or lon.
    """
    named: dict[str, str] = {}
    for item in text.split(","):
        field, equals, name = item.partition("=")
        if not equals or not name.strip() or field.strip() not in NAMEABLE:
            raise UnusableInputError(
                "--columns", f"expected FIELD=COLUMN with a field of {', '.join(NAMEABLE)}, got {item!r}"
            )
        named[field.strip()] = name
    if missing := [field for field in _REQUIRED if field not in named]:
        raise UnusableInputError("--columns", f"does not name {', '.join(missing)}")
    return named
