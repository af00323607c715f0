"""A feed taken into a house: read bit by bit, written in parts, each row that was refused with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from oase.db import Database
from oase.db.house import about
from oase.retail.articles import Product, Stock, Store, Variant
from oase.retail.feed import Item, Refused
from oase.retail.keeping import Kept, codes, put, stores, variants
from oase.retail.reading import Kind, Terms, stream

__all__ = ["Taken", "take_feed"]

_PART = 5_000
_MOST_REFUSED = 10_000

Tells = Callable[[int], None]
"""Is told how many rows were read."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a feed.

    Parameters
    ----------
    name : str
        Of the file.
    products, variants, stores, stock : Kept
        How many were new, were changed, and were known as they are.
    refused : int
        Rows that were not taken.
    refusals : tuple of Refused
        The first of them.
    """

    name: str
    products: Kept = Kept()
    variants: Kept = Kept()
    stores: Kept = Kept()
    stock: Kept = Kept()
    refused: int = 0
    refusals: tuple[Refused, ...] = ()


def take_feed(
    database: Database,
    source: BinaryIO,
    name: str,
    *,
    now: int,
    kind: Kind | None = None,
    lang: str = "",
    size_system: str = "DE",
    tells: Tells | None = None,
) -> Taken:
    """Take a feed into a house; taken twice it changes nothing the second time.

    Parameters
    ----------
    database : Database
    source : binary file
        That can be read again from its beginning.
    name : str
        Of the file; the source of its stock.
    now : int
        Microseconds since 1970, UTC.
    kind : {"articles", "stock", "stores"}, optional
        What the rows tell of; else what the columns say.
    lang, size_system : str
        Of texts and of sizes that do not say it.
    tells : callable, optional

    Raises
    ------
    SourceUnreadable, HeaderInvalid, OptionInvalid
        Nothing was taken.
    """
    with database.reading() as connection:
        terms = Terms(
            now=now,
            timezone=about(database).timezone,
            lang=lang,
            size_system=size_system,
            codes=codes(connection),
            articles=frozenset(variants(connection)),
            stores=frozenset(stores(connection)),
        )
    done = Taken(name=name)
    read = 0
    for part in _parts(stream(source, name, terms, kind)):
        items = [one for one in part if not isinstance(one, Refused)]
        refused = [one for one in part if isinstance(one, Refused)]
        with database.writing() as connection:
            kept = {
                field: put(connection, [one for one in items if isinstance(one, what)], now=now, source=name)
                for field, what in _FIELDS.items()
            }
        done = Taken(
            name=name,
            **{field: getattr(done, field) + more for field, more in kept.items()},
            refused=done.refused + len(refused),
            refusals=(*done.refusals, *refused)[:_MOST_REFUSED],
        )
        read += len(part)
        if tells is not None:
            tells(read)
    return done


_FIELDS: dict[str, type[Item]] = {"products": Product, "variants": Variant, "stores": Store, "stock": Stock}


def _parts(items: Iterator[Item | Refused]) -> Iterator[list[Item | Refused]]:
    part: list[Item | Refused] = []
    for item in items:
        part.append(item)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part
