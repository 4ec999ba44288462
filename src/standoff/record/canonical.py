r"""Canonical JSON: RFC 8785 for integers, texts, booleans, null, lists and objects. Floats are refused.

Without floats RFC 8785 asks for three things: no white space; strings escaped as in its section 3.2.2.2 (which is what
Python's `json` writes with `ensure_ascii=False`: the two-letter escapes, `\u00xx` for other control characters, all
else as it is); and names of objects in the order of their UTF-16 code units (section 3.2.3).
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

GREATEST: Final = 2**53 - 1
"""The greatest integer that every JSON reader keeps exactly (RFC 7493 section 2.2)."""


def canonical(value: Any) -> bytes:  # noqa: ANN401 - JSON of any shape
    """The canonical bytes of a value, UTF-8.

    Raises:
        ValueError: it holds a float, an integer beyond 2**53 - 1, a lone surrogate, or something that is not JSON.
    """
    return json.dumps(_checked(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _checked(value: Any) -> Any:  # noqa: ANN401 - the same
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        if abs(value) > GREATEST:
            raise ValueError(f"the integer {value} is beyond 2**53 - 1")
        return int(value)
    if isinstance(value, dict):
        named = cast("dict[object, object]", value)
        if not all(isinstance(name, str) for name in named):
            raise ValueError("the names of an object must be texts")
        return {name: _checked(named[name]) for name in sorted(map(str, named), key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_checked(item) for item in cast("list[object]", value)]
    raise ValueError(f"an entry holds no {type(value).__name__}: {value!r}")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
