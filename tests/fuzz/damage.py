"""Plain mutation: the same number and the same seeds always give the same input."""

from __future__ import annotations

import json
import random
import re
import struct
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

_VALUES: Final[list[Any]] = json.loads(
    """[null, true, "", "x", "181", [], {}, [[]], [null], {"type": null}, 0, -1, 0.5, 90, 91, 180, -180, 181, 360, 361,
    1e-300, 1e300, -1e300, 1e30, 9223372036854775808, 99999999999999999999999999, "\\u0000", "2020-02-30T00:00:00Z",
    "0001-01-01", "9999-12-31T23:59:59Z", "FREQ=SECONDLY", "FREQ=YEARLY;BYDAY=9MO", "Point", "Polygon", "geodesic"]"""
)
_LONGEST: Final = 16_384
_SHARE: Final = 0.7
"""Of inputs that are damaged in the style of their format."""
_SEALED: Final = re.compile(rb"([!$])([^*\r\n]*)\*[0-9A-Fa-f]{2}")
_TELLING: Final = (
    *(b'"', b",", b"\r", b"\n", b"\\", b"*", b"!", b"$", b"{", b"}", b"[", b"]", b"-", b"\x00", b"\xff", b""),
    *(b"e9", b"1e999", b"NaN", b"null", b"\xef\xbb\xbf", b"181", b"-91", b"9" * 20, b"0"),
)
"""What is likely to mean something to a reader."""


class Style(StrEnum):
    """How damage gets past the first check of a format."""

    PLAIN = "bytes only"
    NMEA = "mostly with right checksums"
    JSON = "mostly sound JSON"
    PARQUET = "mostly in the data, not in what describes it"


def sealed(data: bytes) -> bytes:
    """NMEA with checksums that are right, so that damage reaches what stands behind them."""
    return _SEALED.sub(
        lambda match: b"%s%s*%02X" % (match[1], match[2], reduce(lambda so_far, octet: so_far ^ octet, match[2], 0)),
        data,
    )


def damaged(seeds: Sequence[bytes], number: int, style: Style) -> bytes:
    """The input of that number."""
    chance = random.Random(number)  # noqa: S311 - damage, not secrets
    if style is Style.JSON and chance.random() < _SHARE:
        return reshaped(chance.choice(seeds), chance)
    if style is Style.PARQUET and chance.random() < _SHARE:
        return flipped(chance.choice(seeds), chance)
    data = bytes(_broken(bytearray(chance.choice(seeds)), seeds, chance))
    return sealed(data) if style is Style.NMEA and chance.random() < _SHARE else data


def _broken(data: bytearray, seeds: Sequence[bytes], chance: random.Random) -> bytearray:
    for _ in range(1 + int(chance.expovariate(0.7))):
        place = chance.randrange(len(data) + 1)
        span = slice(place, place + 1 + int(chance.expovariate(0.2)))
        match chance.randrange(8):
            case 0 if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            case 1 if place < len(data):
                data[place] = chance.randrange(256)
            case 2:
                data[place:place] = chance.randbytes(1 + int(chance.expovariate(0.5)))
            case 3:
                data[place:place] = chance.choice(_TELLING)
            case 4:
                del data[span]
            case 5:
                data[place:place] = data[span] * chance.choice((1, 2, 30))
            case 6:
                lines = chance.choice(seeds).splitlines(keepends=True)
                data[place:place] = chance.choice(lines)
            case _:
                if chance.random() < 0.3:
                    del data[place:]
                else:
                    data[span] = chance.choice(_TELLING)
        del data[_LONGEST:]
    return data


def reshaped(data: bytes, chance: random.Random) -> bytes:
    """JSON, line by line, with values replaced, left out, doubled or wrapped: sound JSON of an unsound shape."""
    rate = chance.choice((0.01, 0.05, 0.2))
    lines = (_changed(json.loads(line), chance, rate) for line in data.splitlines() if line.strip())
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Parquet with a few bytes of its pages changed; its footer, whose length stands before the last four, is sound."""
    (footer,) = struct.unpack("<i", data[-8:-4])
    pages = bytearray(data)
    for _ in range(1 + int(chance.expovariate(0.5))):
        pages[chance.randrange(4, len(data) - 8 - footer)] = chance.randrange(256)
    return bytes(pages)


def _changed(value: Any, chance: random.Random, rate: float) -> Any:
    if chance.random() < rate:
        return chance.choice((*_VALUES[:5], chance.choice(_VALUES), [value], [value, value], {"x": value}))
    match value:
        case dict():
            members = cast("dict[str, Any]", value)
            return {name: _changed(each, chance, rate) for name, each in members.items() if chance.random() > rate / 3}
        case list():
            items = cast("list[Any]", value)
            kept = [_changed(each, chance, rate) for each in items if chance.random() > rate / 3]
            return kept + kept[:1] if chance.random() < rate else kept
        case float() | int() if chance.random() < rate:
            return value * chance.choice((-1, 0, 1e3, 1e-9, 180, 1.001))
        case _:
            return value
