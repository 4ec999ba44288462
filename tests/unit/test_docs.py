"""What the documents say about the code is held against the code."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import _words
import msgspec
import pytest
import typer
from typer.core import TyperGroup, TyperOption
from typer.testing import CliRunner

from standoff.channels.message import FACTS
from standoff.channels.phrasebook import Language, phrasebook
from standoff.cli.main import app
from standoff.feeds.columns import NAMEABLE
from standoff.feeds.formats import Format
from standoff.model.crossing import CrossingKind, Standing
from standoff.model.report_line import ReportLine
from standoff.model.reports import ReportBatch
from standoff.model.zone import Edges, VerticalReference, ZoneKind
from standoff.zones import geojson
from standoff.zones.totals import ZoneTotals

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
FEEDS = ROOT / "src" / "standoff" / "feeds"
EXAMPLE = ROOT / "examples" / "nyharbor"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FOREIGN = {"--require-hashes"}
"""Options of other programs that the pages name."""
LEFT_OUT = {".venv", "_build", "generated", "build", "dist", "node_modules", ".git"}


def read(page: str) -> str:
    """A page of the reference."""
    return (REFERENCE / page).read_text(encoding="utf-8")


def first_cells(text: str, heading: str) -> list[str]:
    """The words in code of the first cells of the first table under a heading."""
    section = re.split(r"^#+ ", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])]


@cache
def generated(name: str) -> str:
    """A page that `docs/_generate.py` writes."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "_generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(getattr(module, name)())


def commands(words: str, command: object) -> Iterator[tuple[str, object]]:
    """The commands below one, with the words that call them."""
    yield words, command
    if isinstance(command, TyperGroup):
        for name, nested in command.commands.items():
            yield from commands(f"{words} {name}", nested)


COMMANDS = dict(commands("standoff", typer.main.get_command(app)))


# the command line


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_is_documented(words: str) -> None:
    section = generated("command_line").partition(f"## {words}\n")[2].partition("\n## ")[0]
    command = COMMANDS[words]
    assert getattr(command, "help", None), f"{words} says nothing about itself"
    for parameter in getattr(command, "params", []):
        assert parameter.help, f"{words} {parameter.name} says nothing about itself"
        names = parameter.opts if isinstance(parameter, TyperOption) else [parameter.metavar]
        for name in names:
            assert re.search(rf"\| `{re.escape(name)}[ `]", section), f"{words} {name} is not documented"


def test_the_pages_show_what_is_generated() -> None:
    assert "{include} generated/command-line.md" in read("cli.md")
    assert "{include} generated/tables.md" in read("formats.md")
    assert "{include} generated/words.md" in read("words.md")


def test_every_option_that_a_page_speaks_of_exists() -> None:
    known = {name for command in COMMANDS.values() for item in getattr(command, "params", []) for name in item.opts}
    known |= {"--help"}
    for page in sorted({*DOCS.rglob("*.md"), ROOT / "README.md"}):
        if not LEFT_OUT & set(page.relative_to(ROOT).parts):
            for line in page.read_text(encoding="utf-8").splitlines():
                named = re.findall(r"(?<![\w-])--[a-z][a-z-]+", line) if "standoff" in line or "`--" in line else []
                assert set(named) <= known | FOREIGN, f"{page}: {line}"


# formats, reports, rejections


def test_every_format_is_documented() -> None:
    assert first_cells(read("formats.md"), "Formats") == [kind.value for kind in Format]


def test_every_field_that_can_be_named_is_documented() -> None:
    section = generated("tables").partition("### Columns named by hand\n")[2]
    for name in NAMEABLE:
        assert f"`{name}`" in section


def test_every_field_of_a_report_line_is_documented_with_its_name() -> None:
    assert first_cells(read("reports.md"), "One report, one line") == [
        field.name for field in msgspec.structs.fields(ReportLine)
    ]


def test_the_report_lines_that_are_shown_can_be_read() -> None:
    lines = re.findall(r"^\{.*\}$", read("reports.md"), re.MULTILINE)
    assert lines
    for line in lines:
        msgspec.json.decode(line, type=ReportLine)


def test_every_column_of_a_batch_is_documented() -> None:
    columns = set(ReportBatch.__dataclass_fields__) - {"entities", "sources"}
    assert set(first_cells(read("reports.md"), "Columns of a batch")) == columns


def test_every_reason_for_a_rejection_is_documented_and_no_other() -> None:
    documented = first_cells(read("rejections.md"), "Reasons")
    assert len(documented) == len(set(documented))
    assert set(documented) == {reason for path in sorted(FEEDS.glob("*.py")) for reason in reasons(path)}


