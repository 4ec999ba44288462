"""A ladder can express attempts to reach somebody, and nothing else; force is no act, rung, event or decision."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

import msgspec
import pytest

from standoff.incidents.ladder import Ladder, Rung, read_ladder, shipped_ladder
from standoff.incidents.table import Event, Phase
from standoff.model import acts
from standoff.model.errors import UnusableInputError

FIRST: Final = resources.files("standoff.incidents").joinpath("ladders", "first.toml").read_text("utf-8")
FORCE: Final = re.compile(
    r"force|fire|warning_shot|shot|strike|attack|engage|weapon|intercept|disable|destroy|jam|kill"
)
BREAKS: Final = [
    ('kind = "inform"', 'kind = "show_of_force"', "show_of_force"),
    ('kind = "inform"', 'kind = "reported_action"', "reported_action"),
    ('id = "relay"', 'id = "inform"', "twice"),
    ('id = "relay"', 'id = "choose"', "choose"),
    ('id = "relay"', 'id = "relay"\nnext = "nowhere"', "nowhere"),
    ('id = "relay"', 'id = "relay"\non.refused = "nowhere"', "nowhere"),
    ('id = "relay"', 'id = "relay"\non.surrenders = "offer"', "surrenders"),
    ('id = "relay"', 'id = "relay"\noptions = ["hold"]', "options"),
    ('id = "relay"', 'id = "relay"\napproval = {by = ["feed"]}', "feed"),
    ('id = "relay"', 'id = "relay"\napproval = {by = ["authority"], persons = 3}', "persons"),
    ('id = "relay"', 'id = "relay"\njudged = {by = ["monitor"]}', "monitor"),
    ('id = "inform"', 'id = "inform"\napproval = {by = ["authority"]}', "begin"),
    ('kind = "question"', 'kind = "protect"', "question"),
    ("look_s = 600", 'look_s = 600\nresumed_by = ["feed"]', "resumed_by"),
    ("close_s = 1800", 'close_s = 1800\nby = ["monitor"]', "ends.by"),
    ("[pause]", '[nobody_acts]\nraise_to = ["everybody"]\n[pause]', "everybody"),
    ('role = "watch"', 'role = "system"', "system"),
    ('role = "watch"', 'role = "feed"', "feed"),
    ("act_s = 300", "act_s = 0", "act_s"),
    ("act_s = 300", "act_s = 700000", "act_s"),
    ("choose_s = 300", "choose_s = 300\nfire_s = 300", "fire_s"),
    ('draw_back = ["authority"]', 'draw_back = ["authority"]\nstrike = ["authority"]', "strike"),
    ('draw_back = ["authority"]', 'draw_back = ["monitor"]', "draw_back"),
    ("version = 1", "version = ", "TOML"),
]


@pytest.mark.parametrize(("old", "new", "named"), BREAKS)
def test_a_ladder_that_says_anything_else_is_refused_and_the_fault_is_named(old: str, new: str, named: str) -> None:
    assert old in FIRST
    with pytest.raises(UnusableInputError) as refused:
        read_ladder(FIRST.replace(old, new, 1), "mine.toml")
    assert named in str(refused.value)
    assert "mine.toml" in str(refused.value)


def test_force_has_no_word_in_anything_that_a_desk_can_be_told_to_do() -> None:
    words = [*acts.AttemptKind, *acts.DecisionKind, *Event, *Phase]
    words += [str(act.__struct_config__.tag) for act in acts.What.__args__]
    words += [field.name for kind in (Ladder, Rung) for field in msgspec.structs.fields(kind)]
    assert [word for word in words if FORCE.search(word)] == []


def test_the_ladder_that_comes_with_the_package_is_communication_from_the_first_rung_to_the_last() -> None:
    kinds = [rung.kind.value for rung in shipped_ladder().rungs]
    assert kinds == ["inform", "contact", "relay", "offer", "question"]
