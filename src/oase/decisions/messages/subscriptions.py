"""Subscriptions: the devices on which a person wants to be told something."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from oase.decisions.tables import subscriptions

__all__ = ["Subscription", "add", "of", "remove", "remove_ids", "used"]


class Subscription(msgspec.Struct, frozen=True):
    """One browser or app on one device.

    Parameters
    ----------
    id : int
    alias : int
    endpoint : str
        Address at the push service of its maker.
    p256dh, auth : str
        Its public key and secret, base64url: only it can read what is sent.
    """

    id: int
    alias: int
    endpoint: str
    p256dh: str
    auth: str


def add(connection: Connection, alias: int, endpoint: str, p256dh: str, auth: str, *, now: int) -> None:
    """Keep a subscription; one that is known changes to the keys and the person given now.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
    endpoint, p256dh, auth : str
        As the browser gave them; ``push.checked`` has looked at them before.
    now : int
        Microseconds since 1970, UTC.
    """
    row = {"alias": alias, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "created": now}
    kept = insert(subscriptions).values(row)
    changed = {name: kept.excluded[name] for name in ("alias", "p256dh", "auth", "created")}
    connection.execute(kept.on_conflict_do_update(index_elements=["endpoint"], set_=changed))


def remove(connection: Connection, aliases: Collection[int], endpoint: str) -> bool:
    """Remove a subscription of a person; return whether she had it."""
    hers = (subscriptions.c.endpoint == endpoint) & subscriptions.c.alias.in_(list(aliases))
    return connection.execute(delete(subscriptions).where(hers)).rowcount > 0


def remove_ids(connection: Connection, ids: Collection[int]) -> None:
    """Remove subscriptions that have ended at their push service."""
    if ids:
        connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(list(ids))))


def used(connection: Connection, ids: Collection[int], now: int) -> None:
    """Note that subscriptions have taken a message."""
    if ids:
        where = subscriptions.c.id.in_(list(ids))
        connection.execute(update(subscriptions).where(where).values(used=now))


def of(connection: Connection, aliases: Collection[int]) -> list[Subscription]:
    """Return the subscriptions of a person, oldest first.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int
        All her aliases.
    """
    table = subscriptions.c
    columns = (table.id, table.alias, table.endpoint, table.p256dh, table.auth)
    query = select(*columns).where(table.alias.in_(list(aliases))).order_by(table.id)
    rows: Any = connection.execute(query).all()
    return [Subscription(*row) for row in rows]
