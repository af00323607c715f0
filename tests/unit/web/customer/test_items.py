"""Her items: claimed, told, advised on, passed on; nobody sees another's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from oase.db.facts import learn
from oase.db.schema import transactions
from oase.model import Fact
from oase.programmes.items import owners, registry
from oase.programmes.items.labels import label
from oase.programmes.items.life import life_of
from oase.programmes.items.registry import New

from .conftest import DRESS, SCARF, Customer, Shop

LABEL = label(DRESS, "LW-7")


@pytest.fixture
def dress(shop: Shop) -> int:
    """A dress that the shop has sold in Germany; nobody has said whose it is."""
    with shop.reach.database.writing() as connection:
        new = New(gtin=DRESS, serial="LW-7", country="DE", sold=date(2026, 8, 3), source="shop")
        return registry.register(connection, new, shop.clock()).item.id


def test_an_item_is_hers_by_its_label_once(shop: Shop, anna: Customer, dress: int) -> None:
    """Claimed twice it is one item; it becomes one contact."""
    first, second = (anna.post("/v1/items", {"code": LABEL}) for _ in range(2))
    assert first == second
    assert (first["id"], first["product"]["name"], first["months"]) == (dress, "Leinenkleid", 3)
    assert [one["id"] for one in anna.get("/v1/items")["items"]] == [dress]
    assert len([one for one in shop.contacts("anna") if one["touchpoint"]]) == 1


def test_an_item_is_told_with_life_and_guarantees(anna: Customer, dress: int) -> None:
    """Bought and registered; liability runs for two years in Germany; no footprint for a dress."""
    anna.post("/v1/items", {"code": LABEL})
    told = anna.get(f"/v1/items/{dress}")
    assert {one["kind"] for one in told["life"]} == {"sold", "registered"}
    (line,) = told["guarantees"]
    assert (line["kind"], line["state"], line["ends"], line["left"]) == (
        "statutory",
        "runs",
        "2028-08-03",
        20,
    )
    assert told["footprint"] is None


def test_nobody_sees_or_claims_what_is_anothers(
    shop: Shop, anna: Customer, bea: Customer, dress: int
) -> None:
    """Not the item, not its advice; a claim is refused in her language and changes nothing."""
    anna.post("/v1/items", {"code": LABEL})
    assert bea.ask("GET", f"/v1/items/{dress}").status_code == 404
    assert bea.ask("GET", f"/v1/items/{dress}/advice?reason=seam").status_code == 404
    refused = bea.ask("POST", "/v1/items", {"code": LABEL})
    assert refused.status_code == 400
    assert refused.json()["message"] == "Dieses Stück ist bei jemand anderem eingetragen."
    assert anna.get(f"/v1/items/{dress}")["item"]["id"] == dress


def test_a_label_that_nobody_registered_is_hers_by_her_word_alone(shop: Shop, anna: Customer) -> None:
    """It says so, to her and to the workshop; what the shop knew before says otherwise."""
    made = anna.post("/v1/items", {"code": label(DRESS, "XX-9"), "order": "made-up"})
    assert made["how"] == "said"
    assert anna.get(f"/v1/items/{made['id']}")["item"]["how"] == "said"
    with shop.reach.database.reading() as connection:
        owner = owners.owner_of(connection, made["id"])
    assert owner is not None
    assert owner.how == "said"


def test_what_the_shop_had_registered_is_more_than_her_word(anna: Customer, dress: int) -> None:
    assert anna.post("/v1/items", {"code": LABEL})["how"] == "registered"


def test_a_purchase_or_an_order_of_hers_proves_it(shop: Shop, anna: Customer, bea: Customer) -> None:
    """The order of another proves nothing, nor one of which only the receipt is known."""
    with shop.reach.database.writing() as connection:
        alias = shop.house.rooms.graph.find(connection, "anna").aliases[0]
        learn(connection, alias, {f"bought:{SCARF}": Fact(1, shop.clock())}, shop.clock())
        row = {"alias": alias, "at": shop.clock(), "received": shop.clock(), "touchpoint": "Kasse"}
        row |= {"channel": "", "store": "", "value": None, "referral": None}
        for key, source in (("order:4711", "door"), ("order:4712", "link")):
            connection.execute(insert(transactions).values(row | {"key": key, "source": source}))
    assert anna.post("/v1/items", {"code": label(SCARF, "S-1")})["how"] == "bought"
    assert anna.post("/v1/items", {"code": label(DRESS, "D-1"), "order": " 4711 "})["how"] == "bought"
    assert anna.post("/v1/items", {"code": label(DRESS, "D-2"), "order": "4712"})["how"] == "said"
    assert bea.post("/v1/items", {"code": label(DRESS, "D-3"), "order": "4711"})["how"] == "said"


def test_a_second_claim_never_replaces_the_first(shop: Shop, anna: Customer, bea: Customer) -> None:
    """Not even one with a proof against one without: somebody must look."""
    made = anna.post("/v1/items", {"code": label(SCARF, "S-1")})
    assert made["how"] == "said"
    with shop.reach.database.writing() as connection:
        alias = shop.house.rooms.graph.find(connection, "bea").aliases[0]
        learn(connection, alias, {f"bought:{SCARF}": Fact(1, shop.clock())}, shop.clock())
    assert bea.ask("POST", "/v1/items", {"code": label(SCARF, "S-1")}).status_code == 400
    with shop.reach.database.reading() as connection:
        (owner,) = owners.owners_of(connection, made["id"])
    assert owner.until is None
    assert anna.get(f"/v1/items/{made['id']}")["item"]["how"] == "said"


def test_the_country_is_hers_to_say_else_that_of_her_store(anna: Customer) -> None:
    """Where neither is known the law says to check."""
    form = {"name": "Mantel", "garment": "jacket"}

    def country(key: str, **said: str) -> str:
        made = anna.post("/v1/items", form | said | {"key": key})
        return anna.get(f"/v1/items/{made['id']}")["country"]

    assert country("coat-00001") == ""
    anna.put("/v1/me/store", {"code": "K1"})
    assert country("coat-00002") == "DE"
    assert country("coat-00003", country="AT") == "AT"


def test_goods_bought_elsewhere_are_registered_by_name(anna: Customer) -> None:
    """The same form twice is one thing; without a name it is refused."""
    form = {"name": "Alter Wollmantel", "garment": "jacket", "country": "at", "key": "form-12345"}
    first, second = (anna.post("/v1/items", form) for _ in range(2))
    assert first["id"] == second["id"]
    assert first["serial"] == ""
    assert anna.get(f"/v1/items/{first['id']}")["footprint"]["extensions"] == 0
    assert anna.ask("POST", "/v1/items", {"key": "form-23456"}).status_code == 400
    assert anna.ask("POST", "/v1/items", {"name": "Mantel"}).status_code == 400, "no key, no serial number"


def test_two_with_the_same_key_are_two_items(anna: Customer, bea: Customer) -> None:
    """A key is hers alone."""
    form = {"name": "Mantel", "garment": "jacket", "key": "form-12345"}
    assert anna.post("/v1/items", form)["id"] != bea.post("/v1/items", form)["id"]


def test_advice_names_repair_first(anna: Customer, dress: int) -> None:
    """The law comes first where it is no wear; a new one is only a price."""
    anna.post("/v1/items", {"code": LABEL})
    told = anna.get(f"/v1/items/{dress}/advice?reason=seam&wear=no")
    assert (told["first"]["kind"], told["first"]["isCertain"]) == ("statutory", True)
    assert told["newCents"] == 12900
    assert {one["pays"] for one in told["ways"] if one["isOpen"]} == {0}
    assert told["grants"] == []
    assert anna.ask("GET", f"/v1/items/{dress}/advice?reason=moths").status_code == 400


def test_advice_tells_what_others_may_add(anna: Customer) -> None:
    """With source and day, beside the price."""
    coat = anna.post(
        "/v1/items", {"name": "Mantel", "garment": "jacket", "country": "FR", "key": "coat-0001"}
    )
    (grant,) = anna.get(f"/v1/items/{coat['id']}/advice?reason=seam&wear=yes")["grants"]
    assert (grant["share"], grant["mostCents"]) == (60, 2_500)
    assert grant["source"].startswith("https://")
    assert grant["checked"] == "2026-01-31"


def test_an_item_is_passed_on_and_claimed_by_the_next(
    shop: Shop, anna: Customer, bea: Customer, dress: int
) -> None:
    """Hers no longer, the other's by its label; the line of life goes on and names nobody."""
    anna.post("/v1/items", {"code": LABEL})
    for _ in range(2):
        anna.post(f"/v1/items/{dress}/passed-on", {"how": "gift", "key": "pass-0001"})
    assert anna.get("/v1/items")["items"] == []
    bea.post("/v1/items", {"code": LABEL})
    told = bea.get(f"/v1/items/{dress}")
    assert [one["kind"] for one in told["life"]].count("passed_on") == 1
    assert told["guarantees"][0]["state"] == "check"
    assert anna.ask("DELETE", f"/v1/items/{dress}/passed-on/pass-0001").status_code == 404
    with shop.reach.database.reading() as connection:
        assert [one.until is None for one in owners.owners_of(connection, dress)] == [False, True]


