"""The registry: which single thing it is, by article number and serial number, and in which state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid, SourceMissing
from oase.programmes.items.life import Event, happened
from oase.programmes.tables import items as table
from oase.retail.articles import Text
from oase.retail.gtin import gtin14
from oase.retail.keeping import products, variants

__all__ = [
    "GARMENTS",
    "SERIAL",
    "SOURCES",
    "STATES",
    "Item",
    "New",
    "Registered",
    "Source",
    "State",
    "counts",
    "find",
    "get",
    "register",
    "search",
    "serial_of",
    "set_state",
    "several",
]

State = Literal["in_use", "in_repair", "returned", "for_sale", "recycled", "gone"]
Source = Literal["shop", "customer", "workshop", "import"]

STATES: tuple[State, ...] = get_args(State)
SOURCES: tuple[Source, ...] = get_args(Source)

GARMENTS = ("dress", "top", "trousers", "skirt", "jacket", "shoe", "bra", "kids", "bag", "other")
"""Classes of garment: those that sizes are kept for, bags, and what is none of them."""

SERIAL = re.compile(r"[A-Za-z0-9!\"%&'()*+,\-./:;<=>?_]{1,20}\Z")
"""Serial numbers as GS1 allows them: 1 to 20 characters of the invariant part of ISO 646."""

_OWN = "own-"
_NAME_AT_MOST = 120
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_GRAMS_AT_MOST = 100_000
_AT_ONCE = 500


class Item(NamedTuple):
    """One thing.

    Attributes
    ----------
    id : int
    gtin : str
        14 digits; empty for goods bought elsewhere without one.
    serial : str
    product : str
        Of retail; empty for goods bought elsewhere.
    name : dict of str to str
        By language.
    garment, brand, country : str
        ``country`` is where it was first sold, ISO 3166-1; empty where nobody knows.
    sold, delivered : date or None
        Day of the contract; day from which guarantees run.
    grams : int or None
    state : str
        Of ``STATES``.
    source : str
        Of ``SOURCES``.
    registered : int
        Microseconds since 1970, UTC.
    """

    id: int
    gtin: str
    serial: str
    product: str
    name: Text
    garment: str
    brand: str
    country: str
    sold: date | None
    delivered: date | None
    grams: int | None
    state: str
    source: str
    registered: int

    def called(self, lang: str) -> str:
        """Return its name in a language, else in the other one; empty where it has none."""
        return self.name.get(lang) or next(iter(self.name.values()), "")


class New(NamedTuple):
    """A thing that is to be known.

    Attributes
    ----------
    gtin : str
        Of any length; empty for goods bought elsewhere.
    serial : str
        Empty where it carries none: then ``key`` makes one, so that what is sent twice is one thing.
    key : str
        Of the form or call, such as a UUID; only for a thing without serial number.
    name : mapping
        By language; may be empty for an article of the shop.
    garment, brand, country : str
        May be empty; an article of the shop knows the first two.
    sold, delivered : date, optional
    grams : int, optional
    source : str
    """

    gtin: str = ""
    serial: str = ""
    key: str = ""
    name: Mapping[str, str] = {}
    garment: str = ""
    brand: str = ""
    country: str = ""
    sold: date | None = None
    delivered: date | None = None
    grams: int | None = None
    source: Source = "customer"


class Registered(NamedTuple):
    """The thing, and whether it is known only since now."""

    item: Item
    is_new: bool


def register(connection: Connection, new: New, now: int) -> Registered:
    """Let a thing be known; one that is known already stays as it is, only what was empty is filled in.

    Parameters
    ----------
    connection : Connection
        Writing.
    new : New
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    GtinInvalid
        The article number is none.
    OptionInvalid
        Serial number, name, days, weight or country are not what they must be; ``where`` names the field.
    """
    gtin = gtin14(new.gtin) if new.gtin.strip() else ""
    serial = _serial(new)
    held = find(connection, gtin, serial)
    row = _row(connection, new, (gtin, serial), now, {} if held is None else held.name)
    if held is not None:
        return Registered(_filled(connection, held, row), is_new=False)
    number: Any = connection.execute(insert(table).values(**row)).inserted_primary_key
    made = get(connection, number[0])
    happened(connection, Event(f"item:{made.id}:registered", made.id, "registered", now))
    if made.sold is not None:
        happened(connection, Event(f"item:{made.id}:sold", made.id, "sold", _at(made.sold)))
    bump(connection, "programmes")
    return Registered(made, is_new=True)


def find(connection: Connection, gtin: str, serial: str) -> Item | None:
    """Return the thing with an article number of 14 digits (or none) and a serial number."""
    query = select(table).where(table.c.gtin == gtin, table.c.serial == serial)
    row = connection.execute(query).one_or_none()
    return None if row is None else _item(row)


def get(connection: Connection, number: int) -> Item:
    """Return a thing by its number.

    Raises
    ------
    SourceMissing
        There is none.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("There is no such item", got=str(number))
    return _item(row)


def several(connection: Connection, numbers: Sequence[int]) -> dict[int, Item]:
    """Return things by their numbers; those that are not there are left out."""
    found: dict[int, Item] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found |= {row.id: _item(row) for row in connection.execute(select(table).where(table.c.id.in_(some)))}
    return found


