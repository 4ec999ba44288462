"""One command for each act, made from the act's own fields, so that these stand in one place.

`model/acts.py` says what an act takes; a field becomes an option of its name with dashes. What stands here is only how
a field is explained to somebody who types it.
"""

from __future__ import annotations

import inspect
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import typer

from standoff.cli.reaching import FOLDER, RunningDesk
from standoff.cli.summary import say
from standoff.model import acts
from standoff.model.acts import Answered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMANDS: Final[dict[str, type[msgspec.Struct]]] = {
    "open": acts.Open,
    "sighting": acts.Sighting,
    "call": acts.Call,
    "attempt": acts.Attempt,
    "answer": acts.Answer,
    "doubt": acts.Doubt,
    "ask": acts.PutToAuthority,
    "decide": acts.Decision,
    "confirm": acts.Confirm,
    "acknowledge": acts.Acknowledge,
    "resume": acts.Resume,
    "report-action": acts.ReportedAction,
    "presence": acts.Presence,
    "claim": acts.Claim,
    "encounter": acts.Encounter,
    "notice": acts.Notice,
    "aftermath": acts.Aftermath,
    "correct": acts.Correction,
    "close": acts.Close,
    "reopen": acts.Reopen,
    "receipt": acts.Received,
    "line": acts.Line,
    "excuse": acts.Excuse,
    "split": acts.Split,
    "link": acts.Link,
    "exhibit": acts.Exhibit,
    "hand-over": acts.HandOver,
    "take-over": acts.TakeOver,
    "delegate": acts.Delegate,
    "revoke": acts.Revoke,
}
"""The word for each act on the command line."""
MAY_STAND_ALONE: Final = (
    acts.Sighting,
    acts.Call,
    acts.Claim,
    acts.Encounter,
    acts.Notice,
    acts.Presence,
    acts.Line,
    acts.Excuse,
)
"""What opens or finds an incident, or needs none: the incident is an option."""
OF_THE_DESK: Final = (acts.Open, acts.HandOver, acts.TakeOver, acts.Delegate, acts.Revoke)
"""What names no incident."""
EXPLAINED: Final = {
    "about": "What it is about.",
    "aftermath": "Harm reported, medical access, who is still inside; needed where no aftermath has been entered.",
    "about_count": "About how many; left out where nobody knows.",
    "anonymous": "Whoever said it stays unnamed.",
    "attempt": "Number of the entry that it answers.",
    "bearing_deg": "Whole degrees true, from the zone's site.",
    "caller": "Who calls.",
    "category": "Who they are: families, drivers, patients.",
    "channel": "Over what.",
    "claimed_by": "Who says so.",
    "confirmed": "How they confirmed it.",
    "corrects": "Number of the entry that was wrong.",
    "could_be_heard": "Whether they could hear it at all.",
    "decided_by": "Who decided: the id of somebody on the roster, or a name for what was done elsewhere.",
    "decision": "Number of the entry that recorded your decision.",
    "delegation": "Number of the entry that delegated it.",
    "disposition": "How it ended.",
    "done_by": "Who did it.",
    "ended": "How that ended.",
    "from_whom": "Whose answer it is.",
    "grade": "Admiralty code, A1 to F6.",
    "ground": "Why the rule does not apply: notified, a works vessel, aid, somebody who lives there.",
    "harm": "Harm reported.",
    "immediate_danger": "Somebody is in danger now.",
    "in_return": "For an offer: the step asked of them.",
    "interpreter": "Who interprets.",
    "kind": "Which kind.",
    "lat_e7": "Latitude in 1e-7 degree.",
    "lon_e7": "Longitude in 1e-7 degree.",
    "marker": "What kind of message it is.",
    "medical_access": "Whether help reaches the place.",
    "observer": "Who saw it.",
    "original": "The words in the language in which they were said.",
    "party": "The party of whoever says so.",
    "pass_now": "Urgent: the authority has it at once.",
    "question": "What the authority is asked.",
    "range_m": "Whole metres from the zone's site.",
    "read_back": "What was read back; for a decision, that it was.",
    "reason": "Why.",
    "receipt": "What shows that it arrived.",
    "reported_by": "Who tells it.",
    "role": "Which role.",
    "roles": "Which roles; may be given several times.",
    "rung": "Id of the rung that it is on, or that is approved.",
    "seen": "For approve: the hash of what was seen, as the panel gives it.",
    "said_by": "Who says so.",
    "sha256": "SHA-256 of what is kept, in hexadecimal.",
    "since": "From when on, RFC 3339; else now.",
    "send": "standoff sends the words: the channel is one of the settings.",
    "source": "Where it comes from.",
    "state": "What is said of the line.",
    "still_inside": "Who is still inside.",
    "to": "To whom.",
    "track": "Source and entity, as on the map.",
    "tracks": "Which tracks; may be given several times.",
    "until": "Until when, RFC 3339.",
    "when": "When that was.",
    "where": "Where.",
    "whom": "Whose presence is meant.",
    "why": "Why it is opened.",
    "words": "Word for word.",
    "zone": "Id of the zone concerned.",
}
DIR_OPTION: Final = typer.Option("--dir", metavar="DIR", envvar=FOLDER, help="Folder of the running desk.")
JSON_OPTION: Final = typer.Option("--json", help="Print the answer as JSON.")


