"""What the shop keeps of a person is given out and erased, and that of nobody else."""

from __future__ import annotations

from tests.unit.retail.shop import DRESS_38, NOW

from oase.db import Database
from oase.model import KeepsPersonalData, Person
from oase.retail import questions, ratings, reservations
from oase.retail.rights import RetailRights
from oase.retail.shelf import Shelf

HER = Person(1, (1, 7))


def leave_traces(shop: Database, shelf: Shelf, alias: int) -> None:
    with shop.writing() as connection:
        mine = {"alias": alias, "aliases": [alias], "now": NOW}
        reservations.reserve(connection, shelf, store="K1", gtin=DRESS_38, kind="hold", **mine)  # type: ignore[arg-type]
        questions.ask(connection, store="K1", gtin=None, text="Wann?", **mine)  # type: ignore[arg-type]
        ratings.rate(connection, product="dress", gtin=DRESS_38, stars=4, text="gut", **mine)  # type: ignore[arg-type]


def test_a_person_sees_and_erases_what_is_hers(shop: Database, shelf: Shelf):
    for alias in (1, 2):
        leave_traces(shop, shelf, alias)
    rights: KeepsPersonalData = RetailRights(shop)
    hers = rights.export(HER)
    assert {name: len(rows) for name, rows in hers.items()} == {
        "ratings": 1,
        "reservations": 1,
        "questions": 1,
    }
    assert hers["ratings"][0]["at"].startswith("2026-11-21T10:00")
    assert "alias" not in hers["ratings"][0]
    shelf.refresh()
    assert rights.erase(HER) == 3
    assert rights.erase(HER) == 0
    assert not any(rights.export(HER).values())
    assert all(rights.export(Person(2, (2,))).values())
    assert shelf.refresh()
    stock = shelf.stock("K1", DRESS_38)
    assert stock is not None
    assert stock.quantity == 1
