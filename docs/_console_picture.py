"""Takes the picture of the console that README shows: al-Tanf, played to its halt. Needs chromium."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

PICTURE: Final = Path(__file__).parent / "pictures" / "console.png"
UNTIL_MS: Final = 98_000
"""At a speed of 60, until about 07:38Z: they stand at 27 km."""
FLAGS: Final = (
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def take(link: str) -> None:
    """Opens the desk, waits for the moment, and takes the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.goto(link)
        page.wait_for_timeout(UNTIL_MS)
        page.get_by_role("button", name="Pause").click()
        page.wait_for_timeout(6000)
        page.screenshot(path=PICTURE)
        browser.close()


def main() -> None:
    """Starts the demo, and stops it."""
    standoff = str(Path(sys.executable).parent / "standoff")
    with tempfile.TemporaryDirectory() as folder:
        command = [standoff, "demo", "--port", "0", "--acts", "played", "--speed", "60", "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk:  # noqa: S603 - our own program
            lines = iter(desk.stdout.readline, "") if desk.stdout else iter(())
            link = next(found[0] for line in lines if (found := re.search(r"http://\S+secret=\S+", line)))
            take(link)
            desk.terminate()


if __name__ == "__main__":
    main()
