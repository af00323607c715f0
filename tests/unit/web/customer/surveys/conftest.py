"""A house that asks with surveys, and links to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import insert

from oase.app import House, open_house
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox, worked_off
from oase.db.schema import transactions
from oase.retail import keeping
from oase.retail.articles import Store
from oase.settings import Settings
from oase.surveys import stored
from oase.surveys.tokens import Signer, Ticket
from oase.web.customer import make_customer
from oase.web.reach import Reach

SATURDAY = 1_795_258_800_000_000  # 21.11.2026, 12:00 in Cologne
DAY = 86_400_000_000


class Clock:
    """A clock that tests turn; microseconds since 1970, UTC."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


class Asking:
    """A house that is served to customers, and what was answered there.

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
        self._aliases: dict[str, int] = {}
        self.signer = Signer.open(house.folder)
        self.page: httpx.Client = TestClient(make_customer(reach))  # type: ignore[arg-type]
        self.page.follow_redirects = False

    def bought(self, value: str, key: str = "order:4711", store: str = "K1", touchpoint: str = "Kauf") -> int:
        """Let somebody buy, yesterday; return the transaction."""
        alias = self.alias(value)
        with self.reach.database.writing() as connection:
            row = {
                "key": key,
                "alias": alias,
                "at": self.clock() - DAY,
                "received": self.clock() - DAY,
                "touchpoint": touchpoint,
                "channel": "store",
                "store": store,
                "source": "test",
            }
            done = connection.execute(insert(transactions).values(row))
            return int(done.inserted_primary_key[0])  # type: ignore[index]

    def alias(self, value: str) -> int:
        """Return the alias of a customer, who grants to be asked when she is first met."""
        if value not in self._aliases:
            self.house.consent(value, "survey", is_granted=True)
            self._aliases[value] = self.house.find_person(value).person
        return self._aliases[value]

    def link(self, transaction: int, value: str | None = None, **more: Any) -> str:
        """Return the path of a link."""
        told: dict[str, Any] = {"survey": "three_taps", "way": "passive", "medium": "qr"}
        told |= {"expires": self.clock() + 14 * DAY, "alias": self.alias(value) if value else None} | more
        return f"/s/{self.signer.sign(Ticket(transaction=transaction, **told))}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the house keeps."""
        with self.reach.database.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def put_live(self, *names: str) -> None:
        """Let surveys ask that came along."""
        with self.reach.database.writing() as connection:
            for name in names:
                stored.put_live(connection, name, 0, "Test", self.clock())


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    """Return a house with one store, on a Saturday at noon, that asks three questions."""
    yield from asking_in(tmp_path, Settings())


@pytest.fixture
def framed(tmp_path: Path) -> Iterator[Asking]:
    """Return the same house where a shop may frame its surveys."""
    yield from asking_in(
        tmp_path, Settings(frames=("https://shop.example",), shop_url="https://shop.example/neu?x=1")
    )


def asking_in(tmp_path: Path, settings: Settings) -> Iterator[Asking]:
    """Make the house."""
    clock = Clock(SATURDAY)
    with open_house(tmp_path / "house", create=True, own="Lindwerk", clock=clock, settings=settings) as house:
        _ = house.rooms.key
        with open_database(house.folder) as database:
            with database.writing() as connection:
                store = Store(code="K1", name="Ehrenstraße", hours="Mo-Sa 10:00-20:00")
                keeping.put(connection, [store], now=clock(), source="test")

            def done() -> int:
                with database.reading() as connection:
                    return worked_off(connection).get("w1", 0)

            with Inbox(house.folder / "inbox" / "w1.sqlite", done=done) as inbox:
                reach = Reach(database, Keyring(database), inbox, settings, clock)
                reach._house = house  # pyright: ignore[reportPrivateUsage]  # one house with one clock
                asking = Asking(house, reach, clock)
                asking.put_live("three_taps", "new_customers")
                yield asking
