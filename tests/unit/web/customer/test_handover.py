"""From an item of her app to the public pages: a code takes along whose it is, for one form; else nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import Table, select

from oase.app.programmes.telling import SOURCE, tell
from oase.contacts.keys import create_key, list_keys
from oase.db.facts import facts_of
from oase.db.inbox import Inbox
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor
from oase.programmes.items import owners, registry
from oase.programmes.items.handover import MINUTES
from oase.programmes.items.labels import label
from oase.programmes.items.registry import New
from oase.programmes.rights import ProgrammesRights
from oase.programmes.tables import cases, links, pieces, take_backs, tickets

from .conftest import DRESS, Customer, Shop
from .programmes.test_tour import made

HER = {"name": "Anna Beispiel", "street": "Weg 1", "postcode": "50667", "city": "Köln", "land": "DE"}
PIECE = {
    "0.wear": "visible", "0.holes": "none", "0.stains": "none", "0.parts": "whole", "0.smell": "none",
    "0.clean": "yes",
}  # fmt: skip


@pytest.fixture
def page(shop: Shop) -> httpx.Client:
    """A browser that is signed in nowhere."""
    client: httpx.Client = TestClient(shop.app)
    client.follow_redirects = False
    return client


@pytest.fixture
def dress(shop: Shop, anna: Customer) -> int:
    """A dress of Anna's."""
    with shop.reach.database.writing() as connection:
        new = New(gtin=DRESS, serial="LW-7", country="DE", sold=date(2026, 8, 3), source="shop")
        registry.register(connection, new, shop.clock())
    number: int = anna.post("/v1/items", {"code": label(DRESS, "LW-7")})["id"]
    return number


def code_of(anna: Customer, item: int) -> str:
    told = anna.post(f"/v1/items/{item}/handover", {})
    assert told["minutes"] == MINUTES
    code: str = told["code"]
    return code


def alias_of(shop: Shop) -> int:
    found = shop.house.find_person("anna", "user")
    assert found is not None
    (alias,) = found.aliases
    return alias


def fields(page: httpx.Client, path: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.get(path).text))


def kept(shop: Shop, table: Table) -> list[dict[str, Any]]:
    with shop.reach.database.reading() as connection:
        return [
            dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]


def repair(code: str) -> str:
    return f"/p/repair/start?reason=seam&cause=use&way=send_in&lang=de&from={code}"