def reasons(path: Path) -> Iterator[str]:
    """Reasons that a module rejects with: at its calls, in a table called `reasons`, and from `_reason` functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case (
                ast.Call(func=ast.Attribute(attr="reject"), args=[given, *_])
                | ast.Call(func=ast.Name(id="_other"), args=[_, given, *_])
            ):
                texts = list(constants(given))
                assert texts or (isinstance(given, ast.Name) and given.id == "reason"), f"{path}:{node.lineno}"
                yield from texts
            case ast.Assign(targets=[ast.Name(id="reasons")], value=ast.Dict(keys=keys)):
                yield from (text for key in keys if key is not None for text in constants(key))
            case ast.FunctionDef(name="_reason"):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        yield from constants(inner.value)
            case _:
                pass


def constants(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may give."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from constants(body)
            yield from constants(orelse)
        case _:
            pass


# words


@pytest.mark.parametrize("language", Language)
def test_every_sentence_that_can_be_said_is_documented_as_it_is_said(language: Language) -> None:
    book, page = phrasebook(language), re.sub("[`\u2068\u2069]", "", _words.words())
    for line in (line for lines in book.templates.values() for line in lines):
        assert re.sub("[{}]", "", line) in page
    for table in (book.counted, book.uncounted, book.movement, book.side, book.not_done, book.our_step):
        assert all(re.sub("[{}]", "", phrase) in page for phrase in table.values())


def test_every_fact_of_a_message_is_documented() -> None:
    assert first_cells(_words.words(), "Facts") == list(FACTS)


# zones files


def test_every_property_of_a_zone_is_documented() -> None:
    known: frozenset[str] = vars(geojson)["KNOWN"]
    assert set(first_cells(read("zones-file.md"), "Properties")) == known


@pytest.mark.parametrize("choices", [ZoneKind, Edges, VerticalReference])
def test_every_choice_in_a_zones_file_is_documented(choices: type[ZoneKind | Edges | VerticalReference]) -> None:
    for choice in choices:
        assert f"`{choice.value}`" in read("zones-file.md")


# outputs


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """One line of crossings.jsonl and the summary of a real run."""
    out = tmp_path_factory.mktemp("out")
    archive, zones = EXAMPLE / "noaa_nyharbor_2020-06-30_hour00.csv.gz", EXAMPLE / "zones.geojson"
    result = CliRunner().invoke(app, ["replay", str(archive), "--zones", str(zones), "--out", str(out)])
    assert result.exit_code == 0, result.output
    lines = (out / "crossings.jsonl").read_text().splitlines()
    both = [json.loads(line) for line in lines if json.loads(line)["before"]]
    return both[0], json.loads((out / "summary.json").read_text())


def test_every_field_of_a_crossing_is_documented(outputs: tuple[dict[str, Any], dict[str, Any]]) -> None:
    line, _ = outputs
    assert first_cells(read("outputs.md"), "crossings.jsonl") == list(line)
    assert set(first_cells(read("outputs.md"), "before and after")) == set(line["before"])


def test_every_field_of_a_summary_is_documented(outputs: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, summary = outputs
    text = read("outputs.md")
    assert first_cells(text, "summary.json") == list(summary)
    assert first_cells(text, "reports") == list(summary["reports"])
    assert set(first_cells(text, "zones")) == {field.name for field in msgspec.structs.fields(ZoneTotals)}


@pytest.mark.parametrize("words", [CrossingKind, Standing])
def test_every_word_of_a_crossing_is_documented(words: type[CrossingKind | Standing]) -> None:
    for word in words:
        assert f"`{word.value}`" in read("outputs.md")


# links and records


def prose() -> list[Path]:
    """All Markdown of the repository."""
    return sorted(page for page in ROOT.rglob("*.md") if not LEFT_OUT & set(page.relative_to(ROOT).parts))


def anchors(text: str) -> set[str]:
    """Anchors of the headings of a page, as GitHub and MyST make them."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()).strip().replace(" ", "-") for title in titles}


def broken(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere."""
    found: list[str] = []
    for target in LINK.findall(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        aimed = (page.parent / name).resolve() if name else page
        there = aimed.exists() and aimed.is_relative_to(ROOT)
        if there and anchor and aimed.suffix == ".md":
            there = anchor in anchors(aimed.read_text(encoding="utf-8"))
        if not there:
            found.append(target)
    return found


@pytest.mark.parametrize("page", [str(page.relative_to(ROOT)) for page in prose()])
def test_relative_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    assert broken(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("link", ["nothing.md", "index.md#nothing", "../../outside.md", "#nothing"])
def test_a_broken_link_is_noticed(link: str) -> None:
    assert broken(DOCS / "index.md", f"# A title\n\nSee [over\nthere]({link}).\n") == [link]


def test_every_page_is_reached_from_the_contents() -> None:
    for folder in ("tutorial", "how-to", "ladders", "reference", "explanation", "decisions"):
        listed = (DOCS / folder / "index.md").read_text(encoding="utf-8")
        for page in (DOCS / folder).glob("*.md"):
            assert page.stem == "index" or re.search(rf"^{re.escape(page.stem)}$", listed, re.MULTILINE), page


def test_decisions_are_numbered_without_gaps_and_say_what_they_should() -> None:
    records = sorted(page for page in (DOCS / "decisions").glob("*.md") if page.stem != "index")
    assert [int(page.name[:4]) for page in records] == list(range(1, len(records) + 1))
    for page in records:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} ")
        for heading in ("## Decided", "## Why", "## What follows"):
            assert f"\n{heading}\n" in text, f"{page}: {heading}"


def test_changelog_fragments_have_a_known_kind() -> None:
    for page in (ROOT / "changelog.d").glob("*.md"):
        known = re.fullmatch(r"\d+\.(added|changed|fixed|removed|security)(\.\w+)?", page.stem)
        assert page.stem == "README" or known, page
