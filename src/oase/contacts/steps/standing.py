"""What many persons' consents come to now."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection

from oase.model import Purpose

__all__ = ["Standing", "is_ledger_empty", "standing_of"]

Standing = dict[Purpose, bool]
"""Per purpose to which a person has said something: whether it is granted."""

# the latest line counts, of the same moment the withdrawal: as in ``identity.ledger``, for many at once
_STANDING = """
    with asked as (select value as person from json_each(?)),
    members as (
        select person, person as alias from asked
        union all
        select asked.person, i.alias from asked
        cross join identifiers as i on i.person = asked.person and i.person != i.alias
    )
    select members.person, c.purpose,
        coalesce(max(iif(c.is_granted, c.at, null)) > max(iif(c.is_granted, null, c.at)), max(c.is_granted))
    from members
    cross join consents as c on c.alias = members.alias
    group by members.person, c.purpose
"""


def is_ledger_empty(connection: Connection) -> bool:
    """Return whether nobody has ever said anything."""
    return connection.exec_driver_sql("select 1 from consents limit 1").first() is None


def standing_of(connection: Connection, persons: Collection[int]) -> dict[int, Standing]:
    """Return what persons have granted and withdrawn; those who never said anything are left out.

    Parameters
    ----------
    connection : Connection
    persons : collection of int
        Aliases that stand for persons.
    """
    found: dict[int, Standing] = {}
    asked = (msgspec.json.encode(list(persons)).decode(),)
    for person, purpose, is_granted in connection.exec_driver_sql(_STANDING, asked):
        found.setdefault(person, {})[Purpose(purpose)] = bool(is_granted)
    return found