def test_passing_on_is_taken_back_as_long_as_nobody_has_it(shop: Shop, anna: Customer, dress: int) -> None:
    """Hers again, and the line of life as before."""
    anna.post("/v1/items", {"code": LABEL})
    anna.post(f"/v1/items/{dress}/passed-on", {"how": "gift", "key": "pass-0001"})
    anna.delete(f"/v1/items/{dress}/passed-on/pass-0001")
    assert [one["id"] for one in anna.get("/v1/items")["items"]] == [dress]
    with shop.reach.database.reading() as connection:
        assert "passed_on" not in [one.kind for one in life_of(connection, dress)]


def test_what_she_bought_is_offered_until_it_is_registered(shop: Shop, anna: Customer) -> None:
    """A purchase is known by its article number; a registered one is not offered again."""
    with shop.reach.database.writing() as connection:
        alias = shop.house.rooms.graph.find(connection, "anna").aliases[0]
        learn(connection, alias, {f"bought:{SCARF}": Fact(1, shop.clock())}, shop.clock())
    assert [one["gtin"] for one in anna.get("/v1/items")["bought"]] == [SCARF]
    anna.post("/v1/items", {"gtin": SCARF, "key": "form-99999"})
    assert anna.get("/v1/items")["bought"] == []


def test_an_erased_customer_leaves_the_history(shop: Shop, anna: Customer, dress: int) -> None:
    """The item and what happened to it stay; that it was hers does not."""
    anna.post("/v1/items", {"code": LABEL})
    shop.contacts("anna")
    shop.house.erase_person("anna")
    with shop.reach.database.reading() as connection:
        assert [one.alias for one in owners.owners_of(connection, dress)] == [None]
        assert len(life_of(connection, dress)) == 2
