r"""Canonical JSON: RFC 8785 for integers, texts, booleans, null, lists and objects. Floats are refused.

Without floats RFC 8785 asks for three things: no white space; strings escaped as in its section 3.2.2.2 (which is how
msgspec escapes: the two-letter escapes, `\u00xx` for other control characters, all else as it is); and names of
objects in the order of their UTF-16 code units (section 3.2.3).
"""

from __future__ import annotations

from typing import Any, Final, cast

import msgspec

GREATEST: Final = 2**53 - 1
"""The greatest integer that every JSON reader keeps exactly (RFC 7493 section 2.2)."""

_encode: Final = msgspec.json.Encoder().encode


def canonical(value: Any) -> bytes:  # noqa: ANN401 - JSON of any shape
    """The canonical bytes of a value, UTF-8.

    Raises:
        ValueError: it holds a float, an integer beyond 2**53 - 1, a lone surrogate, or something that is not JSON.
    """
    try:
        return _encode(_checked(value))
    except RecursionError as error:
        raise ValueError("an entry is not nested as deeply as that") from error


def _checked(value: Any) -> Any:  # noqa: ANN401 - the same
    kind = cast("type[Any]", type(value))
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        named = cast("dict[str, Any]", value)
        return {name: _checked(named[name]) for name in _in_order(named)}
    if kind is list or kind is tuple:
        return [_checked(item) for item in cast("list[Any]", value)]
    return _plain(value)


def _plain(value: object) -> str | int:
    """An integer in bounds; a text or integer of a kind of its own (an enumeration) as what it is written as."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        if abs(value) > GREATEST:
            raise ValueError(f"the integer {value} is beyond 2**53 - 1")
        return int(value)
    raise ValueError(f"an entry holds no {type(value).__name__}: {value!r}")


def _in_order(named: dict[str, Any]) -> list[str]:
    """The names in the order of their UTF-16 code units, which is that of ASCII where there is nothing else."""
    try:
        if "".join(named).isascii():
            return sorted(named)
    except TypeError as error:
        raise ValueError("the names of an object must be texts") from error
    return sorted(named, key=_utf16)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
