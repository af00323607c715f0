"""Where a postcode lies: the middle of its addresses, or of its neighbours by number where it has none."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.errors import InputError
from oase.programmes.returns.places.extract import postcode_of
from oase.programmes.tables import postcodes as table
from oase.retail.shelf import metres

__all__ = ["Found", "PostcodeUnknown", "countries_of", "kilometres", "middle_of"]

_LEAST_DIGITS = 3


class PostcodeUnknown(InputError):
    """No address of this postcode, nor of those beside it, stands in the extracts that were read."""


class Found(NamedTuple):
    """Where a postcode lies; ``is_near`` where only postcodes that begin alike are known."""

    postcode: str
    place: str
    latitude: float
    longitude: float
    is_near: bool


def middle_of(connection: Connection, country: str, postcode: str) -> Found:
    """Return where a postcode lies.

    A postcode without address in the extract (of a large customer, of boxes) takes the middle of those that
    share its beginning, three signs at least; then ``is_near`` says so.

    Raises
    ------
    PostcodeUnknown
        Nothing of it is known, or it is none.
    """
    asked = postcode_of(postcode)
    exact = (table.c.country == country) & (table.c.postcode == asked)
    row = connection.execute(select(table).where(exact)).one_or_none() if asked else None
    if row is not None:
        return Found(asked, row.place, row.latitude, row.longitude, is_near=False)
    for length in range(len(asked) - 1, _LEAST_DIGITS - 1, -1):
        alike = (table.c.country == country) & table.c.postcode.startswith(asked[:length], autoescape=True)
        rows = connection.execute(select(table).where(alike)).all()
        if rows:
            many = len(rows)
            middle = sum(one.latitude for one in rows) / many, sum(one.longitude for one in rows) / many
            return Found(asked, max(rows, key=lambda one: one.points).place, *middle, is_near=True)
    raise PostcodeUnknown(
        "This postcode is not known",
        expected="a postcode of the extracts that were read",
        got=repr(postcode[:20]),
        where="postcode",
    )


def countries_of(connection: Connection) -> list[str]:
    """Return the countries of whose postcodes something is known, the one with the most of them first."""
    query = select(table.c.country).group_by(table.c.country).order_by(func.count().desc(), table.c.country)
    return list(connection.execute(query).scalars())


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two places (latitude, longitude in degrees) by air, as stores are measured.

    Examples
    --------
    >>> round(kilometres((50.9375, 6.9603), (52.5200, 13.4050)))  # Cologne, Berlin
    477
    """
    return metres(one, other) / 1000