def test_a_repair_from_her_app_is_of_her_and_her_item(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int
) -> None:
    """Shown by name, sent twice opened once, and the code opens nothing more."""
    code = code_of(anna, dress)
    shown = page.get(repair(code)).text
    assert "Aus deiner App: Leinenkleid" in shown
    sent = fields(page, repair(code)) | HER
    answers = [page.post("/p/repair/start", data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    (case,) = kept(shop, cases)
    assert (case["alias"], case["item"], case["gtin"]) == (alias_of(shop), dress, DRESS)
    assert "Aus deiner App" not in page.get(f"/p/repair?reason=seam&lang=de&from={code}").text


@pytest.mark.parametrize("spoilt", ["used", "old", "made up", "handed on"])
def test_what_does_not_work_shows_the_plain_form(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int, spoilt: str
) -> None:
    """It is no error and tells nothing: neither of her nor of her item."""
    code = code_of(anna, dress)
    if spoilt == "used":
        assert page.post("/p/repair/start", data=fields(page, repair(code)) | HER).status_code == 303
    elif spoilt == "old":
        shop.clock.turn(minutes=MINUTES)
    elif spoilt == "made up":
        code = code[::-1]
    else:
        with shop.reach.database.writing() as connection:
            owners.hand_over(connection, dress, to=None, how="gift", now=shop.clock(), key="gift-1")
    before = len(kept(shop, cases))
    for path in ("/p/repair", "/p/take-back", "/p/exchange", "/p/tour"):
        told = page.get(f"{path}?lang=de&from={code}")
        assert told.status_code == 200
        assert "Aus deiner App" not in told.text
        assert "Leinenkleid" not in told.text
    asked = f"{repair(code)}&garment=dress"
    assert page.post("/p/repair/start", data=fields(page, asked) | HER).status_code == 303
    (*_, last) = kept(shop, cases)
    assert len(kept(shop, cases)) == before + 1
    assert last["alias"] is None
    assert last["item"] != dress


def test_a_take_back_from_her_app_is_of_her_and_her_item(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int
) -> None:
    """Its numbers are filled in; the item is known without them, too."""
    code = code_of(anna, dress)
    sent = fields(page, f"/p/take-back?lang=de&from={code}")
    assert sent["0.handed"] == "1"
    more = {"0.category": "dress", "do": "send", "credit": "none", "way": "post", **PIECE}
    assert page.post("/p/take-back", data=sent | more).status_code == 303
    (parcel,), (piece,) = kept(shop, take_backs), kept(shop, pieces)
    assert (parcel["alias"], piece["item"]) == (alias_of(shop), dress)


def test_a_time_at_the_bus_is_booked_for_her(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int
) -> None:
    stop = made(shop, "planned")
    code = code_of(anna, dress)
    assert f"from={code}" in page.get(f"/p/tour?lang=de&from={code}").text
    path = f"/p/tour/{stop.id}?lang=de&from={code}"
    slot = re.search(r'name="slot" value="(\d+)"', page.get(path).text)
    assert slot
    sent = fields(page, path) | {"slot": slot[1], "name": "Anna", "what": "Kleid"}
    assert page.post(f"/p/tour/{stop.id}?lang=de", data=sent).status_code == 303
    (ticket,) = kept(shop, tickets)
    assert ticket["alias"] == alias_of(shop)


def test_an_exchange_from_her_app_is_of_her(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int
) -> None:
    code = code_of(anna, dress)
    first = fields(page, f"/p/exchange?lang=de&from={code}") | {"what": "Kleid", "reason": "too_small"}
    second = page.post("/p/exchange", data=first | {"delivered": "2026-11-20"}).text
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', second))
    sent |= HER | {"instead": "size", "size": "40"}
    assert page.post("/p/exchange/open", data=sent).status_code == 303
    (case,) = kept(shop, cases)
    assert (case["alias"], case["item"]) == (alias_of(shop), dress)


def test_nobody_gets_a_code_for_anothers_item(bea: Customer, dress: int) -> None:
    assert bea.ask("POST", f"/v1/items/{dress}/handover", {}).status_code == 404


def test_neither_she_nor_her_item_stands_in_a_code_and_erased_it_is_gone(
    shop: Shop, anna: Customer, dress: int
) -> None:
    code = code_of(anna, dress)
    assert re.fullmatch(r"[A-Za-z0-9_-]{27}", code)
    assert code not in str(kept(shop, links))
    found = shop.house.find_person("anna", "user")
    assert found is not None
    ProgrammesRights(shop.reach.database).erase(found)
    with shop.reach.database.reading() as connection:
        kinds = connection.execute(select(links.c.kind)).scalars().all()
    assert "handover" not in kinds


def test_her_repair_arises_in_her_journey_and_holds_back_adverts_until_it_ends(
    shop: Shop, anna: Customer, page: httpx.Client, dress: int
) -> None:
    """Form, news, door, pipeline, log: contacts of hers with the touchpoints of repair, and a fact."""
    code = code_of(anna, dress)
    assert page.post("/p/repair/start", data=fields(page, repair(code)) | HER).status_code == 303
    (case,) = kept(shop, cases)
    _told(shop)
    touchpoints = [one["touchpoint"] for one in shop.contacts("anna")]
    assert "Anfrage nach Reparatur" in touchpoints
    assert "Reparatur" in touchpoints
    assert {"Anfrage nach Reparatur", "Reparatur"} <= set(shop.house.contacts().touchpoints)
    assert _facts(shop, anna)[f"case:{case['number']}"] == 1
    shop.clock.turn(minutes=5)
    with shop.reach.database.writing() as connection:
        actor = Actor("workshop", shop.clock(), date(2026, 11, 21), "Mira")
        move(connection, case["id"], "cancelled", actor)
    _told(shop)
    assert _facts(shop, anna)[f"case:{case['number']}"] == 0


def _told(shop: Shop) -> None:
    """Hand over what happened, as the process of messages does."""
    database = shop.reach.database
    basis: dict[str, Any] = {"basis": "contract", "basis_text": "Reparatur"}
    known = [one for one in list_keys(database) if one.source == SOURCE]
    key = known[0] if known else create_key(database, "write", "P", source=SOURCE, **basis)[0]
    done = lambda: shop.house.rooms.worked_off().get("programmes", 0)  # noqa: E731
    with Inbox(shop.house.folder / "inbox" / "programmes.sqlite", done=done) as inbox:
        assert tell(database, inbox, key.id, now=shop.clock()).nameless == 0
    shop.house.work_off()


def _facts(shop: Shop, anna: Customer) -> dict[str, Any]:
    with shop.reach.database.reading() as connection:
        found = facts_of(connection, [alias_of(shop)])
    return {name: fact.value for name, fact in found.items()}
