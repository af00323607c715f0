"""The pages of take-back: queue, one parcel on a phone, stock and sale, balance, credits, hotline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oase.identity.graph import Ids
from oase.programmes.items.owners import owner_of
from oase.programmes.news import waiting
from oase.programmes.returns import acting, looking, opening, reading, selling
from oase.programmes.returns.balance import balance
from oase.programmes.returns.places.keeping import import_extract
from oase.web.reach import Reach

WHOLE = {
    "wear": "visible", "holes": "none", "stains": "none", "parts": "whole", "smell": "none", "clean": "yes",
}  # fmt: skip
PATHS = ("/returns", "/returns/stock", "/returns/balance", "/returns/offers", "/returns/hotline")


@pytest.fixture
def opened(reach: Reach) -> opening.Opened:
    """A parcel with a jacket and a top, from Anna."""
    brought = [opening.Brought("jacket", WHOLE, what="grüne Jacke"), opening.Brought("top", WHOLE)]
    new = opening.New("k", brought, email="anna@example.org", name="Anna Beispiel", country="DE")
    with reach.database.writing() as connection:
        return opening.open_take_back(connection, new, reach.clock(), bytes, own_brand="Lindwerk")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_has_something_to_say_when_nothing_is_there(signed_in: Any, path: str, lang: str) -> None:
    page = signed_in("admin", lang).get(path)
    assert page.status_code == 200
    assert len(re.findall("<h1>", page.text)) == 1


def test_from_the_queue_to_the_balance(signed_in: Any, reach: Reach, opened: opening.Opened) -> None:
    mia = signed_in("admin")
    assert "grüne Jacke" not in mia.get("/returns").text
    assert opened.number in mia.get("/returns").text
    path = f"/returns/parcel/{opened.id}"
    assert mia.submit(path, {"do": "receive"}).status_code == 303
    with reach.database.reading() as connection:
        jacket, top = reading.pieces_of(connection, [opened.id])[opened.id]
    assert (
        mia.submit(path, {"do": "look", "piece": jacket.id, "grade": "C", "grams": "812"}).status_code == 303
    )
    early = mia.submit(path, {"do": "process"})
    assert early.status_code == 400
    assert "Not every piece was looked at" in early.text
    mia.submit(path, {"do": "look", "piece": top.id, "grade": "refused", "refused": "Motten"})
    shown = mia.get(path).text
    assert "Zustand C, zum Reparieren statt B, getragen und ganz" in shown
    for step in ("process", "complete", "complete"):
        assert mia.submit(path, {"do": step}).status_code == 303
    offered = {"do": "offer", "number": jacket.id, "cents": "59,90", "tax": "margin"}
    assert mia.submit("/returns/stock", offered).status_code == 303
    assert "59,90 €" in mia.get("/returns/stock").text
    with reach.database.reading() as connection:
        listed = selling.for_sale(connection)[0]
    for _ in range(2):
        assert mia.submit("/returns/stock", {"do": "sell", "number": listed.id}).status_code == 303
    assert mia.submit("/returns/stock", {"do": "back", "number": listed.id}).status_code == 303
    mia.submit("/returns/stock", {"do": "withdraw", "number": listed.id})
    sent = {"do": "send", "piece": jacket.id, "kind": "fibre", "partner": "Faserhof"}
    assert mia.submit("/returns/stock", sent).status_code == 303
    page = mia.get("/returns/balance").text
    assert "812 g" in page
    assert "Faserhof" in page
    assert "Herstellerverantwortung" in page
    told = mia.get("/returns/balance/download/intakes.csv").text
    assert opened.number in told
    assert "Anna" not in told
    assert "DE" in mia.get("/returns/balance/download/countries.csv").text
    with reach.database.reading() as connection:
        assert balance(connection, 0, reach.clock() * 2).difference == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "look", "grade": "Z"},
        {"do": "look", "grade": "B", "grams": "heavy"},
        {"do": "look", "grade": "B", "cents": "1e9"},
        {"do": "look", "grade": "refused"},
        {"do": "fly"},
        {"do": "complete"},
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(
    signed_in: Any, reach: Reach, opened: opening.Opened, fields: dict[str, str]
) -> None:
    mia = signed_in("admin")
    path = f"/returns/parcel/{opened.id}"
    mia.submit(path, {"do": "receive"})
    with reach.database.reading() as connection:
        before = reading.pieces_of(connection, [opened.id])
        piece = before[opened.id][0].id
    assert mia.submit(path, {"piece": piece, **fields}).status_code == 400
    with reach.database.reading() as connection:
        assert reading.pieces_of(connection, [opened.id]) == before


def test_what_is_not_there_is_not_found(signed_in: Any, opened: opening.Opened) -> None:
    mia = signed_in("admin")
    for number in ("99", "x", "9" * 40, "-1"):
        assert mia.get(f"/returns/parcel/{number}").status_code == 404
    assert mia.submit("/returns/stock", {"do": "sell", "number": "77"}).status_code == 404
    assert (
        mia.submit(f"/returns/parcel/{opened.id}", {"do": "look", "piece": "77", "grade": "A"}).status_code
        == 404
    )


def test_names_only_for_who_works_on_cases(signed_in: Any, opened: opening.Opened) -> None:
    viewer = signed_in("analyst")
    page = viewer.get("/returns")
    assert opened.number in page.text
    assert "Anna Beispiel" not in page.text
    assert "Anna Beispiel" not in viewer.get("/returns/download/returns.csv").text
    assert viewer.get(f"/returns/parcel/{opened.id}").status_code == 403
    assert "Anna Beispiel" in signed_in("admin").get("/returns").text


def test_credits_by_category(signed_in: Any) -> None:
    admin = signed_in("admin")
    fields = {"category": "jacket", "A": "50", "B": "30,50", "C": "9", "D": "0", "grams": "900"}
    assert admin.submit("/returns/offers", fields).status_code == 303
    assert "30,50" in admin.get("/returns/offers").text
    assert admin.submit("/returns/offers", {**fields, "A": "viel"}).status_code == 400
    assert signed_in("workshop").submit("/returns/offers", fields).status_code == 403


def test_the_hotline_reads_out_three_places(
    signed_in: Callable[..., Any], reach: Reach, tmp_path: Path
) -> None:
    tags = "<tag k='amenity' v='recycling'/><tag k='recycling:clothes' v='yes'/>"
    nodes = [
        f"<node id='{n}' lat='{50 + n / 100}' lon='8'><tag k='name' v='Ort {n}'/>{tags}</node>"
        for n in range(5)
    ]
    address = "<tag k='addr:postcode' v='99991'/><tag k='addr:city' v='Musterfeld'/>"
    home = f"<node id='99' lat='50' lon='8'>{address}</node>"
    path = tmp_path / "musterland.osm"
    path.write_text(f"<osm>{''.join(nodes)}{home}</osm>")
    import_extract(reach.database, path, reach.clock())
    clara = signed_in("analyst")
    page = clara.get("/returns/hotline?postcode=99991").text
    assert re.findall(r"<h2>(Ort \d)</h2>", page) == ["Ort 0", "Ort 1", "Ort 2"]
    assert "OpenStreetMap" in page
    assert "nicht bekannt" in clara.get("/returns/hotline?postcode=11111").text


def test_a_sale_to_a_known_customer_makes_her_the_second_owner(
    signed_in: Any, reach: Reach, opened: opening.Opened
) -> None:
    """By her customer number; a number that nobody has sells nothing."""
    with reach.database.writing() as connection:
        ids, now = [Ids(user="K-4711")], reach.clock()
        alias = reach.house.rooms.graph.resolve(connection, ids, [now])[0].alias
        acting.receive(connection, opened.id, now)
        jacket, top = reading.pieces_of(connection, [opened.id])[opened.id]
        named = looking.Looked(found=WHOLE, grams=700, gtin="09520000000011", serial="S-9")
        for one, found in ((jacket, named), (top, looking.Looked(found=WHOLE, grams=200))):
            looking.look(connection, one.id, found, "Mia", now, own_brand="Lindwerk")
        acting.process(connection, opened.id, now)
        acting.complete(connection, opened.id, "Mia", now)
        listed = selling.offer(connection, jacket.id, 5_990, "margin", "Mia", now)
    mia = signed_in("admin")
    sold = {"do": "sell", "number": listed.id, "customer": "K-0000"}
    refused = mia.submit("/returns/stock", sold)
    assert refused.status_code == 400
    assert "No customer has this number" in refused.text
    assert mia.submit("/returns/stock", sold | {"customer": " K-4711 "}).status_code == 303
    with reach.database.reading() as connection:
        owner = owner_of(connection, listed.item or 0)
        told = [(one.event, one.alias) for _, one in waiting(connection)]
        assert owner is not None
        assert (owner.alias, owner.how) == (alias, "second_hand")
        assert ("Second-Hand Bought", alias) in told
