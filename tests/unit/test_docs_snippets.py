"""Every console session in the documents is run, and what it shows is held against what the page shows.

How a page is read, from top to bottom, in a folder of its own that holds `examples/` and `scenarios/`:

- a fence of `console`: a line that begins with `$ ` is a command (one that ends in a backslash, or inside quotes, goes
  on in the next line), and the lines up to the next command are what it prints on both outputs. Where a page shows
  nothing, nothing is compared. `...` stands for anything within a line, and alone on its line for any lines;
- a `{code-block}` with a `:caption:` is a file of that name;
- a fence of `python` without a caption is a program of its own.

A command has to end with status 0; a page that shows a failure ends it with `; echo "exit status $?"`. Targets of make
are only looked up, and `git` and the activation of an environment are not run.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = ROOT / "Makefile"
FENCE = re.compile(
    r"^(?P<indent> *)(?P<marks>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=marks) *$",
    re.MULTILINE | re.DOTALL,
)
CAPTION = re.compile(r"^:caption: (\S+)\n")
LANGUAGES = {"console", "json", "python", "text", "{code-block}", "{include}", "{eval-rst}", "{toctree}"}
NOT_RUN = {"git", "."}
RUN = {"standoff", "python", "head", "cat", "ls", "wc", "cmp", "gzip", "cp", "mkdir", "grep", "tail"}


def pages() -> list[str]:
    """Pages of the repository that are prose, from its root."""
    found = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "STYLE.md", "ARCHITECTURE.md")]
    found += [*(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").glob("*.md")]
    built = [ROOT / "docs" / "_build", ROOT / "docs" / "reference" / "generated"]
    chosen = [page for page in found if page.is_file() and not any(page.is_relative_to(folder) for folder in built)]
    return sorted(str(page.relative_to(ROOT)) for page in chosen)


@dataclass(frozen=True)
class Step:
    """One thing to do on a page: write a file, run a program, or run a command and look at what it prints."""

    kind: str
    text: str
    shows: str = ""


def steps(text: str) -> list[Step]:
    """What a page asks its reader to do, in order."""
    found: list[Step] = []
    for fence in FENCE.finditer(text):
        info, body = fence["info"].strip(), textwrap.dedent(fence["body"])
        caption = CAPTION.match(body)
        if info.startswith("{code-block}") and caption:
            found.append(Step("file", body[caption.end() :].lstrip("\n"), caption[1]))
        elif info == "python":
            found.append(Step("program", body))
        elif info == "console":
            found += _commands(body)
    return found


def _commands(body: str) -> list[Step]:
    found: list[Step] = []
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        size = next(size for size in range(1, len(lines) + 1) if _is_whole("".join(lines[:size])))
        found.append(Step("command", "".join(lines[:size]).rstrip("\n"), "".join(lines[size:])))
    return found


def _is_whole(command: str) -> bool:
    """Whether a command does not go on in the next line: by a backslash, or inside quotes."""
    try:
        shlex.split(command)
    except ValueError:
        return False
    return not command.endswith("\\\n")


def pattern(shows: str) -> re.Pattern[str]:
    """What a page shows, as a pattern of what is to be printed."""
    lines: list[str] = []
    for line in shows.rstrip("\n").split("\n"):
        if line.strip() == "...":
            lines.append(r"(?:[^\n]*\n)*?")
        else:
            lines.append(r"[^\n]*?".join(re.escape(piece) for piece in line.rstrip().split("...")) + r"\n")
    return re.compile("".join(lines))


def environment() -> dict[str, str]:
    """An environment in which the project's own programs come first and no terminal is believed to be there."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"}
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return kept | {"PATH": path, "PYTHONUTF8": "1", "NO_COLOR": "1"}


def runnable(command: str) -> str | None:
    """The command as it is run here, None where it is only looked up."""
    command = command.removeprefix(".venv/bin/")
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    if words[0] == "make":
        named = [word for word in words[1:] if "=" not in word]
        for target in named:
            assert re.search(rf"^{target}:", MAKEFILE.read_text(), re.MULTILINE), f"the Makefile has no {target}"
        return None
    assert words[0] in RUN | NOT_RUN, f"this test does not know whether to run {words[0]!r}"
    return None if words[0] in NOT_RUN else command


def printed_by(arguments: list[str], folder: Path, given: str = "") -> str:
    """What a program prints on both outputs; it has to end with status 0."""
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment(),
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{arguments} ended with status {done.returncode}:\n{done.stdout}"
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.rstrip("\n").split("\n"))


def do(step: Step, folder: Path) -> None:
    """Does what a page asks its reader to do."""
    if step.kind == "file":
        (folder / step.shows).write_text(step.text, encoding="utf-8")
    elif step.kind == "program":
        printed_by([sys.executable, "-"], folder, step.text)
    elif command := runnable(step.text):
        printed = printed_by(["/bin/sh", "-c", command], folder)
        if step.shows.strip():
            assert pattern(step.shows).fullmatch(printed), (
                f"$ {step.text}\n--- the page shows\n{step.shows}\n--- it prints\n{printed}"
            )


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in pages() if steps((ROOT / page).read_text(encoding="utf-8"))])
def test_what_a_page_tells_its_reader_to_do_does_what_it_shows(page: str, tmp_path: Path) -> None:
    for name in ("examples", "scenarios"):
        (tmp_path / name).symlink_to(ROOT / name)
    for step in steps((ROOT / page).read_text(encoding="utf-8")):
        do(step, tmp_path)


@pytest.mark.parametrize("page", pages())
def test_no_page_has_a_snippet_that_would_not_be_run(page: str) -> None:
    languages = {
        fence["info"].strip().partition(" ")[0] for fence in FENCE.finditer((ROOT / page).read_text(encoding="utf-8"))
    }
    assert languages <= (LANGUAGES if page.startswith("docs/") else LANGUAGES | {""})


@pytest.mark.parametrize("folder", ["tutorial", "how-to"])
def test_every_tutorial_and_guide_has_commands(folder: str) -> None:
    guides = [page for page in pages() if page.startswith(f"docs/{folder}/") and not page.endswith("index.md")]
    assert guides
    for page in guides:
        assert [step for step in steps((ROOT / page).read_text(encoding="utf-8")) if step.kind == "command"], page


@pytest.mark.parametrize(
    ("shows", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\nb\n", "b\na\n", False),
        ("in ... s\n", "in 1.25 s\n", True),
        ("in ... s\n", "in 1.25 s\nin 2 s\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("1.5\n", "125\n", False),
    ],
)
def test_what_is_shown_is_compared_with_what_is_printed(shows: str, printed: str, *, same: bool) -> None:
    assert bool(pattern(shows).fullmatch(printed)) is same


def test_a_command_that_fails_or_prints_something_else_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="status 1"):
        do(Step("command", "cat nothing-of-that-name"), tmp_path)
    with pytest.raises(AssertionError, match="the page shows"):
        do(Step("command", "ls /", "nothing at all"), tmp_path)
    with pytest.raises(AssertionError, match="does not know"):
        do(Step("command", "sudo ls"), tmp_path)
    with pytest.raises(AssertionError, match="has no brew"):
        do(Step("command", "make brew"), tmp_path)
    with pytest.raises(AssertionError, match="status 1"):
        do(Step("program", "raise SystemExit(1)"), tmp_path)
