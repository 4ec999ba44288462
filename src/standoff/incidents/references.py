"""Is what an act names there: entries, attempts, incidents, people, roles, times? A refusal says what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.incidents.approving import check_rung
from standoff.incidents.authority import right_of
from standoff.incidents.pen import to_text
from standoff.incidents.refusal import Code, RefusedError, moment
from standoff.model import acts
from standoff.model.principal import Role

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Desk, Incident
    from standoff.model.principal import Principal

_DAY_MS: Final = 86_400_000
LONGEST_EXCUSE_MS: Final = 7 * _DAY_MS
LONGEST_DELEGATION_MS: Final = 30 * _DAY_MS


def check_alone(desk: Desk, entered: acts.Entered, now_ms: int) -> None:
    """Whether what an act names of the desk is there, and the times that it states are sound.

    Raises:
        RefusedError: not.
    """
    match entered.act.what:
        case acts.Excuse() as what:
            _check_end(what.until, now_ms, LONGEST_EXCUSE_MS)
        case acts.HandOver() as what:
            _check_right(desk, entered.by, what.role, now_ms)
            _check_right(desk, _on_roster(desk, what.to), what.role, now_ms)
        case acts.TakeOver() as what:
            _check_right(desk, entered.by, what.role, now_ms)
        case acts.Delegate() as what:
            _check_delegation(desk, entered, what, now_ms)
        case acts.Revoke() as what:
            _check_revoking(desk, entered, what)
        case _:
            pass


def _check_end(until: str, now_ms: int, longest_ms: int) -> None:
    until_ms = moment(until, "what.until")
    if not now_ms < until_ms <= now_ms + longest_ms:
        says = f"It ends after {to_text(now_ms)} and within {longest_ms // _DAY_MS} days"
        raise RefusedError(Code.INVALID, says, "Give such an end; it can be said again", field="what.until")


def _on_roster(desk: Desk, name: str) -> Principal:
    found = desk.roster.get(name)
    if found is None:
        says = f"There is nobody {name!r} on the roster"
        raise RefusedError(Code.UNKNOWN, says, f"The roster has {', '.join(desk.roster)}", field="what.to")
    return found


def _check_right(desk: Desk, person: Principal, role: Role, now_ms: int) -> None:
    if right_of(desk, person, (role,), now_ms) is None:
        raise RefusedError(Code.NOT_ALLOWED, f"{person.name} is no {role}", "Somebody who is has it", field="what.role")


def _check_delegation(desk: Desk, entered: acts.Entered, what: acts.Delegate, now_ms: int) -> None:
    """Own roles only, to somebody else who is on the roster and may act at all."""
    to = _on_roster(desk, what.to)
    _check_end(what.until, now_ms, LONGEST_DELEGATION_MS)
    if what.since is not None and moment(what.since, "what.since") >= moment(what.until, "what.until"):
        raise RefusedError(Code.INVALID, "It ends before it begins", "Give an end after it", field="what.since")
    if to.id == entered.by.id:
        raise RefusedError(Code.INVALID, "Nobody hands a role to himself", "Name somebody else", field="what.to")
    for role in what.roles:
        if role not in entered.by.roles or role in {Role.FEED, Role.SYSTEM}:
            says = f"{entered.by.name} does not hold the role {role}, and cannot hand it on"
            raise RefusedError(Code.NOT_ALLOWED, says, "Who holds it does", field="what.roles")


def _check_revoking(desk: Desk, entered: acts.Entered, what: acts.Revoke) -> None:
    given = next((given for given in desk.delegations if given.seq == what.delegation), None)
    if given is None:
        says = f"Entry {what.delegation} is no delegation that holds"
        raise RefusedError(Code.UNKNOWN, says, "Give its number in the log", field="what.delegation")
    if given.by != entered.by.id and Role.AUTHORITY not in entered.by.roles:
        raise RefusedError(Code.NOT_ALLOWED, "It is taken back by who gave it, or by an authority", "They do it")


def check_reference(desk: Desk, incident: Incident, entered: acts.Entered) -> None:
    """Whether what an act names of its incident is there.

    Raises:
        RefusedError: not.
    """
    what = entered.act.what
    if isinstance(what, (acts.Answer, acts.Received)) and what.attempt not in {None, *incident.attempts}:
        says = f"Entry {what.attempt} is no attempt of {incident.id}"
        raise RefusedError(Code.UNKNOWN, says, "Name one, or none if it is not known which", field="what.attempt")
    if isinstance(what, acts.Attempt):
        check_rung(desk, incident, what)
    if isinstance(what, acts.Reopen):
        _check_reopening(desk, incident)
    if isinstance(what, acts.Close):
        _check_ending(desk.ladders[incident.ladder], incident, what)
    if isinstance(what, acts.Split):
        _check_split(incident, what)
    if isinstance(what, acts.Link) and (what.to not in desk.incidents or what.to == incident.id):
        says = f"There is no other incident {what.to!r}"
        raise RefusedError(Code.UNKNOWN, says, "Take one from the list", field="what.to")
    _check_entry(desk, incident, entered)


def _check_entry(desk: Desk, incident: Incident, entered: acts.Entered) -> None:
    what = entered.act.what
    if isinstance(what, acts.Correction) and what.corrects >= desk.seq:
        says = f"There is no entry {what.corrects}"
        raise RefusedError(Code.UNKNOWN, says, "Give its number in the log", field="what.corrects")
    if isinstance(what, acts.Confirm):
        _check_confirm(incident, entered, what)
    if isinstance(what, acts.Acknowledge) and incident.alarm is None:
        says = "No alarm is open: somebody has it already"
        raise RefusedError(Code.MOVED_SINCE, says, "Look again", revision=incident.revision)


def _check_confirm(incident: Incident, entered: acts.Entered, what: acts.Confirm) -> None:
    made = next((made for made in incident.decisions if made.seq == what.decision), None)
    if made is None:
        says = f"Entry {what.decision} is no decision of {incident.id}"
        raise RefusedError(Code.UNKNOWN, says, "Give its number in the log", field="what.decision")
    if made.decided_by != entered.by.id:
        raise RefusedError(Code.NOT_ALLOWED, "A decision is confirmed by who decided it", "They sign in and confirm it")
    if made.confirmed:
        raise RefusedError(
            Code.MOVED_SINCE, "It is confirmed already", "Nothing is left to do", revision=incident.revision
        )


def _check_reopening(desk: Desk, incident: Incident) -> None:
    other = desk.open_incident(incident.zone, incident.status)
    if other is not None and other.id != incident.id:
        says = f"{other.id} {other.name} is open for this zone already"
        raise RefusedError(Code.MOVED_SINCE, says, "Act in that one")


def _check_ending(ladder: Ladder, incident: Incident, what: acts.Close) -> None:
    if what.disposition not in ladder.ends.dispositions:
        known = ", ".join(disposition.value for disposition in ladder.ends.dispositions)
        says = f"An incident of ladder {ladder.id} does not end as {what.disposition}"
        raise RefusedError(Code.INVALID, says, f"Choose from {known}", field="what.disposition")
    harmless = what.disposition in {acts.Disposition.MISTAKEN, acts.Disposition.PERMITTED}
    if not (incident.aftermath or what.aftermath.strip() or harmless):
        says = "Before it is closed: was anybody harmed, is there medical access, who is still inside?"
        raise RefusedError(Code.INVALID, says, "Say so, and by whom; 'not known' is an answer", field="what.aftermath")


def _check_split(incident: Incident, what: acts.Split) -> None:
    others = [track for track in what.tracks if track not in incident.tracks]
    if others or set(what.tracks) >= set(incident.tracks):
        says = f"{others[0]} is no track of {incident.id}" if others else "All of them cannot go another way"
        remedy = f"Its tracks are {', '.join(incident.tracks) or 'none'}"
        raise RefusedError(Code.INVALID, says, remedy, field="what.tracks")
