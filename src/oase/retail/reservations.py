"""Reservations: a piece put aside for somebody, or brought to the fitting room, until a stated moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, insert, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.retail.articles import Store
from oase.retail.hours import Hours
from oase.retail.shelf import Shelf
from oase.retail.tables import reservations

__all__ = [
    "ACTIVE",
    "NothingFree",
    "Reservation",
    "cancel",
    "change",
    "expire",
    "held_until",
    "is_some_over",
    "of_person",
    "of_store",
    "reserve",
]

Kind = Literal["hold", "fitting"]
State = Literal["asked", "ready", "fetched", "expired", "cancelled"]

ACTIVE = ("asked", "ready")
"""States in which a piece is kept for somebody."""

MOST_ACTIVE = 10
"""Pieces that one person may have put aside at a time."""

UNTIL_HOUR = 18

_NEXT = {"asked": ("ready", "fetched", "expired", "cancelled"), "ready": ("fetched", "expired", "cancelled")}
_AHEAD = 31
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FREE = """
    select quantity - (select count(*) from retail_reservations as r
        where r.store = s.store and r.gtin = s.gtin
        and ((r.state in ('asked', 'ready') and r.until > ?)
            or (r.state = 'fetched' and r.changed > s.counted)))
    from retail_stock as s where s.store = ? and s.gtin = ?
"""


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that is kept for somebody.

    Parameters
    ----------
    id : int
    store, gtin : str
    alias : int
    kind : {"hold", "fitting"}
    state : {"asked", "ready", "fetched", "expired", "cancelled"}
    made, until, changed : int
        Microseconds since 1970, UTC.
    """

    id: int
    store: str
    gtin: str
    alias: int
    kind: Kind
    state: State
    made: int
    until: int
    changed: int


class NothingFree(InputError):
    """The store has no piece that is not kept for somebody already."""


def reserve(
    connection: Connection,
    shelf: Shelf,
    *,
    store: str,
    gtin: str,
    alias: int,
    aliases: Collection[int],
    kind: str,
    now: int,
) -> Reservation:
    """Put a piece aside; asked twice the first one is returned.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    shelf : Shelf
    store, gtin : str
    alias : int
        Under which it is written down.
    aliases : collection of int
        All of the person.
    kind : {"hold", "fitting"}
        Until 18 h of the next day on which it is open; or for the fitting room, until it closes today.
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    NothingFree
    OptionInvalid
        Store, article or kind are unknown, or she has put aside too much.
    """
    shop = _checked(shelf, store, gtin, kind)
    mine = [one for one in of_person(connection, aliases) if one.state in ACTIVE and one.until > now]
    for one in mine:
        if (one.store, one.gtin, one.kind) == (store, gtin, kind):
            return one
    _check_room(connection, mine, store, gtin, now)
    values = {
        "store": store,
        "gtin": gtin,
        "alias": alias,
        "kind": kind,
        "state": "asked",
        "made": now,
        "until": held_until(shop, shelf.hours(store), kind, now),
        "changed": now,
    }
    row = connection.execute(insert(reservations).values(values).returning(reservations)).one()
    bump(connection, "stock")
    return _read(row)


def held_until(store: Store, hours: Hours | None, kind: str, now: int) -> int:
    """Return until when a piece is kept that is asked for now.

    Parameters
    ----------
    store : Store
    hours : Hours or None
        Of the store; None where nobody knows them.
    kind : {"hold", "fitting"}
    now : int
        Microseconds since 1970, UTC.

    Returns
    -------
    int
        18 h of the next day on which the store opens, or its closing if that is earlier; for the fitting room
        the closing of today, where it is open.
    """
    if kind == "fitting" and hours is not None and (closes := hours.opening(now).closes) is not None:
        return closes
    zone = ZoneInfo(store.timezone)
    today = (_EPOCH + timedelta(microseconds=now)).astimezone(zone).date()
    for ahead in range(1, _AHEAD):
        day = today + timedelta(days=ahead)
        evening = _local(day, UNTIL_HOUR, zone)
        if hours is None:
            return evening
        midnight = _local(day, 0, zone)
        # what is left of a night belongs to the day before
        if spans := [span for span in hours.spans(day) if span[0] > midnight] or hours.spans(day):
            last = spans[-1][1]
            return min(evening, last) if spans[0][0] < evening else last
    return _local(today + timedelta(days=1), UNTIL_HOUR, zone)


