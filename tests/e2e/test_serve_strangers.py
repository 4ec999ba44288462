"""Text from strangers, and pages that let none of it run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desk_process import wait_for
from sent import claim, now, said

if TYPE_CHECKING:
    from desk_process import DeskProcess, Person

pytest_plugins = ["served_desk"]

STRANGE = "<script>alert(1)</script> \x1b[31m\u202e $(reboot) \x00"


def test_text_from_strangers_stays_text(watch: Person, desk: DeskProcess) -> None:
    incident = watch.opened(STRANGE)
    watch.entered(said(claim(STRANGE), incident))
    assert desk.reports({"time": now(), "source": STRANGE, "entity": STRANGE, "lat": 37.0, "lon": -122.0}).json()[
        "accepted"
    ]
    wait_for(lambda: any(track["track"] == STRANGE for track in watch.get("picture")["tracks"]))
    panel = watch.http.get(f"/api/v1/incidents/{incident}")
    assert panel.headers["content-type"] == "application/json"
    assert panel.json()["said"][-1]["says"].endswith(STRANGE)
    unknown = watch.http.get("/api/v1/incidents/%3Cscript%3E")
    assert unknown.headers["content-type"] == "application/problem+json"
    for answer in (panel, unknown):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "\x1b" not in answer.text  # JSON escapes what a terminal would obey


def test_pages_let_no_foreign_script_run_and_stay_in_their_folder(watch: Person) -> None:
    page = watch.http.get("/")
    assert page.status_code == 200, "the console is built: make console"
    parts = [part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";")]
    policy = {name: allowed for name, allowed in parts}  # noqa: C416 - a list of pairs is no mapping to the types
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    assert not any(inline.strip() for inline in scripts)
    for escape in ("/../pyproject.toml", "/%2e%2e/package.json", "/..%2fpackage.json", "/assets/..%5c..%5cindex.html"):
        assert watch.http.get(escape).status_code == 404, escape
    refused = watch.http.get("/sign-in", params={"secret": "<script>"})
    assert refused.status_code == 403
    assert "<script>" not in refused.text
