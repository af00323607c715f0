"""The order gate, versions, and what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.db import Database, open_database
from oase.demo import STRATEGIST, STRATEGY
from oase.errors import OptionInvalid
from oase.strategy import (
    EVIDENCE_DAYS,
    CorporatePurpose,
    Criterion,
    Evidence,
    Lack,
    Need,
    Order,
    Sort,
    Standing,
    Step,
    Strategy,
    changes,
    decide,
    decisions_of,
    fill,
    find,
    history,
    missing,
    read,
    remove,
    restore,
    standing,
    varieties,
    write,
)
from oase.strategy.document import Held, NeedHeld
from oase.strategy.texts import Kind

TODAY = dt.date(2026, 11, 21)
RIGHT = Order(tuple(Step))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "h", create=True) as opened:
        yield opened


def put(database: Database, content, at: int = 1, **more) -> int:
    return write(database, content, who="Frau Kaya", at=at, **more)


def seen(day: str = "2026-10-01", customers: int = 12, sort: Sort = Sort.STUDY) -> Evidence:
    return Evidence(sort, "Sie sagten es.", "Studie", day, customers)


def whole(database: Database) -> int:
    """Write a strategy of which nothing is missing, and return its need."""
    put(database, CorporatePurpose("draußen sein"))
    put(database, RIGHT)
    need = put(database, Need("trocken bleiben"))
    put(database, Criterion("hält dicht"), parent=need)
    put(database, seen(), parent=need)
    return need


def lacks(database: Database) -> list[Lack]:
    return [one.lack for one in missing(read(database), TODAY)]


def decided(database: Database, **more):
    return decide(database, who="Herr Ott", at=9, today=TODAY, **more)


def test_an_empty_house_lacks_everything(database):
    assert lacks(database) == [Lack.PURPOSE, Lack.ORDER, Lack.NEEDS]
    assert not decided(database).is_approved


def test_a_whole_strategy_is_approved_and_says_on_what_it_rests(database):
    need = whole(database)
    decision = decided(database)
    assert decision.is_approved
    [kept] = decisions_of(database)
    assert (kept.who, kept.at, kept.version) == ("Herr Ott", 9, read(database).version)
    assert kept.rested.needs[0]["id"] == need
    assert kept.rested.needs[0]["evidence"][0]["customers"] == 12
    assert standing(read(database), decisions_of(database)) is Standing.APPROVED


@pytest.mark.parametrize(
    ("evidence", "lack"),
    [
        ([], Lack.EVIDENCE),
        ([seen(sort=Sort.ASSUMPTION)], Lack.ONLY_ASSUMPTION),
        ([seen(customers=0)], Lack.NOBODY),
        ([seen("2026-11-22")], Lack.FUTURE),
        ([seen((TODAY - dt.timedelta(EVIDENCE_DAYS + 1)).isoformat())], Lack.TOO_OLD),
        ([seen((TODAY - dt.timedelta(EVIDENCE_DAYS)).isoformat())], None),
        ([seen(sort=Sort.ASSUMPTION), seen()], None),
    ],
)
def test_each_need_without_valid_evidence_is_named(database, evidence, lack):
    whole(database)
    bare = put(database, Need("Kinderjacken leihen"))
    put(database, Criterion("passt"), parent=bare)
    for one in evidence:
        put(database, one, parent=bare)
    found = missing(read(database), TODAY)
    assert [(one.lack, one.need, one.text) for one in found] == (
        [(lack, bare, "Kinderjacken leihen")] if lack else []
    )
    assert decided(database).is_approved is (lack is None)


def test_a_need_without_criterion_is_named(database):
    whole(database)
    bare = put(database, Need("x"))
    put(database, seen(), parent=bare)
    assert [(one.lack, one.need) for one in missing(read(database), TODAY)] == [(Lack.CRITERION, bare)]


def test_understanding_customers_third_fails(database):
    whole(database)
    put(database, Order((Step.STRATEGY, Step.MEASURES, Step.CUSTOMERS, Step.NEEDS, Step.CRITERIA)))
    found = missing(read(database), TODAY)
    assert {one.lack for one in found} == {Lack.ORDER_WRONG}
    assert (found[0].step, found[0].place) == (Step.CUSTOMERS, 3)
    decision = decided(database)
    assert not decision.is_approved
    assert decision.rested.missing[0] == {"lack": "order_wrong", "step": "customers", "place": 3}


@given(st.permutations(list(Step)))
def test_only_one_order_passes(steps):
    order = Held(1, Kind.ORDER, None, 1, 1, "x", Order(tuple(steps)))
    wrong = {one.lack for one in missing(Strategy(order=order), TODAY)}
    assert (Lack.ORDER_WRONG in wrong) is (steps != list(Step))


PIECES = st.builds(
    Evidence,
    st.sampled_from(Sort),
    st.just("x"),
    st.just("y"),
    st.dates(dt.date(2023, 1, 1), dt.date(2027, 12, 31)).map(dt.date.isoformat),
    st.integers(0, 3),
)


@given(st.lists(st.tuples(st.integers(0, 2), st.lists(PIECES, max_size=4)), max_size=4))
def test_nothing_is_missing_only_where_every_need_has_criterion_and_evidence(needs):
    """The gate against the rule, written a second time."""

    def held(kind, content):
        return Held(1, kind, None, 1, 1, "x", content)

    strategy = Strategy(
        1,
        held(Kind.PURPOSE, CorporatePurpose("x")),
        held(Kind.ORDER, RIGHT),
        tuple(
            NeedHeld(
                held(Kind.NEED, Need("n")),
                (held(Kind.CRITERION, Criterion("c")),) * criteria,
                tuple(held(Kind.EVIDENCE, piece) for piece in pieces),
            )
            for criteria, pieces in needs
        ),
    )
    oldest = (TODAY - dt.timedelta(730)).isoformat()
    may = bool(needs) and all(
        criteria
        and any(
            piece.sort != "assumption" and piece.customers > 0 and oldest <= piece.day <= TODAY.isoformat()
            for piece in pieces
        )
        for criteria, pieces in needs
    )
    assert (missing(strategy, TODAY) == ()) is may


def test_an_edit_makes_an_approval_one_of_an_earlier_version(database):
    need = whole(database)
    decided(database)
    put(database, Need("trocken und warm bleiben"), text=need)
    assert standing(read(database), decisions_of(database)) is Standing.EARLIER
    decided(database)
    assert standing(read(database), decisions_of(database)) is Standing.APPROVED


def test_a_removal_makes_a_new_version_too(database):
    need = whole(database)
    decided(database)
    remove(database, need, who="Frau Kaya", at=3)
    assert standing(read(database), decisions_of(database)) is Standing.EARLIER
    assert lacks(database) == [Lack.NEEDS]


def test_an_approval_of_what_nobody_saw_is_turned_away(database):
    whole(database)
    before = read(database).version
    put(database, CorporatePurpose("anders"))
    with pytest.raises(OptionInvalid, match="changed meanwhile"):
        decided(database, seen=before)
    assert decisions_of(database) == []


def test_every_wording_is_kept_and_can_hold_again(database):
    first = put(database, CorporatePurpose("eins"), at=1)
    assert put(database, CorporatePurpose("zwei"), at=2) == first
    kept = history(database, first)
    assert [(one.content.text, one.at, one.is_current) for one in kept] == [
        ("zwei", 2, True),
        ("eins", 1, False),
    ]
    restore(database, kept[-1].id, who="Frau Kaya", at=3)
    assert read(database).purpose.content.text == "eins"
    assert len(changes(database)) == 3


def test_what_was_removed_comes_back_with_what_belongs_to_it(database):
    need = whole(database)
    remove(database, need, who="x", at=2)
    assert find(database, need) is None
    restore(database, history(database, need)[-1].id, who="x", at=3)
    [one] = read(database).needs
    assert (len(one.criteria), len(one.evidence)) == (1, 1)


def test_two_writers_do_not_overwrite_each_other(database):
    need = put(database, Need("eins"))
    revision = find(database, need).revision
    put(database, Need("zwei"), text=need, based_on=revision)
    with pytest.raises(OptionInvalid, match="Someone else"):
        put(database, Need("drei"), text=need, based_on=revision)
    assert find(database, need).content.text == "zwei"


def test_evidence_needs_a_need(database):
    purpose = put(database, CorporatePurpose("x"))
    for parent in (None, 99, purpose):
        with pytest.raises(OptionInvalid, match="not there"):
            put(database, seen(), parent=parent)


def test_the_demo_is_refused_for_the_one_need_that_nobody_has_looked_at(database):
    fill(database, STRATEGY, who=STRATEGIST, at=1)
    strategy = read(database)
    found = missing(strategy, TODAY)
    assert {one.text for one in found} == {"Ausrüstung für Kinder leihen, solange sie wachsen"}
    assert {one.lack for one in found} == {Lack.CRITERION, Lack.ONLY_ASSUMPTION}
    assert len(strategy.claims) == 10
    [variety] = varieties(strategy)
    assert variety.shared == ("hält dicht nach Jahren",)
    assert variety.alone == {
        "Stammkunden": ("lässt sich reparieren",),
        "Neukunden": ("sieht im Alltag gut aus",),
    }
