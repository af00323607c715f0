"""What is taken back, and for how much: by category and country, each change from then on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.returns.checklist import TAKEN, Grade
from oase.programmes.tables import offers as table

__all__ = ["CATEGORIES", "SHIPPED", "Offer", "estimate", "offer_of", "offers_in", "put_offer"]

MOST_CENTS = 100_000
MOST_GRAMS = 20_000


class Offer(NamedTuple):
    """What is offered for one category of pieces.

    Attributes
    ----------
    category : str
        Of ``CATEGORIES``.
    country : str
        ISO 3166-1; empty for every country that has no offer of its own.
    is_excluded : bool
        Whether such pieces are not taken at all.
    why : mapping
        By language, why they are excluded.
    cents : mapping
        By grade, the credit for a piece of the own brand.
    grams : int
        Of one piece where nobody weighs it.
    """

    category: str
    country: str = ""
    is_excluded: bool = False
    why: Mapping[str, str] = {}
    cents: Mapping[str, int] = {}
    grams: int = 400


def _taken(category: str, a: int, b: int, c: int, grams: int) -> Offer:
    return Offer(category, cents={"A": a, "B": b, "C": c, "D": 0}, grams=grams)


def _excluded(category: str, german: str, english: str, grams: int) -> Offer:
    return Offer(category, is_excluded=True, why={"de": german, "en": english}, grams=grams)


_WORN_ON_SKIN = (
    "Direkt auf der Haut getragen: aus Gründen der Hygiene können wir es nicht weitergeben.",
    "Worn on the skin: for reasons of hygiene we cannot pass it on.",
)
_KEEPS_SAFE = (
    "Schützt Leib und Leben: ob es nach Gebrauch noch hält, können wir nicht prüfen.",
    "Protects life and limb: whether it still holds after use we cannot check.",
)

SHIPPED: dict[str, Offer] = {
    one.category: one
    for one in (
        _taken("jacket", 4_000, 2_500, 1_000, 800),
        _taken("coat", 4_500, 3_000, 1_200, 1_200),
        _taken("trousers", 2_000, 1_200, 500, 550),
        _taken("dress", 2_500, 1_500, 600, 400),
        _taken("skirt", 1_500, 900, 400, 350),
        _taken("top", 800, 500, 200, 200),
        _taken("knit", 2_000, 1_200, 500, 400),
        _taken("shoe", 2_500, 1_200, 400, 900),
        _taken("bag", 2_500, 1_500, 600, 900),
        _taken("kids", 1_000, 600, 200, 250),
        _taken("accessory", 500, 300, 100, 120),
        _excluded("underwear", *_WORN_ON_SKIN, 60),
        _excluded("swimwear", *_WORN_ON_SKIN, 120),
        _excluded("protective", *_KEEPS_SAFE, 500),
    )
}
"""What holds until somebody of the house says otherwise. Amounts are a start to be edited, not advice; the
grams are rough, for pieces that nobody weighs, and are counted apart."""

CATEGORIES = tuple(SHIPPED)


def offer_of(connection: Connection, category: str, country: str = "") -> Offer:
    """Return what is offered: that of the country, else of every country, else what is shipped.

    Raises
    ------
    OptionInvalid
        There is no such category.
    """
    if category not in SHIPPED:
        raise OptionInvalid(
            "This category is not known",
            expected=f"one of: {', '.join(CATEGORIES)}",
            got=repr(category[:40]),
            where="category",
        )
    held = _held(connection)
    return held.get((category, country)) or held.get((category, "")) or SHIPPED[category]


def offers_in(connection: Connection, country: str = "") -> list[Offer]:
    """Return what is offered in a country, by category."""
    held = _held(connection)
    return [
        held.get((category, country)) or held.get((category, "")) or shipped
        for category, shipped in SHIPPED.items()
    ]


def put_offer(connection: Connection, offer: Offer, who: str, now: int) -> None:
    """Offer something from now on; what was promised before stays as it was promised.

    Raises
    ------
    OptionInvalid
        Category, amounts or weight outside what is allowed, or an exclusion without reason.
    """
    _check(offer)
    row = {
        "category": offer.category,
        "country": offer.country,
        "is_excluded": int(offer.is_excluded),
        "why": msgspec.json.encode(offer.why).decode(),
        "cents": msgspec.json.encode({grade: offer.cents.get(grade, 0) for grade in TAKEN}).decode(),
        "grams": offer.grams,
        "updated": now,
        "who": who,
    }
    statement = upsert(table).values(**row)
    keys = ["category", "country"]
    changed = {name: value for name, value in row.items() if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
    bump(connection, "programmes")


def estimate(offer: Offer, grade: Grade, *, is_own: bool) -> int:
    """Return the credit in cents; what another brand made is taken too, without credit.

    Examples
    --------
    >>> [estimate(SHIPPED["jacket"], grade, is_own=True) for grade in ("A", "C", "refused")]
    [4000, 1000, 0]
    >>> estimate(SHIPPED["jacket"], "A", is_own=False)
    0
    """
    return 0 if offer.is_excluded or not is_own else offer.cents.get(grade, 0)


def _held(connection: Connection) -> dict[tuple[str, str], Offer]:
    return {
        (row.category, row.country): Offer(
            row.category,
            row.country,
            bool(row.is_excluded),
            msgspec.json.decode(row.why, type=dict[str, str]),
            msgspec.json.decode(row.cents, type=dict[str, int]),
            row.grams,
        )
        for row in connection.execute(select(table))
    }


def _check(offer: Offer) -> None:
    if offer.category not in SHIPPED:
        raise OptionInvalid(
            "This category is not known",
            expected=f"one of: {', '.join(CATEGORIES)}",
            got=repr(offer.category[:40]),
            where="category",
        )
    if offer.country and not (
        len(offer.country) == 2 and offer.country.isalpha() and offer.country.isupper()
    ):
        raise OptionInvalid(
            "The country is not one", expected="two capital letters, such as DE", got=repr(offer.country[:20])
        )
    if offer.is_excluded and not any(text.strip() for text in offer.why.values()):
        raise OptionInvalid(
            "An exclusion needs its reason", expected="why such pieces are not taken", got="nothing"
        )
    for grade, cents in offer.cents.items():
        if grade not in TAKEN or not 0 <= cents <= MOST_CENTS:
            raise OptionInvalid(
                "The credit is outside what is allowed",
                expected=f"0 to {MOST_CENTS} cents for {', '.join(TAKEN)}",
                got=f"{cents} for {grade}",
            )
    if not 1 <= offer.grams <= MOST_GRAMS:
        raise OptionInvalid(
            "The weight is outside what is allowed", expected=f"1 to {MOST_GRAMS} grams", got=str(offer.grams)
        )
