"""At the bus the server dies while numbers are drawn: none is lost, none drawn twice."""

from __future__ import annotations

import time

import pytest
from tests.lives.bus import drawn, is_sent, open_stop
from tests.lives.house import Living

from oase.programmes.events.tickets import of_stop

pytestmark = pytest.mark.lives

GUESTS = 24
AT_ONCE, WHILE_DOWN = 8, 16


def test_no_number_is_lost_when_the_server_is_killed(living_house: Living) -> None:
    """Killed after the eighth; the next eight are drawn without a server, and follow when there is one."""
    house = living_house
    stop = house.write(lambda connection: open_stop(connection, time.time_ns() // 1_000, GUESTS))
    page = house.go(f"/tour/{stop}?tailor=Mira")
    for n in range(AT_ONCE):
        drawn(page, n)
    is_sent(page, stop)
    house.served.kill("all")
    for n in range(AT_ONCE, WHILE_DOWN):
        drawn(page, n)
    house.served.start()
    for n in range(WHILE_DOWN, GUESTS):
        drawn(page, n)
    is_sent(page, stop)
    house.kill()
    found = house.read(lambda connection: of_stop(connection, stop))
    assert [(one.number, one.name) for one in found] == [(n + 1, f"Gast {n + 1}") for n in range(GUESTS)]
