"""Articles, stores and stock in the database: put there, read, removed; no price is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Select, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from oase.db.versions import bump
from oase.retail import tables
from oase.retail.articles import Price, Product, Stock, Store, Variant
from oase.retail.counting import count_all
from oase.retail.feed import NOT_SAID, Item

__all__ = [
    "Kept",
    "codes",
    "lowest_price",
    "price_history",
    "products",
    "put",
    "remove_product",
    "remove_store",
    "remove_variant",
    "stock",
    "stores",
    "variants",
]

_AT_ONCE = 900  # fewer than the parameters that one statement may have
_JSON = ("name", "material", "care", "description", "color")
_TEXTS = ("name", "description", "color")

Thing = TypeVar("Thing", Product, Variant, Store)


class Kept(msgspec.Struct, frozen=True):
    """How many things were new, were changed, and were known as they are."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Kept) -> Kept:
        """Return both together."""
        return Kept(self.added + other.added, self.changed + other.changed, self.same + other.same)


def put(
    connection: Connection, items: Iterable[Item], *, now: int, source: str = "", replace: bool = False
) -> Kept:
    """Add articles, stores and stock, or change those that are known.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    items : Feed or iterable of Product, Variant, Store, Stock
    now : int
        Microseconds since 1970, UTC: from then on new prices hold.
    source : str
        Who says so; for stock that does not say it itself.
    replace : bool
        What an item leaves empty is emptied. Otherwise it stays as it was, texts of other languages too.

    Returns
    -------
    Kept
        An older count of stock than the one known changes nothing.
    """
    sorted_in: dict[type, dict[Any, Any]] = {Product: {}, Variant: {}, Store: {}, Stock: {}}
    for item in items:
        sorted_in[type(item)][_key(item)] = item
    kept = Kept()
    for kind, table in ((Product, tables.products), (Variant, tables.variants), (Store, tables.stores)):
        kept += _put_things(connection, table, sorted_in[kind], now, replace)
    _told(connection, bool(kept.added or kept.changed))
    return kept + _put_stock(connection, sorted_in[Stock], source)


def products(connection: Connection, ids: Sequence[str] | None = None) -> dict[str, Product]:
    """Return products by id, in the order of their ids; those asked for, or all."""
    return {one.id: one for one in _things(connection, tables.products, "id", ids)}


def variants(
    connection: Connection, gtins: Sequence[str] | None = None, *, product: str | None = None
) -> dict[str, Variant]:
    """Return variants by article number; those asked for, those of a product, or all."""
    if product is not None:
        chosen = select(tables.variants).where(tables.variants.c.product == product)
        return {one.gtin: one for one in _read(connection, tables.variants, chosen)}
    return {one.gtin: one for one in _things(connection, tables.variants, "gtin", gtins)}


def stores(connection: Connection, codes: Sequence[str] | None = None) -> dict[str, Store]:
    """Return stores by code, in the order of their codes; those asked for, or all."""
    return {one.code: one for one in _things(connection, tables.stores, "code", codes)}


def stock(
    connection: Connection, *, gtins: Sequence[str] | None = None, store: str | None = None
) -> list[Stock]:
    """Return what stores have, in the order of store and article number; of some articles, of one store."""
    held = tables.stock.c
    query = select(held.store, held.gtin, held.quantity, held.counted, held.source)
    if store is not None:
        query = query.where(held.store == store)
    found: list[Stock] = []
    for part in _parts(gtins) if gtins is not None else (None,):
        asked = query if part is None else query.where(held.gtin.in_(part))
        found += [Stock(*row) for row in connection.execute(asked.order_by(held.store, held.gtin))]
    return sorted(found, key=lambda one: (one.store, one.gtin))


