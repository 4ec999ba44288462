"""What standoff uses of numba, typed by us: its own types do not say what `njit` gives back."""

from collections.abc import Callable
from typing import Literal, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")

def njit(
    *, cache: bool = False, error_model: Literal["python", "numpy"] = "python"
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...
