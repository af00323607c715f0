"""One jacket: damaged, mended, rated, worn out, taken back, resold, worn by somebody else, recycled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.lives.doing import Person, ask_for_advice, fill_in, has_its_furniture, photo_with_place, secret_of
from tests.lives.house import Living, ask_at_once, living, today

from oase.app import open_house
from oase.programmes.impact import current
from oase.programmes.impact.capping import capped
from oase.programmes.impact.counting import Counted, counted
from oase.programmes.impact.draws import drawn_all
from oase.programmes.impact.factors import METHODS
from oase.programmes.impact.formula import life_share
from oase.programmes.impact.period import period
from oase.programmes.items.life import life_of

pytestmark = pytest.mark.lives

LENA = Person("Lena Lebt", "lena@example.org")
GTIN, SERIAL = "4006381333931", "LW-2026-0001"
BOUGHT = date(2026, 8, 15)
"""After 31.7.2026: only for what was bought since then does the law give months after a repair."""
LIFE = [
    "sold", "registered", "damaged", "repair_began", "repaired", "guarantee_longer", "taken_back", "graded",
    "resold", "taken_back", "graded", "recycled",
]  # fmt: skip


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Serve a house that asks after repairs; Lena has allowed it."""
    with living(browser, tmp_path_factory.mktemp("jacket")) as served:
        served.write(ask_at_once)
        with open_house(served.served.folder) as held:
            held.consent(LENA.email, "survey", is_granted=True, kind="email")
        yield served


def test_the_life_of_a_jacket(house: Living) -> None:
    """Each step on a phone or at the desk; at its end the line of life has all of them and nobody in it."""
    _registered(house)
    secret = _sent_in(house)
    number = _came_to_the_workshop(house, secret)
    _estimated_and_accepted(house, secret, number)
    _mended_and_told(house, secret, number)
    _rated(house)
    _taken_back(house, LENA, "B")
    _resold(house)
    _taken_back(house, Person("Omar Oft", "omar@example.org"), "D")
    _recycled(house)
    _line_of_life(house)
    _never_more_than_one_new_jacket(house)


def _registered(house: Living) -> None:
    """Enter it as the shop sold it."""
    page = house.go("/purpose/items")
    page.get_by_label("GTIN", exact=True).fill(GTIN)
    page.get_by_label("Seriennummer", exact=True).fill(SERIAL)
    page.get_by_label("Name", exact=True).fill("Regenjacke Deich")
    page.get_by_label("Klasse").select_option("jacket")
    page.get_by_label("Verkauft in").fill("DE")
    page.get_by_label("Gekauft am").fill(BOUGHT.isoformat())
    page.get_by_label("Geliefert am").fill(BOUGHT.isoformat())
    house.press("Stück eintragen")


