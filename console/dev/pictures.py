"""Takes pictures of the console against `mock.mjs` (or ADDRESS), to be looked at: `python dev/pictures.py OUT [ADDRESS]`."""

from __future__ import annotations

import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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
    urllib.request.urlopen(urllib.request.Request(f"{address}/mock/{name}", method="POST"), timeout=5).close()


def pictures(page: Page, out: Path, address: str) -> None:
    """One picture of each state that has a look of its own."""
    page.goto(address)
    page.wait_for_selector("body[map-ready]", timeout=60_000)
    page.wait_for_timeout(2500)
    page.screenshot(path=out / "desk.png")
    page.keyboard.press("c")
    page.get_by_label("Urgent, pass now").check()
    page.screenshot(path=out / "call.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leave it").click()
    for way in ("hold", "other_channel"):
        page.get_by_test_id(f"way-{way}").click()
        page.get_by_test_id("submit").click()
        page.wait_for_timeout(400)
        page.screenshot(path=out / f"way-{way}.png")
        page.keyboard.press("Escape")
    map_box = page.locator(".map").bounding_box()
    if map_box:
        page.mouse.click(map_box["x"] + 235, map_box["y"] + 212)
        page.locator(".facts").wait_for()
    page.get_by_role("button", name="Light").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / "light.png")
    page.get_by_role("button", name="Dark").click()
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
    trouble(address, "moved")
    page.get_by_test_id("stale").wait_for(state="detached")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Leave it").click()
    page.get_by_test_id("way-put_to_authority").click()
    page.locator("[name=question]").fill("Hold on, or step down?")
    trouble(address, "moved")
    page.get_by_test_id("submit").click()
    page.get_by_test_id("refusal").wait_for()
    page.screenshot(path=out / "moved-since.png")
    page.get_by_role("button", name="Look again").click()
    page.get_by_test_id("submit").click()
    page.get_by_test_id("form-put_to_authority").wait_for(state="detached")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_test_id("cue").first.get_by_role("button").click()
    page.wait_for_timeout(800)
    page.screenshot(path=out / "small.png")
    page.keyboard.press("Escape")
    trouble(address, "mend")
    trouble(address, "empty")
    page.reload()
    page.wait_for_timeout(5000)
    page.screenshot(path=out / "empty.png")
    trouble(address, "mend")


def main() -> None:
    """Opens Chromium at 1440x900 and at the smallest size that has to work."""
    out = Path(sys.argv[1])
    address = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8469"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        page.on("console", lambda said: sys.stdout.write(f"{said.type}: {said.text}\n"))
        page.on("pageerror", lambda error: sys.stdout.write(f"error: {error}\n"))
        pictures(page, out, address)
        browser.close()


if __name__ == "__main__":
    main()