def change(connection: Connection, number: int, state: str, now: int) -> Reservation:
    """Set the state of a reservation.

    Raises
    ------
    OptionInvalid
        There is no such reservation or state, or it is over.
    """
    row = connection.execute(select(reservations).where(reservations.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such reservation", expected="the number of one", got=str(number))
    if state == row.state:
        return _read(row)
    allowed = _NEXT.get(row.state, ())
    if state not in allowed:
        raise OptionInvalid(
            "The reservation cannot become that",
            expected=", ".join(allowed) or f"nothing more: it is {row.state}",
            got=repr(state),
            where=f"reservation {number}",
        )
    mine = update(reservations).where(reservations.c.id == number)
    changed = connection.execute(mine.values(state=state, changed=now).returning(reservations)).one()
    bump(connection, "stock")
    return _read(changed)


def cancel(connection: Connection, number: int, aliases: Collection[int], now: int) -> Reservation:
    """Cancel a reservation of a person; errors as ``change``, also where it is not hers."""
    if not any(one.id == number for one in of_person(connection, aliases)):
        raise OptionInvalid("There is no such reservation", expected="the number of one", got=str(number))
    return change(connection, number, "cancelled", now)


def expire(connection: Connection, now: int) -> int:
    """End what was kept long enough, and return how many those were; the pieces are free again."""
    done = connection.execute(
        update(reservations).where(_over(now)).values(state="expired", changed=now)
    ).rowcount
    if done:
        bump(connection, "stock")
    return done


def is_some_over(connection: Connection, now: int) -> bool:
    """Return whether ``expire`` would end anything."""
    return connection.execute(select(reservations.c.id).where(_over(now)).limit(1)).first() is not None


def of_person(connection: Connection, aliases: Collection[int]) -> list[Reservation]:
    """Return the reservations of a person, latest first."""
    return list(_rows(connection, select(reservations).where(reservations.c.alias.in_(list(aliases)))))


def of_store(connection: Connection, store: str, states: Collection[str] = ACTIVE) -> list[Reservation]:
    """Return the reservations of a store in some states, latest first."""
    mine = reservations.c.store == store
    return list(_rows(connection, select(reservations).where(mine, reservations.c.state.in_(list(states)))))


def _over(now: int) -> ColumnElement[bool]:
    return reservations.c.state.in_(ACTIVE) & (reservations.c.until <= now)


def _checked(shelf: Shelf, store: str, gtin: str, kind: str) -> Store:
    if kind not in get_args(Kind):
        raise OptionInvalid(
            "There is no such kind of reservation", expected=" or ".join(get_args(Kind)), got=repr(kind)
        )
    if shelf.variant(gtin) is None:
        raise OptionInvalid("This article is not known", expected="a GTIN of the shop", got=repr(gtin))
    shop = shelf.store(store)
    if shop is None:
        codes = ", ".join(one.code for one in shelf.stores)
        raise OptionInvalid("There is no such store", expected=codes or "a store", got=repr(store))
    return shop


def _check_room(connection: Connection, mine: list[Reservation], store: str, gtin: str, now: int) -> None:
    if len(mine) >= MOST_ACTIVE:
        raise OptionInvalid(
            "Too much is put aside already",
            expected=f"at most {MOST_ACTIVE} pieces",
            got=str(len(mine)),
            todo="cancel one of them first",
        )
    free = connection.exec_driver_sql(_FREE, (now, store, gtin)).scalar()
    if free is None or free < 1:
        raise NothingFree(
            "No piece is free in this store",
            expected="at least 1",
            got="nobody has counted" if free is None else "0",
            where=f"store {store}, article {gtin}",
            todo="choose another store",
        )


def _local(day: date, hour: int, zone: ZoneInfo) -> int:
    local = datetime.combine(day, time(hour), zone)
    return (local - _EPOCH) // timedelta(microseconds=1)


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Reservation]:
    for row in connection.execute(query.order_by(reservations.c.id.desc())):
        yield _read(row)


def _read(row: Any) -> Reservation:
    return Reservation(**{name: getattr(row, name) for name in Reservation.__struct_fields__})
