"""The one place where numba is asked to compile, so that the rest stays plainly typed Python.

Compiled code is cached beside the source, or in the user's cache where that cannot be written to, or where neither can
be not at all: then it is compiled at every start. With `NUMBA_DISABLE_JIT=1` the same functions run as Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled at its first call for the types it is called with."""
    try:
        return numba.njit(cache=True, error_model="numpy")(function)
    except RuntimeError:  # numba found no place for its cache
        return numba.njit(error_model="numpy")(function)
