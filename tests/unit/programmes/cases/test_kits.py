"""Kits are sent while there are some, reported on once, and what did not help may be sent in; exchanges."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from oase.errors import OptionInvalid
from oase.programmes.cases import acting
from oase.programmes.cases.case import find
from oase.programmes.cases.exchange import ExchangeOver, Wanted, open_exchange, possible
from oase.programmes.cases.fees import fees, save_fees, shipped_fees
from oase.programmes.cases.guides import Guide, guide_of, save_guide, shipped_guides
from oase.programmes.cases.kits import (
    add_shipped,
    all_kits,
    kit_of,
    kits_for,
    report,
    save_kit,
    send_kit,
    shipped_kits,
)
from oase.programmes.cases.reasons import REASONS
from oase.programmes.cases.states import StateInvalid
from oase.programmes.cases.ways import change_way, ways_for
from oase.programmes.items.life import life_of


@pytest.fixture
def kit(bench):
    held = msgspec.structs.replace(shipped_kits()[0], stock=1)
    return save_kit(bench.connection, held, bench.workshop)


def sent(bench, kit, **more):
    case = bench.open(way="kit", kit=kit.code, **more).id
    send_kit(bench.connection, case, bench.workshop)
    return case


def test_what_comes_along_is_whole(bench):
    assert add_shipped(bench.connection, bench.workshop) == len(shipped_kits())
    assert add_shipped(bench.connection, bench.workshop) == 0
    guides = {(one.code, one.lang): one for one in shipped_guides()}
    for one in all_kits(bench.connection):
        german, english = guides[one.guide, "de"], guides[one.guide, "en"]
        assert (len(german.steps), german.minutes) == (len(english.steps), english.minutes)
        assert one.stock == 0
    assert kits_for(bench.connection, "zip") == []  # nobody has stocked any


def test_a_kit_is_found_by_damage_and_garment(bench, kit):
    assert kits_for(bench.connection, "zip", "jacket") == [kit]
    assert kits_for(bench.connection, "zip") == [kit]
    assert kits_for(bench.connection, "zip", "shoe") == []
    assert kits_for(bench.connection, "sole", "jacket") == []


def test_mended_at_home_is_done_by_herself(bench, kit):
    case = sent(bench, kit, item=3)
    assert kit_of(bench.connection, kit.code).stock == 0
    assert send_kit(bench.connection, case, bench.workshop).state == "kit_sent"
    done = report(bench.connection, case, "Fixed", bench.customer)
    assert report(bench.connection, case, "Fixed", bench.customer) == done
    assert (done.state, done.outcome) == ("closed", "Fixed")
    assert [one.kind for one in life_of(bench.connection, 3)] == ["damaged", "repaired"]


def test_a_kit_sent_by_mistake_is_in_stock_again(bench, kit):
    case = sent(bench, kit)
    assert acting.undo(bench.connection, case, bench.workshop).state == "opened"
    assert kit_of(bench.connection, kit.code).stock == 1
    assert send_kit(bench.connection, case, bench.workshop).state == "kit_sent"


def test_the_last_kit_is_sent_once(bench, kit):
    sent(bench, kit)
    other = bench.open(way="kit", kit=kit.code).id
    with pytest.raises(OptionInvalid, match="No such kit is left"):
        send_kit(bench.connection, other, bench.workshop)


def test_a_kit_that_did_not_help_leads_to_the_workshop(bench, kit):
    case = sent(bench, kit, item=3)
    failed = report(bench.connection, case, "End of life", bench.customer, barrier="Lack of equipment")
    assert (failed.state, failed.barrier) == ("failed", "Lack of equipment")
    again = change_way(bench.connection, case, "send_in", bench.customer)
    assert (again.state, again.way, again.outcome) == ("advised", "send_in", "")
    assert again.fee_cents == fees(bench.connection).of("send_in", "zip")
    assert [one.kind for one in life_of(bench.connection, 3)] == ["damaged", "repair_failed"]
    assert change_way(bench.connection, case, "send_in", bench.customer) == again


def test_nobody_reports_on_what_was_not_sent(bench):
    with pytest.raises(StateInvalid):
        report(bench.connection, bench.open().id, "Fixed", bench.customer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Zip Kit"),
        ("name", {"de": "Nur deutsch"}),
        ("defects", ()),
        ("defects", ("mood",)),
        ("stock", -1),
    ],
)
def test_a_kit_that_cannot_be_is_refused(bench, kit, field, value):
    with pytest.raises(OptionInvalid) as caught:
        save_kit(bench.connection, msgspec.structs.replace(kit, **{field: value}), bench.workshop)
    assert caught.value.where == field


def test_a_guide_of_ones_own_takes_the_place(bench):
    own = Guide(
        code="patch", lang="de", title="Flicken", minutes=5, level="easy", needs=(), steps=("Kleben",)
    )
    save_guide(bench.connection, own, bench.workshop)
    assert guide_of(bench.connection, "patch", "de") == own
    assert guide_of(bench.connection, "patch", "en").steps != own.steps
    assert guide_of(bench.connection, "nothing", "de") is None
    with pytest.raises(OptionInvalid):
        save_guide(bench.connection, msgspec.structs.replace(own, steps=()), bench.workshop)


def test_ways_are_told_with_their_fees_and_replacement_is_none(bench, kit):
    ways = ways_for(bench.connection, "zip", "jacket", is_stop=True, is_store=True)
    assert {one.way for one in ways} == {"kit", "event", "send_in", "store"}
    assert [one.fee_cents for one in ways] == sorted(one.fee_cents for one in ways)
    assert [one.way for one in ways_for(bench.connection, "sole")] == ["send_in"]


def test_fees_are_the_companys(bench):
    assert fees(bench.connection) == shipped_fees()
    own = msgspec.structs.replace(shipped_fees(), send_in=0, exchange_days=60)
    save_fees(bench.connection, own)
    assert fees(bench.connection) == own
    for bad in ({"send_in": -1}, {"exchange_days": 0}, {"currency": "Euro"}):
        with pytest.raises(OptionInvalid):
            save_fees(bench.connection, msgspec.structs.replace(own, **bad))
    assert set(own.by_reason) <= set(REASONS)


def test_an_exchange_is_open_in_two_steps_within_its_days(bench):
    delivered = bench.today - timedelta(days=30)
    assert possible(bench.connection, delivered, bench.today) == (
        True,
        bench.today,
        30,
        delivered + timedelta(days=14),
    )
    new, wanted = bench.new(kind="exchange", reason="too_small", way=""), Wanted(instead="size", size="L")
    given = (bench.connection, new, wanted, bench.customer, bench.random_bytes)
    opened = open_exchange(*given, delivered=delivered)
    case = find(bench.connection, opened.id)
    assert (case.kind, case.way, case.wanted["size"]) == ("exchange", "send_in", "L")
    assert open_exchange(*given, delivered=delivered).id == opened.id


def test_after_its_days_there_is_none_and_unknown_is_not_no(bench):
    new = bench.new(kind="exchange", reason="colour")
    given = (new, Wanted(instead="money"), bench.customer, bench.random_bytes)
    with pytest.raises(ExchangeOver):
        open_exchange(bench.connection, *given, delivered=date(2026, 10, 22))
    assert possible(bench.connection, None, bench.today).is_possible is None
    assert open_exchange(bench.connection, *given).is_new


def test_a_day_that_is_yet_to_come_is_no_day_of_delivery(bench):
    assert possible(bench.connection, date.max, bench.today).until < date(2027, 2, 1)
    with pytest.raises(OptionInvalid, match="yet to come"):
        open_exchange(
            bench.connection,
            bench.new(reason="size"),
            Wanted(instead="money"),
            bench.customer,
            bench.random_bytes,
            delivered=date.max,
        )


def test_what_is_wanted_must_be_said(bench):
    new = bench.new(kind="exchange", reason="too_small")
    with pytest.raises(OptionInvalid) as caught:
        open_exchange(bench.connection, new, Wanted(instead="size"), bench.customer, bench.random_bytes)
    assert caught.value.where == "size"
