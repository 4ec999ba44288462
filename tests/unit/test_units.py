"""Speeds and lengths as people type them: a unit is needed, and what is no number of one is refused by name."""

from __future__ import annotations

import pytest

from standoff.model.errors import UnusableInputError
from standoff.model.units import parse_length_m, parse_speed_mps, spaced

REFUSED = [
    "",
    "60",
    "km/h",
    "60 KMH",
    "60kmh",
    "-5kn",
    "5 kn/h",
    "0kn",
    "0.0 m/s",
    "nan m/s",
    "1e3kn",
    "20,5kn",
    "36001km/h",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_speed_with_its_unit_is_refused_and_the_option_named(text: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^--speed: expected a speed with its unit, km/h, kn or m/s"):
        parse_speed_mps(text, "--speed")


@pytest.mark.parametrize("text", ["", "27", "km", "27KM", "-1m", "0km", "3NM", "20001km"])
def test_what_is_no_length_with_its_unit_is_refused(text: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^--to: expected a length with its unit, m, km or nmi"):
        parse_length_m(text, "--to")


@pytest.mark.parametrize(
    ("text", "mps"),
    [("36km/h", 10.0), ("36 km/h", 10.0), (" 4.5m/s ", 4.5), ("1kn", 1852 / 3600), ("36000km/h", 10_000.0)],
)
def test_a_speed_comes_to_metres_a_second(text: str, mps: float) -> None:
    assert parse_speed_mps(text, "--speed") == pytest.approx(mps)


@pytest.mark.parametrize(("text", "length_m"), [("27km", 27_000), ("500 m", 500), ("3nmi", 5556), ("0.5km", 500)])
def test_a_length_comes_to_metres(text: str, length_m: float) -> None:
    assert parse_length_m(text, "--to") == pytest.approx(length_m)


@pytest.mark.parametrize(("text", "printed"), [("60km/h", "60 km/h"), (" 5  kn", "5 kn"), ("site", "site")])
def test_a_quantity_is_printed_with_one_space(text: str, printed: str) -> None:
    assert spaced(text) == printed
