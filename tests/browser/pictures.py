"""``make pictures``: every page of the demo house as a picture; light, dark, wide, narrow, German, English.

The folder ``pictures`` is made anew. Look at them before you say that a page is done.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from tests.browser.anna import visit
from tests.browser.places import addresses
from tests.browser.serving import House, looking, open_browser, serving_demo, settled

FOLDER = Path("pictures")
PERSONS = 20_000


def main() -> int:
    """Serve the demo and take the pictures; return how the command ends."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        TemporaryDirectory() as name,
        serving_demo(Path(name), PERSONS) as house,
        sync_playwright() as playwright,
    ):
        visit(house)
        browser = open_browser(playwright)
        with looking(browser, house) as looker:
            settled(looker.page)
            places = addresses(looker.page, house.address)
            looker.page.goto(f"{house.address}/requests")
            hers = looker.page.locator(".ask a[href^='/customers/']").first.get_attribute("href")
            places |= {f"/customers/her/{part}": f"{hers}?part={part}" for part in ("known", "receipts")}
        for lang in ("de", "en"):
            for width in (1280, 390):
                for scheme in ("light", "dark"):
                    _take(browser, house, places, lang, width, scheme)
        browser.close()
    sys.stdout.write(f"{len(list(FOLDER.iterdir()))} pictures of {len(places)} pages in {FOLDER}/\n")
    return 0


def _take(browser, house: House, places: dict[str, str], lang: str, width: int, scheme: str) -> None:
    with looking(browser, house, lang=lang, width=width, scheme=scheme) as looker:
        for route, address in places.items():
            mark = "&" if "?" in address else "?"
            looker.page.goto(f"{house.address}{address}{mark}lang={lang}")
            settled(looker.page)
            stem = (
                "-".join(part.strip("{}").partition(":")[0] for part in route.split("/") if part) or "today"
            )
            looker.page.screenshot(path=FOLDER / f"{stem}-{lang}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
