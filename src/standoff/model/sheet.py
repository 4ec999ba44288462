"""The hand-over sheet: what the next watch has to know, for screens and printers. Nothing is decided on it."""

from __future__ import annotations

import msgspec


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is shown."""


class WaitLine(_Shown, frozen=True, kw_only=True):
    """Who is waited for in an open incident, until when, and for what.

    Attributes:
        incident, name: `17-001`, `JUNIPER`.
        who: the role, and who has its watch where that is known.
        until: when it is raised again; null where the desk only waits.
        says: what they are to do.
        raised: how often it has been raised.
        taken: who has taken its alarm, and until when that holds; empty where nobody has.
    """

    incident: str
    name: str
    who: str
    until: str | None
    says: str
    raised: int
    taken: str


class LineLine(_Shown, frozen=True, kw_only=True):
    """What is known of a line: what each party says of it, when it was last tried, when it last answered."""

    channel: str
    claims: tuple[str, ...]
    tried_at: str | None
    answered_at: str | None


class HandOverSheet(_Shown, frozen=True, kw_only=True):
    """One page for who takes over.

    Attributes:
        at: the desk's clock.
        status: actual, exercise or test.
        watch: who has which watch, and whose hand-over waits to be taken.
        acting: who acts for whom, until when.
        waits: who waits for whom, in open incidents.
        feeds: sources that are silent or have never been heard: what they would see is unknown.
        lines: what is known of each line.
        expected: tracks to which the rule does not apply, until when, and on what ground.
        unfinished: decisions that nobody has confirmed, approvals that wait for a second person.
        doubts: doubts in open incidents.
        not_recorded_since: since when nothing can be recorded, or null.
        fingerprint: six words of the record's head, to be read out to each other.
        entries: how many entries the record has.
    """

    at: str
    status: str
    watch: tuple[str, ...]
    acting: tuple[str, ...]
    waits: tuple[WaitLine, ...]
    feeds: tuple[str, ...]
    lines: tuple[LineLine, ...]
    expected: tuple[str, ...]
    unfinished: tuple[str, ...]
    doubts: tuple[str, ...]
    not_recorded_since: str | None
    fingerprint: str
    entries: int
