"""The survey page in a real browser: with and without a script, by keyboard, narrow, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.checks import check
from tests.browser.serving import opening
from tests.browser.surveying import Surveyed, serving_page, serving_surveys

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(tmp_path) -> Iterator[Surveyed]:
    """A house of its own for each test."""
    with serving_surveys(tmp_path) as served:
        yield served


def test_three_taps_and_it_is_done(browser: Browser, asking):
    """One question after another; each tap is kept at once, the last button says so."""
    with opening(browser, asking.house, width=390, has_touch=True) as looker:
        page = looker.page
        page.goto(asking.link("1"))
        expect(page.get_by_text("1 von 3")).to_be_visible()
        expect(page.get_by_text("2 von 3")).to_be_hidden()
        expect(page.get_by_role("button", name="Zurück")).to_be_hidden()
        page.get_by_role("radio", name="besser als erwartet").tap()
        expect(page.get_by_text("2 von 3")).to_be_visible()
        expect(page.locator("#saved")).to_have_text("Gespeichert. Sie können jederzeit aufhören.")
        assert asking.answers() == {"expected": (1.0, None)}
        page.get_by_role("radio", name="9", exact=True).tap()
        page.get_by_role("radio", name="besser als dort").tap()
        page.get_by_role("button", name="Absenden").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Danke. Ihre Antwort ist angekommen.")
        assert asking.answers() == {
            "expected": (1.0, None),
            "recommend": (9.0, None),
            "compared": (1.0, None),
        }
        page.get_by_role("link", name="Antwort ändern").tap()
        page.get_by_role("radio", name="wie erwartet").tap()
        expect(page.get_by_text("2 von 3")).to_be_visible()
        expect(page.locator("#saved")).not_to_be_empty()
        assert asking.answers()["expected"] == (0.0, None)
        assert looker.complaints == []
        assert looker.outside == []


def test_without_a_script_all_questions_stand_on_one_page(browser: Browser, asking):
    """One button sends them; what is missing is said by the page."""
    with opening(browser, asking.house, width=360, java_script_enabled=False) as looker:
        page = looker.page
        page.goto(asking.link("1"))
        assert [page.get_by_text(f"{one} von 3").is_visible() for one in (1, 2, 3)] == [True] * 3
        page.get_by_role("radio", name="Trifft nicht zu, nicht benutzt").first.check()
        page.locator("textarea").fill("Der Versand war schnell.")
        page.get_by_role("button", name="Absenden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Danke. Ihre Antwort ist angekommen.")
        assert asking.answers() == {
            "expected": (None, "not_applicable"),
            "voice": (None, "Der Versand war schnell."),
        }


def test_a_keyboard_is_enough(browser: Browser, asking):
    """Arrow keys choose without leaving the question, Enter goes on, the focus follows."""
    with opening(browser, asking.house, lang="en") as looker:
        page = looker.page
        page.goto(asking.link("1"))
        page.locator(".now input").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        chosen = page.locator(".now input:checked").get_attribute("value")
        expect(page.get_by_text("1 of 3")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_text("2 of 3")).to_be_visible()
        assert page.evaluate("document.activeElement.tagName") == "LEGEND"
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_text("3 of 3")).to_be_visible()
        page.locator("#send").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answer has arrived.")
        assert asking.answers()["expected"][0] == float(chosen or "nan")


def test_a_scanner_that_loads_the_page_answers_nothing(browser: Browser, asking):
    """Every link of the mail opened in a browser, its script run, its choices ticked by another script."""
    link = asking.link("1")
    with opening(browser, asking.house) as looker:
        for path in (link, f"{link}?q=1", f"{link}?q=0", f"{link}?q=-1", f"{link}/stop", f"{link}?change=1"):
            looker.page.goto(path)
            looker.page.wait_for_load_state("networkidle")
        looker.page.goto(link)
        looker.page.evaluate("document.querySelector('.option input').click()")
        looker.page.wait_for_timeout(400)
        assert asking.answers() == {}
        assert looker.page.context.cookies() == []


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("de", 360, "light"), ("en", 390, "dark"), ("de", 1280, "light")]
)
def test_every_page_is_accessible_and_quiet(browser: Browser, axe: str, asking, lang, width, scheme):
    """No complaint, no violation, no sideways scroll, the focus is seen: also where links fail."""
    link, new = asking.link("1"), asking.link("2", survey="new_customers")
    old = asking.link("3", days=-1)
    with opening(browser, asking.house, lang=lang, width=width, scheme=scheme) as looker:
        for path in (link, f"{link}?q=1", new, f"{link}/stop"):
            looker.page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
            check(looker, axe)
        looker.page.goto(link)
        looker.page.locator(".now .option").first.click()
        expect(looker.page.locator("#saved")).not_to_be_empty()
        looker.page.goto(link)
        check(looker, axe)
        for path in (old, f"{asking.house.address}/s/nothing", f"{asking.house.address}/r/nothing"):
            looker.page.goto(path)
            looker.complaints.clear()  # a browser complains of each answer that is not 200
            check(looker, axe)


SNIPPET = """<!doctype html><html lang="de"><title>Shop</title><h1>Danke für Ihren Einkauf</h1>
<script src="{house}/s/embed.js" data-survey="{token}" {more} async></script></html>"""


def snippet(asking: Surveyed, order: str, more: str = "") -> str:
    """Return a page of a shop that asks with the snippet."""
    return SNIPPET.format(house=asking.house.address, token=asking.link(order).rpartition("/")[2], more=more)


def test_a_shop_that_is_named_may_show_it_in_its_page(browser: Browser, tmp_path):
    """It stands in the page, grows with what it asks, and the answer says where it came from."""
    html: dict[str, str] = {}
    with serving_page(html) as shop, serving_surveys(tmp_path, frames=(shop,)) as asking:
        html[""] = snippet(asking, "1", 'data-lang="de"')
        with opening(browser, asking.house, width=800) as looker:
            looker.page.goto(shop)
            inside = looker.page.frame_locator("iframe")
            inside.get_by_role("radio", name="besser als erwartet").click()
            expect(inside.get_by_text("2 von 3")).to_be_visible()
            height = looker.page.locator("iframe").bounding_box()
            assert height is not None
            assert 300 < height["height"] < 1200
            assert height["height"] != 560  # as the page inside has told
            inside.locator("#send").click()
            inside.get_by_role("radio", name="gleich").click()
            inside.get_by_role("button", name="Absenden").click()
            expect(inside.get_by_role("heading", level=1)).to_have_text("Danke. Ihre Antwort ist angekommen.")
            assert asking.answers() == {"expected": (1.0, None), "compared": (0.0, None)}
            with asking.database.reading() as connection:
                media = connection.exec_driver_sql("select distinct medium from survey_answers").scalars()
                assert list(media) == ["snippet"]
            assert looker.complaints == []
            assert looker.page.context.cookies() == []


def test_a_page_that_is_not_named_shows_nothing_but_may_link(browser: Browser, tmp_path):
    """The browser refuses the frame; a button leads to the survey itself."""
    html: dict[str, str] = {}
    with serving_page(html) as other, serving_surveys(tmp_path, frames=("https://shop.example",)) as asking:
        html[""] = snippet(asking, "1")
        with opening(browser, asking.house, width=800) as looker:
            looker.page.goto(other)
            expect(looker.page.locator("iframe")).to_be_attached()
            looker.page.wait_for_timeout(600)
            assert any("frame-ancestors" in one for one in looker.complaints)
            assert looker.page.frame_locator("iframe").get_by_role("radio").count() == 0
            assert asking.answers() == {}
            html[""] = snippet(
                asking, "2", 'data-as="button" data-lang="en" data-label="How was it for you?"'
            )
            looker.page.goto(other)
            with looker.page.expect_popup() as opened:
                looker.page.get_by_role("link", name="How was it for you?").click()
            expect(opened.value.get_by_role("heading", level=1)).to_have_text("Three short questions")


def test_an_answer_that_is_not_required_can_be_taken_back(browser: Browser, asking):
    with opening(browser, asking.house, width=390) as looker:
        page = looker.page
        page.goto(asking.link("1"))
        page.get_by_role("radio", name="besser als erwartet").click()
        page.get_by_role("radio", name="9", exact=True).click()
        expect(page.get_by_text("3 von 3")).to_be_visible()
        page.get_by_role("button", name="Absenden").click()
        page.get_by_role("link", name="Antwort ändern").click()
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_text("2 von 3")).to_be_visible()
        page.get_by_role("radio", name="keine Angabe").click()
        expect(page.get_by_text("3 von 3")).to_be_visible()
        page.get_by_role("button", name="Absenden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Danke. Ihre Antwort ist angekommen.")
        assert asking.answers() == {"expected": (1.0, None)}
