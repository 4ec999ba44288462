"""`standoff incident words` and `standoff incident card`: no desk runs here. All facts are made up."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from standoff.channels.message import Template
from standoff.channels.phrasebook import Language
from standoff.channels.wording import NOT_REVIEWED
from standoff.cli.main import main

COMMON = ["--speaker", "al-Tanf desk", "--to", "vehicles on the M-2", "--answer", "VHF 12", "--offset", "+03:00"]
ASKED = ["--go", "Zaza junction", "--by", "2017-05-18T10:40+03:00", "--not-done", "come-closer", "--not-done", "follow"]
SEEN = ["--zone", "al-Tanf zone", "--seen", "vehicles", "--movement", "moving", "--count", "20"]
INSIDE = ["inside", *COMMON, *ASKED, *SEEN]


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    stdout: str
    stderr: str


Call = Callable[..., Ended]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["standoff", "incident", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        printed = capsys.readouterr()
        return Ended(ended.value.code, printed.out, printed.err)

    return called


# what is refused


def test_an_unknown_template_lists_those_that_there_are(call: Call) -> None:
    ended = call("words", "insid", *COMMON)
    assert ended.status == 2
    assert all(f"'{name}'" in ended.stderr for name in Template)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["inside", "--to", "x"], "--speaker: is missing"),
        (["inside", *COMMON[:4]], "--answer: is missing"),
        (["inside", *COMMON[:6]], "--offset: expected how far local time is ahead of UTC, such as +03:00, got ''"),
        ([*INSIDE, "--offset", "+15:00"], "--offset: expected"),
        ([*INSIDE, "--offset", "+03:75"], "--offset: expected"),
        ([*INSIDE, "--by", "0740"], "--by: '0740' is no date and time"),
        ([*INSIDE, "--by", "2017-05-18T10:40"], "inside: by: does not say in which time"),
        ([*INSIDE, "--go", "x @ there"], "--go: expected a position"),
        ([*INSIDE, "--marker", "instruction"], "only who may instruct marks a message as an instruction"),
        ([*INSIDE, "--whom", "them"], "inside: whom: would not be said"),
        ([*INSIDE, "--side", "inside"], "inside: line: is missing"),
        (["inside", *COMMON, *ASKED, "--zone", "z", "--count", "3"], "--seen, --movement: both are needed"),
        (["inside", *COMMON, *ASKED, "--zone", "z"], "inside: seen: is missing"),
    ],
)
def test_what_cannot_be_said_names_the_option_or_the_fact(call: Call, arguments: list[str], says: str) -> None:
    ended = call("words", *arguments)
    assert ended.status == 2
    assert ended.stdout == ""
    assert says in ended.stderr


# what is said


def test_without_a_template_all_are_listed_with_what_they_need(call: Call) -> None:
    listed = call("words")
    assert listed.status == 0
    assert [line.split()[0] for line in listed.stdout.splitlines() if line[0] != " "] == [*Template, "All"]
    assert [one["template"] for one in json.loads(call("words", "--json").stdout)] == list(Template)


def test_without_a_language_it_is_said_in_all_five_each_under_one_warning_that_it_is_a_draft(call: Call) -> None:
    ended = call("words", *INSIDE)
    assert ended.status == 0
    lines = ended.stdout.splitlines()
    assert lines[0] == NOT_REVIEWED
    assert [line for line in lines if line.startswith("[")] == [f"[{language} · warning]" for language in Language]
    assert ended.stdout.count("2017-05-18 07:40 UTC = 2017-05-18 10:40 UTC+03:00") == len(Language)


def test_an_authority_may_instruct(call: Call) -> None:
    ended = call("words", *INSIDE, "--marker", "instruction", "--role", "authority", "--language", "fr")
    assert "\nINSTRUCTION.\n" in ended.stdout


def test_as_json_it_has_what_a_program_needs_to_show_it_right(call: Call) -> None:
    (one,) = json.loads(call("words", *INSIDE, "--language", "ar", "--json").stdout)
    assert (one["language"], one["direction"], one["reviewed"]) == ("ar", "rtl", False)
    assert one["lines"][0] == "تحذير."
    assert one["note"] == NOT_REVIEWED


# the say-card


def test_the_card_shows_the_position_large_and_in_words(call: Call) -> None:
    ended = call("card", "33.5321, 38.2987")
    assert ended.status == 0
    assert ended.stdout.count("██") > 100
    assert "three three decimal five three two one north, zero three eight" in ended.stdout
    assert "Not delivered before they have read it back" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100


def test_every_letter_and_digit_can_be_shown_large(call: Call) -> None:
    assert call("card", "ABCDEFGHIJKLM NOPQRSTUVWXYZ 01:23 4567.89 2017-05-18 135°").status == 0


def test_a_difference_is_marked_and_ends_with_status_1(call: Call) -> None:
    ended = call("card", "33.5321, 38.2987", "--read-back", "33.5821 north zero three eight point two niner ait east")
    assert ended.status == 1
    said, heard, marks, verdict = ended.stdout.splitlines()[-4:]
    assert [at for at, sign in enumerate(marks) if sign == "^"] == [
        at for at, (one, other) in enumerate(zip(said[11:], heard[11:], strict=True), 11) if one != other
    ]
    assert verdict == "NOT THE SAME: 2 differences. Say it again; it is not delivered"


def test_the_same_in_the_words_of_another_language_is_the_same(call: Call) -> None:
    ended = call("card", "0740z", "--read-back", "ноль семь четыре ноль Zulu")
    assert ended.status == 0
    assert ended.stdout.endswith("Read back the same\n")


def test_the_card_as_json(call: Call) -> None:
    ended = call("card", "0740Z", "--language", "es", "--read-back", "0741Z", "--json")
    assert ended.status == 1
    assert json.loads(ended.stdout) == {
        "figures": "0740Z",
        "language": "es",
        "spoken": "cero siete cuatro cero Zulu",
        "reviewed": False,
        "read_back": "0741Z",
        "differences": [{"at": 3, "said": "0", "read_back": "1"}],
    }


@pytest.mark.parametrize(
    ("text", "says"), [("95.0, 38.2", "FIGURES: '95.0, 38.2' lies beyond"), ("no!", "no word for '!'")]
)
def test_a_card_of_what_cannot_be_said_is_refused(call: Call, text: str, says: str) -> None:
    ended = call("card", text)
    assert ended.status == 2
    assert says in ended.stderr


def test_an_unreviewed_card_in_another_language_says_so(call: Call) -> None:
    assert NOT_REVIEWED in call("card", "0740Z", "--language", "ar").stdout
    assert NOT_REVIEWED not in call("card", "0740Z").stdout
