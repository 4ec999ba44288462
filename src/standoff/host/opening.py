"""Opening a desk's folder: a new record, or going on from the one that is there.

A restart folds the desk from its newest snapshot and the entries after it. The engine is fed the evidence again, in the
order of its arrival: silently up to the reports that entries already speak of, and with effect beyond, so that reports
that were durable when the machine stopped are not lost to the desk.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import msgspec

from standoff.engine.live import Live
from standoff.host.clock import DeskClock, Machine, anchor_ms
from standoff.host.host import Host, at_once
from standoff.host.inputs import Tick
from standoff.host.zones import NO_LADDERS, zone_facts
from standoff.incidents.fold import fold, to_ms
from standoff.incidents.pen import to_text
from standoff.incidents.state import Desk
from standoff.incidents.step import Fact
from standoff.model.errors import RecordingFailedError
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from standoff.host.clock import Clock
    from standoff.host.host import Aside
    from standoff.host.inputs import Input
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Shift
    from standoff.model.channel import Channel
    from standoff.model.entry import Entry
    from standoff.model.principal import Principal
    from standoff.model.zone import Zone
    from standoff.record.folder import Folder
    from standoff.record.record import Record

_AT_ONCE: Final = 65_536
REPLAY_MS: Final = 2 * 3600 * 1000
"""How much evidence before the last entry a restart shows the engine; more, where an incident has been open longer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a desk is set up with; each of it is an entry.

    Attributes:
        zones, ladder, roster: in force.
        zone_ladders: by id of a zone, the ladder that its incidents begin with instead.
        status: of what has no status of its own.
        channels: what standoff sends over.
        raise_limit: how often one thing is raised before the desk only waits; 0 is without end.
        rota: who has which watch when.
    """

    zones: Sequence[Zone]
    ladder: Ladder
    roster: Sequence[Principal]
    status: Status = Status.ACTUAL
    raise_limit: int = 0
    rota: Sequence[Shift] = ()
    channels: Sequence[Channel] = ()
    zone_ladders: Mapping[str, Ladder] = dataclasses.field(default_factory=lambda: NO_LADDERS)


def read_desk(record: Record) -> tuple[Desk, dict[str, Any] | None, int, int]:
    """The desk as its record has it: the state, the last setting of the clock and when it was, and the evidence used.

    The evidence used is how many batches of reports the entries speak of.
    """
    start, desk = 0, Desk()
    if (snapshot := record.latest_snapshot()) is not None:
        start, desk = snapshot[0], msgspec.json.decode(snapshot[1], type=Desk)
    clock: Entry | None = None
    used = 0
    for entry in record.entries():
        if entry.seq >= start:
            desk = fold(desk, (entry,))
        if entry.type == "clock_set":
            clock = entry
        elif entry.type == "evidence":
            used = max(used, entry.body["batches_before"] + entry.body["batches"])  # a seal is told of afterwards
    return desk, clock and clock.body, to_ms(clock.recorded_at) if clock else 0, used


def open_host(
    folder: Folder,
    settings: Settings,
    machine: Machine,
    *,
    begins_ms: int | None = None,
    speed: float = 1.0,
    clock: Clock | None = None,
    aside: Aside = at_once,
) -> Host:
    """A desk at work on a record, new or old.

    Args:
        folder: opened, and used by nobody else; the host closes it.
        settings: what is in force from now on; what differs from before becomes entries.
        machine: the clocks of this machine.
        begins_ms: where the clock of a new record begins, milliseconds since 1970; None is the wall clock.
        speed: desk seconds a second.
        clock: the desk's clock, instead of one that goes by the machine.
        aside: has large segments of evidence sealed; by a thread of its own where acts shall not wait for it.

    Raises:
        RecordingFailedError: the record cannot be written.
    """
    desk, set_before, set_at_ms, used = read_desk(folder.record)
    durable_ms = max(desk.recorded_ms, folder.segments.taken_ns // 1_000_000)
    start_ms = anchor_ms(machine, set_before, set_at_ms, durable_ms)
    if begins_ms is not None and set_before is None:
        start_ms = begins_ms
    live = Live(Catalogue(list(settings.zones)))
    host = Host(folder, live, desk, clock or DeskClock(machine, start_ms, speed), aside)
    recovered = [Fact(type="evidence", body=msgspec.to_builtins(digest)) for digest in host.segments.recovered]
    beyond = _shown_again(host, used)
    clock_set = Fact(type="clock_set", body=host.clock.as_fact())
    host.commit([*_facts(host, settings), clock_set, Fact(type="started", body={}), *recovered, *beyond, Tick()])
    if host.not_recorded_since is not None:
        raise RecordingFailedError("the beginning of this run", host.not_recorded_because)
    for digest in host.segments.recovered:
        host.segments.remove_open(digest.name)
    return host


def _facts(host: Host, settings: Settings) -> list[Fact]:
    """Entries of what is in force now and was not before."""
    desk = host.desk
    facts = [Fact(type="settings", body={"status": settings.status.value, "raise_limit": settings.raise_limit})]
    if (desk.status, desk.raise_limit) == (settings.status, settings.raise_limit) and desk.seq:
        facts.clear()
    people = {person.id: person for person in settings.roster}
    if people != desk.roster:
        facts.append(Fact(type="roster", body={"people": msgspec.to_builtins(list(settings.roster))}))
    if tuple(settings.rota) != desk.rota:
        facts.append(Fact(type="rota", body={"shifts": [_shift(shift) for shift in settings.rota]}))
    if desk.ladders.get(settings.ladder.id) != settings.ladder or desk.ladder != settings.ladder.id:
        facts.append(Fact(type="ladder_in_force", body={"ladder": msgspec.to_builtins(settings.ladder)}))
    if desk.channels != {channel.name: channel for channel in settings.channels}:
        facts.append(Fact(type="channels", body={"channels": msgspec.to_builtins(list(settings.channels))}))
    return [*facts, *zone_facts(desk, settings.zones, host.now_ms(), settings.zone_ladders)]


def _shift(shift: Shift) -> dict[str, str]:
    times = {"from": to_text(shift.from_ms), "until": to_text(shift.until_ms)}
    return {"role": shift.role.value, "person": shift.person, **times}


def _shown_again(host: Host, used: int) -> list[Input]:
    """Shows the engine the evidence again; gives what it sees in reports that no entry speaks of yet, to be taken."""
    opened = [incident.opened_ms for incident in host.desk.incidents.values() if incident.is_open]
    since_ms = min([host.desk.recorded_ms - REPLAY_MS, *opened])
    for incident in host.desk.incidents.values():
        for track in incident.tracks if incident.is_open else ():
            host.live.follow(incident.zone, incident.status, track)
    beyond: list[Input] = []
    silent: list[ReportBatch] = []
    for number, (taken_ns, batch) in enumerate(host.segments.read()):
        if number < used and taken_ns // 1_000_000 >= since_ms:
            silent.append(host.live.adopt(batch))
        if silent and (number >= used or sum(map(len, silent)) > _AT_ONCE):
            host.live.on_batch(ReportBatch.concatenate(silent))
            silent.clear()
        if number >= used:
            seen = host.live.on_batch(host.live.adopt(batch))
            beyond += [*seen.crossings, *seen.movements]
    if silent:
        host.live.on_batch(ReportBatch.concatenate(silent))
    return beyond
