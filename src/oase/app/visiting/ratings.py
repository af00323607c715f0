"""What customers say of products, and what she says herself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from oase.app.visiting.bought import known_by
from oase.app.visiting.herself import Herself, time_of
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.wishes import need_variant, properties_of
from oase.errors import SourceMissing
from oase.programmes.law.reviews import provenance
from oase.retail.ratings import Rating, Summary, rate, reference_of, summary

__all__ = ["Fits", "RatingShown", "RatingsShown", "rate_article", "ratings_of", "ratings_shown"]

Fits = Literal["smaller", "expected", "larger"]

ENOUGH_LIKE_MINE = 3
"""So many must have her size before it is told what they alone say."""

_FITS: dict[Fits, int] = {"smaller": -1, "expected": 0, "larger": 1}
_NAMES: dict[int, Fits] = {number: name for name, number in _FITS.items()}


class RatingShown(msgspec.Struct, frozen=True, rename="camel"):
    """One rating: how many stars, and where it comes from.

    ``verified`` is ``order`` or ``repair`` where one is known by its number, which is not told; else empty.
    """

    stars: int
    text: str
    size: str
    fit: Fits | None
    at: datetime
    verified: str
    source: str
    lang: str


class FitShown(msgspec.Struct, frozen=True):
    """How it turns out, by those with ``size``; by all where that is empty."""

    smaller: int
    expected: int
    larger: int
    count: int
    size: str


class RatingsShown(msgspec.Struct, frozen=True):
    """What is said of a product; ``verified`` of the ``count`` have an order or a repair."""

    count: int
    average: float | None
    stars: list[int]
    fit: FitShown
    verified: int
    latest: list[RatingShown]


def ratings_of(visiting: Visiting, her: Herself, product: str, size: str) -> RatingsShown:
    """Return what is said of a product, by those with a size first.

    Raises
    ------
    SourceMissing
        There is no such product.
    """
    del her
    if visiting.shelf.product(product) is None:
        raise SourceMissing("The shop has no such article", got=repr(product[:60]))
    with visiting.reading() as connection:
        return ratings_shown(summary(connection, product, size, most=30))


def rate_article(
    visiting: Visiting,
    her: Herself,
    gtin: str,
    *,
    stars: int,
    fit: Fits | None,
    size: str,
    text: str,
    lang: str,
) -> RatingShown:
    """Write down what she says of an article; what she said of it before is replaced.

    Raises
    ------
    GtinInvalid, SourceMissing, OptionInvalid
        No article number; no such article; stars or a text outside what is allowed.
    """
    shelf = visiting.shelf
    variant = need_variant(shelf, gtin)
    family = [one.gtin for one in shelf.variants_of(variant.product)]
    with visiting.acting(her) as act:
        made = rate(
            act.connection,
            product=variant.product,
            gtin=variant.gtin,
            alias=her.alias,
            aliases=her.aliases,
            stars=stars,
            now=her.moment,
            fit=None if fit is None else _FITS[fit],
            size=size or variant.size,
            text=text,
            lang=lang,
            verified=known_by(act.connection, her.aliases, act.facts, family),
        )
        act.tell("Product Reviewed", properties_of(shelf, variant, her.lang) | {"rating": stars})
    return _shown(made)


def ratings_shown(found: Summary) -> RatingsShown:
    """Return a summary as it is shown."""
    fit = found.fit_like_mine if found.fit_like_mine.count >= ENOUGH_LIKE_MINE else found.fit
    return RatingsShown(
        count=found.count,
        average=None if found.average is None else round(found.average, 2),
        stars=list(found.stars),
        fit=FitShown(fit.smaller, fit.expected, fit.larger, fit.count, fit.size),
        verified=found.verified,
        latest=[_shown(one) for one in found.latest],
    )


def _shown(rating: Rating) -> RatingShown:
    kind, number = reference_of(rating.verified)
    known = provenance(
        order=number if kind == "order" else "",
        repair=number if kind == "repair" else "",
        source="" if rating.source == "app" else rating.source,
    )
    return RatingShown(
        stars=rating.stars,
        text=rating.text,
        size=rating.size,
        fit=None if rating.fit is None else _NAMES[rating.fit],
        at=time_of(rating.at),
        verified=known.kind if known.is_verified else "",
        source=rating.source,
        lang=rating.lang,
    )
