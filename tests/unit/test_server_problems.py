"""Every problem (RFC 9457) has a title, a status, what is wrong, a word for a program, and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from desk_in_process import OPEN, WATCH, DeskInProcess, served

from standoff.host.inputs import Refused
from standoff.incidents.refusal import Code
from standoff.model.acts import Act
from standoff.server.problems import MEDIA_TYPE, Problem, refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

API = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
ACTS, JSON = "/api/v1/acts", {"content-type": "application/json"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskInProcess]:
    with served(tmp_path_factory.mktemp("problems") / "desk") as running:
        yield running


ASKED: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/api/v1/incidents/17-999", {}, 404, "unknown"),
    ("GET", "/api/v1/incidents/17-999/range", {}, 404, "unknown"),
    ("GET", "/api/v1/nothing", {}, 404, "unknown"),
    ("POST", "/api/v1/nothing", {}, 404, "unknown"),
    ("GET", "/api/v1/..%2f..%2fetc", {}, 404, "unknown"),
    ("GET", "/api/v1/entries?limit=0", {}, 422, "invalid"),
    ("GET", "/api/v1/entries?limit=x", {}, 422, "invalid"),
    ("GET", "/api/v1/entries?after=-2", {}, 422, "invalid"),
    ("PUT", ACTS, {}, 405, "invalid"),
    ("GET", ACTS, {}, 405, "invalid"),
    ("POST", ACTS, {"content": b"", "headers": JSON}, 422, "invalid"),
    ("POST", ACTS, {"content": b"{", "headers": JSON}, 422, "invalid"),
    ("POST", ACTS, {"content": b"[" * 100_000, "headers": JSON}, 422, "invalid"),
    ("POST", ACTS, {"content": b"x" * 20_000_000, "headers": JSON}, 413, "invalid"),
    ("POST", ACTS, {"json": OPEN | {"incident": "17-999"}}, 404, "unknown"),
    ("POST", f"{ACTS}?as=nobody", {"json": OPEN}, 403, "not-allowed"),
    ("POST", "/api/v1/reports", {"content": b"[]"}, 401, "not-signed-in"),
    ("POST", "/api/v1/exercise/clock", {"json": {"speed": 1}}, 403, "not-allowed"),
    ("POST", "/api/v1/exercise/clock", {"json": {"speed": -1}}, 422, "invalid"),
    ("GET", "/api/v1/desk", {"headers": {"host": "evil.example"}}, 403, "not-allowed"),
    ("POST", ACTS, {"json": OPEN, "headers": {"origin": "null"}}, 403, "not-allowed"),
]


def held(answer: Any, status: int, code: str) -> dict[str, Any]:
    """What RFC 9457 and docs/reference/api.md ask of every problem."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["x-content-type-options"] == "nosniff"
    found = answer.json()
    assert found["status"] == status
    assert found["code"] == code
    assert all(found[name].strip() for name in ("title", "detail", "remedy")), found
    return found


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), ASKED)
def test_whatever_is_refused_is_a_problem_with_what_to_do(
    desk: DeskInProcess, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    held(desk.ask(method, path, desk.session(WATCH), **more), status, code)


@pytest.mark.parametrize("path", ["picture", "session", "desk", "incidents/17-001", "entries", "checkpoint"])
def test_who_is_not_signed_in_is_told_how(desk: DeskInProcess, path: str) -> None:
    assert "sign-in link" in held(desk.ask("GET", f"/api/v1/{path}"), 401, "not-signed-in")["remedy"]


def test_a_fault_of_our_own_is_a_problem_that_tells_nothing_of_the_inside_and_is_printed(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise LookupError("/home/somebody/secret")

    monkeypatch.setattr(desk.desk, "desk_view", broken)
    answer = desk.ask("GET", "/api/v1/desk", desk.session(WATCH))
    held(answer, 500, "fault")
    assert "secret" not in answer.text
    (record,) = caplog.records
    assert record.name == "uvicorn.error"
    assert record.exc_info is not None
    assert record.exc_info[0] is LookupError


@pytest.mark.parametrize("code", Code)
def test_every_refusal_of_the_desk_is_a_problem_that_the_reference_names(code: Code) -> None:
    found = refused(Refused(code=code, says="says", remedy="remedy", field="what.words", revision=3)).problem
    assert (found.detail, found.remedy, found.fields, found.revision) == ("says", "remedy", {"what.words": "says"}, 3)
    assert f"| {found.status} | `{found.code}` |" in API.read_text("utf-8")


def test_the_reference_names_no_problem_that_there_is_not() -> None:
    named = set(re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", API.read_text("utf-8"), re.MULTILINE))
    refusals = [refused(Refused(code=code, says="s", remedy="r")).problem for code in Code]
    known = {(str(found.status), found.code) for found in refusals}
    assert named == known | {("401", "not-signed-in"), ("500", "fault")}


def test_what_does_not_apply_is_left_out() -> None:
    plain = refused(Refused(code=Code.CLOSED, says="says", remedy="remedy")).problem
    assert set(msgspec.to_builtins(plain)) == {"title", "status", "detail", "code", "remedy"}


UNREADABLE: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"what": {"type": "open", "why": "x"}}, {"key": "is required"}),
    ({"key": "12345678"}, {"what": "is required"}),
    ({"what": {"type": "open"}, "key": "12345678"}, {"what.why": "is required"}),
    ({"what": {"type": "open", "why": 7}, "key": "12345678"}, {"what.why": "Expected `str`, got `int`"}),
    ({"what": {"type": "x"}, "key": "12345678"}, {"what.type": "Invalid value 'x'"}),
]


@pytest.mark.parametrize(("act", "fields"), UNREADABLE)
def test_what_cannot_be_read_names_its_field(act: dict[str, Any], fields: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.json.decode(json.dumps(act), type=Act)
    found = unreadable(error.value).problem
    assert (found.status, found.code, found.fields) == (422, "invalid", fields)
    assert "`$" not in found.detail
    assert found.remedy


def test_what_cannot_be_read_as_a_whole_names_no_field() -> None:
    assert unreadable(ValueError("It is nested too deeply")).problem == Problem(
        title="Invalid",
        status=422,
        detail="It is nested too deeply",
        code="invalid",
        remedy="Correct it, and send it again",
    )
