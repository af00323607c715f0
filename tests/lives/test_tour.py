"""An event with sixty who come without booking, handled on one phone, for a while without net."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.serving import House, looking, opening, serving_demo
from tests.lives.bus import PLACE, drawn, is_sent, open_stop

from oase.db import open_database
from oase.programmes.events.moves import changes
from oase.programmes.events.tickets import Ticket, of_stop

pytestmark = pytest.mark.lives

WALK_INS = 60


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a demo with one stop that is open today."""
    with serving_demo(tmp_path_factory.mktemp("tour"), 500) as served:
        _make(served.folder)
        yield served


def _make(folder: Path) -> None:
    with open_database(folder) as database, database.writing() as connection:
        open_stop(connection, time.time_ns() // 1_000, WALK_INS)


def _stop(house: House) -> int:
    """Return the number of the stop that was made here; the demo has others."""
    with open_database(house.folder) as database, database.reading() as connection:
        query = "select id from programme_stops where name = ?"
        return int(connection.exec_driver_sql(query, (PLACE,)).scalar_one())


def _tickets(house: House) -> list[Ticket]:
    stop = _stop(house)
    with open_database(house.folder) as database, database.reading() as connection:
        return of_stop(connection, stop)


def test_sixty_on_a_phone_some_of_it_without_net(browser: Browser, house: House) -> None:
    """All get a number, each once; what is done without net arrives when it is back; nothing is lost."""
    stop = _stop(house)
    with looking(browser, house, width=390) as looker:
        page = looker.page
        page.goto(f"{house.address}/tour/{stop}?tailor=Mira")
        for n in range(40):
            drawn(page, n)
        is_sent(page, stop)
        for _ in range(10):
            _serve(page, "Repariert")
        is_sent(page, stop)
        page.context.set_offline(True)
        for n in range(40, WALK_INS):
            drawn(page, n)
        for _ in range(10):
            _serve(page, "Nicht hier")
        page.get_by_role("button", name="Nächste rufen").click()
        page.get_by_role("button", name="Zurück: letzter Schritt").click()
        assert "im Telefon aufgehoben" in page.locator("#net").inner_text()
        assert page.locator(".place.waiting .ticket").count() == 40
        page.context.set_offline(False)
        is_sent(page, stop)
        page.get_by_role("heading", name="40 warten, 0 in Arbeit").wait_for()
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390
        told = [one for one in looker.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
        assert told == []
        assert looker.outside == []
    found = _tickets(house)
    assert [one.number for one in found] == list(range(1, WALK_INS + 1))
    assert [one.name for one in found] == [f"Gast {n + 1}" for n in range(WALK_INS)]
    assert [one.outcome for one in found] == ["Fixed"] * 10 + ["Repairable"] * 10 + [""] * 40
    with open_database(house.folder) as database, database.reading() as connection:
        steps = [[one.action for one in changes(connection, ticket.id)] for ticket in found]
    assert steps[:20] == [["draw", "call", "start", "done"]] * 20
    assert steps[20:] == [["draw"]] * 40


def _serve(page: Page, outcome: str) -> None:
    """Call the next one, mend, and say what became of it."""
    page.get_by_role("button", name="Nächste rufen").click()
    page.locator(".place.called .ticket").first.get_by_role("button", name="Beginnen").click()
    page.locator(".place.in_work .ticket").first.get_by_role("button", name=outcome).click()


def test_what_the_phone_holds_outlives_a_reload(browser: Browser, house: House) -> None:
    """A step that could not be sent is sent after the page was opened anew."""
    stop = _stop(house)
    with looking(browser, house, width=390) as looker:
        page = looker.page
        page.goto(f"{house.address}/tour/{stop}")
        page.route(f"**/tour/{stop}/act", lambda route: route.abort())
        first = page.locator(".place.waiting .ticket .number").first.inner_text()
        page.get_by_role("button", name="Nächste rufen").click()
        page.unroute(f"**/tour/{stop}/act")
        page.reload()
        is_sent(page, stop)
        called = next(one for one in _tickets(house) if one.state == "called")
        assert str(called.number) == first


def test_without_a_script_forms_do_the_same(browser: Browser, house: House) -> None:
    """Called by a form, shown by the page that comes back."""
    stop = _stop(house)
    with looking(browser, house, width=390, java_script_enabled=False) as looker:
        page = looker.page
        page.goto(f"{house.address}/tour/{stop}")
        before = page.locator(".place.called .ticket").count()
        page.get_by_role("button", name="Nächste rufen").click()
        assert page.locator(".place.called .ticket").count() == before + 1
        page.get_by_role("button", name="Zurück: Nr.").click()
        assert page.locator(".place.called .ticket").count() == before


def test_a_customer_sees_her_place_in_the_queue(browser: Browser, house: House) -> None:
    """All numbers are drawn: the page says so; nothing scrolls sideways at 360 px."""
    stop = _stop(house)
    with opening(browser, house, width=360) as looker:
        page = looker.page
        page.goto(f"{house.address}/p/tour/{stop}/here?lang=de")
        assert "Alle Nummern sind gezogen" in page.inner_text("main")
        for path in ("/p/tour", f"/p/tour/{stop}"):
            page.goto(f"{house.address}{path}?lang=de")
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
        assert looker.complaints == []
        assert looker.outside == []
