"""Conditions of a ladder: each field by itself, below, on and above its bound; what is not known; all of them together.

Written from the attributes of `Condition`: "over" and "under" leave the bound out, and what nobody measured is None.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.incidents.conditions import Cause, Circumstances, Condition, Integrity, holds
from standoff.model.acts import Whom

Case = tuple[dict[str, Any], dict[str, Any], bool | None]
RING_40: Final = {"ring_mm": {"40": 40_000_000}}
IN_10_MIN: Final = {"time_to_ring_under_s": 600, "to_ring": "40"}
CASES: Final[dict[str, Case]] = {
    # does not hold
    "ring: none crossed": ({"ring": "40"}, {}, False),
    "ring: another crossed": ({"ring": "40"}, {"rings": ("30",)}, False),
    "depth: less deep": ({"depth_over_m": 5000}, {"deepest_mm": 4_999_999}, False),
    "depth: on the bound": ({"depth_over_m": 5000}, {"deepest_mm": 5_000_000}, False),
    "depth: on the boundary is not over nothing": ({"depth_over_m": 0}, {"deepest_mm": 0}, False),
    "near: farther": ({"range_under_m": 27_000}, {"nearest_mm": 27_000_001}, False),
    "near: on the bound": ({"range_under_m": 27_000}, {"nearest_mm": 27_000_000}, False),
    "near: at the site is not under nothing": ({"range_under_m": 0}, {"nearest_mm": 0}, False),
    "far: nearer": ({"range_over_m": 27_000}, {"nearest_mm": 26_999_999}, False),
    "far: on the bound": ({"range_over_m": 27_000}, {"nearest_mm": 27_000_000}, False),
    "closing: slower": ({"closing_over_mps": 3}, {"closing_mmps": 2999}, False),
    "closing: on the bound": ({"closing_over_mps": 3}, {"closing_mmps": 3000}, False),
    "closing: they stand": ({"closing_over_mps": 0}, {"closing_mmps": 0}, False),
    "closing: they draw away": ({"closing_over_mps": 0}, {"closing_mmps": -8000}, False),
    "time: in ten minutes and a moment": (
        IN_10_MIN, {"nearest_mm": 46_000_001, "closing_mmps": 10_000, **RING_40}, False),
    "time: in just ten minutes": (IN_10_MIN, {"nearest_mm": 46_000_000, "closing_mmps": 10_000, **RING_40}, False),
    "time: they stand before it": (IN_10_MIN, {"nearest_mm": 40_000_001, "closing_mmps": 0, **RING_40}, False),
    "time: they draw away": (IN_10_MIN, {"nearest_mm": 40_000_001, "closing_mmps": -9000, **RING_40}, False),
    "time: to the site, too far": (
        {"time_to_ring_under_s": 60}, {"nearest_mm": 600_000, "closing_mmps": 10_000}, False),
    "group: fewer": ({"group_over": 10}, {"count": 9}, False),
    "group: on the bound": ({"group_over": 10}, {"count": 10}, False),
    "integrity: less": ({"integrity": Integrity.CONSISTENT}, {"integrity": Integrity.DOUBTFUL}, False),
    "cause: another": ({"causes": (Cause.CALL, Cause.HAND)}, {"cause": "crossing"}, False),
    # not known
    "depth: nobody measured it": ({"depth_over_m": 0}, {}, None),
    "near: nobody in sight": ({"range_under_m": 27_000}, {}, None),
    "far: nobody in sight": ({"range_over_m": 27_000}, {}, None),
    "closing: nobody can tell": ({"closing_over_mps": 0}, {}, None),
    "time: no range": (IN_10_MIN, {"closing_mmps": 10_000, **RING_40}, None),
    "time: no rate": (IN_10_MIN, {"nearest_mm": 46_000_000, **RING_40}, None),
    "time: a ring that is no circle": (IN_10_MIN, {"nearest_mm": 1, "closing_mmps": 10_000}, None),
    "group: nobody counted": ({"group_over": 0}, {}, None),
    "present: nobody said": ({"present": Whom.ZONE}, {}, None),
    "present: others are": ({"present": Whom.ZONE}, {"present": ("site", "group")}, None),
    "integrity: not known": ({"integrity": Integrity.IMPLAUSIBLE}, {}, None),
    # holds
    "nothing is stated": ({}, {}, True),
    "ring: crossed": ({"ring": "40"}, {"rings": ("50", "40")}, True),
    "depth: deeper": ({"depth_over_m": 5000}, {"deepest_mm": 5_000_001}, True),
    "near: nearer": ({"range_under_m": 27_000}, {"nearest_mm": 26_999_999}, True),
    "far: farther": ({"range_over_m": 27_000}, {"nearest_mm": 27_000_001}, True),
    "closing: faster": ({"closing_over_mps": 3}, {"closing_mmps": 3001}, True),
    "time: within it": (IN_10_MIN, {"nearest_mm": 45_999_999, "closing_mmps": 10_000, **RING_40}, True),
    "time: they are in it, and stand": (IN_10_MIN, {"nearest_mm": 40_000_000, "closing_mmps": 0, **RING_40}, True),
    "time: they are in it, and draw away": (IN_10_MIN, {"nearest_mm": 1, "closing_mmps": -9, **RING_40}, True),
    "time: to the site": ({"time_to_ring_under_s": 60}, {"nearest_mm": 599_999, "closing_mmps": 10_000}, True),
    "group: more": ({"group_over": 10}, {"count": 11}, True),
    "present: they are": ({"present": Whom.ZONE}, {"present": ("site", "zone")}, True),
    "integrity: the same": ({"integrity": Integrity.CONSISTENT}, {"integrity": Integrity.CONSISTENT}, True),
    "integrity: more": ({"integrity": Integrity.CONSISTENT}, {"integrity": Integrity.CONFIRMED}, True),
    "cause: one of them": ({"causes": (Cause.CALL, Cause.HAND)}, {"cause": "hand"}, True),
}  # fmt: skip


@pytest.mark.parametrize(("stated", "known", "expected"), CASES.values(), ids=CASES)
def test_a_condition_by_itself_holds_does_not_or_is_not_known(
    stated: dict[str, Any], known: dict[str, Any], expected: bool | None
) -> None:
    assert holds(Condition(**stated), Circumstances(**known)) is expected


def test_every_field_of_a_condition_is_in_the_table_with_a_case_that_holds_and_one_that_does_not() -> None:
    stated: dict[str, set[bool | None]] = {}
    for condition, _, expected in CASES.values():
        for field in condition:
            stated.setdefault(field, set()).add(expected)
    assert set(stated) == {field.name for field in msgspec.structs.fields(Condition)}
    known_either_way = {field for field, found in stated.items() if {True, False} <= found}
    assert set(stated) - known_either_way == {"present"}, "that nobody is there is not known for want of a word"


def test_a_rung_without_a_condition_always_applies() -> None:
    assert holds(None, Circumstances()) is True


ALL: Final[list[tuple[list[bool | None], bool | None]]] = [
    ([False, True], False),
    ([False, None], False),
    ([None, False, True], False),
    ([None, True], None),
    ([None, None], None),
    ([True, True], True),
    ([True, True, True], True),
]
PART: Final[list[tuple[dict[str, Any], dict[bool | None, dict[str, Any]]]]] = [
    ({"group_over": 10}, {True: {"count": 11}, False: {"count": 10}, None: {}}),
    ({"closing_over_mps": 3}, {True: {"closing_mmps": 4000}, False: {"closing_mmps": 0}, None: {}}),
    ({"depth_over_m": 5}, {True: {"deepest_mm": 6000}, False: {"deepest_mm": 4000}, None: {}}),
]


@pytest.mark.parametrize(("told", "expected"), ALL)
def test_all_that_is_stated_has_to_hold_and_one_that_does_not_is_enough(
    told: list[bool | None], expected: bool | None
) -> None:
    stated = {key: value for (part, _), _ in zip(PART, told, strict=False) for key, value in part.items()}
    known = {key: value for (_, by), one in zip(PART, told, strict=False) for key, value in by[one].items()}
    assert holds(Condition(**stated), Circumstances(**known)) is expected


NAMES: Final = st.sampled_from(["40", "30", "20"])
CONDITIONS: Final[dict[str, st.SearchStrategy[Any]]] = {
    "ring": NAMES,
    "depth_over_m": st.integers(0, 60),
    "range_under_m": st.integers(0, 60),
    "range_over_m": st.integers(0, 60),
    "closing_over_mps": st.integers(0, 20),
    "time_to_ring_under_s": st.integers(1, 60),
    "group_over": st.integers(0, 20),
    "present": st.sampled_from(Whom),
    "integrity": st.sampled_from(Integrity),
    "causes": st.lists(st.sampled_from(Cause), min_size=1).map(tuple),
}
KNOWN: Final[dict[str, st.SearchStrategy[Any]]] = {
    "rings": st.lists(NAMES, unique=True).map(tuple),
    "ring_mm": st.dictionaries(NAMES, st.integers(0, 60_000)),
    "nearest_mm": st.none() | st.integers(0, 60_000),
    "deepest_mm": st.none() | st.integers(0, 60_000),
    "closing_mmps": st.none() | st.integers(-20_000, 20_000),
    "count": st.none() | st.integers(1, 20),
    "present": st.lists(st.sampled_from([whom.value for whom in Whom]), unique=True).map(tuple),
    "integrity": st.none() | st.sampled_from(Integrity),
    "cause": st.sampled_from([cause.value for cause in Cause]),
}
STATED: Final = st.fixed_dictionaries({}, optional=CONDITIONS)
ORDER: Final = {False: 0, None: 1, True: 2}


@given(STATED, STATED, st.fixed_dictionaries(KNOWN))
def test_whatever_is_stated_beside_it_never_makes_a_condition_hold_that_did_not(
    stated: dict[str, Any], more: dict[str, Any], known: dict[str, Any]
) -> None:
    circumstances = Circumstances(**known)
    without, with_it = Condition(**stated), Condition(**(more | stated))
    assert ORDER[holds(with_it, circumstances)] <= ORDER[holds(without, circumstances)]


@given(STATED, st.fixed_dictionaries(KNOWN), st.sampled_from(["nearest_mm", "deepest_mm", "closing_mmps", "count"]))
def test_a_measure_that_is_lost_makes_nothing_fail_and_nothing_hold_that_is_measured_alone(
    stated: dict[str, Any], known: dict[str, Any], lost: str
) -> None:
    condition = Condition(**stated)
    unmeasured: dict[str, Any] = {**known, lost: None}
    before, after = holds(condition, Circumstances(**known)), holds(condition, Circumstances(**unmeasured))
    assert not (after is False and before is not False), "what is not known never keeps a rung from being tried"
    assert not (after is True and before is not True), "nor is it said to hold"


@given(STATED)
def test_a_condition_on_measures_is_not_known_where_nothing_is(stated: dict[str, Any]) -> None:
    measured = {field: value for field, value in stated.items() if field not in {"ring", "causes"}}
    assert holds(Condition(**measured), Circumstances()) is (None if measured else True)
