"""Canonical JSON against `rfc8785`, an implementation by others; and the verifier's own against both."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from standoff.record import verify
from standoff.record.canonical import GREATEST, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-GREATEST, GREATEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=20,
)


@given(VALUES)
def test_the_bytes_are_those_of_another_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_the_verifier_writes_the_same_bytes_with_other_code(value: Any) -> None:
    own = vars(verify)["_canonical"]
    assert own(value).encode() == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_read_again_is_the_same(value: Any) -> None:
    assert json.loads(canonical(value)) == value


def test_names_are_in_the_order_of_utf_16_and_not_of_code_points() -> None:
    # RFC 8785 section 3.2.3: U+1F600 is D83D DE00 in UTF-16, and comes before U+FB33.
    value = {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "\r": 4, "1": 5, "\u0080": 6, "\u00f6": 7}
    expected = '{"\\r":4,"1":5,"\u0080":6,"\u00f6":7,"\u20ac":3,"\U0001f600":2,"\ufb33":1}'
    assert canonical(value).decode() == expected


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        -0.0,
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        b"",
        {1},
        object(),
        [0.5],
    ],
)
def test_what_no_entry_may_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


def test_the_greatest_integers_are_kept() -> None:
    assert canonical([GREATEST, -GREATEST]) == b"[9007199254740991,-9007199254740991]"
