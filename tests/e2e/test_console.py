"""The console, through Chromium and a real desk: what a person on watch does with it, and what may go wrong."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

import pytest
from _console_picture import FLAGS
from console_page import PATIENCE_MS, SIZE, ConsolePage
from desk_process import STANDOFF, DeskProcess, settings
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Route

pytestmark = pytest.mark.browser

INFORM: Final = {
    "kind": "inform",
    "channel": "liaison line",
    "to": "guarantor's duty officer (fictional)",
    "words": "About twenty vehicles are over the line. Please have them halt, and go north of it by 07:25.",
    "could_be_heard": "yes",
    "receipt": "read_back",
    "read_back": "Twenty over the line; halt, north of it by zero seven two five.",
}


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=SIZE)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskProcess]:
    with DeskProcess("serve", "--config", settings(tmp_path, status="test")) as served:
        yield served


def count(desk: DeskProcess, console: ConsolePage, kind: str) -> int:
    """How many entries of a type the record holds, asked by the console's own session."""
    answer = console.page.request.get(f"{desk.url}/api/v1/entries?after=-1&limit=1000")
    assert answer.ok, answer.text()
    return sum(entry["type"] == kind for entry in answer.json())


def set_speed(desk: DeskProcess, console: ConsolePage, speed: float) -> None:
    assert console.page.request.post(f"{desk.url}/api/v1/exercise/clock", data={"speed": speed}).ok


def run_until(desk: DeskProcess, console: ConsolePage, speed: float, testid: str, **more: str) -> None:
    """Lets the exercise run at a speed until something is in sight, then lets it stand, by the console's button."""
    set_speed(desk, console, speed)
    console.see(testid, **more)
    console.press("Pause")


def test_al_tanf_is_played_by_hand_from_a_crossing_to_its_end(context: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with DeskProcess("demo", "--port", "0", "--dir", folder, "--variant", "halts-27km", "--speed", "1") as desk:
        console = ConsolePage(context, desk.links[0])
        run_until(desk, console, 300, "incident-panel", phase="act")
        console.act_as("liaison-1")
        console.open_form("enter-attempt", "attempt")
        console.fill(INFORM)
        console.enter()
        console.see("log-line", type="attempt")

        console.press("60x")
        cue = console.named("cue").filter(has_text="We will find out who they are")
        cue.wait_for()
        console.press("Pause")
        cue.get_by_role("button", name="Look over and enter").click()
        form = console.form("answer")
        expect(form.locator("[name=kind]")).to_have_value("asks_time")
        console.enter()
        console.see("log-line", type="answer")

        console.open_form("way-put_to_authority", "put_to_authority")
        console.fill({"question": "They are over the line and do not answer: hold until 07:25?"})
        console.enter()
        console.see("incident-panel", phase="asked")
        console.act_as("authority-1")
        form = console.open_form("way-hold", "decision")
        console.press("+10 min")
        console.fill({"reason": "They may be a road crew; the guarantor asks for time."})
        console.enter()
        console.see("incident-panel", phase="held")

        console.open_form("way-step_down", "decision")
        console.fill({"reason": "They stand, and the guarantor speaks with them."})
        console.enter()
        console.see("incident-panel", phase="ending")
        console.press("Close the incident")
        console.fill({"disposition": "halted", "words": "They stand at the wadi and talk."})
        console.fill({"aftermath": "Nobody was harmed, says the guarantor."})
        console.enter()
        console.see("incident-panel", phase="closed")
        assert [count(desk, console, kind) for kind in ("attempt", "answer", "decision", "close")] == [1, 1, 2, 1]
        assert console.wrong == []
        assert desk.stop() == 0
    checked = subprocess.run([STANDOFF, "record", "verify", folder], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def opened(desk: DeskProcess, console: ConsolePage) -> None:
    """An incident, opened by hand through the form."""
    console.press("Open by hand")
    console.fill({"why": "for this test", "zone": "bay"})
    console.enter()
    console.see("incident-panel", phase="act")
    assert count(desk, console, "incident_opened") == 1


def test_a_double_click_is_one_act(context: BrowserContext, desk: DeskProcess) -> None:
    console = ConsolePage(context, desk.links[0])
    opened(desk, console)
    console.page.route("**/api/v1/acts*", lambda route: route.continue_())  # it waits for us: both clicks are first
    console.open_form("enter-doubt", "doubt")
    console.fill({"words": "it may be a fishing fleet"})
    console.named("submit").dblclick()
    console.see("log-line", type="doubt")
    assert count(desk, console, "doubt") == 1
    assert console.wrong == []


def test_an_answer_that_is_lost_on_its_way_leaves_one_act_however_often_it_is_sent(
    context: BrowserContext, desk: DeskProcess
) -> None:
    console = ConsolePage(context, desk.links[0])
    opened(desk, console)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    console.page.route("**/api/v1/acts*", lose, times=1)
    console.open_form("enter-doubt", "doubt")
    console.fill({"words": "it may be a fishing fleet"})
    console.named("submit").click()
    console.see("refusal", code="unreachable")
    assert console.page.locator("dialog [name=words]").input_value() == "it may be a fishing fleet"
    console.enter()
    assert count(desk, console, "doubt") == 1


def test_a_second_tab_sees_what_the_first_one_enters(context: BrowserContext, desk: DeskProcess) -> None:
    first = ConsolePage(context, desk.links[0])
    second = ConsolePage(context, desk.url)
    opened(desk, first)
    second.see("incident-line")
    first.open_form("enter-doubt", "doubt")
    first.fill({"words": "it may be a fishing fleet"})
    first.enter()
    second.see("log-line", type="doubt")
    assert second.wrong == first.wrong == []


def test_of_two_people_who_act_at_once_one_is_told_that_somebody_came_first(
    browser: Browser, context: BrowserContext, desk: DeskProcess
) -> None:
    watch = ConsolePage(context, desk.links[0])
    opened(desk, watch)
    other = browser.new_context(viewport=SIZE)
    authority = ConsolePage(other, desk.links[1])
    watch.open_form("way-put_to_authority", "put_to_authority")
    watch.fill({"question": "hold, or go on?"})
    authority.open_form("way-put_to_authority", "put_to_authority")
    authority.fill({"question": "shall I decide now?"})
    watch.enter()
    authority.named("submit").click()
    authority.see("refusal", code="moved-since")
    assert count(desk, watch, "put_to_authority") == 1
    authority.press("Look again; what is typed stays")
    assert authority.page.locator("dialog [name=question]").input_value() == "shall I decide now?"
    assert authority.wrong == watch.wrong == []
    other.close()


def test_a_desk_that_falls_silent_is_shown_as_stale_and_found_again(context: BrowserContext, desk: DeskProcess) -> None:
    console = ConsolePage(context, desk.links[0])
    expect(console.named("stale")).to_have_count(0)
    with desk.frozen():
        console.see("stale")
    expect(console.named("stale")).to_have_count(0, timeout=PATIENCE_MS)


def test_a_desk_that_is_gone_takes_nothing_and_what_was_typed_stays(context: BrowserContext, desk: DeskProcess) -> None:
    console = ConsolePage(context, desk.links[0])
    opened(desk, console)
    console.open_form("enter-doubt", "doubt")
    console.fill({"words": "it may be a fishing fleet"})
    desk.kill()
    console.see("stale")
    console.named("submit").click()
    console.see("refusal", code="unreachable")
    assert console.page.locator("dialog [name=words]").input_value() == "it may be a fishing fleet"
