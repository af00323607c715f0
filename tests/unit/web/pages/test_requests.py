"""The page Requests: who waits is seen, answered by name, and told in her app."""

from __future__ import annotations

import pytest

from oase.decisions.messages.outbox import messages_of
from oase.retail import Product, Store, Variant, questions, reservations
from oase.retail.counting import count_stock
from oase.retail.keeping import put
from oase.retail.shelf import Shelf

MINUTE = 60_000_000
DRESS = "09521234500010"
HOURS = "Mo-Sa 10:00-20:00"


@pytest.fixture
def anna(house):
    """The alias of a customer with a name."""
    house.consent("anna", "analytics", is_granted=True)
    house.correct_person("anna", {"name": "Anna Probe"})
    return house.find_person("anna").person


@pytest.fixture
def shop(reach, clock):
    """Two stores, a dress, three pieces of it in one of them."""
    items = [
        Product(id="dress", name={"de": "Leinenkleid", "en": "Linen dress"}, garment="dress"),
        Variant(gtin=DRESS, product="dress", size="38", size_system="DE", color={"de": "Sand"}),
        *(Store(code=code, name=code.title(), hours=HOURS) for code in ("ehren", "bonn")),
    ]
    with reach.database.writing() as connection:
        put(connection, items, now=clock(), source="test")
        count_stock(connection, "ehren", DRESS, 3, clock(), "till")
    return Shelf(reach.database)


@pytest.fixture
def asked(reach, clock, shop, anna):
    """A question that has waited for ninety minutes."""
    with reach.database.writing() as connection:
        told = questions.ask(
            connection, store="ehren", gtin=DRESS, alias=anna, aliases=[anna],
            text="Läuft <b>Leinen</b> ein?", now=clock() - 90 * MINUTE,
        )  # fmt: skip
    return told.id


def test_an_empty_page_says_what_will_stand_there(signed_in):
    """Without stores and questions there is nothing to choose, and a sentence why."""
    page = signed_in("service").get("/requests").text
    assert "Niemand wartet auf Sie" in page
    assert "Fragen kommen aus der App" in page
    assert '<select id="store"' not in page


@pytest.mark.usefixtures("asked")
def test_who_waits_is_seen_with_name_article_and_time(signed_in):
    """The heading says how long; what she typed stays text."""
    page = signed_in("service").get("/requests").text
    assert "Eine Frage wartet, seit 90 Minuten" in page
    assert "Läuft &lt;b&gt;Leinen&lt;/b&gt; ein?" in page
    assert "Anna Probe" in page
    assert "Leinenkleid" in page


@pytest.mark.usefixtures("asked")
def test_the_workshop_sees_no_names_and_no_form(signed_in):
    """Who may not see persons reads the question only."""
    page = signed_in("workshop").get("/requests").text
    assert "Leinen" in page
    assert "Anna" not in page
    assert "/requests/answer" not in page


def test_an_answer_has_a_name_and_reaches_her_app(signed_in, asked, reach, anna):
    """Answered once, it waits no more; changed, she is told anew."""
    browser = signed_in("service")
    done = browser.submit("/requests/answer", {"question": asked, "answer": "Nein, bei 30 Grad nicht."})
    assert done.headers["location"].startswith("/requests")
    page = browser.get("/requests").text
    assert "Niemand wartet auf Sie" in page
    assert "Nein, bei 30 Grad nicht." in page
    with reach.database.reading() as connection:
        (told,) = messages_of(connection, [anna], now=reach.clock())
        (question,) = questions.of_person(connection, [anna])
    assert told.content["body"] == "Nein, bei 30 Grad nicht."
    assert told.content["title"] == question.who != ""
    assert (told.kind, told.purpose) == ("contract", "")


@pytest.mark.parametrize(
    "wrong", [{"question": "7777", "answer": "x"}, {"answer": "  "}, {"answer": "x" * 1001}]
)
def test_a_wrong_answer_changes_nothing_and_stays_typed(signed_in, asked, reach, anna, wrong):
    """No such question, nothing said, too much said."""
    done = signed_in("service").submit("/requests/answer", {"question": asked, **wrong})
    assert done.status_code == 400
    assert "Das ging nicht" in done.text
    with reach.database.reading() as connection:
        assert questions.how_many_wait(connection) == 1
        assert messages_of(connection, [anna], now=reach.clock()) == []


def test_what_is_put_aside_is_handed_out(signed_in, reach, clock, shop, anna):
    """Asked for, ready, fetched; what is fetched lies there no more."""
    shop.refresh()
    with reach.database.writing() as connection:
        held = reservations.reserve(
            connection, shop, store="ehren", gtin=DRESS, alias=anna, aliases=[anna], kind="hold", now=clock()
        )
    browser = signed_in("service")
    page = browser.get("/requests?store=ehren").text
    assert "ein Stück ist für eine Kundin erbeten" in page
    assert browser.get("/requests?store=bonn").text.count("Leinenkleid") == 0
    assert "38" in browser.get("/requests/download/held.csv").text
    browser.submit("/requests/state", {"reservation": held.id, "state": "ready"})
    assert "liegt bereit" in browser.get("/requests").text
    browser.submit("/requests/state", {"reservation": held.id, "state": "fetched"})
    assert "Niemand wartet auf Sie" in browser.get("/requests").text
    again = browser.submit("/requests/state", {"reservation": held.id, "state": "ready"})
    assert again.status_code == 400
