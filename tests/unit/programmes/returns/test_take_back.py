"""A take-back from the form to the second owner, and what may not be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from oase.db.schema import transactions
from oase.decisions.tables import messages
from oase.errors import InputError, OptionInvalid
from oase.programmes import links
from oase.programmes.items import owners, registry
from oase.programmes.items.life import life_of
from oase.programmes.news import waiting
from oase.programmes.purpose import promotions
from oase.programmes.returns import acting, fates, looking, opening, reading, selling
from oase.programmes.returns.balance import balance
from oase.programmes.returns.offers import SHIPPED, Offer, offer_of, put_offer
from oase.programmes.returns.states import StateInvalid
from oase.programmes.tables import participations, take_backs

NOW = 1_795_258_800_000_000
HOUR = 3_600_000_000
GTIN = "09520000000011"


def test_sent_twice_it_is_opened_once(connection: Connection, brings: Any) -> None:
    first, second = brings("jacket", "top"), brings("jacket", "top")
    assert (first.id, first.number) == (second.id, second.number)
    assert connection.execute(select(func.count()).select_from(take_backs)).scalar() == 1
    for one in (first, second):
        assert links.read(connection, "take_back", one.secret, NOW).target == first.id


def test_an_old_form_opens_nothing(connection: Connection, brings: Any, random_bytes: Any) -> None:
    brings("jacket")
    again = opening.New(
        "k1", [opening.Brought("jacket", reading.pieces_of(connection, [1])[1][0].said)], credit="none"
    )
    with pytest.raises(InputError, match="sent before"):
        opening.open_take_back(connection, again, NOW + 2 * HOUR, random_bytes, own_brand="")


def test_estimates_by_category_grade_and_brand(connection: Connection, brings: Any) -> None:
    opened = brings("jacket", "top", key="a")
    other = brings("jacket", key="b", brand="Nordkamm")
    given = brings("jacket", key="c", credit="none", email="")
    found = [one.estimated_cents for one in reading.pieces_of(connection, [opened.id])[opened.id]]
    assert found == [SHIPPED["jacket"].cents["B"], SHIPPED["top"].cents["B"]]
    for one in (other, given):
        assert [p.estimated_cents for p in reading.pieces_of(connection, [one.id])[one.id]] == [0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"categories": ("jacket", "underwear")}, "1.category"),
        ({"categories": ("spoon",)}, "0.category"),
        ({"said": {"clean": "no"}}, "0.clean"),
        ({"said": {"wear": "perhaps"}}, "0.wear"),
        ({"gtin": "123"}, "0.gtin"),
        ({"email": "nobody"}, "email"),
        ({"credit": "gold"}, "credit"),
        ({"way": "drone"}, "way"),
        ({"name": "x" * 500}, "name"),
        ({"key": ""}, "key"),
        ({"categories": ("top",) * 21}, "pieces"),
    ],
)
def test_what_is_wrong_names_its_place(brings: Any, change: dict[str, Any], where: str) -> None:
    whole = {
        "wear": "visible",
        "holes": "none",
        "stains": "none",
        "parts": "whole",
        "smell": "none",
        "clean": "yes",
    }
    categories = change.pop("categories", ("jacket",))
    said = whole | change.pop("said", {})
    with pytest.raises(InputError) as caught:
        brings(*categories, said=said, **change)
    assert caught.value.where == where


def test_found_as_said_brings_what_was_promised(connection: Connection, brings: Any) -> None:
    opened = brings("jacket")
    put_offer(connection, Offer("jacket", cents={"A": 1, "B": 1, "C": 1}), "Mia", NOW)
    acting.receive(connection, opened.id, NOW)
    piece = reading.pieces_of(connection, [opened.id])[opened.id][0]
    same = looking.look(connection, piece.id, looking.Looked("B", grams=810), "Mia", NOW)
    assert (same.final_cents, same.why, same.grams) == (2_500, "", 810)
    worse = looking.look(connection, piece.id, looking.Looked("C"), "Mia", NOW)
    assert (worse.final_cents, worse.why, worse.is_weighed) == (1, "grade:B:C", False)
    with pytest.raises(OptionInvalid, match="not the estimate"):
        looking.look(connection, piece.id, looking.Looked("B", cents=100), "Mia", NOW)
    told = looking.look(
        connection, piece.id, looking.Looked("B", cents=100, why="Reißverschluss"), "Mia", NOW
    )
    assert (told.final_cents, told.why) == (100, "Reißverschluss")


def test_not_before_it_is_here_and_not_after_it_is_processed(connection: Connection, brings: Any) -> None:
    opened = brings("jacket", "top")
    first, second = reading.pieces_of(connection, [opened.id])[opened.id]
    with pytest.raises(StateInvalid):
        looking.look(connection, first.id, looking.Looked("B"), "Mia", NOW)
    acting.ship(connection, opened.id, NOW, parcel="LW 1")
    acting.receive(connection, opened.id, NOW)
    looking.look(connection, first.id, looking.Looked("B"), "Mia", NOW)
    with pytest.raises(InputError, match="Not every piece"):
        acting.process(connection, opened.id, NOW)
    looking.look(connection, second.id, looking.Looked(refused="Motten"), "Mia", NOW)
    acting.process(connection, opened.id, NOW)
    with pytest.raises(StateInvalid):
        looking.look(connection, first.id, looking.Looked("A"), "Mia", NOW)
    acting.reopen(connection, opened.id, NOW)
    looking.look(connection, first.id, looking.Looked("A"), "Mia", NOW)
    acting.process(connection, opened.id, NOW)
    assert acting.complete(connection, opened.id, "Mia", NOW).state == "complete"
    assert acting.complete(connection, opened.id, "Mia", NOW + 1).completed == NOW
    with pytest.raises(StateInvalid):
        acting.reopen(connection, opened.id, NOW)


def test_what_is_brought_is_never_shipped(connection: Connection, brings: Any) -> None:
    opened = brings("jacket", way="store", place="K1")
    with pytest.raises(StateInvalid):
        acting.ship(connection, opened.id, NOW)


def test_a_voucher_is_a_promotion_of_its_own(connection: Connection, completes: Any) -> None:
    completes("jacket", key="a", credit="voucher")
    completes("top", key="b", credit="voucher")
    completes("top", key="c", credit="money")
    found = promotions.every(connection)
    assert [(one.benefit, one.kind) for one in found] == [("voucher", "promotion")]
    held = [row.promotion for row in connection.execute(select(take_backs).order_by(take_backs.c.id))]
    assert held == [found[0].id, found[0].id, None]


def test_from_the_first_owner_to_the_second_and_to_the_fibres(connection: Connection, completes: Any) -> None:
    item = registry.register(
        connection, registry.New(GTIN, "S-1", name={"de": "Jacke"}, brand="Lindwerk"), NOW
    ).item
    owners.claim(connection, item.id, 1, [1], "bought", NOW)
    piece = completes("jacket", gtin=GTIN, serial="S-1", alias=1, grams=800)[0]
    assert piece.item == item.id
    assert owners.owner_of(connection, item.id) is None
    listed = selling.offer(connection, piece.id, 8_450, "margin", "Mia", NOW + 3 * HOUR)
    assert (listed.bought_cents, listed.grade, registry.get(connection, item.id).state) == (
        2_500,
        "B",
        "for_sale",
    )
    selling.reserve(connection, listed.id, NOW + 3 * HOUR)
    for _ in range(2):  # noted twice, sold once
        selling.sell(connection, listed.id, selling.Sold(8_450, "Mia", alias=2), NOW + 4 * HOUR)
    owner = owners.owner_of(connection, item.id)
    assert owner is not None
    assert (owner.alias, owner.how) == (2, "second_hand")
    again = completes("jacket", key="k2", gtin=GTIN, serial="S-1", alias=2, grams=780)[0]
    fates.went(connection, again.id, "fibre", "Mia", NOW + 9 * HOUR, partner="Faserhof")
    assert registry.get(connection, item.id).state == "recycled"
    kinds = [one.kind for one in life_of(connection, item.id)]
    assert [kind for kind in kinds if kind != "registered"] == [
        "taken_back", "taken_back", "graded", "graded", "resold", "recycled",
    ]  # fmt: skip
    told = balance(connection, NOW, NOW + 99 * HOUR)
    assert (told.came, told.gone, told.closing, told.difference) == (1_580, 1_580, 0, 0)
    assert {one.kind for one in told.out} == {"resale", "fibre"}


def test_a_returned_sale_is_in_stock_again_and_may_be_sold_again(
    connection: Connection, completes: Any
) -> None:
    piece = completes("jacket", gtin=GTIN, serial="S-2", grams=800)[0]
    listed = selling.offer(connection, piece.id, 6_000, "margin", "Mia", NOW + 3 * HOUR)
    selling.sell(connection, listed.id, selling.Sold(6_000, "Mia", alias=2), NOW + 4 * HOUR)
    assert fates.in_stock(connection) == []
    back = selling.back(connection, listed.id, NOW + 5 * HOUR)
    assert (back.state, back.sold, back.alias) == ("for_sale", None, None)
    assert [one.left for one in fates.in_stock(connection)] == [800]
    assert owners.owner_of(connection, piece.item or 0) is None
    selling.sell(connection, listed.id, selling.Sold(5_500, "Mia", alias=3), NOW + 6 * HOUR)
    owner = owners.owner_of(connection, piece.item or 0)
    assert owner is not None
    assert owner.alias == 3
    assert [one.event for _, one in waiting(connection)].count("Second-Hand Bought") == 2
    assert balance(connection, NOW, NOW + 99 * HOUR).difference == 0


def test_a_serial_number_is_in_stock_once(connection: Connection, brings: Any, completes: Any) -> None:
    completes("jacket", gtin=GTIN, serial="S-3")
    opened = brings("jacket", key="again", gtin=GTIN, serial="S-3")
    acting.receive(connection, opened.id, NOW)
    piece = reading.pieces_of(connection, [opened.id])[opened.id][0]
    with pytest.raises(InputError, match="in stock already"):
        looking.look(connection, piece.id, looking.Looked("B"), "Mia", NOW)


def test_what_was_noted_wrongly_is_undone(connection: Connection, completes: Any) -> None:
    piece = completes("jacket", gtin=GTIN, serial="S-4", grams=800)[0]
    noted = fates.went(connection, piece.id, "energy", "Mia", NOW, partner="Ofen")
    with pytest.raises(OptionInvalid, match="not here"):
        fates.went(connection, piece.id, "energy", "Mia", NOW, partner="Ofen", of=800)
    for _ in range(2):
        fates.undo(connection, noted, NOW + 1)
    assert fates.left(connection, reading.piece_of(connection, piece.id)) == 800
    assert "ended" not in [one.kind for one in life_of(connection, piece.item or 0)]
    assert registry.get(connection, piece.item or 0).state == "returned"


def test_what_is_for_sale_cannot_be_shredded(connection: Connection, completes: Any) -> None:
    piece = completes("jacket")[0]
    listed = selling.offer(connection, piece.id, 6_000, "regular", "Mia", NOW)
    with pytest.raises(StateInvalid, match="for sale"):
        fates.went(connection, piece.id, "fibre", "Mia", NOW, partner="Faserhof")
    selling.withdraw(connection, listed.id, NOW)
    fates.went(connection, piece.id, "fibre", "Mia", NOW, grams=100, partner="Faserhof")
    with pytest.raises(InputError, match="part of this piece"):
        selling.offer(connection, piece.id, 6_000, "regular", "Mia", NOW)


def test_who_gives_back_takes_an_active_part_once(connection: Connection, completes: Any) -> None:
    completes("jacket", "top", alias=7)
    found = connection.execute(select(participations.c.level, participations.c.alias)).all()
    assert sorted(tuple(row) for row in found) == [("active", 7), ("used", 7)]
    assert [one.event for _, one in waiting(connection)] == ["Take-Back Requested", "Take-Back Completed"]


def test_offers_by_country_and_their_limits(connection: Connection) -> None:
    put_offer(connection, Offer("top", "AT", cents={"A": 900}), "Mia", NOW)
    assert offer_of(connection, "top", "AT").cents["A"] == 900
    assert offer_of(connection, "top", "DE").cents["A"] == SHIPPED["top"].cents["A"]
    for bad in (
        Offer("top", is_excluded=True),
        Offer("top", "at"),
        Offer("top", cents={"A": -1}),
        Offer("top", cents={"Z": 1}),
        Offer("top", grams=0),
    ):
        with pytest.raises(OptionInvalid):
            put_offer(connection, bad, "Mia", NOW)


def test_it_is_told_by_mail_to_who_is_known(connection: Connection, completes: Any) -> None:
    """Announced, here, and what she gets for it; each once, with what its link opens."""
    (piece,) = completes("jacket", alias=5)
    told = connection.execute(select(messages).order_by(messages.c.id)).all()
    contents = [json.loads(one.content) for one in told]
    assert [one["title"] for one in contents] == [
        "Ihre Rückgabe R-000001",
        "Ihre Rückgabe R-000001 ist da",
        "Ihre Rückgabe R-000001 ist erledigt",
    ]
    assert {(one.kind, one.channel, one.alias) for one in told} == {("contract", "email", 5)}
    assert {tuple(one["opens"]) for one in contents} == {("take_back", piece.take_back)}
    assert f"{(piece.final_cents or 0) / 100:.2f}".replace(".", ",") in contents[-1]["body"]


def test_nobody_is_written_to_whom_nobody_knows(connection: Connection, completes: Any) -> None:
    completes("jacket")
    assert connection.execute(select(messages)).all() == []


def test_what_was_taken_back_and_sold_again_can_be_rated_once(connection: Connection, completes: Any) -> None:
    piece = completes("jacket", alias=1, grams=800)[0]
    listed = selling.offer(connection, piece.id, 6_000, "margin", "Mia", NOW + 3 * HOUR)
    for _ in range(2):
        selling.sell(connection, listed.id, selling.Sold(5_900, "Mia", alias=2), NOW + 4 * HOUR)
    rows = connection.execute(select(transactions).order_by(transactions.c.at)).all()
    assert [(row.key, row.alias, row.value) for row in rows] == [
        ("take_back:R-000001", 1, None),
        (f"second_hand:{listed.id}-1", 2, 59.0),
    ]
