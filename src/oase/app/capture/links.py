"""Passive links: on every receipt and in every app, for whoever wants to rate; never throttled."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from oase.app import persons
from oase.app.rooms import Rooms
from oase.contacts.steps.transactions import RESERVED
from oase.db.schema import transactions
from oase.errors import InputError, OptionInvalid
from oase.identity.members import persons_of
from oase.surveys.stored import live
from oase.surveys.survey import Survey
from oase.surveys.tokens import MEDIA, Medium, Signer, Ticket

__all__ = ["PASSIVE_DAYS", "Link", "link_for"]

PASSIVE_DAYS = 30
"""So long a passive link is valid."""

_DAY = 86_400_000_000
_SECOND = 1_000_000
_ORDER = "order:"
_LONGEST = 120


class Link(NamedTuple):
    """Where a transaction may be rated, and until when (microseconds since 1970, UTC)."""

    url: str
    expires: int


def link_for(
    rooms: Rooms,
    key: str,
    touchpoint: str,
    medium: Medium,
    *,
    person: str | None = None,
    survey: str | None = None,
    address: str | None = None,
) -> Link:
    """Return the link by which a transaction may be rated, the same whenever it is asked for on a day.

    Parameters
    ----------
    rooms : Rooms
    key : str
        ``order:<number of the order>`` or the key of another transaction. An order may be named before it
        comes in by the door: whose it is, it learns then.
    touchpoint : str
        What is to be rated; an order may be rated at several touchpoints.
    medium : str
        Where the link is handed out.
    person : str, optional
        Her userId; without it the link names nobody, as on a receipt.
    survey : str, optional
        Name of a live survey; the first by name that asks everyone about the touchpoint when left out.
    address : str, optional
        Under which the house is reached; that of the settings when left out.

    Raises
    ------
    OptionInvalid
        No such transaction, survey or medium; the transaction is of another person.
    InputError
        Nobody is known by that id.
    """
    if medium not in MEDIA:
        raise OptionInvalid("There is no such medium", expected=", ".join(MEDIA), got=repr(medium))
    alias = None if person is None else persons.need(rooms, person, "user").person
    now = rooms.clock()
    with rooms.database.reading() as connection:
        asking = _asking(live(connection), touchpoint, survey)
        number = _known(connection, key, touchpoint, alias)
    if number is None:
        number = _reserve(rooms, key, touchpoint, alias, now)
    expires = (now // _DAY + 1 + PASSIVE_DAYS) * _DAY
    ticket = Ticket(
        transaction=number, survey=asking.name, alias=alias, way="passive", medium=medium, expires=expires
    )
    token = Signer.open(rooms.folder).sign(ticket)
    return Link(f"{rooms.settings.address if address is None else address}/s/{token}", expires)


def _asking(surveys: list[Survey], touchpoint: str, name: str | None) -> Survey:
    if name is not None:
        fitting = [one for one in surveys if one.name == name]
    else:
        fitting = [one for one in surveys if one.asks_about(touchpoint) and not one.rules.only_new_customers]
        fitting.sort(key=lambda one: one.of_role("disconfirmation") is None)
    if not fitting:
        raise OptionInvalid(
            "No live survey asks about this",
            expected=", ".join(one.name for one in surveys) or "a live survey",
            got=repr(name or touchpoint),
            todo="put a survey live on the page Surveys",
        )
    return fitting[0]


def _known(connection: Connection, key: str, touchpoint: str, alias: int | None) -> int | None:
    """Return the transaction of that key and touchpoint; None where it is still to come."""
    for name in (key, _at(key, touchpoint)):
        query = select(transactions).where(transactions.c.key == name)
        row = connection.execute(query).first()
        if row is None:
            continue
        _check_person(connection, row, alias)
        if row.touchpoint == touchpoint or not key.startswith(_ORDER):
            return row.id
    if not key.startswith(_ORDER) or not _ORDER < key <= f"{_ORDER}{'~' * _LONGEST}":
        raise OptionInvalid(
            "There is no such transaction",
            expected="order:<number>, or the key of a transaction that the house has met",
            got=repr(key[:_LONGEST]),
        )
    return None


def _check_person(connection: Connection, row: Any, alias: int | None) -> None:
    if alias is None or row.source == RESERVED:
        return
    same = persons_of(connection, [alias, row.alias])
    if same[alias] != same[row.alias]:
        raise OptionInvalid("The transaction is of another person", got=row.key, where="person")


def _reserve(rooms: Rooms, key: str, touchpoint: str, alias: int | None, now: int) -> int:
    """Note an order of which only the receipt is known, or another touchpoint of one that is known."""
    if not touchpoint.strip():
        raise InputError("The touchpoint is empty", expected="what is to be rated", got=repr(touchpoint))
    if not (touchpoint.isprintable() and key.isprintable()):
        raise InputError(
            "The order or the touchpoint has characters that nobody can read",
            expected="letters, digits and signs on one line",
            got=repr(f"{key} {touchpoint}"[:_LONGEST]),
        )
    with rooms.database.writing() as connection:
        found = _known(connection, key, touchpoint, alias)
        if found is not None:
            return found
        query = select(transactions).where(transactions.c.key == key)
        order = connection.execute(query).mappings().first()
        if order is None:
            # nobody: a name of its own, by which no person is known, until the order tells whose it is
            whose = rooms.aliases.one("anonymous", key) if alias is None else alias
            row = {"key": key, "alias": whose, "at": now, "received": now, "value": None, "source": RESERVED}
            row |= {"channel": "", "store": ""}
        else:
            row = {name: value for name, value in order.items() if name != "id"}
            row["key"] = _at(key, touchpoint)
            query = select(transactions.c.touchpoint).where(transactions.c.key == row["key"])
            if (other := connection.execute(query).scalar()) is not None:
                raise OptionInvalid(
                    "Another order has the number under which this would be kept",
                    expected="an order number without @ and a touchpoint",
                    got=row["key"],
                    where=f"rated at {other}",
                )
        row["touchpoint"] = touchpoint
        return connection.execute(
            insert(transactions).values(**row).returning(transactions.c.id)
        ).scalar_one()


def _at(key: str, touchpoint: str) -> str:
    return f"{key}@{touchpoint}"
