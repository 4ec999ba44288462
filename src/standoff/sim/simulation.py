"""One run of a scenario: reports of imperfect sources, the zones, and the truth, as files by name."""

from __future__ import annotations

import dataclasses
from itertools import chain
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from standoff.model.errors import UnusableInputError
from standoff.model.report_line import ReportLine, Status
from standoff.model.times import from_datetime, to_rfc3339
from standoff.model.units import SECOND_NS
from standoff.sim.movement import trajectories, trajectory_of
from standoff.sim.reading_acts import read_acts
from standoff.sim.sensors import observe
from standoff.sim.truth import VehicleTruth, truth_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.model.principal import Principal
    from standoff.sim.movement import Trajectory
    from standoff.sim.scenario import Scenario, Source, Zone
    from standoff.sim.script import ScriptedAct
    from standoff.sim.sensors import Sights

_ENCODER: Final = msgspec.json.Encoder()


@dataclasses.dataclass(frozen=True, slots=True)
class Simulation:
    """What one run gave.

    Attributes:
        scenario: what was run.
        variant: name of the course of events.
        seed: what the noise was drawn from; the truth does not depend on it.
        reports: what the sources reported, in the order of arrival.
        vehicles: what was true of the group, in its order.
        others: what was true of the others, in the order of the file.
        people: who sits at the desk.
        acts: what is heard and entered there, in order of time; it depends on nothing that was drawn.
    """

    scenario: Scenario
    variant: str
    seed: int
    reports: tuple[ReportLine, ...]
    vehicles: tuple[VehicleTruth, ...]
    others: tuple[VehicleTruth, ...]
    people: tuple[Principal, ...]
    acts: tuple[ScriptedAct, ...]

    def files(self) -> dict[str, bytes]:
        """Contents of `reports.jsonl`, `zones.geojson`, `truth.json` and `acts.jsonl`, UTF-8, in whole lines."""
        return {
            "reports.jsonl": b"".join(_ENCODER.encode(line) + b"\n" for line in self.reports),
            "zones.geojson": _document(self._zones()),
            "truth.json": _document(self._truth()),
            "acts.jsonl": b"".join(_ENCODER.encode(_act_line(act, self.people)) + b"\n" for act in self.acts),
        }

    def _zones(self) -> dict[str, object]:
        features = [_feature(self.scenario, zone) for zone in self.scenario.zones]
        return {"type": "FeatureCollection", "features": features}

    def _truth(self) -> dict[str, object]:
        start_ns = from_datetime(self.scenario.start)
        return {
            "synthetic": True,
            "exercise": True,
            "scenario": self.scenario.name,
            "variant": self.variant,
            "seed": self.seed,
            "provenance": self.scenario.provenance,
            "from": to_rfc3339(start_ns),
            "to": to_rfc3339(start_ns + round(self.scenario.duration_s * SECOND_NS)),
            "vehicles": self.vehicles,
            "others": self.others,
        }


def simulate(scenario: Scenario, variant: str | None, seed: int) -> Simulation:
    """Run a variant of a scenario.

    Args:
        scenario: from `load_scenario`.
        variant: which course of events; None runs the default.
        seed: same seed, same bytes (with the same numpy and PROJ); another gives other noise and the same truth.

    Raises:
        UnusableInputError: there is no such variant, or the seed is negative.
    """
    name = scenario.default_variant if variant is None else variant
    if name not in scenario.variants:
        known = ", ".join(scenario.variants)
        raise UnusableInputError("variant", f"scenario {scenario.name!r} has no {name!r}", f"it has: {known}")
    if seed < 0:
        raise UnusableInputError("seed", f"expected a whole number from 0, got {seed}")
    start_ns = from_datetime(scenario.start)
    moved = trajectories(scenario, scenario.variants[name])
    elsewhere = [trajectory_of(scenario, other) for other in scenario.others]
    arrivals = chain(_sighted(scenario, moved, seed), _glimpsed(scenario, elsewhere, seed))
    return Simulation(
        scenario=scenario,
        variant=name,
        seed=seed,
        reports=_in_order_of_arrival(arrivals),
        vehicles=tuple(
            truth_of(scenario, vehicle, trajectory, start_ns)
            for vehicle, trajectory in zip(scenario.group.vehicles, moved, strict=True)
        ),
        others=tuple(
            truth_of(scenario, other, trajectory, start_ns)
            for other, trajectory in zip(scenario.others, elsewhere, strict=True)
        ),
        people=tuple(person.principal for person in scenario.people),
        acts=read_acts(scenario, name, scenario.name),
    )


