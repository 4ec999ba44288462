"""Acts at a served desk: one key is one act, one of two came first, and who may what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sent import claim, hold, problem, said

if TYPE_CHECKING:
    import httpx
    from desk_process import Person

pytest_plugins = ["served_desk"]


def test_the_same_act_twice_is_one_act_with_one_answer(watch: Person) -> None:
    act = said(claim(), watch.opened())
    first = watch.acts(act)
    after = watch.get("desk")["seq"]
    again = watch.acts(act)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert watch.get("desk")["seq"] == after


def test_ten_clicks_at_once_are_one_act(watch: Person) -> None:
    incident = watch.opened()
    before = watch.get("desk")["seq"]
    act = said(claim(), incident)
    with ThreadPoolExecutor(10) as clicks:
        answers = list(clicks.map(watch.acts, [act] * 10))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [entry["type"] for entry in watch.entries(before - 1)] == ["claim"]


@pytest.mark.parametrize("other", [claim("other words"), {"type": "doubt", "words": "words"}])
def test_a_key_belongs_to_one_act(watch: Person, other: dict[str, Any]) -> None:
    act = said(claim(), watch.opened())
    watch.entered(act)
    before = watch.get("desk")["seq"]
    answer = watch.acts(act | {"what": other})
    assert (answer.status_code, problem(answer)["code"]) == (409, "key-reused")
    assert watch.get("desk")["seq"] == before


def test_a_key_belongs_to_one_person(watch: Person, authority: Person) -> None:
    act = said(claim(), watch.opened())
    watch.entered(act)
    assert problem(authority.acts(act))["code"] == "key-reused"


def acted(person: Person, act: dict[str, Any]) -> httpx.Response:
    return person.acts(act)


def test_of_two_who_act_at_once_on_the_same_picture_one_is_told_who_came_first(
    watch: Person, authority: Person
) -> None:
    for _ in range(5):
        incident = watch.opened()
        seen = watch.get(f"incidents/{incident}")["revision"]
        step_down = {"type": "decision", "kind": "step_down", "decided_by": "authority-1", "reason": "enough"}
        acts = [said(what, incident, seen_revision=seen) for what in (hold(), step_down)]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(acted, [watch, authority], acts))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = problem(next(answer for answer in answers if answer.status_code == 409))
        first = "Authority One" if answers[0].status_code == 409 else "Watch One"
        assert lost["code"] == "moved-since"
        assert lost["detail"].startswith(f"{first} came first: ")
        assert lost["revision"] == seen + 1
        panel = watch.get(f"incidents/{incident}")
        assert panel["revision"] == seen + 1
        assert len(panel["decisions"]) == 1


def test_who_may_not_is_told_who_may(watch: Person, monitor: Person) -> None:
    incident = watch.opened()
    before = watch.get("desk")["seq"]
    draw_back = {"type": "decision", "kind": "draw_back", "decided_by": "watch-1", "reason": "x"}
    instruction = {"type": "attempt", "kind": "inform", "channel": "line", "to": "them", "words": "x"}
    refusals = [
        monitor.acts(said(claim(), incident)),
        monitor.acts(said({"type": "open", "why": "x"})),
        watch.acts(said(draw_back, incident)),
        watch.acts(said(instruction | {"marker": "instruction"}, incident)),
        watch.acts(said(claim(), incident), "authority-1"),
        watch.acts(said(claim(), incident), "nobody"),
        watch.http.post("/api/v1/exercise/clock", json={"speed": 10}),
    ]
    assert {answer.status_code for answer in refusals} == {403}
    assert {problem(answer)["code"] for answer in refusals} == {"not-allowed"}
    assert "it takes watch or liaison or authority" in problem(refusals[0])["detail"]
    assert watch.get("desk")["seq"] == before
    monitor.entered(said({"type": "doubt", "words": "may be a road crew"}, incident))


def test_a_late_entry_says_why_and_keeps_both_times(watch: Person) -> None:
    incident = watch.opened()
    then = (datetime.now(UTC) - timedelta(minutes=40)).isoformat(timespec="milliseconds")
    answered = watch.entered(said(claim(), incident, happened_at=then, late_because="no line till now"))
    (entry,) = watch.entries(answered["entries"][0] - 1)[:1]
    assert entry["body"]["late_because"] == "no line till now"
    assert datetime.fromisoformat(entry["happened_at"]) == datetime.fromisoformat(then)
    assert entry["recorded_at"] == answered["recorded_at"]
    line = watch.get(f"incidents/{incident}")["log"][-1]
    assert line["happened_at"] != line["recorded_at"]
    assert line["late_because"] == "no line till now"
