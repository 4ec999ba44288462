"""Places as they are given, and figures as they are said."""

from __future__ import annotations

import re

import msgspec
import pytest

from standoff.channels.phrasebook import Language
from standoff.channels.place import Place, is_position, read_place, read_position
from standoff.channels.spoken import ALPHABET, PRONOUNCED, spoken
from standoff.model.errors import UnusableInputError

# positions that are none


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected a position"),
        ("Zaza junction", "expected a position"),
        ("33.5", "expected a position"),
        ("90.00006 N 38.0 E", "beyond 90 degrees"),
        ("33.5, 180.5", "beyond 90 degrees of latitude or 180"),
        ("33.5 N, 38.2", "by halves or twice"),
        ("33.5, 38.2 E", "by halves or twice"),
        ("-33.5 N 38.2 E", "by halves or twice"),
        ("37S CT 1234 67890", "as many digits east as north"),
        ("37S CT 123", "as many digits east as north"),
        ("37S CT 123456 123456", "as many digits east as north"),
        ("61S CT 12345 67890", "zone 1-60"),
        ("37I CT 12345 67890", "expected a position"),
    ],
)
def test_what_is_no_position_is_refused_with_how_one_is_written(text: str, says: str) -> None:
    with pytest.raises(UnusableInputError, match=re.escape(says)) as refused:
        read_position(text, "--go")
    assert refused.value.where == "--go"
    assert "33.5321 N 38.2987 E" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("33.5321 N 38.2987 E", "33.5321 N 038.2987 E"),
        ("33.5321N, 38.2987E", "33.5321 N 038.2987 E"),
        ("33.5321° N 38.2987° E", "33.5321 N 038.2987 E"),
        ("33.53214999, 38.29865001", "33.5321 N 038.2987 E"),
        ("-33.5, -0.25", "33.5000 S 000.2500 W"),
        ("+1.5, +2.5", "01.5000 N 002.5000 E"),
        ("90 S 180 W", "90.0000 S 180.0000 W"),
        ("37SCT1234567890", "37S CT 12345 67890"),
        ("37S CT 123 678", "37S CT 123 678"),
        ("4Q FJ 1 6", "4Q FJ 1 6"),
    ],
)
def test_a_position_is_written_in_one_way_and_reading_that_again_changes_nothing(text: str, written: str) -> None:
    assert is_position(text)
    assert read_position(text, "x") == written
    assert read_position(written, "x") == written


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Zaza junction", Place(name="Zaza junction")),
        (" km 12 34 ", Place(name="km 12 34")),
        ("12 34", Place(name="12 34")),
        ("33.5, 38.2", Place(position="33.5000 N 038.2000 E")),
        ("Zaza junction @ 33.5, 38.2", Place(name="Zaza junction", position="33.5000 N 038.2000 E")),
        ("hill @ 4 @ 37SCT1234567890", Place(name="hill @ 4", position="37S CT 12345 67890")),
    ],
)
def test_a_place_is_a_name_a_position_or_both(text: str, place: Place) -> None:
    assert read_place(text, "x") == place


@pytest.mark.parametrize("text", ["", "  ", "junction @ here", "@ 33.5, 38.2", "a\nb"])
def test_a_place_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^--go: "):
        read_place(text, "--go")


@pytest.mark.parametrize("held", [{}, {"name": "a\nb"}, {"position": "33.5, 38.2"}, {"name": " ", "position": ""}])
def test_a_place_that_comes_from_elsewhere_is_looked_at_as_well(held: dict[str, str]) -> None:
    with pytest.raises(UnusableInputError):
        msgspec.convert(held, Place)


# figures as they are said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0740Z", "zero seven four zero Zulu"),
        ("07:40Z", "zero seven four zero Zulu"),
        ("135°", "one three five degrees"),
        ("005", "zero zero five"),
        ("121.5", "one two one decimal five"),
        (
            "33.5321 N 038.2987 E",
            "three three decimal five three two one north, zero three eight decimal two nine eight seven east",
        ),
        ("33.5S 0.25W", "three three decimal five south, zero decimal two five west"),
        (
            "37S CT 12345 67890",
            "three seven Sierra, Charlie Tango, one two three four five, six seven eight nine zero",
        ),
        ("2017-05-18 07:40Z", "two zero one seven, zero five, one eight, zero seven four zero Zulu"),
    ],
)
def test_figures_are_said_one_by_one_with_a_pause_between_groups(text: str, words: str) -> None:
    assert spoken(text) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.FRENCH, "trois trois décimale cinq nord"),
        (Language.SPANISH, "tres tres decimal cinco norte"),
        (Language.RUSSIAN, "три три запятая пять север"),
        (Language.ARABIC, "ثلاثة ثلاثة فاصلة خمسة شمال"),
    ],
)
def test_digits_and_directions_are_said_in_the_language(language: Language, words: str) -> None:
    assert spoken("33.5 N", language) == words


def test_letters_are_spelled_in_one_alphabet_and_isolated_in_arabic() -> None:
    assert spoken("C T", Language.RUSSIAN) == "Charlie, Tango"
    assert spoken("C", Language.ARABIC) == "\u2066Charlie\u2069"
    assert [word[0] for word in ALPHABET.values()] == list(ALPHABET)
    assert len(ALPHABET) == 26


def test_digits_are_pronounced_as_annex_10_says() -> None:
    """ICAO Annex 10, volume II, 5.2.1.4.3.1, from its table."""
    says = dict(PRONOUNCED)
    assert (says["3"], says["4"], says["5"], says["9"]) == ("TREE", "FOW-ER", "FIFE", "NIN-ER")
    assert len(says) == 11


@pytest.mark.parametrize("text", ["", "  ", "33,5", "what?", "33.5 N; 38 E", "ж", "٣"])
def test_what_has_no_word_is_named(text: str) -> None:
    with pytest.raises(UnusableInputError, match=r"^figures: there "):
        spoken(text)
