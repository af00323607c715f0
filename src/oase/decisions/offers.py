"""Individual offers: only where a play that brings one is switched on, within bounds, and always said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from oase.decisions.plays.filling import NOTICE
from oase.decisions.plays.play import Offer
from oase.retail.articles import Variant

__all__ = ["LOWEST_DAYS", "Made", "made_offer", "offer_places", "price_for"]

LOWEST_DAYS = 30
"""A reduction is told against the lowest price of this time (PAngV § 11, Directive 98/6/EC article 6a)."""

_MINUTE = 60_000_000


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as the receipt keeps it.

    Parameters
    ----------
    price, regular, lowest30 : int
        Cents: hers, everybody's, and the lowest of the last 30 days, against which the reduction counts.
    currency : str
    percent : int
        By how much less than ``lowest30``, as it is told: rounded down.
    propensity : float
        With which probability this reduction was chosen.
    bounds : dict
        ``percents`` and ``least_cents`` of the play.
    notice : dict of str to str
        By language.
    until : int
        Microseconds since 1970, UTC.
    """

    price: int
    regular: int
    lowest30: int
    currency: str
    percent: int
    propensity: float
    bounds: dict[str, Any]
    notice: dict[str, str]
    until: int


def made_offer(
    offer: Offer | None, variant: Variant, lowest30: int | None, *, number: float, at: int
) -> Made | None:
    """Return what a person is offered; None where no offer is on, or none within the bounds is left.

    Parameters
    ----------
    offer : Offer or None
        Of the play: None unless somebody has switched one on.
    variant : Variant
    lowest30 : int or None
        Lowest price of the last 30 days in cents; without it no reduction may be told.
    number : float
        Between 0 and 1: which of the reductions is tried, each as often as the others.
    at : int
        Microseconds since 1970, UTC.

    Examples
    --------
    >>> dress = Variant(gtin="09521234000007", product="d", price=8900)
    >>> made_offer(None, dress, 8900, number=0.3, at=0) is None
    True
    >>> made = made_offer(Offer(percents=(10,), least_cents=7000), dress, 8900, number=0.3, at=0)
    >>> made.price, made.percent, made.lowest30
    (8010, 10, 8900)
    """
    if offer is None or not offer.percents or lowest30 is None or variant.price <= 0:
        return None
    reference = min(lowest30, variant.price)
    place = min(len(offer.percents) - 1, int(number * len(offer.percents)))
    reduced = -(-reference * (100 - offer.percents[place]) // 100)
    price = max(offer.least_cents, reduced)
    percent = math.floor(100 * (reference - price) / reference)
    if price >= reference or not percent:
        return None
    return Made(
        price=price,
        regular=variant.price,
        lowest30=lowest30,
        currency=variant.currency,
        percent=percent,
        propensity=1 / len(offer.percents),
        bounds={"percents": list(offer.percents), "least_cents": offer.least_cents},
        notice=dict(NOTICE),
        until=at + offer.valid_minutes * _MINUTE,
    )


def price_for(variant: Variant, offer: Mapping[str, Any] | None, now: int) -> int:
    """Return what an article costs a person: what it costs everybody, unless her receipt holds an offer.

    Parameters
    ----------
    variant : Variant
    offer : mapping or None
        ``Receipt.offer``: fields of ``Made``.
    now : int
        Microseconds since 1970, UTC.
    """
    if offer is None or now >= offer["until"]:
        return variant.price
    return min(variant.price, int(offer["price"]))


def offer_places(made: Made, lang: str) -> dict[str, str]:
    """Return what fills the places of an offer in a text.

    Examples
    --------
    >>> dress = Variant(gtin="09521234000007", product="d", price=8900)
    >>> made = made_offer(Offer(percents=(10,)), dress, 8900, number=0.3, at=0)
    >>> offer_places(made, "en")["offer_price"]
    '80.10 EUR'
    """
    return {
        "offer_price": _money(made.price, made.currency, lang),
        "lowest30": _money(made.lowest30, made.currency, lang),
        "percent": f"{made.percent} %" if lang == "de" else f"{made.percent}%",
        "notice": made.notice[lang],
    }


def _money(cents: int, currency: str, lang: str) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole}{',' if lang == 'de' else '.'}{rest:02d} {currency}"
