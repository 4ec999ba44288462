"""`standoff incident words`: the same facts in five languages, to be said by somebody. No desk has to run."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

import msgspec
import typer

from standoff.channels.message import SHAPES, Kind, Message, Motion, OurStep, Seen, Side, Template, Undertaking
from standoff.channels.phrasebook import Language
from standoff.channels.place import Place, read_place
from standoff.channels.wording import Rendered, render
from standoff.cli.summary import say
from standoff.model.acts import Marker
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Principal, Role

_OFFSET = re.compile(r"(?:UTC)?([+-])(\d{1,2}):?(\d{2})?", re.ASCII)


_Template = Annotated[
    Template | None, typer.Argument(metavar="[TEMPLATE]", help="What is to be said; without it, all are listed.")
]
_Language = Annotated[list[Language] | None, typer.Option(help="In which language; may be repeated; else in all five.")]
_Speaker = Annotated[str, typer.Option(metavar="NAME", help="Who speaks, as they know us.")]
_Role = Annotated[Role, typer.Option(help="What the speaker is; an instruction takes the authority.")]
_To = Annotated[str, typer.Option(metavar="NAME", help="To whom.")]
_Answer = Annotated[str, typer.Option(metavar="CHANNEL", help="How to answer us.")]
_Offset = Annotated[str, typer.Option(metavar="+HH:MM", help="How far local time is ahead of UTC where they are.")]
_Marker = Annotated[Marker | None, typer.Option(help="What kind of message; else the template's own.")]
_Zone = Annotated[str, typer.Option(metavar="NAME", help="The agreed zone, by its published name.")]
_Line = Annotated[str, typer.Option(metavar="NAME", help="Its line, by its published name.")]
_Seen = Annotated[Kind | None, typer.Option(help="What is seen.")]
_Movement = Annotated[Motion | None, typer.Option(help="How they move.")]
_Count = Annotated[
    int | None, typer.Option(metavar="N", min=0, max=1_000_000, help="About how many; left out where nobody knows.")
]
_Place = Annotated[str, typer.Option(metavar="PLACE", help="Where they are seen.")]
_Side = Annotated[Side | None, typer.Option(help="On which side of the line.")]
_Heading = Annotated[
    int | None, typer.Option(metavar="DEG", min=0, max=359, help="Where they are heading, degrees true.")
]
_Go = Annotated[str, typer.Option(metavar="PLACE", help="Where they are asked to go.")]
_By = Annotated[str, typer.Option(metavar="TIME", help="By when, RFC 3339 with Z or an offset.")]
_NotDone = Annotated[list[Undertaking] | None, typer.Option(help="What we do not do until then; may be repeated.")]
_Whom = Annotated[str, typer.Option(metavar="NAME", help="For a relay: whom it is for.")]
_OurStep = Annotated[OurStep | None, typer.Option(help="For an offer: our step.")]
_OurPlace = Annotated[str, typer.Option(metavar="PLACE", help="Where our step leads.")]
_CalledAt = Annotated[str, typer.Option(metavar="TIME", help="When they called.")]
_Noted = Annotated[str, typer.Option(metavar="PLACE", help="The place that they gave, as it was written down.")]
_Start = Annotated[str, typer.Option(metavar="TIME", help="For a notice: from when it applies.")]
_Until = Annotated[str, typer.Option(metavar="TIME", help="Until when; else until further notice.")]
_Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def words(
    template: _Template = None,
    *,
    language: _Language = None,
    speaker: _Speaker = "",
    role: _Role = Role.LIAISON,
    to: _To = "",
    answer: _Answer = "",
    offset: _Offset = "",
    marker: _Marker = None,
    zone: _Zone = "",
    line: _Line = "",
    seen: _Seen = None,
    movement: _Movement = None,
    count: _Count = None,
    place: _Place = "",
    side: _Side = None,
    heading: _Heading = None,
    go: _Go = "",
    by: _By = "",
    not_done: _NotDone = None,
    whom: _Whom = "",
    our_step: _OurStep = None,
    our_place: _OurPlace = "",
    called_at: _CalledAt = "",
    noted: _Noted = "",
    start: _Start = "",
    until: _Until = "",
    json: _Json = False,
) -> None:
    """Say the same facts in English, Arabic, Russian, French and Spanish. Nothing is sent, and no desk has to run.

    A PLACE is a name, a position, or NAME @ POSITION. The phrases are drafts: see the guide.
    """
    given = dict(locals())
    if template is None:
        _list(as_json=json)
        return
    said = _message(template, given)
    who = Principal(id=role.value, name=f"a speaker whose role is {role}", roles=(role,))
    rendered = [render(said, one, who) for one in language or list(Language)]
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(rendered)).decode())
        return
    for note in dict.fromkeys(one.note for one in rendered if one.note):
        say(note)
    for one in rendered:
        _show(one)


def _message(template: Template, given: dict[str, Any]) -> Message:
    """The message that the options make."""
    for name, what in (("speaker", "who speaks"), ("to", "to whom"), ("answer", "how to answer us")):
        if not given[name]:
            raise UnusableInputError(f"--{name}", "is missing", f"Say {what}")
    texts: dict[str, Any] = {
        name: given[name] for name in ("speaker", "to", "answer", "zone", "line", "whom", "marker", "our_step")
    }
    places: dict[str, Any] = {name: _place(name, given[name]) for name in ("go", "our_place", "noted")}
    times: dict[str, Any] = {name: _time(name, given[name]) for name in ("by", "called_at", "start", "until")}
    return Message(
        template=template,
        offset_min=_offset_min(given["offset"]),
        seen=_seen(given),
        not_done=tuple(given["not_done"] or ()),
        **texts,
        **places,
        **times,
    )


def _seen(given: dict[str, Any]) -> Seen | None:
    kind, movement = given["seen"], given["movement"]
    if kind is None or movement is None:
        about = ("seen", "movement", "count", "place", "side", "heading")
        if any(given[name] not in {None, ""} for name in about):
            raise UnusableInputError("--seen, --movement", "both are needed", "Say what is seen, and how it moves")
        return None
    return Seen(
        kind=kind,
        movement=movement,
        about_count=given["count"],
        place=_place("place", given["place"]),
        side=given["side"],
        heading_deg=given["heading"],
    )


def _place(name: str, text: str) -> Place | None:
    return read_place(text, _typed(name)) if text else None


def _time(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        problem = f"{text!r} is no date and time"
        raise UnusableInputError(_typed(name), problem, "Write it as 2017-05-18T10:40+03:00") from error


def _offset_min(text: str) -> int:
    found = _OFFSET.fullmatch(text.strip())
    minutes = int(found[2]) * 60 + int(found[3] or 0) if found else 0
    signed = -minutes if found and found[1] == "-" else minutes
    if found is None or not -720 <= signed <= 840 or int(found[3] or 0) >= 60:  # noqa: PLR2004 - the world's offsets
        problem = f"expected how far local time is ahead of UTC, such as +03:00, got {text!r}"
        raise UnusableInputError("--offset", problem, "Times are said in UTC and in local time")
    return signed


def _typed(name: str) -> str:
    return "--" + name.replace("_", "-")


def _show(one: Rendered) -> None:
    say("")
    say(f"[{one.language} · {one.marker}]")
    for line in one.lines:
        say(line)
    say(f"As given, not translated: {'; '.join(one.as_given)}")


def _list(*, as_json: bool) -> None:
    """Every template, and what it needs."""
    if as_json:
        listed = [{"template": name, **msgspec.structs.asdict(shape)} for name, shape in SHAPES.items()]
        typer.echo(msgspec.json.format(msgspec.json.encode(listed)).decode())
        return
    for name, shape in SHAPES.items():
        say(f"{name:<12} {shape.says}")
        say(f"{'':<12} needs {', '.join(map(_typed, shape.needs))}; marked {', '.join(shape.markers)}")
    say("All need --speaker, --to, --answer and --offset")
