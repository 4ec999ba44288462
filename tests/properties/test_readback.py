"""What was read back against what was said: however either was written, each difference is found, at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.channels.phrasebook import Language
from standoff.channels.place import read_position
from standoff.channels.readback import LONGEST, Pair, differs, side_by_side, signs
from standoff.channels.spoken import ALPHABET, spoken
from standoff.model.errors import UnusableInputError

LANGUAGES = st.sampled_from(Language)
DIGITS = st.text("0123456789", min_size=1, max_size=20)


def degrees(lat: int, lon: int) -> str:
    """A position of so many 1e-4 degree."""
    return read_position(f"{lat / 1e4:.4f}, {lon / 1e4:.4f}", "x")


def grid(zone: int, band: str, square: str, digits: int) -> str:
    """A grid reference to a metre."""
    return read_position(f"{zone}{band}{square}{digits:010}", "x")


DEGREES = st.builds(degrees, st.integers(-900_000, 900_000), st.integers(-1_800_000, 1_800_000))
GRIDS = st.builds(
    grid,
    st.integers(1, 60),
    st.sampled_from("CDEFGHJKLMNPQRSTUVWX"),
    st.text("ABCDEFGHJKLMNPQRSTUV", min_size=2, max_size=2),
    st.integers(0, 10**10 - 1),
)
TIMES = st.builds("{:02}{:02}Z".format, st.integers(0, 23), st.integers(0, 59))
FIGURES = st.one_of(DEGREES, GRIDS, TIMES, DIGITS)


@given(FIGURES, LANGUAGES)
def test_figures_that_are_read_back_in_words_of_any_language_are_the_same(said: str, language: Language) -> None:
    assert differs(said, spoken(said, language)) == ()
    assert differs(spoken(said, language), said) == ()


@given(FIGURES)
def test_spaces_capitals_and_commas_make_no_difference(said: str) -> None:
    assert differs(said, said.lower()) == ()
    assert differs(said, ", ".join(said.split())) == ()
    assert differs(said, " ".join(said.replace(" ", ""))) == ()


@given(DIGITS, st.data())
def test_one_other_digit_is_one_difference_at_its_place(said: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(said) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != said[at]))
    heard = said[:at] + other + said[at + 1 :]
    found = differs(said, spoken(heard, data.draw(LANGUAGES)))
    assert len(found) == 1
    assert found[0].said != found[0].read_back
    if len(set(said)) == len(said):  # where a digit stands twice, one missing and one too many may cost the same
        assert found[0] == Pair(at=at, said=said[at], read_back=other)


@given(DIGITS, st.data())
def test_one_digit_that_is_left_out_or_added_is_one_difference(said: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(said) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    (missing,) = differs(said, said[:at] + said[at + 1 :])
    assert (missing.said, missing.read_back) == (said[at], "")
    (added,) = differs(said, said[:at] + digit + said[at:])
    assert (added.said, added.read_back) == ("", digit)


@given(FIGURES, FIGURES)
def test_both_rows_are_kept_whole_and_no_difference_means_the_same(said: str, heard: str) -> None:
    pairs = side_by_side(said, heard)
    assert tuple(pair.said for pair in pairs if pair.said) == signs(said)
    assert tuple(pair.read_back for pair in pairs if pair.read_back) == signs(heard)
    assert (differs(said, heard) == ()) is (signs(said) == signs(heard))
    assert len(differs(said, heard)) == len(differs(heard, said))
    assert [pair.at for pair in pairs if pair.said] == list(range(len(signs(said))))


@given(st.text(max_size=100), st.text(max_size=100))
def test_whatever_was_typed_is_compared_or_refused(said: str, heard: str) -> None:
    if signs(said):
        assert (differs(said, heard) == ()) is (signs(said) == signs(heard))
    else:
        with pytest.raises(UnusableInputError, match="what was said: is empty"):
            differs(said, heard)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("0740", "zero seven four zero"),
        ("0740Z", "07:40 UTC"),
        ("0740Z", "oh seven fower zero zulu"),
        ("3459", "tree fower fife niner"),
        ("33.5", "33,5"),
        ("33.5 N", "TREE TREE DAYSIMAL FIFE NORTH."),
        ("33.5 N", "three-three point five north!"),
        ("135°", "one three five"),
        ("3350", "٣٣٥٠"),
        ("3350", "۳۳۵۰"),
        ("33.5", "\u0663\u0663\u066b\u0665"),
        ("40", "\u2068أربعة، صفر\u2069"),
        ("40", "اربعة صفر"),  # without the hamza, as many type it
        ("40", "четыре, ноль"),
        ("40", "ЧЕТЫРЕ НУЛЬ"),
        ("02", "zero deux"),
        ("X", "x-ray"),
        ("31U UN 12345 67890", "31u un 12345 67890"),  # and "un" is one, in French
        ("31U UN 1 6", "three one Uniform, Uniform November, one, six"),
        ("J W A", "juliet whisky alpha"),
    ],
)
def test_what_is_said_and_typed_in_other_ways_is_the_same(said: str, heard: str) -> None:
    assert differs(said, heard) == ()


@pytest.mark.parametrize(
    ("said", "heard", "found"),
    [
        ("33.5321 N", "33.5821 N", [(4, "3", "8")]),
        ("33.5 N", "33.5 S", [(4, "N", "S")]),
        ("33.5", "335", [(2, ".", "")]),
        ("33.5", "-33.5", [(0, "", "-")]),
        ("038.2", "38.2", [(0, "0", "")]),
        ("0740Z", "0740", [(4, "Z", "")]),
        ("15", "fifteen", [(0, "1", ""), (1, "5", "fifteen")]),
        ("15", "", [(0, "1", ""), (1, "5", "")]),
        ("1221", "2112", [(0, "1", "2"), (1, "2", "1"), (2, "2", "1"), (3, "1", "2")]),
    ],
)
def test_a_difference_says_where_it_is_what_was_said_and_what_was_read_back(
    said: str, heard: str, found: list[tuple[int, str, str]]
) -> None:
    shown = [(pair.at, pair.said, pair.read_back) for pair in differs(said, heard)]
    assert len(shown) <= len(found)
    assert shown == found or said == "1221"


def test_no_word_for_one_figure_is_a_word_for_another() -> None:
    """In one table for all languages a later word would otherwise take the place of an earlier one."""
    for language in Language:
        for digit in "0123456789":
            assert signs(spoken(digit, language)) == (digit,)
        for sign in ("N", "S", "E", "W", "Z"):
            assert signs(spoken(sign, language)) == (sign,)
    for letter, word in ALPHABET.items():
        assert signs(word) == (letter,)


def test_nothing_said_and_far_too_much_are_refused() -> None:
    with pytest.raises(UnusableInputError, match="what was said: is empty"):
        differs("", "1")
    with pytest.raises(UnusableInputError, match=f"what was read back: has {LONGEST + 1} figures"):
        differs("1", "1" * (LONGEST + 1))
