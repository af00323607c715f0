"""Consents: the latest line over all ids of a person counts, and a withdrawal wins a tie."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from oase.db import Database
from oase.errors import OptionInvalid
from oase.identity import Aliases, Graph, Ids, ledger
from oase.identity.tables import consents
from oase.model import Consent, Person, Purpose

A, P = Purpose.ANALYTICS, Purpose.PUSH


def granted(alias: int, at: int, purpose: Purpose = A, text: str = "v1") -> Consent:
    return Consent(alias, purpose, is_granted=True, at=at, text=text, source="app")


def taken_back(alias: int, at: int, purpose: Purpose = A) -> Consent:
    return Consent(alias, purpose, is_granted=False, at=at, text="v1", source="app")


def test_the_latest_line_counts(database: Database) -> None:
    """Granted, withdrawn, granted again; each purpose alone; lines may come late."""
    with database.writing() as connection:
        ledger.record(connection, [taken_back(1, 20), granted(1, 10), granted(1, 30, P)], 50)
        assert ledger.withdrawn(connection, [1, 2], A) == {1}
        assert ledger.withdrawn(connection, [1, 2], P) == set()
        ledger.record(connection, [granted(1, 20)], 51)
        assert ledger.withdrawn(connection, [1], A) == {1}, "of the same moment the withdrawal counts"
        ledger.record(connection, [granted(1, 21, text="v2")], 52)
        assert ledger.withdrawn(connection, [1], A) == set()
        me = Person(1, (1,))
        assert ledger.state(connection, me) == {A: granted(1, 21, text="v2"), P: granted(1, 30, P)}
        assert [line.at for line in ledger.history(connection, me)] == [10, 20, 20, 21, 30]


def test_a_withdrawal_holds_for_all_ids_of_a_person(
    database: Database, graph: Graph, aliases: Aliases
) -> None:
    """Withdrawn as a visitor, known later: the person has withdrawn, until the two are separated."""
    x, anna = aliases.one("anonymous", "x"), aliases.one("user", "anna")
    with database.writing() as connection:
        graph.resolve(connection, [Ids(anonymous="x"), Ids("anna"), Ids("bert")], [1, 2, 3])
        ledger.record(connection, [taken_back(x, 10), granted(anna, 5)], 11)
        assert ledger.withdrawn(connection, [anna, x], A) == {x}
        graph.resolve(connection, [Ids("anna", "x")], [20])
        assert ledger.withdrawn(connection, [anna, aliases.one("user", "bert")], A) == {anna}
        assert not ledger.state(connection, graph.person(connection, x))[A].is_granted
        graph.undo(connection, 1, 30)
        assert ledger.withdrawn(connection, [anna, x], A) == {x}


def test_an_objection_stays_with_every_id(database: Database, graph: Graph, aliases: Aliases) -> None:
    """After an un-merge nobody has to object again; a later grant lifts it."""
    x, anna = aliases.one("anonymous", "x"), aliases.one("user", "anna")
    with database.writing() as connection:
        graph.resolve(connection, [Ids("anna", "x")], [1])
        ledger.object_to(connection, graph.person(connection, anna), [A, P], 10)
        assert ledger.withdrawn(connection, [anna], A) == ledger.withdrawn(connection, [anna], P) == {anna}
        assert {line.source for line in ledger.history(connection, graph.person(connection, x))} == {
            "objection"
        }
        ledger.record(connection, [granted(x, 11)], 11)
        assert ledger.withdrawn(connection, [anna], A) == set()
        graph.undo(connection, 1, 20)
        assert ledger.withdrawn(connection, [anna, x], A) == {anna}
        assert ledger.withdrawn(connection, [anna, x], P) == {anna, x}


def test_the_list_of_purposes_is_closed(database: Database) -> None:
    """A purpose of one's own is refused wherever it is named, and nothing is written."""
    odd = cast("Purpose", "fun")
    with database.writing() as connection:
        with pytest.raises(OptionInvalid, match="no such purpose") as told:
            ledger.record(connection, [granted(1, 1), granted(1, 1, odd)], 1)
        assert "in_store" in str(told.value)
        with pytest.raises(OptionInvalid):
            ledger.withdrawn(connection, [1], odd)
        with pytest.raises(OptionInvalid):
            ledger.object_to(connection, Person(1, (1,)), [odd], 1)
        assert ledger.history(connection, Person(1, (1,))) == []
        ledger.record(connection, [], 1)


line = st.builds(Consent, st.integers(1, 3), st.sampled_from([A, P]), st.booleans(), st.integers(-2, 3))


@given(st.lists(line, max_size=8))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_asking_for_many_agrees_with_the_state_of_each(database: Database, lines: list[Consent]) -> None:
    """The quick question of the pipeline and the state that a person is shown are the same thing."""
    with database.writing() as connection:
        connection.execute(delete(consents))
        ledger.record(connection, lines, 9)
        for purpose in (A, P):
            states = {one: ledger.state(connection, Person(one, (one,))).get(purpose) for one in (1, 2, 3)}
            shown = {one for one, said in states.items() if said and not said.is_granted}
            assert ledger.withdrawn(connection, [1, 2, 3], purpose) == shown
