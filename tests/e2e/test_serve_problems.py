"""What is wrong is said as a problem (RFC 9457), at its field, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sent import claim, problem

if TYPE_CHECKING:
    from desk_process import Person

pytest_plugins = ["served_desk"]


WRONG: list[tuple[dict[str, Any], int, set[str]]] = [
    ({"what": claim(), "incident": "99-001"}, 404, {"incident"}),
    ({"what": {"type": "open", "why": "x", "zone": "nowhere"}}, 404, {"what.zone"}),
    ({"what": {"type": "doubt", "words": "x"}}, 422, {"incident"}),
    ({"what": {"type": "claim", "about": "other", "claimed_by": "x"}}, 422, {"what.words"}),
    ({"what": claim("")}, 422, {"what.words"}),
    ({"what": claim("x" * 4001)}, 422, {"what.words"}),
    ({"what": claim() | {"about": "intent"}}, 422, {"what.about"}),
    ({"what": claim() | {"threat": 9}}, 422, {"what"}),
    ({"what": {"type": "show_of_force", "words": "x"}}, 422, {"what.type"}),
    ({"what": {"words": "x"}}, 422, {"what.type"}),
    ({"what": claim(), "key": "short"}, 422, {"key"}),
    ({"what": claim(), "extra": 1}, 422, set()),
    ({"what": claim(), "happened_at": "yesterday"}, 422, {"happened_at"}),
    ({"what": claim(), "happened_at": "2999-01-01T00:00:00Z"}, 422, {"happened_at"}),
    ({"what": claim(), "happened_at": "2020-01-01T00:00:00Z"}, 422, {"late_because"}),
]


@pytest.mark.parametrize(("act", "status", "fields"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    watch: Person, act: dict[str, Any], status: int, fields: set[str]
) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.acts(act)
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["detail"]
    assert set(found.get("fields", {})) >= fields, found
    assert watch.get("desk")["seq"] == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"key":', b"[" * 5000, b"\xff\xfe", b'{"what":{"type":"claim"}}' * 3]
)
def test_a_body_that_is_no_act_is_refused(watch: Person, body: bytes) -> None:
    answer = watch.http.post("/api/v1/acts", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert problem(answer)["code"] == "invalid"


@pytest.mark.parametrize("path", ["incidents/17-999", "incidents/17-999/range", "nothing"])
def test_what_is_not_there_is_a_problem_too(watch: Person, path: str) -> None:
    answer = watch.http.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert path == "nothing" or problem(answer)["code"] == "unknown"
