"""On a phone: everything is within reach, long lists are folded, paper keeps its tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser.serving import House, looking, settled

pytestmark = pytest.mark.browser


def test_the_menu_leads_everywhere_and_out(browser: Browser, demo_house: House):
    """All rooms, the own account and the way out are behind one button, which needs no script."""
    with looking(browser, demo_house, width=390, java_script_enabled=False) as looker:
        page = looker.page
        assert not page.get_by_role("navigation", name="Hauptnavigation").is_visible()
        page.get_by_role("button", name="Menü").click()
        menu = page.locator("#menu")
        assert menu.get_by_role("link", name="Heute").get_attribute("aria-current") == "page"
        assert menu.get_by_role("button", name="Abmelden").is_visible()
        menu.get_by_role("link", name="Einstellungen").click()
        assert page.url.endswith("/settings")


def test_a_long_list_is_folded_until_asked(browser: Browser, demo_house: House):
    """Five rows are shown on a phone, then all; a wide screen and paper show all at once."""
    with looking(browser, demo_house, width=390) as looker:
        page = looker.page
        page.goto(f"{demo_house.address}/magic-moments")
        settled(page)
        rows = page.locator("table.moments tbody tr")
        assert sum(row.is_visible() for row in rows.all()) == 5
        page.emulate_media(media="print")
        assert all(row.is_visible() for row in rows.all())
        page.emulate_media(media="screen")
        page.locator("section[aria-labelledby='h-all']").get_by_role("button").click()
        assert all(row.is_visible() for row in rows.all())
    with looking(browser, demo_house, width=1280) as looker:
        looker.page.goto(f"{demo_house.address}/magic-moments")
        settled(looker.page)
        assert all(row.is_visible() for row in looker.page.locator("table.moments tbody tr").all())
        assert not looker.page.get_by_role("button", name="Menü").is_visible()


def test_paper_has_tables_not_lists(browser: Browser, demo_house: House):
    """A4 is as narrow as a phone held sideways, yet rows stay rows with their heads."""
    with looking(browser, demo_house, width=700) as looker:
        looker.page.goto(f"{demo_house.address}/magic-moments")
        settled(looker.page)
        looker.page.emulate_media(media="print")
        row = looker.page.locator("table.moments tbody tr").first
        assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
        assert looker.page.locator("table.moments thead th").first.is_visible()
