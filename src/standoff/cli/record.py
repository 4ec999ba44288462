"""`standoff record verify`: is a record what it was when it was written, and what can nobody tell."""

from __future__ import annotations

import base64
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from standoff.cli.summary import many, say
from standoff.model.errors import UnusableInputError
from standoff.record.fingerprint import fingerprint
from standoff.record.verify import UnusableRecordError, verify

if TYPE_CHECKING:
    from standoff.record.verify import Verdict

LISTED = 20
"""How many findings are printed for a person."""

_SIGNED = "\n\n\u2014 "
"""What stands before a signature (C2SP signed-note)."""

record = typer.Typer(no_args_is_help=True, help="Records.", rich_markup_mode=None)


@record.callback()
def _group() -> None:
    """Records."""


@record.command(name="verify")
def verify_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A desk's folder, or the record in it.")],
    *,
    key: Annotated[
        str, typer.Option("--key", metavar="KEY|FILE", help="The verifier key as you had it from elsewhere.")
    ] = "",
    head: Annotated[
        list[Path] | None,
        typer.Option("--head", metavar="FILE", help="A signed head that you kept elsewhere; may be given again."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Verify a record: every entry, signed head, digest of evidence, and the seal. Says what it cannot show.

    Exit status 0 if it is sound, 1 if anything was found, 2 if there is nothing to verify.
    """
    try:
        verdict = verify(folder, _key(key), [_head(path) for path in head or []])
    except UnusableRecordError as error:
        raise UnusableInputError(error.where, error.problem) from error
    if json:
        verdict_json = dataclasses.asdict(verdict) | {"fingerprint": _words(verdict)}
        typer.echo(msgspec.json.format(msgspec.json.encode(verdict_json)).decode())
    else:
        _show(verdict)
    if verdict.findings:
        raise typer.Exit(1)


def _key(given: str) -> str | None:
    """The key, or what stands in the file of that name."""
    if not given or given.count("+") > 1:
        return given or None
    return _read(Path(given))


def _head(path: Path) -> str:
    """A signed head as it was given out; what an editor does to the end of a file is no change of it."""
    text = _read(path).strip("\r\n") + "\n"
    if _SIGNED not in text:
        remedy = (
            "A head has three lines or more, an empty one, and one that begins with a long dash: keep it as it came"
        )
        raise UnusableInputError(str(path), "is no signed head", remedy)
    return text


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(str(path), f"cannot be read: {error}") from error


def _show(verdict: Verdict) -> None:
    for finding in verdict.findings[:LISTED]:
        say(f"{finding.where}: {finding.problem}")
    if len(verdict.findings) > LISTED:
        say(f"and {len(verdict.findings) - LISTED:,} more; --json lists them all")
    result = many(len(verdict.findings), "finding") if verdict.findings else "sound"
    seal = "sealed" if verdict.sealed else "without a seal"
    say(f"{result}: {_counted(verdict.size)}, {many(verdict.heads, 'signed head')}, {seal}", style="bold")
    say(f"  key   {verdict.key}")
    say(f"  root  {verdict.root}")
    say(f"  words {_words(verdict)}")
    if verdict.not_shown:
        say("What this could not show:")
    for sentence in verdict.not_shown:
        say(f"  {sentence}")


def _words(verdict: Verdict) -> str:
    """The root in six words, as the console shows it, so that two parties can compare by telephone."""
    return fingerprint(base64.b64decode(verdict.root))


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries:,} entries"
