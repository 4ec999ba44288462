"""Each entry in one plain sentence, for logs and screens. Words of movement and of what people said; no intent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.entry import Entry

Body = dict[str, Any]


def says(entry: Entry) -> str:
    """The entry as a sentence; an unknown type by its name."""
    told = _SAYS.get(entry.type)
    return told(entry.body) if told else entry.type.replace("_", " ")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _sighting(b: Body) -> str:
    count = f", about {b['about_count']}" if b["about_count"] is not None else ""
    where = f", bearing {b['bearing_deg']:03d}" if b["bearing_deg"] is not None else ""
    where += f", {b['range_m'] / 1000:g} km" if b["range_m"] is not None else ""
    if b["lat_e7"] is not None and b["lon_e7"] is not None:
        where = f", at {b['lat_e7'] / 1e7:.4f} {b['lon_e7'] / 1e7:.4f}"
    return f"Sighting by {b['observer']}{where}{count}: {b['words']}{_graded(b)}"


def _where(b: Body) -> str:
    return f", {b['where']}" if b["where"] else ""


def _graded(b: Body) -> str:
    return f" ({b['grade']})" if b.get("grade") else ""


def _call(b: Body) -> str:
    urgent = ", urgent, passed at once" if b["pass_now"] else ""
    return f"Inbound call from {b['caller']} over {b['channel']}{urgent}: {b['words']}"


def _attempt(b: Body) -> str:
    heard = {"yes": "could be heard", "no": "could not be heard", "unknown": "not known whether it could be heard"}
    back = f", read back: {b['read_back']}" if b["read_back"] else ""
    step = f", against: {b['in_return']}" if b["in_return"] else ""
    receipt = "no receipt" if b["receipt"] == "none" else _words(b["receipt"])
    sent = ", to be sent by standoff" if b.get("send") else ""
    return (
        f"{b['kind'].capitalize()} to {b['to']} over {b['channel']} ({b['marker']}{sent}): {b['words']}{step}. "
        f"{heard[b['could_be_heard']].capitalize()}, {receipt}{back}"
    )


def _receipt(b: Body) -> str:
    back = f", read back: {b['read_back']}" if b["read_back"] else ""
    words = f": {b['words']}" if b["words"] else ""
    return f"Attempt {b['attempt']} {_words(b['receipt'])}, says {b['said_by']}{back}{words}{_graded(b)}"


def _answer(b: Body) -> str:
    words = f": {b['words']}" if b["words"] else ""
    return f"Answer from {b['from_whom']}, {_words(b['kind'])}{words}{_graded(b)}"


def _decision(b: Body) -> str:
    until = f" until {b['until']}" if b["until"] else ""
    how = f", spoken over {b['channel']}{', read back' if b['read_back'] else ''}" if b["channel"] else ""
    what = f"{_words(b['kind'])} {b['rung']}" if b["rung"] else _words(b["kind"])
    return f"Decision by {b['decided_by']}: {what}{until}, because {b['reason']}{how}"


def _reported(b: Body) -> str:
    by = f" by {b['done_by']}" if b["done_by"] else ""
    decided = f", decided by {b['decided_by']}" if b["decided_by"] else ""
    return f"{b['reported_by']} reports an action{by}{decided}{_where(b)}: {b['words']}"


def _presence(b: Body) -> str:
    count = f"about {b['about_count']}" if b["about_count"] is not None else "how many is not known"
    where = {"site": "at the site", "zone": "in the zone", "group": "in the group"}[b["whom"]]
    words = f": {b['words']}" if b["words"] else ""
    return f"Present {where}{_where(b)}, {b['category']}, {count}, says {b['source']}{words}"


def _claim(b: Body) -> str:
    source = f" ({b['source']})" if b["source"] else ""
    return f"{b['claimed_by']} on {b['about']}: {b['words']}{source}"


def _aftermath(b: Body) -> str:
    parts = [b["words"], *(f"{_words(n)}: {b[n]}" for n in ("harm", "medical_access", "still_inside") if b[n])]
    return f"Aftermath, {b['reported_by']} reports: {'; '.join(parts)}"


def _ended(told: str, more: str) -> str:
    return f"{told}; {more}" if more else told


def _crossing(b: Body) -> str:
    if b["kind"] == "zone-changed":
        return f"{b['track']}: {b['because']}"
    what = {"enter": "crossed into", "exit": "left", "inside": "was first seen inside", "pass": "passed through"}
    region = f"ring {b['ring']} of {b['zone']}" if b["ring"] else f"zone {b['zone']}"
    return f"{b['track']} {what[b['kind']]} {region} at {b['at']}, {b['range_mm'] / 1e6:.1f} km from the site"


def _zones_changed(b: Body) -> str:
    told = [f"{what} {', '.join(b[what])}" for what in ("new", "changed", "gone") if b[what]]
    return f"Other zones from {b['at']} on: {'; '.join(told)}"


def _movement(b: Body) -> str:
    kind = {"approach": "They come nearer", "halt": "They have halted", "withdraw": "They draw away"}[b["kind"]]
    inside = "all are outside" if b["inside"] == 0 else f"{b['inside']} inside"
    return f"{kind}: nearest {b['nearest_mm'] / 1e6:.1f} km from the site, {inside}, tracks that tell: {b['tracks']}"


def _delivery(b: Body) -> str:
    told = f"the {b['what']} of entry {b['of_entry']}"
    tries = "1 try" if b["tries"] == 1 else f"{b['tries']} tries"
    if b["state"] == "handed_on":
        return f"Handed on over {b['channel']}: {told}, {tries}. That is not receipt"
    if b["state"] == "failed":
        return f"Not handed on over {b['channel']}: {told}, {b['because']}; tried again until {b['until']}"
    return f"Given up over {b['channel']}: {told}, {tries}, {b['because']}"


def _channels(b: Body) -> str:
    names = [f"{channel['name']} to {channel['to']}" for channel in b["channels"]]
    return f"standoff sends over {', '.join(names)}" if names else "standoff sends over no channel"


def _phase(b: Body) -> str:
    unmet = "; the next rung does not apply now" if b.get("unmet") else ""
    return f"From {_words(b['from'])} to {_words(b['phase'])} ({_words(b['event'])}{unmet})"


_SAYS: Final[dict[str, Callable[[Body], str]]] = {
    "open": lambda b: f"Opened by hand: {b['why']}",
    "sighting": _sighting,
    "call": _call,
    "attempt": _attempt,
    "answer": _answer,
    "doubt": lambda b: f"Doubt: {b['words']}",
    "put_to_authority": lambda b: f"Put to the authority: {b['question']}",
    "decision": _decision,
    "confirm": lambda b: f"Confirmed: entry {b['decision']} is my decision",
    "acknowledge": lambda b: "Alarm taken" if not b.get("late_because") else f"Alarm taken, {b['late_because']}",
    "resume": lambda b: f"Upward deadlines go on: {b['reason']}",
    "reported_action": _reported,
    "presence": _presence,
    "claim": _claim,
    "encounter": lambda b: _ended(f"Earlier encounter, {b['when']}, {b['where']}: {b['words']}", b["ended"]),
    "notice": lambda b: _ended(f"Notice given to {b['to']} over {b['channel']}: {b['words']}", b["confirmed"]),
    "aftermath": _aftermath,
    "correction": lambda b: f"Correction of entry {b['corrects']}: {b['words']}",
    "close": lambda b: _ended(f"Closed, {_words(b['disposition'])}: {b['words']}", b["aftermath"]),
    "receipt": _receipt,
    "line": lambda b: _ended(f"Line {b['channel']} is {b['state']}, says {b['claimed_by']}", b["words"]),
    "excuse": lambda b: f"The rule does not apply to {b['track']} until {b['until']}: {b['ground']}",
    "excuse_ended": lambda b: f"The rule applies to {b['track']} again",
    "split": lambda b: f"Split off {', '.join(b['tracks'])}: {b['words']}",
    "link": lambda b: f"Linked to {b['to']}: {b['words']}",
    "linked": lambda b: f"Linked to {b['to']}: {b['because']}",
    "exhibit": lambda b: f"Evidence kept by {b['source']}: {b['words']}",
    "hand_over": lambda b: _ended(f"The {b['role']} hands over to {b['to']}", b["words"]),
    "take_over": lambda b: _ended(f"The watch of the {b['role']} is taken", b["words"]),
    "delegate": lambda b: f"{' and '.join(b['roles'])} delegated to {b['to']} until {b['until']}: {b['reason']}",
    "revoke": lambda b: f"The delegation of entry {b['delegation']} is taken back: {b['reason']}",
    "reopen": lambda b: f"Opened again: {b['why']}",
    "judged": lambda b: f"Movement answers attempt {b['attempt']}: {b['because']}",
    "incident_opened": lambda b: f"Opened as {b['name']} from a {b['cause']}",
    "crossing": _crossing,
    "zones_changed": _zones_changed,
    "movement": _movement,
    "phase": _phase,
    "deadline_set": lambda b: f"Deadline {b['due_at']} for the {b['for_role']}: {b['says']}",
    "deadline_ended": lambda b: f"Deadline of entry {b['set_by']} {'ran out' if b['how'] == 'fired' else b['how']}",
    "waiting": lambda b: f"Waiting for the {b['for_role']}: {b['says']}",
    "raised": lambda b: f"Raised to the {b['to_role']}: {b['says']}. Next: {b['next_step']}",
    "delivery": _delivery,
    "channels": _channels,
    "step_down_proposed": lambda b: f"Stepping down is proposed: {b['because']}",
    "proposal_withdrawn": lambda b: f"Stepping down is no longer proposed: {b['because']}",
}
