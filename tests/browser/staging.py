"""Anna's stage in a real browser: what it was seen to show at each step, and hands on its controls."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Locator, Page, Response
from playwright.sync_api import TimeoutError as TookTooLong
from tests.browser.serving import House, Looker, looking

__all__ = ["Stage", "plain", "staging"]

# what stood on her phone while a step was on the stage, each text once, the last one last
_WATCH = """
(() => {
  if (location.pathname !== '/stage') return;
  const seen = (window.oaseSeen = {});
  setInterval(() => {
    const step = document.getElementById('stage')?.dataset.step;
    if (step === undefined) return;
    const isOpen = document.getElementById('phone').dataset.is === 'open';
    const from = isOpen ? document.querySelector('#app-place iframe')?.contentDocument?.body
      : document.getElementById('lock');
    const text = from?.innerText ?? '';
    const texts = (seen[step] ??= []);
    if (texts[texts.length - 1] !== text) texts.push(text);
  }, 60);
})();
"""
_IDLE = """
step => {
  const stage = document.getElementById('stage');
  return stage.dataset.step === step && !document.getElementById('again').disabled
    && !document.getElementById('walk').disabled;
}
"""
_LEFT = "net::ERR_ABORTED"
"""What was still under way when a page was left."""


def plain(text: str) -> str:
    """Return a text with single spaces, as one reads it.

    Examples
    --------
    >>> plain("im Laden:\\xa02\\n gezählt")
    'im Laden: 2 gezählt'
    """
    return re.sub(r"\s+", " ", text).strip()


class Stage(NamedTuple):
    """The stage in a page of a browser, and what went wrong there."""

    page: Page
    address: str
    looker: Looker
    failed: list[str]
    answers: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    annas: list[dict[str, Any]]

    @property
    def phone(self) -> Any:
        """Return the app on her phone."""
        return self.page.frame_locator("#app-place iframe")

    @property
    def lock(self) -> Locator:
        """Return the locked screen."""
        return self.page.locator("#lock")

    @property
    def receipt(self) -> Locator:
        """Return the latest receipt."""
        return self.page.locator("#receipts > .receipt")

    def gates(self, sign: str = "") -> list[str]:
        """Return the sentences of the latest receipt, those with a sign."""
        kind = f".{sign}" if sign else ""
        return [plain(one) for one in self.receipt.locator(f".gates li{kind} .told").all_inner_texts()]

    def at_step(self, number: int) -> None:
        """Wait until a step has been played."""
        try:
            self.page.wait_for_function(_IDLE, arg=str(number), timeout=20_000)
        except TookTooLong as error:
            here = self.page.locator("#stage").get_attribute("data-step")
            told = self.page.locator("#trouble").inner_text()
            raise AssertionError(f"at {here} instead of {number}: {told} {self.failed}") from error

    def forward(self, number: int) -> None:
        """Go forward to a step, by keyboard."""
        here = int(self.page.locator("#stage").get_attribute("data-step") or -1)
        for step in range(here + 1, number + 1):
            self.page.keyboard.press("ArrowRight")
            self.at_step(step)

    def settled(self) -> None:
        """Wait until what was touched is done."""
        self.page.wait_for_function("() => !document.getElementById('walk').disabled")

    def switch(self, name: str, *, is_on: bool) -> None:
        """Turn one of the switches below the map."""
        self.page.locator(f"#{name}").set_checked(is_on)
        self.settled()

    def time(self, day: str, minute: int) -> None:
        """Move to the next such day and minute."""
        self.page.locator("#time").evaluate("(one, minute) => { one.value = minute }", minute)
        if self.page.locator("#day").input_value() == day:
            self.page.locator("#time").dispatch_event("change")
        else:
            self.page.locator("#day").select_option(day)
        self.settled()

    def ask(self) -> str:
        """Let the house decide again, and return the headline; the receipt is the new one then."""
        before = self.page.locator("#receipt-mark").inner_text()
        self.page.get_by_role("button", name="Neu entscheiden").click()
        self.page.wait_for_function(
            "before => document.getElementById('receipt-mark').innerText !== before", arg=before
        )
        self.settled()
        return self.page.locator("#stage-title").inner_text()

    def open_app(self) -> Page:
        """Open her app by itself, signed in as the stage's, and leave the stage."""
        page = self.page.context.new_page()
        page.on("dialog", lambda asked: asked.accept())  # she is signed in on the stage already
        anna = self.annas[-1]
        self.page.goto("about:blank")
        hash_ = f"#token={anna['token']}&refresh={anna['refresh']}"
        page.goto(f"{self.address}/app?lang=de{hash_}")
        page.wait_for_selector(".screen.start h1")
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        return page

    def seen(self) -> dict[int, list[str]]:
        """Return what was seen on her phone in each step."""
        found: dict[str, list[str]] = self.page.evaluate("window.oaseSeen")
        return {int(step): [plain(one) for one in texts] for step, texts in found.items()}

    def is_quiet(self) -> None:
        """See that nothing was complained of, nothing failed, and nobody else was asked."""
        assert self.looker.complaints == [], self.looker.complaints
        assert self.looker.outside == []
        assert self.failed == [], self.failed


@contextmanager
def staging(browser: Browser, house: House, *, lang: str = "de", **more: object) -> Generator[Stage]:
    """Open the stage, where a new Anna has come."""
    with looking(browser, house, lang=lang, **more) as looker:
        page = looker.page
        stage = Stage(page, house.address, looker, [], [], [], [])
        page.add_init_script(_WATCH)
        page.on("response", lambda answer: _note(stage, answer))
        page.on(
            "requestfailed",
            lambda asked: (
                None if asked.failure == _LEFT else stage.failed.append(f"{asked.url} {asked.failure}")
            ),
        )
        page.goto(f"{house.address}/stage?lang={lang}")
        page.wait_for_selector("#forward:not([disabled])")
        yield stage


def _note(stage: Stage, answer: Response) -> None:
    if answer.status >= 400:
        stage.failed.append(f"{answer.request.method} {answer.url} {answer.status}")
        return
    path = answer.url.partition("?")[0].removeprefix(stage.address)
    if path == "/v1/decisions":
        stage.answers.append(answer.json())
    elif path == "/v1/me/receipts" and (found := answer.json()["receipts"]):
        stage.receipts.append(found[0])
    elif path == "/stage/anna":
        stage.annas.append(answer.json())
