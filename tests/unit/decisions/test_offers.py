"""Individual offers: none unless a play brings one; then bounds, notice and the lowest price of 30 days."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oase.decisions.offers import made_offer, offer_places, price_for
from oase.decisions.plays import NOTICE, Offer, parse
from oase.decisions.plays.stored import default_texts
from oase.retail.articles import Variant

PRICES = st.integers(1, 1_000_000)
NUMBERS = st.floats(0, 1)
OFFERS = [parse(text).offer for text in default_texts().values()]


@given(price=PRICES, lowest=PRICES, one=NUMBERS, other=NUMBERS)
def test_two_persons_see_the_same_price_unless_an_offer_is_on(
    price: int, lowest: int, one: float, other: float
):
    dress = Variant(gtin="09521234000007", product="d", price=price)
    for offer in OFFERS:
        made = [made_offer(offer, dress, lowest, number=number, at=0) for number in (one, other)]
        assert made == [None, None]
    assert price_for(dress, None, 0) == price


@given(
    price=PRICES,
    lowest=st.none() | PRICES,
    number=NUMBERS,
    percents=st.lists(st.integers(1, 50), min_size=1, max_size=4),
    least=PRICES,
)
def test_an_offer_keeps_its_bounds(
    price: int, lowest: int | None, number: float, percents: list[int], least: int
):
    dress = Variant(gtin="09521234000007", product="d", price=price)
    offer = Offer(percents=tuple(percents), least_cents=least)
    made = made_offer(offer, dress, lowest, number=number, at=100)
    if lowest is None:
        assert made is None, "without the lowest price of 30 days no reduction may be told"
        return
    if made is None:
        return
    assert least <= made.price < min(price, lowest)
    assert made.percent <= max(percents)
    assert made.price >= min(price, lowest) * (100 - max(percents)) / 100
    assert made.lowest30 == lowest
    assert made.notice == NOTICE
    assert 0 < made.propensity <= 1
    for lang in ("de", "en"):
        assert offer_places(made, lang)["notice"] == NOTICE[lang]


def test_an_offer_is_over_when_its_time_is():
    dress = Variant(gtin="09521234000007", product="d", price=8900)
    made = made_offer(Offer(percents=(10,), valid_minutes=60), dress, 8900, number=0.0, at=0)
    assert made is not None
    offer = {"price": made.price, "until": made.until}
    assert price_for(dress, offer, made.until - 1) == 8010
    assert price_for(dress, offer, made.until) == 8900
