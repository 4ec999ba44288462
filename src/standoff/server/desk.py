"""The desk as it is served: its thread, its views for screens, and what is published on the live stream."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import numpy as np

from standoff.host.inputs import Refused, SetSpeed
from standoff.host.memory import for_channels
from standoff.host.zones import NO_LADDERS
from standoff.incidents.panel import line_of, panel_of
from standoff.incidents.pen import to_text
from standoff.incidents.says import says
from standoff.incidents.sheet import sheet_of
from standoff.incidents.sight import Sight
from standoff.model.panel import (
    Cue,
    DeskView,
    FeedView,
    Flag,
    IncidentLine,
    IncidentPanel,
    Picture,
    Raised,
    RangeOverTime,
    Session,
    ZoneView,
)
from standoff.model.report_line import Status
from standoff.record.fingerprint import fingerprint
from standoff.server.cues import CueBoard
from standoff.server.hub import Hub, Screen, event
from standoff.server.sights import range_series, sight_of, track_views, zone_views
from standoff.server.thread import DeskThread
from standoff.zones.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from concurrent.futures import Future

    from standoff.host.feeds import Feed
    from standoff.host.host import Host
    from standoff.host.inputs import Input, Outcome, Released
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Incident
    from standoff.model.arrays import Int64s
    from standoff.model.channel import Message
    from standoff.model.entry import Entry
    from standoff.model.sheet import HandOverSheet
    from standoff.model.zone import Zone
    from standoff.server.access import Person

TRACKS_S: Final = 0.1
"""Tracks are published so often at most."""
GAP_S: Final = 120.0
_DESK_S: Final = 1.0
_RESUME: Final = 2000
"""Entries that a screen which comes back is told of; beyond, it fetches the picture anew."""
_DIFFERS_MS: Final = 5000
_Answer = TypeVar("_Answer")
_FLAGS: Final = frozenset(
    {"incident_opened", "sighting", "call", "attempt", "answer", "decision"}
    | {"reported_action", "put_to_authority", "close"}
)


class ServedDesk:
    """A host, run in its thread, and everything that screens are told of it.

    Args:
        host: opened; this object closes it.
        cues: what is heard from outside in an exercise.

    Attributes:
        hub: the live stream.
        decoding: held while reports are decoded.
        at_work: set once it works.
        messages: what is to go out over a channel, oldest first; those that waited at the start come first.
        failed: ids of messages that are known not to have been taken at the first try.
        ended: set when the desk can no longer go on, with the error.
    """

    def __init__(self, host: Host, cues: Sequence[Cue] = ()) -> None:
        self.hub = Hub()
        self.decoding = asyncio.Lock()
        self.cues = CueBoard(cues)
        self.at_work = asyncio.Event()
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.failed: set[str] = set()
        self.ended: asyncio.Future[None] | None = None
        self.exercise = host.desk.status is not Status.ACTUAL
        self._host = host
        self._thread = DeskThread(host, self._released, self._idle, self._stopped)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in host.record.entries():
            if entry.incident:
                self._entries[entry.incident].append(entry)
            if entry.type == "delivery":
                self.failed.add(entry.body["message"])
        self._zones = zone_views(host.live.catalogue, {name: z.version for name, z in host.desk.zones.items()})
        self._touched: list[Int64s] = []
        self._feeds: dict[str, FeedView] = {}
        self._tracks_s = self._desk_s = 0.0

    # on the event loop

    async def start(self) -> None:
        """Begins to work."""
        self._loop = asyncio.get_running_loop()
        self.ended = self._loop.create_future()
        self._queue(for_channels(self._host.record.outbox()))
        self._thread.start()
        self.at_work.set()

    async def stop(self) -> None:
        """Ends the streams, closes the host, and waits for it."""
        self.hub.close()
        await asyncio.to_thread(self._thread.stop)

    async def submit(self, item: Input) -> Outcome:
        """Hands in an input; gives what came of it, once it is durable."""
        return await asyncio.wrap_future(self._thread.submit(item))

    def now_ms(self) -> int:
        """The desk's clock, milliseconds since 1970; of the clock alone, so that any thread may ask."""
        return self._host.clock.now_ms()

    async def picture(self, person: Person) -> Picture:
        """Everything that a screen needs to begin."""
        return await self._asked(lambda: self._picture(person))

    async def handover(self) -> HandOverSheet:
        """The hand-over sheet."""
        return await self._asked(self._handover)

    async def panel(self, name: str) -> IncidentPanel | None:
        """The panel of an incident; None if there is none."""
        return await self._asked(lambda: self._panel(name))

    async def range_over_time(self, name: str) -> RangeOverTime | None:
        """Range over time of an incident; None if there is none."""
        return await self._asked(lambda: self._range(name))

    async def entries(self, after: int, limit: int) -> list[Entry]:
        """Entries of the record after a place."""
        return await self._asked(lambda: list(self._host.record.entries(after + 1, after + 1 + limit)))

    async def newest_incident(self) -> str:
        """The id of the incident that was opened last and is open, else of the last; empty where there is none."""
        return await self._asked(self._newest_incident)

    async def checkpoint(self) -> str:
        """The newest signed head."""
        return await self._asked(self._host.record.checkpoint)

    async def desk_view(self) -> DeskView:
        """The state of the desk itself."""
        return await self._asked(self._desk_view)

    async def go_at(self, speed: float) -> DeskView:
        """Exercise only: the desk's clock at another speed."""
        await self.submit(SetSpeed(speed))
        view = await self.desk_view()
        self.hub.publish([event("desk", view)])
        return view

    async def change_zones(
        self, zones: Sequence[Zone], ladders: Mapping[str, Ladder] = NO_LADDERS
    ) -> Entry | Refused | None:
        """Other zones from now on; gives the entry that says so, or None where they are the same as before.

        `ladders` are those of zones that name one, by id. They are compiled in a thread of their own, beside those
        that are in force; the desk's thread only swaps them.
        """
        catalogue = await asyncio.to_thread(Catalogue, zones)
        views = await asyncio.to_thread(zone_views, catalogue, {})
        return await self._asked(lambda: self._change(catalogue, views, ladders))

    async def listen(self, last: int | None) -> AsyncIterator[bytes]:
        """The live stream for a screen that last had an entry, or begins: exactly what came after it."""
        screen = Screen()

        def join() -> None:
            first = [] if last is None else self._since(last)
            if self._loop is not None:  # what is published before this is among the first, what comes later is after it
                self._loop.call_soon_threadsafe(self.hub.join, screen, first)

        await self._asked(join)
        return screen.listen()

    def publish_cue(self, cue: Cue) -> None:
        """Tells the screens what is heard from outside."""
        self.hub.publish([event("cue", cue)])

    def expect(self, feed: str) -> Future[None]:
        """Shows a feed that has not been heard yet."""
        return self._thread.ask(lambda: self._host.feeds.expect(feed))

    async def attempt_sent_over(self, seq: int, incident: str, channel: str) -> bool:
        """Whether an entry is an attempt of an incident that was sent over a channel."""
        found = await self._asked(lambda: list(self._host.record.entries(seq, seq + 1)))
        return any(
            entry.type == "attempt"
            and entry.incident == incident
            and entry.body["channel"] == channel
            and bool(entry.body.get("send"))
            for entry in found
        )

    def _queue(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.messages.put_nowait(message)

    async def _asked(self, question: Callable[[], _Answer]) -> _Answer:
        return await asyncio.wrap_future(self._thread.ask(question))

    # in the desk's thread

    def _released(self, released: Released) -> None:
        events: list[bytes] = []
        for entry in released.entries:
            if entry.incident:
                self._entries[entry.incident].append(entry)
            events += self._entry_events(entry)
        changed = {entry.incident for entry in released.entries if entry.incident}
        events += [event("incident", self._line(self._host.desk.incidents[name])) for name in sorted(changed)]
        if any(entry.type == "feed" for entry in released.entries):
            events += self._feed_events()
        if len(released.touched):
            self._touched.append(released.touched)
        if (messages := for_channels(released.intents)) and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue, messages)
        self._publish(events)
        self._idle()

    def _change(
        self, catalogue: Catalogue, views: tuple[ZoneView, ...], ladders: Mapping[str, Ladder]
    ) -> Entry | Refused | None:
        released = self._host.change(catalogue, ladders)
        outcome = released.outcomes[0]
        if isinstance(outcome, Refused):
            return outcome
        if not released.entries:
            return None
        in_force = self._host.desk.zones
        self._zones = tuple(msgspec.structs.replace(view, version=in_force[view.id].version) for view in views)
        self._released(released)
        self._publish([event("resync", {})])
        return next(entry for entry in released.entries if entry.type == "zones_changed")

    def _idle(self) -> None:
        now_s = time.monotonic()
        events: list[bytes] = []
        if self._touched and now_s - self._tracks_s >= TRACKS_S:
            self._tracks_s = now_s
            touched = np.unique(np.concatenate(self._touched)).tolist()
            self._touched.clear()
            views = track_views(self._host.live, touched, self._now_ns(), tails=False)
            events.append(event("tracks", {"tracks": views}))
        if now_s - self._desk_s >= _DESK_S:
            self._desk_s = now_s
            events.append(event("desk", self._desk_view()))
            events += self._feed_events()
        self._publish(events)

    def _feed_events(self) -> list[bytes]:
        """Feeds that have changed since screens were told."""
        views = {name: _feed_view(feed) for name, feed in self._host.feeds.feeds.items()}
        changed = [view for name, view in views.items() if self._feeds.get(name) != view]
        self._feeds = views
        return [event("feed", view) for view in changed]

    def _stopped(self, error: BaseException | None) -> None:
        if self._loop is None or self.ended is None:
            return
        ended = self.ended
        if error is not None:
            self._loop.call_soon_threadsafe(ended.set_exception, error)

    def _publish(self, events: list[bytes]) -> None:
        if events and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.hub.publish, events)

    def _now_ns(self) -> int:
        return self._host.now_ms() * 1_000_000

    def _picture(self, person: Person) -> Picture:
        host = self._host
        return Picture(
            desk=self._desk_view(),
            session=Session(principals=person.principals, roster=tuple(host.desk.roster.values())),
            zones=self._zones,
            tracks=tuple(track_views(host.live, range(len(host.live.scene)), self._now_ns(), tails=True)),
            feeds=tuple(_feed_view(feed) for feed in host.feeds.feeds.values()),
            incidents=tuple(self._line(incident) for incident in reversed(host.desk.incidents.values())),
            alarms=tuple(self._open_alarms()),
            cues=self.cues.heard(),
        )

    def _newest_incident(self) -> str:
        incidents = list(self._host.desk.incidents.values())
        return next((i.id for i in reversed(incidents) if i.is_open), incidents[-1].id if incidents else "")

    def _desk_view(self) -> DeskView:
        host = self._host
        speed = host.clock.as_fact()["speed_milli"] / 1000
        differs_ms = 0 if self.exercise else host.clock.differs_ms()
        return DeskView(
            now=to_text(host.now_ms()),
            speed=speed,
            status=host.desk.status.value,
            exercise=self.exercise,
            not_recorded_since=host.not_recorded_since,
            seq=host.desk.seq,
            fingerprint=fingerprint(host.record.root()),
            clock_differs_s=differs_ms // 1000 if abs(differs_ms) >= _DIFFERS_MS else None,
        )

    def _sight(self, incident: Incident) -> Sight:
        if not incident.zone or not incident.is_open:
            return Sight()
        return sight_of(self._host.live, self._host.feeds, incident, self._now_ns())

    def _line(self, incident: Incident) -> IncidentLine:
        return line_of(incident, self._sight(incident))

    def _panel(self, name: str) -> IncidentPanel | None:
        incident = self._host.desk.incidents.get(name)
        if incident is None:
            return None
        return panel_of(self._host.desk, incident, self._entries[name], self._sight(incident))

    def _handover(self) -> HandOverSheet:
        host = self._host
        views = [_feed_view(feed) for feed in host.feeds.feeds.values()]
        return sheet_of(
            host.desk,
            self._entries,
            host.now_ms(),
            feeds=[f"{view.name}: {view.says}" for view in views if view.state != "heard"],
            not_recorded_since=host.not_recorded_since,
            fingerprint=fingerprint(host.record.root()),
        )

    def _range(self, name: str) -> RangeOverTime | None:
        incident = self._host.desk.incidents.get(name)
        if incident is None:
            return None
        flags = [
            Flag(seq=entry.seq, at=entry.happened_at, type=entry.type, says=says(entry))
            for entry in self._entries[name]
            if entry.type in _FLAGS
        ]
        lines = [
            (region.ring or "zone", region.about_site_m)
            for region in self._host.live.catalogue.regions
            if region.zone.id == incident.zone and region.about_site_m is not None
        ]
        series = range_series(self._host.live, incident)
        return RangeOverTime(zone=incident.zone, lines=tuple(lines), series=series, flags=tuple(flags), gap_s=GAP_S)

    def _open_alarms(self) -> list[Raised]:
        alarms: list[Raised] = []
        for incident in self._host.desk.incidents.values():
            found = (entry for entry in reversed(self._entries[incident.id]) if entry.seq == incident.alarm)
            alarms += [_raised(entry) for entry in found]
        return alarms

    def _entry_events(self, entry: Entry) -> list[bytes]:
        data = {"seq": entry.seq, "type": entry.type, "incident": entry.incident}
        events = [event("entry", data, entry.seq)]
        if entry.type == "raised":
            events.append(event("raised", _raised(entry)))
        elif entry.type in {"phase", "acknowledge", "close"}:
            events.append(event("settled", {"seq": entry.seq, "incident": entry.incident}))
        return events

    def _since(self, last: int) -> list[bytes]:
        size = self._host.record.size
        if not 0 <= last < size or size - last > _RESUME:
            return [event("resync", {})]
        missed = list(self._host.record.entries(last + 1))
        events = [part for entry in missed for part in self._entry_events(entry)]
        changed = sorted({entry.incident for entry in missed if entry.incident})
        return [*events, *(event("incident", self._line(self._host.desk.incidents[name])) for name in changed)]


def _raised(entry: Entry) -> Raised:
    return Raised(seq=entry.seq, incident=entry.incident, at=entry.recorded_at, **msgspec.to_builtins(entry.body))


def _feed_view(feed: Feed) -> FeedView:
    told = {
        "waiting": "has not been heard yet: unknown, not clear",
        "heard": "heard",
        "silent": "silent: what it would see is unknown, not clear",
    }
    return FeedView(
        name=feed.name,
        state=feed.state,
        last_at=to_text(feed.last_ms) if feed.last_ms is not None else None,
        accepted=feed.accepted,
        late=feed.late,
        rejected=feed.rejected.total(),
        says=told[feed.state],
    )
