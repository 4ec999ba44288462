"""Reference pages that are written from the code, so that they cannot say anything else than the code does.

`conf.py` calls `write` before every build; the tests call the functions and look at what they give. By hand:
`python docs/_generate.py` writes the pages into `docs/reference/generated/`.
"""

from __future__ import annotations

import inspect
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import _desk
import _ladders
import _words
import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from standoff.cli.main import app
from standoff.feeds.columns import (
    DIALECTS,
    NAMEABLE,
    PLAIN,
    PREFIXES,
    UNIT_NAMED,
    Dialect,
)
from standoff.feeds.sbs import DIALECT as SBS
from standoff.incidents.ladder import SHIPPED
from standoff.model.units import FOOT_M, KNOT_MPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PROGRAM: Final = "standoff"
_FACTORS: Final = {1.0: "as it is", FOOT_M: "feet, times 0.3048", KNOT_MPS: "knots, times 1852 / 3600"}
_NOTE: Final = "<!-- Written by docs/_generate.py from the code; changes here are lost. -->\n"


def commands() -> Iterator[tuple[str, object]]:
    """Every command with the words that call it: `standoff`, `standoff replay`, and so on; hidden ones left out."""
    yield from _below(PROGRAM, typer.main.get_command(app))


def _below(words: str, command: object) -> Iterator[tuple[str, object]]:
    yield words, command
    if isinstance(command, TyperGroup):
        for name, nested in command.commands.items():
            if not nested.hidden:
                yield from _below(f"{words} {name}", nested)


def parameters(command: object) -> list[TyperArgument | TyperOption]:
    """Arguments and options of a command, `--help` left out, hidden ones too."""
    given: Iterable[object] = getattr(command, "params", [])
    known = [item for item in given if isinstance(item, TyperArgument | TyperOption)]
    return [item for item in known if not item.hidden and item.name != "help"]


def shown(parameter: TyperArgument | TyperOption) -> str:
    """How a parameter is typed, with the word for its value: `--out DIR`."""
    value = parameter.metavar or "|".join(_choices(parameter))
    if isinstance(parameter, TyperArgument):
        return value or (parameter.name or "").upper()
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag or not value else f"{names} {value}"


def _choices(parameter: TyperArgument | TyperOption) -> list[str]:
    annotation: object = getattr(parameter.type_descriptor, "annotation", None)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return []


def _default(parameter: TyperArgument | TyperOption) -> str:
    default: object = parameter.default
    if parameter.required:
        return "required"
    if default is None or default is False:
        return ""
    return f"`{default.value if isinstance(default, Enum) else default}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def command_line() -> str:
    """The page on the command line."""
    lines = [_NOTE]
    for words, command in commands():
        lines += [f"## {words}", "", *_usage(words, command)]
        text: object = getattr(command, "help", None)
        lines += [inspect.cleandoc(str(text or "")), ""]
        rows = [(f"`{shown(item)}`", item.help or "", _default(item)) for item in parameters(command)]
        rows.append(("`--help`", "Show what the command takes and stop.", ""))
        lines += _table(("Argument or option", "What it does", "Default"), rows)
        if isinstance(command, TyperGroup):
            lines += ["Commands: " + ", ".join(f"`{words} {name}`" for name in command.commands) + ".", ""]
    return "\n".join(lines)


def _usage(words: str, command: object) -> list[str]:
    taken = [shown(item) for item in parameters(command) if isinstance(item, TyperArgument)]
    needed = [shown(item) for item in parameters(command) if isinstance(item, TyperOption) and item.required]
    after = "COMMAND ..." if isinstance(command, TyperGroup) else " ".join([*taken, *needed])
    return ["```text", f"{words} [OPTIONS] {after}", "```", ""]


def tables() -> str:
    """The page on the tables that are recognised, and on the names that are guessed by."""
    lines = [_NOTE]
    for dialect in (*DIALECTS, SBS):
        lines += [*_title(dialect), ""]
        rows = [
            (f"`{field}`", f"`{column.name}`", _FACTORS[column.scale], "yes" if field in dialect.needs else "")
            for field, column in dialect.fields.items()
        ]
        lines += _table(("Field", "Column", "Its numbers", "Needed"), rows)
        if dialect.speed_unknown < float("inf"):
            lines += [f"A speed of {dialect.speed_unknown:g} or more, in the table's own unit, is not known.", ""]
    lines += ["### Plainly named columns", ""]
    lines += _table(
        ("Field", "The first of these columns that there is"),
        [(f"`{field}`", ", ".join(f"`{name}`" for name in names)) for field, names in PLAIN.items()],
    )
    names = ", ".join(f"`{name}`" for name in UNIT_NAMED)
    lines += [
        f"Columns whose name states field and unit are read as well: {names}, and those of the error ellipse.",
        "",
    ]
    lines += ["### Columns named by hand", ""]
    lines += ["`--columns` takes the fields " + ", ".join(f"`{name}`" for name in NAMEABLE) + ".", ""]
    lines += _table(
        ("The column of `id` is called", "An entity is then called"),
        [
            *(
                (f"`{name}`", f"`{prefix}:...`" if prefix else "as it stands there")
                for name, prefix in PREFIXES.items()
            ),
            ("anything else", "`id:...`"),
        ],
    )
    return "\n".join(lines)


def _title(dialect: Dialect) -> list[str]:
    time = dialect.fields["time"].name
    title = f"### Table `{dialect.name}`" + (f", time in `{time}`" if dialect is not SBS else "")
    named = (
        f"Entities are called `{dialect.prefix}:...`." if dialect.prefix else "Entities are called as the table says."
    )
    return [title, "", named]


def write(folder: Path) -> None:
    """Writes the pages into a folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "command-line.md": command_line(),
        "tables.md": tables(),
        "incident-table.md": _desk.incident_table(),
        "acts.md": _desk.act_fields(),
        "settings.md": _desk.setting_fields(),
        "routes.md": _desk.routes(),
        "words.md": _words.words(),
        "ladder-fields.md": _ladders.fields(),
        **{f"ladder-{name}.md": _ladders.rungs(name) for name in SHIPPED},
    }
    for name, text in pages.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent / "reference" / "generated")
