"""What a scenario file says, as frozen values: site, zones, a group of vehicles, others, sources, people, variants.

Places are given by range and bearing from the site, because that is what a scenario about stand-off distances is
about: "halts 27 km out" stands in the file as `range_m = 27000`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from standoff.sim.script import Person, WrittenAct  # noqa: TC001 - msgspec reads the annotations as it decodes
from standoff.sim.table import Degrees, Length, Moment, Name, Seconds, Sigma, Table, Words


class Site(Table, frozen=True, kw_only=True):
    """The protected site, WGS84 degrees."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


class Place(Table, frozen=True, kw_only=True):
    """A place on the way: geodesic range in metres and true bearing in degrees, both from the site."""

    range_m: Length
    bearing_deg: Degrees


class Ring(Table, frozen=True, kw_only=True):
    """A named stand-off distance round the site, metres."""

    name: Name
    range_m: Length


class Zone(Table, frozen=True, kw_only=True):
    """A circular zone round the site, with rings."""

    id: Name
    name: Words
    kind: Literal["deconfliction", "exclusion", "safety", "restricted", "buffer"]
    radius_m: Length
    rings: tuple[Ring, ...] = ()


class Vehicle(Table, frozen=True, kw_only=True):
    """One vehicle of the group.

    Attributes:
        id: reported as entity `sim:ID`.
        label: what kind of vehicle, in words; nothing depends on it.
        lateral_m: how far it keeps to the right of the route, metres; negative is left.
    """

    id: Name
    label: Words
    lateral_m: Annotated[float, Meta(ge=-1000, le=1000)] = 0.0


class Group(Table, frozen=True, kw_only=True):
    """Vehicles that follow one another along the same route, the first in the list leading.

    Attributes:
        begins_at: name of the place where the last vehicle stands at the start; the others are ahead of it.
        spacing_m: distance along the route from each to the next, metres.
        vehicles: front to rear.
    """

    begins_at: str
    spacing_m: Length
    vehicles: Annotated[tuple[Vehicle, ...], Meta(min_length=1, max_length=500)]


class Drive(Table, frozen=True, kw_only=True, tag_field="do", tag="drive"):
    """The leading vehicle drives along the geodesic to a place; the others keep their distance behind it."""

    to: str
    speed_mps: Annotated[float, Meta(gt=0, le=100)]


class Halt(Table, frozen=True, kw_only=True, tag_field="do", tag="halt"):
    """The whole group stands for so many seconds."""

    for_s: Annotated[float, Meta(gt=0, le=7 * 86_400)]


Step: TypeAlias = Drive | Halt
Steps: TypeAlias = Annotated[tuple[Step, ...], Meta(min_length=1)]


class Variant(Table, frozen=True, kw_only=True):
    """One course of events; after the last step the group stands until the end of the scenario.

    Attributes:
        says: what happens, in a sentence.
        steps: what the group does.
        acts: what is heard and entered at the desk, in order of time.
    """

    says: Words
    steps: Steps
    acts: tuple[WrittenAct, ...] = ()


class Other(Table, frozen=True, kw_only=True):
    """Somebody who is there in every variant and does not belong to the group, such as a trader or a shepherd.

    Attributes:
        id: reported as entity `sim:ID`.
        label: who it is, in words; nothing depends on it.
        begins_at: name of the place where they are at the start.
        steps: what they do; after the last step they stand until the end of the scenario.
        seen_by: name of the one source that sees them now and then.
        seen_share: share of its looks in which it sees them, before its own misses.
    """

    id: Name
    label: Words
    begins_at: str
    steps: Steps
    seen_by: str
    seen_share: Annotated[float, Meta(gt=0, le=1)] = 1.0


class Dropout(Table, frozen=True, kw_only=True):
    """A time in which a source reports nothing: from `start` (included) to `end` (not included)."""

    start: Moment
    end: Moment


class Source(Table, frozen=True, kw_only=True):
    """An imperfect source that looks at every vehicle.

    Attributes:
        name: reported as the source.
        interval_s, jitter_s: time between looks at one vehicle, and by how much each may be early or late (uniform).
        err_major_m, err_minor_m, err_axis_deg: 1-sigma error ellipse (semi-axes, true bearing of the major) from which
            the noise is drawn and which is reported with it.
        miss_probability: share of looks that yield no report.
        time_step_s: observed times are cut down to whole steps of it, counted from the scenario's start.
        delay_s, delay_jitter_s: a report is received so long after its observed time, plus up to the jitter (uniform).
        dropouts: times without any report.
    """

    name: Name
    interval_s: Annotated[float, Meta(ge=0.1, le=86_400)]
    jitter_s: Seconds = 0.0
    err_major_m: Sigma
    err_minor_m: Sigma
    err_axis_deg: Degrees = 0.0
    miss_probability: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    time_step_s: Annotated[float, Meta(ge=0.001, le=60)] = 0.001
    delay_s: Seconds = 0.0
    delay_jitter_s: Seconds = 0.0
    dropouts: tuple[Dropout, ...] = ()


class Scenario(Table, frozen=True, kw_only=True):
    """A scenario file.

    Attributes:
        name, title: what it is called.
        provenance: a plain sentence on what of it is real and what is made up; goes into every truth file.
        start, duration_s: when it begins, and how long it lasts.
        default_variant: the variant that is run where none is named.
        site, places, zones, group, others, sources: as their types say.
        people: who sits at the desk.
        variants: courses of events by name.
    """

    name: Name
    title: Words
    provenance: Words
    start: Moment
    duration_s: Annotated[float, Meta(gt=0, le=7 * 86_400)]
    default_variant: str
    site: Site
    places: dict[str, Place]
    zones: Annotated[tuple[Zone, ...], Meta(min_length=1)]
    group: Group
    others: Annotated[tuple[Other, ...], Meta(max_length=500)] = ()
    people: tuple[Person, ...] = ()
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]
    variants: dict[str, Variant]

    @property
    def column_m(self) -> float:
        """Length of the group along its route, first vehicle to last, metres."""
        return self.group.spacing_m * (len(self.group.vehicles) - 1)
