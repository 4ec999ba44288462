"""A place as a person gives it: a name, a position, or both. Nothing here is computed from a zone."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import msgspec

from standoff.model.errors import UnusableInputError

LONGEST: Final = 200
"""Most characters of a name; a name is said in one breath."""
_PLACES: Final = Decimal("0.0001")
_HOW: Final = "Write it as 33.5321 N 38.2987 E, as 33.5321, 38.2987, or as a grid reference such as 37S CT 12345 67890"
_DEGREES: Final = re.compile(
    r"(?P<lat>[+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?P<north>[NS])?\s*(?:,|\s)\s*"
    r"(?P<lon>[+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?P<east>[EW])?",
    re.ASCII,
)
_GRID: Final = re.compile(
    r"(?P<zone>\d{1,2})(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s*(?P<east>\d+)(?:\s+(?P<north>\d+))?",
    re.ASCII,
)
_MOST_DIGITS, _LAST_ZONE = 10, 60
_MOST_LAT, _MOST_LON = 90, 180


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is, in words that may be said to whoever hears the message.

    Attributes:
        name: as people call it; empty where only a position is given.
        position: in figures, as `read_position` writes it; empty where only a name is given.
    """

    name: str = ""
    position: str = ""

    def __post_init__(self) -> None:
        """Nothing gets into a message that breaks its lines, or stands in other figures than ours."""
        if self.name or not self.position:
            _ = one_line(self.name, "name of a place")
        if self.position and read_position(self.position, "position") != self.position:
            raise UnusableInputError("position", f"{self.position!r} is not as read_position writes it")


def read_place(text: str, where: str) -> Place:
    """A place from `NAME`, `POSITION` or `NAME @ POSITION`.

    Raises:
        UnusableInputError: the name is none, or what stands for the position is no position.
    """
    name, at, position = text.rpartition("@")
    if at:
        return Place(name=one_line(name, where), position=read_position(position, where))
    if is_position(text):
        return Place(position=read_position(text, where))
    return Place(name=one_line(text, where))


def read_position(text: str, where: str) -> str:
    """A position in the figures in which it is written and said in every language.

    Degrees come out with four decimals (11 m) and their hemisphere: `33.5321 N 038.2987 E`. A grid reference (MGRS)
    keeps its digits and is only spaced, `37S CT 12345 67890`; whether the square exists is not looked up.

    Raises:
        UnusableInputError: it is neither, or lies off the earth.
    """
    text = text.strip()
    if grid := _GRID.fullmatch(text):
        return _grid(grid, text, where)
    degrees = _DEGREES.fullmatch(text)
    if degrees is None:
        raise UnusableInputError(where, f"expected a position, got {text!r}", _HOW)
    if bool(degrees["north"]) != bool(degrees["east"]) or (degrees["north"] and re.search(r"[+-]", text)):
        raise UnusableInputError(where, f"{text!r} says its hemispheres by halves or twice", _HOW)
    lat = _signed(degrees["lat"], degrees["north"] == "S")
    lon = _signed(degrees["lon"], degrees["east"] == "W")
    if abs(lat) > _MOST_LAT or abs(lon) > _MOST_LON:
        raise UnusableInputError(where, f"{text!r} lies beyond 90 degrees of latitude or 180 of longitude", _HOW)
    return f"{abs(lat):07.4f} {'S' if lat < 0 else 'N'} {abs(lon):08.4f} {'W' if lon < 0 else 'E'}"


def is_grid(text: str) -> bool:
    """Whether this is a grid reference, in which N, S, E and W are letters and not directions."""
    return _GRID.fullmatch(text) is not None


def one_line(text: str, where: str) -> str:
    """A name or a channel as it was given, without spaces around it.

    Raises:
        UnusableInputError: nothing, more than 200 characters, or a character that breaks a line or its direction.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise UnusableInputError(where, f"expected 1 to {LONGEST} characters, got {len(text)}")
    for sign in text:
        if unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in {"Zl", "Zp"}:
            raise UnusableInputError(where, f"U+{ord(sign):04X} may not stand in it", "Leave that character out")
    return text


def is_position(text: str) -> bool:
    """Whether a text is meant as a position: a grid reference, or two numbers with points or hemispheres."""
    text = text.strip()
    degrees = _DEGREES.fullmatch(text)
    with_points = degrees is not None and ("." in degrees["lat"] and "." in degrees["lon"])
    return is_grid(text) or with_points or (degrees is not None and bool(degrees["north"] or degrees["east"]))


def _signed(digits: str, negative: bool) -> Decimal:
    value = Decimal(digits).quantize(_PLACES, ROUND_HALF_EVEN)
    return -value if negative else value


def _grid(grid: re.Match[str], text: str, where: str) -> str:
    digits = grid["east"] + (grid["north"] or "")
    halves = len(digits) // 2
    uneven = len(digits) % 2 or (grid["north"] and len(grid["east"]) != len(grid["north"]))
    if uneven or len(digits) > _MOST_DIGITS or not 1 <= int(grid["zone"]) <= _LAST_ZONE:
        raise UnusableInputError(where, f"{text!r} is no grid reference: as many digits east as north, zone 1-60", _HOW)
    return f"{int(grid['zone'])}{grid['band']} {grid['square']} {digits[:halves]} {digits[halves:]}"
