"""What was done with things, read from cases, tickets, resales, fates and lines of life; each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, FromClause, Table, and_, exists, func, or_, select

from oase.programmes.impact.formula import WAYS, Happening
from oase.programmes.tables import case_log, cases, fates, item_events, items, pieces, resales, tickets
from oase.retail.tables import products, variants

__all__ = ["FIXED", "Done", "done_until", "grams_between"]

FIXED = "Fixed"
_SPENT = ("shipped", "received", "kit_sent")
"""States of a case from which on something was spent, whatever came of it."""
_TOLD_ELSEWHERE = ("case:", "ticket:", "piece:", "resale:")
_LIVED = {"repaired": ("repair", True), "repair_failed": ("repair", False), "resold": ("resale", True)}


class Done(NamedTuple):
    """Something that was done with one thing.

    Attributes
    ----------
    at : int
        Microseconds since 1970, UTC.
    item : int or None
        None where the thing has no number; then it stands alone.
    garment : str
        Class of garment; empty where unknown.
    outcome : str
        Of open repair data; empty for a resale.
    happening : Happening
    """

    at: int
    item: int | None
    garment: str
    outcome: str
    happening: Happening


def done_until(connection: Connection, before: int) -> list[Done]:
    """Return everything that was done before a moment, oldest first.

    Parameters
    ----------
    connection : Connection
    before : int
        Microseconds since 1970, UTC.
    """
    found = [
        *_of_cases(connection, before),
        *_of_tickets(connection, before),
        *_of_resales(connection, before),
        *_of_lives(connection, before),
    ]
    return sorted(found, key=lambda one: (one.at, one.item or 0, one.happening))


def grams_between(connection: Connection, begins: int, ends: int) -> dict[str, int]:
    """Return grams by fate of what was taken back, as far as they were not taken back again."""
    query = select(fates.c.kind, fates.c.grams).where(
        fates.c.at >= begins, fates.c.at < ends, fates.c.undone.is_(None)
    )
    grams: dict[str, int] = {}
    for kind, weight in connection.execute(query):
        grams[kind] = grams.get(kind, 0) + weight
    return dict(sorted(grams.items()))


def _of_cases(connection: Connection, before: int) -> Iterator[Done]:
    """Yield cases that have ended: with an outcome, or after something had been sent or taken in."""
    was_spent = exists().where(case_log.c.case == cases.c.id, case_log.c.after.in_(_SPENT))
    query = (
        select(cases.c.ended, cases.c.item, _garment(), cases.c.outcome, cases.c.way)
        .select_from(_with_garment(cases))
        .where(
            cases.c.kind.in_(("repair", "guarantee")),
            cases.c.ended < before,
            or_(cases.c.outcome != "", was_spent),
        )
    )
    for at, item, garment, outcome, way in connection.execute(query):
        yield Done(at, item, garment or "", outcome or "Unknown", _repair(way, outcome))


def _of_tickets(connection: Connection, before: int) -> Iterator[Done]:
    """Yield what was mended at an event without becoming a case."""
    query = select(tickets.c.ended, tickets.c.garment, tickets.c.outcome).where(
        tickets.c.state == "done", tickets.c.case.is_(None), tickets.c.ended < before
    )
    for at, garment, outcome in connection.execute(query):
        yield Done(at, None, garment, outcome or "Unknown", _repair("event", outcome))


def _of_resales(connection: Connection, before: int) -> Iterator[Done]:
    query = (
        select(resales.c.sold, resales.c.item, _garment(), pieces.c.category)
        .select_from(_with_garment(resales).outerjoin(pieces, pieces.c.id == resales.c.piece))
        .where(and_(resales.c.state == "sold", resales.c.sold < before))
    )
    for at, item, garment, category in connection.execute(query):
        yield Done(at, item, garment or category or "", "", Happening("resale"))


def _with_garment(table: Table) -> FromClause:
    """Join the item of a thing, and where the shop knows its article number the product."""
    of_item = table.outerjoin(items, items.c.id == table.c.item)
    of_variant = of_item.outerjoin(variants, (variants.c.gtin == table.c.gtin) & (table.c.gtin != ""))
    return of_variant.outerjoin(products, products.c.id == variants.c.product)


def _garment() -> ColumnElement[str]:
    """Return the class of garment: of the item, else of the article in the shop; empty where neither is."""
    return func.coalesce(func.nullif(items.c.garment, ""), products.c.garment, "")


def _of_lives(connection: Connection, before: int) -> Iterator[Done]:
    """Yield what lines of life tell that stands nowhere else, such as what was imported."""
    query = (
        select(
            item_events.c.at,
            item_events.c.item,
            items.c.garment,
            item_events.c.kind,
            item_events.c.origin,
            item_events.c.detail,
        )
        .select_from(item_events.join(items, items.c.id == item_events.c.item))
        .where(item_events.c.kind.in_(_LIVED), item_events.c.at < before)
    )
    for at, item, garment, kind, origin, detail in connection.execute(query):
        if origin.startswith(_TOLD_ELSEWHERE):
            continue
        what, is_done = _LIVED[kind]
        way = str(msgspec.json.decode(detail, type=dict[str, object]).get("way", ""))
        outcome = (FIXED if is_done else "Unknown") if what == "repair" else ""
        yield Done(
            at,
            item,
            garment,
            outcome,
            Happening(what, way if way in WAYS else "", is_done) if what == "repair" else Happening("resale"),
        )


def _repair(way: str, outcome: str) -> Happening:
    return Happening("repair", way if way in WAYS else "", outcome == FIXED)
