"""Several do the same at the same moment: it happens once, and what there is is never given out twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.unit.programmes.events.conftest import NOON, draft

from oase.db import open_database
from oase.errors import InputError
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.kits import Kit, kit_of, save_kit, send_kit
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.quotes import answer, make_quote, quotes_of
from oase.programmes.events import stops, tours
from oase.programmes.events.moves import Move
from oase.programmes.events.moves import move as step
from oase.programmes.events.tickets import Guest, book, draw
from oase.programmes.returns.acting import complete, process, receive
from oase.programmes.returns.looking import Looked, look
from oase.programmes.returns.opening import Brought, open_take_back
from oase.programmes.returns.opening import New as Parcel
from oase.programmes.returns.selling import Sold, offer, sell
from oase.programmes.tables import cases, fates, ticket_changes, tickets

THREADS = 8
TODAY = date(2026, 11, 28)
HER = Actor("customer", NOON, TODAY)
MIRA = Actor("workshop", NOON, TODAY, "Mira")
SAID = {
    "wear": "hardly", "holes": "none", "stains": "none", "parts": "whole", "smell": "none", "clean": "yes",
}  # fmt: skip


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield database


def at_once(database: Any, do: Callable[[Any, int], Any]) -> list[Any]:
    """Let everybody do something in the same moment; return what came of it, or why not."""
    ready = Barrier(THREADS)

    def one(number: int) -> Any:
        ready.wait()
        try:
            with database.writing() as connection:
                return do(connection, number)
        except InputError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def done(told: list[Any]) -> list[Any]:
    return [one for one in told if not isinstance(one, Exception)]


def new(**more: Any) -> New:
    told = {
        "key": "one-key", "what": "Jacke", "reason": "zip", "country": "DE", "way": "send_in", "name": "A",
        "street": "W", "postcode": "1", "city": "K", "email": "a@example.org",
    }  # fmt: skip
    return New(**told | more)


def stop_of(connection: Any, **more: Any) -> Any:
    tour = tours.create(connection, tours.TourDraft({"de": "Bus"}), who="", now=NOON)
    stop = stops.create(connection, draft(tour.id, **more), now=NOON)
    return stops.set_state(connection, stop.id, "open", now=NOON)


def test_the_last_place_of_a_slot_is_booked_once(database):
    with database.writing() as connection:
        stop = stop_of(connection, per_slot=1)
    slot = stop.slots[-1]
    told = at_once(
        database,
        lambda connection, n: book(
            connection, stop.id, slot, Guest(name="A"), key=f"key-{n:06}", who="", now=NOON
        ),
    )
    assert len(done(told)) == 1


def test_a_number_is_called_once_and_none_is_drawn_twice(database):
    with database.writing() as connection:
        stop = stop_of(connection)
    drawn = at_once(
        database,
        lambda connection, n: draw(connection, stop.id, Guest(), key=f"key-{n:06}", who="K", now=NOON),
    )
    assert sorted(one.number for one in drawn) == list(range(1, THREADS + 1))
    called = at_once(
        database,
        lambda connection, n: step(
            connection, Move(drawn[0].key, "call", f"call-{n:06}", tailor=f"T{n}"), who=f"T{n}", now=NOON
        ),
    )
    assert len(done(called)) == 1
    with database.reading() as connection:
        counted = select(func.count()).where(ticket_changes.c.action == "call")
        assert connection.execute(counted).scalar() == 1
        assert connection.execute(select(func.count()).select_from(tickets)).scalar() == THREADS


def test_a_form_sent_by_eight_hands_opens_one_case(database):
    random_bytes = Random(1).randbytes
    told = at_once(database, lambda connection, _n: open_case(connection, new(), HER, random_bytes))
    assert len({one.id for one in told}) == 1
    assert [one.is_new for one in told].count(True) == 1
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar() == 1


def test_a_quote_is_either_accepted_or_declined(database):
    by = Repairer(name="W", address="A", telephone="1", email="w@example.org")
    form = Form(repairer=by, goods="g", defect="d", repair="r", days=7, place="p", price_cents=100)
    with database.writing() as connection:
        case = open_case(connection, new(), HER, Random(1).randbytes).id
        for state in ("shipped", "received"):
            move(connection, case, state, MIRA)
        make_quote(connection, case, form, MIRA)
    at_once(
        database,
        lambda connection, n: answer(connection, case, 1, "accepted" if n % 2 else "rejected", HER),
    )
    with database.reading() as connection:
        told = quotes_of(connection, case)[0].answer
        state = connection.execute(select(cases.c.state)).scalar()
    assert told is not None
    assert (told.answer, state) in (("accepted", "accepted"), ("rejected", "rejected"))


def test_the_last_kit_goes_to_one(database):
    name = {"de": "Set", "en": "Kit"}
    kit = Kit(code="zip", name=name, defects=("zip",), guide="zip", fee_cents=1, grams=1, stock=1)
    with database.writing() as connection:
        save_kit(connection, kit, MIRA)
        opened = [
            open_case(connection, new(key=f"k{n}", way="kit", kit="zip"), HER, Random(n).randbytes).id
            for n in range(THREADS)
        ]
    told = at_once(database, lambda connection, n: send_kit(connection, opened[n], MIRA))
    assert len(done(told)) == 1
    with database.reading() as connection:
        assert kit_of(connection, "zip").stock == 0


def test_a_piece_is_sold_once_and_leaves_once(database):
    with database.writing() as connection:
        parcel = Parcel("p", [Brought("jacket", SAID)], email="a@example.org", country="DE")
        held = open_take_back(connection, parcel, NOON, Random(1).randbytes, own_brand="").id
        receive(connection, held, NOON)
        look(connection, 1, Looked(grade="A", grams=500), "Mira", NOON)
        process(connection, held, NOON)
        complete(connection, held, "Mira", NOON)
        offer(connection, 1, 5_000, "margin", "Mira", NOON)
    told = at_once(
        database, lambda connection, n: sell(connection, 1, Sold(5_000 + n, "Mira", alias=n + 1), NOON)
    )
    assert len({one.sold_cents for one in done(told)}) == 1
    with database.reading() as connection:
        assert connection.execute(select(func.sum(fates.c.grams))).scalar() == 500
