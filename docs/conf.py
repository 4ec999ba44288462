"""Sphinx: what builds these pages. `make check` builds them with warnings as errors, and without a network."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import _generate  # noqa: E402 - found by the line above

from standoff import __version__  # noqa: E402 - sorted behind the generator

_generate.write(HERE / "reference" / "generated")

project = "standoff"
author = "the standoff maintainers"
copyright = "the standoff maintainers, Apache-2.0"  # noqa: A001 - Sphinx wants this name
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "reference/generated", "README.md"]
html_theme = "furo"
html_title = f"standoff {__version__}"
html_copy_source = False
html_show_sphinx = False

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
add_module_names = False

_OUTWARD: Final = re.compile(r"\[([^\]]+)\]\((?:\.\./)+((?:scenarios|examples)/[^)]+)\)")


def _named(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Links that lead out of the documents into the repository work there; on the built pages they become names."""
    source[0] = _OUTWARD.sub(r"\1 (`\2` in the repository)", source[0])


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _named)
