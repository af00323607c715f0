"""What goes of cases, tickets, parcels and things: names and words of a person; what happened stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, or_, select, update

from oase.programmes.cases.photos import forget_photos, remove_files
from oase.programmes.cases.quotes import forget_words
from oase.programmes.open_repair.own import names_of, without_person
from oase.programmes.tables import (
    case_log,
    case_photos,
    cases,
    item_owners,
    items,
    links,
    participations,
    pieces,
    resales,
    take_backs,
    tickets,
    tour_stops,
)

__all__ = [
    "KINDS",
    "OTHER_BRAND",
    "PERSONAL",
    "emptied",
    "forget_names_of_items",
    "forget_pieces",
    "forget_some",
    "how_many",
]

PERSONAL = ("name", "email", "phone", "street", "city", "postcode", "what", "problem", "order_key", "parcel")
"""Columns that name a person, or hold her words, wherever a table has them."""

KINDS = ("cases", "photos", "tickets", "take_backs", "participations", "links")
"""What is kept for a time of its own: by the end of a case (one that lies untouched counts as over), of the
case for its photos, of the stop for tickets, of a parcel, by the time of taking part or parting, by the end
of a link."""

OTHER_BRAND = "?"
"""Stands for a brand that nobody else has ever named: it may be words of hers; it is not the own one."""

_THING = msgspec.json.encode({"de": "Stück", "en": "Thing"}).decode()
_OF_TICKET = ("name", "email", "phone")
_TYPED = ("customer", "workshop")
"""Sources of items whose names may be words of a customer."""


def how_many(connection: Connection, kind: str, before: int) -> int:
    """Return how many rows of a kind are older and still tell of somebody."""
    return sum(
        connection.execute(select(func.count()).select_from(table).where(is_old)).scalar_one()
        for table, is_old in _old(kind, before)
    )


def forget_some(connection: Connection, folder: Path, kind: str, before: int, most: int) -> int:
    """Forget persons in so many older rows of each table; return how many that were, 0 when none is left.

    Parameters
    ----------
    connection : Connection
        Writing.
    folder : Path
        Of the house: files of photos go with their rows.
    kind : str
        Of ``KINDS``.
    before : int
        Microseconds since 1970, UTC.
    most : int
    """
    gone = 0
    for table, is_old in _old(kind, before):
        (key,) = table.primary_key.columns
        found = connection.execute(select(key).where(is_old).limit(most)).scalars().all()
        if found:
            _FORGET[kind, table.name](connection, folder, found)
        gone += len(found)
    return gone


def forget_pieces(connection: Connection, parcels: Any) -> None:
    """Forget what she called the pieces of some parcels (numbers, or a query of them)."""
    mine = pieces.c.take_back.in_(parcels)
    category = select(pieces.c.category).where(pieces.c.id == resales.c.piece).scalar_subquery()
    hers = resales.c.piece.in_(select(pieces.c.id).where(mine))
    connection.execute(update(resales).where(hers).values(what=category))
    forget_names_of_items(connection, select(pieces.c.item).where(mine))
    others = pieces.alias("others")
    known = select(others.c.brand).where(others.c.take_back != pieces.c.take_back)
    strange = mine & (pieces.c.brand != "") & pieces.c.brand.not_in(known)
    connection.execute(update(pieces).where(strange).values(brand=OTHER_BRAND))
    connection.execute(update(pieces).where(mine).values(what=""))


def forget_names_of_items(connection: Connection, numbers: Any) -> None:
    """Forget how a customer called things that are in no catalogue (numbers, or a query of them)."""
    typed = items.c.source.in_(_TYPED) & (items.c.product == "")
    connection.execute(update(items).where(items.c.id.in_(numbers), typed).values(name=_THING))


def emptied(table: Table) -> dict[str, Any]:
    """Return the values of a row from which a person is taken out."""
    empty: dict[str, Any] = {name: "" for name in PERSONAL if name in table.c}
    return empty | {"alias": None} | ({"wanted": "{}"} if "wanted" in table.c else {})


def _old(kind: str, before: int) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return the tables of a kind, each with which of its rows are older and still tell of somebody."""
    over = func.coalesce(cases.c.ended, cases.c.changed) < before
    has_photos = cases.c.id.in_(select(case_photos.c.case))
    closed = tickets.c.stop.in_(select(tour_stops.c.id).where(tour_stops.c.closes < before))
    told = cases.c.id.in_(select(case_log.c.case).where(_has_words()))
    found: dict[str, list[tuple[Table, ColumnElement[bool]]]] = {
        "cases": [(cases, over & or_(_tells(cases), has_photos, told))],
        "photos": [(cases, over & has_photos)],
        "tickets": [(tickets, or_(*(tickets.c[name] != "" for name in _OF_TICKET)) & closed)],
        "take_backs": [
            (take_backs, _tells(take_backs) & (take_backs.c.changed < before)),
            (resales, resales.c.alias.is_not(None) & (resales.c.sold < before)),
        ],
        "participations": [
            (participations, participations.c.alias.is_not(None) & (participations.c.at < before)),
            (item_owners, item_owners.c.alias.is_not(None) & (item_owners.c.until < before)),
            (tickets, _tells(tickets) & (tickets.c.made < before)),
        ],
        "links": [(links, or_(links.c.ended < before, links.c.expires < before))],
    }
    return found[kind]


