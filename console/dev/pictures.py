"""Takes pictures of the console against `mock.mjs`, to be looked at: `python dev/pictures.py OUT [ADDRESS]`."""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import httpx
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def trouble(address: str, name: str) -> None:
    """Tells the mock to misbehave, or to mend."""
    httpx.post(f"{address}/mock/{name}").raise_for_status()


def leave(page: Page) -> None:
    """Leaves a form in which something was typed."""
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Leave it").click()


def forms(page: Page, out: Path) -> None:
    """The desk, a call, what a form says of empty fields, a track's facts, the light theme."""
    page.wait_for_timeout(2500)
    page.screenshot(path=out / "desk.png")
    page.keyboard.press("c")
    page.get_by_label("Urgent, pass now").check()
    page.screenshot(path=out / "call.png")
    leave(page)
    for way in ("hold", "other_channel"):
        page.get_by_test_id(f"way-{way}").click()
        page.get_by_test_id("submit").click()
        page.wait_for_timeout(400)
        page.screenshot(path=out / f"way-{way}.png")
        page.keyboard.press("Escape")
    page.locator(".map").click(position={"x": 235, "y": 212})
    page.locator(".facts").wait_for()
    page.get_by_role("button", name="Light").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / "light.png")
    page.get_by_role("button", name="Dark").click()


def troubles(page: Page, out: Path, address: str) -> None:
    """Not recorded, stale, somebody came first."""
    trouble(address, "fail")
    page.get_by_test_id("enter-doubt").click()
    page.locator("[name=words]").fill("may be a road crew")
    page.get_by_test_id("submit").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / "not-recorded.png")
    trouble(address, "silence")
    page.get_by_test_id("stale").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=out / "stale.png")
    trouble(address, "mend")
    page.get_by_test_id("stale").wait_for(state="detached")
    leave(page)
    page.get_by_test_id("way-put_to_authority").click()
    page.locator("[name=question]").fill("Hold on, or step down?")
    trouble(address, "moved")
    page.get_by_test_id("submit").click()
    page.get_by_test_id("refusal").wait_for()
    page.screenshot(path=out / "moved-since.png")
    page.get_by_role("button", name="Look again").click()
    page.get_by_test_id("submit").click()
    page.get_by_test_id("form-put_to_authority").wait_for(state="detached")


def small(page: Page, out: Path, address: str) -> None:
    """The smallest size that has to work, a cue, and a desk on which nothing happens."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_test_id("cue").first.get_by_role("button").click()
    page.wait_for_timeout(800)
    page.screenshot(path=out / "small.png")
    page.keyboard.press("Escape")
    trouble(address, "empty")
    page.reload()
    page.wait_for_timeout(5000)
    page.screenshot(path=out / "empty.png")
    trouble(address, "mend")


def tell(said: ConsoleMessage) -> None:
    """What the page's own console says."""
    sys.stdout.write(f"{said.type}: {said.text}\n")


def main() -> None:
    """Opens Chromium, and takes all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8469")
    given = parser.parse_args()
    out, address = given.out, given.address
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        page.on("console", tell)
        page.goto(address)
        page.wait_for_selector("body[map-ready]", timeout=60_000)
        forms(page, out)
        troubles(page, out, address)
        small(page, out, address)
        browser.close()


if __name__ == "__main__":
    main()
