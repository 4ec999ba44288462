"""Reading the people and the scripts of a scenario: strict, and every refusal names the field and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from standoff.model.acts import Call, Confirm, Decision, Open, Sighting, What
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Role
from standoff.model.times import from_datetime, to_rfc3339
from standoff.model.units import SECOND_NS
from standoff.sim.script import REFERENCES, ScriptedAct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.sim.scenario import Scenario
    from standoff.sim.script import WrittenAct

_LATE_S: Final = 15 * 60
"""The desk asks why, of what happened longer ago than this."""
_NOT_AT_THE_DESK: Final = (Role.FEED, Role.SYSTEM)


def read_people(scenario: Scenario, where: str) -> None:
    """Checks that those at the desk are people.

    Raises:
        UnusableInputError: one id stands for two, or somebody has a role that no person has.
    """
    seen: set[str] = set()
    for place, person in enumerate(scenario.people):
        field = f"{where}: people[{place}]"
        if person.id in seen:
            raise UnusableInputError(f"{field}.id", f"{person.id!r} stands there twice", "give each an id of its own")
        seen.add(person.id)
        for role in person.roles:
            if role in _NOT_AT_THE_DESK:
                raise UnusableInputError(f"{field}.roles", f"{role.value!r} is no role of a person", "see model.Role")


def read_acts(scenario: Scenario, variant: str, where: str) -> tuple[ScriptedAct, ...]:
    """The script of a variant, in order.

    Args:
        scenario: for its people, zones and times.
        variant: name of one of its variants.
        where: the file's name, for errors.

    Raises:
        UnusableInputError: an act is out of order, outside the scenario's time, by nobody, not of the words of the
            desk, or refers to what is not there.
    """
    earlier: dict[str, ScriptedAct] = {}
    last_ns = from_datetime(scenario.start)
    for place, written in enumerate(scenario.variants[variant].acts):
        field = f"{where}: variants.{variant}.acts[{place}]"
        act = _read(written, earlier, field)
        _check_when(scenario, act, last_ns, field)
        _check_who(scenario, act, field)
        _check_zone(scenario, act, field)
        earlier[act.id], last_ns = act, act.at_ns
    return tuple(earlier.values())


def _read(written: WrittenAct, earlier: Mapping[str, ScriptedAct], field: str) -> ScriptedAct:
    if written.id in earlier:
        raise UnusableInputError(f"{field}.id", f"{written.id!r} stands there twice", "give each act an id of its own")
    happened_at = None if written.happened_at is None else to_rfc3339(from_datetime(written.happened_at))
    act = ScriptedAct(
        at_ns=from_datetime(written.at),
        id=written.id,
        voice=written.voice,
        says=written.says,
        by=written.by,
        happened_at=happened_at,
        late_because=written.late_because,
        refers_to=written.refers_to,
        what=None if written.what is None else _read_what(written.what, f"{field}.what"),
        row=written.row,
    )
    _check_reference(act, earlier, field)
    _check_late(written, field)
    return act


def _read_what(table: Mapping[str, object], field: str) -> What:
    """An act of the desk; where it needs the number of an entry, that stands as 0 (see `script`)."""
    for kind, reference in REFERENCES.items():
        if table.get("type") != _tag(kind):
            continue
        if reference.field in table:
            raise UnusableInputError(
                f"{field}.{reference.field}",
                "a file cannot know the number of an entry",
                "name the act in refers_to, beside what",
            )
        table = {**table, reference.field: 0} if reference.needed else table
    try:
        return msgspec.convert(table, What)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `")
        path = path.removeprefix("key in ").rstrip("`").removeprefix("$")
        raise UnusableInputError(
            f"{field}{path}", problem, "the words of the desk are in standoff.model.acts"
        ) from error


def _tag(kind: type[What]) -> str:
    return str(kind.__struct_config__.tag)


def _check_reference(act: ScriptedAct, earlier: Mapping[str, ScriptedAct], field: str) -> None:
    field = f"{field}.refers_to"
    reference = act.reference
    if not act.refers_to:
        if reference is not None and reference.needed:
            raise UnusableInputError(field, "is missing", "name the earlier act that this is about")
        return
    if reference is None:
        raise UnusableInputError(field, "this act refers to no other", "leave it out")
    found = earlier.get(act.refers_to)
    if found is None or found.what is None:
        raise UnusableInputError(field, f"no act {act.refers_to!r} is entered before this", "name an earlier act")
    if reference.to is not None and not isinstance(found.what, reference.to):
        raise UnusableInputError(field, f"{act.refers_to!r} is no {_tag(reference.to)}", "name an act of that type")
    if isinstance(act.what, Confirm) and isinstance(found.what, Decision) and found.what.decided_by != act.by:
        raise UnusableInputError(field, f"{act.by!r} did not decide {act.refers_to!r}", "who decided confirms")


def _check_late(written: WrittenAct, field: str) -> None:
    if written.happened_at is None:
        return
    ago_s = (written.at - written.happened_at).total_seconds()
    if ago_s < 0:
        raise UnusableInputError(f"{field}.happened_at", "is after at", "an act is entered once it has happened")
    if ago_s > _LATE_S and not written.late_because.strip():
        raise UnusableInputError(f"{field}.late_because", "is missing", "it happened over 15 minutes before: say why")


def _check_when(scenario: Scenario, act: ScriptedAct, last_ns: int, field: str) -> None:
    start_ns = from_datetime(scenario.start)
    end_ns = start_ns + round(scenario.duration_s * SECOND_NS)
    if not start_ns <= act.at_ns <= end_ns:
        problem = f"is not within {to_rfc3339(start_ns)} and {to_rfc3339(end_ns)}"
        raise UnusableInputError(f"{field}.at", problem, "move it, or change start or duration_s")
    if act.at_ns < last_ns:
        raise UnusableInputError(f"{field}.at", "is before the act above it", "put the acts in order of at")


def _check_who(scenario: Scenario, act: ScriptedAct, field: str) -> None:
    ids = [person.id for person in scenario.people]
    if bool(act.voice) != bool(act.says):
        raise UnusableInputError(f"{field}.voice", "voice and says go together", "give both, or neither")
    if act.what is None and not (act.voice and not act.by):
        raise UnusableInputError(field, "enters nothing", "give by and what; or voice and says alone")
    if act.what is not None and act.by not in ids:
        raise UnusableInputError(f"{field}.by", f"nobody is {act.by!r}", f"the people are: {', '.join(ids) or 'none'}")
    if isinstance(act.what, Decision) and act.what.decided_by not in ids:
        known = f"the people are: {', '.join(ids)}"
        raise UnusableInputError(f"{field}.what.decided_by", f"nobody is {act.what.decided_by!r}", known)


def _check_zone(scenario: Scenario, act: ScriptedAct, field: str) -> None:
    if not isinstance(act.what, (Call, Open, Sighting)) or not act.what.zone:
        return
    ids = [zone.id for zone in scenario.zones]
    if act.what.zone not in ids:
        raise UnusableInputError(f"{field}.what.zone", f"no zone {act.what.zone!r}", f"the zones are: {', '.join(ids)}")
