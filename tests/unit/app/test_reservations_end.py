"""What was put aside long enough goes back to the shop by itself."""

from __future__ import annotations

import threading

from tests.unit.retail.shop import DRESS_38, NOW, open_shop

from oase.app.mover import Mover
from oase.retail import reservations
from oase.retail.shelf import Shelf

from .doors import Clock, new_house


def test_a_reservation_ends_when_its_time_is_over(tmp_path):
    with new_house(tmp_path / "house", clock := Clock(NOW)) as house:
        database = house.rooms.database
        open_shop(database)
        shelf = Shelf(database)
        shelf.refresh()
        with database.writing() as connection:
            wish = {"store": "K2", "gtin": DRESS_38, "kind": "hold", "alias": 1, "aliases": [1]}
            made = reservations.reserve(connection, shelf, now=NOW, **wish)
        mover = Mover(house.rooms, threading.Lock())
        mover.do("reservations")
        shelf.refresh()
        assert shelf.stock("K2", DRESS_38).quantity == 0
        clock.at = made.until
        mover.do("reservations")
        assert shelf.refresh()
        assert shelf.stock("K2", DRESS_38).quantity == 1
        mover.do("reservations")
        assert not shelf.refresh()
