"""The demo house served as people see it, and a real browser that looks at it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from tests.contract.clients.playing import CHROMIUM, CLIENTS
from tests.crash.running import free_port

__all__ = [
    "AXE",
    "House",
    "Looker",
    "looking",
    "open_browser",
    "open_browser_with",
    "opening",
    "serving_demo",
    "serving_new",
    "settled",
]

AXE = CLIENTS / "node_modules" / "axe-core" / "axe.min.js"
READY_SECONDS = 180.0
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class House(NamedTuple):
    """A served house: where its pages are, and its folder."""

    address: str
    folder: Path


class Looker(NamedTuple):
    """A page of a browser, and what it complained of."""

    page: Page
    complaints: list[str]
    outside: list[str]


@contextmanager
def serving_demo(
    folder: Path, persons: int, *options: str, env: Mapping[str, str] | None = None
) -> Generator[House]:
    """Serve the demo, which signs browsers on this machine in by itself; ``env`` has further settings."""
    port = free_port()
    said = folder / "said.txt"
    command = [
        sys.executable,
        "-m",
        "oase",
        "demo",
        "--serve",
        "--port",
        str(port),
        "--persons",
        str(persons),
    ]
    with (
        said.open("w") as out,
        subprocess.Popen(
            [*command, "--folder", str(folder / "lindwerk"), *options],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        ) as demo,
    ):
        try:
            _wait_for(said, rf"http://127\.0\.0\.1:{port}", demo)
            yield House(f"http://127.0.0.1:{port}", folder / "lindwerk" / "house")
        finally:
            demo.terminate()
            demo.wait(60)


@contextmanager
def serving_new(folder: Path) -> Generator[tuple[House, str]]:
    """Serve a house that is made at that moment; what opens it once, as its admin, comes with it."""
    said, house = folder / "said.txt", folder / "house"
    command = [sys.executable, "-m", "oase", "serve", str(house), "--port", "0", "--lang", "de"]
    with (
        said.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as server,
    ):
        try:
            _wait_for(said, r"/welcome/\S+\n", server)
            link = re.search(r"(http://127\.0\.0\.1:\d+)/welcome/\S+", said.read_text())
            assert link is not None
            yield House(link[1], house), link[0]
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(said: Path, pattern: str, demo: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if re.search(pattern, said.read_text()):
            return
        assert demo.poll() is None, said.read_text()
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def open_browser(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))


def open_browser_with(browser: Browser, *arguments: str) -> Browser:
    """Start another one beside a browser, with further arguments."""
    return browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*_ARGUMENTS, *arguments])


@contextmanager
def opening(
    browser: Browser,
    house: House,
    *,
    lang: str = "de",
    width: int = 1280,
    scheme: str = "light",
    **more: object,
) -> Generator[Looker]:
    """Open an empty page whose complaints and requests to other places are kept."""
    locale = "de-DE" if lang == "de" else "en-GB"
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        reduced_motion="reduce",
        **more,  # type: ignore[arg-type]
    )
    page = context.new_page()
    looker = Looker(page, [], [])
    page.on(
        "console",
        lambda told: looker.complaints.append(told.text) if told.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: looker.complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((house.address, "data:")) else looker.outside.append(asked.url)
        ),
    )
    try:
        yield looker
    finally:
        context.close()


@contextmanager
def looking(browser: Browser, house: House, *, lang: str = "de", **more: object) -> Generator[Looker]:
    """Open the first page of a demo, which signs in; complaints and requests to other places are kept."""
    with opening(browser, house, lang=lang, **more) as looker:  # type: ignore[arg-type]
        looker.page.goto(f"{house.address}/?lang={lang}")
        yield looker


def settled(page: Page, seconds: float = 60.0) -> None:
    """Wait until nothing is being computed any more for what the page shows."""
    page.wait_for_function("() => !document.querySelector('[data-task]')", timeout=seconds * 1000)
