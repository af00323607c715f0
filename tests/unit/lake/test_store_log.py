"""Contacts of the log: read before they are sealed, sealed exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from oase.db import Database, open_database
from oase.lake.store import Store
from oase.settings import Settings

SPREAD = 2**58
LOG = (
    "insert into contact_log (alias, at, received, touchpoint, channel, phase, value, brand, source,"
    " message_key, tie, attributes) values (?, ?, 0, ?, ?, ?, ?, null, 'web', ?, ?, ?)"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database.folder, database, Settings(), grace_seconds=0)


def log(database: Database, *rows: tuple[int, int, str], attributes: str | None = None) -> None:
    with database.writing() as connection:
        for person, at, touchpoint in rows:
            key = f"{person:04d}{at:06d}{touchpoint:<6.6}".encode()
            row = (person * SPREAD, at, touchpoint, "app", None, 1.5, key, f"{at:05d}", attributes)
            connection.exec_driver_sql(LOG, row)


def waiting(database: Database) -> int:
    with database.reading() as connection:
        return connection.exec_driver_sql("select count(*) from contact_log").scalar_one()


def content(store: Store) -> list[tuple[int, int, str]]:
    table = store.contacts().to_arrow()
    persons = [person // SPREAD for person in table["person"].to_pylist()]
    return list(zip(persons, table["at"].to_pylist(), table["touchpoint"].to_pylist(), strict=True))


DAY = [(3, 10, "web"), (1, 20, "shop"), (3, 5, "app"), (31, 30, "web")]


def imported(*rows: tuple[int, int, str]) -> pa.RecordBatch:
    person, at, touchpoint = zip(*rows, strict=True)
    return pa.RecordBatch.from_pydict(
        {"person": [p * SPREAD for p in person], "at": list(at), "touchpoint": list(touchpoint)}
    )


def test_contacts_of_the_log_count_at_once(database: Database, store: Store) -> None:
    """What was accepted is read with what is sealed, person by person, and seals change nothing of it."""
    store.append_contacts([imported((3, 7, "shop"), (2, 1, "shop"))], source="shop")
    log(database, *DAY)
    held = store.contacts()
    wanted = [(1, 20, "shop"), (2, 1, "shop"), (3, 5, "app"), (3, 7, "shop"), (3, 10, "web"), (31, 30, "web")]
    assert content(store) == wanted
    assert store.counts() == {"contacts": 6, "answers": 0}
    assert store.seal_log(3) == 3
    assert store.seal_log() == 1
    assert store.seal_log() == 0
    assert waiting(database) == 0
    assert content(store) == wanted
    log(database, (5, 1, "later"))
    assert held.count == 6
    assert held.to_arrow().num_rows == 6
    assert (held.first_at, held.last_at) == (1, 30)
    assert store.counts()["contacts"] == 7
    store.fold(0)
    assert held.to_arrow().num_rows == 6
    assert content(store) == sorted([*wanted, (5, 1, "later")])


def test_a_house_with_nothing_but_a_log(database: Database, store: Store) -> None:
    """Contacts of a new house can be read before the first seal."""
    log(database, *DAY)
    assert content(store) == sorted(DAY)
    assert store.contacts().touchpoints == ("app", "shop", "web")


def test_attributes_of_the_log_become_columns(database: Database, store: Store) -> None:
    """Free keys are columns before and after the seal; what the door keeps for itself is none."""
    log(
        database, (1, 1, "a"), attributes='{"_type":"track","_event":"x","_mapped":true,"plan":"S","seats":2}'
    )
    log(database, (1, 2, "a"), attributes='{"seats":2.5,"utm.source":"mail","big":123456789012345678901}')
    log(database, (2, 3, "a"), attributes='{"seats":null,"value":7,"":1}')
    for _ in range(2):
        table = store.contacts().to_arrow()
        assert store.attributes()["contacts"] == ("plan", "seats", "utm.source", "big")
        assert table["seats"].to_pylist() == [2.0, 2.5, None]
        assert table["utm.source"].to_pylist() == [None, "mail", None]
        assert table["big"].to_pylist() == [None, None, None]
        assert table["value"].to_pylist() == [1.5] * 3
        store.seal_log()


def test_too_many_attributes_stay_in_the_json(database: Database, store: Store) -> None:
    """After 300 names a further one is no column, in the tail as in the lake."""
    names = ",".join(f'"n{number}":1' for number in range(290))
    log(database, (1, 1, "a"), attributes=f"{{{names}}}")
    store.seal_log()
    more = ",".join(f'"m{number}":1' for number in range(20))
    log(database, (1, 2, "a"), attributes=f"{{{more}}}")
    before = store.attributes()["contacts"]
    assert len(before) == 300
    store.seal_log()
    assert store.attributes()["contacts"] == before


def test_touchpoints_and_columns_are_registered(database: Database, store: Store) -> None:
    """A seal makes touchpoints known with channel and phase."""
    log(database, *DAY)
    store.seal_log()
    assert store.touchpoints() == {"web": ("app", None), "shop": ("app", None), "app": ("app", None)}
    assert "channel" in store.contacts().to_arrow().column_names


def test_what_leaves_the_log_while_it_is_sealed_is_not_sealed(database: Database) -> None:
    """Someone erased between reading and sealing does not come into the lake."""
    log(database, *DAY)

    def erase(step: str) -> None:
        if step == "log synced":
            with database.writing() as connection:
                connection.exec_driver_sql("delete from contact_log where alias = ?", (3 * SPREAD,))

    store = Store(database.folder, database, Settings(), steps=erase, grace_seconds=0)
    assert store.seal_log() == 2
    assert content(store) == [(1, 20, "shop"), (31, 30, "web")]
    assert len(list(database.folder.glob("lake/contacts/*/*"))) == 2
