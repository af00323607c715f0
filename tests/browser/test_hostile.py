"""Script in everything that a customer, a file or an employee can name: no page runs any of it."""

from __future__ import annotations

import base64
import csv
import io
import json
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.places import addresses, routes
from tests.browser.serving import House, Looker, looking, settled
from tests.crash.running import free_port

from oase.accounts import first_admin, open_account
from oase.app import open_house
from oase.contacts.keys import create_key
from oase.lake import read_answers, read_contacts
from oase.settings import now

pytestmark = pytest.mark.browser

EVIL = "\"><img src=x onerror=alert(1)>'{{7*7}}"
"""Ends an attribute of either kind and an element; short enough for the names of a mapping."""

SCRIPT = "</script></textarea></title><script>alert(2)</script>"
FORMULA = "=HYPERLINK(1)"
TOUCHPOINTS = (EVIL, SCRIPT, FORMULA, "javascript:alert(3)", "Kauf")
PERSONS = 300
NOT_FOUND = "the server responded with a status of 404"
_SERVE = """
import sys
from pathlib import Path
from oase.settings import Settings
from oase.web.server import Serving, serve
if __name__ == "__main__":
    told = lambda address: print(address, flush=True)
    serve(Path(sys.argv[1]), Settings(), Serving(port=int(sys.argv[2]), is_demo=True), say=told)
"""


def contacts_file(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["person", "at", "touchpoint", "channel", "phase", "value", f"segment {EVIL}"])
        for person in range(PERSONS):
            for step, touchpoint in enumerate(TOUCHPOINTS[: 3 + person % 3]):
                at = f"2026-{1 + person % 10:02}-{1 + person % 27:02} {8 + step:02}:00"
                phase = "purchase" if touchpoint == "Kauf" else "search"
                segment = EVIL if person % 2 else SCRIPT
                rows.writerow([f"K{person}{EVIL}", at, touchpoint, EVIL, phase, 10, segment])
    return path


def answers_file(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["person", "at", "touchpoint", "answer", "brand", "text", f"segment {EVIL}"])
        for person in range(PERSONS):
            for step, touchpoint in enumerate(TOUCHPOINTS):
                at = f"2026-{1 + person % 10:02}-{1 + person % 27:02} 06:{step:02}"
                answer = ("better", "as expected", "worse")[(person + step) % 3]
                for brand in (f"Own {EVIL}", f"Other {SCRIPT}"):
                    segment = EVIL if person % 2 else SCRIPT
                    rows.writerow([f"K{person}{EVIL}", at, touchpoint, answer, brand, EVIL, segment])
    return path


def fill(folder: Path) -> str:
    """Make a house of hostile names; return a write key."""
    own, segment = f"Own {EVIL}", f"segment {EVIL}"
    with open_house(folder / "house", create=True, own=own) as house:
        columns = {name: name for name in ("person", "at", "touchpoint", "channel", "phase", "value")}
        contacts = read_contacts(
            contacts_file(folder / "contacts.csv"), **columns, attributes=[segment], timezone="UTC"
        )
        house.import_contacts(contacts, source=f"import {EVIL}")
        columns = {name: name for name in ("person", "at", "touchpoint", "answer", "brand")}
        path = answers_file(folder / "answers.csv")
        answers = read_answers(path, **columns, context=[segment], own=own, timezone="UTC")
        house.import_answers(answers, source=f"import {SCRIPT}")
        database = house.rooms.database
        first_admin(database, at=now(), name=f"Kaya {EVIL}")
        open_account(database, name=SCRIPT, email='"><img/src=x/onerror=alert(4)>@x', role="analyst")
        basis: dict[str, Any] = {"basis": "contract", "basis_text": EVIL}
        return create_key(database, "write", EVIL, source="shop", channel="web", **basis)[1]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a house that is full of script."""
    folder = tmp_path_factory.mktemp("hostile")
    key, port = fill(folder), free_port()
    command = [sys.executable, "-c", _SERVE, str(folder / "house"), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert address, "it is not served"
            arrive(address, key)
            yield House(address, folder / "house")
        finally:
            server.terminate()
            server.wait(60)


def arrive(address: str, key: str) -> None:
    """Send what a hostile customer sends, and something that is refused."""
    hostile = {EVIL: EVIL, "url": f"javascript:{EVIL}", "title": SCRIPT, "name": EVIL}
    page = {"url": f"https://x/{EVIL}", "path": EVIL, "referrer": EVIL, "title": SCRIPT}
    common = {"userId": "anna", "context": {"page": page, "campaign": {"name": EVIL}, "userAgent": SCRIPT}}
    batch = [
        {**common, "type": "track", "event": EVIL, "properties": hostile},
        {**common, "type": "track", "event": SCRIPT, "properties": hostile},
        {**common, "type": "page", "name": EVIL, "category": SCRIPT, "properties": hostile},
        {**common, "type": "identify", "traits": {**hostile, "email": EVIL, "segment": SCRIPT}},
        {"type": "track", "event": EVIL, "userId": {"x": SCRIPT}},
        {"type": SCRIPT, "event": EVIL},
    ]
    asked = urllib.request.Request(  # noqa: S310  # our own server
        f"{address}/v1/batch",
        json.dumps({"batch": batch}).encode(),
        {
            "authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
            "content-type": "application/json",
        },
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        assert answer.status == 200


_BROKEN_OUT = """
() => [...document.querySelectorAll('*')]
  .filter(one => [...one.attributes].some(held => /^on/i.test(held.name))
    || one.matches('img[src="x"], script:not([src]), iframe, object, embed, base')
    || /^\\s*(javascript|vbscript|data:(?!text\\/csv))/i.test(one.getAttribute('href')
        || one.getAttribute('src') || one.getAttribute('action') || one.getAttribute('formaction') || ''))
  .map(one => one.outerHTML.slice(0, 200))
