"""The house rules that a machine can keep: sizes of files and functions, names of modules, where things come from."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "src" / "standoff").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 600, 60
EMPTY_NAMES = {"utils", "helpers", "manager", "common", "misc"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_file_is_of_a_size_to_be_read_and_says_what_it_is(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert text.count("\n") <= LONGEST_FILE
    assert path.stem not in EMPTY_NAMES
    assert ast.get_docstring(tree), "a module says what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= LONGEST_FUNCTION, node.name


def test_every_package_holds_something() -> None:
    for init in (ROOT / "src" / "standoff").glob("*/__init__.py"):
        assert [path for path in init.parent.glob("*.py") if path.name != "__init__.py"], init.parent


def test_nothing_committed_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = re.compile(r"(pypi|pythonhosted|npmjs|debian|yarnpkg)\.(org|com)\b|(?<![\w.])/wor" + r"k/")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".gz", ".png", ".parquet"} or not path.is_file():
            continue
        assert not hosts.search(path.read_text()), name
