"""The board of measures, resolutions, and the check of wording."""

from __future__ import annotations

import pytest

import oase
from oase.experience.inventory import add
from oase.service import measures as kept
from oase.service import resolutions
from oase.service.message import Message
from oase.service.messages import take

HOUR = 3_600_000_000
PLACE = "Rückgabe"
TEXT = "Ich frage zum dritten Mal, wo mein Rücksendeschein bleibt. Ihre Anna Kaya, 0171 2345678"


@pytest.fixture
def folder(empty_folder):
    """A house without contacts: everything here is about what people write down."""
    with oase.open(empty_folder) as house, house.rooms.database.writing() as connection:
        add(connection, PLACE, {}, who="", now=0)
    return empty_folder


@pytest.fixture
def made(reach):
    """Return a measure on the board, due in a day."""
    with reach.database.writing() as connection:
        draft = kept.Draft(touchpoint=PLACE, title="Schein beilegen", due=reach.clock() + 24 * HOUR)
        return kept.create(connection, draft, who="Frau B", now=reach.clock())


@pytest.fixture
def message(reach):
    """Return the number of a message of a customer."""
    with reach.database.writing() as connection:
        one = Message(
            key="mail:1",
            channel="Mail",
            at=reach.clock() - HOUR,
            text=TEXT,
            sender="Anna Kaya",
            lang="de",
            touchpoint=PLACE,
        )
        take(connection, one, reach.clock())
    return 1


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_empty_board_says_how_to_begin(signed_in, lang):
    """No measure: what to do stands there, in both languages."""
    text = signed_in("manager", lang).get("/measures").text
    assert 'href="/measures/new"' in text
    assert ("Nichts ist offen." if lang == "de" else "Nothing is open.") in text


def test_a_measure_goes_across_the_board(signed_in, clock):
    """Written down, due, overdue, done on the same day, taken back."""
    browser = signed_in("service")
    fields = {
        "title": "Schein beilegen",
        "touchpoint": PLACE,
        "hours": "4",
        "owner": "J. Brandt",
        "cost": "12,50",
    }
    one = browser.submit("/measures/new", fields).headers["location"].split("?")[0]
    assert "heute fällig, keine überfällig" in browser.get("/measures").text
    clock.turn(hours=5)
    assert "1 Maßnahme ist überfällig" in browser.get("/measures").text
    assert browser.submit(f"{one}/state", {"state": "done"}).status_code == 303
    board = browser.get("/measures").text
    assert "1 von 1" in board
    assert "getan nach" in board
    page = browser.get(one).text
    change = page.split('name="change" value="')[1].split('"')[0]
    browser.submit(f"{one}/undo", {"change": change})
    assert "1 Maßnahme ist überfällig" in browser.get("/measures").text
    assert "12,50" in browser.get(one).text


