"""What the documents show of ladders: fields of the language, tables of rungs, pictures, the schema.

`make ladder-pictures` writes the pictures of the ladders that ship and the schema anew;
`tests/unit/test_docs_ladders.py` fails where the committed ones are not what the commands give.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import _desk
import msgspec

from standoff.cli.ladder_draw import schema_text
from standoff.cli.ladder_notes import tried_by
from standoff.cli.ladder_svg import svg
from standoff.incidents.conditions import Condition
from standoff.incidents.diagram_words import applies, approval, duration, judged
from standoff.incidents.ladder import (
    DESK,
    SHIPPED,
    Approval,
    Ends,
    Judged,
    Ladder,
    NobodyActs,
    Opens,
    Pause,
    Rung,
    shipped_ladder,
)
from standoff.model.principal import Role

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
SCHEMA: Final = ROOT / "docs" / "reference" / "ladder.schema.json"
NOTE: Final = "<!-- Written by docs/_ladders.py from the code; changes here are lost. -->\n"
TABLES: Final[dict[str, type[msgspec.Struct]]] = {
    "The file": Ladder,
    "[opens]": Opens,
    "[pause]": Pause,
    "[nobody_acts]": NobodyActs,
    "[ends]": Ends,
    "[[rungs]]": Rung,
    "judged": Judged,
    "approval": Approval,
    "when": Condition,
}
"""Tables of a ladder file, as they are headed in it."""


def picture_of(name: str) -> Path:
    """Where the picture of a ladder that ships is."""
    return PICTURES / f"ladder-{name}.svg"


def fields() -> str:
    """Every field of a ladder file: what it holds and its bounds, its default, what it means."""
    lines = [NOTE]
    for title, struct in TABLES.items():
        told = _desk.attributes(struct)
        found = [
            (f"`{field.name}`", held(field.type), _default(field), told.get(field.name, ""))
            for field in msgspec.structs.fields(struct)
        ]
        lines += [f"### {title}", "", *_desk.rows(("Field", "Holds", "Default", "Means"), found)]
    return "\n".join(lines)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "needed"
    value: Any = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if isinstance(value, msgspec.Struct):
        return "its defaults"
    if isinstance(value, tuple):
        parts: list[str] = msgspec.to_builtins(value)
        return ", ".join(f"`{part}`" for part in parts)
    return f"`{value}`" if value not in (None, "", (), {}) else ""


def held(annotation: Any) -> str:  # noqa: ANN401 - a type as msgspec has it
    """What a field holds, in words, with its bounds."""
    return _words(msgspec.inspect.type_info(annotation))


def _words(info: msgspec.inspect.Type) -> str:
    match info:
        case msgspec.inspect.UnionType(types=types):
            return " or ".join(_words(part) for part in types if not isinstance(part, msgspec.inspect.NoneType))
        case msgspec.inspect.VarTupleType(item_type=item, min_length=least, max_length=most):
            bounds = f", {least} to {most}" if most else ""
            return f"list of {_words(item)}{bounds}"
        case msgspec.inspect.DictType(key_type=key, value_type=value):
            return f"table from {_words(key)} to {_words(value)}"
        case msgspec.inspect.EnumType(cls=kinds) if kinds is Role:
            return ", ".join(f"`{role}`" for role in DESK)
        case msgspec.inspect.StructType(cls=struct):
            return f"table: {next(title for title, own in TABLES.items() if own is struct)}"
        case _:
            return _text(info)


def _text(info: msgspec.inspect.Type) -> str:
    match info:
        case msgspec.inspect.StrType(pattern=str(pattern), max_length=most):
            return f"text like `{pattern}`, at most {most} letters"
        case msgspec.inspect.StrType(min_length=least, max_length=int(most)):
            return f"text, {least or 0} to {most} letters"
        case _:
            return _desk.words(info)


def rungs(name: str) -> str:
    """The page's part that is written from a ladder: its rungs from top to bottom, and its times."""
    ladder = shipped_ladder(name)
    head = ("Rung", "Who, when", "What", "How long an answer may take", "Shown also when", "Applies while", "Way back")
    found = [
        (
            f"`{rung.id}`",
            tried_by(rung) + (f"; {given}" if (given := approval(rung)) else ""),
            rung.asks + (f" *({rung.channel})*" if rung.channel else ""),
            duration(rung.answer_s) if rung.answer_s else "",
            judged(rung),
            applies(rung.when) if rung.when else "",
            rung.off_ramp,
        )
        for rung in reversed(ladder.rungs)
    ]
    opens = " or ".join(ladder.opens.on) + (f", into ring `{ladder.opens.ring}`" if ladder.opens.ring else "")
    times = [
        ("opens on", opens),
        ("the watch has to choose", duration(ladder.choose_s or 0)),
        ('"I have it" holds for', duration(ladder.acknowledge_s or 0)),
        ("while they halt or draw away, look again every", duration(ladder.pause.look_s or 0)),
        ("after stepping down, close within", duration(ladder.ends.close_s or 0)),
        *((f"`{kind}` is decided by", " or ".join(roles)) for kind, roles in ladder.decides.items()),
    ]
    tables = [
        "## Rungs",
        "",
        *_desk.rows(head, found),
        "## Times and decisions",
        "",
        *_desk.rows(("What", "Is"), times),
    ]
    return "\n".join([NOTE, *tables])


def write() -> None:
    """Draws the ladders that ship, and writes the schema."""
    for name in SHIPPED:
        picture_of(name).write_text(svg(shipped_ladder(name)), "utf-8")
    SCHEMA.write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    write()