def _sent_in(house: Living) -> str:
    """Ask on the phone, be told what the law gives, choose the parcel, add a photo."""
    with house.phone() as looker:
        page = looker.page
        ask_for_advice(
            page, house, "Jacke", "Reißverschluss", gtin=GTIN, serial=SERIAL, sold=BOUGHT.isoformat(),
            cause="Ein Fehler, der nicht sein dürfte",
        )  # fmt: skip
        expect(page.get_by_role("heading", name="Das Gesetz hilft dir.")).to_be_visible()
        page.get_by_role("link", name="Einschicken", exact=True).click()
        page.get_by_label("Was ist es genau?").fill("Regenjacke, grün, 40")
        page.get_by_label("Beschreib den Schaden").fill("Der Reißverschluss ist ausgerissen.")
        page.get_by_label("Fotos hinzufügen").set_input_files(
            {"name": "zip.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
        )
        fill_in(page, LENA)
        page.get_by_role("button", name="Fall anlegen").click()
        secret = secret_of(page)
        has_its_furniture(page)
        expect(page.locator(".photos img")).to_have_count(1)
        page.get_by_label("Sendungsnummer").fill("P-77")
        page.get_by_role("button", name="Ich habe es abgeschickt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dein Paket ist unterwegs zu uns.")
    return secret


def _came_to_the_workshop(house: Living, secret: str) -> str:
    """Find it at the desk by what the slip says; the house is killed right after the parcel is in."""
    with house.phone() as looker:
        looker.page.goto(f"{house.url}/c/{secret}/label?lang=de")
        number = re.search(r"F-[\w-]+|\b[A-Z]+-\d{4,}\b", looker.page.inner_text("main"))
    assert number is not None
    house.case(number[0])
    house.press("eingetroffen")
    house.kill()
    return number[0]


def _estimated_and_accepted(house: Living, secret: str, number: str) -> None:
    """Hand out an estimate of nothing to pay, killed before she reads it; she accepts in two steps."""
    house.case(number)
    _quote(house.desk)
    house.press("Kostenvoranschlag ausgeben")
    house.kill()
    with house.phone() as looker:
        page = looker.page
        page.goto(f"{house.url}/c/{secret}?lang=de")
        expect(page.get_by_role("heading", level=1)).to_have_text("Dein Kostenvoranschlag ist da.")
        page.get_by_role("link", name="Kostenvoranschlag ansehen").first.click()
        assert "neuen Reißverschluss einsetzen" in page.inner_text("main")
        has_its_furniture(page)
        with page.expect_download() as begun:
            page.get_by_role("link", name="Als PDF").click()
        assert Path(begun.value.path()).read_bytes().startswith(b"%PDF-")
        page.get_by_role("link", name="Annehmen …").click()
        page.get_by_role("button", name=re.compile("^Ja, ")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Du hast zugesagt. Wir reparieren.")
    house.kill()
    [(answer, by)] = house.rows("select answer, by from programme_quote_answers")
    assert (answer, by) == ("accepted", "link")


def _quote(page: Page) -> None:
    page.get_by_label("Vorgeschlagene Reparatur").fill("neuen Reißverschluss einsetzen")
    page.get_by_label("Fester Preis mit Steuer").fill("0")
    page.get_by_label("Tage", exact=True).fill("9")


def _mended_and_told(house: Living, secret: str, number: str) -> None:
    """The law's notices come in their order: no mending without the choice, no end without months."""
    case = house.case(number)
    page = house.desk
    page.get_by_role("button", name="in Reparatur", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    house.press("Jetzt mitteilen")
    house.press("in Reparatur")
    house.press("Zeit starten")
    house.press("Zeit anhalten")
    house.press("repariert")
    page.get_by_label("Was daraus wurde").select_option("Fixed")
    page.get_by_role("button", name="Fall abschließen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    house.go(f"/cases/{case}")
    house.press("Jetzt mitteilen")
    with house.phone() as looker:
        looker.page.goto(f"{house.url}/c/{secret}?lang=de")
        expect(looker.page.get_by_role("heading", name="Deine Rechte", exact=True)).to_be_visible()
        expect(looker.page.locator(".notice").last).to_contain_text(
            re.compile(r"12 Monate|zwölf Monate|ein Jahr")
        )
    house.go(f"/cases/{case}")
    house.press("zurückgeschickt")
    page.get_by_label("Was daraus wurde").select_option("Fixed")
    house.press("Fall abschließen")
    with house.phone() as looker:
        looker.page.goto(f"{house.url}/c/{secret}?lang=de")
        expect(looker.page.get_by_role("heading", level=1)).to_have_text("Dieser Fall ist abgeschlossen.")


def _rated(house: Living) -> None:
    """The survey comes by mail, for she has allowed it; she answers on the phone."""
    letter = house.wait_for_letter(LENA.email, "/s/")
    link = re.search(rf"{re.escape(house.url)}/s/[\w.~-]+", letter)
    assert link is not None, letter
    with house.phone() as looker:
        page = looker.page
        page.goto(link[0])
        page.get_by_role("radio", name="besser als erwartet").check()
        page.get_by_role("radio", name="9", exact=True).check()
        page.get_by_role("button", name="Absenden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Danke. Ihre Antwort ist angekommen.")
    found = house.rows(
        "select a.item, a.number, t.key from survey_answers as a"
        " join transactions as t on t.id = a.transaction_id where a.is_last = 1 and a.number is not null"
    )
    assert {(item, value) for item, value, _ in found} == {("expected", 1.0), ("recommend", 9.0)}
    assert all(key.startswith("repair:") for *_, key in found)


def _taken_back(house: Living, who: Person, grade: str) -> None:
    """Register it on the phone, receive, look, give the credit; killed before it is complete."""
    with house.phone() as looker:
        page = looker.page
        page.goto(f"{house.url}/p/take-back?lang=de")
        for label, value in (
            ("Was ist es?", "jacket"), ("Wie sehr ist es getragen?", "visible" if grade == "B" else "strong"),
            ("Löcher oder Risse?", "none" if grade == "B" else "large"), ("Flecken?", "none"),
            ("Reißverschluss, Knöpfe", "whole"), ("Geruch", "none"), ("Gewaschen und trocken?", "yes"),
        ):  # fmt: skip
            page.get_by_label(label).select_option(value)
        page.get_by_label("Nummer im Etikett").fill(SERIAL)
        page.get_by_label("Artikelnummer (GTIN)").fill(GTIN)
        page.get_by_role("button", name="Gutschrift ansehen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("So viel bekommst du voraussichtlich.")
        page.get_by_label("Name").fill(who.name)
        page.get_by_label("E-Mail").fill(who.email)
        page.get_by_role("button", name="Zurückgabe anmelden").click()
        page.wait_for_url("**/p/take-back/*said=opened*")
        has_its_furniture(page)
        link = page.url.partition("?")[0]
        page.locator("button[value=ship]").click()
        page.wait_for_url("**said=ship*")
        parcel = house.rows("select max(id) from take_backs")[0][0]
        house.go(f"/returns/parcel/{parcel}")
        house.press("Ist angekommen")
        house.desk.locator(f"input[name=grade][value={grade}]").check()
        house.desk.get_by_label("Gewicht in Gramm").fill("640")
        house.press("Festhalten")
        house.press("Alles angesehen")
        house.kill()
        house.go(f"/returns/parcel/{parcel}")
        house.press("Gutschrift geben und abschließen")
        page.goto(f"{link}?lang=de")
        expect(page.locator(".steps li.done")).to_have_count(page.locator(".steps li").count())


def _resold(house: Living) -> None:
    """Offer it second hand and sell it."""
    page = house.go("/returns/stock")
    page.locator("summary", has_text="Verkaufen").click()
    page.get_by_label("Preis in €, mit Steuer").fill("79,00")
    house.press("Verkaufen")
    house.press("Verkauft")


def _recycled(house: Living) -> None:
    """Send it to the fibres; the balance is exact."""
    page = house.go("/returns/stock")
    page.get_by_label("Regenjacke").or_(page.locator("input[name=piece]")).first.check()
    page.get_by_label("Wohin").first.select_option("fibre")
    page.get_by_label("An wen").first.fill("Faserwerk Aue")
    house.press("Gewählte weggeben")
    page = house.go("/returns/balance")
    rows = dict(house.rows("select kind, grams from take_back_fates where undone is null"))
    assert rows == {"resale": 640, "fibre": 640}


def _line_of_life(house: Living) -> None:
    """Read it: every step in its order, and nobody in it."""
    [(item, state)] = house.rows("select id, state from items")
    assert state == "recycled"
    life = house.read(lambda connection: life_of(connection, item))
    assert [one.kind for one in life] == LIFE
    told = msgspec.json.encode([one._asdict() for one in life]).decode().casefold()
    assert not [word for word in ("lena", "omar", "example", "nähweg", "alias", "köln") if word in told]
    page = house.go(f"/purpose/items/{item}")
    shown = page.locator("main").inner_text().casefold()
    assert not [word for word in ("lena", "omar", "nähweg") if word in shown]
    page.locator("details.twin summary").first.click()
    rows = page.get_by_role("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(LIFE))
    assert "verwertet" in rows.last.inner_text().casefold()


def _never_more_than_one_new_jacket(house: Living) -> None:
    """Mended and resold come to one life gained at most, in every draw and by every method."""
    day = today()
    of = period(day - timedelta(days=1), day + timedelta(days=1), "UTC")
    found: Counted = house.read(lambda connection: counted(connection, of))
    assert {name: one.done for name, one in found.programmes.items()} == {"send_in": 1, "resale": 1}
    factors = house.read(current)
    values = drawn_all(factors, 7, 2_000)
    [((garment, past), count)] = found.histories.items()
    assert (garment, count) == ("jacket", 1)
    assert [one.happening.kind for one in past] == ["repair", "resale"]
    for method in METHODS:
        every = [life_share(values, garment, one.happening, method) for one in past]
        assert float(sum(every).max()) > 0  # type: ignore[union-attr]
        assert float(sum(capped(every)).max()) <= 1.0 + 1e-12  # type: ignore[union-attr]
    page = house.go(f"/impact?since={day - timedelta(days=1)}&until={day}")
    assert page.get_by_role("table").count() > 0
