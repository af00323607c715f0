"""Her items, cases and take-backs on her page: for whoever works on cases, with links; the room is named."""

from __future__ import annotations

from datetime import date

import pytest

from oase.app.customers import changing
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.opening import New, open_case
from oase.programmes.items.owners import claim
from oase.programmes.items.registry import New as Item
from oase.programmes.items.registry import register
from oase.web.pages.customers.telling import address


@pytest.fixture
def anna(house, reach):
    """Return Anna, with one item and one case."""
    house.consent("anna", "email", is_granted=True)
    person = house.find_person("anna")
    now = reach.moment()
    with reach.database.writing() as connection:
        item = register(connection, Item(key="k", name={"de": "Wollmantel"}, garment="jacket"), now).item
        claim(connection, item.id, person.person, person.aliases, "said", now)
        new = New(key="form-0001", what="Jacke", reason="zip", country="DE", way="store", alias=person.person)
        open_case(connection, new, Actor("customer", now, date(2026, 11, 22)), lambda n: b"x" * n)
    return person


def test_who_works_on_cases_sees_what_is_hers(signed_in, anna):
    text = signed_in("manager").get(f"{address(anna.person)}?part=programmes").text
    assert "Wollmantel" in text
    assert 'href="/purpose/items/1"' in text
    assert 'href="/cases/1"' in text
    assert "angelegt" in text


def test_who_does_not_has_no_such_part(signed_in, anna):
    text = signed_in("analyst").get(f"{address(anna.person)}?part=programmes").text
    assert "part=programmes" not in text
    assert "Wollmantel" not in text


def test_who_has_nothing_is_told_so(signed_in, house):
    house.consent("bea", "email", is_granted=True)
    person = house.find_person("bea").person
    assert "Sie hat nichts eingetragen" in signed_in("manager").get(f"{address(person)}?part=programmes").text


def test_the_export_names_the_room(signed_in, anna, reach):
    assert changing.export_of(reach.house.rooms, anna)["programmes"]["programme_cases"]
    text = signed_in("manager").get(f"{address(anna.person)}/export/export.html").text
    assert "Programme: programme_cases" in text
