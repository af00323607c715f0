"""A case is opened once, for a reason, and is reached by its secret link alone."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import select

from oase.errors import OptionInvalid
from oase.programmes import links
from oase.programmes.cases.case import by_number, by_secret, find, log_of
from oase.programmes.cases.opening import MOST_LINKS, open_case, renew_link
from oase.programmes.items.life import life_of
from oase.programmes.links import LinkInvalid
from oase.programmes.tables import cases, news, participations
from oase.programmes.tables import links as link_table


def test_is_found_by_its_link_and_its_number(bench):
    opened = bench.open(problem="Schieber hakt")
    case = by_secret(bench.connection, opened.secret, bench.now)
    assert (
        case == by_number(bench.connection, f" {opened.number.lower()}") == find(bench.connection, opened.id)
    )
    assert (case.state, case.problem, case.country) == ("opened", "Schieber hakt", "DE")
    assert [one.after for one in log_of(bench.connection, opened.id)] == ["opened"]


def test_the_form_sent_twice_opens_one_case(bench):
    new = bench.new()
    first = open_case(bench.connection, new, bench.customer, bench.random_bytes)
    again = open_case(bench.connection, new, bench.customer, bench.random_bytes)
    assert (again.id, again.number, again.is_new) == (first.id, first.number, False)
    for secret in (first.secret, again.secret):
        assert by_secret(bench.connection, secret, bench.now).id == first.id
    assert len(bench.connection.execute(select(cases)).all()) == 1


def test_later_or_too_often_the_form_gives_no_further_link(bench):
    new = bench.new()
    made = [
        open_case(bench.connection, new, bench.customer, bench.random_bytes) for _ in range(MOST_LINKS + 2)
    ]
    assert [bool(one.secret) for one in made] == [True] * MOST_LINKS + [False] * 2
    other = bench.new()
    open_case(bench.connection, other, bench.customer, bench.random_bytes)
    bench.wait(days=1)
    assert open_case(bench.connection, other, bench.customer, bench.random_bytes).secret == ""


def test_a_new_link_ends_the_old_one(bench):
    opened = bench.open()
    secret = renew_link(bench.connection, opened.id, bench.workshop, bench.random_bytes)
    assert by_secret(bench.connection, secret, bench.now).id == opened.id
    with pytest.raises(LinkInvalid):
        by_secret(bench.connection, opened.secret, bench.now)


def test_a_link_opens_one_case_until_it_expires_and_nothing_else(bench):
    mine, other = bench.open(), bench.open()
    assert by_secret(bench.connection, mine.secret, bench.now).id != other.id
    assert len(base64.urlsafe_b64decode(mine.secret + "=")) == links.BYTES == 20  # 160 bits
    assert mine.secret not in str(bench.connection.execute(select(link_table)).all())
    for kind in ("take_back", "ticket"):
        with pytest.raises(LinkInvalid):
            links.read(bench.connection, kind, mine.secret, bench.now)
    for wrong in ("", mine.secret[:-1], mine.secret + "A", mine.number, str(mine.id)):
        with pytest.raises(LinkInvalid) as caught:
            by_secret(bench.connection, wrong, bench.now)
        assert caught.value.reason == "unknown"
    bench.wait(days=links.DAYS)
    with pytest.raises(LinkInvalid) as caught:
        by_secret(bench.connection, mine.secret, bench.now)
    assert caught.value.reason == "expired"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", ""),
        ("reason", "too_small"),
        ("kind", "complaint"),
        ("way", "drone"),
        ("what", "   "),
        ("key", ""),
        ("country", "Deutschland"),
        ("street", ""),
        ("email", "anna"),
        ("problem", "x" * 4_001),
        ("fee_cents", -1),
        ("lang", "fr"),
    ],
)
def test_what_cannot_be_is_refused_and_named(bench, field, value):
    with pytest.raises(OptionInvalid) as caught:
        bench.open(**{field: value})
    assert caught.value.where == field
    assert bench.connection.execute(select(cases)).all() == []


def test_a_kit_must_be_one_that_is_given_out(bench):
    with pytest.raises(OptionInvalid, match="no such kit"):
        bench.open(way="kit", kit="zip-drone")


def test_it_stands_in_the_line_of_life_and_is_told_without_words(bench):
    opened = bench.open(item=7, alias=11, problem="riecht nach Rauch")
    (event,) = life_of(bench.connection, 7)
    assert (event.kind, event.origin, event.detail["reason"]) == ("damaged", f"case:{opened.id}", "zip")
    (told,) = bench.connection.execute(select(news)).all()
    assert (told.event, told.alias) == ("Case Opened", 11)
    assert "Rauch" not in told.properties
    assert "Anna" not in told.properties
    (taking,) = bench.connection.execute(select(participations)).all()
    assert (taking.level, taking.kind, taking.alias) == ("informed", "repair", 11)


def test_an_exchange_is_no_repair(bench):
    bench.open(kind="exchange", reason="too_small", item=7, way="")
    assert life_of(bench.connection, 7) == []
    assert bench.connection.execute(select(participations)).all() == []
