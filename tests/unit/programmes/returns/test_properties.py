"""Whatever is done in whatever order: only allowed states, and no gram appears or vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from oase.db import open_database
from oase.errors import InputError
from oase.programmes.returns import acting, fates, looking, opening, reading, selling
from oase.programmes.returns.balance import balance
from oase.programmes.returns.states import ALLOWED, State

NOW = 1_795_258_800_000_000
HOUR = 3_600_000_000
WHOLE = {
    "wear": "visible",
    "holes": "none",
    "stains": "none",
    "parts": "whole",
    "smell": "none",
    "clean": "yes",
}
STEPS = ("ship", "receive", "process", "complete", "cancel", "reopen")
ACTS = (
    "look", "refuse", "fate", "part", "undo", "offer", "reserve", "free", "sell", "back", "withdraw", *STEPS,
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One transaction, in which every example takes back what it did."""
    folder = tmp_path_factory.mktemp("house") / "house"
    with open_database(folder, create=True) as database, database.writing() as connection:
        yield connection


@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_states_follow_the_table_and_the_balance_is_exact(
    held: Connection, acts: list[tuple[str, int]]
) -> None:
    example = held.begin_nested()
    try:
        for number in range(2):
            _opened(held, number)
        for hour, (act, which) in enumerate(acts, 1):
            before: dict[int, State] = {one.id: one.state for one in _all(held)}
            with suppress(InputError), held.begin_nested():  # refused: as a transaction of its own would
                _try(held, act, which, NOW + hour * HOUR)
            for one in _all(held):
                assert one.state == before[one.id] or one.state in ALLOWED[before[one.id]].values()
        _is_exact(held, len(acts))
    finally:
        example.rollback()


def _all(connection: Connection) -> list[reading.TakeBack]:
    every = [reading.queue(connection, state) for state in ALLOWED]
    return [one for some in every for one in some]


def _opened(connection: Connection, number: int) -> None:
    brought = [opening.Brought("jacket", WHOLE, serial=f"S-{number}-{n}") for n in range(3)]
    new = opening.New(f"k{number}", brought, credit="none")
    opening.open_take_back(connection, new, NOW, lambda n: bytes([number] * n), own_brand="")


def _try(connection: Connection, act: str, which: int, now: int) -> None:
    parcels = sorted(one.id for one in _all(connection))
    parcel, pieces = parcels[which % 2], _pieces(connection)
    piece = pieces[which % len(pieces)]
    if act == "complete":
        acting.complete(connection, parcel, "Mia", now)
    elif act in STEPS:
        getattr(acting, act)(connection, parcel, now)
    elif act in ("look", "refuse"):
        told = looking.Looked("B", grams=500 + which)
        told = told if act == "look" else looking.Looked(refused="Motten")
        looking.look(connection, piece.id, told, "Mia", now)
    else:
        _stock(connection, act, piece, which, now)


def _stock(connection: Connection, act: str, piece: reading.Piece, which: int, now: int) -> None:
    if act in ("fate", "part"):
        grams = None if act == "fate" else 1 + which * 60
        fates.went(connection, piece.id, "fibre", "Mia", now, grams=grams, partner="Faserhof")
    elif act == "undo":
        fates.undo(connection, 1 + which, now)
    elif act == "offer":
        selling.offer(connection, piece.id, 5_000, "margin", "Mia", now)
    elif act == "sell":
        selling.sell(connection, _listed(connection, which), selling.Sold(4_000, "Mia"), now)
    else:
        getattr(selling, act)(connection, _listed(connection, which), now)


def _listed(connection: Connection, which: int) -> int:
    every = selling.for_sale(connection)
    return every[which % len(every)].id if every else 0


def _pieces(connection: Connection) -> list[reading.Piece]:
    every: Any = reading.pieces_of(connection, [one.id for one in _all(connection)])
    return sorted((one for some in every.values() for one in some), key=lambda one: one.id)


def _is_exact(connection: Connection, hours: int) -> None:
    end = NOW + (hours + 1) * HOUR
    whole = balance(connection, NOW, end)
    assert whole.difference == 0
    assert whole.closing >= 0
    middle = NOW + (hours // 2) * HOUR
    first, second = balance(connection, NOW, middle), balance(connection, middle, end)
    assert first.difference == second.difference == 0
    assert first.closing == second.opening
    assert first.came + second.came == whole.came
    by_hand = sum(fates.left(connection, one) for one in _pieces(connection))
    assert whole.closing == by_hand
    assert whole.came == sum(one.grams or 0 for one in _pieces(connection) if one.is_taken)
