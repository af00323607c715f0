"""Repair or replace: the law first, repair before a new one, prices told beforehand."""

from __future__ import annotations

from datetime import date

import pytest

from oase.programmes.adviser import Asked, Offer, Right, Subsidy, advise

LAW = Right("statutory", "runs", date(2028, 8, 3), 20)
OWN = Right("own", "runs", date(2031, 8, 3), 56, covers_wear=True, wear_cents=900)
OFFERS = [
    Offer("send_in", 1_900),
    Offer("kit", 490),
    Offer("event", None),
    Offer("store", 0, is_open=False, why="no"),
]


@pytest.mark.parametrize(
    ("wear", "rights", "kind", "certain"),
    [
        (False, [LAW, OWN], "statutory", True),
        (None, [LAW, OWN], "statutory", False),
        (True, [LAW, OWN], "own", True),
        (True, [LAW], "none", True),
        (False, [LAW._replace(state="over"), OWN], "own", True),
        (None, [LAW._replace(state="check")], "check", False),
        (True, [LAW._replace(state="check")], "none", True),
        (False, [], "none", True),
    ],
)
def test_what_comes_first(wear, rights, kind, certain):
    """The law before the brand's guarantee; wear is not the law's; what nobody knows is a question."""
    found = advise(Asked(wear), rights, OFFERS).first
    assert (found.kind, found.is_certain) == (kind, certain)


def test_what_the_law_covers_costs_her_nothing():
    """Only where that is sure."""
    sure = advise(Asked(is_wear=False, new_cents=20_000), [LAW], OFFERS)
    assert {one.pays_cents for one in sure.ways} == {0}
    assert {one.saves_cents for one in sure.ways} == {20_000}
    perhaps = advise(Asked(), [LAW], OFFERS)
    assert [one.pays_cents for one in perhaps.ways] == [490, 1_900, None]


def test_wear_costs_at_most_what_the_guarantee_says():
    """Never more than the way costs anyhow."""
    found = advise(Asked(is_wear=True), [OWN], OFFERS)
    assert {one.offer.way: one.pays_cents for one in found.ways} == {"kit": 490, "send_in": 900, "event": 900}


def test_a_subsidy_is_a_share_up_to_its_most():
    """Taken off what she pays; nothing of nothing."""
    found = advise(Asked(is_wear=True, new_cents=5_000), [], OFFERS, Subsidy(50, 300, "Land"))
    assert [(one.pays_cents, one.subsidy_cents, one.saves_cents) for one in found.ways] == [
        (245, 245, 4_755), (1_600, 300, 3_400), (None, 0, None),
    ]  # fmt: skip


def test_what_is_not_open_is_told_apart():
    """With its reason."""
    assert [one.offer.why for one in advise(Asked(), [], OFFERS).closed] == ["no"]
