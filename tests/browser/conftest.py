"""A served demo house, and a browser; one process takes all tests of a file (`--dist loadfile`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.anna import visit
from tests.browser.serving import AXE, House, open_browser, serving_demo
from tests.contract.clients.playing import CHROMIUM

PERSONS = 2_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the Chromium of this machine, or skip; no longer than it is used, for it runs an event loop."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium on this machine ({CHROMIUM})")
    with sync_playwright() as playwright:
        started = open_browser(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, or skip."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make clients` does it")
    return AXE.read_text()


@pytest.fixture(scope="session")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a demo that no test changes; somebody has been in a store."""
    with serving_demo(tmp_path_factory.mktemp("demo"), PERSONS) as house:
        visit(house)
        yield house
