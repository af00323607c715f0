"""Profiles: traits of the ids of a person, combined by when they were said."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import delete, select

from oase.db import Database
from oase.identity import Aliases, Graph, Ids, profiles
from oase.identity.profiles import MOST_BYTES
from oase.identity.tables import profiles as table
from oase.model import Person

ME = Person(1, (1, 2))


def test_traits_are_merged_key_by_key(database: Database) -> None:
    """New ones are added, said again replaces, None removes; other persons are not touched."""
    with database.writing() as connection:
        profiles.update(connection, {1: {"city": "Köln", "plan": "free"}, 3: {"city": "Bonn"}}, 10)
        profiles.update(connection, {1: {"plan": "gold", "city": None, "tags": ["a", {"b": 1.5}]}}, 20)
        assert profiles.of(connection, ME) == {"plan": "gold", "tags": ["a", {"b": 1.5}]}
        assert profiles.of(connection, Person(3, (3,))) == {"city": "Bonn"}
        assert profiles.of(connection, Person(4, (4,))) == {}
        assert connection.scalar(select(table.c.updated).where(table.c.alias == 1)) == 20


def test_the_order_of_arrival_does_not_matter(database: Database) -> None:
    """What was said last counts, trait by trait, over all ids, however late the rest comes in."""
    said: list[tuple[int, dict[str, Any], int]] = [
        (1, {"city": "Köln", "plan": "free"}, 10),
        (2, {"city": "Bonn"}, 20),
        (1, {"plan": "gold"}, 30),
        (2, {"plan": None, "age": 30}, 25),
    ]
    for order in permutations(said):
        with database.writing() as connection:
            connection.execute(delete(table))
            for alias, traits, at in order:
                profiles.update(connection, {alias: traits}, at)
            assert profiles.of(connection, ME) == {"age": 30, "city": "Bonn", "plan": "gold"}


def test_a_merge_combines_and_an_unmerge_gives_back(
    database: Database, graph: Graph, aliases: Aliases
) -> None:
    """Profiles are kept per id, so both persons have afterwards what they had before."""
    x, anna = aliases.one("anonymous", "x"), aliases.one("user", "anna")
    with database.writing() as connection:
        graph.resolve(connection, [Ids("anna"), Ids(anonymous="x")], [1, 2])
        profiles.update(connection, {anna: {"city": "Köln"}, x: {"size": 38}}, 5)
        graph.resolve(connection, [Ids("anna", "x")], [3])
        assert profiles.of(connection, graph.person(connection, x)) == {"city": "Köln", "size": 38}
        graph.undo(connection, 1, 4)
        assert profiles.of(connection, graph.person(connection, x)) == {"size": 38}
        assert profiles.of(connection, graph.person(connection, anna)) == {"city": "Köln"}


def test_a_correction_wins_over_all_that_was_said(database: Database) -> None:
    """Also over what a client with a wrong clock said for tomorrow; what is said later counts again."""
    with database.writing() as connection:
        profiles.update(connection, {1: {"city": "Köln"}, 2: {"city": "Bonn", "plan": "x"}}, 1000)
        profiles.correct(connection, ME, {"city": "Ulm", "plan": None}, 500)
        assert profiles.of(connection, ME) == {"city": "Ulm"}
        assert "x" not in str(connection.scalar(select(table.c.traits).where(table.c.alias == 2)))
        assert profiles.of(connection, Person(2, (2,))) == {"city": "Bonn"}
        profiles.update(connection, {2: {"city": "Bonn"}}, 999)
        assert profiles.of(connection, ME) == {"city": "Ulm"}
        profiles.update(connection, {2: {"city": "Hof"}}, 2000)
        assert profiles.of(connection, ME) == {"city": "Hof"}
        profiles.correct(connection, Person(7, (7,)), {"city": "Ulm"}, 500)
        assert profiles.of(connection, Person(7, (7,))) == {"city": "Ulm"}


def test_a_profile_has_a_limit(database: Database) -> None:
    """What was said longest ago goes first; a single trait beyond the limit finds no room at all."""
    with database.writing() as connection:
        assert profiles.update(connection, {1: {"old": "o" * 20_000, "small": 1}}, 1) == 0
        assert profiles.update(connection, {1: {"new": "n" * 20_000}}, 2) == 1
        assert set(profiles.of(connection, ME)) == {"new", "small"}
        assert profiles.update(connection, {1: {"huge": "h" * MOST_BYTES}}, 3) == 1
        assert set(profiles.of(connection, ME)) == {"new", "small"}
        profiles.update(connection, {1: {f"k{n}": "ä" * 10 for n in range(2000)}}, 4)
        text: str = connection.scalars(select(table.c.traits)).one()
        assert MOST_BYTES - 50 < len(text.encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("traits", "wanted"),
    [
        ({"firstName": "Anna", "lastName": "Berg"}, {"Anna", "Berg"}),
        ({"first_name": "Anna-Lena", "last-name": "O'Hara"}, {"Anna", "Lena", "Hara"}),
        ({"name": "Dr. Anna von der Aue"}, {"Anna", "Aue"}),
        ({"name": {"first": "Anna", "title": "Frau"}}, {"Anna"}),
        ({"Vorname": "Zoë", "nachname": "Żak"}, {"Zoë", "Żak"}),
        ({"name": "李"}, None),
        ({"name": 42, "firstName": None, "city": "Aue", "companyName": "Lindwerk"}, None),
    ],
)
def test_names_are_told_word_by_word(
    database: Database, traits: dict[str, Any], wanted: set[str] | None
) -> None:
    """From the usual spellings of the trait; short parts and particles would mask ordinary words."""
    with database.writing() as connection:
        profiles.update(connection, {1: traits}, 1)
        assert profiles.names(connection, [1, 9]) == ({1: wanted} if wanted else {})


def test_names_are_known_under_every_id(database: Database, graph: Graph, aliases: Aliases) -> None:
    """What she is called as a user is masked in what she wrote as a visitor."""
    x, anna = aliases.one("anonymous", "x"), aliases.one("user", "anna")
    with database.writing() as connection:
        graph.resolve(connection, [Ids("anna", "x"), Ids("bert")], [1, 2])
        profiles.update(connection, {anna: {"firstName": "Anna"}, x: {"nickname": "Anni"}}, 5)
        found = profiles.names(connection, [x, anna, aliases.one("user", "bert")])
    assert found == {x: {"Anna", "Anni"}, anna: {"Anna", "Anni"}}


def test_what_was_said_at_several_moments_is_taken_at_once(database: Database) -> None:
    """As one after another, in whatever order they stand in the group."""
    with database.writing() as connection:
        profiles.update(connection, {1: {"city": "Köln", "plan": "free"}}, 10)
        said = [(1, {"city": "Ulm"}, 30), (1, {"city": "Bonn", "age": 30}, 20), (2, {"plan": None}, 25)]
        assert profiles.update_each(connection, said) == 0
        assert profiles.of(connection, ME) == {"age": 30, "city": "Ulm"}
        assert profiles.of(connection, Person(1, (1,))) == {"age": 30, "city": "Ulm", "plan": "free"}
