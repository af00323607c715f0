"""What has just happened: contacts of the log, and what is known of a person now."""

from __future__ import annotations

from functools import reduce
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from oase.db.schema import contact_log, snapshots
from oase.model import Person, Snapshot, combine

__all__ = ["RecentContact", "arrived_since", "recent_contacts", "snapshot_of"]

_unpack = msgspec.msgpack.Decoder(Snapshot).decode
_MOST_ASKED = 10_000


class RecentContact(msgspec.Struct, frozen=True, kw_only=True):
    """One contact that is not sealed into the lake yet.

    Parameters
    ----------
    id : int
        Ascending in the order in which contacts were taken in.
    alias : int
        Pseudonym under which it arrived.
    at, received : int
        Microseconds since 1970, UTC.
    touchpoint : str
    channel, phase : str or None
    value : float or None
    source : str
    attributes : str or None
        Masked properties, a JSON object.
    """

    id: int
    alias: int
    at: int
    received: int
    touchpoint: str
    channel: str | None = None
    phase: str | None = None
    value: float | None = None
    source: str = ""
    attributes: str | None = None


def recent_contacts(
    connection: Connection, after_id: int | None = None, limit: int = 100
) -> list[RecentContact]:
    """Return contacts of the log, oldest first.

    Parameters
    ----------
    connection : Connection
    after_id : int, optional
        Only those taken in after this one; the last ones there are when left out.
    limit : int
        At most so many.
    """
    query = select(*(contact_log.c[name] for name in RecentContact.__struct_fields__)).limit(limit)
    if after_id is None:
        return _told(connection, query.order_by(contact_log.c.id.desc()))[::-1]
    return _told(connection, query.where(contact_log.c.id > after_id).order_by(contact_log.c.id))


def arrived_since(connection: Connection, received: int, most: int = 10_000) -> int:
    """Return how many contacts of the log were received since a moment, counted up to ``most``.

    Parameters
    ----------
    connection : Connection
    received : int
        Microseconds since 1970, UTC.
    most : int
        So many of the newest are looked at.
    """
    newest = select(contact_log.c.received).order_by(contact_log.c.id.desc()).limit(most).subquery()
    query = select(func.count()).select_from(newest).where(newest.c.received >= received)
    return connection.execute(query).scalar_one()


def snapshot_of(connection: Connection, person: Person) -> Snapshot:
    """Return what is known of a person now: the snapshots of all her aliases, added up."""
    found = Snapshot()
    for start in range(0, len(person.aliases), _MOST_ASKED):
        some = person.aliases[start : start + _MOST_ASKED]
        rows = connection.scalars(select(snapshots.c.content).where(snapshots.c.alias.in_(some)))
        found = reduce(combine, map(_unpack, rows), found)
    return found


def _told(connection: Connection, query: Select[Any]) -> list[RecentContact]:
    names = RecentContact.__struct_fields__
    return [RecentContact(**dict(zip(names, row, strict=True))) for row in connection.execute(query)]
