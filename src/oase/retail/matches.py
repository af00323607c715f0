"""What goes with an article: in this store, in her size, and why.

Two products go together as far as more persons wished for or bought both than would by chance. With ``n``
persons altogether, ``a`` and ``b`` who have either and ``t`` who have both, the score is the lift, drawn
towards 1 as if ``SHRINK`` more persons had both and as many had been expected to::

    score = (t + SHRINK) / (a * b / n + SHRINK)

A pair counts from ``LEAST_PERSONS`` persons on, so that what one of them wished for never shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal, Protocol

import msgspec
from sqlalchemy import Connection, delete, insert

from oase.db.versions import bump
from oase.model import Fact
from oase.model.facts import under
from oase.retail.articles import Product, Stock, Variant
from oase.retail.sizes import converted, normal_size
from oase.retail.tables import matches

__all__ = ["LEAST_PERSONS", "MOST_OF_PERSON", "SHRINK", "Match", "Related", "keep", "matching", "related"]

SHRINK = 5.0
LEAST_PERSONS = 5
MOST_OF_PERSON = 100
"""Who has more products than this is no customer but a till, a buyer or a test, and says nothing of taste."""

MOST_OF_PRODUCT = 30
"""Products kept for each one."""

Reason = Literal["together", "on_your_list"]


class Related(msgspec.Struct, frozen=True):
    """A product that goes with another.

    Parameters
    ----------
    product, other : str
    together : int
        Persons who wished for or bought both.
    persons : int
        Persons who wished for or bought the first.
    score : float
        Above 1 where more did so than would by chance.
    """

    product: str
    other: str
    together: int
    persons: int
    score: float


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that goes with another, hangs in this store and fits her.

    Parameters
    ----------
    variant : Variant
    product : Product
    stock : Stock
        Free pieces, and when they were counted.
    score : float
    reason : {"together", "on_your_list"}
        Key of the sentence that says why.
    values : dict of str to int
        What that sentence counts: ``together`` of ``persons``.
    """

    variant: Variant
    product: Product
    stock: Stock
    score: float
    reason: Reason
    values: dict[str, int]


class HasArticles(Protocol):
    """What is asked of a shelf."""

    def variant(self, gtin: str) -> Variant | None:
        """Return a variant."""
        ...

    def product(self, product: str) -> Product | None:
        """Return a product."""
        ...

    def variants_of(self, product: str) -> tuple[Variant, ...]:
        """Return the variants of a product."""
        ...

    def stock(self, store: str, gtin: str) -> Stock | None:
        """Return what is free."""
        ...

    def goes_with(self, product: str) -> tuple[Related, ...]:
        """Return what goes with a product, best first."""
        ...


def related(rows: Iterable[tuple[int, str]]) -> list[Related]:
    """Return which products go together, from who wished for or bought what.

    Parameters
    ----------
    rows : iterable of (person, product)
        In any order; a pair that comes twice counts once.

    Returns
    -------
    list of Related
        Both ways round, for each product the best first, at most ``MOST_OF_PRODUCT``.

    Examples
    --------
    >>> rows = [(person, product) for person in range(6) for product in ("dress", "belt")]
    >>> rows += [(person, "coat") for person in range(6, 12)]
    >>> [(one.product, one.other, one.together, one.persons) for one in related(rows)]
    [('belt', 'dress', 6, 6), ('dress', 'belt', 6, 6)]
    """
    held: dict[int, set[str]] = {}
    for person, product in rows:
        held.setdefault(person, set()).add(product)
    baskets = [sorted(products) for products in held.values() if len(products) <= MOST_OF_PERSON]
    persons = Counter(product for basket in baskets for product in basket)
    pairs = Counter(pair for basket in baskets for pair in combinations(basket, 2))
    found: dict[str, list[Related]] = {}
    for (one, other), together in pairs.items():
        score = (together + SHRINK) / (persons[one] * persons[other] / len(baskets) + SHRINK)
        if together >= LEAST_PERSONS and score > 1:
            found.setdefault(one, []).append(Related(one, other, together, persons[one], score))
            found.setdefault(other, []).append(Related(other, one, together, persons[other], score))
    return [one for product in sorted(found) for one in _best(found[product])]


