"""Who is there: a link signs in once, a session acts as its own people, and other names and sites are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from desk_in_process import AUTHORITY, OPEN, URL, WATCH, DeskInProcess, served

from standoff.model.principal import Principal, Role
from standoff.server.access import COOKIE, Access, Person, deskers
from standoff.server.running import Running, announce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskInProcess]:
    with served(tmp_path_factory.mktemp("access") / "desk") as running:
        yield running


# links, sessions, tokens


@pytest.mark.parametrize("secret", ["", "x", "\u00e9", "\x00"])
def test_what_was_never_a_link_signs_nobody_in(secret: str) -> None:
    access = Access()
    access.link([WATCH])
    assert access.sign_in(secret) is None


def test_a_link_signs_in_once_and_no_other_link_is_used_up() -> None:
    access = Access()
    first, second = access.link([WATCH]), access.link([WATCH])
    session = access.sign_in(first)
    assert session
    assert access.sign_in(first) is None
    assert access.person(session, None) == Person((WATCH,))
    other = access.sign_in(second)
    assert other
    assert len({first, second, session, other}) == 4
    assert min(map(len, (first, second, session, other))) >= 32


def test_one_secret_does_not_stand_for_another() -> None:
    """A link is no session, a session no bearer token, a feed's token no person's, and none outlives the process."""
    access = Access()
    link, token, feed = access.link([WATCH]), access.token([WATCH]), access.feed_token("radar")
    session = access.sign_in(access.link([WATCH])) or ""
    for cookie, bearer in ((link, ""), (token, ""), (feed, ""), ("", link), ("", session), ("", feed)):
        assert access.person(cookie, f"Bearer {bearer}") is None
    for bearer in (link, token, session):
        assert access.feed(f"Bearer {bearer}") is None
    assert access.person(None, f"Bearer {token}") == Person((WATCH,))
    assert access.feed(f"Bearer {feed}") == "radar"
    later = Access()
    assert later.person(session, f"Bearer {token}") is None
    assert later.sign_in(link) is None


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ("Bearer {}", True),
        ("bearer {}", True),
        ("Bearer  {} ", True),
        ("{}", False),
        ("Basic {}", False),
        ("Bearer", False),
        ("Bearer ", False),
        ("Bearer {}x", False),
        ("Bearer x{}", False),
        ("Bearer {}\u00e9", False),
        ("", False),
        (None, False),
    ],
)
def test_a_token_is_shown_as_bearer_and_whole(shown: str | None, *, known: bool) -> None:
    access = Access()
    person, feed = access.token([WATCH]), access.feed_token("radar", "a-token-of-our-own")
    assert (access.person(None, shown and shown.format(person)) is not None) is known
    assert (access.feed(shown and shown.format(feed)) is not None) is known


def test_feeds_do_not_sign_in() -> None:
    feed = Principal(id="feed-1", name="Feed", roles=(Role.FEED,))
    system = Principal(id="standoff", name="standoff", roles=(Role.SYSTEM,))
    assert deskers([feed, WATCH, system, AUTHORITY]) == (WATCH, AUTHORITY)


def test_a_person_acts_as_themselves_and_the_first_by_default() -> None:
    both = Person((WATCH, AUTHORITY))
    assert [both.acting_as(name) for name in ("", "watch-1", "authority-1", "Watch One", "WATCH-1")] == [
        WATCH,
        WATCH,
        AUTHORITY,
        None,
        None,
    ]
    assert Person(()).acting_as("") is None


@pytest.mark.parametrize("before", ["", "an older one, which is longer than what is written now: " + "x" * 500])
def test_how_to_reach_the_desk_is_for_the_eyes_of_its_owner(tmp_path: Path, before: str) -> None:
    (tmp_path / "access").mkdir()
    path = tmp_path / "access" / "running.json"
    if before:
        path.write_text(before)
        path.chmod(0o644)
    mask = os.umask(0)
    try:
        assert announce(tmp_path, Running(url=URL, token="x")) == path  # noqa: S106 - a made-up one
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == '{"url":"http://127.0.0.1:8460","token":"x"}'


# over HTTP


def test_the_cookie_is_for_this_site_and_no_script(desk: DeskInProcess) -> None:
    path = f"/sign-in?secret={desk.access.link([WATCH])}"
    first, again = desk.ask("GET", path), desk.ask("GET", path)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    (cookie,) = first.headers.get_list("set-cookie")
    name, *flags = cookie.split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=strict", "path=/"} == {flag.lower() for flag in flags}
    assert (again.status_code, "set-cookie" in again.headers) == (403, False)
    assert "start standoff again" in again.text


def test_looking_at_a_link_does_not_use_it_up(desk: DeskInProcess) -> None:
    """Programs that look ahead at links send HEAD."""
    path = f"/sign-in?secret={desk.access.link([WATCH])}"
    assert desk.ask("HEAD", path).status_code == 405
    assert desk.ask("GET", path).status_code == 303


@pytest.mark.parametrize("name", ["authority-1", "nobody", "Watch One", "standoff", "watch-1 "])
def test_who_is_not_of_this_session_is_not_acted_as(desk: DeskInProcess, name: str) -> None:
    session, before = desk.session(WATCH), desk.seq()
    found = desk.acts(session, OPEN, name)
    assert (found.status_code, found.json()["code"]) == (403, "not-allowed")
    assert repr(name) in found.json()["detail"]
    assert found.json()["remedy"] == "Act as watch-1, or sign in as them"
    assert desk.seq() == before


def test_an_act_is_by_whom_the_session_acts_as(desk: DeskInProcess) -> None:
    session = desk.session(WATCH, AUTHORITY)
    for name, by in (("", "watch-1"), ("watch-1", "watch-1"), ("authority-1", "authority-1")):
        answered = desk.acts(session, OPEN | {"key": f"as-{name or 'default'}"}, name)
        place = answered.json()["entries"][0]
        (entry,) = desk.ask("GET", f"/api/v1/entries?after={place - 1}&limit=1", session).json()
        assert entry["by"]["id"] == by


@pytest.mark.parametrize("name", ["", "watch-1"])
def test_where_nobody_is_on_the_roster_an_act_is_refused_and_it_is_said_what_to_do(tmp_path: Path, name: str) -> None:
    with served(tmp_path / "desk", roster=()) as desk:
        token = desk.access.token(())
        headers = {"authorization": f"Bearer {token}"}
        params = {"as": name} if name else {}
        found = desk.ask("POST", "/api/v1/acts", headers=headers, json=OPEN, params=params)
    assert found.status_code == 403
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["code"] == "not-allowed"
    assert "[[people]]" in found.json()["remedy"]


READ = "/api/v1/desk"
HOSTS = [
    *((host, 200) for host in ("127.0.0.1", "127.0.0.1:8460", "localhost:1", "LOCALHOST", "[::1]:8460")),
    *((host, 403) for host in ("", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2")),
    *((host, 403) for host in ("192.168.1.5:8460", "::1", "[::1", "127.1", "2130706433", "localhost.")),
    ("127.0.0.1@evil.example", 403),
    *((host, 422) for host in ("evil.example#127.0.0.1", "evil.example/127.0.0.1")),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_this_desk_answers_to_loopback_names_alone(desk: DeskInProcess, host: str, status: int) -> None:
    """A page of another site whose name was made to point here (DNS rebinding) sends that name."""
    found = desk.ask("GET", READ, desk.session(WATCH), headers={"host": host})
    assert found.status_code == status
    assert (found.json().get("code", ""), bool(found.json().get("remedy"))) == {
        200: ("", False),
        403: ("not-allowed", True),
        422: ("invalid", True),
    }[status]


ORIGINS = [
    *((origin, 200) for origin in (None, URL)),
    *((origin, 403) for origin in ("null", "", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1")),
    *((origin, 403) for origin in ("http://localhost:8460", "http://127.0.0.1:8460.evil.example", "http://[::1")),
]


@pytest.mark.parametrize(("origin", "status"), ORIGINS)
def test_pages_of_other_sites_write_nothing(desk: DeskInProcess, origin: str | None, status: int) -> None:
    session, before = desk.session(WATCH), desk.seq()
    headers = {} if origin is None else {"origin": origin}
    found = desk.ask(
        "POST",
        "/api/v1/acts",
        session,
        headers=headers,
        json=OPEN | {"key": f"key-of-{ORIGINS.index((origin, status)):08d}"},
    )
    assert found.status_code == status
    assert (desk.seq() > before) == (status == 200)
    assert "access-control-allow-origin" not in found.headers