def commands() -> Iterator[tuple[str, Callable[..., None]]]:
    """Every act with its word."""
    return ((word, _command(word, act)) for word, act in COMMANDS.items())


def _command(word: str, act: type[msgspec.Struct]) -> Callable[..., None]:
    """A command that enters one act."""
    fields = [field.name for field in msgspec.structs.fields(act)]

    def command(**given: Any) -> None:  # noqa: ANN401 - what typer read of the command line
        what = {name: value for name in fields if (value := given[name]) is not None}
        _enter({"type": act.__struct_config__.tag, **what}, given)

    parameters = list(_parameters(act))
    command.__name__ = word
    command.__doc__ = inspect.getdoc(act)
    command.__doc__ = (command.__doc__ or "").partition("\n\nAttributes:")[0]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__dict__["__signature__"] = inspect.Signature(parameters)
    return command


def _enter(what: dict[str, Any], given: dict[str, Any]) -> None:
    """Sends an act, and prints what came of it."""
    act = {"what": what, "key": given["key"] or f"cli-{uuid.uuid4()}"}
    more = ("incident", "happened_at", "late_because", "seen_revision")
    act |= {name: value for name in more if (value := given.get(name)) not in {None, ""}}
    query = {"as": given["acting_as"]} if given["acting_as"] else {}
    answered = RunningDesk(given["folder"]).post("acts", act, Answered, **query)
    if given["json"]:
        typer.echo(msgspec.json.format(msgspec.json.encode(answered)).decode())
        return
    entries = ", ".join(map(str, answered.entries))
    incident = f", incident {answered.incident}, revision {answered.revision}" if answered.incident else ""
    say(f"Entered {answered.recorded_at} as entry {entries}{incident}")


def _parameters(act: type[msgspec.Struct]) -> Iterator[inspect.Parameter]:
    if not issubclass(act, (*OF_THE_DESK, *MAY_STAND_ALONE)):
        yield _parameter("incident", str, typer.Argument(metavar="INCIDENT", help="Its id, such as 17-001."))
    info = msgspec.inspect.type_info(act)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    for field in sorted(fields, key=lambda field: not field.required):
        yield _of_field(field)
    if issubclass(act, MAY_STAND_ALONE):
        yield _option("incident", str, "", "ID", "The incident that it belongs to; else found, opened, or none.")
    yield _option("acting_as", str, "", "PRINCIPAL", "Whom you act as; else the first of the roster.", typed="--as")
    yield _option("happened_at", str | None, None, "TIME", "When it happened, RFC 3339; else now.")
    yield _option("late_because", str, "", "TEXT", "Why it is entered late; needed after 15 minutes.")
    yield _option(
        "seen_revision", int | None, None, "N", "The revision that you saw: refused where somebody came first."
    )
    yield _option("key", str, "", "KEY", "The same key twice is one act; else a new one.")
    yield _parameter("folder", Path | None, DIR_OPTION, None)
    yield _parameter("json", bool, JSON_OPTION, False)


def _of_field(field: msgspec.inspect.Field) -> inspect.Parameter:
    taken, may_lack = field.type, False
    if isinstance(taken, msgspec.inspect.UnionType):
        may_lack = True
        taken = next(kind for kind in taken.types if not isinstance(kind, msgspec.inspect.NoneType))
    kind: Any
    match taken:
        case msgspec.inspect.EnumType(cls=kind):
            metavar = None
        case msgspec.inspect.IntType():
            kind, metavar = int, "N"
        case msgspec.inspect.BoolType():
            return _parameter(
                field.name, bool, typer.Option(_typed(field.name), help=EXPLAINED[field.name]), field.default
            )
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.EnumType(cls=each)):
            return _option(field.name, list[each], inspect.Parameter.empty, None, EXPLAINED[field.name])
        case msgspec.inspect.VarTupleType():
            return _option(field.name, list[str], inspect.Parameter.empty, "TEXT", EXPLAINED[field.name])
        case _:
            kind, metavar = str, "TEXT"
    default = inspect.Parameter.empty if field.required else field.default
    return _option(field.name, kind | None if may_lack else kind, default, metavar, EXPLAINED[field.name])


def _typed(name: str) -> str:
    return "--" + name.replace("_", "-")


def _option(
    name: str, kind: object, default: object, metavar: str | None, explained: str, *, typed: str = ""
) -> inspect.Parameter:
    return _parameter(name, kind, typer.Option(typed or _typed(name), metavar=metavar, help=explained), default)


def _parameter(name: str, kind: object, how: object, default: object = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, how])
