"""A small shop, and customers who are signed in to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from oase.app import House, open_house
from oase.app.visiting import Entered, enter
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox, worked_off
from oase.retail import keeping
from oase.retail.articles import Product, Stock, Store, Variant
from oase.retail.feed import Item
from oase.settings import Settings
from oase.web.customer import make_customer
from oase.web.reach import Reach

SATURDAY = 1_795_258_800_000_000  # 21.11.2026, 12:00 in Cologne
MINUTE = 60_000_000
DRESS, DRESS_40, SCARF = "09520000000011", "09520000000028", "09520000000035"


class Clock:
    """A clock that tests turn; microseconds since 1970, UTC."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at

    def turn(self, *, minutes: float = 0) -> None:
        self.at += round(minutes * MINUTE)


class Shop:
    """A house that is served to customers, and what it holds.

    Parameters
    ----------
    house : House
    reach : Reach
    clock : Clock
    """

    def __init__(self, house: House, reach: Reach, clock: Clock) -> None:
        self.house = house
        self.reach = reach
        self.clock = clock
        self.app: Any = make_customer(reach)

    def signed_in(self, value: str, kind: str = "user", lang: str = "de") -> Customer:
        """Sign a customer in and return her app."""
        entered = enter(self.house.rooms, value, kind)  # type: ignore[arg-type]
        return Customer(self, value, entered, lang)

    def contacts(self, value: str) -> list[dict[str, Any]]:
        """Return her contacts after all that was accepted is worked off, oldest first."""
        self.house.work_off()
        exported = self.house.export_person(value)
        found = [*exported["contacts"]["contacts"], *exported["lake"]["contacts"]]
        return sorted(found, key=lambda one: one["at"])


class Customer:
    """Her app: calls with her token, answers as JSON.

    Parameters
    ----------
    shop : Shop
    value : str
    entered : Entered
    lang : str
    """

    def __init__(self, shop: Shop, value: str, entered: Entered, lang: str) -> None:
        self.shop = shop
        self.value = value
        self.entered = entered
        self.lang = lang
        self._client: httpx.Client = TestClient(shop.app)

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Send one request with her token."""
        headers = {
            "Authorization": f"Bearer {self.entered.token}",
            "Accept-Language": self.lang,
            **more.pop("headers", {}),
        }
        if body is not None:
            more["json"] = body
        return self._client.request(method, path, headers=headers, **more)

    def get(self, path: str) -> Any:
        """Return what is at a path."""
        return self._good("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        """Do something that works."""
        return self._good("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        """Set something."""
        return self._good("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> Any:
        """Remove something."""
        return self._good("DELETE", path, body)

    def _good(self, method: str, path: str, body: Any = None) -> Any:
        if self.shop.clock() >= self.entered.expires:  # as her app does
            self.entered = enter(self.shop.house.rooms, self.value)
        answer = self.ask(method, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Return a shop in Cologne with a dress and a scarf, on a Saturday at noon."""
    clock = Clock(SATURDAY)
    with open_house(tmp_path / "house", create=True, own="Lindwerk", clock=clock) as house:
        _ = house.rooms.key
        with open_database(house.folder) as database:
            with database.writing() as connection:
                keeping.put(connection, articles(clock()), now=clock(), source="test")

            def done() -> int:
                with database.reading() as connection:
                    return worked_off(connection).get("w1", 0)

            with Inbox(house.folder / "inbox" / "w1.sqlite", done=done) as inbox:
                reach = Reach(database, Keyring(database), inbox, Settings(), clock)
                reach._house = house  # pyright: ignore[reportPrivateUsage]  # one house with one clock
                yield Shop(house, reach, clock)


@pytest.fixture
def anna(shop: Shop) -> Customer:
    return shop.signed_in("anna")


@pytest.fixture
def bea(shop: Shop) -> Customer:
    return shop.signed_in("bea")


def articles(at: int) -> list[Item]:
    """Return what the shop sells, and where there is some."""
    dress = Product(
        id="dress", name={"de": "Leinenkleid", "en": "Linen dress"}, brand="Lindwerk", garment="dress",
        material=(("linen", 100.0),), care=("wash-30",), description={"de": "Leicht.", "en": "Light."},
        image="drawing:dress",
    )  # fmt: skip
    scarf = Product(id="scarf", name={"de": "Schal", "en": "Scarf"}, brand="Lindwerk")
    sand = {"de": "Sand", "en": "sand"}
    variants = [
        Variant(gtin=DRESS, product="dress", color=sand, size="38", size_system="DE", price=12900, online=5),
        Variant(gtin=DRESS_40, product="dress", color=sand, size="40", size_system="DE", price=12900),
        Variant(gtin=SCARF, product="scarf", color=sand, price=3900, sku="S-1"),
    ]
    hours = "Mo-Sa 10:00-20:00"
    stores = [
        Store(code=code, name=name, city="Köln", subdivision="NW", latitude=lat, longitude=6.95, hours=hours)
        for code, name, lat in (("K1", "Köln Mitte", 50.94), ("K2", "Köln Süd", 50.92))
    ]
    stock = [Stock("K1", DRESS, 2, at - MINUTE), Stock("K2", DRESS, 1, at), Stock("K1", SCARF, 4, at)]
    return [dress, scarf, *variants, *stores, *stock]
