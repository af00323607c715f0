"""No case of liability ends without the notices of law; how often months are added is for the law to say."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from sqlalchemy import insert, select

from oase.db.schema import preferences, transactions
from oase.errors import OptionInvalid
from oase.programmes.cases import acting, queue
from oase.programmes.cases.case import find, log_of
from oase.programmes.cases.closing import close, tell_months
from oase.programmes.cases.notices import NoticeMissing, due, tell_found, tell_notice, told_of
from oase.programmes.cases.states import StateInvalid
from oase.programmes.items.life import life_of
from oase.programmes.law import Check
from oase.programmes.tables import items

NEW, OLD = date(2026, 8, 3), date(2026, 7, 30)


def item_of(bench, *, country="DE", sold=NEW):
    row = {"gtin": "04012345000009", "serial": f"A{country}{sold}", "product": "", "name": "{}"}
    row |= {"garment": "jacket", "brand": "", "country": country, "sold": sold, "delivered": sold}
    row |= {"state": "in_use", "source": "shop", "registered": 1}
    return bench.connection.execute(insert(items).values(row)).inserted_primary_key[0]


def received(bench, item, **more):
    case = bench.open(kind="guarantee", item=item, **more).id
    acting.move(bench.connection, case, "received", bench.workshop)
    return case


def repaired(bench, item, **more):
    case = received(bench, item, **more)
    tell_notice(bench.connection, case, "choice", bench.workshop)
    acting.move(bench.connection, case, "in_repair", bench.workshop)
    acting.move(bench.connection, case, "repaired", bench.workshop)
    return case


def test_the_choice_is_told_before_the_remedy(bench):
    case = received(bench, item_of(bench))
    for remedy in ("in_repair", "waiting_for_part", "replaced", "refunded"):
        with pytest.raises(NoticeMissing) as caught:
            acting.move(bench.connection, case, remedy, bench.workshop)
        assert caught.value.kind == "choice"
    assert find(bench.connection, case).state == "received"
    tell_notice(bench.connection, case, "choice", bench.workshop)
    assert acting.move(bench.connection, case, "in_repair", bench.workshop).state == "in_repair"


def test_the_months_are_told_before_the_end_and_stand_in_the_line_of_life(bench):
    item = item_of(bench)
    case = repaired(bench, item)
    with pytest.raises(NoticeMissing) as caught:
        close(bench.connection, case, bench.workshop, outcome="Fixed")
    assert caught.value.kind == "months"
    told = tell_months(bench.connection, case, bench.workshop)
    assert (told.months, told.until) == (12, date(2029, 8, 3))
    assert tell_months(bench.connection, case, bench.workshop) == told
    assert find(bench.connection, case).state == "notice"
    assert close(bench.connection, case, bench.workshop, outcome="Fixed").state == "closed"
    assert [one.kind for one in life_of(bench.connection, item)] == [
        "damaged",
        "repair_began",
        "repaired",
        "guarantee_longer",
    ]
    assert [one.kind for one in told_of(bench.connection, case)] == ["choice", "months"]
    assert told.text in [one.text for one in log_of(bench.connection, case)]


def test_a_second_repair_adds_nothing_and_ends_without_a_notice(bench):
    item = item_of(bench)
    first = repaired(bench, item)
    tell_months(bench.connection, first, bench.workshop)
    close(bench.connection, first, bench.workshop, outcome="Fixed")
    second = repaired(bench, item)
    assert due(bench.connection, find(bench.connection, second), "months", bench.today).months == 0
    assert close(bench.connection, second, bench.workshop, outcome="Fixed").state == "closed"
    assert len([one for one in life_of(bench.connection, item) if one.kind == "guarantee_longer"]) == 1


def test_an_older_contract_adds_nothing(bench):
    case = repaired(bench, item_of(bench, sold=OLD))
    told = tell_months(bench.connection, case, bench.workshop)
    assert told.months == 0
    close(bench.connection, case, bench.workshop, outcome="Fixed")


def test_before_the_law_holds_no_notice_is_asked_for(bench):
    bench.today = date(2026, 7, 30)
    case = received(bench, item_of(bench, sold=date(2026, 6, 1)))
    acting.move(bench.connection, case, "in_repair", bench.workshop)
    acting.move(bench.connection, case, "repaired", bench.workshop)
    assert close(bench.connection, case, bench.workshop, outcome="Fixed").state == "closed"


def test_where_the_law_is_unknown_somebody_looks_it_up(bench):
    case = received(bench, item_of(bench, country="BR"), country="BR")
    assert isinstance(due(bench.connection, find(bench.connection, case), "choice", bench.today), Check)
    with pytest.raises(NoticeMissing):
        acting.move(bench.connection, case, "in_repair", bench.workshop)
    with pytest.raises(OptionInvalid, match="looked up"):
        tell_notice(bench.connection, case, "choice", bench.workshop)
    tell_found(bench.connection, case, "choice", "Sie haben die Wahl.", bench.workshop)
    acting.move(bench.connection, case, "in_repair", bench.workshop)
    acting.move(bench.connection, case, "repaired", bench.workshop)
    tell_found(bench.connection, case, "months", "90 Tage.", bench.workshop, months=3)
    assert close(bench.connection, case, bench.workshop, outcome="Fixed").state == "closed"


def test_what_is_known_is_not_told_in_other_words(bench):
    case = received(bench, item_of(bench))
    with pytest.raises(OptionInvalid, match="known"):
        tell_found(bench.connection, case, "choice", "Wir schenken Ihnen 12 Monate", bench.workshop)


def test_what_is_not_repaired_needs_no_months(bench):
    case = received(bench, item_of(bench))
    tell_notice(bench.connection, case, "choice", bench.workshop)
    acting.move(bench.connection, case, "replaced", bench.workshop)
    done = close(bench.connection, case, bench.workshop, outcome="End of life", barrier="Item too worn out")
    assert (done.outcome, done.barrier) == ("End of life", "Item too worn out")
    assert "exchanged" in [one.kind for one in life_of(bench.connection, done.item)]


def paid(bench, *states, **more):
    case = bench.open(**more).id
    for state in ("received", "in_repair", *states):
        acting.move(bench.connection, case, state, bench.workshop)
    return case


def test_a_repair_ends_with_an_outcome_and_can_be_rated(bench):
    case = paid(bench, "repaired", alias=5)
    with pytest.raises(OptionInvalid) as caught:
        close(bench.connection, case, bench.workshop)
    assert caught.value.where == "outcome"
    done = close(bench.connection, case, bench.workshop, outcome="Fixed", repairer="Mira")
    assert close(bench.connection, case, bench.workshop, outcome="Fixed") == done
    (row,) = bench.connection.execute(select(transactions)).all()
    assert (row.key, row.alias, row.touchpoint) == (f"repair:{done.number}", 5, "Reparatur")
    found = queue.figures(bench.connection, 0, bench.now + 1)
    assert (found.ended, found.outcomes, found.minutes) == (1, {"Fixed": 1}, None)


def test_the_house_may_name_another_touchpoint(bench):
    value = msgspec.json.encode("Werkstatt").decode()
    bench.connection.execute(insert(preferences).values(name="repair_rated_at", value=value))
    close(bench.connection, paid(bench, "repaired", alias=5), bench.workshop, outcome="Fixed")
    assert bench.connection.scalar(select(transactions.c.touchpoint)) == "Werkstatt"


def test_what_was_not_mended_is_rated_too_but_never_told_as_fixed(bench):
    case = paid(bench, "failed", alias=5)
    with pytest.raises(OptionInvalid):
        close(bench.connection, case, bench.workshop, outcome="Fixed")
    close(bench.connection, case, bench.workshop, outcome="Unknown")
    assert len(bench.connection.execute(select(transactions)).all()) == 1


def test_nobody_is_rated_for_whom_nobody_knows(bench):
    close(bench.connection, paid(bench, "repaired"), bench.workshop, outcome="Fixed")
    assert bench.connection.execute(select(transactions)).all() == []


@pytest.mark.parametrize(
    ("outcome", "barrier"),
    [("Fixed", "Item too worn out"), ("End of life", "no mood"), ("fixed", ""), ("Repaired", "")],
)
def test_only_words_of_the_standard_are_taken(bench, outcome, barrier):
    case = paid(bench, "failed" if outcome == "End of life" else "repaired")
    with pytest.raises(OptionInvalid):
        close(bench.connection, case, bench.workshop, outcome=outcome, barrier=barrier)


def test_what_has_ended_stays_so(bench):
    case = paid(bench, "repaired")
    close(bench.connection, case, bench.workshop, outcome="Fixed")
    with pytest.raises(StateInvalid):
        acting.move(bench.connection, case, "in_repair", bench.workshop)
    with pytest.raises(acting.UndoImpossible):
        acting.undo(bench.connection, case, bench.workshop)


def test_a_case_without_a_thing_is_looked_up(bench):
    case = received(bench, None)
    with pytest.raises(NoticeMissing):
        acting.move(bench.connection, case, "in_repair", bench.workshop)
