"""The console in a real browser, as somebody sees it and uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, ViewportSize

PATIENCE_MS: Final = 60_000
"""How long anything may take: the map is drawn by software, on a machine that may be busy."""
SIZE: Final[ViewportSize] = {"width": 1600, "height": 1000}


class ConsolePage:
    """A tab.

    Attributes:
        page: the tab.
        wrong: what the browser complained of: errors of the script, and errors on its log.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heed)
        self.page.goto(url)
        self.page.locator("body[map-ready]").wait_for()

    def _heed(self, message: ConsoleMessage) -> None:
        # the browser also logs refusals that the page shows: those are the desk's answers, not faults
        if message.type == "error" and "status of 4" not in message.text:
            self.wrong.append(message.text)

    def named(self, testid: str) -> Locator:
        """What a test calls so."""
        return self.page.get_by_test_id(testid)

    def press(self, name: str) -> None:
        """Presses the button of that name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def act_as(self, principal: str) -> None:
        """Chooses who enters what is entered next."""
        self.named("act-as").select_option(principal)

    def open_form(self, button: str, form: str) -> Locator:
        """Presses a button by its test id; gives the form that it opens."""
        self.named(button).click()
        return self.form(form)

    def form(self, form: str) -> Locator:
        """The open form of a type of act."""
        opened = self.named(f"form-{form}")
        opened.wait_for()
        return opened

    def fill(self, values: dict[str, str]) -> None:
        """Fills fields of the open form, by the names of the act's fields."""
        for name, value in values.items():
            field = self.page.locator(f"dialog [name={name}]")
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def enter(self) -> None:
        """Presses the form's own button, and sees that it was taken: the form goes."""
        self.named("submit").click()
        expect(self.page.locator("dialog")).to_have_count(0, timeout=PATIENCE_MS)

    def see(self, testid: str, **more: str) -> None:
        """Waits until it is in sight, with such data."""
        extra = "".join(f'[data-{name}="{value}"]' for name, value in more.items())
        self.page.locator(f'[data-testid="{testid}"]{extra}').first.wait_for()