def _tells(table: Table) -> ColumnElement[bool]:
    named = [table.c[name] != "" for name in PERSONAL if name in table.c]
    return or_(table.c.alias.is_not(None), *named)


def _has_words() -> ColumnElement[bool]:
    return and_(case_log.c.kind != "undone", case_log.c.text != "")


def _forget_cases(connection: Connection, folder: Path, numbers: Sequence[Any]) -> None:
    _forget_photos(connection, folder, numbers)
    of_them = case_log.c.case.in_(numbers)
    connection.execute(update(case_log).where(of_them, _has_words()).values(text=""))
    forget_words(connection, numbers)
    typed = select(cases.c.item).where(cases.c.id.in_(numbers), cases.c.item.is_not(None))
    forget_names_of_items(connection, typed)
    _forget_row(connection, cases, "case", numbers)


def _forget_photos(connection: Connection, folder: Path, numbers: Sequence[Any]) -> None:
    """Forget photos: files first, so that whoever is killed in between begins again."""
    remove_files(folder, forget_photos(connection, numbers))


def _forget_tickets(connection: Connection, _folder: Path, numbers: Sequence[Any]) -> None:
    """Forget who held a ticket; what she brought stays without her name, and that she took part.

    Both go with ``participations``.
    """
    connection.execute(delete(links).where(links.c.kind == "ticket", links.c.target.in_(numbers)))
    mine = select(tickets.c.id, tickets.c.what, *(tickets.c[name] for name in _OF_TICKET))
    for row in connection.execute(mine.where(tickets.c.id.in_(numbers))).all():
        values: dict[str, Any] = dict.fromkeys(_OF_TICKET, "")
        values["what"] = without_person(row.what, names_of(row))
        connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))


def _forget_visits(connection: Connection, _folder: Path, numbers: Sequence[Any]) -> None:
    _forget_row(connection, tickets, "ticket", numbers)


def _forget_take_backs(connection: Connection, _folder: Path, numbers: Sequence[Any]) -> None:
    forget_pieces(connection, numbers)
    _forget_row(connection, take_backs, "take_back", numbers)


def _forget_row(connection: Connection, table: Table, kind: str, numbers: Sequence[Any]) -> None:
    """Empty what names a person, end her links, and take her out of the figure that it left."""
    connection.execute(delete(links).where(links.c.kind == kind, links.c.target.in_(numbers)))
    origins = [f"{kind}:{number}" for number in numbers]
    mine = update(participations).where(participations.c.origin.in_(origins))
    connection.execute(mine.values(alias=None))
    connection.execute(update(table).where(table.c.id.in_(numbers)).values(emptied(table)))


def _without_alias(table: Table) -> Callable[[Connection, Path, Sequence[Any]], None]:
    def forget(connection: Connection, _folder: Path, numbers: Sequence[Any]) -> None:
        connection.execute(update(table).where(table.c.id.in_(numbers)).values(alias=None))

    return forget


def _forget_links(connection: Connection, _folder: Path, digests: Sequence[Any]) -> None:
    connection.execute(delete(links).where(links.c.digest.in_(digests)))


_FORGET: Mapping[tuple[str, str], Callable[[Connection, Path, Sequence[Any]], None]] = {
    ("cases", cases.name): _forget_cases,
    ("photos", cases.name): _forget_photos,
    ("tickets", tickets.name): _forget_tickets,
    ("take_backs", take_backs.name): _forget_take_backs,
    ("take_backs", resales.name): _without_alias(resales),
    ("participations", participations.name): _without_alias(participations),
    ("participations", item_owners.name): _without_alias(item_owners),
    ("participations", tickets.name): _forget_visits,
    ("links", links.name): _forget_links,
}