def codes(connection: Connection) -> dict[str, str]:
    """Return article numbers by the shop's own code (``sku``); without codes that several share."""
    held = tables.variants.c
    query = (
        select(held.sku, func.min(held.gtin))
        .where(held.sku != "")
        .group_by(held.sku)
        .having(func.count() == 1)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def price_history(connection: Connection, gtin: str) -> list[Price]:
    """Return every price that an article ever had, the oldest first."""
    held = tables.prices.c
    rows = connection.execute(select(held.price, held.at).where(held.gtin == gtin).order_by(held.at))
    return [Price(*row) for row in rows]


def lowest_price(connection: Connection, gtin: str, since: int, until: int | None = None) -> int | None:
    """Return the lowest price that held at any moment of a time, in cents; None where none is known.

    Parameters
    ----------
    connection : Connection
    gtin : str
        14 digits.
    since, until : int
        Microseconds since 1970, UTC; the price that already held at ``since`` counts, one from ``until`` on
        does not. For a reduction, German law asks for the 30 days before it.
    """
    lowest: int | None = None
    before: int | None = None
    for price in price_history(connection, gtin):
        if until is not None and price.at >= until:
            break
        if price.at <= since:
            before = price.price
        else:
            lowest = price.price if lowest is None else min(lowest, price.price)
    known = [price for price in (before, lowest) if price is not None]
    return min(known, default=None)


def remove_product(connection: Connection, product: str) -> bool:
    """Remove a product with its variants and their stock; say whether it was there. Prices stay on record."""
    numbers = list(variants(connection, product=product))
    for part in _parts(numbers):
        connection.execute(delete(tables.stock).where(tables.stock.c.gtin.in_(part)))
    connection.execute(delete(tables.variants).where(tables.variants.c.product == product))
    gone = connection.execute(delete(tables.products).where(tables.products.c.id == product)).rowcount
    return _told(connection, bool(gone or numbers))


def remove_variant(connection: Connection, gtin: str) -> bool:
    """Remove a variant and its stock; say whether it was there. Its prices stay on record."""
    connection.execute(delete(tables.stock).where(tables.stock.c.gtin == gtin))
    gone = connection.execute(delete(tables.variants).where(tables.variants.c.gtin == gtin)).rowcount
    return _told(connection, bool(gone))


def remove_store(connection: Connection, code: str) -> bool:
    """Remove a store and its stock; say whether it was there."""
    connection.execute(delete(tables.stock).where(tables.stock.c.store == code))
    gone = connection.execute(delete(tables.stores).where(tables.stores.c.code == code)).rowcount
    return _told(connection, bool(gone))


def _told(connection: Connection, is_changed: bool) -> bool:
    if is_changed:
        bump(connection, "retail")
    return is_changed


def _key(item: Item) -> Any:
    match item:
        case Product():
            return item.id
        case Variant():
            return item.gtin
        case Store():
            return item.code
        case Stock():
            return item.store, item.gtin


def _put_things(
    connection: Connection, table: Table, new: Mapping[str, Any], now: int, replace: bool
) -> Kept:
    key = next(iter(table.primary_key.columns)).name
    known: dict[str, Any] = {_key(one): one for one in _things(connection, table, key, list(new))}
    changed: list[Any] = []
    for name, thing in new.items():
        held = known.get(name)
        result = _settled(thing) if held is None else _merged(held, thing, replace)
        if result != held:
            changed.append(result)
    if changed:
        _write(connection, table, key, [_row(thing, now) for thing in changed])
    if table is tables.variants:
        _put_prices(connection, changed, known, now)
    added = sum(_key(thing) not in known for thing in changed)
    return Kept(added, len(changed) - added, len(new) - len(changed))


def _settled(thing: Thing) -> Thing:
    if isinstance(thing, Variant) and thing.online < 0:
        return msgspec.structs.replace(thing, online=0)
    return thing


def _merged(held: Thing, new: Thing, replace: bool) -> Thing:
    """Return a thing with what the new one says, and else what was known."""
    if replace:
        return _settled(new)
    said: dict[str, Any] = {}
    for name in new.__struct_fields__:
        value = getattr(new, name)
        if name in _TEXTS and isinstance(value, dict):
            said[name] = {**getattr(held, name), **value}
        elif name == "online":
            said[name] = getattr(held, name) if value <= NOT_SAID else value
        elif value:
            said[name] = value
    return msgspec.structs.replace(held, **said)


def _put_prices(
    connection: Connection, changed: Iterable[Variant], known: Mapping[str, Variant], now: int
) -> None:
    rows = [
        {"gtin": one.gtin, "at": now, "price": one.price}
        for one in changed
        if one.price > 0 and (one.gtin not in known or known[one.gtin].price != one.price)
    ]
    if rows:
        statement = insert(tables.prices)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["gtin", "at"], set_={"price": statement.excluded.price}
            ),
            rows,
        )


def _put_stock(connection: Connection, new: Mapping[tuple[str, str], Stock], source: str) -> Kept:
    known = _known_stock(connection, list(new))
    said = [one if one.source else msgspec.structs.replace(one, source=source) for one in new.values()]
    later = [one for one in said if _is_news(one, known.get((one.store, one.gtin)))]
    count_all(connection, later)
    added = sum((one.store, one.gtin) not in known for one in later)
    return Kept(added, len(later) - added, len(new) - len(later))


def _is_news(count: Stock, held: Stock | None) -> bool:
    return held is None or (held != count and count.counted >= held.counted)


def _known_stock(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Stock]:
    held = tables.stock.c
    numbers_by_store: dict[str, list[str]] = {}
    for store, gtin in keys:
        numbers_by_store.setdefault(store, []).append(gtin)
    query = select(held.store, held.gtin, held.quantity, held.counted, held.source)
    found: dict[tuple[str, str], Stock] = {}
    for store, numbers in numbers_by_store.items():
        for part in _parts(numbers):
            rows = connection.execute(query.where(held.store == store, held.gtin.in_(part)))
            found.update({(row.store, row.gtin): Stock(*row) for row in rows})
    return found


def _things(connection: Connection, table: Table, key: str, chosen: Sequence[str] | None) -> Iterator[Any]:
    query = select(table).order_by(table.c[key])
    if chosen is None:
        yield from _read(connection, table, query)
        return
    for part in _parts(sorted(chosen)):
        yield from _read(connection, table, query.where(table.c[key].in_(part)))


def _read(connection: Connection, table: Table, query: Select[Any]) -> Iterator[Any]:
    kind = _KINDS[table.name]
    for row in connection.execute(query).mappings():
        values = {name: row[name] for name in kind.__struct_fields__}
        yield msgspec.convert({name: _loaded(table, name, value) for name, value in values.items()}, kind)


def _loaded(table: Table, name: str, value: Any) -> Any:
    return msgspec.json.decode(value) if name in _JSON and table is not tables.stores else value


def _row(thing: Product | Variant | Store, now: int) -> dict[str, Any]:
    values = msgspec.structs.asdict(thing)
    if not isinstance(thing, Store):
        values |= {name: msgspec.json.encode(values[name]).decode() for name in _JSON if name in values}
    return {**values, "updated": now}


def _write(connection: Connection, table: Table, key: str, rows: list[dict[str, Any]]) -> None:
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name != key}
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=others), rows)


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


_KINDS: dict[str, type[Product | Variant | Store]] = {
    tables.products.name: Product,
    tables.variants.name: Variant,
    tables.stores.name: Store,
}
