"""A real desk for rehearsals of ladders: people, a zone, and the commands that can come to it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from standoff.incidents.circumstances import seen_hash
from standoff.incidents.refusal import RefusedError
from standoff.incidents.state import Desk
from standoff.incidents.step import Command, Due, Fact, step
from standoff.model import acts
from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.movement import Movement, MovementKind
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Incident
    from standoff.model.entry import Entry

START_MS: Final = 1_495_087_200_000
"""2017-05-18T06:00:00Z."""
ROLES: Final = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)
PEOPLE: Final = {
    f"{role.value}-{n}": Principal(id=f"{role.value}-{n}", name=f"{role.value} {n}", roles=(role,))
    for role, n in itertools.product(ROLES, (1, 2))
}
ONE_EACH: Final = tuple(PEOPLE[f"{role.value}-1"] for role in ROLES)


class Scene(NamedTuple):
    """A desk at a moment."""

    desk: Desk
    now_ms: int

    @property
    def incident(self) -> Incident | None:
        """The incident, if one has been opened."""
        return next(iter(self.desk.incidents.values()), None)


class Taken(NamedTuple):
    """What some commands came to: the desk after them, and all that was written."""

    scene: Scene
    entries: tuple[Entry, ...]


def empty(ladder: Ladder) -> Scene:
    """A desk on which nothing has happened, with a ladder that need not have been checked."""
    facts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("settings", {"status": "actual", "raise_limit": 0}),
        ("roster", {"people": msgspec.to_builtins(list(PEOPLE.values()))}),
        ("ladder_in_force", {"ladder": msgspec.to_builtins(ladder)}),
        ("zone_in_force", {"zone": "bay", "name": "Bay", "version": "v1", "rings": [], "ring_mm": {}}),
    )
    desk = Desk()
    for kind, body in facts:
        desk = step(desk, Fact(type=kind, body=body), START_MS).desk
    return Scene(desk, START_MS)


def take(scene: Scene, *commands: Command) -> Taken | None:
    """What commands come to, one after another; None where one of them is refused."""
    desk, entries = scene.desk, list[Any]()
    for command in commands:
        try:
            stepped = step(desk, command, scene.now_ms)
        except RefusedError:
            return None
        desk = stepped.desk
        entries += stepped.entries
    return Taken(Scene(desk, scene.now_ms), tuple(entries))


def fire(scene: Scene) -> Taken | None:
    """Time passes to the deadline, and it fires; None where there is none."""
    due_ms = scene.desk.due_ms
    return None if due_ms is None else take(Scene(scene.desk, due_ms), Due())


def act(scene: Scene, what: acts.What, by: Principal) -> acts.Entered:
    """An act in the incident; one that opens, where there is none."""
    incident = scene.incident
    return acts.Entered(by=by, act=acts.Act(key="key-00000000", what=what, incident=incident.id if incident else ""))


def first_taken(scene: Scene, whats: Iterable[acts.What], people: Iterable[Principal] = ONE_EACH) -> Taken | None:
    """The first act that is taken, of whoever may do it."""
    tries = (take(scene, act(scene, what, person)) for what, person in itertools.product(whats, people))
    return next((taken for taken in tries if taken is not None), None)


def decide(scene: Scene, kind: acts.DecisionKind, decider: Principal) -> Taken | None:
    """A decision of somebody, entered by the watch."""
    until = "2017-05-18T12:00:00Z" if kind is acts.DecisionKind.HOLD else None
    what = acts.Decision(kind=kind, decided_by=decider.id, reason="so decided", until=until)
    return take(scene, act(scene, what, ONE_EACH[0]))


def approve(scene: Scene, rung: str, *deciders: Principal) -> Taken | None:
    """An approval of a rung by some people, each of exactly what is there."""
    incident, entries = scene.incident, tuple[Any, ...]()
    for decider in deciders:
        if incident is None:
            return None
        what = acts.Decision(
            kind=acts.DecisionKind.APPROVE,
            decided_by=decider.id,
            reason="so decided",
            rung=rung,
            seen=seen_hash(incident, rung),
        )
        taken = take(scene, act(scene, what, decider))
        if taken is None:
            return None
        scene, entries = taken.scene, entries + taken.entries
        incident = scene.incident
    return Taken(scene, entries)


def crossing() -> Crossing:
    """A track crosses into the zone."""
    at_ns = START_MS * 1_000_000
    return Crossing(
        kind=CrossingKind.ENTER,
        standing=Standing.CONFIRMED,
        status=Status.ACTUAL,
        zone="bay",
        ring=None,
        source="uav",
        track="sim:1",
        at_ns=at_ns,
        lat=33.9,
        lon=38.2,
        range_m=55_000.0,
        before=None,
        after=Sighted(time_ns=at_ns, lat=33.9, lon=38.2, place=1),
        because="outside before, inside now",
    )


def movement(kind: MovementKind, nearest_m: float = 30_000.0) -> Movement:
    """What the track does, and how near it is."""
    known: dict[str, Any] = {"zone": "bay", "status": Status.ACTUAL, "at_ns": START_MS * 1_000_000}
    return Movement(kind=kind, tracks=1, inside=1, closing_mps=8.0, nearest_m=nearest_m, **known)
