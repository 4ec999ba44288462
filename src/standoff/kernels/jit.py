"""The one place where numba is asked to compile, so that the rest stays plainly typed Python.

Compiled code is kept beside the source, or in the user's cache where that cannot be written to, or where neither can be
not at all: then it is compiled at every start. numba itself keeps what it compiled until the file of the *caller*
changes, and would go on using an old callee of another file; so the folder is named by the text of all kernels, and a
change of any of them compiles anew. With `NUMBA_DISABLE_JIT=1` the same functions run as Python.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import numba
import numpy as np
from numba.core import config

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

P = ParamSpec("P")
R = TypeVar("R")
nth: Final = np.uintp
"""An index that is never negative: of any other, numba asks at each look-up whether to count from the end."""
_HERE: Final = Path(__file__).parent


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled at its first call for the types it is called with."""
    with _kept():
        try:
            return numba.njit(cache=True, error_model="numpy")(function)
        except RuntimeError:  # numba found no place for its cache
            return numba.njit(error_model="numpy")(function)


@contextlib.contextmanager
def _kept() -> Generator[None]:
    """Has numba keep what is decorated meanwhile in our own folder."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_FOLDER)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def _folder() -> Path:
    text = b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))
    name = f"kernels-{hashlib.sha256(text).hexdigest()[:16]}"
    if config.CACHE_DIR:
        return Path(config.CACHE_DIR) / name
    if os.access(_HERE, os.W_OK):
        return _HERE / "__pycache__" / name
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "standoff" / name


_FOLDER: Final = _folder()
