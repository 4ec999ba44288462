"""`standoff ladder draw`: the picture of a ladder, from its own table. `ladder schema`: its fields, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from standoff.cli.ladder_files import FILE_HELP, read_ladder_file
from standoff.cli.ladder_mermaid import mermaid
from standoff.cli.ladder_svg import svg as svg_of
from standoff.cli.writing import write_files
from standoff.incidents.ladder import DESK, Ladder
from standoff.model.errors import UnusableInputError

SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"


def draw(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE_HELP)],
    out: Annotated[Path | None, typer.Option("-o", metavar="OUT", help="Write it there; standard output else.")] = None,
    *,
    svg: Annotated[bool, typer.Option("--svg", help="As SVG, for a page or a wall.")] = False,
    mermaid_: Annotated[
        bool, typer.Option("--mermaid", help="As a flowchart of Mermaid, which is the default.")
    ] = False,
) -> None:
    """Draw a ladder: its rungs, what time and answers lead to, what is a person's to decide.

    Everything drawn is a row of the table that a desk runs by; a ladder that has a fault is drawn all the same.
    """
    if svg and mermaid_:
        raise UnusableInputError("--svg --mermaid", "a drawing is one or the other", "Leave one out")
    found = read_ladder_file(file)
    text = svg_of(found) if svg else mermaid(found)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        write_files(out.parent, {out.name: text.encode()})
    except UnusableInputError as error:
        raise UnusableInputError(f"-o {out}", error.problem) from error
    typer.echo(f"standoff: drawn: {out}", err=True)


def schema() -> None:
    """Print the JSON schema of a ladder file, for an editor that checks while one writes.

    A schema cannot say what one field asks of another: `standoff ladder check` does.
    """
    typer.echo(schema_text(), nl=False)


def schema_text() -> str:
    """The JSON schema of a ladder file, as it is committed."""
    found: dict[str, Any] = {"$schema": SCHEMA_ID, **msgspec.json.schema(Ladder)}
    found["$defs"]["Role"]["enum"] = [role.value for role in DESK]  # others are refused where a ladder is read
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"
