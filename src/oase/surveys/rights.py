"""``SurveysRights``: what this room keeps about a person, given out and erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from oase.db import Database
from oase.db.schema import transactions
from oase.model import Person
from oase.model.moments import iso
from oase.surveys.tables import answers, invitations, links, recommendations

__all__ = ["SurveysRights", "answers_of"]

_TABLES: dict[str, Table] = {
    # survey_invitations, survey_answers, survey_recommendations, referral_links
    "invitations": invitations,
    "answers": answers,
    "recommendations": recommendations,
    "links": links,
}
_TIMES = ("at", "decided", "sent", "opened", "answered", "sealed", "thanked", "created", "ended")
_INSIDE = ("id", "alias", "transaction_id", "submission", "recommender", "is_last")
_AT_ONCE = 5_000


class SurveysRights:
    """Invitations, answers, recommendations and referral links of a person (``model.KeepsPersonalData``).

    Answers that nobody signed but that are about her transactions are hers, too; so it is asked before
    ``contacts``, which knows whose transactions these were. Who came by her link stays a new customer: only
    that it was her link is forgotten.

    Parameters
    ----------
    database : Database
    """

    room = "surveys"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return what she was asked, what she answered and whom she brought, times as ISO 8601."""
        with self._database.reading() as connection:
            shown: dict[str, Any] = {
                name: _exported(connection, table, person.aliases) for name, table in _TABLES.items()
            }
            shown["brought"] = _brought(connection, person.aliases)
        return shown

    def erase(self, person: Person) -> int:
        """Erase all of it in one transaction and return how many rows that were; may be done twice."""
        rows = 0
        with self._database.writing() as connection:
            for some in _parts(person.aliases):
                for table in _TABLES.values():
                    rows += connection.execute(delete(table).where(_hers(table, some))).rowcount
                hers = recommendations.c.recommender.in_(some)
                forgotten = {"recommender": None, "code": "", "thanked": None, "thanked_by": ""}
                rows += connection.execute(update(recommendations).where(hers).values(**forgotten)).rowcount
        return rows


def answers_of(connection: Connection, aliases: Sequence[int]) -> list[int]:
    """Return the numbers of a person's answers, for rooms that quote them."""
    found: list[int] = []
    for some in _parts(aliases):
        found += connection.execute(select(answers.c.id).where(_hers(answers, some))).scalars()
    return found


def _hers(table: Table, aliases: Collection[int]) -> ColumnElement[bool]:
    mine = table.c.alias.in_(aliases)
    if table is not answers:
        return mine
    of_her = select(transactions.c.id).where(transactions.c.alias.in_(aliases))
    return or_(mine, answers.c.transaction_id.in_(of_her.scalar_subquery()))


def _exported(connection: Connection, table: Table, aliases: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in _parts(aliases):
        query = select(table).where(_hers(table, some)).order_by(*table.primary_key.columns)
        found += [_readable(dict(row)) for row in connection.execute(query).mappings()]
    return found


def _brought(connection: Connection, aliases: Sequence[int]) -> list[dict[str, Any]]:
    """Return when somebody came by her link; who that was is not hers to know."""
    times: list[dict[str, Any]] = []
    for some in _parts(aliases):
        query = select(recommendations.c.at, recommendations.c.thanked)
        rows = connection.execute(query.where(recommendations.c.recommender.in_(some)))
        times += [_readable(dict(row)) for row in rows.mappings()]
    return times


def _parts(aliases: Sequence[int]) -> Iterator[Sequence[int]]:
    return (aliases[start : start + _AT_ONCE] for start in range(0, len(aliases), _AT_ONCE))


def _readable(row: dict[Any, Any]) -> dict[str, Any]:
    shown = {
        name: iso(value) if name in _TIMES else value
        for name, value in row.items()
        if name not in _INSIDE and value not in (None, "")
    }
    if "context" in shown:
        shown["context"] = msgspec.json.decode(shown["context"])
    return shown
