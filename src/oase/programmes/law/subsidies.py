"""What others add to a repair bill, by country, region and day: shipped rows and the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.law.reading import table
from oase.programmes.tables import subsidies as own_table

__all__ = ["CATEGORIES", "Subsidy", "add", "amount", "every", "possible", "remove", "subsidies"]

CATEGORIES = ("clothes", "shoes", "appliances", "all")
_KEPT = ("country", "region", "category", "share", "most_cents", "begins", "ends", "source", "checked")


class Subsidy(msgspec.Struct, frozen=True, kw_only=True):
    """A programme that pays part of a repair.

    Parameters
    ----------
    id : int or None
        None for a row of the shipped table.
    country : str
        ISO 3166-1 alpha-2.
    region : str
        ISO 3166-2 without the country, or a town; empty: everywhere.
    category : str
        Of ``CATEGORIES``.
    name : str
    share : int
        Per cent of the bill.
    most_cents : int
    begins : date
    ends : date or None
        Its last day.
    source : str
    checked : date
        Up to when the row is known to be right.
    verify : str
        What is to be looked up before a customer is told; empty for nothing.
    """

    id: int | None = None
    country: str
    region: str = ""
    category: str
    name: str = ""
    share: int
    most_cents: int
    begins: date
    ends: date | None = None
    source: str
    checked: date
    verify: str = ""


def every(connection: Connection) -> list[Subsidy]:
    """Return all rows, the company's own first."""
    own = [_read(row) for row in connection.execute(select(own_table).order_by(own_table.c.id)).mappings()]
    return own + _shipped()


def subsidies(
    connection: Connection, country: str, day: date, category: str = "clothes", region: str = ""
) -> list[Subsidy]:
    """Return what can be had for a repair in a place on a day; without region only what holds everywhere.

    Parameters
    ----------
    connection : Connection
    country : str
        ISO 3166-1 alpha-2.
    day : date
    category : str
        Of ``CATEGORIES``; those for ``all`` count too.
    region : str
        As in the table, such as ``"TH"``.
    """
    wanted = (country.strip().upper(), {"", region.strip()}, {category, "all"})
    return [
        one
        for one in every(connection)
        if one.country == wanted[0] and one.region in wanted[1] and one.category in wanted[2]
        if one.begins <= day and (one.ends is None or day <= one.ends)
    ]


def possible(connection: Connection, country: str, day: date, category: str = "clothes") -> list[Subsidy]:
    """Return what could be had in a country on a day, regions included: where she lives is hers to say.

    Parameters
    ----------
    connection : Connection
    country : str
        ISO 3166-1 alpha-2.
    day : date
    category : str
        Of ``CATEGORIES``; those for ``all`` count too.
    """
    return [
        one
        for one in every(connection)
        if one.country == country.strip().upper() and one.category in (category, "all")
        if one.begins <= day and (one.ends is None or day <= one.ends)
    ]


def amount(subsidy: Subsidy, cents: int) -> int:
    """Return what a programme adds to a bill, at most, in cents.

    Examples
    --------
    >>> told = dict(country="AT", category="all", source="", checked=date(2026, 1, 31))
    >>> one = Subsidy(share=50, most_cents=10_000, begins=date(2020, 9, 21), **told)
    >>> amount(one, 3_990), amount(one, 30_000)
    (1995, 10000)
    """
    return min(cents * subsidy.share // 100, subsidy.most_cents)


def add(connection: Connection, one: Subsidy, who: str) -> int:
    """Keep a row of the company's own; return its number.

    Raises
    ------
    OptionInvalid
        A value that cannot be right.
    """
    _checked(one)
    row = {name: getattr(one, name) for name in _KEPT}
    row["country"] = one.country.strip().upper()
    bump(connection, "programmes")
    return connection.execute(insert(own_table).values(**row, who=who).returning(own_table.c.id)).scalar_one()


def remove(connection: Connection, number: int) -> bool:
    """Take out a row of the company's own; say whether it was there."""
    bump(connection, "programmes")
    return connection.execute(delete(own_table).where(own_table.c.id == number)).rowcount > 0


def _checked(one: Subsidy) -> None:
    country = one.country.strip()
    is_country = len(country) == 2 and country.isascii() and country.isalpha()
    _must(is_country, "That is no country", "two letters, such as AT", country, "country")
    is_known = one.category in CATEGORIES
    _must(is_known, "No such category", ", ".join(CATEGORIES), one.category, "category")
    _must(1 <= one.share <= 100, "That is no share", "1 to 100", str(one.share), "share")
    _must(0 < one.most_cents < 10**9, "That is no amount", "more than 0", str(one.most_cents), "most")
    is_forward = one.ends is None or one.begins <= one.ends
    _must(is_forward, "It ends before it begins", f"{one.begins} or later", str(one.ends), "ends")
    _must(bool(one.source.strip()), "Where does it stand?", "an address or a document", "nothing", "source")


def _must(is_so: bool, what: str, expected: str, got: str, where: str) -> None:
    if not is_so:
        raise OptionInvalid(what, expected=expected, got=got, where=where)


def _shipped() -> list[Subsidy]:
    known = table("subsidies")
    rows: Sequence[dict[str, Any]] = known["subsidy"]
    return [msgspec.convert(row | {"checked": known["checked"]}, Subsidy) for row in rows]


def _read(row: RowMapping) -> Subsidy:
    return msgspec.convert({"id": row["id"]} | {name: row[name] for name in _KEPT}, Subsidy)
