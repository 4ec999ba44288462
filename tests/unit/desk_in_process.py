"""A served desk without a process or a port of its own: the application, called where the test runs."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final

from litestar.testing import TestClient

from standoff.host.clock import this_machine
from standoff.host.opening import Settings, open_host
from standoff.incidents.ladder import shipped_ladder
from standoff.model.principal import Principal, Role
from standoff.record.folder import Folder
from standoff.server.access import COOKIE, Access
from standoff.server.app import make_app
from standoff.server.desk import ServedDesk

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    import httpx

    from standoff.model.channel import Channel
    from standoff.model.panel import Cue

WATCH: Final = Principal(id="watch-1", name="Watch One", roles=(Role.WATCH,))
AUTHORITY: Final = Principal(id="authority-1", name="Authority One", roles=(Role.AUTHORITY,))
URL: Final = "http://127.0.0.1:8460"
OPEN: Final = {"what": {"type": "open", "why": "for this test"}, "key": "key-of-this-act"}


class DeskInProcess:
    """A desk that is served, and its browser, which keeps no cookies.

    Attributes:
        access: who may sign in.
        desk: what is served.
        http: the browser.
    """

    def __init__(self, access: Access, desk: ServedDesk, http: TestClient[Any]) -> None:
        self.access, self.desk, self.http = access, desk, http

    def ask(self, method: str, path: str, session: str = "", **more: Any) -> httpx.Response:
        """One request, under a session where one is given."""
        self.http.cookies.clear()
        headers = {**more.pop("headers", {}), **({"cookie": f"{COOKIE}={session}"} if session else {})}
        return self.http.request(method, path, headers=headers, follow_redirects=False, **more)

    def session(self, *principals: Principal) -> str:
        """A session of somebody who has signed in by a link of theirs."""
        session = self.access.sign_in(self.access.link(principals))
        assert session is not None
        return session

    def acts(self, session: str, act: dict[str, Any], acting_as: str = "") -> httpx.Response:
        """Sends an act."""
        return self.ask("POST", "/api/v1/acts", session, json=act, params={"as": acting_as} if acting_as else {})

    def seq(self) -> int:
        """How many entries there are."""
        return int(self.ask("GET", "/api/v1/desk", self.session(WATCH)).json()["seq"])


@contextlib.contextmanager
def served(
    folder: Path,
    roster: Sequence[Principal] = (WATCH, AUTHORITY),
    cues: Sequence[Cue] = (),
    channels: Sequence[Channel] = (),
) -> Generator[DeskInProcess]:
    """Serves a new desk in a folder as long as this lasts."""
    settings = Settings(zones=[], ladder=shipped_ladder(), roster=roster, channels=channels)
    access, desk = Access(), ServedDesk(open_host(Folder(folder, os.urandom), settings, this_machine()), cues)
    with TestClient(make_app(desk, access), base_url=URL, raise_server_exceptions=False) as http:
        yield DeskInProcess(access, desk, http)