def search(
    connection: Connection, text: str = "", *, state: str = "", most: int = 50, after: int = 0
) -> tuple[int, list[Item]]:
    """Return how many things match, and the latest of them.

    Parameters
    ----------
    connection : Connection
    text : str
        Part of a serial number, an article number or a name; empty for all.
    state : str
        Of ``STATES``; empty for all.
    most, after : int
        How many at most, and how many to leave out.
    """
    asked = _matching(text.strip(), state)
    total = connection.execute(select(func.count()).select_from(table).where(*asked)).scalar_one()
    query: Select[Any] = select(table).where(*asked).order_by(table.c.id.desc()).limit(most).offset(after)
    return total, [_item(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """Return how many things are in each state; those without any are left out."""
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {row[0]: row[1] for row in rows}


def set_state(connection: Connection, number: int, state: State) -> None:
    """Say in which state a thing is now; what happened to it is told by its line of life."""
    if state not in STATES:
        raise ValueError(f"no item is {state}")  # a mistake of ours
    connection.execute(update(table).where(table.c.id == number).values(state=state))
    bump(connection, "programmes")


def serial_of(key: str) -> str:
    """Return the serial number that a thing without one gets from the key of the form it came by.

    Examples
    --------
    >>> serial_of("7f1f4c1e-form")
    'own-06828817fb8ec267'
    """
    return _OWN + sha256(key.encode()).hexdigest()[:16]


def _matching(text: str, state: str) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if state:
        asked.append(table.c.state == state)
    if text:
        columns = (table.c.serial, table.c.gtin, table.c.name, table.c.brand)
        asked.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return asked


def _row(connection: Connection, new: New, numbers: tuple[str, str], now: int, named: Text) -> dict[str, Any]:
    gtin, serial = numbers
    known = _of_shop(connection, gtin) if gtin else {}
    name = {lang: text.strip() for lang, text in new.name.items() if text.strip()} or known.get("name", named)
    row: dict[str, Any] = {
        "gtin": gtin,
        "serial": serial,
        "product": known.get("product", ""),
        "name": name,
        "garment": known.get("garment", "") or new.garment or "other",
        "brand": (known.get("brand", "") or new.brand).strip(),
        "country": new.country.strip().upper(),
        "sold": new.sold,
        "delivered": new.delivered or new.sold,
        "grams": new.grams,
        "state": "in_use",
        "source": new.source,
        "registered": now,
    }
    _check(row, now)
    return row | {"name": msgspec.json.encode(name).decode()}


def _of_shop(connection: Connection, gtin: str) -> dict[str, Any]:
    """Return what the shop knows of an article; nothing for goods bought elsewhere."""
    variant = variants(connection, [gtin]).get(gtin)
    product = None if variant is None else products(connection, [variant.product]).get(variant.product)
    if product is None:
        return {}
    return {
        "product": product.id,
        "name": product.name,
        "garment": product.garment or "other",
        "brand": product.brand,
    }


def _serial(new: New) -> str:
    serial = new.serial.strip()
    if serial:
        if not SERIAL.match(serial):
            raise OptionInvalid(
                "That is no serial number",
                expected="1 to 20 letters, digits or signs such as - . / _, without blanks",
                got=repr(serial[:60]),
                where="serial",
            )
        return serial
    if not new.key:
        raise OptionInvalid("The item has no serial number", expected="what stands in it", where="serial")
    return serial_of(new.key)


def _check(row: Mapping[str, Any], now: int) -> None:
    if not row["name"]:
        raise OptionInvalid("The item has no name", expected="what it is, such as jacket", where="name")
    if any(len(text) > _NAME_AT_MOST for text in (*row["name"].values(), row["brand"])):
        raise OptionInvalid("The name is too long", expected=f"{_NAME_AT_MOST} characters", where="name")
    if row["garment"] not in GARMENTS:
        raise OptionInvalid(
            "No such class of garment", expected=", ".join(GARMENTS), got=row["garment"], where="garment"
        )
    if row["country"] and not _COUNTRY.match(row["country"]):
        raise OptionInvalid(
            "That is no country", expected="DE, AT, FR …", got=row["country"], where="country"
        )
    if row["grams"] is not None and not 0 < row["grams"] <= _GRAMS_AT_MOST:
        raise OptionInvalid("That is no weight", expected=f"1 to {_GRAMS_AT_MOST} g", where="grams")
    _check_days(row["sold"], row["delivered"], now)


def _check_days(sold: date | None, delivered: date | None, now: int) -> None:
    day_after = date.fromordinal(_EPOCH_DAY + now // _DAY + 1)  # it may be tomorrow already where she is
    for name, day in (("sold", sold), ("delivered", delivered)):
        if day is not None and not date(1900, 1, 1) <= day <= day_after:
            raise OptionInvalid("That day cannot be", expected="a day until today", got=str(day), where=name)
    if sold is not None and delivered is not None and delivered < sold:
        raise OptionInvalid(
            "It cannot have been delivered before it was bought",
            expected=f"{sold} or later",
            got=str(delivered),
            where="delivered",
        )


def _filled(connection: Connection, held: Item, row: Mapping[str, Any]) -> Item:
    """Fill in what was not known; nothing that was known changes."""
    names = ("product", "country", "sold", "delivered", "grams", "brand")
    more = {name: row[name] for name in names if not getattr(held, name) and row[name]}
    if held.sold is not None and more.get("delivered") is not None and more["delivered"] < held.sold:
        raise InputError("It cannot have been delivered before it was bought", where="delivered")
    if not more:
        return held
    connection.execute(update(table).where(table.c.id == held.id).values(**more))
    if "sold" in more:
        happened(connection, Event(f"item:{held.id}:sold", held.id, "sold", _at(more["sold"])))
    bump(connection, "programmes")
    return get(connection, held.id)


_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def _at(day: date) -> int:
    """Return noon of a day, UTC: a day has no hour, and noon is that day nearly everywhere."""
    return (day.toordinal() - _EPOCH_DAY) * _DAY + _DAY // 2


def _item(row: Any) -> Item:
    return Item(*row)._replace(name=msgspec.json.decode(row.name))
