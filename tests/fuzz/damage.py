"""Plain mutation: the same number and the same seeds always give the same input."""

from __future__ import annotations

import random
import re
from functools import reduce
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST: Final = 16_384
_UNTOUCHED: Final = 0.3
_SEALED: Final = re.compile(rb"([!$])([^*\r\n]*)\*[0-9A-Fa-f]{2}")
_TELLING: Final = (
    *(b'"', b",", b"\r", b"\n", b"\\", b"*", b"!", b"$", b"{", b"}", b"[", b"]", b"-", b"\x00", b"\xff", b""),
    *(b"e9", b"1e999", b"NaN", b"null", b"\xef\xbb\xbf", b"181", b"-91", b"9" * 20, b"0"),
)
"""What is likely to mean something to a reader."""


def sealed(data: bytes) -> bytes:
    """NMEA with checksums that are right, so that damage reaches what stands behind them."""
    return _SEALED.sub(
        lambda match: b"%s%s*%02X" % (match[1], match[2], reduce(lambda so_far, octet: so_far ^ octet, match[2], 0)),
        data,
    )


def damaged(seeds: Sequence[bytes], number: int, finish: Callable[[bytes], bytes]) -> bytes:
    """The input of that number; mostly with a last touch to what the damage broke."""
    chance = random.Random(number)  # noqa: S311 - damage, not secrets
    data = bytearray(chance.choice(seeds))
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
    return bytes(data) if chance.random() < _UNTOUCHED else finish(bytes(data))
