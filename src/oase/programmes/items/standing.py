"""How an item stands: its guarantees on a day, and how long it has been in use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from oase.programmes.items.clock import Facts, Line, Notice, clock, months_left
from oase.programmes.items.guarantees import promises
from oase.programmes.items.life import Event, life_of
from oase.programmes.items.registry import Item
from oase.programmes.tables import guarantee_notices

__all__ = ["Standing", "day_at", "facts_of", "months_in_use", "notices_of", "standing"]


class Standing(NamedTuple):
    """What there is to say of an item: its line of life, its guarantees, and its months in use."""

    item: Item
    life: list[Event]
    lines: tuple[Line, ...]
    months: int | None


def standing(connection: Connection, item: Item, now: int, zone: str) -> Standing:
    """Return how an item stands at a moment.

    Parameters
    ----------
    connection : Connection
    item : Item
    now : int
        Microseconds since 1970, UTC.
    zone : str
        IANA name of the house's time zone; its calendar says which day it is.
    """
    life, day = life_of(connection, item.id), day_at(now, zone)
    told = notices_of(connection, item.id, zone)
    lines = clock(facts_of(item, life, zone), told, promises(connection), day)
    return Standing(item, life, lines, months_in_use(item, life, day, zone))


def facts_of(item: Item, life: list[Event], zone: str) -> Facts:
    """Return what the clock is to know; whoever bought it used has a contract of her own, from that day."""
    plain = Facts(item.country, item.sold, item.delivered, item.product, item.garment)
    changed = next((one for one in reversed(life) if one.kind in ("resold", "passed_on")), None)
    if changed is None:
        return plain
    if changed.kind == "passed_on":
        return plain._replace(owned="passed_on")
    day = day_at(changed.at, zone)
    return plain._replace(sold=day, delivered=day, owned="from_shop")


def months_in_use(item: Item, life: list[Event], day: date, zone: str) -> int | None:
    """Return for how many whole months an item has been in use; until its end where it has one.

    None where nobody knows since when.
    """
    begins = item.delivered or item.sold
    if begins is None:
        return None
    last = next((one for one in reversed(life) if one.kind in ("recycled", "ended")), None)
    until = day if last is None else min(day, day_at(last.at, zone))
    return months_left(begins, until)


def notices_of(connection: Connection, item: int, zone: str) -> list[Notice]:
    """Return what was told after repairs of an item, the first first."""
    told = select(guarantee_notices).where(
        guarantee_notices.c.item == item, guarantee_notices.c.kind == "months"
    )
    rows = connection.execute(told.order_by(guarantee_notices.c.at, guarantee_notices.c.id))
    return [Notice(row.months, row.until, row.rule, day_at(row.at, zone)) for row in rows]


def day_at(at: int, zone: str) -> date:
    """Return which day it is at a moment in a time zone.

    Examples
    --------
    >>> day_at(1_767_222_000_000_000, "Europe/Berlin")  # 23:00 UTC on the last day of 2025
    datetime.date(2026, 1, 1)
    """
    return datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(ZoneInfo(zone)).date()
