"""The page Impact: range first, methods side by side, publishing frozen, factors by version."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from oase.programmes.impact import claims
from oase.programmes.impact.versions import current, every
from oase.programmes.tables import cases, items

AT = 1_781_000_000_000_000  # 9.6.2026
SPRING = {"since": "2026-01-01", "until": "2026-06-30"}
FACTOR = {
    "name": "spent.kit",
    "value": "0,2",
    "low": "0,1",
    "high": "0,4",
    "shape": "lognormal",
    "source": "Rechnung unseres Paketdienstes",
    "place": "Deutschland",
    "note": "Gemessen statt angenommen",
}


def repaired(reach, outcomes, garment="jacket"):
    """Put repairs with a kit into the house, each of an item of its own."""
    with reach.database.writing() as connection:
        for number, outcome in enumerate(outcomes):
            texts = dict.fromkeys(("gtin", "product", "name", "brand", "country", "source"), "")
            row = {**texts, "serial": f"{garment}{number}", "garment": garment, "state": "in_use"}
            item = connection.execute(insert(items).values(**row, registered=AT)).inserted_primary_key[0]
            blank = {
                column.name: "" if column.type.python_type is str else 0
                for column in cases.columns
                if not column.nullable and column.name != "id"
            }
            key = f"{garment}-{number}"
            told = {"number": key, "key": key, "kind": "repair", "way": "kit", "opened": AT, "item": item}
            connection.execute(insert(cases).values(blank | told | {"outcome": outcome, "ended": AT}))


@pytest.fixture
def filled(reach):
    repaired(reach, ["Fixed"] * 8 + ["Unknown", "End of life"])
    return reach


def test_an_empty_house_says_what_will_stand_here(signed_in):
    page = signed_in("manager").get("/impact")
    assert page.status_code == 200
    assert "In diesem Zeitraum ist noch nichts zu Ende gegangen" in page.text
    assert "Noch nichts zu zählen" in page.text


def test_the_finding_is_a_range_with_its_denominator(signed_in, filled):
    page = signed_in("manager").get("/impact", params=SPRING).text
    assert re.search(r"<h1>Geschätzt weniger: [\d,.]+ \([\d,.]+ bis [\d,.]+\) kg CO2e\.</h1>", page)
    assert "Für 10 von 10 Vorgängen" in page
    assert "von 10 abgeschlossenen (80,0" in page
    for method in ("gewonnene Nutzungszeit", "gemessene Verdrängung", "Vereinbarung der Reparaturgruppen"):
        assert method in page


def test_things_without_a_factor_are_counted_and_given_no_amount(signed_in, reach):
    repaired(reach, ["Fixed"], garment="shoe")
    page = signed_in("manager").get("/impact", params=SPRING).text
    assert "1 Vorgänge, aber für keinen eine Rechengrundlage." in page
    assert "deshalb nennen wir keine Menge" in page


@pytest.mark.parametrize(
    "query", [{"since": "gestern"}, {"since": "2026-06-30", "until": "2026-01-01"}, {"since": "0001-01-01"}]
)
def test_a_period_that_is_none_is_said_and_the_page_stands(signed_in, query):
    page = signed_in("manager").get("/impact", params=query)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_tables_and_the_picture_can_be_taken_along(signed_in, filled):
    browser = signed_in("manager")
    table = browser.get("/impact/download/methods.csv", params=SPRING)
    assert "life_gain" in table.text
    assert browser.get("/impact/download/methods.svg", params=SPRING).text.startswith("<svg")
    assert "spent.kit" in browser.get("/impact/factors/download/factors.csv").text


def test_publishing_freezes_and_a_claim_is_reckoned_again(signed_in, filled):
    browser = signed_in("manager")
    made = browser.submit("/impact/publish", SPRING)
    assert made.status_code == 303
    place = made.headers["location"].partition("?")[0]
    shown = browser.get(place).text
    assert "Nachgerechnet: dieselben Zahlen." in shown
    assert "10 Reparaturen abgeschlossen, davon 8 gelungen" in shown
    repaired(filled, ["Fixed"] * 5, garment="trousers")
    browser.submit("/impact/factors", FACTOR)
    again = browser.get(place).text
    assert "Nachgerechnet: dieselben Zahlen." in again
    assert "10 Reparaturen abgeschlossen, davon 8 gelungen" in again


def test_a_period_that_runs_still_is_not_published(signed_in, filled):
    page = signed_in("manager").submit("/impact/publish", {"since": "2026-01-01", "until": "2026-12-31"})
    assert page.status_code == 409
    assert "Der letzte Tag passt nicht" in page.text
    with filled.database.reading() as connection:
        assert claims.every(connection) == []


def test_withdrawing_needs_a_reason_and_keeps_the_claim(signed_in, filled):
    browser = signed_in("manager")
    place = browser.submit("/impact/publish", SPRING).headers["location"].partition("?")[0]
    assert browser.submit(f"{place}/withdraw", {"because": ""}).status_code == 409
    assert browser.submit(f"{place}/withdraw", {"because": "Zwei Fälle doppelt"}).status_code == 303
    shown = browser.get(place).text
    assert "Diese Angabe wurde zurückgenommen." in shown
    assert "Zwei Fälle doppelt" in shown
    assert browser.submit(f"{place}/withdraw", {"because": "noch einmal"}).status_code == 409


def test_a_factor_is_changed_as_a_new_version_with_its_reason(signed_in, filled):
    browser = signed_in("manager")
    assert browser.submit("/impact/factors", FACTOR).status_code == 303
    with filled.database.reading() as connection:
        held = current(connection)
        assert (held.version, held.table["spent.kit"].value) == (2, 0.2)
        assert [one.note for one in every(connection)] == ["Gemessen statt angenommen", ""]
    page = browser.get("/impact/factors").text
    assert "Fassung 2" in page
    assert "Rechnung unseres Paketdienstes" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "0.2"}, "Wert und Enden passen nicht"),
        ({"value": "9"}, "Wert und Enden passen nicht"),
        ({"low": "-1"}, "Das untere Ende passt nicht"),
        ({"low": "0"}, "Das untere Ende passt nicht"),
        ({"high": "viel"}, "Das obere Ende passt nicht"),
        ({"source": ""}, "woher die Zahl kommt"),
        ({"note": ""}, "warum es eine neue Fassung braucht"),
        ({"shape": "rund"}, "Diese Verteilung gibt es nicht"),
        ({"name": "nichts"}, "diesen Faktor gibt es nicht"),
        ({"name": "rebound", "high": "3", "shape": "triangular"}, "Wert und Enden passen nicht"),
    ],
)
def test_a_wrong_factor_is_refused_in_words_and_nothing_is_kept(signed_in, filled, changed, said):
    page = signed_in("manager").submit("/impact/factors", FACTOR | changed)
    assert page.status_code == 409
    assert said in page.text
    with filled.database.reading() as connection:
        assert current(connection).version == 1


def test_the_three_figures_of_one_t_shirt_stand_on_the_page(signed_in):
    page = signed_in("manager", lang="en").get("/impact/factors").text
    for figure in ("10.2 kg", "4.1 kg", "1.3 kg"):
        assert figure in page
    assert "There is no factor for recovery, on purpose." in page


def test_who_may_only_look_changes_nothing(signed_in, filled):
    browser = signed_in("service")
    assert "Veröffentlichen</button>" not in browser.get("/impact", params=SPRING).text
    assert browser.submit("/impact/publish", SPRING).status_code == 403
    assert browser.submit("/impact/factors", FACTOR).status_code == 403


@pytest.mark.parametrize("claim", ["0", "99", "x", "1" * 30, "²"])
def test_a_claim_that_is_none_is_not_found(signed_in, claim):
    assert signed_in("manager").get(f"/impact/claims/{claim}").status_code == 404
