"""A browser, and a house of its own for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.serving import open_browser
from tests.contract.clients.playing import CHROMIUM
from tests.lives.house import Living, living


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the Chromium of this machine, or skip."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium on this machine ({CHROMIUM})")
    with sync_playwright() as playwright:
        started = open_browser(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def living_house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Serve a new house with a workshop, in which somebody is signed in at a desk."""
    with living(browser, tmp_path_factory.mktemp("lives")) as served:
        yield served
