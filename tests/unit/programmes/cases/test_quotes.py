"""A quote is never changed, stands thirty days, and is answered once, with a digest."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import update

from oase.errors import OptionInvalid
from oase.programmes.cases import acting
from oase.programmes.cases.case import find
from oase.programmes.cases.form import Ancillary, Form, Repairer, check_form
from oase.programmes.cases.quotes import QuoteInvalid, answer, is_whole, make_quote, quotes_of
from oase.programmes.cases.states import StateInvalid
from oase.programmes.tables import quote_answers, quotes

WORKSHOP = Repairer(
    name="Lindwerk GmbH", address="Weg 2\n50667 Köln", telephone="0221 1", email="w@lindwerk.example"
)
FORM = Form(
    repairer=WORKSHOP,
    goods="Jacke Fjell, A1",
    defect="Reißverschluss ausgerissen",
    repair="Neuer Reißverschluss",
    price_cents=3_900,
    days=10,
    place="Werkstatt Köln",
)


def dearer(by=100):
    return msgspec.structs.replace(FORM, price_cents=FORM.price_cents + by)


@pytest.fixture
def case(bench):
    case = bench.open().id
    acting.move(bench.connection, case, "received", bench.workshop)
    return case


def quote(bench, case, form=FORM, **more):
    return make_quote(bench.connection, case, form, bench.workshop, **more)


def say(bench, case, version, told, **more):
    return answer(bench.connection, case, version, told, bench.customer, **more)


def test_a_quote_is_accepted_and_ties_the_answer_to_its_words(bench, case):
    made = quote(bench, case)
    assert made.valid_until - bench.today == timedelta(days=30)
    assert find(bench.connection, case).state == "estimated"
    told = say(bench, case, 1, "accepted")
    assert find(bench.connection, case).state == "accepted"
    assert told.answer.at == bench.now
    assert is_whole(told)
    assert say(bench, case, 1, "accepted").answer == told.answer


@pytest.mark.parametrize("days", [0, 15, 30])
def test_inside_thirty_days_nothing_is_changed(bench, case, days):
    quote(bench, case)
    bench.wait(days=days)
    with pytest.raises(QuoteInvalid) as caught:
        quote(bench, case, dearer())
    assert caught.value.reason == "still_valid"
    assert [one.form.price_cents for one in quotes_of(bench.connection, case)] == [3_900]


def test_after_thirty_days_there_may_be_another_one(bench, case):
    quote(bench, case)
    bench.wait(days=31)
    assert quote(bench, case, dearer()).version == 2
    with pytest.raises(QuoteInvalid) as caught:
        say(bench, case, 1, "accepted")
    assert caught.value.reason == "run_out"
    say(bench, case, 2, "accepted")


def test_on_its_last_day_it_can_be_accepted(bench, case):
    quote(bench, case)
    bench.wait(days=30)
    assert say(bench, case, 1, "accepted").answer is not None


def test_a_declined_one_makes_room(bench, case):
    quote(bench, case)
    say(bench, case, 1, "rejected")
    assert find(bench.connection, case).state == "rejected"
    assert quote(bench, case, dearer(-900)).version == 2
    with pytest.raises(QuoteInvalid):
        say(bench, case, 1, "accepted")


def test_after_acceptance_the_price_stands(bench, case):
    quote(bench, case)
    say(bench, case, 1, "accepted")
    acting.move(bench.connection, case, "in_repair", bench.workshop)
    with pytest.raises(QuoteInvalid):
        quote(bench, case, dearer())


def test_what_she_asked_for_stands_beside_the_first_which_stays(bench, case):
    quote(bench, case)
    second = quote(bench, case, dearer(2_000), asked="22.11. am Telefon: bitte beide Taschen")
    assert second.version == 2
    say(bench, case, 2, "rejected")
    assert find(bench.connection, case).state == "estimated"
    say(bench, case, 1, "accepted")
    assert find(bench.connection, case).state == "accepted"


def test_what_was_accepted_holds_even_when_more_is_declined(bench, case):
    quote(bench, case)
    say(bench, case, 1, "accepted")
    acting.move(bench.connection, case, "in_repair", bench.workshop)
    bench.wait(days=40)
    with pytest.raises(QuoteInvalid):
        quote(bench, case, dearer(2_000))
    quote(bench, case, dearer(2_000), asked="1.1. am Telefon: Naht auch gleich machen")
    say(bench, case, 2, "rejected")
    assert find(bench.connection, case).state == "accepted"


def test_one_declined_of_two_leaves_the_other_unchangeable(bench, case):
    quote(bench, case)
    quote(bench, case, dearer(2_000), asked="beide Taschen")
    say(bench, case, 2, "rejected")
    with pytest.raises(QuoteInvalid):
        quote(bench, case, dearer(900))


def test_one_that_nobody_answered_lets_the_thing_go_back(bench, case):
    quote(bench, case)
    bench.wait(days=31)
    assert acting.move(bench.connection, case, "sent_back", bench.workshop).state == "sent_back"


def test_declining_is_never_too_late(bench, case):
    quote(bench, case)
    bench.wait(days=31)
    say(bench, case, 1, "rejected", by="telephone")
    assert find(bench.connection, case).state == "rejected"


def test_the_same_form_sent_twice_is_one_quote(bench, case):
    assert quote(bench, case).id == quote(bench, case).id


def test_nobody_answers_otherwise_later(bench, case):
    quote(bench, case)
    say(bench, case, 1, "accepted")
    with pytest.raises(QuoteInvalid) as caught:
        say(bench, case, 1, "rejected")
    assert caught.value.reason == "answered"
    with pytest.raises(QuoteInvalid):
        say(bench, case, 9, "accepted")


def test_a_changed_row_is_noticed(bench, case):
    quote(bench, case)
    told = say(bench, case, 1, "accepted")
    bench.connection.execute(update(quote_answers).values(at=told.answer.at - 1))
    assert not is_whole(quotes_of(bench.connection, case)[0])
    bench.connection.execute(update(quote_answers).values(at=told.answer.at))
    assert is_whole(quotes_of(bench.connection, case)[0])
    bench.connection.execute(update(quotes).values(body=told.body.replace("3900", "4900")))
    assert not is_whole(quotes_of(bench.connection, case)[0])


def test_no_quote_before_the_thing_is_there(bench):
    with pytest.raises(StateInvalid):
        quote(bench, bench.open().id)


def test_shorter_than_thirty_days_is_refused(bench, case):
    with pytest.raises(QuoteInvalid):
        quote(bench, case, valid_days=29)
    assert quote(bench, case, valid_days=60).valid_until - bench.today == timedelta(days=60)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("goods", {"goods": " "}),
        ("defect", {"defect": ""}),
        ("repair", {"repair": ""}),
        ("place", {"place": ""}),
        ("days", {"days": 0}),
        ("price_cents", {"price_cents": None}),
        ("price_cents", {"price_cents": None, "most_cents": 5_000}),
        ("price_cents", {"price_cents": -1}),
        ("most_cents", {"most_cents": 5_000}),
        ("services", {"services": (Ancillary(name="", cents=1),)}),
        ("repairer.email", {"repairer": msgspec.structs.replace(WORKSHOP, email="")}),
        ("further", {"further": "x" * 2_001}),
    ],
)
def test_the_form_says_all_that_it_must(field, changes):
    with pytest.raises(OptionInvalid) as caught:
        check_form(msgspec.structs.replace(FORM, **changes))
    assert caught.value.where == field


def test_a_price_may_be_reckoned_up_to_a_maximum():
    check_form(msgspec.structs.replace(FORM, price_cents=None, most_cents=6_000, reckoned="60 EUR je Stunde"))
