"""The fold from entries to what a desk knows beside its incidents: who may do what, lines, who is excused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from standoff.incidents.state import Delegation, Excused, LineClaim, LineKnown, Shift
from standoff.model.acts import Receipt
from standoff.model.principal import Role
from standoff.model.times import from_rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.incidents.state import Desk
    from standoff.model.entry import Entry

_MS_NS: Final = 1_000_000
_ANSWERED: Final = {Receipt.READ_BACK.value, Receipt.PASSED_ON.value, Receipt.ACTED_ON.value}
"""Receipts that somebody at the other end gave."""


_IN: Final = {"enter", "inside"}
_IN_OUT: Final = {*_IN, "exit", "pass"}


def _ms(text: str) -> int:
    return from_rfc3339(text) // _MS_NS


def _rota(desk: Desk, entry: Entry) -> Desk:
    shifts = tuple(
        Shift(role=Role(s["role"]), person=s["person"], from_ms=_ms(s["from"]), until_ms=_ms(s["until"]))
        for s in entry.body["shifts"]
    )
    return msgspec.structs.replace(desk, rota=shifts)


def _hand_over(desk: Desk, entry: Entry) -> Desk:
    return msgspec.structs.replace(desk, handing={**desk.handing, Role(entry.body["role"]): entry.body["to"]})


def _take_over(desk: Desk, entry: Entry) -> Desk:
    role = Role(entry.body["role"])
    handing = {other: to for other, to in desk.handing.items() if other is not role}
    return msgspec.structs.replace(desk, watch={**desk.watch, role: entry.by.id}, handing=handing)


def _delegate(desk: Desk, entry: Entry) -> Desk:
    body, now_ms = entry.body, _ms(entry.recorded_at)
    given = Delegation(
        seq=entry.seq,
        by=entry.by.id,
        to=body["to"],
        roles=tuple(Role(role) for role in body["roles"]),
        from_ms=_ms(body["since"]) if body["since"] else now_ms,
        until_ms=_ms(body["until"]),
    )
    live = (old for old in desk.delegations if old.until_ms > now_ms)
    return msgspec.structs.replace(desk, delegations=(*live, given))


def _revoke(desk: Desk, entry: Entry) -> Desk:
    kept = tuple(old for old in desk.delegations if old.seq != entry.body["delegation"])
    return msgspec.structs.replace(desk, delegations=kept)


def _excuse(desk: Desk, entry: Entry) -> Desk:
    body, now_ms = entry.body, _ms(entry.recorded_at)
    live = {track: old for track, old in desk.excused.items() if old.until_ms > now_ms}
    new = Excused(seq=entry.seq, ground=body["ground"], until_ms=_ms(body["until"]))
    inside = next((i for i in desk.incidents.values() if i.is_open and body["track"] in i.tracks and i.inside), None)
    if inside is not None:
        new = msgspec.structs.replace(new, zone=inside.zone, status=inside.status)
    return msgspec.structs.replace(desk, excused={**live, body["track"]: new})


def _excuse_ended(desk: Desk, entry: Entry) -> Desk:
    kept = {track: one for track, one in desk.excused.items() if track != entry.body["track"]}
    return msgspec.structs.replace(desk, excused=kept)


def _crossing(desk: Desk, entry: Entry) -> Desk:
    """Who is excused is followed into a zone and out of it, so that it is known who is inside when that is over."""
    body = entry.body
    one = desk.excused.get(body["track"])
    if one is None or body["ring"] is not None or body["kind"] not in _IN_OUT:
        return desk
    zone = body["zone"] if body["kind"] in _IN else ""
    moved = msgspec.structs.replace(one, zone=zone, status=entry.status)
    return msgspec.structs.replace(desk, excused={**desk.excused, body["track"]: moved})


def _line(desk: Desk, entry: Entry) -> Desk:
    body = entry.body
    known = desk.lines.get(body["channel"], LineKnown())
    claim = LineClaim(seq=entry.seq, state=body["state"], at_ms=_ms(entry.happened_at))
    return _known(
        desk, body["channel"], msgspec.structs.replace(known, claims={**known.claims, body["claimed_by"]: claim})
    )


def _attempt(desk: Desk, entry: Entry) -> Desk:
    body, at_ms = entry.body, _ms(entry.happened_at)
    known = msgspec.structs.replace(desk.lines.get(body["channel"], LineKnown()), tried_ms=at_ms)
    if body["receipt"] in _ANSWERED:
        known = msgspec.structs.replace(known, answered_ms=at_ms)
    return _known(desk, body["channel"], known)


def _call(desk: Desk, entry: Entry) -> Desk:
    return _answered(desk, entry.body["channel"], entry)


def _answer(desk: Desk, entry: Entry) -> Desk:
    return _of_attempt(desk, entry) if entry.body["attempt"] is not None else desk


def _receipt(desk: Desk, entry: Entry) -> Desk:
    return _of_attempt(desk, entry) if entry.body["receipt"] in _ANSWERED else desk


def _of_attempt(desk: Desk, entry: Entry) -> Desk:
    """Something came back over the line of an attempt."""
    incident = desk.incidents.get(entry.incident)
    if incident is None or entry.body["attempt"] not in incident.attempts:
        return desk
    return _answered(desk, incident.channels[incident.attempts.index(entry.body["attempt"])], entry)


def _answered(desk: Desk, channel: str, entry: Entry) -> Desk:
    known = desk.lines.get(channel, LineKnown())
    return _known(desk, channel, msgspec.structs.replace(known, answered_ms=_ms(entry.happened_at)))


def _known(desk: Desk, channel: str, known: LineKnown) -> Desk:
    return msgspec.structs.replace(desk, lines={**desk.lines, channel: known})


OF_DESK: Final[dict[str, Callable[[Desk, Entry], Desk]]] = {
    "rota": _rota,
    "hand_over": _hand_over,
    "take_over": _take_over,
    "delegate": _delegate,
    "revoke": _revoke,
    "excuse": _excuse,
    "excuse_ended": _excuse_ended,
    "crossing": _crossing,
    "line": _line,
    "attempt": _attempt,
    "call": _call,
    "answer": _answer,
    "receipt": _receipt,
}
"""What an entry changes beside its incident."""
