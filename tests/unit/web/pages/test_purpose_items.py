"""Items and guarantees on the pages of purpose."""

from __future__ import annotations

from datetime import date

import pytest

import oase
from oase.programmes.items import guarantees, registry
from oase.programmes.items.life import Event, happened
from oase.programmes.items.registry import New

DAY = 86_400_000_000


@pytest.fixture
def folder(empty_folder):
    """A house without contacts."""
    with oase.open(empty_folder):
        return empty_folder


@pytest.fixture
def item(reach):
    """A jacket bought in Germany that was repaired once."""
    with reach.database.writing() as connection:
        new = New(
            gtin="4012345678901",
            serial="LW-1",
            name={"de": "Regenjacke", "en": "Rain jacket"},
            garment="jacket",
            country="DE",
            sold=date(2026, 8, 1),
        )
        made = registry.register(connection, new, reach.moment()).item
        at = reach.moment() - 3 * DAY
        happened(connection, Event("case:1:repaired", made.id, "repaired", at, "case:1", {"way": "send_in"}))
    return made


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_empty_register_says_how_to_begin(signed_in, lang):
    """No item: what to do stands there, in both languages."""
    text = signed_in("manager", lang).get("/purpose/items").text
    assert "oase items import" in text
    assert ("Noch ist kein Stück bekannt" if lang == "de" else "No item is known yet") in text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_item_shows_its_life_guarantee_and_footprint(signed_in, item, lang):
    """Line of life as a picture with its table, liability with its day, footprint as a range."""
    answer = signed_in("manager", lang).get(f"/purpose/items/{item.id}")
    assert answer.status_code == 200
    assert "<svg" in answer.text
    assert ("01.08.2028" if lang == "de" else "1 Aug 2028") in answer.text
    assert ("1-mal repariert" if lang == "de" else "repaired 1 time") in answer.text
    assert "kg CO2e" in answer.text


def test_the_table_of_a_life_is_a_file(signed_in, item):
    """The twin of the picture can be taken along."""
    text = signed_in("manager").get(f"/purpose/items/{item.id}/download/life.csv").text
    assert "repaired" in text
    assert "case:1" in text


def test_an_item_is_found_by_part_of_its_number(signed_in, item):
    """Looked for by serial number, and by something else."""
    browser = signed_in("manager")
    assert f"/purpose/items/{item.id}" in browser.get("/purpose/items?q=lw-").text
    assert f"/purpose/items/{item.id}" not in browser.get("/purpose/items?q=lw%25").text


def test_an_item_is_registered_by_hand_once(signed_in):
    """The same form twice is one item."""
    browser = signed_in("manager")
    fields = {"serial": "A-1", "name": "Wollmantel", "garment": "jacket", "country": "at"}
    first, second = (browser.submit("/purpose/items", fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"].split("?")[0] == second.headers["location"].split("?")[0]


def test_a_wrong_number_is_refused_where_it_stands(signed_in):
    """The check digit is wrong: a 400 that keeps what was typed."""
    answer = signed_in("manager").submit("/purpose/items", {"gtin": "4012345678902", "serial": "A-1"})
    assert answer.status_code == 400
    assert 'value="4012345678902" aria-invalid="true"' in answer.text


def test_the_label_of_an_item_is_a_code(signed_in, item):
    """GTIN and serial number as a QR code."""
    answer = signed_in("manager").get(f"/purpose/items/{item.id}/label.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_nothing_stands_where_there_is_no_item(signed_in):
    """No number, or one that nobody has."""
    browser = signed_in("manager")
    assert browser.get("/purpose/items/99").status_code == 404
    assert browser.get("/purpose/items/x").status_code == 404


def test_who_may_not_edit_registers_nothing(signed_in):
    """An analyst sees, and registers nothing."""
    browser = signed_in("analyst")
    assert "/purpose/items" in browser.get("/purpose/items").text
    assert browser.submit("/purpose/items", {"serial": "A-1", "name": "Mantel"}).status_code == 403


FORM = {
    "name_de": "Nahtgarantie",
    "promise_de": "Jede Naht hält, sonst nähen wir sie nach.",
    "months": "60",
    "remedies": "repair",
    "begins": "2026-01-01",
}


def test_a_guarantee_is_drafted_released_and_ended(signed_in, reach):
    """From a draft to the end; what is live is not changed any more."""
    browser = signed_in("manager")
    made = browser.submit("/purpose/guarantees/new", FORM)
    path = made.headers["location"].split("?")[0]
    assert "GARAN" not in browser.get(path).text.split("<details")[0] or "60" in browser.get(path).text
    assert browser.submit(path, {"do": "live"}).status_code == 303
    assert browser.submit(path, {**FORM, "do": "save", "months": "12"}).status_code == 400
    assert browser.submit(path, {"do": "end", "ends": "2026-12-31"}).status_code == 303
    with reach.database.reading() as connection:
        held = guarantees.every(connection)[0]
    assert (held.state, held.months, held.ends) == ("ended", 60, date(2026, 12, 31))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_promise_for_life_waits_for_a_review(signed_in, lang):
    """Without years it is not released until somebody says what a review found."""
    browser = signed_in("manager", lang)
    form = {**FORM, "months": "", "promise_de": "Ein Leben lang."}
    path = browser.submit("/purpose/guarantees/new", form).headers["location"].split("?")[0]
    refused = browser.submit(path, {"do": "live", "found": "ok"})
    assert refused.status_code == 400
    assert ("rechtliche Prüfung" if lang == "de" else "legal review") in refused.text
    assert browser.submit(path, {"do": "live", "found": "Kanzlei X: fünf Jahre im Text"}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("months", "viele", "months"),
        ("begins", "morgen", "begins"),
        ("wear", "-3", "wear"),
        ("name_de", "", "name"),
    ],
)
def test_a_wrong_field_is_named(signed_in, field, value, place):
    """What is wrong is said in words, what was typed stays."""
    answer = signed_in("manager").submit("/purpose/guarantees/new", {**FORM, field: value})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert FORM["promise_de"] in answer.text
