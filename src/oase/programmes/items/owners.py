"""Owners: whose a thing is, since when and until when; nobody is asked who does not want to say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, delete, insert, select, update

from oase.db.versions import bump
from oase.errors import InputError
from oase.programmes.items.life import Event, happened
from oase.programmes.items.registry import Item, several
from oase.programmes.tables import item_events
from oase.programmes.tables import item_owners as table

__all__ = [
    "HOW",
    "How",
    "Owner",
    "OwnerStands",
    "claim",
    "hand_over",
    "is_told",
    "items_of",
    "owner_numbered",
    "owner_of",
    "owners_of",
    "undo",
]

How = Literal["bought", "second_hand", "gift", "registered", "said"]

HOW: tuple[How, ...] = get_args(How)
"""``registered``: the company knew the thing before; ``said``: nothing but the word of whoever has it."""


class OwnerStands(InputError):
    """A thing belongs to somebody else, who has not passed it on."""


class Owner(NamedTuple):
    """Somebody who has or had a thing; ``alias`` is None where nobody says who, or since she was erased."""

    id: int
    item: int
    alias: int | None
    how: How
    since: int
    until: int | None


def claim(
    connection: Connection, item: int, alias: int, aliases: Collection[int], how: How, now: int
) -> bool:
    """Let a thing be hers; return whether it was not before.

    Parameters
    ----------
    connection : Connection
        Writing.
    item, alias : int
    aliases : collection of int
        All of hers: what is hers under another of them stays so.
    how : str
        Of ``HOW``.
    now : int

    Raises
    ------
    OwnerStands
        It belongs to somebody else.
    """
    held = owner_of(connection, item)
    if held is not None and held.alias is not None:
        if held.alias in (alias, *aliases):
            return False
        raise OwnerStands(
            "This item is registered to somebody else",
            todo="ask whoever had it to pass it on in the app, or write to the shop with the receipt",
        )
    if held is not None:
        _end(connection, held, now)
    _begin(connection, item, alias, how, now)
    return True


def hand_over(
    connection: Connection,
    item: int,
    *,
    to: int | None,
    how: How,
    now: int,
    key: str,
    origin: str = "",
) -> bool:
    """Pass a thing on: the first owner ends, the second begins; return False where this was done already.

    Parameters
    ----------
    connection : Connection
        Writing.
    item : int
    to : int or None
        Alias of the second owner; None where nobody says who it is, who may claim it later.
    how : str
        ``second_hand`` or ``gift``.
    now : int
    key : str
        Of the act, such as ``"resale:5"``: what is told twice happens once.
    origin : str
        Such as ``"resale:5"``; empty for none.
    """
    kind: Literal["resold", "passed_on"] = "resold" if origin.startswith("resale:") else "passed_on"
    told = f"{key}:{kind}"
    if is_told(connection, told):
        return False
    held = owner_of(connection, item)
    if held is not None:
        _end(connection, held, now)
    if to is not None:
        _begin(connection, item, to, how, now)
    happened(connection, Event(told, item, kind, now, origin, {"how": how}))
    bump(connection, "programmes")
    return True


def owner_of(connection: Connection, item: int) -> Owner | None:
    """Return whose a thing is now; None where nobody ever said."""
    query = select(table).where(table.c.item == item, table.c.until.is_(None)).order_by(table.c.id.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _owner(row)


def owner_numbered(connection: Connection, number: int) -> Owner | None:
    """Return an owner by her number, whether she has the thing still or not; None where there is none."""
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    return None if row is None else _owner(row)


def owners_of(connection: Connection, item: int) -> list[Owner]:
    """Return who had a thing, the first first."""
    rows = connection.execute(select(table).where(table.c.item == item).order_by(table.c.since, table.c.id))
    return [_owner(row) for row in rows]


def items_of(connection: Connection, aliases: Collection[int]) -> list[Item]:
    """Return what is hers now, the latest first."""
    mine = table.c.alias.in_(list(aliases)) & table.c.until.is_(None)
    rows = connection.execute(
        select(table.c.item).where(mine).order_by(table.c.since.desc(), table.c.id.desc())
    )
    numbers = list(dict.fromkeys(row.item for row in rows))
    found = several(connection, numbers)
    return [found[number] for number in numbers if number in found]


def is_told(connection: Connection, key: str) -> bool:
    """Tell whether something with a key stands on a line of life."""
    query = select(item_events.c.id).where(item_events.c.key == key)
    return connection.execute(query).first() is not None


def undo(connection: Connection, item: int, aliases: Collection[int], key: str) -> bool:
    """Take back that a thing was passed on; return False where that was not hers, or somebody has it now.

    Parameters
    ----------
    connection : Connection
        Writing.
    item : int
    aliases : collection of int
        Of whoever passed it on.
    key : str
        As ``hand_over`` was told.
    """
    told = (item_events.c.key == f"{key}:passed_on") & (item_events.c.item == item)
    at = connection.execute(select(item_events.c.at).where(told)).scalar_one_or_none()
    last = owners_of(connection, item)[-1:]
    if at is None or not last or last[0].until != at or last[0].alias not in aliases:
        return False
    connection.execute(update(table).where(table.c.id == last[0].id).values(until=None))
    connection.execute(delete(item_events).where(told))
    bump(connection, "programmes")
    return True


def _begin(connection: Connection, item: int, alias: int, how: How, now: int) -> None:
    connection.execute(insert(table).values(item=item, alias=alias, how=how, since=now))
    bump(connection, "programmes")


def _end(connection: Connection, held: Owner, now: int) -> None:
    connection.execute(update(table).where(table.c.id == held.id).values(until=now))


def _owner(row: Any) -> Owner:
    return Owner(*row)
