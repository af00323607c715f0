"""Access and erasure: everything about one person, nothing about others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from oase.db import Database
from oase.db.schema import alias_moves, identifiers
from oase.identity import Aliases, Graph, IdentityRights, Ids, ledger, profiles
from oase.identity import tables as own
from oase.model import Consent, KeepsPersonalData, Person, Purpose

TABLES = (identifiers, own.links, own.profiles, own.consents, alias_moves)
PLANTED = ("anna-4711", "visitor-0815", "anna@example.org", "phone-007", "Annabella", "Sternschnuppenweg")


@pytest.fixture
def rights(database: Database, aliases: Aliases) -> KeepsPersonalData:
    return IdentityRights(database, aliases)


@pytest.fixture
def anna(database: Database, graph: Graph, aliases: Aliases) -> Person:
    """Return a person with something in every table, in a house with another one."""
    user, visitor = aliases.one("user", "anna-4711"), aliases.one("anonymous", "visitor-0815")
    bert = aliases.one("user", "bert")
    with database.writing() as connection:
        graph.resolve(connection, [Ids(anonymous="visitor-0815"), Ids(anonymous="y")], [1_000_000, 2])
        graph.resolve(
            connection,
            [Ids("anna-4711", "visitor-0815", "Anna@example.org", "phone-007"), Ids("bert", "y")],
            [2_000_000, 3],
        )
        profiles.update(
            connection, {user: {"firstName": "Annabella"}, visitor: {"street": "Sternschnuppenweg"}}, 5
        )
        profiles.update(connection, {bert: {"firstName": "Bert"}}, 5)
        grant = Consent(visitor, Purpose.ANALYTICS, is_granted=True, at=7, text="v1", source="app")
        ledger.record(connection, [grant, Consent(bert, Purpose.PUSH, is_granted=False, at=8)], 9)
        link = graph.join(connection, ("user", "anna-4711"), ("user", "bert"), "merge", 10)
        assert link is not None
        graph.undo(connection, link.id, 11)
        return graph.person(connection, user)


def rows(database: Database) -> dict[str, list[tuple]]:
    with database.reading() as connection:
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in TABLES}


def files(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_an_export_holds_everything_in_plain_forms(rights: KeepsPersonalData, anna: Person) -> None:
    """Every id, link, trait and consent, readable by any program; nothing of the other person."""
    given = json.loads(json.dumps(rights.export(anna)))
    assert rights.room == "identity"
    assert {one["value"] for one in given["ids"]} == set(PLANTED[:4]) == set(anna.values)
    assert given["ids"][0]["kind"] == "user"
    assert given["ids"][0]["since"] == "1970-01-01T00:00:02+00:00"
    assert given["profile"] == {"firstName": "Annabella", "street": "Sternschnuppenweg"}
    assert [one["reason"] for one in given["links"]] == ["together", "email", "device", "merge"]
    assert given["links"][3]["undone"] == "1970-01-01T00:00:00.000011+00:00"
    assert given["consents"][0]["purpose"] == "analytics"
    assert given["consents"][0]["granted"] is True
    assert "ert" not in str(given["profile"]) + str(given["ids"]) + str(given["consents"])


def test_an_erasure_leaves_others_as_they_are(
    database: Database, rights: KeepsPersonalData, anna: Person, aliases: Aliases
) -> None:
    """Every row of hers goes, no other does, and a second erasure finds nothing."""
    before, mine = rows(database), set(anna.aliases)
    assert rights.erase(anna) == sum(bool(mine & set(row)) for table in before.values() for row in table)
    left = rows(database)
    assert left == {name: [row for row in table if not mine & set(row)] for name, table in before.items()}
    assert {row[0] for row in left["identifiers"]} == {
        aliases.one("user", "bert"),
        aliases.one("anonymous", "y"),
    }
    assert rights.erase(anna) == 0
    assert not any(rights.export(anna).values())


def test_no_byte_remains(database: Database, rights: KeepsPersonalData, anna: Person) -> None:
    """After the log of the database is written back no file of the house holds any planted value."""
    with database.reading() as connection:
        assert connection.execute(select(own.profiles)).first() is not None
    assert all(any(word.encode() in content for content in files(database.folder)) for word in PLANTED)
    rights.erase(anna)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("pragma wal_checkpoint(truncate)")
        )
    for word in PLANTED:
        assert not any(word.encode() in content for content in files(database.folder)), word


def test_an_erased_person_starts_anew(
    database: Database, rights: KeepsPersonalData, anna: Person, graph: Graph
) -> None:
    """The same ids later are a new person, linked by what they carry then; nothing is remembered."""
    rights.erase(anna)
    with database.writing() as connection:
        done = graph.resolve(connection, [Ids("anna-4711"), Ids(anonymous="visitor-0815")], [50, 51])
        assert done[0].person != done[1].person
        assert graph.person(connection, done[0].alias).values == ("anna-4711",)
        assert profiles.of(connection, graph.person(connection, done[0].alias)) == {}


def test_an_id_linked_meanwhile_becomes_a_person_of_its_own(
    database: Database, rights: KeepsPersonalData, anna: Person, graph: Graph
) -> None:
    """Who was linked after the erasure was asked for keeps her own data, and stands for herself."""
    with database.writing() as connection:
        graph.resolve(
            connection,
            [Ids(device="phone-007", anonymous="new"), Ids(anonymous="new", email="n@example.org")],
            [60, 61],
        )
        new = graph.find(connection, "new")
        assert new is not None
        assert new.person == anna.person
    rights.erase(anna)
    with database.reading() as connection:
        new = graph.find(connection, "new")
        assert new is not None
        assert new.person in new.aliases
        assert set(new.values) == {"new", "n@example.org"}


def test_a_person_the_graph_does_not_know_has_nothing(rights: KeepsPersonalData, graph: Graph) -> None:
    """Someone from imports alone is exported and erased without a complaint."""
    person = graph.alone("imported")
    assert not any(rights.export(person).values())
    assert rights.erase(person) == 0
