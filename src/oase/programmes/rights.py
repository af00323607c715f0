"""``ProgrammesRights``: what is kept about a person, given out and erased; an item keeps its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from oase.db import Database
from oase.model import Person
from oase.model.moments import iso
from oase.programmes.cases.photos import forget_photos, remove_files
from oase.programmes.cases.quotes import forget_words
from oase.programmes.forgetting import emptied, forget_names_of_items, forget_pieces
from oase.programmes.tables import (
    case_log,
    case_photos,
    cases,
    item_owners,
    links,
    news,
    participations,
    pieces,
    quotes,
    resales,
    take_backs,
    tickets,
)

__all__ = ["ProgrammesRights"]

_AT_ONCE = 5_000
_WITH_LINKS = (("case", cases), ("take_back", take_backs), ("ticket", tickets), ("handover", item_owners))
_IN_CASES = (case_log, case_photos, quotes)
_KEPT = (cases, tickets, take_backs, item_owners, participations, resales)


class ProgrammesRights:
    """Cases, tickets, parcels, items of a person (``model.KeepsPersonalData``).

    In tables: programme_cases with programme_case_log, programme_tickets, take_backs, item_owners,
    purpose_participations, resales, programme_links, programme_news. What names her is emptied and her alias
    taken out; that something was repaired, taken back or sold stays: it is the item's history and a figure.
    Photos of her cases go with their files, and what she called things that are in no catalogue.

    Parameters
    ----------
    database : Database
    """

    room = "programmes"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return what is kept of her, by table; times as ISO 8601."""
        with self._database.reading() as connection:
            kept = {table.name: _rows(connection, table, person.aliases) for table in _KEPT}
            kept[pieces.name] = _of_parcels(connection, person.aliases)
            return kept | {table.name: _of_cases(connection, table, person.aliases) for table in _IN_CASES}

    def erase(self, person: Person) -> int:
        """Take her out of all of it in one transaction; return how many rows that were; may be done twice."""
        with self._database.writing() as connection:
            gone = _without_photos(connection, self._database.folder, person.aliases)
            gone += _without_words(connection, person.aliases)
            return gone + sum(_without(connection, table, person.aliases) for table in _KEPT)


def _rows(connection: Connection, table: Table, aliases: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in _parts(aliases):
        rows = connection.execute(select(table).where(table.c.alias.in_(some))).mappings()
        found += [_readable(table, dict(row)) for row in rows]
    return found


def _of_cases(connection: Connection, table: Table, aliases: Sequence[int]) -> list[dict[str, Any]]:
    """Return what was said and seen in her cases; notes within the company are no words of hers or to her."""
    found: list[dict[str, Any]] = []
    for some in _parts(aliases):
        hers = select(cases.c.id).where(cases.c.alias.in_(some))
        query = select(table).where(table.c.case.in_(hers)).order_by(table.c.id)
        if table is case_log:
            query = query.where(case_log.c.kind.in_(("state", "message")))
        found += [_readable(table, dict(row)) for row in connection.execute(query).mappings()]
    return found


def _of_parcels(connection: Connection, aliases: Sequence[int]) -> list[dict[str, Any]]:
    """Return the pieces that she brought, and what was found."""
    found: list[dict[str, Any]] = []
    for some in _parts(aliases):
        hers = select(take_backs.c.id).where(take_backs.c.alias.in_(some))
        query = select(pieces).where(pieces.c.take_back.in_(hers)).order_by(pieces.c.id)
        found += [_readable(pieces, dict(row)) for row in connection.execute(query).mappings()]
    return found


def _readable(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    moments = {column.name for column in table.columns if str(column.type) == "BIGINT"} - {"alias"}
    return {
        name: iso(value) if name in moments else value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name != "alias" and value not in ("", None)
    }


def _without_photos(connection: Connection, folder: Path, aliases: Sequence[int]) -> int:
    """Forget the photos of her cases: files first, so that whoever is killed in between begins again."""
    gone = 0
    for some in _parts(aliases):
        hers = connection.execute(select(cases.c.id).where(cases.c.alias.in_(some))).scalars().all()
        for few in _parts(hers):
            digests = forget_photos(connection, few)
            remove_files(folder, digests)
            gone += len(digests)
    return gone


def _without_words(connection: Connection, aliases: Sequence[int]) -> int:
    """Forget what was said in her cases, the secret links to what is hers, and news of her."""
    gone = 0
    for some in _parts(aliases):
        hers = select(cases.c.id).where(cases.c.alias.in_(some))
        told = update(case_log).where(case_log.c.case.in_(hers), case_log.c.kind != "undone")
        connection.execute(told.values(text=""))
        forget_words(connection, hers)
        things = select(cases.c.item).where(cases.c.alias.in_(some), cases.c.item.is_not(None))
        forget_names_of_items(connection, things)
        forget_names_of_items(connection, select(item_owners.c.item).where(item_owners.c.alias.in_(some)))
        forget_pieces(connection, select(take_backs.c.id).where(take_backs.c.alias.in_(some)))
        for kind, table in _WITH_LINKS:
            mine = select(table.c.id).where(table.c.alias.in_(some))
            ended = delete(links).where(links.c.kind == kind, links.c.target.in_(mine))
            gone += connection.execute(ended).rowcount
        gone += connection.execute(delete(news).where(news.c.alias.in_(some))).rowcount
    return gone


def _without(connection: Connection, table: Table, aliases: Sequence[int]) -> int:
    values = emptied(table)
    return sum(
        connection.execute(update(table).where(table.c.alias.in_(some)).values(values)).rowcount
        for some in _parts(aliases)
    )


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
