"""The page Today."""

from __future__ import annotations

import pytest

from oase.app.views.today import met_more_or_less, today


@pytest.mark.parametrize(
    ("lang", "greeting"), [("de", "Guten Tag, Frau Manager"), ("en", "Good day, Frau Manager")]
)
def test_the_day_is_greeted_in_the_own_language(signed_in, lang, greeting):
    """Greeting, headline and what the house holds."""
    text = signed_in("manager", lang).get("/").text
    assert greeting in text
    assert f'<html lang="{lang}"' in text
    assert ("übertroffen" if lang == "de" else "exceeded") in text


def test_the_latest_answers_are_told_without_persons(signed_in, house):
    """Newest first, of the own brand; no pseudonym of any person stands on the page."""
    view = today(house, {}, lambda _done, _all: None)
    times = [row["at"] for row in view["answers"]]
    assert times == sorted(times, reverse=True)
    table = house.answers().table
    assert max(times) <= max(table["at"].to_pylist())
    text = signed_in("workshop").get("/").text
    assert not any(str(person) in text for person in set(table["person"].to_pylist()))


def test_consents_are_counted_by_person_and_purpose(signed_in, house):
    """Who withdrew lately is told beside who granted."""
    for name in ("a", "b", "c"):
        house.consent(name, "email", is_granted=True)
    house.consent("c", "email", is_granted=False)
    text = signed_in("manager").get("/").text
    assert "2 von 3" in text
    assert "1 in vier Wochen widerrufen" in text


def test_an_empty_house_says_what_to_do(signed_in, reach_of, pages_of, empty_folder):
    """Nobody has arrived: connect, import."""
    reach = reach_of(empty_folder)
    text = signed_in("manager", app=pages_of(reach), at=reach).get("/").text
    assert "Noch ist niemand angekommen." in text
    assert 'href="/door/connect"' in text
    assert 'href="/imports"' in text


def test_a_gap_in_the_data_is_no_change():
    """Days without any contact are not compared."""
    daily = [(day, name, 50) for day in range(60) if not 40 <= day < 50 for name in ("Kasse", "App")]
    assert met_more_or_less(daily, 59) == []


def test_a_young_house_is_not_compared():
    """Less than two weeks to compare give nothing."""
    daily = [(day, "Kasse", 10 * day) for day in range(40)]
    assert met_more_or_less(daily, 39) == []


def test_changes_can_be_taken_along(signed_in):
    """The table behind the page as a file, with a byte order mark for spreadsheets."""
    answer = signed_in("analyst").get("/download/changes.csv")
    assert answer.status_code == 200
    assert answer.text.startswith("\ufeff")
    assert "attachment" in answer.headers["content-disposition"]
