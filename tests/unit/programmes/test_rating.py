"""What can be rated once it has ended: noted once, of known persons, at the touchpoint of the mapping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, insert, select

from oase.contacts.mapping import Mapping, Message, default_text
from oase.db import open_database
from oase.db.schema import preferences, transactions
from oase.programmes import rating
from oase.programmes.rating import RATED_AT, Kind, Rateable

ENDS: dict[Kind, tuple[str, dict[str, str]]] = {
    "repair": ("Case Ended", {"kind": "repair"}),
    "take_back": ("Take-Back Completed", {}),
    "event": ("Event Visited", {}),
    "second_hand": ("Second-Hand Bought", {}),
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_database(tmp_path / "house", create=True) as database, database.writing() as opened:
        yield opened


def kept(connection: Connection) -> list[tuple[str, int, str, float | None]]:
    columns = (transactions.c.key, transactions.c.alias, transactions.c.touchpoint, transactions.c.value)
    return [tuple(row) for row in connection.execute(select(*columns))]  # type: ignore[misc]


def test_it_is_noted_once_and_of_known_persons(connection: Connection) -> None:
    for alias in (5, 5, None):
        rating.note(connection, Rateable("second_hand", "7-1", alias, 10, 8_450))
    assert kept(connection) == [("second_hand:7-1", 5, "Kauf aus zweiter Hand", 84.5)]
    rating.no_longer(connection, Rateable("second_hand", "7-1", 5, 0))
    assert kept(connection) == []


def test_the_house_may_name_another_touchpoint(connection: Connection) -> None:
    value = msgspec.json.encode("Werkstattbus").decode()
    connection.execute(insert(preferences).values(name="event_rated_at", value=value))
    rating.note(connection, Rateable("event", "3-17", 5, 10))
    assert kept(connection) == [("event:3-17", 5, "Werkstattbus", None)]


@pytest.mark.parametrize("kind", RATED_AT)
def test_the_touchpoints_are_those_of_the_mappings_that_come_along(kind: Kind) -> None:
    event, told = ENDS[kind]
    found = [
        Mapping.parse(default_text(lang)).touch(Message("track", event, properties=told)).touchpoint
        for lang in ("de", "en")
    ]
    assert tuple(found) == RATED_AT[kind]
