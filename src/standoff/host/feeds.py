"""Which feeds are heard: a silent one becomes a recorded fact and shows as unknown, never as clear."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Final

from standoff.incidents.pen import to_text
from standoff.incidents.step import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENT_MS: Final = 120_000
"""A feed that sent nothing for so long is silent."""


@dataclasses.dataclass(slots=True)
class Feed:
    """One feed.

    Attributes:
        name: what entries and screens call it.
        state: waiting (for its first report), heard or silent.
        last_ms: when it was last heard, on the desk's clock.
        accepted, late: reports so far.
        rejected: reports so far that could not be used, by reason.
    """

    name: str
    state: str = "waiting"
    last_ms: int | None = None
    accepted: int = 0
    late: int = 0
    rejected: Counter[str] = dataclasses.field(default_factory=Counter[str])


class FeedWatch:
    """All feeds of a desk."""

    def __init__(self) -> None:
        self.feeds: dict[str, Feed] = {}

    def expect(self, name: str) -> None:
        """A feed that is configured and has not been heard yet."""
        self.feeds.setdefault(name, Feed(name))

    def heard(self, name: str, now_ms: int) -> Iterator[Fact]:
        """Notes that a feed sent something; gives the fact where that is news."""
        self.expect(name)
        feed = self.feeds[name]
        feed.last_ms = now_ms
        if feed.state != "heard":
            feed.state = "heard"
            yield Fact(type="feed", body={"feed": name, "state": "heard", "last_at": to_text(now_ms)})

    def count(self, name: str, accepted: int, late: int, rejected: dict[str, int]) -> None:
        """Adds up what became of its reports."""
        feed = self.feeds[name]
        feed.accepted += accepted
        feed.late += late
        feed.rejected.update(rejected)

    def silent(self, now_ms: int) -> Iterator[Fact]:
        """Facts of the feeds that have fallen silent."""
        for feed in self.feeds.values():
            if feed.state == "heard" and feed.last_ms is not None and now_ms - feed.last_ms > SILENT_MS:
                feed.state = "silent"
                yield Fact(type="feed", body={"feed": feed.name, "state": "silent", "last_at": to_text(feed.last_ms)})
