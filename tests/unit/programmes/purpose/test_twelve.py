"""Twelve invented measures: each is sorted by what it does, and the reason says why."""

from __future__ import annotations

import msgspec
import pytest

from oase.programmes.purpose.reasons import finding, said, sentences
from oase.programmes.purpose.test import Answers, Split, judge

DECLARED = {
    "outcome": {"de": "Jacken werden länger getragen", "en": "Jackets are worn longer"},
    "unit": "Monate",
    "method": "Reparaturen mal gemessene Verlängerung",
}


def answers(**changed):
    told = {"benefit_from_item": True, "open_to_all": True, **DECLARED, **changed}
    return Answers(**told)


TWELVE = [
    ("repair by post for a small fee", answers(), "purpose", ""),
    ("kit and guide for home", answers(unit="Reißverschlüsse"), "purpose", ""),
    ("bus that repairs any brand", answers(unit="Stücke"), "purpose", ""),
    ("voucher for giving back", answers(voucher_cents=2_000), "purpose", "Werbeaktion daneben"),
    (
        "10 % on the next order",
        answers(benefit_from_item=False, needs_purchase=True, sales_target=True),
        "promotion",
        "Umsatzziel",
    ),
    ("points for every repair", answers(points=True), "loyalty", "Punkten"),
    ("free care evening for members", answers(open_to_all=False), "loyalty", "nicht offen für alle"),
    (
        "free wash from 100 EUR",
        answers(minimum_spend_cents=10_000, needs_purchase=True),
        "promotion",
        "Mindestumsatz",
    ),
    ("trade in by Sunday only", answers(has_expiry_pressure=True), "promotion", "Frist"),
    ("repair with a jacket on offer", answers(sales_target=True), "promotion", "Umsatzziel"),
    ("nobody knows what for", answers(outcome={}, unit="", method=""), "promotion", "besser sein soll"),
    (
        "'care' that is to sell",
        answers(outcome={"de": "Mehr Umsatz je Kundin"}),
        "promotion",
        "was verkauft wird",
    ),
]


@pytest.mark.parametrize(("name", "told", "kind", "because"), TWELVE, ids=[row[0] for row in TWELVE])
def test_it_is_sorted_by_what_it_does(name, told, kind, because):
    verdict = judge(told)
    assert verdict.kind == kind
    assert verdict.rules == "2026-1"
    assert because in finding(verdict, "de")
    if kind != "purpose":
        assert sentences(verdict.reasons, "de", holding=False)


def test_every_reason_has_words_in_both_languages():
    for _, told, _, _ in TWELVE:
        for reason in judge(told).reasons:
            german, english = said(reason, "de"), said(reason, "en")
            assert german.endswith(".")
            assert english.endswith(".")
            assert german != english


@pytest.mark.parametrize("cents", [500, None])
def test_a_voucher_is_split_off_and_changes_nothing_else(cents):
    """Whatever the measure is otherwise, it stays."""
    for _, told, kind, _ in TWELVE:
        with_voucher = judge(msgspec.structs.replace(told, voucher_cents=cents))
        if told.benefit_from_item:
            assert with_voucher.splits == (Split("voucher", cents),)
            assert with_voucher.kind == kind
        else:
            assert with_voucher.splits == ()


@pytest.mark.parametrize(
    "outcome",
    ["Der Onlineumsatz steigt", "Höherer Warenkorb", "More sales", "Average order value", "Neukäufe"],
)
def test_an_outcome_that_sells_is_seen_through(outcome):
    assert judge(answers(outcome={"de": outcome})).kind == "promotion"


@pytest.mark.parametrize(
    "outcome",
    ["Weniger Neukäufe", "Absätze und Sohlen halten länger", "Fewer new sales", "Der Absatz ist erneuert"],
)
def test_buying_less_and_heels_are_no_sale(outcome):
    assert judge(answers(outcome={"de": outcome})).kind == "purpose"


def test_no_rule_is_made_up_for_by_others():
    """Each rule alone keeps a measure from being purpose."""
    for change in (
        {"benefit_from_item": False},
        {"open_to_all": False},
        {"needs_purchase": True},
        {"unit": " "},
        {"method": ""},
        {"minimum_spend_cents": 1},
        {"has_expiry_pressure": True},
        {"sales_target": True},
        {"points": True},
    ):
        assert judge(answers(**change)).kind != "purpose", change
