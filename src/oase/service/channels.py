"""Channels by which customers write: kept, changed, and what they are where nobody has described them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.hours import Channel, Hours
from oase.service.message import LONGEST_NAME
from oase.service.tables import channels as table
from oase.service.tables import messages

__all__ = ["channels", "hours_of", "remove_channel", "save_channel", "undescribed"]

_MOST_MINUTES = 60 * 24 * 365


def channels(connection: Connection) -> dict[str, Channel]:
    """Return the channels that are described, by name."""
    rows = connection.execute(select(table).order_by(table.c.name))
    return {row.name: _read(row) for row in rows}


def undescribed(connection: Connection) -> list[str]:
    """Return the names of channels that have messages and no description yet."""
    known = select(table.c.name)
    query = select(messages.c.channel).distinct().where(messages.c.channel.not_in(known))
    return list(connection.execute(query.order_by(messages.c.channel)).scalars())


def hours_of(
    connection: Connection, timezone: str = "Europe/Berlin", country: str = "DE"
) -> Mapping[str, Hours]:
    """Return the hours of every channel that is described or has messages.

    Parameters
    ----------
    connection : Connection
    timezone, country : str
        Of channels that nobody has described: their staffed clock does not run, but their days are known.
    """
    found = {name: Hours(channel) for name, channel in channels(connection).items()}
    for name in undescribed(connection):
        found[name] = Hours(Channel(name=name, timezone=timezone, country=country))
    return found


def save_channel(connection: Connection, channel: Channel, now: int) -> Channel:
    """Keep a channel, new or changed.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    channel : Channel
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        Name, hours, zone, country or promise cannot be used.
    """
    name = channel.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise OptionInvalid(
            "The name of the channel is empty or too long",
            expected=f"1 to {LONGEST_NAME} characters",
            got=f"{len(name)}",
        )
    promise = channel.promise_minutes
    if promise is not None and not 1 <= promise <= _MOST_MINUTES:
        raise OptionInvalid(
            "The promise cannot be kept as it is",
            expected=f"1 to {_MOST_MINUTES:,} minutes, or none",
            got=str(promise),
            where=f"channel {name}",
        )
    kept = msgspec.structs.replace(channel, name=name, hours=channel.hours.strip())
    Hours(kept)  # refuses what it cannot understand
    values = msgspec.structs.asdict(kept) | {"updated": now}
    query = upsert(table).values(**values)
    changed = {column: query.excluded[column] for column in values if column != "name"}
    connection.execute(query.on_conflict_do_update(["name"], set_=changed))
    bump(connection, "service")
    return kept


def remove_channel(connection: Connection, name: str) -> None:
    """Forget the description of a channel; its messages stay.

    Raises
    ------
    OptionInvalid
        There is none of this name.
    """
    if not connection.execute(delete(table).where(table.c.name == name)).rowcount:
        raise OptionInvalid("There is no such channel", expected="the name of one", got=repr(name))
    bump(connection, "service")


def _read(row: Any) -> Channel:
    return Channel(**{name: getattr(row, name) for name in Channel.__struct_fields__})
