"""Reading a scenario file: strict, and every refusal names the file, the field and what to do."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

import msgspec

from standoff.model.errors import UnusableInputError
from standoff.sim.movement import programme_of, route_of
from standoff.sim.reading_acts import read_acts, read_people
from standoff.sim.scenario import Drive, Place, Scenario, Variant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from standoff.sim.movement import Programme
    from standoff.sim.scenario import Step

_AT: Final = re.compile(r"(?P<problem>.*?)(?: - at `(?:key in )?\$\.?(?P<path>.*)`)?", re.DOTALL)
_NAMED_TABLES: Final[Mapping[str, type]] = {"places": Place, "variants": Variant}
_SEE: Final = "An example that works: scenarios/tanf-2017.toml"


def load_scenario(text: str, where: str) -> Scenario:
    """The scenario of a TOML text.

    Args:
        text: the file's contents.
        where: the file's name, for errors.

    Raises:
        UnusableInputError: the text is not TOML, a field is missing, unknown or out of bounds, or two fields
            contradict one another.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(where, f"not TOML: {error}", _SEE) from error
    try:
        scenario = msgspec.convert(table, Scenario)
    except msgspec.ValidationError as error:
        path, problem = _explain(table, str(error))
        raise UnusableInputError(f"{where}: {path}" if path else where, problem, _SEE) from error
    _check_names(scenario, where)
    _check_places(scenario, where)
    _check_sources(scenario, where)
    _check_seen(scenario, where)
    _check_times(scenario, where)
    read_people(scenario, where)
    for variant in scenario.variants:
        read_acts(scenario, variant, where)
    return scenario


def _explain(table: Mapping[str, object], message: str) -> tuple[str, str]:
    """Path of the field at fault and what is wrong there; msgspec writes `[...]` where the key should stand."""
    match = _AT.fullmatch(message)
    if match is None:
        return "", message
    path, problem = match["path"] or "", match["problem"]
    name, wildcard, rest = path.partition("[...]")
    if wildcard and name in _NAMED_TABLES:
        path = f"{name}.{_first_unusable(table[name], _NAMED_TABLES[name])}{rest}"
    return path, problem


def _first_unusable(tables: object, kind: type) -> str:
    entries = msgspec.convert(tables, dict[str, object])
    for key, value in entries.items():
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            return key
    return "?"


def _check_names(scenario: Scenario, where: str) -> None:
    _check_unique([zone.id for zone in scenario.zones], f"{where}: zones.id")
    ids = [vehicle.id for vehicle in scenario.group.vehicles]
    _check_unique(ids, f"{where}: group.vehicles.id")
    _check_unique([*ids, *(other.id for other in scenario.others)], f"{where}: others.id")
    _check_unique([source.name for source in scenario.sources], f"{where}: sources.name")
    for place, zone in enumerate(scenario.zones):
        _check_unique([ring.name for ring in zone.rings], f"{where}: zones[{place}].rings.name")
    if scenario.default_variant not in scenario.variants:
        known = ", ".join(scenario.variants) or "none"
        raise UnusableInputError(
            f"{where}: default_variant", f"no variant {scenario.default_variant!r}", f"the variants are: {known}"
        )


def _check_unique(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UnusableInputError(where, f"{name!r} stands there twice", "give each a name of its own")
        seen.add(name)


def _check_places(scenario: Scenario, where: str) -> None:
    _check_place(scenario, scenario.group.begins_at, f"{where}: group.begins_at")
    for name, variant in scenario.variants.items():
        _check_steps(scenario, scenario.group.begins_at, variant.steps, f"{where}: variants.{name}.steps")
    for place, other in enumerate(scenario.others):
        _check_place(scenario, other.begins_at, f"{where}: others[{place}].begins_at")
        _check_steps(scenario, other.begins_at, other.steps, f"{where}: others[{place}].steps")


def _check_steps(scenario: Scenario, begins_at: str, steps: Sequence[Step], where: str) -> None:
    here = begins_at
    for place, step in enumerate(steps):
        if not isinstance(step, Drive):
            continue
        field = f"{where}[{place}].to"
        _check_place(scenario, step.to, field)
        if scenario.places[step.to] == scenario.places[here]:
            raise UnusableInputError(field, f"they are at {step.to!r} already", "name the place that comes next")
        here = step.to
    if not any(isinstance(step, Drive) for step in steps):
        raise UnusableInputError(where, "nobody drives", "add a step with do = 'drive'")


def _check_place(scenario: Scenario, name: str, where: str) -> None:
    if name not in scenario.places:
        raise UnusableInputError(where, f"no place {name!r}", f"the places are: {', '.join(scenario.places) or 'none'}")


def _check_sources(scenario: Scenario, where: str) -> None:
    for place, source in enumerate(scenario.sources):
        field = f"{where}: sources[{place}]"
        if source.jitter_s * 2 >= source.interval_s:
            raise UnusableInputError(
                f"{field}.jitter_s", f"{source.jitter_s} s is half of interval_s or more", "looks would change places"
            )
        if source.err_minor_m > source.err_major_m:
            raise UnusableInputError(
                f"{field}.err_minor_m",
                f"{source.err_minor_m} m exceeds err_major_m",
                "turn the ellipse by err_axis_deg",
            )
        for number, dropout in enumerate(source.dropouts):
            if dropout.end <= dropout.start:
                raise UnusableInputError(
                    f"{field}.dropouts[{number}].end", "is not after its start", "exchange start and end"
                )


def _check_seen(scenario: Scenario, where: str) -> None:
    names = [source.name for source in scenario.sources]
    for place, other in enumerate(scenario.others):
        if other.seen_by not in names:
            field = f"{where}: others[{place}].seen_by"
            raise UnusableInputError(field, f"no source {other.seen_by!r}", f"the sources are: {', '.join(names)}")


def _check_times(scenario: Scenario, where: str) -> None:
    for name, variant in scenario.variants.items():
        waypoint_m = route_of(scenario, scenario.group.begins_at, variant.steps).waypoint_m
        if waypoint_m[1] <= scenario.column_m:
            raise UnusableInputError(
                f"{where}: group.spacing_m",
                f"the group is {scenario.column_m:.0f} m long and the first leg of {name!r} only {waypoint_m[1]:.0f} m",
                "shorten the spacing or drive further first",
            )
        programme = programme_of(variant.steps, waypoint_m, scenario.column_m, scenario.duration_s)
        _check_length(scenario, f"variant {name!r}", programme, where)
    for other in scenario.others:
        waypoint_m = route_of(scenario, other.begins_at, other.steps).waypoint_m
        programme = programme_of(other.steps, waypoint_m, 0.0, scenario.duration_s)
        _check_length(scenario, f"what {other.id!r} does", programme, where)


def _check_length(scenario: Scenario, what: str, programme: Programme, where: str) -> None:
    needed_s = float(programme.time_s[-1])
    if needed_s > scenario.duration_s:
        raise UnusableInputError(
            f"{where}: duration_s",
            f"{what} takes {needed_s:.0f} s, duration_s is {scenario.duration_s:.0f}",
            "raise duration_s or shorten the steps",
        )
