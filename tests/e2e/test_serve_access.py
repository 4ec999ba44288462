"""Who may ask a served desk: sign-in, sessions, other names for this machine, pages of other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from desk_process import DeskProcess, Person, settings
from sent import claim, problem, said

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["served_desk"]


@pytest.mark.parametrize("path", ["picture", "session", "desk", "incidents/17-001", "entries", "checkpoint", "stream"])
def test_without_a_session_nothing_is_told(desk: DeskProcess, path: str) -> None:
    with httpx.stream("GET", f"{desk.url}/api/v1/{path}") as answer:
        assert answer.status_code == 401, "the live stream would never end"
        answer.read()
    assert problem(answer)["code"] == "not-signed-in"
    assert "sign-in link" in problem(answer)["remedy"]


@pytest.mark.parametrize(
    ("cookie", "authorization"),
    [("x", ""), ("", "Bearer x"), ("", "Bearer a-feed-token-of-a-test"), ("", "Basic eDp5"), ("", "Bearer")],
)
def test_nobody_acts_with_a_cookie_or_token_that_is_not_of_this_run(
    desk: DeskProcess, cookie: str, authorization: str
) -> None:
    headers = {"cookie": f"standoff_session={cookie}", "authorization": authorization}
    answer = httpx.post(f"{desk.url}/api/v1/acts", json=said(claim()), headers=headers)
    assert answer.status_code == 401


def test_a_sign_in_link_works_once_and_its_cookie_is_for_this_site_alone(tmp_path: Path) -> None:
    with DeskProcess("serve", "--config", settings(tmp_path)) as running:
        first = httpx.get(running.links[0])
        again = httpx.get(running.links[0])
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert again.status_code == 403
    assert "set-cookie" not in again.headers
    assert "works once" in again.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "192.168.1.5"])
def test_another_name_for_this_machine_is_refused(watch: Person, host: str) -> None:
    """A page of another site that had its name point here (DNS rebinding) would send that name."""
    for path in ("/api/v1/picture", "/", "/sign-in?secret=x", "/schema/openapi.json"):
        assert watch.http.get(path, headers={"host": host}).status_code in {400, 403}, path


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost", "null"])
def test_a_page_of_another_site_writes_nothing(watch: Person, origin: str) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.http.post("/api/v1/acts", json=said(claim()), headers={"origin": origin})
    assert answer.status_code == 403
    assert watch.get("desk")["seq"] == before


def test_its_own_page_writes(watch: Person) -> None:
    origin = str(watch.http.base_url).rstrip("/")
    assert watch.http.post("/api/v1/acts", json=said(claim()), headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_that_any_page_may_send_is_no_act(watch: Person, kind: str) -> None:
    before = watch.get("desk")["seq"]
    answer = watch.http.post("/api/v1/acts", content=b"what=x", headers={"content-type": kind})
    assert answer.status_code in {400, 403, 415, 422}
    assert watch.get("desk")["seq"] == before
