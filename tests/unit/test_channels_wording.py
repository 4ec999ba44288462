"""A message in words: who may say it, what it needs, and the same figures in five languages. All facts are made up."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from words_in_hand import AUTHORITY, FACTS, JUNCTION, LIAISON, message, said

from standoff.channels.message import SHAPES, Kind, Message, Motion, OurStep, Seen, Template, Undertaking
from standoff.channels.phrasebook import Language, phrasebook
from standoff.channels.place import Place
from standoff.channels.wording import both_times, render
from standoff.model.acts import Marker
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Principal, Role

FIGURES = re.compile(r"\d+(?:[.:+-]\d+)*")
ISOLATES = "\u2066\u2067\u2068"
POP = "\u2069"


def text(template: Template, language: Language, **other: Any) -> str:
    return "\n".join(said(template, language, **other).lines)


# who may say it


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTHORITY])
@pytest.mark.parametrize("template", [name for name in Template if Marker.INSTRUCTION in SHAPES[name].markers])
def test_only_who_may_instruct_marks_a_message_as_an_instruction(template: Template, role: Role) -> None:
    somebody = Principal(id="x", name="A. Ruiz", roles=(role,))
    with pytest.raises(UnusableInputError, match=r"only who may instruct.*A\. Ruiz may not"):
        render(message(template, marker=Marker.INSTRUCTION), Language.ENGLISH, somebody)
    lines = render(message(template, marker=Marker.INSTRUCTION), Language.ENGLISH, AUTHORITY).lines
    assert lines[0] == "INSTRUCTION."


@pytest.mark.parametrize("template", [name for name in Template if Marker.INSTRUCTION not in SHAPES[name].markers])
def test_an_offer_a_relay_thanks_and_the_like_are_never_an_instruction(template: Template) -> None:
    with pytest.raises(UnusableInputError, match=f"{template}: marker: is instruction"):
        render(message(template, marker=Marker.INSTRUCTION), Language.ENGLISH, AUTHORITY)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", Template)
def test_the_word_of_the_marker_opens_the_message(template: Template, language: Language) -> None:
    for marker in SHAPES[template].markers:
        one = render(message(template, marker=marker), language, AUTHORITY)
        assert one.marker is marker
        assert one.lines[0] == f"{phrasebook(language).markers[marker]}."
    assert said(template, language).marker is SHAPES[template].markers[0]


# what it needs


@pytest.mark.parametrize("template", Template)
def test_a_fact_that_is_missing_is_named(template: Template) -> None:
    for fact in SHAPES[template].needs:
        lacking = msgspec.structs.replace(message(template), **{fact: "" if isinstance(FACTS[fact], str) else None})
        if fact == "not_done":
            lacking = message(template, not_done=())
        with pytest.raises(UnusableInputError, match=rf"^{template}: {fact}: is missing\. Say"):
            render(lacking, Language.ENGLISH, LIAISON)


@pytest.mark.parametrize("template", Template)
def test_a_fact_that_would_be_left_unsaid_is_refused(template: Template) -> None:
    said_anyway = {*SHAPES[template].needs, *SHAPES[template].may}
    drawn_in = {"line"} if "seen" in said_anyway else {"our_place"} if "our_step" in said_anyway else set[str]()
    for fact in set(FACTS) - said_anyway - drawn_in:
        with pytest.raises(UnusableInputError, match=rf"^{template}: {fact}: would not be said"):
            said(template, Language.ENGLISH, **{fact: FACTS[fact]})


def test_a_side_needs_its_line_and_a_step_that_leads_somewhere_its_place() -> None:
    with pytest.raises(UnusableInputError, match=r"^halt: line: is missing"):
        said(Template.HALT, Language.ENGLISH, line="")
    for step, leads in {
        OurStep.DRAW_BACK: True,
        OurStep.MEET: True,
        OurStep.STAY: False,
        OurStep.LAND: False,
    }.items():
        with pytest.raises(UnusableInputError, match=r"^offer: our_place: "):
            said(Template.OFFER, Language.ENGLISH, our_step=step, our_place=None if leads else JUNCTION)


@pytest.mark.parametrize("fact", ["to", "speaker", "answer"])
@pytest.mark.parametrize("given", ["", "   ", "a\nWARNING. Go", "a\u202eb", "a\u2069b", "x" * 201, "a\u2028b"])
def test_a_name_that_is_empty_or_breaks_a_line_or_its_direction_is_refused(fact: str, given: str) -> None:
    with pytest.raises(UnusableInputError, match=f"halt: {fact}: "):
        said(Template.HALT, Language.ARABIC, **{fact: given})


def test_a_line_that_is_only_drawn_in_by_a_side_is_looked_at_too() -> None:
    with pytest.raises(UnusableInputError, match=r"halt: line: U\+202E may not stand in it"):
        said(Template.HALT, Language.ENGLISH, line="a\u202eb")


@pytest.mark.parametrize("moment", [datetime(2017, 5, 18, 7, 40), datetime.max.replace(tzinfo=UTC)])  # noqa: DTZ001
def test_a_time_without_an_offset_or_past_all_calendars_is_refused(moment: datetime) -> None:
    with pytest.raises(UnusableInputError, match=r"^halt: by: "):
        said(Template.HALT, Language.ENGLISH, by=moment)


def test_what_may_be_left_out_is_said_to_be_left_out() -> None:
    assert "Place that we noted from you: none given." in text(Template.ACKNOWLEDGE, Language.ENGLISH, noted=None)
    assert "Until: further notice." in text(Template.NOTICE, Language.ENGLISH, until=None)
    least = Seen(kind=Kind.PEOPLE, movement=Motion.HALTED)
    assert "What we see: People, number not known. Halted.\n" in text(
        Template.HALT, Language.ENGLISH, seen=least, line=""
    )


# no geometry that the receiver was not given


def test_a_message_has_no_field_that_could_hold_a_zone_or_a_track_of_ours() -> None:
    """Its facts are texts, times, whole numbers and short lists; see the docstring of Message for why."""
    assert {field.name for field in msgspec.structs.fields(Place)} == {"name", "position"}
    fields = {field.name for field in msgspec.structs.fields(Message)} | {f.name for f in msgspec.structs.fields(Seen)}
    assert not {name for name in fields if name.endswith(("_m", "_km", "_mps", "_e7", "track"))}


# the same in every language


@pytest.mark.parametrize("template", Template)
def test_numbers_times_and_positions_are_the_same_in_every_language_in_western_digits(template: Template) -> None:
    def figures(language: Language) -> list[str]:
        plain = re.sub(f"[{ISOLATES}{POP}]", "", text(template, language))
        assert not [sign for sign in plain if sign.isdecimal() and not sign.isascii()]
        return sorted(FIGURES.findall(plain))

    english = figures(Language.ENGLISH)
    assert english
    for language in Language:
        assert figures(language) == english
        for given in ("33.6512 N 038.5107 E", "37S DT 12345 67890", "33.7190 N 038.4301 E", "22:30 UTC = 2017-07-01"):
            assert (given in text(template, language)) is (given in text(template, Language.ENGLISH))


@pytest.mark.parametrize("template", Template)
def test_everything_latin_or_numeric_in_an_arabic_message_stands_in_an_isolate(template: Template) -> None:
    for line in said(template, Language.ARABIC).lines:
        depth = 0
        for sign in line:
            depth += (sign in ISOLATES) - (sign == POP)
            assert depth in {0, 1}
            if unicodedata.bidirectional(sign) in {"L", "EN", "AN", "ES", "ET"}:
                assert depth == 1, f"{sign!r} in {line!r}"
        assert depth == 0


def test_a_name_in_arabic_stands_in_an_isolate_in_the_other_languages_and_a_latin_one_does_not() -> None:
    for language in set(Language) - {Language.ARABIC}:
        assert "\u2068التنف\u2069." in text(Template.HALT, language, zone="التنف")  # noqa: RUF001 - Arabic
        assert not set(ISOLATES) & set(text(Template.HALT, language))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 10, 11, 21, 100, 101, 1000])
@pytest.mark.parametrize("language", Language)
def test_the_words_beside_a_count_are_the_same_for_every_count(language: Language, count: int) -> None:
    def beside(count: int) -> str:
        seen = Seen(kind=Kind.VEHICLES, movement=Motion.MOVING, about_count=count)
        return text(Template.THANK, language, seen=seen, line="")

    digits = f"\u2066{count}\u2069" if language is Language.ARABIC else str(count)
    assert digits in beside(count)
    assert beside(count).replace(digits, "N", 1) == beside(7).replace(digits.replace(str(count), "7"), "N", 1)


@pytest.mark.parametrize(
    ("heading_deg", "word"),
    [(0, "north"), (22, "north"), (23, "north-east"), (135, "south-east"), (337, "north-west"), (338, "north")],
)
def test_a_heading_is_three_figures_and_the_nearest_of_eight_words(heading_deg: int, word: str) -> None:
    seen = Seen(kind=Kind.VESSELS, movement=Motion.AWAY, heading_deg=heading_deg)
    assert f"Heading in degrees true: {heading_deg:03}, {word}." in text(
        Template.THANK, Language.ENGLISH, seen=seen, line=""
    )


@pytest.mark.parametrize(
    ("offset_min", "says"),
    [
        (180, "2017-05-18 22:30 UTC = 2017-05-19 01:30 UTC+03:00"),
        (-210, "2017-05-18 22:30 UTC = 2017-05-18 19:00 UTC-03:30"),
        (0, "2017-05-18 22:30 UTC = 2017-05-18 22:30 UTC+00:00"),
        (840, "2017-05-18 22:30 UTC = 2017-05-19 12:30 UTC+14:00"),
    ],
)
def test_a_time_is_given_in_utc_and_where_they_are_with_both_dates(offset_min: int, says: str) -> None:
    there = datetime(2017, 5, 19, 0, 30, 59, tzinfo=timezone(timedelta(hours=2)))
    assert both_times(there, offset_min) == says


def test_an_undertaking_that_is_given_twice_is_said_once() -> None:
    twice = text(Template.HALT, Language.ENGLISH, not_done=(Undertaking.FOLLOW, Undertaking.FOLLOW))
    assert twice.count("We will not follow anybody.") == 1


def test_names_that_stand_as_they_were_given_are_listed_for_the_interpreter() -> None:
    assert said(Template.RELAY, Language.RUSSIAN).as_given == (
        "Hmeimim line",
        "al-Tanf desk",
        "al-Tanf zone",
        "55 km line",
        "the vehicles on the M-2",
        "telephone 0921",
        "Zaza junction",
    )
