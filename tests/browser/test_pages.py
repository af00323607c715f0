"""Every page in a real browser: nothing from outside, no complaint, accessible, usable by keyboard.

Routes are found from the application itself, so a new page is tested from the day it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser
from tests.browser.checks import check
from tests.browser.places import addresses, routes
from tests.browser.serving import House, Looker, looking, settled

pytestmark = pytest.mark.browser

ELSEWHERE = {
    "/welcome/{secret:str}",
    "/reports/{report:str}/{file:str}",
    "/imports/{upload:str}",
    "/customers/erasures/{receipt:str}",
    "/shop/import/{upload:str}",
    "/touchpoints/import/{upload:str}",
    "/stage",
}
"""Nothing in the demo leads there: a link used once, what one makes oneself (``test_newcomer``, below);
the stage moves the time of the whole demo (``test_scene``)."""

VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))


@pytest.fixture(scope="module")
def places(browser: Browser, demo_house: House) -> dict[str, str]:
    """Return an address for every route."""
    with looking(browser, demo_house) as looker:
        settled(looker.page)
        return addresses(looker.page, demo_house.address)


@pytest.fixture(scope="module", params=["de", "en"])
def looker(request: pytest.FixtureRequest, browser: Browser, demo_house: House) -> Iterator[Looker]:
    """Look at the house in both languages."""
    with looking(browser, demo_house, lang=request.param) as opened:
        yield opened


def test_every_route_has_been_found(places):
    """A page that nothing links to, or that fails at once, is noticed."""
    assert {route for route in routes() if route not in places} <= ELSEWHERE


@pytest.mark.parametrize("route", [route for route in routes() if route not in ELSEWHERE])
def test_a_page(route: str, places: dict[str, str], looker: Looker, demo_house: House, axe: str):
    """No complaint, nothing from outside, no violation, no sideways scroll, twins, keyboard."""
    if route not in places:
        pytest.fail(f"no address for {route}")
    page = looker.page
    looker.complaints.clear()
    lang = page.locator("html").get_attribute("lang")
    mark = "&" if "?" in places[route] else "?"
    answer = page.goto(f"{demo_house.address}{places[route]}{mark}lang={lang}")
    assert answer is not None
    assert answer.status == 200
    settled(page)
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        check(looker, axe)


@pytest.mark.parametrize(
    ("part", "said"), [("receipts", "Leinenkleid „Dünengras“"), ("known", "noch offen, wegen der Größe")]
)
def test_what_a_store_knows_of_her(browser: Browser, demo_house: House, axe: str, part: str, said: str):
    """Her decisions and what they go by, from the page where her question waits."""
    with looking(browser, demo_house) as looker:
        page = looker.page
        page.goto(f"{demo_house.address}/requests")
        page.locator(".ask a[href^='/customers/']").first.click()
        page.goto(f"{page.url}?part={part}")
        settled(page)
        assert said in page.locator("main").inner_text()
        for width, scheme in VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            check(looker, axe)


def test_an_inventory_that_was_handed_in(browser: Browser, demo_house: House, axe: str):
    """What was taken and what not, line by line."""
    with looking(browser, demo_house) as looker:
        page = looker.page
        page.goto(f"{demo_house.address}/touchpoints")
        table = b"name,kind\nPortal,foreign\nMesse,halb\n"
        page.set_input_files("input[type=file]", {"name": "b.csv", "mimeType": "text/csv", "buffer": table})
        page.get_by_role("button", name="Einlesen", exact=True).click()
        page.wait_for_url("**/touchpoints/import/*")
        assert "halb" in page.locator("main").inner_text()
        for width, scheme in VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            check(looker, axe)


def test_what_a_customer_wrote_and_answered(browser: Browser, demo_house: House, axe: str):
    """From an answer at a touchpoint to her page, and from there back to the touchpoint."""
    with looking(browser, demo_house) as looker:
        page = looker.page
        page.goto(f"{demo_house.address}/touchpoints/Kasse")
        page.locator(".lines a[href^='/customers/']").last.click()
        page.goto(f"{page.url}?part=letters")
        settled(page)
        assert page.locator("main a[href='/touchpoints/Kasse']").count() > 0
        for width, scheme in VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            check(looker, axe)


def test_it_works_without_a_script(browser: Browser, demo_house: House, places: dict[str, str]):
    """Each page shows its content, and filters are a form."""
    with looking(browser, demo_house, java_script_enabled=False) as looker:
        for address in places.values():
            answer = looker.page.goto(demo_house.address + address)
            assert answer is not None
            assert answer.status == 200
            assert looker.page.locator("h1").count() == 1


def test_a_view_can_be_shared(browser: Browser, demo_house: House):
    """Choosing a filter changes the address; another browser sees the same there."""
    with looking(browser, demo_house) as looker:
        page = looker.page
        page.goto(f"{demo_house.address}/paths")
        settled(page)
        page.get_by_label("Zeitraum").select_option("12m")
        page.wait_for_url("**period=12m**")
        settled(page)
        said, address = page.locator("h1").inner_text(), page.url
    with looking(browser, demo_house) as other:
        other.page.goto(address)
        settled(other.page)
        assert other.page.locator("h1").inner_text() == said
        assert other.page.get_by_label("Zeitraum").input_value() == "12m"


def test_it_can_be_printed(browser: Browser, demo_house: House, places: dict[str, str]):
    """On paper there is no navigation, and what is dark on the screen is dark on white."""
    with looking(browser, demo_house, scheme="dark") as looker:
        page = looker.page
        page.emulate_media(media="print", color_scheme="dark")
        for address in places.values():
            page.goto(demo_house.address + address)
            assert not page.locator(".side nav").first.is_visible()
            assert (
                page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                == "rgb(255, 255, 255)"
            )
