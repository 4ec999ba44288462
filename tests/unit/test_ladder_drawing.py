"""What is drawn of a ladder is its table: each edge is a row, each row of the ladder itself is drawn, in both forms."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from standoff.cli.ladder_mermaid import mermaid
from standoff.cli.ladder_svg import svg
from standoff.incidents.conditions import Cause, Condition, Integrity
from standoff.incidents.diagram import State, edges, end_of, is_own, node_of, nodes
from standoff.incidents.diagram_words import applies, distance, duration
from standoff.incidents.ladder import SHIPPED, Ladder, read_ladder, shipped_ladder
from standoff.incidents.places import explore
from standoff.incidents.table import Event
from standoff.model.acts import Whom

ODD: Final = """
name = "odd"
version = 3
says = 'It says "this" & <that>'
[decides]
hold = ["authority"]
[[rungs]]
id = "held"
kind = "contact"
asks = 'Ask "them" #1 & <wait>'
role = "watch"
act_s = 60
answer_s = 90
tries = 3
on = {partly = "held", refused = "second", complied = "choose"}
[[rungs]]
id = "first-question"
kind = "question"
asks = "Now?"
role = "authority"
answer_s = 60
options = ["hold", "approve"]
[[rungs]]
id = "second"
kind = "relay"
asks = "Pass it on"
role = "liaison"
act_s = 60
answer_s = 120
when = {group_over = 3}
approval = {by = ["authority"], persons = 2}
[[rungs]]
id = "last-question"
kind = "question"
asks = "And now?"
role = "authority"
answer_s = 60
"""
"""Rungs called as states are, two questions, a rung again by an answer, an answer into a rung that takes a decision."""


def ladders() -> list[Ladder]:
    """Those that come with the package, and one that is odd (and has faults: it is drawn all the same)."""
    return [*map(shipped_ladder, SHIPPED), read_ladder(ODD, "odd.toml")]


drawn = pytest.mark.parametrize("ladder", ladders(), ids=lambda ladder: ladder.name)


@drawn
def test_each_edge_is_rows_of_the_table_from_where_it_starts_to_where_it_ends(ladder: Ladder) -> None:
    table = set(explore(ladder))
    for edge in edges(ladder):
        assert edge.rows or edge.start == State.BEGINS, edge
        for row in edge.rows:
            assert row in table
            assert edge.start in {node_of(ladder, row.place), State.ANY, State.PROPOSED}, edge
            assert edge.end in {end_of(ladder, row), State.ANY}, edge


@drawn
def test_each_row_that_the_ladder_itself_leads_by_is_drawn_once(ladder: Ladder) -> None:
    own = [row for row in explore(ladder) if is_own(ladder, row) and node_of(ladder, row.place) != end_of(ladder, row)]
    shown = [row for edge in edges(ladder) for row in edge.rows if row.signal.event in {Event.DUE, Event.ANSWER}]
    assert sorted(shown, key=repr) == sorted(own, key=repr)


@drawn
def test_what_is_drawn_from_everywhere_may_be_done_from_every_rung_and_from_choosing(ladder: Ladder) -> None:
    everywhere = {rung.id for rung in ladder.rungs if rung.attempt} | {State.CHOOSE.value}
    for edge in edges(ladder):
        if edge.start == State.ANY:
            assert {node_of(ladder, row.place) for row in edge.rows} == everywhere - {edge.end}, edge


@drawn
def test_the_svg_shows_those_edges_and_no_others(ladder: Ladder) -> None:
    picture = ET.fromstring(svg(ladder))  # noqa: S314 - our own
    shown = [tuple(part.attrib[f"data-{name}"] for name in ("start", "end", "words")) for part in marked(picture)]
    assert sorted(shown) == sorted((edge.start, edge.end, edge.words) for edge in edges(ladder))
    boxes = [part.attrib["data-node"] for part in picture.iter() if "data-node" in part.attrib]
    assert sorted(boxes) == sorted(nodes(ladder))
    words = "".join(picture.itertext())
    assert all(rung.asks.split()[0] in words for rung in ladder.rungs)


def marked(picture: ET.Element) -> list[ET.Element]:
    """Parts of a picture that say which edge they are."""
    return [part for part in picture.iter() if "data-start" in part.attrib]


@drawn
def test_the_flowchart_shows_those_edges_and_no_others(ladder: Ladder) -> None:
    text = mermaid(ladder)
    names = {f"n{place}": node for place, node in enumerate(nodes(ladder))}
    found = re.findall(r'^  (n\d+) (?:-->|-\.->|==>)\|"([^"]*)"\| (n\d+)$', text, re.MULTILINE)
    shown = [(names[start], names[end], words) for start, words, end in found]
    assert sorted(shown) == sorted((edge.start, edge.end, edge.words) for edge in edges(ladder))
    declared = re.findall(r'^  (n\d+)(?:\["[^"]*"\]|\(\["[^"]*"\]\))$', text, re.MULTILINE)
    assert declared == list(names)


def test_what_a_ladder_says_cannot_break_out_of_the_picture() -> None:
    odd = read_ladder(ODD, "odd.toml")
    assert ET.fromstring(svg(odd)).find("{*}desc") is not None  # noqa: S314 - our own
    assert "<that>" not in svg(odd) + mermaid(odd).partition("n0")[2]


def test_a_rung_again_is_no_edge_and_the_last_time_is_told_apart() -> None:
    found = {(edge.start, edge.end): edge.words for edge in edges(shipped_ladder("garrison"))}
    assert ("direct", "direct") not in found
    assert found["their-line", "direct"] == "no answer in 5 min"
    words = [edge.words for edge in edges(shipped_ladder("garrison")) if edge[:2] == ("direct", "guarantor")]
    assert words == ["not ours", "none, the last time", "no answer in 5 min, twice"]


def test_what_they_do_right_leads_to_stepping_down_which_a_person_decides() -> None:
    found = [edge for edge in edges(shipped_ladder("garrison")) if State.PROPOSED in edge[:2]]
    assert [(edge.start, edge.words) for edge in found if edge.end == State.PROPOSED] == [
        (rung, "complied") for rung in ("their-line", "direct", "guarantor", "step-for-step")
    ]
    assert [(edge.end, edge.words) for edge in found if edge.start == State.PROPOSED] == [
        (State.ENDING, "decided to step down")
    ]


def test_a_decision_by_two_is_drawn_from_the_question_that_offers_it_and_from_everywhere() -> None:
    words = "approved by two of watch or authority"
    found = [edge.start for edge in edges(shipped_ladder("garrison")) if edge.words == words]
    assert found == ["question", State.ANY]


def test_no_edge_of_time_ends_at_a_question_or_at_a_rung_that_takes_a_decision() -> None:
    for ladder in map(shipped_ladder, SHIPPED):
        taking = {rung.id for rung in ladder.rungs if rung.takes_a_decision}
        assert [edge for edge in edges(ladder) if edge.way == "time" and edge.end in taking] == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (Condition(ring="inner", depth_over_m=900), "they are into ring inner and somebody is deeper than 900 m"),
        (Condition(range_under_m=27_000), "somebody is nearer than 27 km"),
        (Condition(range_over_m=1_500), "nobody is nearer than 1.5 km"),
        (Condition(closing_over_mps=11), "they close at more than 11 m/s"),
        (Condition(time_to_ring_under_s=5_400), "they are within 1 h 30 min of the site"),
        (Condition(time_to_ring_under_s=45, to_ring="inner"), "they are within 45 s of ring inner"),
        (Condition(group_over=0, present=Whom.SITE), "they are more than 0 and somebody is known to be there (site)"),
        (Condition(integrity=Integrity.CONSISTENT), "a track is at least consistent"),
        (Condition(causes=(Cause.CALL, Cause.HAND)), "it began by call or hand"),
    ],
)
def test_conditions_are_said_in_words(when: Condition, words: str) -> None:
    assert applies(when) == words


def test_lengths_are_said_as_people_say_them() -> None:
    assert [duration(s) for s in (1, 60, 90, 3600, 5400, 604_800)] == [
        "1 s",
        "1 min",
        "1 min 30 s",
        "1 h",
        "1 h 30 min",
        "168 h",
    ]
    assert [distance(m) for m in (0, 999, 1000, 27_500)] == ["0 m", "999 m", "1 km", "27.5 km"]
