"""Reference pages of the desk that are written from the code: an incident's table, acts, settings, routes."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec

from standoff.incidents import table
from standoff.incidents.table import TABLE, Event, Phase
from standoff.model import acts
from standoff.server.app import make_app
from standoff.server.settings import ChannelSettings, FeedSettings, PersonSettings, ServeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTE: Final = "<!-- Written by docs/_desk.py from the code; changes here are lost. -->\n"


def rows(head: Sequence[str], found: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *found]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def incident_table() -> str:
    """The life of an incident: a diagram, and every row of the table."""
    lines = [NOTE, "```text", *_diagram(), "```", ""]
    phases = list(Phase)
    head = ("Event", *(f"`{phase.value}`" for phase in phases))
    cells = [
        (
            f"`{event.value}`",
            *(f"`{TABLE[phase, event].value}`" if (phase, event) in TABLE else "" for phase in phases),
        )
        for event in Event
    ]
    people = ", ".join(f"`{event.value}`" for event in Event if event in table.BY_PEOPLE)
    return "\n".join([*lines, *rows(head, cells), f"Only a person's act gives {people}.", ""])


def _diagram() -> list[str]:
    """One line for each way from a phase to another."""
    ways: dict[tuple[str, str], list[str]] = {}
    for (phase, event), target in TABLE.items():
        if target is not phase:
            ways.setdefault((phase.value, target.value), []).append(event.value)
    width = max(len(", ".join(events)) for events in ways.values())
    return [
        f"{start:<7} --{', '.join(events):-<{width}}--> {end}"
        for (start, end), events in sorted(ways.items(), key=_order)
    ]


def _order(way: tuple[tuple[str, str], list[str]]) -> int:
    return [phase.value for phase in Phase].index(way[0][0])


def act_fields() -> str:
    """Every act with its fields."""
    lines = [NOTE]
    for act in get_args(acts.What):
        tag = str(act.__struct_config__.tag)
        lines += [f"### {tag}", "", inspect.cleandoc(act.__doc__ or "").partition("\n\nAttributes:")[0], ""]
        if found := [(f"`{f.name}`", _kind(f.type), "yes" if f.required else "") for f in msgspec.structs.fields(act)]:
            lines += rows(("Field", "Holds", "Needed"), found)
    return "\n".join(lines)


def setting_fields() -> str:
    """Every setting of `standoff.toml`."""
    lines = [NOTE]
    titled: tuple[tuple[str, type[msgspec.Struct]], ...] = (
        ("The file", ServeSettings),
        ("[[people]]", PersonSettings),
        ("[[feeds]]", FeedSettings),
        ("[[channels]]", ChannelSettings),
    )
    for title, struct in titled:
        told = attributes(struct)
        found = [
            (f"`{field.name}`", told.get(field.name, ""), "yes" if field.required else f"`{_shown(field.default)}`")
            for field in msgspec.structs.fields(struct)
        ]
        lines += [f"## {title}", "", *rows(("Setting", "What it is", "Needed, or the default"), found)]
    return "\n".join(lines)


def _shown(value: object) -> str:
    return str(value) if value not in {"", ()} else "empty"


def attributes(struct: type) -> dict[str, str]:
    """What a class's docstring says of each attribute."""
    section = inspect.cleandoc(struct.__doc__ or "").partition("Attributes:\n")[2]
    told: dict[str, str] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            given, _, text = line.strip().partition(": ")
            names = [name.strip() for name in given.split(",")]
            told |= dict.fromkeys(names, text)
        elif names:
            told |= {name: f"{told[name]} {line.strip()}" for name in names}
    return told


def _kind(annotation: Any) -> str:  # noqa: ANN401 - a type as msgspec has it
    """What a field may hold, in words."""
    info = msgspec.inspect.type_info(annotation)
    return words(info)


def words(info: msgspec.inspect.Type) -> str:
    """What a type may hold, in words."""
    if isinstance(info, msgspec.inspect.UnionType):
        return " or ".join(words(part) for part in info.types)
    if isinstance(info, msgspec.inspect.EnumType):
        return ", ".join(f"`{member.value}`" for member in info.cls)
    if isinstance(info, msgspec.inspect.IntType):
        least, most = (f"{word} {n}" if n is not None else "" for word, n in (("from", info.ge), ("to", info.le)))
        return " ".join(filter(None, ("whole number", least, most)))
    if isinstance(info, msgspec.inspect.StrType) and info.max_length:
        return f"text, at most {info.max_length}"
    others: dict[type, str] = {msgspec.inspect.NoneType: "null", msgspec.inspect.BoolType: "true or false"}
    return others.get(type(info), "text")


def routes() -> str:
    """Every route of the HTTP API, from its own schema."""
    paths = make_app(None, None).openapi_schema.to_schema()["paths"]
    found = [
        (f"`{method.upper()} {path}`", operation["summary"], operation.get("description", "").replace("\n", " "))
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return "\n".join([NOTE, *rows(("Route", "For", "What it gives"), found)])