def _sighted(scenario: Scenario, moved: Sequence[Trajectory], seed: int) -> Iterator[tuple[int, ReportLine]]:
    """Time of arrival and report, of every source and vehicle.

    Each pair draws from a stream of its own, so that to add a vehicle or a source leaves the others' noise as it was.
    """
    start_ns = from_datetime(scenario.start)
    for watcher, source in enumerate(scenario.sources):
        for place, vehicle in enumerate(scenario.group.vehicles):
            random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(watcher, place)))
            sights = observe(source, moved[place], start_ns, scenario.duration_s, random)
            yield from _lines(source, vehicle.id, sights)


def _glimpsed(scenario: Scenario, moved: Sequence[Trajectory], seed: int) -> Iterator[tuple[int, ReportLine]]:
    """Time of arrival and report of those who do not belong to the group.

    Their streams have a longer key than any vehicle's, so that they leave the noise of the group as it was.
    """
    start_ns = from_datetime(scenario.start)
    for place, other in enumerate(scenario.others):
        watcher, source = next((n, s) for n, s in enumerate(scenario.sources) if s.name == other.seen_by)
        seldom = msgspec.structs.replace(
            source, miss_probability=1.0 - other.seen_share * (1.0 - source.miss_probability)
        )
        random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(watcher, place, 1)))
        sights = observe(seldom, moved[place], start_ns, scenario.duration_s, random)
        yield from _lines(source, other.id, sights)


def _lines(source: Source, name: str, sights: Sights) -> Iterator[tuple[int, ReportLine]]:
    for row, received_ns in enumerate(sights.received_ns.tolist()):
        line = ReportLine(
            time=to_rfc3339(int(sights.time_ns[row])),
            received=to_rfc3339(received_ns),
            source=source.name,
            entity=f"sim:{name}",
            lat=round(float(sights.lat[row]), 7),
            lon=round(float(sights.lon[row]), 7),
            err_major_m=source.err_major_m,
            err_minor_m=source.err_minor_m,
            err_axis_deg=source.err_axis_deg,
            status=Status.EXERCISE,
        )
        yield received_ns, line


def _in_order_of_arrival(arrivals: Iterator[tuple[int, ReportLine]]) -> tuple[ReportLine, ...]:
    ordered = sorted(arrivals, key=lambda arrival: (arrival[0], arrival[1].source, arrival[1].entity, arrival[1].time))
    return tuple(line for _, line in ordered)


def _feature(scenario: Scenario, zone: Zone) -> dict[str, object]:
    site = [scenario.site.lon, scenario.site.lat]
    properties: dict[str, object] = {
        "id": zone.id,
        "name": zone.name,
        "kind": zone.kind,
        "radius_m": zone.radius_m,
        "rings": zone.rings,
        "site": site,
        "exercise": True,
        "synthetic": True,
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": site}, "properties": properties}


def _act_line(act: ScriptedAct, people: Sequence[Principal]) -> dict[str, object]:
    """An act as a line of a file; what it refers to stands in `refers_to`, since no entry has a number yet."""
    by = next((person for person in people if person.id == act.by), None)
    what = None if act.what is None else msgspec.to_builtins(act.what)
    if what is not None and act.reference is not None:
        del what[act.reference.field]
    return {
        "at": to_rfc3339(act.at_ns),
        "id": act.id,
        "voice": act.voice,
        "says": act.says,
        "by": by,
        "happened_at": act.happened_at,
        "late_because": act.late_because,
        "refers_to": act.refers_to,
        "what": what,
        "row": act.row,
        "status": Status.EXERCISE,
    }


def _document(content: object) -> bytes:
    return msgspec.json.format(_ENCODER.encode(content), indent=2) + b"\n"
