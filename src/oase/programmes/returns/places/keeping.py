"""Extracts of maps kept in the house: read anew, they replace what the same extract had told before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db import Database
from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.programmes.returns.places.extract import Extract, Middle, Place
from oase.programmes.returns.places.reading import read_extract
from oase.programmes.tables import drop_offs, postcodes
from oase.retail.keeping import stores

__all__ = ["Kept", "Source", "import_extract", "keep", "own_stores", "sources"]

_AT_ONCE = 500


class Kept(NamedTuple):
    """What an import came to; ``removed`` are places that the same extract had told of and no longer does."""

    elements: int
    places: int
    removed: int
    postcodes: int
    nowhere: int


class Source(NamedTuple):
    """An extract that was read: its name, when, and how many places stand from it."""

    name: str
    places: int
    updated: int


def import_extract(database: Database, path: Path, now: int, *, country: str = "DE", name: str = "") -> Kept:
    """Read an extract and keep what it tells, all or nothing.

    Parameters
    ----------
    database : Database
    path : Path
    now : int
        Microseconds since 1970, UTC.
    country : str
        ISO 3166-1, for what does not say its own.
    name : str
        Of the extract; that of the file without its endings where none is said.

    Raises
    ------
    SourceMissing, SourceUnreadable
        The file is not there, or no extract.
    InputError
        It tells of no place and no postcode; what was known before stays.
    """
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise OptionInvalid("That is no country", expected="two letters, such as DE", got=repr(country[:20]))
    extract = read_extract(path, country.upper())
    if not extract.places and not extract.middles():
        raise InputError(
            "The extract tells of no drop-off place and no address",
            expected="amenity=recycling with recycling:clothes or recycling:shoes, or addr:postcode",
            got=f"{extract.elements} elements",
            where=str(path),
        )
    with database.writing() as connection:
        return keep(connection, extract, name or path.name.split(".")[0], now)


def keep(connection: Connection, extract: Extract, name: str, now: int) -> Kept:
    """Keep what an extract tells; of two extracts, a postcode is where more of its addresses were met."""
    middles = extract.middles()
    _put(connection, extract.places, name, now)
    old = (drop_offs.c.source == name) & (drop_offs.c.updated != now)
    removed = connection.execute(delete(drop_offs).where(old)).rowcount
    _put_middles(connection, middles)
    bump(connection, "programmes")
    return Kept(extract.elements, len(extract.places), removed, len(middles), extract.nowhere)


def own_stores(connection: Connection, now: int) -> int:
    """Let the own stores that have a place on the map be drop-off places; return how many those are."""
    held = [one for one in stores(connection).values() if one.latitude or one.longitude]
    places = [
        Place(
            f"own:{one.code}", "store", ("clothes", "shoes"), one.name, "", one.street, one.postcode,
            one.city, one.country, one.latitude, one.longitude, one.hours,
        )
        for one in held
    ]  # fmt: skip
    _put(connection, places, "own", now)
    connection.execute(delete(drop_offs).where(drop_offs.c.source == "own", drop_offs.c.updated != now))
    bump(connection, "programmes")
    return len(places)


def sources(connection: Connection) -> list[Source]:
    """Return which extracts were read, by name."""
    many, updated = func.count(), func.max(drop_offs.c.updated)
    query = select(drop_offs.c.source, many, updated).group_by(drop_offs.c.source)
    return [Source(*row) for row in connection.execute(query.order_by(drop_offs.c.source))]


def _put(connection: Connection, places: Iterable[Place], name: str, now: int) -> None:
    rows: list[dict[str, Any]] = [
        one._asdict() | {"takes": msgspec.json.encode(one.takes).decode(), "source": name, "updated": now}
        for one in {one.key: one for one in places}.values()
    ]
    statement = upsert(drop_offs)
    changed = {
        column.name: statement.excluded[column.name]
        for column in drop_offs.c
        if column.name not in ("id", "key")
    }
    for some in _parts(rows):
        connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), some)


def _put_middles(connection: Connection, middles: list[Middle]) -> None:
    statement = upsert(postcodes)
    names = ("place", "latitude", "longitude", "points")
    more = statement.on_conflict_do_update(
        index_elements=["country", "postcode"],
        set_={name: statement.excluded[name] for name in names},
        where=statement.excluded.points >= postcodes.c.points,
    )
    for some in _parts([one._asdict() for one in middles]):
        connection.execute(more, some)


def _parts(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
