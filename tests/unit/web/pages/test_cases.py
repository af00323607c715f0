"""The workshop's pages: what waits, one case worked through, kits, prices and who repairs."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.cases.guides import guide_of
from oase.programmes.cases.kits import kits_for
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import photos_of
from oase.programmes.items.registry import New as Item
from oase.programmes.items.registry import register
from oase.web.pages.cases.furniture import cents_of

NOON = 1_795_950_000_000_000
WORKSHOP = {"name": "Werkstatt", "address": "Weg 2", "telephone": "0221 1", "email": "w@example.org"}
QUOTE = {
    "goods": "Jacke",
    "defect": "Reißverschluss",
    "repair": "Neuer Zipper",
    "price": "29,90",
    "days": "7",
    "place": "Weg 2",
}


def opened(reach: Any, key: str = "k1", **more: Any) -> int:
    new = New(
        key=key,
        what="Blaue Jacke",
        reason="zip",
        name="Anna",
        street="Markt 1",
        postcode="50667",
        city="Köln",
        **{"way": "send_in", "country": "DE", **more},
    )
    with reach.database.writing() as connection:
        actor = Actor("customer", NOON, date(2026, 11, 29))
        return open_case(connection, new, actor, lambda n: key.encode().ljust(n, b"x")).id


def state_of(reach: Any, case: int) -> str:
    with reach.database.reading() as connection:
        return find(connection, case).state


def test_an_empty_queue_says_how_cases_begin(signed_in):
    page = signed_in().get("/cases")
    assert page.status_code == 200
    assert "Nichts wartet." in page.text
    assert "/p/repair" in page.text


def test_the_queue_counts_and_finds(signed_in, reach):
    case = opened(reach)
    browser = signed_in()
    page = browser.get("/cases").text
    assert "Ein Fall ist offen." in page
    assert f'href="/cases/{case}"' in page
    assert "Blaue Jacke" in browser.get("/cases?q=blaue").text
    assert "Hier ist kein Fall." in browser.get("/cases?q=Socken").text
    assert browser.get("/cases/download/cases.csv").status_code == 200


def test_the_workshop_knows_what_others_may_add(signed_in, reach):
    browser = signed_in()
    item = {
        "key": "k-fr",
        "name": {"de": "Jacke"},
        "garment": "jacket",
        "country": "FR",
        "source": "workshop",
    }
    with reach.database.writing() as connection:
        made = register(connection, Item(**item), NOON).item.id
    page = browser.get(f"/cases/{opened(reach, 'fr', country='FR', item=made)}").text
    assert "Was andere dazugeben können" in page
    assert "listed repairers only" in page
    assert "geprüft am 31.01.2026" in page
    assert "Was andere dazugeben können" not in browser.get(f"/cases/{opened(reach, 'de')}").text


def test_a_case_is_worked_through(signed_in, reach):
    case = opened(reach)
    browser = signed_in()
    path = f"/cases/{case}"
    browser.submit("/cases/kits/workshop", WORKSHOP)
    for state in ("shipped", "received"):
        assert browser.submit(f"{path}/move", {"to": state}).status_code == 303
    assert "wrong=" in browser.submit(f"{path}/move", {"to": "sent_home"}).headers["location"]
    assert "cases.said.quote" in browser.submit(f"{path}/quote", QUOTE).headers["location"]
    again = browser.submit(f"{path}/quote", QUOTE | {"price": "49"})
    assert "wrong=" in again.headers["location"]  # within its days nobody changes it
    browser.submit(f"{path}/answer", {"version": "1", "answer": "accepted", "by": "telephone"})
    assert state_of(reach, case) == "accepted"
    for state in ("in_repair", "repaired"):
        browser.submit(f"{path}/move", {"to": state})
    page = browser.get(path)
    assert page.status_code == 200
    assert "am Telefon" in page.text
    browser.submit(f"{path}/close", {"outcome": "Fixed", "repairer": "Mira"})
    assert state_of(reach, case) == "closed"


def test_the_last_step_is_taken_back(signed_in, reach):
    case = opened(reach)
    browser = signed_in()
    browser.submit(f"/cases/{case}/move", {"to": "shipped"})
    browser.submit(f"/cases/{case}/undo")
    assert state_of(reach, case) == "opened"


def test_time_parts_messages_and_who_has_it(signed_in, reach, clock):
    case = opened(reach)
    browser = signed_in()
    path = f"/cases/{case}"
    browser.submit(f"{path}/assign", {"to": "me"})
    browser.submit(f"{path}/time", {"do": "begin"})
    clock.turn(seconds=1_500)
    browser.submit(f"{path}/time", {"do": "stop"})
    browser.submit(f"{path}/part", {"part": "Zipper 20 cm", "quantity": "2", "cents": "3,50"})
    browser.submit(f"{path}/message", {"text": "Guten Tag", "kind": "message"})
    browser.submit(f"{path}/message", {"text": "heikel", "kind": "note"})
    page = browser.get(path).text
    assert "25 Minuten gemessen" in page
    assert "2 × Zipper 20 cm · 3,50 EUR" in page
    assert "Guten Tag" in page
    assert "heikel" in page
    assert "Zipper 20 cm" in browser.get("/cases").text
    assert "Blaue Jacke" in browser.get("/cases?mine=1").text


def test_a_new_link_is_shown_once_and_ends_the_old_one(signed_in, reach):
    case = opened(reach)
    browser = signed_in()
    page = browser.submit(f"/cases/{case}/link")
    assert "/c/" in page.text
    assert "/c/" not in browser.get(f"/cases/{case}").text
    with reach.database.reading() as connection:
        alive = "select count(*) from programme_links where ended is null"
        assert connection.exec_driver_sql(alive).scalar() == 1


def test_a_notice_of_law_is_told_before_the_remedy(signed_in, reach):
    case = opened(reach, kind="guarantee")
    browser = signed_in()
    for state in ("shipped", "received"):
        browser.submit(f"/cases/{case}/move", {"to": state})
    early = browser.submit(f"/cases/{case}/move", {"to": "in_repair"})
    assert "wrong=" in early.headers["location"]
    assert "Wahlrecht" in browser.get(f"/cases/{case}").text
    told = {"kind": "choice", "text": "Sie können zwischen Reparatur und Ersatz wählen."}
    browser.submit(f"/cases/{case}/notice", told)
    browser.submit(f"/cases/{case}/move", {"to": "in_repair"})
    assert state_of(reach, case) == "in_repair"


def test_a_photo_is_taken_in_and_shown(signed_in, reach):
    from PIL import Image

    case = opened(reach)
    browser = signed_in()
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(out, "PNG")
    sent = browser.submit(f"/cases/{case}/photos", files={"file": ("a.png", out.getvalue(), "image/png")})
    assert sent.status_code == 303, sent.text
    with reach.database.reading() as connection:
        (photo,) = photos_of(connection, case)
    assert browser.get(f"/cases/{case}/photo/{photo.id}").content[:2] == b"\xff\xd8"
    bad = browser.submit(f"/cases/{case}/photos", files={"file": ("a.png", b"no picture", "image/png")})
    assert bad.status_code == 400


def test_kits_prices_and_workshop(signed_in):
    browser = signed_in()
    assert "Noch gibt es keine Sets." in browser.get("/cases/kits").text
    browser.submit("/cases/kits/shipped")
    page = browser.get("/cases/kits").text
    code = page.partition('name="code" value="')[2].partition('"')[0]
    kept = {"code": code, "fee": "5,50", "stock": "12", "is_on": "1"}
    assert "said" in browser.submit("/cases/kits/one", kept).headers["location"]
    assert 'value="5.50"' in browser.get("/cases/kits").text
    fees = {"send_in": "12", "event": "0", "store": "5", "kit": "4,90", "exchange_days": "60"}
    assert "said" in browser.submit("/cases/kits/fees", fees).headers["location"]
    assert "wrong" in browser.submit("/cases/kits/fees", fees | {"send_in": "viel"}).headers["location"]
    assert "wrong" in browser.submit("/cases/kits/workshop", WORKSHOP | {"email": ""}).headers["location"]


@pytest.mark.parametrize("path", ["/cases", "/cases/kits", "/cases/1"])
def test_pages_in_english(signed_in, reach, path):
    opened(reach)
    assert signed_in(lang="en").get(path).status_code == 200


@pytest.mark.parametrize("path", ["/cases/99", "/cases/x", "/cases/1/photo/7"])
def test_what_is_not_there_is_not_found(signed_in, reach, path):
    opened(reach)
    assert signed_in().get(path).status_code == 404


def test_amounts_as_people_write_them():
    assert [cents_of(one, "x") for one in ("29,90", "29.9", "1.234,50", "7 €", "0")] == [
        2990,
        2990,
        123450,
        700,
        0,
    ]


KIT = {
    "code": "knit-hole", "name_de": "Loch im Strick", "name_en": "Hole in a knit", "defect": "hole",
    "garment": "top", "guide": "knit-hole", "fee": "4,50", "grams": "30", "stock": "20",
}  # fmt: skip
GUIDE = {
    "code": "knit-hole", "minutes": "25", "level": "medium", "title_de": "Ein Loch stopfen",
    "title_en": "Darn a hole", "needs_de": "Nadel\r\n\r\nGarn", "needs_en": "needle",
    "steps_de": "Fädle ein.\nStopf.", "steps_en": "Thread.\nDarn.",
}  # fmt: skip


def test_a_guide_is_written_in_both_languages_or_not_at_all(signed_in, reach):
    browser = signed_in("admin")
    assert "Anleitung" in browser.get("/cases/kits/guide/new").text
    wrong = browser.submit("/cases/kits/guide/new", GUIDE | {"steps_en": " "})
    assert (wrong.status_code, "Fädle ein." in wrong.text) == (400, True)
    assert "Ein Loch stopfen" not in browser.get("/cases/kits").text
    assert "said" in browser.submit("/cases/kits/guide/new", GUIDE).headers["location"]
    assert browser.submit("/cases/kits/guide/new", GUIDE).status_code == 400, "one of this code is there"
    kept = browser.submit("/cases/kits/guide/knit-hole", GUIDE | {"minutes": "30"})
    assert "said" in kept.headers["location"]
    assert browser.submit("/cases/kits/guide/new", GUIDE | {"code": "../x"}).status_code == 400
    assert browser.get("/cases/kits/guide/none").status_code == 404
    assert browser.submit("/cases/kits/guide/none", GUIDE).status_code == 404
    with reach.database.reading() as connection:
        german = guide_of(connection, "knit-hole", "de")
    assert (german.minutes, german.needs, german.steps) == (30, ("Nadel", "Garn"), ("Fädle ein.", "Stopf."))
    assert 'value="30"' in browser.get("/cases/kits/guide/knit-hole").text


def test_a_kit_of_ones_own_is_given_out(signed_in, reach):
    browser = signed_in("admin")
    assert browser.get("/cases/kits/new").status_code == 200
    for wrong in ({"code": "Knit Hole"}, {"defect": ""}, {"stock": "viele"}, {"fee": "x"}, {"name_en": ""}):
        refused = browser.submit("/cases/kits/new", KIT | wrong)
        assert refused.status_code == 400, wrong
        assert "Loch im Strick" in refused.text
    assert "said" in browser.submit("/cases/kits/new", KIT).headers["location"]
    assert browser.submit("/cases/kits/new", KIT).status_code == 400, "one of this code is there"
    with reach.database.reading() as connection:
        (kit,) = kits_for(connection, "hole", "top")
    assert (kit.code, kit.fee_cents, kit.stock, kit.garments) == ("knit-hole", 450, 20, ("top",))