"""


class Watch:
    """Whether anything of what was planted comes to life on a page."""

    def __init__(self, looker: Looker) -> None:
        self.looker, self.dialogs = looker, list[str]()
        looker.page.on("dialog", self._close)

    def _close(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def check(self, address: str) -> None:
        page = self.looker.page
        assert page.evaluate(_BROKEN_OUT) == [], address
        assert self.dialogs == [], address
        assert self.looker.outside == [], address
        complaints = [one for one in self.looker.complaints if NOT_FOUND not in one]
        assert complaints == [], address
        assert "49" not in page.title(), f"{address} runs templates of the data"


def downloads(page: Page) -> list[str]:
    found = page.eval_on_selector_all(
        "a[href*='/download/']", "all => all.map(one => one.getAttribute('href'))"
    )
    return sorted(set(found))


def check_file(address: str, content: bytes) -> None:
    """Pictures hold nothing but drawing, tables no formula."""
    ending = address.partition("?")[0].rpartition(".")[2]
    if ending == "svg":
        for one in ET.fromstring(content).iter():  # noqa: S314  # made by us
            name = str(one.tag).rpartition("}")[2]
            assert name not in ("script", "img", "foreignObject", "image", "a"), address
            assert not any(held.lower().startswith("on") for held in one.attrib), address
    if ending == "csv":
        text = content.decode("utf-8-sig")
        delimiter = ";" if ";" in text.splitlines()[0] else ","
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))], address


def test_nothing_of_what_is_planted_comes_to_life(house: House, browser: Browser) -> None:
    with looking(browser, house, lang="en") as looker:
        page, watch = looker.page, Watch(looker)
        settled(page, 180)
        places = addresses(page, house.address)
        assert len(places) > 15
        files = set[str]()
        people = page.request.get(f"{house.address}/settings/accounts").text()
        assert "&lt;img" in people, "nothing was planted"
        for address in [*places.values(), "/customers?q=anna", *hostile_addresses()]:
            page.goto(house.address + address)
            if "?" not in address:  # those are computed, these would be too, one by one
                settled(page, 120)
            watch.check(address)
            files.update(downloads(page))
        for address in sorted(files):
            if address.partition("?")[0].endswith((".svg", ".csv", ".xlsx", ".pdf")):
                answer = page.request.get(house.address + address)
                assert answer.status == 200, address
                check_file(address, answer.body())


def hostile_addresses() -> list[str]:
    """Return addresses that carry hostile text themselves, in every parameter that a page reads."""
    names = ("q", "channel", "segment", "period", "start", "end", "said", "next", "back", "step", "of", "by")
    told = urlencode([(name, text) for name in names for text in (EVIL, SCRIPT)])
    paths = [route for route in routes() if "{" not in route]
    return [f"{path}?{told}" for path in paths] + [f"/{quote(SCRIPT, safe='')}"]


def test_a_hostile_file_is_only_shown(house: House, browser: Browser) -> None:
    """Its name, its headers and its cells stand on the preview, and in the list of what waits."""
    rows = [["person", "at", "touchpoint", SCRIPT], [EVIL, "2026-01-01", SCRIPT, FORMULA]]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    with looking(browser, house, lang="en") as looker:
        page, watch = looker.page, Watch(looker)
        page.goto(f"{house.address}/imports")
        token = page.locator("input[name=csrf]").first.get_attribute("value") or ""
        fields: dict[str, Any] = {
            "csrf": token,
            "file": {"name": f"{EVIL}.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()},
        }
        headers = {"sec-fetch-site": "same-origin"}
        answer = page.request.post(f"{house.address}/imports", multipart=fields, headers=headers)
        assert answer.ok
        assert "/imports/" in answer.url
        for address in (answer.url, f"{house.address}/imports"):
            page.goto(address)
            settled(page)
            assert "onerror" in page.content()
            watch.check(address)


def test_a_report_of_hostile_names_is_harmless(house: House, browser: Browser) -> None:
    with looking(browser, house, lang="en") as looker:
        page, watch = looker.page, Watch(looker)
        page.goto(f"{house.address}/reports")
        page.locator("main form[method=post][action^='/reports'] button").first.click()
        settled(page, 120)
        page.goto(f"{house.address}/reports")
        links = page.eval_on_selector_all(
            "a[href^='/reports/']", "all => all.map(one => one.getAttribute('href'))"
        )
        assert links, page.locator("main").inner_text()
        for link in links:
            path = link.partition("?")[0]
            answer = page.request.get(house.address + path)
            assert answer.status == 200, path
            if path.endswith(".html"):
                page.goto(house.address + path)
                watch.check(path)
            elif path.endswith(".pdf"):
                assert answer.body().startswith(b"%PDF")
                assert b"/JavaScript" not in answer.body()