def test_a_stale_undo_is_refused_and_nothing_is_lost(signed_in, made):
    """Who has not seen the latest change cannot take it back."""
    browser = signed_in("manager")
    browser.submit(f"/measures/one/{made.id}/state", {"state": "done"})
    answer = browser.submit(f"/measures/one/{made.id}/undo", {"change": "1"})
    assert answer.status_code == 409
    assert "hat jemand etwas geändert" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "was zu tun ist"),
        ("touchpoint", "Gibt es nicht", "Diesen Touchpoint gibt es nicht"),
        ("hours", "-3", "ganze Stunden"),
        ("hours", "９", "ganze Stunden"),
        ("cost", "viel", "einen Betrag"),
        ("cost", "1,234", "einen Betrag"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(signed_in, field, value, told):
    """A wrong field is named, what was typed stays in the form, nothing is written."""
    browser = signed_in("manager")
    fields = {"title": "Schein", "touchpoint": PLACE, "hours": "4", "said": "Immer das Gleiche"}
    answer = browser.submit("/measures/new", {**fields, field: value})
    assert answer.status_code == 400
    assert told in answer.text
    assert "Immer das Gleiche" in answer.text
    assert "Nichts ist offen." in browser.get("/measures").text


def test_a_message_becomes_a_measure_and_leads_back(signed_in, message):
    """Her words are filled in without names and numbers; the origin leads to the conversation."""
    browser = signed_in("service")
    form = browser.get(f"/measures/new?origin=message:{message}").text
    assert "zum dritten Mal" in form
    assert "0171" not in form
    assert "Kaya" not in form
    fields = {"title": "Schein beilegen", "touchpoint": PLACE, "hours": "4", "origin": f"message:{message}"}
    browser.submit("/measures/new", fields)
    assert f'href="/measures/said/message:{message}"' in browser.get("/measures").text
    said = browser.get(f"/measures/said/message:{message}").text
    assert "Schein beilegen" in said
    assert f'href="/response/messages/{message}"' in said
    assert "Kaya" in said


def test_who_may_not_read_messages_sees_no_names(signed_in, message):
    """An analyst reads what was said, not who said it."""
    said = signed_in("analyst").get(f"/measures/said/message:{message}").text
    assert "zum dritten Mal" in said
    assert "Kaya" not in said
    assert "0171" not in said


@pytest.mark.parametrize(
    "place", ["/measures/one/99", "/measures/one/x", "/measures/said/message:9", "/measures/said/x"]
)
def test_what_is_not_there_is_not_found(signed_in, place):
    """A wrong address is a page that says so."""
    assert signed_in("manager").get(place).status_code == 404


def test_only_who_may_changes_the_board(signed_in, made):
    """The workshop sees none of it."""
    browser = signed_in("workshop")
    assert browser.get("/measures").status_code == 403
    assert browser.submit(f"/measures/one/{made.id}/state", {"state": "done"}).status_code == 403


def test_the_effect_stands_on_the_card(signed_in, reach, made, clock):
    """Right after it was done nothing can be told, and the page says how much is missing."""
    with reach.database.writing() as connection:
        kept.finish(connection, made.id, who="Frau B", now=reach.clock())
    clock.turn(hours=1)
    text = signed_in("manager").get("/measures").text
    assert "Noch zu wenige" in text or "Davor gab es zu wenig" in text
    assert "Was daraus wurde" in text
    assert signed_in("manager").get("/measures/download/effects.csv").status_code == 200


def test_resolutions_without_a_touchpoint_stand_first(signed_in, reach):
    """Filed and unfiled ones apart; filing moves one over."""
    browser = signed_in("manager")
    fields = {"title": "Rückgabe im Laden", "who": "Vorstand", "decided": "2026-11-02", "text": "Ab Januar."}
    assert browser.submit("/measures/resolutions/new", fields).status_code == 303
    page = browser.get("/measures/resolutions").text
    assert "1 von 1 Beschluss ist keinem Touchpoint zugeordnet" in page
    browser.submit("/measures/resolutions/1", {**fields, "touchpoint": [PLACE], "state": "open"})
    assert "Jeder Beschluss ist einem Touchpoint zugeordnet" in browser.get("/measures/resolutions").text
    with reach.database.reading() as connection:
        assert [one.title for one in resolutions.of_touchpoint(connection, PLACE)] == ["Rückgabe im Laden"]
    wrong = browser.submit("/measures/resolutions/1", {**fields, "decided": "gestern"})
    assert wrong.status_code == 400
    assert "etwa 2026-11-21" in wrong.text


def test_wording_is_marked_with_what_to_say_instead(signed_in):
    """A text of the company's own is checked as soon as it is saved."""
    browser = signed_in("manager")
    text = "Bitte haben Sie Verständnis. Sie müssen <b>warten</b>."
    fields = {"name": "Kontaktseite", "kind": "page", "lang": "de", "text": text}
    assert browser.submit("/measures/wording/texts/new", fields).status_code == 303
    page = browser.get("/measures/wording").text
    assert "<mark>Bitte haben Sie Verständnis<sup>1</sup></mark>" in page
    assert "<mark>Sie müssen<sup>2</sup></mark> &lt;b&gt;warten" in page
    assert "2 Wendungen in 1 von" in page


def test_the_list_of_wordings_is_the_companys(signed_in):
    """One is switched off and reset, an own one added and removed, a bad one refused."""
    browser = signed_in("manager")
    fields = {"name": "Seite", "kind": "page", "lang": "de", "text": "Sie müssen warten. Das ist so Usus."}
    browser.submit("/measures/wording/texts/new", fields)
    ours = {"lang": "de", "pattern": "Sie müssen", "why": "Befiehlt.", "instead": "Bitten."}
    assert "Sie müssen" in browser.get("/measures/wording/list").text
    browser.submit("/measures/wording/list", {**ours, "do": "off"})
    assert "<mark>Sie müssen" not in browser.get("/measures/wording").text
    browser.submit("/measures/wording/list", {**ours, "do": "remove"})
    assert "<mark>Sie müssen" in browser.get("/measures/wording").text
    own = {"lang": "de", "pattern": "so Usus", "why": "Gewohnheit des Hauses.", "instead": "Fragen."}
    browser.submit("/measures/wording/list", {**own, "do": "on"})
    assert "<mark>so Usus" in browser.get("/measures/wording").text
    assert browser.submit("/measures/wording/list", {**own, "pattern": "...", "do": "on"}).status_code == 400
