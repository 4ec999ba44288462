"""What people enter in `acts_under_load.py`: every kind of act that an open incident allows, one after another."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from load_feed import site_of

from standoff.model.times import to_rfc3339

if TYPE_CHECKING:
    from collections.abc import Generator

What = dict[str, Any]
Doing = tuple[str, What]
"""Who enters it, and what."""
WATCH, AUTHORITY = "watch-1", "authority-1"
_WORDS = "You are four kilometres from the site; go back the way you came, by 06:40; nobody will follow you"


def acts_of(incident: str, zone: str, *, stands: bool) -> Generator[tuple[str, Doing], dict[str, Any]]:
    """Acts in one zone without end: a whole incident, closed, and another opened; is sent each answer.

    Yields:
        the incident that it is for (empty: none), who enters it, and what.

    Args:
        incident: one that is open.
        zone: where.
        stands: whether its deadlines stand, so that they are started again first.
    """
    if stands:
        yield incident, (WATCH, {"type": "resume", "reason": "They have halted long enough"})
    while True:
        for by, what in _said(zone):
            yield incident, (by, what)
        yield from _reached(incident)
        yield from _decided(incident)
        yield incident, (WATCH, {"type": "close", "disposition": "turned_back", "words": "They went back"})
        opened = yield "", (WATCH, {"type": "open", "why": "They are seen again", "zone": zone})
        incident = opened["incident"]


def _said(zone: str) -> list[Doing]:
    """What moves nothing."""
    lat, lon = site_of(int(zone.removeprefix("z-")))
    place = {"lat_e7": round(lat * 1e7), "lon_e7": round(lon * 1e7)}
    return [
        (WATCH, {"type": "sighting", "observer": "Post 3", "words": "About four, halted", "about_count": 4} | place),
        (WATCH, {"type": "call", "caller": "Their line", "channel": "line 2", "words": "They say it is not theirs"}),
        (WATCH, {"type": "doubt", "words": "It may be a works crew"}),
        (WATCH, {"type": "presence", "whom": "site", "category": "crew", "source": "Roster", "about_count": 12}),
        (WATCH, {"type": "claim", "about": "purpose", "claimed_by": "A caller", "words": "They mend a buoy"}),
        (WATCH, {"type": "encounter", "words": "Went round", "when": "last week", "where": "here"}),
        (WATCH, {"type": "notice", "to": "Their line", "channel": "line 2", "words": "Where the line is"}),
        (WATCH, {"type": "reported_action", "reported_by": "Post 3", "words": "The crew boat was called back"}),
        (WATCH, {"type": "aftermath", "reported_by": "Post 3", "words": "Nobody was hurt", "harm": "none"}),
    ]


def _reached(incident: str) -> Generator[tuple[str, Doing], dict[str, Any]]:
    attempt: What = {"type": "attempt", "channel": "radio 16", "to": "the nearest of them", "words": _WORDS}
    for kind in ("inform", "contact", "relay", "offer", "protect"):
        tried = yield incident, (WATCH, attempt | {"kind": kind, "receipt": "delivered"})
    answer = {"type": "answer", "kind": "asks_time", "from_whom": "The nearest of them", "attempt": tried["entries"][0]}
    yield incident, (WATCH, answer)
    yield incident, (WATCH, {"type": "correction", "corrects": tried["entries"][0], "words": "It was channel 12"})


def _decided(incident: str) -> Generator[tuple[str, Doing], dict[str, Any]]:
    yield incident, (WATCH, {"type": "put_to_authority", "question": "Wait until they answer, or ask again?"})
    yield incident, (AUTHORITY, {"type": "acknowledge"})
    until = to_rfc3339(time.time_ns() + 3_600_000_000_000)
    spoken: What = {"type": "decision", "decided_by": AUTHORITY, "reason": "Nobody is at risk", "channel": "radio 1"}
    heard = yield incident, (WATCH, spoken | {"kind": "hold", "until": until, "read_back": True})
    yield incident, (AUTHORITY, {"type": "confirm", "decision": heard["entries"][0]})
    for kind in ("go_on", "draw_back", "step_down"):
        yield incident, (AUTHORITY, {"type": "decision", "decided_by": AUTHORITY, "reason": "As said", "kind": kind})
