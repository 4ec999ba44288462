"""A crossing: the passage of one track over the boundary of a zone or ring, with the reports that bear it out."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from standoff.model.report_line import Status


class CrossingKind(StrEnum):
    """What was seen."""

    ENTER = "enter"
    EXIT = "exit"
    INSIDE = "inside"
    """The first report of a track is already inside."""
    PASS = "pass"  # noqa: S105 - a word of the trade, not a password
    """Two consecutive reports are outside and the way between them is not."""
    ZONE_CHANGED = "zone-changed"
    """The zone was changed: its boundary passed over the track, and not the track over the boundary."""


class Standing(StrEnum):
    """How far it can be relied on."""

    PROVISIONAL = "provisional"
    """Seen in one report so far."""
    CONFIRMED = "confirmed"
    """Borne out as the confirmation rule asks."""
    WITHDRAWN = "withdrawn"
    """The next report did not bear it out."""


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """One report as evidence: its time (ns since 1970 UTC), its place, its line or row in the source."""

    time_ns: int
    lat: float
    lon: float
    place: int


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """One passage.

    Attributes:
        kind: enter, exit, inside, pass or zone-changed.
        standing: provisional, confirmed or withdrawn.
        status: actual, or exercise or test where the report that shows it was marked so.
        zone: the zone's id.
        ring: the ring's name, or None for the zone itself.
        source: who reported the track.
        track: the track's name, such as `ais:366999512`.
        at_ns: interpolated time of the passage, ns since 1970 UTC; for `pass` in the middle of the passage, for
            `zone-changed` when the change took effect.
        lat, lon: interpolated place on the geodesic between the two reports; for `zone-changed` of the last report.
        range_m: geodesic distance from there to the site (or centroid).
        before, after: the reports on either side; `before` is None for `inside` and for `zone-changed`, which
            rests on the last report before the change.
        because: the verdict in one plain sentence.
        inside: for `zone-changed` whether that report lies inside what is in force now; None for every other kind.
    """

    kind: CrossingKind
    standing: Standing
    status: Status
    zone: str
    ring: str | None
    source: str
    track: str
    at_ns: int
    lat: float
    lon: float
    range_m: float
    before: Sighted | None
    after: Sighted
    because: str
    inside: bool | None = None

    @property
    def key(self) -> tuple[str, str, str, str, int, CrossingKind, int]:
        """What stays the same while the standing changes; one last report may see several changes of a zone."""
        changed_ns = self.at_ns if self.kind is CrossingKind.ZONE_CHANGED else 0
        return (self.zone, self.ring or "", self.source, self.track, self.after.time_ns, self.kind, changed_ns)
