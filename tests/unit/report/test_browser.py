"""The report in a real browser: it is quiet, fits every width, and asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from oase.report import write

from . import sample

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORTS = {
    "full": sample.FULL,
    "nasty": sample.nasty(),
    "own_view": sample.own_view(),
    "journeys": sample.journeys_only(),
}

pytestmark = pytest.mark.browser


@dataclass
class Seen:
    """A page, what it said on the console and what it asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium once, or skip where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as run:
        started = run.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Write every report in both languages."""
    folder = tmp_path_factory.mktemp("reports")
    return {
        (name, lang): write(data, folder / f"{name}.{lang}.html", lang)
        for name, data in REPORTS.items()
        for lang in ("de", "en")
    }


def shown(browser: Any, path: Path, width: int = 1280, scheme: str = "light") -> Seen:
    """Open a report; anything but the file itself is refused and noted."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    seen = Seen(context.new_page())

    def decide(route: Any) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            seen.asked.append(route.request.url)
            route.abort()

    seen.page.on("console", lambda message: seen.said.append(message.text))
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    context.route("**/*", decide)
    seen.page.goto(path.as_uri())
    return seen


@pytest.mark.parametrize(
    ("name", "lang"),
    [("full", "de"), ("full", "en"), ("nasty", "en"), ("own_view", "de"), ("journeys", "en")],
)
def test_page_is_quiet_and_asks_for_nothing(
    browser: Any, reports: dict[tuple[str, str], Path], name: str, lang: str
) -> None:
    """No word on the console, no request but the file itself, no script."""
    seen = shown(browser, reports[name, lang])
    assert seen.said == []
    assert seen.asked == []
    assert seen.page.evaluate("document.scripts.length") == 0
    seen.page.context.close()


@pytest.mark.parametrize(
    ("name", "width"),
    [("full", 360), ("full", 390), ("full", 900), ("full", 1600), ("nasty", 360), ("journeys", 390)],
)
def test_nothing_sticks_out(
    browser: Any, reports: dict[tuple[str, str], Path], name: str, width: int
) -> None:
    """No sideways scrolling of the page at any width, with all tables open."""
    seen = shown(browser, reports[name, "de"], width)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    seen.page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_one_form_of_each_picture_is_seen(
    browser: Any, reports: dict[tuple[str, str], Path], width: int
) -> None:
    """Phones see the narrow pictures, screens the wide ones, never both or none."""
    seen = shown(browser, reports["full", "de"], width)
    wide, narrow = (
        seen.page.evaluate(f"[...document.querySelectorAll('.{kind}')].map(e => e.offsetHeight > 0)")
        for kind in ("wide-only", "narrow-only")
    )
    assert len(wide) == len(narrow) > 3
    assert all(wide) is (width > 640)
    assert all(narrow) is (width <= 640)
    seen.page.context.close()


def test_words_in_narrow_pictures_can_be_read(browser: Any, reports: dict[tuple[str, str], Path]) -> None:
    """On a phone no letter of a picture is smaller than 9 pixels."""
    seen = shown(browser, reports["full", "de"], 360)
    smallest = seen.page.evaluate(
        """Math.min(...[...document.querySelectorAll('.narrow-only svg text')].map(t =>
        parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width
        / t.ownerSVGElement.viewBox.baseVal.width))"""
    )
    assert smallest >= 9
    seen.page.context.close()


def test_keyboard_reaches_everything_and_shows_where(
    browser: Any, reports: dict[tuple[str, str], Path]
) -> None:
    """The first stop skips to the content; every link, table and summary is a stop with a visible ring."""
    seen = shown(browser, reports["full", "en"])
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    rings: list[str] = []
    while seen.page.evaluate("document.activeElement !== document.body"):
        rings.append(seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        seen.page.keyboard.press("Tab")
    assert set(rings) == {"solid"}
    assert len(rings) >= seen.page.evaluate("document.querySelectorAll('nav a, summary').length")
    seen.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_their_ground(
    browser: Any, reports: dict[tuple[str, str], Path], scheme: str
) -> None:
    """Text as it is really drawn on the page reaches 4.5 to 1 against the ground below it."""
    seen = shown(browser, reports["full", "de"], 1280, scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    weak = seen.page.evaluate(CONTRAST)
    assert weak == []
    seen.page.context.close()


def test_print_is_light_and_shows_the_wide_pictures(
    browser: Any, reports: dict[tuple[str, str], Path]
) -> None:
    """On paper the page is light also where the screen is dark, and A4 holds it in a dozen pages."""
    seen = shown(browser, reports["full", "de"], 390, "dark")
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert (
        seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert seen.page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(35, 33, 29)"
    assert seen.page.evaluate("document.querySelector('.wide-only').offsetHeight") > 0
    printed = seen.page.pdf(prefer_css_page_size=True, print_background=True)
    assert 4 <= printed.count(b"/Type /Page\n") <= 12
    seen.page.context.close()


CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255)).reduce(
    (sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > .99) return c; } return [255, 255, 255]; };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('svg, style') || !e.offsetParent) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const said = walker.currentNode.data.trim().slice(0, 30);
    if (ratio < 4.5) weak.add(`${ratio.toFixed(2)} ${e.className || e.tagName}: ${said}`);
  }
  return [...weak];
}"""
