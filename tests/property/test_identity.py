"""Whatever is met, merged and separated in whatever order, persons follow from ids and links alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, func, select

from oase.db import Database, open_database
from oase.db.schema import alias_moves, identifiers
from oase.identity import Aliases, Graph, Ids, Same
from oase.identity.aliases import KINDS
from oase.identity.tables import links

ALIASES = Aliases(bytes(32))

some = st.one_of(st.none(), st.sampled_from("123"))
message = st.tuples(some, some, some, some).filter(any).map(lambda four: Ids(*four))
meeting = st.tuples(st.lists(message, min_size=1, max_size=4), st.booleans())
known = st.tuples(st.sampled_from(KINDS), st.sampled_from("123"))
steps = st.lists(
    st.one_of(
        meeting.map(lambda given: ("meet", given)),
        st.tuples(known, known).map(lambda pair: ("join", pair)),
        st.integers(0, 9).map(lambda number: ("undo", number)),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def house() -> Iterator[Database]:
    with TemporaryDirectory() as folder, open_database(Path(folder) / "house", create=True) as database:
        yield database


class Persons:
    """A house without persons, and a graph that lives through all transactions."""

    def __init__(self, house: Database, most_ids: int = 1_000) -> None:
        self.house, self.graph, self.at = house, Graph(ALIASES, most_ids=most_ids), 0
        with house.writing() as connection:
            for table in (identifiers, links, alias_moves):
                connection.execute(delete(table))

    def take(self, step: tuple) -> None:
        """Take one step, in a transaction of its own."""
        self.at += 10
        with self.house.writing() as connection:
            take(connection, self.graph, step, self.at)

    def now(self) -> dict[int, int]:
        with self.house.reading() as connection:
            return persons(connection)


def persons(connection: Connection) -> dict[int, int]:
    return {row.alias: row.person for row in connection.execute(select(identifiers))}


def from_scratch(connection: Connection) -> dict[int, int]:
    """Return the person of each id by walking over its links until nobody new turns up."""
    nodes = {
        row.alias: (row.kind != "user", row.created, row.alias)
        for row in connection.execute(select(identifiers))
    }
    near: dict[int, set[int]] = {alias: {alias} for alias in nodes}
    for row in connection.execute(select(links).where(links.c.undone.is_(None))):
        near[row.one].add(row.other)
        near[row.other].add(row.one)
    result: dict[int, int] = {}
    for alias in nodes:
        reached, size = {alias}, 0
        while len(reached) > size:
            size = len(reached)
            reached |= {further for one in reached for further in near[one]}
        result[alias] = min(reached, key=nodes.__getitem__)
    return result


def take(connection: Connection, graph: Graph, step: tuple, at: int) -> None:
    match step:
        case ("meet", (ids, is_turned)):
            # moments that run backwards, too: clients send late
            moments = range(at, at + len(ids))
            done = graph.resolve(connection, ids, moments[::-1] if is_turned else moments)
            now = persons(connection)
            assert [one.person for one in done] == [now[one.alias] for one in done]
            assert graph.look(connection, ids) == done
        case ("join", (one, other)):
            graph.join(connection, one, other, "merge", at)
        case ("undo", number):
            open_links = connection.scalars(select(links.c.id).where(links.c.undone.is_(None))).all()
            if open_links:
                graph.undo(connection, open_links[number % len(open_links)], at)


def parted(connection: Connection) -> set[tuple[int, int]]:
    """Return the pairs that were separated and are two persons now."""
    now = persons(connection)
    rows = connection.execute(select(links).where(links.c.undone.is_not(None)))
    return {(row.one, row.other) for row in rows if now[row.one] != now[row.other]}


@given(steps)
@settings(max_examples=60, deadline=None)
def test_persons_follow_from_ids_and_links(house: Database, given: list) -> None:
    """After each step: persons are those found from scratch, and every id that changed its person is told."""
    all_of = Persons(house)
    for step in given:
        with house.reading() as connection:
            before, apart = persons(connection), parted(connection)
            last = connection.scalar(select(func.max(alias_moves.c.seq))) or 0
        all_of.take(step)
        with house.reading() as connection:
            after, still_apart = persons(connection), parted(connection)
            assert after == from_scratch(connection)
            kinds = {row.alias: row.kind for row in connection.execute(select(identifiers))}
            told = connection.scalars(select(alias_moves.c.alias).where(alias_moves.c.seq > last)).all()
        moved = {alias for alias in before if before[alias] != after[alias]}
        assert {alias for alias in moved if kinds[alias] in ("user", "anonymous")} <= set(told)
        assert len(told) == len(set(told))
        if step[0] == "meet":
            assert not [alias for alias in moved if kinds[alias] == "user"], "nobody known moves by herself"
            assert apart <= still_apart, "who was separated stays apart"


@given(steps)
@settings(max_examples=30, deadline=None)
def test_undoing_everything_gives_every_id_back(house: Database, given: list) -> None:
    """Whatever the order of undoing: in the end each id is a person of its own, as if never linked."""
    all_of = Persons(house)
    for step in given:
        all_of.take(step)
    with house.writing() as connection:
        for number in range(100):
            take(connection, all_of.graph, ("undo", number * 7), 1000 + number)
    now = all_of.now()
    assert all(alias == person for alias, person in now.items())


@given(steps, st.tuples(known, known))
@settings(max_examples=30, deadline=None)
def test_a_merge_undone_was_never_there(house: Database, given: list, pair: tuple) -> None:
    """A merge and its undoing leave the persons that would be there without."""
    all_of = Persons(house)
    for step in given:
        all_of.take(step)
    all_of.take(("meet", ([Ids(**{kind: value}) for kind, value in pair], False)))
    before = all_of.now()
    with house.writing() as connection:
        link = all_of.graph.join(connection, *pair, "merge", 910)
    assert (all_of.now() != before) == (link is not None)
    if link is not None:
        with house.writing() as connection:
            all_of.graph.undo(connection, link.id, 920)
    assert all_of.now() == before


@given(st.lists(st.lists(message, min_size=1, max_size=5), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_groups_do_not_matter(house: Database, given: list[list[Ids]]) -> None:
    """Messages one by one give the persons, created at the same moments, of whole groups."""

    def after(groups: list[list[Ids]]) -> dict[int, int]:
        all_of, at = Persons(house), 0
        for group in groups:
            with house.writing() as connection:
                all_of.graph.resolve(connection, group, range(at, at + len(group)))
            at += len(group)
        return all_of.now()

    assert after(given) == after([[one] for group in given for one in group])


said = st.one_of(message, st.builds(Same, known, known, st.sampled_from(["alias", "merge"])))


@given(st.lists(st.lists(said, min_size=1, max_size=6), min_size=1, max_size=4), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_persons_stay_within_bounds(house: Database, given: list[list[Ids | Same]], most_ids: int) -> None:
    """Whatever clients say, in groups or one by one, nobody has more ids than allowed."""

    def after(groups: list[list[Ids | Same]]) -> tuple[dict[int, int], list[bool]]:
        all_of, at, outcomes = Persons(house, most_ids), 0, []
        for group in groups:
            with house.writing() as connection:
                done = all_of.graph.take(connection, group, range(at, at + len(group)))
                outcomes += [one is None for one in done]
                assert persons(connection) == from_scratch(connection)
            at += len(group)
        return all_of.now(), outcomes

    now, outcomes = after(given)
    assert max(Counter(now.values()).values()) <= most_ids
    assert (now, outcomes) == after([[one] for group in given for one in group])
