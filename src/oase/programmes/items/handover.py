"""A thing of hers taken along from her app to a public page: a code for one form, short-lived.

A public page has no login. Whoever comes from an item of her app brings a code along that names whose item it
is; the first form sent with it uses it up. Neither she nor the item stands in an address, and a code that
does not work changes nothing: the form is the plain one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from oase.programmes import links
from oase.programmes.items.owners import Owner, owner_numbered
from oase.programmes.items.registry import Item, get

__all__ = ["MINUTES", "Brought", "brought", "hand", "used_up"]

MINUTES = 60
"""How long a code works: to fill a form in, with photos, and not to be found in a history tomorrow."""

_DAY_MINUTES = 1_440


class Brought(NamedTuple):
    """What somebody brings along: whose alias it is, and which item of hers."""

    alias: int
    item: Item


def hand(connection: Connection, owner: Owner, now: int, random_bytes: Callable[[int], bytes]) -> str:
    """Return a code for an item of hers.

    Parameters
    ----------
    connection : Connection
        Writing.
    owner : Owner
    now : int
        Microseconds since 1970, UTC.
    random_bytes : callable
        Such as ``secrets.token_bytes``.
    """
    return links.make(connection, "handover", owner.id, now, random_bytes, days=MINUTES / _DAY_MINUTES)


def brought(connection: Connection, code: str, now: int) -> Brought | None:
    """Return what a code brings along, and change nothing; None for one that is unknown, used or too old."""
    try:
        return _of(connection, links.read(connection, "handover", code, now).target) if code else None
    except links.LinkInvalid:
        return None


def used_up(connection: Connection, code: str, now: int) -> Brought | None:
    """Return what a code brings along, this once, in the transaction that keeps the form."""
    found = brought(connection, code, now)
    return found if found is not None and links.use(connection, "handover", code, now) else None


def _of(connection: Connection, number: int) -> Brought | None:
    owner = owner_numbered(connection, number)
    if owner is None or owner.alias is None or owner.until is not None:
        return None
    return Brought(owner.alias, get(connection, owner.item))