def keep(connection: Connection, found: Iterable[Related], now: int) -> int:
    """Write down which products go together, in place of what was known; return how many pairs.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    found : iterable of Related
    now : int
        Microseconds since 1970, UTC.
    """
    rows = [{**msgspec.structs.asdict(one), "made": now} for one in found]
    connection.execute(delete(matches))
    if rows:
        connection.execute(insert(matches), rows)
    bump(connection, "retail")
    return len(rows)


def matching(
    shelf: HasArticles, gtin: str, store: str, facts: Mapping[str, Fact], most: int = 6
) -> list[Match]:
    """Return what goes with an article, hangs in this store and fits her.

    Left out is what is not free in this store, not in her size (one that she has said for that class of
    garment, in the system of the label or one that is only named otherwise; what comes in one size fits), of
    the same class of garment, and what she has bought already. First what is on her list, then the best;
    empty where nothing is left.

    Parameters
    ----------
    shelf : Shelf
    gtin : str
        14 digits.
    store : str
    facts : mapping of str to Fact
        What is known of her.
    most : int
    """
    variant = shelf.variant(gtin)
    own = None if variant is None else shelf.product(variant.product)
    if own is None:
        return []
    hers = _sizes(facts)
    found: list[Match] = []
    for one in shelf.goes_with(own.id):
        other = shelf.product(one.other)
        if other is None or other.id == own.id or (own.garment and other.garment == own.garment):
            continue
        variants = shelf.variants_of(other.id)
        if any(_holds(facts, f"bought:{each.gtin}") for each in variants):
            continue
        is_sized = any(each.size for each in variants)
        sizes = hers.get(other.garment, ())
        fitting = [each for each in variants if not is_sized or _fits(each, other.garment, sizes)]
        match = _match(shelf, one, other, fitting, store, facts)
        if match is not None:
            found.append(match)
    return sorted(found, key=lambda match: match.reason != "on_your_list")[:most]


def _match(
    shelf: HasArticles,
    one: Related,
    other: Product,
    variants: list[Variant],
    store: str,
    facts: Mapping[str, Fact],
) -> Match | None:
    """Return her piece of a product that is free here: one she wished for, else that of which is most."""
    here = [
        (each, stock) for each in variants if (stock := shelf.stock(store, each.gtin)) and stock.quantity > 0
    ]
    if not here:
        return None
    wished = {each.gtin for each, _ in here if _is_wished(each, facts)}
    variant, stock = min(here, key=lambda each: (each[0].gtin not in wished, -each[1].quantity, each[0].gtin))
    return Match(
        variant=variant,
        product=other,
        stock=stock,
        score=one.score,
        reason="on_your_list" if variant.gtin in wished else "together",
        values={"together": one.together, "persons": one.persons},
    )


def _sizes(facts: Mapping[str, Fact]) -> dict[str, list[tuple[str, str]]]:
    """Return her sizes by class of garment: system and size."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, fact in under(facts, "size"):
        garment, _, system = name.rpartition(":")
        if isinstance(fact.value, str) and fact.value:
            found.setdefault(garment, []).append((system, fact.value))
    return found


def _fits(variant: Variant, garment: str, sizes: Iterable[tuple[str, str]]) -> bool:
    wanted = normal_size(variant.size)
    for system, size in sizes:
        hers = converted(garment, size, system, variant.size_system)
        if hers is not None and not hers.is_approximate and hers.size == wanted:
            return True
    return False


def _is_wished(variant: Variant, facts: Mapping[str, Fact]) -> bool:
    return _holds(facts, f"wish:{variant.gtin}") or bool(variant.sku and _holds(facts, f"wish:{variant.sku}"))


def _holds(facts: Mapping[str, Fact], name: str) -> bool:
    fact = facts.get(name)
    return fact is not None and bool(fact.value)


def _best(found: list[Related]) -> Iterator[Related]:
    yield from sorted(found, key=lambda one: (-one.score, -one.together, one.other))[:MOST_OF_PRODUCT]
